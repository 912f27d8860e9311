"""What a condition says: which fields it speaks of, and how it weighs them. Conditions are Python expressions, and read as such. Pure.

`row` is a record before a change, `owner` the one that it belongs to, `values` what a request sends, `whole` a record as it will be.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_SENT = {"values", "whole"}
_LESS, _MORE = (ast.Lt, ast.LtE), (ast.Gt, ast.GtE)


@dataclass(frozen=True, slots=True)
class State:
    """A field has a value, or has not (`is_so`): `row["state"] != "open"`, `not row["paid"]`."""

    field: str
    value: str | bool
    is_so: bool

    @property
    def otherwise(self) -> str:
        """The expression of the value with which it is not so; empty: any other value."""
        if self.value is True:
            return str(not self.is_so)
        return "" if self.is_so else f'"{self.value}"'


@dataclass(frozen=True, slots=True)
class Link:
    """A field of the request holds the `key` of a record of another table; of a list, each of its lines does."""

    field: str
    table: str
    key: str


@lru_cache(maxsize=1024)
def _tree(code: str) -> ast.expr:
    return ast.parse(code, mode="eval").body


def _each[T: ast.AST](code: str, kind: type[T]) -> Iterator[T]:
    """Its parts of this kind."""
    return (node for node in ast.walk(_tree(code)) if isinstance(node, kind))


def state(code: str, of: str) -> State | None:
    """The state of a record, where the condition is about nothing else."""
    tree, is_so = _tree(code), True
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not):
        tree, is_so = tree.operand, False
    if (field := _member(tree, {of})) is not None:
        return State(field, True, is_so)
    match tree:
        case ast.Compare(left, [ast.Eq() | ast.NotEq() as how], [ast.Constant(str(value))]) if (field := _member(left, {of})) is not None:
            return State(field, value, is_so == isinstance(how, ast.Eq))
    return None


def asked_of_owner(code: str) -> set[str]:
    """The fields of the record that another one belongs to, which the condition speaks of."""
    return {field for node in _each(code, ast.Subscript) if (field := _text(node.slice)) is not None and _is_owner(node.value)}


def taken(code: str) -> tuple[str, str] | None:
    """Of which resource a number must not be less than what is taken of it, and the number's field."""
    for node in _each(code, ast.Compare):
        if isinstance(node.ops[0], _LESS) and isinstance(node.left, ast.Subscript) and (owner := _found(node.left.value, {"values"})):
            return owner, _text(node.left.slice) or ""
    return None


def measured(code: str) -> set[str]:
    """The fields of the request of which there may be too much."""
    more = [node.left for node in _each(code, ast.Compare) if isinstance(node.ops[0], _MORE)]
    more += [node.comparators[0] for node in _each(code, ast.Compare) if isinstance(node.ops[0], _LESS)]
    return {field for side in more for node in ast.walk(side) if (field := _member(node, _SENT)) is not None}


def matched(code: str) -> set[str]:
    """The fields of the request by which records are looked for that hold the same."""
    return {word.arg for word in _each(code, ast.keyword) if word.arg is not None and word.arg == _member(word.value, {"values"})}


def named(code: str) -> Link | None:
    """The record that has to be there, by a field of the request that names it."""
    for node in _each(code, ast.UnaryOp):
        match node.operand:
            case ast.Call(ast.Attribute(ast.Attribute(ast.Name("store"), table), "find"), [], [ast.keyword(str(key), value)]):
                if (field := _member(value, {"whole"})) is not None:
                    return Link(field, table, key)
    return None


def in_lines(code: str) -> Link | None:
    """The record that has to be there for each line of a list."""
    for lines in _each(code, ast.comprehension):
        if (field := _member(lines.iter, {"values"})) is None or not isinstance(lines.target, ast.Name):
            continue
        for node in _each(code, ast.Call):
            match node:
                case ast.Call(ast.Attribute(ast.Attribute(ast.Name("store"), table), "get"), [one]):
                    if (key := _member(one, {lines.target.id})) is not None:
                        return Link(field, table, key)
    return None


def must_follow(code: str) -> set[str]:
    """The fields of the request whose value has to be one of those that may come next."""
    found = set()
    for node in _each(code, ast.Compare):
        match node:
            case ast.Compare(sent, [ast.NotIn()], [ast.Call(ast.Attribute(ast.Name("moves"), "get"))]):
                found.add(_member(sent, {"values"}))
    return {field for field in found if field is not None}


def exceeding(code: str) -> set[str]:
    """The fields of the request that may be more than a number of another record."""
    return {
        field
        for node in _each(code, ast.Compare)
        if isinstance(node.ops[0], _MORE) and (field := _member(node.left, {"whole"})) is not None
        if isinstance(side := node.comparators[0], ast.Subscript) and _found(side.value, _SENT)
    }


def compares_upwards(code: str) -> bool:
    """Whether it is that something is less."""
    return any(isinstance(how, _LESS) for node in _each(code, ast.Compare) for how in node.ops)


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _member(node: ast.AST, of: set[str]) -> str | None:
    """The field of `row["field"]`, for these names of `row`."""
    match node:
        case ast.Subscript(ast.Name(name), ast.Constant(str(field))) if name in of:
            return field
    return None


def _found(node: ast.expr, by: set[str]) -> str:
    """The resource of `find_room(values["room_id"])`; empty where it is none."""
    match node:
        case ast.Call(ast.Name(function), [key]) if function.startswith("find_") and _member(key, by) is not None:
            return function.removeprefix("find_")
    return ""


def _is_owner(node: ast.expr) -> bool:
    """`owner`, or what is found by its key: `find_room(key)`."""
    match node:
        case ast.Name("owner"):
            return True
        case ast.Call(ast.Name(function), [ast.Name("key")]):
            return function.startswith("find_")
    return bool(_found(node, _SENT))
