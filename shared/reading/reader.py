"""Reads an intent: outline -> routes -> resources and fields -> what operations do -> rules -> answers. What binds and is not understood is refused."""

import re
from collections.abc import Mapping
from dataclasses import replace

from shared.reading.actions import clearing, harmless, idlists
from shared.reading.doubts import Doubt, of_sentence
from shared.reading.fields.kept import keep
from shared.reading.fields.membership import settle_lists
from shared.reading.fields.phrases import with_names
from shared.reading.fields.plurals import with_all, with_ends
from shared.reading.heeding import unheeded
from shared.reading.names.grounding import Ground, entities_in, fields_in
from shared.reading.pages.answered import words_of_refusal
from shared.reading.pages.clauses import told_of
from shared.reading.refusals import reasons
from shared.reading.refusals.futile import futile
from shared.reading.refused import check, not_understood
from shared.reading.results.lasting import level
from shared.reading.routes.absent import absent
from shared.reading.routes.briefs import spelled_out
from shared.reading.routes.dealings import told_of_held
from shared.reading.routes.implied import implied
from shared.reading.routes.placing import limits
from shared.reading.routes.prosaic import plainly, with_references
from shared.reading.routes.returning import FORM_AT, place
from shared.reading.routes.routing import Routed, answer_shape
from shared.reading.routes.undeclared import supplied
from shared.reading.routes.unoffered import offered
from shared.reading.routes.unserved import passed_by, unserved
from shared.reading.routes.webpages import lead_on, page_of, saying
from shared.reading.steps.answers import Answers
from shared.reading.text.faults import faults
from shared.reading.text.generic import by_name
from shared.reading.text.outline import Route, Statement, outline
from shared.reading.text.passive import active
from shared.reading.text.spelling import as_in_paths
from shared.reading.tools.services import tool
from shared.writing import words
from shared.writing.ir import MISSING, App, Entity, Field, Guard, Page
from shared.writing.types import settle
from shared.writing.write_parts import needs_show


def read(text: str) -> App:
    """The application that the intent asks for. Raises NotUnderstood."""
    check(text)
    return _with_faults(_read(_spelled(text)), text)


def _with_faults(app: App, text: str) -> App:
    """The application with errors as its text wants them."""
    found = faults(text)
    if found.several:
        raise not_understood(text, f"errors with {found.several.pop()} say different things")
    app.error_key, app.error_words = found.key or app.error_key, found.words
    return app


def _read(said: str) -> App:
    statements, named = offered(*outline(said))
    if not _has_paths(named):
        return tool(said, statements, named) or _all_served(*_routed(statements, named), said)
    told, routes = supplied(statements, named)
    made = tool(said, statements, named) if len(routes) == len(named) else None
    return made or _all_served(told, routes, said)


def _has_paths(routes: list[Route]) -> bool:
    return any(route.path != "/" for route in routes)


def _all_served(statements: list[Statement], routes: list[Route], said: str) -> App:
    """The application of an intent. Raises NotUnderstood, also with a sentence without paths that wishes for what no operation does."""
    app = Reading(said, statements, routes).app()
    for one in _not_served(statements, routes, app):
        raise not_understood(one.text, "no operation does it")
    return app


def _not_served(statements: list[Statement], routes: list[Route], app: App) -> list[Statement]:
    """The sentences without paths that wish for what no operation does, where some operations are assumed."""
    assumed = any(route.statement.block == 0 for route in routes)
    return list(passed_by([one for one in statements if not one.routes], app)) if assumed else []


def read_leniently(text: str) -> tuple[App, list[Doubt]]:
    """As much of the application as is understood, and what is not. Raises NotUnderstood where there is nothing to begin with."""
    check(text)
    said = _spelled(text)
    statements, routes = _routed(*offered(*outline(said)))
    reading = Reading(said, statements, routes, lenient=True)
    app = _with_faults(reading.app(), text)
    missing = [of_sentence(one, app.endpoints, _named(one, app)) for one in _not_served(statements, routes, app)]
    return app, list({doubt.text: doubt for doubt in (*reading.doubts, *missing)}.values())


