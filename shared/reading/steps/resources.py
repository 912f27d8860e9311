"""The resources of an intent, their fields and states."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from shared.errors import NotUnderstood
from shared.reading.actions import handing, idlists, links, selflinks
from shared.reading.actions.deciding import either
from shared.reading.actions.joined import between
from shared.reading.actions.tagging import tag
from shared.reading.doubts import Doubt, of_route, of_sentence
from shared.reading.fields import inner, natural
from shared.reading.fields.altering import changes, flag_of, told_before
from shared.reading.fields.anew import values_apart
from shared.reading.fields.bodies import example_types
from shared.reading.fields.carried import body_of, same_body
from shared.reading.fields.chosen import choose
from shared.reading.fields.declaring import Declarations, give, settle_presence
from shared.reading.fields.renaming import rename
from shared.reading.fields.stating import Stating
from shared.reading.names.grounding import Ground, entities_in
from shared.reading.refusals.records import bind, constrain_parts, read_parts
from shared.reading.refusals.rejected import rejected
from shared.reading.refusals.spans import alike
from shared.reading.refused import not_understood
from shared.reading.results import derived
from shared.reading.routes.completing import complete, name_at_least
from shared.reading.routes.deletions import give_to_deletions
from shared.reading.routes.placing import find, place
from shared.reading.routes.redirecting import redirect
from shared.reading.routes.returning import is_sent, lead_back, said_before
from shared.reading.routes.routing import Routed, Routing, add_entities
from shared.reading.routes.viewing import view
from shared.reading.routes.webpages import asked_by_form, inputs, is_form_post, is_page, rendered
from shared.reading.text.lexicon import canonical
from shared.reading.text.outline import Route, Statement
from shared.reading.text.shapes import title_of
from shared.writing import words
from shared.writing.ir import App, Entity, Field


class Resources:
    """The resources of an intent, their fields and states."""

    def __init__(self, text: str, statements: list[Statement], routes: list[Route], lenient: bool = False) -> None:
        self.statements, self.routes = statements, routes
        self.lenient = lenient
        #: What a lenient reading went on without.
        self.doubts: list[Doubt] = []
        #: Members of answers of which only the name stands there.
        self.bare: list[tuple[Entity, str]] = []
        #: Members of answers that are true at times, before it is known when.
        self.untold: list[tuple[Statement, Entity, str, str]] = []
        self.made = App(title_of(text), statements=[one.text for one in statements])
        self.rendered = rendered(statements)
        self.routing = Routing(self.made, routes, [one for one in routes if is_page(one, routes, self.rendered)])
        self.routed: list[Routed] = []
        self.pages: list[Routed] = []
        #: What forms of pages send.
        self.forms: list[Routed] = []
        #: Resource and field, where only a change names it.
        self.later: set[tuple[str, str]] = set()
        #: Resource -> the states from which the last action starts: `publishes a document that is in review, … turns it back`.
        self._stating = Stating(self.made)
        self._begins: dict[str, tuple[Field, list[str]]] = {}

    def _resources(self) -> None:
        everything = self.routing.operations()
        self.pages = [one for one in everything if is_page(one.route, self.routes, self.rendered)]
        self.forms = [one for one in everything if self.pages and is_form_post(one.route, [page.route for page in self.pages])]
        self.routed = [one for one in everything if one not in self.pages]
        add_entities(self.made, self.routing)
        tag(self.made, self.routed, [statement.text for statement in self.statements])
        place(self.made, self.routing, self.routed)
        give_to_deletions(self.made, self.routed)
        selflinks.declare(self.made, self.routed)
        self.declarations = Declarations(self.made, self.statements)
        self.declarations.read()
        self.declarations.bullets()
        for one in self.routed:
            with self._doubting(one):
                self._inputs(one) if one in self.forms else self._body(one)
        self.routed += complete(self.made, self.routing, self.routed)
        self._form_of_page()
        self._rest()
        name_at_least(self.made, self.routed, self.statements)
        self._undeclared()
        redirect(self.made, self.routed)
        lead_back([one for one in self.routed if one not in self.forms], self.pages, self.statements)
        find(self.made, self.routed)
        natural.keys(self.made, self.routing, self.routed, [statement.text for statement in self.statements])
        choose(self.made, self.routed, [statement.text for statement in self.statements])
        self._references()
        handing.prepare(self.made, self.routed)
        sent = {field.name for one in self.routed for field in one.body}
        links.no_lists(self.made, sent)
        derived.uncounted(self.made, [statement.text for statement in self.statements], sent)
        rename(self.made, self.routed, [statement.text for statement in self.statements])
        view(self.made, self.routed)
        for entity in self.made.entities.values():
            for field in entity.fields.values():
                example_types(field)
            alike(entity)
        for statement in self.statements:
            self._constraints(statement)
        inner.tell(self.made, self.statements)

    def _rest(self) -> None:
        """Fields of what is created that only other sentences tell."""
        for one in self.routed:
            entity = self.made.entities.get(one.endpoint.entity)
            if entity is not None and one.endpoint.kind == "create":
                texts = [one.route.text, *one.route.more]
                texts += [
                    each.text for each in self.statements if not each.routes and each.text not in texts and self._about(each)[0] is entity
                ]
                statements = [each for each in self.statements if each is one.route.statement or not each.routes]
                self.declarations.rest(entity, texts, statements)

    def _undeclared(self) -> None:
        """`A category has a name`, and no operation is about categories: raises NotUnderstood."""
        for statement in self.statements:
            match = re.match(
                r"(?i)(?:an?|each|every) ([a-z]+(?: (?!(?:also|always|then|who|that|which) )[a-z]+)?) (?:also |always |then )?(?:has|have|consists? of) (?:an? |the )",
                statement.text,
            )
            name = words.singular(words.code_name(match[1])) if match else ""
            fields = [field for entity in self.made.entities.values() for field in entity.fields.values()]
            known = {
                *self.made.entities,
                *(field.name for field in fields),
                *(words.singular(field.name) for field in fields if field.parts),
            }
            known |= {*(entity.name.rpartition("_")[2] for entity in self.made.entities.values())}
            if (
                match
                and not statement.routes
                and not {name, name.rpartition("_")[2]} & known
                and statement.text not in self.declarations.used
                and not any(name in route.path for route in self.routes)
            ):
                raise not_understood(statement.text, "no operation is about it")

    def _body(self, one: Routed) -> None:
        if one.route.method not in {"POST", "PUT", "PATCH"}:
            return
        sent = inputs([said_before(one), one.route.text, *one.route.more]) if self.pages and is_sent(one) else []
        one.body = sent or either(one.route) or body_of(one.route) or self._changed_by(one) or flag_of(one.route, one.endpoint.kind)
        if one.endpoint.kind == "create":
            one.body = one.body or same_body(one, self.routed)
            settle_presence(one.body)
        read_parts(self.made, one, self.statements, self.declarations.used)
        told = re.search(r"(?i)\b(?:list|array) of (?:\w+ )?\w+,? each (?:with|having|of which|has)\b", one.route.text)
        if told and not any(field.parts for field in one.body):
            raise not_understood(one.route.statement.text, "a list of records with fields of their own")
        entity = self.made.entities.get(one.endpoint.entity)
        if entity is None or (one.endpoint.params[1:] and links.pair_of(self.made, self.routed, self.routing.parts(one.route), one)):
            return
        one.body = values_apart(entity, one.body) if one.body and one.endpoint.kind == "create" else one.body
        one.body = one.body or (changes(one.route, entity) if one.endpoint.kind == "update" else [])
        if one.endpoint.kind in {"create", "update", "upsert"} or (one.endpoint.kind == "action" and one.endpoint.path.endswith("}")):
            self._sent(one, entity)
        elif one.endpoint.kind == "action":
            below = {each.plural for each in self.made.entities.values() if each is not entity}
            one.body = [field for field in one.body if "{" in one.route.text or field.name not in below]  # `then it accepts orders`
            for field in one.body:
                self._named_by_action(entity, field)

    def _changed_by(self, one: Routed) -> list[Field]:
        """`PATCH /products/{id} changes price and/or stock`: some of the fields that are known."""
        entity = self.made.entities.get(one.endpoint.entity)
        match = _SOME_FIELDS.search(one.route.text) if entity is not None and one.endpoint.kind == "update" else None
        names = re.findall(r"[a-z]\w*", re.sub(r"\b(?:and|or|the|its|also)\b", " ", match["names"])) if match else told_before(one.route)
        known = entity is not None and all(name in entity.fields for name in names)
        return [Field(name) for name in names] if known and one.route.method == "PATCH" else []

    def _inputs(self, one: Routed) -> None:
        """What a form asks for are fields of its resource."""
        entity = self.made.entities.get(one.endpoint.entity)
        near = [text for page in self.pages for text in (page.route.statement.text, *page.route.more)]
        if entity is not None:
            give(entity, asked_by_form(entity, [one.route.statement.text, one.route.lead, one.route.text, *one.route.more], near))

    def _form_of_page(self) -> None:
        """A form that nobody says where it is sent asks for the fields of what the page shows."""
        for page in self.pages if not self.forms else ():
            named = entities_in(Ground(self.made, None)(page.route.words))
            entity = next((self.made.entities[name] for name in named if name in self.made.entities), None)
            if entity is not None and not any(field.given for field in entity.fields.values()):
                give(entity, asked_by_form(entity, [page.route.statement.text, *page.route.more], []))

    def _sent(self, one: Routed, entity: Entity) -> None:
        """What a request carries are fields of its resource."""
        if one.endpoint.kind in {"create", "upsert"}:
            for field in one.body:
                if field.required is None and ((known := entity.fields.get(field.name)) is None or known.given):
                    field.required = known is None or known.required is not False
        else:
            self.later |= {(entity.name, field.name) for field in one.body if field.name not in entity.fields}
        spoken = re.search(rf"(?i)\ban? (?:new )?{entity.name.replace('_', ' ')}\b", one.route.words)
        listed = re.search(rf"(?i)\bfields?\b[^.;]*[ ,:`\"]{entity.name}\b", one.route.text)
        among = re.search(
            rf"(?i)\b(?:takes|with|needs|expects|send):? (?:[`\"]?[a-z]\w*[`\"]?(?: \([^()]*\))?(?:, (?:and )?| and ))*[`\"]?{entity.name}[`\"]?(?:,| and | \(|$)",
            one.route.words,
        )
        sent = spoken is None or "{" in one.route.text or (listed or among) is not None
        give(entity, [field for field in one.body if field.name not in one.endpoint.params], sent=sent)

    def _named_by_action(self, entity: Entity, field: Field) -> None:
        """An action's `{"status": …}` or `{"courier_id": …}` is kept by the resource."""
        if field.choices and field.name in {"status", "state", "stage", "phase"}:
            entity.fields.setdefault(field.name, Field(field.name, "enum", required=False, choices=list(field.choices), given=False))
        owner = self.made.entities.get(re.sub(r"(_id|Id)$", "", field.name))
        if owner is not None and owner is not entity and field.name not in entity.fields:
            entity.fields[field.name] = Field(field.name, required=False, default=None, given=False, refers=owner.name)

    def _references(self) -> None:
        """`author_id`, and the owner of a nested resource."""
        for entity in self.made.entities.values():
            self._named_references(entity)
        for entity in self.made.entities.values():
            bind(self.made, entity)
        for statement in self.statements:
            self._spoken_references(statement)
        for one in self.routed:
            self._nested_reference(one)
        for statement in self.statements:
            self._belonging(statement)
            for entity in self._about(statement)[:1]:
                selflinks.refer(entity, statement.text)

    def _named_references(self, entity: Entity) -> None:
        """`author_id`: a field that is named after another resource."""
        for field in entity.fields.values():
            owner = None if idlists.refer(self.made, entity, field) else self._owner(field)
            if owner is not None and owner is not entity and links.points(field, owner):
                field.refers, field.type = owner.name, "integer" if owner.key_type == "integer" else "string"
            elif field.refers not in {"", *self.made.entities}:
                field.refers = ""

    def _belonging(self, statement: Statement) -> None:
        """`each employee belongs to a department`: a reference that no list of fields names."""
        match = re.match(
            r"(?:(?:each|every|an?|all) )?\[(\w+)\](?:.*\bbelongs? to| (?:is|are) (?:always )?(?:for|of|about)) (?:exactly )?(?:an?|one|1) \[(\w+)\]",
            Ground(self.made, None)(statement.text),
        )
        entity, owner = (self.made.entities[name] for name in match.groups()) if match else (None, None)
        if (
            entity is not None
            and owner is not None
            and owner is not entity
            and all(field.refers != owner.name for field in entity.fields.values())
        ):
            kind = "integer" if owner.key_type == "integer" else "string"
            entity.fields[f"{owner.name}_id"] = Field(f"{owner.name}_id", kind, required=True, refers=owner.name)

    def _owner(self, field: Field) -> Entity | None:
        """The resource that a field is named after."""
        by_key = next(
            (each.name for each in self.made.entities.values() if each.key != "id" and field.name == f"{each.name}_{each.key}"), ""
        )
        found = self.made.entities.get(field.refers or by_key or self._keyed(field) or re.sub(r"(_id|Id)$", "", field.name))
        if found is not None or not field.name.endswith("_id"):
            return found
        stem = field.name[:-3]
        same = next((other for other in self.made.entities.values() if other.name.endswith(stem) or stem.endswith(other.name)), None)
        return same or (self._only_other(field) if _ENDS.fullmatch(stem) or self._paired(field) else None)

    def _keyed(self, field: Field) -> str:
        """`POST /loans with isbn and member`, where an unknown isbn is refused or it is that of a book: the resource of which it is the key."""
        owners = [one for one in self.made.entities.values() if one.key == field.name != "id" and one.fields.get(one.key) is not field]
        told = rf"(?i)\b(?:unknown|existing) {field.name}s?\b|\b{field.name}s? (?:(?:that|which|is|are|must) )*(?:unknown|exist)\b|\b{field.name} of (?:an?|the) (?:existing )?{owners[0].name if owners else ''}\b"
        spoken = len(owners) == 1 and any(re.search(told, canonical(one.text)) for one in self.statements)
        return owners[0].name if spoken else ""

    def _paired(self, field: Field) -> bool:
        """Whether it is one of two references of which neither is named after a resource: `white_id and black_id`."""
        entity = next((one for one in self.made.entities.values() if field in one.fields.values()), None)
        stems = [name[:-3] for name in entity.fields if name.endswith("_id")] if entity is not None else []
        return len([stem for stem in stems if stem not in self.made.entities]) > 1

    def _only_other(self, field: Field) -> Entity | None:
        """What both ends of a transfer (`from_id`, `to_id`) are: the one resource besides the transfer itself."""
        others = [entity for entity in self.made.entities.values() if field.name not in entity.fields]
        named = [
            entity
            for entity in others
            if any(
                re.search(rf"(?i)\b(?:from|to) (?:an?|the|one|another|other) (?:\w+ )?{entity.name}\b", each.text)
                for each in self.statements
            )
        ]
        return others[0] if len(others) == 1 else named[0] if len(named) == 1 else None

    def _spoken_references(self, statement: Statement) -> None:
        """`home and away are team ids`."""
        for names, named in re.findall(
            r"((?:\w+(?:, | and )?){1,3}) (?:are|is) (?:the |an? )?(?:ids? of (?:an? |the )?)?(\w+?)(?:'s)?(?: ids?)?\b(?= ids?\b|[.,;]|$)",
            statement.text,
        ):
            owner = self.made.entities.get(words.singular(named.lower()))
            if owner is None or not re.search(rf"{named}(?:'s)? ids?\b|ids? of", statement.text):
                continue
            for field in (field for entity in self.made.entities.values() if entity is not owner for field in entity.fields.values()):
                if field.name in re.findall(r"\w+", names):
                    field.refers, field.type = owner.name, "integer"

    def _nested_reference(self, one: Routed) -> None:
        """A resource below another's path belongs to that, unless the path only joins two that stand for themselves."""
        nested, owner = self.made.entities.get(one.endpoint.entity), self.made.entities.get(one.endpoint.parent)
        if nested is None or owner is None:
            return
        kept = any(each.route.method != "GET" and owner.name in (each.endpoint.entity, each.endpoint.parent) for each in self.routed)
        if not kept and nested.fields.keys() & {owner.name, *one.endpoint.params}:
            return  # Nothing makes owners: they are values of a field.
        if known := [field for field in nested.fields.values() if field.refers == owner.name]:
            self._told_by_path(nested, owner, known)
            return
        made = [other.endpoint for other in self.routed if other.endpoint.kind == "create" and other.endpoint.entity == nested.name]
        if len(one.endpoint.params) == 2 and any(not endpoint.parent for endpoint in made):
            return
        joined = links.pairs(self.made, self.routed, {id(each): self.routing.parts(each.route) for each in self.routed})
        if {(owner.name, nested.name), (nested.name, owner.name)} & joined or between(self.made, self.routed, owner, nested):
            return
        named = nested.fields.get(owner.name)
        if named is not None and not any(each.endpoint.entity == owner.name and each.route.method != "GET" for each in self.routed):
            return  # Nothing makes voters: they are values of a field of votes.
        if named is not None and named.type in {"", "scalar", "string"} and named.name not in {field.name for field in one.body}:
            del nested.fields[owner.name]  # `Bookings have a room, a title …`, at `/rooms/{id}/bookings`.
        name = f"{owner.name}_id" if owner.key_type == "integer" else owner.name
        name = f"{owner.name}_{owner.key}" if name in nested.fields else name
        kind = "integer" if owner.key_type == "integer" else "string"
        nested.fields[name] = Field(name, kind, required=True, given=False, refers=owner.name)

    def _told_by_path(self, nested: Entity, owner: Entity, known: list[Field]) -> None:
        """`Loan: id, tool_id, borrower`, of `/tools/{id}/loans`: what the path tells is not sent."""
        made = [one for one in self.routed if one.endpoint.kind == "create" and one.endpoint.entity == nested.name]
        sent = {field.name for one in made for field in one.body}
        if len(known) == 1 and known[0].name not in sent and made and all(one.endpoint.parent == owner.name for one in made):
            known[0].given, known[0].required = False, True

    def _constraints(self, statement: Statement) -> None:
        """`Seconds must be a positive integer, title and artist must not be blank.`"""
        if not statement.routes and (told := rejected(statement.text)) and not told.unless:
            return  # It tells what values are not: see `Rules`.
        entities = self._about(statement)
        for field in (field for entity in entities[:1] for field in entity.fields.values()):
            constrain_parts(field, statement.text)
        read_only = bool(statement.routes) and all(route.method == "GET" for route in statement.routes)
        of_any = not statement.routes and not any(statement.text in one.route.more for one in self.routed)
        self._stating.read(entities, statement.text, read_only, of_any)

    def _about(self, statement: Statement) -> list[Entity]:
        """The resources that a sentence is about: of its routes, named in it, of its heading; then all."""
        found = [one.endpoint.entity for one in self.routed if one.route.statement is statement or statement.text in one.route.more]
        found += entities_in(Ground(self.made, None)(statement.text))
        found += entities_in(Ground(self.made, None)(statement.heading))
        ordered = [self.made.entities[name] for name in dict.fromkeys(found) if name in self.made.entities]
        return [*ordered, *(entity for entity in self.made.entities.values() if entity not in ordered)]

    @contextmanager
    def _doubting(self, one: Routed | Statement) -> Iterator[None]:
        """What is not understood in here refuses the intent; a lenient reading notes it and goes on."""
        try:
            yield
        except NotUnderstood:
            if not self.lenient:
                raise
            doubt = of_route(one) if isinstance(one, Routed) else of_sentence(one, self.made.endpoints, self._about(one))
            self.doubts.append(doubt)

    def _lost(self, one: Routed) -> Exception:
        return not_understood(one.route.statement.text, f"what {one.route.method} {one.route.path} does")


#: `changes price and/or stock`, `update any of title, tags`.
_SOME_FIELDS = re.compile(
    r"(?i)\b(?:chang(?:es?|ing)|updat(?:es?|ing)|edits?|modif(?:y|ies)|adjusts?|amends?|alters?|revises?|corrects?|for|any(?= (?:subset|of)\b))\b (?:(?:any of|subset of|any subset of|any|some of|either|only|just|the|its|fields?) )*"
    r"(?P<names>[`\"]?[a-z]\w*[`\"]?(?:(?:, (?:and |or )?| and/or | and | or |/)(?:the |its )?[`\"]?[a-z]\w*[`\"]?)*)(?=[.,;:(]|$| \(| of | and returns)"
)
#: The two ends of a transfer, in the names of its references.
_ENDS = re.compile(r"from|to|sender|receiver|recipient|source|target|payer|payee|giver|taker|origin|destination|debtor|creditor")
