"""Sees to the sentences that the reader did not understand: the model rewrites one function of the draft for each of them.

What the model answers is taken over only where it can run. What tests then find wrong is put back as it was drafted (`restored`).
"""

import ast
import asyncio
import copy
import re
from collections.abc import Mapping

from agent import filling, inputs, reading, repairing
from agent.ends import ModelNonsense, ModelUnavailable, OutOfTime
from agent.patience import Patience
from agent.prompting import prompt
from agent.toolchains.python import mending, sources
from shared.drops import Drop, File
from shared.job_protocol import Bundle
from shared.reading.doubts import Doubt

_MAIN, _MODELS, _STORE = "main.py", "models.py", "store.py"
_TEMPERATURES = (0.0, 0.6)
_TOKENS = 500
_TASK_SECONDS = 300.0
_METHODS = frozenset(["add", "get", "find", "change", "remove"])
_TABLE = re.compile(r'^(\w+) = Table\(\n    "\w+",\n    "\w+",\n    \{\n((?:        .*\n)*)', re.MULTILINE)
_KINDS: Mapping[type, str] = {bool: "BOOLEAN", int: "INTEGER", float: "REAL", list: "JSON", dict: "JSON"}
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
            for doubt in made.doubts:
                await amending.see_to(doubt)
    except (TimeoutError, OutOfTime, ModelUnavailable) as error:
        asking.out.thought(f"Going on with the draft: {error or 'there was no time for more'}", "warning")
    return drop.model_copy(update={"files": [File(path=path, content=content) for path, content in amending.files.items()]})


async def restored(bundle: Bundle) -> Drop | None:
    """Puts functions that failed back as they were drafted; None when there is no draft, or they already are."""
    made = reading.draft(bundle)
    if made is None:
        return None
    drafted = next(file.content for file in reading.code(made, bundle).files if file.path == _MAIN)
    before = after = next((file.content for file in inputs.files(bundle) if file.path == _MAIN), "")
    for name in repairing.failed(bundle):
        old, new = _text(drafted, name), _text(after, name)
        if old and new:
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
        before = _text(self.files[_MAIN], function.name)
        said = ""
        for temperature in _TEMPERATURES:
            try:
                answer = await filling.asked(self.bundle, self.asking, self._messages(doubt, before, said), _TOKENS, temperature)
            except ModelNonsense:
                continue
            after = _spliced(function, filling.code_of(answer))
            wrong = self._wrong(before, after) if after else "That is not the function."
            if not wrong:
                self._take(function.name, before, after)
                return
            self.asking.out.thought(f"{function.name}: {wrong}", "warning")
            said = f"\nDo not repeat this mistake: {wrong}"

    def _messages(self, doubt: Doubt, function: str, said: str) -> list[dict[str, str]]:
        filled = prompt("python/amend")
        self.asking.used(filled.name, filled.version)
        code = self.files[_MAIN].partition('return {"status": "ok"}')[2] or self.files[_MAIN]
        values = {"intent": inputs.intent_text(self.bundle), "models": _shown(self.files.get(_MODELS, "")), "code": code.strip()}
        tables = "\n".join(f"store.{name}: {', '.join(columns)}" for name, columns in _columns(self.files.get(_STORE, "")).items())
        return filled.messages({**values, "tables": tables, "sentence": doubt.text, "function": f"{function}\n```{said}"})

    def _wrong(self, before: str, after: str) -> str:
        """What must fail in a rewritten function; "" when nothing is known to."""
        tree = sources.parsed(File(path=_MAIN, content=self.files[_MAIN].replace(before, after)))
        if isinstance(tree, sources.Fault):
            return tree.text
        missing = sorted(sources.undefined_names(tree))
        if missing:
            return f"{', '.join(missing)} is not defined."
        if ast.unparse(ast.parse(before)) == ast.unparse(ast.parse(after)):
            return "It changes nothing, but the sentence asks for something."
        return (
            self._invented(before, after)
            or _misused(ast.parse(after), _columns(self.files.get(_STORE, "")))
            or self._unset(before, after)
            or _unused(ast.parse(after))
        )

    def _invented(self, before: str, after: str) -> str:
        """A status that nobody asked for, in words; "" when there is none."""
        statuses = set(re.findall(r"HTTPException\((\d+)", after)) - set(re.findall(r"HTTPException\((\d+)", before)) - {"404"}
        unasked = sorted(status for status in statuses if not re.search(rf"\b{status}\b", inputs.intent_text(self.bundle)))
        if unasked:
            return f"The status {unasked[0]} is not asked for."
        return "It is not written yet: write its body." if "HTTPException(501" in after else ""

    def _unset(self, before: str, after: str) -> str:
        """A member of a row that nothing sets, in words; "" when there is none."""
        columns = {column for table in _columns(self.files.get(_STORE, "")).values() for column in table}
        known = columns | set(re.findall(r"[\"'](\w+)[\"']", f"{self.files[_MAIN]} {before}")) | set(_stored(ast.parse(after)))
        known |= set(re.findall(r"^    (\w+):", self.files.get(_MODELS, ""), re.MULTILINE))
        nodes = [node for node in ast.walk(ast.parse(after)) if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load)]
        read = [node.slice.value for node in nodes if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)]
        unknown = [name for name in read if name not in known]
        return f"Rows have no {unknown[0]!r}." if unknown else _unsent(ast.parse(after), self.files.get(_MODELS, ""))

    def _take(self, name: str, before: str, after: str) -> None:
        self.files[_MAIN] = mending.with_imports(self.files[_MAIN].replace(before, after))
        tables = re.findall(r"store\.(\w+)\.(?:add|change)\(", after)
        known = _columns(self.files.get(_STORE, ""))
        for column, kind in _stored(ast.parse(after)).items():
            if tables and column not in known.get(tables[0], [column]):
                self.files[_STORE] = _with_column(self.files[_STORE], tables[0], column, kind)
        self.asking.out.thought(f"{name} is rewritten.", "info")


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


