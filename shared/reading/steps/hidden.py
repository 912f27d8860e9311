"""Fields that requests do not carry: counters, flags, what answers show at first."""

import re
from collections.abc import Iterator
from dataclasses import replace

from shared.reading.actions import counting, stepping, waiting
from shared.reading.actions.directions import flow_of
from shared.reading.fields import machines, states
from shared.reading.fields.absence import absent
from shared.reading.fields.anew import anew, changeable
from shared.reading.fields.beginning import begin, begin_in, flags
from shared.reading.fields.bodies import kind_of
from shared.reading.fields.constraints import constrain
from shared.reading.names.grounding import Ground, state_field
from shared.reading.results import tiers
from shared.reading.results.leftover import LIMITS, USED_UP, limit_of, several_of
from shared.reading.results.parameters import PAGED
from shared.reading.results.totals import turned
from shared.reading.routes.routing import Routed, answer_shape
from shared.reading.steps.resources import Resources
from shared.reading.text.lexicon import canonical, wordset
from shared.reading.text.shapes import Placeholder
from shared.writing import words
from shared.writing.ir import App, Entity, Field
from shared.writing.types import guess, settle

_BEGINS = re.compile(
    r"(?i)\b(?:whose|its|with an?|the|has an?|an?|and|[a-z]+'s) [\"`]?([a-z_]+)[\"`]?(?: of (?:the|an?|each|every) [a-z]+)?,? (?:which |that )?"
    r"(?:(?:equals?|starts?|begins?) [^.;]*?(?:at first|initially|in the beginning|at (?:0|zero)|as|with|from)|"
    r"(?:is|=) [^.;,]{0,24}?(?:at first|initially|in the beginning))\b"
)
#: `borrowed_by is null again`, `sets borrowed_by to null`: what is empty until an action fills it.
_NULL = re.compile(
    r"\b([a-z]+(?:(?:_[a-z]+)+|(?:[A-Z][a-z]+)+))\b[\"`]?,? (?:(?:which |that )?(?:is|are|being|becomes?|to|back to|=|starts as|then|again|\() ?(?:(?:then|again|just|simply|still|back to|set to) )?)?null\b"
)
_COUNTED = re.compile(
    r"\bwith [`\"]?([a-z_]+)[`\"]? (?:of )?0\b|"
    r"\b(?:the |its |their )?[`\"]?([a-z_]+)[`\"]? (?:\([^()]*\) |, (?:which )?[^.;,]*, )?(?:is |are )?(?:then )?(?:increased|incremented|raised|goes up|rises|grows|counted up) by (?:one|1)\b|"
    r"\b(?:(?:increments?|increases?|raises?|bumps?|counts? up)|adds? (?:one|1) to) (?:the |its )?[`\"]?([a-z]+_[a-z_]+)(?!(?: \w+){0,3} by (?!one\b|1\b))"
)


_NO_AMOUNT = wordset("id it answer status response list body")
#: `hyphens, start with a letter`: what a text begins with.
_LETTERS = re.compile(r" (?:an? |one |the )?(?:[\w\-]+ )?(?:letters?|digits?|characters?|hyphens?|words?|text|prefix)\b|[^.;,]{0,3}[\"'`]")
#: `and last_inspected_on to today`: a day that an action notes.
_NOTED = re.compile(
    r"\b([a-z]+(?:_[a-z]+)*_(?:on|at|date|day|time))\b[`\"]? (?:(?:is|gets|becomes) )?(?:set )?(?:to )?(?:now|today|the current|the present)\b"
)
#: `marks the fine as paid`.
_MARKS = re.compile(
    r"\bmarks? (?:it|this|(?:the|an?) [a-z]+) as (?P<name>[a-z]+(?:ed|id|en|ne|nt|lt|ent|ive))(?! (?:by|up|out|off|down|back|away)\b| (?:in|on)(?=[.;,(]|$))(?=$|[\s,.;(])"
)
#: Words that say a flag's value.
_FLAGGED = (
    re.compile(r"[\"`](?P<name>\w+)[\"`]\s*(?:is|to|becomes|=|as|being|:)(?: \w+){0,2} ?(?P<value>true|false)\b"),
    re.compile(r"\b(?P<name>[a-z]+_[a-z_]+) (?:is|to|becomes|=)(?: \w+)? ?(?P<value>true|false)\b"),
    re.compile(
        r"\b(?:sets?|turns?|puts?|switch(?:es)?|changes?) (?:the |its )?(?P<name>[a-z]\w*)(?: flag| field)?(?: back)? to (?P<value>true|false)\b"
    ),
    re.compile(
        r"\b(?:starts?|begins?|created|new|has|have|with|and|then) (?:out |off )?(?:with |as |at )?(?:the |its |an? )?(?P<name>[a-z]\w*)(?: flag| field)? "
        r"(?:= |becomes |set to |is (?:set to |then |now )?|being )(?P<value>true|false)\b"
    ),
    re.compile(
        r"(?<![\w\"`])(?P<name>[a-z]\w*) (?:flag )?(?:is|=) (?P<value>true|false) (?:at (?:the )?(?:start|first|beginning)|initially|in the beginning|to begin with)\b"
    ),
)
#: `reached is true as soon as raised is at least the goal`: it is computed.
_COMPARES = re.compile(
    r"\s+(?:if|when|once|while|as (?:soon|long) as|only if|only when|exactly when)\b(?! missing\b)[^.;,]*(?:[<>]=?|\b(?:reach|equal|exceed|match)\w*|\bthe same as\b)"
)
_NO_FLAG = wordset("it this that they which one answer status value default field flag is and with")
#: Members of an answer that say when a record was made.
_STAMPS = frozenset({"at", "timestamp", "time", "when", "created", "created_at", "recorded_at", "date"})


