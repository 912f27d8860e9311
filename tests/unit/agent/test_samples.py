"""What probes send fits what an application says it takes."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from agent.check.samples import of_schema
from annotated_types import Ge, Gt, Le, Lt
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model

WHOLE = st.integers(-1000, 1000)
LENGTHS = st.integers(0, 30)


def fits(kind: Any) -> bool:
    """Whether the sample of a type's schema is one of its values."""
    schema = TypeAdapter(kind).json_schema()
    TypeAdapter(kind).validate_python(of_schema(schema, schema.get("$defs", {})))
    return True


@given(WHOLE, st.integers(0, 50), st.sampled_from([int, float]), st.booleans(), st.booleans())
def test_a_number_lies_within_its_limits(least: int, room: int, kind: type, above: bool, below: bool) -> None:
    most = least + room + above + below
    assert fits(Annotated[kind, Gt(least) if above else Ge(least), Lt(most) if below else Le(most)])
    assert fits(Annotated[kind, Gt(least) if above else Ge(least)])
    assert fits(Annotated[kind, Lt(most) if below else Le(most)])


@given(LENGTHS, LENGTHS)
def test_a_text_is_as_long_as_it_has_to_be(one: int, other: int) -> None:
    assert fits(Annotated[str, Field(min_length=min(one, other), max_length=max(one, other))])


class Colour(Enum):
    RED = "red"


class Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    part: str
    amounts: list[Annotated[int, Ge(3)]] = Field(min_length=2)
    inner: "Line | None" = None


@pytest.mark.parametrize(
    "kind",
    [
        str,
        bool,
        date,
        datetime,
        Colour,
        Literal["a", "b"],
        int | None,
        Annotated[str, Field(pattern="^[A-Z]{2}-[0-9]{3}$")],
        Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}$")],
        Annotated[float, Gt(1.0), Lt(1.2)],
        Line,
        list[Line],
        create_model("Order", lines=(list[Line], ...), colour=(Colour, Colour.RED)),
    ],
    ids=str,
)
def test_a_sample_is_a_value_of_its_type(kind: Any) -> None:
    assert fits(kind)


@pytest.mark.parametrize("schema", [{}, {"type": "nothing"}, {"$ref": "#/nowhere"}, {"anyOf": []}, {"type": "object"}, {"enum": []}])
def test_of_an_empty_schema_there_is_a_sample_all_the_same(schema: dict[str, Any]) -> None:
    assert of_schema(schema, {}) in (None, {})
