"""The parts of applications in TypeScript that are written by hand and the same in each. Read from `parts`; nothing is decided here."""

import re
from functools import cache
from pathlib import Path

_PARTS = Path(__file__).with_name("parts")
#: A comment that begins its line: a name in it is no call.
_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*.*?\*/)", re.DOTALL | re.MULTILINE)


@cache
def part(name: str) -> str:
    """A whole file."""
    return (_PARTS / name).read_text()


@cache
def blocks(name: str) -> dict[str, str]:
    """Exported name -> its text, of a file of functions."""
    parts = re.split(r"\n\n(?=/\*\*|export )", part(name))
    return {match[1]: one.strip("\n") for one in parts if (match := re.search(r"(?m)^export (?:function|const) (\w+)", one))}


def needed(text: str, known: dict[str, str]) -> list[str]:
    """The names of the functions that a text calls, and that these call."""
    found: list[str] = []
    waiting = [text]
    while waiting:
        now = _COMMENT.sub(" ", waiting.pop()).replace("...", " ")
        new = [name for name in known if name not in found and re.search(rf"(?<![\w.\"]){name}\b(?!:)", now)]
        found += new
        waiting += [known[name] for name in new]
    return [name for name in known if name in found]


def manifest() -> str:
    """`package.json`: modules, Node 24, no packages."""
    return '{\n  "private": true,\n  "type": "module",\n  "engines": { "node": ">=24" }\n}\n'
