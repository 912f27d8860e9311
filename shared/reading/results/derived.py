"""Values that are computed: members of answers (`average_rating`), and operations that answer totals and groups."""

import itertools
import re
from collections.abc import Sequence

from shared.reading.fields.membership import of_choices, tally
from shared.reading.names.grounding import Ground
from shared.reading.refusals.cases import children, with_computed
from shared.reading.refusals.closing import denies
from shared.reading.refusals.entering import counted
from shared.reading.refusals.loans import availability
from shared.reading.results import standings
from shared.reading.results.belated import belated
from shared.reading.results.belonging import belongs
from shared.reading.results.composed import balanced, by_each, composed, kept, moved
from shared.reading.results.factors import product, shortly
from shared.reading.results.formulas import formula
from shared.reading.results.glosses import coded, gloss_of
from shared.reading.results.grouping import asked_for
from shared.reading.results.holding import Held, conditions
from shared.reading.results.lasting import during, lengths, told_of_ends
from shared.reading.results.leftover import floored, left, several_of, spare, untold
from shared.reading.results.measuring import measured
from shared.reading.results.ordering import order_of, sorted_by
from shared.reading.results.qualified import dated, listed_values, loaded, narrowed, qualified
from shared.reading.results.shares import gross, of_owner, operand, share
from shared.reading.results.totals import COUNT, TELLS, aggregate, numbers_of
from shared.reading.results.verdicts import verdict
from shared.reading.text.shapes import Placeholder
from shared.writing import words
from shared.writing.ir import App, Computed, Endpoint, Entity
from shared.writing.write_parts import needs_show


def compute(app: App, entity: Entity, name: str, gloss: str) -> bool:
    """Adds a computed member to the answers about a resource. False when nothing tells what it is."""
    if name in entity.fields or any(one.name == name for one in entity.computed) or name in {entity.key, "id"}:
        return True
    said, plain = Ground(app, entity)(gloss), words.code_name(name)
    scored = standings.member(app, entity, name) or of_owner(app, entity, plain)
    code = (scored, "") if scored else _of_row(app, entity, plain, said) or _of_children(app, entity, plain, gloss, said)
    if code is None and re.match(r"(?:what|how much)\b", gloss) and (told := untold(app, entity, plain)):
        code = (told, "")
    if code is None and (turned := next((one.name for one in entity.fields.values() if not one.given and denies(one, plain)), "")):
        code = (f'not row["{turned}"]', "")
    if code is None:
        return False
    empty = [
        name
        for name in dict.fromkeys(re.findall(r'(?<![\w.])row\["(\w+)"\] [*/+-]', code[0]))
        if name in entity.fields and entity.fields[name].required is False and entity.fields[name].default is None
    ]
    guarded = (
        f"None if {' or '.join(f'row[{chr(34)}{one}{chr(34)}] is None' for one in empty)} else {code[0]}"
        if empty and not code[0].startswith("None if")
        else code[0]
    )
    entity.computed.append(Computed(name, guarded, gloss[:80], code[1]))
    return True


#: How many there should be is no count of those that there are.
_PLANNED = re.compile(
    r"(?i)\b(?:needed|required|necessary|wanted|planned|expected|allowed|permitted|possible|may|can|must|should|fit|fits|at most|maximum|minimum)\b"
)


def uncounted(app: App, texts: Sequence[str], sent: set[str]) -> None:
    """`each meeting has open_actions: the number of its actions`: what is counted of other records is no field, nor is how long something lasts of which the ends are sent."""
    for name, gloss in (told for text in texts for told in coded(text) if not _PLANNED.search(told[1])):
        for entity in app.entities.values():
            if any(f"[{child.name}]" in Ground(app, child)(gloss) for child, _ in children(app, entity)):
                entity.fields.pop(name, None)
    for entity in app.entities.values():
        _bare_counts(app, entity, sent)
        for name, _ in told_of_ends(entity, texts):
            if name not in sent:
                entity.fields.pop(name, None)


def _bare_counts(app: App, entity: Entity, sent: set[str]) -> None:
    """`A trail also has point_count`: called like the number of what belongs to a record, it is no field of requests."""
    for child, _ in children(app, entity):
        for name in {f"{child.name}_count", f"{child.plural}_count", f"number_of_{child.plural}"} - sent:
            if name in entity.fields and not entity.fields[name].type:
                del entity.fields[name]


