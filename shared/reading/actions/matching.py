"""Actions whose request says which counter goes up: `with {"helpful": true} or {"helpful": false} adds one to the matching counter`."""

import re

from shared.writing import words
from shared.writing.ir import Endpoint, Entity, Field

_WHICH = re.compile(
    r"(?i)\b(?:matching|corresponding|respective|appropriate|right|chosen|relevant) (?:counter|count|number|total|tally|one)\b|\baccordingly\b|\btrue\b[^.]*\bfalse\b"
)
_COUNTS = re.compile(r"(?i)\b(?:adds?|increas\w*|increment\w*|rais\w*|bumps?|counts?|goes up)\b")
_NOT = ("un{}", "not_{}", "in{}", "non_{}", "dis{}")


def counted(entity: Entity, endpoint: Endpoint, texts: list[str]) -> bool:
    """Whether an action counts what its request tells; then it does."""
    said = " . ".join(texts)
    told = endpoint.body[0] if len(endpoint.body) == 1 else None
    if told is None or not _WHICH.search(said) or not _COUNTS.search(said):
        return False
    counters = {one.name for one in entity.fields.values() if one.type == "integer" and not one.given}
    value = f'values["{told.name}"]'
    pairs = _of_flag(told, counters, value) or _of_choices(told, counters, value)
    endpoint.sets = {name: f'row["{name}"] + (1 if {test} else 0)' for name, test in pairs.items()}
    return bool(pairs)


def _of_flag(told: Field, counters: set[str], value: str) -> dict[str, str]:
    """The counter that is called like the value, and that which is called like its contrary."""
    other = next((form.format(told.name) for form in _NOT if form.format(told.name) in counters), "")
    if told.name not in counters or not other:
        return {}
    told.type, told.choices, told.required = "boolean", [], True
    return {told.name: value, other: f"not {value}"}


def _of_choices(told: Field, counters: set[str], value: str) -> dict[str, str]:
    """The counter of each of the values: `likes` of `like`."""
    found = {
        next((name for name in (choice, words.plural(choice), f"{choice}_count") if name in counters), ""): f'{value} == "{choice}"'
        for choice in told.choices
    }
    return found if found and "" not in found else {}
