"""Reads the fields that sentences and requests give to resources."""

import re

from shared.adapters.offline.calls import Call
from shared.adapters.offline.constraining import constrain, merge
from shared.adapters.offline.entities import Found, entity_named
from shared.adapters.offline.fields import field_list
from shared.adapters.offline.ir import Entity, Field
from shared.adapters.offline.shaping import from_shape
from shared.adapters.offline.text import Statement, mask, shapes

ABOUT = re.compile(
    r"(?i)\b(?:^|each|every|an?|the|all|one)\s+(?P<noun>[a-z][\w\-]*(?: [a-z][\w\-]*)?)\s+(?:also |just |only |always )?(?:has|have|consists? of|contains?|includes?|stores?|is described by|is made (?:up )?of|comes with|carries|needs|is an? \w+ with|should have|must have|will have)(?: the)?(?: following)?(?: fields?| properties| attributes)?\s*:?\s*(?P<list>.+)$"
)
_PLURAL_HAVE = re.compile(
    r"(?i)(?:^|[,.:]\s*|\bthat\s|\bwhere\s)(?P<noun>[a-z][\w\-]*s|people|children)\s+(?:also |each |all )*(?:have|has|consist of|contain|include|come with|need|are described by|should have|must have|will have|carry)(?: the)?(?: following)?(?: fields?| properties| attributes)?\s*:?\s*(?P<list>.+)$"
)
_WITH = re.compile(
    r"(?i)\b(?P<noun>[a-z][\w\-]*)\s*(?:,\s*)?(?:each )?(?:with|having|containing|including)\s+(?:the (?:following )?)?(?:fields?|properties|attributes|columns)?\s*:?\s*(?P<list>(?:an?|its|their|optional|required|unique)?\s*.+)$"
)
BRACKET = re.compile(r"(?i)\b(?P<noun>[a-z][\w\-]*)\s+\((?P<list>[a-z_][^()]*(?:\([^()]*\)[^()]*)*)\)")
_COLON = re.compile(
    r"(?i)^(?:(?:resource|entity|model|table|object|schema|record)s?:? )?(?:an? |each |the )?(?P<noun>[a-z][\w\-]*)(?: fields| properties| attributes| has| have)?\s*(?::| - |=)\s*(?P<list>[`'\"a-z{].+)$"
)
_FIELDS = re.compile(
    r"(?i)\b(?:fields?|properties|attributes|columns)(?: (?:are|of an? (?P<noun>\w+)(?: are)?|for (?:an? |each )?(?P<noun2>\w+)(?: are)?))?\s*(?:are|:)\s*(?P<list>.+)$"
)
_BODY_WITH = re.compile(
    r"(?i)\b(?:with|takes?|taking|accept(?:s|ing)?|expects?|expecting|given|needs?|requires?|from|sending|send|body(?: is| has| contains| with)?:?|containing|contains|having|has|fields?:?|includes|including|by|receives?)\s*:?\s+"
    r"(?:an? |the |its |their )?(?:JSON |request )?(?:(?:body|object|payload|document|json|fields?|form|data|properties)\b\s*)?(?:with |of |containing |including |that has |having |: ?)?(?:the (?:following )?)?(?:fields? )?(?P<list>.+)$"
)
#: Where a list of fields ends and the sentence goes on.
_END = re.compile(
    r"(?i)(?:,?\s+and|,)?\s+(?:to (?:create|add|make|store|save|register|update|change|book|record|list|get|see|place|shorten)\b|creates?\b|[a-z]{3,}s (?:an?|the|it|one|them|its|all)\b|adds?\b|returns?\b|returning\b|stores?\b|saves?\b|makes?\b|registers?\b|records?\b|responds?\b|answers?\b|gives?\b|->|which (?:creates?|returns?|adds?|stores?)|that (?:creates?|returns?|adds?)|"
    r"updates?\b|replaces?\b|shortens?\b|books?\b(?= (?:it|the|a))|it (?:returns?|creates?|should|must|answers?)|and (?:get|list|delete|return|answer|respond|create)s?\b|so that\b|where\b|if\b|when\b|otherwise\b|unless\b|with (?:status )?\d{3}|\(\d{3}\)|- returns?|both (?:are )?(?:required|mandatory)|all (?:are )?(?:required|mandatory))"
)


