"""What differs between the languages that apps are written in, as a value: all else is the same for each of them. Pure."""

import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.check.server import Server
from shared.drops import Check, File, Finding
from shared.specification import Plan, Specification
from shared.specification import Toolchain as Name


@dataclass(frozen=True, slots=True)
class Tested:
    """What running the tests showed. `passed`: names of the tests that passed."""

    checks: list[Check]
    passed: list[str]
    log: str


@dataclass(frozen=True, slots=True)
class Checks:
    """How the role `check` looks at an application."""

    static: Callable[[Sequence[File], Plan], list[Check]]
    install: Callable[[Sequence[File]], list[Check]]
    packages: Callable[[Sequence[File]], dict[str, str]]
    test: Callable[[Sequence[File], Path, float], Awaitable[Tested]]
    """Files, an empty folder, seconds."""
    server: Callable[[Path, Path, Plan], Server]
    """How to serve the files in this folder on that socket."""
    tracebacks: Callable[[str], list[str]]
    """What a server's log says of the errors in it, in their order."""


@dataclass(frozen=True, slots=True)
class Code:
    """How models' answers are read and put right."""

    fence: str
    """What its blocks of code are called."""
    looks: re.Pattern[str]
    """A line that stands in nearly every file of it, and in none of another language."""
    scaffold: Mapping[str, str]
    """Path -> content of what applications may start with: right as it is, and not for a model to change."""
    store: str
    """The file of the scaffold that keeps the data."""
    is_whole: Callable[[str], bool]
    """Whether this is a main module, with its application, and no part of one."""
    application: Callable[[str, Specification], str]
    """The main module out of what a model wrote."""
    module: Callable[[str], str]
    """Any other module."""
    completed: Callable[[Sequence[File], str, Collection[str]], list[File]]
    """The files with those that they need; the main module, and the paths that come from elsewhere."""
    faults: Callable[[Sequence[File], Collection[str]], list[str]]
    """What must fail in these files, where those paths are there as well."""
    routes: Callable[[str], set[tuple[str, str]]]
    """Method and path of every operation in a module."""
    joins: re.Pattern[str]
    """Where paths are put together from parts, so that none can be looked for."""
    weaknesses: Callable[[Sequence[File]], list[Finding]]


@dataclass(frozen=True, slots=True)
class Tests:
    """How models' tests are read and put right."""

    expected: str
    """Where a test module is when nobody says."""
    path: Callable[[str], str | None]
    """Where a file of this name belongs; None when it is no test module."""
    module: Callable[[str], str]
    """A test module out of what a model wrote."""
    names: Callable[[Sequence[File]], list[str]]
    called: str
    """What tests are called, with `{id}` for their requirement's."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is said about it."""

    stack: str
    scaffold: str
    """What is there before anybody writes."""
    run: str
    """Commands, with `{entry}` and `{main}` for the plan's entry and its file."""
    test: str
    decision: str


@dataclass(frozen=True, slots=True)
class Toolchain:
    """A language, and all that is done in it."""

    name: Name
    checks: Checks
    code: Code
    tests: Tests
    words: Words
    piecewise: bool = False
    """Small models complete a draft function by function; elsewhere they write whole files."""


def stands_for(test: str) -> set[str]:
    """The requirements that a test's name speaks of: `test_r3_empty`, `R3: empty`."""
    return {f"R{number}" for number in re.findall(r"_r(\d+)(?=_|$)|^R(\d+)\b", test) for number in number if number}
