"""The values that generated tests send are ones that the application takes."""

import re

import pytest

from shared.writing.ir import Field
from shared.writing.samples import good

PATTERNS = (
    r"^[a-z]{2}$",
    r"^[a-z0-9-]+$",
    r"^[a-z][a-z0-9-]*$",
    r"^[A-Z]{4}\d{7}$",
    r"^[A-Z]\-\d{4}$",
    r"^R-\d{4}$",
    r"^\d+\.\d+\.\d+$",
    r"^#[0-9a-fA-F]{6}$",
    r"^[A-Z]{1,3}$",
    r"^\d{2,}$",
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_value_fits_its_pattern_and_each_is_another(pattern: str) -> None:
    values = [str(good(Field("code", "string", pattern=pattern), turn)) for turn in range(1, 10)]
    assert [one for one in values if not re.fullmatch(pattern, one)] == []
    assert len(set(values)) == 9


def test_a_value_with_a_pattern_is_as_long_as_it_has_to_be() -> None:
    assert len(str(good(Field("slug", "string", pattern="^[a-z]+$", shortest=8)))) == 8
