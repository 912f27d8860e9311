"""Scoring and the repair loop's decisions."""

from hypothesis import given
from hypothesis import strategies as st

from functions.validation import core
from functions.validation.core import Attempt, Progress
from shared.drops import Check, Drop, File, Report
from shared.events import Inline
from shared.specification import Plan, Requirement, Specification

SPECIFICATION = Specification(title="x", requirements=[Requirement(id="R1", text="a"), Requirement(id="R2", text="b")])
NOTHING = Inline(text="{}")


def good(part: str, name: str = "ok") -> Check:
    return Check(name=name, part=part, passed=True)


def bad(part: str, name: str = "broken", detail: str = "boom") -> Check:
    return Check(name=name, part=part, passed=False, detail=detail)


def whole(*checks: Check, coverage: dict[str, list[str]] | None = None) -> Report:
    return Report(checks=[good("static"), good("install"), good("start"), good("probe"), *checks], coverage=coverage or {})


def progress(*attempts: tuple[int, str, bool]) -> Progress:
    made = [
        Attempt(number=n, score=score, parts={}, files=NOTHING, report=NOTHING, failures=failures, runnable=runnable)
        for n, (score, failures, runnable) in enumerate(attempts, 1)
    ]
    return Progress(app="a", intent="i", specification=SPECIFICATION, plan=Plan(tasks=[]), files=NOTHING, attempts=made, number=len(made))


def test_everything_passed_and_covered_is_a_hundred_points() -> None:
    report = whole(good("tests"), coverage={"R1": ["t1"], "R2": ["t2"]})
    assert core.score(report, SPECIFICATION).total == 100


def test_nothing_is_won_by_having_no_tests() -> None:
    assert core.score(whole(), SPECIFICATION).total == 100 - core.WEIGHTS["tests"] - core.WEIGHTS["coverage"]


@given(
    st.lists(st.builds(Check, name=st.text(max_size=5), part=st.sampled_from([*core.WEIGHTS, "other"]), passed=st.booleans()), max_size=30)
)
def test_a_score_is_the_sum_of_its_parts_and_within_bounds(checks: list[Check]) -> None:
    points = core.score(Report(checks=checks), SPECIFICATION)
    assert 0 <= points.total == sum(points.parts.values()) <= 100


@given(st.lists(st.booleans(), min_size=1, max_size=20), st.integers(0, 19))
def test_a_repaired_check_never_lowers_the_score(passed: list[bool], index: int) -> None:
    index %= len(passed)
    before = [Check(name=str(n), part="tests", passed=p) for n, p in enumerate(passed)]
    after = [check.model_copy(update={"passed": True}) if n == index else check for n, check in enumerate(before)]
    assert core.score(Report(checks=after), SPECIFICATION).total >= core.score(Report(checks=before), SPECIFICATION).total


def test_an_app_that_does_not_start_is_refused_whatever_its_score() -> None:
    assert core.judge(progress((95, "f", False)), rounds=0, min_score=60)[0] == "refuse"


def test_a_failure_is_repaired_while_rounds_are_left_and_then_the_best_attempt_counts() -> None:
    assert core.judge(progress((70, "f1", True)), rounds=2, min_score=60) == ("repair", "")
    assert core.judge(progress((70, "f1", True), (80, "f2", True)), rounds=2, min_score=60) == ("repair", "")
    assert core.judge(progress((70, "f1", True), (80, "f2", True), (75, "f3", True)), rounds=2, min_score=60)[0] == "accept"


def test_the_same_failures_after_a_repair_end_the_loop() -> None:
    verdict, why = core.judge(progress((50, "same", True), (50, "same", True)), rounds=9, min_score=60)
    assert verdict == "refuse"
    assert "below 60" in why


def test_two_repairs_without_progress_end_the_loop() -> None:
    assert core.judge(progress((70, "a", True), (70, "b", True), (69, "c", True)), rounds=9, min_score=60)[0] == "accept"


@given(st.lists(st.tuples(st.integers(0, 100), st.text("ab", max_size=3), st.booleans()), min_size=1, max_size=9), st.integers(0, 6))
def test_the_loop_ends_within_its_rounds_and_never_prefers_a_worse_attempt(attempts: list[tuple[int, str, bool]], rounds: int) -> None:
    made = progress(*attempts)
    best = made.best
    assert best is not None
    assert all((a.runnable, a.score) <= (best.runnable, best.score) for a in made.attempts)
    if len(attempts) > rounds:
        assert core.judge(made, rounds, 60)[0] != "repair"


def test_a_later_drop_wins_where_two_write_the_same_path() -> None:
    first, second = (
        Drop(files=[File(path="main.py", content="1"), File(path="a.py", content="a")]),
        Drop(files=[File(path="main.py", content="2")]),
    )
    assert [(f.path, f.content) for f in core.assemble([first, second]).files] == [("a.py", "a"), ("main.py", "2")]


def test_a_fingerprint_tells_how_something_failed() -> None:
    assert core.fingerprint(whole()) == ""
    assert core.fingerprint(whole(bad("tests", detail="1"))) != core.fingerprint(whole(bad("tests", detail="2")))
