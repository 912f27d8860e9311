"""Reads an intent: its statements become an application, or NotUnderstood is raised with the sentence that stands in the way."""

import itertools
import re

from shared.adapters.offline import words
from shared.adapters.offline.aggregates import compute, kind_of, read_formulas
from shared.adapters.offline.calls import Call, calls, noun_of
from shared.adapters.offline.classify import answer_fields, counter_in, ordinary, page, segments_of, special
from shared.adapters.offline.completing import complete, finish
from shared.adapters.offline.entities import Found, add_fields, body_fields, finish_keys, from_nouns, from_paths, prefix_of, read_fields
from shared.adapters.offline.fields import field_list, from_shape, merge
from shared.adapters.offline.formulas import recognise
from shared.adapters.offline.ir import MISSING, App, Endpoint, Entity, Field
from shared.adapters.offline.queries import read_queries
from shared.adapters.offline.refused import HINT, check, not_understood
from shared.adapters.offline.rules import apply, constraints, refer, refusals, relations
from shared.adapters.offline.text import Statement, normalise, statements
from shared.adapters.offline.types import guess, settle
from shared.errors import NotUnderstood


def understand(text: str) -> App:
    """The application that the intent asks for. Raises NotUnderstood."""
    plain = normalise(text)
    check(plain)
    return Reader(plain).read()


