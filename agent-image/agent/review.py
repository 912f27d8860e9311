"""The security review: weaknesses that code finds for certain, and what a model adds. Pure."""

import ast
import re
from collections.abc import Iterable, Mapping

from pydantic import ValidationError

from agent import inputs, sources
from agent.answers import Finding, Findings
from agent.tolerant import json_object
from shared.drops import Drop, File
from shared.job_protocol import Bundle

_DANGEROUS = {
    "eval": ("high", "evaluates text as code"),
    "exec": ("high", "runs text as code"),
    "os.system": ("high", "runs a shell command"),
    "os.popen": ("high", "runs a shell command"),
    "subprocess.run": ("medium", "starts a program"),
    "subprocess.Popen": ("medium", "starts a program"),
    "pickle.load": ("high", "unpickles: that runs code"),
    "pickle.loads": ("high", "unpickles: that runs code"),
    "yaml.load": ("medium", "loads YAML with a loader that may make any object"),
    "hashlib.md5": ("low", "uses MD5"),
    "hashlib.sha1": ("low", "uses SHA-1"),
}

#: Keys and passwords that stand in a source. Values that are plainly placeholders do not count.
_SECRETS = (
    (re.compile(r"AKIA[0-9A-Z]{16}"), "an AWS access key"),
    (re.compile(r"-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----"), "a private key"),
    (re.compile(r"\b(?:ghp|gho|ghs)_[A-Za-z0-9]{36}\b"), "a GitHub token"),
    (re.compile(r"\bsk-[A-Za-z0-9_-]{32,}\b"), "an API key"),
    (re.compile(r"AccountKey=[A-Za-z0-9+/=]{40,}"), "a storage account's key"),
    (
        re.compile(
            r"""(?i)\b(?:password|passwd|secret|api_key|token)\s*=\s*["'](?!test|secret|example|change|your|x+|<)[^"'\s]{12,}["']"""
        ),
        "a password",
    ),
)


def secrets(files: Iterable[File]) -> list[Finding]:
    """Secrets that stand in the files."""
    return [
        Finding(severity="high", file=file.path, line=number, text=f"holds what looks like {what}")
        for file in files
        for number, line in enumerate(file.content.splitlines(), 1)
        for pattern, what in _SECRETS
        if pattern.search(line)
    ]


def weaknesses(files: Iterable[File]) -> list[Finding]:
    """Dangerous calls, and SQL put together from text."""
    found: list[Finding] = []
    for file in sources.python_files(files):
        tree = sources.parsed(file)
        for node in ast.walk(tree) if isinstance(tree, ast.Module) else []:
            if isinstance(node, ast.Call):
                found += _call(file.path, node)
    return found


def _call(path: str, node: ast.Call) -> list[Finding]:
    name = ast.unparse(node.func)
    if name in _DANGEROUS:
        severity, text = _DANGEROUS[name]
        return [Finding.model_validate({"severity": severity, "file": path, "line": node.lineno, "text": f"{name}: {text}"})]
    first = node.args[0] if node.args else None
    if name.endswith(".execute") and isinstance(first, ast.JoinedStr | ast.BinOp):
        return [
            Finding(
                severity="medium", file=path, line=node.lineno, text="puts an SQL statement together from text; pass values as parameters"
            )
        ]
    return []


def reviewed(bundle: Bundle) -> Mapping[str, str]:
    """For the prompt `security`."""
    shown = "\n\n".join(f"File {file.path}:\n```\n{file.content}```" for file in _own(bundle) if file.path.endswith((".py", ".html")))
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
    certain = [*secrets(files), *weaknesses(files)]
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
