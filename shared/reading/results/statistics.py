"""One object of figures over records: `GET /eggs/total` -> `{"total": 57}`, `{"in": 5, "out": 3, "balance": 2}`."""

import itertools
import re
from collections.abc import Sequence

from shared.reading.fields.membership import of_choices, tally
from shared.reading.names.grounding import Ground
from shared.reading.refusals.cases import with_computed
from shared.reading.results.charges import in_all, of_owner_and_rows
from shared.reading.results.composed import by_each, composed, flowing, kept, owner_of
from shared.reading.results.fitting import fits
from shared.reading.results.glosses import gloss_of, of_nothing
from shared.reading.results.grouping import RANK, asked_for, unshown
from shared.reading.results.lasting import lengths
from shared.reading.results.numbers import TELLS, numeric
from shared.reading.results.ordering import order_of
from shared.reading.results.totals import aggregate
from shared.reading.results.verdicts import flag_of, judged, verdict
from shared.reading.text.shapes import Placeholder
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity
from shared.writing.write_parts import needs_show

#: What is in none of the ranges that are counted beside it.
_REST = re.compile(r"(?i)\b(?:all (?:the )?others?|(?:the )?rest|everything else|all (?:the )?remaining|(?:the )?remaining ones)\b")


def totals(app: App, endpoint: Endpoint, entity: Entity, members: list[tuple[str, object]], said: str, source: str) -> bool:
    """`GET /eggs/total` -> `{"total": 57}`: one object over all (or the owner's) resources."""
    if asked_for(entity, [name for name, _ in members], said, endpoint.params) and not any(isinstance(value, dict) for _, value in members):
        return False
    placed = not endpoint.params and any(RANK.fullmatch(name) for name, _ in members)
    codes = None if placed else sums(app, endpoint, entity, members, said)
    if codes is None:
        return False
    whole = any(_records(entity, name, value) for name, value in members)
    order = order_of(with_computed(entity), Ground(app, entity)(said)) if whole else ""
    sorts = order.split("\n    ") if order else []
    endpoint.lines = [source, *sorts, f"return {{{', '.join(f'{chr(34)}{name}{chr(34)}: {code}' for name, code in codes.items())}}}"]
    endpoint.kind = "compute"
    return True


def sums(app: App, endpoint: Endpoint, entity: Entity, members: Sequence[tuple[str, object]], said: str) -> dict[str, str] | None:
    """The expression for each member of an answer over `rows`. None where one of them is not understood."""
    codes: dict[str, str] = {}
    # What is told for each value of a field is read after the totals beside it, which say what is added up.
    for name, value in sorted(members, key=lambda member: _place(words.code_name(member[0]))):
        asked = _asked(endpoint, name, value)
        if plain := endpoint.params[0] if asked else _plain(endpoint, entity, name) or verdict(app, entity, name, said, "rows"):
            codes[name] = plain
            continue
        others = [other for other, _ in members if other != name]
        told = value.text if isinstance(value, Placeholder) and " " in value.text else ""
        near = f"{told}, {of_nothing(name, said, others)}" if told else gloss_of(name, said, others)
        counted = [code for code in codes.values() if code.startswith("sum(1 ")]
        made = (
            judged(app, entity, flag_of(name, said, others), "rows")
            or _elsewhere(app, endpoint, entity, name, near)
            or composed(app, endpoint, entity, name, near, codes)
            or in_all(name, near, codes)
            or of_owner_and_rows(app, endpoint, owner_of(app, endpoint, entity), entity, name, others)
            or kept(app, endpoint, entity, name)
            or flowing(entity, name, near, others)
            or by_each(entity, name, near, codes)
        )
        code = (
            made
            or _records(entity, name, value)
            or _rest(near, counted)
            or _total(app, endpoint, entity, (name, value, others), near, said)
        )
        _fractions(entity, code, value)
        code = _rounded(code, near, said)
        if not code or (code in codes.values() and not code.startswith("sum(")) or not fits(entity, name, near, code):
            return None
        codes[name] = code
    return {name: codes[name] for name, _ in members}


def _elsewhere(app: App, endpoint: Endpoint, entity: Entity, name: str, near: str) -> str:
    """`{"donors": 2, "donations": 5}`: how many records there are of another resource, in an answer about all; empty for what is of this one."""
    plain = words.code_name(name)
    for other in app.entities.values() if not (endpoint.params or endpoint.query) else ():
        many = other.plural.replace("_", " ")
        called = {other.plural, f"{other.name}_count", f"{other.plural}_count", f"number_of_{other.plural}", f"total_{other.plural}"}
        told = re.search(rf"(?i)^\W*(?:(?:the|a) )?(?:total )?(?:number|count) of (?:all )?(?:the )?{many}\W*$", near)
        if other is not entity and other.stored and name not in entity.fields and (plain in called or told):
            return f"len(store.{other.plural}.find())"
        added = re.fullmatch(r"(?:total|sum|average|mean|highest|lowest)_(?:of_)?(?P<what>\w+)", plain)
        if added and other is not entity and numeric(other, added["what"]) and not numeric(entity, added["what"]):
            return aggregate(app, other, name, near, f"store.{other.plural}.find()") or ""
    return ""


