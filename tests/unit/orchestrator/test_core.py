"""What a run does next, stage by stage."""

from datetime import timedelta

import pytest

from functions.orchestrator.budget import ESTIMATES
from functions.orchestrator.run import Rules, stalled
from shared.events import (
    ApprovalDecided,
    BudgetRaised,
    CancellationRequested,
    ClarificationAnswered,
    ClarificationRequested,
    DeploymentFailed,
    DeploymentRejected,
    DeploymentWentLive,
    Inline,
    IntentRefused,
)
from shared.intent import Intent
from shared.lifecycle import RunState, TaskState
from shared.roles import QUEUE_SECONDS
from tests.unit.orchestrator.world import (
    DIGEST,
    RUN,
    START,
    World,
    after_validation,
    building,
    concluded,
    dropped,
    event,
    failed,
    planned,
    reported,
    specified,
    started,
    submitted,
    task,
    validating,
)

CANCEL = event(CancellationRequested, "", by="ada", reason="changed my mind")
LIVE = event(DeploymentWentLive, "", digest=DIGEST, app=RUN, url="http://localhost/")


def test_a_submitted_intent_has_its_requirements_written() -> None:
    world = World().feed(submitted())
    assert (world.state, world.dispatched) == (RunState.SPECIFYING, ["requirements"])
    assert world.run.documents["intent"] == Inline(text=Intent(text="Build a to-do list").model_dump_json())


def test_a_run_goes_from_intent_to_live() -> None:
    world = building(task("app"), task("tests", role="testgen"))
    assert world.tasks["app"] is TaskState.DISPATCHED
    estimate = world.decisions[-1].estimate
    assert estimate
    assert estimate.tokens == ESTIMATES["codegen"] + ESTIMATES["testgen"] + 4 * ESTIMATES["fixer"]
    steps = [world.feed(dropped("app")).state, world.feed(dropped("tests", "testgen")).state]
    assert steps == [RunState.BUILDING, RunState.VALIDATING]
    assert list(world.decisions[-1].validate or {}) == ["app", "tests"]
    assert world.decisions[-1].models == {"requirements": "m", "plan": "m", "app": "m", "tests": "m"}
    assert world.run.prompts == {"requirements": "1", "architect": "1", "codegen": "1", "testgen": "1"}
    states = [world.feed(one).state for one in (concluded(), *after_validation())]
    assert states == [RunState.PACKAGING, RunState.PACKAGING, RunState.AWAITING_APPROVAL, RunState.DEPLOYING, RunState.LIVE]


def test_the_plan_is_asked_for_although_the_requirements_drop_was_not_seen_yet() -> None:
    world = World().feed(submitted()).feed(specified())
    assert (world.state, world.dispatched) == (RunState.PLANNING, ["requirements", "plan"])
    assert world.feed(dropped("requirements", "requirements", tokens=5)).run.accounts.tokens.spent == 5


def test_a_task_gets_the_drops_it_needs_and_is_not_dispatched_before_they_are_there() -> None:
    world = building(task("model"), task("api", "model"), task("docs", "api", role="docgen"))
    assert world.dispatched[2:] == ["model"]
    world.feed(dropped("model"))
    assert set(world.decisions[-1].dispatches[0].inputs) == {"intent", "specification", "plan", "model"}
    world.feed(dropped("api"))
    assert world.decisions[-1].dispatches[0].inputs["api"] == Inline(text='"api"')
    assert "model" not in world.decisions[-1].dispatches[0].inputs


def test_a_batch_of_events_is_one_decision() -> None:
    world = building(*(task(f"t{n}") for n in range(10)), task("last", *(f"t{n}" for n in range(10))))
    before = len(world.decisions)
    world.feed(*(dropped(f"t{n}") for n in range(10)))
    assert len(world.decisions) == before + 1
    assert [one.task for one in world.decisions[-1].dispatches] == ["last"]


def test_a_drop_that_comes_before_its_start_counts_and_the_start_no_longer_does() -> None:
    world = building(task("app"), task("docs", role="docgen")).feed(dropped("app")).feed(started("app"))
    assert world.tasks["app"] is TaskState.DONE


def test_a_started_task_is_announced() -> None:
    assert building(task("app")).feed(started("app")).tasks["app"] is TaskState.RUNNING


def test_the_same_event_twice_changes_nothing_the_second_time() -> None:
    world = building(task("app"), task("more", "app")).feed(dropped("app", tokens=7))
    before = world.run
    assert world.feed(dropped("app", tokens=7), submitted(), specified(), planned(task("other"))).run == before


