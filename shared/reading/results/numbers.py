"""The numbers of a resource: which can be added up, which is money, what is multiplied; and the words for what is made of several."""

import re
from dataclasses import dataclass

from shared.writing import words
from shared.writing.ir import Entity, Field

SUM = r"\bsum\b|\beverything (?:that )?(?:(?:was|is|has been|were) )?[a-z]+(?:ed|id|nt|ld)\b|\badd(?:s|ed|ing)? (?:up|together)\b|\bhow much\b|\btotals?\b|\baltogether\b|\boverall\b|\bin all\b|\btogether\b"
AVERAGE = r"\baverage\b|\bavg\b|\bmean\b"
COUNT = r"\bnumber of\b|\bhow many\b|(?<!<)\b(?:counts?|number)\b"
MOST = r"\bfastest\b|\bmax(?:imum)?\b|\bhighest\b|\blargest\b|\bbiggest\b|\bheaviest\b|\bbest\b|\blongest\b|\btop\b|\bgreatest\b|\bnewest\b|\byoungest\b|\bdearest\b|\bpriciest\b|\btallest\b|\bdeepest\b|\bmost expensive\b"
LEAST = r"\bworst\b|\bmin(?:imum)?\b|\blightest\b|\blowest\b|\bsmallest\b|\bcheapest\b|\bshortest\b|\boldest\b|\bearliest\b"
#: What a name or a phrase says that is computed from several records.
TELLS = rf"{AVERAGE}|{MOST}|{LEAST}|{SUM}|{COUNT}"


@dataclass(frozen=True)
class About:
    """A member of an answer: its name, what is said of it, the rows that it is computed from, and the number among their fields that it means."""

    entity: Entity
    name: str
    gloss: str
    said: str
    spoken: str
    rows: str
    one: Field | None


def numbers_of(entity: Entity) -> list[Field]:
    """Fields that can be added up."""
    return [one for one in entity.fields.values() if one.type in {"integer", "number"} and not one.refers and one.name != entity.key]


def money_of(entity: Entity, name: str) -> str:
    """`cost`, of records with a price: the only number that is money, where a member is called like a sum of it."""
    money = r"(?:.*_)?(?:price|cost|amount|fee|paid|spent|euros?|cents|total)"
    named = re.fullmatch(
        r"(?:total_)?(?:costs?|spent|spending|expenses|paid|money|price|amount|cents|revenue|turnover|takings|earnings|proceeds|income)",
        name,
    )
    numbers = [one.name for one in numbers_of(entity) if re.fullmatch(money, one.name)] if named else []
    return numbers[0] if len(numbers) == 1 else ""


#: What is earned or spent, of records that have a price.
EARNED = re.compile(r"(?:total_)?(?:revenue|turnover|earnings|takings|proceeds|spending|expenses|worth|stock_value|sales_value)")


def numeric(entity: Entity, name: str) -> Field | None:
    one = entity.fields.get(name) or entity.fields.get(words.plural(name)) or entity.fields.get(words.singular(name))
    return one if one is not None and one.type in {"integer", "number"} and not one.refers else None


TIMES = re.compile(r"<(\w+)>\s*(?:times|\*|×|x|multiplied by)\s*(?:the |its |their )?<(\w+)>")


def product(entity: Entity, said: str) -> str:
    match = TIMES.search(said)
    names = [match[1], match[2]] if match else []
    part = re.match(r"\s*(?:/|÷|divided by)\s*(\d+(?:\.\d+)?)(?![\w.])", said[match.end() :]) if match else None
    if not names:
        amount = next((one.name for one in numbers_of(entity) if one.name in {"quantity", "qty", "count", "amount"}), "")
        price = next((one.name for one in numbers_of(entity) if "price" in one.name), "")
        names = [amount, price] if amount and price else []
    return " * ".join(f'other["{name}"]' for name in names) + (f" / {part[1]}" if part else "") if names else ""
