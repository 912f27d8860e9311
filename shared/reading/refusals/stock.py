"""Refusals of what would take more than there is: `more than the stock`, `not enough seats left`, `the balance does not suffice`."""

import re

from shared.reading.names.grounding import fields_in
from shared.reading.refusals.cases import Case
from shared.writing.ir import Endpoint, Guard

_SHORT = re.compile(
    r"\bmore (?:[a-z]+ ){0,4}than (?:what |there )?(?:is|are|was) (?:still )?(?:left|there|available|remaining|in stock|on hand)\b|"
    r"\b(?:has|have|holds?) (?:less|fewer|<)(?!\w)|(?:(?<!\w)>|\bmore)(?: <\w+>)? (?:than )?(?:the |its |an? )?(?:\[\w+\]|it|they) (?:has|have|holds?|owns?|contains?)\b|"
    r"\b(?:fewer|less) (?:are |is )?(?:left|available|there|in stock)\b|(?<!\w)> the (?:current |available |remaining )?<\w+>|"
    r"\btoo (?:low|small|little|few|many|much)\b|\bmore (?:\S+ ){0,4}?than (?:there\b|what\b|is\b|are\b|was\b|available|left|remain\w*|you|we|it|he|she|they|(?:an?|the|its|their|his) \[\w+\] (?:has|have|holds|owns))|\bmust be >= 0|\bthan (?:there|what)\b|(?<!\w)> (?:there\b|what|is|are|in stock|available|we)\b|\bnot (?:be )?(?:enough|sufficient)\b|\binsufficient\b|\b(?:not|no longer) (?:suffice|cover|enough|allow|last)|"
    r"\b(?:none|nothing|(?:no|without) (?:any |more )?\S+(?: \S+)?|0) (?:is |are )?(?:left|remain\w*|available)\b|\b(?:after|past|beyond) the last\b|\bno(?:ne)? (?:more )?\S* ?(?:left|remaining)|"
    r"\b(?:can not|never) (?:go |be |get |become |drops? |goes |falls? )*(?:below|<|negative|under)|\b(?:is|are) (?:already )?(?:at )?(?:0|zero|empty|gone|used up|sold out|out of stock)\b|"
    r"\bwould (?:go|be|become|make|fall|drop|push|bring) .*(?:below|negative|< ?0)|\bwould be < 0 left\b|\b(?:has|have|had|holds?) (?:no|0|zero) (?:more )?<\w+>|\bnot (?:have|hold|contain|own) (?:enough|that (?:much|many)|so (?:much|many)|sufficient)\b|\bgone\b|\bsold out\b|\bout of stock\b|\bused up\b|\bexhausted\b|\bovers?(?:old|sell|selling|draw\w*)\b"
)


def refuse_once(endpoint: Endpoint, guard: Guard) -> None:
    """Two actions may share a sentence: what it refuses is refused once."""
    if all(other.code != guard.code for other in endpoint.guards):
        endpoint.guards.append(guard)


def taking(case: Case, endpoint: Endpoint) -> Endpoint:
    """Of two actions of which a sentence speaks, the one that takes away: what adds is never short of anything."""
    added = [name for name, code in endpoint.sets.items() if re.match(rf'row\["{name}"\] \+ ', code)]
    for other in case.app.endpoints if added else ():
        if (
            other.kind == "action"
            and other.entity == endpoint.entity
            and re.match(rf'row\["{added[0]}"\] - ', other.sets.get(added[0], ""))
        ):
            return other
    return endpoint


def short(case: Case) -> bool:
    """An action would take more than the resource has."""
    endpoint = case.target(("action",))
    if endpoint is None or case.entity is None or endpoint.kind != "action" or not _SHORT.search(case.said):
        return False
    endpoint = taking(case, endpoint)
    if any(code.startswith("max(") for code in endpoint.sets.values()):
        return False  # It stops at nothing and refuses nobody.
    for name, code in endpoint.sets.items():
        if any(one.signed and code == f'row["{name}"] + values["{one.name}"]' for one in endpoint.body):
            words = f"there is not enough {name.replace('_', ' ')}"
            refuse_once(endpoint, Guard(f"{code} < 0", case.status or 409, words, "short", fields=(name,)))
            return True
    lowered = next(((name, code) for name, code in endpoint.sets.items() if " - " in code), None)
    stock = lowered[0] if lowered else next((name for name in fields_in(case.said) if name in case.entity.fields), "")
    if not stock:
        stock = next(
            (one.name for one in case.entity.fields.values() if one.type in {"integer", "number"} and not one.refers and not one.given), ""
        )
    if not stock or case.entity.fields[stock].type not in {"integer", "number", "scalar"} or " + " in endpoint.sets.get(stock, ""):
        return False
    taken = lowered[1].partition(" - ")[2] if lowered else next((f'values["{one.name}"]' for one in endpoint.body), "1")
    words = f"there is not enough {stock.replace('_', ' ')}"
    refuse_once(endpoint, Guard(f'row["{stock}"] < {taken}', case.status or 409, words, "short", fields=(stock,)))
    return True
