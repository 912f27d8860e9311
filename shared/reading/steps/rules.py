"""The rules of an intent: what its operations refuse."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from shared.errors import NotUnderstood
from shared.reading.actions import links, selflinks, stepping
from shared.reading.actions.repeating import repeat
from shared.reading.fields import chains
from shared.reading.fields.dependent import limit
from shared.reading.fields.excluding import limited
from shared.reading.fields.membership import distinct, member
from shared.reading.fields.stating import pieces
from shared.reading.names.grounding import Ground, entities_in, fields_in
from shared.reading.refusals import asked
from shared.reading.refusals.cases import joining
from shared.reading.refusals.clauses import Refused, has_status, refused
from shared.reading.refusals.comparing import orders
from shared.reading.refusals.lengths import lasts
from shared.reading.refusals.readers import apply
from shared.reading.refusals.records import parts_missing
from shared.reading.refusals.rejected import faults, rejected
from shared.reading.refusals.replacing import TOLD
from shared.reading.refusals.staying import keep_apart
from shared.reading.refusals.uniqueness import within
from shared.reading.refused import not_understood
from shared.reading.results import derived, summing
from shared.reading.results.glosses import coded
from shared.reading.routes.routing import Routed
from shared.reading.steps.operations import Operations
from shared.reading.text.outline import Statement
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity, Query


class Rules(Operations):
    """The rules of an intent: what its operations refuse."""

    def _counted(self) -> None:
        """Numbers that a name in code stands for: rules may speak of them."""
        for statement in self.statements:
            for name, gloss in coded(statement.text):
                any(derived.compute(self.made, entity, name, gloss) for entity in summing.single(self.made, self._about(statement), gloss))

    def _rules(self) -> None:
        self._chains()
        self._asking()
        waiting = []
        for saying, step in [*self._told_of_routes(), *self._told_elsewhere()]:
            try:
                step()
            except NotUnderstood:
                waiting.append((saying, step))
        for one in self.routed:
            self._without_status(one)
        for saying, step in waiting:  # What builds on other rules, as `the forbidden deletion is a 409` does.
            with self._doubting(saying):
                step()
        self._invalid_alike()
        for statement in self.statements:
            repeat(self.made, statement.text)
        self._orders()
        parts_missing(self.made)
        keep_apart(self.made)

    def _told_of_routes(self) -> Iterator[tuple[Routed | Statement, Callable[[], None]]]:
        """Each refusal that the words about an operation name: whose words these are, and what applies it."""
        for one in self.routed:
            for refusal in refused(one.route.lead) if not _STATUS_FIRST.match(one.route.text) else ():
                if one.endpoint.kind in {"get", "list", "compute", ""}:
                    yield one.route.statement, partial(self._apply_anywhere, one.route.statement, refusal)
                else:
                    yield one, partial(self._apply, one, refusal, one.route.text)
            for text in dict.fromkeys((one.route.text, *one.route.more)):
                if text is not one.route.text and self._about_another(one, text):
                    continue
                own = text is one.route.text
                said = _told_in_lead(one.route.lead, text) if own else text
                alone = own and one.route.lead and (_STATUS_FIRST.match(text) or _EITHER.fullmatch(text))
                for refusal in refused(f"{one.route.lead} {text}" if alone else said):
                    led = own and one.route.lead and not re.search(r"[a-z]{3}", _POINTS_BACK.sub("", refusal.said))
                    rest = refusal.unless or re.search(r"(?i)\b(?:otherwise|anything else|everything else|all others?)\b", said) is not None
                    meant = replace(refusal, said=one.route.lead, unless=rest) if led else refusal
                    yield self._saying(one, text), partial(self._apply, one, meant, text)

    def _told_elsewhere(self) -> Iterator[tuple[Routed | Statement, Callable[[], None]]]:
        """As `_told_of_routes`, of the sentences that are about no route in particular."""
        for statement in self.statements:
            if not statement.routes and (told := rejected(statement.text)) and self._rejects(statement, told):
                continue
            if self._is_about_a_route(statement):
                continue
            if has_status(statement.text):
                for refusal in refused(statement.text):
                    yield statement, partial(self._apply_anywhere, statement, refusal)
            elif _binding(statement.text) and not _SHOWS.match(statement.text):
                yield statement, partial(self._unstated, statement, declares=statement.text in self.declarations.used)

    def _invalid_alike(self) -> None:
        """Who speaks of 400 and nowhere of 422 means it for all that is not valid."""
        named = {refusal.status for statement in self.statements for refusal in refused(statement.text)}
        if 400 in named and 422 not in named:
            self.made.invalid = 400
            self.made.invalid_on.clear()

    def _is_about_a_route(self, statement: Statement) -> bool:
        """Whether its rules were read with an operation: it names one, be it not for the first time, or goes on about one."""
        shown = {id(one.route.statement) for one in self.pages}
        named = any(route.statement is statement for route in self.routes) and id(statement) not in shown
        return named or any(statement.text in one.route.more for one in self.routed)

    def _asking(self) -> None:
        """What the address of a change says besides: `DELETE /notes/{id}?by=NAME`."""
        for one in self.routed:
            asked.shown(one.endpoint, dict(one.route.query))
            if one.endpoint.kind in {"delete", "action", "update"}:
                known = {query.name for query in one.endpoint.query}
                one.endpoint.query += [Query(name, "value", required=True) for name, _ in one.route.query if name not in known]

    def _chains(self) -> None:
        """The order of states, where requests tell the new one."""
        for entity in self.made.entities.values():
            mine = [one.endpoint for one in self.routed if one.endpoint.entity == entity.name]
            told = [endpoint for endpoint in mine if any(field.choices for field in endpoint.body) and endpoint.kind == "action"]
            kinds = {endpoint.kind for endpoint in mine}
            moved = any(endpoint.kind == "update" and len(endpoint.body) == 1 and endpoint.body[0].choices for endpoint in mine)
            stepped = stepping.steps(self.made, self.routed, entity)
            if told or moved or stepped or ("update" in kinds and "action" not in kinds):
                chains.chained(entity, [statement.text for statement in self.statements])
            for endpoint in told:
                chains.sent(entity, endpoint)
        for one in self.routed:
            stepping.build(self.made, one)

    def _without_status(self, one: Routed) -> None:
        """What an operation's words demand without naming a status."""
        entity = self.made.entities.get(one.endpoint.entity)
        if entity is None:
            return
        kind = one.endpoint.kind
        binding: dict[str, Callable[[str], object]] = {
            "create": lambda text: _once(text) or _ONLY_TO.search(text) is not None,
            "action": _BINDING.search,
            "update": _ONLY_WHILE.search,
            "get": _once,
            "list": _once,
        }
        said = binding.get(kind)
        own = kind in {"action", "update"} or (kind == "create" and TOLD.search(one.route.text))
        texts = (one.route.text, *one.route.more) if own else one.route.more
        if kind == "create" and not has_status(one.route.text) and (lasting := _LASTING.search(one.route.text)):
            apply(self.made, one.endpoint, entity, Refused(0, lasting[0], unless=True))
        if kind == "action" and _AT_LEAST.search(one.route.lead):
            texts = (f"only {one.route.lead}", *texts)
        if kind in {"get", "list"}:  # What is read refuses nothing, but words about it may go on about others.
            texts = [text for text in texts if len(entities_in(Ground(self.made, None)(text))) > 1 and not _ANSWERS.search(text)]
        for text in (piece for whole in texts if said and not has_status(whole) for piece in re.split(r"\s*;\s*", whole)):
            if not (said and said(text)) or (
                kind in {"create", "action", "update"} and apply(self.made, one.endpoint, entity, Refused(0, text))
            ):
                continue
            if kind not in {"action", "update"}:
                self._unstated(self._said_in(one, text), declares=False)

    def _apply(self, one: Routed, refusal: Refused, text: str) -> None:
        entity = self.made.entities.get(one.endpoint.entity)
        refusal = self._unlike(one, entity, refusal)
        if (below := self._below(one, refusal)) and apply(self.made, below, self.made.entities[below.entity], refusal):
            return
        if not _of_what_is_sent(one.endpoint, entity, refusal) and apply(self.made, one.endpoint, entity, refusal):
            return
        if one.endpoint.kind == "compute" and links.refuses(one.endpoint, refusal):
            return
        pointing = (
            re.match(
                r"(?i)^(?:the |an? )?(?:second|third|next|that|this|it|last|both|each|further|more|another|everything)\b", refusal.said
            )
            or len(refusal.said.split()) < 3
        )
        if pointing and apply(self.made, one.endpoint, entity, replace(refusal, said=re.sub(r"(?i)[,;:]?[^,;:]*\b4\d\d\b.*$", "", text))):
            return
        self._apply_anywhere(self._said_in(one, text), refusal)

    def _unlike(self, one: Routed, entity: Entity | None, refusal: Refused) -> Refused:
        """`DELETE /orders/{id} cancels a pending order; other orders cannot be deleted`: only what the words before it name."""
        others = re.match(r"(?i)(?:all |any |the )?other(?:s| \w+) (?:can not|is refused)\b", refusal.said)
        said = Ground(self.made, entity, one.endpoint)(one.route.text) if others and entity is not None else ""
        named = re.search(rf"^\W*!?\w+!? (?:an?|the|only) '([\w \-]+)' \[{entity.name if entity else ''}\]", said)
        verb = {"delete": "deleted", "update": "changed"}.get(one.endpoint.kind, "")
        if entity is None or named is None or not verb:
            return refusal
        return Refused(refusal.status, f"only {named[1]} {entity.plural.replace('_', ' ')} can be {verb}", unless=True)

    def _below(self, one: Routed, refusal: Refused) -> Endpoint | None:
        """`…, and so is responding to a closed survey`, behind what closes it: the making of responses."""
        doing = re.match(r"(?i)(?:and )?(?:so is )?([a-z]{4,}ing)\b", refusal.said)
        made = [each for each in self.made.endpoints if doing and each.kind == "create" and each.parent == one.endpoint.entity]
        named = [each for each in made if doing and words.stem(doing[1])[:6] == words.stem(each.entity.rpartition("_")[2])[:6]]
        return named[0] if named and one.endpoint.kind == "action" else None

    def _said_in(self, one: Routed, text: str) -> Statement:
        near = (each for each in self.statements if each.text == text or text in each.text)
        return one.route.statement if text is one.route.text else next(near, one.route.statement)

    def _saying(self, one: Routed, text: str) -> Routed | Statement:
        """Whose words these are: the operation's own, or those of a sentence near it that may be about another."""
        return one if text is one.route.text else self._said_in(one, text)

    def _apply_anywhere(self, statement: Statement, refusal: Refused) -> None:
        joins = [] if re.search(r"(?i)\b(?:delet|remov|chang|edit|updat)\w*", refusal.said) else joining(self.made, refusal.said)
        of_all = re.search(r"(?i)\b(?:invalid|bad|malformed|incomplete) (?:data|input|values?|bod(?:y|ies)|requests?)\b", refusal.said)
        about = self._about(statement) if of_all else sorted(self._about(statement), key=lambda one: not self._speaks_of(one, refusal.said))
        for entity in dict.fromkeys([*joins, *(one.name for one in about)]):
            if apply(self.made, None, self.made.entities[entity], refusal) or self._elsewhere(self.made.entities[entity], refusal):
                return
        if refusal.status not in {404} and not self._of_bodies(refusal):
            raise not_understood(statement.text)

    def _speaks_of(self, entity: Entity, said: str) -> bool:
        """Whether a condition names a resource or a field of it, as others of its sentence may not."""
        marked = Ground(self.made, entity)(said)
        return f"[{entity.name}]" in marked or bool(fields_in(marked))

    def _of_bodies(self, refusal: Refused) -> bool:
        """`The amount must be positive (422)`, where only actions are sent an amount: it holds for each of them."""
        sent = [
            one
            for one in self.routed
            if one.endpoint.kind == "action"
            and any(
                re.search(rf"(?i)\b(?:{'|'.join({field.name, words.plural(field.name)}).replace('_', '[ _]')})\b", refusal.said)
                for field in one.endpoint.body
            )
        ]
        understood = [apply(self.made, one.endpoint, self.made.entities.get(one.endpoint.entity), refusal) for one in sent]
        return any(understood)

    def _elsewhere(self, entity: Entity, refusal: Refused) -> bool:
        """`Calling one of these in any other state fails with 409`: what the guards of actions answer."""
        if not re.search(
            r"(?i)\b(?:any|every|all|an|the) ?(?:other|wrong) (?:states?|status(?:es)?|stages?|transitions?|changes?|moves?|steps?)\b|\bwrong (?:state|status)\b",
            refusal.said,
        ):
            return False
        guarded = [guard for each in self.made.endpoints if each.entity == entity.name for guard in each.guards if guard.kind == "state"]
        for guard in guarded:
            guard.status = refusal.status
        return bool(guarded)

    def _orders(self) -> None:
        """`the end later than the start`: a comparison that must hold, also where no status is named."""
        for statement in self.statements:
            for entity in self._about(statement):
                said = Ground(self.made, entity)(statement.text)
                member(self.made, entity, said)
                distinct(self.made, entity, said)
                within(self.made, entity, statement.text)
                selflinks.not_own(entity, statement.text)
                if not has_status(statement.text) and (
                    limit(self.made, entity, statement.text) or (not statement.routes and lasts(self.made, entity, statement.text))
                ):
                    break
                rules = list(orders(said, entity))
                for rule in rules:
                    apply(self.made, None, entity, Refused(self.made.invalid, rule, unless=True))
                if rules:
                    break

    def _unstated(self, statement: Statement, declares: bool) -> None:
        """Rules without a status, each of which may be about another field. Where a sentence `declares` fields, those beside them."""
        rules = _binding_pieces(statement.text)
        if declares:
            rules = [_NEXT_FIELD.split(rule)[0] for rule in rules if rule != statement.text and not _HAS.search(rule)]
        understood = [self._applies(statement, rule) for rule in rules]
        if not declares and not any(understood):
            self._applies(statement, statement.text)

    def _rejects(self, statement: Statement, told: Refused) -> bool:
        """`anything with a negative price must be rejected`: values that are refused, each fault be it of another resource. Whether all are understood."""
        entities = self._about(statement)
        if not _OF_DATA.search(told.said) and not any(fields_in(Ground(self.made, one)(told.said)) for one in entities):
            return False
        whole = replace(told, status=self.made.invalid)
        parts = [whole] if told.unless else [replace(whole, said=one) for one in self._each_fault(statement, told.said)]
        for one in entities:
            kept = {name for name, field in one.fields.items() if not field.given and not field.refers}
            if kept & set(fields_in(Ground(self.made, one)(told.said))):
                return False  # It is about what is there, not about what is sent.
        understood = [any(self._is_fault(entity, one) for entity in entities) for one in parts]
        if not told.unless and not all(understood):
            self._stating.read(entities, statement.text, False)
        return all(understood)

    def _is_fault(self, entity: Entity, one: Refused) -> bool:
        ground = Ground(self.made, entity)
        bounds = not one.unless and limited(ground, ground.marked(f"{one.said.removesuffix(' is invalid')} is refused"))
        return bounds or apply(self.made, None, entity, one)

    def _each_fault(self, statement: Statement, told: str) -> list[str]:
        """The faults of which a sentence speaks: what names no field goes on about the one before."""
        found: list[str] = []
        for part in faults(told):
            names = any(fields_in(Ground(self.made, entity)(part)) for entity in self._about(statement))
            found = [*found, part] if names or not found else [*found[:-1], f"{found[-1]} or {part}"]
        return found

    def _applies(self, statement: Statement, rule: str) -> bool:
        return any(apply(self.made, None, entity, Refused(0, rule)) for entity in self._about(statement))


