"""Drafts an application from its contract: every route with its signature, status and the plain thing to do. Pure.

A draft runs and stores. What a model adds are the rules; it never writes a signature, a path or a status.
"""

import ast
import re
from collections.abc import Iterable, Mapping, Sequence

from agent import contract, modelling
from agent.contract import Operation
from agent.toolchains.python import mending, sources
from shared.drops import File
from shared.specification import Specification

#: Words about an operation that its draft already honours; others may be a rule.
_PLAIN = frozenset(
    [
        "a",
        "an",
        "all",
        "and",
        "any",
        "answers",
        "array",
        "as",
        "by",
        "creates",
        "delete",
        "deleted",
        "deletes",
        "deleting",
        "each",
        "everyone",
        "everything",
        "existing",
        "for",
        "from",
        "get",
        "gets",
        "gives",
        "global",
        "id",
        "ids",
        "if",
        "in",
        "is",
        "it",
        "its",
        "json",
        "list",
        "lists",
        "no",
        "none",
        "not",
        "of",
        "one",
        "or",
        "otherwise",
        "patch",
        "post",
        "put",
        "removes",
        "replaces",
        "return",
        "returns",
        "show",
        "shows",
        "such",
        "that",
        "the",
        "them",
        "there",
        "this",
        "to",
        "unknown",
        "whole",
        "with",
        "200",
        "201",
        "204",
        "404",
        "422",
        "ok",
        "adds",
        "changes",
        "only",
        "fields",
        "sent",
        "are",
        "the",
        "found",
        "missing",
        "exist",
        "does",
        "status",
        "endpoint",
        "endpoints",
        "stored",
        "new",
        "bad",
        "input",
    ]
)

#: Words that say what a new thing is like, or when it is refused.
_STARTS = re.compile(
    r"(?i)\b(starts?|initial\w*|at first|begins?|at 0|is 0|balance|new \w+s are|when it is created|state|status (?:is|of)|existing|overlap)\b"
)


def routes(operations: Iterable[Operation], models: str, intent: str) -> dict[str, str]:
    """Each operation's function, drafted; by its name. Fixed paths come before those with parameters."""
    every = sorted(operations, key=lambda each: each.path.count("{"))
    return {each.name: _route(each, models, every, intent) for each in every}


def module(specification: Specification, models: str, functions: Mapping[str, str]) -> str:
    """`main.py` out of its parts."""
    return mending.application("\n\n\n".join([models.strip(), *functions.values()]) + "\n", specification)


def is_plain(each: Operation, intent: str) -> bool:
    """Whether the draft is all that the intent asks of this operation, as far as words tell."""
    if (
        each.query
        or (each.method == "POST" and (each.status != 201 or _STARTS.search(intent)))
        or (each.collection not in modelling.keys([each]) and not _is_list(each))
    ):
        return False
    about = re.sub(r"(?:GET|POST|PUT|PATCH|DELETE)\s+/\S*(?:\s*\{[^{}]*\})?", " ", each.words)
    things = {part for name in re.findall(r"[A-Za-z]+", each.path) for part in (name.lower(), modelling.singular(name).lower())}
    said = {word.lower() for word in re.findall(r"[A-Za-z]+|\d+", about)} - _PLAIN - things - {f"{thing}s" for thing in things}
    return not said and not _is_spoken_of(each, intent)


def filters_all(each: Operation, models: str, every: Sequence[Operation], intent: str) -> bool:
    """Whether the draft of a list honours every query parameter, and nothing is said about its order or pages."""
    ordered = re.search(r"(?i)\b(sort\w*|order\w*|newest|oldest|first|last|most|limit|page|items|total)\b", each.words)
    lines = _filters(each, models, every, intent) if each.query else []
    return bool(lines) and len(lines) == 2 * len(each.query) and ordered is None


def _is_list(each: Operation) -> bool:
    return each.method == "GET" and not each.parameters


