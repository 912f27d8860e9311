"""What must fail in a function that a model rewrote, said so that it can do better. Pure; "" where nothing is known to fail."""

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agent.tables import Table, path_columns, path_keys
from agent.toolchains.python import sources
from shared.drops import File

UNCHANGED = "It changes nothing, but the sentence asks for something."
_METHODS = frozenset(["add", "get", "find", "change", "remove"])
_KINDS: Mapping[type, str] = {bool: "BOOLEAN", int: "INTEGER", float: "REAL", list: "JSON", dict: "JSON"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the function stands: the application's modules, its tables, and what was asked for."""

    main: str
    models: str
    store: str
    tables: Mapping[str, Table]
    intent: str


def fault(around: Surroundings, path: str, before: str, begun: str, after: str) -> str:
    """The first thing that must fail in the function of this path, in words. `begun` is how the model was shown the function."""
    module = sources.parsed(File(path="main.py", content=around.main.replace(before, after)))
    if isinstance(module, sources.Fault):
        return module.text
    missing = sorted(sources.undefined_names(module))
    if missing:
        return f"{', '.join(missing)} is not defined."
    tree = ast.parse(after)
    if ast.unparse(tree) in {ast.unparse(ast.parse(known)) for known in (before, begun)}:
        return UNCHANGED
    return (
        _invented(around, before, after)
        or _misused(tree, around)
        or _mistaken(tree, path, around.tables)
        or _unset(around, before, after)
        or _late(tree)
        or _unnamed(tree)
        or _of_none(tree)
        or _unused(tree, around.tables)
    )


def _invented(around: Surroundings, before: str, after: str) -> str:
    """A status that nobody asked for."""
    statuses = set(re.findall(r"HTTPException\((\d+)", after)) - set(re.findall(r"HTTPException\((\d+)", before)) - {"404"}
    unasked = sorted(status for status in statuses if not re.search(rf"\b{status}\b", around.intent))
    if unasked:
        return f"The status {unasked[0]} is not asked for."
    return "It is not written yet: write its body." if "HTTPException(501" in after else ""


def _misused(tree: ast.AST, around: Surroundings) -> str:
    """A use of the store that must fail."""
    own = set(re.findall(r"^def (\w+)", around.store, re.MULTILINE))
    unknown = [table for table in re.findall(r"\bstore\.(\w+)", ast.unparse(tree)) if table not in around.tables.keys() | own]
    if unknown:
        return f"There is no table {unknown[0]}, only {', '.join(around.tables)}."
    for node in ast.walk(tree):
        said = re.fullmatch(r"store\.(\w+)\.(\w+)", ast.unparse(node)) if isinstance(node, ast.Attribute) else None
        if said and said[2] not in _METHODS:
            return f"{said[0]} is not there: a table has add, get, find, change and remove."
        if isinstance(node, ast.Call) and (called := re.fullmatch(r"store\.(\w+)\.(find|remove)", ast.unparse(node.func))):
            columns = around.tables[called[1]].columns
            unknown = [keyword.arg for keyword in node.keywords if keyword.arg and keyword.arg not in columns]
            if node.args or unknown:
                return f"{ast.unparse(node)} fails: {called[1]} are found by name=value with {', '.join(columns)}."
    return ""


def _mistaken(tree: ast.AST, path: str, known: Mapping[str, Table]) -> str:
    """A key of one table that is used as one of another."""
    keys = _Keys(path_keys(path, known), path_columns(path, known), _rows(tree, known))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return next((wrong for call in calls if (wrong := _looked_up(call, keys, known) or _searched(call, keys, known))), "")


@dataclass(frozen=True, slots=True)
class _Keys:
    """What holds keys: parameters of the path, and rows, each with its table. Other parameters hold values of a column."""

    parameters: Mapping[str, Table]
    columns: Mapping[str, Table]
    rows: Mapping[str, Table]

    def owner(self, value: ast.expr) -> Table | None:
        """The table that a value is a key of, as far as the code tells."""
        if isinstance(value, ast.Name):
            return self.parameters.get(value.id)
        if not (isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name)):
            return None
        table = self.rows.get(value.value.id)
        return table if table and ast.unparse(value.slice) == repr(table.key) else None


