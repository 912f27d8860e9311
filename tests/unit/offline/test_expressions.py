"""Patterns that are loaded instead of compiled find what compiled ones find, and what cannot be used is not."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters.offline import expressions

PATTERNS = [
    (r"(?P<verb>gets?|shows?)\s+(?:the )?(?P<what>\w+)", re.IGNORECASE),
    (r"(?<![\w.])\d+(?:\.\d+)?(?!\w)", 0),
    (r"^(a|b)\1$", re.MULTILINE),
    (r"(?i:é)+|[^a-z\s]{2,3}?", 0),
    (r"(x)?(?(1)y|z)", 0),
    (r"  a b  # only this", re.VERBOSE | re.DOTALL),
    (r"(?s).+?(?=b|$)", re.ASCII),
]
TEXTS = st.text(alphabet="abxyzÉé 12.\nGgets shows", max_size=40)
READ = """
import hashlib, sys
from pathlib import Path
from shared.adapters.offline import expressions
assert expressions.use(Path(sys.argv[1])) is (sys.argv[2] == "kept")
from shared.adapters.offline.intake import application
from shared.errors import NotUnderstood
from shared.writing.ir_text import to_text
from tests.unit.offline.corpus import cases
for case in cases("intents.txt"):
    print(case.name, hashlib.sha256(to_text(application(case.intent)).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("kept") / "expressions"
    assert expressions.keep(lambda: [re.compile(*pattern) for pattern in PATTERNS], place) == len(PATTERNS)
    return place


@pytest.fixture
def using(kept: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(expressions._compiler, "compile", expressions._compiler.compile)
    re.purge()
    assert expressions.use.__wrapped__(kept)
    yield
    re.purge()


COMPILED = [re.compile(*pattern) for pattern in PATTERNS]


@given(TEXTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_kept_pattern_finds_what_a_compiled_one_finds(using: None, text: str) -> None:
    for pattern, compiled in zip(PATTERNS, COMPILED, strict=True):
        loaded = re.compile(*pattern)
        assert (loaded.pattern, loaded.flags, loaded.groups, loaded.groupindex) == (
            compiled.pattern,
            compiled.flags,
            compiled.groups,
            compiled.groupindex,
        )
        assert [(one.span(), one.groups(), one.lastgroup) for one in loaded.finditer(text)] == [
            (one.span(), one.groups(), one.lastgroup) for one in compiled.finditer(text)
        ]


def test_patterns_that_are_not_kept_are_compiled(using: None) -> None:
    assert re.fullmatch(r"not|kept", "kept")
    assert re.compile(rb"[a-c]+").fullmatch(b"abc")
    with pytest.raises(re.error):
        re.compile("(")


def test_what_another_version_kept_is_not_used(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "_VERSION", "another")
    assert not expressions.use.__wrapped__(kept)


@pytest.mark.parametrize("content", [b"", b"nothing of this kind", b"\xe9\x00\x00"])
def test_a_damaged_file_is_not_used(content: bytes, tmp_path: Path) -> None:
    place = tmp_path / "expressions"
    place.write_bytes(content)
    assert not expressions.use(place)
    assert not expressions.use(tmp_path / "missing")


def test_the_reader_reads_the_same_with_and_without_what_is_kept(tmp_path: Path) -> None:
    place = tmp_path / "expressions"
    keeping = f"from pathlib import Path; from shared.adapters.offline import expressions as e; e.keep(e.read_sample, Path({str(place)!r}))"
    subprocess.run([sys.executable, "-c", keeping], check=True)
    assert place.stat().st_size > 1_000_000
    read = [
        subprocess.run([sys.executable, "-c", READ, str(found), how], check=True, capture_output=True, text=True).stdout
        for found, how in ((place, "kept"), (tmp_path / "missing", "compiled"))
    ]
    assert read[0] == read[1] != ""
