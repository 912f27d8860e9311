"""What a model cannot do, or may not cost: windows, rate limits, circles and budgets. Whole jobs with a real HTTP server."""

import time
from pathlib import Path

from shared.job_protocol import ThoughtLine
from tests.agent.apps import GOOD, MAIN, bundle, drop
from tests.agent.jobs import Ran
from tests.agent.test_openai_model import CODE, REPORT, SPECIFIED, ask
from tests.scripted_model import Answer, Fails

TOO_LONG = Fails(400, message="This model's maximum context length is 4096 tokens. However, your messages resulted in 9000 tokens.")
WRONG = "```python\nbroken(\n```"


def said(ran: Ran) -> str:
    return "\n".join(line.text for line in ran.lines if isinstance(line, ThoughtLine))


async def test_a_question_that_is_too_long_is_asked_again_without_what_matters_least(tmp_path: Path) -> None:
    files = {**GOOD, "notes.py": "# a long module\n" * 1500}
    given = bundle("fixer", {"files": drop(files), "report": REPORT})
    ran, served = await ask(given, {"fixer": [TOO_LONG, f"main.py\n{CODE.replace('Notes.', 'Fixed.')}"]}, tmp_path)
    first, second = [question["messages"][1]["content"] for question in served.asked]
    assert len(second) < len(first) * 0.7
    assert "GET /notes answered 500" in second
    assert "characters are left out" in said(ran)
    assert ran.drop.drop.files


async def test_a_known_window_is_kept_to_from_the_start(tmp_path: Path) -> None:
    files = {**GOOD, "notes.py": "# a long module\n" * 1500}
    given = bundle("fixer", {"files": drop(files), "report": REPORT})
    _, served = await ask(given, {"fixer": [f"main.py\n{CODE}"]}, tmp_path, QLP_MODEL_CONTEXT="4096")
    asked = served.asked[0]
    assert sum(len(message["content"]) for message in asked["messages"]) < 4096 * 3
    assert "GET /notes answered 500" in asked["messages"][1]["content"]


async def test_a_task_that_no_window_is_large_enough_for_fails_with_that_reason(tmp_path: Path) -> None:
    ran, served = await ask(bundle("requirements"), {"requirements": [TOO_LONG]}, tmp_path)
    assert ran.failure.code == "too_large"
    assert len(served.asked) < 15


async def test_a_rate_limit_is_waited_out_for_longer_than_a_server_that_is_down(tmp_path: Path) -> None:
    started = time.monotonic()
    limited = Fails(429, {"retry-after": "2"})
    ran, _ = await ask(bundle("requirements"), {"requirements": [limited, SPECIFIED]}, tmp_path, QLP_MODEL_PATIENCE="0.5")
    assert ran.drop.drop.result["title"] == "Notes"
    assert time.monotonic() - started >= 2
    assert "rate limit is reached" in ran.warnings[0]
    assert "asking again in 2 s" in ran.warnings[0]


async def test_a_rate_limit_that_outlasts_the_deadline_fails_the_task_at_once(tmp_path: Path) -> None:
    started = time.monotonic()
    given = bundle("requirements") | {"seconds": 30.0}
    ran, _ = await ask(given, {"requirements": [Fails(429, {"retry-after": "100"})]}, tmp_path)
    assert ran.failure.code == "model_unavailable"
    assert time.monotonic() - started < 25


async def test_a_model_that_says_the_same_again_is_not_asked_a_third_time(tmp_path: Path) -> None:
    ran, served = await ask(bundle("requirements"), {"requirements": ["no", "no", SPECIFIED]}, tmp_path)
    assert ran.failure.code == "model_nonsense"
    assert len(served.asked) == 2
    assert any("same answer again" in warning for warning in ran.warnings)


async def test_a_task_stops_asking_when_it_used_what_was_set_aside_for_it(tmp_path: Path) -> None:
    given = bundle("requirements") | {"tokens": 18}
    answers: list[Answer] = ["no", SPECIFIED]
    ran, served = await ask(given, {"requirements": answers}, tmp_path)
    assert (ran.failure.code, ran.failure.usage.tokens, len(served.asked)) == ("over_budget", 18, 1)
    ran, served = await ask(given | {"tokens": 19}, {"requirements": answers}, tmp_path)
    assert (ran.drop.usage.tokens, len(served.asked)) == (36, 2)


async def test_what_a_task_has_when_its_share_is_used_is_better_than_nothing(tmp_path: Path) -> None:
    faulty = f"```python\n{MAIN}\nundefined_name()\n```"
    ran, served = await ask(bundle("codegen") | {"tokens": 18}, {"codegen": [faulty], "critic": ['{"ok": true}']}, tmp_path)
    assert len(served.asked) == 1
    assert ran.drop.drop.files
