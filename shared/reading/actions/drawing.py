"""Records that add to an amount of what they belong to, beside others that draw from it: deliveries and sales, top-ups and payments."""

from shared.reading.actions.owning import DOWNWARD, UPWARD, Change, amount_of, begin, is_short, lacking
from shared.reading.names.grounding import Ground, entities_in, fields_in
from shared.reading.refusals.cases import Case, reference
from shared.reading.refusals.records import stock_of
from shared.reading.routes.routing import Routed
from shared.writing.ir import App, Endpoint, Entity


def against(app: App, routed: list[Routed]) -> None:
    """`/receipts adds n to the stock and /issues takes n from it`: what the one does to an amount, the other does the other way round."""
    for one in routed:
        change = change_of(app, one.endpoint)
        if change is None:
            continue
        for other in _beside(app, one.endpoint):
            said = " . ".join(Ground(app, app.entities[one.endpoint.parent])(each.route.text) for each in routed if each.endpoint is other)
            opposite = (DOWNWARD if change.sign == "+" else UPWARD).search(said)
            if opposite is not None and not other.after:
                _begin(app, other, change.column, "-" if change.sign == "+" else "+")


def drawn(case: Case) -> bool:
    """`a sale of more than the stock is refused`: then it takes from the stock, and what stands beside it adds to it."""
    if case.status not in {0, 400, 402, 403, 409, 422} or not is_short(case.said):
        return False
    named = [one for name in entities_in(case.said) if (one := case.app.of(name, "create")) is not None and one.parent]
    endpoint = next(iter(named), case.endpoint)
    acted = case.endpoint is not None and case.endpoint.kind != "create"
    if endpoint is None or acted or endpoint.kind != "create" or not _amount(case.app, endpoint):
        return False
    if not endpoint.after and not _drawn(case, endpoint, told=bool(named)):
        return False
    return lacking(endpoint, case.status)


def _drawn(case: Case, endpoint: Endpoint, told: bool) -> bool:
    """Lets what an operation makes take from an amount of its owner. Whether there is one, and it is the operation that is meant."""
    if any(one.kind == "action" and one.entity == endpoint.entity and one.after for one in case.app.endpoints):
        return False  # It is not the making that takes: `approving takes the days off`.
    owner, beside = case.app.entities[endpoint.parent], _beside(case.app, endpoint)
    column = _kept(case.app, owner, Ground(case.app, owner)(case.plain), case.plain)
    if not column or (beside and not told and not any(one.after for one in beside)):
        return False
    _begin(case.app, endpoint, column, "-")
    for one in beside if len(beside) == 1 and not beside[0].after else ():
        _begin(case.app, one, column, "+")
    return True


def _kept(app: App, owner: Entity, said: str, plain: str) -> str:
    """The amount of the owner of which a clause speaks, or its only one: one that no request tells, or that records beside change."""
    changed = {change.column for one in app.endpoints if one.parent == owner.name and (change := change_of(app, one)) is not None}
    kept = [
        name
        for name, one in owner.fields.items()
        if one.type in {"integer", "number"} and not one.refers and (not one.given or name in changed)
    ]
    told = [name for name in (*fields_in(said), stock_of(owner, plain)) if name in kept]
    return next(iter(told), kept[0] if len(kept) == 1 else "")


def _beside(app: App, endpoint: Endpoint) -> list[Endpoint]:
    """The other records of the same owner that are sent the same amount."""
    amount = _amount(app, endpoint)
    return [
        one
        for one in app.endpoints
        if one is not endpoint and one.kind == "create" and one.parent == endpoint.parent and _amount(app, one) == amount
    ]


def _amount(app: App, endpoint: Endpoint) -> str:
    """The number that a record of an owner is sent; empty where there is none."""
    entity = app.entities.get(endpoint.entity)
    found = amount_of(entity, "") if entity is not None and endpoint.kind == "create" and endpoint.parent else "1"
    return found if found != "1" and any(f'row["{one.name}"]' == found for one in endpoint.body) else ""


def change_of(app: App, endpoint: Endpoint) -> Change | None:
    """The only change that making a record brings to what it belongs to."""
    told = endpoint.notes.get("owner", "").split(";") if endpoint.kind == "create" and endpoint.parent in app.entities else []
    return Change(*told[0].split("|")) if len(told) == 1 and told[0] else None


def _begin(app: App, endpoint: Endpoint, column: str, sign: str) -> None:
    entity = app.entities[endpoint.entity]
    amount = entity.fields[_amount(app, endpoint)[5:-2]]
    if all(limit is None for limit in (amount.low, amount.high, amount.above, amount.below)):
        amount.above = 0  # Taking less than nothing would add.
    begin(app, endpoint, entity, [Change(reference(entity, endpoint.parent), column, sign, _amount(app, endpoint))])
