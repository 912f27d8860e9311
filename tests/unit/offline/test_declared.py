"""What a text says of its first resource's fields, in many wordings: which there are, of which type, who sets them, and what they are at first.

A line of `declared.txt` is a text and its fields: `name:type`, `?` where a request may leave it out, `=value` for what it is then,
`-name` for what no request carries, `a|b` where a text leaves the name open.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.adapters.offline.intake import application
from shared.writing.ir import Field

_FIELD = re.compile(r"(?P<hidden>-)?(?P<names>[\w|]+):(?P<kind>\w+)(?P<optional>\?)?(?:=(?P<default>\S*))?")
#: What a type may also be read as: a text or a number where nothing says more.
_WIDER = {"string": {"string", "scalar", "email"}, "integer": {"integer", "number", "scalar"}, "number": {"number", "scalar"}}


@dataclass(frozen=True)
class Declared:
    """A text and what it says."""

    text: str
    fields: str


DECLARED = [Declared(*line.rsplit(" | ", 1)) for line in (Path(__file__).parent / "declared.txt").read_text().splitlines()]


@pytest.mark.parametrize("case", DECLARED, ids=lambda case: case.text[:70])
def test_a_text_tells_the_fields_of_what_it_stores(case: Declared) -> None:
    app = application(case.text)
    entity = next(iter(app.entities.values()))
    body = {one.name: one for each in app.endpoints if each.kind == "create" and each.entity == entity.name for one in each.body}
    told = [_FIELD.fullmatch(word) for word in case.fields.split()]
    wanted = [match for match in told if match]
    assert wanted == told, "a field is not written as this file's docstring says"
    assert [problem for match in wanted for problem in _problems(match, entity.fields, body)] == []
    assert set(body) <= {name for match in wanted for name in match["names"].split("|")}


def _problems(wanted: re.Match[str], fields: dict[str, Field], body: dict[str, Field]) -> list[str]:
    known = next((fields[name] for name in wanted["names"].split("|") if name in fields), None)
    if known is None:
        return [f"there is no {wanted['names']}"]
    one = body.get(known.name, known)
    kind = "choice" if one.choices else one.type
    return [
        *([f"{one.name} is {'sent' if wanted['hidden'] else 'not sent'}"] if (one.name in body) is bool(wanted["hidden"]) else []),
        *([f"{one.name} is required: {one.required}"] if not wanted["hidden"] and one.required is bool(wanted["optional"]) else []),
        *([f"{one.name} is {kind}"] if wanted["kind"] != "any" and kind not in _WIDER.get(wanted["kind"], {wanted["kind"]}) else []),
        *([f"{one.name} is {known.default} at first"] if wanted["default"] is not None and str(known.default) != wanted["default"] else []),
    ]
