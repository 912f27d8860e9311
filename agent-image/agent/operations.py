"""A specification out of few words: the model lists the operations, one short line each; the requirements are the user's own sentences. Pure.

A line is `METHOD /path | field: type, field?: type | status | what it does`. All else follows from the intent's text, at no cost.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from agent import coding, contract, inputs, planning, reading
from agent.ends import Rejected
from shared.drops import Drop
from shared.job_protocol import Bundle
from shared.reading.changes.restating import Restated
from shared.specification import Endpoint, Entity, Failure, Property, Requirement, Specification

_LINE = re.compile(r"^\W*(GET|POST|PUT|PATCH|DELETE)\s+(/[^\s|`]*)`?\s*\|([^|]*)\|\s*(\d{3})?[^|]*\|?(.*)$", re.MULTILINE)
_FIELD = re.compile(r"[\"'`]?([A-Za-z_]\w*)[\"'`]?(\?)?\s*:\s*[\"'`]?(\w+)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|\n+")
_REFUSAL = re.compile(r"\b(4\d\d)\b")
_MOST_SENTENCES = 30


def asked(bundle: Bundle) -> Mapping[str, str]:
    """For the prompt `operations`."""
    return {"intent": inputs.intent_text(bundle)}


async def specified(bundle: Bundle, told: Sequence[Restated] = ()) -> Drop | None:
    """The specification of an intent that names its operations, or that code understands with what is told instead; None for others."""
    named = contract.operations(inputs.intent_text(bundle))
    read_alone = await reading.specified(bundle, told)
    if read_alone or not named:
        return read_alone
    lines = [f"{each.method} {each.path} | {_body(each)} | {each.status} | {' '.join(each.words.split())}" for each in named]
    return read("\n".join(lines), bundle)


def _body(each: contract.Operation) -> str:
    return ", ".join(f"{name}: {re.split(r'[\[ ]', kind)[0] or 'string'}" for name, kind in (each.body or {}).items()) or "-"


def read(text: str, bundle: Bundle) -> Drop:
    """The specification. Raises Rejected when the answer lists no operation."""
    intent = inputs.intent_text(bundle)
    sentences = [part.strip(" \t•*-–") for part in _SENTENCE.split(intent)]
    requirements = [Requirement(id=f"R{at}", text=part) for at, part in enumerate(filter(_says_much, sentences), 1)][:_MOST_SENTENCES]
    endpoints = _endpoints(text, intent, requirements)
    if not endpoints:
        raise Rejected("There is no line like `GET /entries | - | 200 | lists the entries`. Write one for each operation.")
    stored = {
        endpoint.path: endpoint for endpoint in endpoints if endpoint.method == "POST" and endpoint.status == 201 and endpoint.request
    }
    entities = [Entity(name=path.rsplit("/", 1)[-1].removesuffix("s") or "thing", properties=each.request) for path, each in stored.items()]
    title = re.split(r"[.:,;\n]", intent.strip(), maxsplit=1)[0][:60]
    made = Specification(title=title, summary=sentences[0][:300], requirements=requirements, entities=entities, endpoints=endpoints)
    return planning.read_specification(made.model_dump_json(), bundle)


def _says_much(sentence: str) -> bool:
    return len(re.findall(r"\w+", sentence)) >= 3


def _was_wanted(path: str, intent: str) -> bool:
    """Whether a path may be the user's: where an intent names paths, the first part of others is not to be invented."""
    named = set(re.findall(r"(?<![\w:/<])/([\w-]*)", intent))
    return not named or path.strip("/").split("/")[0] in named


def _endpoints(text: str, intent: str, requirements: Sequence[Requirement]) -> list[Endpoint]:
    """One endpoint for each operation; a further line about it, with the status of a refusal, is one of its refusals."""
    found: dict[tuple[str, str], Endpoint] = {}
    for match in _LINE.finditer(text):
        method, path = match[1], match[2].split("?")[0]
        status, known = int(match[4] or 200), found.get((method, path))
        if known and status >= 400:
            added = [*known.failures, Failure(status=status, when=match[5].strip())]
            found[method, path] = known.model_copy(update={"failures": added})
        elif known is None and _was_wanted(path, intent):
            found[method, path] = _endpoint(match, requirements)
    return list(found.values())


def _endpoint(match: re.Match[str], requirements: Sequence[Requirement]) -> Endpoint:
    method, path, said = match[1], match[2].split("?")[0], match[5].strip()
    fields = [Property(name=field[1], type=field[3].lower(), required=not field[2]) for field in _FIELD.finditer(match[3])]
    about = [requirement for requirement in requirements if _mentions(requirement.text, method, path)]
    refused = dict.fromkeys(int(status) for status in _REFUSAL.findall(said))
    return Endpoint(
        method=method,
        path=path,
        summary=said,
        request=fields if method in ("POST", "PUT", "PATCH") else [],
        status=int(match[4] or 200),
        failures=[Failure(status=status, when=said) for status in refused],
        requirements=[requirement.id for requirement in about],
    )


def _mentions(text: str, method: str, path: str) -> bool:
    return re.search(rf"{re.escape(path)}(?![\w/])", text) is not None and method in text.upper()


def planned(bundle: Bundle) -> Mapping[str, str]:
    """For the prompt `codegen`: the user's own words, and the operations, once each and short."""
    shown = "\n".join(_shown(endpoint) for endpoint in inputs.specification(bundle).endpoints)
    text = f"{inputs.intent_text(bundle)}\n\nThe operations:\n{shown}"
    return {**coding.planned(bundle), "specification": text, "contracts": "(none)"}


def _shown(endpoint: Endpoint) -> str:
    body = ", ".join(
        f"{field.name}{'' if field.required else '?'}: {field.type}{f' ({field.rule})' if field.rule else ''}" for field in endpoint.request
    )
    refusals = "".join(f"; {failure.status} when {failure.when}" for failure in _told(endpoint.failures))
    return f"{endpoint.method} {endpoint.path} -> {endpoint.status}{f' body {{{body}}}' if body else ''}{refusals}"


def _told(failures: Iterable[Failure]) -> list[Failure]:
    """Refusals that code has to make itself: invalid requests are refused by their models, missing rows by the table."""
    return [failure for failure in failures if failure.status not in (404, 422)]
