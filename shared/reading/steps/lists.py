"""What a list does: its filters and orders, which records it holds, how they are wrapped and numbered."""

import re

from shared.reading.names.grounding import Ground, entities_in
from shared.reading.refused import not_understood
from shared.reading.results import listings, selecting
from shared.reading.results.cutting import few
from shared.reading.results.glosses import listed_members
from shared.reading.results.grouping import RANK
from shared.reading.results.parameters import envelope, in_rows, told_envelope
from shared.reading.results.ranking import numbered, rank_of
from shared.reading.routes.placing import mapped
from shared.reading.routes.routing import Routed, answer_shape
from shared.reading.steps.rules import Rules
from shared.reading.text.lexicon import canonical
from shared.writing.ir import Entity, Query

#: What a sentence says of the records that a list leaves out.
NARROWS = re.compile(r"(?i)\b(?:narrow\w*|filter\w*|restrict\w*|query|parameters?|search\w*)\b|\?")
#: Where a sentence goes on about something else that can be done.
_APART = re.compile(
    r"(?i)[;,] (?:and |or )?(?=to [a-z]+ |(?!which|that|who)(?:the |all )?[a-z]+ (?:can|may|should|must) be )|,? and (?=to [a-z]+ )"
)
#: What a list does beside showing all there is.
_LISTED = re.compile(r"(?i)\b(?:list\w*|see|filter\w*|search\w*|sort\w*|query|parameters?|narrow\w*)\b")


#: What only a page does, which is no list.
_OF_PAGE = re.compile(r"(?i)^(?!.*\b(?:json|api)\b).*\b(?:web ?page|html|the page|this page|front page|start page)\b")


class Lists(Rules):
    """The lists of an intent."""

    def _list(self, one: Routed, entity: Entity) -> None:
        texts = [one.route.lead, one.route.asked, *one.route.more]
        if one.endpoint is self.made.of(entity.name, "list"):
            sole = [each for each in self.made.endpoints if each.kind == "list"] == [one.endpoint]
            texts += [
                s.text
                for s in self.statements
                if not s.routes
                and s.text not in texts
                and not (self.pages and _OF_PAGE.search(s.text))
                and (self._about(s)[:1] == [entity] or (sole and NARROWS.search(s.text)))
                and re.search(
                    r"(?i)\b(?:list|lists|listed|see|seen|filter\w*|search\w*|sort\w*|orders by|order(?!s\b)\w*|first|paginat\w*|query|parameters?|narrow\w*)\b|(?<!\w)\?[a-z]\w*",
                    s.text,
                )
            ]
            texts += [part for s in self.statements if not s.routes and s.text not in texts for part in self._said_of(s.text, entity)]
        if one.route.statement not in self.statements:
            # Nobody named its path: then it takes what a path below the owner would tell.
            one.endpoint.query += [Query(field.name, "equals", field.name, "integer") for field in entity.fields.values() if field.refers]
        others = {text for other in self.routed if other is not one for text in other.route.more}
        texts += [f"?{s.text}" for s in self.statements if one.route.statement.text in s.under and not s.routes and s.text not in others]
        lost = listings.read_list(self.made, one.endpoint, entity, one.route.query, [text for text in texts if text])
        asked = set(re.findall(r"(?<![\w/])\?(\w+)=|\b(\w+)=(?:true|false)\b", " ".join(text for text in texts if text)))
        stated = [name for name in lost if name in dict(one.route.query) or any(name in names for names in asked)]
        if stated:
            raise not_understood(one.route.statement.text, f"the query parameter {stated[0]}")
        selecting.keep(self.made, one.endpoint, entity, one.route.text, [text for text in texts if text])
        said = " . ".join(Ground(self.made, entity, one.endpoint)(canonical(text)) for text in (one.route.text, *one.route.more))
        if not any(query.how in {"limit", "size"} for query in one.endpoint.query):
            one.endpoint.take = one.endpoint.take or few(said)
        self._ranked(one, entity)
        mapped(one.endpoint, Ground(self.made, entity, one.endpoint)(one.route.words))
        shown = [name for name, _ in answer_shape(one.route)]
        told = next((found for text in texts if (found := told_envelope(entity, text))), {})
        one.endpoint.envelope = envelope(entity, shown) or (told if not shown else {})

    def _said_of(self, text: str, entity: Entity) -> list[str]:
        """The parts of a sentence that are about a list of these, where it is about others, too: `…, to delete one, and to list the hostels of one city`."""
        parts = _APART.split(text)
        own = [part for part in parts if entities_in(Ground(self.made, None)(part))[:1] == [entity.name]]
        return [part for part in own if len(parts) > 1 and _LISTED.search(part)]

    def _ranked(self, one: Routed, entity: Entity) -> None:
        """`each with its rank`: the number at which a record stands in the list."""
        texts = [one.route.text, *one.route.more]
        shape = answer_shape(one.route)
        told = () if shape else listed_members(one.route.text)
        shown = next((name for name in (*dict(shape), *dict(in_rows(shape)), *told) if RANK.fullmatch(name)), "")
        name = shown or next((found for text in texts if (found := rank_of(canonical(text)))), "")
        known = {*entity.fields, *(each.name for each in entity.computed)}
        if name and name not in known and not numbered(self.made, one.endpoint, entity, name, canonical(" . ".join(texts))):
            raise not_understood(one.route.statement.text, f"what {name} is")
