"""What operations compute whose paths hold no resource: totals, groups, rankings, some records of a kind."""

import re

from shared.reading.actions.flagging import freed
from shared.reading.names.grounding import Ground, entities_in, fields_in
from shared.reading.refusals.cases import children
from shared.reading.results import glosses, listings, mapping, narrowed, selecting, standings, statistics
from shared.reading.results.chance import drawn
from shared.reading.results.composed import referred
from shared.reading.results.countable import countable
from shared.reading.results.excerpts import excerpt
from shared.reading.results.glosses import listed_members, told_totals
from shared.reading.results.grouping import RANK, asked_for, grouped, only_best
from shared.reading.results.numbers import TELLS, numeric
from shared.reading.results.outcomes import outcome
from shared.reading.results.parameters import unwrapped
from shared.reading.results.ranking import rank_of
from shared.reading.results.totals import aggregate
from shared.reading.routes.routing import Routed, answer_shape
from shared.reading.steps.lists import Lists
from shared.reading.text.lexicon import canonical
from shared.reading.text.shapes import Placeholder
from shared.writing import words
from shared.writing.ir import App, Entity
from shared.writing.write_queries import filter_lines, python_name

#: The last part of a path that holds records, whatever is counted on the way to them.
_SOME = re.compile(r"recent|latest|overdue|available|free|active|top|best|worst|popular|newest|oldest|cheapest")
#: The last part of a path that holds what is computed, unless the words speak of records.
_FIGURES = re.compile(r"(?:.*-)?(?:summary|statistics|stats|totals?|balance|figures|report|overview)")
_IN_ALL = re.compile(r"\b(?:in total|in all|altogether|sum|summed|added up|combined|together)\b")
#: A sentence about the query parameters of an operation that adds up.
_ASKED = re.compile(r"(?<![\w/])\?[a-z_]+\b|(?i:\bquery parameters?\b)")
#: An answer that is computed from several records, and is none of them.
_ADDS = re.compile(
    r"(?i)\b(?:sum|totals?|add(?:s|ed|ing)? up|altogether|number of|how many|counts?|average|mean|statistics|stats|summary|ranking|table|per|grouped|for (?:each|every)|(?:their|its) number)\b"
    r"|\b(?:average|mean|best|worst|highest|lowest|total)_(?!before\b)[a-z]"
)


#: `tells how many kilos we roasted in all as kilos`, `gives kilos, the sum of all`: what the only member of an answer is called.
_CALLED = re.compile(
    r"(?i)\b(?:tells?|gives?|returns?|answers?(?: with)?|shows?)\b(?:[^.;]*? (?:as|called|named|under the name) [`\"]?(?P<as>[a-z]\w*)[`\"]?(?=\W*$|[.;,])"
    r"| (?:just |only )?[`\"]?(?P<name>(?!(?:the|an?)\b)[a-z]\w*)[`\"]?(?:,| \(|:) ?(?:which is |that is |being )?(?:the (?:sum|total|number|count|average)|how (?:many|much))\b)"
)


#: `404 if the department has no employees`, `no employees in a department: 404`.
_NONE = re.compile(
    r"(?i)\b(?P<before>404) (?:if|when|for|where) [^.;]*?\b(?:has|have|there (?:is|are)|with|without|finds?) (?:no|not any|any)\b|\b(?:if|when|for|where) [^.;]*?\b(?:has|have|there (?:is|are)|with|without|finds?) (?:no|not any|any)\b[^.;]*?\b(?P<code>404)\b"
)


#: In which order records come, of which it tells nothing else: `, highest average first`, `sorted by total`.
_ORDERED = re.compile(
    r"(?:,|\band\b|\bwith\b|\()? ?(?:the )?(?:\b(?:highest|lowest|best|worst|largest|smallest|most|fewest|least)\b [a-z_]+(?: [a-z]+)? (?:comes? )?first\b|\b(?:sorted|ordered|ranked) by [^.;,()]*"
    r"|\b(?:equal|same|identical|equally)\b[^.;,()]*\bby [a-z_]+)"
)


