"""What a function that is not written yet can begin with: the rows that its path names, and those that refer to the last of them.

A small model that finds them under their names goes on from there; left to itself it looks them up in the wrong table.
"""

import ast
import re
from collections.abc import Mapping, Sequence

from agent.tables import Table, path_columns, path_keys
from shared.reading.doubts import UNWRITTEN

#: What ends a function that answers a row as all others answer it.
_SHOWN = re.compile(r"^    return (show_\w+\(.*\))\Z", re.MULTILINE)


def opened(function: str, path: str, known: Mapping[str, Table]) -> str:
    """The function as the model is to see it.

    One that only says that it is not written has its first lines, and what one answers that shows a row has a name, so that a member can be added.
    """
    if UNWRITTEN not in function:
        return _SHOWN.sub(r"    answer = \1\n    return answer", function)
    lines = [*_looked_up(path, known), "...  # what the sentence says"]
    return function.replace(UNWRITTEN, "\n    ".join(lines))


def emptied(function: str, path: str, known: Mapping[str, Table]) -> str:
    """The function without what it does: what was misread as something else is no help."""
    node = ast.parse(function).body[0]
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return function
    header = function.splitlines()[: node.body[0].end_lineno if ast.get_docstring(node) else node.body[0].lineno - 1]
    return opened("\n".join([*header, f"    {UNWRITTEN}"]), path, known)


def _looked_up(path: str, known: Mapping[str, Table]) -> list[str]:
    lines: list[str] = []
    outer: tuple[str, Table] | None = None
    for parameter, table in path_keys(path, known).items():
        lines += _row(table, parameter)
        column = table.referring(outer[1]) if outer else ""
        if outer and column:
            lines += _refused_unless(f'{table.one}["{column}"] == {outer[0]}', table)
        outer = (parameter, table)
    lines += _belonging(*outer, list(known.values())) if outer else []
    return [*lines, *(f"{table.name} = store.{table.name}.find({column}={column})" for column, table in path_columns(path, known).items())]


def _row(table: Table, parameter: str) -> list[str]:
    if table.finder:
        return [f"{table.one} = {table.finder}({parameter})"]
    return [f"{table.one} = store.{table.name}.get({parameter})", *_refused_unless(f"{table.one} is not None", table)]


def _refused_unless(condition: str, table: Table) -> list[str]:
    return [f"if not ({condition}):", f'    raise HTTPException(404, "there is no such {table.one}")']


def _belonging(parameter: str, owner: Table, every: Sequence[Table]) -> list[str]:
    referring = [(table.name, table.referring(owner)) for table in every if table is not owner]
    return [f"{name} = store.{name}.find({column}={parameter})" for name, column in referring if column and name != parameter]
