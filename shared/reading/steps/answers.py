"""What answers contain: computed members, totals, lists."""

import re
from functools import cached_property

from shared.reading.actions.joined import joined, show
from shared.reading.actions.links import show_members
from shared.reading.actions.owning import answer_owner
from shared.reading.doubts import leave_open
from shared.reading.fields.absence import absent
from shared.reading.fields.beginning import constant
from shared.reading.names.grounding import Ground, fields_in, state_field
from shared.reading.refusals import asked
from shared.reading.refusals.cases import children
from shared.reading.refused import not_understood
from shared.reading.results import derived, formulas, glosses, leftover, standings, summing, tiers
from shared.reading.results.charges import charged
from shared.reading.results.expanded import embedded_list, expand, is_embedded
from shared.reading.results.glosses import apposition, equations, gloss_of, named_after, shown
from shared.reading.results.grouping import RANK
from shared.reading.results.lines import show_lines
from shared.reading.results.numbers import SUM
from shared.reading.results.parameters import envelope, told_envelope
from shared.reading.results.promised import in_order, unanswered
from shared.reading.results.rounding import round_all
from shared.reading.routes.routing import Routed, answer_shape
from shared.reading.steps.computed import Computed
from shared.reading.steps.hidden import telling
from shared.reading.steps.lists import NARROWS
from shared.reading.text.outline import Statement
from shared.writing import ir
from shared.writing.ir import Entity

_MEMBER = re.compile(
    r"[\"`](\w+)[\"`]\s*(?:\(([^()]*)\)|:|=|is|as|,)?|\b([a-z]+(?:_[a-z]+)+|[a-z]+(?:[A-Z][a-z]+)+)\b\s*(?:\(([^()]*)\))?|\b([a-z]\w*) (?==)"
)
#: `max_minutes (not longer than that)`, by which a list is narrowed.
_BOUND = re.compile(r"(?:min|max)_[a-z]")
_SHOWS = re.compile(
    r"(?i)\b(?:with|and|including|includes?|contains?|shows?|returns?|plus|gives?|has|also|its|computed|together|adds|besides)\b"
)


#: A sentence about all answers, whichever operation they are of: `every course is returned with its teacher as an object`.
_OF_ANSWERS = re.compile(
    r"(?i)^(?:(?:each|every|all|the|an?) )?(?:[a-z]+ ){0,3}?(?:(?:is|are) (?:always )?(?:returned|shown|answered|given|sent|rendered)|(?:answers?|responses?|json|bod(?:y|ies))\b|(?:always )?(?:shows?|embeds?|includes?|contains?|carr(?:y|ies)|comes? with)\b|in (?:every|all|each) (?:answers?|responses?))"
)


#: A member that is worked out from others.
_FORMULA = re.compile(r"\w (?:[-+*/]|plus|minus|times|less) \w")


#: A list of what one of them is shown as.
_SAME_OBJECTS = re.compile(
    r"(?i)\b(?:same|such) (?:objects?|shape|form|format|fields|representation|structure|records|way|members)\b|\b(?:each|all|every one|every [a-z]+|items?|elements?|entries)(?: one)?,? (?:(?:is|are|looks?|shown|in) )*(?:like|as|the same as)(?: in| for)? (?:GET )?/"
)


