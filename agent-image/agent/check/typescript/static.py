"""What can be said about an application in TypeScript without running it."""

import json
import posixpath
import re
import subprocess
from collections.abc import Sequence

from agent import review
from agent.check.typescript.launching import program
from shared.drops import Check, File
from shared.specification import Plan
from shared.toolchains import NODE_ENVIRONMENT, entry_file

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


def static(files: Sequence[File], plan: Plan) -> list[Check]:
    """The entry is there; every file parses; what is imported exists; no secrets; no packages."""
    entry = entry_file(plan.entry, "typescript")
    paths = {file.path for file in files}
    broken = _broken([file for file in files if file.path.endswith(".ts")])
    missing = [
        (file.path, name) for file in files if file.path.endswith(".ts") for name in _imports(file) if not _exists(file, name, paths)
    ]
    return [
        _check(f"entry {plan.entry}", "" if entry in paths else f"there is no {entry}", entry),
        *([_check(f"syntax: {path}", why, path) for path, why in broken.items()] or [_check("syntax")]),
        *(
            [_check(f"imports: {path}", f"{name} is neither of Node nor of the application", path) for path, name in missing]
            or [_check("imports")]
        ),
        *([_check(f"no secrets: {one.file}", one.text, one.file) for one in review.secrets(files)] or [_check("no secrets")]),
    ]


def install(files: Sequence[File]) -> list[Check]:
    """There is nothing to install: packages are not allowed."""
    text = next((file.content for file in files if file.path == "package.json"), "{}")
    try:
        document = json.loads(text)
    except ValueError:
        return [_check("install", "package.json is no JSON", "package.json", "install")]
    wanted = {**document.get("dependencies", {}), **document.get("devDependencies", {})} if isinstance(document, dict) else {"?": ""}
    return [_check("install", f"no packages are allowed: {', '.join(wanted)}" if wanted else "", "package.json", "install")]


def packages(files: Sequence[File]) -> dict[str, str]:
    """What it runs on: Node alone."""
    told = subprocess.run([program(), "--version"], capture_output=True, text=True, timeout=_SECONDS, check=False, env=NODE_ENVIRONMENT)  # noqa: S603
    return {"node": told.stdout.strip().lstrip("v")}


def _check(name: str, wrong: str = "", file: str | None = None, part: str = "static") -> Check:
    return Check.model_validate({"name": name, "part": part, "passed": not wrong, "detail": wrong, "file": file})


def _broken(files: Sequence[File]) -> dict[str, str]:
    told = subprocess.run(  # noqa: S603
        [program(), "--disable-warning=ExperimentalWarning", "--input-type=module", "-e", _PARSE],
        input=json.dumps({file.path: file.content for file in files}),
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=True,
        env=NODE_ENVIRONMENT,
    )
    found: dict[str, str] = json.loads(told.stdout)
    return found


def _imports(file: File) -> list[str]:
    return _IMPORT.findall(file.content)


def _exists(file: File, name: str, paths: set[str]) -> bool:
    if not name.startswith("."):
        return name.startswith("node:")
    return posixpath.normpath(posixpath.join(posixpath.dirname(file.path), name)) in paths