def between_ends(app: App, texts: Sequence[str]) -> None:
    """Computes how long records last, wherever a text tells that they carry it."""
    for entity in app.entities.values():
        for name, gloss in told_of_ends(entity, texts):
            compute(app, entity, name, gloss)


def _of_row(app: App, entity: Entity, name: str, said: str) -> tuple[str, str] | None:
    """From the resource's own fields: formulas, comparisons, products, differences, spans of time."""
    marked = shortly(entity, Ground(app, with_computed(entity))(said))
    code = (
        measured(entity, said)
        or formula(entity, marked)
        or _comparison(entity, marked)
        or _times(app, entity, marked)
        or product(app, entity, said)
        or during(app, entity, name, said)
    )
    code = (
        code
        or _price(app, entity, name, said)
        or share(entity, name, marked)
        or gross(entity, name)
        or _percent(entity, marked)
        or floored(_left_of_itself(entity, name), marked)
        or counted(entity, name, said)
        or _of_reference(app, entity, name)
        or belated(app, entity, said)
        or _flag(app, entity, name, said)
        or spare(app, entity, name, said)
    )
    return (code, "") if code else None


def _of_reference(app: App, entity: Entity, name: str) -> str:
    """`owner_name`, where `owner_id` refers to an owner that has a name."""
    for one in entity.fields.values():
        owner = app.entities.get(one.refers)
        for stem in (one.name.removesuffix("_id"), one.refers) if owner is not None and one.type != "list" else ():
            own = name.removeprefix(f"{stem}_")
            if owner is not None and own != name and own in owner.fields:
                code = f'find_{owner.name}(row["{one.name}"])["{own}"]'
                return code if one.required is not False else f'None if row["{one.name}"] is None else {code}'
    return ""


def _percent(entity: Entity, marked: str) -> str:
    """`pages_read of pages in percent`, `the percentage of the goal that is raised`."""
    names = re.findall(r"<(\w+)>", marked)
    if not re.search(r"\bper ?cent(?:age)?\b|%", marked) or len(names) != 2:
        return ""
    turned = re.search(r"\b(?:percentage|share|part|per ?cent|%) of (?:the |its )?<\w+> (?:that|which|already|is|has)\b", marked)
    part, whole = (names[1], names[0]) if turned else (names[0], names[1])
    value = f"{operand(entity, part)} * 100"
    code = (
        f"{value} // {operand(entity, whole)}"
        if re.search(r"\brounded down\b|\bwhole\b.*\bdown\b", marked)
        else f"round({value} / {operand(entity, whole)})"
    )
    return f"int({code})" if "//" in code else code


def _left_of_itself(entity: Entity, name: str) -> str:
    """`pages_left`, where there are `pages` and it is computed how many are read; `remaining_cents` of `target_cents` and what is kept as `saved_cents`."""
    stem = re.sub(r"^(?:remaining|left|free)_|_(?:left|remaining|free|to_go)$", "", name)
    done = [one.name for one in entity.computed if one.name.startswith(f"{stem}_") and one.name != name]
    if stem != name and stem in entity.fields and len(done) == 1:
        return f'row["{stem}"] - {operand(entity, done[0])}'
    alike = [one for one in entity.fields.values() if stem != name and one.name.endswith(f"_{stem}") and one.type in {"integer", "number"}]
    whole, part = ([one.name for one in alike if one.given is given] for given in (True, False))
    return f'row["{whole[0]}"] - row["{part[0]}"]' if len(whole) == len(part) == 1 else ""


def _flag(app: App, entity: Entity, name: str, said: str) -> str:
    """`true when the due date is past and it was not returned`: conditions that all must hold, or one of which must."""
    told = re.match(r"\W*(?:is )?(true|false|whether)\b(.*)", said)
    plain = name.removeprefix("is_")
    if told is None and plain not in {"overdue", "expired", "late"}:
        return ""
    text = told[2] if told else said
    parts = re.split(
        r"\bor\b|\band\b", re.sub(r"\b(?:at|on) or (?:below|above|before|after)\b", lambda match: match[0].replace(" or ", "_or_"), text)
    )
    held = [conditions(Held(app, entity, Endpoint("", ""), part.replace("_or_", " or "), "" if told else plain)) for part in parts]
    if not all(held):
        return ""
    joint = " or " if re.search(r"\bor\b", text) else " and "
    code = joint.join(dict.fromkeys(one for several in held for one in several))
    return f"not ({code})" if told and told[1] == "false" else f"({code})" if " or " in code else code


