"""What can be said about a Python application without running it."""

import re
from collections.abc import Callable, Sequence
from importlib import metadata

from packaging.requirements import InvalidRequirement, Requirement

from agent import leaks
from agent.toolchains.python import sources
from shared.drops import Check, File
from shared.specification import Plan

_MOST = 10


def static(files: Sequence[File], plan: Plan) -> list[Check]:
    """The entry is there; every file parses; names and imports exist; no secrets; nothing is required that the runtime lacks."""
    entry = plan.entry.partition(":")[0].replace(".", "/")
    there = any(file.path in (f"{entry}.py", f"{entry}/__init__.py") for file in files)
    found = sources.faults(files)
    broken = {fault.path for fault in found if "SyntaxError" in fault.text or "cannot be parsed" in fault.text}
    secrets = [sources.Fault(finding.file, finding.line, finding.text) for finding in leaks.secrets(files)]
    return [
        Check(
            name=f"entry {plan.entry}", part="static", passed=there, detail="" if there else f"there is no {entry}.py", file=f"{entry}.py"
        ),
        *_checks("syntax", [fault for fault in found if fault.path in broken]),
        *_checks("names and imports", [fault for fault in found if fault.path not in broken]),
        *_checks("no secrets", secrets),
        *_checks("allowed packages", _requirements(files, _refused)),
    ]


def install(files: Sequence[File]) -> list[Check]:
    """What requirements.txt asks for is in the runtime, in a version that satisfies it: so installing it takes nothing and changes nothing."""
    return _checks("install", _requirements(files, _wrong_version))


def packages(files: Sequence[File]) -> dict[str, str]:
    """Distribution -> version of everything that requirements.txt pulls in, as it is in the runtime."""
    found: dict[str, str] = {}
    waiting = [requirement for _, requirement in _stated(files) if isinstance(requirement, Requirement)]
    while waiting:
        requirement = waiting.pop()
        name = sources.canonical(requirement.name)
        if name not in found and name in sources.installed_versions():
            found[name] = sources.installed_versions()[name]
            further = map(Requirement, metadata.requires(name) or [])
            extras = requirement.extras or {""}
            waiting += [each for each in further if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in extras)]
    return dict(sorted(found.items()))


def _checks(name: str, found: Sequence[sources.Fault]) -> list[Check]:
    if not found:
        return [Check(name=name, part="install" if name == "install" else "static", passed=True)]
    part = "install" if name == "install" else "static"
    return [
        Check(name=f"{name}: {fault.path}:{fault.line}", part=part, passed=False, detail=str(fault)[:600], file=fault.path)
        for fault in found[:_MOST]
    ]


def _stated(files: Sequence[File]) -> list[tuple[int, Requirement | str]]:
    """Line number and requirement, or the text that is none, of each line of requirements.txt."""
    text = next((file.content for file in files if file.path == "requirements.txt"), "")
    lines = [(number, re.sub(r"\s+#.*|^#.*", "", line).strip()) for number, line in enumerate(text.splitlines(), 1)]
    return [(number, _read(line)) for number, line in lines if line]


def _read(line: str) -> Requirement | str:
    try:
        return Requirement(line)
    except InvalidRequirement:
        return line


def _requirements(files: Sequence[File], problem: Callable[[Requirement], str]) -> list[sources.Fault]:
    found = []
    for number, stated in _stated(files):
        wrong = f"{stated[:80]!r} is not a package with a version" if isinstance(stated, str) else problem(stated)
        found += [sources.Fault("requirements.txt", number, wrong)] if wrong else []
    return found


def _refused(requirement: Requirement) -> str:
    if requirement.url:
        return f"{requirement.name} comes from an address; only packages of the runtime are allowed"
    allowed = sources.canonical(requirement.name) in sources.installed_versions()
    return "" if allowed else f"{requirement.name} is not one of the runtime's packages; do without it"


def _wrong_version(requirement: Requirement) -> str:
    version = sources.installed_versions().get(sources.canonical(requirement.name))
    if version is None:
        return f"{requirement.name} cannot be installed: the runtime does not have it"
    satisfied = requirement.specifier.contains(version, prereleases=True)
    return "" if satisfied else f"{requirement} cannot be installed: the runtime has {requirement.name} {version}"
