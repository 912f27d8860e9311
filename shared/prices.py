"""What models cost: prices per million tokens by a model's name, and what tokens cost at them. Pure.

Money is counted in whole millionths of the prices' currency, so that sums are exact: a price per million tokens is, for one token,
just as many millionths.
"""

from collections.abc import Mapping
from math import ceil

from pydantic import Field

from shared.specification import Part

MILLIONTHS = 1_000_000


class Price(Part):
    """Of a million tokens that are read (`prompt`) and written (`completion`)."""

    prompt: float = Field(ge=0, allow_inf_nan=False)
    completion: float = Field(ge=0, allow_inf_nan=False)

    def of(self, prompt: int, completion: int) -> int:
        """Millionths that so many tokens cost."""
        return ceil(prompt * self.prompt + completion * self.completion)

    def at_most(self, tokens: int) -> int:
        """Millionths that so many tokens cost when all are of the dearer kind."""
        return ceil(tokens * max(self.prompt, self.completion))


def price_of(model: str, prices: Mapping[str, Price]) -> Price | None:
    """The price of this model, or of the longest name that its name begins with (servers add versions); None: nobody said."""
    if not model:
        return None
    named = [name for name in prices if name and (model == name or model.startswith((f"{name}-", f"{name}:", f"{name}@")))]
    return prices[max(named, key=len)] if named else None


def in_currency(millionths: int) -> float:
    """For people, to a hundredth of a cent."""
    return round(millionths / MILLIONTHS, 4)


def in_millionths(amount: float) -> int:
    """An amount of the currency as it is counted."""
    return round(amount * MILLIONTHS)
