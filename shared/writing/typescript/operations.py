"""Writes an operation of a service: what its request carries, and what it does."""

import ast
import re
from collections.abc import Sequence

from shared.errors import NotUnderstood
from shared.writing.ir import Endpoint
from shared.writing.typescript.expressions import Expressions
from shared.writing.typescript.names import member, quoted, variable
from shared.writing.typescript.statements import body


def operation(write: Expressions, node: ast.AsyncFunctionDef, endpoint: Endpoint, more: Sequence[str] = ()) -> str:
    """The operation that does what a function in Python does; `more`: what else its request carries. Raises NotUnderstood."""
    takes = [f"status: {endpoint.status}"] if endpoint.status not in {200, 0} and "Redirect" not in endpoint.bare else []
    kinds = {one.arg: one.annotation for one in node.args.args}
    defaults = dict(zip([one.arg for one in node.args.args][::-1], node.args.defaults[::-1], strict=False))
    path = [f"{name}: {_place(kinds[name])}" for name in endpoint.params if name in kinds]
    takes += [f"path: {{ {', '.join(path)} }}"] if path else []
    query = [f"{property_name(one.name)}: {_asked(one.name, kinds, defaults)}" for one in endpoint.query if _argument(one.name, kinds)]
    takes += [f"query: {{ {', '.join(query)} }}"] if query else []
    takes += [*more, *(["bodyOptional: true"] if "body" in defaults else [])]
    takes += ['type: "html"'] if endpoint.bare == "HTMLResponse" else ['type: "text"'] if endpoint.bare == "PlainTextResponse" else []
    names = [name for name in kinds if name != "response"]
    given = ", ".join(variable(name) if variable(name) == name.rstrip("_") else f"{name.rstrip('_')}: {variable(name)}" for name in names)
    lines = body(write, node.body, list(kinds))
    wants = f"({{ {given} }}, response)" if "response" in kinds else f"({{ {given} }})" if names else "()"
    said = ast.get_docstring(node) or ""
    return f"// {said}\nservice.{endpoint.method.lower()}({quoted(endpoint.path)}, {{ {', '.join(takes)} }}, {wants} => {{\n{lines}\n}});".replace(
        "{  }", "{}"
    )


def property_name(name: str) -> str:
    """The name of a member, in quotes where it needs them."""
    return name if member(name).startswith(".") else quoted(name)


def _argument(name: str, kinds: dict[str, ast.expr | None]) -> str:
    return name if name in kinds else f"{name}_" if f"{name}_" in kinds else ""


def _place(kind: ast.expr | None) -> str:
    said = ast.unparse(kind) if kind else "str"
    shape = {"int": "shapes.whole()", "float": "shapes.number()", "str": "shapes.text()"}.get(said)
    if shape is None:
        raise NotUnderstood(f"I cannot write a path parameter of this kind in TypeScript yet: {said}")
    return shape


def _asked(name: str, kinds: dict[str, ast.expr | None], defaults: dict[str, ast.expr]) -> str:
    """The shape of a query parameter, from its annotation."""
    argument = _argument(name, kinds)
    said = ast.unparse(kinds[argument] or ast.Constant("str"))
    limits = dict(re.findall(r"\b(ge|le|gt|lt)=(-?[\d.]+(?: \*\* \d+)?)", said))
    names = {"ge": "low", "le": "high", "gt": "above", "lt": "below"}
    parts = [f"{names[one]}: {value}" for one, value in limits.items()]
    annotated = ast.walk(kinds[argument] or ast.Constant("str"))
    parts += [
        f"pattern: {quoted(ast.literal_eval(one.value))}" for one in annotated if isinstance(one, ast.keyword) and one.arg == "pattern"
    ]
    shown = ", ".join(parts)
    given = f"{{ {shown} }}" if shown else ""
    if choices := re.search(r"Literal\[([^\]]*)\]", said):
        shape = f"shapes.choice({choices[1]})".replace("'", '"')
    else:
        found = re.search(r"\b(int|float|bool|str)\b", said)
        shape = f"shapes.{({'int': 'whole', 'float': 'number', 'bool': 'flag', 'str': 'text'})[found[1] if found else 'str']}({given})"
    if argument not in defaults:
        return shape
    default = defaults[argument]
    value = default.value if isinstance(default, ast.Constant) else None
    return f"shapes.optional({shape})" if value is None else f"shapes.optional({shape}, {Expressions({}, frozenset())(default)})"
