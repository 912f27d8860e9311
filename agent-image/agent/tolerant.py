"""Reads what models write: JSON with prose around it, small mistakes in it or its end missing; code in fences with or without a path.

Pure. Models differ in how they dress an answer, not in what it holds; so form is forgiven here, and content is checked elsewhere.
"""

import ast
import json
import re
from typing import Any

import pydantic_core

from agent.ends import Rejected
from shared.drops import File, safe_path
from shared.errors import Invalid

MAX_ANSWER = 2 * 1024 * 1024
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[ \t]*([^\n`]*)\n(.*?)(?:^[ \t]*\1[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"[\w.\-/\[\]@+]*[\w\-\]]\.[A-Za-z]{1,5}\b")
_COMMENTED_PATH = re.compile(r"(?:#|//|<!--)\s*(?:file(?:name)?:?\s*)?([\w.\-/]+\.[A-Za-z]{1,5})\b", re.IGNORECASE)
#: Names of things that are made of JavaScript, and of no file.
_PRODUCT = re.compile(r"(?:[A-Z]\w*|node|express)\.js")
_PYTHON = re.compile(r"^(from \w|import \w|def \w|class \w|@app\.)", re.MULTILINE)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


def json_object(text: str) -> dict[str, Any]:
    """The JSON object in this text. Raises Rejected when there is none that can be made out."""
    body = text[:MAX_ANSWER]
    for candidate in _candidates(body):
        for read in (_strict, _lenient, _as_python, _cut_off):
            value = read(candidate)
            if isinstance(value, dict) and value:
                return value
    raise Rejected("The answer held no JSON object. Answer with one JSON object and nothing else.")


def _candidates(text: str) -> list[str]:
    fenced = [match[3] for match in _FENCE.finditer(text)]
    start = text.find("{")
    end = text.rfind("}")
    whole = [text[start : end + 1]] if 0 <= start < end else []
    rest = [text[start:]] if start >= 0 else []
    return [part.strip() for part in (text, *fenced, *whole, *rest) if "{" in part]


def _strict(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _lenient(text: str) -> Any:  # noqa: ANN401
    return _strict(_TRAILING_COMMA.sub(r"\1", text))


def _as_python(text: str) -> Any:  # noqa: ANN401
    try:
        return ast.literal_eval(text) if len(text) < 100_000 else None
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return None


def _cut_off(text: str) -> Any:  # noqa: ANN401
    """An answer that ended early (out of tokens): what is complete in it."""
    try:
        return pydantic_core.from_json(text, allow_partial=True) if text.startswith("{") else None
    except ValueError:
        return None


def files(text: str, expected: str, fence: str = "python", looks: re.Pattern[str] = _PYTHON) -> list[File]:
    """The files in an answer: `{"files": [...]}`, or fences that a path stands before, in, or at the top of.

    A lone fence without a path, or bare code (what `looks` so), is the `expected` path. Raises Rejected when there is no file.
    """
    body = text[:MAX_ANSWER]
    found = _json_files(body) if body.lstrip().startswith(("{", "```json")) else _fenced_files(body, expected)
    if not found and looks.search(body):
        found = {expected: body}
    if not found:
        raise Rejected(f"The answer held no file. Write the whole file {expected} in one fence: ```{fence} … ```")
    return [File(path=path, content=_tidy(content)) for path, content in found.items()]


def _json_files(text: str) -> dict[str, str]:
    listed = json_object(text).get("files")
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    pairs = ((_path(str(entry.get("path", ""))), entry.get("content")) for entry in entries)
    return {path: content for path, content in pairs if path and isinstance(content, str)}


def _fenced_files(text: str, expected: str) -> dict[str, str]:
    found: dict[str, str] = {}
    end = 0
    for match in _FENCE.finditer(text):
        heading = text[end : match.start()].strip().rsplit("\n", 1)[-1]
        end = match.end()
        path = _named(match[2]) or _named(heading) or _commented(match[3])
        if path is None and (expected in found or match[2].strip().lower() in ("bash", "sh", "shell", "console", "text", "json")):
            continue
        found[path or expected] = match[3]
    return found


def _named(text: str) -> str | None:
    found = next((match[0] for match in _PATH.finditer(text) if not _PRODUCT.fullmatch(match[0])), None)
    return _path(found) if found and len(text) < 200 else None


def _commented(code: str) -> str | None:
    match = _COMMENTED_PATH.match(code.lstrip())
    return _path(match[1]) if match else None


def _path(text: str) -> str | None:
    try:
        return safe_path(text.strip().removeprefix("./"))
    except Invalid:
        return None


def _tidy(content: str) -> str:
    return content.replace("\r\n", "\n").strip("\n") + "\n"
