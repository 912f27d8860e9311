"""Finds keys and passwords that stand in files, in whatever language. Pure."""

import re
from collections.abc import Iterable

from shared.drops import File, Finding

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
