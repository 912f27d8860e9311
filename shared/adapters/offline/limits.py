"""Reads limits between resources: stock, capacity, what belongs to others."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.ir import App, Endpoint, Entity, Guard
from shared.adapters.offline.measures import children, kind_of, numbers
from shared.adapters.offline.places import in_all
from shared.adapters.offline.refusal import Refusal, entity_of


def beyond_owner(app: App, refusal: Refusal, low: str) -> bool:
    """`The party size must not exceed the seats of the table`: a number is at most one of its owner's."""
    match = re.search(
        r"\b(exceeds?|more than|greater than|larger than|higher than|above|between 1 and|bigger than|over|at most|up to)\b", low
    )
    if not match:
        return False
    for owner in app.entities.values():
        for child, field in children(app, owner):
            before, after = low[: match.start()], low[match.end() :]
            own = next((name for name in numbers(child) if re.search(rf"\b{words.code_name(name).replace('_', ' ')}s?\b", before)), None)
            limit = next((name for name in numbers(owner) if re.search(rf"\b{words.code_name(name).replace('_', ' ')}\b", after)), None)
            create = next((e for e in app.endpoints if e.entity == child.name and e.kind == "create"), None)
            if own is None or limit is None or create is None or limit in ("stock", "quantity", "inventory", "balance"):
                continue
            low_end = f'values["{own}"] < 1 or ' if match[1] == "between 1 and" else ""
            create.guards.append(
                Guard(
                    f'{low_end}values["{own}"] > {owner.name}["{limit}"]',
                    refusal.status or app.invalid,
                    f"{own.replace('_', ' ')} is beyond {limit.replace('_', ' ')}",
                    "beyond",
                    fields=(own,),
                    before=[f'{owner.name} = find_{owner.name}(values["{field}"])'],
                )
            )
            return True
    return False


def has_children(app: App, refusal: Refusal, low: str) -> bool:
    """What has others cannot be deleted."""
    if not re.search(
        r"\b(delet\w*|remov\w*)\b", low + (" delete" if refusal.endpoint and refusal.endpoint.method == "DELETE" else "")
    ) or not re.search(r"\b(still|has|have|having|with|contains?|any|referenced|used by|belong\w*|exist)\b", low):
        return False
    for entity in app.entities.values():
        for child, field in children(app, entity):
            if (
                re.search(rf"\b({child.name.replace('_', ' ')}|{child.plural.replace('_', ' ')})\b", low)
                and re.search(rf"\b({entity.name.replace('_', ' ')}|{entity.plural.replace('_', ' ')}|it|they)\b", low)
            ) or (refusal.endpoint and refusal.endpoint.entity == entity.name and re.search(rf"\b{child.name.rpartition('_')[2]}", low)):
                if re.search(r"\balso\b|\bcascade|\btoo\b|\balong with\b|\ball (its|their|of)\b|\bas well\b", low) and not refusal.status:
                    return True
                delete = app.of(entity.name, "delete")
                if delete and not any(guard.kind == "children" for guard in delete.guards):
                    active = still_active(child, low)
                    code = (
                        f'store.{child.plural}.find({field}=row["{entity.key}"])'
                        if not active
                        else f'any({active.replace("row[", "other[")} for other in store.{child.plural}.find({field}=row["{entity.key}"]))'
                    )
                    delete.guards.append(
                        Guard(
                            code,
                            refusal.status or 409,
                            f"the {entity.name.replace('_', ' ')} still has {child.plural.replace('_', ' ')}",
                            "children",
                        )
                    )
                return delete is not None
    return False


def still_active(child: Entity, low: str) -> str:
    """The condition of what still counts: loans that are not returned."""
    flag = next(
        (
            one.name
            for one in child.fields.values()
            if kind_of(one) == "boolean" and one.name in {"returned", "done", "completed", "cancelled", "canceled", "closed", "paid"}
        ),
        None,
    )
    if flag:
        return f'not row["{flag}"]'
    stamp = next(
        (
            one.name
            for one in child.fields.values()
            if one.name in {"returned_at", "returned_on", "closed_at", "return_date"} and not one.required
        ),
        None,
    )
    if stamp:
        return f'row["{stamp}"] is None'
    status = next(
        (
            one
            for one in child.fields.values()
            if one.choices and set(one.choices) & {"returned", "cancelled", "closed", "active", "canceled"}
        ),
        None,
    )
    if status:
        ended = [
            choice
            for choice in status.choices
            if choice in {"returned", "cancelled", "closed", "canceled", "finished", "completed", "done"}
        ]
        return f'row["{status.name}"] not in {tuple(ended)!r}' if ended else f'row["{status.name}"] == "active"'
    return ""


