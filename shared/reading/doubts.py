"""What a reading did not understand: where it is lenient it goes on without it, and somebody else has to see to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared.reading.routes.routing import Routed
from shared.reading.text.outline import Statement
from shared.writing.ir import Endpoint, Entity

#: Which kind of operation a sentence without a route is about.
_ABOUT = (
    ("delete", re.compile(r"(?i)\b(?:delet|remov|cancel)\w*")),
    ("update", re.compile(r"(?i)\b(?:updat|chang|edit|patch|modif)\w*")),
    ("list", re.compile(r"(?i)\b(?:list|sort|order|filter|search|shown?)\w*\b")),
)


#: What the code of an operation is that nobody has written yet.
UNWRITTEN = 'raise HTTPException(501, "this is not written yet")'


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence that was not understood, and the operation (method and path) that has to do what it says; empty when there is none."""

    text: str
    method: str = ""
    path: str = ""


def of_route(one: Routed) -> Doubt:
    """That of an operation's own words."""
    return Doubt(" ".join((one.route.statement.text, *one.route.more)), one.endpoint.method, one.endpoint.path)


def of_sentence(statement: Statement, endpoints: Sequence[Endpoint], about: Sequence[Entity]) -> Doubt:
    """That of a sentence which names no operation: an action that it names, or the kind that its words speak of; by default what creates."""
    ranked = sorted(about, key=lambda entity: _concerns(statement.text.lower(), entity), reverse=True)
    mine = [each for entity in ranked for each in endpoints if each.entity == entity.name]
    actions = [each for each in mine if each.kind == "action" and each.path.rpartition("/")[2][:5].lower() in statement.text.lower()]
    kinds = [kind for kind, said in _ABOUT if said.search(statement.text) and not re.search(r"\b409\b", statement.text)]
    fitting = [each for kind in (*kinds, "create") for each in mine if each.kind == kind]
    found = next(iter((*actions, *fitting, *mine, *endpoints)), None)
    return Doubt(statement.text, found.method, found.path) if found else Doubt(statement.text)


def _concerns(said: str, entity: Entity) -> int:
    """How much a sentence is about a resource: most as its subject or as what is done ("a loan", "may lend"), then by its fields."""
    name = entity.name.replace("_", " ").lower()
    words = set(re.findall(r"[a-z]+(?:_[a-z]+)*", said))
    subject = bool(re.match(rf"(?:an?|the|each|every|no|any|if an?|when an?)?\s*{re.escape(name)}s?\b", said))
    done = any(word[:4] == name[:4] and word not in {name, f"{name}s"} for word in words) if len(name) > 3 else False
    return 4 * subject + 3 * done + 2 * len(words & entity.fields.keys()) + (name in said)


def leave_open(endpoint: Endpoint) -> None:
    """What nothing is known of answers 501 until it is written."""
    endpoint.kind, endpoint.lines, endpoint.after = "compute", [UNWRITTEN], []
