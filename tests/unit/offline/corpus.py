"""The corpus of intents and its small language of checks: `POST /todos {"title": "x"} => 201 {"id": "$a"}`.

`$a` takes a value where it is first seen and stands for it afterwards, `{a}` does so in paths. `"*"` is anything, `"@n"` a text of n characters,
`20*` any such status; an answer may have more members than are listed, but a list as many elements; `~text ~more` are parts of a page in this order, `!~text` is none.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """An intent and the checks that an application for it must pass."""

    name: str
    intent: str
    checks: tuple[str, ...]


def cases(file: str) -> list[Case]:
    """The cases of a corpus file."""
    found = []
    for block in re.split(r"(?m)^== ", (HERE / file).read_text())[1:]:
        head, _, checks = block.partition("\n--\n")
        name, _, intent = head.partition("\n")
        found.append(Case(name.strip(), intent.strip(), tuple(line for line in checks.splitlines() if line.strip())))
    return found


def run(client: Any, check: str, known: dict[str, Any]) -> str:
    """What is wrong with the answer to a check; empty when nothing is."""
    request, _, expected = check.partition(" => ")
    method, path, *body = request.split(" ", 2)
    path = re.sub(r"\{(\w+)\}", lambda match: str(known[match[1]]), path)
    if method == "FORM":
        answer = client.post(path, content=body[0], headers={"content-type": "application/x-www-form-urlencoded"})
    else:
        answer = client.request(method, path, **({"json": _filled(json.loads(body[0]), known)} if body else {}))
    status, _, wanted = expected.strip().partition(" ")
    if not re.fullmatch(status.replace("*", r"\d"), str(answer.status_code)):
        return f"{request}: {answer.status_code} instead of {status}: {answer.text[:200]}"
    if wanted.startswith("!~"):
        return f"{request}: {wanted[2:]!r} in {answer.text[-300:]}" if wanted[2:] in answer.text else ""
    if wanted.startswith("~"):
        parts = ".*?".join(map(re.escape, wanted[1:].split(" ~")))
        return "" if re.search(parts, answer.text, re.DOTALL) else f"{request}: no {wanted[1:]!r} in {answer.text[-300:]}"
    if wanted and not _matches(json.loads(wanted), answer.json(), known):
        return f"{request}: {answer.text[:300]} instead of {wanted}"
    return ""


def _filled(value: Any, known: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(member, known) for name, member in value.items()}
    if isinstance(value, list):
        return [_filled(member, known) for member in value]
    if isinstance(value, str) and value.startswith("$"):
        return known[value[1:]]
    return "x" * int(value[1:]) if isinstance(value, str) and re.fullmatch(r"@\d+", value) else value


def _matches(wanted: Any, found: Any, known: dict[str, Any]) -> bool:
    if isinstance(wanted, str) and wanted.startswith("$"):
        return bool(known.setdefault(wanted[1:], found) == found)
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(name in found and _matches(member, found[name], known) for name, member in wanted.items())
    if isinstance(wanted, list):
        return (
            isinstance(found, list) and len(found) == len(wanted) and all(_matches(a, b, known) for a, b in zip(wanted, found, strict=True))
        )
    if isinstance(wanted, float | int) and isinstance(found, float | int) and not isinstance(wanted, bool):
        return abs(wanted - found) < 0.01
    return wanted == "*" or bool(wanted == found)
