"""Values that are computed: members of answers (`average_rating`), and operations that answer totals and groups."""

import itertools
import re
from collections.abc import Sequence

from shared.reading.actions.directions import flow_of
from shared.reading.fields.membership import for_each
from shared.reading.names.grounding import Ground, fields_in
from shared.reading.names.grounding import plain as unmarked
from shared.reading.refusals.cases import children, with_computed
from shared.reading.refusals.closing import denies
from shared.reading.refusals.entering import counted
from shared.reading.refusals.loans import availability
from shared.reading.results import standings
from shared.reading.results.belated import belated
from shared.reading.results.belonging import at_end, belongs
from shared.reading.results.charges import charged
from shared.reading.results.composed import flowing, moved
from shared.reading.results.factors import product, shortly
from shared.reading.results.fitting import fits
from shared.reading.results.formulas import formula
from shared.reading.results.glosses import coded, equations
from shared.reading.results.graded import graded
from shared.reading.results.holding import Held, conditions
from shared.reading.results.lasting import during, told_of_ends
from shared.reading.results.leftover import floored, left, several_of, spare, untold
from shared.reading.results.lines import of_lines
from shared.reading.results.measuring import measured
from shared.reading.results.numbers import AVERAGE, COUNT, SUM, numbers_of
from shared.reading.results.ordering import sorted_by
from shared.reading.results.portions import portion
from shared.reading.results.previous import first_to_last, since_before
from shared.reading.results.qualified import dated, listed_values, loaded, narrowed, qualified, unclear
from shared.reading.results.reductions import reduced
from shared.reading.results.rounding import rounded
from shared.reading.results.shares import gross, of_owner, operand, share, together
from shared.reading.results.tiers import cases, told, values
from shared.reading.results.totals import aggregate, turned
from shared.reading.results.verdicts import judged
from shared.writing import words
from shared.writing.ir import App, Computed, Endpoint, Entity


def compute(app: App, entity: Entity, name: str, gloss: str) -> bool:
    """Adds a computed member to the answers about a resource. False when nothing tells what it is."""
    if name in entity.fields or any(one.name == name for one in entity.computed) or name in {entity.key, entity.name, "id"}:
        return True
    plain = words.code_name(name)
    scored = standings.member(app, entity, name) or of_owner(app, entity, plain)
    code = (scored, "") if scored else _reduced(app, entity, plain, gloss) or _of_gloss(app, entity, plain, gloss)
    if code is None and re.match(r"(?:what|how much)\b", gloss) and (told := untold(app, entity, plain)):
        code = (told, "")
    if code is None and (turned := next((one.name for one in entity.fields.values() if not one.given and denies(one, plain)), "")):
        code = (f'not row["{turned}"]', "")
    if code is None or not fits(entity, name, gloss, code[0]):
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
    entity.computed.append(Computed(name, rounded(guarded, gloss), gloss[:80], code[1]))
    return True


def _of_gloss(app: App, entity: Entity, name: str, gloss: str) -> tuple[str, str] | None:
    """What a gloss tells of the resource's own fields or of what belongs to it."""
    said = Ground(app, entity)(gloss)
    if cases(gloss):
        return (code, "") if (code := graded(app, entity, gloss)) else None
    if code := of_lines(app, entity, name, gloss):
        return code, ""
    return _of_row(app, entity, name, gloss, said) or _of_children(app, entity, name, gloss, said)


def _reduced(app: App, entity: Entity, name: str, gloss: str) -> tuple[str, str] | None:
    """An amount that a percentage is taken off."""
    amount, behind = reduced(entity, Ground(app, with_computed(entity))(gloss))
    alone = re.fullmatch(r"\W*(?:(?:is|the|its) )*<(\w+)>\W*", amount)
    code = operand(entity, alone[1]) if alone else ""
    told = (code, "") if code else _of_gloss(app, entity, name, unmarked(amount)) if behind else None
    return (f"({told[0]}){behind}" if not alone else f"{code}{behind}", told[1]) if told and behind else None


#: How many there should be is no count of those that there are.
_PLANNED = re.compile(
    r"(?i)\b(?:needed|required|necessary|wanted|planned|expected|allowed|permitted|possible|may|can|must|should|fit|fits|at most|maximum|minimum)\b"
)


