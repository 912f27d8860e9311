"""Filters by what a record refers to, has or is joined with: `?label=vegan`, `?author=Kafka`."""

import re

from shared.reading.names.grounding import Ground, fields_in
from shared.reading.refusals.cases import children
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity, Field, Guard, Query


def through(app: App, entity: Entity, name: str, near: str) -> Query | None:
    """The parameter that is called like another resource, and keeps the records that have to do with it."""
    found = _named(app, entity, name)
    if found is None:
        return None
    other, column = found
    column = column or _told(app, other, near)
    argument = f"{name}_" if name in {"class", "from", "in"} else name
    texts = column in other.fields and other.fields[column].type in {"string", ""}
    folded = ".casefold()" if texts and "case-insensitive" in near else ""
    code = _related(app, entity, other, f'["{column}"]{folded} == {argument}{folded}')
    kind = other.key_type if column == other.key else other.fields[column].type
    return Query(name, "code", code, kind if kind in {"integer", "number", "boolean"} else "string") if code else None


def _named(app: App, entity: Entity, name: str) -> tuple[Entity, str] | None:
    """The resource that a parameter is called after, with its field where the parameter names that, too: `author_name`."""
    low = words.code_name(name)
    for other in app.entities.values():
        if other is entity or not low.startswith((other.name, other.plural)):
            continue
        rest = low.removeprefix(other.plural).removeprefix(other.name).lstrip("_")
        if rest in {"", *other.fields, other.key}:
            return other, rest
    return None


def _told(app: App, other: Entity, near: str) -> str:
    """The field of the other resource that the words compare: `with the label of that name`; what it is called, or else its key."""
    told = [field for field in fields_in(Ground(app, other)(near)) if field in other.fields and other.fields[field].type != "boolean"]
    if not told and re.search(r"\bids?\b", near):
        return other.key
    called = [field for field in ("name", "title", "code", "label") if field in other.fields]
    return next(iter([*told, *called]), other.key)


def _points(one: Field, other: Entity, test: str) -> str:
    """Whether the record to which a field refers passes the test."""
    if test.startswith(f'["{other.key}"] =='):
        return f'row["{one.name}"]{test.removeprefix(f"[{chr(34)}{other.key}{chr(34)}]")}'
    there = f'row["{one.name}"] is not None and ' if one.required is False else ""
    return f'{there}find_{other.name}(row["{one.name}"]){test}'


def _related(app: App, entity: Entity, other: Entity, test: str) -> str:
    """Whether what a record refers to, or one of those that it is joined with or has, passes the test."""
    referring = [one for one in entity.fields.values() if one.refers == other.name and one.type != "list"]
    if referring:
        return " or ".join(_points(one, other, test) for one in referring)
    for child, column in children(app, entity):
        rows = f'store.{child.plural}.find({column}=row["{entity.key}"])'
        if child is other:
            return f"any(other{test} for other in {rows})"
        joint = next((field.name for field in child.fields.values() if field.refers == other.name), "")
        if joint:
            return f'any(find_{other.name}(link["{joint}"]){test} for link in {rows})'
    return ""


_END = re.compile(r"(?:(?P<low>min|least|from|at_least)|(?P<high>max|most|to|at_most))_(?P<rest>\w+)")


def bounded(app: App, entity: Entity, name: str) -> Query | None:
    """`?min_level=3`, `?min_votes=10`: one end of a number that only what joins a record with others has, or of how much belongs to it."""
    end = _END.fullmatch(words.code_name(name))
    for child, column in children(app, entity) if end and end["rest"] not in entity.fields else ():
        if end and end["rest"] in {child.plural, child.name, f"{child.name}_count"}:
            many = f'len(store.{child.plural}.find({column}=row["{entity.key}"]))'
            return Query(name, "code", f"{many} {'>=' if end['low'] else '<='} {name}", "integer")
        one = child.fields.get(end["rest"]) if end else None
        if end and one is not None and one.type in {"integer", "number"} and len([f for f in child.fields.values() if f.refers]) > 1:
            test = f'link["{one.name}"] {">=" if end["low"] else "<="} {name}'
            return Query(name, "code", f'any({test} for link in store.{child.plural}.find({column}=row["{entity.key}"]))', one.type)
    return None


_ANY = re.compile(r"any\((?P<test>.*) for link in (?P<rows>store\.\w+\.find\([^()]*\))\)")


def either(entity: Entity, name: str, near: str) -> Query | None:
    """`?team=`, at home or away: one value, in either of two fields."""
    for one, other in re.findall(r"\b(\w+) or (?:the |its |as )?(?=(\w+)\b)", near):
        if {one, other} <= entity.fields.keys() and entity.fields[one].type == entity.fields[other].type:
            kind = "integer" if entity.fields[one].type == "integer" else "string"
            return Query(name, "code", f'{name} in (row["{one}"], row["{other}"])', kind)
    return None


#: `valid on a certain day`, `?active_on=2030-05-01`: within two dates.
_ON_DAY = re.compile(r"(?:.*_)?(?:on|day|date|during)$")
_BEGINS, _ENDS = (
    re.compile(rf"(?:.*_)?(?:{names})(?:_.*)?$") for names in ("from|starts?|begins?|since|start", "until|to|ends?|till|through|end")
)


def on_day(entity: Entity, name: str, near: str) -> Query | None:
    """`?valid_on=`, of records that are valid from one day to another, both of which count."""
    days = [one.name for one in entity.fields.values() if one.type == "date"]
    first, last = ([day for day in days if ends.fullmatch(day)] for ends in (_BEGINS, _ENDS))
    told = re.search(r"\b(?:valid|active|current|in force|running|open|cover\w*|includ\w*|contain\w*|fall\w*|take place|there)\b", near)
    if (
        len(first) != 1
        or len(last) != 1
        or not told
        or not _ON_DAY.fullmatch(name)
        or re.search(r"\b(?:not|never) count|exclusive|excluded", near)
    ):
        return None
    open_end = f'row["{last[0]}"] is None or ' if entity.fields[last[0]].required is False else ""
    return Query(name, "code", f'row["{first[0]}"] <= {name} and ({open_end}{name} <= row["{last[0]}"])', pattern=r"^\d{4}-\d\d-\d\d$")


def same_link(endpoint: Endpoint) -> None:
    """Filters by what a record is joined with hold for one and the same: `?skill=X&min_level=3`."""
    before: dict[str, tuple[str, str]] = {}
    for query in endpoint.query:
        match = _ANY.fullmatch(query.field) if query.how == "code" else None
        if match is None:
            continue
        if match["rows"] in before:
            other, test = before[match["rows"]]
            query.field = f"any({match['test']} and ({other} is None or {test}) for link in {match['rows']})"
        else:
            before[match["rows"]] = query.name, match["test"]


def needing(endpoint: Endpoint, said: str) -> None:
    """`min_level without skill is a 422`: parameters that need another."""
    names = {query.name for query in endpoint.query}
    for one, other, status in re.findall(r"\b(\w+) without (?:an? |the )?(\w+)\b[^.;]{0,24}?\b(4\d\d)\b", said):
        if {one, other} <= names:
            endpoint.guards.append(Guard(f"{one} is not None and {other} is None", int(status), f"{one} needs {other}", "rule"))
