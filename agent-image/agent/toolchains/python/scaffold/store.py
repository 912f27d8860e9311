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


class Row(dict[str, Any]):
    """A row of a table: `row["name"]`, or `row.name`."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


Rows = list[Row]


def _folder() -> Path:
    folder = Path(os.environ.get("QLP_DATA") or tempfile.mkdtemp(prefix="data-"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Table:
    """One kind of rows, each known by its `key`. A row that is not there answers 404; a value that must be `unique` and is taken answers 409."""

    def __init__(self, name: str, unique: tuple[str, ...] = (), key: str = "id") -> None:
        self.name = name
        self.key = key
        self.unique = unique if key == "id" else (key, *unique)
        self._lock = RLock()
        self._database = sqlite3.connect(_folder() / f"{name}.db", check_same_thread=False)
        self._database.execute("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY AUTOINCREMENT, value TEXT NOT NULL)")
        self._database.commit()

    def create(self, row: dict[str, Any] | BaseModel) -> Row:
        """Stores a new row; the row with its id."""
        value = _plain(row)
        value.pop("id", None)
        with self._lock, self._database:
            self._check_unique(value)
            cursor = self._database.execute("INSERT INTO rows (value) VALUES (?)", (json.dumps(value),))
            return Row({"id": cursor.lastrowid, **value})

    def list(self, **equal: Any) -> Rows:  # noqa: ANN401
        """All rows in the order of their ids; with arguments, those whose fields have these values."""
        with self._lock:
            found = self._database.execute("SELECT id, value FROM rows ORDER BY id").fetchall()
        rows = [Row({"id": number, **json.loads(value)}) for number, value in found]
        return [row for row in rows if all(row.get(name) == wanted for name, wanted in equal.items())]

    def get(self, key: Any) -> Row:  # noqa: ANN401
        """The row with this key, or with this id."""
        wanted = key["id"] if isinstance(key, dict) else key
        found = self.first(**{self.key: wanted}) or self.first(id=wanted)
        if found is None:
            raise HTTPException(404, f"there is no {self.name} {key}")
        return found

    def update(self, key: Any, changes: dict[str, Any] | BaseModel) -> Row:  # noqa: ANN401
        """Changes the given fields of a row; the whole row."""
        with self._lock, self._database:
            value = Row({**(before := self.get(key)), **_plain(changes, only_set=True), "id": before["id"]})
            self._check_unique(value)
            stored = {name: part for name, part in value.items() if name != "id"}
            self._database.execute("UPDATE rows SET value = ? WHERE id = ?", (json.dumps(stored), value["id"]))
            return value

    def delete(self, key: Any) -> None:  # noqa: ANN401
        """Removes a row."""
        with self._lock, self._database:
            self._database.execute("DELETE FROM rows WHERE id = ?", (self.get(key)["id"],))

    def delete_all(self) -> None:
        """Removes every row."""
        with self._lock, self._database:
            self._database.execute("DELETE FROM rows")

    # The names that people also try.
    clear, add, insert, remove, find, all = delete_all, create, create, delete, list, list

    def first(self, **equal: Any) -> Row | None:  # noqa: ANN401
        """The oldest row whose fields have these values, or None."""
        return next(iter(self.list(**equal)), None)

    def count(self, **equal: Any) -> int:  # noqa: ANN401
        """How many rows have these values."""
        return len(self.list(**equal))

    def _check_unique(self, value: dict[str, Any]) -> None:
        for name in self.unique:
            if value.get(name) is not None and any(row.get(name) == value[name] and row["id"] != value.get("id") for row in self.list()):
                raise HTTPException(409, f"{name} {value.get(name)!r} is taken")


def _plain(row: dict[str, Any] | BaseModel, only_set: bool = False) -> dict[str, Any]:
    """Values as JSON has them; of a model's fields, when `only_set`, those that somebody gave."""
    text = row.model_dump_json(exclude_unset=only_set) if isinstance(row, BaseModel) else json.dumps(row, default=str)
    plain: dict[str, Any] = json.loads(text)
    return plain
