"""What each mention of a state in an action's words is for: the state that it starts from, or the one that it leads to."""

import re
from collections.abc import Iterator

from shared.reading.names.grounding import actions_in, state_field
from shared.writing.ir import Endpoint, Entity, Field

_STATE = r"'[\w \-]+'"
_GROUP = re.compile(rf"{_STATE}(?:(?:,? (?:or|and|nor) (?:also )?|, |/)(?:from |in |an? |the )*{_STATE})*")
#: What stands before a state that is reached: `becomes`, `is put into`, `marks it as`, a bracket.
_REACHED = re.compile(
    r"(?:->|\(|=|\b(?:becomes?|become|turns?|to|into|as|makes? it|is then|are then|is now|then|now|gets?|goes|sets?|set|back|it is|reads|changes|one|it)|<\w+>|\]|\b(?:status|state|stage)(?: is| =|:)?)"
    r"\s*(?:(?:back|then|now|again|an?|the|is|to|in|state|status|<status>|<state>|<stage>|being|simply|of) )*\(?$"
)
_STARTS = re.compile(
    r"\bfrom (?:(?:the|an?|state|status|either|in|being|both|<\w+>) )*$"
    r"|\b(?:while|when|whenever|if|as long as|that|(?<!after )which|who|whose|must|needs?|until|only|still|currently|once|allowed|possible|works?|where)\b"
    r"(?: (?!to\b|into\b|becomes?\b|then\b)[^\s'.;]+){0,6}? (?:is|are|be|in|still|for|on|of|=|<\w+>|currently|only|been|was|were|with|from|an?|the)(?: (?:an?|the|state|status|either|<\w+>|in|still|currently))* $"
)
_HELD = re.compile(r"^\s*(?:\[\w+\]|ones?\b|(?:state|status|stage)\b(?! (?:is|becomes)))")
_INTO = re.compile(r"\b(?:into|to|as|becomes?|makes? it) (?:an? |the )?$")
_REFUSED = re.compile(r"(?<![\w.-])4\d\d(?![\w-])")
_ACCEPTED = re.compile(
    r"^(?P<kept>(?:(?!\b(?:if|when|unless|for)\b)[^;])*?)(?:,\s*(?=[^;]*\b4\d\d\b)|\s\((?=[^()]*\b4\d\d\b)|\s-\s(?=[^;]*\b4\d\d\b))"
)


def _mentions(entity: Entity, said: str) -> Iterator[tuple[str, list[str]]]:
    """`from`, `not` (from) or `to`, and the states, in the order of a grounded text."""
    for whole in re.split(r"\s*;\s*|\.\s+|,? but (?=[^.;]*\b(?:can not|already|no longer)\b)", said):
        piece = _accepted(whole)
        if re.search(r"\balready\b|\bno longer\b|\bcan not\b", piece):
            continue
        for match in _GROUP.finditer(piece):
            states = [state for state in re.findall(r"'([\w \-]+)'", match[0]) if state_field(entity, state)]
            before, after = piece[: match.start()], piece[match.end() :]
            if states and (role := _role(before, after)):
                yield role, states


def _accepted(piece: str) -> str:
    """What a piece says before it speaks of a refusal."""
    if not _REFUSED.search(piece):
        return piece
    match = _ACCEPTED.match(piece)
    return match["kept"] if match else ""


#: `as long as it has not been`, before a state.
_WHILE_NOT = re.compile(
    r"\b(?:as long as|while|if|that|which) (?:it |they |the \[\w+\] )?(?:is|are|has|have) not (?:yet |already )?(?:been |yet )?$"
)


