"""Lists with one object for each value of a field, or for each resource: totals per person, rankings, how often each tag is used."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from shared.reading.fields.membership import offered
from shared.reading.names.grounding import Ground
from shared.reading.refusals.cases import children
from shared.reading.results.composed import flowing
from shared.reading.results.cutting import few
from shared.reading.results.fitting import fits
from shared.reading.results.glosses import gloss_of
from shared.reading.results.numbers import numbers_of
from shared.reading.results.ordering import SUPERLATIVE, Key, keys
from shared.reading.results.totals import aggregate
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity, Field

#: What the number of a place is called; that equals share one; that none is left out after those.
RANK = re.compile(r"rank|place|position|pos")
SHARED = re.compile(
    r"\b(?:same|share\w*|equal) (?:the same |an? |their )?(?:rank|place|position)\b|\b(?:ties?|draws?|equals?) (?:share|get|have|gets|has)\b|\bequal \S+ share\b|\b1, ?1, ?[23]\b|\b1, ?2, ?2\b|\bshare (?:a|the) "
)
DENSE = re.compile(r"\bdense\b|\b(?:no|without) gaps?\b|\b1, ?1, ?2\b|\b1, ?2, ?2, ?3\b")
_NONE_LEFT_OUT = re.compile(
    r"\b(?:without|with no|that have no|having no)\b[^.;]*\b(?:left out|excluded|omitted|missing|not (?:be )?(?:included|listed|shown|appear))|\bonly (?:the )?(?:\[\w+\]|those|ones) (?:that|who|with|which)\b|\bat least one\b"
)
#: An answer of several.
_MANY = re.compile(
    r"(?i)\b(?:array|lists?|one (?:object|entry|line|row|item)? ?(?:per|for each)|per|each|ranking|for every)\b|\[\s*\{|\b(?:\d+|two|three|four|five|ten) (?:[a-z]+ )?[a-z]+s with the\b"
)
_LOWEST = re.compile(r"\b(?:lowest|fewest|smallest|least|ascending|shortest|fastest|slowest)\b")
_HIGHEST = re.compile(r"\b(?:most|highest|largest|biggest|descending|top|best|leaderboard|ranking|greatest|busiest|longest)\b")


@dataclass(frozen=True)
class Groups:
    """Where the groups come from: statements that leave `groups` (pairs of a key and its rows), and what shows the key: member -> expression."""

    lines: tuple[str, ...]
    shown: dict[str, str]
    rows: Entity
    known: dict[str, str] = field(default_factory=dict)
    """Members of which the way of grouping tells the value."""


def grouped(app: App, endpoint: Endpoint, subject: Entity, members: Sequence[str], said: str, source: str) -> bool:
    """Makes the operation answer a list of groups. Whether its members are those of groups."""
    placed = not endpoint.params and any(map(RANK.fullmatch, members))
    if not members or not (placed or _MANY.search(said)):
        return False
    members = _with_key(subject, members, said, endpoint.params)
    for one in [one for one in subject.fields.values() if one.name in members and one.type in {"scalar", ""} and words.is_plural(one.name)]:
        one.type = "integer"  # `plays`, beside what it is told of.
    for groups in _scoped(_groups(app, endpoint, subject, members, said, source), subject, source):
        values = _values(app, groups, members, said)
        if values is not None:
            shown = [f'"{name}": {code}' for name, code in {**groups.shown, **values}.items()]
            order = _order(groups, values, members, said)
            lines = [
                *groups.lines,
                f"found: list[dict[str, Any]] = [{{{', '.join(shown)}}} for key, rows in groups]",
                *order,
                *_ranked(members, values, order, said),
            ]
            limit = few(Ground(app, groups.rows, endpoint)(said))
            endpoint.lines = [*lines, *([f"found = found[:{limit}]"] if limit else []), f"return {_arranged(members)}"]
            endpoint.kind, endpoint.bare = "compute", "list[dict[str, Any]]"
            return True
    return False


#: `the number of donations and their sum per <cause>`: by what it is grouped.
_PER = re.compile(r"\b(?:per|for (?:each|every)|grouped by) <(\w+)>")


def asked_for(entity: Entity, members: Sequence[str], said: str, told: Sequence[str] = ()) -> bool:
    """Whether totals are for each value of a field of which none of the members tells."""
    one = entity.fields.get(_per(entity, said, told))
    return one is not None and one.type not in {"integer", "number"} and not any(one.name in name for name in members)


def _per(entity: Entity, said: str, told: Sequence[str]) -> str:
    """The field for each value of which there is something, unless the path has `told` it."""
    named = (match[1] for match in _PER.finditer(Ground(App(""), entity)(said)))
    return next((name for name in named if name in entity.fields and name not in told), "")


def _with_key(entity: Entity, members: Sequence[str], said: str, told: Sequence[str]) -> list[str]:
    """The members of a list's elements, with the field for each value of which there is one where only the words name it."""
    per = _per(entity, said, told) if re.search(r"\b(?:lists?|array)\b", said) else ""
    return [*([per] if per and per not in members else []), *members]