def _is_spoken_of(each: Operation, intent: str) -> bool:
    """Whether a sentence elsewhere makes a rule for operations of this kind."""
    if each.method == "POST":
        return False
    verb = {"DELETE": r"delet|remov", "PUT": r"chang|updat|replac|edit", "PATCH": r"chang|updat|edit", "GET": r"newest|oldest|order|sort"}[
        each.method
    ]
    rest = [text for text in re.split(r"(?<=[.;])\s+|\n", intent) if not re.search(r"\b(?:GET|POST|PUT|PATCH|DELETE) /", text)]
    return any(re.search(rf"(?i)\b(?:{verb})", text) and re.search(r"40[0-9]|refus|only|first|fail", text) for text in rest)


def _route(each: Operation, models: str, every: Sequence[Operation], intent: str) -> str:
    status = f", status_code={each.status}" if each.status != 200 else ""
    shown = '"""' + " ".join(each.words.split())[:110].replace('"""', "'''").replace("\\", "/").rstrip('"') + '"""'
    lines = [f'@app.{each.method.lower()}("{each.path}"{status})', f"def {each.name}({_signature(each, models, every)}):", f"    {shown}"]
    return "\n".join([*lines, *(f"    {line}" for line in _body(each, models, every, intent))])


def _signature(each: Operation, models: str, every: Sequence[Operation]) -> str:
    known = modelling.keys(every)
    owners = {parameter: table for table, parameter in modelling.owners(each, known)}
    path = [f"{name}: {_kind_of_key(name, known.get(owners.get(name, ''), name), models)}" for name in each.parameters]
    body = modelling.model_name(each)
    found = re.search(rf"^class {body}\(BaseModel\):\n(.*?)(?=\n\n\n|\Z)", models, re.MULTILINE | re.DOTALL) if body else None
    # A body in which nothing is required may be left away.
    optional = found is not None and all(
        " = " in line and not re.search(r"= Field\((?:\.\.\.|\)|(?!default)\w+=)", line)
        for line in found[1].splitlines()
        if re.match(r"    \w+: ", line)
    )
    bodies = [f"body: {body}{f' = {body}()' if optional else ''}"] if found else []
    required = [f"{name}: {kind}" for name, kind in each.query.items() if "=" not in kind]
    return ", ".join([*path, *bodies, *required, *(f"{name}: {kind}" for name, kind in each.query.items() if "=" in kind)])


def _kind_of_key(parameter: str, key: str, models: str) -> str:
    """The type of a parameter of a path: a number where it is an id, or where requests give its field as one."""
    numbered = re.search(rf"^    {parameter}: (?:StrictInt|int)\b", models, re.MULTILINE) is not None
    return "int" if numbered or (key == "id" and modelling.is_id(parameter)) else "str"


def _looked_up(owners: Sequence[tuple[str, str]], tables: Mapping[str, str]) -> list[str]:
    """The rows that a path names, the outer first."""
    lines = []
    for at, (table, name) in enumerate(owners):
        if tables[table] == "id" and not modelling.is_id(name):
            outer = f"{modelling.one(owners[at - 1][0])}_id={owners[at - 1][1]}, " if at else ""
            lines += [f"{modelling.one(table)} = {table}.first({outer}{name}={name})", f"if {modelling.one(table)} is None:"]
            lines.append(f'    raise HTTPException(404, "there is no such {modelling.one(table)}")')
        else:
            lines.append(f"{modelling.one(table)} = {table}.get({name})")
    return lines


