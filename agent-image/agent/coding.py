"""Reads the answers of the agents that write code (CodeGen, TestGen, Fixer), and says what their prompts need. Pure, but for a toolchain's parser.

What differs between languages is in their toolchain's value (`agent.toolchains`); nothing here knows one.
"""

import re
from collections.abc import Mapping, Sequence

from agent import documents, inputs, planning, tolerant, toolchains
from agent.ends import Rejected
from agent.toolchains.toolchain import Toolchain, stands_for
from shared.drops import Check, Drop, File
from shared.job_protocol import Bundle
from shared.specification import shape
from shared.toolchains import SUFFIXES, entry_file, language

_TEST_WRONG = re.compile(r"^\W*TEST[ _]WRONG\W+(?P<path>tests/[\w/.\-]+)\W+(?P<why>\S.*)$", re.MULTILINE)
_MAX_SHOWN = 24_000


def planned(bundle: Bundle) -> Mapping[str, str]:
    """For the prompts `codegen` and `testgen`."""
    task, specification, toolchain = inputs.planned(bundle), inputs.specification(bundle), toolchains.of(bundle)
    wanted = ((toolchain.tests.called.format(id=item.id.lower(), ID=item.id), item.text) for item in specification.requirements)
    return {
        "specification": documents.specification_text(specification),
        "contracts": planning.contracts(bundle),
        "goal": bundle.goal or task.goal or "Write it.",
        "wanted": "\n".join(f"- {called}: {text}" for called, text in wanted),
        "paths": ", ".join(path for path in task.writes if path not in toolchain.code.scaffold) or _main(bundle),
    }


def _main(bundle: Bundle) -> str:
    entry = inputs.plan(bundle).entry if "plan" in bundle.inputs else "main:app"
    return entry_file(entry, inputs.toolchain(bundle))


def _expected(bundle: Bundle) -> str:
    toolchain = toolchains.of(bundle)
    suffix, scaffold = SUFFIXES[toolchain.name], toolchain.code.scaffold
    writes = [path for path in inputs.planned(bundle).writes if path.endswith(suffix) and path not in scaffold]
    return _main(bundle) if _main(bundle) in writes or not writes else writes[0]


def _answered(text: str, expected: str, toolchain: Toolchain) -> list[File]:
    """The files in an answer. Raises Rejected when there are none, or one is in the language of another toolchain."""
    code = toolchain.code
    found = tolerant.files(text, expected, code.fence, code.looks)
    for file in found:
        other = next((one for one in toolchains.TOOLCHAINS.values() if one is not toolchain and _is_in(file, one, toolchain)), None)
        if other:
            raise Rejected(
                f"{file.path} is {language(other.name)}, but the application has to be in {language(toolchain.name)}. "
                f"Write {expected}, whole, in {language(toolchain.name)}: ```{code.fence} … ```"
            )
    return found


def _is_in(file: File, other: Toolchain, own: Toolchain) -> bool:
    """Whether a file is in the other's language: by its name, or by what stands in it."""
    if file.path.endswith(SUFFIXES[own.name]):
        return other.code.looks.search(file.content) is not None and own.code.looks.search(file.content) is None
    return file.path.endswith(SUFFIXES[other.name])


def read_code(text: str, bundle: Bundle) -> Drop:
    """The application's files: what the model wrote on the scaffold, mended. Raises Rejected."""
    toolchain, main, whole = toolchains.of(bundle), _main(bundle), text.lstrip().startswith("{")
    listed = [file for file in _answered(text, _expected(bundle), toolchain) if not file.path.startswith("tests/")]
    if whole:
        return Drop(files=toolchain.code.completed(listed, main, _of_others(bundle)))
    found = [file for file in listed if file.path not in toolchain.code.scaffold]
    return Drop(files=toolchain.code.completed([_mended(file, True, bundle) for file in found], main, ()))


def _of_others(bundle: Bundle) -> list[str]:
    """The paths that other tasks of the plan write."""
    tasks = inputs.plan(bundle).tasks if "plan" in bundle.inputs else []
    return [path for task in tasks if task.id != bundle.task for path in task.writes]


