"""Stopping and starting live apps over HTTP."""

from typing import Any

from shared.events import AppStopped, DeploymentWentLive, StartRequested, StopRequested
from tests.unit.gateway.test_changing import go_live
from tests.unit.gateway.test_commands import DIGEST, event, submit


async def post(gate: Any, run: str, verb: str, body: dict[str, Any] | None = None) -> tuple[int, str]:
    answer = await gate.http.post(f"/api/v1/runs/{run}/{verb}", json=body, headers=gate.auth("acme", "approver"))
    return answer.status_code, answer.json().get("detail", "")


async def shown(gate: Any, run: str) -> dict[str, Any]:
    found: dict[str, Any] = (await gate.http.get(f"/api/v1/runs/{run}", headers=gate.auth())).json()
    return found


async def stopped(gate: Any, run: str, **more: Any) -> None:
    await gate.project(event(AppStopped, run, app=run, by="ada@acme.test", **more))


async def test_a_live_app_is_stopped_and_started_again_and_the_run_says_so(gate: Any) -> None:
    run = await go_live(gate, await submit(gate))
    assert (await post(gate, run, "start"))[0] == 409
    assert await post(gate, run, "stop", {"reason": "the season is over"}) == (202, "")
    (asked,) = gate.ports.bus.events(StopRequested)
    assert (asked.app, asked.by, asked.reason, asked.delete_data) == (run, "ada@acme.test", "the season is over", False)
    await stopped(gate, run, reason="the season is over")
    found = await shown(gate, run)
    assert (found["status"], found["live_url"], found["stopped"]["reason"]) == ("stopped", None, "the season is over")
    assert (await post(gate, run, "stop")) == (409, "no app of this run is live: it is stopped")
    assert (await post(gate, run, "start")) == (202, "")
    assert [started.app for started in gate.ports.bus.events(StartRequested)] == [run]
    await gate.project(event(DeploymentWentLive, run, digest=DIGEST, app=run, url="http://x.test"))
    found = await shown(gate, run)
    assert (found["status"], found["live_url"], found["stopped"]) == ("live", "http://x.test", None)


async def test_the_data_of_a_stopped_app_can_still_be_deleted(gate: Any) -> None:
    run = await go_live(gate, await submit(gate))
    await stopped(gate, run)
    assert (await post(gate, run, "stop", {"delete_data": True})) == (202, "")


async def test_what_never_went_live_is_neither_stopped_nor_started(gate: Any) -> None:
    run = await submit(gate)
    assert await post(gate, run, "stop") == (409, "no app of this run is live: it is submitted")
    assert await post(gate, run, "start") == (409, "no app of this run was stopped: it is submitted")


async def test_only_the_newest_version_of_an_app_is_stopped(gate: Any) -> None:
    base = await go_live(gate, await submit(gate))
    change = await submit(gate, text="add tags", base_run=base)
    assert (await post(gate, base, "stop"))[0] == 202
    await go_live(gate, change, base)
    code, said = await post(gate, base, "stop")
    assert (code, change in said) == (409, True)
    assert (await post(gate, change, "stop"))[0] == 202


async def test_a_stopped_app_can_be_changed(gate: Any) -> None:
    base = await go_live(gate, await submit(gate))
    await stopped(gate, base)
    change = await submit(gate, text="add tags", base_run=base)
    await go_live(gate, change, base)
    await stopped(gate, change)
    assert await submit(gate, text="add colours", base_run=change)
