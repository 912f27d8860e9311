"""Writes the generated application's `store.py`: its tables in SQLite."""

from shared.writing.ir import App, Entity

_HEAD = '''"""Keeps the data in one SQLite file in the folder QLP_DATA, so that it outlives restarts and new versions."""

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Row = dict[str, Any]

sqlite3.register_converter("JSON", json.loads)
sqlite3.register_converter("BOOLEAN", lambda value: value == b"1")


def _row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, values, strict=True)}


def _open() -> sqlite3.Connection:
    folder = Path(os.environ.get("QLP_DATA") or tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        folder / "data.db", check_same_thread=False, isolation_level=None, detect_types=sqlite3.PARSE_DECLTYPES
    )
    connection.row_factory = _row
    connection.execute("PRAGMA journal_mode = WAL")
    return connection


db = _open()


@contextmanager
def transaction() -> Iterator[None]:
    """All changes inside happen, or, when an error leaves the block, none."""
    db.execute("BEGIN")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


class Table:
    """The records of one kind. Column names are the application's own, never a request's."""

    def __init__(self, name: str, key: str, columns: dict[str, str]) -> None:
        self.name, self.key, self.columns = name, key, columns
        listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        db.execute(f'CREATE TABLE IF NOT EXISTS "{name}" ({listed})')
        present = {row["name"] for row in db.execute(f'PRAGMA table_info("{name}")')}
        for column in columns.keys() - present:
            db.execute(f'ALTER TABLE "{name}" ADD COLUMN "{column}" {columns[column]}')

    def add(self, values: Row) -> Row:
        """Stores a new record; the record with its key."""
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" for _ in values)
        statement = f'INSERT INTO "{self.name}" ({names}) VALUES ({marks})' if values else f'INSERT INTO "{self.name}" DEFAULT VALUES'
        cursor = db.execute(statement, self._stored(values))
        return self._one("rowid = ?", cursor.lastrowid)

    def get(self, key: Any) -> Row | None:
        """The record with this key."""
        return next(iter(self.find(**{self.key: key})), None)

    def find(self, **equal: Any) -> list[Row]:
        """The records with these values, oldest first; all without any."""
        where = " AND ".join(f'"{name}" IS ?' for name in equal) or "1"
        return db.execute(f'SELECT * FROM "{self.name}" WHERE {where} ORDER BY rowid', tuple(equal.values())).fetchall()

    def change(self, key: Any, values: Row) -> Row:
        """Changes these values of a record; the record as it is then."""
        if values:
            names = ", ".join(f'"{name}" = ?' for name in values)
            db.execute(f'UPDATE "{self.name}" SET {names} WHERE "{self.key}" IS ?', (*self._stored(values), key))
        return self._one(f'"{self.key}" IS ?', values.get(self.key, key))

    def remove(self, **equal: Any) -> int:
        """Removes the records with these values; how many."""
        where = " AND ".join(f'"{name}" IS ?' for name in equal) or "1"
        return db.execute(f'DELETE FROM "{self.name}" WHERE {where}', tuple(equal.values())).rowcount

    def _stored(self, values: Row) -> tuple[Any, ...]:
        """Lists and objects are kept as JSON."""
        as_json = {name for name, kind in self.columns.items() if kind == "JSON"}
        return tuple(json.dumps(value) if name in as_json and value is not None else value for name, value in values.items())

    def _one(self, where: str, value: Any) -> Row:
        found: Row = db.execute(f'SELECT * FROM "{self.name}" WHERE {where}', (value,)).fetchone()
        return found
'''

#: The type of a column in SQLite, by that of its field; others are text.
COLUMNS = {
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "BOOLEAN",
    "list": "JSON",
    "object": "JSON",
    "any": "JSON",
    "scalar": "BLOB",
}


def store(app: App) -> str:
    """The module's text."""
    tables = "\n".join(_table(entity) for entity in app.entities.values() if entity.stored)
    return f"{_HEAD}\n\n{tables}\n"


def _table(entity: Entity) -> str:
    key_kind = "INTEGER PRIMARY KEY AUTOINCREMENT" if entity.key_type == "integer" else "TEXT PRIMARY KEY"
    columns = {entity.key: key_kind} | {f.name: COLUMNS.get(f.type, "TEXT") for f in entity.fields.values() if f.name != entity.key}
    lines = "".join(f'        "{name}": "{kind}",\n' for name, kind in columns.items())
    return f'{entity.plural} = Table(\n    "{entity.plural}",\n    "{entity.key}",\n    {{\n{lines}    }},\n)'
