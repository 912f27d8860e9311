"""Members of answers that judge all records at once: `overall is "down" if any is down, else "ok"`."""

import re

from shared.reading.names.grounding import Ground, state_field
from shared.writing.ir import App, Entity

_IF = re.compile(
    r"'(?P<value>[\w \-]+)' (?:if|when|while|as long as|as soon as) (?P<how>any|some|one|an?|at least one|>= (?:1|one)|all|every|each|no|none)\b(?P<rest>.*)"
)


def verdict(app: App, entity: Entity, name: str, said: str, rows: str) -> str:
    """The expression for a word that depends on whether any (or all) of the records are in a state; empty when the text tells none."""
    told = re.search(
        rf"[<'\"`]?\b{re.escape(name)}\b[>'\"`]?,? (?:which |that )?(?:is|being|says|reads|=|:) (?=')(.*)", Ground(app, entity)(said)
    )
    parts = re.split(r"[,;:]? ?(?:and |or )?\botherwise,? ", re.split(r"\s\.\s", told[1])[0]) if told else []
    last = re.match(r"'([\w \-]+)'(?! (?:if|when|while|as) )", parts[-1]) if len(parts) > 1 else None
    cases = [_case(entity, part, rows) for part in parts[:-1]]
    return " else ".join([*cases, f'"{last[1]}"']) if last and all(cases) else ""


def _case(entity: Entity, part: str, rows: str) -> str:
    match = _IF.match(part)
    states = [one for one in re.findall(r"'([\w \-]+)'", match["rest"]) if state_field(entity, one)] if match else []
    one = state_field(entity, states[0]) if len(states) == 1 else None
    if match is None or one is None or re.search(r"\bnot\b", match["rest"]):
        return ""
    found = f'other["{one.name}"] == "{states[0]}" for other in {rows}'
    test = f"{rows} and all({found})" if match["how"] in {"all", "every", "each"} else f"any({found})"
    return f'"{match["value"]}" if {"not " if match["how"] in {"no", "none"} else ""}{test}'