class Reader:
    """One intent on its way from statements to an application."""

    def __init__(self, text: str) -> None:
        self.statements = statements(text)
        named, self.rest = calls(self.statements)
        self.calls = [call for call in named if call.method != "ANY"]
        self.places = [call for call in named if call.method == "ANY"]
        self._attach()
        self.found = Found(prefix=prefix_of([*self.calls, *self.places]))
        self.app = App(
            _title(text),
            prefix="/" + "/".join(self.found.prefix) if self.found.prefix else "",
            statements=[s.text for s in self.statements],
        )
        self.call_of: dict[int, Call] = {}

    def read(self) -> App:
        """Each step builds on what the steps before it found."""
        self.resources()
        self.own_fields()
        self.operations()
        self.rules()
        self.lists()
        finish(self.app, self.calls)
        return self.app

    def _attach(self) -> None:
        """`Division by zero returns 400` belongs to the endpoint whose word it speaks of."""
        for statement in list(self.rest):
            tokens = re.findall(r"[a-z]{4,}", statement.text.lower())
            if not re.search(r"\b4\d\d\b", statement.text) or any(statement.text in call.extra for call in self.calls):
                continue
            for call in self.calls:
                if recognise(call) and any(token[:4] == call.last.lower()[:4] for token in tokens):
                    call.extra.append(statement.text)

    # --- resources and their fields

    def resources(self) -> None:
        """Which resources there are, and what identifies them."""
        from_paths([*self.calls, *self.places], self.found)
        pathless = not self.found.entities
        if pathless or not self.calls:
            self._shortener()
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
            described = any(
                re.search(
                    rf"(?i)\b(each|every|an?) {name.replace('_', ' ')} (has|have|with|consists|contains|includes|stores)\b|\b{self.found.entities[name].plural.replace('_', ' ')} (have|with|\()",
                    s.text,
                )
                for s in self.statements
            )
            if not described:
                del self.found.entities[name]

    def own_fields(self) -> None:
        """The fields of each resource: from sentences, from requests, from answers, from references."""
        read_fields(self.statements, self.found)
        for call in self.calls:
            entity = self._target(call)
            if entity and call.method in {"POST", "PUT"}:
                add_fields(entity, self._sent(call, entity))
            elif entity and call.method == "PATCH":
                self._changed(call, entity)
        self._references()
        self._line_items()
        for statement in self.statements:
            relations(self.app, statement.text)
        for statement in self.statements:
            self._server_set(statement)
            read_formulas(self.app, statement.text)
        self._transitions()
        self._initial_states()
        self._flags()

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
            if len(self.app.entities) == 1:
                _named_stamps(entity, statement.text)
            source = next((name for name in ("title", "name") if name in entity.fields), None)
            slug = entity.fields.get("slug")
            if slug and source and re.search(_MADE_SLUG, low):
                slug.given, slug.fill, slug.required = False, f"slug:{source}", False

    def _stamp(self, one: Field, low: str) -> None:
        """A time that the server notes: when a resource was made or changed, or when something happens to it."""
        stamp = words.code_name(one.name)
        publishing = stamp.startswith("published") and any(call.last == "publish" for call in self.calls)
        if re.fullmatch(_LATER_STAMP, stamp) or publishing:
            one.given, one.required, one.default, one.type = False, False, None, "datetime"
        elif re.fullmatch(_STAMP, stamp):
            one.given, one.fill, one.type = False, "today" if stamp.endswith(("_on", "_date")) else "now", "datetime"
            one.touch = stamp.startswith(("updated", "modified", "last", "changed"))

    def _initial_states(self) -> None:
        """`creates an invoice with status draft`, `status starts as open`."""
        for statement in self.statements:
            for match in re.finditer(
                r"(?i)\b(status|state)\b[`'\"]? (?:is |of |set to |starts? (?:out )?(?:as|at|with) |starting (?:as|at|with) |initially |defaults? to |defaulting to |begins? (?:as|with) |= ?|: ?)*[`'\"]?([a-z_]{3,})[`'\"]?",
                statement.text,
            ):
                entity = self._near(statement)
                value = match[2]
                if (
                    entity is None
                    or value.lower()
                    in words.STOP
                    | {
                        "code",
                        "codes",
                        "field",
                        "filter",
                        "one",
                        "must",
                        "enum",
                        "string",
                        "update",
                        "changes",
                        "and",
                        "is",
                        "can",
                        "optional",
                        "query",
                        "parameter",
                        "default",
                        "defaults",
                        "moves",
                        "goes",
                        "starts",
                        "becomes",
                        "set",
                        "initially",
                        "starting",
                        "flag",
                        "transitions",
                        "values",
                        "change",
                        "either",
                    }
                    or not re.search(
                        r"(?i)\b(with|initially|starts?|starting|default\w*|begins?|initial|when created|at first|on creation)\b",
                        statement.text[match.end() : match.end() + 24]
                        + match[0]
                        + statement.text[max(0, match.start() - 12) : match.start()],
                    )
                ):
                    continue
                one = entity.fields.setdefault(match[1].lower(), Field(match[1].lower(), "enum", given=False))
                one.required, one.default = False, value if not one.choices or value in one.choices else one.default
                if value not in one.choices:
                    one.choices, one.type = [value, *one.choices], "enum"

    def _flags(self) -> None:
        """A boolean that calls or filters speak of, though no list of fields names it: `?done=true`, `new todos are not done`."""
        for statement in self.statements:
            for match in re.finditer(
                r"(?i)[?&`](done|completed|read|archived|active|published|favorite|available|paid)(?:=|`?\s*=\s*)(true|false)",
                statement.text,
            ):
                entity = self._near(statement)
                if entity and not any(kind_of(one) == "boolean" for one in entity.fields.values()):
                    entity.fields[match[1]] = Field(match[1], "boolean", required=False)
            match = re.search(
                r"(?i)\b(?:new|initially|start|default|by default|each|every|begin)\w*\b[^.]{0,40}\b(?:not|un|as not|isn't)\s*-?(done|completed|read|paid|checked)\b",
                statement.text,
            )
            entity = self._near(statement) if match else None
            if match and entity and match[1] not in entity.fields and not any(kind_of(one) == "boolean" for one in entity.fields.values()):
                entity.fields[match[1]] = Field(match[1], "boolean", required=False)

    def _near(self, statement: Statement) -> Entity | None:
        for mention in statement.mentions:
            name = noun_of(next((p for p in reversed(mention.path.split("/")) if p and not p.startswith("{")), ""))
            if name in self.app.entities:
                return self.app.entities[name]
        low = statement.text.lower()
        named = [e for e in self.app.entities.values() if re.search(rf"\b({e.name.replace('_', ' ')}|{e.plural.replace('_', ' ')})\b", low)]
        return named[0] if named else next(iter(self.app.entities.values()), None)

    # --- operations

    def operations(self) -> None:
        """What each call does; first the ordinary ones, since the others build on them."""
        later = [call for call in self.calls if call.path not in {"/health", "/healthz"} and not self._first(call)]
        complete(self.app, self.statements, bool(self.calls))
        for statement in self.statements:
            constraints(self.app, statement.text)
        for call in self.calls:
            constraints(self.app, call.all, self._target(call))
        for entity in self.app.entities.values():
            for one in entity.fields.values():
                settle(one)
        for call in sorted(later, key=lambda call: call.method == "GET"):
            self._take(call, special(self.app, call, self.found.prefix))
        self._upserts()

    def _first(self, call: Call) -> bool:
        """Takes a call that is a page or an ordinary operation; whether it is."""
        shown = page(self.app, call)
        if shown:
            self.app.pages.append(shown)
            return True
        endpoint = ordinary(self.app, call, self.found.prefix) or self._root_create(call)
        if endpoint:
            self._take(call, endpoint)
        return endpoint is not None

    def _root_create(self, call: Call) -> Endpoint | None:
        entity = self._target(call) if call.method == "POST" else None
        if entity is None or "{" in call.path or entity.name == noun_of(call.last):
            return None
        from shared.adapters.offline.calls import success

        return Endpoint("POST", call.path, "create", entity.name, success(call, 201), call.statement)

    def _take(self, call: Call, endpoint: Endpoint) -> None:
        endpoint.path = call.path
        endpoint.source = f"{call.method} {call.path}: {call.lead} {call.text}".strip(" :")
        self.app.endpoints.append(endpoint)
        self.call_of[id(endpoint)] = call
        entity = self.app.entities.get(endpoint.entity)
        if entity and endpoint.kind == "get" and not endpoint.sets and not endpoint.result and (counter := counter_in(entity, call.text)):
            endpoint.sets = {counter: f'row["{counter}"] + 1'}

    def _upserts(self) -> None:
        """PUT on a resource that nothing creates stores it."""
        for endpoint in self.app.endpoints:
            entity = self.app.entities.get(endpoint.entity)
            if (
                entity
                and endpoint.method == "PUT"
                and endpoint.kind == "update"
                and entity.key_type == "string"
                and not self.app.of(entity.name, "create")
            ):
                call = self.call_of[id(endpoint)]
                endpoint.kind, endpoint.partial = "upsert", False
                codes = set(re.findall(r"\b20[014]\b", call.all))
                if "201" in codes and ("200" in codes or "204" in codes or re.search(r"(?i)\b(new|created?|first)\b", call.all)):
                    endpoint.answer["again"], endpoint.status = "yes", 204 if "204" in codes else 200

    # --- rules

    def rules(self) -> None:
        """Refusals, limits and statuses; answers with computed members."""
        self._transitions()
        called = [(endpoint, self.call_of[id(endpoint)]) for endpoint in self.app.endpoints if id(endpoint) in self.call_of]
        for endpoint, call in called:
            answer_fields(self.app, call, endpoint)
            self._including(call, endpoint)
        for endpoint, call in called:
            for text in (f"{call.lead} {call.text}", *call.extra) if endpoint.kind not in {"compute", "transfer"} else ():
                for refusal in refusals(text, endpoint):
                    if not apply(self.app, refusal) and refusal.status:
                        self._unread(refusal.sentence, endpoint)
        followed = {text for call in self.calls for text in call.extra}
        for statement in self.rest:
            self._shown(statement)
            if statement.text not in followed:
                self._rule(statement)
        self._effects()

    def _rule(self, statement: Statement) -> None:
        """A sentence of its own. Raises NotUnderstood when it binds and says nothing that is known."""
        for refusal in refusals(statement.text, None):
            if apply(self.app, refusal) or constraints(self.app, refusal.sentence):
                continue
            binding = not refusal.status and _binding(refusal.sentence) and statement.text not in self.found.used
            if refusal.status not in {0, 404, 400, 422} or binding:
                raise not_understood(refusal.sentence)

    def _unread(self, sentence: str, endpoint: Endpoint) -> None:
        if endpoint.lines or any(guard for guard in endpoint.guards) or not re.search(r"\b(409|410|403|402)\b", sentence):
            return
        raise not_understood(sentence)

    def _including(self, call: Call, endpoint: Endpoint) -> None:
        """`returns the movie with its average rating and the number of reviews`."""
        entity = self.app.entities.get(endpoint.entity)
        if entity is None or endpoint.kind not in {"get", "list"}:
            return
        for match in re.finditer(r"(?i)\bas [`'\"](\w+)[`'\"]", call.all):
            if compute(self.app, entity, match[1], call.all):
                pass
        for match in re.finditer(
            r"(?i)\b(?:with|including|includes?|plus|and|together with|along with|also (?:returns?|shows?)|its|their|computed|an?|the)\s+(?:its |their |the |an? |each |all |computed |list of |of )*[`'\"]?((?:average|avg|mean|total|number of|count of|remaining|available)[ _][\w]+(?: [\w]+)?|\w+_count|\w+_total|total|comments|reviews|items|tasks|books|overdue|\w+s)[`'\"]?",
            call.all,
        ):
            said = match[1].lower()
            name = words.code_name(re.sub(r"^(number of|count of) (?:its |their )?(\w+).*", r"\2_count", said))
            name = re.sub(r"_(of|in|for|and|per|from|over|across|its|the|is|or|as|to)(_.*)?$", "", name)
            if name.endswith("_count"):
                name = words.singular(name[:-6]) + "_count"
            if name in entity.fields or (
                "_" not in name and name not in {child.plural for child in self.app.entities.values()} | {"total", "overdue"}
            ):
                continue
            had = len(entity.computed)
            if compute(self.app, entity, name, call.all) and len(entity.computed) > had and endpoint.kind == "get":
                entity.computed[-1].only = "one"

    def _shown(self, statement: Statement) -> None:
        """`The order response contains the total price as "total"`: a computed member of answers."""
        if not re.search(
            r"(?i)\b(response|answer|includes?|including|contains?|shows?|returned|computed|calculated|reports?|also (has|have|returns?))\b",
            statement.text,
        ):
            return
        entity = self._near(statement)
        names = re.findall(r"[`'\"](\w+)[`'\"]", statement.text) or [
            words.code_name(name) for name in re.findall(r"(?i)\b(?:total|average|number of|remaining|overdue)\b(?: \w+)?", statement.text)
        ]
        for name in names if entity else []:
            if entity and entity.stored and name not in entity.fields:
                compute(self.app, entity, re.sub(r"^number_of_(\w+)$", lambda m: f"{words.singular(m[1])}_count", name), statement.text)

    def _effects(self) -> None:
        """`placing an order reduces the product's stock`; `cancelling restores it`."""
        from shared.adapters.offline.aggregates import children
        from shared.adapters.offline.rules import take_stock

        text = " . ".join(s.text for s in self.statements)
        if re.search(
            r"(?i)\b(reduc|decreas|deduct|subtract|decrement|lower|takes? (?:it )?from|remov\w* from)\w*\b[^.]{0,60}\b(stock|inventory|quantity|copies|tickets|seats)\b|\b(stock|inventory|copies)\b[^.]{0,40}\b(reduced|decreased|decremented|deducted|goes down|drops|is lowered)\b",
            text,
        ):
            for owner in self.app.entities.values():
                for child, field in children(self.app, owner):
                    take_stock(self.app, owner, child, field, 409)
        restoring = re.search(
            r"(?i)\b(restor\w*|put\w* back|giv\w* back|add\w* back|return\w* the)\b[^.]{0,50}\b(stock|quantity|inventory|items|copies|tickets)\b",
            text,
        )
        for endpoint in self.app.endpoints:
            entity = self.app.entities.get(endpoint.entity)
            returning = entity and endpoint.kind == "action" and words.code_name(endpoint.path.rpartition("/")[2]) in {"return", "cancel"}
            if entity and returning and (restoring or endpoint.path.endswith("return")):
                self._give_back(endpoint, entity)

    def _give_back(self, endpoint: Endpoint, entity: Entity) -> None:
        create = self.app.of(entity.name, "create")
        for line in create.after if create else []:
            match = re.match(r'store\.(\w+)\.change\((\w+)\["(\w+)"\], \{"(\w+)": (.*)\}\)$', line)
            field = next((one.name for one in entity.fields.values() if match and one.refers == match[2]), None)
            if match and field:
                back = (
                    match[5].replace(" - ", " + ").replace("values[", "row[")
                    if " - " in match[5]
                    else {"False": "True", "True": "False"}.get(match[5], match[5])
                )
                endpoint.after = [
                    f'{match[2]} = find_{match[2]}(row["{field}"])',
                    f'store.{match[1]}.change({match[2]}["{match[3]}"], {{"{match[4]}": {back}}})',
                ]

    def _transitions(self) -> None:
        """`status goes from todo to doing to done`."""
        for statement in self.statements:
            for states in _moves(statement.text):
                for entity in self.app.entities.values():
                    for one in entity.fields.values():
                        named = one.name in {"status", "state"} and len(states) > 1 and self._near(statement) is entity
                        if named and not one.choices:
                            one.choices, one.type = list(dict.fromkeys(states)), "enum"
                        _allow(entity, one, states)

    # --- lists

    def lists(self) -> None:
        """Filters, search, order and pages of lists; from the calls and from sentences that speak of lists."""
        followed = {text for call in self.calls for text in call.extra}
        general = [
            s
            for s in self.rest
            if s.text not in followed
            and re.search(
                r"(?i)\b(filter\w*|search\w*|sort\w*|pagina\w*|query param\w*|newest|latest|oldest|first|alphabetical\w*|limit|offset|ordered)\b",
                s.text,
            )
        ]
        for endpoint in self.app.endpoints:
            entity = self.app.entities.get(endpoint.entity)
            if entity is None or endpoint.kind != "list" or endpoint.keep or endpoint.take:
                continue
            main = endpoint is self.app.of(entity.name, "list")
            more = [s.text for s in general if self._near(s) is entity] if main else []
            call = self.call_of.get(id(endpoint))
            if not (endpoint.query and call and endpoint.path.endswith("search")):
                read_queries(self.app, endpoint, entity, call, more)


