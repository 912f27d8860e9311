"""Which records count for everything that an answer adds up: `counting the booked ones only`, `cancelled orders do not count`."""

import re

from shared.reading.actions.directions import in_choices
from shared.reading.names.grounding import Ground, states_in
from shared.reading.refusals.loans import still_open
from shared.reading.results.holding import Held, traits
from shared.reading.text.outline import split
from shared.writing.ir import App, Endpoint, Entity

_LEFT_OUT = (
    r"(?:without|excluding|except(?: for)?|ignoring|disregarding|omitting|not counting|not including|leaving (?:out|aside)|apart from)\b"
)
_COUNT = r"(?:count|counts|counted|included|considered|taken into account|part of it|matter)\b"
#: A part of a sentence that is about all that is counted.
_ALL = re.compile(
    rf"^\W*(?:and |but )?(?:(?:only |just )?(?:counting|covering|considering|including|taking|looking at|over|of|for|out of)\b|{_LEFT_OUT})|"
    rf"\b(?:only|just) [^.;,]*\b{_COUNT}|\b(?:can not|not|never|no longer) (?:be )?{_COUNT}|\bis ignored\b|\bare ignored\b"
)
_NOT_COUNTED = re.compile(rf"\b(?:can not|not|never|no longer) (?:be )?{_COUNT}|\b(?:is|are) ignored\b|^\W*(?:and |but )?{_LEFT_OUT}")
#: `{…} of the booked ones`, `number and total cost of those that are not cancelled`.
_BEHIND = re.compile(
    r"(?:(?<=\}) ?(?:(?:per|for each|for every|by) [a-z_]+ ?)?|(?<=number and )[^{}]*?|(?<=count and )[^{}]*?)(?P<some>(?<!\w)(?:(?:of|for|over) (?:(?:the|all|its|those|their)\b ?)+"
    r"|(?:of|for|over|from) (?=(?:incoming|outgoing)\b)|(?:(?:covering|counting|considering|including|summing(?: up)?|adding up|taking|using|based on|made of|computed from|about|for|of|over) )?(?:only|just) )[^{}]*)$"
)


#: `the number of visitors currently in the building`: those whose record has not ended.
_NOW = re.compile(
    r"(?i)(?P<what>^.*\b(?:number of|how many) (?:the |all )?[a-z ]+?)(?: (?:who|that|which) are| are)? (?:(?:currently|presently|still|right now|at the moment|now)\b(?: (?:in|inside|out|here|there|on|at|away|present)\b[^.;,]*)?|(?:in|inside|out|here|there|on|at|away|present)\b[^.;,]* (?:right now|at the moment|currently|now)\b)"
)

#: States that are no more than where something is.
_PLACES = {"in", "inside", "out", "here", "there", "on", "at"}


def countable(app: App, endpoint: Endpoint, entity: Entity, said: str) -> tuple[str, str]:
    """The condition over `row` under which a record counts at all, and the words without what tells it; empty, and all of them, where nothing does."""
    ground = Ground(app, entity, endpoint)
    parts = split(said, r"(?<=[,;.])\s+")
    for part in parts:
        behind = _BEHIND.search(part)
        told = behind["some"] if behind else part
        marked = in_choices(entity, ground(told))
        found = traits(Held(app, entity, endpoint, marked, ""))
        if len(found) == 1 and (behind or _ALL.search(marked)):
            rest = said.replace(told, "", 1).strip(" ,;")
            return (_negated(found[0]) if _NOT_COUNTED.search(marked) else found[0]), rest
    return _of_them(app, endpoint, entity, said)


def _negated(code: str) -> str:
    """The opposite, where the words that say so are not understood as `not` already."""
    return code if " != " in code or code.startswith("not ") else code.replace(" == ", " != ") if " == " in code else f"not {code}"


def _of_them(app: App, endpoint: Endpoint, entity: Entity, said: str) -> tuple[str, str]:
    """`the number of booked exams and the sum of their costs`: what is counted first is what the rest is about."""
    marked = Ground(app, entity, endpoint)(said)
    told = re.search(
        rf"\b(?:number|count) of (?:the |all )?'([\w \-]+)' \[{entity.name}\][^.;]*\b(?:their|them|these|those|they)\b", marked
    )
    found = traits(Held(app, entity, endpoint, told[0], "")) if told and len(states_in(marked)) == 1 else []
    now = _NOW.search(said) if set(states_in(marked)) <= _PLACES else None
    if now is not None and (opened := still_open(entity, "row")):
        return opened, f"{now['what']}{said[now.end() :]}"
    if told is None or len(found) != 1:
        return "", said
    return found[0], re.sub(rf"(?i)\b{re.escape(told[1])} (?={entity.name}|{entity.plural})", "", said, count=1)