# --- specifying ---


def asking() -> World:
    return World().feed(submitted(ask=True)).feed(dropped("requirements", "requirements"))


QUESTIONS = event(ClarificationRequested, "", questions=["Who may see a to-do?"])
ANSWERS = event(ClarificationAnswered, "", answers=["Everybody"], by="ada")


def test_a_run_that_asks_waits_for_the_answers_and_hands_them_on() -> None:
    world = asking().feed(QUESTIONS)
    assert world.state is RunState.CLARIFYING
    world.feed(ANSWERS)
    assert (world.state, world.dispatched[-1]) == (RunState.SPECIFYING, "requirements-2")
    given = world.decisions[-1].dispatches[0].inputs["intent"]
    assert isinstance(given, Inline)
    said = Intent.model_validate_json(given.text)
    assert (said.questions, said.answers) == (["Who may see a to-do?"], ["Everybody"])


def test_questions_that_come_again_after_the_answers_are_not_asked_again() -> None:
    assert asking().feed(QUESTIONS).feed(ANSWERS).feed(QUESTIONS, ANSWERS).state is RunState.SPECIFYING


def test_answers_that_overtake_their_questions_are_kept() -> None:
    world = asking().feed(ANSWERS)
    assert world.dispatched == ["requirements"]
    assert world.feed(QUESTIONS).dispatched == ["requirements", "requirements-2"]


def test_a_refused_intent_fails_the_run_with_its_reason() -> None:
    world = World().feed(submitted()).feed(event(IntentRefused, "", reason="no endpoint is named"))
    assert (world.state, world.run.reason) == (RunState.FAILED, "no endpoint is named")


def test_a_failed_requirements_task_fails_the_run_with_its_reason() -> None:
    world = World().feed(submitted()).feed(failed("requirements", "requirements"))
    assert (world.state, world.run.reason) == (RunState.FAILED, "task requirements failed: the model does not answer")


# --- planning and building ---


def test_a_plan_that_cannot_be_used_fails_the_run_with_the_reason() -> None:
    world = building(task("words", role="docgen"))
    assert world.state is RunState.FAILED
    assert world.run.reason == "the plan cannot be used: the plan has no codegen task, so nothing would write the application"


def test_a_failed_codegen_task_fails_the_run_and_stops_what_runs() -> None:
    world = building(task("app"), task("more"), task("last", "app")).feed(failed("app"))
    assert world.state is RunState.FAILED
    assert world.decisions[-1].stop == "task app failed: the model does not answer"
    assert (world.tasks["app"], world.tasks["more"], world.tasks["last"]) == (TaskState.FAILED, TaskState.CANCELLED, TaskState.CANCELLED)


def test_a_run_goes_on_without_a_document_that_could_not_be_written() -> None:
    world = building(task("app"), task("diagram", role="diagramgen"), task("docs", "diagram", role="docgen"))
    world.feed(failed("diagram", "diagramgen"))
    assert set(world.decisions[-1].dispatches[0].inputs) == {"intent", "specification", "plan"}
    assert world.feed(dropped("app"), dropped("docs", "docgen")).state is RunState.VALIDATING
    assert list(world.decisions[-1].validate or {}) == ["app", "docs"]


def test_a_wide_plan_is_dispatched_in_several_decisions() -> None:
    world = building(*(task(f"t{n}", role="noop") for n in range(1000)), rules=Rules(most_tasks=1000))
    assert len(world.dispatched) == 1002
    assert max(len(decision.dispatches) for decision in world.decisions) == 200


def test_an_event_touches_only_the_chunks_of_its_task_and_of_those_that_wait_for_it() -> None:
    layers = [task(f"t{n}", *([f"t{n - 100}"] if n >= 100 else []), role="noop") for n in range(1000)]
    world = building(*layers, rules=Rules(most_tasks=1000)).feed(dropped("t5", "noop"))
    assert sorted(world.decisions[-1].chunks) == [0, 1]


# --- validation and after ---


def test_checking_and_repairing_take_turns_and_never_go_back() -> None:
    world = validating()
    assert world.feed(started("check-1", "check", "validation")).state is RunState.VALIDATING
    assert world.feed(reported(1, repairing=True)).state is RunState.REPAIRING
    assert world.feed(started("fix-1", "fixer", "validation")).state is RunState.REPAIRING
    assert world.feed(started("check-2", "check", "validation")).state is RunState.VALIDATING
    assert world.feed(reported(1, repairing=True), started("fix-1", "fixer", "validation")).state is RunState.VALIDATING


