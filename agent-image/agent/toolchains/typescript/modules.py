"""TypeScript modules as text: their imports, their statements, the names that they declare. Pure.

There is no parser for TypeScript here, and none is needed: imports and the statements at the top begin at the beginning of a line.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

_IMPORT = re.compile(r"""^import\s+(?:(type\s+)?([^"';()]+?)\s+from\s+)?["']([^"'\n]+)["'];?[ \t]*(?://[^\n]*)?\n?""", re.MULTILINE)
_DECLARED = r"^(?:export\s+)?(?:default\s+)?(?:abstract\s+)?(?:declare\s+)?(?:const|let|var|async function|function\*?|class|interface|type|enum)\s+"
_BUILT_IN = frozenset(
    [
        "assert",
        "assert/strict",
        "buffer",
        "child_process",
        "crypto",
        "events",
        "fs",
        "fs/promises",
        "http",
        "https",
        "net",
        "os",
        "path",
        "perf_hooks",
        "process",
        "querystring",
        "sqlite",
        "stream",
        "string_decoder",
        "test",
        "timers",
        "timers/promises",
        "url",
        "util",
        "worker_threads",
        "zlib",
    ]
)


class Import(NamedTuple):
    """`import clause from "source"`; `types`: of types alone; no clause: for what it does."""

    clause: str
    source: str
    types: bool = False

    @property
    def names(self) -> set[str]:
        """What it binds."""
        plain = re.sub(r"\w+\s+as\s+|\*\s*as\s+|\btype\s+", "", self.clause)
        return set(re.findall(r"\w+", plain))

    def __str__(self) -> str:
        said = f"{'type ' if self.types else ''}{' '.join(self.clause.split())} from " if self.clause else ""
        return f'import {said}"{self.source}";'


def split(code: str) -> tuple[list[Import], str]:
    """A module's imports, with their sources as Node wants them, and the rest of it."""
    found = [Import(match[2] or "", source(match[3]), bool(match[1])) for match in _IMPORT.finditer(code)]
    return found, _IMPORT.sub("", code)


def source(name: str) -> str:
    """`./models` and `./models.js` are `./models.ts`; `fs` is `node:fs`."""
    if name.startswith("."):
        return name if name.endswith(".json") else re.sub(r"\.(?:[cm]?js|ts)$", "", name) + ".ts"
    return f"node:{name}" if name in _BUILT_IN else name


def exports(code: str) -> Mapping[str, bool]:
    """The names that a module exports; whether they are types."""
    found = re.findall(r"^export (?:async )?(function|const|class|interface|type) (\w+)", code, re.MULTILINE)
    return {name: kind in ("interface", "type") for kind, name in found}


def declares(code: str, name: str) -> bool:
    """Whether a name is the module's own."""
    return re.search(rf"{_DECLARED}{name}\b", code, re.MULTILINE) is not None


def uses(code: str, name: str) -> bool:
    """Whether a function is called, or a name of something larger (in capitals) stands anywhere."""
    return re.search(rf"(?<![\w.\"'`]){name}{r'\b' if name[0].isupper() else r'[(.]'}", code) is not None


def importing(code: str, known: Mapping[str, Mapping[str, bool]], taken: Collection[str]) -> list[Import]:
    """Imports of the names that a module uses out of these modules (source -> exports), if they are not its own or `taken`."""
    found = []
    for where, names in known.items():
        used = sorted(name for name in names if name not in taken and uses(code, name) and not declares(code, name))
        if used:
            found.append(Import(f"{{ {', '.join(f'type {name}' if names[name] else name for name in used)} }}", where))
    return found


def without(code: str, *beginnings: str) -> str:
    """The module less those statements at its top that begin so (regular expressions), to where their brackets are closed."""
    kept: list[str] = []
    lines = iter(code.splitlines())
    for line in lines:
        if any(re.match(one, line) for one in beginnings):
            _finish(line, lines)
        else:
            kept.append(line)
    return "\n".join(kept)


def _finish(line: str, lines: Iterator[str]) -> None:
    depth = _depth(line)
    while depth > 0 and (following := next(lines, None)) is not None:
        depth += _depth(following)


def _depth(line: str) -> int:
    bare = re.sub(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|//.*", "", line)
    return sum(bare.count(sign) for sign in "({[") - sum(bare.count(sign) for sign in ")}]")


def closing(code: str, at: int) -> int:
    """Where the bracket that opens at this place is closed; the end when it is not."""
    depth = 0
    for place in range(at, len(code)):
        depth += (code[place] in "({[") - (code[place] in ")}]")
        if depth == 0:
            return place
    return len(code)


def joined(summary: str, imports: Sequence[Import], parts: Sequence[str]) -> str:
    """A module out of its parts."""
    node = sorted({str(one) for one in imports if one.source.startswith("node:")})
    own = sorted({str(one) for one in imports if not one.source.startswith("node:")}, key=lambda line: line.rsplit('"', 2)[1])
    blocks = [f"/** {summary} */" if summary else "", "\n".join([*node, *own]), *(part.strip("\n") for part in parts)]
    return re.sub(r"\n{4,}", "\n\n\n", "\n\n".join(block for block in blocks if block.strip()) + "\n")
