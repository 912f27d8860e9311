"""What a tenant's runs use of its budgets in a month: one document per month, in which each run's part is a whole number, never a difference.

So writing a run's part again changes nothing, and a process that dies between this and the run's own commit leaves nothing wrong
behind: the run's next decision says the same again, or corrects it. Nothing is read or written where no such budget is set.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, Field

from functions.orchestrator.budget import Caps
from functions.orchestrator.run import Run
from functions.orchestrator.step import Decision
from shared.errors import Conflict
from shared.events import Event
from shared.ports import Ports, Record, Write
from shared.prices import in_millionths
from shared.settings import settings
from shared.tenancy import Partition, tenant_budget

#: Runs that are listed one by one; of ended ones beyond that only the sum is kept.
_LISTED = 1000


class Part(BaseModel):
    """What one run has used or set aside, in tokens and millionths."""

    tokens: int = 0
    money: int = 0
    over: bool = False


class Month(BaseModel):
    """What all runs of a tenant have used or set aside. `rest`: ended runs that are no longer listed."""

    runs: dict[str, Part] = Field(default_factory=dict)
    rest: Part = Part()

    def others(self, run: str) -> Part:
        """The sum of all but this one."""
        parts = [self.rest, *(part for name, part in self.runs.items() if name != run)]
        return Part(tokens=sum(part.tokens for part in parts), money=sum(part.money for part in parts))

    def put(self, run: str, part: Part) -> bool:
        """Notes a run's part; False when it says so already."""
        if self.runs.get(run) == part:
            return False
        self.runs[run] = part
        ended = [name for name, one in self.runs.items() if one.over and name != run]
        for name in ended[: max(0, len(self.runs) - _LISTED)]:
            gone = self.runs.pop(name)
            self.rest = Part(tokens=self.rest.tokens + gone.tokens, money=self.rest.money + gone.money)
        return True


async def left(ports: Ports, run: Run | None, events: Sequence[Event], now: datetime) -> Caps:
    """What the tenant's budgets leave for this run in all. Raises Unavailable."""
    caps = _caps()
    if caps == Caps() or (run is None and not events):
        return Caps()
    tenant, name = (run.tenant, run.run) if run else (events[0].tenant, events[0].run)
    month, _ = await _load(ports, tenant_budget(tenant), (run.month if run else "") or f"{now:%Y-%m}")
    others = month.others(name)
    return Caps(_less(caps.tokens, others.tokens), _less(caps.money, others.money))


async def note(ports: Ports, decision: Decision) -> None:
    """Writes down what the run has used or set aside, before it does so. Raises Conflict (another run did so meanwhile), Unavailable."""
    run, caps = decision.run, _caps()
    if caps == Caps() or not run.month:
        return
    partition = tenant_budget(run.tenant)
    month, etag = await _load(ports, partition, run.month)
    part = Part(tokens=run.accounts.tokens.committed, money=run.accounts.money.committed, over=run.state.ended)
    if (decision.dispatches or decision.validate is not None) and not _fits(caps, month.others(run.run), part):
        raise Conflict("another run of the tenant set aside what this one wanted")
    if month.put(run.run, part):
        await ports.state.commit(partition, [Write(run.month, month.model_dump_json(), etag)])


def _less(cap: int | None, used: int) -> int | None:
    return None if cap is None else max(0, cap - used)


def _fits(caps: Caps, others: Part, part: Part) -> bool:
    tokens, money = others.tokens + part.tokens, others.money + part.money
    return (caps.tokens is None or tokens <= caps.tokens) and (caps.money is None or money <= caps.money)


def _caps() -> Caps:
    chosen = settings()
    money = chosen.tenant_money_budget
    return Caps(chosen.tenant_token_budget, None if money is None else in_millionths(money))


async def _load(ports: Ports, partition: Partition, month: str) -> tuple[Month, str | None]:
    records: Mapping[str, Record] = await ports.state.get(partition, month)
    if month not in records:
        return Month(), None
    return Month.model_validate_json(records[month].value), records[month].etag
