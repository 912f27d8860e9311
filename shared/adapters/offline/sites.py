"""Reads what HTML pages do besides showing data: forms that post to paths of their own, buttons, headings, groups."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call
from shared.adapters.offline.constraining import constrain
from shared.adapters.offline.fields import field_list
from shared.adapters.offline.ir import App, Button, Entity, Field, Page
from shared.adapters.offline.text import split_outside
from shared.adapters.offline.types import settle
from shared.adapters.reading.webpages import heading

_PAGE = re.compile(r"(?i)\b(?:html|web ?pages?|web ?site|pages?|browser)\b")
_POSTS = re.compile(
    r"(?i)\bforms?\b|\bbuttons?\b|\bpost(?:s|ed)? to\b|\bsubmit\w*\b|\bsent (?:as [^.]{0,40})?to\b|urlencoded|\bvisitors?\b"
)
_FIELDS = re.compile(
    r"(?i)\bform\b[^.;()]{0,40}?[ (:]*(?:\b(?:with|has|having|containing|for|asking for|of|to enter|takes|taking)\b)?\s*(?:(?:the|its|one|two|three|four|an?|html|text|named|form|input)\s+)*(?:(?:inputs?|fields?|boxes)(?: fields?)?\s*)?(?:called|named|for|are|:)?\s*(?P<list>[`'\"]?[a-z_]\w*[`'\"]?(?:\s*\([^()]*\))?(?:(?:\s*,\s*(?:and )?|\s+and\s+)(?:an? |the |their |a number of )?[`'\"]?[a-z_]\w*[`'\"]?(?:\s*\([^()]*\))?)*)"
)
_NO_FIELD = {
    "sent",
    "which",
    "that",
    "posts",
    "posted",
    "submits",
    "submitted",
    "below",
    "to",
    "for",
    "with",
    "and",
    "as",
    "a",
    "an",
    "the",
    "where",
    "it",
    "below_it",
    "form",
    "html",
    "list",
    "button",
}
_REMOVES = {"remove", "delete", "del", "discard", "drop", "destroy", "erase"}
_GROUP = re.compile(
    r"(?i)\b(\w+?) (?:entries|entry|items?|ones|tasks?|todos?|\w+s) (?:move|go|are (?:shown|listed|moved|displayed)|appear|come|stand|sink|follow)s?\b[^.]*?\b(?:under|below|beneath|in a section|with) (?:the |a |an )?(?:headline|heading|title|header|caption|called|named)\s*\"([^\"]+)\""
)


def form_posts(calls: list[Call]) -> list[Call]:
    """The calls that forms and buttons of pages make."""
    paged = any(_PAGE.search(call.statement) for call in calls)
    return [call for call in calls if paged and call.method == "POST" and not call.request_shape() and _is_form(call)]


def _is_form(call: Call) -> bool:
    near = f"{call.lead[-110:]} . {re.split(r'[.;]', call.text)[0][:90]}"
    return bool(_POSTS.search(near)) and not re.search(r"(?i)\bjson\b", near)


def form_fields(call: Call) -> list[Field]:
    """The inputs of the form that makes a call."""
    for text in (call.text, call.lead, *call.extra):
        for match in _FIELDS.finditer(text):
            parts = [
                part.strip("`'\" ")
                for part in split_outside(match["list"], r"\s*,\s*(?:and )?(?:an? |the |their )?|\s+and\s+(?:an? |the |their )?")
            ]
            named = [part for part in parts if re.match(r"\w+", part)[0].lower() not in _NO_FIELD]  # type: ignore[index]
            if named:
                return [next(iter(field_list(part)), None) or settle(Field(words.snake(part), "string")) for part in named]
    return []


def button(call: Call, entity: Entity) -> Button:
    """What a button does with a record: removes it or sets a flag."""
    verb = words.code_name(next((part for part in reversed(call.segments) if not part.startswith("{")), "")).split("_")[0]
    label = verb.replace("_", " ").capitalize()
    if verb in _REMOVES:
        return Button(call.path, label)
    flags = [one.name for one in entity.fields.values() if one.type == "boolean"]
    made = words.participle(verb)
    name = next((flag for flag in flags if flag in {made, "done"}), flags[0] if len(flags) == 1 else made)
    one = entity.fields.setdefault(name, Field(name))
    one.type, one.required, one.default, one.given = "boolean", False, False, False
    return Button(call.path, label, name)


def furnish(app: App, posts: list[Call], texts: list[str]) -> None:
    """Gives pages their forms, buttons, headings and groups."""
    for page in app.pages:
        entity = app.entities[page.entity]
        about = [text for text in texts if _PAGE.search(text) or '"' in text]
        page.title = next(filter(None, map(heading, [page.source, *about])), page.title)
        for call in posts:
            if call.params:
                page.buttons.append(button(call, entity))
            else:
                page.action, page.form = call.path, True
                for one in form_fields(call):
                    entity.fields.setdefault(one.name, one).given = True
        for text in texts:
            _group(page, entity, text)


def _group(page: Page, entity: Entity, text: str) -> None:
    match = _GROUP.search(text)
    flag = next((one.name for one in entity.fields.values() if one.type == "boolean" and match and one.name == match[1].lower()), "")
    if match and flag:
        page.group = (flag, match[2])


def not_empty(entity: Entity, listed: list[Field]) -> None:
    """What a form asks for must be given."""
    for one in listed:
        field = entity.fields.setdefault(one.name, one)
        if field.required is None:
            constrain(field, "required")
