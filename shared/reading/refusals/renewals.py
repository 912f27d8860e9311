"""What may be there once among those that still count: `two bookings of a berth on one day are a 409, unless one was cancelled`."""

import re

from shared.reading.changes.naming import with_article
from shared.reading.names.grounding import Ground, fields_in, states_in
from shared.reading.refusals.cases import Case
from shared.reading.refusals.loans import still_open
from shared.reading.refusals.quotas import most
from shared.reading.refusals.spans import meets
from shared.reading.refusals.uniqueness import DUPLICATE
from shared.reading.text.lexicon import canonical
from shared.writing import words
from shared.writing.ir import Entity, Field, Guard

#: What is said of a state in which a record no longer counts.
_SPARED = re.compile(
    r"\b(?:not|unless|except|without|besides|but not|apart from|other than|ignor\w*|free|frees|freed|again|anew|never)\b|\bun(?=[a-z]+ed\b)"
)

#: What is done again to the record itself says nothing of others.
_ONE = re.compile(r"(?i)\b(?:can|may) (?:(?:also|then|still) )*be [a-z]+ (?:again|anew)\b")


#: A sentence about what counts, and not about what an action may do.
_ABOUT = re.compile(rf"(?i){DUPLICATE.pattern}|\b(?:counts?|counted|ignor\w*|anew|frees?|freed|blocks?|matters?)\b")


def once_among(case: Case) -> bool:
    """Refuses a new record where one like it is there, in a state that counts."""
    entity = case.entity
    create = case.app.of(entity.name, "create") if entity is not None else None
    if entity is None or create is None or case.status not in {0, 400, 409, 422} or most(case.said) > 1 or meets(case):
        return False
    said = Ground(case.app, entity)(case.plain)
    has = rf"\bha(?:s|ve) an?\b|\b(?:in|on|with|under) an? '[\w \-]+' \[{entity.name}\]"
    among = _counting(case, entity, said) if DUPLICATE.search(said) or re.search(has, said) else ""
    among = among or (_not_over(entity) if _NOW.search(said) else "")
    alone = _AT_A_TIME.search(said)
    among = among or (_counting(case, entity, said) or still_open(entity) if alone else "")
    names = _alike(entity, alone["what"] if alone else said) if among else []
    elsewhere = case.endpoint is not None and case.endpoint is not create
    if not names or (elsewhere and not alone and len(names) < 2 and f"[{entity.name}]" not in said and "same" not in said):
        return False
    rows = [f"store.{entity.plural}.find({where})" for where in _where(entity, names, said)]
    code = f"any({among} for other in {rows[0] if len(rows) == 1 else f'[{", ".join(f"*{one}" for one in rows)}]'})"
    if all(guard.code != code for guard in create.guards):
        create.guards.append(
            Guard(code, case.status or 409, f"there is {with_article(entity.name.replace('_', ' '))} like this already", "busy")
        )
    return True


#: `a badge can be carried by one person at a time`: it is of what comes first that there is one.
_AT_A_TIME = re.compile(
    r"(?P<what>(?:<\w+>|\[\w+\])(?: (?:and|of) (?:an? |the )?<\w+>)?) (?:can|may|must|is|are|has|belongs?|goes)\b(?: only| just)?(?: (?:be|in|out))?[^<.;,\[]{0,30}?\b(?:one|1|a single)\b[^.;,:]{0,30} (?:at a time|at once|at the same time|at any (?:one )?time|simultaneously)\b"
)


def _where(entity: Entity, names: list[str], said: str) -> list[str]:
    """What the other has in common, all of it; each by itself where the clause says `the driver or the car`."""
    marks = [rf"(?:<{name}>|\[{entity.fields[name].refers or name}\])" for name in names]
    either = len(names) == 2 and re.search(
        rf"{marks[0]},? or (?:(?:the|its|an?|their|same) )*{marks[1]}|{marks[1]},? or (?:(?:the|its|an?|their|same) )*{marks[0]}", said
    )
    equal = [f'{name}=values["{name}"]' for name in names]
    return equal if either else [", ".join(equal)]


#: `is already parked`: what holds of a record until it ends, and not for ever.
_NOW = re.compile(r"\balready (?:been )?(?!exists\b|used\b|taken\b)[a-z]+(?:ed|en)\b(?: in\b)?|\b(?:currently|still|at the moment)\b")


def _not_over(entity: Entity) -> str:
    """The condition under which another record has not ended; empty where an end is not noted as a time or a flag."""
    opened = still_open(entity)
    return opened if opened.endswith("is None") or opened.startswith("not ") else ""


def _alike(entity: Entity, said: str) -> list[str]:
    """The fields in which the two agree."""
    named = fields_in(said)
    return [
        one.name
        for one in entity.fields.values()
        if (one.given or one.refers)
        and one.type not in {"boolean", "list"}
        and (one.name in named or (one.refers and f"[{one.refers}]" in said))
    ]


def _counting(case: Case, entity: Entity, said: str) -> str:
    """The condition over `other` for a record that counts; empty where all do."""
    state = next((one for one in entity.fields.values() if one.choices and not one.given), None)
    if state is None:
        return ""
    column = f'other["{state.name}"]'
    told = [canonical(text) for text in case.app.statements]
    about = [piece for text in told for piece in re.split(r"[;.]", text) if _ABOUT.search(piece) and not re.search(r"\b[A-Z]+ /", piece)]
    texts = [re.sub(r"\bfree\b", "", text) if "free" in state.choices else text for text in (case.plain, *about)]
    over = [choice for choice in state.choices if choice != state.default and _spared(choice, texts)]
    if over:
        return f'{column} != "{over[0]}"' if len(over) == 1 else f"{column} not in ({', '.join(f'"{one}"' for one in over)})"
    return _named(state, said, entity, column)


def _spared(choice: str, texts: list[str]) -> bool:
    """`cancelled ones don't count`, `an uncancelled booking`, `after cancelling, the same email may subscribe anew`."""
    stem = re.escape(words.stem(choice))
    for text in texts:
        for piece in re.split(r"[;.]", text):
            if (
                re.search(rf"(?i)\b(?:un)?{stem}", piece)
                and _SPARED.search(piece)
                and not re.search(r"\b[A-Z]+ /", piece)
                and not _ONE.search(piece)
            ):
                return True
    return False


def _named(state: Field, said: str, entity: Entity, column: str) -> str:
    """`an email that already has an active or paused subscription`."""
    listed = re.search(rf"((?:'[\w \-]+'(?:, | or | and )?)+) \[{entity.name}\]", said)
    states = [value for value in states_in(listed[1]) if value in state.choices] if listed else []
    if not states:
        return ""
    return f'{column} == "{states[0]}"' if len(states) == 1 else f"{column} in ({', '.join(f'"{one}"' for one in states)})"
