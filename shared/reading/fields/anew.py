"""What a new record has of a declared field, where no request must carry it: `new books get the status "new" and no rating`."""

import re
from collections.abc import Iterator, Sequence

from shared.reading.fields.bodies import kind_of, type_of
from shared.reading.text.lexicon import canonical
from shared.writing import words
from shared.writing.ir import MISSING, Entity, Field

_MADE = r"(?:created|added|made|registered|entered|opened|stored|recorded|posted|placed|reported|planned|started|new)"
#: Words that speak of what a record has at first.
_AT_FIRST = re.compile(
    rf"(?i)\bnew(?:ly \w+)? [a-z]|\b(?:at first|initially|in the beginning|at the (?:start|beginning)|from the start|to (?:begin|start) with|on creation|until|as long as)\b"
    rf"|\b(?:when|once|after|whenever) (?:an?|the|it|each|every|one|they)(?: \w+)? (?:is|are|was|has been)(?: first)? {_MADE}\b"
    rf"|\b(?:every|each|an?|all|it|they|the) (?:\w+ )?(?:starts?|begins?) (?:out |off )?(?:as|with|without|in)\b"
)
#: What a clause says on some condition only, or of an answer.
_CONDITION = re.compile(r"(?i)\b(?:if|unless|otherwise|only|already|4\d\d|20\d|whether|can ?not|must|optional|filter\w*|default\w*)\b|[<>]")
_WHEN_MADE = re.compile(
    rf"(?i)\b(?:when|once|after|whenever) (?:an?|the|it|each|every|one|they)(?: \w+)? (?:is|are|was|has been)(?: first)? {_MADE}\b"
)
_KNOWN = re.compile(
    r"(?i)\b(?P<name>[a-z_]+),? \(?if (?:known|any|given|available|wanted|there (?:is|are) (?:one|any|some))(?=[,;)]|$| and\b)"
)
_WHEN = re.compile(r"(?i)\b(?:when|once|after|whenever|while)\b")
_NONE = r"(?:null|none|empty|missing|blank|unset|unknown|not (?:set|known|given|there)(?: yet)?|left (?:empty|blank|out))"
_VALUE = rf"(?P<value>\"[^\"]*\"|`[^`]*`|-?\d+(?:\.\d+)?(?![\w%/.:-]*\w)|zero|true|false|{_NONE}|[a-z][a-z_\-]*)"
#: `a level (low or high)`, `a weekday (monday to friday)`: what it is chosen from.
_ALONE = r"(?![\w\-])(?!(?:,? or |(?:, [\w\"`\-]+)+,? or | ?[/|] ?| to | through )[\"`\w])"
_IS = r"(?:(?:is|are|be|being|both|all|always|still|then|remains?|stays?|starts?|begins?|gets?|becomes?|=|:|set to|of|as|at|with)\b ?|[=:] ?)*"
#: What is said of the last of two names alone: `a title and done (false at first)`, `a title and done, which is false at first`.
_OF_LAST = re.compile(r"(?i),? \((?!.*\b(?:both|all|are)\b)|,? ?(?:is|starts|begins)\b")
_WORDS: dict[str, object] = {"zero": 0, "true": True, "false": False}
_STATE = ("status", "state", "stage", "phase")


def anew(entity: Entity, text: str, sent: set[str], made: bool) -> None:
    """Defaults of declared fields. `made`: the text tells of the request that makes the record; `sent`: what that is known to carry."""
    open_ones = {name: one for name, one in entity.fields.items() if name not in sent and _is_open(one)}
    for clause in re.split(r"[;.](?!\d)", canonical(text)) if open_ones else ():
        _as_known(clause, open_ones, made)
        if not (made or _AT_FIRST.search(clause)) or _CONDITION.search(clause) or _WHEN.search(_WHEN_MADE.sub("", clause)):
            continue
        for name, told in _pairs(clause, open_ones, entity):
            _begin(open_ones[name], told)


def changeable(entity: Entity, texts: Sequence[str]) -> None:
    """`New tickets have priority "low"`, of which it is declared that they have one: requests carry it, where nothing but a change could change it."""
    for one in entity.fields.values():
        if not one.given and isinstance(one.default, str) and not one.fill and not one.refers:
            spoken = one.name.replace("_", "[ _]")
            declared = (
                rf"(?i)\b(?:has|have|with|consists? of|contains?)\b[^.]*?(?:,|\band|\ban?|\bthe) [`\"]?{spoken}\b(?! ?[\"=:]| (?:is|of)\b)"
            )
            one.given = any(re.search(declared, text) and not _AT_FIRST.search(text) for text in texts)


