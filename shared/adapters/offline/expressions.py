"""Keeps the reader's regular expressions compiled, as Python keeps modules: compiling them takes three quarters of the time of reading an intent.

`python -m shared.adapters.offline.expressions` writes them beside the interpreter; set-up does, and the agent image's build. What is kept is
found by the pattern itself, its flags and the version of Python, so it can be missing (then the pattern is compiled as ever) but not wrong.

Python offers no way to store a compiled pattern; this takes over what `re` itself calls. See docs/decisions/035-compiled-expressions-are-kept.md.
"""

import _sre  # type: ignore[import-not-found]
import importlib
import marshal
import os
import re
import sys
from array import array
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

#: The arguments that make a pattern in the engine: flags, code, number of groups, their names, the names by number.
_Kept = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]
_WORD = "I"
_VERSION = f"{sys.version} {_sre.MAGIC}"

_SAMPLE = """A small API for a library. A book has a title (required, at most 80 characters), an isbn (13 digits, unique) and pages (1 to 5000, optional).
POST /books adds one and answers 201, GET /books?title=… lists them sorted by title, GET /books/{id} shows one with the number of its reviews or 404.
POST /books/{id}/reviews with {"stars": 5} adds a review; POST /books/{id}/lend sets the state to lent, 409 when it is lent already.
The page / lists all books with their reviews, the newest first, and a form to add one."""

_compiler: Any = importlib.import_module("re._compiler")
_parser: Any = importlib.import_module("re._parser")


def place() -> Path:
    """The file of this interpreter's environment."""
    return Path(sys.executable).parent.parent / "expressions"


@cache
def use(kept: Path | None = None) -> bool:
    """From now on patterns that are kept are loaded instead of compiled; whether there are any for this Python."""
    try:
        version, known = marshal.loads((kept or place()).read_bytes())  # noqa: S302 - written by us, where nothing else writes
    except (OSError, ValueError, EOFError, TypeError):
        return False
    if version != _VERSION:
        return False
    _compiler.compile = _loading(known, _compiler.compile)
    return True


def keep(reading: Callable[[], object], kept: Path | None = None) -> int:
    """Writes every pattern that is compiled while this is done; how many."""
    compiling, found = _compiler.compile, dict[tuple[str, int], _Kept]()

    def noted(pattern: object, flags: int = 0) -> object:
        if isinstance(pattern, str):
            found[pattern, int(flags)] = _compiled(pattern, int(flags))
        return compiling(pattern, flags)

    _compiler.compile = noted
    try:
        re.purge()
        reading()
    finally:
        _compiler.compile = compiling
    target = kept or place()
    beside = target.with_name(f"{target.name}.{os.getpid()}")
    beside.write_bytes(marshal.dumps((_VERSION, found)))
    beside.replace(target)
    return len(found)


def _loading(known: dict[tuple[str, int], _Kept], compiling: Callable[[object, int], object]) -> Callable[..., object]:
    def compiled(pattern: object, flags: int = 0) -> object:
        stored = known.get((pattern, int(flags))) if isinstance(pattern, str) else None
        if stored is None:
            return compiling(pattern, flags)
        all_flags, code, groups, names, numbered = stored
        return _sre.compile(pattern, all_flags, array(_WORD, code).tolist(), groups, names, numbered)

    return compiled


def _compiled(pattern: str, flags: int) -> _Kept:
    """As `re` compiles it: its own parser and code, without the engine's object."""
    parsed = _parser.parse(pattern, flags)
    code = array(_WORD, map(int, _compiler._code(parsed, flags)))
    numbered: list[str | None] = [None] * parsed.state.groups
    for name, number in parsed.state.groupdict.items():
        numbered[number] = name
    return flags | int(parsed.state.flags), code.tobytes(), parsed.state.groups - 1, dict(parsed.state.groupdict), tuple(numbered)


def read_sample() -> None:
    from shared.adapters.offline import intake

    intake.application(_SAMPLE)


def main() -> int:
    """The program; its exit code."""
    keep(read_sample)
    return 0


if __name__ == "__main__":
    sys.exit(main())
