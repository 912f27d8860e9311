"""What one kind of record does with another, and what is put into one or taken out, where no path is named: `members borrow books and return them`, `deposit money into an account`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from shared.reading.actions.directions import adds, takes
from shared.reading.text.outline import Route, Statement
from shared.writing import words

_ADVERBS = r"(?:(?:can|may|could|must be able to|should be able to|are able to|is able to|want to|also|then|again|later) )*"
_ONE = r"(?:an?|the|one|single|several|many|any|free|available)"
#: The verbs that end what another began: `return it`, `bring them back`.
_BACK = r"(?P<back>returns?|releases?|frees?|vacates?|unassigns?|brings?|gives?|hands?)(?: back)? (?:it|them|{many}|{one}|the {one}|an? {one})(?: back| in)?"
#: Verbs that hold no record for somebody.
_NO_HOLD = r"(?!(?:have|has|own|owns|belong|contain|contains|list|lists|see|sees|view|views|add|adds|create|creates|edit|edits|delete|deletes|update|updates|manage|manages|search|rate|rates|review|reviews|like|likes|place|places|write|writes|post|posts|make|makes|upload|uploads|read|reads)\b)"
#: What is moved: `deposit an amount`, `deposit, withdraw and spend money`.
_MOVED = re.compile(
    r"(?i)\b(?P<verbs>[a-z]+(?:(?:, (?:and |or )?| and | or )[a-z]+)*) (?:money|cash|funds|points|credits?|an? (?:[a-z]+ )?amount(?: of [a-z]+)?|amounts|some(?: of it)?|an? (?:certain )?quantity|quantities)\b"
)
#: Where the amount is held: `a balance, which is 0 at first`, `a balance (starting at 0)`, `accounts start with a balance of 0`.
_AT_FIRST = re.compile(
    r"(?i)\b(?:an?|the|its) (?P<name>[a-z]+)(?:,? (?:which|that))? (?:is|starts?|begins?|of|=)(?: (?:at|with|from))?(?: always)? (?:0|zero|nothing)\b"
    r"|\b(?:an?|the|its) (?P<starting>[a-z]+)(?:,| \(|(?= )) ?(?:(?:starting|starts|beginning|begins|initially|at first|always|is|it|at|with|from) )+(?:0|zero)\b"
)
#: `balances can't go negative`.
_NEVER = re.compile(
    r"(?i)\b(?P<name>[a-z]+?)s? (?:can not|cannot|can't|may not|must not|must never|can never|may never|never|should not|should never) (?:go|be|become|drop|fall|get)s? (?:negative|below|under)\b"
)
#: `a withdrawal of more than the balance is refused`, `nobody can withdraw more than the balance`.
_MORE = re.compile(r"(?i)\bmore than (?:the |its |their )?[a-z]+\b|\bnot enough\b|\binsufficient\b")


def dealings(statements: Sequence[Statement], plurals: Sequence[str]) -> Iterator[Route]:
    """The operations, each on what is held, or on what an amount is put into."""
    nouns = [words.singular(plural.rpartition("/")[2]) for plural in plurals]
    whole = ". ".join(one.text for one in statements)
    found: set[tuple[str, str]] = set()
    for one in statements:
        for route in (*_held(one, nouns), *_filled(one, nouns, whole)):
            if (route.method, route.path) not in found:
                found.add((route.method, route.path))
                yield route


def _held(one: Statement, nouns: Sequence[str]) -> Iterator[Route]:
    """`members borrow books and return them`: who holds it is kept, and it is held once at a time."""
    for holder in nouns:
        for held in nouns:
            many, single = (re.escape(form.replace("-", " ")) for form in (words.plural(held), held))
            who = rf"(?:{re.escape(words.plural(holder))}|(?:an?|the|every|each) {re.escape(holder)})"
            back = _BACK.format(many=many, one=single)
            match = holder != held and re.search(
                rf"(?i)\b{who} {_ADVERBS}{_NO_HOLD}(?P<verb>[a-z]+)(?: out)?(?: (?:{_ONE} )?(?:{many}|{single}))?,? (?:and|or)(?: later| then| can| may)* {back}",
                one.text,
            )
            if match and (match["verb"].lower() not in {"and", "or", "be", "to"}) and re.search(rf"(?i)\b(?:{many}|{single})\b", match[0]):
                yield from _lending(match, holder, held, one)


def _lending(match: re.Match[str], holder: str, held: str, one: Statement) -> Iterator[Route]:
    """The operation that begins it and the one that ends it, in words that the steps know."""
    verb = words.stem(match["verb"].lower()) if match["verb"].lower().endswith("s") else match["verb"].lower()
    back = re.sub(r"s$", "", match["back"].lower())
    back = "return" if back in {"bring", "give", "hand"} else back
    state, key, path = words.participle(verb), holder.replace("-", "_"), f"/{words.plural(held)}/{{id}}"
    yield Route("POST", f"{path}/{verb}", [], "", f'{{"{key}_id"}} marks it as {state} by that {holder}; 409 if it is {state} already', one)
    yield Route("POST", f"{path}/{back}", [], "", f"marks it as available; 409 if it is not {state}", one)


_BEGUN = re.compile(r'^\{"(?P<key>\w+)_id"\} marks it as (?P<state>[a-z]+) by that')
#: `books show whether they are available`, `I want to see which books are available`.
_WHETHER = r"(?i)\b(?:shows?|tells?|displays?|says?|see|know|lists?) (?:me |us )?(?:whether|if|which {many}) (?:(?:it|they|{one}|{many}) )?(?:is|are) (?:still |currently |already |now )?(?P<word>available|free|{state})\b[^.;]*$"
_MOST = r"(?:up to|at most|no more than|not more than|only|a maximum of|max(?:imum)?\.?) (?P<number>\d+|two|three|four|five|six|ten)"
_QUOTA = r"(?i)(?P<before>.*?)(?:\b(?:an?|each|every|the|one) {holder} {can}{verb}s? (?:out )?{most} {many}|,? but (?:no|not|never) more than (?P<other>\d+|two|three|four|five|six|ten) {many})\b[^.;]*$"


def told_of_held(statements: Sequence[Statement], routes: Sequence[Route]) -> list[Statement]:
    """The sentences, with what they say of records that are held by somebody as the steps know it: whether one is available, how many one holds."""
    for route in routes:
        begun = _BEGUN.match(route.text)
        if begun and len(route.segments) == 3:
            statements = [each for one in statements for each in _of_held(one, route, begun)]
    return list(statements)


def _of_held(one: Statement, route: Route, begun: re.Match[str]) -> list[Statement]:
    held = words.singular(route.segments[0]).replace("-", " ")
    many, single, holder = (re.escape(name) for name in (words.plural(held), held, begun["key"].replace("_", " ")))
    whether = re.search(_WHETHER.format(many=many, one=single, state=begun["state"]), one.text)
    if whether:
        when = "not null" if whether["word"].lower() == begun["state"] else "null"
        return [replace(one, text=f"Each {held} shows {whether['word'].lower()}, which is true while {begun['key']}_id is {when}")]
    quota = re.match(_QUOTA.format(holder=holder, can=_ADVERBS, verb=route.segments[2], most=_MOST, many=many), one.text)
    if quota is None:
        return [one]
    limit = f"A {holder} can have at most {quota['number'] or quota['other']} {many} at a time"
    before = quota["before"].strip(" ,;")
    # A route knows its statement as the very object.
    return [*([one] if before and route.statement is one else [replace(one, text=before)] if before else []), replace(one, text=limit)]


def _filled(one: Statement, nouns: Sequence[str], whole: str) -> Iterator[Route]:
    """`deposit money into an account and withdraw some from it`: an amount that a request names is added or taken away."""
    near = [noun for noun in nouns if re.search(rf"(?i)\b(?:{noun}|{words.plural(noun)})\b", one.text)]
    held = _AT_FIRST.search(whole) or _NEVER.search(whole)
    if held is None or not nouns:
        return
    for match in _MOVED.finditer(one.text):
        for verb in re.findall(r"[a-z]+", match["verbs"].lower()):
            path = f"/{words.plural((near or nouns)[0])}/{{id}}/{verb}"
            name = (held["name"] or held.groupdict().get("starting", "")).lower()
            if adds(verb):
                yield Route("POST", path, [], "", f'{{"amount"}} adds the amount to the {name}; the amount must be greater than 0', one)
            elif takes(verb):
                enough = f", 409 if the {name} is not enough" if _NEVER.search(whole) or _MORE.search(whole) else ""
                yield Route(
                    "POST", path, [], "", f'{{"amount"}} takes the amount from the {name}{enough}; the amount must be greater than 0', one
                )
