"""Reads an intent: its statements become an application, or NotUnderstood is raised with the sentence that stands in the way."""

import re
from dataclasses import replace

from shared.adapters.offline import words
from shared.adapters.offline.answers import answer_fields
from shared.adapters.offline.ballots import memberships
from shared.adapters.offline.calls import Call, noun_of
from shared.adapters.offline.classify import ordinary, page
from shared.adapters.offline.completing import complete, finish
from shared.adapters.offline.computed import compute, from_others
from shared.adapters.offline.constraints import constraints
from shared.adapters.offline.counting import counter_in
from shared.adapters.offline.described import body_fields
from shared.adapters.offline.histories import keep_history
from shared.adapters.offline.ir import App, Endpoint, Entity
from shared.adapters.offline.listings import newest_only
from shared.adapters.offline.machines import follow_chains
from shared.adapters.offline.measures import children
from shared.adapters.offline.queries import read_queries
from shared.adapters.offline.refused import check, not_understood
from shared.adapters.offline.repeating import repeated
from shared.adapters.offline.resources import Resources
from shared.adapters.offline.rewording import reworded
from shared.adapters.offline.rules import apply, refusals
from shared.adapters.offline.sites import furnish
from shared.adapters.offline.special import special
from shared.adapters.offline.text import Statement, normalise
from shared.adapters.offline.types import settle


def understand(text: str) -> App:
    """The application that the intent asks for. Raises NotUnderstood."""
    plain = reworded(normalise(text))
    check(plain)
    return Reader(plain).read()