def _looked_up(call: ast.Call, keys: _Keys, known: Mapping[str, Table]) -> str:
    """A row of one table that is looked up with the key of another."""
    wanted = _keyed_by(ast.unparse(call.func), known)
    column = keys.columns.get(ast.unparse(call.args[0])) if wanted and call.args else None
    if wanted and column is wanted:
        said = ast.unparse(call.args[0])
        return f"{ast.unparse(call)} looks for one by its {wanted.key}: use store.{wanted.name}.find({said}={said})."
    given = keys.owner(call.args[0]) if wanted and call.args else None
    if not wanted or not given or given is wanted:
        return ""
    return f"{ast.unparse(call.args[0])} is the key of one of {given.name}, and not of {wanted.name}: use {given.finder or f'store.{given.name}.get'}."


def _searched(call: ast.Call, keys: _Keys, known: Mapping[str, Table]) -> str:
    """Rows that are searched for by a column that holds the keys of another table than the one that is given."""
    said = re.fullmatch(r"store\.(\w+)\.(?:find|remove)", ast.unparse(call.func))
    table = known.get(said[1]) if said else None
    if table is None:
        return ""
    pairs = [(keyword, given) for keyword in call.keywords if (given := keys.owner(keyword.value))]
    return next((wrong for keyword, given in pairs if (wrong := _wrong_column(keyword, given, table, known))), "")


def _wrong_column(keyword: ast.keyword, given: Table, searched: Table, known: Mapping[str, Table]) -> str:
    other = next((table for table in known.values() if table is not searched and searched.referring(table) == keyword.arg), None)
    right = searched.referring(given)
    if other is None or other is given or not right or right == keyword.arg:
        return ""
    value = ast.unparse(keyword.value)
    return f"{value} is the key of one of {given.name}, and {keyword.arg} holds those of {other.name}: use {right}={value}."


def _keyed_by(called: str, known: Mapping[str, Table]) -> Table | None:
    """The table whose key a function takes first."""
    got = re.fullmatch(r"store\.(\w+)\.(?:get|change)", called)
    return next((table for table in known.values() if called == table.finder or (got and got[1] == table.name)), None)


def _rows(tree: ast.AST, known: Mapping[str, Table]) -> dict[str, Table]:
    """The names that hold a row, each with its table; of several tables the last that the code gives it."""
    lists: dict[str, Table] = {}
    rows: dict[str, Table] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found, many = _source(node.value, known)
            if found:
                (lists if many else rows)[node.targets[0].id] = found
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.comprehension) and isinstance(node.target, ast.Name):
            table = lists.get(node.iter.id) if isinstance(node.iter, ast.Name) else _source(node.iter, known)[0]
            if table:
                rows[node.target.id] = table
    return rows


def _source(value: ast.expr, known: Mapping[str, Table]) -> tuple[Table | None, bool]:
    """The table that a value comes from, and whether it is a list of rows."""
    if not isinstance(value, ast.Call):
        return None, False
    called = ast.unparse(value.func)
    said = re.fullmatch(r"store\.(\w+)\.(add|get|change|find)", called)
    if said and said[1] in known:
        return known[said[1]], said[2] == "find"
    return next((table for table in known.values() if table.finder and called == table.finder), None), False


def _late(tree: ast.Module) -> str:
    """A refusal behind what was stored, which stays stored."""
    undone = {inner for node in ast.walk(tree) if isinstance(node, ast.With) for inner in ast.walk(node)}
    storing = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and re.fullmatch(r"store\.\w+\.(?:add|change)", ast.unparse(node.func))
    ]
    first = min((node.lineno for node in storing if node not in undone), default=None)
    refused = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Raise)]
    return (
        "It refuses after it has stored something: look at what is stored, and refuse, before."
        if first and any(line > first for line in refused)
        else ""
    )


def _unnamed(tree: ast.Module) -> str:
    """An answer of several values, which answers 500: an operation answers a dict, or a list of them."""
    answered = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    several = next((ast.unparse(value) for value in answered if isinstance(value, ast.Tuple)), "")
    return f"It returns {several}: return a dict that names each of them." if several else ""


def _of_none(tree: ast.Module) -> str:
    """What fails where there are no rows yet: the greatest of none, or a share of none."""
    said = ast.unparse(tree)
    for node in ast.walk(tree):
        many = _greatest_of(node) or _divided_by(node)
        if many and not re.search(rf"\bif (?:not )?(?:len\()?{many}\b", said):
            return f"{ast.unparse(node)} fails where {many} is empty: say what it is then."
    return ""