def passed_over(text: str, app: App, code: Mapping[str, str]) -> list[Doubt]:
    """The sentences of an intent that do not show in the code (file -> text) that was made of it."""
    statements, routes = offered(*outline(text))
    return [
        *(
            Doubt(statement.text, route.method, route.path) if route else of_sentence(statement, app.endpoints, _named(statement, app))
            for statement, route in unheeded(statements, routes, code)
        ),
        *(Doubt(one.source, one.method, one.path) for one in app.endpoints if futile(one)),
        *map(Doubt, absent(text, code)),
    ]


def _routed(statements: list[Statement], routes: list[Route]) -> tuple[list[Statement], list[Route]]:
    """The statements and routes of an intent, where it names none those that it implies."""
    if _has_paths(routes):
        return supplied(statements, routes)
    statements = plainly(spelled_out(statements))
    routes = implied(statements)
    for one in unserved(statements, routes) if routes else ():
        raise not_understood(one.text, "no operation does it")
    return with_references(
        told_of_held(statements, routes), list(dict.fromkeys(route.segments[0] for route in routes if route.segments))
    ), routes


def _spelled(text: str) -> str:
    """The text with one name for each thing."""
    return with_names(active(by_name(with_all(with_ends(as_in_paths(_with_letters(text)))))))


#: What a field holds that nothing was put in.
_NOTHING: dict[str, object] = {"integer": 0, "number": 0, "boolean": False, "list": []}


def _asks(entity: Entity | None) -> bool:
    """Whether there is something that a form can ask for."""
    return entity is not None and any(field.given for field in entity.fields.values())


def _with_letters(text: str) -> str:
    """`{"amount": n} … n must be greater than zero`: a letter that stands for a value gives way to the value's name."""
    for name, letter in re.findall(r'"(\w+)":\s*([a-z])\s*[,}]', text):
        text = re.sub(rf"\b{letter}\b(?= (?:must|is|has to|may|can|cannot|should|>|<|>=|<=) )", name, text)
    return text


def _named(statement: Statement, app: App) -> list[Entity]:
    """The resources of a sentence's routes, then those that it names, then all."""
    paths = {(route.method, route.path) for route in statement.routes}
    routed = [endpoint.entity for endpoint in app.endpoints if (endpoint.method, endpoint.path) in paths]
    names = dict.fromkeys([*routed, *entities_in(Ground(app, None)(statement.text)), *app.entities])
    return [app.entities[name] for name in names if name in app.entities]


