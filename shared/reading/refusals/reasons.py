"""Why a record's state refuses something, as people say it: `the book is borrowed`. Pure."""

import ast
import re
from collections.abc import Mapping

from shared.reading.changes.naming import spoken, with_article
from shared.writing import words
from shared.writing.ir import App, Entity, Guard

_KINDS = frozenset({"state", "already", "owner", "value"})
_STATES = frozenset({"status", "state", "stage", "phase"})
_SIGNS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "less than {}",
    ast.LtE: "not more than {}",
    ast.Gt: "more than {}",
    ast.GtE: "not less than {}",
    ast.Eq: "{}",
    ast.NotEq: "not {}",
}


def tell(app: App) -> None:
    """Gives each refusal by the state of a record the words for that state, where its condition is a plain one."""
    for endpoint in app.endpoints:
        for guard in endpoint.guards:
            entity = app.entities.get(guard.owner or endpoint.entity)
            if guard.kind in _KINDS and entity is not None:
                guard.words = _reason(entity, guard) or guard.words


def _reason(entity: Entity, guard: Guard) -> str:
    """Empty where the condition is not a plain one."""
    said = _said(entity, ast.parse(guard.code, mode="eval").body, True)
    return f"{said} already" if said and guard.kind == "already" and " not " not in said and not said.endswith("already") else said


def _said(entity: Entity, node: ast.expr, holds: bool) -> str:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return _said(entity, inner, not holds)
        case ast.Subscript(value=ast.Name("row" | "owner"), slice=ast.Constant(str(name))):
            one = entity.field(name)
            return f"{_the(entity)} is {'' if holds else 'not '}{spoken(name)}" if one is not None and one.type == "boolean" else ""
        case ast.Compare(
            left=ast.Subscript(value=ast.Name("row" | "owner"), slice=ast.Constant(str(name))), ops=[sign], comparators=[other]
        ):
            return _compared(entity, name, sign, other) if holds else ""
    return ""


def _compared(entity: Entity, name: str, sign: ast.cmpop, other: ast.expr) -> str:
    match sign, other:
        case ((ast.Is() | ast.IsNot()), ast.Constant(None)):
            return _kept(entity, name, isinstance(sign, ast.IsNot))
        case ((ast.In() | ast.NotIn()), ast.Tuple(elts=each)):
            values = [one.value for one in each if isinstance(one, ast.Constant)]
            return _is(entity, name, words.join([_value(one) for one in values], "or"), isinstance(sign, ast.In))
        case _, ast.Constant(value=value) if type(sign) in _SIGNS:
            said = _SIGNS[type(sign)].format(_value(value))
            return _is(entity, name, said.removeprefix("not ") if isinstance(sign, ast.NotEq) else said, not isinstance(sign, ast.NotEq))
    return ""


def _is(entity: Entity, name: str, value: str, holds: bool) -> str:
    one = entity.field(name)
    if one is not None and one.type == "boolean":
        return f"{_the(entity)} is {'' if holds is (value == 'true') else 'not '}{spoken(name)}"
    plural = words.is_plural(name) and name not in _STATES
    return f"the {spoken(name)} of {_the(entity)} {'are' if plural else 'is'} {'' if holds else 'not '}{value}"


def _kept(entity: Entity, name: str, there: bool) -> str:
    """`returned_at` is null or not: the loan was returned already; `borrower`: the book has a borrower."""
    done = re.fullmatch(r"(\w+)_(?:at|on)", name)
    if done:
        return f"{_the(entity)} was {spoken(done[1])} already" if there else f"{_the(entity)} was not {spoken(done[1])}"
    thing = spoken(name.removesuffix("_id"))
    return f"{_the(entity)} has {with_article(thing)} already" if there else f"{_the(entity)} has no {thing}"


def _the(entity: Entity) -> str:
    return f"the {spoken(entity.name)}"


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
