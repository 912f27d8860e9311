"""The resources that an intent is about: from its paths, and from its nouns when it names no paths."""

import re
from dataclasses import dataclass, field

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call, noun_of
from shared.adapters.offline.fields import constrain, field_list, from_shape, merge
from shared.adapters.offline.ir import App, Entity, Field
from shared.adapters.offline.text import Statement, mask, shapes
from shared.adapters.offline.types import guess

_MANAGE = re.compile(
    r"(?i)\b(?:manag(?:e|es|ing|er for|ement of)|track(?:s|ing|er for)?|stor(?:e|es|ing)|keep(?:s|ing)?(?: track of| a list of| a record of)?|handl(?:e|es|ing)|catalog(?:ue|s|ing|uing)?(?: of)?|organi[sz](?:e|ing)|record(?:s|ing)?|crud(?: \w+){0,3}? (?:for|on|over)|"
    r"(?:api|service|backend|app|application|server|system|database|list|collection|inventory|register|registry|store|directory|library|log|diary)\s+(?:for|of|that (?:manages|stores|tracks|keeps|handles))(?: managing| storing| tracking| keeping)?)\s+"
    r"(?:my |our |a |an |the |some |all |simple |their |personal |small |list of |collection of |different )*([a-z][\w\-]*(?: [a-z][\w\-]*)?(?:(?:,| and|, and) (?:their |its |the )?[a-z][\w\-]*)*)"
)
_ABOUT = re.compile(
    r"(?i)\b(?:^|each|every|an?|the|all|one)\s+(?P<noun>[a-z][\w\-]*(?: [a-z][\w\-]*)?)\s+(?:also |just |only |always )?(?:has|have|consists? of|contains?|includes?|stores?|is described by|is made (?:up )?of|comes with|carries|needs|is an? \w+ with|should have|must have|will have)(?: the)?(?: following)?(?: fields?| properties| attributes)?\s*:?\s*(?P<list>.+)$"
)
_PLURAL_HAVE = re.compile(
    r"(?i)(?:^|[,.:]\s*|\bthat\s|\bwhere\s)(?P<noun>[a-z][\w\-]*s|people|children)\s+(?:also |each |all )*(?:have|has|consist of|contain|include|come with|need|are described by|should have|must have|will have|carry)(?: the)?(?: following)?(?: fields?| properties| attributes)?\s*:?\s*(?P<list>.+)$"
)
_WITH = re.compile(
    r"(?i)\b(?P<noun>[a-z][\w\-]*)\s*(?:,\s*)?(?:each )?(?:with|having|containing|including)\s+(?:the (?:following )?)?(?:fields?|properties|attributes|columns)?\s*:?\s*(?P<list>(?:an?|its|their|optional|required|unique)?\s*.+)$"
)
_BRACKET = re.compile(r"(?i)\b(?P<noun>[a-z][\w\-]*)\s+\((?P<list>[a-z_][^()]*(?:\([^()]*\)[^()]*)*)\)")
_COLON = re.compile(
    r"(?i)^(?:an? |each |the )?(?P<noun>[a-z][\w\-]*)(?: fields| properties| attributes| has| have)?\s*(?::| - |=)\s*(?P<list>[`'\"a-z].+)$"
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
_NO_ENTITY = {
    "api",
    "service",
    "app",
    "application",
    "server",
    "system",
    "json",
    "rest",
    "list",
    "data",
    "backend",
    "http",
    "endpoint",
    "endpoints",
    "user interface",
    "thing",
    "things",
    "everything",
    "database",
    "sqlite",
    "request",
    "requests",
    "response",
    "body",
    "field",
    "fields",
    "it",
    "them",
    "page",
    "website",
    "web",
    "number",
    "numbers",
    "text",
    "string",
    "strings",
    "error",
    "errors",
    "status",
    "project",
    "code",
    "id",
    "ids",
    "value",
    "values",
    "date",
    "dates",
    "state",
    "name",
    "names",
    "way",
    "title",
    "titles",
    "one",
    "result",
    "results",
    "input",
    "output",
    "following",
    "form",
    "todo list",
    "row",
    "table",
    "record",
    "object",
    "objects",
    "call",
    "calls",
    "client",
    "clients_",
    "count",
    "time",
    "times",
    "query",
    "parameter",
    "unit",
    "units",
    "temperature",
    "temperatures",
    "track",
    "what",
    "information",
    "info",
    "stuff",
    "details",
    "resource",
    "resources",
}


@dataclass
class Found:
    """What was found about the resources."""

    entities: dict[str, Entity] = field(default_factory=dict)
    prefix: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    """Statements that this module has understood."""


def prefix_of(calls: list[Call]) -> list[str]:
    """The first segments that all paths share and that name nothing (`api`, `v1`)."""
    shared: list[str] = []
    paths = [call.segments for call in calls if call.path not in {"/", "/health", "/healthz"}]
    for position in range(2):
        firsts = {segments[position] for segments in paths if len(segments) > position}
        if len(firsts) == 1 and re.fullmatch(r"api|v\d+|rest", next(iter(firsts))):
            shared.append(firsts.pop())
    return shared


def from_paths(calls: list[Call], found: Found) -> None:
    """Resources by their collections: `/todos` with POST, or `/todos/{id}`."""
    skip = len(found.prefix)
    for call in calls:
        segments = call.segments[skip:] if call.segments[:skip] == found.prefix else call.segments
        for i, segment in enumerate(segments):
            if segment.startswith("{"):
                continue
            following = segments[i + 1] if i + 1 < len(segments) else ""
            if following.startswith("{") and _by_value(segment, following.strip("{}"), call, calls):
                continue
            if (
                (following.startswith("{") and _collection(segment, i + 2 == len(segments), call))
                or (i == len(segments) - 1 and _listed(segment, call))
                or (
                    i == len(segments) - 1
                    and words.is_plural(segment.replace("-", "_"))
                    and call.method == "POST"
                    and not _operation(call)
                    and not re.search(r"(?i)\btransfers?$", segment)
                    and (i == 0 or segments[i - 1].startswith("{"))
                )
            ):
                _add(found, segment)


def _by_value(segment: str, param: str, call: Call, calls: list[Call]) -> bool:
    """`GET /sensors/{sensor}/stats`, where nothing else is said of sensors: a value of other resources."""
    only = all(other.method == "GET" and other.path.count("/") > 2 for other in calls if other.segments[:1] == [segment])
    return noun_of(segment) == words.code_name(param) and only and call.segments[0] == segment


def _listed(segment: str, call: Call) -> bool:
    """Whether a path without parameters is that of a resource: `CRUD under /products`, `GET /products lists them`."""
    if not words.is_plural(words.code_name(segment)) or "{" in call.path or _operation(call):
        return False
    return call.method == "ANY" or (
        call.method == "GET"
        and re.search(r"(?i)\b(lists?|filter\w*|all|sort\w*|pagina\w*)\b", call.all) is not None
        and segment not in {"stats", "statistics", "primes", "numbers"}
        and len(call.segments) <= 3
    )


def _collection(segment: str, last: bool, call: Call) -> bool:
    if not words.is_plural(segment.replace("-", "_")) and last and call.method == "GET":
        return bool(
            re.search(r"(?i)\b(stored|saved|item|entry|404|not found|unknown|missing key|by (its )?(key|id|name|slug))\b", call.all)
        ) and not re.search(r"(?i)\b(comput|calculat|convert|revers|factorial|prime|sum of|roman)", call.all)
    return not (
        words.is_plural(segment.replace("-", "_"))
        and last
        and call.method == "GET"
        and re.search(r"(?i)\b(first|up to) (n|\{?n)", call.all)
    )


def _operation(call: Call) -> bool:
    return bool(re.search(r"(?i)\b(list|array) of (numbers|strings|words|integers)\b", call.all)) and bool(
        re.search(r"(?i)\b(sum|mean|median|average|sort|min|max|statistics|reverse)", call.all)
    )


def _add(found: Found, segment: str) -> Entity:
    name = noun_of(segment)
    if name not in found.entities:
        found.entities[name] = Entity(name, words.code_name(segment) if words.is_plural(words.code_name(segment)) else words.plural(name))
    return found.entities[name]


def from_nouns(found_statements: list[Statement], found: Found) -> None:
    """Resources that are only named: `an API to manage books and authors`, `Each task has …`."""
    for statement in found_statements:
        text = re.sub(r"(?i)\b(rest|restful|http|json|crud|simple|small|tiny|basic|web|little)\b\s+", "", statement.text)
        for match in _MANAGE.finditer(text):
            listed = re.split(r"(?i)\s+(?:with|that|which|where|in|using|at|for|each|via|so|by|on|to|of)\b", match[1])[0]
            for noun in re.split(r",? and |, ", listed):
                _add_noun(found, noun)
        for match in _SERVICE.finditer(text):
            if not found.entities and match[1].split()[-1].lower() not in _NO_ENTITY | words.STOP:
                _add_noun(found, words.plural(match[1].split()[-1].lower()))
        if not statement.mentions:
            _bracketed(text, found)
        _described(text, found)


_SERVICE = re.compile(
    r"(?i)\b([a-z]+(?: [a-z]+)?) (?:management|manager|tracker|tracking|catalog(?:ue)?|inventory|list|store|collection|api|service|app|registry|directory|crud)\b"
)


def _bracketed(text: str, found: Found) -> None:
    """`students (name, email) and courses (title)`."""
    for match in _BRACKET.finditer(text):
        listed = field_list(match["list"])
        in_list = re.search(r"(?i)\b(has|have|with|contains?|includes?|fields?)\b", text[: match.start()])
        known = any(one.type or guess(one.name) != "scalar" for one in listed)
        if words.is_plural(match["noun"].lower()) and len(listed) > 1 and not in_list and known:
            _add_noun(found, match["noun"].lower(), sure=True)


def _described(text: str, found: Found) -> None:
    """`Each task has a title and …`."""
    about = _ABOUT.search(text)
    if about and not re.search(r"(?i)\b(must|should|cannot|when|if)\b", about["noun"]) and field_list(_cut(about["list"])):
        noun = about["noun"].lower()
        _add_noun(found, words.plural(noun.split(" ", 1)[-1] if noun.split()[0] in words.STOP else noun), sure=True)


def _add_noun(found: Found, noun: str, sure: bool = False) -> None:
    noun = re.sub(r"(?i)^(my|our|a|an|the|some|their|its|all|personal|simple)\s+", "", noun.strip()).lower()
    last = noun.split()[-1] if noun else ""
    if not last or noun in _NO_ENTITY or last in _NO_ENTITY | words.STOP or words.singular(last) in _NO_ENTITY:
        return
    if not sure and not words.is_plural(last):
        return
    name = words.singular(words.code_name(noun))
    if name in found.entities or any(
        entity.name.endswith(f"_{words.singular(last)}") or entity.name == words.singular(last) for entity in found.entities.values()
    ):
        return
    found.entities[name] = Entity(name, words.plural(name))


def entity_named(found: dict[str, Entity], noun: str) -> Entity | None:
    """The resource that a noun names: singular, plural, or with a word before it."""
    name = words.singular(words.code_name(noun))
    if name in found:
        return found[name]
    tail = name.rpartition("_")[2]
    if tail in found:
        return found[tail]
    return next((entity for entity in found.values() if entity.name.endswith(f"_{name}")), None)


def read_fields(statements: list[Statement], found: Found) -> None:
    """Fields that sentences give to resources: `Each book has …`, `books with a title and …`, `Fields: …`."""
    for statement in statements:
        text = _plain(statement.text)
        used = False
        pairs = re.search(r"(?i)\b((?:\w+, )*\w+ and \w+) pairs\b", text)
        if pairs and len(found.entities) == 1:
            add_fields(next(iter(found.entities.values())), field_list(pairs[1]))
        for pattern in (_COLON, _ABOUT, _PLURAL_HAVE, _WITH, _BRACKET, _FIELDS):
            for match in pattern.finditer(text):
                used = _give(found, statement, pattern, match) or used
            if used:
                found.used.add(statement.text)
                break


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
    if statement.mentions and pattern in (_BRACKET, _WITH):
        return False
    if re.match(
        r"(?i)(an? |the |any )?(unknown|missing|invalid|duplicate|same|existing|non-?\w*|no|empty|negative|too|given|wrong|taken|status|\d+)\b",
        match["list"],
    ):
        return False
    shown = shapes(match["list"])
    listed = from_shape(shown[0]) if shown else field_list(_cut(match["list"]))
    listed = [f for f in listed if entity_named({entity.name: entity}, f.name) is None]
    add_fields(entity, listed)
    return bool(listed)


def _cut(text: str) -> str:
    match = _END.search(mask(text))
    text = text[: match.start()] if match else text
    return re.split(r"\.\s", text)[0]


def body_fields(call: Call) -> list[Field]:
    """The fields that a request carries, from its JSON or its words."""
    shape = call.request_shape()
    listed: list[Field] = []
    for text in (call.text, call.lead, *call.extra):
        match = _BODY_WITH.search(text)
        if match and not match["list"].lstrip().startswith("{"):
            _put(listed, [one for one in field_list(_cut(match["list"])) if one.choices or one.name not in {"status", "id"}])
        bracket = re.search(r"\(([a-z_][^()]*(?:\([^()]*\)[^()]*)*)\)", text)
        if bracket and not listed and not shape and call.method in {"POST", "PUT", "PATCH"}:
            _put(listed, field_list(bracket[1]))
    if not shape:
        return listed
    shown = from_shape(shape)
    for one in shown:
        same = next((other for other in listed if other.name == one.name), None)
        if same:
            merge(one, same)
    return shown


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


def finish_keys(app: App, calls: list[Call], prefix: list[str]) -> None:
    """What identifies each resource: `id` (an integer) unless the paths say otherwise."""
    for call in calls:
        segments = call.segments[len(prefix) :] if call.segments[: len(prefix)] == prefix else call.segments
        for i in range(len(segments) - 1):
            entity = app.entities.get(noun_of(segments[i])) if not segments[i].startswith("{") else None
            if entity and segments[i + 1].startswith("{"):
                _key(entity, segments[i + 1].strip("{}"), call)


def _key(entity: Entity, param: str, call: Call) -> None:
    low = words.code_name(param)
    if low in {"id", f"{entity.name}_id", "uuid", "pk", "item_id", "identifier", f"{entity.name.rpartition('_')[2]}_id"} or low.endswith(
        "_id"
    ):
        return
    if low == entity.name and low not in entity.fields:
        return
    entity.key, entity.key_type = param, "string"


def constrain_by(entity: Entity, name: str, text: str) -> bool:
    """Adds a constraint in words to a field of a resource, if it has that field."""
    found = entity.fields.get(name)
    return constrain(found, text) if found else False
