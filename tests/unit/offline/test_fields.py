"""Lists of fields in ordinary English become typed fields with their limits."""

from typing import Any

import pytest

from shared.reading.fields.fieldlists import field_list
from shared.writing.types import settle

EXAMPLES: list[tuple[str, dict[str, dict[str, Any]]]] = [
    (
        "a title (required, max 100 chars), an optional description and a due date",
        {"title": {"longest": 100, "required": True}, "description": {"required": False}, "due_date": {"type": "date"}},
    ),
    (
        "name, price (number > 0), tags (list of strings)",
        {"name": {"type": "string"}, "price": {"type": "number", "above": 0}, "tags": {"type": "list", "items": "string"}},
    ),
    (
        "a rating from 1 to 5, a unique email and an age of at least 18",
        {"rating": {"low": 1, "high": 5}, "email": {"type": "email", "unique": True}, "age": {"low": 18}},
    ),
    (
        "priority (one of low, medium, high; default medium)",
        {"priority": {"choices": ["low", "medium", "high"], "default": "medium", "required": False}},
    ),
    (
        "title (3-80 characters), done (boolean, default false)",
        {"title": {"shortest": 3, "longest": 80}, "done": {"type": "boolean", "default": False}},
    ),
    ("an ISBN that must be exactly 13 digits", {"isbn": {"pattern": r"^\d{13}$"}}),
    ("sets and reps (positive integers)", {"sets": {"type": "integer", "above": 0}, "reps": {"type": "integer", "above": 0}}),
    ("name: string, status: open | closed", {"name": {"type": "string"}, "status": {"choices": ["open", "closed"]}}),
    (
        "an age in years (0 to 30) and whether it is adopted (false at first)",
        {"age": {"low": 0, "high": 30}, "adopted": {"type": "boolean", "default": False}},
    ),
]


@pytest.mark.parametrize(("text", "expected"), EXAMPLES, ids=lambda value: value[:40] if isinstance(value, str) else "")
def test_a_list_of_fields_is_read_with_types_and_limits(text: str, expected: dict[str, dict[str, Any]]) -> None:
    found = {one.name: settle(one) for one in field_list(text)}
    assert list(found) == list(expected)
    for name, limits in expected.items():
        assert {limit: getattr(found[name], limit) for limit in limits} == limits
