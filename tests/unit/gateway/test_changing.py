"""Changes of live apps: of the newest version, of one's own, one at a time."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.gateway import core
from shared.errors import Clash
from shared.events import ClarificationRequested, DeploymentWentLive, IntentSubmitted
from shared.intent import Said
from shared.lifecycle import RunState
from shared.ports import ANY, Write
from shared.tenancy import active_runs
from tests.unit.gateway.test_commands import DIGEST, advance, event, submit


async def go_live(gate: Any, run: str, app: str | None = None) -> str:
    await gate.project(event(DeploymentWentLive, run, digest=DIGEST, app=app or run, url="http://x.test"))
    await advance(gate, run, RunState.LIVE, 9)
    await gate.ports.state.commit(active_runs(), [Write(f"acme|{run}", None, ANY)])
    return run


async def refusal(gate: Any, base: str, text: str = "add tags") -> tuple[int, str]:
    answer = await gate.http.post("/api/v1/intents", json={"intent": text, "base_run": base}, headers=gate.auth())
    return answer.status_code, answer.json().get("detail", "")


async def test_a_change_knows_all_that_was_said_before(gate: Any) -> None:
    base = await submit(gate, text="Keep books", ask=True)
    await gate.project(event(ClarificationRequested, base, questions=["What does a book have?"]))
    await advance(gate, base, RunState.CLARIFYING)
    answered = await gate.http.post(f"/api/v1/runs/{base}/answers", json={"answers": ["a title"]}, headers=gate.auth())
    assert answered.status_code == 202
    await go_live(gate, base)
    change = await go_live(gate, await submit(gate, text="add tags", base_run=base), base)
    await submit(gate, text="add authors", base_run=change)
    first = Said(text="Keep books", questions=["What does a book have?"], answers=["a title"])
    told = [e.before for e in gate.ports.bus.events(IntentSubmitted)]
    assert told == [[], [first], [first, Said(text="add tags")]]
    assert {e.app for e in gate.ports.bus.events(IntentSubmitted)} == {base}


async def test_of_changes_at_once_one_begins_and_the_others_are_told_which(gate: Any) -> None:
    base = await go_live(gate, await submit(gate))
    bodies = [{"intent": f"add tag {n}", "base_run": base} for n in range(3)]
    answers = await asyncio.gather(*(gate.http.post("/api/v1/intents", json=body, headers=gate.auth()) for body in bodies))
    assert sorted(a.status_code for a in answers) == [202, 409, 409]
    (begun,) = [a.json()["run_id"] for a in answers if a.status_code == 202]
    status, why = await refusal(gate, base)
    assert status == 409
    assert begun in why
    assert list(await gate.ports.state.scan(active_runs())) == [f"acme|{begun}"]


async def test_after_a_change_went_live_only_it_can_be_changed(gate: Any) -> None:
    base = await go_live(gate, await submit(gate))
    change = await go_live(gate, await submit(gate, text="add tags", base_run=base), base)
    status, why = await refusal(gate, base)
    assert (status, change in why) == (409, True)
    await submit(gate, text="add more", base_run=change)


@pytest.mark.parametrize("end", [RunState.FAILED, RunState.REJECTED, RunState.CANCELLED])
async def test_after_a_change_came_to_nothing_the_app_can_be_changed_again(gate: Any, end: RunState) -> None:
    base = await go_live(gate, await submit(gate))
    change = await submit(gate, text="add tags", base_run=base)
    await advance(gate, change, end, 9)
    assert (await refusal(gate, change))[0] == 422
    await submit(gate, text="add tags", base_run=base)


async def test_the_same_key_gives_the_same_change_and_another_tenants_run_is_no_base(gate: Any) -> None:
    base = await go_live(gate, await submit(gate))
    key = {"Idempotency-Key": "one"}
    first = await submit(gate, text="add tags", base_run=base, headers=key)
    assert await submit(gate, text="add tags", base_run=base, headers=key) == first
    stolen = await gate.http.post("/api/v1/intents", json={"intent": "a", "base_run": base}, headers=gate.auth("globex"))
    assert (stolen.status_code, stolen.json()["field"]) == (422, "base_run")


async def test_a_submission_that_broke_after_it_took_the_app_gives_it_back_in_a_minute(gate: Any) -> None:
    base = await go_live(gate, await submit(gate))
    lost = "e" * 32
    from functions.gateway import changing

    await changing.take("acme", base, base, lost, gate.ports)
    assert (await refusal(gate, base))[0] == 409
    gate.ports.clock.time += timedelta(seconds=61)
    await submit(gate, text="add tags", base_run=base)


async def test_a_history_that_nobody_can_read_as_one_is_refused(gate: Any) -> None:
    base = await go_live(gate, await submit(gate, text="x" * 16_000))
    run = base
    for _ in range(3):
        run = await go_live(gate, await submit(gate, text="y" * 16_000, base_run=run), base)
    status, why = await refusal(gate, run)
    assert (status, "anew" in why) == (422, True)


@given(st.sampled_from([None, *RunState]), st.booleans(), st.sampled_from(["live", "change", "older"]))
def test_at_any_time_exactly_one_version_can_be_changed_or_none(state: RunState | None, fresh: bool, base: str) -> None:
    def allowed(run: str) -> bool:
        try:
            core.may_follow(run, "live", "change", state, fresh)
        except Clash:
            return False
        return True

    under_way = fresh if state is None else not state.ended
    newest = "change" if state in (RunState.LIVE, RunState.STOPPED) else "live"
    assert allowed(base) == (not under_way and base == newest)
