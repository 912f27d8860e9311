"""Reads how an operation moves a resource from state to state: `sends a draft to review`, `closes an open ticket`, `paid -> shipped`."""

import re
from dataclasses import dataclass
from dataclasses import field as made

from shared.adapters.offline import words
from shared.adapters.offline.ir import Entity, Field, Guard

_TO = re.compile(
    r"(?i)(?:\b(?:to|into|as|becomes?|becoming|called|set to)|->|=)(?: (?:be|being|an?|the|state|status|of|again|back))*\s*[`'\"(]*$"
)
_FROM = re.compile(
    r"(?i)(?:\b(?:from|only|while|when|if|for|still|currently|is|are|was|been|be|in|an?|the|any|every|its|or|and|not yet)|[(,/])\s*[`'\"(]*$"
)
_NOT = re.compile(r"(?i)\b(?:unless|not|never|isn't|no longer|already|cannot|can't|except)\b[^,.;]*$")
_MOVES = r"(?i)\b(?:sends?|moves?|turns?|puts?|brings?|sets?|changes?|takes?|returns?|switch(?:es)?|goes|transitions?|marks?|makes?|becomes?)\b|->"


@dataclass
class Move:
    """What an operation does to the state in `field`: from which states (none: from all) to which."""

    field: str
    to: str
    before: list[str] = made(default_factory=list)
    never: list[str] = made(default_factory=list)


def said_move(entity: Entity, text: str, verb: str = "") -> Move | None:
    """The move that words describe; None when they name no state that is reached."""
    for one in entity.fields.values():
        move = _move(one, text) if len(one.choices) > 1 else None
        if move is None:
            continue
        if not move.to and (move.before or move.never) and words.same_word((text.split() or [""])[0].lower(), verb):
            move.to = words.participle(verb)
            one.choices += [] if move.to in one.choices else [move.to]
        if move.to:
            move.before = [choice for choice in move.before if choice != move.to]
            return move
    return None


def _move(one: Field, text: str) -> Move:
    """What the words say about each state of a field: reached, left, or not allowed."""
    move = Move(one.name, "")
    for start, choice, verb in _named(one, text):
        before = text[:start]
        if _NOT.search(before):
            move.never.append(choice)
        elif not move.to and (verb or (_TO.search(before) and re.search(_MOVES, before))):
            move.to = choice
        elif _FROM.search(before) and choice not in move.before:
            move.before.append(choice)
    return move


def _named(one: Field, text: str) -> list[tuple[int, str, bool]]:
    """The states that a text names: where, which, and whether a verb in its present form does so (`publishes`)."""
    found = []
    for choice in one.choices:
        shown = re.escape(choice).replace("_", "[ _-]").replace("\\-", "[ _-]")
        found += [(match.start(), choice, False) for match in re.finditer(rf"(?i)(?<![\w/])(?:{shown})s?\b", text)]
    taken = {start for start, _, _ in found}
    for match in re.finditer(r"\b[a-z]{3,}(?:s|es)\b", text.lower()):
        choice = next((c for c in one.choices if c.endswith("ed") and words.participle(words.stem(match[0])) == c.lower()), "")
        if choice and match.start() not in taken:
            found.append((match.start(), choice, True))
    return sorted(found)


def leaving(entity: Entity, move: Move) -> Guard | None:
    """Refuses the move from other states than those that are named."""
    noun = entity.name.replace("_", " ")
    if move.never and not move.before:
        listed = ", ".join(f'"{state}"' for state in move.never)
        return Guard(f'row["{move.field}"] in ({listed},)', 409, f"the {noun} is {words.join(move.never, 'or').replace('_', ' ')}", "state")
    if not move.before:
        return None
    listed = ", ".join(f'"{state}"' for state in move.before)
    code = f'row["{move.field}"] not in ({listed})' if len(move.before) > 1 else f'row["{move.field}"] != {listed}'
    return Guard(code, 409, f"the {noun} is not {words.join([state.replace('_', ' ') for state in move.before], 'or')}", "state")


def collect_states(entity: Entity, texts: list[str], whole: str) -> None:
    """The states that operations lead to (`moves a new order to "baking"`), where the text lists them nowhere."""
    one = next((entity.fields[name] for name in ("status", "state", "stage", "phase") if name in entity.fields), None)
    if one is None or len(one.choices) > 2 or one.type not in {"", "enum", "string"}:
        return
    first = re.search(
        r"(?i)\b(?:status|state|stage|phase)\b[^.;]*?\b(?:starts?|starting|begins?|initially|first|default\w*)\b[^.;\"'`]*[\"'`](\w+)[\"'`]",
        whole,
    )
    if first and first[1] not in one.choices:
        one.choices.insert(0, first[1])
        one.default, one.required, one.given = first[1], False, False
    found = [match for text in texts for match in re.findall(_REACHES, text)]
    new = [first or second for first, second in found if (first or second).lower() not in words.STOP]
    for state in dict.fromkeys(new):
        if state not in one.choices:
            one.choices.append(state)
    if len(one.choices) > 1:
        one.type = "enum"


_REACHES = (
    r"(?i)\b(?:to|as|into|becomes?)\s+(?:an? |the |be )?[\"'`]([A-Za-z][\w\-]*)[\"'`]"
    r"|\b(?:moves?|changes?|turns?|sets?|switch(?:es)?)\b[\w ]{0,40}?\b(?:to|into)\s+(?:an? |the )?([a-z][\w\-]*)\b(?=\s*(?:[,.;(]|$))"
)


def first_states(entity: Entity, text: str) -> None:
    """`New documents are drafts`: the state that a resource begins with."""
    noun = f"{re.escape(entity.name.replace('_', ' '))}|{re.escape(entity.plural.replace('_', ' '))}"
    match = re.search(
        rf"(?i)\b(?:new|fresh|newly (?:created|added|made))(?:ly)? (?:\w+ )?(?:{noun})\b(?:\s*\([^)]*\))?,?\s+(?:are|is|starts?|begins?|gets?|have|has|will|should|shall|must|always)\b(.*)|\b(?:{noun})s? (?:always |initially )*(?:starts?|begins?)(?: out| life)? (?:as|in|with|at)\b(.*)",
        text,
    )
    if not match:
        return
    for one in entity.fields.values():
        named = [choice for _, choice, verb in _named(one, match[1] or match[2] or "") if not verb]
        if one.choices and named:
            one.default, one.required, one.given = named[0], False, False