def _groups(app: App, endpoint: Endpoint, subject: Entity, members: Sequence[str], said: str, source: str) -> Iterator[Groups]:
    """The ways to group: by what records refer to, by a field, by the items of a list, by a part of a day."""
    kin = [subject, *(child for child, _ in children(app, subject)), *app.entities.values()]
    kin.sort(key=lambda one: -sum(1 for field in numbers_of(one) if field.name in members))
    everything, chosen = "rows = store.{}.find()", offered(app, endpoint, subject)
    for rows in dict.fromkeys(one.name for one in kin):
        entity = app.entities[rows]
        lines = source if entity is subject else everything.format(entity.plural)
        for name in members:
            if chosen is not None and entity is subject and chosen[0] == name:
                yield _by_choice(*chosen, entity, lines)
            one = entity.fields.get(name) or entity.fields.get(f"{name}_id")
            if (one is not None and one.refers) or (one is None and name in {one.refers for one in entity.fields.values()}):
                yield from _by_owner(app, entity, name, members, said, lines)
            elif (
                one is not None
                and one.type not in {"integer", "number", "list"}
                and not (name in {"name", "title"} and children(app, entity))
            ):
                yield _by_field(f'row["{name}"]', {name: "key"}, entity, lines)
            elif listed := next((one for one in entity.fields.values() if one.type == "list" and words.singular(one.name) == name), None):
                yield _by_item(listed, name, entity, lines)
            elif name in {"month", "year", "day"} and (day := _day(entity)):
                yield _by_field(f'str(row["{day}"])[:{ {"month": 7, "year": 4, "day": 10}[name] }]', {name: "key"}, entity, lines)
        yield from _by_sides(entity, members, lines)
        yield from _by_named_owner(app, entity, members, said, lines)


def _scoped(found: Iterator[Groups], subject: Entity, source: str) -> Iterator[Groups]:
    """The groups of what the path names an owner of: made of its records, or one for each of them, and none of all there are."""
    everything, where = f"store.{subject.plural}.find()", source.partition(" = ")[2]
    for groups in found:
        if where == everything or source in groups.lines:
            yield groups
        elif everything in groups.lines[-1]:
            yield replace(groups, lines=tuple(line.replace(everything, where) for line in groups.lines))


_WON = re.compile(r"wins?|won|victories|points")
_LOST = re.compile(r"loss(?:es)?|lost|defeats")
_MET = re.compile(r"games?|played|matches|duels|fights")


def _by_sides(entity: Entity, members: Sequence[str], source: str) -> Iterator[Groups]:
    """`{"name", "wins", "losses"}`, of games that tell who won and who lost: everybody who is named by one of them."""
    label = next((name for name in members if name in {"name", "player", "team", "person", "who"}), "")
    rest = [name for name in members if name != label and not RANK.fullmatch(name)]
    sides = [one for one in ("winner", "loser") if one in entity.fields and not entity.fields[one].refers]
    if len(sides) < 2 or not label or not all(_WON.fullmatch(one) or _LOST.fullmatch(one) or _MET.fullmatch(one) for one in rest):
        return
    lines = [
        'names = dict.fromkeys(name for row in rows for name in (row["winner"], row["loser"]))',
        'groups = [(name, [row for row in rows if name in (row["winner"], row["loser"])]) for name in names]',
    ]
    won, lost = (f'sum(1 for other in rows if other["{side}"] == key)' for side in sides)
    known = {name: won if _WON.fullmatch(name) else lost if _LOST.fullmatch(name) else "len(rows)" for name in rest if name != "points"}
    yield Groups((source, *lines), {label: "key"}, entity, known)


