"""What each operation of an intent does."""

import itertools
import re
from dataclasses import replace

from shared.reading.actions import counting, drawing, effects, leading, links, moving, owning, peers, queueing, selflinks, tagging, waiting
from shared.reading.actions.displacing import displace
from shared.reading.actions.keeping import keep
from shared.reading.actions.lining import line_up
from shared.reading.actions.recording import keep_history
from shared.reading.doubts import leave_open
from shared.reading.fields import chains, machines
from shared.reading.fields.altering import by_change, editable, told_to_change
from shared.reading.fields.bodies import example_types
from shared.reading.fields.carried import same_body
from shared.reading.fields.constraints import constrain
from shared.reading.names.grounding import Ground
from shared.reading.refusals import entering, records
from shared.reading.refusals.clauses import is_amount
from shared.reading.routes import placing, returning
from shared.reading.routes.routing import Routed
from shared.reading.steps.hidden import Hidden
from shared.reading.text.lexicon import canonical
from shared.reading.text.outline import split
from shared.writing.ir import MISSING, Endpoint, Entity, Field, Guard
from shared.writing.types import settle


class Operations(Hidden):
    """What each operation of an intent does."""

    def _operations(self) -> None:
        for one in self.routed:
            self.made.endpoints.append(one.endpoint)
            self._success(one)
        for one in self.routed:
            self._take_body(one)
        self._alike()
        entering.keep(self.made, self.routed)
        parts_of = {id(one): self.routing.parts(one.route) for one in self.routed}
        links.join(self.made, self.routed, parts_of)
        selflinks.join(self.made, self.routed)
        peers.join(self.made, self.routed, parts_of)
        leading.lists(self.made, self.routed)
        for one in self.routed:
            entity = self.made.entities.get(one.endpoint.entity)
            with self._doubting(one):
                self._changed(one, entity)
        counting.count(self.made, self.routed, [statement.text for statement in self.statements])
        counting.wrap(self.made, self.routed, [statement.text for statement in self.statements])
        for one in sorted(self.routed, key=lambda one: one.endpoint.kind != "create"):
            with self._doubting(one):
                self._side_effects(one)
        drawing.against(self.made, self.routed)
        waiting.settle(self.made, self.routed, [statement.text for statement in self.statements])
        self._amounts()
        displace(self.made, [statement.text for statement in self.statements])
        records.change(self.made, self.routed, [statement.text for statement in self.statements])
        keep_history(self.made, self.routed, parts_of)
        line_up(self.made, [statement.text for statement in self.statements])

    def _changed(self, one: Routed, entity: Entity | None) -> None:
        """What an action does. Raises NotUnderstood, also for a row that nothing names."""
        if not one.endpoint.params and one.endpoint.kind in {"action", ""} and self._taken(one, entity):
            return
        if entity is not None and queueing.take_below(self.made, self.routed, one, entity):
            return
        if entity is not None and one.endpoint.notes.get("list"):
            tagging.act(self.made, one, entity)
        elif one.endpoint.kind == "action" and entity is not None:
            if "handed" not in one.endpoint.notes and not machines.act(entity, one.endpoint):
                self._action(one, entity)
        elif entity is not None and one.endpoint.kind in {"get", "delete"} and not one.endpoint.params:
            leave_open(one.endpoint)
            raise self._lost(one)

    def _taken(self, one: Routed, entity: Entity | None) -> bool:
        """Whether it takes the first of a queue."""
        stored = list(self.made.entities.values())
        entity = entity or (stored[0] if len(stored) == 1 else None)
        lists = [
            other.route.words for other in self.routed if entity and other.endpoint.kind == "list" and other.endpoint.entity == entity.name
        ]
        return entity is not None and queueing.take(self.made, one, entity, lists)

    def _side_effects(self, one: Routed) -> None:
        """What reading or making a resource changes besides."""
        entity = self.made.entities.get(one.endpoint.entity)
        texts = [one.route.text, *one.route.more]
        if entity is not None and one.endpoint.kind == "get":
            effects.of_read(self.made, one.endpoint, entity, texts)
        elif entity is not None and one.endpoint.kind == "update":
            effects.of_change(self.made, one.endpoint, entity, texts)
        elif entity is not None and one.endpoint.kind == "create":
            owning.of_create(self.made, one.endpoint, entity, [*texts, *self._told_of_making(entity)])

        elif entity is not None and one.endpoint.kind in {"delete", "action"}:
            own = [text for text in texts if not self._about_another(one, text)]
            owning.undone(self.made, one.endpoint, entity, [one.route.lead, *own])

    def _told_of_making(self, entity: Entity) -> list[str]:
        """What is said of making a record, away from its operation and from what changes or undoes it."""
        others = {text for one in self.routed if one.endpoint.kind in {"action", "update"} for text in one.route.more}
        pieces = [piece for each in self.statements for piece in re.split(r";\s+", each.text) if not each.routes or "/" not in piece]
        return [piece for piece in pieces if piece not in others and owning.is_of_making(entity, piece)]

    def _about_another(self, one: Routed, text: str) -> bool:
        """`Withdrawing more than the balance is refused`, after both a deposit and a withdrawal: whether it begins with the other's action."""
        first = re.match(r"(?i)(?:an? |the )?([a-z]{3,}(?:ing|al|als))\b", text)
        own = _stem(one.endpoint.path.rpartition("/")[2])
        if first is None or re.search(rf"(?i)\b{re.escape(own)}(?:ing|als?)\b", text):
            return False
        near = [other for other in self.routed if other.endpoint.kind == "action" and (other is one or text in other.route.more)]
        named = [other for other in near if _stem(other.endpoint.path.rpartition("/")[2]) == _stem(first[1])]
        return bool(named) and one not in named

    def _take_body(self, one: Routed) -> None:
        entity = self.made.entities.get(one.endpoint.entity)
        if entity is None:
            return
        self._counts(one, entity)
        if one.endpoint.kind in {"create", "upsert"}:
            self._create_body(one, entity)
            if one.endpoint.kind == "upsert":
                placing.answers(one)
        elif one.endpoint.kind == "update":
            self._update_body(one, entity)
        elif one.endpoint.kind == "action":
            one.body = one.body or same_body(one, self.routed)
            for field in one.body:
                self._action_field(one, entity, field)
            one.endpoint.body = one.body
            keep(entity, one.endpoint, [one.route.text, *one.route.more])

    def _counts(self, one: Routed, entity: Entity) -> None:
        """`raises the stock by that many stems (at least 1)`: what is counted is a whole number."""
        for field in {
            id(each): each for each in (*one.body, *entity.fields.values()) if each.type in {"scalar", "", "number", "example:integer"}
        }.values():
            name = re.escape(field.name.replace("_", " "))
            for text in (one.route.text, *one.route.more):
                counted = re.search(
                    rf"(?i)\b(?:that|this|so|how) many (?:more |of the )?(?:{name})\b(\s*\([^()]*\))?|\bthe number of (?:{name})\b(\s*\([^()]*\))?",
                    text,
                )
                if counted and any(field.name == each.name for each in one.body):
                    field.type = "integer"
                    constrain(field, canonical((counted[1] or counted[2] or "").strip(" ()")))

    def _create_body(self, one: Routed, entity: Entity) -> None:
        """What makes a resource: all of its fields, but for those that only changes name."""
        names = {field.name for field in one.body}
        sent = [field for field in entity.fields.values() if field.given]
        if names and names != {f"{entity.name}_id"}:  # What names one that is there makes none.
            sent = [field for field in sent if field.name in names or (entity.name, field.name) not in self.later]
            for field in entity.fields.values():
                if field.given and field.name not in names and field.required and field.default is MISSING:
                    field.required, field.default = False, None
        key = entity.key if one.endpoint.kind == "upsert" else ""
        one.endpoint.body = [field for field in sent if field.name not in {*one.endpoint.params, key}]

    def _update_body(self, one: Routed, entity: Entity) -> None:
        names = told_to_change(one.route, entity, {field.name for field in one.body})
        if names:
            texts = [statement.text for statement in self.statements if self._about(statement)[:1] in ([], [entity])]
            names |= {field.name for field in entity.fields.values() if field.given and editable(field.name, texts)}
        some = one.route.method == "PATCH" and names and names < entity.fields.keys()
        names |= {field.name for field in entity.fields.values() if not field.given and field.choices and self._moved(one, entity, field)}
        sent = [field for field in entity.fields.values() if field.name in names or (field.given and not some)]
        sent = [field if field.given else replace(field, given=True, required=False) for field in sent]
        one.endpoint.body = [field for field in sent if field.name not in one.endpoint.params and field.name != entity.key]
        whole = re.search(
            r"(?i)\breplac|\bwhole\b|\ball fields\b(?! (?:are|is) optional)|\bfully\b|\b(?:full|complete) (?:update|replacement|body)\b|\bcompletely\b",
            one.route.words,
        )
        one.endpoint.partial = one.route.method == "PATCH" or not whole

    def _moved(self, one: Routed, entity: Entity, field: Field) -> bool:
        """`By updating the order its status can be set to "paid"`: whether a change tells the new state."""
        acted = any(each.endpoint.kind == "action" and each.endpoint.entity == entity.name for each in self.routed)
        texts = [statement.text for statement in self.statements]
        if not acted:
            chains.chained(entity, texts)
        assumed = not acted and (field.name in entity.transitions or not one.route.statement.block)
        return assumed or by_change(field.name, texts, not acted)

    def _action_field(self, one: Routed, entity: Entity, field: Field) -> None:
        """A field of an action's request: like the resource's of this name, and as the words about the action say."""
        same = entity.fields.get(field.name)
        if same is not None and same.choices and field.type.startswith("example:"):
            field.type = ""
        example_types(field)
        if same is not None and not field.type:
            field.type, field.choices, field.refers = same.type, list(same.choices), same.refers
        elif same is not None and same.refers:
            field.refers, field.type = same.refers, same.type
        field.required = True if field.required is None and field.default is MISSING else field.required
        own = rf"(?i)\W*(?:(?:in both cases|for both|the|an?|each|every|all),? )*[`\"]?{field.name.replace('_', '[ _]')}s?\b"
        general = [each.text for each in self.statements if not each.routes and ("request" in each.text or re.match(own, each.text))]
        for text in (one.route.text, *one.route.more, *general):
            self._own_constraints(field, text)
        bracket = re.match(r"\s*\{[^{}]*\},? \(([^()]*)\)", one.route.text) if len(one.body) == 1 else None
        if bracket:
            field.type = "" if field.type in {"number", "scalar"} else field.type
            constrain(field, canonical(bracket[1]))
        settle(field)

    def _alike(self) -> None:
        """`/load {"cents"} (positive)` and `/pay {"cents"}`: what is said of a number holds for the other action that takes it alone."""
        alone = [one for one in self.routed if (one.endpoint.kind == "action" or one.endpoint.parent) and len(one.endpoint.body) == 1]
        for one, other in itertools.permutations(alone, 2):
            field, told = one.endpoint.body[0], other.endpoint.body[0]
            owners = {each.endpoint.parent or each.endpoint.entity for each in (one, other)}
            same = field.name == told.name and len(owners) == 1 and told.type in {"integer", "number"}
            if same and field.type in {"scalar", "number", told.type} and not _limited(field) and _limited(told):
                field.type, field.low, field.high, field.above, field.below = told.type, told.low, told.high, told.above, told.below

    def _amounts(self) -> None:
        """What an action adds to a number or takes off it is of the number's kind, and more than nothing, where the words do not tell."""
        for one in self.routed:
            entity = self.made.entities.get(one.endpoint.entity)
            for name, code in one.endpoint.sets.items():
                match = re.fullmatch(rf'row\["{name}"\] [-+] values\["(\w+)"\]', code)
                amount = next((field for field in one.endpoint.body if match and field.name == match[1]), None)
                if entity is not None and amount is not None and not amount.signed and not _limited(amount) and name in entity.fields:
                    amount.above = 0
                    amount.type = entity.fields[name].type if amount.type in {"", "scalar", "number"} else amount.type

    def _own_constraints(self, field: Field, text: str) -> None:
        """`n is an integer of at least 1`, in the words about an action."""
        spoken = re.escape(field.name.replace("_", " "))
        for piece in split(canonical(text), r"\s*;\s*|, (?:otherwise|and|but) |\s\.\s"):
            match = re.search(
                rf"(?i)\b(?:{spoken}|{re.escape(field.name)})\b[`\"]?\s*(?:in (?:all |the )*requests? )?((?:\(|is\b|must\b|are\b|between\b|from\b|of\b|can\b|may\b|has\b|>|<|defaults?\b|optional\b|required\b|in whole\b).*)",
                piece,
            )
            if match and not re.search(r"\b(?:if|when)\b[^.;,]*$", piece[: match.start()]) and not _SINKS.match(match[1]):
                trial = Field(field.name, "" if field.type in {"number", "scalar"} else field.type)
                alone = re.match(
                    r"\([^()]*\)(?=,? (?:to|from|off|onto|(?:and )?[a-z]+s (?:it|them|that|this|these|the|its)) )", match[1]
                )  # `points (at least 1) to the score, which starts at 0`
                said = alone[0] if alone else match[1]
                if constrain(trial, said):
                    constrain(field, said)
                    if trial.type and trial.type != field.type:
                        field.type = trial.type
        if re.search(r"\b(?:body|it) (?:is|may be|can be) (?:optional|missing)|\bwithout (?:a )?body\b", canonical(text)):
            field.required = False

    def _action(self, one: Routed, entity: Entity) -> None:
        if not one.endpoint.params:
            self._sweep(one, entity)
            return
        lead = re.split(r";\s+", one.route.lead)[-1]
        texts = [part for part in (lead, one.route.text, *one.route.more) if part]
        if not effects.act(self.made, one, texts):
            texts += [
                statement.text
                for statement in self.statements
                if f"!{one.endpoint.path.rpartition('/')[2]}!" in Ground(self.made, entity, one.endpoint)(statement.text)
            ]
            if not effects.act(self.made, one, texts):
                raise self._lost(one)
        for text in texts:
            if not self._about_another(one, text):
                owning.of_action(self.made, one.endpoint, entity, text)
        self._starts(one, entity, texts)
        self._refer(one)

    def _refer(self, one: Routed) -> None:
        """What the request of an action names must be there."""
        for field in one.endpoint.body:
            owner = self.made.entities.get(field.refers) if field.type != "list" else None
            if owner is not None:
                value = f'values["{field.name}"]'
                code = f"{value} is not None and store.{owner.plural}.get({value}) is None"
                noun = owner.name.replace("_", " ")
                one.endpoint.guards.insert(0, Guard(code, field.missing, f"there is no such {noun}", "reference", fields=(field.name,)))

    def _starts(self, one: Routed, entity: Entity, texts: list[str]) -> None:
        """The states from which an action is possible; those of the action before it for `finishes it`."""
        if any(code.startswith("values[") and entity.fields[name].choices for name, code in one.endpoint.sets.items()):
            return  # The request tells the new state: which one may follow which is a rule of the resource.
        ground = Ground(self.made, entity, one.endpoint)
        found = moving.sources(entity, one.endpoint, [ground(text) for text in texts], 2 if one.route.lead else 1)
        if (
            found is None
            and not re.search(r"\bunless\b", one.route.text)
            and re.match(r"\W*[a-z]+ it\b", re.sub(r"^[^a-z]*(?:with |takes |and )?\{[^{}]*\}(?:,? which is [^,]*,)?", "", one.route.text))
        ):
            found = self._begins.get(entity.name)
            found = found if found and one.endpoint.sets.get(found[0].name, "").strip("\"'") not in found[1] else None
        if found is None:
            self._begins.pop(entity.name, None)
            return
        self._begins[entity.name] = found
        state, values = found
        more = moving.also(entity, one.endpoint, [ground(statement.text) for statement in self.statements])
        values = list(dict.fromkeys([*values, *(value for value in more if value in state.choices)]))
        guard = Guard(moving.required(state, values), 409, f"{state.name} is not {' or '.join(values)}", "state", fields=(state.name,))
        one.endpoint.guards.append(guard)

    def _sweep(self, one: Routed, entity: Entity) -> None:
        """`DELETE /items/ticked`: removes those in a state."""
        last = one.endpoint.path.rpartition("/")[2].replace("-", "_")
        flag = entity.fields.get(last)
        state = next((field for field in entity.fields.values() if last in field.choices), None)
        if one.route.method != "DELETE" or not (state or (flag and flag.type == "boolean")):
            leave_open(one.endpoint)
            raise self._lost(one)
        one.endpoint.kind, one.endpoint.keep = "clear", f'row["{state.name}"] == "{last}"' if state else f'row["{last}"]'
        one.endpoint.status = 200 if "200" in one.route.words else 204

    def _success(self, one: Routed) -> None:
        code = next(
            (
                found
                for part in (one.route.text, *one.route.more, one.route.lead)
                if (found := _success_in(part, one, part is one.route.text))
            ),
            0,
        )
        shared = self._shared_success(one.endpoint) if not code else 0
        default = {"create": 201, "delete": 204, "clear": 204}.get(one.endpoint.kind, 200)
        if one.endpoint.notes.get("list") and one.route.method == "DELETE":
            default = 204
        one.endpoint.status = returning.code_of(code) if one.endpoint.leads else code or shared or default

    def _shared_success(self, endpoint: Endpoint) -> int:
        """`Creations answer 201`, `all actions return the parcel with 200`, `a 204 when I delete something`."""
        kinds = {
            "create": r"creat\w*|add\w*|post\w*|new",
            "delete": r"delet\w*|remov\w*",
            "action": r"actions?|moves?",
            "update": r"updat\w*|chang\w*|put|patch",
        }
        word = kinds.get(endpoint.kind)
        behind, before = (
            rf"\b(20[0-4]) (?:when|if|on|upon|after) [^.;,\d]{{0,30}}\b(?:{word})\b",
            rf"\b(?:{word})\b[^.;,]{{0,50}}?\b(20[0-4])\b",
        )
        for statement in self.statements if word else ():
            match = re.search(f"(?i){behind}", statement.text) or re.search(f"(?i){before}", statement.text)
            if match and not statement.routes and (endpoint.kind, match[1]) != ("create", "204"):
                return int(match[1])
        return 0


