"""Translates the statements that the offline model's writers use from Python to TypeScript."""

import ast
from collections.abc import Iterator, Sequence

from shared.writing.typescript.expressions import Expressions
from shared.writing.typescript.names import refused, variable


def body(expressions: Expressions, statements: Sequence[ast.stmt], parameters: Sequence[str], indent: str = "  ") -> str:
    """The lines of a function's body, its variables declared where they are first set, or at its start."""
    return "\n".join(indent + line for line in _Function(expressions, statements, parameters).lines)


class _Function:
    def __init__(self, expressions: Expressions, statements: Sequence[ast.stmt], parameters: Sequence[str]) -> None:
        self._write = expressions
        self._declared = set(parameters)
        expressions.maps = {name for statement in statements for name in _keyed(statement)}
        assigned = [name for statement in statements for name in _assigned(statement)]
        self._once = {name for name in assigned if assigned.count(name) == 1}
        first = [name for statement in statements for name in _assigned_here(statement)]
        seen: dict[str, None] = {}
        for statement in statements:
            here = set(_assigned_here(statement))
            seen.update({name: None for name in _assigned(statement) if name not in here and name not in first})
            seen.update({name: None for name in _assigned(statement) if name not in here and not _before(statements, statement, name)})
        hoisted = [name for name in seen if name not in self._declared]
        self._declared |= set(hoisted)
        self.lines = [f"let {variable(name)}: any;" for name in hoisted]
        self.lines += [line for statement in statements for line in self._statement(statement)]

    def _block(self, statements: Sequence[ast.stmt]) -> list[str]:
        return [f"  {line}" for statement in statements for line in self._statement(statement)]

    def _statement(self, node: ast.stmt) -> list[str]:  # noqa: C901 - one line for each kind
        write = self._write
        match node:
            case ast.Expr(ast.Constant()):
                return []
            case ast.Expr():
                return [f"{write(node.value)};"]
            case ast.Return():
                return [f"return {write(node.value)};" if node.value is not None else "return;"]
            case ast.Assign():
                return self._assign(node.targets[0], node.value)
            case ast.AnnAssign(target=target, value=value) if value is not None:
                return self._assign(target, value)
            case ast.AugAssign():
                return self._change(node)
            case ast.If():
                return self._choice(node)
            case ast.For():
                return [f"for (const {write.target(node.target)} of {write.iterated(node.iter)}) {{", *self._block(node.body), "}"]
            case ast.While():
                return [f"while ({write.test(node.test)}) {{", *self._block(node.body), "}"]
            case ast.With() if not any(isinstance(one, ast.Return) for one in ast.walk(node)):
                return ["store.transaction(() => {", *self._block(node.body), "});"]
            case ast.Raise(exc=exc) if exc is not None:
                return [f"throw {write(exc)};"]
            case ast.Assert():
                return [self._assert(node)]
            case ast.Pass() | ast.ImportFrom():
                return []
        raise refused(node)

    def _assign(self, target: ast.expr, value: ast.expr) -> list[str]:
        text = self._write(value)
        if text == "{}" and isinstance(target, ast.Name) and target.id in self._write.maps:
            text = "new Map<any, any>()"
        if isinstance(target, ast.Subscript) and _is_computed(target.slice):
            return [f"put({self._write(target.value)}, {self._write(target.slice)}, {text});"]
        if isinstance(target, ast.Subscript | ast.Attribute):
            return [f"{self._write(target)} = {text};"]
        names = [one.id for one in ast.walk(target) if isinstance(one, ast.Name)]
        fresh = [name for name in names if name not in self._declared]
        self._declared |= set(names)
        if not fresh:
            return [f"{self._write.target(target)} = {text};"]
        how = "const" if all(name in self._once for name in names) else "let"
        loose = ": any" if how == "let" or text in {"{}", "[]"} or text.startswith("{") else ""
        return [f"{how} {self._write.target(target)}{loose} = {text};"]

    def _change(self, node: ast.AugAssign) -> list[str]:
        target, value = self._write(node.target), self._write(node.value)
        if isinstance(node.op, ast.BitOr):
            return [f"Object.assign({target}, {value});"]
        if isinstance(node.op, ast.Add) and isinstance(node.value, ast.List | ast.ListComp):
            return [f"{target}.push(...{value});"]
        if isinstance(node.op, ast.Mod):
            return [f"{target} = modulo({target}, {value});"]
        signs = {ast.Add: "+=", ast.Sub: "-=", ast.Mult: "*="}
        if type(node.op) not in signs:
            raise refused(node)
        if isinstance(node.target, ast.Subscript) and _is_computed(node.target.slice):
            place = f"{self._write(node.target.value)}, {self._write(node.target.slice)}"
            return [f"put({place}, {target} {signs[type(node.op)][0]} {value});"]
        return [f"{target} {signs[type(node.op)]} {value};"]

    def _choice(self, node: ast.If) -> list[str]:
        lines = [f"if ({self._write.test(node.test)}) {{", *self._block(node.body), "}"]
        if node.orelse:
            lines[-1:] = ["} else {", *self._block(node.orelse), "}"]
        return lines

    def _assert(self, node: ast.Assert) -> str:
        test, said = node.test, f", {self._write(node.msg)}" if node.msg else ""
        if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq):
            return f"assert.deepEqual({self._write(test.left)}, {self._write(test.comparators[0])}{said});"
        return f"assert.ok({self._write.test(test)}{said});"


def _is_computed(key: ast.expr) -> bool:
    """Whether the key is worked out, as those of a mapping are; those of a record stand in the text."""
    return not isinstance(key, ast.Constant | ast.Slice)


def _keyed(statement: ast.stmt) -> Iterator[str]:
    """The variables that are mappings: by keys that are worked out, they are given values."""
    for node in ast.walk(statement):
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=key, ctx=ast.Store()) if _is_computed(key):
                yield name
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="setdefault")):
                yield name


def _assigned_here(statement: ast.stmt) -> list[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target] if isinstance(statement, ast.AnnAssign) else []
    return [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]


def _assigned(statement: ast.stmt) -> Iterator[str]:
    """The variables that a statement sets, also deep inside of it; those of loops are their own."""
    loops = {id(one) for node in ast.walk(statement) if isinstance(node, ast.For | ast.comprehension) for one in ast.walk(node.target)}
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in loops:
            yield node.id


def _before(statements: Sequence[ast.stmt], statement: ast.stmt, name: str) -> bool:
    """Whether an earlier statement of the same block sets the variable."""
    return any(name in _assigned_here(other) for other in statements[: statements.index(statement)])