def _mended(file: File, is_new: bool, bundle: Bundle) -> File:
    """A file with what needs no model put right; `is_new`: its main module is to be made an application, if it is none."""
    toolchain, content = toolchains.of(bundle), file.content
    if not file.path.endswith(SUFFIXES[toolchain.name]):
        return file
    if file.path.startswith("tests/"):
        content = toolchain.tests.module(content)
    elif file.path == _main(bundle) and is_new:
        content = toolchain.code.application(content, inputs.specification(bundle))
    else:
        content = toolchain.code.module(content)
    return File(path=file.path, content=content)


def code_faults(drop: Drop, bundle: Bundle) -> list[str]:
    """What must fail in the code, and which endpoints of the specification are not in it."""
    found = toolchains.of(bundle).code.faults(drop.files, _elsewhere(bundle))
    main = next((file for file in drop.files if file.path == _main(bundle)), None)
    if _main(bundle) in inputs.planned(bundle).writes and main is None:
        found.append(f"{_main(bundle)} is missing")
    return found or (_missing_routes(drop.files, bundle) if main else [])


def _missing_routes(files: Sequence[File], bundle: Bundle) -> list[str]:
    if len([path for task in inputs.plan(bundle).tasks if task.role == "codegen" for path in task.writes]) > 1:
        return []
    code = "\n".join(file.content for file in files)
    if toolchains.of(bundle).code.joins.search(code):
        return []
    shapes = {shape(path.rstrip("/")) for path in re.findall(r"""["'`](/[^"'`\s]*)["'`]""", code)}
    wanted = inputs.specification(bundle).endpoints
    return [f"{endpoint.method} {endpoint.path} is missing" for endpoint in wanted if shape(endpoint.path.rstrip("/")) not in shapes]


def _elsewhere(bundle: Bundle) -> list[str]:
    paths = [path for task in inputs.plan(bundle).tasks for path in task.writes] if "plan" in bundle.inputs else []
    return [*paths, *(file.path for file in inputs.files(bundle)), *toolchains.of(bundle).code.scaffold]


def read_tests(text: str, bundle: Bundle) -> Drop:
    """Test modules below tests/, and what they share. Raises Rejected."""
    toolchain, whole = toolchains.of(bundle), text.lstrip().startswith("{")
    tests = toolchain.tests
    writes = [path for path in inputs.planned(bundle).writes if tests.path(path.rpartition("/")[2]) == path]
    expected = writes[0] if writes else tests.expected
    found = {}
    for file in _answered(text, expected, toolchain):
        place = tests.path(file.path.rpartition("/")[2])
        if whole and file.path.startswith("tests/"):
            found[file.path] = file
        elif place:
            found[place] = File(path=place, content=tests.module(file.content))
    if not found:
        raise Rejected(f"The answer held no test module. Write the whole file {expected} in one fence: ```{toolchain.code.fence} … ```")
    return Drop(files=toolchain.code.completed(list(found.values()), _main(bundle), ()))


def test_faults(drop: Drop, bundle: Bundle) -> list[str]:
    """What must fail in the tests; that there are none; that most requirements have none."""
    toolchain = toolchains.of(bundle)
    found = toolchain.code.faults(drop.files, _elsewhere(bundle))
    names = toolchain.tests.names(drop.files)
    if not found and not names:
        return ["there is no test"]
    tested = {requirement for name in names for requirement in stands_for(name)}
    required = [requirement.id for requirement in inputs.specification(bundle).requirements]
    untested = [name for name in required if name not in tested]
    if len(untested) > len(required) / 3:
        called = ", ".join(toolchain.tests.called.format(id=name.lower(), ID=name) for name in untested)
        found.append(f"no test for {', '.join(untested)}: write one for each, called {called}")
    return found


def _fixed(bundle: Bundle) -> list[str]:
    """The files that are as the scaffold has them: right, and not to be changed."""
    scaffold = toolchains.of(bundle).code.scaffold
    return [file.path for file in inputs.files(bundle) if scaffold.get(file.path) == file.content]


