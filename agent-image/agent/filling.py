"""Writes an application with a small model: code drafts it from the contract, the model is asked for one function at a time.

Whatever the model does, there is an application in the end: where it gives nothing that can be used in time, the draft stays.
"""

import ast
import asyncio
import re
from collections.abc import Mapping

from agent import contract, drafting, inputs, modelling, planning, tolerant
from agent.contract import Operation
from agent.ends import ModelNonsense, ModelUnavailable, OutOfTime, Rejected
from agent.patience import Patience
from agent.prompting import prompt
from agent.toolchains.python import mending, sources
from shared.drops import Drop, File
from shared.job_protocol import Bundle
from shared.ports import ModelRequest
from shared.specification import Contract, Plan, Specification

_TEMPERATURES = (0.0, 0.5, 0.9)
_MODELS_TOKENS, _FUNCTION_TOKENS = 600, 500
#: Seconds for one answer, and for all of one task.
_ANSWER_SECONDS, _TASK_SECONDS = 150.0, 420.0
_METHODS = frozenset(
    [
        "create",
        "list",
        "get",
        "update",
        "delete",
        "delete_all",
        "first",
        "count",
        "clear",
        "add",
        "insert",
        "remove",
        "find",
        "all",
        "name",
        "key",
        "unique",
    ]
)


async def planned(bundle: Bundle, asking: Patience) -> Drop | None:
    """The plan of a service whose operations the intent names: its models and tables are the contract. None for others."""
    made, operations = planning.plan_alone(bundle), _operations(bundle)
    if made is None or not operations:
        return made
    drafted, intent = modelling.draft(operations), inputs.intent_text(bundle)
    answered = drafted
    if modelling.leaves_open(drafted, intent):
        answered = await _models(bundle, asking, drafted) or drafted
    models = modelling.completed(drafted, answered, operations, intent)
    plan = Plan.model_validate(made.result)
    agreed = plan.model_copy(update={"contracts": [Contract(path="main.py", text=models)]})
    return made.model_copy(update={"result": agreed.model_dump(mode="json")})


async def _models(bundle: Bundle, asking: Patience, drafted: str) -> str:
    filled = prompt("python/models")
    asking.used(filled.name, filled.version)
    messages = filled.messages({"intent": inputs.intent_text(bundle), "draft": drafted})
    for temperature in _TEMPERATURES:
        try:
            code = code_of(await asked(bundle, asking, messages, _MODELS_TOKENS, temperature))
        except (ModelNonsense, OutOfTime) as error:
            asking.out.thought(f"The models stay as drafted: {error.message}", "warning")
            break
        if "class " in code and isinstance(sources.parsed(File(path="models.py", content=code)), ast.Module):
            return code
    return ""


async def written(bundle: Bundle, asking: Patience) -> Drop | None:
    """The application. None when the plan has no contract of its models: then it is written as a whole."""
    models, operations = _agreed(bundle), _operations(bundle)
    if not models or not operations:
        return None
    specification, intent = inputs.specification(bundle), inputs.intent_text(bundle)
    functions = drafting.routes(operations, models, intent)
    known = {each.name: each for each in operations}
    given = {
        name for name, each in known.items() if drafting.is_plain(each, intent) or drafting.filters_all(each, models, operations, intent)
    }
    todo = [name for name in _in_order(functions, known) if name not in given]
    asking.out.thought(
        f"{len(functions) - len(todo)} of {len(functions)} operations follow from the contract; the model writes the rest.", "info"
    )
    writing = _Writing(bundle, asking, specification, models, functions)
    try:
        async with asyncio.timeout(_TASK_SECONDS):
            for name in todo:
                await writing.complete(known[name])
    except (TimeoutError, OutOfTime, ModelUnavailable) as error:
        asking.out.thought(f"Going on with drafts: {error or 'there was no time for more'}", "warning")
    return _drop(drafting.module(specification, models, writing.functions))


def _in_order(functions: Mapping[str, str], known: Mapping[str, Operation]) -> list[str]:
    """First what creates: it settles which fields rows have."""
    rank = {"POST": 1, "PUT": 2, "PATCH": 2, "GET": 3, "DELETE": 4}
    return sorted(functions, key=lambda name: (rank[known[name].method] - (known[name].status == 201), known[name].path.count("{")))


def _drop(main: str) -> Drop:
    files = [File(path="main.py", content=main), File(path=mending.STORE, content=mending.scaffold(mending.STORE))]
    return Drop(files=[*files, mending.requirements_file(files)])