def _place(name: str) -> int:
    """When a member is read: what the others make up comes after them, what is told for each value of a field last."""
    return 2 if re.search(r"(?:^|_)(?:by|per)_", name) else 1 if name == "total" else 0


_DIGITS = re.compile(r"\b(one|two|three|[1-3]) (?:decimals?|decimal places?|digits?|places?)\b")


def _rounded(code: str, near: str, said: str) -> str:
    """An average with the digits that the words tell of the answer as a whole: `{"average": 3.5, "answers": 2} (one decimal)`."""
    told = _DIGITS.search(said) if code and code.startswith("average(") and not _DIGITS.search(near) else None
    digits = {"one": 1, "two": 2, "three": 3}.get(told[1]) or int(told[1]) if told else 2
    return re.sub(r", 2\)$", f", {digits})", code) if told else code


def _fractions(entity: Entity, code: str, value: object) -> None:
    """`{"hours": 12.5}`: what adds up to a fraction is no whole number."""
    summed = re.fullmatch(r'sum\(other\["(\w+)"\] or 0 for other in rows\)', code) if isinstance(value, float) else None
    one = entity.fields.get(summed[1]) if summed else None
    if one is not None and one.type in {"integer", "example:integer"}:
        one.type = "number"


def _asked(endpoint: Endpoint, name: str, value: object) -> bool:
    """Whether a member is what the path tells: `"observer": the name` and `"observer": "Ann"` of `/observers/{name}`."""
    told = re.sub(r"^(?:the|that|this|its|his|her|their) ", "", value.text) if isinstance(value, Placeholder) else value
    segments = endpoint.path.split("/")
    called = (
        next((before for before, segment in itertools.pairwise(segments) if segment == f"{{{endpoint.params[0]}}}"), "")
        if endpoint.params
        else ""
    )
    free = value is None or (isinstance(told, str) and (isinstance(value, str) or told in {"...", "…", ""}))
    return told in endpoint.params or (free and bool(called) and name == words.singular(words.code_name(called)))


def _plain(endpoint: Endpoint, entity: Entity, name: str) -> str:
    """What the path tells."""
    if name in {query.name for query in endpoint.query} and name in entity.fields and entity.fields[name].type not in {"integer", "number"}:
        return name  # `{"project": "x"}`, of `?project=x`.
    told = name in endpoint.params or (len(endpoint.params) == 1 and name in {entity.key} and name != "id")
    return endpoint.params[0] if told else ""


def _records(entity: Entity, name: str, value: object) -> str:
    """The records themselves, beside what they add up to: `{"talks": [...], "minutes": 90}`."""
    listed = name == entity.plural and isinstance(value, list)
    shown = f"[show_{entity.name}(row) for row in rows]" if needs_show(entity) else "rows"
    return shown if listed else ""


def _rest(near: str, counted: Sequence[str]) -> str:
    """How many are in none of the ranges that are counted beside it: `passives (all others)`."""
    return f"len(rows) - {' - '.join(counted)}" if counted and _REST.search(near) else ""


def _total(app: App, endpoint: Endpoint, entity: Entity, member: tuple[str, object, list[str]], near: str, said: str) -> str:
    """The expression for one member: its name, its value in an example and the other members' names; empty when nothing tells it."""
    name, value, others = member
    flagged = bool(others) and set(others) <= _flags(entity)
    if isinstance(value, dict):
        return tally(app, endpoint, entity) or of_choices(entity, list(value)) or ""
    beside = flagged and name not in entity.fields and isinstance(value, int)
    code = (
        None
        if beside
        else lengths(entity, name, said, "rows")
        or aggregate(app, entity, name, near, "rows")
        or (None if re.search(rf"\b{re.escape(name)}[\"`]? ?\((?!\d)", near) else aggregate(app, entity, name, unshown(said), "rows"))
    )
    if code is None and re.search(TELLS, name.replace("_", " ")):
        code = aggregate(app, entity, name, unshown(said), "rows")
    return code or ("len(rows)" if flagged and isinstance(value, int) else "") or _as_listed(app, entity, name)


def _as_listed(app: App, entity: Entity, name: str) -> str:
    """`free`, beside a list of which `?free=true` keeps some: how many these are."""
    asked = (query for one in app.endpoints if one.kind == "list" and one.entity == entity.name for query in one.query)
    told = next(
        (match for query in asked if query.name == name and (match := re.fullmatch(rf"(?:bool)?\((.+)\) == {name}", query.field))), None
    )
    return f"sum(1 for row in rows if {told[1]})" if told else ""


def _flags(entity: Entity) -> set[str]:
    """What some of the resources are: beside `{"invited": 9, "checked_in": 4}`, the other number counts all."""
    return {one.name for one in entity.fields.values() if one.type == "boolean"}