def read_fields(statements: list[Statement], found: Found) -> None:
    """Fields that sentences give to resources: `Each book has …`, `books with a title and …`, `Fields: …`."""
    last = ""
    for statement in statements:
        text = _plain(re.sub(_IT_HAS, rf"Each {last} \2", statement.text) if last else statement.text)
        used = _fragment(found, statement)
        pairs = re.search(r"(?i)\b((?:\w+, )*\w+ and \w+) pairs\b", text)
        if pairs and len(found.entities) == 1:
            add_fields(next(iter(found.entities.values())), field_list(pairs[1]))
        for pattern in (_COLON, ABOUT, _PLURAL_HAVE, _WITH, BRACKET, _FIELDS):
            for match in pattern.finditer(text):
                if pattern in (ABOUT, _PLURAL_HAVE) and CONDITION.search(text[: match.start("noun")]):
                    continue
                used = _give(found, statement, pattern, match) or used
            if (
                used
                and (about := ABOUT.search(text) or _PLURAL_HAVE.search(text))
                and (named := entity_named(found.entities, about["noun"]))
            ):
                last = named.name.replace("_", " ")
            if used:
                found.used.add(statement.text)
                break


_FRAGMENT = re.compile(
    r"(?i)^[`'\"]?(?P<name>[a-z_]\w*)[`'\"]?(?::| =| is| are)? (?P<rest>(?:an? |is |optional,? |required,? )*(?:text|string|integer|int|number|float|boolean|bool|date|list|array|whole number|\d+ ?- ?\d+|up to|max|min|at (?:least|most)|between)\b.*)$"
)


def _fragment(found: Found, statement: Statement) -> bool:
    """`tags: list of strings, optional.`, `title 1-100 chars.`: a field, said in a few words, of the only resource."""
    match = _FRAGMENT.match(statement.text.rstrip(". "))
    if (
        match is None
        or statement.mentions
        or len(found.entities) != 1
        or len(statement.text) > 90
        or re.search(r"\b[45]\d\d\b", statement.text)
    ):
        return False
    entity = next(iter(found.entities.values()))
    if match["name"].lower() in {entity.name, entity.plural, "it", "they", "there", "all", "both"}:
        return False
    typed = ":" in statement.text[: match.start("rest")] or match["name"] in entity.fields
    if typed:
        one = Field(match["name"])
        constrain(one, match["rest"])
        add_fields(entity, [one])
    return typed


#: What stands before a noun that has something only sometimes: `As long as an author still has books, …`.
CONDITION = re.compile(
    r"(?i)\b(?:as long as|while|whilst|if|when|whenever|unless|until|once|because|since|where|as soon as|in case)\b[^,.;:]*$"
)


_IT_HAS = r"(?i)^(?:it|they|these|each one|every one|each)( also| furthermore| additionally| always)* (has|have)\b"


def _plain(text: str) -> str:
    """Without what stands between a noun and its `has`: `Each comment belongs to a post and has …`, `a book also has`."""
    text = re.sub(r"(?i)\b(is|are) (?:for|made for|about) (an? |one |the )", "has \\2", text)
    text = re.sub(
        r"(?i)\b(\w+) (?:belongs?|is linked|is attached|refers?|are linked) to (?:an? |one |the |exactly one )*\w+,? (?:and|it|they)? ?(has|have)\b",
        r"\1 \2",
        text,
    )
    return re.sub(r"(?i)\b(also|additionally|always|usually|just|only|furthermore) (?=has|have)", "", text)


