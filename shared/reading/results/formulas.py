"""Formulas over the fields of a record that words or signs tell: `net is gross minus tare`, `clicks / views, rounded to 3 decimals`."""

import re

from shared.reading.results.leftover import floored
from shared.reading.results.shares import operand
from shared.reading.text.lexicon import NUMBERS
from shared.writing.ir import App, Entity

#: What is said behind a formula: how it is rounded, and what there is of nothing.
_BEHIND = re.compile(
    r"(?:[,;]? ?\(?| )(?:and |or |but )?(?:it )?(?:is )?(?:then )?\b(?:rounded|(?:to |with )?\d (?:decimals?|decimal places|digits|places)|(?:0|zero|null) (?:if|when|for|while|as|without|with|until))\b.*"
)
#: `when views is 0`: in which case, not what there is then.
_IN_CASE = re.compile(
    r"\b(?:if|when|for|while|as long as|without|with|until)\b[^,;()]*?(?=[,;()]|$| (?:everything|it|they|all|that|these|this) (?:is|are|becomes?)\b)"
)
#: How a calculation is said -> how it is written.
_CALCULATIONS = tuple(
    (re.compile(said), sign)
    for said, sign in (
        (r"(\d+(?:\.\d+)?) ?(?:%|per ?cent) of (<\w+>)", r"\2 * \1 / 100"),
        (r"\b(?:an?|one) (half|third|quarter|fifth|tenth|twentieth|hundredth) of (<\w+>)", r"\2 / \1"),
        (r"\bhalf (?:of )?(<\w+>)", r"\1 / 2"),
        (r"\b(?:twice|double) (<\w+>)", r"\1 * 2"),
        (r"(?<=/ )half", "2"),
        (r"(?<=/ )third", "3"),
        (r"(?<=/ )quarter", "4"),
        (r"(?<=/ )fifth", "5"),
        (r"(?<=/ )tenth", "10"),
        (r"(?<=/ )twentieth", "20"),
        (r"(?<=/ )hundredth", "100"),
        (r"\b(?:difference) (?:between|of) (<\w+>) and (?=<)", r"\1 - "),
        (r"\b(?:ratio|quotient) (?:of|between) (<\w+>) (?:to|and|over) (?=<)", r"\1 / "),
        (r"\bsum of (<\w+>) and (?=<)", r"\1 + "),
        (r"\bproduct of (<\w+>) and (?=<)", r"\1 * "),
        (r"^(<\w+>) (?:subtracted|deducted) from (<\w+>)", r"\2 - \1"),
        (
            r"(?<=>) (?!times|multiplied|minus|plus|divided|less|per|of|and|or)[a-z]+(?= (?:times|multiplied by|x) )",
            "",
        ),  # `sold pieces times price`
        (r"\bminus\b|(?<=> )less(?= <)", "-"),
        (r"\bplus\b", "+"),
        (r"\bmultiplied by\b|\btimes\b|×|(?<=[> \d])x(?=[ <\d])", "*"),
        (r"\bdivided by\b|÷|(?<=> )per(?= <)", "/"),
    )
)


_DAYS_AFTER = re.compile(
    r"\W*(?:(?:which|that) )?(?:(?:is|being|equals?|=) )?(?:the )?<(?P<day>\w+)> (?:plus|\+) (?:the |its )?<(?P<days>\w+)>(?: days)?\W*|(?:the )?<(?P<number>\w+)>(?: days)? after (?:the |its )?<(?P<start>\w+)>\W*"
)


def _days_after(entity: Entity, marked: str) -> str:
    """`last_watered plus interval_days`: a day so many days after another."""
    told = _DAYS_AFTER.fullmatch(marked)
    day, days = (told["day"] or told["start"], told["days"] or told["number"]) if told else ("", "")
    one = entity.fields.get(day)
    made = next((each.code for each in entity.computed if each.name == day), "")
    dated = (
        one.type in {"date", "datetime"}
        if one is not None
        else re.match(r'(?:max|min)\(\(other\["\w+"\] for ', made) and not re.search(r"total|sum|best|highest", day)
    )
    if not dated or "day" not in days:
        return ""
    value = operand(entity, day)
    return f"None if {value} is None else (date.fromisoformat(str({value})[:10]) + timedelta(days={operand(entity, days)})).isoformat()"


def formula(entity: Entity, marked: str) -> str:
    """`pages_read / pages * 100`; empty when the gloss is no formula over fields."""
    if after := _days_after(entity, marked):
        return after
    text, behind = re.split(_BEHIND, marked.partition(";")[0], maxsplit=1)[0], "".join(_BEHIND.findall(marked)[:1])
    text = re.sub(r"^\W*(?:(?:which|that) )?(?:is|being|equals?|=) |\b(?:the|its|their|number of)\b ?", "", text)
    for said, sign in _CALCULATIONS:
        text = said.sub(sign, text)
    text = re.sub(r",? (?:but )?(?:never|not|>=) .*", "", text).strip(" =.,;(")
    if (
        "<" not in text
        or not re.fullmatch(r"[(]*(?:<\w+>|\d+(?:\.\d+)?)[)]*(?:\s*[-+*/]\s*[(]*(?:<\w+>|\d+(?:\.\d+)?)[)]*)+", text)
        or text.count("(") != text.count(")")
    ):
        return ""
    code = floored(re.sub(r"<(\w+)>", lambda match: operand(entity, match[1]), text), marked)
    return divided(code, [operand(entity, name) for name in re.findall(r"/\s*<(\w+)>", text)], behind)


def divided(code: str, divisors: list[str], behind: str) -> str:
    """A formula rounded as told. By nothing nothing is divided: then it is 0 where the text says so, else null."""
    digits = re.search(r"\b(\d|one|two|three|four) (?:decimals?|decimal places|digits|places)\b", behind)
    if digits or re.search(r"\brounded to (?:an? |the )?(?:nearest )?(?:whole|integer|full)\b", behind):
        code = f"round({code}, {NUMBERS.get(digits[1], digits[1])})" if digits else f"round({code})"
    none = "0" if re.search(r"(?<![\d.<>=] )\b(?:0|zero)\b(?! ?decimal)", _IN_CASE.sub(" ", behind)) else "None"
    return f"{code} if {' and '.join(divisors)} else {none}" if divisors else code


def is_operand(app: App, name: str, text: str) -> bool:
    """Whether a name is only what something is computed from: `cost = hours * hourly_rate of the desk`."""
    stored = any(name in entity.fields for entity in app.entities.values())
    return stored and re.search(rf"(?:[*+/\u00d7]|\btimes|\bminus|\bplus) [`\"]?{re.escape(name)}\b", text) is not None
