"""The loop of every agent that asks a model: ask, read, check, tell it what is wrong and ask again, have it criticised, drop.

It ends by returning a drop or by raising (`agent.ends`, or what the model raised). What differs between roles is in `agent.kinds`.
"""

from agent.answers import Critique
from agent.ends import ModelNonsense, Rejected
from agent.kinds import Kind
from agent.patience import Patience
from agent.prompting import prompt
from agent.schemas import strict_schema
from agent.tolerant import json_object
from shared.drops import Drop
from shared.errors import NotUnderstood, Permanent
from shared.job_protocol import Bundle
from shared.ports import ModelRequest

#: How hot each next try is: a model that was wrong must not say the same again.
_TEMPERATURES = (0.2, 0.4, 0.7)


async def work(bundle: Bundle, kind: Kind, asking: Patience) -> Drop:
    """The drop for this bundle. Raises NotUnderstood, ModelNonsense, ModelUnavailable or another Permanent."""
    if kind.without_model is None:
        return await _answered(bundle, kind, asking)
    try:
        return await _answered(bundle, kind, asking)
    except NotUnderstood:
        raise
    except Permanent as error:
        # The model only adds to what code makes here; so its trouble is shown and not fatal.
        asking.out.thought(f"Going on without the model: {error.message}", "warning")
        return kind.without_model(bundle)


async def _answered(bundle: Bundle, kind: Kind, asking: Patience) -> Drop:
    filled = prompt(kind.prompt)
    asking.used(filled.name, filled.version)
    messages = filled.messages(kind.values(bundle))
    second_best: Drop | None = None
    for turn in range(kind.turns):
        text = await asking.ask(_request(bundle, kind, messages, turn))
        try:
            drop = kind.read(text, bundle)
            faults = kind.faults(drop, bundle)
            if not faults:
                return await _criticised(bundle, kind, asking, messages, text, drop)
            second_best = drop
            feedback = "\n".join(f"- {fault}" for fault in faults[:8])
        except Rejected as rejected:
            feedback = rejected.feedback
        asking.out.thought(f"The answer cannot be used yet: {feedback}", "warning")
        messages = [*messages[:2], *_said(text, f"This is wrong with it:\n{feedback}\n\nAnswer again, whole and corrected.")]
    if second_best is not None and kind.repairable:
        asking.out.thought("Going on with an answer that still has faults; validation will look at it.", "warning")
        return second_best
    raise ModelNonsense(f"The model gave no answer that can be used, {kind.turns} times. The last time: {feedback[:600]}")


def _request(bundle: Bundle, kind: Kind, messages: list[dict[str, str]], turn: int) -> ModelRequest:
    schema = strict_schema(kind.schema) if kind.schema else None
    temperature = _TEMPERATURES[min(turn, len(_TEMPERATURES) - 1)]
    inputs = {**bundle.inputs, "task": {"id": bundle.task, "goal": bundle.goal}}
    return ModelRequest(bundle.role, inputs, messages, schema, kind.max_tokens, temperature)


def _said(answer: str, reply: str) -> list[dict[str, str]]:
    return [{"role": "assistant", "content": answer[:24_000]}, {"role": "user", "content": reply}]


async def _criticised(bundle: Bundle, kind: Kind, asking: Patience, messages: list[dict[str, str]], text: str, drop: Drop) -> Drop:
    """The drop after one round of criticism: the revision, if it is free of faults, else what was there before."""
    problems = await _problems(bundle, asking, drop) if kind.criticised else []
    if not problems:
        return drop
    asking.out.thought("The critic asks for: " + "; ".join(problems), "info")
    listed = "\n".join(f"- {problem}" for problem in problems)
    reply = f"A reviewer says:\n{listed}\n\nWhere that is right, answer again, whole and corrected. Change nothing else."
    revised = await asking.ask(_request(bundle, kind, [*messages[:2], *_said(text, reply)], 0))
    try:
        better = kind.read(revised, bundle)
    except Rejected:
        return drop
    return drop if kind.faults(better, bundle) else better


async def _problems(bundle: Bundle, asking: Patience, drop: Drop) -> list[str]:
    filled = prompt("critic")
    asking.used(filled.name, filled.version)
    shown = "\n\n".join(f"File {file.path}:\n{file.content}" for file in drop.files)
    inputs = {**bundle.inputs, "files": drop.model_dump(mode="json")}
    values = {"requirements": requirements_text(bundle), "goal": bundle.goal, "files": shown[:40_000]}
    request = ModelRequest("critic", inputs, filled.messages(values), strict_schema(Critique), 400)
    try:
        critique = Critique.model_validate(json_object(await asking.ask(request)))
    except (Rejected, ValueError):
        return []
    return [] if critique.ok else [problem[:300] for problem in critique.problems if problem.strip()][:3]


def requirements_text(bundle: Bundle) -> str:
    """The requirements of the bundle's specification, one a line."""
    listed = (bundle.inputs.get("specification") or {}).get("requirements") or []
    return "\n".join(f"{item.get('id')}: {item.get('text')}" for item in listed if isinstance(item, dict))
