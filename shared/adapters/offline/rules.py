"""Reads rules: constraints of fields in sentences, refusals with their statuses, relations and limits between resources."""

import re
from dataclasses import dataclass

from shared.adapters.offline import words
from shared.adapters.offline.aggregates import children, kind_of, numbers
from shared.adapters.offline.calls import Call, statuses
from shared.adapters.offline.entities import entity_named
from shared.adapters.offline.fields import constrain
from shared.adapters.offline.ir import App, Endpoint, Entity, Field, Guard
from shared.adapters.offline.text import mask, split_outside

_MODAL = re.compile(
    r"(?i)\b(must(?: not)?|should(?: not)?|shall|has to|have to|needs? to|can(?:not|'t| not| only)?|may(?: not| only)?|cannot|is|are|isn't|defaults?|will|only)\b"
)
_CLAUSE = re.compile(
    r"\s*;\s*|,\s+(?=and\b|but\b|the\b|while\b|if\b|an?\b|with\b|\d{3}\b|otherwise\b|else\b|or\b|unknown\b|missing\b|invalid\b)|\s+but\s+|\.\s+|\s+ - \s+|\s+and\s+(?=(?:the |an? |its |their )?\w+ (?:must|should|is|are|has|have|cannot|can't|can)\b)|\s+and\s+(?=\d{3}\b)|,\s+(?=\w+ (?:must|should|is (?:required|optional)|defaults)\b)"
)
_STATE_NOT = re.compile(r"(?i)\b(not|isn't|is not|aren't|hasn't|wasn't|unless|only|must be|has to be|needs to be|non-|never|no longer)\b")


@dataclass
class Refusal:
    """A status and the words of its condition."""

    status: int
    said: str
    endpoint: Endpoint | None
    sentence: str = ""


def sentences(text: str) -> list[str]:
    """The clauses of a text."""
    return split_outside(text, _CLAUSE)


def constraints(app: App, text: str, owner: Entity | None = None) -> bool:
    """Reads constraints of fields (`title must be 1 to 100 characters`); whether there were any."""
    found = False
    for inner in re.findall(r"\(([^()]{8,})\)", text):
        if re.match(r"(?i)(the |a )?[`'\"]?\w+[`'\"]? (is|are|must|should|has to|can|cannot|defaults)\b", inner):
            found = constraints(app, inner, owner) or found
    subject: list[Field] = []
    for clause in sentences(text):
        clause = re.sub(r"\(?\b(?:status |http )?4\d\d\b\)?", "", clause)
        modal = _MODAL.search(mask(clause))
        _empties(app, clause, owner)
        if modal is None or re.search(r"(?i)\b(whose|lists?|returns?|shows?)\b", clause[: modal.start()]):
            continue
        subject = _subject(app, clause[: modal.start()], modal[0], owner, subject)
        found = _constrained(app, subject, clause[modal.start() :], owner) or found
    return found


def _subject(app: App, before: str, modal: str, owner: Entity | None, last: list[Field]) -> list[Field]:
    """The fields that a clause is about; `it` and `both` are those of the clause before."""
    if modal.lower().startswith("default") or re.search(r"(?i)\b(which|that|who)\s*$", before):
        before = re.split(r",|\band\b", before)[-1]
    fields = _fields_in(app, before, owner)
    if fields:
        return fields
    if re.match(r"(?i)\s*all( fields)?\s*$", before):
        return [one for entity in ([owner] if owner else app.entities.values()) for one in entity.fields.values() if one.given]
    return last if re.match(r"(?i)\s*(it|they|which|both|each|and|all of them)?\s*$", before) else []


def _constrained(app: App, fields: list[Field], rest: str, owner: Entity | None) -> bool:
    rest = re.split(r"(?i)\bonly if\b|\bif\b|\bwhen\b|\bunless\b", rest)[0]
    comparing = re.search(r"(?i)\b(after|before|later|earlier|less|greater|smaller|larger|more|lower|higher|exceed)\b.*\b[a-z]", rest)
    if fields and comparing and not re.search(r"\d|zero|negative|positive", rest):
        return _compared(app, fields, rest, owner)
    done = [constrain(one, re.sub(r"(?i)^(must|should|can|may) (not )?be\b", r"\2be", rest)) for one in fields]
    return any(done)


