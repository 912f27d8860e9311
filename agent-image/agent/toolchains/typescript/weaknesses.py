"""Calls in TypeScript that are dangerous, found line by line. Pure."""

import re
from collections.abc import Iterable

from agent.toolchains.typescript.mending import SCAFFOLD, STORE
from shared.drops import File, Finding
from shared.writing.typescript import fixed

_DANGEROUS = (
    (re.compile(r"(?<![\w.])eval\(|\bnew Function\("), "high", "evaluates text as code"),
    (re.compile(r"[\"'](?:node:)?child_process[\"']"), "medium", "starts programs"),
    (re.compile(r"[\"'](?:node:)?vm[\"']"), "high", "runs text as code"),
    (re.compile(r"\.(?:exec|prepare)\(\s*(?:`[^`]*\$\{|[\"'][^\"']*[\"']\s*\+)"), "medium", "puts an SQL statement together from text; pass values as parameters"),
    (re.compile(r"createHash\(\s*[\"'](?:md5|sha1)[\"']"), "low", "uses a weak hash"),
    (re.compile(r"rejectUnauthorized:\s*false"), "medium", "trusts any server"),
)  # fmt: skip


def weaknesses(files: Iterable[File]) -> list[Finding]:
    """Dangerous calls, and SQL put together from text, but in the parts that are written by hand: their names are never a request's."""
    return [
        Finding.model_validate({"severity": severity, "file": file.path, "line": number, "text": text})
        for file in files
        if file.path.endswith(".ts")
        for number, line in _lines(file)
        for pattern, severity, text in _DANGEROUS
        if pattern.search(line)
    ]


def _lines(file: File) -> list[tuple[int, str]]:
    known = {*fixed.part(STORE).splitlines(), *SCAFFOLD[STORE].splitlines()}
    lines = enumerate(file.content.splitlines(), 1)
    return [(number, line) for number, line in lines if file.path != STORE or line not in known]