def _body(each: Operation, models: str, every: Sequence[Operation], intent: str) -> list[str]:
    tables = modelling.keys(every)
    owners = modelling.owners(each, tables)
    own, ends = re.sub(r"\W", "_", each.collection), each.path.endswith("}")
    lines = _looked_up(owners, tables)
    if owners and each.method == "GET" and (target := _redirected(each, models)):
        return [*lines, f'return RedirectResponse({modelling.one(owners[-1][0])}["{target[0]}"], {target[1]})']
    if len(owners) > 1 and modelling.is_id(owners[-1][1]):
        (parent, outer), (child, _) = owners[-2:]
        lines += [
            f'if {modelling.one(child)}["{modelling.one(parent)}_id"] != {outer}:',
            f'    raise HTTPException(404, "there is no such {modelling.one(child)}")',
        ]
    body = modelling.model_name(each)
    has_body = bool(body) and f"class {body}(" in models
    if has_body:
        named = ", by_alias=True" if "alias=" in models else ""
        unset = ", exclude_unset=True" if each.method == "PATCH" else ""
        lines.append(f'values = body.model_dump(mode="json"{named}{unset})')
    if ends and owners:
        return [*lines, *_on_row(each, owners[-1], every)]
    if own in tables:
        return [
            *lines,
            *_on_table(each, own, owners[-1:], _starting(each, models, every, intent, has_body), _filters(each, models, every, intent)),
        ]
    return [*lines, f"return {modelling.one(owners[-1][0])}" if owners else "return values" if has_body else "return {}"]


def _redirected(each: Operation, models: str) -> tuple[str, int] | None:
    """The field that an operation redirects to, and its status; None when it answers itself."""
    status = re.search(r"\b(30[12378])\b", each.words)
    field = re.search(r"^    (\w*(?:url|address|target|link|location)\w*): ", models, re.MULTILINE)
    return (field[1], int(status[1]) if status else 307) if field and re.search(r"(?i)\bredirect", each.words) else None


def _on_row(each: Operation, owner: tuple[str, str], every: Sequence[Operation]) -> list[str]:
    table, name = owner
    if modelling.keys(every)[table] == "id" and not modelling.is_id(name):
        name = f'{modelling.one(table)}["id"]'
    if each.method == "DELETE":
        children = [
            other.collection for other in every if other.method == "POST" and re.fullmatch(rf"/{table}/\{{\w+\}}/([\w-]+s)", other.path)
        ]
        gone = [
            f'for child in {child}.list({modelling.one(table)}_id={name}):\n        {child}.delete(child["id"])'
            for child in children
            if child in modelling.keys(every)
        ]
        return [*gone, f"{table}.delete({name})"]
    return [f"return {table}.update({name}, values)"] if each.method in ("PUT", "PATCH") else [f"return {modelling.one(table)}"]


def _starting(each: Operation, models: str, every: Sequence[Operation], intent: str, has_body: bool) -> list[str]:
    """The values of a new thing that the text names and no request sets."""
    if each.method != "POST":
        return []
    sent = (
        re.search(rf"^class {modelling.model_name(each)}\(BaseModel\):\n(.*?)(?=\n\n\n|\Z)", models, re.MULTILINE | re.DOTALL)
        if has_body
        else None
    )
    taken = set(re.findall(r"^    (\w+): ", sent[1], re.MULTILINE)) if sent else set()
    added = [f'values["{name}"] = {value}' for name, value in contract.initial(each, intent).items() if name not in taken]
    key = modelling.keys(every).get(re.sub(r"\W", "_", each.collection), "id")
    if key != "id" and key not in taken and each.status == 201:
        added.append(f'values["{key}"] = secrets.token_hex(4)')
    return [*([] if has_body else ["values = {}"]), *added]


def _filters(each: Operation, models: str, every: Sequence[Operation], intent: str) -> list[str]:
    """Query parameters that are called like a field, or like its limit (`max_minutes`)."""
    fields = set(re.findall(r"^    (\w+): ", models, re.MULTILINE))
    fields |= {name for other in every if other.method == "POST" for name in contract.initial(other, intent)}
    lines = []
    for name in each.query:
        limit = re.fullmatch(r"(max|min)_(\w+)", name)
        field = name if name in fields else limit[2] if limit and limit[2] in fields else ""
        compared = {"max": "<=", "min": ">="}[limit[1]] if limit and field != name else "=="
        if field:
            lines += [f"if {name} is not None:", f'    rows = [row for row in rows if row["{field}"] {compared} {name}]']
    return lines


