"""Refusals of what would take more than there is: `more than the stock`, `not enough seats left`, `the balance does not suffice`."""

import re

from shared.reading.names.grounding import actions_in, fields_in
from shared.reading.refusals.cases import Case
from shared.writing.ir import Endpoint, Entity, Guard

_SHORT = re.compile(
    r"\bmore (?:[a-z]+ ){0,4}than (?:what |there )?(?:is|are|was) (?:still )?(?:left|there|available|remaining|in stock|on hand)\b|"
    r"\b(?:has|have|holds?) (?:less|fewer|<)(?!\w)|(?:(?<!\w)>|\bmore)(?: <\w+>)? (?:than )?(?:the |its |an? )?(?:\[\w+\]|it|they) (?:has|have|holds?|owns?|contains?)\b|"
    r"\b(?:fewer|less) (?:are |is )?(?:left|available|there|in stock)\b|(?<!\w)< (?:n|that|this|the (?:amount|number)|so (?:much|many)|requested|what)? ?(?:are |is )?(?:still )?(?:left|available|there|in stock|remain\w*)\b|(?<!\w)> the (?:current |available |remaining )?<\w+>|"
    r"\b(?:fewer|less) [<\[]?\w+[>\]]? than (?:was |is |are |were )?(?:asked|requested|wanted|needed|ordered|that)\b|"
    r"\btoo (?:low|small|little|few|many|much)\b|\bmore (?:\S+ ){0,4}?than (?:there\b|what\b|is\b|are\b|was\b|available|left|remain\w*|you|we|it|he|she|they|(?:an?|the|its|their|his) \[\w+\] (?:has|have|holds|owns))|\bmust be >= 0|\bthan (?:there|what)\b|(?<!\w)> (?:there\b|what|is|are|in stock|available|we|(?:i|you|they|one) (?:have|has|own|possess)|(?:i|we|you|they)'ve)\b|\bnot (?:be )?(?:enough|sufficient)\b|\binsufficient\b|\b(?:not|no longer) (?:suffice|cover|enough|allow|last)|"
    r"\b(?:none|nothing|(?:no|without) (?:any |more )?\S+(?: \S+)?|0) (?:is |are )?(?:left|remain\w*|available)\b|\b(?:after|past|beyond) the last\b|\bno(?:ne)? (?:more )?\S* ?(?:left|remaining)|"
    r"\b(?:can not|never) (?:go |be |get |become |drops? |goes |falls? )*(?:below|<|negative|under)|\b(?:is|are) (?:already )?(?:at )?(?:0|zero|empty|gone|used up|sold out|out of stock)\b|"
    r"\bwould (?:go|be|become|make|fall|drop|push|bring|take|leave|put|get|end|sink|move|lead|send) .*(?:below|negative|< ?0)|\bwould be < 0 left\b|\b(?:has|have|had|holds?) (?:no|0|zero) (?:more )?<\w+>|\bnot (?:have|hold|contain|own) (?:enough|that (?:much|many)|so (?:much|many)|sufficient)\b|\bgone\b|\bsold!? out\b|\bthere (?:is|are) none\b(?! of)|\bout of stock\b|\bused up\b|\bexhausted\b|\bovers?(?:old|sell|selling|draw\w*)\b|\bnot (?:that|so|as) (?:much|many)\b|"
    r"\b(?:is|are) not (?:one|any)(?: (?:to !?[a-z]+!?|left|available|there))?(?=\W*$|[,;])|\b(?:has|have|having) none\b|\b(?:without|with no|with not)(?: an?| any| one)? <\w+>(?: (?:to !?[a-z]+!?|left))?\W*$"
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


#: What gives an amount anew, and adds nothing to it.
_SETS = re.compile(r"\b(?:sets?|changes?|overwrit\w+|replac\w+|corrects?|adjusts?|updates?)\b")


def _told(entity: Entity, endpoint: Endpoint) -> str:
    """The only number of the resource that an action's request tells, as yet in its stead."""
    same = [name for name, code in endpoint.sets.items() if code == f'values["{name}"]' and name in entity.fields]
    numbers = [name for name in same if entity.fields[name].type in {"integer", "number"} and not entity.fields[name].refers]
    return numbers[0] if len(numbers) == 1 and not _SETS.search(endpoint.source) else ""


def _take(case: Case, entity: Entity, endpoint: Endpoint) -> Endpoint:
    """`hands out stock to a ward`, of which there may not be enough: what is told is taken from the amount of its name, and added by the action beside it."""
    amount = _told(entity, endpoint)
    beside = [one for one in case.app.endpoints if one.entity == entity.name and one is not endpoint and _told(entity, one) == amount]
    named = [one for one in (endpoint, *beside) if one.path.rpartition("/")[2] in actions_in(case.said)]
    if not amount or (beside and len(named) != 1):
        return endpoint
    taker = named[0] if named else endpoint
    for one in (endpoint, *beside):
        one.sets[amount] = f'row["{amount}"] {"-" if one is taker else "+"} values["{amount}"]'
    return taker


def short(case: Case) -> bool:
    """An action would take more than the resource has."""
    endpoint = case.target(("action",))
    if endpoint is None or case.entity is None or endpoint.kind != "action" or not _SHORT.search(case.said):
        return False
    endpoint = taking(case, _take(case, case.entity, endpoint))
    if any(code.startswith("max(") for code in endpoint.sets.values()):
        return False  # It stops at nothing and refuses nobody.
    for name, code in endpoint.sets.items():
        if any(one.signed and code == f'row["{name}"] + values["{one.name}"]' for one in endpoint.body):
            words = f"the {name.replace('_', ' ')} would fall below zero"
            refuse_once(endpoint, Guard(f"{code} < 0", case.status or 409, words, "short", fields=(name,)))
            return True
    lowered = next(((name, code) for name, code in endpoint.sets.items() if " - " in code), None)
    stock = lowered[0] if lowered else next((name for name in fields_in(case.said) if name in case.entity.fields), "")
    if not stock:
        stock = next(
            (one.name for one in case.entity.fields.values() if one.type in {"integer", "number"} and not one.refers and not one.given), ""
        )
    kept = endpoint.sets.get(stock, "")
    if not stock or case.entity.fields[stock].type not in {"integer", "number", "scalar"} or " + " in kept or kept.startswith("values["):
        return False
    taken = lowered[1].partition(" - ")[2] if lowered else next((f'values["{one.name}"]' for one in endpoint.body), "1")
    words = f"the {stock.replace('_', ' ')} would fall below zero"
    refuse_once(endpoint, Guard(f'row["{stock}"] < {taken}', case.status or 409, words, "short", fields=(stock,)))
    return True
