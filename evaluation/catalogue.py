"""The intents and their checks, as they are written in `intents/*.yaml`. Pure values; `evaluation.checks` performs them.

Every expectation is stated in the intent's text or follows from it without doubt, so that a correct app cannot fail. What an app may do
either way (the status of a refusal that the text does not name, the wrapping of a list) is left open by the check.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.errors import Invalid

INTENTS = Path(__file__).resolve().parent / "intents"
Split = Literal["dev", "holdout"]
Kind = Literal[
    "crud",
    "rules",
    "uniqueness",
    "filters",
    "nested",
    "relations",
    "counters",
    "states",
    "booking",
    "inventory",
    "voting",
    "pages",
    "calculator",
    "text",
    "game",
    "library",
    "cli",
]
#: Kinds whose result is a program or a module instead of something that answers HTTP.
PROGRAMS = frozenset({"library", "cli"})


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Call(_Written):
    """An HTTP call and what must come back. Texts may name values kept by earlier steps of the check: `{id}`.

    `expect` is a pattern (see `evaluation.matching`) for the JSON body. `keep` puts parts of the body under a name.
    """

    call: str
    otherwise: str = Field("", alias="or")
    """Another call that does as well, tried when the app has no such operation."""
    query: dict[str, str] = Field(default_factory=dict)
    json_: Any = Field(None, alias="json")
    form: dict[str, str] | None = None
    status: int | list[int] | None = None
    """None: any 2xx."""
    headers_expected: dict[str, str] = Field(default_factory=dict)
    expect: Any = None
    text: list[str] = Field(default_factory=list)
    """Each is in the body."""
    no_text: list[str] = Field(default_factory=list)
    in_order: list[str] = Field(default_factory=list)
    """Each is in the body, behind the one before."""
    keep: dict[str, str] = Field(default_factory=dict)
    times: int = 1

    @property
    def statuses(self) -> frozenset[int]:
        """The statuses that are right."""
        if self.status is None:
            return frozenset(range(200, 300))
        return frozenset({self.status} if isinstance(self.status, int) else self.status)


class Program(_Written):
    """A program of the result, started in a sandbox: `command` is a script with its arguments, `python` is code that uses a module."""

    command: list[str] = Field(default_factory=list)
    python: str = ""
    files: dict[str, str] = Field(default_factory=dict)
    stdin: str = ""
    exit: int = 0
    output: str | None = None
    """Standard output without blanks and line breaks at its end."""

    @property
    def words(self) -> list[str]:
        """The interpreter's arguments."""
        return ["-c", self.python] if self.python else self.command


class Check(_Written):
    """One thing that the result does, shown by steps. Values that are kept are the check's own."""

    name: str
    steps: list[Call | Program] = Field(min_length=1)

    @property
    def refuses(self) -> bool:
        """Whether nothing but refusals is expected."""
        return all(min(step.statuses) >= 400 if isinstance(step, Call) else step.exit != 0 for step in self.steps)


class Case(_Written):
    """An intent, and how to see whether it was met. Checks run in their order, on one app."""

    name: str
    kind: Kind
    intent: str
    split: Split = "dev"
    discover: bool = False
    """The text names no paths: the app's OpenAPI document says where they are."""
    file: str = "main.py"
    """The file that single-shot generation writes."""
    checks: list[Check] = Field(min_length=1)


class _Loader(yaml.CSafeLoader):
    """YAML 1.2's scalars: a date or a time of day is text, and so are yes and no."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _starts in (
    ("null", r"null|~", "n~"),
    ("bool", r"true|false", "tf"),
    ("int", r"-?(0|[1-9]\d*)", "-0123456789"),
    ("float", r"-?(0|[1-9]\d*)\.\d+", "-0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_starts))  # type: ignore[no-untyped-call]


def parse(text: str, name: str) -> Case:
    """One intent. Raises Invalid."""
    try:
        case = Case.model_validate(yaml.load(text, _Loader))  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, ValidationError) as error:
        raise Invalid(f"{name}: {error}") from error
    if case.name != name:
        raise Invalid(f"{name}: its name is {case.name}")
    return case


def load(folder: Path = INTENTS) -> list[Case]:
    """All intents, by name. Raises Invalid."""
    return [parse(path.read_text(), path.stem) for path in sorted(folder.glob("*.yaml"))]


def sample(cases: Sequence[Case], size: int) -> list[Case]:
    """So many of them, evenly spaced; all where there are no more. The same ones every time, so that two models can be compared. Raises Invalid."""
    if size < 1:
        raise Invalid("a sample has at least one intent")
    size = min(size, len(cases))
    return [cases[number * len(cases) // size] for number in range(size)]
