"""What a sentence says shows in the code that was made of it, or it was passed over."""

import pytest

from shared.adapters.offline.model import application, code_files
from shared.adapters.reading.reader import passed_over

CRATES = 'POST /crates {"label", "weight"} adds a crate (201); the weight is an integer. GET /crates lists them. GET /crates/{id} shows one, 404 when unknown.'


@pytest.mark.parametrize(
    ("said", "operation"),
    [
        ("GET /crates sorts them by weight, the heaviest first.", ("GET", "/crates")),
        ("POST /crates answers 423 on Sundays.", ("POST", "/crates")),
        ("POST /crates gives the label a default.", ("POST", "/crates")),
        ("GET /crates/{id} also tells the sum of all weights.", ("GET", "/crates/{id}")),
    ],
)
def test_a_sentence_without_a_sign_in_the_code_is_passed_over(said: str, operation: tuple[str, str]) -> None:
    code = code_files(application(CRATES))
    assert operation in [(doubt.method, doubt.path) for doubt in passed_over(f"{CRATES} {said}", application(CRATES), code)]


def test_what_is_understood_shows() -> None:
    app = application(CRATES)
    assert passed_over(CRATES, app, code_files(app)) == []