def uncounted(app: App, texts: Sequence[str], sent: set[str]) -> None:
    """`each meeting has open_actions: the number of its actions`: what is counted of other records is no field, nor is how long something lasts of which the ends are sent."""
    for name, gloss in (one for text in texts for one in coded(text) if not _PLANNED.search(one[1])):
        for entity in app.entities.values():
            if any(f"[{child.name}]" in Ground(app, child)(gloss) for child, _ in children(app, entity)):
                entity.fields.pop(name, None)
    made = [one for text in texts for one in (*told(text), *equations(text), *coded(text)) if one[0] not in sent]
    chosen = {words.code_name(value) for text in texts for value in values(text)} - sent
    for entity in app.entities.values():
        parts = {part.name for one in entity.fields.values() for part in one.parts}
        for name in {name for name, gloss in made if _made_of(name, gloss, Ground(app, entity)(gloss), parts)} | chosen:
            entity.fields.pop(name, None)
        _bare_counts(app, entity, sent)
        _flows(app, entity, texts, sent)
        for name, _ in told_of_ends(entity, texts):
            if name not in sent:
                entity.fields.pop(name, None)


def _made_of(name: str, gloss: str, said: str, parts: set[str]) -> bool:
    """Whether a gloss says that a member is worked out from fields, be it from `parts` of a list. `A trip_id, an amount and a note` lists fields."""
    used = set(fields_in(said))
    listed = name.endswith("_id") or re.match(r"an? (?:(?:optional|required|unique|whole) )*<", said)
    summed = re.match(rf"(?:the )?(?:{SUM}|{COUNT}|{AVERAGE})", gloss)
    return name not in used and not listed and bool(used & parts if summed else used)


def _flows(app: App, entity: Entity, texts: Sequence[str], sent: set[str]) -> None:
    """`An item has a stock (sum of in minus sum of out)`: what comes of records that go in and out is no field of requests."""
    for child, column in children(app, entity):
        flow = flow_of(child)
        for name in {"stock", "balance", "saldo"} & entity.fields.keys() - sent if flow else ():
            told = rf"(?i)\b{name}\b[^.;]*\b(?:minus|difference|less|sum|computed|calculated|total)\b"
            if flow and any(re.search(told, text) for text in texts):
                del entity.fields[name]
                entity.computed.append(Computed(name, flow.balance(f'store.{child.plural}.find({column}=row["{entity.key}"])'), name))


def _bare_counts(app: App, entity: Entity, sent: set[str]) -> None:
    """`A trail also has point_count`: called like the number of what belongs to a record, it is no field of requests."""
    for child, _ in children(app, entity):
        for name in {f"{child.name}_count", f"{child.plural}_count", f"number_of_{child.plural}"} - sent:
            if name in entity.fields and not entity.fields[name].type:
                del entity.fields[name]
        for how, one in itertools.product(("average", "avg", "mean", "total", "highest", "lowest"), numbers_of(child)):
            if f"{how}_{one.name}" not in sent and one.given and one.name not in entity.fields:
                entity.fields.pop(f"{how}_{one.name}", None)


def between_ends(app: App, texts: Sequence[str]) -> None:
    """Computes how long records last, wherever a text tells that they carry it."""
    for entity in app.entities.values():
        for name, gloss in told_of_ends(entity, texts):
            compute(app, entity, name, gloss)


def _of_row(app: App, entity: Entity, name: str, gloss: str, said: str) -> tuple[str, str] | None:
    """From the resource's own fields: formulas, comparisons, products, differences, spans of time."""
    marked = shortly(entity, Ground(app, with_computed(entity))(gloss))
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
        or charged(app, entity, name)
        or gross(entity, name)
        or together(entity, gloss)
        or _percent(entity, f"percent {marked}" if re.search(r"percent|pct", name) else marked)
        or floored(_left_of_itself(entity, name), marked)
        or counted(entity, name, said)
        or belated(app, entity, said)
        or _flag(app, entity, name, said)
        or spare(app, entity, name, said)
        or since_before(app, entity, gloss)
    )
    return (code, "") if code else None


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
    code = f"int({code})" if "//" in code else code
    return f"min(100, {code})" if re.search(r"(?:<=|\bcapped at|\bnever (?:>|above|over)|\bnot (?:>|above|over)) ?100\b", marked) else code