def test_tokens_of_repairs_are_counted_once() -> None:
    world = validating()
    fix = dropped("fix-1", "fixer", owner="validation", tokens=100)
    aside = world.run.accounts.tokens.reserved
    assert world.feed(fix).feed(fix).run.accounts.tokens.spent == 100
    assert world.run.accounts.tokens.reserved == aside - 100
    assert world.feed(concluded()).run.accounts.tokens.reserved == 0


def test_a_result_that_is_not_accepted_fails_the_run_with_the_reason() -> None:
    world = validating().feed(concluded(accepted=False, reason="the score is 40, and 60 are needed"))
    assert (world.state, world.run.reason) == (RunState.FAILED, "the score is 40, and 60 are needed")


def test_a_later_event_may_overtake_an_earlier_one() -> None:
    capsule, approval, deployment, live = after_validation()
    world = validating().feed(approval)
    assert world.feed(concluded(), capsule).state is RunState.AWAITING_APPROVAL
    assert world.feed(live).state is RunState.LIVE
    assert world.feed(deployment).state is RunState.LIVE


def test_a_rejected_capsule_ends_the_run_as_rejected() -> None:
    world = validating().feed(concluded(), *after_validation()[:2])
    world.feed(event(DeploymentRejected, "", digest=DIGEST, by="bob", reason="too early"))
    assert (world.state, world.run.reason) == (RunState.REJECTED, "rejected by bob: too early")


def test_a_failed_deployment_fails_the_run() -> None:
    world = validating().feed(concluded(), *after_validation()[:3])
    assert world.feed(event(DeploymentFailed, "", digest=DIGEST, reason="not healthy")).state is RunState.FAILED


@pytest.mark.parametrize("late", [concluded(), *after_validation(), reported()], ids=lambda e: type(e).__name__)
def test_nobody_can_skip_stages_before_validation_was_asked_for(late: object) -> None:
    world = building(task("app"))
    before = world.run
    assert world.feed(late).run == before  # type: ignore[arg-type]


# --- deadlines ---


@pytest.mark.parametrize(
    ("world", "end", "words"),
    [
        pytest.param(World().feed(submitted()), RunState.FAILED, "specifying did not finish in time", id="specifying"),
        pytest.param(asking().feed(QUESTIONS), RunState.FAILED, "nobody answered", id="clarifying"),
        pytest.param(World().feed(submitted()).feed(specified()), RunState.FAILED, "planning did not", id="planning"),
        pytest.param(building(task("app")), RunState.FAILED, "building did not", id="building"),
        pytest.param(validating(), RunState.FAILED, "validating did not", id="validating"),
        pytest.param(validating().feed(reported(1, repairing=True)), RunState.FAILED, "repairing did not", id="repairing"),
        pytest.param(validating().feed(concluded()), RunState.FAILED, "packaging did not", id="packaging"),
        pytest.param(validating().feed(concluded(), *after_validation()[:2]), RunState.REJECTED, "nobody approved", id="approval"),
        pytest.param(validating().feed(concluded(), *after_validation()[:3]), RunState.FAILED, "deploying did not", id="deploying"),
        pytest.param(World().feed(submitted(token_budget=1)), RunState.FAILED, "the token budget was not raised", id="paused"),
        pytest.param(World().feed(event(BudgetRaised, "", tokens=1, by="ada")), RunState.FAILED, "submitted did not", id="submitted"),
    ],
)
def test_no_state_lasts_forever(world: World, end: RunState, words: str) -> None:
    assert world.after(60).state is not end
    world.after(74 * 3600)
    assert world.state is end
    assert words in world.run.reason
    assert world.decisions[-1].stop == world.run.reason


@pytest.mark.parametrize(
    ("world", "state"),
    [
        pytest.param(World().feed(submitted()), RunState.SPECIFYING, id="specifying"),
        pytest.param(World().feed(submitted()).feed(specified()), RunState.PLANNING, id="planning"),
        pytest.param(building(task("a"), task("b", "a")).after(QUEUE_SECONDS).feed(dropped("a")), RunState.BUILDING, id="building"),
        pytest.param(validating(), RunState.VALIDATING, id="validating"),
        pytest.param(validating().feed(reported(1, repairing=True)), RunState.REPAIRING, id="repairing"),
    ],
)
def test_no_run_ends_while_its_tasks_wait_for_room(world: World, state: RunState) -> None:
    assert world.after(QUEUE_SECONDS + 900).state is state