def _own_members(entity: Entity, text: str) -> bool:
    """Whether an answer lists members that each record has, some of them computed, be it with its rank."""
    listed = {name for name in listed_members(text) if not RANK.fullmatch(name)}
    computed = {one.name for one in entity.computed}
    return (
        len(listed) > 1
        and listed <= {*entity.fields, *computed, entity.key}
        and bool(listed & computed)
        and not re.search(r"\b(?:per|each|every) (?!of\b)[a-z]+", text)
    )


def _records(entity: Entity, said: str) -> bool:
    """Whether an answer is a list of these records: `a JSON array of the oils of that country that …`."""
    plural = entity.plural.replace("_", " ")
    return (
        re.match(
            rf"(?i)\W*(?:(?:takes|accepts|expects|has)\b[^.;]*? and )?(?:then )?(?:returns?|answers?|lists?|shows?|gives?|responds|replies)(?: with)?(?: 200)?(?: with)? (?:an? |the )?(?:json )?(?:(?:array|list)(?: of| with)? )?(?:all |only |the |of |those )*(?:[a-z]+ed )?{plural}\b(?! and (?:the|their|its)\b)",
            said,
        )
        is not None
    )


def _told_of_others(app: App, entity: Entity, text: str) -> bool:
    """Whether an answer lists a number that only what belongs to each record has: `the people with the most minutes as a list of name and minutes`."""
    known = {*entity.fields, *(one.name for one in entity.computed), entity.key}
    return any(numeric(child, name) for child, _ in children(app, entity) for name in set(listed_members(text)) - known)