class Reading(Answers):
    """One intent on its way to an application."""

    def app(self) -> App:
        """Each step builds on what the steps before it found."""
        if not self.routes:
            raise not_understood(self.statements[0].text if self.statements else "", "no endpoints are named")
        self._resources()
        self._states()
        self._operations()
        self._counted()
        self._rules()
        self._answers()
        for one in self.pages:
            self._page(one)
        lead_on(self.made)
        for one in self.forms:
            self._form(one)
        self._finish()
        return self.made

    def _finish(self) -> None:
        idlists.settle(self.made)
        harmless.calm(self.routed)
        clearing.narrow(self.made, self.routed)
        settle_lists(self.made)
        for entity in self.made.entities.values():
            for field in entity.fields.values():
                settle(field)
                if self._only_cleared(entity, field):
                    field.default = True
                if not field.given and field.default is MISSING and not field.fill and not field.refers:
                    field.default = _NOTHING.get(field.type)
                    field.required = False
            level(entity)
        for endpoint in self.made.endpoints:
            if endpoint.kind == "update":
                endpoint.body = [replace(field) for field in endpoint.body]
        self._share()
        self._once()
        reasons.tell(self.made)
        self._initial()
        self._show_nested()
        self._show_whole()
        limits(self.made)
        keep(self.made, [one.text for one in self.statements])
        refuse_zero(self.made)
        known = {(endpoint.method, endpoint.path) for endpoint in self.made.endpoints}
        for entity in self.made.entities.values():
            self._assume(entity, known)

    def _only_cleared(self, entity: Entity, field: Field) -> bool:
        """Whether all that requests can do to a flag is to make it false: then it is true at first."""
        mine = [one for one in self.made.endpoints if one.entity == entity.name]
        codes = {one.sets[field.name] for one in mine if field.name in one.sets}
        told = field.given or field.fill or any(one.name == field.name for endpoint in mine for one in endpoint.body)
        return field.type == "boolean" and field.default in (MISSING, False) and not told and codes == {"False"}

    def _show_nested(self) -> None:
        """What belongs to a record is shown as it is alone."""
        tables = {entity.plural: entity for entity in self.made.entities.values() if needs_show(entity)}
        for one in (one for entity in self.made.entities.values() for one in entity.computed):
            listed = re.fullmatch(r"store\.(\w+)\.find\([^()]*\)", one.code)
            if listed and listed[1] in tables:
                one.code = f"[show_{tables[listed[1]].name}(other) for other in {one.code}]"

    def _show_whole(self) -> None:
        """`opens a firing with an empty pieces array`: what is only shown of a record alone, where the words about making or changing it name it."""
        for one in self.routed:
            entity = self.made.entities.get(one.endpoint.entity)
            if entity is None or one.endpoint.result or one.endpoint.kind not in {"create", "update", "action"}:
                continue
            alone = [each.name.replace("_", "[ _]") for each in entity.computed if each.only == "one"]
            if any(re.search(rf"\b{name}\b", one.route.text) for name in alone):
                one.endpoint.result = f"show_{entity.name}(row, whole=True)"

    def _share(self) -> None:
        """A record that is changed with PUT and with PATCH is guarded alike."""
        for entity in self.made.entities:
            changes = [one for one in self.made.endpoints if one.kind == "update" and one.entity == entity]
            for one in changes:
                known = {guard.code for guard in one.guards}
                one.guards += [guard for other in changes if other.path == one.path for guard in other.guards if guard.code not in known]

    def _once(self) -> None:
        """Several sentences may refuse the same: it is refused once, and what is not valid before what collides with others."""
        for endpoint in self.made.endpoints:
            endpoint.guards = _different(endpoint.guards)
        for entity in self.made.entities.values():
            entity.checks = sorted(_different(entity.checks), key=lambda guard: guard.status == 409)

    def _initial(self) -> None:
        """`whose balance equals the value at first`: one field begins as another."""
        for one in self.routed:
            entity = self.made.entities.get(one.endpoint.entity)
            if entity is None or one.endpoint.kind != "create":
                continue
            for text in (one.route.text, *one.route.more):
                said = Ground(self.made, entity, one.endpoint)(text)
                for match in re.finditer(
                    r"<(\w+)>[^.;<]{0,20}\b(?:equals?|is|starts?|begins?|same as|at first)\b[^.;<]{0,24}<(\w+)>[^.;<]{0,16}(?:at first|initially|in the beginning|at the start)?",
                    said,
                ):
                    field = entity.fields.get(match[1])
                    if (
                        field is not None
                        and not field.given
                        and match[2] in {other.name for other in one.endpoint.body}
                        and re.search(r"at first|initially|begin|start", match[0])
                    ):
                        field.fill = f'expr:values["{match[2]}"]'

    def _page(self, one: Routed) -> None:
        entity = (
            self.made.entities.get(one.endpoint.entity)
            or self._shown_by(one)
            or self._subject(one)
            or next(iter(self.made.entities.values()), None)
        )
        if entity is not None and (told := saying(one.route.text)):
            self.made.pages.append(Page(one.route.path, entity.name, title=told, words=told, source=one.route.statement.text))
            return
        if entity is not None and _of_values(one, entity, self.made):
            raise self._lost(one)
        page = page_of(self.made, one, entity, told_of(one, self.pages, self.statements)) if entity is not None else None
        asked = re.search(r"\b(?<!in the )(?<!in this )[Ff]orms?\b(?! [A-Z]{2})", one.route.words) is not None
        if page is None or (asked and not self.forms and not _asks(entity)):
            raise self._lost(one)
        page.form = asked and not self.forms
        self.made.pages.append(page)

    def _shown_by(self, one: Routed) -> Entity | None:
        """The resource whose list a page follows, or whose fields it shows: `in the same order as GET /ideas`."""
        followed = re.search(r"\b(?:as|like|of) (?:in )?`?GET (?P<path>/[\w/{}\-]+)", one.route.statement.text)
        listed = next(
            (each.entity for each in self.made.endpoints if followed and each.kind == "list" and each.path == followed["path"]), ""
        )
        if listed:
            return self.made.entities[listed]
        several = [
            (
                sum(
                    1 for name in fields_in(Ground(self.made, each)(one.route.text)) if name in each.fields and not each.fields[name].refers
                ),
                each,
            )
            for each in self.made.entities.values()
        ]
        most = max((count for count, _ in several), default=0)
        fitting = [each for count, each in several if count == most]
        if most > 1 and len(fitting) == 1:
            return fitting[0]
        each = re.search(r"\b(?:every|each|all)(?: the| our| its)? \[(\w+)\]", Ground(self.made, None)(one.route.text))
        return self.made.entities.get(each[1]) if each else None

    def _form(self, one: Routed) -> None:
        """A form stands on the page of its resource."""
        fitting = [page for page in self.made.pages if page.entity == one.endpoint.entity and not page.alone]
        page = next((page for page in fitting if re.search(r"(?i)\bform\b", self._words_of(page))), next(iter(fitting), None))
        if page is None or not any(field.given for field in self.made.entities[page.entity].fields.values()):
            raise self._lost(one)
        page.form, page.action = True, one.route.path
        place(page, self._words_of(page), [one.route.text, *one.route.more], self.made.pages)
        told = [one.route.text, *one.route.more, page.source, *(text for each in self.pages for text in each.route.more)]
        told += [each.text for each in self.statements if not each.routes] if len(self.forms) == 1 else []
        said = words_of_refusal(page, self.made.pages, told)
        page.refusal = next((said[code] for code in (self.made.invalid, 400, 422, *(said.keys() - {409})) if code in said), "")
        page.conflict = said.get(409, page.refusal)
        self.made.entities[page.entity].checks += one.endpoint.guards
        self.made.endpoints.remove(one.endpoint)

    def _words_of(self, page: Page) -> str:
        """What is said right behind a page's path."""
        own = next((each.route for each in self.pages if each.route.path == page.path), None)
        return f"{'form ' if own and FORM_AT.search(own.lead) else ''}{own.text}" if own else ""

    def _assume(self, entity: Entity, known: set[tuple[str, str]]) -> None:
        made = self.made.of(entity.name, "create")
        routes = [one for one in self.routed if one.endpoint.entity == entity.name]
        if made is not None and len(routes) == 1 and answer_shape(routes[0].route) and not words.is_plural(made.path.rpartition("/")[2]):
            raise self._lost(routes[0])
        bare = (
            made is not None
            and made.parent
            and re.search(r"(?i)\b(?:no|without|empty)(?: an?| any| request)? body\b|\bbody is empty\b", made.source)
        )
        if made is not None and not made.body and made.named and not bare:
            raise not_understood(made.source, f"what a {entity.name.replace('_', ' ')} is made of")
        create = self.made.of(entity.name, "create") or self.made.of(entity.name, "upsert")
        filled = any(
            f"store.{entity.plural}.add(" in line for endpoint in self.made.endpoints for line in (*endpoint.lines, *endpoint.after)
        )
        if create is None and not filled and not any(page.entity == entity.name and page.form for page in self.made.pages):
            raise not_understood(" ".join(self.made.statements[:1]), f"how a {entity.name.replace('_', ' ')} is made")


