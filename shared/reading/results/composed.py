"""Members of an object of totals that are made of the others, of what the records belong to, or of each value of a field: `balance`, `amount`, `byPerson`."""

import re
from collections.abc import Mapping, Sequence

from shared.reading.actions.directions import flow_of
from shared.reading.actions.drawing import change_of
from shared.reading.fields.membership import by_choices
from shared.reading.names.grounding import Ground, fields_in, state_field
from shared.reading.refusals.cases import children
from shared.reading.results.formulas import divided
from shared.reading.results.numbers import COUNT, numbers_of, numeric
from shared.reading.routes.routing import Routed, answer_shape
from shared.reading.text.lexicon import wordset
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity

_SIGNS = {"minus": "-", "-": "-", "\u2013": "-", "less": "-", "times": "*", "x": "*", "*": "*", "\u00d7": "*", "multiplied by": "*", "plus": "+", "+": "+", "divided by": "/", "/": "/", "\u00f7": "/", "per": "/", "over": "/"}  # fmt: skip
_NAME = r"[`\"]?([A-Za-z]\w*)[`\"]?"
_SIGN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_SUM_OF = r"(?:(?:the|its|their|total|summed|overall|sum of|number of|all) )*"
_BOTH = re.compile(rf"{_NAME} (?P<sign>{_SIGN}) {_SUM_OF}{_NAME}(?! (?:{_SIGN}) )(?P<behind>.*)")


def composed(app: App, endpoint: Endpoint, entity: Entity, name: str, near: str, codes: Mapping[str, str]) -> str:
    """`amount, hours times rate`, `balance (total_in minus total_out)`: two of what is known. Empty where that is not said."""
    owner = owner_of(app, endpoint, entity)
    for match in _BOTH.finditer(near):
        sides = [_side(word, owner, endpoint, codes) for word in (match[1], match[3])]
        if all(sides) and name not in {match[1], match[3]}:
            sign = _SIGNS[match["sign"]]
            code = divided(f"{sides[0]} / {sides[1]}", [sides[1]], match["behind"]) if sign == "/" else f"{sides[0]} {sign} {sides[1]}"
            return f"{code} if rows else None" if any("default=None" in side for side in sides) else code
    return ""


def _side(word: str, owner: Entity | None, endpoint: Endpoint, codes: Mapping[str, str]) -> str:
    """A member that is called so or has the word in its name, or else a number of what the records belong to."""
    known = {words.code_name(member): code for member, code in codes.items()}
    found = [known[word]] if word in known else [code for member, code in known.items() if word in member.split("_")]
    if len(found) == 1:
        return found[0]
    numbers = [one.name for one in numbers_of(owner)] if owner else []
    named = [one for one in numbers if word in {one, words.code_name(one)} or word in words.code_name(one).split("_")]
    return f'find_{owner.name}({endpoint.params[0]})["{named[0]}"]' if owner and len(named) == 1 else ""


def kept(app: App, endpoint: Endpoint, entity: Entity, name: str) -> str:
    """`name`, `balance`: what the owner of the records has itself, be it called like a text of theirs."""
    owner = owner_of(app, endpoint, entity)
    one = owner.fields.get(name) if owner else None
    counted = one is not None and one.type in {"integer", "number", "boolean", "list"}
    own = name == "id" or (one is not None and not one.secret and (name not in entity.fields if counted else numeric(entity, name) is None))
    return f'find_{owner.name}({endpoint.params[0]})["{name}"]' if owner and own else ""


_BALANCE = wordset(
    "balance net difference saldo stock remaining left current on_hand inventory available result total saved savings profit surplus"
)
#: What is counted, or an amount of another kind.
_NO_FLOW = re.compile(rf"{COUNT}|\b(?:average|mean|highest|lowest|largest|smallest|last|latest)\b")


def flowing(entity: Entity, name: str, near: str, others: Sequence[str], rows: str = "rows") -> str:
    """`in`, `out` and `balance`, of records that come in or go out: the sums of both, and their difference."""
    flow, plain = flow_of(entity), words.code_name(name)
    known = {words.code_name(one) for one in (name, *others)}
    if flow is None or _NO_FLOW.search(f"{plain.replace('_', ' ')} {near}".replace(f"<{flow.amount}>", "")):
        return ""
    way = {choice for choice in (flow.came, flow.gone) if _is_called(plain, choice)}
    balanced = plain in _BALANCE and (plain != "total" or len(known) > 2)
    sums = known & _BALANCE or _ADDED.search(near) or re.search(rf"\b{flow.amount}", near)
    if len(way) == 1 and sums:
        return flow.sum_of(way.pop(), rows)
    return flow.balance(rows) if balanced and not way else ""


def _is_called(name: str, choice: str) -> bool:
    """`total_in`, `deposits`, `withdrawn`: whether a member is called like what goes this way."""
    parts, low = name.split("_"), words.code_name(choice)
    return low in parts or (len(low) > 3 and any(part[:5] == low[:5] for part in parts if len(part) > 3))


#: What is said of a total of amounts, where a count would be one of records.
_TOTALS = re.compile(r"\b(?:sums?|totals?|amounts?|spent|spending|earned|how much|added up)\b")


