"""Reads states that do not allow something: `closed tickets cannot be edited`, `completing twice gives 409`."""

import re
from dataclasses import replace

from shared.adapters.offline import words
from shared.adapters.offline.constraints import words_only
from shared.adapters.offline.ir import App, Computed, Endpoint, Entity, Field, Guard
from shared.adapters.offline.limits import still_active
from shared.adapters.offline.measures import children, kind_of
from shared.adapters.offline.refusal import Refusal

_STATE_NOT = re.compile(
    r"(?i)\b(not|isn t|aren t|wasn t|hasn t|isn't|is not|aren't|hasn't|wasn't|unless|only|must be|has to be|needs to be|non-|never|no longer)\b"
)


def transition_refused(app: App, refusal: Refusal, low: str) -> bool:
    """`Any other transition is refused with 409`."""
    moving = [entity for entity in app.entities.values() if entity.transitions or entity.moves]
    guards = [guard for endpoint in app.endpoints if endpoint.kind == "action" for guard in endpoint.guards if guard.kind == "state"]
    if guards and re.search(
        r"\b(any|every|an|all|each) other (state|status|case|situation|phase|stage|step|move)s?\b|\b(wrong|invalid|illegal|impossible|forbidden|not allowed) (state|status|step|order|transition|move|change|action)s?\b",
        low,
    ):
        _everywhere(app, refusal.status or 409)
        return True
    if not moving or not re.search(
        r"\b(transitions?|other (change|move|order)s?|skip\w*|backwards?|invalid (state|status)|out of order|directly|jump\w*|anything else|other changes?|steps? (that|which)|(not|isn t|aren t) (allowed|possible|permitted) (in|from|at))\b",
        low,
    ):
        return False
    for entity in moving:
        entity.transition_status = refusal.status or 409
    return True


def _everywhere(app: App, status: int) -> None:
    """`Calling one of these in any other state fails`. `… turns it back` speaks of what the operation before it was about."""
    before: Endpoint | None = None
    for endpoint in app.endpoints:
        code = endpoint.answer.get("already", "")
        if endpoint.kind != "action" or not code:
            continue
        own = [guard for guard in endpoint.guards if guard.kind in {"state", "already"}]
        if not own and before and before.entity == endpoint.entity and re.search(r"(?i)\b(it|them)\b", endpoint.source):
            own = [replace(guard) for guard in before.guards if guard.kind == "state"]
            endpoint.guards += own
        if not own:
            own = [Guard(code, status, "it is so already", "already")]
            endpoint.guards += own
        for guard in own:
            guard.status = status
        before = endpoint


def state_refuses(app: App, refusal: Refusal, low: str) -> bool:
    """The state of a resource does not allow it."""
    if refusal.status in {404} or (refusal.status == 422 and not re.search(r"\balready|state|status\b", low)):
        return False
    subject = re.split(r"\b(?:until|till|unless|as long as|while|before)\b", low)[0]
    denied = _about(app, subject) if re.search(r"\b(cannot|can't|may not|must not)\b", low) else None
    named = refusal.endpoint if refusal.endpoint and refusal.endpoint.kind in {"action", "update", "delete"} else _about(app, subject)
    endpoint = denied or named
    if endpoint is None:
        return _taken(app, refusal, low)
    entity = app.entities.get(endpoint.entity)
    if entity is None:
        return False
    if _else(endpoint, refusal, low):
        return True
    code, words_ = _condition(entity, endpoint, low)
    if not code and re.search(r"\bothers?\b|\banything else\b", low):
        code, words_ = _condition(entity, endpoint, re.sub(r"\b(an?|the) ", "only ", words_only(endpoint.source)))
    if not code:
        return (endpoint.kind == "action" and bool(endpoint.guards) and refusal.status == 0) or _taken(app, refusal, low)
    if all(guard.code != code for guard in endpoint.guards):
        endpoint.guards.append(Guard(code, refusal.status or 409, words_, "already" if code == endpoint.answer.get("already") else "state"))
    else:
        guard = next(guard for guard in endpoint.guards if guard.code == code)
        guard.status = refusal.status or guard.status
    return True


