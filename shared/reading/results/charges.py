"""What is charged by the hour, the day, the page: `labour is charged at 40 per hour`, `an hour of labour costs 40`; and what such parts are in all."""

import re
from collections.abc import Iterator, Mapping, Sequence

from shared.reading.results.numbers import COUNT, numbers_of
from shared.reading.text.lexicon import wordset
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity

_PRICE = r"(?:[€$£] ?)?(?P<price>\d+(?:\.\d+)?)(?: ?(?:€|\$|£|euros?|eur|dollars?|usd|pounds?|cents?|points?|credits?))?"
_NOUN = r"(?P<noun>[a-z][a-z_]*)"
_EACH = r"(?:per|an?|for (?:each|every|an?|one)|each|every) (?P<unit>(?:(?:square|cubic|working|started) )?[a-z]+)\b"
#: `labour is charged at 40 per hour`, `an hour of labour costs 40`, `40 per hour for labour`, `a day costs 35 euros`, `the price is 12 per person`.
_RATES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i)\b{_NOUN} (?:(?:is|are|gets?|will be) )?(?:charged|billed|priced|calculated|paid|invoiced|rated|costs?|comes?)(?: (?:at|with|by|to|in at|for))?(?: an? (?:flat )?rate of)? {_PRICE} {_EACH}",
        rf"(?i)\b(?:an?|one|each|every|per) (?P<unit>(?:(?:square|cubic|working|started) )?[a-z]+) of (?:the )?{_NOUN} (?:costs?|is|is charged(?: at| with)?|comes (?:at|to)) {_PRICE}(?! ?%)",
        rf"(?i)\b{_PRICE} (?:per|an?|for (?:each|every)) (?P<unit>[a-z]+) (?:of|for|as) (?:the )?{_NOUN}\b",
        rf"(?i)\b(?:an?|one|each|every|per) (?P<unit>(?:(?:square|cubic|working|started) )?[a-z]+) (?:costs?|is charged(?: at| with)?|is priced at|comes (?:at|to)) {_PRICE}(?! ?%)",
        rf"(?i)\b{_NOUN} (?:is|are|amounts to) {_PRICE} {_EACH}",
        rf"(?i)\b(?:costs?|prices?|fees?|charges?|rates?|which|that|it|pays?)\b[^.;,\d]{{0,24}}[ (]{_PRICE} {_EACH}(?:,? (?:and|plus) {_PRICE.replace('price', 'more')} {_EACH.replace('unit', 'other')})?",
    )
)
#: What is paid in all.
_PAID = wordset("price cost fee charge charges costs total total_price total_cost bill rent amount_due toll")


def charged(app: App, entity: Entity, name: str) -> str:
    """What numbers of the record cost, as an expression over `row`; empty where nothing tells the rate, or no number how often it is paid."""
    rates = {
        rate: (match.groupdict().get("noun") or "").lower()
        for text in app.statements
        for pattern in reversed(_RATES)
        for match in pattern.finditer(text)
        for rate in _told(match)
    }
    own = [(rate, noun) for rate, noun in rates.items() if noun and (noun in {name, words.singular(name)} or noun in name.split("_"))]
    paid = own or [(rate, noun) for rate, noun in rates.items() if name in _PAID]
    found = [_paid(entity, unit, noun, price) for (unit, price), noun in paid]
    return " + ".join(found) if all(found) else ""


def _told(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    """The rates that a match tells: unit and price."""
    yield match["unit"].lower(), match["price"]
    if match.groupdict().get("other"):
        yield match["other"].lower(), match["more"]


def _paid(entity: Entity, unit: str, noun: str, price: str) -> str:
    """One rate, as often as the number of the record says that is called like its unit."""
    unit = unit.replace(" ", "_")
    numbers = [one.name for one in numbers_of(entity) if {unit, words.plural(unit)} & {one.name, *one.name.split("_")}]
    named = [one for one in numbers if noun in one.split("_")] or numbers
    return f'row["{named[0]}"] * {price}' if len(named) == 1 else ""


_WHOLE = wordset("total sum grand_total total_price total_cost price cost estimate amount_due overall")
#: What is said of a member that is counted, or computed otherwise.
_OTHERWISE = re.compile(rf"{COUNT}|\b(?:average|mean|minus|times|multiplied|per)\b|\*")


def of_owner_and_rows(app: App, endpoint: Endpoint, owner: Entity | None, entity: Entity, name: str, others: Sequence[str]) -> str:
    """`labour`, `parts` of a job: what its own number costs, and what the records below it cost together."""
    plain = words.code_name(name)
    if owner is None or not endpoint.params:
        return ""
    rate = charged(app, owner, plain)
    if rate:
        return rate.replace("row[", f"find_{owner.name}({endpoint.params[0]})[")
    summed = {*map(words.code_name, others)} & _WHOLE and any(
        charged(app, owner, words.code_name(one)) for one in others if one not in _PAID
    )
    product = cost(entity) if summed and plain in {entity.plural, entity.name, f"{entity.plural}_total", f"{entity.name}_cost"} else ""
    return f"sum({product} for other in rows)" if product else ""


def cost(entity: Entity) -> str:
    """What one record costs: its price, as many times as it says."""
    numbers = [one.name for one in numbers_of(entity)]
    prices = [name for name in numbers if re.search(r"(?:^|_)(?:price|cost|fee)(?:_|$)", name)]
    several = [name for name in numbers if name in {"quantity", "qty", "count", "pieces", "number", "units"}]
    if len(prices) != 1:
        return ""
    return f'other["{prices[0]}"]' + (f' * other["{several[0]}"]' if len(several) == 1 else "")


_ADDED = re.compile(r"\b(?:sum|added|adds|amounts?|quantit(?:y|ies)|prices?|hours|minutes|points)\b")


def in_all(name: str, near: str, codes: Mapping[str, str]) -> str:
    """`total`, beside what it is the sum of, of which some is no sum of the records alone."""
    parts = list(codes.values())
    if (
        name in {"total", "all"}
        and len(parts) > 1
        and all(re.match(r"len\(\[|sum\(1 ", code) for code in parts)
        and not _ADDED.search(near)
    ):
        return "len(rows)"  # Beside what is counted of each kind.
    if words.code_name(name) not in _WHOLE or len(parts) < 2 or _OTHERWISE.search(near.replace(name, "")):
        return ""
    return " + ".join(parts) if any("find_" in code for code in parts) and not any("len(" in code for code in parts) else ""