def insufficient(app: App, refusal: Refusal, low: str) -> bool:
    """`Not enough stock`, `the balance never goes below zero`."""
    if not re.search(_TOO_LITTLE, low):
        return False
    status = refusal.status or 409
    if refusal.endpoint and refusal.endpoint.kind == "action":
        return _floor(refusal.endpoint, status)
    names = {name for entity in app.entities.values() for name in numbers(entity)}
    said = next((name for name in names if re.search(rf"\b{name.replace('_', ' ')}\b", low)), "")
    done = []
    if not refusal.endpoint:
        actions = [
            endpoint for endpoint in app.endpoints if endpoint.kind == "action" and (not said or said in endpoint.sets or refusal.status)
        ]
        done += [_floor(endpoint, status) for endpoint in actions]
    for owner in app.entities.values():
        for child, field in children(app, owner):
            if not refusal.endpoint or refusal.endpoint.entity == child.name:
                done.append(take_stock(app, owner, child, field, status))
    return any(done)


_TOO_LITTLE = r"\b(more than (?:what )?(?:is |are |was )?(?:owed|there|held|in it)|below (zero|0)|negative|not enough|insufficient|exceeds?|more than (the |is |its |are |his |her |his or her |her or his |their |your |they |currently |what is |on )*(current |available |own )?(stock|available|balance|in stock|remaining|left|quantity)|more than (there (is|are)|is there|are there|(it|they|one|we|you|he|she|somebody) (has|have|holds?|owns?))|out of stock|too (few|little)|less than (the )?(requested|amount)|enough|sold out|overdraw\w*|overdraft|lacks?)\b"


def _floor(endpoint: Endpoint, status: int) -> bool:
    """A number of the resource does not go below zero."""
    for name, code in endpoint.sets.items():
        if " - " in code:
            amount = code.rpartition(" - ")[2]
            guard = next((g for g in endpoint.guards if g.kind == "insufficient"), None)
            if guard:
                guard.status = status
            else:
                endpoint.guards.append(
                    Guard(
                        f'row["{name}"] < {amount}', status, f"there is not enough {name.replace('_', ' ')}", "insufficient", fields=(name,)
                    )
                )
            return True
    return False


def take_stock(app: App, owner: Entity, child: Entity, field: str, status: int) -> bool:
    """Making a child (an order) takes from the owner's stock."""
    stock = next(
        (
            name
            for name in (
                "stock",
                "quantity",
                "inventory",
                "qty",
                "available_copies",
                "copies_available",
                "copies",
                "available",
                "in_stock",
                "available_tickets",
                "tickets_available",
                "seats_available",
                "available_seats",
                "tickets",
                "balance",
                "quantity_in_stock",
                "stock_quantity",
            )
            if name in numbers(owner)
        ),
        None,
    )
    create = app.of(child.name, "create")
    if stock is None or create is None:
        return False
    wanted = next(
        (
            name
            for name in ("quantity", "qty", "amount", "count", "tickets", "seats", "units", "number_of_tickets")
            if name in numbers(child)
        ),
        None,
    )
    amount = f'values["{wanted}"]' if wanted else "1"
    guard = next((g for g in create.guards if g.kind == "stock"), None)
    if guard:
        guard.status = status
        return True
    create.guards.append(
        Guard(
            f'{owner.name}["{stock}"] < {amount}',
            status,
            f"there is not enough {stock.replace('_', ' ')}",
            "stock",
            before=[f'{owner.name} = find_{owner.name}(values["{field}"])'],
        )
    )
    create.after.append(f'store.{owner.plural}.change({owner.name}["{owner.key}"], {{"{stock}": {owner.name}["{stock}"] - {amount}}})')
    return True


