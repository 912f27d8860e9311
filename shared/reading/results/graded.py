"""The value of a member that is told by cases, as an expression over the record; see `tiers`."""

import re

from shared.reading.names.grounding import Ground, fields_in
from shared.reading.refusals.cases import with_computed
from shared.reading.results.formulas import formula
from shared.reading.results.holding import Held, traits
from shared.reading.results.ranges import in_range
from shared.reading.results.shares import operand
from shared.reading.results.tiers import NUMBER, cases
from shared.reading.text.lexicon import canonical
from shared.writing.ir import App, Endpoint, Entity


def graded(app: App, entity: Entity, gloss: str) -> str:
    """The value as an expression over `row`; empty where one of the cases is not understood."""
    several, whole = cases(canonical(gloss)), with_computed(entity)
    by = re.match(r"by (\w+): ", gloss)
    named = [name for one in ((by[1],) if by else [one.when for one in several]) for name in fields_in(Ground(app, whole)(one))]
    subject = next(iter(named), "") or _only(whole, gloss)
    made = [(_value(app, entity, one.value), _condition(app, entity, one.when, subject)) for one in several]
    if not all(value for value, _ in made) or any(not code and not _leaves(one.when) for one, (_, code) in zip(several, made, strict=True)):
        return ""
    rest = next((value for value, code in made if not code), "None")
    held = sorted(((value, code) for value, code in made if code), key=lambda one: _place(one[1]))
    return "".join(f"{value} if {code} else " for value, code in held) + rest


def _leaves(when: str) -> bool:
    """Whether a case is what the others leave."""
    return (
        not when
        or re.fullmatch(r"(?:below|for (?:anything|everything) (?:[a-z]+er|more|less|else)|above|from there)(?: that)?", when) is not None
    )


def _place(code: str) -> float:
    """The tightest bound is asked first: the lowest of those below which something holds, then the highest of those above."""
    bound = re.search(rf"\] (?P<sign>[<>])=? (?P<number>{NUMBER})$", code)
    if bound is None:
        return -1e12
    return float(bound["number"]) if bound["sign"] == "<" else 1e11 - float(bound["number"])


def _only(entity: Entity, text: str) -> str:
    """The number on which it depends: the one that is measured in a unit of which the text speaks, or the only one."""
    numbers = [one.name for one in entity.fields.values() if one.type in {"integer", "number"} and not one.refers]
    measured = [name for name in numbers if "_" in name and re.search(rf"\d ?{name.rpartition('_')[2]}\b", text)]
    totals = [name for name in numbers if re.search(r"(?:^|_)(?:sub)?total(?:_|$)", name)]
    return next((some[0] for some in (measured, numbers, totals) if len(some) == 1), "")


def _value(app: App, entity: Entity, value: str) -> str:
    if value in {"free", "nothing"}:
        return "0"
    if value in {"true", "false", "null"}:
        return {"true": "True", "false": "False", "null": "None"}[value]
    if re.fullmatch(rf"-?{NUMBER}", value):
        return value
    if quoted := re.fullmatch(r"[\"'`]([\w \-]+)[\"'`]", value):
        return f'"{quoted[1]}"'
    marked = Ground(app, with_computed(entity))(value)
    alone = re.fullmatch(r"(?:(?:the|its|all of) )*<(\w+)>", marked)
    return operand(entity, alone[1]) if alone else formula(entity, marked)


#: A bound of what was named before: `from 90 points`, `over 2 kg`, `above that <= 10 kg`, `for anything heavier`.
_BOUNDS = re.compile(
    rf"(?:for |if |when |with |orders |amounts |it is |is |are |the |anything |everything |values |of |from (?={NUMBER} (?:to|<=)))*"
    rf"(?:(?:above|over) that )?(?:(?P<low>{NUMBER}) ?(?:to|-|\u2013|<=) ?(?P<high>{NUMBER})|between (?P<least>{NUMBER}) and (?P<most>{NUMBER})"
    rf"|(?P<sign>from|below|under|until|above|over|beyond|[<>]=?) (?P<bound>{NUMBER})(?: ?[a-z]+)?(?: (?:and|but|<=) ?(?P<upper><=|<)? ?(?P<until>{NUMBER}))?|(?P<exact>{NUMBER})|(?P<more>{NUMBER})(?: ?[a-z]+)? (?:or|and) (?:more|above|higher|over|up|(?P<less>less|below|lower|under)))(?: ?[a-z%€$]+)?(?: (?:on|up|upwards|onwards))?(?: of)?"
)
_ABOUT = re.compile(r"(?<!\w)(?:(?:the |its |\[\w+\]'?s? )?<\w+>|\b(?:it|they|this)\b) ?(?:(?:is|are|lies|of|was)\b ?)*")
_SIGNS = {"from": ">=", "below": "<", "under": "<", "until": "<", "above": ">", "over": ">", "beyond": ">"}


def _condition(app: App, entity: Entity, when: str, subject: str) -> str:
    """When a value holds, as an expression over `row`; empty for all other cases, too."""
    if _leaves(when):
        return ""
    whole = with_computed(entity)
    said = Ground(app, whole)(when)
    named = next(iter(fields_in(said)), "") or subject
    if (bounds := _BOUNDS.fullmatch(_ABOUT.sub("", said).strip())) and named:
        return _bounded(operand(entity, named), bounds)
    if held := in_range(said, "row"):
        return re.sub(r'row\["(\w+)"\]', lambda match: operand(entity, match[1]), held)
    found = traits(Held(app, entity, Endpoint("", ""), said, ""))
    return " and ".join(found)


def _bounded(value: str, bounds: re.Match[str]) -> str:
    if bounds["exact"]:
        return f"{value} == {bounds['exact']}"
    low, high = bounds["low"] or bounds["least"], bounds["high"] or bounds["most"]
    if low and high:
        return f"{low} <= {value} <= {high}"
    if bounds["more"]:
        return f"{value} {'<=' if bounds['less'] else '>='} {bounds['more']}"
    code = f"{value} {_SIGNS.get(bounds['sign'], bounds['sign'])} {bounds['bound']}"
    return f"{code} and {value} {bounds['upper'] or '<='} {bounds['until']}" if bounds["until"] else code