class _Writing:
    """The functions so far, and the conversation in which the model completes them: what it wrote before it sees."""

    def __init__(self, bundle: Bundle, asking: Patience, specification: Specification, models: str, functions: dict[str, str]) -> None:
        self.bundle, self.asking, self.specification, self.models = bundle, asking, specification, models
        self.functions = dict(functions)
        self._done: list[dict[str, str]] = []

    async def complete(self, each: Operation) -> None:
        """Has one function completed; it stays as drafted when no answer can be used."""
        draft, intent = self.functions[each.name], inputs.intent_text(self.bundle)
        task = f"Complete this function. {each.words}\n```python\n{_without_docstring(draft)}\n```"
        said = task
        for temperature in _TEMPERATURES:
            try:
                answer = await asked(self.bundle, self.asking, self._messages(said), _FUNCTION_TOKENS, temperature)
            except ModelNonsense:
                continue
            function = drafting.spliced(draft, code_of(answer))
            function = drafting.without_inventions(function, intent, each) if function else None
            wrong = self._wrong(each, function) if function else "That is not the function."
            lacking = self._lacking(each, function) if function and not wrong else ""
            if function and not wrong:
                # It runs, so it is better than the draft, whatever it lacks.
                self.functions[each.name] = function
            if function and not wrong and not lacking:
                self._done += [
                    {"role": "user", "content": task},
                    {"role": "assistant", "content": f"```python\n{_without_docstring(function)}\n```"},
                ]
                return
            self.asking.out.thought(f"{each.name}: {wrong or lacking}", "warning")
            said = f"{task}\nDo not repeat this mistake: {wrong or lacking}"

    def _messages(self, task: str) -> list[dict[str, str]]:
        filled = prompt("python/function")
        self.asking.used(filled.name, filled.version)
        values = {"intent": inputs.intent_text(self.bundle), "models": self.models}
        if not self._done:
            return filled.messages({**values, "task": task})
        first = filled.messages({**values, "task": self._done[0]["content"]})
        return [*first, *self._done[1:], {"role": "user", "content": task}]

    def _wrong(self, each: Operation, function: str) -> str:
        """What must fail when this function is called; "" when nothing is known to."""
        code = drafting.module(self.specification, self.models, self.functions | {each.name: function})
        tree = sources.parsed(File(path="main.py", content=code))
        if isinstance(tree, sources.Fault):
            return tree.text
        missing = sorted(sources.undefined_names(tree))
        if missing:
            return f"{', '.join(missing)} is not defined."
        if "." in function and each.method == "POST" and _same(function, self.functions[each.name]):
            return "It changes nothing, but the text says what it does."
        return unknown_method(tree) or unknown_field(tree) or self._not_sent(each, function)

    def _lacking(self, each: Operation, function: str) -> str:
        """The members that the answer must have and that nothing in the application is called; "" when none is."""
        known = f"{self.models} {function} " + " ".join(self.functions[name] for name in self.functions if name != each.name)
        code = "\n".join(line for line in known.splitlines() if not line.startswith('    """'))
        missing = [name for name in contract.answered(each) if name != "id" and not re.search(rf"\b{name}\b", code)]
        return f"The answer has no {', '.join(repr(name) for name in missing)}." if missing else ""

    def _not_sent(self, each: Operation, function: str) -> str:
        """What the function reads from the body although no request has it, in words; "" when there is nothing."""
        shape = modelling.fields(self.models, modelling.model_name(each))
        used = set(re.findall(r"\bbody\.(\w+)", function)) - {"model_dump", "dict", "model_fields_set", "model_copy"}
        return next((f"body has no {name}, only {', '.join(sorted(shape))}." for name in sorted(used - shape)), "") if shape else ""


def _same(function: str, draft: str) -> bool:
    """Whether this is only the draft of an action: it looks something up and answers it."""
    return ast.unparse(ast.parse(function)) == ast.unparse(ast.parse(draft)) and not re.search(r"\.(create|update|delete)", draft)


def unknown_field(tree: ast.Module) -> str:
    """A search for rows by a field that nothing ever sets, in words; "" when there is none."""
    fields = {node.target.id for node in ast.walk(tree) if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)}
    fields |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)} | {"id"}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    looking = [node for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr in ("list", "first", "count")]
    wanted = [keyword.arg for node in looking for keyword in node.keywords if keyword.arg]
    return next((f"rows have no field {name!r}." for name in wanted if name not in fields), "")


def unknown_method(tree: ast.Module) -> str:
    """A call of something that tables do not have, in words; "" when there is none."""
    tables = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Table(")
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    used = (
        node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in tables
    )
    unknown = next((f"{ast.unparse(node)} is not there: a table has no {node.attr}." for node in used if node.attr not in _METHODS), "")
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    keyed = [
        node
        for node in calls
        if ast.unparse(node.func).rpartition(".")[0] in tables and ast.unparse(node.func).endswith((".get", ".delete"))
    ]
    wrong = next((ast.unparse(node) for node in keyed if len(node.args) + len(node.keywords) != 1), "")
    return unknown or (f"{wrong} fails: get and delete take one key. Look for values with first(name=value)." if wrong else "")


async def asked(bundle: Bundle, asking: Patience, messages: list[dict[str, str]], tokens: int, temperature: float) -> str:
    """One answer within its time. Raises ModelNonsense when there is none, and what `Patience.ask` raises."""
    request = ModelRequest(bundle.role, bundle.inputs, messages, None, tokens, temperature)
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            return await asking.ask(request, one_block=True)
    except TimeoutError as error:
        raise ModelNonsense("The answer took too long.") from error


def code_of(answer: str) -> str:
    """The code in an answer; "" where there is none."""
    try:
        return "\n\n".join(file.content for file in tolerant.files(answer, "main.py"))
    except Rejected:
        return ""


def _without_docstring(function: str) -> str:
    return "\n".join(line for line in function.splitlines() if not line.startswith('    """'))


def _operations(bundle: Bundle) -> list[Operation]:
    return contract.operations(inputs.intent_text(bundle)) or contract.specified(inputs.specification(bundle))


def _agreed(bundle: Bundle) -> str:
    """The models and tables that the plan agreed on as code; "" where it did so in words."""
    text = next((each.text for each in inputs.plan(bundle).contracts if each.path == "main.py"), "")
    tree = sources.parsed(File(path="main.py", content=text))
    return text if isinstance(tree, ast.Module) and all(isinstance(node, ast.ClassDef | ast.Assign) for node in tree.body) else ""
