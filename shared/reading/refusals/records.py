"""Lists of records in a request (`lines: [{flower_id, stems}]`): what they hold, add up to, take from and give back."""

import re

from shared.reading.fields.bodies import example_types, from_members
from shared.reading.fields.constraints import constrain
from shared.reading.fields.fieldlists import field_list
from shared.reading.refusals.cases import Case
from shared.reading.refusals.clauses import refused
from shared.reading.routes.routing import Routed
from shared.reading.text.lexicon import canonical
from shared.reading.text.outline import Statement
from shared.reading.text.shapes import shapes
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity, Field, Guard
from shared.writing.types import guess, settle

_EACH = (
    r"(?i)\b(?:list|array) of (?:at least one |one or more |some |\d+ to \d+ )?(?:\w+ )?\w+,?(?: (?:each|all|every one))?(?: of (?:them|which))? "
    r"(?:with|having|has|have|that has|carrying|giving|holding|containing|consisting of)(?: an?| the)? "
)


def read_parts(app: App, one: Routed, statements: list[Statement], used: set[str]) -> None:
    """Gives the lists of a request the fields of their records, where the text tells them. `used`: sentences that only do that."""
    for field in one.body:
        others = [each.name for each in one.body if each is not field]
        _of_records(field, others, [one.route.lead, one.route.text, *one.route.more])
    entity = app.entities.get(one.endpoint.entity)
    for field in [*one.body, *(entity.fields.values() if entity and one.endpoint.kind == "create" else ())]:
        several = (field.type == "list" or words.is_plural(field.name)) and field.items in {"", "object", "record"}
        for statement in statements if several and words.singular(field.name) not in app.entities else ():
            if not statement.routes and _of_records(field, [], [statement.text]):
                used.add(statement.text)
        if field.parts:
            beside = {name for text in (one.route.text, *one.route.more) for shape in shapes(text) for name, _ in shape.members}
            inner = {part.name for part in field.parts} - beside
            one.body = [each for each in one.body if each is field or each.name not in inner or each.parts]


def _of_records(field: Field, others: list[str], texts: list[str]) -> bool:
    """Whether one of the texts tells what the records of a list hold, which has them then."""
    if field.parts or field.type not in {"list", "", "object", "scalar", "string", "example:string"}:
        return False
    field.parts = next((found for text in texts if (found := _shown(field.name, text, others) or _listed(field, text))), [])
    if field.parts:
        field.type, field.items, field.required = "list", "record", True if field.required is None else field.required
    for part in field.parts:
        example_types(part)
        part.required = True if part.required is None else part.required
    return bool(field.parts)


def _shown(name: str, text: str, others: list[str]) -> list[Field]:
    """`items: [{pizza_id, quantity}]`, `lines is a list of {flower_id, stems}`."""
    for shape in shapes(text):
        for member, value in shape.members:
            first = value[0] if isinstance(value, list) and value else None
            if member == name and isinstance(first, dict):
                return from_members(tuple(first.items()))
        told = re.search(
            rf"(?i)\b{name}\b[`\"]?([^.;{{}}]{{0,48}}\b(?:list|array|of|each|like)\b[^.;{{}}]{{0,40}}\[?)$", text[: shape.start].rstrip()
        )
        if told and not any(re.search(rf"\b{other}\b", told[1]) for other in others):
            return from_members(shape.members)
    return []


def _listed(field: Field, text: str) -> list[Field]:
    """`a list of lines, each with a product_id and a quantity`."""
    match = re.search(_EACH, text)
    one = words.singular(field.name)
    before = rf"(?i)\b{field.name}\b[`\"]?(?: is| being| as|:|,| -)*(?: \(| )an? (?:non-?empty )?(?:list|array) of|\b(?:list|array) of [\w ]*\b(?:{field.name}|{one})\b"
    named = match is not None and re.search(before, text[: match.end()])
    bare = re.search(
        rf"(?i)(?:\b(?:each|every)|^an?|^the) (?:{one}|of (?:the|its) {field.name}) (?:has|have|with|gives?|names?|holds|carries|contains|consists of|is made (?:up )?of) (?!(?:at|no|between|only|up|one|its|\d)\b)",
        text,
    )
    found = match if named else bare if field.type == "list" or one != field.name else None
    return field_list(re.split(r"\)? and (?:an? )?(?:list|optional )|;", text[found.end() :])[0]) if found else []