def _fields_in(app: App, text: str, owner: Entity | None) -> list[Field]:
    low = f" {words_only(text)} "
    entities = (
        [owner]
        if owner
        else [
            *(e for e in app.entities.values() if re.search(rf"\b({e.name.replace('_', ' ')}|{e.plural.replace('_', ' ')})(?:'s)?\b", low)),
            *app.entities.values(),
        ]
    )
    for entity in entities:
        found = []
        rest = low
        for one in sorted(entity.fields.values(), key=lambda one: -len(one.name)):
            shown = rf"\b{re.escape(words.code_name(one.name).replace('_', ' '))}s?\b"
            if re.search(shown, rest):
                found.append(one)
                rest = re.sub(shown, " ", rest)
        if found:
            return found
    return []


def words_only(text: str) -> str:
    """Lower case words, with `_` and quotes as spaces."""
    return re.sub(r"\s+", " ", re.sub(r"[`'\"_(){}]", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text))).lower()


def _empties(app: App, clause: str, owner: Entity | None) -> None:
    """`missing or blank title`: the title must not be empty."""
    if not re.search(r"(?i)\b(empty|blank)\b", clause):
        return
    for one in _fields_in(app, clause, owner):
        if kind_of(one) in {"string", "scalar"}:
            one.shortest = max(one.shortest or 0, 1)
            one.required = True if one.required is None else one.required


def _compared(app: App, fields: list[Field], rest: str, owner: Entity | None) -> bool:
    """`end must be after start`."""
    match = re.search(
        r"(?i)\b(?P<way>not (?:be )?(?:before|earlier than|less than|lower than)|not (?:be )?(?:after|later than|greater than|more than|exceed)|after|later than|before|earlier than|less than|lower than|smaller than|greater than|more than|larger than|higher than|exceed)\b (?P<what>[\w ]+)",
        rest,
    )
    if not match:
        return False
    first = fields[0]
    second = next((one for one in _fields_in(app, match["what"], owner) if one is not first), None)
    entity = next((e for e in app.entities.values() if any(one is first for one in e.fields.values())), None)
    if second is None or entity is None or entity.fields.get(second.name) is not second:
        return False
    way = re.sub(r"\bbe ", "", match["way"].lower())
    low = (
        way.startswith(("not before", "not earlier", "not less", "not lower")),
        way.startswith(("after", "later", "greater", "more", "larger", "higher")),
    )
    sign = "<" if low[0] else "<=" if low[1] else ">" if way.startswith("not") or way == "exceed" else ">="
    if "cannot" in rest.lower() or "must not" in rest.lower() or "can't" in rest.lower():
        sign = (
            ">"
            if sign == "<=" and "exceed" not in way
            else {
                "after": ">",
                "later than": ">",
                "before": "<",
                "earlier than": "<",
                "exceed": ">",
                "greater than": ">",
                "more than": ">",
                "less than": "<",
            }.get(way, sign)
        )
    if re.search(r"(?i)or (equal|the same|on)", rest) and sign in {"<=", ">="}:
        sign = sign[0]
    add_comparison(app, entity, first, second, sign, 0)
    return True


def add_comparison(app: App, entity: Entity, first: Field, second: Field, sign: str, status: int) -> None:
    """Refuses values where `first SIGN second`."""
    if any(guard.kind == "order" and set(guard.fields) == {first.name, second.name} for guard in entity.checks):
        return
    time = kind_of(first) in {"date", "datetime", "time"}
    one, other = (
        f'moment(whole["{name}"])' if time and kind_of(first) != "date" else f'whole["{name}"]' for name in (first.name, second.name)
    )
    guard = Guard(
        f'whole.get("{first.name}") is not None and whole.get("{second.name}") is not None and {one} {sign} {other}',
        status,
        f"{first.name.replace('_', ' ')} does not fit {second.name.replace('_', ' ')}",
        "order",
        fields=(first.name, second.name),
    )
    entity.checks.append(guard)


# --- refusals ---------------------------------------------------------------------------------------------------------


