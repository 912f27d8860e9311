"""Records that say themselves which way they change their owner: movements `in` or `out`, a `deposit` or a `withdrawal`."""

import re
from dataclasses import dataclass

from shared.reading.names.grounding import Ground, fields_in
from shared.reading.text.lexicon import wordset
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity, Field

#: What adds, and what takes away.
_MORE = wordset(
    "in incoming inbound deposit income credit add addition earn earning gain plus increase receipt receive delivery import inflow refund received restock refill purchase buy top_up topup charge load arrival entry"
)
_LESS = wordset(
    "out outgoing outbound outflow spent sold shipment export damage withdrawal withdraw expense debit remove removal spend spending redeem loss minus decrease issue consume consumption usage use sale sell payout payment take unload departure exit write_off"
)


def adds(verb: str) -> bool:
    """Whether such an action adds to an amount: `deposit`."""
    return verb in _MORE


def takes(verb: str) -> bool:
    """Whether such an action takes from an amount: `withdraw`."""
    return verb in _LESS


_HELD = re.compile(
    r"(?:.*_)?(?:balance|stock|on_hand|quantity|amount|count|points|level|total|inventory|units|credits?|available|saldo|funds)(?:_.*)?"
)


def directed(app: App, endpoint: Endpoint, entity: Entity, texts: list[str]) -> bool:
    """Makes a new record raise or lower its owner's amount, as its own word says. False where it has no such word."""
    kind = next((one for one in entity.fields.values() if one.given and _signs(one)), None)
    reference = next((one for one in entity.fields.values() if one.refers == endpoint.parent and one.refers in app.entities), None)
    numbers = [one.name for one in entity.fields.values() if one.given and one.type in {"integer", "number"} and not one.refers]
    if kind is None or reference is None or len(numbers) != 1 or kind.required is False:
        return False
    owner = app.entities[reference.refers]
    column = _held(app, owner, texts)
    if not column:
        return False
    amount, up = f'values["{numbers[0]}"]', _signs(kind)
    known = f'find_{owner.name}(values["{reference.name}"])'
    adds = f'values["{kind.name}"] == "{up}"'
    endpoint.after = [
        f"owner = {known}",
        f'store.{owner.plural}.change(owner["{owner.key}"], {{"{column}": owner["{column}"] + ({amount} if {adds} else -{amount})}})',
    ]
    endpoint.notes["takes"] = f'values["{kind.name}"] != "{up}" and {known}["{column}"] < {amount}'
    return True


def _signs(one: Field) -> str:
    """The choice that adds, of a field that has one that does and one that takes away."""
    if len(one.choices) != 2:
        return ""
    up = [choice for choice in one.choices if words.code_name(choice) in _MORE]
    down = [choice for choice in one.choices if words.code_name(choice) in _LESS]
    return up[0] if len(up) == len(down) == 1 else ""


def _held(app: App, owner: Entity, texts: list[str]) -> str:
    """The amount that no request carries, or the only one that the words about the records name."""
    numbers = [one for one in owner.fields.values() if one.type in {"integer", "number"} and not one.refers and one.name != owner.key]
    hidden = [one.name for one in numbers if not one.given and not one.fill]
    named = [name for text in texts for name in fields_in(Ground(app, owner)(text)) if name in {one.name for one in numbers}]
    usual = [name for name in hidden if _HELD.fullmatch(name)]
    return next(iter([*(name for name in named if name in hidden), *usual, *(hidden if len(hidden) == 1 else []), *named]), "")


@dataclass(frozen=True)
class Flow:
    """Records that say themselves whether they bring or take: the field that tells it, its two choices, and the amount."""

    kind: str
    came: str
    gone: str
    amount: str

    def balance(self, rows: str) -> str:
        """What came less what went, of some rows."""
        amount = f'other["{self.amount}"]'
        return f'sum({amount} if other["{self.kind}"] == "{self.came}" else -{amount} for other in {rows})'

    def sum_of(self, choice: str, rows: str) -> str:
        """What came, or what went."""
        return f'sum(other["{self.amount}"] for other in {rows} if other["{self.kind}"] == "{choice}")'


def in_choices(entity: Entity, marked: str) -> str:
    """The grounded words with the choice that they mean: `the outgoing [entry]`, where entries are in or out."""
    kind = next((one for one in entity.fields.values() if _signs(one)), None)
    if kind is None:
        return marked
    up = _signs(kind)
    for choice, told in ((up, _MORE), (next(one for one in kind.choices if one != up), _LESS)):
        marked = re.sub(
            rf"(?<!')\b(?:{'|'.join(sorted(told, key=len, reverse=True))})s?(?= (?:\[{entity.name}\]|ones\b))", f"'{choice}'", marked
        )
    return marked


#: Of several numbers, the one that is moved.
_AMOUNT = wordset("amount quantity qty sum value units pieces cents count number")


def flow_of(entity: Entity) -> Flow | None:
    """Which way records go, of those that say it themselves and have one amount."""
    kind = next((one for one in entity.fields.values() if _signs(one)), None)
    numbers = [
        one.name for one in entity.fields.values() if one.type in {"integer", "number"} and not one.refers and one.name != entity.key
    ]
    untyped = [one.name for one in entity.fields.values() if one.type in {"", "scalar"} and not one.refers]
    amounts = numbers if len(numbers) == 1 else [name for name in (*numbers, *untyped) if name in _AMOUNT]
    if kind is None or len(amounts) != 1:
        return None
    came = _signs(kind)
    return Flow(kind.name, came, next(choice for choice in kind.choices if choice != came), amounts[0])
