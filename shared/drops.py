"""QuantumDrops and reports: the documents that tasks hand on. Pure values; untrusted paths are checked here."""

import re
from pathlib import PurePosixPath
from typing import Any, Literal

from pydantic import Field, field_validator

from shared.errors import Invalid
from shared.specification import Part

MAX_FILES = 200
MAX_DROP_BYTES = 4 * 1024 * 1024
_SEGMENT = re.compile(r"[A-Za-z0-9_.\-\[\]@+ ]{1,100}")
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def safe_path(text: str, depth: int = 7) -> str:
    """A relative POSIX path of at most `depth` parts, without `..`, hidden tricks or device names, normalised. Raises Invalid."""
    path = PurePosixPath(text)
    parts = path.parts
    bad = (
        not parts
        or path.is_absolute()
        or len(parts) > depth
        or any(p == ".." or not _SEGMENT.fullmatch(p) or _DEVICES.fullmatch(p) or p != p.strip(" ") for p in parts)
    )
    if bad:
        raise Invalid(f"not a path inside the workspace: {text[:120]!r}", "path")
    return str(path)


class File(Part):
    """A text file of a drop; `path` is relative to the app's root."""

    path: str
    content: str

    @field_validator("path")
    @classmethod
    def _inside(cls, path: str) -> str:
        return safe_path(path)


class Finding(Part):
    """A weakness in the code, `line` counted from 1 (0: the whole file)."""

    severity: Literal["low", "medium", "high"] = "low"
    file: str = ""
    line: int = 0
    text: str


class CorrectedTest(Part):
    """A file of tests that a repair changed because it contradicted the requirements."""

    path: str
    why: str


class Drop(Part):
    """The artifacts of one task: files, and the agent's structured answer."""

    files: list[File] = Field(default_factory=list, max_length=MAX_FILES)
    result: dict[str, Any] = Field(default_factory=dict)


class Check(Part):
    """One thing that validation looked at. `requirement` ties it to a requirement's id, `part` to a part of the score."""

    name: str
    part: str
    """static, install, tests, start or probe."""
    passed: bool
    requirement: str | None = None
    detail: str = ""
    """What went wrong, cut to what a Fixer needs."""
    file: str | None = None


class Report(Part):
    """One validation attempt, as the check job saw it."""

    checks: list[Check] = Field(default_factory=list)
    coverage: dict[str, list[str]] = Field(default_factory=dict)
    """Requirement id -> names of the passed tests that stand for it."""
    packages: dict[str, str] = Field(default_factory=dict)
    """Distribution -> version of everything that the app's requirements pull in: what the SBOM names."""
    log: str = ""
    """The end of the output of the tools, cut."""
    seconds: float = 0.0
