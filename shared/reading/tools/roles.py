"""Inputs and operations as values, and the inputs that many operations share."""

import re
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Role:
    """An input: the names it goes by, its type, a default, and limits (`low`, `above`)."""

    name: str
    type: str
    names: str = ""
    default: object = None
    low: float | None = None
    above: float | None = None


@dataclass(frozen=True)
class Operation:
    """`words` matches the path's last word or the description. `outputs`: names (alternatives by |) -> expression over the inputs; the first is the main one.

    `refuse`: (condition, what is wrong). `before`: statements that the expressions need.
    """

    name: str
    words: str
    roles: tuple[Role, ...]
    outputs: dict[str, str]
    refuse: tuple[tuple[str, str], ...] = ()
    before: tuple[str, ...] = field(default_factory=tuple)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What `words` match."""
        return re.compile(self.words)


def number_role(name: str, names: str = "", **more: float) -> Role:
    return Role(name, "number", names, **more)


def integer_role(name: str, names: str = "", **more: float) -> Role:
    return Role(name, "integer", names, **more)


TEXT_ROLE = Role("text", "string", "text|string|s|str|input|sentence|value|word|phrase|q|message|content|data|title|name|body")


N_ROLE = Role("n", "integer", "n|number|num|value|x|limit|count|input|max|upto|up_to")


A_ROLE, B_ROLE = (
    number_role("a", "a|x|first|left|num1|number1|n1|augend|base|dividend|numerator"),
    number_role("b", "b|y|second|right|num2|number2|n2|divisor|denominator|exponent|power"),
)


IA_ROLE, IB_ROLE = integer_role("a", "a|x|first|n1|num1|m"), integer_role("b", "b|y|second|n2|num2|n")


LIST_ROLE = Role("numbers", "numbers", "numbers|values|nums|list|data|items|input|array|n")


EMPTY = (("not numbers", "the list is empty"),)
