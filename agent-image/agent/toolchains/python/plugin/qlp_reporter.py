"""A pytest plugin: tells, line by line, what each test did, and fails a test that takes longer than 20 s.

It runs in the process of the code under test, apart from everything else of ours: standard library and pytest only.
"""

import json
import os
import signal
from collections.abc import Generator
from typing import Any

import pytest

_SECONDS = 20

_fd = os.open(os.environ.pop("QLP_REPORT"), os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)


def _tell(test: str, outcome: str, detail: str = "") -> None:
    os.write(_fd, json.dumps({"test": test, "outcome": outcome, "detail": detail[-6000:]}).encode() + b"\n")


def _too_long(signum: int, frame: object) -> None:
    raise TimeoutError(f"the test took longer than {_SECONDS} s")


def pytest_runtest_logstart(nodeid: str, location: object) -> None:
    _tell(nodeid, "started")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, Any, Any]:
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(_SECONDS)
    try:
        return (yield)
    finally:
        signal.alarm(0)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        _tell(report.nodeid, "failed", report.longreprtext)
    elif report.when == "call" and report.passed:
        _tell(report.nodeid, "passed")


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.failed:
        _tell(report.nodeid, "failed", report.longreprtext)
