"""The tables of a drafted application: their keys, their columns, and which of them refer to which."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agent import modelling

_TABLE = re.compile(r'^(\w+) = Table\(\n    "\w+",\n    "(\w+)",\n    \{\n((?:        .*\n)*)', re.MULTILINE)
_COLUMN = re.compile(r'^        "(\w+)":', re.MULTILINE)
_FINDER = re.compile(r"^(?:async )?def (find_(\w+))\(key\b.*\n(?:    .*\n|\n(?=    ))*?    row = store\.(\w+)\.get\(key\)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `one` is what a row of it is called, `finder` the function that gives a row or answers 404; "" where there is none."""

    name: str
    key: str
    columns: tuple[str, ...]
    one: str
    finder: str = ""

    def referring(self, other: "Table") -> str:
        """The column that holds a key of the other table; "" when none does."""
        named = (other.one, f"{other.one}_id", f"{other.one}_{other.key}")
        return next((column for column in self.columns if column in named), "")


def tables(store: str, main: str) -> dict[str, Table]:
    """Every table that `store.py` makes, by its name."""
    finders = {match[3]: (match[1], match[2]) for match in _FINDER.finditer(main)}
    found = {}
    for match in _TABLE.finditer(store):
        finder, one = finders.get(match[1], ("", modelling.one(match[1])))
        found[match[1]] = Table(match[1], match[2], tuple(_COLUMN.findall(match[3])), one, finder)
    return found


def path_keys(path: str, known: Mapping[str, Table]) -> dict[str, Table]:
    """The parameters of a path that are keys of the table that stands before them, the outer first."""
    return {parameter: known[segment] for segment, parameter in _parameters(path) if segment in known}


def path_columns(path: str, known: Mapping[str, Table]) -> dict[str, Table]:
    """Its other parameters, where exactly one table has a column of this name."""
    having = {
        name: [table for table in known.values() if name in table.columns] for segment, name in _parameters(path) if segment not in known
    }
    return {name: every[0] for name, every in having.items() if len(every) == 1}


def _parameters(path: str) -> list[tuple[str, str]]:
    return [(segment.replace("-", "_"), name) for segment, name in re.findall(r"/([\w-]+)/\{(\w+)\}", path)]


def with_columns(store: str, table: str, kinds: Iterable[tuple[str, str]]) -> str:
    """`store.py` with further columns of these types in a table; rows that are there already have none in them."""
    match = next(match for match in _TABLE.finditer(store) if match[1] == table)
    added = "".join(f'        "{column}": "{kind}",\n' for column, kind in kinds)
    return f"{store[: match.end(3)]}{added}{store[match.end(3) :]}"
