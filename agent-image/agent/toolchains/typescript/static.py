"""What can be said about an application in TypeScript without running it."""

import json
import subprocess
from collections.abc import Sequence

from agent import leaks
from agent.toolchains.typescript import sources
from agent.toolchains.typescript.launching import program
from shared.drops import Check, File
from shared.specification import Plan
from shared.toolchains import NODE_ENVIRONMENT, entry_file

_SECONDS = 20


def static(files: Sequence[File], plan: Plan) -> list[Check]:
    """The entry is there; every file parses; what is imported exists; no secrets."""
    entry = entry_file(plan.entry, "typescript")
    there = any(file.path == entry for file in files)
    leaked = [sources.Fault(finding.file, finding.text) for finding in leaks.secrets(files)]
    return [
        _check(f"entry {plan.entry}", "" if there else f"there is no {entry}", entry),
        *_checks("syntax", sources.broken(files)),
        *_checks("imports", sources.unresolved(files)),
        *_checks("no secrets", leaked),
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


def _checks(name: str, found: Sequence[sources.Fault]) -> list[Check]:
    return [_check(f"{name}: {fault.path}", fault.text, fault.path) for fault in found] or [_check(name)]


def _check(name: str, wrong: str = "", file: str | None = None, part: str = "static") -> Check:
    return Check.model_validate({"name": name, "part": part, "passed": not wrong, "detail": wrong, "file": file})
