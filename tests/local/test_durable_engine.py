"""The durable engine, driving the platform's SDK through the platform's worker core, with its history on disk."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import pytest

from local.host import worker
from local.host.durable.engine import AlreadyRunning, Engine, UnknownOrchestrator
from local.host.durable.rpc import RpcEndpoint
from local.host.durable.store import ENDED, Store
from local.host.options import HostError

APP = Path(__file__).parent / "apps" / "durable"

# The SDK warns of its own coming defaults once a process, and of each event that is not waited for yet.
pytestmark = [
    pytest.mark.filterwarnings("ignore:azure.functions df_loads was called without expected_type"),
    pytest.mark.filterwarnings("ignore:Potential duplicate Task completion"),
]


class Running(Protocol):
    """Opens an engine on one home: leaving the block is the end of that host process."""

    def __call__(self, crash: bool = False) -> AbstractAsyncContextManager[Engine]: ...


@pytest.fixture
async def functions(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[worker.Function]]:
    monkeypatch.setenv("PYTHON_SCRIPT_FILE_NAME", "durable_app.py")
    monkeypatch.syspath_prepend(APP)
    sys.modules.pop("durable_app", None)
    yield await worker.load(APP)
    worker.unload()


@pytest.fixture
def ran(functions: list[worker.Function]) -> list[Any]:
    """What activities ran."""
    module: ModuleType = sys.modules["durable_app"]
    told: list[Any] = module.RAN
    return told


@pytest.fixture
def running(functions: list[worker.Function], tmp_path: Path) -> Running:
    @asynccontextmanager
    async def opened(crash: bool = False) -> AsyncIterator[Engine]:
        async with Store.opened(tmp_path) as store:
            engine = Engine(
                store,
                worker.Worker(timeout=10),
                [function for function in functions if function.kind == "orchestrationTrigger"],
                [function for function in functions if function.kind == "activityTrigger"],
            )
            task = asyncio.create_task(engine.run())
            try:
                yield engine
            finally:
                if crash:
                    task.cancel()
                engine.stop()
                await asyncio.wait([task])
                if not task.cancelled():
                    task.result()

    return opened


async def status(engine: Engine, instance: str, query: dict[str, str] | None = None) -> dict[str, Any]:
    _, document = await RpcEndpoint(engine)("GET", f"instances/{instance}", query or {}, b"")
    return dict(document)


async def until(engine: Engine, instance: str, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    async with asyncio.timeout(10):
        while not wanted(found := await status(engine, instance)):
            await asyncio.sleep(0.01)
    return found


async def ended(engine: Engine, instance: str) -> dict[str, Any]:
    return await until(engine, instance, lambda found: found["runtimeStatus"] in ENDED)


async def waits(engine: Engine, instance: str, events: int) -> None:
    """Until the instance is settled with that many events in its history."""
    async with asyncio.timeout(10):
        while len((await status(engine, instance, {"showHistory": "true"}))["historyEvents"]) < events:
            await asyncio.sleep(0.01)


async def test_activities_run_one_after_another_and_give_their_results(running: Running) -> None:
    async with running() as engine:
        found = await ended(engine, await engine.start("chain", "5"))
    assert (found["runtimeStatus"], found["output"], found["customStatus"], found["input"]) == ("Completed", [10, 20, "N20"], {"at": 20}, 5)


async def test_a_fan_out_runs_each_activity_once(running: Running, ran: list[Any]) -> None:
    async with running() as engine:
        found = await ended(engine, await engine.start("fan", "30"))
    assert found["output"] == 2 * sum(range(30))
    assert sorted(ran) == [("double", number) for number in range(30)]


async def test_an_event_wins_over_the_deadline_whose_timer_is_cancelled(running: Running) -> None:
    async with running() as engine:
        instance = await engine.start("approval", "3600")
        await waits(engine, instance, 8)
        await engine.raise_event(instance, "approve", '{"by": "ann"}')
        found = await ended(engine, instance)
        assert found["output"] == [{"by": "ann"}, 42]
        assert await engine.store.fire(_far_away()) == (set(), None)


async def test_an_event_raised_before_the_wait_is_kept_and_delivered(running: Running) -> None:
    async with running() as engine:
        instance = await engine.start("approval", "3600")
        await engine.raise_event(instance, "approve", '"early"')
        assert (await ended(engine, instance))["output"] == ["early", 42]


async def test_the_deadline_wins_when_no_event_comes(running: Running) -> None:
    async with running() as engine:
        assert (await ended(engine, await engine.start("approval", "0.05")))["output"] == "timeout"


async def test_events_of_one_name_raised_in_turn_are_all_delivered(running: Running) -> None:
    async with running() as engine:
        instance = await engine.start("two_events", None)
        for settled, name, text in ((3, "go", "null"), (6, "e", "1"), (9, "e", "2")):
            await waits(engine, instance, settled)
            await engine.raise_event(instance, name, text)
        assert (await ended(engine, instance))["output"] == [1, 2]


async def test_of_two_same_named_events_before_the_wait_the_sdk_delivers_the_last_one_twice(running: Running) -> None:
    """A defect of the SDK in version 1.7.0 (its issue 507), which the cloud has too: use an event name once."""
    async with running() as engine:
        instance = await engine.start("two_events", None)
        await waits(engine, instance, 3)
        await engine.raise_event(instance, "e", "1")
        await engine.raise_event(instance, "e", "2")
        await waits(engine, instance, 6)
        await engine.raise_event(instance, "go", "null")
        assert (await ended(engine, instance))["output"] == [2, 2]


async def test_an_activity_is_retried_after_a_pause_as_often_as_allowed(running: Running, ran: list[Any]) -> None:
    async with running() as engine:
        assert (await ended(engine, await engine.start("retries", "3")))["output"] == [3, 6]
        failing = await ended(engine, await engine.start("retries", "50"))
    assert failing["runtimeStatus"] == "Failed"
    assert "call 3 of 50" in failing["output"]
    assert ran.count(("fail_until", 50)) == 3


async def test_an_orchestrator_can_catch_the_failure_after_the_last_attempt(running: Running) -> None:
    async with running() as engine:
        found = await ended(engine, await engine.start("caught", None))
    assert found["output"] == ["Activity function 'fail_until' failed", 8]


async def test_retries_beside_other_tasks_keep_their_numbers(running: Running) -> None:
    async with running() as engine:
        found = await ended(engine, await engine.start("together", None))
    assert found["output"] == [3, 10, 2, [14, 28, "N28"], 100]


async def test_a_sub_orchestration_gives_its_result_or_its_failure_to_the_parent(running: Running) -> None:
    async with running() as engine:
        assert (await ended(engine, await engine.start("parent", None)))["output"] == [[6, 12, "N12"], True]


async def test_an_error_of_the_orchestrator_fails_the_instance_with_its_message(running: Running) -> None:
    async with running() as engine:
        found = await ended(engine, await engine.start("broken", '"y"'))
    assert (found["runtimeStatus"], found["output"]) == ("Failed", "nope y")


@pytest.mark.parametrize(("name", "told"), [("unheard", "no_such_activity"), ("entities", "does not serve call_entity")])
async def test_what_cannot_be_done_fails_the_instance_and_says_so(running: Running, name: str, told: str) -> None:
    async with running() as engine:
        found = await ended(engine, await engine.start(name, None))
    assert found["runtimeStatus"] == "Failed"
    assert told in found["output"]


async def test_continue_as_new_begins_a_new_history_with_the_new_input(running: Running, ran: list[Any]) -> None:
    async with running() as engine:
        instance = await engine.start("again", "1")
        await until(engine, instance, lambda found: found["input"] == 3)
        await waits(engine, instance, 6)
        await engine.raise_event(instance, "finish", '"so"')
        assert (await ended(engine, instance))["output"] == [3, "so"]
    assert ran == [("double", 1), ("double", 2), ("double", 3)]


@pytest.mark.parametrize("crash", [False, True])
async def test_an_approval_wait_outlives_the_host(running: Running, ran: list[Any], crash: bool) -> None:
    async with running(crash) as engine:
        await engine.start("approval", "3600", "wait-1")
        await waits(engine, "wait-1", 8)
    async with running(crash) as engine:
        await engine.raise_event("wait-1", "approve", '"late"')
    async with running() as engine:
        assert (await ended(engine, "wait-1"))["output"] == ["late", 42]
    assert ran.count(("double", 1)) == 1


async def test_a_timer_that_came_due_while_the_host_was_down_fires_at_the_next_start(running: Running, tmp_path: Path) -> None:
    async with running() as engine:
        await engine.start("approval", "3600", "wait-2")
        await waits(engine, "wait-2", 8)
    with sqlite3.connect(tmp_path / "durable.sqlite") as db:
        assert db.execute("update tasks set due='2020-01-01T00:00:00.000000Z' where kind='timer'").rowcount == 1
    db.close()
    async with running() as engine:
        assert (await ended(engine, "wait-2"))["output"] == "timeout"


async def test_an_activity_cut_off_by_a_crash_runs_again(running: Running, ran: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    began = asyncio.Event()
    original = worker.Worker.invoke

    async def hang(self: worker.Worker, function: worker.Function, *rest: Any, **options: Any) -> worker.Outcome:
        if function.name == "double":
            began.set()
            await asyncio.Event().wait()
        return await original(self, function, *rest, **options)

    with monkeypatch.context() as patch:
        patch.setattr(worker.Worker, "invoke", hang)
        async with running(crash=True) as engine:
            await engine.start("chain", "1", "cut")
            await asyncio.wait_for(began.wait(), 5)
    async with running() as engine:
        assert (await ended(engine, "cut"))["output"] == [2, 4, "N4"]


async def test_terminate_ends_an_instance_for_good(running: Running) -> None:
    async with running() as engine:
        rpc = RpcEndpoint(engine)
        await engine.start("approval", "3600", "stop-me")
        await waits(engine, "stop-me", 8)
        assert (await rpc("POST", "instances/stop-me/terminate", {"reason": "enough"}, b""))[0] == 202
        found = await ended(engine, "stop-me")
        assert (found["runtimeStatus"], found["output"]) == ("Terminated", "enough")
        assert (await rpc("POST", "instances/stop-me/raiseEvent/approve", {}, b'"x"'))[0] == 410
        assert (await rpc("POST", "instances/stop-me/terminate", {"reason": "again"}, b""))[0] == 410


async def test_a_suspended_instance_keeps_its_events_until_it_is_resumed(running: Running) -> None:
    async with running() as engine:
        await engine.start("approval", "3600", "hold")
        await waits(engine, "hold", 8)
        await engine.suspend("hold")
        await until(engine, "hold", lambda found: found["runtimeStatus"] == "Suspended")
        await engine.raise_event("hold", "approve", '"kept"')
        await engine.resume("hold")
        assert (await ended(engine, "hold"))["output"] == ["kept", 42]


async def test_a_running_instance_cannot_be_started_again_but_an_ended_one_can(running: Running) -> None:
    async with running() as engine:
        rpc = RpcEndpoint(engine)
        await engine.start("approval", "3600", "once")
        with pytest.raises(AlreadyRunning):
            await engine.start("approval", "1", "once")
        assert (await rpc("POST", "orchestrators/approval/once", {}, b'"1"'))[0] == 409
        await engine.terminate("once", "")
        await ended(engine, "once")
        await engine.start("chain", "2", "once")
        assert (await until(engine, "once", lambda found: found["runtimeStatus"] == "Completed"))["output"] == [4, 8, "N8"]


async def test_unknown_names_and_instances_are_refused_as_the_platform_does(running: Running) -> None:
    async with running() as engine:
        rpc = RpcEndpoint(engine)
        with pytest.raises(UnknownOrchestrator):
            await engine.start("nobody", None)
        code, document = await rpc("POST", "orchestrators/nobody", {}, b"")
        assert code == 400
        assert "nobody" in document["ExceptionMessage"]
        assert (await rpc("GET", "instances/unknown", {}, b""))[0] == 404
        assert (await rpc("POST", "instances/unknown/raiseEvent/e", {}, b"1"))[0] == 404
        assert (await rpc("POST", "instances/unknown/raiseEvent/e", {}, b"{"))[0] == 400
        assert (await rpc("POST", "instances/unknown/rewind", {}, b""))[0] == 501
        assert (await rpc("POST", "entities/counter/x", {"op": "add"}, b"1"))[0] == 501


async def test_an_ended_instance_can_be_listed_and_purged(running: Running) -> None:
    async with running() as engine:
        rpc = RpcEndpoint(engine)
        await ended(engine, await engine.start("chain", "1", "gone"))
        _, listed = await rpc("GET", "instances", {"instanceIdPrefix": "go", "runtimeStatus": "Completed"}, b"")
        assert [it["instanceId"] for it in listed] == ["gone"]
        assert await rpc("DELETE", "instances/gone", {}, b"") == (200, {"instancesDeleted": 1})
        assert (await rpc("DELETE", "instances/gone", {}, b""))[0] == 404


async def test_two_hosts_cannot_use_one_home(running: Running) -> None:
    async with running():
        with pytest.raises(HostError, match="another host uses"):
            async with running():
                pass


def _far_away() -> datetime:
    return datetime(2999, 1, 1, tzinfo=UTC)
