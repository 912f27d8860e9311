"""Sees to the sentences that the reader did not understand: the model rewrites one function of the draft for each of them.

What the model answers is taken over only where it can run. What tests then find wrong is put back as it was drafted (`restored`).
"""

import ast
import asyncio
import copy
import re
from collections.abc import Collection

from agent import filling, inputs, opening, reading, repairing, soundness
from agent.ends import ModelNonsense, ModelUnavailable, OutOfTime
from agent.patience import Patience
from agent.prompting import prompt
from agent.tables import tables, with_columns
from agent.toolchains.python import mending, sources
from shared.drops import Drop, File
from shared.job_protocol import Bundle
from shared.reading.changes import restating
from shared.reading.doubts import UNWRITTEN, Doubt
from shared.specification import shape

_MAIN, _MODELS, _STORE = "main.py", "models.py", "store.py"
_TEMPERATURES = (0.0, 0.6, 0.8)
_TOKENS = 500
_TASK_SECONDS = 300.0
#: The first line of what answers figures of its own, and no rows.
_REPORTS = "-> dict[str, Any]:"
_ROUTE = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE) (/[\w/{}\-]*)")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


async def written(bundle: Bundle, asking: Patience) -> Drop | None:
    """The application as it was drafted, with what the model makes of the rest; as `filling` writes it where there is no draft."""
    made = reading.draft(bundle)
    if made is None:
        return await filling.written(bundle, asking)
    drop = reading.code(made, bundle)
    amending = _Amending(bundle, asking, {file.path: file.content for file in drop.files})
    asking.out.thought(f"The model is asked about {len(made.doubts)} sentences; the rest is understood.", "info")
    try:
        async with asyncio.timeout(_TASK_SECONDS):
            every = [one for doubt in made.doubts for one in of_each_operation(doubt, amending.files[_MAIN])]
            for one in dict.fromkeys(every):
                await amending.see_to(one)
    except (TimeoutError, OutOfTime, ModelUnavailable) as error:
        asking.out.thought(f"Going on with the draft: {error or 'there was no time for more'}", "warning")
    return drop.model_copy(update={"files": [File(path=path, content=content) for path, content in amending.files.items()]})


async def restored(bundle: Bundle) -> Drop | None:
    """Puts functions that failed back as they were drafted; None when there is no draft, or they already are.

    What nobody had written in the draft stays: the model is to repair it.
    """
    made = reading.draft(bundle)
    if made is None:
        return None
    drafted = next(file.content for file in reading.code(made, bundle).files if file.path == _MAIN)
    before = after = next((file.content for file in inputs.files(bundle) if file.path == _MAIN), "")
    for name in repairing.failed(bundle):
        old, new = _text(drafted, name), _text(after, name)
        if old and new and UNWRITTEN not in old:
            after = after.replace(new, old)
    if after == before:
        return None
    notes = "What the model had changed here failed, so it is as it was drafted."
    return Drop(files=[File(path=_MAIN, content=after)], result={"changed": [_MAIN], "notes": notes, "tests_corrected": []})