def refusals(text: str, endpoint: Endpoint | None) -> list[Refusal]:
    """The statuses of failure in a text, each with the words around it."""
    found = []
    for sentence in split_outside(text, r"\s*;\s*|\.\s+(?=[A-Z]|$)|\s+\.\s+"):
        named = [(code, position) for code, position in statuses(sentence) if code >= 400]
        for i, (code, position) in enumerate(named):
            start = named[i - 1][1] + 3 if i else 0
            end = named[i + 1][1] if i + 1 < len(named) else len(sentence)
            after = re.split(r"[,;]", sentence[position + 3 : end])[0]
            before = sentence[start:position]
            own = re.match(r"(?i)\W*(if|when|for|on|unless|in case|where|as|because)\b", after)
            said = after if own and len(after.split()) > 1 else before + " " + (after if i + 1 == len(named) else "")
            if own and len(after.split()) > 1 and re.search(r"(?i)\bsame\b", after):
                said = before + after
            found.append(Refusal(code, said.strip(), endpoint, sentence))
        if not named and re.search(
            r"(?i)\b(cannot|can't|can not|may not|must not|not allowed|not possible|impossible|can only|may only|only \w+ \w+ can|never|rejected|refused|error|forbidden|at most|no more than|not exceed|exceed|prevent\w*|disallow\w*|reject\w*|double|twice)\b",
            sentence,
        ):
            found.append(Refusal(0, sentence, endpoint, sentence))
    return found


def apply(app: App, refusal: Refusal) -> bool:
    """Puts a refusal where it belongs; whether its condition was understood."""
    low = words_only(refusal.said)
    halves = re.split(r"\s+or\s+(?:if |when )?", refusal.said)
    if len(halves) == 2 and all(re.search(r"(?i)\b(is|are|has|have|does|exists?)\b", half) for half in halves):
        understood = [apply(app, Refusal(refusal.status, half, refusal.endpoint, half)) for half in halves]
        return all(understood)
    for reader in (
        _moves,
        _beyond_owner,
        _duplicate,
        _overlap,
        _children,
        _insufficient,
        _capacity,
        _closed_owner,
        _state,
        _missing,
        _invalid,
    ):
        if reader(app, refusal, low):
            return True
    return False


def _entity_of(app: App, refusal: Refusal, low: str) -> Entity | None:
    if refusal.endpoint and refusal.endpoint.entity:
        return app.entities.get(refusal.endpoint.entity)
    places = [
        (match.start(), e.name)
        for e in app.entities.values()
        if e.stored and (match := re.search(rf"\b({e.name.replace('_', ' ')}|{e.plural.replace('_', ' ')})\b", low))
    ]
    named = [app.entities[name] for _, name in sorted(places)]
    return named[0] if named else next((e for e in app.entities.values() if e.stored), None)


def _named_in(entity: Entity, low: str) -> list[Field]:
    """The fields that a sentence names; after `same` also by their last word (`slot` for `time_slot`)."""
    fields = [one for one in entity.fields.values() if kind_of(one) not in {"list", "boolean"}]
    own = [one for one in fields if re.search(rf"\b{re.escape(words.code_name(one.name).replace('_', ' '))}s?\b", low)]
    if re.search(r"\bsame\b", low):
        own += [
            one
            for one in fields
            if one not in own
            and "_" in one.name
            and not one.refers
            and re.search(rf"\b{words.code_name(one.name).rpartition('_')[2]}\b", low)
        ]
    return own


def _duplicate(app: App, refusal: Refusal, low: str) -> bool:
    """`The email must be unique`, `the same slot twice`: alone, or together with what it belongs to."""
    if not re.search(_AGAIN, low) or refusal.status not in {0, 400, 409, 422} or re.search(r"\boverlap|not unique\b", low):
        return False
    entity = _entity_of(app, refusal, low)
    if entity is None or (refusal.endpoint and refusal.endpoint.kind == "action"):
        return False
    own = _named_in(entity, low)
    if not own and not refusal.endpoint:
        entity = next((other for other in app.entities.values() if other.stored and _named_in(other, low)), entity)
        own = _named_in(entity, low)
    if not own and not re.search(_SURELY_AGAIN, low):
        return False
    if refusal.status:
        entity.duplicate = refusal.status
    return _make_unique(entity, own, refusal, low)