def test_each_of_validations_tasks_may_wait_for_room() -> None:
    world = validating().feed(reported(1, repairing=True)).after(QUEUE_SECONDS)
    world.feed(dropped("fix-1", "fixer", owner="validation"))
    assert world.after(QUEUE_SECONDS + 300).state is RunState.REPAIRING


def test_building_may_last_as_long_as_its_tasks_may() -> None:
    world = building(task("a"), task("b", "a"), task("c", "b"))
    assert world.after(3 * 900).state is RunState.BUILDING


def test_a_decision_of_a_person_is_acted_on_soon_or_the_run_ends() -> None:
    world = validating().feed(concluded(), *after_validation()[:2])
    world.feed(event(ApprovalDecided, "", decision="approve", digest=DIGEST, by="bob"))
    assert world.run.deadline == START + timedelta(seconds=600)


def test_the_same_capsule_announced_again_gives_no_more_time() -> None:
    world = validating().feed(concluded(), after_validation()[0])
    deadline = world.run.deadline
    assert world.after(60).feed(after_validation()[0]).run.deadline == deadline


def test_a_stalled_run_is_noticed_sooner_when_nothing_should_be_running() -> None:
    world = World().feed(submitted())
    assert not stalled(world.run, START + timedelta(seconds=20))
    assert stalled(world.run, START + timedelta(seconds=21))
    world.feed(started("requirements", "requirements"))
    assert not stalled(world.run, START + timedelta(seconds=59))
    assert stalled(world.run, START + timedelta(seconds=61))


# --- budget ---


def test_a_run_pauses_at_its_cap_and_goes_on_when_it_is_raised() -> None:
    world = building(task("app"), token_budget=13_000)
    assert (world.state, world.run.resume) == (RunState.PAUSED, RunState.BUILDING)
    assert "raise the budget" in world.run.reason
    world.feed(event(BudgetRaised, "", tokens=500_000, by="ada"))
    assert (world.state, world.run.reason, world.dispatched[-1]) == (RunState.BUILDING, "", "app")


def test_a_budget_that_is_not_raised_enough_leaves_the_run_paused() -> None:
    world = building(task("app"), token_budget=13_000).feed(event(BudgetRaised, "", tokens=13_001, by="ada"))
    assert world.state is RunState.PAUSED


def test_a_task_that_does_not_fit_waits_for_what_running_tasks_leave_over() -> None:
    world = building(task("a"), task("b"), token_budget=ESTIMATES["codegen"] + 5)
    assert (world.state, world.dispatched[2:]) == (RunState.BUILDING, ["a"])
    assert world.feed(dropped("a", tokens=5)).dispatched[2:] == ["a", "b"]


def test_parallel_tasks_cannot_overspend_together() -> None:
    world = building(*(task(f"t{n}") for n in range(20)), token_budget=5 * ESTIMATES["codegen"])
    assert len(world.dispatched[2:]) == 5


def test_a_budget_that_is_raised_before_the_intent_is_seen_counts() -> None:
    world = World().feed(event(BudgetRaised, "", tokens=900_000, by="ada")).feed(submitted(token_budget=1))
    assert world.run.accounts.tokens.cap == 900_000


# --- cancelling ---


@pytest.mark.parametrize(
    "world",
    [
        pytest.param(World().feed(submitted()), id="specifying"),
        pytest.param(asking().feed(QUESTIONS), id="clarifying"),
        pytest.param(building(task("app")), id="building"),
        pytest.param(building(task("app"), token_budget=13_000), id="paused"),
        pytest.param(validating(), id="validating"),
        pytest.param(validating().feed(concluded(), *after_validation()[:3]), id="deploying"),
    ],
)
def test_a_run_can_be_cancelled_at_any_time(world: World) -> None:
    world.feed(CANCEL)
    assert world.state is RunState.CANCELLED
    assert world.run.reason.startswith("cancelled by ada: changed my mind (")
    assert world.feed(LIVE, dropped("app"), CANCEL).state is RunState.CANCELLED


def test_cancelling_says_what_it_released() -> None:
    world = building(task("a"), task("b"), task("c", "a")).feed(CANCEL)
    assert world.run.reason.endswith(f"(2 running tasks stopped, {2 * ESTIMATES['codegen']} reserved tokens released)")
    assert {world.tasks[name] for name in "abc"} == {TaskState.CANCELLED}


def test_a_cancellation_that_overtakes_its_intent_counts() -> None:
    world = World().feed(CANCEL).feed(submitted())
    assert (world.state, world.dispatched) == (RunState.CANCELLED, [])


def test_events_of_an_unknown_run_are_ignored() -> None:
    assert World().decide([dropped("app"), specified(), LIVE]) is None
