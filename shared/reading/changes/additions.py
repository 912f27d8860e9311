"""What an application gets, as an intent would say it: fields, operations on records that are there, and records that belong to others."""

import re
from collections.abc import Iterator

from shared.reading.changes.naming import OF, PEOPLE, WHO, called, entity_of, field_of, owner_of, path_of, spoken, with_article
from shared.reading.changes.revisions import MUST
from shared.reading.text.shapes import split_outside
from shared.writing import words
from shared.writing.ir import App, Entity

_ADDS = tuple(
    re.compile(rf"(?i){pattern}")
    for pattern in (
        rf"(?:add|introduce|include|store|keep|track|record|support|have|put|see|save|show|know)\s+(?P<what>.+?)\s+(?:to|for|on|in|with|per|of|when (?:creating|adding|making)(?: or (?:updating|changing|editing))?)\s+{OF}{WHO}",
        rf"(?:set|enter|specify|assign|attach|note|give|write)\s+(?P<what>.+?)\s+(?:to|for|on|of|with|per)\s+{OF}{WHO}",
        rf"give\s+{OF}{WHO}\s+(?P<what>.+)",
        rf"(?:extend|expand|enrich|enhance)\s+{OF}{WHO}\s+(?:by|with)\s+(?P<what>.+)",
        rf"{OF}{WHO}\s+{MUST}(?:have|has|get|gets|need|needs|carry|carries|stores?|keeps?|records?|saves?|includes?|contains?)\s+(?P<what>.+)",
        rf"for {OF}{WHO},? {PEOPLE} (?:also )?(?:want|need|would like|have)(?: to)? (?:know|see|store|keep|record|have|save)\s+(?P<what>.+)",
        rf"(?:there (?:should|must|shall) be|there is|there are|we need|i need)\s+(?P<what>.+?)(?:\s+(?:to|for|on|in|with|per|of)\s+{OF}{WHO})?",
        r"(?:add|introduce|store|keep|track|record)\s+(?P<what>an? (?:(?! (?:to|for|on|in|with|of) ).)+)",
    )
)
#: `POST /tasks should also accept an optional owner`.
_ACCEPTS = re.compile(
    rf"(?i)(?P<calls>(?:(?:GET|POST|PUT|PATCH) /\S+(?:, | and )?)+)\s+{MUST}(?:accepts?|takes?|allows?|gets?|has|have|stores?)\s+(?P<what>.+)"
)
#: `allow a note in POST and PATCH`.
_ALLOWS = re.compile(
    r"(?i)(?:allow|accept|take)\s+(?P<what>.+?) (?:in|with|for|on) (?:the )?(?:POST|PUT|PATCH|bod\w+|requests?)(?:(?:,| and)* (?:POST|PUT|PATCH))*(?: (?:body|bodies|requests?))?"
)
#: What is said of a field besides, and holds anyway: it is in the requests.
_GIVEN = re.compile(
    r"(?i),? (?:which|that|and|and it|it) (?:can|may|should|must|will)(?: also)? be (?:\w+ ){1,2}?(?:when|on|at|in|with|by) [^,;/]*\b(?:creat\w+|POST|PATCH|PUT|chang\w+|updat\w+|add\w+)\b[^,;/]*$"
)
#: What no field is called: an operation, or a clause.
_NO_FIELD = re.compile(r"\b(?:GET|POST|PUT|PATCH|DELETE|filters?|sort\w*|first|last|way|ways|possibility)\b|/")
_LISTS = frozenset({"tags", "labels", "keywords"})
#: What is done to records that are there: the method, and how an intent says it.
_DEEDS = {
    "DELETE": (r"delet\w+|remov\w+|eras\w+", "removes {a} (204)"),
    "PATCH": (r"edit\w*|chang\w+|updat\w+|modif\w+|correct\w*|amend\w*", "changes {a}"),
    "GET": (r"fetch\w*|retriev\w+|look\w* up|view\w*|read\w*|open\w*|see", "shows {a}"),
}
_SUPPORT = r"(?:add|support|allow|offer|enable|introduce|implement) "
_FILTERS = (
    re.compile(rf"(?i)(?:{_SUPPORT})?(?:an? )?(?:optional )?(?:filter|filtering|search|searching) (?:by|on|for) (?:the |their )?(?P<what>[\w-]+(?: [\w-]+)??)(?: (?:to|for|on|in) .+)?"),
    re.compile(rf"(?i)(?:{_SUPPORT})(?:an? )?(?:optional )?(?P<what>[\w-]+(?: [\w-]+)??)[ -](?:filter|parameter)(?: (?:to|for|on|in) .+)?"),
    re.compile(rf"(?i)(?:list|show|see|get|find|fetch) only (?:the |those )?{WHO} (?:with|of|in|having|that have) (?:an? )?(?:given|certain|particular|specific|chosen|one) (?P<what>[\w-]+(?: [\w-]+)??)"),
)  # fmt: skip
_PAGED = re.compile(rf"(?i)(?:page|paging|paginate|go|browse) (?:through )?{OF}{WHO} (?:with|by|using) (?P<how>.+)")
_LISTED = re.compile(rf"(?i)(?:list|show|return|order|sort) {OF}{WHO} (?P<how>(?:with|by|in|from) .+)")
_CHILD = re.compile(
    rf"(?i)(?:add \w+(?: to {OF}[\w-]+)?[:.,] )?(?:an?|each|every) (?P<new>[a-z-]+) (?:belongs to|is for|is about|is attached to) {OF}{WHO}(?:,? (?:and )?has (?P<fields>.+))?"
)
_ANNOUNCED = re.compile(
    rf"(?i)(?:(?:let|allow) {PEOPLE} (?:to )?)(?:add|post|write|leave|attach) (?P<new>[a-z-]+s) (?:to|on|for|about) {OF}{WHO}"
)
_DESCRIBED = re.compile(
    rf"(?i).*?(?:\b(?:to|on|for|about) {OF}{WHO}|^{OF}(?P<owner>[\w-]+) (?:can|may) have [\w-]+)[:.] (?:an?|each|every) (?P<new>[a-z-]+) has (?P<fields>.+)"
)


