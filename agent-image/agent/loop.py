"""The loop of every agent that asks a model: ask, read, check, tell it what is wrong and ask again, have it criticised, drop.

It ends by returning a drop or by raising (`agent.ends`, or what the model raised). What differs between roles is in `agent.kinds`.
"""

from agent.conversation import Conversation, conversation
from agent.criticism import criticised
from agent.ends import ModelNonsense, ModelUnavailable, OutOfTime, Rejected
from agent.kinds import Kind
from agent.patience import Patience
from shared.drops import Drop
from shared.errors import NotUnderstood, Permanent
from shared.job_protocol import Bundle


async def work(bundle: Bundle, kind: Kind, asking: Patience) -> Drop:
    """The drop for this bundle. Raises NotUnderstood, ModelNonsense, ModelUnavailable, OutOfTime or another Permanent."""
    if kind.first is not None and (made := await kind.first(bundle)) is not None:
        asking.out.thought("No model is needed for this.", "info")
        return made
    if kind.own is not None and (written := await kind.own(bundle, asking)) is not None:
        return written
    talk = conversation(bundle, kind, asking)
    if kind.without_model is None:
        return await _answered(talk)
    try:
        return await _answered(talk)
    except NotUnderstood:
        raise
    except Permanent as error:
        # The model only adds to what code makes here; so its trouble is shown and not fatal.
        asking.out.thought(f"Going on without the model: {error.message}", "warning")
        return kind.without_model(bundle)


async def _answered(talk: Conversation) -> Drop:
    """The first answer without faults; the last with some, where the role may hand that on to validation."""
    faulty: Drop | None = None
    wrong = before = ""
    for turn in range(talk.kind.turns):
        try:
            answer = await talk.ask(turn)
            if answer == before:
                talk.asking.out.thought("The model gave the same answer again: asking it once more would not help.", "warning")
                break
            before = answer
            drop = talk.kind.read(answer, talk.bundle)
        except Rejected as rejected:
            wrong = rejected.feedback
        except (OutOfTime, ModelUnavailable) as error:
            if faulty is None:
                raise
            talk.asking.out.thought(error.message, "warning")
            break
        else:
            faults = talk.kind.faults(drop, talk.bundle)
            if not faults:
                return await criticised(talk, answer, drop) if talk.kind.criticised else drop
            faulty = drop if talk.kind.repairable else None
            wrong = "\n".join(f"- {fault}" for fault in faults[:8])
        _object(talk, answer, wrong)
    return _faulty(talk, faulty, wrong)


def _faulty(talk: Conversation, faulty: Drop | None, wrong: str) -> Drop:
    """What there is when no answer was without faults. Raises ModelNonsense when that is nothing."""
    if faulty is None:
        raise ModelNonsense(f"The model gave no answer that can be used, {talk.kind.turns} times. The last time: {wrong[:600]}")
    talk.asking.out.thought("Going on with an answer that still has faults; validation will look at it.", "warning")
    return faulty


def _object(talk: Conversation, answer: str, wrong: str) -> None:
    talk.asking.out.thought(f"The answer cannot be used yet: {wrong}", "warning")
    talk.reply(answer, f"This is wrong with it:\n{wrong}\n\nAnswer again, whole and corrected.")