def _greatest_of(node: ast.AST) -> str:
    """The rows of which the greatest or the least is taken, without saying what that is where there are none."""
    if not (isinstance(node, ast.Call) and ast.unparse(node.func) in {"max", "min"} and len(node.args) == 1):
        return ""
    if any(keyword.arg == "default" for keyword in node.keywords):
        return ""
    every = node.args[0]
    source = every.generators[0].iter if isinstance(every, ast.GeneratorExp | ast.ListComp) else every
    return source.id if isinstance(source, ast.Name) else ""


def _divided_by(node: ast.AST) -> str:
    """The rows by whose number something is divided."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)):
        return ""
    found = re.fullmatch(r"len\((\w+)\)", ast.unparse(node.right))
    return found[1] if found else ""


def _unset(around: Surroundings, before: str, after: str) -> str:
    """A member of a row that nothing sets."""
    tree = ast.parse(after)
    known = {column for table in around.tables.values() for column in table.columns}
    known |= set(re.findall(r"[\"'](\w+)[\"']", f"{around.main} {before}")) | set(stored(tree))
    known |= set(re.findall(r"^    (\w+):", around.models, re.MULTILINE))
    known |= {name for node in ast.walk(tree) if isinstance(node, ast.Dict) for name in map(_named, node.keys)}
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load)]
    read = [node.slice.value for node in nodes if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)]
    unknown = [name for name in read if name not in known]
    return f"Rows have no {unknown[0]!r}." if unknown else _unsent(tree, around.models)


def _named(node: ast.expr | None) -> str:
    """The text that a member is called by; "" when it is worked out."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _unsent(tree: ast.Module, models: str) -> str:
    """A value that the function takes from its request although no request has it."""
    body = re.search(r"\bmodels\.(\w+)", ast.unparse(tree))
    shape = re.search(rf"^class {body[1]}\(.*\n((?:    .*\n|\n(?=    ))*)", models, re.MULTILINE) if body else None
    if shape is None:
        return ""
    fields = set(re.findall(r"^    (\w+):", shape[1], re.MULTILINE))
    own = set(re.findall(r"values\[['\"](\w+)['\"]\] =", ast.unparse(tree)))
    used = re.findall(r"\bbody\.(\w+)(?!\w*\()|\bvalues\[['\"](\w+)['\"]\](?! =)", ast.unparse(tree))
    unknown = [name for pair in used for name in pair if name and name not in fields | own | {"model_dump"}]
    return f"A request has no {unknown[0]!r}, only {', '.join(sorted(fields))}." if unknown else ""


def _unused(tree: ast.Module, known: Mapping[str, Table]) -> str:
    """A value that the function works out for nothing. A row that is looked up so that an unknown key answers 404 is none."""
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    assigned = [target for node in ast.walk(tree) if isinstance(node, ast.Assign) for target in node.targets]
    lost = sorted({target.id for target in assigned if isinstance(target, ast.Name)} - read - _rows(tree, known).keys())
    return f'{lost[0]} is worked out and not used: what is to be stored goes into values["{lost[0]}"].' if lost else ""


def stored(tree: ast.AST) -> dict[str, str]:
    """The columns that a function writes by name, with the type of what it writes."""
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and re.fullmatch(r"store\.\w+\.(?:add|change)", ast.unparse(node.func))
    ]
    rows = {"values", *(part.id for call in calls for part in call.args if isinstance(part, ast.Name))}
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if (
            isinstance(node, ast.Assign)
            and isinstance(target, ast.Subscript)
            and ast.unparse(target.value) in rows
            and _named(target.slice)
        ):
            found[_named(target.slice)] = _kind(node.value)
    for call in calls:
        found |= _written(call.args)
    return found


def _written(arguments: Iterable[ast.expr]) -> dict[str, str]:
    pairs = [pair for part in arguments if isinstance(part, ast.Dict) for pair in zip(part.keys, part.values, strict=True)]
    return {key.value: _kind(value) for key, value in pairs if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def _kind(value: ast.expr) -> str:
    if isinstance(value, ast.Constant):
        return _KINDS.get(type(value.value), "TEXT")
    return "JSON" if isinstance(value, ast.List | ast.Dict) else "INTEGER" if isinstance(value, ast.BinOp) else "TEXT"