#: `the points can not drop below 0`, which is about what is left, not about what is sent; `an employee can have at most two laptops`.
_SINKS = re.compile(
    r"(?i)can not (?:ever )?(?:drop|go|fall|sink|get|become|turn)\b"
    r"|(?:can|may|must|has|have)(?: not| only)? (?!be\b)(?:[a-z]+ )*[<>]=? \d+ (?!char|letter|digit|word|item|element|entr|sign)[a-z]+s\b"
)


def _stem(word: str) -> str:
    return re.sub(r"(.)\1$", r"\1", re.sub(r"(?i)(?:ing|als?|ed|e)$", "", word).lower())


def _limited(field: Field) -> bool:
    return any(limit is not None for limit in (field.low, field.high, field.above, field.below))


_SUCCESS = re.compile(
    r"(?<![\w.-])(?<!\d to )(?<!most )(?<!least )(?<!than )(?<!between )(20[0-4]|30[12378])(?![\w-]|\.\d| (?:characters|chars|letters|signs|words|digits)\b| ?(?:to|\u2013) ?\d)"
)


def _of_method(before: str, method: str) -> bool:
    """Whether a status is this method's, not that of another which is named before it: `work on a single one; DELETE answers 204`."""
    named = re.findall(r"\b(GET|POST|PUT|PATCH|DELETE)\b(?! [`\"]?/)", before)
    return not named or method in named


