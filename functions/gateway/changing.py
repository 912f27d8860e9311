"""Changes of a live app: each works on the newest version, and one at a time. Which change that is stands with the app's first run."""

from datetime import timedelta

from pydantic import AwareDatetime, BaseModel

from functions.gateway import core
from functions.gateway.queries import card_of
from shared.errors import Clash, Conflict, NotFound
from shared.events import ClarificationAnswered
from shared.intent import Said
from shared.ports import Ports, Write
from shared.tenancy import run_state
from shared.views import Card

KEY = "line"
#: A submission that took its place is complete within this time, or it broke.
_COMPLETE = timedelta(seconds=60)


class Line(BaseModel):
    """The versions of one app: the run that was live when the last change began, and that change."""

    live: str
    change: str
    since: AwareDatetime


async def card_or_none(tenant: str, run: str, ports: Ports) -> Card | None:
    """The run's card; None when there is no such run."""
    try:
        return await card_of(tenant, run, ports)
    except NotFound:
        return None


async def app_of(tenant: str, base: str, ports: Ports) -> str:
    """The app that a change of this run changes. Raises Invalid: the run is not live, not there or another tenant's."""
    return core.may_change(await card_or_none(tenant, base, ports))


async def said(tenant: str, base: str, text: str, before: list[Said], ports: Ports) -> list[Said]:
    """All that was said up to the run `base`, which was submitted with `text`. Raises Invalid: it grew too long."""
    card = await card_of(tenant, base, ports)
    records = await ports.state.get(run_state(tenant, base), "answers")
    answers = ClarificationAnswered.model_validate_json(records["answers"].value).answers if "answers" in records else []
    whole = [*before, Said(text=text, questions=card.questions, answers=answers)]
    core.must_be_readable(whole)
    return whole


async def take(tenant: str, app: str, base: str, run: str, ports: Ports) -> None:
    """Makes `run` the app's one change. Raises Clash: another one is under way, or `base` is not the newest version."""
    where = run_state(tenant, app)
    record = (await ports.state.get(where, KEY)).get(KEY)
    now = ports.clock.now()
    if record is not None:
        line = Line.model_validate_json(record.value)
        if line.change == run:
            return
        last = await card_or_none(tenant, line.change, ports)
        core.may_follow(base, line.live, line.change, last.status if last else None, now - line.since < _COMPLETE)
    line = Line(live=base, change=run, since=now)
    try:
        await ports.state.commit(where, [Write(KEY, line.model_dump_json(), record.etag if record else None)])
    except Conflict as error:
        raise Clash("another change of this app was submitted at the same time; wait until it ended") from error


async def must_be_newest(card: Card, ports: Ports) -> None:
    """Raises Clash: a later version of the run's app took its place."""
    record = (await ports.state.get(run_state(card.tenant, card.app), KEY)).get(KEY)
    if record is not None:
        line = Line.model_validate_json(record.value)
        last = await card_or_none(card.tenant, line.change, ports)
        core.must_be_newest(card.run_id, line.live, line.change, last.status if last else None)