def _left_of_itself(entity: Entity, name: str) -> str:
    """`pages_left`, where there are `pages` and it is computed how many are read; `remaining_cents` of `target_cents` and what is kept as `saved_cents`."""
    stem = re.sub(r"^(?:remaining|left|free)_|_(?:left|remaining|free|to_go)$", "", name)
    done = [one.name for one in entity.computed if one.name.startswith(f"{stem}_") and one.name != name]
    if stem != name and stem in entity.fields and len(done) == 1:
        return f'row["{stem}"] - {operand(entity, done[0])}'
    alike = [one for one in entity.fields.values() if stem != name and one.name.endswith(f"_{stem}") and one.type in {"integer", "number"}]
    whole, part = ([one.name for one in alike if one.given is given] for given in (True, False))
    return f'row["{whole[0]}"] - row["{part[0]}"]' if len(whole) == len(part) == 1 else ""


#: `whether no place is left`, `true when nothing is free`; and what is left, as a number.
_NONE_LEFT = re.compile(
    r"\W*(?:is )?(?:true (?:if|when|once|as soon as)|whether) (?:there (?:is|are) )?(?:no|none|nothing)\b[^.;]*\b(?:left|free|available|remaining|open)\b"
)
_FREE = re.compile(r"(?:free|left|available|remaining|open)(?:_\w+)?|\w+_(?:free|left|available|remaining)")


def _flag(app: App, entity: Entity, name: str, said: str) -> str:
    """`true when the due date is past and it was not returned`: conditions that all must hold, or one of which must."""
    if _NONE_LEFT.match(said) and (free := next((one for one in entity.computed if _FREE.fullmatch(one.name) and " - " in one.code), None)):
        return f"{operand(entity, free.name)} <= 0"
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


#: `at or above the goal`, `is the goal or more`, `has met the goal`.
_AT_OR = re.compile(
    r"\b(?:at|equals?|equal to|on) or (?:(?P<more>above|over|beyond|past|exceeds?|>)|below|under|<)(?: (?:than|to))?(?=(?: the| its)? <)"
)
_OR_MORE = re.compile(r"(?:the |its )?<(?P<limit>\w+)> or (?:(?P<more>more|above|higher|over|beyond)|less|below|lower|fewer)\b")
_MET = re.compile(
    r"^\W*(?:(?:true (?:once|if|when|as soon as|while)|whether) )?(?:the |its )?<(?P<limit>\w+)> (?:(?:is|was|has been|is already|has already been) )?(?:reached|met|hit|attained|fulfilled)\b"
)


def _comparison(entity: Entity, marked: str) -> str:
    """`true once raised is at least the goal`, `whether more than the limit was spent`, `goal met or not`."""
    marked = _AT_OR.sub(lambda match: ">=" if match["more"] else "<=", marked)
    marked = _OR_MORE.sub(lambda match: f"{'>=' if match['more'] else '<='} <{match['limit']}>", marked)
    if (met := _MET.search(marked)) and (sums := [one.name for one in entity.computed if one.code.startswith("sum(")]) and len(sums) == 1:
        return f"{operand(entity, sums[0])} >= {operand(entity, met['limit'])}"
    if more := re.search(r"\bmore (?:is|was|were|has been|have been) <(\w+)> than (?:the |its )?<(\w+)>", marked):
        return f"{operand(entity, more[1])} > {operand(entity, more[2])}"
    if turned := re.search(r"\b(?:true|whether)\b[^.;]*?(>=?|<=?) (?:the |its )?<(\w+)> (?:was|is|has been|is being|gets) <(\w+)>", marked):
        return f"{operand(entity, turned[3])} {turned[1]} {operand(entity, turned[2])}"
    if nothing := re.search(
        r"\b(?:true (?:once|if|when|as soon as)|whether) (?:nothing is|there is nothing|there is no|no) <(\w+)>(?: (?:is )?left)?\W*$",
        marked,
    ):
        return f"{operand(entity, nothing[1])} <= 0"
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
    if not re.search(r"^total(?:_(?:price|cost|amount|value|cents|euros?))?$|price$|cost$|^line_total|^subtotal", name):
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
        rows, name = f'store.{child.plural}.find({column}=row["{entity.key}"])', turned(child, name)
        linked = next((one for one in computed_lists(entity, child)), "")
        joined = app.entities.get(child.name.removeprefix(f"{entity.name}_")) if linked else None
        rest = left(app, entity, child, name, said, rows) if joined is not None and f"[{joined.name}]" not in said else ""
        if joined is not None and (code := rest or aggregate(app, joined, name, gloss, linked)):
            return code, ""
        if shown := _listed(app, child, name, gloss, said, rows):
            return shown
        if values := listed_values(child, name, gloss, rows):
            return values, "one"
        code = (
            judged(app, child, gloss, rows)
            or for_each(child, Ground(app, child)(gloss), rows)
            or flowing(child, name, gloss, [], rows)
            or first_to_last(app, child, gloss, rows)
            or _ratio(app, child, gloss, rows)
            or portion(child, name, gloss, Ground(app, child)(gloss), rows)
            or (left(app, entity, child, name, said, rows) if several_of(entity) else "")
            or availability(child, rows, name)
            or qualified(app, child, name, rows)
            or loaded(child, name, rows)
            or dated(child, name, gloss, rows)
            or left(app, entity, child, name, said, rows)
        )
        code = code or _of_some(app, child, name, gloss, rows) or _further(app, entity, (child, column), name, gloss)
        if code:
            return code, ""
    return None