_AGAIN = r"\b(duplicate\w*|already (exists?|taken|used|in use|registered|present|there|known|has|have|signed up|enrolled|reviewed|joined|rated|been used)|exists already|taken|unique\w*|in use|same \w+|second time|only once|more than once|twice)\b"
_SURELY_AGAIN = r"\b(duplicate\w*|already (exists?|taken|used|in use|registered|known|signed up|enrolled|reviewed|joined|rated)|exists already|taken|unique\w*|in use|same)\b"


def _make_unique(entity: Entity, own: list[Field], refusal: Refusal, low: str) -> bool:
    """Makes fields unique: each for itself, or together."""
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
    together = re.search(r"\b(combination|same \w+ and|pair|together|both)\b|\bsame\b.*\b(and|on|at|for|in)\b", low)
    if len(keys) > 1 and (said or together or keys == tuple(one.name for one in references)):
        if keys not in entity.together:
            entity.together.append(keys)
        return True
    return _unique_alone(entity, list(keys), low)


def _unique_alone(entity: Entity, keys: list[str], low: str) -> bool:
    usual = [name for name in ("name", "email", "username", "title", "code", "slug", "isbn", "sku") if name in entity.fields]
    if not keys and entity.key != "id":
        entity.fields.setdefault(entity.key, Field(entity.key, "string"))
        keys = [entity.key]
    keys = keys or usual[:1]
    for name in keys[:2] if re.search(r"\bor\b|\band\b|,", low) else keys[:1]:
        one = entity.fields[name]
        one.unique = True
        one.lower = one.lower or re.search(r"case.?insensitiv|ignoring case|regardless of case", low) is not None
    return bool(keys)


def _moves(app: App, refusal: Refusal, low: str) -> bool:
    """`Any other transition is refused with 409`."""
    moving = [entity for entity in app.entities.values() if entity.transitions]
    if not moving or not re.search(
        r"\b(transitions?|other (change|move|order)s?|skip\w*|backwards?|invalid (state|status)|out of order|directly|jump\w*|anything else|other changes?)\b",
        low,
    ):
        return False
    for entity in moving:
        entity.transition_status = refusal.status or 409
    return True


def _beyond_owner(app: App, refusal: Refusal, low: str) -> bool:
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


