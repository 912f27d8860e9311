"""Reads what may not be twice: duplicates, overlapping bookings, taken slots."""

import re

from shared.adapters.offline.constraints import add_comparison
from shared.adapters.offline.ir import App, Entity, Field, Guard
from shared.adapters.offline.measures import kind_of
from shared.adapters.offline.refusal import Refusal, entity_of, named_in


def duplicate(app: App, refusal: Refusal, low: str) -> bool:
    """`The email must be unique`, `the same slot twice`: alone, or together with what it belongs to."""
    again = re.search(_AGAIN, low) or (refusal.status == 409 and re.search(r"\b(?<!not )(?<!no )exists?\b", low) and "no such" not in low)
    if not again or refusal.status not in {0, 400, 409, 422} or re.search(r"\boverlap|not unique\b", low):
        return False
    entity = entity_of(app, refusal, low)
    if entity is None or (refusal.endpoint and refusal.endpoint.entity == entity.name and refusal.endpoint.kind == "action"):
        return False
    own = named_in(entity, low)
    if not own and not refusal.endpoint:
        entity = next((other for other in app.entities.values() if other.stored and named_in(other, low)), entity)
        own = named_in(entity, low)
    if not own and not re.search(_SURELY_AGAIN, low):
        return False
    if refusal.status:
        entity.duplicate = refusal.status
    if not own and (entity.together or any(one.unique for one in entity.fields.values())):
        return True
    return _make_unique(entity, own, refusal, low)


_AGAIN = r"\b(only (be |exist )?(one|a single) \w+ (of|with|per|for|under|by) (each|every|a|an|any|the same|one)|shares?|sharing|duplicate\w*|already (exists?|taken|used|in use|registered|present|there|known|has|have|signed up|enrolled|reviewed|joined|rated|been used)|exists already|taken|unique\w*|in use|same \w+|second time|once (?:per|for|in|on|to|a)|only once|again|with (?:that|this|such an?) \w+|one \w+ (?:per|for each)|more than once|twice)\b"
_SURELY_AGAIN = r"\b(only (be |exist )?(one|a single) \w+ (of|with|per) (each|every)|never share\w*|duplicate\w*|already (exists?|taken|used|in use|registered|known|signed up|enrolled|reviewed|joined|rated)|exists already|taken|unique\w*|in use|same)\b"


def _make_unique(entity: Entity, own: list[Field], refusal: Refusal, low: str) -> bool:
    """Makes fields unique: each for itself, or together."""
    own = [one for one in own if one.unique] or own
    nested = refusal.endpoint.parent if refusal.endpoint else ""
    references = [one for one in entity.fields.values() if one.refers]
    said = [
        one
        for one in references
        if one in own or one.refers == nested or re.search(rf"\b(same|per|this|that|the|for an?|an?) {one.refers.replace('_', ' ')}\b", low)
    ]
    keys = tuple(dict.fromkeys(one.name for one in [*said, *own]))
    if not own and len(references) > 1 and all(one.refers or not one.given for one in entity.fields.values()):
        keys = tuple(one.name for one in references)
    each = len(re.findall(r"\bno two\b[^,;]*\bsame\b", low)) > 1
    together = not each and re.search(r"\b(combination|same \w+ and|pair|together|both)\b|\bsame\b.*\b(and|on|at|for|in)\b", low)
    if len(keys) > 1 and (said or together or keys == tuple(one.name for one in references)):
        if keys not in entity.together:
            entity.together.append(keys)
        return True
    return _unique_alone(entity, list(keys), low)


def _unique_alone(entity: Entity, keys: list[str], low: str) -> bool:
    usual: list[str] = [name for name in ("name", "email", "username", "title", "code", "slug", "isbn", "sku") if name in entity.fields]
    if not keys and entity.key != "id":
        entity.fields.setdefault(entity.key, Field(entity.key, "string"))
        keys = [entity.key]
    keys = keys or usual[:1]
    for name in keys[:2] if re.search(r"\bor\b|\band\b|,", low) else keys[:1]:
        one = entity.fields[name]
        one.unique = True
        one.lower = one.lower or re.search(r"case.?insensitiv|ignoring case|regardless of case", low) is not None
    return bool(keys)