def _give(found: Found, statement: Statement, pattern: re.Pattern[str], match: re.Match[str]) -> bool:
    groups = match.groupdict()
    noun = groups.get("noun") or groups.get("noun2") or ""
    noun = "" if noun.lower() == "form" else noun
    entity = entity_named(found.entities, noun) if noun else None
    if noun and entity is None:
        entity = entity_named(found.entities, noun.split()[-1])
    if entity is None and not noun:
        header = next((e for e in found.entities.values() if re.search(rf"(?i)\b({e.name}|{e.plural})\b", statement.header)), None)
        entity = header or (next(iter(found.entities.values())) if len(found.entities) == 1 else None)
    if entity is None:
        return False
    if statement.mentions and pattern in (BRACKET, _WITH):
        return False
    if re.match(
        r"(?i)(an? |the |any )?(unknown|missing|invalid|duplicate|same|existing|non-?\w*|no|empty|negative|too|given|wrong|that|this|such|those|equal|taken|(?:http )?status(?: codes?)?:? \d+|\d+)\b",
        match["list"],
    ):
        return False
    if re.match(r"(?:POST|GET|PUT|PATCH|DELETE)\b", match["list"]):
        return False
    shown = shapes(match["list"])
    listed = from_shape(shown[0]) if shown else field_list(cut(match["list"]))
    listed = [f for f in listed if entity_named({entity.name: entity}, f.name) is None]
    add_fields(entity, listed)
    return bool(listed)


def cut(text: str) -> str:
    match = _END.search(mask(text))
    text = text[: match.start()] if match else text
    return re.split(r"\.\s", text)[0]


#: How a sentence begins that goes on about a request.
_ON_REQUEST = re.compile(
    r"(?i)\W*(?:the |its |a |an |json |request )*(?:body|request|json|payload|input|fields?|parameters?|with|it (?:takes|accepts|expects|needs|wants)|takes|accepts|expects|send|sends|needs|requires|optional\w*|\{)"
)


def body_fields(call: Call) -> list[Field]:
    """The fields that a request carries, from its JSON or its words."""
    shape = call.request_shape()
    listed = _listed(call, worded=not shape)
    if not shape:
        return listed
    shown = from_shape(shape)
    for text in (call.text, call.lead, *call.extra):
        _noted(shown, text)
    for one in shown:
        same = next((other for other in listed if other.name == one.name), None)
        if same:
            merge(one, same)
    return shown


def _listed(call: Call, *, worded: bool) -> list[Field]:
    """The fields that words of the request list; `worded`: nothing else shows them."""
    listed: list[Field] = []
    writes = call.method in {"POST", "PUT", "PATCH"}
    follows = [text for text in call.extra if _ON_REQUEST.match(text)]
    for text in (call.text, call.lead, *follows):
        match = _BODY_WITH.search(text)
        if match and not match["list"].lstrip().startswith("{"):
            _put(listed, [one for one in field_list(cut(match["list"])) if one.choices or one.name not in {"status", "id"}])
        if not listed and worded and call.method == "POST" and re.match(r"[`'\"]?[a-z_]\w*[`'\"]?\s*(?:\([^()]*\)\s*)?,", text):
            _put(listed, field_list(cut(text)))
        bracket = re.search(r"\(([a-z_][^()]*(?:\([^()]*\)[^()]*)*)\)", text)
        if bracket and not listed and worded and writes:
            _put(listed, field_list(bracket[1]))
    return listed


def _noted(shown: list[Field], text: str) -> None:
    """`{"title", "description"} (title required, 5-100 characters)`: brackets that speak of the fields."""
    for inner in re.findall(r"\(([^()]*)\)", text):
        about = None
        for part in re.split(r"\s*[,;]\s*|\s+and\s+(?=\w+ (?:required|optional|is|are|must)\b)", inner):
            name = re.match(r"[`'\"]?(\w+)[`'\"]?:?\s*(.*)$", part)
            named = next((one for one in shown if name and one.name == name[1]), None)
            about = named or about
            if about:
                constrain(about, name[2] if named and name else part)


def _put(listed: list[Field], more: list[Field]) -> None:
    listed += [one for one in more if all(other.name != one.name for other in listed) and not re.fullmatch(r"\d+", one.name)]


def add_fields(entity: Entity, listed: list[Field]) -> None:
    """Gives fields to a resource. Where some are called required and others nothing, the others are optional."""
    listed = [one for one in listed if one.name not in {"id", f"{entity.name}_id"} and not re.fullmatch(r"\d+", one.name)]
    if any(one.required is True for one in listed) and not any(one.required is False for one in listed):
        for one in listed:
            one.required = bool(one.required) if repr(one) == repr(Field(one.name, required=one.required)) else one.required
    for one in listed:
        if one.name in entity.fields:
            merge(entity.fields[one.name], one)
        else:
            entity.fields[one.name] = one
