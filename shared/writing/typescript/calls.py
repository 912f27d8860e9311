"""Translates calls: of functions, of methods, of the tables, and of the client of tests."""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from shared.writing.typescript.names import camel, member, refused, table

#: Functions that are one of `values.ts` or of JavaScript.
_FUNCTIONS = {
    "len": "size",
    "str": "text",
    "abs": "Math.abs",
    "round": "round",
    "float": "Number",
    "int": "Math.trunc",
    "bool": "truthy",
    "range": "range",
}
_METHODS = {
    "lower": "toLowerCase",
    "upper": "toUpperCase",
    "startswith": "startsWith",
    "endswith": "endsWith",
    "append": "push",
    "reverse": "reverse",
    "replace": "replaceAll",
    "index": "indexOf",
}
#: The functions of `pages.ts` and their parameters.
_PAGES = {
    "page": ("title", "body"),
    "table": ("rows", "columns", "link", "empty"),
    "sections": ("rows", "columns", "headings", "link", "empty", "vacant"),
    "sheet": ("row", "columns"),
    "buttons": ("row", "posts"),
}
_HTTP = ("get", "post", "put", "patch", "delete")


class Writer(Protocol):
    """What writes the parts of a call."""

    functions: Mapping[str, Sequence[str]]
    makers: frozenset[str]

    def __call__(self, node: ast.AST) -> str: ...
    def test(self, node: ast.expr) -> str: ...
    def inner(self, node: ast.expr) -> str: ...
    def target(self, node: ast.expr) -> str: ...
    def iterated(self, node: ast.expr) -> str: ...


