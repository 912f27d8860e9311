"""Makes a specification out of what a RequirementsAgent answered: repairs what code can repair, refuses what nobody can use. Pure.

What is left out is said in the assumptions, so that nothing disappears silently.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from shared.errors import Invalid
from shared.specification import Endpoint, Entity, Failure, Property, Requirement, Specification, property_type, shape

MAX_REQUIREMENTS = 100
MAX_ENDPOINTS = 100
MAX_QUESTIONS = 5
MAX_ASSUMPTIONS = 50
_MAX_TEXT = 2_000
_MAX_TITLE = 80
_MAX_PROPERTIES = 60

_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_PATH = re.compile(r"/(?:(?:[A-Za-z0-9_.~\-]+|\{[A-Za-z_][A-Za-z0-9_]*\})(?:/(?:[A-Za-z0-9_.~\-]+|\{[A-Za-z_][A-Za-z0-9_]*\}))*)?")
_OTHER_PARAMETERS = re.compile(
    r"<(?:[a-z]+:)?([A-Za-z_][A-Za-z0-9_]*)>|(?<=/):([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*):[a-z]+\}"
)
_NEEDS_WORDS = re.compile(r"\w")


def specification(answer: Mapping[str, Any], intent: str) -> Specification:
    """The checked specification. Raises Invalid with a reason for the user: there is nothing in it that could be built."""
    try:
        raw = Specification.model_validate({"title": "", **answer})
    except ValidationError as error:
        wrong = ", ".join(sorted({".".join(map(str, e["loc"])) for e in error.errors()})[:5])
        raise Invalid(f"the requirements that came back are malformed ({wrong}); try again, or say it in other words") from error
    return tidy(raw, intent)


def no_change(text: str) -> str:
    """Why a change is refused that leaves everything as it is; for the user."""
    return (
        f"nothing that the app must do would change by “{_cut(_line(text), 300)}”; say which thing, field or operation is to be different"
    )


def tidy(raw: Specification, intent: str) -> Specification:
    """The same specification, cleaned and renumbered; tidying twice changes nothing more. Raises Invalid: it requires nothing."""
    notes: list[str] = []
    requirements, renamed = _requirements(raw.requirements, notes)
    endpoints = _endpoints(raw.endpoints, renamed, notes)
    if not requirements and endpoints:
        requirements, endpoints = _from_endpoints(endpoints)
    if not requirements:
        raise Invalid("no requirement could be read out of the intent; say what the application should do")
    cleaned = {
        "title": _cut(_line(raw.title), _MAX_TITLE) or _cut(_line(intent), _MAX_TITLE) or "Application",
        "summary": _text(raw.summary),
        "requirements": requirements,
        "entities": _entities(raw.entities),
        "endpoints": endpoints,
        "assumptions": _sentences([*notes, *raw.assumptions], MAX_ASSUMPTIONS),
        "questions": _sentences(raw.questions, MAX_QUESTIONS),
    }
    return raw.model_copy(update=cleaned)


def _requirements(raw: Sequence[Requirement], notes: list[str]) -> tuple[list[Requirement], dict[str, list[str]]]:
    """The requirements as R1, R2, …, each once, and the new ids of every old one."""
    numbers: dict[str, str] = {}
    kept: list[Requirement] = []
    renamed: dict[str, list[str]] = {}
    left_out = 0
    for requirement in raw:
        text = _text(requirement.text)
        if not _NEEDS_WORDS.search(text):
            continue
        if _key(text) not in numbers and len(kept) == MAX_REQUIREMENTS:
            left_out += 1
            continue
        if _key(text) not in numbers:
            numbers[_key(text)] = f"R{len(kept) + 1}"
            kept.append(Requirement(id=numbers[_key(text)], text=text))
        renamed.setdefault(_key(requirement.id), []).append(numbers[_key(text)])
    if left_out:
        notes.append(f"Only the first {MAX_REQUIREMENTS} requirements are built; {left_out} more were left out.")
    return kept, renamed


def _endpoints(raw: Sequence[Endpoint], renamed: Mapping[str, list[str]], notes: list[str]) -> list[Endpoint]:
    kept: dict[tuple[str, str], Endpoint] = {}
    for endpoint in raw:
        method, path = endpoint.method.strip().upper(), _path(endpoint.path)
        if method not in _METHODS or path is None:
            notes.append(
                f"The endpoint {_cut(_line(f'{endpoint.method} {endpoint.path}'), 100)!r} was left out: it is not an HTTP operation."
            )
            continue
        key = (method, shape(path))
        clean = _endpoint(endpoint, method, path, renamed)
        kept[key] = _merged(kept[key], clean) if key in kept else clean
    endpoints = list(kept.values())
    if len(endpoints) > MAX_ENDPOINTS:
        notes.append(f"Only the first {MAX_ENDPOINTS} endpoints are built; {len(endpoints) - MAX_ENDPOINTS} more were left out.")
    return endpoints[:MAX_ENDPOINTS]


def _endpoint(raw: Endpoint, method: str, path: str, renamed: Mapping[str, list[str]]) -> Endpoint:
    usual = 201 if method == "POST" else 200
    return Endpoint(
        method=method,
        path=path,
        summary=_text(raw.summary),
        request=_properties(raw.request),
        status=raw.status if 200 <= raw.status < 400 else usual,
        response=_text(raw.response),
        failures=_failures(raw.failures),
        requirements=_unique((new for old in raw.requirements for new in renamed.get(_key(old), [])), str),
    )


def _merged(one: Endpoint, other: Endpoint) -> Endpoint:
    return one.model_copy(
        update={
            "summary": one.summary or other.summary,
            "request": one.request or other.request,
            "response": one.response or other.response,
            "failures": _failures([*one.failures, *other.failures]),
            "requirements": _unique([*one.requirements, *other.requirements], str),
        }
    )


def _from_endpoints(endpoints: Sequence[Endpoint]) -> tuple[list[Requirement], list[Endpoint]]:
    """A requirement for every endpoint, when the agent wrote endpoints only."""
    requirements = [
        Requirement(id=f"R{n}", text=_text(f"{e.method} {e.path} answers {e.status}{f': {e.summary}' if e.summary else ''}"))
        for n, e in enumerate(endpoints, 1)
    ]
    return requirements, [e.model_copy(update={"requirements": [r.id]}) for e, r in zip(endpoints, requirements, strict=True)]


def _path(text: str) -> str | None:
    """The path with its parameters in braces; None when it is none."""
    path = _OTHER_PARAMETERS.sub(lambda m: f"{{{m[1] or m[2] or m[3]}}}", text.strip().partition("?")[0])
    path = f"/{path.strip('/')}"
    return path if _PATH.fullmatch(path) and len(path) <= 300 else None


def _entities(raw: Sequence[Entity]) -> list[Entity]:
    named = [Entity(name=_cut(_line(e.name), 100), properties=_properties(e.properties)) for e in raw]
    return _unique((e for e in named if _NEEDS_WORDS.search(e.name)), lambda e: _key(e.name))[:MAX_REQUIREMENTS]


def _properties(raw: Sequence[Property]) -> list[Property]:
    clean = [Property(name=_cut(_line(p.name), 100), type=property_type(p.type), required=p.required, rule=_text(p.rule)) for p in raw]
    return _unique((p for p in clean if _NEEDS_WORDS.search(p.name)), lambda p: p.name)[:_MAX_PROPERTIES]


def _failures(raw: Sequence[Failure]) -> list[Failure]:
    clean = [Failure(status=f.status, when=_text(f.when)) for f in raw if 400 <= f.status < 600]
    return _unique(clean, lambda f: (f.status, _key(f.when)))[:20]


def _sentences(raw: Sequence[str], most: int) -> list[str]:
    return _unique((text for text in map(_text, raw) if _NEEDS_WORDS.search(text)), _key)[:most]


def _unique[T](items: Iterable[T], key: Callable[[T], object]) -> list[T]:
    first: dict[object, T] = {}
    for item in items:
        first.setdefault(key(item), item)
    return list(first.values())


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()


def _line(text: str) -> str:
    return " ".join(_text(text).split())


def _text(text: str) -> str:
    printable = "".join(c for c in text if c.isprintable() or c in "\n\t")
    return _cut(printable.strip(), _MAX_TEXT)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
