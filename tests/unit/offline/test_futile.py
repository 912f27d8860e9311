"""An action that nothing lets through, unless it would change nothing, was misread."""

import pytest

from shared.reading.refusals.futile import futile
from shared.writing.ir import Endpoint, Guard


def action(sets: dict[str, str], *refused: str) -> Endpoint:
    return Endpoint("POST", "/books/{id}/return", "action", "book", sets=sets, guards=[Guard(code, 409, "no", "state") for code in refused])


@pytest.mark.parametrize(
    ("sets", "refused", "expected"),
    [
        ({"borrowed": "False"}, ['row["borrowed"]'], True),
        ({"borrowed": "True"}, ['not row["borrowed"]'], True),
        ({"status": '"open"'}, ['row["status"] != "open"'], True),
        ({"borrowed": "False"}, ['not row["borrowed"]'], False),
        ({"status": '"closed"'}, ['row["status"] != "open"'], False),
        ({"borrowed": "False", "borrower": "None"}, ['row["borrowed"]'], False),
        ({"copies": 'row["copies"] + 1'}, ['row["copies"] > 3'], False),
        ({}, ['row["borrowed"]'], False),
    ],
)
def test_an_action_is_futile_when_it_needs_what_it_sets(sets: dict[str, str], refused: list[str], expected: bool) -> None:
    assert futile(action(sets, *refused)) is expected
