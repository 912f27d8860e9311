"""Reads which resources an intent is about, and the fields they have."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.beginnings import Beginnings
from shared.adapters.offline.calls import Call, calls, noun_of
from shared.adapters.offline.classify import segments_of
from shared.adapters.offline.computed import read_formulas
from shared.adapters.offline.constraining import merge
from shared.adapters.offline.described import add_fields, body_fields, read_fields
from shared.adapters.offline.entities import Found, add_named, finish_keys, from_paths, prefix_of
from shared.adapters.offline.formulas import recognise
from shared.adapters.offline.histories import find_history
from shared.adapters.offline.ir import App, Entity, Field
from shared.adapters.offline.measures import kind_of
from shared.adapters.offline.moves import LATER_STAMP, MADE_SLUG, STAMP, added_stamps, named_stamps
from shared.adapters.offline.nouns import from_nouns
from shared.adapters.offline.places import given_out
from shared.adapters.offline.refused import HINT
from shared.adapters.offline.relating import refer, relations
from shared.adapters.offline.shaping import from_shape
from shared.adapters.offline.sites import form_fields, form_posts, not_empty
from shared.adapters.offline.text import Statement, statements, title_of
from shared.adapters.offline.types import guess
from shared.errors import NotUnderstood


class Resources(Beginnings):
    """One intent with its statements and calls, and the resources found in them."""

    def __init__(self, text: str) -> None:
        self.statements = statements(text)
        named, self.rest = calls(self.statements)
        self.calls = [call for call in named if call.method != "ANY"]
        self.posts = form_posts(self.calls)
        self.calls = [call for call in self.calls if call not in self.posts]
        self.places = [call for call in named if call.method == "ANY"]
        self._attach()
        self.found = Found(prefix=prefix_of([*self.calls, *self.places]))
        self.app = App(
            title_of(text),
            prefix="/" + "/".join(self.found.prefix) if self.found.prefix else "",
            statements=[s.text for s in self.statements],
        )
        self.call_of: dict[int, Call] = {}

    def _attach(self) -> None:
        """`Division by zero returns 400` belongs to the endpoint whose word it speaks of."""
        for statement in list(self.rest):
            tokens = re.findall(r"[a-z]{4,}", statement.text.lower())
            if not re.search(r"\b4\d\d\b", statement.text) or any(statement.text in call.extra for call in self.calls):
                continue
            subject = re.match(r"(?i)(?:the )?[`'\"]?(\w+)[`'\"]? (?:must|should|has to|is limited)", statement.text)
            for call in (call for call in self.calls if not self._stores(call)):
                named = subject and subject[1] in {*call.params, *(name for name, _ in call.query)}
                alone = (
                    sum(recognise(other) is not None for other in self.calls if other.query or other.request_shape()) == 1
                    and not call.params
                    and (call.query or call.request_shape())
                )
                if ((named or alone) and recognise(call)) or (
                    recognise(call) and any(token[:4] == call.last.lower()[:4] for token in tokens)
                ):
                    call.extra.append(statement.text)

    def _stores(self, call: Call) -> bool:
        """Whether a call is about stored things: `/books`, where there is `/books/{id}`."""
        return "/{id}" in call.path or any(other.path.startswith(f"{call.path}/{{") for other in self.calls)

    def resources(self) -> None:
        """Which resources there are, and what identifies them."""
        created = [call for call in self.posts if not call.params and self._posted(call)]
        for call in created:
            add_named(self.found, call.last)
        from_paths([*self.calls, *self.places], self.found)
        pathless = not self.found.entities
        if pathless or not self.calls:
            self._shortener()
        find_history(self.calls, self.found)
        before = set(self.found.entities)
        if self.places or not self.calls or not any(recognise(call) for call in self.calls) or before:
            from_nouns(self.statements, self.found)
        self.app.entities = self.found.entities
        self._only_paths(before)
        finish_keys(self.app, self.calls, self.found.prefix)
        if not self.found.entities and not self.calls:
            raise NotUnderstood(
                f"I find no resource and no endpoint in {self.statements[0].text[:200] if self.statements else ''!r}. {HINT}"
            )

    def _shortener(self) -> None:
        """`POST /shorten` and `GET /{code}`: a resource that is found at the root by its code."""
        root = next((c for c in self.calls if re.fullmatch(r"/\{\w+\}", c.path) and c.method == "GET"), None)
        post = next((c for c in self.calls if c.method == "POST"), None)
        if root and post:
            name = (
                noun_of(post.last)
                if words.is_plural(words.code_name(post.last))
                else "link"
                if re.search(r"(?i)\burl|link|shorten", post.all)
                else "paste"
                if "paste" in post.all.lower()
                else "item"
            )
            key = root.params[0]
            self.found.entities[name] = Entity(name, words.plural(name), key=key, key_type="string")
            if key == "id":
                self.found.entities[name].key_type = "integer"
            post.path = post.path

    def _only_paths(self, before: set[str]) -> None:
        """With paths, nouns without a path count only when fields are given to them or paths say nothing."""
        if not before:
            return
        for name in [name for name in self.found.entities if name not in before]:
            spoken, several = name.replace("_", " "), self.found.entities[name].plural.replace("_", " ")
            described = any(
                re.search(
                    rf"(?i)\b(each|every|an?) {spoken} (has|have|with|consists|contains|includes|stores)\b|\b{several} (have|with)\b|(?:^|\band |: ){several} \(|^(?:{spoken}|{several})\s*[=:]",
                    s.text,
                )
                for s in self.statements
            )
            if not described or set(name.split("_")) & words.STOP:
                del self.found.entities[name]

    def own_fields(self) -> None:
        """The fields of each resource: from sentences, from requests, from answers, from references."""
        self._said_or_sent()
        finish_keys(self.app, self.calls, self.found.prefix)
        self._references()
        self._line_items()
        for statement in self.statements:
            relations(self.app, statement.text)
        for statement in self.statements:
            self._server_set(statement)
            read_formulas(self.app, statement.text)
        self._states()

    def _said_or_sent(self) -> None:
        """The fields that sentences, forms and requests name."""
        forms = {call.statement for call in self.posts}
        read_fields([statement for statement in self.statements if statement.text not in forms], self.found)
        for call in self.posts:
            entity = self._shown_on_pages()
            if entity and not call.params:
                not_empty(entity, form_fields(call))
        for call in self.calls:
            entity = self._target(call)
            if entity and call.method in {"POST", "PUT"}:
                add_fields(entity, self._sent(call, entity))
                given_out(self.app, call, entity)
            elif entity and call.method == "PATCH":
                self._changed(call, entity)

    def _posted(self, call: Call) -> bool:
        """Whether a form's path names what it makes: `/entries`, or `/feedback` where GET /api/feedback lists it."""
        return words.is_plural(words.code_name(call.last)) or any(other.method == "GET" and other.last == call.last for other in self.calls)

    def _shown_on_pages(self) -> Entity | None:
        """The resource that pages with forms are about."""
        named = [self.found.entities.get(noun_of(call.last)) for call in self.posts]
        return next((entity for entity in [*named, *self.found.entities.values()] if entity), None)

    def _sent(self, call: Call, entity: Entity) -> list[Field]:
        """The fields that a request to create or store carries."""
        listed = body_fields(call)
        if not call.request_shape():
            listed = [one for one in listed if one.name not in {entity.name, "entry", "record", "item"}]
        if entity.key_type == "string" and call.method == "PUT":
            listed = [one for one in listed if one.name != entity.key]
        return listed

    def _target(self, call: Call) -> Entity | None:
        """The resource that a call creates or changes."""
        segments = segments_of(call, self.found.prefix)
        if not segments:
            return None
        last = segments[-1]
        if last.startswith("{"):
            if len(segments) > 1:
                return self.app.entities.get(noun_of(segments[-2]))
            return next((e for e in self.app.entities.values() if e.key == last.strip("{}")), None)
        if noun_of(last) in self.app.entities and not (
            len(segments) > 1 and not segments[-2].startswith("{") and noun_of(segments[-2]) in self.app.entities
        ):
            return self.app.entities[noun_of(last)]
        roots = [e for e in self.app.entities.values() if e.key_type == "string" or len(self.app.entities) == 1]
        if len(segments) == 1 and call.method == "POST" and len(roots) == 1 and any(re.fullmatch(r"/\{\w+\}", c.path) for c in self.calls):
            return roots[0]
        return None

    def _changed(self, call: Call, entity: Entity) -> None:
        """`PATCH … sets done`, `updates title and/or done`: fields that only a change names."""
        shape = call.request_shape()
        listed = from_shape(shape) if shape else []
        if not shape:
            match = re.search(
                r"(?i)\b(?:sets?|updates?|changes?|toggles?|modif(?:y|ies)|edits?|with|accepts?|takes?)\s+(?:any of |either |just |only |the |its |their |a |an |optional |new |some of )*((?:[`'\"]?[a-z_]\w*[`'\"]?(?: flag| field)?(?:\s*,\s*|\s+and/or\s+|\s+and\s+|\s+or\s+|/))*[`'\"]?[a-z_]\w*[`'\"]?)",
                call.text,
            )
            if match:
                names = [
                    re.sub(r" (flag|field)$", "", part.strip("`'\" "))
                    for part in re.split(r"\s*,\s*|\s+and/or\s+|\s+and\s+|\s+or\s+|/", match[1])
                ]
                listed = [
                    Field(words.snake(name))
                    for name in names
                    if (guess(words.snake(name)) != "scalar")
                    and name.lower() not in words.STOP | {"fields", "field", entity.name, "existing"}
                ]
            marked = re.search(
                r"(?i)\bmarks? (?:it|an?|one|the|that|them)?(?: \w+)? ?(?:as )?[`'\"]?(done|completed?|finished|read|paid|active|archived)\b",
                call.text,
            )
            if marked and not listed and not any(kind_of(one) == "boolean" for one in entity.fields.values()):
                listed = [Field({"complete": "completed"}.get(marked[1].lower(), marked[1].lower()), "boolean")]
        for one in listed:
            if one.name in entity.fields:
                if one.choices:
                    merge(entity.fields[one.name], one)
            elif one.name not in {"id", entity.key}:
                one.required = False
                entity.fields[one.name] = one

    def _references(self) -> None:
        for entity in list(self.app.entities.values()):
            for name in list(entity.fields):
                base = re.sub(r"_(id|ids|code|slug|name|email|username|isbn|sku)$", "", words.code_name(name))
                owner = self.app.entities.get(words.singular(base))
                suffix = words.code_name(name).removeprefix(base).strip("_")
                if (
                    owner
                    and owner is not entity
                    and (suffix in {"id", "ids"} or (suffix and suffix == owner.key) or (not suffix and words.singular(base) == owner.name))
                ):
                    self._refer(entity, name, owner, suffix)
        for call in self.calls:
            segments = segments_of(call, self.found.prefix)
            for i in range(len(segments) - 2):
                owner, child = self.app.entities.get(noun_of(segments[i])), self.app.entities.get(noun_of(segments[i + 2]))
                joined = child and any(
                    c.method == "POST" and c.segments[-2:-1] and c.segments[-2].startswith("{") and f"{child.name}_id" in c.all
                    for c in self.calls
                )
                if joined:
                    continue
                if owner and child and child is not owner and segments[i + 1].startswith("{") and not segments[i + 2].startswith("{"):
                    refer(self.app, child, owner)

    def _line_items(self) -> None:
        """A list that is a resource of its own (`line items` at /invoices/{id}/items) is no field."""
        for entity in self.app.entities.values():
            for name in list(entity.fields):
                child = self.app.entities.get(words.singular(words.code_name(name)).rpartition("_")[2])
                if (
                    child
                    and child is not entity
                    and words.is_plural(words.code_name(name))
                    and any(one.refers == entity.name for one in child.fields.values())
                ):
                    del entity.fields[name]

    def _refer(self, entity: Entity, name: str, owner: Entity, suffix: str) -> None:
        one = entity.fields[name]
        if not suffix and owner.key_type == "string" and kind_of(one) in {"string", "scalar"}:
            one.refers, one.type = owner.name, "string"
            return
        key = "integer" if owner.key_type == "integer" else "string"
        if suffix == "ids" or words.is_plural(words.code_name(name)):
            if suffix == "ids":
                one.type, one.items, one.refers = "list", key, owner.name
            elif owner.name in {other.refers for other in entity.fields.values()} or kind_of(one) != "object":
                del entity.fields[name]
                if not any(other.refers == entity.name for other in owner.fields.values()):
                    refer(self.app, owner, entity)
        elif suffix:
            one.refers, one.type = owner.name, key
        elif (
            any(
                segments_of(call, self.found.prefix)[:1] == [owner.plural]
                or noun_of(segments_of(call, self.found.prefix)[0] if segments_of(call, self.found.prefix) else "") == owner.name
                for call in self.calls
            )
            or not self.calls
        ):
            refer(self.app, entity, owner)

    def _server_set(self, statement: Statement) -> None:
        """`a created_at timestamp`, `the creation time`, `an auto-generated slug`."""
        low = statement.text.lower()
        for entity in self.app.entities.values():
            for one in entity.fields.values():
                if one.required is not True and not one.fill:
                    self._stamp(one, low)
            if self._near(statement) is entity:
                added_stamps(entity, low)
            if len(self.app.entities) == 1:
                named_stamps(entity, statement.text)
            source = next((name for name in ("title", "name") if name in entity.fields), None)
            slug = entity.fields.get("slug")
            if slug and source and re.search(MADE_SLUG, low):
                slug.given, slug.fill, slug.required = False, f"slug:{source}", False

    def _stamp(self, one: Field, low: str) -> None:
        """A time that the server notes: when a resource was made or changed, or when something happens to it."""
        stamp = words.code_name(one.name)
        publishing = stamp.startswith("published_") and any(call.last == "publish" for call in self.calls)
        if re.fullmatch(LATER_STAMP, stamp) or publishing:
            one.given, one.required, one.default, one.type = False, False, None, "datetime"
        elif re.fullmatch(STAMP, stamp):
            one.given, one.fill, one.type = False, "today" if stamp.endswith(("_on", "_date")) else "now", "datetime"
            one.touch = stamp.startswith(("updated", "modified", "last", "changed"))