def _on_table(each: Operation, own: str, owner: list[tuple[str, str]], starting: list[str], filters: list[str]) -> list[str]:
    link = f"{modelling.one(owner[0][0])}_id" if owner else ""
    if each.method == "POST":
        return [*starting, *([f'values["{link}"] = {owner[0][1]}'] if owner else []), f"return {own}.create(values)"]
    if each.method == "DELETE":
        return [f"{own}.delete_all()"]
    rows = f"{own}.list({f'{link}={owner[0][1]}' if link else ''})"
    return [f"rows = {rows}", *filters, "return rows"] if filters else [f"return {rows}"]


def spliced(drafted: str, answered: str) -> str | None:
    """The drafted route with the body of the answered function, and the helpers it brought; None when there is no such function."""
    tree = sources.parsed(File(path="answer.py", content=answered))
    if isinstance(tree, sources.Fault):
        return None
    draft = ast.parse(drafted).body[0]
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    if not (isinstance(draft, ast.FunctionDef) and functions):
        return None
    same = next(
        (node for node in functions if node.name == draft.name), next((node for node in functions if node.decorator_list), functions[-1])
    )
    helpers = [ast.unparse(node) for node in functions if node is not same and not node.decorator_list]
    body = [node for node in same.body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]
    if not body or (len(body) == 1 and isinstance(body[0], ast.Pass)):
        return None
    lines = drafted.splitlines()
    header = lines[: draft.body[0].end_lineno]
    body = [*_still_needed(draft, body), *body]
    indented = ["    " + line for node in body for line in ast.unparse(node).splitlines()]
    return "\n\n\n".join([*helpers, "\n".join([*header, *indented])])


def _still_needed(draft: ast.FunctionDef, body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The draft's assignments of names that the answer uses and does not set itself."""
    names = [node for part in body for node in ast.walk(part) if isinstance(node, ast.Name)]
    free = {node.id for node in names if isinstance(node.ctx, ast.Load)} - {node.id for node in names if isinstance(node.ctx, ast.Store)}
    assigned = [node for node in draft.body if isinstance(node, ast.Assign)]
    return [node for node in assigned if any(isinstance(target, ast.Name) and target.id in free for target in node.targets)]


def without_inventions(function: str, intent: str, each: Operation) -> str:
    """The function without refusals whose status the intent never names, and with `first` where `get` would refuse what is looked for.

    A conflict at a creation must be named by its own words or by a sentence that is about no other operation.
    """
    tree = ast.parse(function)
    named = {int(status) for status in re.findall(r"\b[45]\d\d\b", intent)}
    if each.method == "POST" and each.status == 201 and "409" not in f"{each.words} {contract.general(intent)}":
        named.discard(409)
    return ast.unparse(_Sober(named).visit(tree)) if "HTTPException" in function else function


class _Sober(ast.NodeTransformer):
    def __init__(self, named: set[int]) -> None:
        self._named = named

    def visit_If(self, node: ast.If) -> ast.AST | None:
        """A condition that only refuses."""
        status = _refusal(node)
        if status is None:
            return self.generic_visit(node)
        if status not in self._named and not node.orelse:
            return None
        if status != 404:
            node.test = _Looking().visit(node.test)
        return node


def _refusal(node: ast.If) -> int | None:
    """The status with which this condition refuses."""
    first = node.body[0]
    call = first.exc if isinstance(first, ast.Raise) else None
    if not isinstance(call, ast.Call) or ast.unparse(call.func) != "HTTPException":
        return None
    values = [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg == "status_code")]
    return values[0].value if values and isinstance(values[0], ast.Constant) and isinstance(values[0].value, int) else None


class _Looking(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        """`users.get(values["name"])` in a condition: whether there is one, so `users.first(name=…)`."""
        fields = [re.fullmatch(r"(?:values\['(\w+)'\]|body\.(\w+))", ast.unparse(part)) for part in node.args]
        if fields and all(fields) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            named = [ast.keyword(found[1] or found[2], part) for found, part in zip(fields, node.args, strict=True) if found]
            return ast.Call(ast.Attribute(node.func.value, "first", ast.Load()), [], named)
        return self.generic_visit(node)
