"""What is around the code that models write in TypeScript: the files that it needs, its faults, its tests. Pure, but for Node's parser."""

import re
from collections.abc import Collection, Sequence

from agent.toolchains.typescript import mending, sources
from shared.drops import File


def is_whole(code: str) -> bool:
    """Whether this makes an application."""
    return "new Service(" in code and "export const app" in code


def completed(files: Sequence[File], main: str, elsewhere: Collection[str]) -> list[File]:
    """The files, and what they import of the scaffold; an application's manifest."""
    found = {file.path: file for file in files}
    waiting = list(files)
    while waiting:
        file = waiting.pop()
        for path in (sources.target(file.path, name) for name in sources.imports(file.content)):
            if path in mending.SCAFFOLD and path not in found and path not in elsewhere:
                found[path] = File(path=path, content=mending.SCAFFOLD[path])
                waiting.append(found[path])
    if main in found:
        found.setdefault("package.json", File(path="package.json", content=mending.SCAFFOLD["package.json"]))
    return list(found.values())


def faults(files: Sequence[File], elsewhere: Collection[str]) -> list[str]:
    """What must fail: syntax and imports."""
    found = [*sources.broken(files), *sources.unresolved(files, elsewhere)]
    return [f"{fault.path}: {fault.text}" for fault in found]


def path_of_tests(name: str) -> str | None:
    """`tests/api.test.ts` of `api.test.ts`, `test_api.ts` or `api.ts`; None of other names, and of the client's."""
    if not name.endswith(".ts") or name == "client.ts":
        return None
    return f"tests/{re.sub(r'^test[_-]|(?:[._-](?:test|spec))?\.ts$', '', name) or 'api'}.test.ts"


def names_of_tests(files: Sequence[File]) -> list[str]:
    """What the tests are called."""
    return [match[2] for file in files for match in re.finditer(r"(?<![\w.])(?:test|it)\(\s*([\"'`])(.*?)\1", file.content)]
