"""Whether what was found for a member fits what is said of it: a flag is true or false, a difference subtracts."""

import ast
import re

from shared.writing.ir import Entity

_FLAG = re.compile(r"\W*(?:is )?(?:true|false|whether)\b")
_ARITHMETIC = re.compile(r"\b(?:plus|minus|times|multiplied by|divided by)\b(?! (?:or|one))|(?<=[a-z]) [-+*/] (?=[a-z])")
_SIGNS = re.compile(r"[-+*/]|\bdate|\bdays\b")


def fits(entity: Entity, name: str, gloss: str, code: str) -> bool:
    """Whether an expression can be what a gloss tells of a member. A gloss that names it tells how others are worked out."""
    gloss = gloss.removeprefix(name).strip(' `"(:,=-')
    if _FLAG.match(gloss) and not _true_or_false(entity, code):
        return False
    if re.search(rf"\b{re.escape(name)}\b", gloss):
        return True
    return not _ARITHMETIC.search(gloss) or _SIGNS.search(re.sub(r"\"[^\"]*\"", "", code)) is not None


def _true_or_false(entity: Entity, code: str) -> bool:
    flags = {one.name for one in entity.fields.values() if one.type in {"boolean", "scalar", ""}}
    flags |= {one.name for one in entity.computed}

    def flag(node: ast.expr) -> bool:
        match node:
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()) | ast.Constant(value=bool() | None):
                return True
            case ast.Call(func=ast.Name(id="any" | "all" | "bool" | "next")):
                return True
            case ast.IfExp(body=body, orelse=rest):
                return flag(body) and flag(rest)
            case ast.Subscript(slice=ast.Constant(value=name)):
                return name in flags
        return False

    return flag(ast.parse(code, mode="eval").body)
