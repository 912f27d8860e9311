"""From routes to resources and operations: which path stands for which resource, and what each operation is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.reading.routes.roles import roles, segments
from shared.reading.text.lexicon import wordset
from shared.reading.text.outline import Route, split
from shared.reading.text.shapes import Placeholder, shapes
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity, Field
from shared.writing.kinds import Kind

_VERBS = wordset(
    "start stop finish complete cancel close open reopen approve reject assign unassign move redeem borrow return checkout "
    "checkin book pay ship deliver receive publish unpublish archive unarchive restore activate deactivate enable disable toggle "
    "done undo reset increment decrement vote upvote downvote like unlike join leave accept decline confirm extend renew pause "
    "resume withdraw deposit transfer resolve claim release lock unlock rate check uncheck water feed rename submit retire adopt "
    "sell buy use add remove sign play roll guess turn throw pick draw drink eat open pour refill rent repair escalate promote "
    "demote follow unfollow subscribe unsubscribe register unregister hide show pin unpin star unstar mark unmark send schedule "
    "reserve spend top-up topup charge refund return-book take put-back clean ready serve dispatch park exit enter visit harvest "
    "plant complete-task log skip bump boost redeem consume restock replenish fill empty answer seal ban unban suspend reinstate "
    "read unread snooze dismiss end begin advance"
)


@dataclass
class Routed:
    """A route and the operation that it became."""

    route: Route
    endpoint: Endpoint
    body: list[Field] = field(default_factory=list)


def entity_name(segment: str) -> str:
    """`/todo-lists` -> `todo_list`."""
    return words.singular(words.code_name(segment))


def is_verb(word: str) -> bool:
    """Whether it is known for something that is done to a record: `start`, `check-in`."""
    return word.replace("_", "-") in _VERBS


_CHANGES = re.compile(
    r"(?i)\b(?:lowers?|reduces?|raises?|decreases?|increases?|subtracts?|deducts?|(?:takes?|removes?)\b[^.;]*\b(?:from|off|out)|adds?\b[^.;]*\bto) (?:the |its )"
)


#: `increases the respective counter by one`, `counts one more view`, `views + 1`: a number goes up, and nothing else is told.
_COUNTS = re.compile(
    r"(?i)\b(?:(?:increas|rais|increment|bump|lift)(?:e?s|e|ed|ing)?\b[^.;,]*\bby (?:one|1)\b|(?:goes|go|going) up\b|grows?\b|(?:adds?|adding) (?:one|1|\+1) to\b|"
    r"counts? (?:up|an?|one|1|each|every)\b|(?:one|1) (?:is added|more)\b)|(?<=[a-z]) ?\+ ?1\b|\+\+"
)


#: `gives it one vote more`, `adds another vote`: of what is a number.
_ONE_MORE = re.compile(
    r"(?i)\b(?:gives?|gets?|adds?|receives?|casts?)\b[^.;,]*\b(?:(?:one|1|an?) (?:more |further )?[a-z]+(?: more)?|another [a-z]+)\b"
)


#: `POST /contracts/{id}/transitions`: the contract changes, and nothing is kept of how.
_MOVES = re.compile(r"transitions|moves|(?:status|state|stage)-changes")
#: What takes one of those that are there makes nothing: `POST /next seats the first waiting party`.
_FIRST = re.compile(r"(?i)\b(?:the|its) (?:first|next|oldest|longest|earliest)\b")


#: What makes something, whatever it is.
_MAKES = wordset("add submit send sign create new post register save enter report store record")
_SHOWN = re.compile(r"(?i)\b(?:all|the|every|list of|shows|lists) (?:the |all |our )?([a-z]+)\b")
#: What a method usually does with one record, and with all of them.
OF_ONE: dict[str, Kind] = {"GET": "get", "PUT": "update", "PATCH": "update", "DELETE": "delete"}
_OF_MANY: dict[str, Kind] = {"GET": "list", "POST": "create", "DELETE": "clear", "PUT": "action", "PATCH": "action"}


class Routing:
    """Turns the routes of an intent into resources and operations of an application."""

    def __init__(self, app: App, routes: list[Route], shown: Sequence[Route] = ()) -> None:
        """`shown`: those that are pages, whose paths name resources only where no other does."""
        self.app = app
        self.routes = routes
        #: (collection, role) -> the collection of those who have it.
        self.roles = roles(routes)
        self.collections = self._collections([one for one in routes if one not in shown]) or self._collections(routes)

    def operations(self) -> list[Routed]:
        """Every route, once, with the kind of operation where the path alone tells it."""
        found: dict[tuple[str, str], Routed] = {}
        for route in self.routes:
            shape = re.sub(r"\{\w+\}", "{}", route.path)
            known = found.get((route.method, shape))
            if known is not None:
                known.route.query += [pair for pair in route.query if pair not in known.route.query]
                known.route.more += [
                    part for part in (f"{route.lead} {route.asked}".strip(), *route.more) if part and part not in known.route.more
                ]
                continue
            found[route.method, shape] = Routed(route, self.endpoint(route))
        return list(found.values())

    def _collections(self, routes: Sequence[Route]) -> dict[str, str]:
        """Segment -> the resource that it holds."""
        found: dict[str, str] = {}
        for route in routes:
            parts = self.parts(route)
            for i, part in enumerate(parts):
                if part.startswith("{") or not part:
                    continue
                keyed = i + 1 < len(parts) and parts[i + 1].startswith("{")
                made = route.method == "POST" and i + 1 == len(parts) and not self._verb(part, i) and not (i and self._changes(route))
                taken = not keyed and len(parts) == 1 and not words.is_plural(part) and _FIRST.search(route.text)
                if (keyed and not finds(parts[: i + 2])) or (made and not taken):
                    found[part] = entity_name(part)
        for route in self.routes:
            parts = self.parts(route)
            if len(parts) == 1 and parts[0] not in found and words.is_plural(parts[0]) and route.method == "GET" and not found:
                found[parts[0]] = entity_name(parts[0])
        return found | self._made_by_verb(routes, found)

    def _made_by_verb(self, routes: Sequence[Route], found: dict[str, str]) -> dict[str, str]:
        """`POST /sign`, where a page shows the entries: what such a path makes is what there is to be seen."""
        verbs = [parts[0] for route in routes if route.method == "POST" and len(parts := self.parts(route)) == 1 and parts[0] in _MAKES]
        if len(verbs) != 1 or verbs[0] in found or len(set(found.values())) > 1:
            return {}
        shown = [match[1] for route in self.routes if route.method == "GET" for match in _SHOWN.finditer(route.words)]
        nouns = [*found.values(), *(entity_name(noun) for noun in shown if words.is_plural(noun))]
        return {verbs[0]: nouns[0]} if nouns else {}

    def _changes(self, route: Route) -> bool:
        """`POST /plants/{id}/sales lowers the stock (200)`, `POST /films/{id}/views counts a view`: it changes the owner and makes nothing."""
        kept = any(other is not route and other.method != "DELETE" and other.path.startswith(route.path) for other in self.routes)
        said = f"{route.lead} {route.text}"
        number = self._is_number(self.parts(route)[-1], said)
        owner = words.singular(self.parts(route)[-3]).replace("-", " ") if len(self.parts(route)) > 2 else ""
        back = (
            number
            and owner
            and re.search(
                rf"(?i)\b(?:answer|return|giv|show|send)\w*(?: back)?(?: with)? (?:the |that )(?:updated |whole )?{owner}\b", said
            )
        )
        if kept or (re.search(r"\b201\b", said) and not back) or (len(self.parts(route)) > 3 and not _COUNTS.search(said)):
            return False
        if _MOVES.fullmatch(self.parts(route)[-1]):
            return True
        if re.search(r"\b20[04]\b", said) and (_CHANGES.search(route.text) or _COUNTS.search(said)):
            return True
        return bool(number and (_COUNTS.search(said) or _ONE_MORE.search(said)))

    def _is_number(self, part: str, said: str) -> bool:
        """Whether what a path ends with is a number of the owner: `raises views by one`, `a new film has views 0`."""
        name = re.escape(words.code_name(part))
        first = rf"(?<!without )(?<!\bno )(?<!\bany )\b{name}\b[^.;\d]{{0,40}}\b(?:0|zero|1)\b|\b(?:0|zero|1) {name}\b"
        texts = [text for route in self.routes for text in (route.text, *route.more)]
        return "{" not in said and any(re.search(first, text) for text in texts)

    def parts(self, route: Route) -> list[str]:
        """The path without `/api`, `/v1` and `.json`, with the collections of those who have a role."""
        parts = segments(route)
        role = self.roles.get((parts[0], parts[2])) if len(parts) > 2 else None
        return [*parts[:2], role, *parts[3:]] if role else parts

    def _verb(self, part: str, place: int) -> bool:
        """Whether the last part of a path is what is done, not what is made."""
        if place == 0 and part.replace("-", "_") not in _VERBS:
            return False
        return part in _VERBS or part.split("-")[0] in _VERBS or not words.is_plural(part)

    def endpoint(self, route: Route) -> Endpoint:
        """The operation at a route, as far as its path tells."""
        parts = self.parts(route)
        made = Endpoint(
            route.method, route.path, params=route.params, source=f"{route.method} {route.path}: {route.lead} {route.text}".strip(" :")
        )
        last = parts[-1] if parts else ""
        if not parts:
            return made
        if last.startswith("{"):
            self._one(made, route, parts)
        elif last in self.collections and not (len(parts) > 1 and self._is_action(route, parts)):
            self._many(made, route, parts)
        elif len(parts) > 1 and route.method != "GET":
            made.entity, made.kind = self._owner(parts), "action"
            within = len(parts) > 4 and parts[-2].startswith("{") and parts[-4].startswith("{") and parts[-3] in self.collections
            made.parent = self.collections.get(parts[-5], "") if within else ""
        else:
            made.entity = self._owner(parts[:-1]) if len(parts) > 1 else ""
            if len(parts) > 3 and parts[-3].startswith("{") and parts[-2] in self.collections:
                made.parent = self.collections.get(parts[-4], "")
        return made

    def _is_action(self, route: Route, parts: list[str]) -> bool:
        again = any(other.method == "GET" and other.path == route.path for other in self.routes)
        return route.method in {"POST", "PUT", "PATCH"} and parts[-1] in _VERBS and not again and not words.is_plural(parts[-1])

    def _owner(self, parts: list[str]) -> str:
        return next((self.collections[part] for part in reversed(parts) if part in self.collections), "")

    def _one(self, made: Endpoint, route: Route, parts: list[str]) -> None:
        made.entity = self.collections.get(parts[-2], "") if len(parts) > 1 else self._by_parameter(parts[-1].strip("{}"))
        made.kind = OF_ONE.get(route.method, "action")
        if by := finds(parts):
            made.entity, made.notes["by"] = self.collections.get(parts[-3], ""), by
        if len(parts) >= 4 and parts[-3].startswith("{") and (parent := self.collections.get(parts[-4], "")) and parent != made.entity:
            made.parent = parent

    def _by_parameter(self, name: str) -> str:
        stem = name.removesuffix("_id")
        return next((entity for entity in self.collections.values() if entity == stem), next(iter(self.collections.values()), ""))

    def _many(self, made: Endpoint, route: Route, parts: list[str]) -> None:
        made.entity = self.collections[parts[-1]]
        made.kind = _OF_MANY[route.method]
        if len(parts) >= 3 and parts[-2].startswith("{") and (parent := self.collections.get(parts[-3], "")):
            made.parent = parent if parent != made.entity else ""


def finds(parts: Sequence[str]) -> str:
    """The field by whose value a path finds: `/books/by-isbn/{isbn}`, `/books/isbn/{isbn}`."""
    if len(parts) < 3 or not parts[-1].startswith("{") or parts[-3].startswith("{"):
        return ""
    by = re.fullmatch(r"by[-_](.+)", parts[-2])
    return words.code_name(by[1]) if by else words.code_name(parts[-2]) if parts[-1] == f"{{{parts[-2]}}}" else ""


def add_entities(app: App, routing: Routing) -> None:
    """A resource for each collection; owners of nested ones are fields."""
    for segment, name in routing.collections.items():
        app.entities.setdefault(name, Entity(name, words.code_name(segment) if words.is_plural(segment) else words.plural(name)))
    for entity in app.entities.values():
        if entity.plural == entity.name:
            entity.plural = f"{entity.name}_list"


#: `contains members, an array of {id, name}`: what a member holds, not the answer.
_OF_MEMBER = re.compile(
    r"(?i)(?:contains?|includ(?:es|ing)|shows?|has|with|and|plus|adds)\s+(?:also )?(?:(?:the|its|an?) )?(?:(?:field|member) )?[`\"]?(?!an?\b|the\b)[a-z]\w*[`\"]?(?: as|,|:| =| \()? ?(?:an? |the )?(?:sorted |ordered )?(?:array|list) of (?:objects? )?(?:like |of )?$"
    r"|[`\"][a-z]\w*[`\"]: ?$|\b(?:embed|inlin|nest|expand)(?:s|ed|ding|ing)?\b[^.;{}]*$"
)


def answer_shape(route: Route) -> list[tuple[str, object]]:
    """The members of the JSON object that the text shows as this operation's answer."""
    for part in (route.text, *route.more):
        for shape in shapes(part):
            before = part[: shape.start]
            told = re.search(
                r"(?i)(?:->|\b(?:returns?|answers?|gives?|responds?|shows?|tells?|is|are|with|array of|list of|objects?|as|like|of|form|200|201)\b[^.;{]*|[:\[])\s*\[?\s*$",
                before,
            )
            if _OF_MEMBER.search(before):
                continue
            if route.method == "GET" or (told and re.search(r"(?i)->|returns?|answers?|gives?|responds?|tells?|20\d", before)):
                return _explained(shape.members, part[shape.end :], {name for name, _ in route.query})
    return []


def _explained(members: Sequence[tuple[str, object]], behind: str, asked: set[str]) -> list[tuple[str, object]]:
    """`{"litres", "cost", "price"}: summed litres, summed cost, and cost / litres`: members of which the words behind tell what each is, in the same order; but for those that were `asked` for."""
    told = [name for name, _ in members if name not in asked]
    rest = (
        re.match(r":\s*(?P<list>(?:[^.;(]|\.(?=\d)|\([^()]*\))+)", behind)
        if all(value is None or (isinstance(value, Placeholder) and value.text in {"", "...", "\u2026"}) for _, value in members)
        else None
    )
    for between in (r",\s*(?:and )?", r",\s*(?:and )?|\s+and\s+"):
        parts = split(rest["list"], between) if rest else []
        for names in (told, [name for name, _ in members]):
            if len(parts) == len(names) > 1 and any(" " in part for part in parts):
                glosses = dict(zip(names, parts, strict=True))
                return [(name, Placeholder(glosses[name]) if name in glosses else value) for name, value in members]
    return list(members)