_STAMP = r"(created|creation|added|posted|submitted|registered|uploaded|recorded|published|signed|logged|borrowed|loaned|joined|ordered|booked|updated|modified|last_updated|last_modified|changed)(_at|_on|_date|_time|_timestamp)|timestamp"
_LATER_STAMP = r"(returned|completed|closed|paid|finished|cancelled|resolved|archived|checked_out|checked_in|started|ended|shipped|delivered|approved)_(at|on|date)"
_MADE_SLUG = r"\bslug\b.*\b(generated|derived|made|created|computed|from)\b|\b(generat|deriv)\w* .*\bslug\b"
_CREATION = r"\b(created_at|createdat|creation (time|date|timestamp)|time(stamp)? (of|when) (creation|it was created))\b"


def _named_stamps(entity: Entity, text: str) -> None:
    """`created_at` and `updated_at`, wherever the text names them."""
    low = text.lower()
    if re.search(_CREATION, low):
        name = "createdAt" if "createdAt" in text else "created_at"
        entity.fields.setdefault(name, Field(name, "datetime", given=False, fill="now", required=False))
        for spelled in {"creation_time", "creation_date", "creation_timestamp"} & entity.fields.keys():
            del entity.fields[spelled]
    if re.search(r"\b(updated_at|updatedat)\b", low):
        name = "updatedAt" if "updatedAt" in text else "updated_at"
        entity.fields.setdefault(name, Field(name, "datetime", given=False, fill="now", required=False, touch=True))