def _of_what_is_sent(endpoint: Endpoint, entity: Entity | None, refusal: Refused) -> bool:
    """`Amount must be above zero, otherwise 400`, behind a button that sends nothing: whether it is about what makes a record."""
    named = [entity.fields[name] for name in fields_in(Ground(App(""), entity)(refusal.said)) if name in entity.fields] if entity else []
    plain = all(one.given and one.type != "boolean" and not one.choices for one in named)
    return bool(endpoint.leads and not endpoint.body and refusal.status in {0, 400, 422} and named and plain)


#: `which must be unique, and a location`: where the list of fields goes on behind what it says of one.
_NEXT_FIELD = re.compile(r",? and (?=(?:an?|its|their) )|, (?=(?:an?|its|their) )")
#: What is wrong with a request, whatever it names.
_OF_DATA = re.compile(r"(?i)\b(?:invalid|unknown|missing|incomplete|empty|data|inputs?|values?|fields?|range)\b")
#: What a resource has, and no rule.
_HAS = re.compile(r"(?i)\b(?:has|have|having|with|consists?|contains?|stores?|records?)\b(?! (?:the )?same)|\(")


def _told_in_lead(lead: str, text: str) -> str:
    """`(state "open", opened_at set to now), otherwise 409`, behind what is needed: without what the operation does."""
    needed = re.search(r"(?i)\bonly\b.*\b(?:can|may)\b|\bmust\b", lead)
    return re.sub(r"^\((?![^()]*\b4\d\d\b)[^()]*\)(?=,? (?:otherwise|or else|else)\b)", "", text) if needed else text


