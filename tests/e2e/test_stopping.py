"""A live app is taken down and brought back on a whole stack; its data go only where that is said."""

import httpx
import pytest

from tests.e2e.conftest import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

INTENT = "Build a service for boats. A boat has a name (required). List, create, read and delete boats."


def test_an_app_is_stopped_and_started_and_its_data_stay_until_they_are_deleted(stack: Stack) -> None:
    live = stack.answer("run", INTENT, "--yes")
    boats = f"{live['live_url']}/boats"
    assert httpx.post(boats, json={"name": "Aurora"}, timeout=10).status_code == 201

    stopped = stack.answer("stop", live["run_id"], "--reason", "winter")
    assert (stopped["status"], stopped["live_url"]) == ("stopped", None)
    with pytest.raises(httpx.ConnectError):
        httpx.get(boats, timeout=10)
    assert "stopped by local-user (winter)" in stack.qlp("show", live["run_id"]).stdout
    refused = stack.qlp("stop", live["run_id"])
    assert (refused.returncode, "it is stopped" in refused.stderr) == (1, True)

    assert stack.answer("start", live["run_id"])["live_url"] == live["live_url"]
    assert [boat["name"] for boat in httpx.get(boats, timeout=10).json()] == ["Aurora"]

    assert stack.qlp("stop", live["run_id"], "--delete-data").returncode != 0, "nobody is there to confirm it"
    stack.answer("stop", live["run_id"], "--delete-data", "--yes")
    stack.answer("start", live["run_id"])
    assert httpx.get(boats, timeout=10).json() == []