def _comparison(entity: Entity, marked: str) -> str:
    """`true once raised is at least the goal`, `whether more than the limit was spent`."""
    if turned := re.search(r"\b(?:true|whether)\b[^.;]*?(>=?|<=?) (?:the |its )?<(\w+)> (?:was|is|has been|is being|gets) <(\w+)>", marked):
        return f"{operand(entity, turned[3])} {turned[1]} {operand(entity, turned[2])}"
    if bare := re.fullmatch(r"\W*<(\w+)> ([<>]=?) (?:the )?<(\w+)>\W*", marked):
        return f"{operand(entity, bare[1])} {bare[2]} {operand(entity, bare[3])}"
    match = re.search(
        r"\b(?:true (?:once|if|when|as soon as|while|only if|only when|exactly when)|whether)\b[^.;]*?<(\w+)>[^.;]*?"
        r"(>=|<=|(?<!\w)>|<(?!\w+>)|\breach\w*|\bequals?|\bis 0|\bis zero)(?: (?:than )?(?:the |its )?(?:<(\w+)>|(\d+)))?",
        marked,
    )
    if match is None or not (match[3] or match[4] or match[2].startswith("is")):
        return ""
    sign = {"reach": ">=", "equal": "==", "is 0": "==", "is ze": "=="}.get(match[2][:5], match[2])
    return f"{operand(entity, match[1])} {sign} {operand(entity, match[3]) if match[3] else match[4] or '0'}"


def _times(app: App, entity: Entity, marked: str) -> str:
    """`nights times the price`, `limit minus spent`."""
    match = re.search(r"<(\w+)>\s*(?:times|\*|×|x|multiplied by)\s*(?:the |its |their |\[\w+\]'?s? )*<?(\w+)>?", marked)
    right = _foreign(app, entity, match[2], marked) if match else ""
    if match and right:
        return f"{operand(entity, match[1])} * {right}"
    minus = re.search(r"<(\w+)> (?:minus|-|less) (?:(?:the|its|what|all|amount|sum|that|which|is|was|has|been|already) )*<(\w+)>", marked)
    code = f"{operand(entity, minus[1])} - {operand(entity, minus[2])}" if minus else ""
    return floored(code, marked)


def _price(app: App, entity: Entity, name: str, said: str) -> str:
    """A total price: the quantity times the price, of this resource or of one that it refers to."""
    if not re.search(r"^total|price$|cost$|^line_total|^subtotal", name):
        return ""
    names = [*entity.fields, *(one.name for one in entity.computed)]
    amount = next((one for one in names if one in {"quantity", "qty", "nights", "days", "hours", "count"}), "")
    price = next((one.name for one in numbers_of(entity) if "price" in one.name or "rate" in one.name), "")
    right = f'row["{price}"]' if price else _foreign(app, entity, "price", said) if amount else ""
    return f"{operand(entity, amount)} * {right}" if amount and right else ""


def _foreign(app: App, entity: Entity, name: str, said: str) -> str:
    """A field of this resource, or of one that it refers to."""
    if name in entity.fields or any(one.name == name for one in entity.computed):
        return operand(entity, name)
    for one in entity.fields.values():
        other = app.entities.get(one.refers)
        for field in numbers_of(other) if other else ():
            if other and (field.name == name or name in field.name.split("_")):
                return f'find_{other.name}(row["{one.name}"])["{field.name}"]'
    return ""


def _of_children(app: App, entity: Entity, name: str, gloss: str, said: str) -> tuple[str, str] | None:
    """From the resources that refer to this one."""
    if flow := moved(app, entity, name, said):
        return flow, ""
    if place := belongs(app, entity, name, gloss):
        return place
    own = children(app, entity)
    mentioned = [(child, column) for child, column in own if f"[{child.name}]" in said or child.name in name or child.plural in name]
    for child, column in [*mentioned, *own]:
        rows = f'store.{child.plural}.find({column}=row["{entity.key}"])'
        linked = next((one for one in computed_lists(entity, child)), "")
        joined = app.entities.get(child.name.removeprefix(f"{entity.name}_")) if linked else None
        if joined is not None and (code := aggregate(app, joined, name, gloss, linked)):
            return code, ""
        if shown := _listed(app, child, name, gloss, said, rows):
            return shown
        if values := listed_values(child, name, gloss, rows):
            return values, "one"
        code = (
            (left(app, entity, child, name, said, rows) if several_of(entity) else "")
            or availability(child, rows, name)
            or qualified(app, child, name, rows)
            or loaded(child, name, rows)
            or dated(child, name, gloss, rows)
            or left(app, entity, child, name, said, rows)
        )
        some, rest = narrowed(app, child, gloss, rows)
        code = code or aggregate(app, child, name, rest, some)
        if code:
            return code, ""
    return None