def _as_known(clause: str, fields: dict[str, Field], made: bool) -> None:
    """`adds one (title, and pages if known)`: what the request may lack."""
    for match in _KNOWN.finditer(clause) if made else ():
        if match["name"] in fields:
            _begin(fields[match["name"]], "null")


def _is_open(one: Field) -> bool:
    """Whether requests may carry it, and nothing is said yet of what holds where they do not."""
    return one.given and one.default is MISSING and not one.fill and not one.unique and one.type not in {"list", "object"}


def _pairs(clause: str, fields: dict[str, Field], entity: Entity) -> Iterator[tuple[str, str]]:
    """The fields of which a clause tells a first value, each with its words."""
    for name in fields:
        spoken = rf"[`\"]?{re.escape(name).replace('_', '[ _]')}[`\"]?"
        for match in re.finditer(
            rf"(?i)(?<![\w/]){spoken}(?: of (?:an?|the|each|every) new [a-z]+)?(?:,? and (?:its |the )?[`\"]?(?P<other>[a-z_]+)[`\"]?)?(?P<is>,? \(?{_IS}){_VALUE}{_ALONE}",
            clause,
        ):
            told = [match["other"]] if match["other"] and _OF_LAST.match(match["is"]) else [name, match["other"] or ""]
            yield from ((one, match["value"]) for one in told if one in fields)
        if before := re.search(rf"(?i)\b(?:with|has|have|gets?) (?:an? |the )?(?P<value>\"[^\"]*\") {spoken}(?=\W|$)", clause):
            yield name, before["value"]
        if re.search(rf"(?i)\b(?:no|without(?: an?)?) {spoken}(?= yet\b|,? and\b|,? or\b|[,;.)]|$| at first| initially| until)", clause):
            yield name, "null"
    nouns = f"{entity.name.replace('_', ' ')}|{entity.plural.replace('_', ' ')}|it|they"
    state = next((name for name in _STATE if name in fields), "")
    begun = re.search(rf"(?i)\b(?:{nouns}|one) (?:is|are|starts?(?: out| off)?|begins?) (?:as )?(?P<value>\"[\w \-]+\")", clause)
    if state and begun:
        yield state, begun["value"]


def _begin(one: Field, told: str) -> None:
    """The value that its words stand for; a bare word is one only where it is a choice of the field, or names a state."""
    quoted, bare = told[:1] in '"`', told.strip('"`')
    value: object = bare
    if re.fullmatch(rf"(?i){_NONE}", told):
        value = None
    elif not quoted and told.lower() in _WORDS:
        value = _WORDS[told.lower()]
    elif not quoted and re.fullmatch(r"-?\d+(?:\.\d+)?", told):
        value = float(told) if "." in told else int(told)
    elif not quoted and bare not in one.choices and not (one.name in _STATE and not one.choices and _is_state(bare)):
        return
    if value is not None and ((one.choices and value not in one.choices) or (one.type and not _fits(one, value)) or one.refers):
        return
    one.type, one.required, one.default = one.type or type_of(one.name, value), False, value


def _is_state(word: str) -> bool:
    return (
        re.fullmatch(
            r"new|open|active|pending|draft|idle|available|free|planned|todo|queued|waiting|scheduled|requested|in_[a-z]+|[a-z]+ed", word
        )
        is not None
    )


def _fits(one: Field, value: object) -> bool:
    kind = kind_of(value)
    return one.type.removeprefix("example:") in {kind, "scalar", "enum"} or (kind == "integer" and one.type == "number")


def values_apart(entity: Entity, body: Sequence[Field]) -> list[Field]:
    """The body without `status_new`, where `creates one with status new` tells the value of what is declared."""
    kept = []
    for one in body:
        name, _, value = one.name.rpartition("_")
        known = entity.fields.get(name)
        if known is not None and _is_open(known) and (value in known.choices or name in _STATE) and words.code_name(value) == value:
            known.required, known.default, known.type = False, value, known.type or "string"
        else:
            kept.append(one)
    return kept