_BEST = r"(?:best|highest|top|fastest|shortest|longest|greatest|largest)"


def only_best(app: App, entity: Entity) -> bool:
    """`A player's best run counts`, `one entry: their best run`: whether of several records of the same one only the best counts."""
    noun = rf"(?:\[{entity.name}\]|<\w+>|result|value|entry|attempt|one|score|time)"
    of = r"(?:of|from|by) (?:each|every|an?|the|any|that|this|one|all) \S+ "
    told = re.compile(
        rf"\b{_BEST} (?:one |{noun} )*(?:{of}|only )?(?:is |are )?(?:counts?|counted|ranked|shown|listed|kept|matters?)\b"
        rf"|\b(?:only|just) (?:the |their |his |her |its )?{_BEST} (?:{noun} )?(?:{of})?(?:counts?|is|are)\b|\b(?:[Oo]nly|just) (?:an?|the|each|every) \S+'s {_BEST} (?:{noun} )?(?:counts?|is|are)\b"
        rf"|\b(?:based on|made (?:up )?(?:of|from)|determined by|goes by|calculated from|computed from|considers?|takes into account|uses?) (?:only )?(?:(?:the|their|his|her|its|each \S+'s) )*{_BEST} {noun}"
        rf"|\b(?:one|a single) (?:entry|line|place|row)\b[^.;]*\b{_BEST} {noun}(?! (?:\w+ )?first\b)"
        rf"|\bonce\b[^.;]*\bwith (?:the|their|his|her|its) {_BEST} {noun}"
        rf"|\b{_BEST} of (?:their|his|her|its|the \S+'s) {noun}"
    )
    return any(told.search(Ground(app, entity)(text)) for text in app.statements)


def _by_field(code: str, shown: dict[str, str], entity: Entity, source: str) -> Groups:
    lines = [
        "several: dict[Any, list[Row]] = {}",
        "for row in rows:",
        f"    several.setdefault({code}, []).append(row)",
        "groups = list(several.items())",
    ]
    return Groups((source, *lines), shown, entity)


def _by_choice(name: str, values: str, entity: Entity, source: str) -> Groups:
    """`the votes for each option`, which must be one of the poll's: every value of the owner's list, also those of which there is no record."""
    groups = f'groups = [(choice, [row for row in rows if row["{name}"] == choice]) for choice in {values} or []]'
    return Groups((source, groups), {name: "key"}, entity)


def _by_item(listed: Field, name: str, entity: Entity, source: str) -> Groups:
    lines = [
        "several: dict[Any, list[Row]] = {}",
        "for row in rows:",
        f'    for item in row["{listed.name}"] or []:',
        "        several.setdefault(item, []).append(row)",
        "groups = list(several.items())",
    ]
    return Groups((source, *lines), {name: "key"}, entity)


def _by_owner(app: App, entity: Entity, name: str, members: Sequence[str], said: str, source: str) -> Iterator[Groups]:
    """`{"team", "points"}`, where answers refer to teams: every team, also without answers."""
    column = next(one for one in entity.fields.values() if one.refers and name in {one.name, one.refers, one.name.removesuffix("_id")})
    owner = app.entities[column.refers]
    label = next((one for one in ("name", "title", "label") if one in owner.fields), owner.key)
    shown = {name: f'key["{owner.key if name.endswith("_id") else label}"]'}
    yield from _of_owners(entity, column.name, owner, shown, members, said, source)


