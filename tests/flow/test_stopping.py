"""Live apps that people stop and start again, on the memory twins."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from functions.deployment import handlers, live
from functions.deployment.core import LiveApp, Request
from shared.adapters.memory import MemoryPorts, memory_ports
from shared.events import AppStopped, DeploymentWentLive, StartRequested, StopRequested
from tests.flow.test_release import RUN, Dies, Recorder, dies_at, listed, updated, waiting

APP = ("t1", RUN)


async def released() -> tuple[MemoryPorts, Request]:
    """An app that is live."""
    ports = memory_ports()
    _, asked, approval = await waiting(ports)
    await handlers.release(asked, approval, ports)
    return ports, asked


def said(ports: MemoryPorts, run: str = RUN, **more: Any) -> dict[str, Any]:
    time: datetime = ports.clock.now()
    return {"id": uuid4(), "tenant": "t1", "run": run, "time": time, "source": "test", "app": RUN, "by": "ann", **more}


async def stop(ports: MemoryPorts, **more: Any) -> StopRequested:
    event = StopRequested(**said(ports, **more))
    await handlers.stop(event, ports, Recorder())
    return event


async def start(ports: MemoryPorts) -> StartRequested:
    event = StartRequested(**said(ports))
    await handlers.start(event, ports, Recorder())
    return event


async def row(ports: MemoryPorts) -> LiveApp:
    (only,) = await listed(ports)
    return only


async def test_a_stopped_app_stays_down_and_keeps_its_data() -> None:
    ports, _ = await released()
    await stop(ports, reason="the season is over")
    await live.reconcile(ports)
    assert (ports.target.apps, ports.target.data) == ({}, {APP})
    assert [(told.by, told.reason, told.data_deleted) for told in ports.bus.events(AppStopped)] == [("ann", "the season is over", False)]


async def test_a_started_app_answers_under_the_address_that_it_had() -> None:
    ports, asked = await released()
    before = (await row(ports)).url
    await stop(ports)
    await start(ports)
    assert ((await row(ports)).url, ports.target.apps[APP].digest) == (before, asked.digest)
    assert [told.url for told in ports.bus.events(DeploymentWentLive)] == [before, before]


async def test_commands_that_are_delivered_again_change_nothing() -> None:
    ports, _ = await released()
    stopped = await stop(ports)
    started = await start(ports)
    count = len(ports.bus.messages)
    await handlers.stop(stopped, ports, Recorder())
    await handlers.start(started, ports, Recorder())
    assert list(ports.target.apps) == [APP]
    assert len(ports.bus.messages) == count


async def test_the_data_go_only_where_that_was_said_also_of_an_app_that_is_stopped_already() -> None:
    ports, _ = await released()
    await stop(ports)
    await stop(ports, delete_data=True)
    assert ports.target.data == set()
    assert [told.data_deleted for told in ports.bus.events(AppStopped)] == [False, True]


async def test_an_app_that_cannot_be_started_says_why() -> None:
    ports, asked = await released()
    await stop(ports)
    ports.target.broken.add(asked.digest)
    await start(ports)
    await live.reconcile(ports)
    assert "could not be started: the app did not become healthy" in ports.bus.events(AppStopped)[-1].reason
    assert (await row(ports)).order is None


@pytest.mark.parametrize("where", ["remove", "delete_data"])
async def test_a_stop_that_broke_off_is_finished_by_the_next_round(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ports, _ = await released()
    with monkeypatch.context() as patched:
        dies_at(patched, ports.target, where)
        with pytest.raises(Dies):
            await stop(ports, delete_data=True)
    await live.reconcile(ports)
    assert (ports.target.apps, ports.target.data, len(ports.bus.events(AppStopped))) == ({}, set(), 1)


async def test_a_new_version_of_a_stopped_app_goes_live() -> None:
    ports, asked = await released()
    await stop(ports)
    later = await updated(ports, asked)
    approval = handlers.Decision(decision="approve", digest=later.digest, by="ann")
    await handlers.release(later, approval, ports)
    await live.reconcile(ports)
    assert ((await row(ports)).request.run, ports.target.apps[APP].run) == (later.run, later.run)


async def test_a_new_version_that_fails_leaves_a_stopped_app_stopped_and_startable() -> None:
    ports, asked = await released()
    await stop(ports)
    later = (await updated(ports, asked)).model_copy(update={"digest": asked.digest})
    await handlers.fail(later, "storage does not answer", ports)
    await live.announce(later, ports)
    await handlers.fail(later, "storage does not answer", ports)
    ports.clock.advance(600)
    await live.reconcile(ports)
    assert ports.target.apps == {}
    await start(ports)
    assert ports.target.apps[APP].run == RUN


async def test_what_is_ordered_while_a_new_version_comes_up_waits_for_it() -> None:
    ports, asked = await released()
    later = await updated(ports, asked)
    await live.announce(later, ports)
    await stop(ports)
    assert list(ports.target.apps) == [APP]
    await handlers.fail(later, "it is broken", ports)
    await live.reconcile(ports)
    assert ports.target.apps == {}


async def test_a_stop_of_a_version_that_was_replaced_leaves_the_new_one_alone() -> None:
    ports, asked = await released()
    later = await updated(ports, asked)
    await handlers.release(later, handlers.Decision(decision="approve", digest=later.digest, by="ann"), ports)
    await stop(ports)
    assert ports.target.apps[APP].run == later.run


async def test_orders_given_in_the_same_moment_of_another_clock_are_carried_out_in_their_order() -> None:
    ports, _ = await released()
    stopped = StopRequested(**said(ports))
    started = StartRequested(**said(ports, time=stopped.time + timedelta(microseconds=1)))
    await handlers.start(started, ports, Recorder())
    await handlers.stop(stopped, ports, Recorder())
    assert list(ports.target.apps) == [APP]


async def test_the_data_of_apps_that_run_are_kept_with_each_round_and_of_no_others() -> None:
    ports, _ = await released()
    await live.reconcile(ports)
    await live.reconcile(ports)
    assert ports.target.kept == [APP, APP]
    await stop(ports)
    await live.reconcile(ports)
    assert ports.target.kept == [APP, APP]


async def test_where_apps_take_long_to_stop_others_do_not_wait_for_that(monkeypatch: pytest.MonkeyPatch) -> None:
    ports, _ = await released()
    monkeypatch.setattr(ports.target, "slowest", timedelta(minutes=25))
    await stop(ports)
    assert list(ports.target.apps) == [APP]
    await live.reconcile(ports)
    assert ports.target.apps == {}