def capacity(app: App, refusal: Refusal, low: str) -> bool:
    """Only so many: an event's capacity, three loans a member, a list of ten."""
    full = re.search(
        r"\b(full|capacity|no (more )?(seats|spots|places|room|tickets)( left| available)?|sold out|fully booked|max(imum)? (participants|attendees)|limit (is )?reached|at most|more than|maximum of|up to|no more than|exceed\w*|limit of)\b",
        low,
    )
    if not full:
        return False
    number = re.search(
        r"\b(?:at most|more than|maximum of|up to|no more than|limit of|max)\s+(\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)\b(?! (?:characters|chars|letters|digits|words))",
        low,
    )
    subject = re.search(r"\b(\w+) (?:can|may|cannot|must not|is|has|have|holds)\b", low)
    for owner in sorted(app.entities.values(), key=lambda e: not (subject and words.singular(subject[1]) == e.name.rpartition("_")[2])):
        for child, field in children(app, owner):
            about = re.search(
                rf"\b({child.name.rpartition('_')[2]}s?|{child.plural.replace('_', ' ')}|{child.name.replace('_', ' ')})\b", low
            ) or (refusal.endpoint and refusal.endpoint.entity == child.name)
            capacity = next(
                (name for name in numbers(owner) if re.search(r"capacity|seats|spots|places|max_|limit|slots|size", name)), None
            )
            create = next((e for e in app.endpoints if e.entity == child.name and e.kind == "create"), None)
            borrowed = (
                number
                and re.search(rf"\b{owner.name.replace('_', ' ')}s?\b", low)
                and re.search(
                    r"\b(borrow\w*|have|has|hold|loans?|rent\w*|active|open|at (a|the same) time|at once|book\w*|own|place|create|join|enrol\w*|register)\b",
                    low,
                )
            )
            if create is None or any(
                guard.kind == "capacity" and owner.name in guard.code + " ".join(guard.before) for guard in create.guards
            ):
                continue
            limit = (
                f'{owner.name}["{capacity}"]'
                if capacity and not (number and borrowed)
                else str(words.number(number[1]))
                if number and (borrowed or about)
                else ""
            )
            if not limit or (not capacity and not (about or borrowed)):
                continue
            active = still_active(child, low)
            found = f'store.{child.plural}.find({field}=values["{field}"])'
            count = f"sum({active.replace('row[', 'other[')} for other in {found})" if active else f"len({found})"
            before = [f'{owner.name} = find_{owner.name}(values["{field}"])'] if capacity and not (number and borrowed) else []
            create.guards.append(
                Guard(
                    f"{count} >= {limit}",
                    refusal.status or 409,
                    f"there are too many {child.plural.replace('_', ' ')}",
                    "capacity",
                    before=before,
                )
            )
            return True
    return False


def used_up(app: App, refusal: Refusal, low: str) -> bool:
    """`When it has been used max_uses times the answer is 409`: a counter does not pass a field of the resource."""
    for endpoint in app.endpoints:
        entity = app.entities.get(endpoint.entity)
        counter = next((name for name, code in endpoint.sets.items() if code == f'row["{name}"] + 1'), "")
        if entity is None or endpoint.kind != "action" or not counter:
            continue
        for name in numbers(entity):
            spoken = re.search(rf"\b{name.replace('_', '[ _]')}\b", low)
            if name != counter and spoken and re.match(r"max|limit|capacity|allowed|seats|places|total", name):
                endpoint.guards.append(
                    Guard(
                        f'row["{counter}"] >= row["{name}"]', refusal.status or 409, f"all {counter} are used up", "used", fields=(counter,)
                    )
                )
                return True
    return False


def crowded(app: App, refusal: Refusal, low: str) -> bool:
    """`pin a note (at most 3 pinned notes, otherwise 409)`: only so many are in the state that an operation leads to."""
    done = refusal.endpoint
    entity = app.entities.get(done.entity) if done and done.kind == "action" else None
    match = re.search(r"\b(?:at most|no more than|only|up to|maximum of|max)\s+(\w+)\s+(?:\w+ )?(\w+)", low)
    count = words.number(match[1]) if match else None
    already = done.answer.get("already", "") if done else ""
    if entity is None or done is None or count is None or not already or " - " in "".join(done.sets.values()):
        return False
    code = f"sum({already.replace('row[', 'other[')} for other in store.{entity.plural}.find()) >= {count}"
    done.guards.append(Guard(code, refusal.status or 409, f"there are {count} of them already", "crowded"))
    return True


def full(app: App, refusal: Refusal, low: str) -> bool:
    """`When the garage is full the answer is 409`."""
    number = in_all(app)
    if number is None or not re.search(
        r"\b(full|no (free|more|empty)|sold out|all \w+ (are )?(taken|occupied|used)|capacity|limit|no \w+ (is |are )?(left|free))\b", low
    ):
        return False
    entity = entity_of(app, refusal, low)
    create = app.of(entity.name, "create") if entity else None
    if entity is None or create is None:
        return False
    create.guards.append(Guard(f"len(store.{entity.plural}.find()) >= {number}", refusal.status or 409, "there is no place left", "full"))
    return True
