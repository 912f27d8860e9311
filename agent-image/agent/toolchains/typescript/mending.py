"""Puts right in generated TypeScript what needs no model: imports, what the scaffold already has, statuses that the specification names.

Pure. Everything here is safe to repeat: mending what is mended changes nothing.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from agent.toolchains.typescript import modules
from agent.toolchains.typescript.modules import Import
from shared.specification import Endpoint, Specification, shape
from shared.writing.typescript import fixed

STORE, CLIENT = "store.ts", "tests/client.ts"
#: What applications may start with; the same as what the offline model's do, but for tables that need no columns.
SCAFFOLD: Mapping[str, str] = {
    **{name: fixed.part(name) for name in ("http.ts", "shapes.ts", "html.ts")},
    STORE: (Path(__file__).resolve().parent / "scaffold" / "store.ts").read_text(),
    CLIENT: fixed.part("client.ts"),
    "package.json": fixed.manifest(),
}
_EXPORTS = {name: modules.exports(text) for name, text in SCAFFOLD.items() if name.endswith(".ts") and name != CLIENT}
_NODE = {
    "node:http": {"createServer": False},
    "node:crypto": dict.fromkeys(("createHash", "randomBytes", "randomInt", "randomUUID"), False),
}
_TESTING = {
    "node:test": dict.fromkeys(("after", "afterEach", "before", "beforeEach", "describe", "it", "suite", "test"), False),
    "./client.ts": modules.exports(SCAFFOLD[CLIENT]),
}
_SERVICE = re.compile(r"^(?:export )?(?:const|let) (\w+)(?:: \w+)? = new Service\((.*)\);?$", re.MULTILINE)
_ROUTE = re.compile(r"\b(?:service|app|router)\.(get|post|put|patch|delete)\(\s*([\"'`])(/[^\"'`]*)\2")
#: What the platform does, or the scaffold has.
_SUPERFLUOUS = (
    r"(?:export )?(?:const|let) \w+(?:: \w+)? = new Service\(",
    r"export (?:const app\b|default app\b|default service\.listener|\{ *app *\})",
    r"(?:const app|app) = service\.listener",
    r"(?:createServer\(.*|app|server|service)\.listen\(",
    r"const server = (?:http\.)?createServer\(",
    r"if \(import\.meta\.main\)",
    r"(?:export )?class (?:Table|Service|Refusal|Redirect)\b",
)
_ENDING = "if (import.meta.main) createServer(app).listen(Number(process.env.PORT ?? 8080));"


def application(code: str, specification: Specification) -> str:
    """`main.ts` out of what a model wrote: its summary, imports, the service with `/health`, then the rest of its code."""
    _, body = modules.split(re.sub(r"\A\s*/\*\*(?:(?!\*/).)*\*/\s*?\n(?=\n|import\b)", "", code, flags=re.DOTALL))
    made = _SERVICE.search(body)
    owner = made[1] if made else "app"
    named = re.sub(rf"(?<![\w.]){owner}\.(get|post|put|patch|delete)\(", r"service.\1(", body)
    rest = with_statuses(modules.without(named, *_SUPERFLUOUS), specification.endpoints)
    title = json.dumps(specification.title, ensure_ascii=False)
    head = f"const service = new Service({made[2] if made else title});\nexport const app = service.listener;"
    health = "" if re.search(r"[\"'`]/health[\"'`]", rest) else 'service.get("/health", {}, () => ({ status: "ok" }));'
    parts = [head, health, rest, _ENDING]
    summary = (specification.summary or specification.title).replace("*/", "* /").strip() or "An application."
    return modules.joined(" ".join(summary.split()), _imports(code, "\n".join(parts)), parts)


def module(code: str) -> str:
    """Any other module, with the imports that it needs."""
    _, body = modules.split(code)
    comment = re.match(r"\s*/\*\*(?:(?!\*/).)*\*/\s*?\n(?=\n)", body, re.DOTALL)
    rest = body[comment.end() :] if comment else body
    told = re.sub(r"\s*\n\s*\*?\s*", " ", comment[0].strip()[3:-2]).strip() if comment else ""
    return modules.joined(told, _imports(code, rest), [rest])


def _imports(code: str, body: str) -> list[Import]:
    """The model's own imports, but those of the scaffold as they have to be; and what it forgot."""
    given, _ = modules.split(code)
    kept = [one for one in given if not _of_scaffold(one)]
    above = next((one.source.rpartition("/")[0] for one in given if _of_scaffold(one) and one.source.startswith("..")), ".")
    known = {**_NODE, **{f"{above}/{name}": exports for name, exports in _EXPORTS.items()}}
    taken = {name for one in kept for name in one.names}
    return [*kept, *modules.importing(body, known, taken)]