def _by_named_owner(app: App, entity: Entity, members: Sequence[str], said: str, source: str) -> Iterator[Groups]:
    """`{"name", "points"}`, one per player: the members that only the resource has to which records refer."""
    for column in (one for one in entity.fields.values() if one.refers and one.type != "list"):
        owner = app.entities[column.refers]
        own = [name for name in members if name in {owner.key, *owner.fields} and name not in entity.fields]
        if len(own) == 1 and own[0] not in {owner.key, "name", "title"} and not owner.fields[own[0]].unique:
            yield _by_field(f'find_{owner.name}(row["{column.name}"])["{own[0]}"]', {own[0]: "key"}, entity, source)
        elif own:
            yield from _of_owners(entity, column.name, owner, {name: f'key["{name}"]' for name in own}, members, said, source)


def _of_owners(
    entity: Entity, column: str, owner: Entity, shown: dict[str, str], members: Sequence[str], said: str, source: str
) -> Iterator[Groups]:
    shown = shown | {
        name: f'key["{name}"]' for name in members if name in owner.fields and name not in entity.fields and not RANK.fullmatch(name)
    }
    lines = [
        source,
        f'groups = [(key, [row for row in rows if row["{column}"] == key["{owner.key}"]]) for key in store.{owner.plural}.find()]',
    ]
    if _NONE_LEFT_OUT.search(said):
        lines[-1] = f'{lines[-1].removesuffix("]")} if any(row["{column}"] == key["{owner.key}"] for row in rows)]'
    yield Groups(tuple(lines), shown, entity)


def _day(entity: Entity) -> str:
    return next((one.name for one in entity.fields.values() if one.type in {"date", "datetime"}), "")


def _values(app: App, groups: Groups, members: Sequence[str], said: str) -> dict[str, str] | None:
    """What each group adds up to; None when a member is not understood."""
    found: dict[str, str] = {}
    for name in members:
        if name in groups.shown or RANK.fullmatch(name):
            continue
        if name in groups.known:
            found[name] = groups.known[name]
            continue
        near = gloss_of(name, said, [other for other in members if other != name])
        near = f"best {name}" if name in groups.rows.fields and only_best(app, groups.rows) else near
        # The order says nothing of the value, nor does what the others are called.
        gloss, whole = (re.sub(rf"\b(?:{SUPERLATIVE})\b[^,;.()]*\bfirst\b", " ", text) for text in (near, unshown(said)))
        code = (
            _of_all(name, gloss, found)
            or flowing(groups.rows, name, gloss, members)
            or aggregate(app, groups.rows, name, gloss, "rows")
            or aggregate(app, groups.rows, name, whole, "rows")
        )
        if (
            code is None
            or not fits(groups.rows, name, gloss, code)
            or _counts_others(app, groups.rows, name, code)
            or code in found.values()
        ):
            return None
        found[name] = code
    return found or None


#: `in the order of the options`, as the owner lists them.
_AS_OFFERED = re.compile(
    r"\bin (?:the )?(?:same |original |given )?order (?:of (?:the|its|their) (?!votes|number)|in which|as)|\bin (?:the|their|its) (?:original|given|own) order\b"
)


def _counts_others(app: App, rows: Entity, name: str, code: str) -> bool:
    """Whether a member is called like the number of other records than those that are counted."""
    return code == "len(rows)" and any(name in {one.plural, f"{one.name}_count"} for one in app.entities.values() if one is not rows)


#: What part of all a group has.
_PERCENT = re.compile(r"(?:.*_)?(?:percent(?:age)?|pct|share)(?:_.*)?")


def _of_all(name: str, gloss: str, found: Mapping[str, str]) -> str:
    """`percent, the party's share of all votes`: what a group has of what all have, by the member before it."""
    if not _PERCENT.fullmatch(name) or re.match(r"(?:average|avg|mean|min|max|total|highest|lowest)_", name):
        return ""
    own = next((code for code in found.values() if code.startswith(("len(rows)", "sum("))), "len(rows)")
    every = re.sub(r"\brows\b", "each", own)
    whole = name.endswith("share") and not re.search(r"percent|per cent|%", gloss)
    digits = re.search(r"\b(one|two|three|[1-3]) (?:decimals?|decimal places?|digits?|places?)\b", gloss)
    places = {"one": 1, "two": 2, "three": 3}.get(digits[1]) or digits[1] if digits else 4 if whole else 2
    places = "" if re.search(r"\bwhole\b|\binteger\b|\brounded\b(?! to)", gloss) and not digits else f", {places}"
    return f"round({own}{'' if whole else ' * 100'} / (sum({every} for _, each in groups) or 1){places})"


