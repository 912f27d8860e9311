"""Names in TypeScript: of variables, functions, tables and members; and the refusal of what is not translated."""

import ast
import json
import re

from shared.errors import NotUnderstood

#: Words of TypeScript that a name must not be.
RESERVED = frozenset(
    [
        "arguments",
        "await",
        "case",
        "catch",
        "class",
        "const",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "eval",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "import",
        "in",
        "instanceof",
        "interface",
        "let",
        "new",
        "null",
        "package",
        "private",
        "protected",
        "public",
        "return",
        "static",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "var",
        "void",
        "while",
        "with",
        "yield",
    ]
)
#: Names of the functions that every module may hold; a variable gets another.
_TAKEN = frozenset(
    [
        "at",
        "average",
        "calculate",
        "camel",
        "caesar",
        "casefold",
        "commonest",
        "compare",
        "contains",
        "day",
        "drawn",
        "equal",
        "get",
        "grouped",
        "instant",
        "items",
        "largest",
        "letters",
        "lines",
        "matched",
        "mean",
        "median",
        "models",
        "moment",
        "now",
        "pairs",
        "placed",
        "pages",
        "plain",
        "pop",
        "power",
        "put",
        "range",
        "round",
        "sent",
        "service",
        "set",
        "shapes",
        "size",
        "slice",
        "slugify",
        "smallest",
        "sort",
        "sorted",
        "store",
        "strip",
        "sum",
        "text",
        "today",
        "truthy",
        "variance",
        "words",
        "app",
        "test",
        "fresh",
    ]
)
_TABLES = frozenset(["db", "empty", "open", "tables", "transaction", "where"])


def refused(node: ast.AST) -> NotUnderstood:
    """That TypeScript cannot be written for this yet."""
    return NotUnderstood(f"I cannot write this part of it in TypeScript yet, only in Python: {ast.unparse(node)[:200]}")


def rounded(text: str, spec: ast.expr | None) -> str:
    """A value within a text, with so many decimals where the format `.2f` asks for them."""
    places = re.fullmatch(r"f'\.(\d)f'", ast.unparse(spec)) if spec is not None else None
    if spec is not None and places is None:
        raise refused(spec)
    return f"({text}).toFixed({places[1]})" if places else text


def camel(name: str) -> str:
    """`find_book` -> `findBook`."""
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def variable(name: str) -> str:
    """A name that TypeScript allows: `from_` is `from`, `new` is `new_`; `row_` stays what it is, beside the `row` of a loop."""
    if name in {"row_", "rows_"}:
        return name
    plain = name.rstrip("_") or name
    return f"{plain}_" if plain in RESERVED | _TAKEN else plain


def table(name: str) -> str:
    """The name of a table in `store.ts`."""
    return f"{name}_" if name in RESERVED | _TABLES else name


def member(name: str) -> str:
    """`.title`, or `["no name"]`."""
    return f".{name}" if re.fullmatch(r"[A-Za-z_]\w*", name) else f"[{quoted(name)}]"


def quoted(value: str) -> str:
    """A text as a literal."""
    return json.dumps(value, ensure_ascii=False)