class Reader(Resources):
    """One intent on its way from statements to an application."""

    def read(self) -> App:
        """Each step builds on what the steps before it found."""
        self.resources()
        self.own_fields()
        self.operations()
        self.rules()
        self.lists()
        finish(self.app, self.calls)
        return self.app

    def operations(self) -> None:
        """What each call does; first the ordinary ones, since the others build on them."""
        for entity in self.app.entities.values():
            from_others(self.app, entity, " . ".join(s.text for s in self.statements))
        later = [call for call in self.calls if call.path not in {"/health", "/healthz"} and not self._first(call)]
        furnish(self.app, self.posts, [statement.text for statement in self.statements])
        complete(self.app, self.statements, bool(self.calls))
        for statement in self.statements:
            constraints(self.app, statement.text)
        for call in self.calls:
            constraints(self.app, call.all, self._target(call))
        for entity in self.app.entities.values():
            for one in entity.fields.values():
                settle(one)
        memberships(self.app)
        for call in sorted(later, key=lambda call: call.method == "GET"):
            self._take(call, special(self.app, call, self.found.prefix))
        self._upserts()
        keep_history(self.app)

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
        if entity and endpoint.kind == "get" and not endpoint.sets and not endpoint.result and (counter := counter_in(entity, call.all)):
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

    def rules(self) -> None:
        """Refusals, limits and statuses; answers with computed members."""
        self._transitions()
        follow_chains(self.app)
        called = [(endpoint, self.call_of[id(endpoint)]) for endpoint in self.app.endpoints if id(endpoint) in self.call_of]
        for endpoint, call in called:
            answer_fields(self.app, call, endpoint)
            self._including(call, endpoint)
        for endpoint, call in called:
            if endpoint.kind not in {"compute", "transfer"}:
                self._refusals(endpoint, call)
        for statement in self.statements:
            repeated(self.app, statement.text)
        self._likewise()
        followed = {text for call in self.calls for text in call.extra}
        for statement in self.rest:
            self._shown(statement)
            if statement.text not in followed:
                self._rule(statement)
        self._effects()

    def _refusals(self, endpoint: Endpoint, call: Call) -> None:
        for text in (f"{call.lead} {call.text}", *call.extra):
            for refusal in refusals(text, endpoint):
                if not apply(self.app, refusal) and refusal.status:
                    self._unread(refusal.sentence, endpoint)

    def _likewise(self) -> None:
        """`POST /machines/{id}/stop the same in the other direction`: refused as the operation before it is."""
        before: Endpoint | None = None
        for endpoint in (one for one in self.app.endpoints if one.kind == "action"):
            code = endpoint.answer.get("already", "")
            same = before and before.entity == endpoint.entity and re.search(_SAME, self.call_of[id(endpoint)].text)
            if same and before and code and not endpoint.guards:
                endpoint.guards = [replace(guard, code=code) for guard in before.guards if guard.kind == "already"]
            before = endpoint

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
        if entity and endpoint.kind == "create":
            self._priced(call, entity)
        if entity is None or endpoint.kind not in {"get", "list"}:
            return
        for match in re.finditer(r"(?i)\bas [`'\"](\w+)[`'\"]", call.all):
            compute(self.app, entity, match[1], call.all)
        self._glossed(call, entity)
        self._listed(call, endpoint, entity)
        self._with(call, endpoint, entity)

    def _glossed(self, call: Call, entity: Entity) -> None:
        """`"seats" (the number of free seats)`: a member that brackets explain."""
        for name, gloss in re.findall(r"[`'\"](\w+)[`'\"] \(([^()]*)\)", call.text):
            counted = re.search(r"(?i)\b(?:number|count) of (?:the |its |all )?(\w+)", gloss)
            alias = (
                f"{words.singular(counted[1])}_count"
                if counted
                else "remaining"
                if re.search(r"(?i)\b(left|free|remaining)\b", gloss)
                else ""
            )
            had = len(entity.computed)
            if alias and name not in entity.fields and compute(self.app, entity, alias, call.all) and len(entity.computed) > had:
                entity.computed[-1].name = name

    def _listed(self, call: Call, endpoint: Endpoint, entity: Entity) -> None:
        """`shows its title, author and reviews`: related resources among the members."""
        listed = re.search(
            r"(?i)\b(?:gives?|returns?|shows?|answers?|contains?|with) (?:its |the )?((?:\w+(?: \([^()]*\))?, (?:and )?)+(?:and )?\w+)",
            call.text,
        )
        known = {child.plural for child, _ in children(self.app, entity)}
        for name in re.findall(r"[a-z_]\w*", re.sub(r"\([^()]*\)", "", listed[1])) if listed else ():
            if name in known and name not in entity.fields and compute(self.app, entity, name, call.all) and endpoint.kind == "get":
                entity.computed[-1].only = "one"

    def _with(self, call: Call, endpoint: Endpoint, entity: Entity) -> None:
        """`with its average rating`: a member that is computed."""
        for match in re.finditer(
            r"(?i)\b(?:with|including|includes?|plus|and|together with|along with|also (?:returns?|shows?)|its|their|computed|an?|the)\s+(?:its |their |the |an? |each |all |computed |list of |of )*[`'\"]?((?:average|avg|mean|total|number of|count of|remaining|available)[ _][\w]+(?: [\w]+)?|\w+_count|\w+_total|total|comments|reviews|items|tasks|books|overdue|\w+s)[`'\"]?",
            call.all,
        ):
            name = _member_name(match[1].lower())
            if name in entity.fields or (
                "_" not in name and name not in {child.plural for child in self.app.entities.values()} | {"total", "overdue"}
            ):
                continue
            had = len(entity.computed)
            if compute(self.app, entity, name, call.all) and len(entity.computed) > had and endpoint.kind == "get":
                entity.computed[-1].only = "one"

    def _priced(self, call: Call, entity: Entity) -> None:
        """`returns 201 with the total_price`: what creating answers beside what was sent."""
        sent = {one.name for one in body_fields(call)}
        pattern = (
            r"(?i)\b(?:with|and|including|plus|contains|has) (?:the |its |an? |computed )*[`'\"]?(total\w*|\w+_(?:total|price|cost))\b"
        )
        for name in set(re.findall(pattern, call.all)) - sent:
            entity.fields.pop(name, None)
            compute(self.app, entity, name, call.all)

    def _shown(self, statement: Statement) -> None:
        """`The order response contains the total price as "total"`: a computed member of answers."""
        if not re.search(_SHOWS, statement.text):
            return
        entity = self._near(statement)
        names = re.findall(r"[`'\"](\w+)[`'\"]", statement.text) or [
            *re.findall(r"\b[a-z]+_[a-z_]+\b", statement.text),
            *(
                words.code_name(name)
                for name in re.findall(r"(?i)\b(?:total|average|number of|remaining|overdue)\b(?: \w+)?", statement.text)
            ),
        ]
        for name in names if entity and entity.stored else []:
            if entity and name not in entity.fields:
                compute(self.app, entity, re.sub(r"^number_of_(\w+)$", lambda m: f"{words.singular(m[1])}_count", name), statement.text)

    def _effects(self) -> None:
        """`placing an order reduces the product's stock`; `cancelling restores it`."""
        from shared.adapters.offline.limits import take_stock
        from shared.adapters.offline.measures import children

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

    def _keys_only(self, endpoint: Endpoint, entity: Entity) -> None:
        """`GET /kv -> list of all keys`: the keys alone."""
        call = self.call_of.get(id(endpoint))
        said = rf"(?i)\b(?:list|array|all|returns?) (?:of )?(?:all )?(?:the )?(?:stored |known |existing )?(?:{words.plural(entity.key)}|keys)\b(?! and)"
        if (
            call
            and entity.key_type == "string"
            and words.plural(entity.key) != entity.plural
            and re.search(said, call.text)
            and not endpoint.envelope
        ):
            endpoint.result = f'[row["{entity.key}"] for row in rows]'
            endpoint.bare = "list[str]"
            if re.search(r"(?i)\b(sort|order|alphabetic)", call.text):
                endpoint.order = f'rows.sort(key=lambda row: row["{entity.key}"])'

    def _cleared(self) -> None:
        """`DELETE /readings?sensor=t1`: only what the parameters say."""
        for endpoint in self.app.endpoints:
            entity, call = self.app.entities.get(endpoint.entity), self.call_of.get(id(endpoint))
            if entity and call and endpoint.kind == "clear" and call.query:
                read_queries(self.app, endpoint, entity, call, [])
                if call.answer_shape() and endpoint.status == 204 and "204" not in call.all:
                    endpoint.status = 200

    def lists(self) -> None:
        """Filters, search, order and pages of lists; from the calls and from sentences that speak of lists."""
        followed = {text for call in self.calls for text in call.extra}
        placed = {place.statement for place in self.places}
        general = [
            s
            for s in (*self.rest, *(s for s in self.statements if s.text in placed))
            if s.text not in followed
            and re.search(
                r"(?i)\b(filter\w*|search\w*|sort\w*|pagina\w*|query param\w*|newest|latest|oldest|first|narrow\w*|min_\w+|max_\w+|alphabetical\w*|limit|offset|ordered)\b",
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
            self._keys_only(endpoint, entity)
            if call and all(query.how != "limit" for query in endpoint.query):
                endpoint.take = newest_only(call.all)
        self._cleared()


_SAME = r"(?i)\b(the same|likewise|vice versa|accordingly|analog\w*|similarly|the (?:opposite|reverse)|other (?:way|direction))\b"
_SHOWS = r"(?i)\b(response|answer|includes?|including|contains?|shows?|returned|computed|calculated|reports?|also (has|have|returns?))\b"


def _member_name(said: str) -> str:
    """`number of reviews` -> `review_count`, `average rating of it` -> `average_rating`."""
    name = words.code_name(re.sub(r"^(number of|count of) (?:its |their )?(\w+).*", r"\2_count", said))
    name = re.sub(r"_(of|in|for|and|per|from|over|across|its|the|is|or|as|to)(_.*)?$", "", name)
    return f"{words.singular(name[:-6])}_count" if name.endswith("_count") else name


def _binding(sentence: str) -> bool:
    return bool(re.search(r"(?i)\b(cannot|can't|must not|may not|may only|can only|not allowed|at most|no more than)\b", sentence))