def _spliced(drafted: _Function, answered: str) -> str:
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
    node.body = [*told, *body]
    return ast.unparse(ast.fix_missing_locations(node))


def _columns(store: str) -> dict[str, list[str]]:
    """Table -> its columns."""
    return {match[1]: re.findall(r'^        "(\w+)":', match[2], re.MULTILINE) for match in _TABLE.finditer(store)}


def _with_column(store: str, table: str, column: str, kind: str) -> str:
    """The store with one more column; rows that are there already have none in it."""
    match = next(match for match in _TABLE.finditer(store) if match[1] == table)
    return f'{store[: match.end(2)]}        "{column}": "{kind}",\n{store[match.end(2) :]}'


def _stored(tree: ast.AST) -> dict[str, str]:
    """The columns that a function writes by name, with the type of what it writes."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript) and ast.unparse(node.targets[0].value) == "values":
            key, value = node.targets[0].slice, node.value
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                found[key.value] = _kind(value)
        if isinstance(node, ast.Call) and re.fullmatch(r"store\.\w+\.(?:add|change)", ast.unparse(node.func)):
            for part in node.args:
                pairs = zip(part.keys, part.values, strict=True) if isinstance(part, ast.Dict) else ()
                found |= {key.value: _kind(value) for key, value in pairs if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return found


def _kind(value: ast.expr) -> str:
    if isinstance(value, ast.Constant):
        return _KINDS.get(type(value.value), "TEXT")
    return "JSON" if isinstance(value, ast.List | ast.Dict) else "INTEGER" if isinstance(value, ast.BinOp) else "TEXT"


def _misused(tree: ast.AST, columns: Mapping[str, list[str]]) -> str:
    """A use of the store that must fail, in words; "" when there is none."""
    unknown = [table for table in re.findall(r"\bstore\.(\w+)", ast.unparse(tree)) if table not in columns]
    if unknown:
        return f"There is no table {unknown[0]}, only {', '.join(columns)}."
    for node in ast.walk(tree):
        said = re.fullmatch(r"store\.(\w+)\.(\w+)", ast.unparse(node)) if isinstance(node, ast.Attribute) else None
        if said and said[2] not in _METHODS:
            return f"{said[0]} is not there: a table has add, get, find, change and remove."
        if isinstance(node, ast.Call) and (called := re.fullmatch(r"store\.(\w+)\.(find|remove)", ast.unparse(node.func))):
            unknown = [keyword.arg for keyword in node.keywords if keyword.arg and keyword.arg not in columns[called[1]]]
            if node.args or unknown:
                return f"{ast.unparse(node)} fails: {called[1]} are found by name=value with {', '.join(columns[called[1]])}."
    return ""


def _unsent(tree: ast.Module, models: str) -> str:
    """A value that the function takes from its request although no request has it, in words; "" when there is none."""
    body = re.search(r"\bmodels\.(\w+)", ast.unparse(tree))
    shape = re.search(rf"^class {body[1]}\(.*\n((?:    .*\n|\n(?=    ))*)", models, re.MULTILINE) if body else None
    if shape is None:
        return ""
    fields = set(re.findall(r"^    (\w+):", shape[1], re.MULTILINE))
    own = set(re.findall(r"values\[['\"](\w+)['\"]\] =", ast.unparse(tree)))
    used = re.findall(r"\bbody\.(\w+)(?!\w*\()|\bvalues\[['\"](\w+)['\"]\](?! =)", ast.unparse(tree))
    unknown = [name for pair in used for name in pair if name and name not in fields | own | {"model_dump"}]
    return f"A request has no {unknown[0]!r}, only {', '.join(sorted(fields))}." if unknown else ""


def _unused(tree: ast.Module) -> str:
    """A value that the function works out for nothing, in words; "" when there is none."""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    lost = sorted({node.id for node in names if isinstance(node.ctx, ast.Store)} - read - {"_"})
    return f'{lost[0]} is worked out and not used: what is to be stored goes into values["{lost[0]}"].' if lost else ""


def _shown(models: str) -> str:
    """The models without what they are made with."""
    return models.partition("\n\n\nclass New")[2] and "class New" + models.partition("\n\n\nclass New")[2].strip()
