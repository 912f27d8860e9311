"""Looks at TypeScript without running it: what Node cannot read, and imports that cannot resolve. Pure, but for Node's parser."""

import json
import posixpath
import re
import subprocess
from collections.abc import Collection, Sequence
from typing import NamedTuple

from agent.toolchains.typescript.launching import program
from shared.drops import File
from shared.toolchains import NODE_ENVIRONMENT

_IMPORT = re.compile(
    r"""(?:^[ \t]*(?:import|export)\b[^;'"()=]*\bfrom\s*|^[ \t]*import\s*|\bimport\(\s*|\brequire\(\s*)["']([^"']+)["']""", re.MULTILINE
)
#: Parses as Node will, without running anything: types go, what is left must be JavaScript.
_PARSE = (
    'import { stripTypeScriptTypes } from "node:module"; import { readFileSync } from "node:fs"; const found = {}; '
    "for (const [path, text] of Object.entries(JSON.parse(readFileSync(0)))) "
    "{ try { stripTypeScriptTypes(text); } catch (error) { found[path] = String(error.message).slice(0, 500); } } "
    "console.log(JSON.stringify(found));"
)
_SECONDS = 20


class Fault(NamedTuple):
    """What is wrong in a file."""

    path: str
    text: str


def typescript_files(files: Sequence[File]) -> list[File]:
    """Those that are TypeScript."""
    return [file for file in files if file.path.endswith(".ts")]


def broken(files: Sequence[File]) -> list[Fault]:
    """The files that Node cannot read, and why."""
    told = subprocess.run(  # noqa: S603
        [program(), "--disable-warning=ExperimentalWarning", "--input-type=module", "-e", _PARSE],
        input=json.dumps({file.path: file.content for file in typescript_files(files)}),
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=True,
        env=NODE_ENVIRONMENT,
    )
    return [Fault(path, why) for path, why in json.loads(told.stdout).items()]


def unresolved(files: Sequence[File], elsewhere: Collection[str] = ()) -> list[Fault]:
    """Imports of what is neither Node's nor the application's, of which these paths are known as well."""
    paths = {file.path for file in files} | set(elsewhere)
    return [
        Fault(file.path, f"{name} is neither of Node nor of the application")
        for file in typescript_files(files)
        for name in imports(file.content)
        if not _exists(file.path, name, paths)
    ]


def imports(code: str) -> list[str]:
    """What a module imports, as it is written there."""
    return _IMPORT.findall(code)


def _exists(path: str, name: str, paths: Collection[str]) -> bool:
    return target(path, name) in paths if name.startswith(".") else name.startswith("node:")


def target(path: str, name: str) -> str:
    """The path that a relative import in this file means."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
