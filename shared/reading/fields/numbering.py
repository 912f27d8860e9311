"""Numbers that the service counts up, for each new record or within its owner: `a running number`, `counting 1, 2, 3 within each show`."""

import re
from collections.abc import Iterator

from shared.writing import words
from shared.writing.ir import Entity, Field

_WORD = r"(?:number|nr|no|seq|sequence|index|position|place)"
_NAME = rf"(?<!page )(?<!\"page\" )\b[`\"]?((?:(?!one_)[a-z]+_)?{_WORD})[`\"]?(?:\)|\b)"
_PER = r"(?:per|within|inside|for each|for every|in each|in every|in its|in their|of each|of its|of the)"
_BEGINS = r"(?:start(?:s|ing)?|begin(?:s|ning)?|count(?:s|ing|ed)?)(?: up| upwards)?"
#: `with a running number`, `gets the next number`, `number: 1 for the first, then 2`, `a number that counts within its album`.
_SERIAL = (
    re.compile(
        r"\b(?:running|consecutive|sequential|serial|ascending|increasing|next(?: free| higher)?|counted up|continuous)(?: (?!one )\w+)?? "
        rf"[`\"]?((?:(?!one )[a-z]+[_ ])?{_WORD})[`\"]?\b(?! (?:\d|is|of [a-z]+s\b))"
    ),
    re.compile(
        rf"{_NAME}[^.;]{{0,40}}?(?:\b(?:1 for the first|counts? up from|counted (?:up )?(?:from|{_PER})|"
        r"starts? (?:at|with|from) 1 and (?:goes|counts|rises|increases)|1, 2, 3)|\(1, 2\b)"
    ),
    re.compile(rf"{_NAME},?(?: which| that| and)?(?: is| are)?(?: set| assigned| counted| numbered| given)?(?: automatically)?(?: by the [a-z]+)?(?:,? and)? {_BEGINS} (?:(?:from|at|with|on) 1 )?(?:upwards? )?{_PER} [a-z]"),
    re.compile(rf"\b(?:gives?|gets?|assigns?|assigned|receives?)\b[^.;]{{0,30}}{_NAME}[^.;]{{0,60}}\b{_BEGINS} (?:from|at|with) 1\b"),
    re.compile(rf"{_NAME} is (?:set|assigned|given|counted)\b[^.;]{{0,60}}\b{_BEGINS} (?:from|at|with) 1\b"),
    re.compile(rf"{_NAME}[^.;]{{0,40}}\bfirst [a-z]+(?: (?:of|in) (?:an?|the|each|every|its) [a-z]+)? (?:is|has|gets) (?:the )?(?:number |no\.? )?1\b"),
)  # fmt: skip
_ANY = r"[`\"]?(?!(?:an?|the|it|its|number|next|first|id)\b)([a-z]+(?:_[a-z]+)?)[`\"]?"
#: `hands out the bib: the first runner gets 1, the next 2`, `a bib, a running number`, `the next free bib, beginning with 1`: by whatever name.
_CALLED = (
    re.compile(rf"\b(?:the|an?|its|their) {_ANY}(?: is (?:given|set|assigned|handed out)(?: out)?(?: by [a-z ]+?)?)?[:,] (?:the first(?: [a-z]+)? (?:gets|is|has|receives) (?:number )?1\b|1 for the first\b|(?:which is |being )?an? (?:running|consecutive|sequential|serial) number\b)"),
    re.compile(rf"\b(?:gets?|receives?|is given|given|gives?(?: [a-z]+)?) (?:the|its) next(?: free| available| higher)? {_ANY},? (?:{_BEGINS}) (?:from|at|with) 1\b"),
    re.compile(rf"(?:^|[.;:,] )(?:the )?{_ANY} (?:is|are) (?:numbered|counted(?: up)?|handed out|given out|assigned) (?:as )?1, 2\b"),
)  # fmt: skip
#: `Tracks are numbered 1, 2, 3 … within their album`: the number has the name that every number has.
_NUMBERED = re.compile(
    rf"\b(?:is|are|be|get|gets)(?: automatically| always)? numbered (?:1, 2\b|(?:from|starting (?:at|with|from)) 1\b(?! ?(?:to|until|through|-) ?\d)|consecutively|sequentially|automatically|continuously|{_PER} )"
)
#: `numbers the episodes of each podcast`, in the same sentence.
_NUMBERS = re.compile(r"\bnumbers (?:the |its |all |their )?[a-z]+ (?:of|in|within) (?:each|every|an?|the) [^.;]*$")
_START = re.compile(rf"\b(?:{_BEGINS}|from)(?: with| at| from)? (\d+)\b(?! ?(?:to|until|-|and) ?\d)")
_BY_SERVICE = re.compile(r"(?i)\b(?:service|server|system|api|backend|automatically)\b")


def counted(entity: Entity, said: str, sent: set[str], known: set[str]) -> None:
    """Gives a resource the number that a (canonical) text counts up. `sent`: what the request carries; `known`: names that mean something else."""
    for name, after in _told(said, entity.name):
        one = entity.fields.get(name)
        told = bool(sent) or bool(_owner(entity, after)) or _BY_SERVICE.search(said) is not None
        carried = one is not None and one.given and not told
        if f"serial_{name}" not in entity.fields and name not in {*sent, *known} and not carried:
            _count(entity, name, after)


def _told(said: str, record: str) -> Iterator[tuple[str, str]]:
    """The numbers that are counted up, each with the words from there on; the `record` that is numbered is none of them."""
    called = [(words.singular(words.code_name(match[1])), said[match.start() :]) for pattern in _CALLED for match in pattern.finditer(said)]
    called = [(name, after) for name, after in called if name != record]
    yield from called
    for pattern in _SERIAL if not called else ():
        yield from ((words.code_name(match[1]), said[_begin(said, match.start()) :]) for match in pattern.finditer(said))
    yield from (("number", said[match.start() :]) for match in _NUMBERED.finditer(said) if not called)


def _begin(said: str, start: int) -> int:
    """Where the words about a number begin: `numbers the tracks of each album in the field number: 1, 2, 3`."""
    before = _NUMBERS.search(said[:start])
    return before.start() if before else start


def _count(entity: Entity, name: str, said: str) -> None:
    start = _START.search(said)
    before = int(start[1]) - 1 if start else 0
    owner = _owner(entity, said)
    rows = f"store.{entity.plural}.find({f'{owner.name}=values[{chr(34)}{owner.name}{chr(34)}]' if owner else ''})"
    entity.fields[name] = Field(
        name, "integer", required=False, given=False, fill=f'expr:max((other["{name}"] for other in {rows}), default={before}) + 1'
    )


def _owner(entity: Entity, said: str) -> Field | None:
    """The reference to that within which a number counts, where the text says so."""
    owner = next((one for one in entity.fields.values() if one.refers), None)
    noun = owner.refers.replace("_", " ") if owner else ""
    within = (
        rf"\b(?:per|within|inside|in|of|for) (?:an?|the|its|their|this|that|each|every|the same|one)? ?(?:{noun}|{words.plural(noun)})\b"
    )
    return owner if owner and re.search(within, said) else None
