"""Small structured answers of models: what a critic, a reviewer of security and a writer of prose may say."""

from pydantic import Field

from shared.drops import Finding
from shared.specification import Part


class Critique(Part):
    """What a critic thinks of files that are about to be published."""

    ok: bool = True
    problems: list[str] = Field(default_factory=list)


class Prose(Part):
    """A few sentences for people."""

    prose: str = ""


class Findings(Part):
    """A security review's answer."""

    findings: list[Finding] = Field(default_factory=list)
