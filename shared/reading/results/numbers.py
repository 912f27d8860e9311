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


def shown_total(entity: Entity, name: str) -> str:
    """`minutes` and `spent`, of records that show `total_minutes` and a `cost` of their own and store no such number; empty for other names."""
    shown = [one.name for one in entity.computed if not one.is_list]
    if numeric(entity, name) or name in entity.fields or name in shown:
        return ""
    costs = [one for one in shown if re.fullmatch(r"(?:.*_)?(?:price|cost|fee|amount|charge)", one)]
    paid = re.fullmatch(r"(?:total_)?(?:spent|spending|paid|revenue|earned|earnings|turnover|takings|income)", name)
    what = words.singular(name.removeprefix("total_"))
    counts = {f"{what}_count", f"number_of_{words.plural(what)}"} if name.startswith("total_") and not numeric(entity, what) else set()
    alike = [one for one in shown if one in {f"total_{name}", f"{name}_total"} | counts]
    return next((some[0] for some in (alike, costs if paid else []) if len(some) == 1), "")


def in_full(entity: Entity, gloss: str) -> str:
    """`the sum of the prices`, of records that show a `total_price` and have no other, `the sum of the highest bids`: by its whole name."""
    told = re.search(
        r"\b(?:sum|total|average|mean|highest|lowest) (?:of )?(?:(?:the|all|its|their) )*(?P<what>(?:highest |lowest |average |total |best )?[a-z]+)\b",
        gloss,
    )
    what = words.code_name(words.singular(told["what"])) if told else ""
    called = [one.name for one in entity.computed if one.name == what or one.name.endswith(f"_{what}")]
    alone = told is not None and len(called) == 1 and not any(what in name.split("_") for name in entity.fields)
    return f"{gloss[: told.start('what')]}{called[0]}{gloss[told.end('what') :]}" if told and alone else gloss