def declared(app: App, plain: str) -> Iterator[str]:
    """The fields that a sentence gives to a resource."""
    plain = re.sub(r"(?i)\b(?:also|now|additionally|as well|too) |,? (?:too|as well|now)$", "", _GIVEN.sub("", plain))
    for pattern in _ADDS:
        match = pattern.fullmatch(plain)
        entity = entity_of(app, match.groupdict().get("who")) if match else None
        if match and entity and not _NO_FIELD.search(match["what"]):
            yield _has(entity, match["what"])
    match = _ACCEPTS.fullmatch(plain)
    if match:
        owners = {one.entity for one in called(app, match["calls"])}
        yield from (_has(app.entities[owner], match["what"]) for owner in owners if owner in app.entities)
    match = _ALLOWS.fullmatch(plain)
    only = entity_of(app, None)
    if match and only:
        yield _has(only, match["what"])


def _has(entity: Entity, what: str) -> str:
    """`due dates and an owner` as fields of the entity; what is not said to be required is optional, since older records lack it."""
    parts = [_one_field(part) for part in split_outside(what, r",\s*(?:and\s+)?|\s+and\s+") if part.strip()]
    return f"A {spoken(entity.name)} has {words.join(parts)}."


def _one_field(said: str) -> str:
    plain = re.sub(r"(?i)^(?:(?:an?|the|also|new|another|some|its|their) )+", "", said.strip())
    phrase, bracket, rest = plain.partition("(")
    asked = re.match(r"(?i)((?:optional|required|mandatory|unique) )+", phrase)
    kind = asked[0] if asked else "optional "
    name = phrase[len(asked[0]) if asked else 0 :].strip()
    name = re.sub(r"(?i)^(?:fields?|columns?|attributes?|property|properties|members?) (?:(?:called|named) )?| (?:fields?|columns?|attributes?|property|properties)$", "", name)  # fmt: skip
    if name.lower() in _LISTS:
        return f"an {kind}{name} (list of strings)"
    head, _, last = name.rpartition(" ")
    return f"{with_article(f'{kind}{head} {words.singular(last)}')}".replace("  ", " ") + (f" ({rest}" if bracket else "")


def operations(app: App, plain: str) -> Iterator[str]:
    """`deleting tasks`, `tasks can be deleted`: an operation with the path that follows from the others."""
    for method, (deed, does) in _DEEDS.items():
        doing = rf"(?:{_SUPPORT})?(?:an? (?:endpoint|operation|route|way) (?:to |for |that |which )?)?(?:the )?(?:{deed}|deletion(?: of)?|removal(?: of)?) {OF}{WHO}"
        match = re.fullmatch(rf"(?i){doing}", plain) or re.fullmatch(rf"(?i){OF}{WHO} {MUST}be (?:{deed})", plain)
        entity = entity_of(app, match["who"]) if match else None
        path = path_of(app, entity) if entity else ""
        if entity and path and not any(one.entity == entity.name and one.method == method and "{" in one.path for one in app.endpoints):
            yield f"{method} {path}/{{id}} {does.format(a=with_article(spoken(entity.name)))}."


def lists(app: App, plain: str) -> Iterator[str]:
    """`add a status filter`, `list the tasks with the highest priority first`: what a list does besides."""
    for pattern in _FILTERS:
        match = pattern.fullmatch(plain)
        entity = owner_of(app, match.groupdict().get("who"), match["what"]) if match else None
        if match and entity:
            yield f"GET {path_of(app, entity)} can be filtered by {spoken(field_of(entity, match['what']) or '')}."
    paged = _PAGED.fullmatch(plain)
    entity = entity_of(app, paged["who"]) if paged else None
    if paged and entity:
        yield f"GET {path_of(app, entity)} takes {paged['how']}."
    listed = _LISTED.fullmatch(plain)
    entity = entity_of(app, listed["who"]) if listed else None
    if listed and entity:
        yield f"GET {path_of(app, entity)} lists the {spoken(entity.several)} {listed['how']}."


def children(app: App, plain: str) -> Iterator[str]:
    """`each comment belongs to a task and has a text`: records with paths below those that they belong to."""
    for pattern in (_CHILD, _ANNOUNCED, _DESCRIBED):
        match = pattern.fullmatch(plain)
        parts = match.groupdict() if match else {}
        owner = entity_of(app, parts.get("who") or parts.get("owner")) if match else None
        path = path_of(app, owner) if owner else ""
        if match is None or owner is None or not path or entity_of(app, match["new"]):
            continue
        one, many = words.singular(match["new"].lower()), words.plural(words.singular(match["new"].lower()))
        has = f"{with_article(one).capitalize()} has {parts.get('fields') or 'a text'}."
        below = f"{path}/{{id}}/{many}"
        yield f"{has} POST {below} adds {with_article(one)} (201), GET {below} lists the {many} of {with_article(spoken(owner.name))}."
