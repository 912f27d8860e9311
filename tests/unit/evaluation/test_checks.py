"""Checks against a real server: a right app passes them all, and each mistake is found by the check that is about it."""

from pathlib import Path

import httpx
import pytest

from evaluation.catalogue import parse
from evaluation.checks import Outcome, Subject, perform
from evaluation.programs import Programs
from local.stack.places import RUNTIME
from tests.unit.evaluation.served import served

SHOP = """
name: shop
kind: crud
intent: A shop of stickers.
checks:
  - name: a sticker is added
    steps:
      - {call: POST /stickers, json: {name: star}, status: 201, expect: {name: star}, keep: {id: id}}
      - {call: GET /stickers, expect: {$contains: [{id: "{id}"}]}}
  - name: in their order
    steps:
      - {call: POST /stickers, json: {name: moon}, status: 201}
      - {call: GET /stickers, expect: {$ordered: [{name: star}, {name: moon}]}}
  - name: a name is needed
    steps:
      - {call: POST /stickers, json: {}, status: [400, 422]}
  - name: they are on the page
    steps:
      - {call: GET /page, text: [star], no_text: [<script>], in_order: [star, moon]}
  - name: the short address
    steps:
      - {call: GET /short, status: 307, headers_expected: {location: /page}}
      - {call: GET /short, or: GET /page, status: 200, text: [moon]}
  - name: another method will do
    steps:
      - {call: PUT /page, or: GET /page, text: [star]}
"""

TOOL = """
name: tool
kind: cli
intent: A tool.
checks:
  - name: it greets
    steps: [{command: [greet.py, Ann], output: Hello Ann}]
  - name: it reads its file
    steps: [{command: [greet.py, --file, who.txt], files: {who.txt: Ben}, output: Hello Ben}]
  - name: it ends with its code
    steps: [{command: [greet.py], exit: 2, output: ""}]
  - name: it can be imported
    steps: [{python: "import greet; print(greet.greeting('Cem'))", output: Hello Cem}]
  - name: it is not right
    steps: [{command: [greet.py, Dee], output: Bye Dee}]
  - name: it reaches no network
    steps: [{python: "import socket; socket.create_connection(('127.0.0.1', 80), 1)", exit: 1}]
"""
GREET = b"""
import sys
def greeting(who): return f"Hello {who}"
if __name__ == "__main__":
    words = sys.argv[1:]
    if not words:
        sys.exit(2)
    print(greeting(open(words[1]).read() if words[0] == "--file" else words[0]))
"""


async def _outcomes(mistake: str = "") -> list[Outcome]:
    async with served(mistake) as url, httpx.AsyncClient(base_url=url, trust_env=False) as app:
        return await perform(parse(SHOP, "shop"), Subject(app=app))


async def test_a_right_app_passes_every_check() -> None:
    assert [outcome.problem for outcome in await _outcomes()] == [""] * 6


@pytest.mark.parametrize(
    ("mistake", "failing", "told"),
    [
        ("status", ["a name is needed"], "expected status [400, 422], got 200"),
        ("order", ["in their order"], "not in its place"),
        ("text", ["they are on the page"], "should not be in the page"),
        ("location", ["the short address"], "expected the header location: /page, got /other"),
        ("crash", ["a sticker is added", "in their order"], "got 500"),
    ],
)
async def test_a_mistake_is_found_by_the_check_that_is_about_it(mistake: str, failing: list[str], told: str) -> None:
    outcomes = await _outcomes(mistake)
    assert [outcome.name for outcome in outcomes if not outcome.passed] == failing
    assert all(told in outcome.problem for outcome in outcomes if not outcome.passed)


async def test_a_failure_says_which_call_expected_what_and_got_what() -> None:
    (first, *_) = await _outcomes("body")
    assert (first.step, first.problem) == ("POST /stickers", 'body.name: expected "star", got "?"')


async def test_an_app_that_is_gone_fails_its_checks_and_nothing_else() -> None:
    async with served() as url:
        pass
    async with httpx.AsyncClient(base_url=url, trust_env=False) as app:
        outcomes = await perform(parse(SHOP, "shop"), Subject(app=app))
    assert all("no answer" in outcome.problem for outcome in outcomes)


async def test_an_app_that_refuses_everything_has_no_check_right() -> None:
    async with served() as url, httpx.AsyncClient(base_url=f"{url}/nowhere", trust_env=False) as app:
        missing = SHOP.replace("status: [400, 422]", "status: 404")
        outcomes = {outcome.name: outcome for outcome in await perform(parse(missing, "shop"), Subject(app=app))}
    assert not any(outcome.passed for outcome in outcomes.values())
    assert "so is everything" in outcomes["a name is needed"].problem


@pytest.mark.skipif(not Path(RUNTIME, "pyvenv.cfg").exists(), reason="the runtime is not installed: run `make setup`")
async def test_programs_run_in_a_sandbox_with_their_files() -> None:
    outcomes = await perform(parse(TOOL, "tool"), Subject(programs=Programs({"greet.py": GREET}, RUNTIME)))
    assert [outcome.name for outcome in outcomes if not outcome.passed] == ["it is not right"]
    assert "'Bye Dee'" in outcomes[4].problem