def by_each(entity: Entity, name: str, near: str, codes: Mapping[str, str]) -> str:
    """`byPerson`: what is added up, or counted, for each value of a field."""
    match = re.fullmatch(r"(?:(?P<how>\w+)_)?(?:by|per)_(?P<field>\w+)", words.code_name(name))
    field = entity.fields.get(match["field"]) if match else None
    if match is None or field is None:
        return ""
    amount = _added_up(entity, f"{(match['how'] or '').replace('_', ' ')} {near.replace(name, ' ')}", codes)
    if field.choices and not amount:
        return by_choices(entity, name)
    each = f'other["{amount}"]' + (" or 0" if field.choices else "") if amount else "1"
    values = f"{field.choices!r}".replace("'", '"') if field.choices else f'dict.fromkeys(row["{field.name}"] for row in rows)'
    return f'{{key: sum({each} for other in rows if other["{field.name}"] == key) for key in {values}}}'


def _added_up(entity: Entity, near: str, codes: Mapping[str, str]) -> str:
    """The number of the records that is added up for each value: the one that is named, that another member adds up, or the only one; empty for a count."""
    numbers = [one.name for one in numbers_of(entity)]
    sums = [one for one in numbers if any(code.startswith(f'sum(other["{one}"]') for code in codes.values())]
    named = [one for one in numbers if re.search(rf"\b{one}\b", near)]
    if re.search(COUNT, near) or any(code == "len(rows)" for code in codes.values()):
        return next(iter(named), "")
    told = numbers if len(numbers) == 1 and _TOTALS.search(near) else []
    return next(iter([*named, *(sums if len(sums) == 1 else []), *told]), "")


def owner_of(app: App, endpoint: Endpoint, entity: Entity) -> Entity | None:
    """What the records belong to of which the path names one."""
    owners = [owner for owner in app.entities.values() if any(child is entity for child, _ in children(app, owner))]
    named = [owner for owner in owners if owner.name in {endpoint.parent, endpoint.entity}]
    return named[0] if named and endpoint.params else None


_ADDED = re.compile(r"\b(?:sum|total|added (?:up|together)|adds? up|altogether|in all)\b")
#: `gives monthly, the total price of …`.
_GIVES = re.compile(
    r"\b(?:gives?|returns?|answers?(?: with)?|shows?) (?:just |only )?[`\"]?(?P<name>[a-z]\w*)[`\"]?(?:,| \(|:) ?(?:which is |being )?(?:the |what )"
)


def referred(app: App, one: Routed) -> bool:
    """`{"monthly": 24}, the sum of the plan prices of all active subscriptions`: a number of what records refer to, over the records. Whether it is that."""
    told = _GIVES.search(one.route.text)
    names = [name for name, _ in answer_shape(one.route)] or ([told["name"]] if told else [])
    if len(names) != 1 or one.endpoint.params or not _ADDED.search(one.route.text):
        return False
    for entity in app.entities.values():
        said = Ground(app, entity)(one.route.text)
        counted = re.search(rf"\b(?:of|over|for) (?:(?:all|the|every|each|its|our) )*(?:'(?P<state>[\w \-]+)' )?\[{entity.name}\]", said)
        for field in entity.fields.values() if counted else ():
            owner = app.entities.get(field.refers)
            number = _number_named(app, owner, one.route.text) if owner and f"[{owner.name}]" in Ground(app, None)(one.route.text) else ""
            if counted and owner and number and number not in entity.fields:
                state = state_field(entity, counted["state"] or "")
                where = f'{state.name}="{counted["state"]}"' if state else ""
                found = f'find_{owner.name}(row["{field.name}"])["{number}"]'
                source = f"rows = store.{entity.plural}.find({where})"
                one.endpoint.lines = [
                    source,
                    f'return {{"{names[0]}": sum({found} or 0 for row in rows if row["{field.name}"] is not None)}}',
                ]
                one.endpoint.kind = "compute"
                return True
    return False


def _number_named(app: App, owner: Entity, text: str) -> str:
    """The only number of a resource that a text names."""
    named = [name for name in fields_in(Ground(app, owner)(text)) if any(one.name == name for one in numbers_of(owner))]
    return named[0] if len(set(named)) == 1 else ""


#: What is computed otherwise.
_TIMES = r"\b(?:times|multiplied|average|last|latest|first|highest|lowest|when|days|whether|true|false)\b"
_GONE = re.compile(r"\b(?:sold|spent|used|taken|withdrawn|consumed|issued|shipped|paid|given out|gone out|went out)\b")
_COME = re.compile(r"\b(?:received|delivered|added|bought|restocked|deposited|earned|loaded|arrived|topped up|paid in|came in|come in)\b")


def moved(app: App, entity: Entity, name: str, said: str) -> str:
    """`sold (how many pieces were sold so far)`, `total_spent`: what the records that take from an amount of the resource, or add to it, took or added in all."""
    text = f"{name.replace('_', ' ')} {said}"
    sign = "+" if _COME.search(text) else "-" if _GONE.search(text) else ""
    found = [
        (one, change) for one in app.endpoints if one.parent == entity.name and (change := change_of(app, one)) and change.sign == sign
    ]
    if len(found) != 1 or found[0][1].amount == "1" or re.search(rf"\[{found[0][0].entity}\]|{_TIMES}", said):
        return ""
    child, (_, change) = app.entities[found[0][0].entity], found[0]
    amount = change.amount.replace("row[", "other[")
    return f'sum({amount} for other in store.{child.plural}.find({change.reference}=row["{entity.key}"]))'
