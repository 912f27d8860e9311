"""One round of criticism before a drop is published. It can only make the drop better: whatever goes wrong here, the drop stays as it was."""

from agent.answers import Critique
from agent.conversation import Conversation
from agent.ends import ModelUnavailable, OutOfTime, Rejected
from agent.prompting import prompt
from agent.schemas import strict_schema
from agent.tolerant import json_object
from shared.drops import Drop
from shared.errors import TooLarge
from shared.ports import ModelRequest

_MAX_SHOWN = 40_000
_MAX_TOKENS = 400


async def criticised(talk: Conversation, answer: str, drop: Drop) -> Drop:
    """The revision that the critic asked for, if it is free of faults; else the drop."""
    try:
        problems = await _problems(talk, drop)
        if not problems:
            return drop
        talk.asking.out.thought("The critic asks for: " + "; ".join(problems), "info")
        listed = "\n".join(f"- {problem}" for problem in problems)
        talk.reply(answer, f"A reviewer says:\n{listed}\n\nWhere that is right, answer again, whole and corrected. Change nothing else.")
        better = talk.kind.read(await talk.ask(), talk.bundle)
    except (Rejected, OutOfTime, ModelUnavailable, TooLarge):
        return drop
    return drop if talk.kind.faults(better, talk.bundle) else better


async def _problems(talk: Conversation, drop: Drop) -> list[str]:
    """What the critic finds, at most three things. Raises Rejected when it says nothing that can be read."""
    filled = prompt("critic")
    talk.asking.used(filled.name, filled.version)
    specified = talk.bundle.inputs.get("specification") or {}
    requirements = [f"{item.get('id')}: {item.get('text')}" for item in specified.get("requirements") or [] if isinstance(item, dict)]
    shown = "\n\n".join(f"File {file.path}:\n{file.content}" for file in drop.files)[:_MAX_SHOWN]
    values = {"requirements": "\n".join(requirements), "goal": talk.bundle.goal, "files": shown}
    inputs = {**talk.bundle.inputs, "files": drop.model_dump(mode="json")}
    answer = await talk.asking.ask(ModelRequest("critic", inputs, filled.messages(values), strict_schema(Critique), _MAX_TOKENS))
    try:
        critique = Critique.model_validate(json_object(answer))
    except ValueError as error:
        raise Rejected("not a critique") from error
    return [] if critique.ok else [problem[:300] for problem in critique.problems if problem.strip()][:3]