def _listed(app: App, child: Entity, name: str, gloss: str, said: str, rows: str) -> tuple[str, str] | None:
    """The children themselves, one of their fields, or how many there are."""
    if name != child.several:
        every = re.search(rf"\b(?:list|array) of (?:its |all |the )*\[{child.name}\]", said)
        return (rows, "one") if name in said and every else None
    if re.search(rf"{COUNT}|^\W*0\W*$", said):
        return f"len({rows})", ""
    told = Ground(app, child)(gloss)
    rows = sorted_by(child, told, rows)
    of = re.search(r"\bof (?:the |their |its |all )*<?(\w+)>?", told)
    return (f'[other["{of[1]}"] for other in {rows}]', "one") if of and of[1] in child.fields else (rows, "one")


def computed_lists(entity: Entity, child: Entity) -> list[str]:
    """The members that a table of links gives to a resource, as an expression."""
    return [one.code for one in entity.computed if f"store.{child.plural}.find" in one.code and child.name.startswith(f"{entity.name}_")]


#: What is in none of the ranges that are counted beside it.
_REST = re.compile(r"(?i)\b(?:all (?:the )?others?|(?:the )?rest|everything else|all (?:the )?remaining|(?:the )?remaining ones)\b")


def totals(app: App, endpoint: Endpoint, entity: Entity, members: list[tuple[str, object]], said: str, source: str) -> bool:
    """`GET /eggs/total` -> `{"total": 57}`: one object over all (or the owner's) resources."""
    if asked_for(entity, [name for name, _ in members], said) and not any(isinstance(value, dict) for _, value in members):
        return False
    codes = sums(app, endpoint, entity, members, said)
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
    for name, value in sorted(members, key=lambda member: re.search(r"(?:^|_)(?:by|per)_", words.code_name(member[0])) is not None):
        asked = _asked(endpoint, name, value)
        if plain := endpoint.params[0] if asked else _plain(endpoint, entity, name) or verdict(app, entity, name, said, "rows"):
            codes[name] = plain
            continue
        others = [other for other, _ in members if other != name]
        told = value.text if isinstance(value, Placeholder) and " " in value.text else ""
        near = told or gloss_of(name, said, others)
        counted = [code for code in codes.values() if code.startswith("sum(1 ")]
        made = (
            composed(app, endpoint, entity, name, near, codes)
            or kept(app, endpoint, entity, name)
            or balanced(entity, name)
            or by_each(entity, name, near, codes)
        )
        code = (
            made
            or _records(entity, name, value)
            or _rest(near, counted)
            or _total(app, endpoint, entity, (name, value, others), near, said)
        )
        _fractions(entity, code, value)
        if not code:
            return None
        codes[name] = code
    return {name: codes[name] for name, _ in members}


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
        else lengths(entity, name, said, "rows") or aggregate(app, entity, name, near, "rows") or aggregate(app, entity, name, said, "rows")
    )
    if code is None and re.search(TELLS, name.replace("_", " ")):
        code = aggregate(app, entity, name, said, "rows")
    return code or ("len(rows)" if flagged and isinstance(value, int) else "")


def _flags(entity: Entity) -> set[str]:
    """What some of the resources are: beside `{"invited": 9, "checked_in": 4}`, the other number counts all."""
    return {one.name for one in entity.fields.values() if one.type == "boolean"}


def none_at_first(app: App, entity: Entity, text: str) -> None:
    """`the answer includes votes: 0`: how many of what belongs to it there are."""
    for child, _ in children(app, entity):
        if re.search(rf"(?i)\b{child.plural}[\"`]?(?::| is| being| =)? 0\b", text):
            compute(app, entity, child.plural, f"number of {child.plural}")