class Hidden(Resources):
    """Fields that requests do not carry: counters, flags, what answers show at first."""

    def _shown_at_first(self, one: Routed, entity: Entity) -> None:
        """`-> 201 {"title": "Owls", "plays": 0}`: members that the server sets at first."""
        for name, value in answer_shape(one.route):
            if (
                name in entity.fields
                or name in {"id", entity.key, "error", "detail", "message"}
                or telling(self.made, name)
                or isinstance(value, list | dict)
            ):
                continue
            if value is None and name in _STAMPS and one.endpoint.kind == "create":
                entity.fields[name] = Field(name, "datetime", required=False, given=False, fill="now")
                continue
            kind = kind_of(value)
            if isinstance(value, str) or not value:
                entity.fields[name] = Field(name, kind, required=False, default=value, given=False)
            elif isinstance(value, Placeholder) and value.text == "null":
                entity.fields[name] = Field(name, required=False, default=None, given=False)

    def _hidden(self) -> None:
        """Fields that requests do not carry."""
        for one in self.routed:
            entity = self.made.entities.get(one.endpoint.entity)
            if entity is None:
                continue
            if one.endpoint.kind == "create":
                self._shown_at_first(one, entity)
            elif one.endpoint.kind in {"get", "list"}:
                self._told(one, entity)
            self._begun(one, entity)
            self._empty_at_first(one, entity)
            for text in (one.route.lead, one.route.text, *one.route.more) if one.endpoint.kind in {"create", "update", "action"} else ():
                self._beginning(entity, canonical(text), one.endpoint.kind == "action" and not one.body)
                flags(entity, text, {field.name for field in one.body})
                self._flags(one, entity, text)
                self._counters(one, entity, canonical(text))

        self._changeable()
        for statement in self.statements:
            for entity in self._about(statement)[:1] if not statement.routes else ():
                flags(entity, statement.text, set())

    def _changeable(self) -> None:
        """What a change could change, and nothing else does, is carried by requests."""
        for entity in self.made.entities.values():
            kinds = {one.endpoint.kind for one in self.routed if one.endpoint.entity == entity.name}
            if "update" in kinds and "action" not in kinds:
                changeable(entity, [one.text for one in self.statements])

    def _empty_at_first(self, one: Routed, entity: Entity) -> None:
        """`POST /keys adds a key; its holder is null`, where an action tells who holds it: what is declared, and no request to make it carries."""
        filled = any(other.endpoint.kind == "action" and other.endpoint.entity == entity.name for other in self.routed)
        sent = {field.name for field in one.body}
        for text in (one.route.text, *one.route.more) if filled and one.endpoint.kind == "create" else ():
            for name in () if re.search(r"\b(?:if|when|unless|otherwise|missing|optional)\b", canonical(text)) else _NULL.findall(text):
                field = entity.fields.get(name)
                if field is not None and name not in sent and field.required is not True and not field.refers:
                    field.given, field.required, field.default = False, False, None

    def _begun(self, one: Routed, entity: Entity) -> None:
        """What a new record has that no request carries."""
        if one.endpoint.kind not in {"create", "upsert"}:
            return
        texts = [one.route.text, *one.route.more]
        about = [
            each.text
            for each in self.statements
            if not each.routes and each.text not in texts and not PAGED.search(each.text) and self._about(each)[:1] == [entity]
        ]
        new = rf"(?i)\b(?:new|every|each|an?|all|{entity.plural}) |\b(?:first|initial|start|begin|creation|server|service|system|automatically|time of|until|as long as)"
        for text in (*texts, *(text for text in about if re.search(new, text))):
            begin(
                entity,
                text,
                {field.name for field in one.body},
                {*self.made.entities, *(each.plural for each in self.made.entities.values())},
                " . ".join(
                    other.route.text for other in self.routed if other.endpoint.kind == "action" and other.endpoint.entity == entity.name
                ),
            )
            anew(entity, text, {field.name for field in one.body}, text in texts)

    def _beginning(self, entity: Entity, said: str, acts: bool) -> None:
        """`whose balance equals the value at first`, `its stock starts at 0`; a time that only an action (`acts`) names."""
        null = r"[\"`]? (?:is |= ?|being |starts as |\()?null\b"
        at = rf"\b([a-z]+_at)\b{'' if acts else null}"
        for name in _NOTED.findall(said) if acts else ():
            kind = "datetime" if name.endswith(("_at", "_time")) else "date"
            entity.fields.setdefault(name, Field(name, kind, required=False, default=None, given=False))
        for name in re.findall(at, said):
            entity.fields.setdefault(name, Field(name, "datetime", required=False, default=None, given=False))
        for name in _NULL.findall(said):
            if not telling(self.made, name) and not name.endswith("_at") and name not in {*entity.fields, *self.made.entities}:
                owner = self.made.entities.get(name.removesuffix("_id"))
                entity.fields[name] = Field(
                    name,
                    self._sent_later(entity, name) if owner is None else "",
                    required=False,
                    default=None,
                    given=False,
                    refers=owner.name if owner else "",
                )
        for match in _BEGINS.finditer(said):
            name = words.code_name(match[1])
            if name not in {*entity.fields, *self.made.entities, *_NO_AMOUNT} and not _LETTERS.match(said[match.end() :]):
                entity.fields[name] = Field(name, guess(name) if guess(name) != "scalar" else "number", required=False, given=False)
                constrain(entity.fields[name], match[0])

    def _sent_later(self, entity: Entity, name: str) -> str:
        """The type of what is null until the request of an action tells it."""
        bodies = [one.body for one in self.routed if one.endpoint.entity == entity.name and one.endpoint.kind in {"action", "update"}]
        told = next((field.type for body in bodies for field in body if field.name == name), "").removeprefix("example:")
        return told if told in {"integer", "number", "boolean", "date", "datetime"} else "string"

    def _counters(self, one: Routed, entity: Entity, said: str) -> None:
        """`a wallet with points 0`, `visits is increased by one`."""
        self._raised(one, entity, said)
        sent = {field.name for field in one.body} if one.endpoint.kind == "create" else set()
        for match in _COUNTED.finditer(said):
            name = match[1] or match[2] or match[3]
            kept = self._keeper(one, entity, name)
            if name not in {*kept.fields, *self.made.entities, *sent}:
                kept.fields[name] = Field(name, "integer", required=False, default=0, given=False)

    def _raised(self, one: Routed, entity: Entity, said: str) -> None:
        """`moves a failed job back and increases attempts, which starts at 1`: a counter that only this action names, be it taken for what it is sent."""
        for name, first in counting.steps(said, [each.text for each in self.statements]) if one.endpoint.kind == "action" else ():
            sent = next((field for field in one.body if field.name == name), None)
            if name in self.made.entities or (name in entity.fields and entity.fields[name].given):
                continue
            if sent is not None and (sent.low is not None or sent.required or len(one.body) > 1 or re.search(r"\{", one.route.text)):
                continue
            one.body = [field for field in one.body if field is not sent]
            entity.fields[name] = Field(name, "integer", required=False, default=first, given=False)

    def _keeper(self, one: Routed, entity: Entity, name: str) -> Entity:
        """What has the counter that making a record raises: the owner, where the text shows it there."""
        owner = self.made.entities.get(one.endpoint.parent) if one.endpoint.kind == "create" else None
        shown = owner and any(
            re.search(rf"\b{name}\b", each.route.words)
            for each in self.routed
            if each.endpoint.entity == owner.name and not each.endpoint.parent
        )
        return owner if owner is not None and shown else entity

    def _told(self, one: Routed, entity: Entity) -> None:
        """`each guest with checked_in true or false`: a flag that only answers show."""
        for name in re.findall(r"\b([a-z]+_[a-z_]+)\b[\"`]? (?:is |being |= ?)?(?:either )?(?:true or false|true/false)", one.route.words):
            if name not in {*entity.fields, *dict(one.route.query)}:
                entity.fields[name] = Field(name, "boolean", required=False, default=False, given=False)

    def _flags(self, one: Routed, entity: Entity | None, text: str) -> None:
        """`set "sold_out" to true or false`, `"enabled" is false at first`, `sets returned to true`: a field that only words name."""
        said = canonical(text)
        for match in (match for pattern in _FLAGGED for match in pattern.finditer(said)):
            name, value = match["name"], match["value"]
            if entity is None or name in _NO_FLAG or _COMPARES.match(absent(said[match.end() :])):
                continue
            if name not in entity.fields and name not in {field.name for field in one.body}:
                entity.fields[name] = Field(
                    name, "boolean", required=False, default=one.endpoint.kind == "create" and value == "true", given=False
                )
            if one.endpoint.kind == "update" and all(field.name != name for field in one.body):
                one.body.append(replace(entity.fields[name], given=True))

    def _states(self) -> None:
        self._hidden()
        counting.declare(self.made, self.routed, [statement.text for statement in self.statements])
        machines.declare(self.made, self.routed, [statement.text for statement in self.statements])
        stepping.declare(self.made, self.routed)
        waiting.declare(self.made, self.routed, [statement.text for statement in self.statements])
        for entity in self.made.entities.values():
            texts = [part for one in self.routed if one.endpoint.entity == entity.name for part in (one.route.text, *one.route.more)]
            texts = [text for text in texts if self._begins_with(text) in {"", entity.name}]
            texts += [
                one.text
                for one in self.statements
                if not one.routes and (self._begins_with(one.text) == entity.name or self._about(one)[:1] == [entity])
            ]
            texts = [tiers.without(text) for text in texts]
            texts += [text for text in stepping.steps(self.made, self.routed, entity) if text not in texts]
            acts = [text for one in self.routed for text in self._acted(one, entity)]
            acts += [text for text in texts if acts and re.search(r"\b(?:status|state|stage|phase)\b", text)]
            self._moved_by_actions(entity)
            states.find_states(self.made, entity, texts, [*acts, *self._left(entity, texts)])
            self._first_state(entity)
        for one in self.routed:
            self._marked(one)
        for entity in self.made.entities.values():
            for field in entity.fields.values():
                settle(field)
            if entity.key_type == "string" and entity.key in entity.fields and entity.fields[entity.key].type == "integer":
                entity.key_type = "integer"

    def _marked(self, one: Routed) -> None:
        """`marks it as paid`, where nothing else tells what it is then: a flag."""
        entity = self.made.entities.get(one.endpoint.entity)
        match = _MARKS.search(one.route.text) if one.route.method in {"POST", "PUT", "PATCH"} else None
        if entity is None or match is None or match["name"] in entity.fields or state_field(entity, match["name"]):
            return
        if one.route.segments[-1][:1] not in "{:" and not set(states.STATE_NAMES) & entity.fields.keys():
            entity.fields[match["name"]] = Field(match["name"], "boolean", required=False, default=False, given=False)

    def _moved_by_actions(self, entity: Entity) -> None:
        """`A bug has a state (open, fixed; initially open)`, which actions change and nothing else: no request to make one carries it."""
        mine = [one for one in self.routed if one.endpoint.entity == entity.name]
        kinds = {one.endpoint.kind for one in mine}
        for name in states.STATE_NAMES if "action" in kinds and "update" not in kinds else ():
            one = entity.fields.get(name)
            told = any(field.name == name for each in mine if each.endpoint.kind == "create" for field in each.body)
            if one is not None and one.choices and isinstance(one.default, str) and not told:
                one.given, one.required = False, False

    def _begins_with(self, text: str) -> str:
        """The resource with which a sentence begins, be it told after an operation on another: `A fault starts as "open"`."""
        subject = re.match(r"(?:an?|each|every|new) \[(\w+)\]", Ground(self.made, None)(text))
        return subject[1] if subject else ""

    def _left(self, entity: Entity, texts: list[str]) -> Iterator[str]:
        """`a closed one`, `are closed`: states that only participles of the actions name."""
        verbs = {one.endpoint.path.rpartition("/")[2] for one in self.routed if self._acted(one, entity)}
        flags = {field.name for field in entity.fields.values() if field.type == "boolean"}
        yield from (told for text in texts for told in states.listed(entity, text, verbs))
        noun = rf"(?:one|{entity.name}|{entity.plural})".replace("_", " ")
        yield from self._needing(entity, texts, flags)
        for verb in sorted(verbs, key=words.participle):
            done = words.participle(verb)
            told = [rf"(?i)\b(?:an?|the|every|only|no) (?:already )?{done} {noun}\b"]
            first = states.first_of(entity, texts)
            if first:  # A state that is told is left, or reached, by what is done.
                told += [
                    rf"(?i)\b(?:{verb}e?s|{verb.removesuffix('e')}ing) (?:an?|only an?|the) {first} {noun}\b",
                    rf"(?i)\b(?:is|be|are|been|was) (?:already )?{done}\b",
                ]
            if done not in flags and verb.removeprefix("re") != first and any(re.search(one, text) for one in told for text in texts):
                yield f'becomes "{done}"'

    def _needing(self, entity: Entity, texts: list[str], flags: set[str]) -> Iterator[str]:
        """`POST /claims/{id}/approve: only for pending claims`: the state to which an action leads that tells only in which it is possible."""
        acted = [(one.endpoint.path.rpartition("/")[2], one.route) for one in self.routed if self._acted(one, entity) and not one.body]
        done = {verb: words.participle(verb) for verb, _ in acted if re.fullmatch("[a-z]+", verb)}
        quoted = (word for text in texts for word in re.findall(r"\"([a-z][\w\-]*)\"", text))
        known = {states.first_of(entity, texts), *quoted, *done.values()} - {""}
        chains = [match[0] for text in texts for match in states.CHAIN.finditer(states.arrowed(canonical(text)))]
        if any(chain.count("->") > 1 and states.first_of(entity, texts) in chain for chain in chains):
            return  # All states are told, whatever their actions are called.
        for verb, route in acted:
            if verb not in done or done[verb] in flags:
                continue
            before = re.search(rf"\b(?:can|may) (?:only |then )?be {done[verb]}\b", route.lead) and {*re.findall("[a-z]+", route.lead)} & (
                known - {done[verb]}
            )
            if before or states.needs_only(canonical(route.text), known - {done[verb]}):
                yield f'becomes "{done[verb]}"'

    def _acted(self, one: Routed, entity: Entity) -> list[str]:
        """What is said of an action on this resource."""
        mine = one.endpoint.entity == entity.name and one.endpoint.kind == "action" and (one.endpoint.params or one.route.method == "POST")
        return [one.route.lead, one.route.text, *one.route.more] if mine else []

    def _first_state(self, entity: Entity) -> None:
        mine = [one.route for one in self.routed if one.endpoint.entity == entity.name and one.endpoint.kind == "create"]
        begin_in(entity, [part for route in mine for part in (route.text, *route.more)])


