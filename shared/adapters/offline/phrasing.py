"""The sentences of an application's requirements: what each operation does and refuses, and what the user said of it. Pure."""

import re
from collections.abc import Iterator

from shared.reading.changes.naming import spoken, with_article
from shared.reading.changes.restating import SENTENCE_END
from shared.reading.text.gathered import METHOD
from shared.reading.text.shapes import split_outside
from shared.specification import Failure
from shared.writing.ir import App, Endpoint, Entity, Page
from shared.writing.kinds import How
from shared.writing.words import is_plural, join

#: Characters of the words that are quoted, of a sentence that is quoted whole whatever else it is about, and of the opening.
_QUOTED, _WHOLE, _OPENING = 240, 130, 400
#: A line that only goes on with the sentence of the line before it.
_WRAPPED = re.compile(rf"(?<=,)[ \t]*\n[ \t]*(?![\-*•#|])|(?<=[^\s.!?:;])[ \t]*\n[ \t]*(?=[^\s\-*•#|`\d])(?!(?:{METHOD})\b)")
#: A word behind which no line ends that is no wrapped one.
_DANGLING = re.compile(r"(?<=\s)((?:with|by|via|to|through|using|calling|and|or|a|an|the|of))[ \t]*\n[ \t]*(?=\S)")
_BULLET = re.compile(r"^\s*(?:[-*•+]|\d+[.)]|#+)\s+")
_NEXT = re.compile(rf"[\s,;]+(?:\b(?:and|or|then|also|while|with|by|via|to|by calling|through)\b[\s,]*)*(?=`?\b(?:{METHOD})\b[` ]+/)")
#: `read one with GET …`: what is said of an operation stands before it.
_LED = re.compile(rf"\b(?:with|by|via|to|through|using|calling) `?(?:{METHOD})\b[` ]+/")
#: In the written code of an operation: a record that has to be there, and a refusal.
_LOOKED_UP = re.compile(r"(?<!\.)\bfind_\w+\(")
_RAISED = re.compile(r'HTTPException\((4\d\d), "([^"{}]+)"\)')
#: How the parameters that sort a list or cut it are told from those that narrow it.
_KEEPS_ALL: frozenset[How] = frozenset({"sort", "order", "limit", "offset", "page", "size", "value"})