def refuse_zero(app: App) -> None:
    """What may be any number but 0 is refused where it is."""
    for entity in app.entities.values():
        for name in [one.name for one in entity.fields.values() if one.nonzero and one.given]:
            entity.checks.insert(0, Guard(f'whole["{name}"] == 0', app.invalid, f"{name.replace('_', ' ')} is 0", "value", fields=(name,)))
    for endpoint in app.endpoints:
        for name in [one.name for one in endpoint.body if one.nonzero and endpoint.kind == "action"]:
            endpoint.guards.insert(
                0, Guard(f'values["{name}"] == 0', app.invalid, f"{name.replace('_', ' ')} is 0", "value", fields=(name,))
            )


def _of_values(one: Routed, entity: Entity, app: App) -> bool:
    """Whether a page is about the values of a field: `/teams` of people who have a team."""
    last = one.route.segments[-1] if one.route.segments else ""
    name = words.singular(words.code_name(last))
    return name != last and name in entity.fields and name not in app.entities and not entity.fields[name].refers


def _different(guards: list[Guard]) -> list[Guard]:
    """The guards without those whose condition another has before them."""
    first: dict[tuple[str, ...], Guard] = {}
    for guard in guards:
        first.setdefault((guard.code, *guard.before), guard)
    return list(first.values())