class Calls:
    """Translates the calls of one module; `write` does the rest."""

    def __init__(self, write: Writer) -> None:
        self._write = write

    def __call__(self, node: ast.Call) -> str:
        """The call in TypeScript. Raises NotUnderstood."""
        function = node.func
        if isinstance(function, ast.Name):
            return self._function(node, function.id)
        if isinstance(function, ast.Attribute):
            return self._method(node, function)
        raise refused(node)

    def _function(self, node: ast.Call, name: str) -> str:
        special: Mapping[str, Callable[[ast.Call], str]] = {
            "any": lambda call: self._some(call, "some"),
            "all": lambda call: self._some(call, "every"),
            "sum": lambda call: f"sum({self._write.iterated(call.args[0])})",
            "max": lambda call: self._extreme(call, "largest"),
            "min": lambda call: self._extreme(call, "smallest"),
            "next": self._first,
            "enumerate": self._placed,
            "iter": lambda call: self._write(call.args[0]),
            "list": lambda call: self._write.iterated(call.args[0]),
            "reversed": lambda call: f"{self._write.iterated(call.args[0])}.toReversed()",
            "sorted": lambda call: f"sorted({', '.join([self._write.iterated(call.args[0]), *self._ordering(call)])})",
            "set": lambda call: f"new Set({self._write.iterated(call.args[0]) if call.args else ''})",
            "RedirectResponse": lambda call: f"new Redirect({', '.join(map(self._write, call.args))})",
            "PlainTextResponse": lambda call: self._write(call.args[0]),
            "HTTPException": lambda call: f"new Refusal({', '.join(map(self._write, call.args))})",
            "timedelta": lambda call: ", ".join(self._write(one.value) for one in call.keywords if one.arg == "days"),
            "escape": lambda call: f"pages.words({self._write(call.args[0])})",
            "uuid4": lambda call: "randomUUID()",
        }
        if text := special[name](node) if name in special else "":
            return text
        if name in self._write.functions:
            arguments = self._arguments(node, self._write.functions[name])
            called = f"{camel(name)}({', '.join(arguments)})"
            return f"(await {called})" if name in self._write.makers else called
        if name in _PAGES:
            return f"pages.{name}({', '.join(self._arguments(node, _PAGES[name]))})"
        if name in _FUNCTIONS and not node.keywords:
            return f"{_FUNCTIONS[name]}({', '.join(map(self._write, node.args))})"
        raise refused(node)

    def _arguments(self, node: ast.Call, parameters: Sequence[str]) -> list[str]:
        given = [self._write(one) for one in node.args]
        named = {one.arg: self._write(one.value) for one in node.keywords}
        for name in parameters[len(given) :]:
            if not named:
                break
            given.append(named.pop(name, "undefined") if name != "changes" else named.pop(None, "undefined"))
        if named:
            raise refused(node)
        return given

    def _some(self, node: ast.Call, method: str) -> str:
        argument = node.args[0]
        if isinstance(argument, ast.GeneratorExp) and len(argument.generators) == 1:
            loop = argument.generators[0]
            text = self._write.iterated(loop.iter)
            for condition in loop.ifs:
                text += f".filter(({self._write.target(loop.target)}: any) => {self._write.test(condition)})"
            return f"{text}.{method}(({self._write.target(loop.target)}: any) => {self._write.test(argument.elt)})"
        return f"{self._write.iterated(argument)}.{method}(truthy)"

    def _extreme(self, node: ast.Call, name: str) -> str:
        named = {one.arg: one.value for one in node.keywords}
        if len(node.args) > 1:
            return f"{name}([{', '.join(map(self._write, node.args))}])"
        otherwise = self._write(named["default"]) if "default" in named else "null"
        key = f", {self._key(named['key'])}" if "key" in named else ""
        return f"{name}({self._write.iterated(node.args[0])}, {otherwise}{key})"

    def _first(self, node: ast.Call) -> str:
        otherwise = self._write(node.args[1]) if len(node.args) > 1 else "null"
        return f"({self._write.iterated(node.args[0])}[0] ?? {otherwise})"

    def _placed(self, node: ast.Call) -> str:
        first = [*node.args[1:], *(one.value for one in node.keywords)]
        return f"placed({', '.join([self._write.iterated(node.args[0]), *map(self._write, first)])})"

    def _ordering(self, node: ast.Call) -> list[str]:
        named = {one.arg: one.value for one in node.keywords}
        if not named:
            return []
        key = self._key(named["key"]) if "key" in named else "undefined"
        return [key, self._write(named["reverse"])] if "reverse" in named else [key]

    def _key(self, node: ast.expr) -> str:
        return "size" if isinstance(node, ast.Name) and node.id == "len" else self._write(node)

    def _method(self, node: ast.Call, function: ast.Attribute) -> str:
        owner, name = function.value, function.attr
        if text := self._of_modules(node, ast.unparse(function)):
            return text
        if isinstance(owner, ast.Name) and owner.id == "client" and name in _HTTP:
            return self._request(node, name)
        if ast.unparse(owner).startswith("store."):
            return self._stored(node, owner, name)
        if name == "model_dump":
            partial = any(one.arg == "exclude_unset" for one in node.keywords)
            return f"sent({self._write(owner)})" if partial else f"{{ ...{self._write(owner)} }}"
        return self._plain_method(node, owner, name)

    def _of_modules(self, node: ast.Call, whole: str) -> str:
        """A function of one of Python's modules or classes; empty when it is none."""
        arguments = ", ".join(map(self._write, node.args))
        named: Mapping[str, Callable[[], str]] = {
            "date.today": lambda: "today()",
            "date.fromisoformat": lambda: f"day({arguments})",
            "datetime.fromisoformat": lambda: f"instant({arguments})",
            "random.choice": lambda: f"drawn({arguments})",
            "random.randint": lambda: f"randomInt({self._write(node.args[0])}, {self._write.inner(node.args[1])} + 1)",
            "statistics.fmean": lambda: f"mean({arguments})",
            "statistics.median": lambda: f"median({arguments})",
            "statistics.mode": lambda: f"commonest({arguments})",
            "statistics.pvariance": lambda: f"variance({arguments})",
            "statistics.pstdev": lambda: f"Math.sqrt(variance({arguments}))",
            "dict.fromkeys": lambda: f"[...new Set({self._write.iterated(node.args[0])})]",
            "re.search": lambda: f"matched({arguments})",
            "re.fullmatch": lambda: f'matched("^(?:" + {self._write(node.args[0])} + ")$", {self._write(node.args[1])})',
        }
        return named[whole]() if whole in named else ""

    def _plain_method(self, node: ast.Call, owner: ast.expr, name: str) -> str:
        own, arguments = self._write.inner(owner), [self._write(one) for one in node.args]
        special: Mapping[str, Callable[[], str]] = {
            "get": lambda: self._got(node, own, arguments),
            "casefold": lambda: f"casefold({own})",
            "items": lambda: f"pairs({own})",
            "keys": lambda: f"items({own})",
            "values": lambda: f"pairs({own}).map((pair) => pair[1])",
            "join": lambda: f"{self._write.iterated(node.args[0])}.join({own})",
            "split": lambda: f"{own}.split({arguments[0]})" if arguments else f"words({own})",
            "strip": lambda: f"strip({', '.join([own, *arguments])})",
            "lstrip": lambda: f'{own}.replace(/^-+/, "")' if arguments == ['"-"'] else "",
            "splitlines": lambda: f"lines({own})",
            "count": lambda: f"{own}.filter((each: unknown) => each === {arguments[0]}).length",
            "isoformat": lambda: f"isoDay({own})",
            "setdefault": lambda: f"setDefault({', '.join([own, *arguments])})",
            "sort": lambda: f"sort({', '.join([own, *self._ordering(node)])})",
            "pop": lambda: f"pop({', '.join([own, *arguments])})",
            "timestamp": lambda: own,
            "json": lambda: f"{own}.json()",
        }
        if text := special[name]() if name in special else "":
            return text
        if name in _METHODS and not node.keywords:
            return f"{own}.{_METHODS[name]}({', '.join(arguments)})"
        raise refused(node)

    def _got(self, node: ast.Call, own: str, arguments: list[str]) -> str:
        key = node.args[0]
        if isinstance(owner := node.func, ast.Attribute) and isinstance(owner.value, ast.Name) and owner.value.id == "table":
            return f"{own}.get({arguments[0]})"
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and len(arguments) == 1:
            return f"{own}{member(key.value)}"
        return f"get({', '.join([own, *arguments])})"

    def _stored(self, node: ast.Call, owner: ast.expr, name: str) -> str:
        place = f"store.{table(ast.unparse(owner).removeprefix('store.'))}"
        named = [f"{one.arg}: {self._write(one.value)}" if one.arg else f"...{self._write(one.value)}" for one in node.keywords]
        arguments = [*map(self._write, node.args), *([f"{{ {', '.join(named)} }}"] if named else [])]
        if name not in {"get", "find", "add", "change", "remove"}:
            raise refused(node)
        return f"{place}.{name}({', '.join(arguments)})"

    def _request(self, node: ast.Call, name: str) -> str:
        named = {one.arg: self._write(one.value) for one in node.keywords}
        if set(named) - {"json", "params"}:
            raise refused(node)
        given = ", ".join(f"{key}: {value}" for key, value in named.items())
        return f"(await client.{name}({self._write(node.args[0])}{f', {{ {given} }}' if given else ''}))"