def _further(app: App, entity: Entity, kin: tuple[Entity, str], name: str, gloss: str) -> str | None:
    """`total_fees over all their visits`, of the pets of an owner: from what belongs to what belongs to it."""
    child, column = kin
    for one, key in children(app, child):
        if one is not entity and f"[{one.name}]" in Ground(app, one)(gloss):
            below = f'store.{one.plural}.find({key}=each["{child.key}"])'
            rows = f'[other for each in store.{child.plural}.find({column}=row["{entity.key}"]) for other in {below}]'
            if code := _of_some(app, one, name, gloss, rows):
                return code
    return None


def _ratio(app: App, child: Entity, gloss: str, rows: str) -> str:
    """`pace (minutes per km)`: a sum over all of them divided by another."""
    code = formula(child, Ground(app, child)(gloss))
    return re.sub(r'row\["(\w+)"\]', rf'sum(other["\1"] or 0 for other in {rows})', code) if " / row[" in code else ""


def _of_some(app: App, child: Entity, name: str, gloss: str, rows: str) -> str | None:
    """What is counted or added up of those of which the gloss speaks."""
    some, rest = narrowed(app, child, gloss, rows)
    if some == rows and unclear(child, Ground(app, child)(gloss)):
        return None
    return aggregate(app, child, name, rest, some)


def _listed(app: App, child: Entity, name: str, gloss: str, said: str, rows: str) -> tuple[str, str] | None:
    """The children themselves, one of their fields, or how many there are."""
    if one := at_end(app, child, name, gloss, rows):
        return one, ""
    if name != child.several:
        every = re.search(rf"\b(?:list|array) of (?:its |all |the )*\[{child.name}\]", said)
        return (rows, "one") if name in said and every else None
    told = Ground(app, child)(gloss)
    if re.search(rf"{COUNT}|^\W*0\W*$", told):
        return f"len({rows})", ""
    rows = sorted_by(child, told, rows)
    of = re.search(r"(?<!order )\bof (?:the |their |its |all )*<?(\w+)>?", told)
    return (
        (f'[other["{of[1]}"] for other in {rows}]', "one") if of and of[1] in child.fields and f"({of[1]}=" not in rows else (rows, "one")
    )


def computed_lists(entity: Entity, child: Entity) -> list[str]:
    """The members that a table of links gives to a resource, as an expression."""
    return [one.code for one in entity.computed if f"store.{child.plural}.find" in one.code and child.name.startswith(f"{entity.name}_")]


def none_at_first(app: App, entity: Entity, text: str) -> None:
    """`the answer includes votes: 0`: how many of what belongs to it there are."""
    for child, _ in children(app, entity):
        if re.search(rf"(?i)\b{child.plural}[\"`]?(?::| is| being| =)? 0\b", text):
            compute(app, entity, child.plural, f"number of {child.plural}")
