"""The security review: weaknesses that code finds for certain, and what a model adds. Pure."""

from collections.abc import Mapping

from pydantic import ValidationError

from agent import inputs, leaks, toolchains
from agent.answers import Findings
from agent.tolerant import json_object
from shared.drops import Drop, File, Finding
from shared.job_protocol import Bundle
from shared.toolchains import SUFFIXES


def reviewed(bundle: Bundle) -> Mapping[str, str]:
    """For the prompt `security`."""
    suffixes = (SUFFIXES[inputs.toolchain(bundle)], ".html")
    shown = "\n\n".join(f"File {file.path}:\n```\n{file.content}```" for file in _own(bundle) if file.path.endswith(suffixes))
    return {"files": shown[:24_000]}


def _own(bundle: Bundle) -> list[File]:
    return [file for file in inputs.files(bundle) if not file.path.startswith(("tests/", "docs/"))]


def read(text: str, bundle: Bundle) -> Drop:
    """The review with the model's findings about files that there are. Raises Rejected."""
    document = json_object(text)
    paths = {file.path for file in inputs.files(bundle)}
    try:
        added = [finding for finding in Findings.model_validate(document).findings if finding.file in paths][:10]
    except ValidationError:
        added = []
    return _review(bundle, added)


def alone(bundle: Bundle) -> Drop:
    """The review that code makes."""
    return _review(bundle, [])


def _review(bundle: Bundle, added: list[Finding]) -> Drop:
    files = _own(bundle)
    certain = [*leaks.secrets(files), *toolchains.of(bundle).code.weaknesses(files)]
    lines = [
        "# Security review",
        "",
        "## Found by rules",
        "",
        *_listed(certain),
        "",
        "## Pointed out by the reviewing model",
        "",
        *_listed(added),
        "",
    ]
    found = [finding.model_dump(mode="json") for finding in [*certain, *added]]
    return Drop(files=[File(path="docs/security.md", content="\n".join(lines))], result={"findings": found})


def _listed(findings: list[Finding]) -> list[str]:
    return [f"- **{finding.severity}** `{finding.file}:{finding.line}` {' '.join(finding.text.split())[:300]}" for finding in findings] or [
        "Nothing."
    ]