def _else(endpoint: Endpoint, refusal: Refusal, low: str) -> bool:
    """`otherwise 409`: the status of the conditions that are known."""
    moved = [guard for guard in endpoint.guards if guard.kind == "state"]
    if not moved or endpoint is not refusal.endpoint or not re.search(r"\b(else|otherwise)\b|->", low):
        return False
    for guard in moved:
        guard.status = refusal.status or guard.status
    return True


def closed_owner(app: App, refusal: Refusal, low: str) -> bool:
    """`Items cannot be added to a paid invoice`: the owner's state refuses children."""
    if _closes(app, refusal, low):
        return True
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


def _closes(app: App, refusal: Refusal, low: str) -> bool:
    """`… closes the poll; from then on votes are refused`: what an operation brings about refuses children."""
    done = refusal.endpoint
    code = done.answer.get("already", "") if done else ""
    owner = app.entities.get(done.entity) if done else None
    if (
        owner is None
        or not code
        or not re.search(r"\b(from then on|after that|afterwards|then|after this|no (more|further|new)|once|from now on|any more)\b", low)
    ):
        return False
    for child, field in children(app, owner):
        create = app.of(child.name, "create")
        if create and re.search(rf"\b{child.name.rpartition('_')[2]}s?\b|\b{child.plural.replace('_', ' ')}\b", low):
            find = [f'{owner.name} = find_{owner.name}(values["{field}"])']
            said = f"the {owner.name.replace('_', ' ')} does not take this any more"
            create.guards.append(Guard(code.replace("row[", f"{owner.name}["), refusal.status or 409, said, "owner", before=find))
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
        match = re.search(rf"\b(?:{shown}|un{shown}|in{shown})\b" if flag else rf"\b{shown}\b", text)
        if match:
            before = text[max(0, match.start() - 34) : match.start()]
            opposite = match[0].startswith(("un", "in")) and not word.startswith(("un", "in"))
            hits.append((word, opposite or _STATE_NOT.search(before) is not None))
    return hits


def _state_code(one: Field, hits: list[tuple[str, bool]], noun: str, already: str) -> tuple[str, str]:
    """The condition behind the states that a sentence names."""
    denied = any(negated for _, negated in hits)
    names = [word.replace("_", " ") for word, _ in hits]
    if len(hits) > 1:
        listed = ", ".join(f'"{word}"' for word, _ in hits)
        return (
            f'row["{one.name}"] {"not in" if denied else "in"} ({listed})',
            f"the {noun} is {'not ' if denied else ''}{words.join(names, 'or')}",
        )
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
            named = re.search(rf"\b{owner.name.replace('_', ' ')}s?\b", low)
            if create and about and named and _occupied(owner, child, field, create, refusal.status or 409, low):
                return True
    return False


_OCCUPIED = {"available", "borrowed", "rented", "is_available", "on_loan", "occupied"}


def _occupied(owner: Entity, child: Entity, field: str, create: Endpoint, status: int, low: str) -> bool:
    """Refuses a second child while the first is active, or while the owner's flag says so."""
    said = f"the {owner.name.replace('_', ' ')} is not available"
    active = still_active(child, low).replace("row[", "other[")
    flag = next((one for one in owner.fields.values() if kind_of(one) == "boolean" and one.name in _OCCUPIED), None)
    if active:
        code = f"any({active} for other in store.{child.plural}.find({field}={{}}))"
        create.guards.append(Guard(code.format(f'values["{field}"]'), status, said, "taken"))
        if flag and flag.guessed:
            del owner.fields[flag.name]
            now = code.format(f'row["{owner.key}"]')
            owner.computed.append(Computed(flag.name, f"not {now}" if "available" in flag.name else now))
        return True
    if flag is None:
        return False
    free = "available" in flag.name
    code = f'{"not " if free else ""}{owner.name}["{flag.name}"]'
    create.guards.append(Guard(code, status, said, "taken", before=[f'{owner.name} = find_{owner.name}(values["{field}"])']))
    create.after.append(f'store.{owner.plural}.change({owner.name}["{owner.key}"], {{"{flag.name}": {not free}}})')
    return True
