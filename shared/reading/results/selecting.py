"""Operations that answer some of the records of a resource, or one of them: `/films/best`, `/loans/overdue`, `/rooms/free?from&to`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.reading.names.grounding import Ground, state_field, states_in
from shared.reading.refusals.cases import children, with_computed
from shared.reading.refusals.loans import still_open
from shared.reading.results import listings
from shared.reading.results.cutting import few
from shared.reading.results.holding import Held, conditions, having, traits
from shared.reading.results.instead import splits
from shared.reading.results.ordering import SUPERLATIVE, TIE, order_of
from shared.reading.results.precedence import unplaced
from shared.reading.results.vacant import free_then
from shared.reading.routes.routing import Routed
from shared.writing import words
from shared.writing.ir import MISSING, App, Endpoint, Entity, Query
from shared.writing.write_parts import needs_show
from shared.writing.write_queries import filter_lines, python_name

_COUNT = re.compile(r"n|limit|count|top|k|number|max|size")
#: A clause about a status, which says nothing of what is answered otherwise.
_REFUSES = re.compile(r"(?:[,;(:]|\b(?:and|or|but)\b)[^,;()]*\b[1-5]\d\d\b[^,;()]*")
#: What narrows a set, as `films that nobody has seen` does: it must be understood.
_NARROWS = re.compile(r"\b(?:that|which|who|whose|without|not|only|where|except|nobody|never|still|yet|currently)\b")
_WITHOUT = re.compile(
    r"\b(?:without|with no|that have no|having no|no)\b[^.;]*\b(?:left out|excluded|missing|omitted|skipped|ignored|not? (?:be )?(?:included|listed|shown|appear\w*|count\w*|in it|part))\b|"
    r"\b(?:leav(?:es?|ing) out|exclud(?:es?|ing)|omit(?:s|ting)?|skip(?:s|ping)?|ignor(?:es?|ing)|except(?: for)?|disregarding|but (?:not|no))(?: (?:the|all|any|those|ones|\[\w+\]))* (?:without|with no|that have no|which have no|having no)\b[^.;,]*"
)


@dataclass(frozen=True)
class Selection:
    """Which records: conditions over `row`, statements that sort `rows`, how many, and whether one alone is answered."""

    keep: tuple[str, ...]
    order: str
    take: int
    single: bool


#: What says that a parameter has to be sent, and no limit of its value.
_NEEDED = re.compile(r"\bmissing\b|\brequired\b|\bmust\b(?! be (?:[<>]|integer|from|between|one of|a positive))")
#: What means parameters without their names.
_MEANT = r"both|all|they|query|values?|dates?|4\d\d"


def select(app: App, one: Routed, entity: Entity, last: str, where: str = "", before: tuple[str, ...] = ()) -> bool:
    """Makes the operation answer what its words select. False when they select nothing, or in a way that is not understood."""
    endpoint, text = one.endpoint, f"{one.route.lead} . {one.route.text}" if one.route.lead else one.route.text
    names = dict(one.route.query)
    counts = [name for name in names if _COUNT.fullmatch(name) and name not in entity.fields]
    shown = with_computed(entity)
    said = _WITHOUT.sub(" ", _REFUSES.sub(" ", Ground(app, shown, endpoint)(text)))
    more = " . ".join((Ground(app, shown, endpoint)(text), *(Ground(app, shown, endpoint)(part) for part in one.route.more)))
    held = Held(app, shown, endpoint, said, last, tuple(names))
    spanned = free_then(held)
    keep = (spanned,) if spanned else tuple(conditions(held))
    single = not counts and is_single(entity, last, text, one)
    order = _order(app, entity, said, more, last, single)
    chosen = Selection((*keep, *_present(app, entity, more, order, single)), order, few(said), single)
    if not (keep or order or names) or (not keep and not names and _NARROWS.search(_picks(said))):
        return False
    for name in [name for name in names if any(re.search(rf"\b{name}_?\b", code) for code in keep) and name not in entity.fields]:
        endpoint.query.append(_asked(name, more, f"days={name})" in "".join(keep)))
    others = [(name, value) for name, value in names.items() if name not in {query.name for query in endpoint.query}]
    if listings.read_list(app, endpoint, entity, others, [] if spanned else [part for part in (text, *one.route.more) if part]):
        return False
    told = re.sub(r"\b(?:may|can|might) be missing\b", "is optional", more)
    alone = "|".join([*map(re.escape, names), "parameters?", "it", "them", "these", "those", "either"])
    needed = next(
        filter(None, (_NEEDED.search(part) for part in re.split(r"[.;]", told) if re.search(rf"\b(?:{alone}|{_MEANT})\b", part))), None
    )
    needed = needed or re.search(rf"\bwithout (?:(?:an?|the|any|both|one|of) )*[<`\"?]?(?:{alone})\b", told)
    for query in endpoint.query:
        if re.search(rf"\b{re.escape(query.name)}\b[>`\"]*(?:,? (?:which |that )?is)? \(?optional", told):
            continue
        query.required = query.required or (
            query.default in (MISSING, None) and ((single and query.how == "equals") or (needed is not None and not counts))
        )
    return _write(app, endpoint, entity, chosen, where, before)


def _asked(name: str, said: str, counts: bool) -> Query:
    """A parameter that a condition compares with: a time, or a number of days (`7 if it is not given`)."""
    match = re.search(rf"\b{name}\b[^.;]*?\b(?:defaults? (?:to|is|of|=)?|otherwise) ?(\d+)|(\d+) (?:if|when|by default|unless)", said)
    default = int(match[1] or match[2]) if match and counts else MISSING
    kind, low = ("integer", 0) if counts else ("string", None)
    return Query(name, "value", type=kind, low=low, default=default, required=default is MISSING)


def narrows(app: App, entity: Entity, text: str) -> bool:
    """Whether words behind the records of a list say which of them it holds: `the items whose stock is below …`."""
    return (
        re.search(
            rf"\[{entity.name}\] (?:that|which|who|whose|without|not|only|where|except)\b(?! (?:is|are) (?:there|stored|known)\b)",
            Ground(app, entity)(text),
        )
        is not None
    )


def _picks(said: str) -> str:
    """The words without those that only pick the first: `the film that has the highest rating`, `the last one that was added`."""
    said = re.sub(
        r"\b(?:where|if|when) (?:the |their |two )?(?:<\w+>|\[\w+\]|[a-z]+)(?: [a-z]+)? (?:are|is) (?:equal|the same|identical|tied|level)\b|\bobjects? (?:that|which) (?:have|has|contains?)\b",
        " ",
        said,
    )
    said = re.sub(
        rf"\b({SUPERLATIVE}) (\[\w+\]|one) (?:that|which) (?:was|has been|is) (?:stored|added|created|recorded|saved|sent|posted|submitted|entered|made|reported|received)\b",
        r"\1 \2",
        re.sub(r"\b(?:of|for|in|by|from|at|on) (?:that|this) (?:<\w+>|\[\w+\]|[a-z]+)", " ", said),
    )
    return re.sub(rf"\b(?:that|which|who|whose|where|only|still|currently)\b(?: [\w<>]+){{0,4}} (?:{SUPERLATIVE})\b", " ", said)


def is_single(entity: Entity, last: str, text: str, one: Routed) -> bool:
    """Whether one record is answered: `the cheapest offer`, `the latest one, or 404`."""
    noun = entity.name.replace("_", " ")
    forms = rf"(?P<one>{noun}|{noun.rpartition(' ')[2]}|one|record|entry)|(?P<many>{entity.plural.replace('_', ' ')}|{words.plural(noun.rpartition(' ')[2])}|ones|all|those|list|lists|array|every)"
    first = re.search(rf"(?i)\b(?:{forms})\b", text)
    if first is not None and first["one"]:
        return True
    none = r"(?i)\b404\b[^.;]*\b(?:there (?:is|are)|none|no|nothing|nobody|empty|yet)\b|\b(?:there (?:is|are)|none|no|nothing|nobody|empty|yet)\b[^.;]*\b404\b"
    return first is None and (bool(re.search(none, one.route.words)) or not words.is_plural(last)) and "404" in one.route.words


def _order(app: App, entity: Entity, said: str, more: str, last: str, single: bool) -> str:
    """The statements that sort: as a list is sorted, or by the superlative that picks one or the first few."""
    stated = "" if single else order_of(with_computed(entity), more)
    if stated and ("\n" in stated or not TIE.search(more)):
        return stated
    picked = _picked(app, entity, said, last)
    return "\n    ".join(dict.fromkeys(filter(None, (stated, picked))))


def _picked(app: App, entity: Entity, said: str, last: str) -> str:
    """The statements that sort by the superlative that picks one or the first few; `the n most played songs, ties by title`."""
    superlative = (
        rf"\b({SUPERLATIVE})\b(?: (?:rated|ranked|priced|number of|amount of|value of|of|in|the|its|by))*(?: (<\w+>|\[\w+\]|[a-z]+))?"
    )
    for match in re.finditer(superlative, said if re.search(superlative, said) else last.replace("-", " ")):
        if counted := _by_children(app, entity, match[1], match[2] or ""):
            return counted
        name = match[2] if (match[2] or "").startswith("<") else _part_of_a_name(entity, match[2] or "")
        word = "newest" if match[1] == "last" and not name else match[1]
        if found := order_of(with_computed(entity), f"{word} {name} first".replace("  ", " ")):
            return found
    return ""


def _part_of_a_name(entity: Entity, word: str) -> str:
    """`the best average`, of which the answer shows `average_rating`."""
    fitting = [name for name in with_computed(entity).fields if word in name.split("_")] if len(word) > 2 else []
    return f"<{fitting[0]}>" if len(fitting) == 1 else ""


def _by_children(app: App, entity: Entity, word: str, noun: str) -> str:
    """`with the most votes`, where votes are records of their own."""
    for child, column in children(app, entity):
        if noun == f"[{child.name}]" and re.match(r"most|least|fewest|more|fewer|highest|lowest", word):
            down = ", reverse=True" if re.match(r"most|more|highest", word) else ""
            return f'rows.sort(key=lambda row: len(store.{child.plural}.find({column}=row["{entity.key}"])){down})'
    return ""


def _present(app: App, entity: Entity, more: str, order: str, single: bool) -> list[str]:
    """What has no value cannot be the best; `without reviews left out` says so of lists."""
    if not (single or _WITHOUT.search(more)):
        return []
    named = re.findall(r'row\["(\w+)"\]', order.rpartition("\n")[2])
    empty = [
        name
        for name in dict.fromkeys(named)
        if any(one.name == name and "average(" in one.code for one in entity.computed)
        or (name in entity.fields and entity.fields[name].required is False and entity.fields[name].default is None)
    ]
    return [f'row["{name}"] is not None' for name in empty]


def _write(app: App, endpoint: Endpoint, entity: Entity, chosen: Selection, where: str, before: tuple[str, ...]) -> bool:
    keep = " and ".join(f"({code})" if " or " in code and len(chosen.keep) > 1 else code for code in chosen.keep)
    if not chosen.single and not before and not where:
        endpoint.entity, endpoint.kind = entity.name, "list"
        endpoint.keep, endpoint.order, endpoint.take = keep, chosen.order, chosen.take
        return True
    show = f"show_{entity.name}" if needs_show(entity) else ""
    lines = [*before, f"rows = store.{entity.plural}.find({where})"]
    lines += [f"rows = [{show}(row) for row in rows]"] if show else []
    lines += [f"rows = [row for row in rows if {keep}]"] if keep else []
    lines += [line for query in endpoint.query for line in filter_lines(query)]
    lines += chosen.order.split("\n    ") if chosen.order else []
    endpoint.kind, endpoint.order = "compute", ""
    if chosen.single:
        noun = entity.name.replace("_", " ")
        endpoint.lines = [*lines, "if not rows:", f'    raise HTTPException(404, "there is no such {noun}")', "return rows[0]"]
        endpoint.bare = "Row"
        return True
    few = next((python_name(query) for query in endpoint.query if query.how == "limit"), str(chosen.take or ""))
    endpoint.lines = [*lines, f"return rows[:{few}]" if few else "return rows"]
    endpoint.bare = "list[Row]"
    return True


#: `lists only published posts`: what a list shows, as the first thing that is said of it, and `posts that have been published` with more between.
_SHOWN = r"^\W*(?:it )?(?:returns?|lists?|shows?|gives?)?(?: back)? ?(?:only |just |all )?(?:of )?(?:the )?"
#: Behind it: no other records are shown as well, and nothing is said of these alone.
_ALONE = r"(?! (?:or|first|last|before|after|as well|are|is|can|cannot|must|may|have|has|do|does)\b)(?! and (?!(?:can|is|are|supports?|accepts?|takes?|may|allows?|has|sorts?|filters?|it)\b))"
#: `the bags of that kind which …`: among which ones.
_AMONG = r"(?: (?:of|in|with|for|at|on|from) (?:(?:that|this|the|an?|one|given|certain|same|its) )*(?:<\w+>|\[\w+\]|[a-z]+))?"
_KEPT = (
    _SHOWN + r"(?P<not>not |un-?|non-?)?{mark} (?:\[{entity}\]|ones)" + _ALONE,
    _SHOWN
    + r"(?:\[{entity}\]|those|ones)"
    + _AMONG
    + r"(?: only)? (?:that|which|who) (?:are|is|were|was|have|has)(?P<not> not| never)?(?: yet| already| currently| still)?(?: been)?(?: yet| still)? {mark}",
    _SHOWN
    + r"(?:(?:\[{entity}\]|those|ones|everything|anything|all)"
    + _AMONG
    + r"(?: (?:that|which|who))?|what(?:ever)?)(?: (?:are|is|were|was|have|has))?"
    + r"(?P<not> not| never| still to| yet to| nobody has| no one has)(?: yet| currently| still)?(?: been| be)? {mark}(?! (?:first|last)\b)",
)
_LEFT_OUT = (
    r"(?i:^\W*(?:the )?(?P<un>un-?|non-?|not )?){mark} (?:\[{entity}\]) (?:(?:are|is) (?:not|never) (?:\w+ )?(?:listed|shown|returned|included|visible)|(?:are|is) (?:hidden|left out|omitted|excluded|skipped)|(?:do|does) not (?:appear|show up))\b",
    r"^\W*(?:does not|do not|never|omits?|hides?|excludes?)(?: include| return| list| show| contain)? (?:the )?(?P<un>un-?|non-?|not )?{mark} (?:\[{entity}\]|ones)",
)
#: `unpublished`, of what is `published`.
_OPPOSITE = re.compile(r"\b(?P<un>un-?|non-?)(?P<of>[a-z]+ed|sold|paid|read|lent|seen|done|taken|given|sent|bought|drawn|met|won)\b")


def _shown(entity: Entity, said: str, mark: str, first: bool) -> tuple[str, bool] | None:
    """The name in such a mark, where a list shows only what it holds of, and whether it must hold. `first`: it is the first thing said of the list."""
    for pattern in (*(_KEPT if first else ()), *_LEFT_OUT):
        if match := re.search(pattern.format(mark=mark, entity=entity.name), said):
            return match["name"], bool(match["un"] if pattern in _LEFT_OUT else not match["not"])
    return None


def _kept(held: Held, first: bool) -> str:
    """`lists only published posts`: the condition over `row`, of a flag, of a state, or of what an action leaves."""
    entity, queries = held.entity, held.endpoint.query
    asked = {query.field for query in queries}
    for mark in (r"<(?P<name>\w+)>", r"'(?P<name>[\w \-]+)'", r"!(?P<name>[\w\-]+)!"):
        found = _shown(entity, held.said, mark, first)
        name, code = _test(held, *found) if found else ("", "")
        if name and name not in asked and not splits(queries, name):
            return code
    return ""


def _test(held: Held, told: str, holds: bool) -> tuple[str, str]:
    """The field that such a word is about, and the condition."""
    one = held.entity.fields.get(told)
    if one is not None and one.type == "boolean":
        return told, f'row["{told}"]' if holds else f'not row["{told}"]'
    if (state := state_field(held.entity, told)) is not None:
        return state.name, f'row["{state.name}"] {"==" if holds else "!="} "{told}"'
    left = traits(replace(held, said=f"!{told}!" if holds else f"not !{told}!")) if one is None else []
    named = re.search(r'"(\w+)"', left[0]) if left else None
    return (named[1], left[0]) if named else ("", "")


def keep(app: App, endpoint: Endpoint, entity: Entity, text: str, besides: Sequence[str]) -> None:
    """`the ones that are on the way`: a list of those in a state, or with a flag. `besides`: what else is said of it."""
    ground = Ground(app, entity, endpoint)
    said = unplaced(ground(text))
    held = Held(app, entity, endpoint, said, "", ())
    apart = [_OPPOSITE.sub(lambda match: match["un"] + ground(match["of"]), marked) for marked in (said, *map(ground, besides))]
    kept = (_kept(replace(held, said=marked), number == 0) for number, marked in enumerate(apart))
    endpoint.keep = (
        endpoint.keep or next(filter(None, kept), "") or next(iter(having(held)), "") or _running(entity, endpoint, said) or _dropped(held)
    )
    states = [value for value in states_in(said) if any(value in field.choices for field in entity.fields.values())]
    if (
        endpoint.keep
        or len(states) != 1
        or endpoint.query
        or not re.search(r"\b(?:only|those|ones|currently|that are|which are|all|of the)\b|^\W*'", said)
    ):
        return
    field = next(field for field in entity.fields.values() if states[0] in field.choices)
    negative = re.search(r"\b(?:not|except|without)\b", said)
    endpoint.keep = f'row["{field.name}"] {"!=" if negative else "=="} "{states[0]}"'


#: `marks it as sold, and it is no longer listed`.
_DROPS = re.compile(
    r"(?i)\b(?:no longer|never again) (?:(?:be|shown|appears?|stands?) )?(?:listed|shown|visible|(?:on|in) (?:the|that|our) (?:list|overview))\b|\bnot (?:be )?(?:listed|shown) any ?more\b"
    r"|\b(?:disappears?|vanish(?:es)?|drops? out|drops?|goes|is gone) (?:from|off|of) (?:the|that|our) (?:list|overview)\b|\b(?:takes?|removes?|drops?|strikes?) (?:it|them|(?:the|an?) [a-z]+) (?:off|from) (?:the|that|our) (?:list|overview)\b|\bleaves (?:the|our) list\b"
)


def _dropped(held: Held) -> str:
    """What an action leaves, of which its words say that it is no longer listed: no record that is so."""
    asked = {query.field for query in held.endpoint.query}
    for one in held.app.endpoints if not held.endpoint.params else ():
        if one.kind == "action" and one.entity == held.entity.name and _DROPS.search(one.source):
            name, code = _test(held, one.path.rpartition("/")[2], holds=False)
            if name and name not in asked:
                return code
    return ""


#: `lists the active ones`: what comes first in the words of a list.
_RUNNING = (
    r"^\W*(?:(?:lists?|returns?|shows?|gets?|gives?|answers(?: with)?) )?(?:(?!\b(?:and|or)\b)[^.;,]){{0,40}}?"
    r"(?:\b(?:active|current|currently open|open|running|ongoing|outstanding|unreturned) \[{entity}\]|"
    r"\[{entity}\](?: [\w'\[\]]+){{0,4}} (?:not (?:yet |been )*[<!]*(?:returned|ended|given back|brought back|closed)|still (?:open|active|out|running))\b)"
)


def _running(entity: Entity, endpoint: Endpoint, said: str) -> str:
    """`the loans of a member that are not returned`, where something ends such records."""
    asked = endpoint.query or not re.search(_RUNNING.format(entity=entity.name), said)
    return "" if asked else still_open(entity, "row")