def reported(bundle: Bundle) -> Mapping[str, str]:
    """For the prompt `fixer`: what failed, and the files it is in, those first that the checks point to."""
    code, fixed = toolchains.of(bundle).code, _fixed(bundle)
    failed = [check for check in inputs.report(bundle).checks if not check.passed]
    suffixes = (SUFFIXES[inputs.toolchain(bundle)], ".txt", ".html")
    files = [file for file in inputs.files(bundle) if file.path.endswith(suffixes) and file.path not in fixed]
    pointed = {check.file for check in failed}
    ordered = sorted(files, key=lambda file: (file.path != _main(bundle), file.path not in pointed, file.path))
    shown = "\n\n".join(f"File {file.path}:\n```\n{file.content}```" for file in ordered)
    return {
        "specification": documents.specification_text(inputs.specification(bundle)),
        "failures": "\n\n".join(_failure(check) for check in failed[:6]) or "(none)",
        "files": shown[:_MAX_SHOWN],
        "store": code.scaffold[code.store] if code.store in fixed else "(there is none)\n",
    }


def _failure(check: Check) -> str:
    return f"{check.name} ({check.part}{f', {check.requirement}' if check.requirement else ''}) failed:\n{check.detail[:1500]}"


def read_repair(text: str, bundle: Bundle) -> Drop:
    """The files that the Fixer changed, and only those (with what they newly need). Raises Rejected when nothing was changed.

    A test is changed only together with a line `TEST WRONG: <path>: <why it contradicts the requirements>`, which is recorded.
    """
    toolchain, fixed = toolchains.of(bundle), _fixed(bundle)
    before = {file.path: file.content for file in inputs.files(bundle)}
    if text.lstrip().startswith("{"):
        document = tolerant.json_object(text)
        listed = _answered(text, _main(bundle), toolchain) if document.get("files") else []
        notes = str(document.get("notes", ""))[:2000]
    else:
        document, listed, notes = {}, _answered(text, _main(bundle), toolchain), text.split("```", 1)[0].strip()[:2000]
    reasons = {match["path"]: match["why"][:300] for match in _TEST_WRONG.finditer(text)} | _corrected(document)
    mended = [file if document else _mended(file, _lost(file, before, bundle), bundle) for file in listed if file.path not in fixed]
    changed = [
        file for file in mended if before.get(file.path) != file.content and (not file.path.startswith("tests/") or file.path in reasons)
    ]
    if not changed and not document:
        raise Rejected(
            "No file was changed (a test may only be changed with a line `TEST WRONG: path: reason`). Write the corrected file, whole."
        )
    corrected = [{"path": file.path, "why": reasons[file.path]} for file in changed if file.path in reasons]
    result = {"changed": [file.path for file in changed], "notes": notes, "tests_corrected": corrected}
    return Drop(files=toolchain.code.completed(changed, "", before.keys()), result=result)


def _corrected(document: Mapping[str, object]) -> dict[str, str]:
    listed = document.get("tests_corrected")
    entries = listed if isinstance(listed, list) else []
    return {str(entry.get("path")): str(entry.get("why", ""))[:300] for entry in entries if isinstance(entry, dict)}


def _lost(file: File, before: Mapping[str, str], bundle: Bundle) -> bool:
    """Whether a repaired module is an application no more."""
    is_whole = toolchains.of(bundle).code.is_whole
    return is_whole(before.get(file.path, "")) and not is_whole(file.content)


def repair_faults(drop: Drop, bundle: Bundle) -> list[str]:
    """What must fail in the changed files, and operations that got lost in them."""
    code = toolchains.of(bundle).code
    found = code.faults(drop.files, _elsewhere(bundle))
    before = {file.path: code.routes(file.content) for file in inputs.files(bundle)}
    now = {route for file in drop.files for route in code.routes(file.content)}
    lost = sorted(route for file in drop.files for route in before.get(file.path, set()) - now)
    return [*found, *(f"{method} {path} is gone" for method, path in lost)]
