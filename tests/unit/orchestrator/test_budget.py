"""Budgets in tokens and money: what is set aside, what is counted, and where a run stops to ask."""

import json
from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.orchestrator.budget import ESTIMATES, Account, Accounts, Caps, Need, Tariff, shortage
from functions.orchestrator.run import Rules, load_run
from shared.events import BudgetRaised, DropPublished, Event, TaskFailed, Usage
from shared.lifecycle import RunState, TaskState
from shared.prices import Price, in_millionths, price_of
from shared.settings import MODEL_ROLES
from shared.specification import PlannedTask
from tests.unit.orchestrator.test_properties import dags
from tests.unit.orchestrator.world import (
    World,
    building,
    concluded,
    dropped,
    event,
    failed,
    planned,
    specified,
    submitted,
    task,
    validating,
)

PRICES = {"m": Price(prompt=1.0, completion=4.0)}
PRICED = Tariff(dict.fromkeys(MODEL_ROLES, "m"), PRICES)
RULES = Rules(tariff=PRICED)
CODE = ESTIMATES["codegen"]
chances = st.integers(0, 2**32).map(Random)


def over_budget(name: str, role: str = "codegen", tokens: int = CODE, number: int = 0) -> TaskFailed:
    """A task that used what was set aside for it."""
    usage = Usage(model="m", completion_tokens=tokens)
    fields = {"task": name, "role": role, "owner": "orchestrator", "code": "over_budget", "reason": "", "usage": usage}
    return event(TaskFailed, f"{name}-{number}", **fields)


# --- prices ---


def test_a_price_holds_for_the_versions_of_its_model_and_for_no_other_model() -> None:
    prices = {"gpt-4o": Price(prompt=2.5, completion=10), "gpt-4o-mini": Price(prompt=0.15, completion=0.6)}
    assert price_of("gpt-4o-mini-2024-07-18", prices) == prices["gpt-4o-mini"]
    assert price_of("gpt-4o-2024-08-06", prices) == prices["gpt-4o"]
    assert price_of("gpt-4", prices) is None
    assert price_of("gpt-4olympus", prices) is None
    assert price_of("", prices) is None


@given(prompt=st.integers(0, 10**7), completion=st.integers(0, 10**7), read=st.floats(0, 100), written=st.floats(0, 100))
def test_what_was_set_aside_pays_for_all_tokens_that_were_set_aside(prompt: int, completion: int, read: float, written: float) -> None:
    price = Price(prompt=read, completion=written)
    assert price.of(prompt, completion) <= price.at_most(prompt + completion) + 1


# --- money ---


def test_a_run_pauses_when_the_next_task_may_cost_more_than_is_left_and_goes_on_when_that_is_raised() -> None:
    world = building(task("app"), rules=RULES, money_budget=0.06)
    assert (world.state, world.run.resume) == (RunState.PAUSED, RunState.BUILDING)
    assert "may cost 0.072, and of 0.06 in money 0.0 is spent: raise the budget" in world.run.reason
    assert world.feed(event(BudgetRaised, "", money=0.05, by="ada")).state is RunState.PAUSED
    assert world.feed(event(BudgetRaised, "more", money=0.5, by="ada")).dispatched[-1] == "app"


def test_a_task_costs_what_it_read_and_what_it_wrote() -> None:
    world = building(task("app"), rules=RULES, money_budget=5.0)
    usage = Usage(model="m-2026", prompt_tokens=1000, completion_tokens=500)
    world.feed(dropped("app").model_copy(update={"usage": usage}))
    assert world.run.accounts.money.spent == 1000 * 1 + 500 * 4


def test_without_a_price_no_money_is_held_and_the_estimate_says_so() -> None:
    rules = Rules(tariff=Tariff(dict.fromkeys(MODEL_ROLES, "secret-model"), PRICES))
    world = building(task("app"), rules=rules, money_budget=0.000_001)
    assert world.dispatched[-1] == "app"
    estimate = world.decisions[-1].estimate
    assert estimate
    assert (estimate.money, "no price is known for secret-model" in estimate.note) == (None, True)


def test_a_run_without_a_money_budget_of_its_own_has_the_platforms() -> None:
    world = World(Rules(tariff=PRICED, money_budget=in_millionths(0.01))).feed(submitted())
    assert (world.state, world.run.accounts.money.cap) == (RunState.PAUSED, 10_000)