#: `…, that's a 409`: what stands before the route.
_POINTS_BACK = re.compile(r"(?i)\b(?:then|that(?:'s)?|this|which)\b")
#: `(DELETE /screenings/{id}: 204 or 409)`, behind the condition.
_EITHER = re.compile(r"\W*20\d\W*(?:or|and)\W*4\d\d\W*")
#: `A paid order cannot be removed with DELETE /orders/{id} (409); …`: what is refused stands before the route.
_STATUS_FIRST = re.compile(
    r"(?i)\W{0,3}4\d\d\b|\W*(?:and |but )?(?:otherwise|or else|else|after (?:that|this)|afterwards|thereafter|later(?: on)?|from then on|before and after)\b[^.;]*\b4\d\d\b"
)


def _binding_pieces(text: str) -> list[str]:
    """The rules of a sentence, each with what is said of upper and lower case after it."""
    found: list[str] = []
    for piece in pieces(text):
        if found and re.match(r"(?:for|in|on) (?:<=|>) ", piece):
            found[-1] += f" and {piece}"
        elif _binding(piece):
            found.append(piece)
        elif found and "case-insensitive" in piece:
            found[-1] += f"; {piece}"
    return found


#: What an answer shows is no rule, even if it is `never less than 0`.
_SHOWS = re.compile(
    r"(?i)(?:each|every|an?|the|all) [a-z]+(?: [a-z]+)? (?:also |always )?(?:shows?|tells?|returns?|displays?|is shown|are shown)\b"
)