def overlap(app: App, refusal: Refusal, low: str) -> bool:
    """Bookings that overlap in time."""
    if not re.search(
        r"\boverlap\w*|\bdouble.?book\w*|\balready (booked|reserved|taken)\b|\bconflict(s|ing)? with\b|\btime (slot|conflict)|\bclash\w*",
        low,
    ):
        return False
    candidates = [(e, *pair) for e in app.entities.values() if e.stored and (pair := _span(e))]
    entity_hint = entity_of(app, refusal, low)
    chosen = next((c for c in candidates if c[0] is entity_hint), candidates[0] if candidates else None)
    status = refusal.status or 409
    if chosen is None:
        return _slot(app, entity_hint, status)
    entity, start, end = chosen
    if any(guard.kind == "overlap" for guard in entity.checks):
        next(guard for guard in entity.checks if guard.kind == "overlap").status = status
        return True
    same = next(
        (
            one
            for one in entity.fields.values()
            if one.refers
            and re.search(r"room|resource|table|court|desk|car|vehicle|equipment|doctor|seat|property|item|space|field|asset", one.refers)
        ),
        None,
    ) or next((one for one in entity.fields.values() if one.refers), None)
    same = same or next(
        (
            one
            for one in entity.fields.values()
            if one.name
            in {
                "room",
                "resource",
                "table",
                "court",
                "desk",
                "car",
                "vehicle",
                "doctor",
                "property",
                "space",
                "seat",
                "room_name",
                "resource_name",
                "room_number",
                "table_number",
            }
            or one.name.startswith(("room", "desk", "table", "court"))
        ),
        None,
    )
    find = f'{same.name}=whole["{same.name}"]' if same else ""
    cancelled = next(
        (
            f' and other["{one.name}"] != "{choice}"'
            for one in entity.fields.values()
            for choice in one.choices
            if choice in {"cancelled", "canceled"}
        ),
        "",
    ) or next((f' and not other["{one.name}"]' for one in entity.fields.values() if one.name in {"cancelled", "canceled", "returned"}), "")
    open_, close = ("", "") if kind_of(start) in {"date", "integer", "number"} else ("moment(", ")")
    begins, ends = (f'{open_}{{}}["{one.name}"]{close}' for one in (start, end))
    inclusive = "<=" if re.search(r"inclusive|both days|same day", refusal.sentence.lower()) else "<"
    others = f'(row is None or other["{entity.key}"] != row["{entity.key}"])'
    entity.checks.append(
        Guard(
            f"any({others} and {begins.format('whole')} {inclusive} {ends.format('other')} and {begins.format('other')} {inclusive} {ends.format('whole')}{cancelled} for other in store.{entity.plural}.find({find}))",
            status,
            f"this overlaps with another {entity.name.replace('_', ' ')}",
            "overlap",
        )
    )
    add_comparison(app, entity, end, start, "<=" if kind_of(start) != "date" or inclusive == "<" else "<", 0)
    order = entity.checks.pop() if entity.checks[-1].kind == "order" else None
    if order:
        entity.checks.insert(0, order)
    return True


def _span(entity: Entity) -> tuple[Field, Field] | None:
    pairs = (
        ("start", "end"),
        ("start_time", "end_time"),
        ("starts_at", "ends_at"),
        ("start_date", "end_date"),
        ("from", "to"),
        ("check_in", "check_out"),
        ("checkin", "checkout"),
        ("start_at", "end_at"),
        ("begin", "end"),
        ("startTime", "endTime"),
        ("starts", "ends"),
        ("from_date", "to_date"),
        ("startDate", "endDate"),
        ("start_hour", "end_hour"),
        ("date_from", "date_to"),
        ("from_time", "to_time"),
        ("check_in_date", "check_out_date"),
    )
    return next(((entity.fields[a], entity.fields[b]) for a, b in pairs if a in entity.fields and b in entity.fields), None)


def _slot(app: App, entity: Entity | None, status: int) -> bool:
    """Bookings of a day or a slot: nobody else has the same."""
    for candidate in ([entity] if entity else []) + list(app.entities.values()):
        times = [
            one.name
            for one in candidate.fields.values()
            if (kind_of(one) in {"date", "datetime", "time"} and one.fill != "now")
            or one.name in {"slot", "time_slot", "hour", "seat", "seat_number", "time"}
        ]
        what = [
            one.name
            for one in candidate.fields.values()
            if one.refers or one.name in {"room", "table", "court", "resource", "doctor", "desk"}
        ]
        if times:
            key = (*what[:1], *times)
            if len(key) == 1:
                candidate.fields[key[0]].unique = True
            elif key not in candidate.together:
                candidate.together.append(key)
            candidate.duplicate = status
            return True
    return False