def _below(app: App, name: str) -> bool:
    """Whether only what belongs to something has such a field: `latest_level`, of a buoy whose readings have a level."""
    having = [entity for entity in app.entities.values() if name in entity.fields]
    return len(having) == 1 and any(one.refers for one in having[0].fields.values())


#: What is called only like the end of a row of numbers: `best, worst and votes`.
_EXTREMES = wordset("best worst highest lowest largest smallest biggest min max minimum maximum longest shortest youngest oldest")


def _of_several(app: App, name: str) -> bool:
    """Whether a name tells of the records of some resource which they are, or which end of a row: `tasks_done`, `best`, `upvotes` of votes of 1 or -1."""
    voted = any(one.among for entity in app.entities.values() for one in entity.fields.values())
    ends = name in _EXTREMES or (voted and re.fullmatch(r"(?:up|down)_?votes?", name) is not None)
    return ends or any(turned(entity, name) != name for entity in app.entities.values())


def telling(app: App, name: str) -> bool:
    """Whether a name says how its value is computed: `average_rating`, `totalSeconds`, `number_of_tracks`, `free_seats` of `seats`."""
    name = words.code_name(name)
    if name in {"balance", "saldo", "stock"} and any(flow_of(entity) for entity in app.entities.values()):
        return True
    if match := re.match(r"number_of_(\w+)$", name):
        return words.singular(match[1]) in app.entities
    if (match := re.match(r"(?:last|latest|first|newest|earliest)_(\w+)$", name)) and (match[1] in app.entities or _below(app, match[1])):
        return True
    if match := re.fullmatch(r"(?:free|available|remaining|open|unused)_(\w+)|(\w+)_(?:free|remaining|available)", name):
        counted = match[1] or match[2]
        if any(counted in entity.fields or (counted == "places" and "capacity" in entity.fields) for entity in app.entities.values()):
            return True
    if (name in {"available", "remaining", "free"} or USED_UP.fullmatch(name)) and any(
        several_of(entity) or LIMITS.search(limit_of(entity)) for entity in app.entities.values()
    ):
        return True
    if _of_several(app, name):
        return True
    return bool(re.match(r"(?:total|average|avg|mean|sum|remaining|nights|days|duration|overdue)(?:_|$)|.*_(?:count|total|left)$", name))