def bind(app: App, entity: Entity) -> None:
    """Parts that are named after a resource refer to it; a list says how many records it needs."""
    for field in entity.fields.values():
        for part in field.parts:
            part.type = part.type or guess(part.name)
            stem = re.sub(r"(_id|Id)$", "", part.name)
            owner = app.entities.get(stem) or next(
                (each for each in app.entities.values() if each.name.endswith(stem) and len(stem) > 3), None
            )
            if owner is not None and owner is not entity and not part.refers:
                part.refers, part.type = owner.name, "integer" if owner.key_type == "integer" else "string"
            settle(part)
        plain = [part for part in field.parts if not part.refers and part.type in {"scalar", "", "number"}]
        numbers = [part for part in field.parts if part.type == "integer" and not part.refers]
        if len(plain) == 1 and not numbers and any(part.refers for part in field.parts) and not _PRICE.search(plain[0].name):
            plain[0].type = "integer"  # What stands beside a reference says how many.


def limited(field: Field, text: str) -> None:
    """`at least one line`, `without lines`: how many records there must be."""
    one = words.singular(field.name)
    nouns = rf"(?:{one}|{field.name}|entry|entries|element|elements|record|records|position|positions)"
    said = canonical(text).lower()
    if re.search(
        rf"(?:>= (?:1|one)|\bone or more|\bone) (?:\w+ )?{nouns}\b(?! per)|\b(?:without|no|empty) (?:any )?{nouns}\b|\b{nouns}\b[^.;,]{{0,24}}(?:\bempty\b|>= 1\b|>= one)|\bnon-?empty\b|\b(?:list|array) (?:can|must|may|should) not be empty\b",
        said,
    ):
        field.shortest = field.shortest or 1


def _lists(entity: Entity | None) -> list[Field]:
    return [field for field in entity.fields.values() if field.parts] if entity else []


def _counted(field: Field) -> Field | None:
    """The part that says how many."""
    numbers = [part for part in field.parts if part.type in {"integer", "number"} and not part.refers]
    prices = [part for part in numbers if _PRICE.search(part.name)]
    return next((part for part in numbers if part not in prices), None)


_PRICE = re.compile(r"price|cost|cents|rate|fee|amount_due|euro|value")
_DOWN = re.compile(
    r"\b(?:lowers?|reduc\w+|decreas\w+|subtract\w*|deduct\w*|tak(?:es?|en|ing) (?:\S+ ){0,3}(?:from|off|out)|goes down|go down|goes? out|drops?|removed?s? from|uses? up|shrinks?|falls?|sells?|sold|minus|decrement\w*|comes? off|books? out)\b"
)
_BACK = re.compile(
    r"\b(?:puts?|gives?|returns?|go|goes|brings?|adds?|restor\w+|restock\w*|releas\w+|comes?|flows?|undo\w*|refills?|increas\w+|raises?)\b"
)


def change(app: App, routed: list[Routed], texts: list[str]) -> None:
    """Gives creates and actions what their lists change: totals, stock that goes down and comes back."""
    for one in routed:
        entity = app.entities.get(one.endpoint.entity)
        if entity is None or one.endpoint.kind != "create":
            continue
        for field in _lists(entity):
            own = [one.route.lead, one.route.text, *one.route.more]
            nouns = rf"(?i)\b(?:{entity.name}|{entity.plural}|{field.name}|{words.singular(field.name)}|stock)\b"
            about = [text for text in texts if re.search(nouns, text.replace("_", " "))]
            _create(app, one.endpoint, entity, field, list(dict.fromkeys([*own, *about])))
    for one in routed:
        if one.endpoint.kind in {"action", "delete"}:
            for field in _lists(app.entities.get(one.endpoint.entity)):
                _give_back(app, one, field)