def opening(text: str) -> str:
    """How the intent begins, in the user's own words: at most three whole sentences of its first paragraph."""
    parts = [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    first = next((part for part in parts if not part.lstrip().startswith("#")), parts[0] if parts else "")
    sentences = [" ".join(_BULLET.sub("", one).split()) for one in SENTENCE_END.split(_unwrapped(first)) if one.strip()]
    kept = sentences[:1]
    for one in sentences[1:3]:
        if sum(map(len, kept)) + len(one) > _OPENING:
            break
        kept.append(one)
    return _cut(" ".join(kept), _OPENING)


def does(app: App, endpoint: Endpoint) -> str:
    """What an operation does, as a clause without its subject: `adds a flight to a drone`. Empty where only the user's words tell."""
    entity = app.entities.get(endpoint.entity)
    if entity is None or endpoint.kind in {"", "compute"}:
        return ""
    one, owner = _one(entity.name), _one(endpoint.parent) if endpoint.parent else ""
    match endpoint.kind:
        case "create":
            return f"adds {one}{f' to {owner}' if owner else ''}"
        case "list":
            return f"lists the {spoken(entity.several)}{f' of {owner}' if owner else ''}"
        case "get":
            return f"shows {one}"
        case "update":
            return f"{'replaces' if endpoint.method == 'PUT' and not endpoint.partial else 'changes'} {one}"
        case "upsert":
            return f"adds or replaces {one}"
        case "delete":
            return f"removes {one}"
    return _acts(endpoint, one)


def _one(name: str) -> str:
    """`a drone`, `settings`."""
    return spoken(name) if is_plural(name) else with_article(spoken(name))


def _unwrapped(text: str) -> str:
    return _DANGLING.sub(r"\1 ", _WRAPPED.sub(" ", text))


def summary(app: App, endpoint: Endpoint, text: str) -> str:
    """What an operation does, in a sentence or two; in the user's words where only those tell."""
    clause = does(app, endpoint)
    return f"{clause[:1].upper()}{clause[1:]}.{_details(app, endpoint)}" if clause else _unnamed(_quoted(endpoint, text))


def _unnamed(said: str) -> str:
    """Without the name of the operation at its beginning, beside which it stands."""
    told = re.sub(rf"^`?(?:{METHOD}) [^\s`]+`?[\s:,=>-]*", "", said)
    return f"{told[:1].upper()}{told[1:]}"


def _details(app: App, endpoint: Endpoint) -> str:
    """How a list is narrowed and sorted, and what is shown that nobody sends: further sentences."""
    return f"{_narrowed(endpoint)}{_sorted(endpoint)}{_worked_out(app, endpoint)}"


def _worked_out(app: App, endpoint: Endpoint) -> str:
    entity = app.entities.get(endpoint.entity)
    shown = [one.name for one in entity.computed if one.only != "one" or endpoint.kind == "get"] if entity is not None else []
    return f" {'Each' if endpoint.kind == 'list' else 'It'} also shows {join(shown)}." if shown and endpoint.kind in {"get", "list"} else ""


def _sorted(endpoint: Endpoint) -> str:
    """What is sorted by last counts first."""
    told = [_by(line) for line in reversed(endpoint.order.splitlines())] if endpoint.kind == "list" else []
    return f" Sorted by {', then by '.join(told)}." if told and all(told) else ""


def _by(line: str) -> str:
    """Empty for what is sorted in some other way than by fields."""
    names = list(dict.fromkeys(re.findall(r'row\["(\w+)"\]', line)))
    if line == "rows.reverse()":
        return "time of creation, the latest first"
    return f"{join(names)}{', descending' if 'reverse=True' in line else ''}" if names and line.startswith("rows.sort(") else ""


def _narrowed(endpoint: Endpoint) -> str:
    names = list(dict.fromkeys(query.name for query in endpoint.query if query.how not in _KEEPS_ALL and endpoint.kind == "list"))
    return f" The parameter{'s' if len(names) > 1 else ''} {join(names)} narrow{'' if len(names) > 1 else 's'} the list." if names else ""


def _acts(endpoint: Endpoint, one: str) -> str:
    """`submits a claim (sets status to submitted)`: what an action sets to a fixed value."""
    fixed = {name: code.strip("\"'") for name, code in endpoint.sets.items() if re.fullmatch(r"\"[^\"]*\"|'[^']*'|True|False|None", code)}
    values = {"True": "true", "False": "false", "None": "empty"}
    told = [f"{spoken(name)} to {values.get(value, value)}" for name, value in fixed.items()]
    verb = _conjugated(endpoint.path.rpartition("/")[2]) if endpoint.method == "POST" else ""
    return f"{verb or 'changes'} {one}{f' (sets {join(told)})' if told else ''}"


def _conjugated(segment: str) -> str:
    """`check-in` -> `checks in`; empty for what is no verb."""
    first, _, rest = re.sub(r"[-_]", " ", segment).partition(" ")
    if "{" in segment or is_plural(first) or re.search(r"(?:tion|ment|ness)$", first):
        return ""
    ended = (
        f"{first[:-1]}ies" if re.search(r"[^aeiou]y$", first) else f"{first}es" if re.search(r"(?:s|x|z|ch|sh|o)$", first) else f"{first}s"
    )
    return f"{ended} {rest}".strip()


def of_operation(app: App, endpoint: Endpoint, text: str) -> str:
    """The requirement that an operation stands for: what it does, and what the user said of it."""
    clause = does(app, endpoint)
    said = _quoted(endpoint, text) if not clause else said_of(endpoint.method, endpoint.path, text)
    stated = f"{endpoint.method} {endpoint.path} {clause + ' and ' if clause else ''}answers {endpoint.status}.{_details(app, endpoint)}"
    return f"{stated} In your words: “{said}”" if said else stated


def _quoted(endpoint: Endpoint, text: str) -> str:
    """What the user said of an operation, else the words that it was read from where they are enough to say something."""
    if written := said_of(endpoint.method, endpoint.path, text):
        return written
    said = re.sub(r"\(\s*[,;]?\s*\)", "", endpoint.source.partition(":")[2]).strip(" ,;:")
    return _cut(" ".join(said.split()), _QUOTED) if len(re.findall(r"[A-Za-z]{2,}", said)) > 2 else ""


def of_page(app: App, page: Page, text: str) -> str:
    """The requirement that a page stands for."""
    entity = app.entities.get(page.entity)
    alone = bool(page.alone) or "{" in page.path
    about = "" if entity is None or page.words or page.sole else _one(entity.name) if alone else f"the {spoken(entity.several)}"
    shown = f"a page of {about}" if about else "a page"
    said = said_of("GET", page.path, text) or _cut(" ".join(page.source.split()), _QUOTED)
    return f"GET {page.path} shows {shown}{' with a form' if page.form else ''}." + (f" In your words: “{said}”" if said else "")


def said_of(method: str, path: str, text: str) -> str:
    """What the text says right at the first place where it names an operation by its method and path; empty where that is nothing more."""
    shape = re.sub(r"\\\{[^}]*\\\}", r"[{:<]\\w+[}>]?", re.escape(path))
    named = re.compile(rf"\b{method}\b[`\"' ]+{shape}(?![\w/{{}}>-]|\.\w)")
    for sentence in SENTENCE_END.split(_unwrapped(text)):
        line = " ".join(_BULLET.sub("", sentence).split())
        for piece in [line] if len(line) <= _WHOLE else _pieces(line):
            if named.search(piece) and len(re.findall(r"[A-Za-z]{3,}", named.sub("", piece))) > 1:
                return _cut(re.sub(r"^(?:and|or|then|but) ", "", piece).rstrip(",; "), _QUOTED)
    return ""


def _pieces(sentence: str) -> Iterator[str]:
    """The parts of a sentence, each with one operation, the first with what leads to it; all of them where words lead to each."""
    if _LED.search(sentence):
        yield from split_outside(sentence, r"(?<=[,;])\s+")
        return
    starts = [match for match in _NEXT.finditer(sentence) if match.start() > 0]
    begin = 0
    for number, match in enumerate(starts):
        if number == 0 and not re.search(rf"\b(?:{METHOD})\b[` ]+/", sentence[: match.start()]):
            continue
        yield sentence[begin : match.start()].strip()
        begin = match.end()
    yield sentence[begin:].strip()


def _cut(text: str, most: int) -> str:
    """The text, at most so long, cut behind a word."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0].rstrip(' ,;:(')}…"


def failures(app: App, endpoint: Endpoint) -> list[Failure]:
    """What an operation refuses, each thing once."""
    entity = app.entities.get(endpoint.entity)
    found = [Failure(status=404, when=_absent(endpoint))] if _may_be_absent(endpoint) else []
    found += [Failure(status=app.invalid, when="the request is invalid")] if endpoint.body or endpoint.query else []
    if entity is not None and endpoint.kind in {"create", "update", "upsert"}:
        found += _of_values(app, entity, endpoint)
    found += [Failure(status=guard.status, when=guard.words) for guard in endpoint.guards]
    found += [Failure(status=int(status), when=when) for line in endpoint.lines for status, when in _RAISED.findall(line)]
    return sorted(dict.fromkeys(found), key=lambda one: one.status)


def _may_be_absent(endpoint: Endpoint) -> bool:
    """Whether it looks up what the path names; a list or a total of what has some value is an empty one where nothing has it."""
    looks_up = endpoint.kind not in {"list", "compute"} or endpoint.parent or any(_LOOKED_UP.search(line) for line in endpoint.lines)
    return bool(endpoint.params and endpoint.entity and endpoint.kind != "upsert" and looks_up)


def _absent(endpoint: Endpoint) -> str:
    """`there is no such drone`: what the path names."""
    name = endpoint.parent if endpoint.parent and endpoint.kind in {"create", "list"} else endpoint.entity
    return f"there is no such {spoken(name)}"


def _of_values(app: App, entity: Entity, endpoint: Endpoint) -> Iterator[Failure]:
    """What is refused of the values of a record: references to nothing, what is there already, forbidden changes, broken rules."""
    sent = {one.name for one in endpoint.body}
    referring = [one for one in entity.fields.values() if one.refers in app.entities and one.name in sent]
    unique = [(one.name,) for one in entity.fields.values() if one.unique] + entity.together
    moving = [name for name in entity.transitions if name in sent and endpoint.kind == "update"]
    yield from (Failure(status=one.missing, when=f"there is no such {spoken(one.refers)}") for one in referring)
    yield from (Failure(status=entity.duplicate, when=_taken(entity, names)) for names in unique if sent & set(names))
    yield from (Failure(status=entity.transition_status, when=f"the {spoken(name)} may not change like that") for name in moving)
    yield from (Failure(status=guard.status, when=guard.words) for guard in entity.checks)


def _taken(entity: Entity, names: tuple[str, ...]) -> str:
    return f"another {spoken(entity.name)} has the same {join([spoken(name.removesuffix('_id')) for name in names])}"