def _role(before: str, after: str) -> str:
    if _WHILE_NOT.search(before):
        return "not"
    if re.search(r"\b(?:until|till|before) (?:it|they|the \[\w+\]) (?:is|are|has been|was) (?:an? |the )?$", before):
        return ""
    if re.match(r",? (?:at first|initially|in the beginning|to (?:begin|start) with)\b", after):
        return ""  # What is so before anything is done.
    if re.search(
        r"\bnot (?:be |in )?(?:an? |the )?$|\bunless\b[^;.]*$|\b(?:can|may|must) (?:only |then )?be $|\b(?:initial\w*|default\w*|(?:starts?|begins?)(?: out)? (?:as|with|in|at)|new (?:ones?|\[\w+\]) (?:is|are))\b[^.;,]*$",
        before,
    ):
        return ""
    if re.match(r"(?: \[\w+\]| ones?)? only\b", after) or re.search(r"\bonly (?:an? |for |from |on )*$", before):
        return "from"
    done = re.search(r"^\W*!\w+! (?:an?|the|only) $", before) and re.match(r"\W*(?:$|[,;:(]|and\b)", after)
    noun = done or (re.search(r"\b(?:an?|the) $", before) and re.match(r"\s*(?:back )?(?:to|into|as)\b|\s*'", after))
    if (
        noun
        or re.match(r"\s*(?:back )?(?:to|into) '|\s*(?:->|becomes?\b|changes to\b|goes to\b|turns into\b)", after)
        or (_HELD.match(after) and not _INTO.search(before))
        or _STARTS.search(before)
    ):
        return "from"
    return "to" if _REACHED.search(before) or re.match(r"\s*\)", after) else ""


def reached(entity: Entity, said: str) -> tuple[Field, str] | None:
    """The state that an action's words lead to."""
    for role, states in _mentions(entity, said):
        one = state_field(entity, states[0])
        if role == "to" and one is not None and len(states) == 1:
            return one, states[0]
    return None


def sources(entity: Entity, endpoint: Endpoint, texts: list[str], own: int = 1) -> tuple[Field, list[str]] | None:
    """The states that an action may start from, as its own words (the first texts) and the sentences that go on about it tell."""
    verb = endpoint.path.rpartition("/")[2]
    left = {code.strip("\"'") for code in endpoint.sets.values()}
    found: list[str] = []
    for number, text in enumerate(texts):
        others = [name for name in actions_in(text) if name != verb]
        if number >= own and (others or not re.search(r"^\W*(?:it|this|that|only)\b|!", text)):
            continue
        for role, states in _mentions(entity, text):
            found += states if role == "from" else _others(entity, states, left) if role == "not" else []
    listed = [state for state in dict.fromkeys(found) if state not in left or len(set(found)) > 1]
    one = state_field(entity, listed[0]) if listed else None
    return (one, [state for state in listed if state in one.choices]) if one is not None else None


def _others(entity: Entity, states: list[str], left: set[str]) -> list[str]:
    """All states but these, and that which is reached."""
    one = state_field(entity, states[0])
    return [state for state in one.choices if state not in {*states, *left}] if one is not None else []


def also(entity: Entity, endpoint: Endpoint, texts: list[str]) -> list[str]:
    """The states from which sentences anywhere allow an action besides: `a rejected one may be submitted again`."""
    left = "|".join(re.escape(code.strip("\"'")) for code in endpoint.sets.values())
    verb = rf"(?:!{re.escape(endpoint.path.rpartition('/')[2])}!|'(?:{left})')"
    allowed = rf"(?:can|may|could) (?:(?:also|then|still|even|always|later|be) )*{verb}"
    noun = rf"(?: (?:\[{entity.name}\]|ones?))?"
    patterns = (
        rf"(?P<states>{_GROUP.pattern}){noun} {allowed}",
        rf"\b(?:after|once|if|when)\b[^.,;]*?(?P<states>{_GROUP.pattern}),? [^.,;]*?{allowed}",
        rf"{verb} (?:an?|the) (?P<states>{_GROUP.pattern}){noun}(?: again| anew| once more)? (?:is|are) (?:also |still )?(?:possible|allowed|fine)",
        rf"\b(?:possible|allowed) to {verb} (?:an?|the) (?P<states>{_GROUP.pattern})",
    )
    pieces = [piece for text in texts for piece in re.split(r"[.;]", text) if not re.search(r"\bonly\b|\bcan not\b", piece)]
    found = [match["states"] for piece in pieces for pattern in patterns for match in re.finditer(pattern, piece)]
    return [state for states in found for state in re.findall(r"'([\w \-]+)'", states) if state_field(entity, state)]


def required(one: Field, states: list[str]) -> str:
    """The condition under which an action is refused: the resource is in none of the states."""
    column = f'row["{one.name}"]'
    listed = ", ".join(f'"{state}"' for state in states)
    return f'{column} != "{states[0]}"' if len(states) == 1 else f"{column} not in ({listed})"