def _moves(text: str) -> list[list[str]]:
    """The chains of states in a sentence: `todo -> doing -> done`, `from open to closed`."""
    chain = re.search(r"(?i)((?:[`'\"]?[a-z_][\w\-]*[`'\"]?\s*(?:->|>)\s*)+[`'\"]?[a-z_][\w\-]*[`'\"]?)", text)
    if chain:
        return [re.split(r"\s*(?:->|>)\s*", re.sub(r"[`'\"]", "", chain[1]))]
    pairs = re.findall(
        r"(?i)from [`'\"]?(\w+)[`'\"]? (?:only )?(?:to|into) [`'\"]?(\w+)[`'\"]?(?: (?:and then|and|then)(?: from there)? to [`'\"]?(\w+)[`'\"]?)?",
        text,
    )
    return [[part for part in pair if part] for pair in pairs]


def _allow(entity: Entity, one: Field, states: list[str]) -> None:
    """Adds a chain of states to what may follow what."""
    known = [next((choice for choice in one.choices if choice.lower() == state.lower()), "") for state in states]
    if len(states) > 1 and all(known):
        table = entity.transitions.setdefault(one.name, {})
        for before, after in itertools.pairwise(known):
            if after not in table.setdefault(before, []):
                table[before].append(after)


def _binding(sentence: str) -> bool:
    return bool(re.search(r"(?i)\b(cannot|can't|must not|may not|may only|can only|not allowed|at most|no more than)\b", sentence))


def _title(text: str) -> str:
    first = re.split(r"(?<=[.!?:])\s|\n", text.strip())[0].rstrip(".:!?")
    first = (
        re.sub(
            r"(?i)^((please|hi|hello|hey|could you|can you|would you|i'd like( you)?( to)?|i would like( you)?( to)?|i want( you)?( to)?|i need( you)?( to)?|we want|we need|let's|make me|build me|give me|there)[, ]+)*(?:build|create|make|write|develop|implement|design|have|generate|see|get)?\s+",
            "",
            " " + first,
        ).strip()
        or first
    )
    return (first[:1].upper() + first[1:90]) or "A service"


__all__ = ["MISSING", "field_list", "understand"]