def _create(app: App, endpoint: Endpoint, entity: Entity, field: Field, texts: list[str]) -> None:
    for text in texts:
        limited(field, text)
    owner_part = next((part for part in field.parts if part.refers), None)
    owner = app.entities.get(owner_part.refers) if owner_part else None
    count = _counted(field)
    _total(entity, field, owner, owner_part, count, texts)
    if owner is None or owner_part is None:
        return
    missing = f'any(store.{owner.plural}.get(line["{owner_part.name}"]) is None for line in values["{field.name}"])'
    endpoint.guards.append(
        Guard(missing, owner_part.missing, f"there is no such {owner.name.replace('_', ' ')}", "part", fields=(field.name,))
    )
    for text in texts:
        stock = stock_of(owner, text)
        if stock and count is not None and _DOWN.search(canonical(text).lower()) and not endpoint.notes.get("lowers"):
            _lower(endpoint, field, owner, owner_part, count, stock)


def _lower(endpoint: Endpoint, field: Field, owner: Entity, part: Field, count: Field, stock: str) -> None:
    endpoint.notes["lowers"] = f"{field.name},{stock}"
    before = [
        f"wanted: dict[{'int' if owner.key_type == 'integer' else 'str'}, Any] = {{}}",
        f'for line in values["{field.name}"]:',
        f'    wanted[line["{part.name}"]] = wanted.get(line["{part.name}"], 0) + line["{count.name}"]',
    ]
    short = f'any(find_{owner.name}(key)["{stock}"] < number for key, number in wanted.items())'
    endpoint.guards.append(
        Guard(short, 409, f"there is not enough {stock.replace('_', ' ')}", "short-lines", before=before, fields=(stock,))
    )
    endpoint.after += [
        "for key, number in wanted.items():",
        f'    store.{owner.plural}.change(key, {{"{stock}": find_{owner.name}(key)["{stock}"] - number}})',
    ]


def stock_of(owner: Entity, text: str) -> str:
    """The number of a resource that a text speaks of, or the one that is called like a stock."""
    numbers = [
        one.name for one in owner.fields.values() if one.type in {"integer", "number"} and not one.refers and not _PRICE.search(one.name)
    ]
    named = [name for name in numbers if re.search(rf"(?i)\b{name.replace('_', '[ _]')}\b", text)]
    usual = [name for name in numbers if re.search(r"stock|quantity|available|inventory|left|remaining|count|amount|pieces|units", name)]
    about = re.search(r"(?i)\bstock\b|\bshel(?:f|ves)\b|\binventory\b|\bstorage\b|\bwarehouse\b", text)
    return next(iter([*named, *(usual if about else [])]), "")


def _total(entity: Entity, field: Field, owner: Entity | None, part: Field | None, count: Field | None, texts: list[str]) -> None:
    """`total_cents, the sum of stems times price over the lines`."""
    said = " ".join(texts)
    names = list(
        dict.fromkeys(
            re.findall(
                r"\b((?:sub|grand_|order_)?total(?:_[a-z]+)*|(?!line_|item_|row_|position_)[a-z]+_total|sum(?:_[a-z]+)?)\b(?! (?:of|over|price|cost|is taken))",
                said,
            )
        )
    )
    priced = [one for one in field.parts if one.type in {"integer", "number"} and _PRICE.search(one.name)]
    prices = [one for one in owner.fields.values() if one.type in {"integer", "number"} and _PRICE.search(one.name)] if owner else []
    summed = re.search(r"(?i)\b(?:times|multiplied|sum|added up|adds? up|altogether|\*|x)\b|\*", said)
    if len(names) != 1 or not summed or priced or not (prices and owner and part):
        return  # What the lines tell themselves is computed whenever it is asked for.
    price = f'find_{owner.name}(line["{part.name}"])["{prices[0].name}"]'
    product = f'{price} * line["{count.name}"]' if count is not None else price
    kind = prices[0].type
    total = f'sum({product} for line in values["{field.name}"])'
    entity.fields[names[0]] = Field(
        names[0], kind, required=False, default=0, given=False, fill=f"expr:{total if kind == 'integer' else f'round({total}, 2)'}"
    )