def _binding(text: str) -> bool:
    return bool(_BINDING.search(text) or TOLD.search(text))


_ANSWERS = re.compile(r"(?i)\b(?:shown|shows|returned|returns|listed|lists|answers?|results?|pages?|includ\w+|contains?)\b")
#: What is made again replaces what is there, or may not be made.
_ONCE = re.compile(
    r"(?i)\bno two\b|\b(?:not|never|cannot|can't|only|just) [^.;,]*\b(?:twice|once)\b|\b(?:combination|pair|together)\b[^.;,]*\bunique\b|\b(?:at most|no more than|not more than|(?:a|the) maximum of)\b"
)


def _once(text: str) -> bool:
    """Whether a text may say what happens to what is there already."""
    return bool(_ONCE.search(text) or TOLD.search(text))


#: `lines can only be added to drafts`, `only open polls take answers`: what something must be for more to belong to it.
_ONLY_TO = re.compile(
    r"(?i)\b(?:can|may) only be [a-z]+ (?:to|for|in|on|while|when|as long as|if)\b|\b(?:can|may) be [a-z]+ only (?:to|for|in|on|while|when|as long as|if)\b|^\W*only\b.*\b(?:takes?|accepts?|gets?|receives?|allows?|can|may)\b|\bonly (?:possible|allowed|accepted|works?) (?:while|when|as long as|if|for)\b"
)
#: `adds a line as long as the claim is a draft`.
_LASTING = re.compile(
    r"(?i)\b(?:as long as|(?:only )?while|only (?:if|when)) (?:the|its|it|this|that) (?:[a-z]+ )?(?:is|are|has|have) [^.;,()]+"
)
#: `Drafts that have at least one line can be submitted via`, before the operation.
_AT_LEAST = re.compile(
    r"(?i)\b(?:with|that have|that has|which have|which has|having) (?:at least|one or more|some|any)\b.*\b(?:can|may)\b"
)
#: When a change is possible, with no status near it.
_ONLY_WHILE = re.compile(
    r"(?i)\bonly (?:works? |possible |allowed |accepted |be done )?(?:as long as|while|when|if)\b|\b(?:possible|allowed) only (?:as long as|while|when|if)\b"
)
_BINDING = re.compile(
    r"(?i)\b(?:can ?not|can't|(?:can|may) (?:no longer|neither)|must not|may not|may only|can only|only be|not allowed|never|nobody|no one|no two|no other|at most|no more than|maximum of|unique|only once|twice|only one|one \w+ only)\b|^\W*only\b|"
    r"\b(?:is|are|be|becomes|an?|already) full\b(?! (?:name|text|day|time|list|address|path|url)\b)|\b(?:further|more) [a-z]+ (?:is|are|gets?|must be|should be) (?:refused|rejected|denied)\b|\bno (?:more |further |other )?[a-z]+s? (?:can|may|must)\b|"
    r"\bnot (?:be )?(?:\w+ed) (?:while|as long as|if|when|until|unless|before|after)\b|\bonly (?:accepted |allowed |valid )?(?:as long as|while|when|if|possible)\b|^\W*no (?:\w+ ){1,3}(?:may|can)\b|"
    r"\b(?:whose|for|above|over|exceed\w*|more|higher|larger|greater|lower|less|unknown|second|same|is|are)\b(?! (?:\w+ )?other than\b)[^.;]*\b(?:is|are|gets?) (?:refused|rejected|turned (?:down|away)|not accepted)\b"
)
