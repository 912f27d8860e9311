"""What a change says that it changes: `PATCH /issues/{id} changes title, assignee or status`."""

import re
from collections.abc import Sequence

from shared.reading.text.outline import Route, split
from shared.writing.ir import Entity, Field
from shared.writing.types import guess

_VERB = r"(?:changes?|updates?|edits?|sets?|modif(?:y|ies)|corrects?|amends?|alters?|revises?|adjusts?)"
_CHANGES = re.compile(
    rf"(?i)(?:(?:can|may|lets you|lets one|allows you to|allows to|is used to|is for|to|where you)(?: be used to)? )?(?:only )?{_VERB} (?P<list>[^.;:({{]+)"
    r"|\W*(?:only|just) (?P<only>[^.;:({]+?) (?:can|may|must) be (?:changed|updated|edited|modified|sent|set|given)\b"
)

_BY = re.compile(r"(?i)\b(?:change|update|edit|set|modify|correct)s? ([^.;:({]+?) (?:with|by|via|using|through)\W*$")


def changed(route: Route) -> list[str]:
    """`PATCH /issues/{id} changes title, assignee or status`: the names that a change lists."""
    match = _CHANGES.match(route.text)
    return _names(match["list"] or match["only"]) if match else []


def told_before(route: Route) -> list[str]:
    """As `changed`, of `change fabric or colour with PATCH /bolts/{id}`."""
    match = _BY.search(route.lead)
    return _names(match[1]) if match else []


#: What stands behind a list of names: `name and price with the same rules`.
_VALUE = re.compile(r"(?i)\s+to (?:true or false|either\b.*|[\"`]?\w+[\"`]?)(?=,| and | or |\W*$)")
_LISTED_ONLY = re.compile(
    r"(?i),?\s+(?:with|under|by|using|as|if|when|in|on|following|while|unless|provided|but|(?:and|then) (?:returns?|answers?|gives?|responds?|shows?|is|sends?))\b.*$"
)


def _names(listed: str) -> list[str]:
    parts = split(_VALUE.sub("", _LISTED_ONLY.sub("", listed)), r",\s*(?:and |or )?|\s+(?:and|or|and/or)\s+")
    names = [
        re.sub(
            rf"(?i)^(?:{_VERB} )?(?:(?:the|its|only|just|any|also) )*|[`\"]| (?:only|alone|and nothing else|nothing else)$", "", part
        ).replace(" ", "_")
        for part in parts
    ]
    return names if all(re.fullmatch(r"[a-z]\w*", name) for name in names) else []


def told_to_change(route: Route, entity: Entity, sent: set[str]) -> set[str]:
    """The fields of which a change may carry some, as its words tell beside those `sent`: `moves a singer to another section or changes the name`."""
    listed = set(changed(route))
    names = sent | (listed if listed <= entity.fields.keys() else set())
    other = r"(?i)\b(?:another|an?other|different|new) {}\b"
    owners = {one.name: one.refers.replace("_", " ") for one in entity.fields.values() if one.refers and one.given}
    return names | {name for name, owner in owners.items() if names and re.search(other.format(owner), route.text)}


def changes(route: Route, entity: Entity) -> list[Field]:
    """What only a change names, beside fields that are known."""
    names = changed(route)
    if not set(names) & entity.fields.keys():
        return []
    flags = {name for name in names if re.search(rf"(?i)\b{name}\b[\"`]? to (?:either )?(?:true or false|false or true)\b", route.text)}
    known = {"status", "state", "stage", "phase"}
    return [
        Field(name, "boolean" if name in flags else "", required=None if name in entity.fields else False)
        for name in names
        if name not in known
    ]


def flag_of(route: Route, kind: str) -> list[Field]:
    """`PATCH /todos/{id} sets done`."""
    set_ = r"(?i)\b(?:sets?|changes?|updates?|toggles?|marks? it(?: as)?) (?:the |its )?[`\"]?([a-z]\w*)[`\"]?(?= |$|[,.;])"
    match = re.search(set_, route.text) if kind == "update" else None
    return [Field(match[1], "boolean", required=False)] if match and guess(match[1]) == "boolean" else []


_UPDATING = r"(?:updat|chang|edit|modif)"


def editable(name: str, texts: Sequence[str]) -> bool:
    """Whether a text says that a change may tell a field: `the address can only be edited while …`, `editing the address is …`."""
    own, several = rf"(?<!\w){name.replace('_', '[ _]')}\b", r"(?:(?:,|,? and|,? or|/) ?(?:the |its )?[a-z_]+){0,3}"
    before = r"(?:[a-z_]+(?:, | and |, and | or |/)(?:the |its )?){0,3}"
    told = (
        rf"{own}{several}(?: of [\w ]{{1,30}}?)? (?:(?:can|may) (?:only |also |still |always |then )*be (?:edited|changed|updated|modified)|(?:is|are) (?:only |still )?(?:editable|changeable))\b"
        rf"|\b(?:edit|chang|updat|modify)ing (?:the |its |their )?{before}{own}"
        rf"|\b(?:while|when|once|as long as|after|if|as soon as)\b[^.;]*{own}{several} (?:cannot|can not|can't|may not|must not|can no longer|may no longer) be (?:edited|changed|updated|modified)\b"
        rf"|{own}{several} (?:cannot|can not|can't|may not|must not|can no longer|may no longer) be (?:edited|changed|updated|modified)\b[^.;]*\b(?:while|when|once|after|as soon as|unless)\b"
    )
    return any(re.search(f"(?i){told}", text) for text in texts)


def by_change(name: str, texts: Sequence[str], alone: bool) -> bool:
    """Whether a change of the record tells the value: `its status is changed by updating it`. `alone`: nothing else can change it."""
    own = rf"(?:the |its |their )?{name}(?: of [\w ]{{1,30}}?)?"
    told = [
        rf"\b{_UPDATING}\w*\b[^.;]*\b{name}\b[^.;]*\b(?:can|may) (?:also )?be (?:set|changed|updated)\b",
        rf"\b{own} (?:is|are|can be|may be|gets?|must be) (?:only )?(?:changed|updated|set|edited|modified) (?:only )?(?:by|with|through|via|when|in) (?:(?:an?|the) )?(?:\w+ )?{_UPDATING}\w*",
        rf"\bby (?:chang|updat|edit|sett|modify)ing {own}",
        rf"\b{name} changes? (?:happens?|is made|are made|is done|are done|works?|goes?|go) (?:by|with|through|via|in) (?:(?:an?|the) )?{_UPDATING}\w*",
    ]
    told += (
        [
            rf"\b{own} (?:can|may) (?:also |then |only |later )?be (?:updated|changed|edited|set|modified)\b",
            rf"\b(?:(?:updates?|changes?|edits?|switch(?:es)?) (?:the |its |their )?|(?:sets?|moves?|puts?) (?:the |its |their )){name}(?: of [\w ]{{1,30}}?)? (?:later |then )?(?:from|to)\b",
            rf"\b(?:{own}|it) (?:(?:can|may|must|only|always|then) )*(?:go(?:es)?|moves?|progress(?:es)?|advances?|runs?|pass(?:es)?|transitions?) (?:only )?(?:one step\b|forward\b|from\b|through\b)",
        ]
        if alone
        else []
    )
    return any(re.search(rf"(?i){pattern}", text) for pattern in told for text in texts)
