"""What tests did, read from a file that the tests themselves can write to."""

from pathlib import Path

import pytest
from agent.toolchains.python import testing as python
from agent.toolchains.typescript import testing as typescript

from shared.drops import Check

HOSTILE = [
    b"",
    b"not json",
    b"null",
    b"[1]",
    b'{"outcome":"passed"}',
    b'{"test":7,"outcome":"passed"}',
    b'{"test":"no outcome"}',
    b'{"test":"another","outcome":["passed"],"file":{}}',
    b"[" * 100_000,
    b"\xff\xfe",
    b'{"test":"tests/a::b","outcome":"pas',
]


def outcome(language: str, lines: Path) -> list[Check]:
    return python._outcome(lines, lines.parent)[0] if language == "python" else typescript._outcome(lines, lines.parent)


@pytest.mark.parametrize("language", ["python", "typescript"])
def test_whatever_tests_write_into_their_report_the_true_lines_count(language: str, tmp_path: Path) -> None:
    lines = tmp_path / "tests.jsonl"
    true = [
        b'{"test":"tests/a::good","outcome":"passed","file":"tests/a"}',
        b'{"test":"tests/a::bad\\ud800","outcome":"failed","file":"tests/a"}',
    ]
    lines.write_bytes(b"\n".join([*HOSTILE[:5], *true, *HOSTILE[5:]]))
    found = outcome(language, lines)
    assert [(check.name.rpartition("::")[2], check.passed) for check in found] == [("good", True), ("bad", False)]
    assert all(check.model_dump_json() for check in found)