class _Amending:
    """The files so far."""

    def __init__(self, bundle: Bundle, asking: Patience, files: dict[str, str]) -> None:
        self.bundle, self.asking, self.files = bundle, asking, files

    async def see_to(self, doubt: Doubt) -> None:
        """Has the function that a sentence is about rewritten; it stays as drafted when no answer can be used."""
        function = _function(self.files[_MAIN], doubt)
        if function is None:
            self.asking.out.thought(f"Nothing in the draft is about this: {doubt.text}", "warning")
            return
        before, around = _text(self.files[_MAIN], function.name), self._surroundings()
        begun = opening.opened(before, doubt.path, around.tables)
        said = ""
        for temperature in _TEMPERATURES:
            try:
                answer = await filling.asked(self.bundle, self.asking, self._messages(doubt, around, begun, said), _TOKENS, temperature)
            except ModelNonsense:
                continue
            after = _spliced(function, filling.code_of(answer), around.tables)
            wrong = soundness.fault(around, doubt.path, before, begun, after) if after else "That is not the function."
            if not wrong:
                self._take(function.name, before, after)
                return
            self.asking.out.thought(f"{function.name}: {wrong}", "warning")
            said = f"\nDo not repeat this mistake: {wrong}"
            if wrong == soundness.UNCHANGED and _REPORTS in before:
                begun = opening.emptied(before, doubt.path, around.tables)

    def _surroundings(self) -> soundness.Surroundings:
        main, store = self.files[_MAIN], self.files.get(_STORE, "")
        return soundness.Surroundings(main, self.files.get(_MODELS, ""), store, tables(store, main), inputs.intent_text(self.bundle))

    def _messages(self, doubt: Doubt, around: soundness.Surroundings, function: str, said: str) -> list[dict[str, str]]:
        filled = prompt("python/amend")
        self.asking.used(filled.name, filled.version)
        helpers = [_text(around.main, name) for name in re.findall(r"\bshow_\w+", function)]
        code = around.main.partition('return {"status": "ok"}')[2] or around.main
        values = {"intent": around.intent, "models": _shown(around.models), "code": "\n\n\n".join([*helpers, code.strip()])}
        listed = "\n".join(f"store.{table.name}: {', '.join(table.columns)}" for table in around.tables.values())
        before = restating.sentence_before(around.intent, doubt.text)
        values |= {"sentence": doubt.text, "before": f'\nIt follows this one: "{before}"' if before else ""}
        return filled.messages({**values, "tables": listed, "function": f"{function}\n```{said}"})

    def _take(self, name: str, before: str, after: str) -> None:
        self.files[_MAIN] = mending.with_imports(self.files[_MAIN].replace(before, after))
        written = re.findall(r"store\.(\w+)\.(?:add|change)\(", after)
        known = self._surroundings().tables
        if written and written[0] in known:
            new = [(column, kind) for column, kind in soundness.stored(ast.parse(after)).items() if column not in known[written[0]].columns]
            self.files[_STORE] = with_columns(self.files[_STORE], written[0], new)
        self.asking.out.thought(f"{name} is rewritten.", "info")


def of_each_operation(doubt: Doubt, code: str) -> list[Doubt]:
    """The doubt, and the same about every further operation of the code that its sentence names: `POST /a/{id}/open …, POST /a/{id}/close …`."""
    said = {(method, shape(path)) for method, path in _ROUTE.findall(doubt.text)}
    named = [route for route in sorted(mending.routes(code)) if (route[0], shape(route[1])) in said and route != (doubt.method, doubt.path)]
    return [doubt, *(Doubt(doubt.text, method, path) for method, path in named)]


def _function(code: str, doubt: Doubt) -> _Function | None:
    """The function that a sentence is about."""
    return next(
        (
            node
            for node in ast.parse(code).body
            if isinstance(node, _Function) and (doubt.method, doubt.path) in [mending.route(decorator) for decorator in node.decorator_list]
        ),
        None,
    )


def _text(code: str, name: str) -> str:
    """The definition of this name as it stands, with its decorators; "" when there is none."""
    node = next((each for each in ast.parse(code).body if isinstance(each, _Function) and each.name == name), None)
    return sources.as_written(code, node) if node else ""


class _Found(ast.NodeTransformer):
    """Gives the rows of a table where a table is gone through as if it were a list."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """`store.books` by itself, and not in front of one of its methods."""
        if self._is_table(node):
            return ast.Call(ast.Attribute(node, "find", ast.Load()), [], [])
        return node if self._is_table(node.value) else self.generic_visit(node)

    def _is_table(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Attribute) and ast.unparse(node.value) == "store" and node.attr in self._known


def _spliced(drafted: _Function, answered: str, stored: Collection[str]) -> str:
    """The drafted function with the answered body, and with parameters that the answer adds with a default; "" when it is not there."""
    tree = sources.parsed(File(path="answer.py", content=answered))
    functions = [node for node in tree.body if isinstance(node, _Function)] if isinstance(tree, ast.Module) else []
    found = next((node for node in functions if node.name == drafted.name), functions[0] if len(functions) == 1 else None)
    if found is None:
        return ""
    node = copy.deepcopy(drafted)
    known = {argument.arg for argument in node.args.args}
    with_default = found.args.args[len(found.args.args) - len(found.args.defaults) :]
    for argument, default in zip(with_default, found.args.defaults, strict=True):
        if argument.arg not in known:
            node.args.args.append(argument)
            node.args.defaults.append(default)
    told = [each for each in node.body[:1] if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)]
    body = [each for each in found.body if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))]
    if not body:
        return ""
    node.body = [*told, *(_Found(stored).visit(each) for each in body)]
    return ast.unparse(ast.fix_missing_locations(node))


def _shown(models: str) -> str:
    """The models without what they are made with."""
    return models.partition("\n\n\nclass New")[2] and "class New" + models.partition("\n\n\nclass New")[2].strip()
