"""The resources that an intent is about: from its paths, and from its nouns when it names no paths."""

import re
from dataclasses import dataclass, field

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call, noun_of
from shared.adapters.offline.constraining import constrain
from shared.adapters.offline.ir import App, Entity


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
            if i == 0 and _of_values(segment, following, calls):
                continue
            if following.startswith("{") and _by_value(segment, following.strip("{}"), call, calls):
                continue
            if (
                (following.startswith("{") and _collection(segment, i + 2 == len(segments), call))
                or (i == len(segments) - 1 and _listed(segment, call))
                or (i == len(segments) - 1 and call.method == "GET" and _added_below(call, calls))
                or (
                    i == len(segments) - 1
                    and words.is_plural(segment.replace("-", "_"))
                    and call.method == "POST"
                    and not _operation(call)
                    and not re.search(r"(?i)\btransfers?$", segment)
                    and (i == 0 or segments[i - 1].startswith("{"))
                )
            ):
                add_named(found, segment)


def _added_below(call: Call, calls: list[Call]) -> bool:
    """`GET /parcels/{code}/scans`, where `POST /parcels/{code}/scan` adds one."""
    above, _, last = call.path.rpartition("/")
    return above.endswith("}") and any(
        other.method == "POST"
        and other.path.rpartition("/")[0] == above
        and words.plural(words.code_name(other.last)) == words.code_name(last)
        for other in calls
    )


def _of_values(segment: str, following: str, calls: list[Call]) -> bool:
    """`GET /sensors`, `GET /days/{day}`, where nothing stores sensors or days, but readings carry one."""
    value = following.strip("{}") if following.startswith("{") else noun_of(segment)
    if noun_of(segment) != words.code_name(value) or any(other.method != "GET" for other in calls if other.segments[:1] == [segment]):
        return False
    shapes = [shape for other in calls if other.method == "POST" and (shape := other.request_shape())]
    return any(words.code_name(value) in map(words.code_name, shape.names) for shape in shapes)


def _by_value(segment: str, param: str, call: Call, calls: list[Call]) -> bool:
    """`GET /sensors/{sensor}/stats`, where nothing else is said of sensors: a value of other resources."""
    if call.segments[-1] == "{" + param + "}" and all(other.method == "GET" for other in calls if other.segments[:1] == [segment]):
        return any(
            (shape := other.request_shape()) and words.code_name(param) in map(words.code_name, shape.names)
            for other in calls
            if other.method == "POST"
        )
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
    """Whether a POST to a plural computes something: `/vowels`, `/primes`, a list of numbers to add up."""
    if re.fullmatch(
        r"vowels|words|primes|numbers|statistics|stats|divisors|factors|anagrams|palindromes|characters|digits|consonants|initials",
        call.last,
    ):
        return True
    return bool(re.search(r"(?i)\b(list|array) of (numbers|strings|words|integers)\b", call.all)) and bool(
        re.search(r"(?i)\b(sum|mean|median|average|sort|min|max|statistics|reverse)", call.all)
    )


def add_named(found: Found, segment: str) -> Entity:
    """The resource that a path's segment names."""
    name = noun_of(segment)
    if name not in found.entities:
        found.entities[name] = Entity(name, words.code_name(segment) if words.is_plural(words.code_name(segment)) else words.plural(name))
    return found.entities[name]


def entity_named(found: dict[str, Entity], noun: str) -> Entity | None:
    """The resource that a noun names: singular, plural, or with a word before it."""
    name = words.singular(words.code_name(noun))
    if name in found:
        return found[name]
    tail = name.rpartition("_")[2]
    if tail in found:
        return found[tail]
    return next((entity for entity in found.values() if entity.name.endswith(f"_{name}")), None)


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