#: What is done where a status is told of it by name: `creating answers 201, deleting 204`.
_DOING = re.compile(
    r"(?i)\b(?:(?P<create>creating|creations?|adding)|(?P<delete>deleting|deletions?|removing)|(?P<update>updating|updates|changing|replacing))\b[^.;,\d]{0,24}$"
)


def _of_doing(before: str, one: Routed) -> bool:
    """Whether a status is this operation's, not that of what is named right before it."""
    doing = _DOING.search(before)
    return doing is None or one.endpoint.kind not in {"create", "delete", "update"} or doing.lastgroup == one.endpoint.kind


def _success_in(text: str, one: Routed, own: bool) -> int:
    """The success status that a text names; what sentences after it say must fit the operation."""
    told = (
        found
        for found in _SUCCESS.finditer(re.sub(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", lambda shape: " " * len(shape[0]), text))
        if _of_method(text[: found.start()], one.route.method) and _of_doing(text[: found.start()], one)
    )
    code = next((int(match[1]) for match in told if not is_amount(text, match)), 0)
    misfit = (code == 201 and one.route.method not in {"POST", "PUT"}) or (code == 204 and one.endpoint.kind in {"create", "get", "list"})
    other = re.search(r"(?i)\b(?:creat|creations|posts?|adding|delet|remov)\w*", text)
    kind = {"c": "create", "p": "create", "a": "create"}.get(other[0][0].lower(), "delete") if other else ""
    return 0 if misfit or (not own and kind and kind != one.endpoint.kind) else code