def _of_scaffold(one: Import) -> bool:
    """Whether names are imported from the scaffold by their own names."""
    return one.source.rpartition("/")[2] in _EXPORTS and one.clause.startswith("{") and " as " not in one.clause


def routes(code: str) -> set[tuple[str, str]]:
    """Method and path of every operation in the code."""
    return {(match[1].upper(), match[3]) for match in _ROUTE.finditer(code)}


def with_statuses(code: str, endpoints: Sequence[Endpoint]) -> str:
    """The code with the specification's success status in each operation that names none; and with what an operation takes, where that is left out."""
    wanted = {(endpoint.method, shape(endpoint.path)): endpoint.status for endpoint in endpoints}
    for match in reversed(list(_ROUTE.finditer(code))):
        status = wanted.get((match[1].upper(), shape(match[3])), 200)
        code = code[: match.end()] + _taking(code[match.end() :], status)
    return code


def _taking(rest: str, status: int) -> str:
    """What follows an operation's path, with its status in what it takes."""
    said = f"status: {status}" if status != 200 else ""
    if re.match(r",\s*(?:async\s+)?(?:\([^()]*\)|\w+)\s*=>", rest):
        return f", {{ {said} }}{rest}" if said else f", {{}}{rest}"
    opened = re.match(r",\s*\{", rest)
    if not opened or not said:
        return rest
    end = modules.closing(rest, opened.end() - 1)
    if re.search(r"\bstatus:", rest[:end]):
        return rest
    empty = not rest[opened.end() : end].strip()
    return f"{rest[: opened.end()]} {said}{' ' if empty else ','}{rest[end if empty else opened.end() :]}"


def as_tests(code: str) -> str:
    """A test module that speaks to the application through `./client.ts`: no server or client of its own, no missing imports."""
    given, body = modules.split(code)
    rest = modules.without(body, r"(?:const|let) (?:client|app|server)\b", r"server\.listen\(")
    if not re.search(r"\bfresh\(\)", rest):
        rest = re.sub(
            r"^([ \t]*)((?:test|it)\([^\n]*?(?:async\s*)?\([^()]*\)\s*=>\s*\{)$",
            r"\1\2\n\1  const client = await fresh();",
            rest,
            flags=re.MULTILINE,
        )
        rest = re.sub(r"^([ \t]*(?:test|it)\([^\n]*?)(?<!async )(\([^()]*\)\s*=>\s*\{)$", r"\1async \2", rest, flags=re.MULTILINE)
    kept = [one for one in given if not _of_testing(one)]
    taken = {name for one in kept for name in one.names}
    asserts = [Import("assert", "node:assert/strict")] if "assert" not in taken and modules.uses(rest, "assert") else []
    return modules.joined("", [*kept, *asserts, *modules.importing(rest, _TESTING, taken)], [rest])


def _of_testing(one: Import) -> bool:
    """Whether an import brings what is there already, or what tests must not know."""
    known = one.source in ("node:test", "./client.ts") and one.clause.startswith("{") and " as " not in one.clause
    return known or one.source == "../main.ts" or (one.source.startswith("node:assert") and "assert" in one.names)
