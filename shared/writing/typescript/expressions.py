"""Translates the expressions that the offline model's writers use from Python to TypeScript. What is not in the tables here is refused."""

import ast
import re
from collections.abc import Callable, Mapping, Sequence

from shared.writing.typescript.calls import Calls
from shared.writing.typescript.names import camel, member, quoted, refused, rounded, table, variable

_CONSTANTS = {None: "null", True: "true", False: "false"}
_COMPARISONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}


class Expressions:
    """Translates within one module. `functions`: the module's own, with their parameters; `scalars`: fields that are never lists or objects."""

    def __init__(self, functions: Mapping[str, Sequence[str]], scalars: frozenset[str], makers: frozenset[str] = frozenset()) -> None:
        self.functions, self.scalars, self.makers = functions, scalars, makers
        self.maps: set[str] = set()
        self._writers: dict[type[ast.AST], Callable[..., str]] = {
            ast.Constant: self._constant,
            ast.Name: self._name,
            ast.Attribute: self._attribute,
            ast.Subscript: self._subscript,
            ast.Compare: self._compare,
            ast.BoolOp: self._both,
            ast.UnaryOp: self._unary,
            ast.BinOp: self._binary,
            ast.IfExp: self._choice,
            ast.Call: Calls(self),
            ast.Dict: self._dict,
            ast.List: lambda node: f"[{', '.join(map(self, node.elts))}]",
            ast.Tuple: lambda node: f"[{', '.join(map(self, node.elts))}]",
            ast.Set: lambda node: f"new Set([{', '.join(map(self, node.elts))}])",
            ast.Starred: lambda node: f"...{self(node.value)}",
            ast.ListComp: self._comprehension,
            ast.GeneratorExp: self._comprehension,
            ast.SetComp: lambda node: f"new Set({self._comprehension(node)})",
            ast.DictComp: self._dict_comprehension,
            ast.Lambda: self._lambda,
            ast.JoinedStr: self._joined,
        }

    def __call__(self, node: ast.AST) -> str:
        """The expression in TypeScript. Raises NotUnderstood."""
        writer = self._writers.get(type(node))
        if writer is None:
            raise refused(node)
        return writer(node)

    def test(self, node: ast.expr) -> str:
        """The expression as a condition."""
        if isinstance(node, ast.BoolOp):
            sign = " && " if isinstance(node.op, ast.And) else " || "
            return sign.join(f"({self.test(one)})" if isinstance(one, ast.BoolOp) else self.test(one) for one in node.values)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self.test(node.operand)
            return f"!{inner}" if re.fullmatch(r"[\w.]+(?:\([^()]*\))?", inner) else f"!({inner})"
        return self(node) if self._is_flag(node) or self._is_scalar(node) else f"truthy({self(node)})"

    def _is_flag(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Compare) or (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"any", "all"}
        )

    def _is_scalar(self, node: ast.expr) -> bool:
        """Whether it is null, a text, a number or a truth value, which are the same or not by themselves."""
        if isinstance(node, ast.Constant | ast.JoinedStr) or self._is_flag(node):
            return True
        if isinstance(node, ast.Name):
            return node.id in self.scalars
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            return node.slice.value in self.scalars
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"len", "sum", "str", "round"}

    def _constant(self, node: ast.Constant) -> str:
        value = node.value
        if value is None or isinstance(value, bool):
            return _CONSTANTS[value]
        if isinstance(value, int | float):
            return repr(int(value)) if float(value).is_integer() and abs(value) < 2**53 else repr(value)
        if isinstance(value, str):
            return quoted(value)
        raise refused(node)

    def _name(self, node: ast.Name) -> str:
        return camel(node.id) if node.id in self.functions or node.id in {"show", "grouped"} else variable(node.id)

    def _attribute(self, node: ast.Attribute) -> str:
        if node.attr == "days":
            return f"({self(node.value)})"
        if isinstance(node.value, ast.Name) and node.value.id == "store":
            return f"store.{table(node.attr)}"
        return f"{self(node.value)}.{'status' if node.attr == 'status_code' else node.attr.rstrip('_')}"

    def _subscript(self, node: ast.Subscript) -> str:
        value, index = self(node.value), node.slice
        if isinstance(index, ast.Slice):
            if index.step is not None:
                if ast.unparse(index) == "::-1":
                    return f"items({value}).toReversed()"
                raise refused(node)
            low, high = (self(one) if one is not None else "null" for one in (index.lower, index.upper))
            return f"slice({value}, {low}, {high})"
        if isinstance(index, ast.Constant) and isinstance(index.value, str):
            wrapped = f"({value})" if value.startswith(("await", "{")) or " ?? " in value else value
            return f"{wrapped}{member(index.value)}"
        return f"at({value}, {self(index)})"

    def _compare(self, node: ast.Compare) -> str:
        left, parts = node.left, []
        for operator, right in zip(node.ops, node.comparators, strict=True):
            parts.append(self._pair(left, operator, right))
            left = right
        return " && ".join(parts)

    def _pair(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> str:
        a, b = self.inner(left), self.inner(right)
        if isinstance(operator, ast.Is | ast.IsNot):
            return f"{a} {'!=' if isinstance(operator, ast.IsNot) else '=='} {b}"
        if isinstance(operator, ast.In | ast.NotIn):
            return f"{'!' if isinstance(operator, ast.NotIn) else ''}contains({b}, {a})"
        if isinstance(operator, ast.Eq | ast.NotEq):
            same = isinstance(operator, ast.Eq)
            if self._is_scalar(left) or self._is_scalar(right):
                return f"{a} {'===' if same else '!=='} {b}"
            return f"{'' if same else '!'}equal({a}, {b})"
        return f"{a} {_COMPARISONS[type(operator)]} {b}"

    def inner(self, node: ast.expr) -> str:
        """The expression in parentheses where something stands beside it."""
        text = self(node)
        return f"({text})" if isinstance(node, ast.BoolOp | ast.BinOp | ast.IfExp | ast.Compare | ast.Lambda) or " ?? " in text else text

    def _both(self, node: ast.BoolOp) -> str:
        if all(self._is_flag(one) or isinstance(one, ast.UnaryOp | ast.BoolOp) for one in node.values):
            return self.test(node)
        sign = " && " if isinstance(node.op, ast.And) else " || "
        return sign.join(
            self.inner(one) if isinstance(one, ast.BoolOp | ast.IfExp) or "??" in self(one) else self(one) for one in node.values
        )

    def _unary(self, node: ast.UnaryOp) -> str:
        if isinstance(node.op, ast.Not):
            return self.test(node)
        if isinstance(node.op, ast.USub):
            return f"-{self.inner(node.operand)}"
        raise refused(node)

    def _binary(self, node: ast.BinOp) -> str:
        a, b = self.inner(node.left), self.inner(node.right)
        if isinstance(node.op, ast.BitOr):
            return f"{{ ...{self._record(node.left, a)}, ...{self._record(node.right, b)} }}"
        if isinstance(node.op, ast.Mult) and isinstance(node.left, ast.Constant) and isinstance(node.left.value, str):
            return f"{a}.repeat({b})"
        if isinstance(node.op, ast.FloorDiv):
            return f"Math.floor({a} / {b})"
        if isinstance(node.op, ast.Mod):
            return f"modulo({a}, {b})"
        if type(node.op) not in _OPERATORS or any(isinstance(one, ast.List | ast.ListComp) for one in (node.left, node.right)):
            raise refused(node)
        return f"{a} {_OPERATORS[type(node.op)]} {b}"

    def _record(self, node: ast.expr, text: str) -> str:
        """A mapping as an object, whose members can be spread."""
        is_map = isinstance(node, ast.DictComp) or (isinstance(node, ast.Name) and node.id in self.maps)
        return f"Object.fromEntries({text})" if is_map else text

    def _choice(self, node: ast.IfExp) -> str:
        return f"{self.test(node.test)} ? {self.inner(node.body)} : {self.inner(node.orelse)}"

    def _dict(self, node: ast.Dict) -> str:
        parts = []
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                parts.append(f"...{self(value)}")
            elif isinstance(key, ast.Constant) and isinstance(key.value, str):
                name = key.value if re.fullmatch(r"[A-Za-z_]\w*", key.value) else quoted(key.value)
                parts.append(f"{name}: {self(value)}")
            else:
                parts.append(f"[{self(key)}]: {self(value)}")
        return f"{{ {', '.join(parts)} }}" if parts else "{}"

    def _lambda(self, node: ast.Lambda) -> str:
        body = self(node.body)
        names = ", ".join(f"{variable(one.arg)}: any" for one in node.args.args)
        return f"({names}) => {f'({body})' if body.startswith('{') else body}"

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, element: str | None = None) -> str:
        if len(node.generators) != 1:
            return self._nested(node)
        loop = node.generators[0]
        text, names = self.iterated(loop.iter), self.target(loop.target)
        for condition in loop.ifs:
            text += f".filter(({names}: any) => {self.test(condition)})"
        element = element if element is not None else self(node.elt)
        if element == names:
            return text
        return f"{text}.map(({names}: any) => {f'({element})' if element.startswith('{') else element})"

    def _nested(self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp) -> str:
        first, *rest = node.generators
        if any(isinstance(one, ast.NamedExpr) for one in ast.walk(node)):
            raise refused(node)
        text = self.iterated(first.iter)
        for condition in first.ifs:
            text += f".filter(({self.target(first.target)}: any) => {self.test(condition)})"
        return f"{text}.flatMap(({self.target(first.target)}: any) => {self(ast.ListComp(node.elt, rest))})"

    def _dict_comprehension(self, node: ast.DictComp) -> str:
        listed = ast.ListComp(ast.Tuple([node.key, node.value]), node.generators)
        return f"new Map<any, any>({self(listed)})"

    def target(self, node: ast.expr) -> str:
        """A loop's variable, or variables."""
        if isinstance(node, ast.Tuple):
            return f"[{', '.join(self.target(one) for one in node.elts)}]"
        if isinstance(node, ast.Name):
            return variable(node.id)
        raise refused(node)

    def iterated(self, node: ast.expr) -> str:
        """A list to go through."""
        text = self(node)
        if isinstance(node, ast.ListComp | ast.GeneratorExp | ast.List | ast.Tuple):
            return text
        if isinstance(node, ast.Name) and node.id == "rows":
            return text
        listed = (".find(", "sorted(", "pairs(", "words(", "Array.", "bareWords(", "slice(")
        return text if any(part in text[:40] for part in listed) and text.endswith(")") and "||" not in text else f"items({text})"

    def _joined(self, node: ast.JoinedStr) -> str:
        text = ""
        for part in node.values:
            if isinstance(part, ast.Constant):
                text += str(part.value).replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
            elif isinstance(part, ast.FormattedValue):
                text += f"${{{rounded(self(part.value), part.format_spec)}}}"
            else:
                raise refused(node)
        return f"`{text}`"