class Answers(Computed):
    """What answers contain: computed members, totals, lists."""

    def _answers(self) -> None:
        summing.sole(self.routed, self.made.entities)
        through = list(joined(self.made, self.routed))
        self._told_members({id(each.one) for each in through})
        derived.between_ends(self.made, [statement.text for statement in self.statements])
        for statement in self.statements:
            self._named_members(statement)
            self._carried(statement)
        self._summed_up()
        for each in through:
            show(self.made, each)
        for one in self.routed:
            answer_owner(self.made, one)
            if not one.endpoint.kind:
                with self._doubting(one):
                    self._computed(one)
            if not one.endpoint.kind or (one.endpoint.kind == "compute" and not one.endpoint.lines):
                leave_open(one.endpoint)
            listed = self.made.entities.get(one.endpoint.entity)
            if one.endpoint.kind == "list" and listed is not None and not show_members(self.made, one):
                with self._doubting(one):
                    self._list(one, listed)
        for one in self.routed:
            asked.demand(self.made, one.endpoint, (one.route.lead, one.route.text, *one.route.more))
        self._barely()
        self._still_untold()
        self._all_answered()

    def _all_answered(self) -> None:
        """Rounds what is rounded alike, and refuses an answer of which the text lists a member that it does not show."""
        for statement in self.statements:
            round_all(self.made.entities.values(), statement.text)
        for one in self.routed:
            entity = self.made.entities.get(one.endpoint.entity)
            if entity is None or one.endpoint.kind not in {"get", "list", "create", "update", "action"}:
                continue
            for text in (one.route.text, *one.route.more):
                if name := unanswered(entity, one.endpoint, text):
                    with self._doubting(one):
                        raise not_understood(one.route.statement.text, f"what {name} is")

    def _summed_up(self) -> None:
        """`A claim's total is always the sum of its lines`: it is no field, whatever it is at first."""
        for entity, name, gloss in summing.told_anywhere(self.made, [statement.text for statement in self.statements]):
            before = entity.fields.pop(name, None)
            if not derived.compute(self.made, entity, name, gloss) and before is not None:
                entity.fields[name] = before

    def _told_members(self, through: set[int]) -> None:
        """What answers show beside what is stored, but for the lists of what links lead to (`through`); last what is told of members of others."""
        self.failed: list[tuple[Statement, Entity, str, str]] = []
        for entity in self.made.entities.values():
            for one in [one for one in self.routed if one.endpoint.entity == entity.name and id(one) not in through]:
                with self._doubting(one):
                    self._members(one, entity)
        for _, owner, name, gloss in self.failed:
            if "_" in name or name in {bare for _, bare in self.bare} or _FORMULA.search(gloss) or re.match(rf"(?:the )?(?:{SUM})", gloss):
                derived.compute(self.made, owner, name, gloss)

    def _members(self, one: Routed, entity: Entity) -> None:
        """What answers show beside what is stored."""
        if one.endpoint.kind not in {"get", "create", "list", "action"}:
            return
        if one.endpoint.kind == "list" and _SAME_OBJECTS.search(one.route.text):
            for each in entity.computed:
                each.only = ""
        shape = answer_shape(one.route)
        wrapped = one.endpoint.kind == "list" and envelope(entity, [name for name, _ in shape])
        expanded = [expand(self.made, one.endpoint.kind, entity, text) for text in (one.route.text, *one.route.more)]
        owners = [self.made.entities[field.refers] for field in entity.fields.values() if field.refers in self.made.entities]
        inner = {name for owner in owners for name in (owner.key, *owner.fields)} if True in expanded else set()
        for name, value in shape if not wrapped else ():
            known = name in entity.fields or name in {entity.key, "id", *inner}
            place = one.endpoint.kind == "list" and RANK.fullmatch(name)
            embedded = is_embedded(self.made, one.endpoint.kind, entity, name, value)
            told = known or place or embedded or derived.compute(self.made, entity, name, gloss_of(name, one.route.words))
            if not told and not constant(entity, name, value, one.endpoint):
                raise not_understood(one.route.statement.text, f"what {name} is")
        self._wrap(one, entity)
        for text in (one.route.text, *one.route.more):
            show_lines(self.made, entity, text, derived.compute)
            self._named(one, entity, text)
            self._shown(one, entity, text)
            derived.none_at_first(self.made, entity, text)
            for match in _MEMBER.finditer(text):
                self._member(one, entity, text, match)

    def _wrap(self, one: Routed, entity: Entity) -> None:
        """Notes the members of the object that a list comes in, which no record has."""
        if one.endpoint.kind == "list" and not answer_shape(one.route):
            texts = (one.route.text, *one.route.more)
            one.endpoint.envelope = next((found for text in texts if (found := told_envelope(entity, text))), {})

    def _named(self, one: Routed, entity: Entity, text: str) -> None:
        """The members that a text names with their gloss; but not yet those that it tells of others which it shows with them."""
        told = named_after(text)
        beside = {name: gloss for name, gloss in shown(text, False) if gloss}
        for name, gloss in told:
            owner = self._told_of.get(name) or summing.subject_of(self.made, text) or entity
            needed = beside.keys() - dict(told).keys() - owner.fields.keys()
            if name not in {*owner.fields, *one.endpoint.envelope, *dict(one.route.query)} and not (
                name in beside and needed & {*re.findall(r"\w+", gloss)}
            ):
                self._glossed(one.route.statement, owner, name, gloss)

    def _glossed(self, statement: Statement, entity: Entity, name: str, gloss: str) -> None:
        """A member of answers with its gloss. Of a flag, that must tell when it is true, be it once the others are known."""
        flag = re.match(
            r"(?:true|false) (?:if|when|once|while|as (?:soon|long) as|only)\b|whether\b", gloss
        ) and "if missing" not in absent(gloss)
        if not derived.compute(self.made, entity, name, gloss):
            (self.untold if flag else self.failed).append((statement, entity, name, gloss))

    def _still_untold(self) -> None:
        """Refuses a flag of which nothing told when it is true."""
        for statement, entity, name, gloss in self.untold:
            known = any(name in {*each.fields, *(one.name for one in each.computed)} for each in self.made.entities.values())
            if not known and not derived.compute(self.made, entity, name, gloss):
                with self._doubting(statement):
                    raise not_understood(statement.text, f"when {name.replace('_', ' ')} is true")

    def _is_bare(self, entity: Entity, name: str, gloss: str, among: bool) -> bool:
        """Whether what a member stands for is told elsewhere. One that only stands `among` the record's fields is kept in mind, too."""
        told = name in self._glossed_names
        if not gloss and (among or told):
            self.bare.append((entity, name))
        return not gloss and told

    def _barely(self) -> None:
        """Members of which only the name is told, once all that is told of others is known."""
        for entity, name in [one for one in self.bare if one[1] not in self._worked_out]:
            if telling(self.made, name) and derived.compute(self.made, entity, name, name.replace("_", " ")):
                continue
            if name not in entity.fields and (code := leftover.untold(self.made, entity, name)):
                entity.computed.append(ir.Computed(name, code, name))

    @property
    def _worked_out(self) -> set[str]:
        """The names that are told to be worked out from what is not understood, or when it is true."""
        return {told[2] for told in self.untold} | {told[2] for told in self.failed if _FORMULA.search(told[3])}

    @cached_property
    def _glossed_names(self) -> set[str]:
        """The names of which some sentence says what they stand for."""
        return {name for statement in self.statements for name, _ in named_after(statement.text)}

    @cached_property
    def _told_of(self) -> dict[str, Entity]:
        return summing.returned_with(self.made.entities.values(), [statement.text for statement in self.statements])

    def _member(self, one: Routed, entity: Entity, text: str, match: re.Match[str]) -> None:
        """A name in quotes or in code that the answer shows, with what brackets or an apposition say of it."""
        name = match[1] or match[3] or match[5]
        before = text[: match.start()]
        known = {
            *entity.fields,
            *(field.name for field in one.endpoint.body),
            *dict(one.route.query),
            *one.endpoint.params,
            *one.endpoint.envelope,
        }
        chosen = any(name in field.choices for field in entity.fields.values()) or name in tiers.values(text)
        glossing = not match[1] and before.count("(") > before.count(")")  # It says what another is.
        if glossing or name in known or chosen or before[-1:] in {"?", "&"} or formulas.is_operand(self.made, name, text):
            return
        if one.endpoint.kind == "list" and re.search(r"(?i)\b(?:narrow|filter|search|sort|quer|restrict|accept|param)\w*\b[^.;]*$", before):
            return
        about = re.match(rf"\W*(?:the|all|an?|each|every) \[{entity.name}\]", Ground(self.made, None)(text)) is not None
        if _SHOWS.search(before) and (
            one.endpoint.kind in {"get", "create", "list"} or about or match[0].rstrip().endswith("=") or match[5]
        ):
            counted = re.match(r"\W*(?:number|count)\b", text[match.end() :]) is not None and f"number of {name}"
            gloss = counted or match[2] or match[4] or apposition(text[match.end() :]) or gloss_of(name, text)
            if gloss != name or name not in self._glossed_names:
                derived.compute(self.made, entity, name, gloss)

    def _named_members(self, statement: Statement) -> None:
        """`In the recipe I want to see average_rating and ratings_count`."""
        for name in re.findall(r"\b[a-z]+(?:_[a-z]+)+\b|\b[a-z]+(?:[A-Z][a-z]+)+\b", re.sub(r"\{[^{}]*\}|/\S+|\?\S+", " ", statement.text)):
            known = any(
                name in entity.fields
                or name in {one.name for one in entity.computed}
                or name in {choice for field in entity.fields.values() for choice in field.choices}
                for entity in self.made.entities.values()
            )
            elsewhere = name in self._glossed_names and name not in dict(named_after(statement.text))
            if not known and not elsewhere and telling(self.made, name) and not (_BOUND.match(name) and NARROWS.search(statement.text)):
                for entity in self._about(statement):
                    if derived.compute(self.made, entity, name, gloss_of(name, statement.text)):
                        break

    def _carried(self, statement: Statement) -> None:
        """`Every trail also carries length_km, the largest km of its waypoints`, `whoever reads a trail sees …`."""
        about, subject = self._about(statement), summing.subject_of(self.made, statement.text)
        for entity in about:
            show_lines(self.made, entity, statement.text, derived.compute)
        first = r"(?i)(?:every|each|an?|all|the|who|whoever|anyone|(?:when|if) \w+)\b"
        begins = not statement.routes and (subject or re.match(first, statement.text))
        for entity in about if _OF_ANSWERS.search(statement.text) else ():
            expand(self.made, "list", entity, statement.text)
        for name, gloss in (*named_after(statement.text), *shown(statement.text, False)) if begins and about else ():
            owner = subject or about[0]
            if gloss and name not in owner.fields:
                self._glossed(statement, owner, name, gloss)
            elif subject and name not in owner.fields and name not in self.made.entities:
                self.bare.append((owner, name))
        for name, gloss in equations(statement.text):
            any(derived.compute(self.made, entity, name, gloss) for entity in about if len(fields_in(Ground(self.made, entity)(gloss))) > 1)

    def _shown(self, one: Routed, entity: Entity, text: str) -> None:
        """`The answer also contains nights and total_price (nights times the price)`: members in plain words."""
        first = re.match(r"\W*(\w+)\W", text)
        at_once = bool(first and one.endpoint.kind == "get" and first[1] in {*entity.fields, entity.key})
        for child, _ in children(self.made, entity) if one.endpoint.kind == "get" else ():
            if gloss := embedded_list(child, text):
                derived.compute(self.made, entity, child.several, gloss)
        members = in_order(shown(text, at_once))
        among = any(name in entity.fields for name, _ in members)
        for name, gloss in members:
            if name in {*entity.fields, entity.name, *one.endpoint.envelope} or one.endpoint.kind not in {"get", "create", "list"}:
                continue
            if self._is_bare(entity, name, gloss, among):
                continue
            counted = next(
                (each for each, _ in children(self.made, entity) if each.several == name or glosses.made_as(self.made, each, name)),
                None,
            )
            if counted is not None and (one.endpoint.kind == "list" or (one.endpoint.kind == "get" and not gloss)):
                derived.compute(
                    self.made, entity, name, f"number of {counted.plural}" if one.endpoint.kind == "list" else f"list of {counted.plural}"
                )
            gloss = gloss or (self._in_state(entity, name) if one.endpoint.kind == "get" else "")
            self._in_words(one.route.statement, entity, name, gloss)

    def _in_words(self, statement: Statement, entity: Entity, name: str, gloss: str) -> None:
        """A member in plain words, with what is said of it, or of which its name says all."""
        if gloss:
            self._glossed(statement, entity, name, gloss)
        elif telling(self.made, name) or standings.member(self.made, entity, name) or charged(self.made, entity, name):
            derived.compute(self.made, entity, name, name.replace("_", " "))

    def _in_state(self, entity: Entity, name: str) -> str:
        """`confirmed and waitlisted`, states of what belongs to a record: how many are in one; empty for other names."""
        return next((f"number of {each.plural} that are {name}" for each, _ in children(self.made, entity) if state_field(each, name)), "")
