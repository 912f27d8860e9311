"""What takes another one's place: `deploying a release makes the one that was live before "retired"`."""

import re
from collections.abc import Iterator, Sequence

from shared.reading.names.grounding import Ground, state_field, states_in
from shared.writing.ir import App, Endpoint, Entity

_STATE = r"'[\w \-]+'"
_FORMER = re.compile(
    rf"\b(?:previous(?:ly)?|former(?:ly)?|old|earlier|existing|current(?:ly)?|(?:the|any|every|all|an?) other) (?:{_STATE}|\[\w+\]|one)"
    rf"|{_STATE}(?: \[\w+\]| one)?(?: (?:of|for|in|with) (?:(?:the|its|that|same) )*[<\[]\w+[>\]])?(?:,? (?:that|which))?(?: (?:was|is|there))* (?:before|so far|until (?:then|now)|already|previously|hitherto)"
    r"|\b(?:one|\[\w+\]) before\b|\bpredecessor\b"
)
_TURNS = re.compile(
    r"\b(?:turns?|turned|makes?|becomes?|sets?|set|puts?|moves?|moved|changes?|goes|marks?|marked)\b[^.;']*(?:'(?P<own>[\w \-]+)'[^.;']*?)??'(?P<after>[\w \-]+)'(?: (?:when|if|as soon as|once|then|automatically|instead)\b[^']*)?\W*$"
)
_POSSESSIVE = re.compile(r"(?<=[>\]])'s")
#: Among which records there is only one: `per service`, `the same service`, `the service's`.
_ONE = r"(?:<(?P<field>\w+)>|\[(?P<owner>\w+)\])"
_AMONG = (
    re.compile(rf"\b(?:per|same|(?:in|within) (?:the|that|its|one)|each|every|of an?) {_ONE}"),
    re.compile(rf"\bthe {_ONE}'s"),
    re.compile(rf"\b(?:an?|any|one) {_ONE} (?:has|have|can|may|must)\b"),
)


def displace(app: App, texts: Sequence[str]) -> None:
    """Lets actions that lead to a state which only one record may have bring the one before it to another."""
    for entity in app.entities.values():
        actions = [one for one in app.endpoints if one.kind == "action" and one.entity == entity.name and one.sets]
        for text in texts if actions else ():
            for action, lines in _displaced(app, entity, actions, Ground(app, entity)(text)):
                action.after += [line for line in lines if lines[1] not in action.after]


def _displaced(app: App, entity: Entity, actions: list[Endpoint], said: str) -> Iterator[tuple[Endpoint, list[str]]]:
    """The actions of which a sentence tells this, each with what it does besides."""
    pieces = [
        piece for piece in re.split(r"[;:] ", _POSSESSIVE.sub("", said)) if _FORMER.search(piece) and not re.search(r"\b4\d\d\b", piece)
    ]
    piece, turned = next(((each, found) for each in pieces if (found := _TURNS.search(each))), ("", None))
    for action in actions if turned else ():
        for name, code in action.sets.items():
            held, after = code.strip("\"'"), turned["after"] if turned else ""
            one = entity.fields[name]
            if not one.choices or code == held or held == after or held not in states_in(piece.replace(f"'{after}'", "")):
                continue
            if state_field(entity, after) not in (one, None):
                continue
            one.choices += [after] if after not in one.choices else []
            same = "".join(f' and other["{field}"] == row["{field}"]' for field in _among(entity, said))
            yield (
                action,
                [
                    f"for other in store.{entity.plural}.find():",
                    f'    if other["{name}"] == "{held}" and other["{entity.key}"] != row["{entity.key}"]{same}:',
                    f'        store.{entity.plural}.change(other["{entity.key}"], {{"{name}": "{after}"}})',
                ],
            )


def _among(entity: Entity, said: str) -> list[str]:
    """The fields that the two records have alike."""
    found = []
    for match in (match for pattern in _AMONG for match in pattern.finditer(said)):
        refers = next((one.name for one in entity.fields.values() if match["owner"] and one.refers == match["owner"]), "")
        name = match["field"] or refers
        if name in entity.fields and not entity.fields[name].choices and name not in found:
            found.append(name)
    return found
