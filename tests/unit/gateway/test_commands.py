"""What people ask for: intents, decisions, answers, cancellation, budgets."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from functions.gateway import core
from shared import outbox
from shared.events import (
    ApprovalDecided,
    ApprovalRequested,
    BudgetRaised,
    CancellationRequested,
    ClarificationAnswered,
    ClarificationRequested,
    DeploymentWentLive,
    Event,
    IntentSubmitted,
    RunAdvanced,
)
from shared.lifecycle import RunState
from shared.tenancy import Partition, active_runs, open_views, run_state, tenant_index

DIGEST = f"sha256:{'a' * 64}"


def event[E: Event](kind: type[E], run: str, tenant: str = "acme", **fields: Any) -> E:
    return kind(id=uuid4(), tenant=tenant, run=run, time=datetime.now(UTC), source="test", **fields)


async def submit(gate: Any, tenant: str = "acme", text: str = "Build a to-do list", **more: Any) -> str:
    headers = gate.auth(tenant) | more.pop("headers", {})
    answer = await gate.http.post("/api/v1/intents", json={"intent": text, **more}, headers=headers)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["run_id"])


async def advance(gate: Any, run: str, state: RunState, revision: int = 1, **more: Any) -> None:
    await gate.project(event(RunAdvanced, run, state=state, revision=revision, **more))


async def wait_for_approval(gate: Any, run: str) -> None:
    expires = datetime.now(UTC) + timedelta(hours=1)
    await gate.project(event(ApprovalRequested, run, digest=DIGEST, score=90, risks=["none"], expires=expires))
    await advance(gate, run, RunState.AWAITING_APPROVAL)


async def test_an_intent_becomes_a_run_that_can_be_read_at_once(gate: Any) -> None:
    answer = await gate.http.post("/api/v1/intents", json={"intent": "  Build a to-do list\n", "ask": True}, headers=gate.auth())
    body = answer.json()
    assert answer.status_code == 202
    assert body["status"] == "submitted"
    assert answer.headers["location"] == f"/api/v1/runs/{body['run_id']}" == body["links"]["self"]
    run = (await gate.http.get(answer.headers["location"], headers=gate.auth())).json()
    assert (run["status"], run["intent"], run["title"], run["ask"]) == ("submitted", "Build a to-do list", "Build a to-do list", True)
    (submitted,) = gate.ports.bus.events(IntentSubmitted)
    assert (submitted.text, submitted.tenant, submitted.run, submitted.app) == (
        "Build a to-do list",
        "acme",
        body["run_id"],
        body["run_id"],
    )
    assert submitted.traceparent.split("-")[1] == body["run_id"], "all that follows belongs to one trace"
    assert list(await gate.ports.state.scan(active_runs())) == [f"acme|{body['run_id']}"]
    await gate.project()
    assert (await gate.http.get(answer.headers["location"], headers=gate.auth())).json()["created"] == run["created"]


@pytest.mark.parametrize(
    ("intent", "why"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("\u200b", "no letter and no digit"),
        ("?!", "no letter and no digit"),
        ("a" * 16_001, "16,000"),
        ("a\x00b", "only text"),
        ("\x89PNG\x1a", "only text"),
        ("a\x7f", "only text"),
        ("a\uffff", "only text"),
        (5, "string"),
        (None, "string"),
        (["x"], "string"),
        ({"a": 1}, "string"),
        (True, "string"),
    ],
    ids=repr,
)
async def test_an_intent_that_is_no_text_is_refused_naming_the_field(gate: Any, intent: Any, why: str) -> None:
    answer = await gate.http.post("/api/v1/intents", json={"intent": intent}, headers=gate.auth())
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["field"] == "intent"
    assert why in answer.json()["detail"]
    assert not gate.ports.bus.messages


@pytest.mark.parametrize(
    ("content", "status", "field"),
    [
        (b"{", 400, None),
        (b"\xff\xfe\x00", 400, None),
        (b"[" * 60_000, 400, None),
        (b'{"intent": ' + b"9" * 5_000 + b"}", 400, None),
        (b'"text"', 422, "body"),
        (b"null", 422, "body"),
        (b"{}", 422, "intent"),
        (b'{"intent": "a\\ud800"}', 422, "intent"),
        (b'{"intent": "a", "ask": "yes"}', 422, "ask"),
        (b'{"intent": "a", "token_budget": 0}', 422, "token_budget"),
        (b'{"intent": "a", "token_budget": 5.5}', 422, "token_budget"),
        (b'{"intent": "a", "token_budget": 1e999}', 422, "token_budget"),
        (b'{"intent": "a", "token_budget": true}', 422, "token_budget"),
        (b'{"intent": "a", "token_budget": 999999999}', 422, "token_budget"),
        (b'{"intent": "a", "base_run": "x"}', 422, "base_run"),
        (b'{"intent": "a", "base_run": "00000000000000000000000000000000"}', 422, "base_run"),
        (b'{"intent": "a", "tenant": "other"}', 422, "tenant"),
        (b'{"intent": "' + b"a" * 70_000 + b'"}', 413, None),
    ],
    ids=lambda v: repr(v)[:50],
)
async def test_bad_bodies_get_a_clear_answer(gate: Any, content: bytes, status: int, field: str | None) -> None:
    headers = gate.auth() | {"Content-Type": "application/json"}
    answer = await gate.http.post("/api/v1/intents", content=content, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json().get("field") == field
    assert answer.json()["status"] == status
    assert not gate.ports.bus.messages


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "not JSON"),
        (b'{"intent": "\xff"}', "not JSON in UTF-8"),
        (b"[" * 60_000, "nested too deeply"),
        (b'{"intent": ' + b"9" * 5_000 + b"}", "too many digits"),
        (b'{"intent": " "}', "must not be empty"),
        (b'{"intent": "!!!"}', "no letter and no digit"),
    ],
    ids=["cut off", "no UTF-8", "deep", "long number", "empty", "no words"],
)
async def test_a_body_that_cannot_be_used_is_told_what_is_wrong_with_it(gate: Any, content: bytes, says: str) -> None:
    answer = await gate.http.post("/api/v1/intents", content=content, headers=gate.auth() | {"Content-Type": "application/json"})
    assert says in answer.json()["detail"]


async def test_other_content_types_paths_and_methods_are_problems_too(gate: Any) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""):
        answer = await gate.http.post("/api/v1/intents", content=b'{"intent":"a"}', headers=gate.auth() | {"Content-Type": kind})
        assert answer.status_code == 415
        assert answer.json()["code"] == "unsupported_media_type"
    for method, path, status in (
        ("GET", "/", 404),
        ("GET", "/api/v1/nothing", 404),
        ("DELETE", "/api/v1/runs", 405),
        ("GET", "/api/v1/intents", 405),
    ):
        answer = await gate.http.request(method, path, headers=gate.auth())
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_fault_of_the_platform_is_a_problem_that_tells_nothing_of_its_inside(gate: Any) -> None:
    gate.ports.state.down = True
    answer = await gate.http.get("/api/v1/runs", headers=gate.auth())
    assert answer.status_code == 503
    gate.ports.state.partitions = None
    gate.ports.state.down = False
    answer = await gate.http.get("/api/v1/runs", headers=gate.auth())
    assert answer.status_code == 500
    assert answer.json()["trace"]
    assert "NoneType" not in answer.text


async def test_the_same_idempotency_key_gives_the_same_run(gate: Any) -> None:
    headers = {"Idempotency-Key": "order-1"}
    first = await submit(gate, headers=headers)
    assert await submit(gate, headers=headers) == first
    assert len(gate.ports.bus.events(IntentSubmitted)) == 1
    other = await gate.http.post("/api/v1/intents", json={"intent": "Another"}, headers=gate.auth() | headers)
    assert other.status_code == 422
    assert other.json()["field"] == "Idempotency-Key"
    assert await submit(gate, "globex", headers=headers) != first
    bad = await gate.http.post("/api/v1/intents", json={"intent": "a"}, headers=gate.auth() | {"Idempotency-Key": "a b"})
    assert bad.status_code == 422


async def test_the_same_key_at_the_same_time_starts_one_run(gate: Any) -> None:
    runs = await asyncio.gather(*(submit(gate, headers={"Idempotency-Key": "k"}) for _ in range(6)))
    assert len(set(runs)) == 1
    assert len(gate.ports.bus.events(IntentSubmitted)) == 1
    assert len((await gate.http.get("/api/v1/runs", headers=gate.auth())).json()["runs"]) == 1


async def test_a_tenant_has_only_so_many_active_runs(gate: Any) -> None:
    runs = [await submit(gate, headers={"Idempotency-Key": str(n)}) for n in range(3)]
    answer = await gate.http.post("/api/v1/intents", json={"intent": "One more"}, headers=gate.auth())
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert await submit(gate, headers={"Idempotency-Key": "0"}) == runs[0]
    assert len(await gate.ports.state.scan(active_runs(), "acme|")) == 3
    await submit(gate, "globex")


async def test_of_more_submissions_at_once_than_there_are_places_as_many_begin_as_there_are(gate: Any) -> None:
    posts = (gate.http.post("/api/v1/intents", json={"intent": f"List {n}"}, headers=gate.auth()) for n in range(60))
    answers = await asyncio.gather(*posts)
    assert sorted(a.status_code for a in answers) == [202] * 3 + [429] * 57
    begun = {f"acme|{a.json()['run_id']}" for a in answers if a.status_code == 202}
    assert set(await gate.ports.state.scan(active_runs())) == begun


def test_a_run_comes_before_those_that_came_later_and_after_those_that_say_no_time() -> None:
    first, then = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    active = {"t|a": f'{{"since":"{first.isoformat()}"}}', "t|b": f'{{"since":"{then.isoformat()}"}}', "t|c": "{}"}
    assert [core.before("t|a", first, active), core.before("t|b", then, active), core.before("t|d", first, active)] == [1, 2, 2]


async def test_a_submission_is_not_lost_when_the_broker_is_away(gate: Any) -> None:
    gate.ports.bus.down = True
    run = await submit(gate)
    gate.ports.bus.down = False
    gate.ports.clock.advance(10)
    assert await outbox.relay(gate.ports, run_state("acme", run), 5) == 1
    assert [e.run for e in gate.ports.bus.events(IntentSubmitted)] == [run]


@pytest.mark.parametrize("table", [tenant_index("acme"), open_views()], ids=["the list of runs", "open views"])
async def test_a_run_that_is_accepted_is_no_error_and_found_when_the_read_model_cannot_have_it_yet(gate: Any, table: Partition) -> None:
    gate.ports.state.broken = table
    run = await submit(gate, headers={"Idempotency-Key": "once"})
    assert [e.run for e in gate.ports.bus.events(IntentSubmitted)] == [run]
    assert list(await gate.ports.state.scan(active_runs())) == [f"acme|{run}"]
    shown = await gate.http.get(f"/api/v1/runs/{run}", headers=gate.auth())
    assert (shown.status_code, shown.json()["status"], shown.json()["intent"]) == (200, "submitted", "Build a to-do list")
    assert (await gate.http.get(f"/api/v1/runs/{run}", headers=gate.auth("globex"))).status_code == 404
    gate.ports.state.broken = None
    await gate.project()
    assert [each["run_id"] for each in (await gate.http.get("/api/v1/runs", headers=gate.auth())).json()["runs"]] == [run]
    assert await submit(gate, headers={"Idempotency-Key": "once"}) == run


async def test_a_change_goes_to_the_app_of_its_base_run(gate: Any) -> None:
    base = await submit(gate)
    refused = await gate.http.post("/api/v1/intents", json={"intent": "a", "base_run": base}, headers=gate.auth())
    assert refused.status_code == 422
    await gate.project(event(DeploymentWentLive, base, digest=DIGEST, app=base, url="http://x.test"))
    await advance(gate, base, RunState.LIVE)
    change = await submit(gate, base_run=base)
    assert (await gate.http.get(f"/api/v1/runs/{change}", headers=gate.auth())).json()["app"] == base
    stolen = await gate.http.post("/api/v1/intents", json={"intent": "a", "base_run": base}, headers=gate.auth("globex"))
    assert stolen.json()["field"] == "base_run"


@pytest.mark.parametrize("decision", ["approve", "reject"])
async def test_a_decision_names_the_digest_and_is_made_once(gate: Any, decision: str) -> None:
    run = await submit(gate)
    url, body, approver = f"/api/v1/runs/{run}/approval", {"decision": decision, "reason": "fine"}, gate.auth("acme", "approver")
    assert (await gate.http.post(url, json=body, headers=approver)).status_code == 409
    await wait_for_approval(gate, run)
    shown = (await gate.http.get(f"/api/v1/runs/{run}", headers=gate.auth())).json()
    assert (shown["status"], shown["approval"]["digest"]) == ("awaiting_approval", DIGEST)
    assert (await gate.http.post(url, json=body, headers=gate.auth("acme", "user", "admin"))).status_code == 403
    assert (await gate.http.post(url, json=body, headers=gate.auth("globex", "approver"))).status_code == 404
    other = await gate.http.post(url, json=body | {"digest": "sha256:other"}, headers=approver)
    assert other.status_code == 409
    statuses = [a.status_code for a in await asyncio.gather(*(gate.http.post(url, json=body, headers=approver) for _ in range(5)))]
    assert sorted(statuses) == [202, 409, 409, 409, 409]
    (decided,) = gate.ports.bus.events(ApprovalDecided)
    assert (decided.digest, decided.decision, decided.by, decided.reason) == (DIGEST, decision, "ada@acme.test", "fine")
    await gate.project()
    again = await gate.http.post(url, json=body, headers=approver)
    assert (again.status_code, again.json()["done"]) == (409, {"by": "ada@acme.test", "digest": DIGEST, **body})
    shown = (await gate.http.get(f"/api/v1/runs/{run}", headers=gate.auth())).json()
    assert shown["approval"] is None
    assert shown["decision"]["by"] == "ada@acme.test"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"decision": "maybe"},
        {"decision": "approve", "reason": 5},
        {"decision": "approve", "reason": "\x00"},
        {"decision": "approve", "x": 1},
    ],
)
async def test_a_decision_that_is_none_is_refused(gate: Any, body: dict[str, Any]) -> None:
    run = await submit(gate)
    await wait_for_approval(gate, run)
    assert (await gate.http.post(f"/api/v1/runs/{run}/approval", json=body, headers=gate.auth("acme", "approver"))).status_code == 422
    assert not gate.ports.bus.events(ApprovalDecided)


async def test_questions_are_answered_once_and_all(gate: Any) -> None:
    run = await submit(gate, ask=True)
    url = f"/api/v1/runs/{run}/answers"
    assert (await gate.http.post(url, json={"answers": ["a"]}, headers=gate.auth())).status_code == 409
    await gate.project(event(ClarificationRequested, run, questions=["Which colour?", "How many?"]))
    await advance(gate, run, RunState.CLARIFYING)
    assert (await gate.http.get(f"/api/v1/runs/{run}", headers=gate.auth())).json()["questions"] == ["Which colour?", "How many?"]
    assert (await gate.http.post(url, json={"answers": ["blue"]}, headers=gate.auth())).status_code == 422
    statuses = [
        a.status_code
        for a in await asyncio.gather(*(gate.http.post(url, json={"answers": ["blue", ""]}, headers=gate.auth()) for _ in range(3)))
    ]
    assert sorted(statuses) == [202, 409, 409]
    assert [e.answers for e in gate.ports.bus.events(ClarificationAnswered)] == [["blue", ""]]
    again = await gate.http.post(url, json={"answers": ["red", ""]}, headers=gate.auth())
    assert (again.status_code, again.json()["done"]) == (409, {"by": "ada@acme.test", "answers": ["blue", ""]})


async def test_a_run_is_cancelled_until_it_has_ended(gate: Any) -> None:
    run = await submit(gate)
    url = f"/api/v1/runs/{run}/cancel"
    assert (await gate.http.post(url, headers=gate.auth())).status_code == 202
    assert (await gate.http.post(url, json={"reason": "again"}, headers=gate.auth())).status_code == 202
    assert len(gate.ports.bus.events(CancellationRequested)) == 1
    await advance(gate, run, RunState.CANCELLED, reason="cancelled by ada")
    answer = await gate.http.post(url, headers=gate.auth())
    assert answer.status_code == 409
    assert "cancelled" in answer.json()["detail"]


async def test_a_cancelled_run_is_decided_no_more(gate: Any) -> None:
    run = await submit(gate)
    await wait_for_approval(gate, run)
    url, approver = f"/api/v1/runs/{run}", gate.auth("acme", "approver")
    assert (await gate.http.post(f"{url}/cancel", headers=gate.auth())).status_code == 202
    refused = await gate.http.post(f"{url}/approval", json={"decision": "approve"}, headers=approver)
    assert (refused.status_code, refused.json()["detail"]) == (409, "the run was cancelled before, by ada@acme.test")
    await gate.project()
    assert (await gate.http.get(url, headers=gate.auth())).json()["decision"] is None


async def test_of_a_decision_and_a_cancellation_at_once_the_later_one_knows_of_the_first(gate: Any) -> None:
    run = await submit(gate)
    await wait_for_approval(gate, run)
    calls = (("cancel", {}), ("approval", {"decision": "approve"}), ("cancel", {}))
    posts = (gate.http.post(f"/api/v1/runs/{run}/{path}", json=body, headers=gate.auth("acme", "approver")) for path, body in calls)
    assert [answer.status_code for answer in await asyncio.gather(*posts)] == [202, 409, 202]
    assert len(gate.ports.bus.events(CancellationRequested)) == 1
    assert not gate.ports.bus.events(ApprovalDecided)


async def test_a_run_that_was_approved_can_still_be_cancelled(gate: Any) -> None:
    run = await submit(gate)
    await wait_for_approval(gate, run)
    url = f"/api/v1/runs/{run}"
    assert (await gate.http.post(f"{url}/approval", json={"decision": "approve"}, headers=gate.auth("acme", "approver"))).status_code == 202
    assert (await gate.http.post(f"{url}/cancel", headers=gate.auth())).status_code == 202
    assert (await gate.http.post(f"{url}/cancel", headers=gate.auth())).status_code == 202
    assert len(gate.ports.bus.events(CancellationRequested)) == len(gate.ports.bus.events(ApprovalDecided)) == 1


async def test_an_admin_raises_a_budget(gate: Any) -> None:
    run = await submit(gate)
    url = f"/api/v1/runs/{run}/budget"
    admin = gate.auth("acme", "admin")
    assert (await gate.http.post(url, json={"tokens": 0}, headers=admin)).status_code == 422
    assert (await gate.http.post(url, json={"tokens": 1000}, headers=gate.auth("globex", "admin"))).status_code == 404
    assert (await gate.http.post(url, json={"tokens": 1000}, headers=admin)).status_code == 202
    assert [e.tokens for e in gate.ports.bus.events(BudgetRaised)] == [1000]
    await gate.project()
    assert (await gate.http.get(f"/api/v1/runs/{run}", headers=admin)).json()["token_budget"] == 1000


async def test_only_the_dashboard_s_origin_may_call_from_a_browser(gate: Any) -> None:
    ask = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,idempotency-key,last-event-id,content-type",
    }
    good = await gate.http.options("/api/v1/intents", headers={"Origin": "http://localhost:4000", **ask})
    assert good.status_code == 200
    assert good.headers["access-control-allow-origin"] == "http://localhost:4000"
    assert "access-control-allow-credentials" not in good.headers
    bad = await gate.http.options("/api/v1/intents", headers={"Origin": "http://evil.test", **ask})
    assert "access-control-allow-origin" not in bad.headers
    refused = await gate.http.get("/api/v1/runs", headers={"Origin": "http://localhost:4000"})
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == "http://localhost:4000"
    assert refused.headers["x-content-type-options"] == "nosniff"
    assert refused.headers["cache-control"] == "no-store"