def _give_back(app: App, one: Routed, field: Field) -> None:
    """`puts the stems back`: an action undoes what the create took."""
    create = app.of(one.endpoint.entity, "create")
    lowers = create.notes.get("lowers", "") if create else ""
    part = next((part for part in field.parts if part.refers), None)
    count, owner = _counted(field), app.entities.get(part.refers) if part else None
    if not lowers.startswith(f"{field.name},") or part is None or owner is None or count is None:
        return
    stock = lowers.partition(",")[2]
    nouns = "|".join({stock, count.name, words.plural(count.name), owner.plural, field.name, "stock", "back", "everything", "shelves"})
    for text in (one.route.lead, one.route.text, *one.route.more):
        said = re.sub(r"\([^()]*\)", " ", text.lower())
        if (
            _BACK.search(said)
            and re.search(rf"\b(?:back|again|to (?:the )?(?:{nouns})|restor\w+|releas\w+|restock\w*|undo\w*|increas\w+|raises?)\b", said)
            and re.search(rf"\b(?:{nouns})\b", said)
        ):
            one.endpoint.after += [
                f'for line in row["{field.name}"]:',
                f'    owner = find_{owner.name}(line["{part.name}"])',
                f'    store.{owner.plural}.change(owner["{owner.key}"], {{"{stock}": owner["{stock}"] + line["{count.name}"]}})',
            ]
            return


_SHORT = re.compile(
    r"\bmore\b.*\bthan\b|>|\bnot (?:have )?(?:enough|sufficient)\b|\binsufficient\b|\btoo (?:little|few|low|small|much|many)\b|\bout of stock\b|\bexceed\w*|\bshort\b|\blacks?\b|\bcan not be (?:filled|served|supplied|covered|delivered|fulfilled)\b|\bnot (?:cover|suffice)\w*|\bunavailable\b|\bnot available\b|\b(?:none|nothing|no \w+) left\b|\bsold out\b"
)


def lines_short(case: Case) -> bool:
    """`an order that asks for more than is in stock is refused`: the status of what a list would take too much of."""
    found = [guard for endpoint in case.app.endpoints for guard in endpoint.guards if guard.kind == "short-lines"]
    if (
        not found
        or case.status not in {409, 422, 400, 0}
        or not _SHORT.search(case.said)
        or (case.endpoint and case.endpoint.kind != "create")
    ):
        return False
    stock = found[0].fields[0]
    if not re.search(rf"<{stock}>|\bstock\b|\[\w+\]|\bleft\b|\bavailable\b|\bthere (?:is|are)\b|\bthan we have\b|\binventory\b", case.said):
        return False
    for guard in found:
        guard.status = case.status or 409
    return True


def parts_missing(app: App) -> None:
    """The status of an unknown reference of a record is that which the rules give its field."""
    for endpoint in app.endpoints:
        entity = app.entities.get(endpoint.entity)
        for guard in endpoint.guards:
            field = entity.fields.get(guard.fields[0]) if entity and guard.kind == "part" else None
            part = next((part for part in field.parts if part.refers), None) if field else None
            guard.status = _missing(app, part) if part else guard.status
            sent = next((one for one in endpoint.body if guard.kind == "reference" and one.name in guard.fields), None)
            guard.status = sent.missing if sent is not None else guard.status


def _missing(app: App, part: Field) -> int:
    """`invalid input, a flower_id that does not exist included, is a 422`."""
    for text in app.statements:
        for refusal in refused(text) if part.name in text else ():
            if part.name in refusal.said and re.search(r"\bunknown\b|\bexist", canonical(refusal.said)):
                return refusal.status
    return part.missing


def constrain_parts(field: Field, text: str) -> None:
    """`1 stem at least per line`: a limit that names a part after its number."""
    said = canonical(text)
    for part in field.parts:
        noun = rf"(?:{words.singular(part.name)}|{part.name})"
        match = re.search(rf"(?i)\b(\d+) {noun} >= per|>= (\d+) {noun} per|\b(\d+) to (\d+) {noun} (?:per|each)", said)
        if match and part.type in {"integer", "number", ""} and part.low is None:
            constrain(part, f">= {match[1] or match[2] or match[3]}" + (f" and <= {match[4]}" if match[4] else ""))