def _overlap(app: App, refusal: Refusal, low: str) -> bool:
    """Bookings that overlap in time."""
    if not re.search(
        r"\boverlap\w*|\bdouble.?book\w*|\balready (booked|reserved|taken)\b|\bconflict(s|ing)? with\b|\btime (slot|conflict)|\bclash\w*",
        low,
    ):
        return False
    candidates = [(e, *pair) for e in app.entities.values() if e.stored and (pair := _span(e))]
    entity_hint = _entity_of(app, refusal, low)
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
    plain = kind_of(start) == "date" or kind_of(start) in {"integer", "number"}
    value = (lambda who, name: f'{who}["{name}"]') if plain else (lambda who, name: f'moment({who}["{name}"])')
    inclusive = "<=" if re.search(r"inclusive|both days|same day", refusal.sentence.lower()) else "<"
    others = f'(row is None or other["{entity.key}"] != row["{entity.key}"])'
    entity.checks.append(
        Guard(
            f"any({others} and {value('whole', start.name)} {inclusive} {value('other', end.name)} and {value('other', start.name)} {inclusive} {value('whole', end.name)}{cancelled} for other in store.{entity.plural}.find({find}))",
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


def _children(app: App, refusal: Refusal, low: str) -> bool:
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
                    active = _active(child, low)
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


def _active(child: Entity, low: str) -> str:
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


def _insufficient(app: App, refusal: Refusal, low: str) -> bool:
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
        actions = [endpoint for endpoint in app.endpoints if endpoint.kind == "action" and (not said or said in endpoint.sets or refusal.status)]
        done += [_floor(endpoint, status) for endpoint in actions]
    for owner in app.entities.values():
        for child, field in children(app, owner):
            if not refusal.endpoint or refusal.endpoint.entity == child.name:
                done.append(take_stock(app, owner, child, field, status))
    return any(done)


_TOO_LITTLE = r"\b(below (zero|0)|negative|not enough|insufficient|exceeds?|more than (the |is |its |are )?(stock|available|balance|in stock|remaining|left|quantity)|out of stock|too (few|little)|less than (the )?(requested|amount)|enough|sold out|overdraw\w*|overdraft|lacks?)\b"


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


def _capacity(app: App, refusal: Refusal, low: str) -> bool:
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
            active = _active(child, low)
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


def _state(app: App, refusal: Refusal, low: str) -> bool:
    """The state of a resource does not allow it."""
    if refusal.status in {404} or (refusal.status == 422 and not re.search(r"\balready|state|status\b", low)):
        return False
    endpoint = refusal.endpoint if refusal.endpoint and (refusal.endpoint.kind in {"action", "update", "delete"}) else _about(app, low)
    if endpoint is None:
        return _taken(app, refusal, low)
    entity = app.entities.get(endpoint.entity)
    if entity is None:
        return False
    code, words_ = _condition(entity, endpoint, low)
    if not code:
        return (endpoint.kind == "action" and bool(endpoint.guards) and refusal.status == 0) or _taken(app, refusal, low)
    if all(guard.code != code for guard in endpoint.guards):
        endpoint.guards.append(Guard(code, refusal.status or 409, words_, "already" if code == endpoint.answer.get("already") else "state"))
    else:
        guard = next(guard for guard in endpoint.guards if guard.code == code)
        guard.status = refusal.status or guard.status
    return True


def _closed_owner(app: App, refusal: Refusal, low: str) -> bool:
    """`Items cannot be added to a paid invoice`: the owner's state refuses children."""
    if not re.search(
        r"\b(add\w*|creat\w*|post\w*|plac\w*|submit\w*|comment\w*|join\w*|register\w*|bid\w*|accept\w*|append\w*|enrol\w*|repl\w+|new|book\w*|review\w*)\b",
        low,
    ):
        return False
    for owner in app.entities.values():
        for child, field in children(app, owner):
            noun = child.name.rpartition("_")[2]
            create = next((e for e in app.endpoints if e.entity == child.name and e.kind == "create"), None)
            if create is None or not re.search(rf"\b{owner.name.replace('_', ' ')}s?\b", low) or not re.search(rf"\b{noun}\w*\b", low):
                continue
            code, said = _condition(owner, Endpoint("POST", ""), low)
            if code:
                create.guards.append(
                    Guard(
                        code.replace("row[", f"{owner.name}["),
                        refusal.status or 409,
                        said,
                        "owner",
                        before=[f'{owner.name} = find_{owner.name}(values["{field}"])'],
                    )
                )
                return True
    return False


def _about(app: App, low: str) -> Endpoint | None:
    """The action that a sentence is about: its verb stands in it."""
    best: tuple[int, Endpoint] | None = None
    tokens = low.split()
    for endpoint in app.endpoints:
        if endpoint.kind not in {"action", "update", "delete"} or not endpoint.entity:
            continue
        verb = (
            words.code_name(endpoint.path.rstrip("/").rpartition("/")[2])
            if endpoint.kind == "action"
            else {"update": "edit", "delete": "delete"}[endpoint.kind]
        )
        verb = verb.split("_")[0]
        spoken = {
            "edit": ("edit", "edited", "editing", "update", "updated", "updating", "modify", "modified", "changed", "change"),
            "delete": ("delete", "deleted", "deleting", "remove", "removed", "removing"),
        }.get(verb)
        for i, token in enumerate(tokens):
            token = token.strip(".,:;()")
            hit = token in spoken if spoken else words.same_word(token, verb)
            if not hit:
                continue
            score = (
                3
                if token.endswith("ing")
                else 2
                if re.search(r"\b(cannot|can't|can|be|not|to|only|may|must)( be| not| only)*$", " ".join(tokens[:i]))
                else 1
            )
            if best is None or score > best[0]:
                best = (score, endpoint)
    if best is None or (best[0] == 1 and best[1].kind != "action"):
        return None
    return best[1]


def _condition(entity: Entity, endpoint: Endpoint, low: str) -> tuple[str, str]:
    """The state in which it is refused, as code and in words."""
    noun = entity.name.replace("_", " ")
    already = endpoint.answer.get("already", "")
    rest = re.sub(r"\b(cannot|can't|can not|may not|must not|not allowed|not be able)( to)?( be)?( \w+ed| \w+en)?\b", " ", low)
    for one in entity.fields.values():
        hits = _states_in(one, rest.replace("-", " "))
        if hits:
            return _state_code(one, hits, noun, already)
    if already and re.search(r"\b(already|twice|again|second time|once|not)\b", low):
        return already, f"the {noun} is so already"
    if already and endpoint.kind == "action" and re.search(r"\b(available|free|on loan|checked out|taken|lent|out)\b", rest):
        return already, f"the {noun} is not available"
    return "", ""


def _states_in(one: Field, text: str) -> list[tuple[str, bool]]:
    """The states of a field that a text names, and whether each is denied (`not open`, `only open`, `unpaid`)."""
    flag = kind_of(one) == "boolean"
    hits = []
    for word in [one.name.removeprefix("is_")] if flag else one.choices:
        shown = re.escape(word.lower().replace("_", " ").replace("-", " "))
        match = re.search(rf"\b(?:{shown}|un{shown})\b" if flag else rf"\b{shown}\b", text)
        if match:
            before = text[max(0, match.start() - 34) : match.start()]
            opposite = match[0].startswith("un") and not word.startswith("un")
            hits.append((word, opposite or _STATE_NOT.search(before) is not None))
    return hits


def _state_code(one: Field, hits: list[tuple[str, bool]], noun: str, already: str) -> tuple[str, str]:
    """The condition behind the states that a sentence names."""
    denied = any(negated for _, negated in hits)
    names = [word.replace("_", " ") for word, _ in hits]
    if len(hits) > 1:
        listed = ", ".join(f'"{word}"' for word, _ in hits)
        return f'row["{one.name}"] {"not in" if denied else "in"} ({listed})', f"the {noun} is {'not ' if denied else ''}{words.join(names, 'or')}"
    word = hits[0][0]
    if kind_of(one) == "boolean":
        code = f'{"not " if denied else ""}row["{one.name}"]'
    else:
        code = f'row["{one.name}"] {"!=" if denied else "=="} "{word}"'
    return code, f"the {noun} is {'not ' if denied else ''}{names[0]}{' already' if code == already and not denied else ''}"


def _taken(app: App, refusal: Refusal, low: str) -> bool:
    """A loan of a book that is on loan: the owner has an active child."""
    if not re.search(
        r"\b(already|not available|unavailable|on loan|borrowed|rented|checked out|in use|taken|occupied|active|reserved|lent|booked|available)\b",
        low,
    ):
        return False
    for owner in app.entities.values():
        for child, field in children(app, owner):
            create = app.of(child.name, "create")
            about = refusal.endpoint is None or refusal.endpoint is create
            if create is None or not about or not re.search(rf"\b{owner.name.replace('_', ' ')}s?\b", low):
                continue
            active = _active(child, low)
            flag = next(
                (
                    one
                    for one in owner.fields.values()
                    if kind_of(one) == "boolean" and one.name in {"available", "borrowed", "rented", "is_available", "on_loan", "occupied"}
                ),
                None,
            )
            if active:
                code = f'any({active.replace("row[", "other[")} for other in store.{child.plural}.find({field}=values["{field}"]))'
                if all(guard.code != code for guard in create.guards):
                    create.guards.append(
                        Guard(code, refusal.status or 409, f"the {owner.name.replace('_', ' ')} is not available", "taken")
                    )
                return True
            if flag:
                free = flag.name in {"available", "is_available"}
                create.guards.append(
                    Guard(
                        f'{"not " if free else ""}{owner.name}["{flag.name}"]',
                        refusal.status or 409,
                        f"the {owner.name.replace('_', ' ')} is not available",
                        "taken",
                        before=[f'{owner.name} = find_{owner.name}(values["{field}"])'],
                    )
                )
                create.after.append(f'store.{owner.plural}.change({owner.name}["{owner.key}"], {{"{flag.name}": {not free}}})')
                return True
    return False


def _missing(app: App, refusal: Refusal, low: str) -> bool:
    if (
        not re.search(
            r"\b(unknown|missing|not found|(does not|doesn t|don t|do not|not) exist\w*|no such|otherwise|non existent|nonexistent|nonexisting|invalid id|not there|no \w+ with|isn t found|if it is not|if not|or|else|absent|unexisting|there is none|never existed|exist\w*)\b",
            low,
        )
        or refusal.status == 409
    ):
        return refusal.status == 404
    reference = next(
        (
            one
            for e in app.entities.values()
            for one in e.fields.values()
            if one.refers
            and re.search(rf"\b{one.refers.replace('_', ' ')}\b", low)
            and (refusal.endpoint is None or (refusal.endpoint.entity == e.name and refusal.endpoint.kind in {"create", "update"}))
        ),
        None,
    )
    if reference and refusal.status in {400, 422} and re.search(r"\b(unknown|exist\w*|no such|not found|invalid)\b", low):
        reference.missing = refusal.status
        return True
    return refusal.status == 404


def _invalid(app: App, refusal: Refusal, low: str) -> bool:
    if refusal.status not in {400, 422}:
        return False
    options = refusal.endpoint.guards if refusal.endpoint else [guard for e in app.endpoints for guard in e.guards]
    option = next((guard for guard in options if guard.kind == "option"), None)
    if option and re.search(r"\b(option|choice|candidate)\b", low):
        option.status = refusal.status
        return True
    if refusal.status == 400:
        app.invalid_on["*"] = 400
    return True


def relations(app: App, text: str) -> bool:
    """`Each comment belongs to a post`, `a book has one author`, `an author has many books`: references between resources."""
    found = False
    patterns = (
        r"(?i)\b(?P<child>[\w-]+) (?:must |should |always |also )?(?:belongs?|is linked|are linked|is attached|are attached|is tied|is assigned|refers?|is associated|are associated|relates?|is related|is owned|is written|is placed|are placed|is made|is filed) (?:to|by|with|under|for|in)(?: exactly| only)?(?: an?| one| the| some)? (?P<owner>[\w-]+)",
        r"(?i)\b(?P<owner>[\w-]+) (?:can |may )?(?:has|have|contains?|holds?|owns?) (?:many|multiple|several|any number of|zero or more|one or more|a list of|lots of|some|its own|0 or more) (?P<child>[\w-]+)",
        r"(?i)\b(?P<child>[\w-]+) (?:of|for|on|about|in|per) (?:an?|each|the|one) (?P<owner>[\w-]+)\b",
    )
    for i, pattern in enumerate(patterns):
        for match in re.finditer(pattern, text):
            child, owner = entity_named(app.entities, match["child"]), entity_named(app.entities, match["owner"])
            if (
                child
                and owner
                and child is not owner
                and child.stored
                and owner.stored
                and (i < 2 or words.singular(words.code_name(match["child"])) == child.name)
            ):
                refer(app, child, owner)
                found = True
    return found


def refer(app: App, child: Entity, owner: Entity) -> Field:
    """Gives the child a reference to its owner, if it has none."""
    known = next((one for one in child.fields.values() if one.refers == owner.name), None)
    if known:
        return known
    name = next(
        (
            name
            for name in child.fields
            if words.code_name(name) in {f"{owner.name}_id", f"{owner.name}_{owner.key}", f"{owner.name.rpartition('_')[2]}_id"}
        ),
        None,
    )
    plain = child.fields.pop(owner.name, None) if name is None else None
    name = name or f"{owner.name}_id"
    one = child.fields.setdefault(
        name, Field(name, "integer" if owner.key_type == "integer" else "string", required=plain.required if plain else None)
    )
    one.refers = owner.name
    one.type = "integer" if owner.key_type == "integer" else "string"
    return one


def match_call(calls: list[Call], endpoint: Endpoint) -> Call | None:
    """The call that an endpoint was read from."""
    return next((call for call in calls if call.method == endpoint.method and call.path == endpoint.path), None)