def test_repairs_get_as_many_tokens_as_the_money_pays_for() -> None:
    world = building(task("app"), rules=RULES, money_budget=0.1).feed(dropped("app"))
    assert world.decisions[-1].repair_tokens == 25_000
    assert world.run.accounts.money.room() == 0


# --- the estimate ---


def test_what_a_run_will_use_is_estimated_when_it_begins_and_again_when_its_plan_is_known() -> None:
    world = World(RULES).feed(submitted())
    first = world.decisions[-1].estimate
    assert first
    world.feed(dropped("requirements", "requirements", tokens=500)).feed(specified()).feed(planned(task("a"), task("b")))
    second = world.decisions[-1].estimate
    assert second
    assert second.tokens == 500 + 2 * CODE + RULES.repair_rounds * ESTIMATES["fixer"]
    assert second.money is not None
    assert first.money is not None
    assert 0 < second.minutes < 10


def test_the_offline_model_is_estimated_at_nothing() -> None:
    estimate = building(task("app"), rules=Rules(tariff=Tariff(offline=True, pace=0.1))).decisions[-1].estimate
    assert estimate
    assert (estimate.tokens, estimate.money) == (0, 0.0)


# --- a task's own share ---


def test_a_task_is_told_what_is_set_aside_for_it() -> None:
    assert building(task("app")).decisions[-1].dispatches[0].tokens == CODE


def test_a_task_that_used_its_share_is_tried_again_with_twice_as_much() -> None:
    world = building(task("app"), task("docs", "app", role="docgen")).feed(over_budget("app"))
    again = world.decisions[-1].dispatches[0]
    assert (again.task, again.tokens, again.again) == ("app", 2 * CODE, 1)
    assert (world.run.accounts.tokens.spent, world.run.accounts.tokens.reserved) == (CODE, 2 * CODE)
    assert world.feed(over_budget("app")).run.again == {"app": 1}, "an old failure that comes again counts once"
    assert world.feed(dropped("app")).dispatched[-1] == "docs"


def test_when_the_budget_has_no_more_for_it_the_run_pauses_and_asks() -> None:
    world = building(task("app"), token_budget=2 * CODE).feed(over_budget("app"))
    assert (world.state, world.tasks["app"]) == (RunState.PAUSED, TaskState.PENDING)
    assert "raise the budget" in world.run.reason
    assert world.feed(event(BudgetRaised, "", tokens=10 * CODE, by="ada")).tasks["app"] is TaskState.DISPATCHED


def test_a_task_that_never_has_enough_fails_the_run() -> None:
    world = building(task("app"), token_budget=10_000_000)
    for number in range(4):
        world.feed(over_budget("app", number=number))
    assert world.state is RunState.FAILED


def test_the_requirements_too_are_tried_again() -> None:
    world = World().feed(submitted()).feed(over_budget("requirements", "requirements"))
    assert world.dispatched == ["requirements", "requirements"]
    assert world.feed(dropped("requirements", "requirements")).feed(specified()).state is RunState.PLANNING


# --- the tenant's budget ---


def test_a_run_that_waits_for_its_tenants_budget_goes_on_when_there_is_room_and_keeps_its_deadline_until_then() -> None:
    world = World(Rules(tenant=Caps(tokens=1000))).feed(submitted())
    assert (world.state, world.run.waits_for_tenant) == (RunState.PAUSED, True)
    assert "the tenant's budget for this month" in world.run.reason
    deadline = world.run.deadline
    assert world.after(60).run.deadline == deadline
    world.rules = Rules(tenant=Caps(tokens=100_000))
    assert world.after(60).dispatched == ["requirements"]
    assert not world.run.waits_for_tenant


def test_the_runs_own_budget_is_named_before_the_tenants() -> None:
    reason, by_tenant = shortage("task x", Need(10), Accounts(Account(5)), Caps(tokens=5))
    assert ("of 5 tokens" in reason, by_tenant) == (True, False)


def test_a_run_that_was_stored_when_its_accounts_had_other_names_goes_on_with_what_it_used() -> None:
    document = {key: value for key, value in json.loads(World().feed(submitted()).stored).items() if key != "accounts"}
    document |= {"money": {"cap": 9000, "spent": 40, "reserved": 12000}, "cost": {"cap": 500, "spent": 7}}
    assert load_run(json.dumps(document)).accounts == Accounts(Account(9000, 40, 12000), Account(500, 7))