def unshown(said: str) -> str:
    """The words without the members that they show of several."""
    return re.sub(r"\{[^{}]*,[^{}]*\}", " ", said)


def _order(groups: Groups, values: dict[str, str], members: Sequence[str], said: str) -> list[str]:
    """The statements that sort what was found."""
    if "for choice in" in groups.lines[-1] and _AS_OFFERED.search(said):
        return []
    kinds = dict.fromkeys(groups.shown, "string") | dict.fromkeys(values, "number")
    shape = Entity("group", "groups", {name: Field(name, kind) for name, kind in kinds.items()})
    for name, code in groups.shown.items():
        if (label := re.match(r'key\["(\w+)"\]', code)) and label[1] not in kinds:
            said = re.sub(rf"\b{label[1]}\b", name, said)  # `by name`, where the team is shown by its name.
    for name, told in ((name, told) for name in groups.known for told in (_WON, _LOST, _MET) if told.fullmatch(name)):
        said = re.sub(rf"\b(?:{told.pattern})\b", name, said)  # `most wins first`, where they are called `won`.
    if "name" not in kinds and len(groups.shown) == 1:
        said = re.sub(r"\bname\b", next(iter(groups.shown)), said)
    marked = Ground(App(""), shape)(said)
    chosen = keys(marked, kinds)
    if not chosen or (chosen[0].name in groups.shown and _HIGHEST.search(said) and not re.search(r"\balphabetical", said)):
        up, down = _LOWEST.search(said), _HIGHEST.search(said)
        first = next(iter(values))
        chosen = (
            [Key(first, not up or bool(down and down.start() < up.start())), *chosen]
            if up or down or any(map(RANK.fullmatch, members))
            else chosen
        )
    # The best of those with the most minutes has the most.
    chosen = [replace(key, down=True) if re.search(rf"\bwith the (?:most|highest) <{key.name}>", marked) else key for key in chosen]
    if not chosen and (part := next((name for name in groups.shown if name in {"month", "year", "day", "date"}), "")):
        chosen = [Key(part)]  # Days come one after another.
    return [_sorted(key, kinds) for key in reversed(chosen)]


def _sorted(key: Key, kinds: dict[str, str]) -> str:
    value = f'one["{key.name}"]'
    by = f"str({value}).casefold()" if kinds[key.name] == "string" else f"{value} {'is not None' if key.down else 'is None'}, {value}"
    return f"found.sort(key=lambda one: ({by}){', reverse=True' if key.down else ''})"


def _ranked(members: Sequence[str], values: dict[str, str], order: list[str], said: str) -> list[str]:
    """The statements that number what was sorted; equals share a number where the text says so."""
    rank = next((name for name in members if RANK.fullmatch(name)), "")
    if not rank:
        return []
    by = next((name for name in values if order and f'one["{name}"]' in order[-1]), next(iter(values)))
    same = SHARED.search(said) is not None
    better = f'other["{by}"] {">" if "reverse=True" in (order or ["reverse=True"])[-1] else "<"} one["{by}"]'
    if same and DENSE.search(said):
        return [f'found = [one | {{"{rank}": 1 + len({{other["{by}"] for other in found if {better}}})}} for one in found]']
    if same:
        return [f'found = [one | {{"{rank}": 1 + sum(1 for other in found if {better})}} for one in found]']
    return [f'found = [one | {{"{rank}": place}} for place, one in enumerate(found, 1)]']


def _arranged(members: Sequence[str]) -> str:
    """The rank stands where the text shows it."""
    if not any(map(RANK.fullmatch, members)):
        return "found"
    return f"[{{{', '.join(f'{chr(34)}{name}{chr(34)}: one[{chr(34)}{name}{chr(34)}]' for name in members)}}} for one in found]"