class Computed(Lists):
    """What operations compute."""

    def _members(self, one: Routed, entity: Entity) -> None:
        """What answers show beside what is stored, which the next step reads."""

    def _computed(self, one: Routed) -> None:
        """A path that holds no resource: totals, groups, rankings, searches, one of a kind, parts of a record."""
        if excerpt(self.made, one):
            return
        entity = self._subject(one)
        if entity is None or one.route.method != "GET":
            raise self._lost(one)
        if referred(self.made, one):
            return
        last = (self.routing.parts(one.route) or [""])[-1]
        before, source, after = self._rows(one, entity)
        if not before and glosses.lists_members(entity, one.route.text):
            one.endpoint.entity, one.endpoint.kind = entity.name, "list"
            self._members(one, entity)
            return
        if not before and (drawn(one, entity, last, source) or freed(one.endpoint, entity, last, source)):
            return
        if self._selected(one, entity, last, before, source):
            return
        if (
            not before
            and re.match(
                rf"{glosses.LISTS}{entity.plural.replace('_', ' ')}\b(?!,? (?:and )?\w+_\w|, \w+(?: \([^()]*\))?,? and | \((?:how|the|their|number|count)\b)",
                one.route.text,
            )
            and not selecting.narrows(self.made, entity, one.route.text)
            and not _told_of_others(self.made, entity, one.route.text)
        ):
            one.endpoint.entity, one.endpoint.kind = entity.name, "list"
            self._members(one, entity)
            return
        self._adds(one, entity, last, (before, source, after))

    def _adds(self, one: Routed, entity: Entity, last: str, found: tuple[list[str], str, list[str]]) -> None:
        """What an operation adds up of the records that are found, with what goes before and what follows that."""
        before, source, after = found
        narrowing = self._narrowing(one, entity)
        keep, said = countable(self.made, one.endpoint, entity, one.route.words)
        asked = [text for text in (*one.route.text.split(";")[1:], *one.route.more) if _ASKED.search(text)]
        lost = listings.read_list(self.made, one.endpoint, entity, one.route.query, asked)
        lost += narrowed.narrow(self.made, one, entity, narrowing, self.routed)
        queries, one.endpoint.order = one.endpoint.query, ""
        self._total(one, entity, last, source, said)
        if one.endpoint.lines[:1] != [source]:
            self._of_each(one, before, source, keep)
            return
        if lost or (not queries and narrowed.BINDS.search(one.route.words)):
            raise self._lost(one)
        filters = [line for query in queries for line in filter_lines(query)]
        filters += [f"rows = [row for row in rows if {keep}]"] if keep else []
        if queries and (none := _NONE.search(one.route.words)) and not after:
            noun = f"{entity.plural}".replace("_", " ")
            filters += ["if not rows:", f'    raise HTTPException({none["code"] or none["before"]}, "there are no such {noun}")']
        few = [f"found = found[:{python_name(query)}]" for query in queries if query.how == "limit" and "found" in one.endpoint.lines[-1]]
        one.endpoint.lines = [*before, source, *filters, *after, *one.endpoint.lines[1:-1], *few, one.endpoint.lines[-1]]

    def _of_each(self, one: Routed, before: list[str], source: str, keep: str) -> None:
        """What an operation answers for each of the records that are found, which its parameters narrow."""
        endpoint, all_of_them = one.endpoint, f"for key in {source.partition(' = ')[2]}"
        lines, chosen = endpoint.lines, [query for query in endpoint.query if query.how != "limit"]
        if chosen or keep:
            if not any(all_of_them in line for line in lines):
                raise self._lost(one)
            filters = [line for query in chosen for line in filter_lines(query)]
            filters += [f"rows = [row for row in rows if {keep}]"] if keep else []
            lines = [source, *filters, "chosen = rows", *(line.replace(all_of_them, "for key in chosen") for line in lines)]
        few = [f"found = found[:{python_name(query)}]" for query in endpoint.query if query.how == "limit" and "found" in lines[-1]]
        endpoint.query = chosen + ([query for query in endpoint.query if query.how == "limit"] if few else [])
        endpoint.lines = [*(line for line in before if line not in lines), *lines[:-1], *few, lines[-1]]

    def _narrowing(self, one: Routed, entity: Entity) -> list[str]:
        """What is said of the parameters of what an operation adds up, which its text is then without."""
        one.route.text, asked = narrowed.apart(one.route.text, entity)
        for place, more in enumerate(one.route.more):
            one.route.more[place], found = narrowed.apart(more, entity)
            asked += found
        return asked

    def _selected(self, one: Routed, entity: Entity, last: str, before: list[str], source: str) -> bool:
        """Whether the operation answers records, which it then does."""
        wrapped, members, plain = unwrapped(entity, answer_shape(one.route), one.route.text)
        known = {*entity.fields, *(each.name for each in entity.computed), entity.key, "id"}
        said = re.sub(rf"\b({'|'.join(map(re.escape, known))}) (?:sum|total)\b", r"\1", canonical(plain))
        valued = not one.endpoint.params and any(words.singular(part) in entity.fields for part in one.route.path.strip("/").split("/"))
        said = "" if _own_members(entity, one.route.text) else _ORDERED.sub(" ", said) if _records(entity, said) else said
        if _FIGURES.fullmatch(last) and len(listed_members(one.route.text)) > 1:
            return False
        if (_FIGURES.fullmatch(last) or valued) and not re.search(rf"(?i)\b(?:{entity.name}|{entity.plural})\b".replace("_", " "), plain):
            return False
        if (
            {name for name in members - known if not RANK.fullmatch(name)}
            or _told_of_others(self.made, entity, one.route.text)
            or (_ADDS.search(said) and not (_SOME.fullmatch(last) and not (members and _IN_ALL.search(said))))
            or (len(members) > 1 and only_best(self.made, entity))
        ):
            return False
        where = source.partition(".find(")[2].removesuffix(")")
        if not selecting.select(self.made, one, entity, last, where, tuple(before)) or (wrapped and one.endpoint.kind != "list"):
            return False
        if one.endpoint.kind == "list":
            one.endpoint.envelope = wrapped
            self._ranked(one, entity)
        elif place := next((name for name in members - known if RANK.fullmatch(name)), "" if members else rank_of(said)):
            rows = one.endpoint.lines.pop().removeprefix("return ")
            one.endpoint.lines.append(f'return [row | {{"{place}": place}} for place, row in enumerate({rows}, 1)]')
        return True

    def _rows(self, one: Routed, entity: Entity) -> tuple[list[str], str, list[str]]:
        """The statement that finds what a computed operation is about, with what goes before and what follows it."""
        endpoint, where, before, after = one.endpoint, "", [], []
        owner = self.made.entities.get(endpoint.parent or endpoint.entity)
        if owner is not None and endpoint.params and owner is not entity:
            column = next((name for child, name in children(self.made, owner) if child is entity), "")
            if not column:
                raise self._lost(one)
            before, where = [f"find_{owner.name}({endpoint.params[0]})"], f"{column}={endpoint.params[0]}"
        view = endpoint.notes.pop("view", "")
        if view and endpoint.params:
            where = f"{view}={endpoint.params[0]}"
            whole = entity.fields[view].type == "integer"
            endpoint.param_types[endpoint.params[0]] = "int" if whole else "str"
            if re.search(r"\b404\b", one.route.words):
                after = ["if not rows:", f'    raise HTTPException(404, "there is no such {view.replace("_", " ")}")']
        return before, f"rows = store.{entity.plural}.find({where})", after

    def _total(self, one: Routed, entity: Entity, last: str, source: str, said: str) -> None:
        """Writes what a computed operation answers, of which it is `said` what that is. Raises NotUnderstood."""
        endpoint = one.endpoint
        members = answer_shape(one.route) or [(name, None) for name in listed_members(one.route.text)]
        endpoint.lines = []
        whole = " . ".join((said, *(statement.text for statement in self.statements)))
        if (
            standings.table(self.made, endpoint, [name for name, _ in members], whole)
            or mapping.pairs(self.made, endpoint, entity, said, source)
            or mapping.keyed(self.made, endpoint, entity, said, source, members)
            or outcome(self.made, endpoint, entity, members, said, source)
            or (not answer_shape(one.route) and mapping.by_states(self.made, endpoint, entity, said, source))
        ):
            return
        if grouped(self.made, endpoint, entity, [name for name, _ in members], said, source):
            return
        unknown = {name for name, _ in members if name not in entity.fields and not re.search(TELLS, name.replace("_", " "))}
        several = len(unknown) == len(members) > (0 if mapping.exemplified(said) else 1)
        if several and mapping.by_value(self.made, endpoint, entity, said, source, members):
            return
        told = members and statistics.totals(self.made, endpoint, entity, members, said, source)
        in_words = not members and (
            self._told_in_words(one, entity, said, source) or mapping.by_value(self.made, endpoint, entity, said, source)
        )
        if told or in_words:
            return
        telling = re.fullmatch(r"counts?|totals?|sum|average\w*|max\w*|min\w*|number\w*|size", last.replace("-", "_"))
        name = words.code_name(last)
        single = (
            aggregate(self.made, entity, name, said, "rows")
            if telling and not members and not asked_for(entity, [], said, endpoint.params)
            else None
        )
        if single is not None:
            called = _CALLED.search(one.route.text)
            endpoint.lines = [source, f'return {{"{(called["as"] or called["name"]) if called else name}": {single}}}']
            endpoint.kind = "compute"
        else:
            raise self._lost(one)

    def _told_in_words(self, one: Routed, entity: Entity, said: str, source: str) -> bool:
        """Whether an answer whose members nobody named was understood by its words."""
        if mapping.by_states(self.made, one.endpoint, entity, said, source):
            return True
        told = [(name, Placeholder(gloss)) for name, gloss in told_totals(one.route.text).items()]
        return len(told) > 1 and statistics.totals(self.made, one.endpoint, entity, list(told), said, source)

    def _subject(self, one: Routed) -> Entity | None:
        """The resource that a computed operation is about."""
        own = self.made.entities.get(one.endpoint.entity)
        if own is not None and "view" in one.endpoint.notes:
            return own
        named = [
            name
            for name in entities_in(
                Ground(self.made, None)(" . ".join((one.route.path.replace("/", " ").replace("-", " "), one.route.words)))
            )
            if name in self.made.entities
        ]
        kids = [child for child, _ in children(self.made, own)] if own and one.endpoint.params and not one.endpoint.parent else []
        for child in kids:
            if child.name in named or len(kids) == 1:
                return child
        if own is not None and (one.endpoint.parent or not one.endpoint.params):
            return own
        if one.endpoint.params and own is not None:
            return None
        fields = fields_in(Ground(self.made, None)(one.route.words))
        members = {name for name, _ in answer_shape(one.route)}
        fitting = sorted(self.made.entities.values(), key=lambda entity: len(members & entity.fields.keys()), reverse=True)
        if members and fitting and members & fitting[0].fields.keys():
            return fitting[0]
        return (
            self.made.entities[named[0]]
            if named
            else next(iter(self.made.entities.values()), None)
            if len(self.made.entities) == 1 or fields
            else None
        )