# --- whatever happens ---


@dataclass
class Spender:
    """A run whose tasks use anything, also more than was set aside for them (by one answer), fail, or run out of their share."""

    tasks: list[PlannedTask]
    chance: Random
    world: World
    flying: dict[str, tuple[str, int]] = field(default_factory=dict)
    overrun: int = 0
    seen: int = 0
    number: int = 0

    def go(self) -> None:
        cap = self.world.rules.token_budget
        self.feed(submitted())
        for _ in range(400):
            self.note()
            if self.world.state is RunState.PAUSED:
                cap += 60_000
                self.feed(event(BudgetRaised, str(cap), tokens=cap, money=cap / 250_000, by="ada"))
            elif self.flying:
                name = self.chance.choice(sorted(self.flying))
                self.feed(*self.answer(name, *self.flying.pop(name)))
            elif self.world.state.ended:
                return
            elif self.world.state is RunState.VALIDATING:
                self.feed(concluded(accepted=False))
        raise AssertionError("the run does not end")

    def feed(self, *events: Event) -> None:
        self.world.feed(*events)
        self.holds()

    def note(self) -> None:
        for decision in self.world.decisions[self.seen :]:
            for one in decision.dispatches:
                self.flying[one.task] = (one.role, one.tokens)
        self.seen = len(self.world.decisions)
        if self.world.state.ended:
            self.flying.clear()

    def answer(self, name: str, role: str, tokens: int) -> list[Event]:
        used = self.chance.choice([0, tokens // 3, tokens, tokens + self.chance.randint(1, 4000)])
        self.overrun += max(0, used - tokens)
        self.number += 1
        if self.chance.random() < 0.15:
            return [over_budget(name, role, used, self.number)]
        if self.chance.random() < 0.1 and role not in ("requirements", "architect", "codegen"):
            return [failed(name, role, tokens=used)]
        done: DropPublished = planned(*self.tasks, tokens=used) if name == "plan" else dropped(name, role, tokens=used)
        return [done, specified()] if name.startswith("requirements") else [done]

    def holds(self) -> None:
        """The promises that hold after every event."""
        run = self.world.run
        assert run.accounts.tokens.spent <= (run.accounts.tokens.cap or 0) + self.overrun
        assert run.accounts.money.spent <= (run.accounts.money.cap or 0) + 4 * self.overrun
        known = {**self.flying, **{o.task: (o.role, o.tokens) for d in self.world.decisions[self.seen :] for o in d.dispatches}}
        if run.state in (RunState.SPECIFYING, RunState.PLANNING, RunState.BUILDING, RunState.PAUSED):
            assert run.accounts.tokens.reserved == sum(tokens for _, tokens in known.values())
            assert run.accounts.money.reserved == sum(PRICED.at_most(role, tokens).money for role, tokens in known.values())
        if run.state.ended:
            assert (run.accounts.tokens.reserved, run.accounts.money.reserved) == (0, 0)


@given(tasks=dags(), chance=chances, cap=st.integers(1, 300_000), money=st.integers(1, 1_000_000))
@settings(max_examples=60, deadline=None)
def test_no_run_spends_more_than_its_caps_and_the_answers_that_were_under_way(
    tasks: list[PlannedTask], chance: Random, cap: int, money: int
) -> None:
    rules = Rules(token_budget=cap, money_budget=money, tariff=PRICED)
    spender = Spender(tasks, chance, World(rules))
    spender.go()
    assert spender.world.state is RunState.FAILED


def test_a_run_that_paused_before_validation_goes_on_to_it_when_the_budget_is_raised() -> None:
    world = building(task("app"), token_budget=CODE).feed(dropped("app", tokens=CODE))
    assert (world.state, world.run.open) == (RunState.PAUSED, 0)
    assert world.feed(event(BudgetRaised, "", tokens=10 * CODE, by="ada")).state is RunState.VALIDATING


@pytest.mark.parametrize("end", [concluded(), concluded(accepted=False)])
def test_validations_end_releases_what_was_set_aside_for_repairs(end: Event) -> None:
    world = validating()
    assert world.run.accounts.tokens.reserved
    assert world.feed(end).run.accounts.tokens.reserved == 0
