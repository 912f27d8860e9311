"""Tables of rows in SQLite, below the folder that QLP_DATA names. A row is a dictionary with an integer `id` that the table gives it."""

import json
import os
import sqlite3
import tempfile
from pathlib import Path
from threading import RLock
from typing import Any

from fastapi import HTTPException
from pydantic import BaseModel

Row = dict[str, Any]
Rows = list[Row]


def _folder() -> Path:
    folder = Path(os.environ.get("QLP_DATA") or tempfile.mkdtemp(prefix="data-"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Table:
    """One kind of rows. A row that is not there answers 404; a value that must be `unique` and is taken answers 409."""

    def __init__(self, name: str, unique: tuple[str, ...] = ()) -> None:
        self.name = name
        self.unique = unique
        self._lock = RLock()
        self._database = sqlite3.connect(_folder() / f"{name}.db", check_same_thread=False)
        self._database.execute("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY AUTOINCREMENT, value TEXT NOT NULL)")
        self._database.commit()

    def create(self, row: Row | BaseModel) -> Row:
        """Stores a new row; the row with its id."""
        value = _plain(row)
        value.pop("id", None)
        with self._lock, self._database:
            self._check_unique(value)
            cursor = self._database.execute("INSERT INTO rows (value) VALUES (?)", (json.dumps(value),))
            return {"id": cursor.lastrowid, **value}

    def list(self, **equal: Any) -> Rows:  # noqa: ANN401
        """All rows in the order of their ids; with arguments, those whose fields have these values."""
        with self._lock:
            found = self._database.execute("SELECT id, value FROM rows ORDER BY id").fetchall()
        rows = [{"id": number, **json.loads(value)} for number, value in found]
        return [row for row in rows if all(row.get(name) == wanted for name, wanted in equal.items())]

    def get(self, id: int) -> Row:
        """The row with this id."""
        with self._lock:
            found = self._database.execute("SELECT value FROM rows WHERE id = ?", (id,)).fetchone()
        if found is None:
            raise HTTPException(404, f"there is no {self.name} {id}")
        return {"id": id, **json.loads(found[0])}

    def update(self, id: int, changes: Row | BaseModel) -> Row:
        """Changes the given fields of a row; the whole row."""
        with self._lock, self._database:
            value = {**self.get(id), **_plain(changes, only_set=True), "id": id}
            self._check_unique(value)
            stored = {name: part for name, part in value.items() if name != "id"}
            self._database.execute("UPDATE rows SET value = ? WHERE id = ?", (json.dumps(stored), id))
            return value

    def delete(self, id: int) -> None:
        """Removes a row."""
        with self._lock, self._database:
            self.get(id)
            self._database.execute("DELETE FROM rows WHERE id = ?", (id,))

    def delete_all(self) -> None:
        """Removes every row."""
        with self._lock, self._database:
            self._database.execute("DELETE FROM rows")

    clear = delete_all

    def first(self, **equal: Any) -> Row | None:  # noqa: ANN401
        """The oldest row whose fields have these values, or None."""
        return next(iter(self.list(**equal)), None)

    def count(self, **equal: Any) -> int:  # noqa: ANN401
        """How many rows have these values."""
        return len(self.list(**equal))

    def _check_unique(self, value: Row) -> None:
        for name in self.unique:
            if any(row.get(name) == value.get(name) and row["id"] != value.get("id") for row in self.list()):
                raise HTTPException(409, f"{name} {value.get(name)!r} is taken")


def _plain(row: Row | BaseModel, only_set: bool = False) -> Row:
    """Values as JSON has them; of a model's fields, when `only_set`, those that somebody gave."""
    text = row.model_dump_json(exclude_unset=only_set) if isinstance(row, BaseModel) else json.dumps(row, default=str)
    plain: Row = json.loads(text)
    return plain
