"""What is so of a record between two actions of which one undoes the other: occupied until it is released, and free otherwise."""

from collections.abc import Iterator

from shared.reading.names.traces import negated, trace
from shared.reading.text.lexicon import wordset
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity

#: What a record is called while nothing has begun, whatever it is that begins.
_AT_HAND = wordset("free available vacant unused")


def between(app: App, entity: Entity, word: str, row: str = "row") -> str:
    """The test over a record for `occupied` or `free`; empty for words that no two actions explain, or that several do."""
    found = {test for begun, test in _begun(app, entity, row) if word == begun}
    at_hand = word in _AT_HAND
    found |= {negated(test) for begun, test in _begun(app, entity, row) if at_hand or word in {f"un{begun}", f"not_{begun}"}}
    return found.pop() if len(found) == 1 else ""


def _begun(app: App, entity: Entity, row: str) -> Iterator[tuple[str, str]]:
    """What a record is once an action has begun it that another ends, and the test for it."""
    actions = [one for one in app.endpoints if one.kind == "action" and one.entity == entity.name]
    for one in actions:
        done = words.participle(one.path.rpartition("/")[2]).replace("-", "_")
        for name, code in one.sets.items():
            if code not in {"None", "False"} and any(_ends(entity, other, name) for other in actions if other is not one):
                yield done, trace(name, code, row)
                break


def _ends(entity: Entity, action: Endpoint, name: str) -> bool:
    """Whether an action leaves a field as it is at first."""
    one = entity.fields.get(name)
    first = f'"{one.default}"' if one is not None and isinstance(one.default, str) else "None"
    return action.sets.get(name, "") in {"None", "False", first}
