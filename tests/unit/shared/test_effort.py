"""How much a model is asked to do: a server on this machine little, others much, unless somebody says otherwise."""

from typing import Literal

import pytest

from shared.settings import Settings


@pytest.mark.parametrize(
    ("url", "said", "effort"),
    [
        ("http://127.0.0.1:8091/v1", "auto", "low"),
        ("http://localhost:11434/v1", "auto", "low"),
        ("https://api.example.org/v1", "auto", "high"),
        ("", "auto", "high"),
        ("http://127.0.0.1:8091/v1", "high", "high"),
        ("https://api.example.org/v1", "low", "low"),
    ],
)
def test_the_effort_follows_from_where_the_model_is(url: str, said: Literal["auto", "low", "high"], effort: str) -> None:
    assert Settings(openai_base_url=url, model_effort=said).effort == effort
