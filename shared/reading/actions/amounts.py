"""What an action adds to an amount or takes from it: `adds the amount to the balance`, `never below 0`."""

import re
from collections.abc import Iterator

from shared.reading.names.grounding import fields_in
from shared.reading.text.lexicon import canonical, wordset
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity

UP = r"add(?:s|ed|ing)?|increas\w*|increment\w*|raises?|bumps?|goes up|go up|rises?|grows?|(?<!\ba )(?<!\bthe )(?<!\bits )counts?(?! (?:as |it )?(?:one |1 )?(?:less|fewer|down))|gains?|puts?|credits?|restock\w*|up by|one more|plus(?! (?:the |its |an? )?(?:\w+ )?\[)|earns?|tops? up"


DOWN = r"tak(?:es?|ing)|subtract\w*|decreas\w*|decrement\w*|reduc\w*|lowers?|goes down|go down|falls?|removes?|deduct\w*|uses?|withdraw\w*|spends?|loses?|drops?|debits?|minus|down by|one (?:less|fewer)|consum\w*|redeem\w*|cash(?:es|ing)? in"


_EARN = wordset(
    "earn deposit add topup top-up credit restock receive refill increment load increase gain fill pour feed supply replenish donate contribute fund payin pay-in raise "
    "pump-in grow inflate collect stock board enter checkin check-in award grant harvest produce import arrive"
)


_SPEND = wordset(
    "spend withdraw redeem consume use ship sell debit take decrement drink charge decrease remove drain draw dispense discharge unload tap burn eat deduct reduce lower issue "
    "payout pay-out scrap waste discard export empty-out bleed pump-out pull eject leak cash-out cashout subtract deplete depart alight"
)


#: `never below 0`, `but not less than zero`.
_FLOOR = re.compile(
    r",? ?(?:\b(?:but|and|though) )?(?:(?:it|they|this|that|the|<\w+>) )*(?:(?:can|may|must|goes?|do|does|is|are|will) )*(?:\bnever\b|\bnot\b)(?: \w+){0,2}? ?(?:below|under|<|negative|lower than|less than)(?: ?(?:0|zero))?"
    r"|,? ?\b(?:but|and) (?:(?:is|stays|always|at|remains|be) )*>= ?(?:0|zero)"
    r"|,? ?(?:\b(?:but|and) )?(?:\bcan not |stops? |stays? )(?:be |go |at |become )?(?:<|>=|negative|below)? ?(?:0|zero)\b"
)


#: `takes a spot off the list`, `puts it back on`: the record itself, and no amount of it.
_PLACED = re.compile(
    r"\b(?:puts?|takes?|brings?|adds?|removes?) (?:it|them|this|that|(?:the|an?|that) \[\w+\]) (?:(?:back|off|on(?:to)?|away|out|from|to)\b ?)+(?:(?:the|our|that) (?:list|page|overview|board|shelf|market|sale)\b|sale\b|display\b|again\b)?[\W\d]*$"
)
#: `puts it back to 0`.
_BACK = re.compile(r"\b(?:puts?|sets?|brings?|turns?|goes|counts?) (?:it|them|this|these|the \S+|everything) back to (?P<to>\d+)\b")


#: `both counters`, `all its counts`; `opened and refilled`, whatever their names.
_TOGETHER = r"(?:\b(?:both|all|the|its|their)(?: of)?(?: (?:the|its|their|two|three|four))* (?:counters|counts|numbers|figures|totals|tallies)|\bboth(?! <)(?: of them)?)\b"
_JOINED = r"<\w+>(?:(?:,? and |, |,? as well as )(?:(?:to|by|from|off|for) )?(?:the |its )?<\w+>)+"
#: Several amounts begin again: `sets … back to 0`, `resets …`, `… become 0`, `makes … 0`.
_AGAIN = re.compile(
    rf"(?:{_TOGETHER}|{_JOINED})[^.;<]{{0,24}}?(?:\bto|\bat|\bfrom|\bare|\bbe|\bbecomes?|=)(?: (?:then|now|again|both|all|set|back|to))* (?:0|zero)\b"
    rf"|\bmakes? (?:{_TOGETHER}|{_JOINED}) (?:0|zero)\b"
    rf"|\b(?:!?resets?!?|zeroes|zeros|clears?|empties) (?:the |its )?(?:{_TOGETHER}|{_JOINED})"
)


def set_back(entity: Entity, endpoint: Endpoint, said: str, verb: str) -> None:
    """`sets both counters back to zero`, `resets opened and refilled`: several amounts that begin again at once."""
    kept = [one.name for one in entity.fields.values() if one.type in {"integer", "number"} and not one.given and not one.refers]
    for match in _AGAIN.finditer(said):
        joined = re.search(_JOINED, match[0])
        several = [name for name in fields_in(joined[0]) if name in kept] if joined else kept
        if len(several) > 1 and not re.search(r"\b(?:if|when|unless|once|starts?|begins?)\b[^.;,]*$", said[: match.start()]):
            endpoint.sets |= {name: "0" for name in several if name not in endpoint.sets}


#: `stock -= 1`; `moves one from stock to sold`.
_ASSIGNED = re.compile(r"(?<=>) ?([+-]) ?= ?(?=\d|<|values)")
_MOVED = re.compile(
    r"\b(?:moves?|transfers?|shifts?|brings?) (?P<much>(?:one|\d+|an?|the)(?: [a-z]+)??|(?:the )?<\w+>) from (?:the |its )?(?P<one><\w+>) (?:over )?(?:in)?to (?:the |its )?(?P<other><\w+>)"
)
#: Where a statement goes on to another amount: `stock minus one, sold plus one`, `falls by one while sold rises`.
_ANOTHER = re.compile(
    rf"(?:, |,? (?:and|while|whereas) )(?:(?:and|at the same time|simultaneously|then|also|in return) )*(?=(?:(?:the |its )?<\w+> (?:(?:then|also) )*(?:(?:{UP}|{DOWN})\b|[+-] ?[\d<])|(?:{UP}|{DOWN})\b[^.;,]*<))"
)
_CHANGED = re.compile(rf"\b(?:{UP}|{DOWN})\b|[+-] ?[\d<]")


def _apart(said: str) -> list[str]:
    """The parts of a statement, each about one amount, or about several that change alike."""
    said = _MOVED.sub(r"takes \g<much> from \g<one>; adds \g<much> to \g<other>", _ASSIGNED.sub(r" \1 ", said))
    parts = re.split(
        r"[;.]| and (?=\w+s\b)|, (?=if|when|but|unless)|,? (?:which|this|that) (?=(?:then |also )?[a-z]+s\b)|,? (?:and|or|but) (?=[^;.,]*\b4\d\d\b)|, (?=(?:with |an? )*4\d\d\b)",
        re.sub(r"\btakes? (?=(?:an? |no |the (?:same )?)?(?:json|body|payload|form|\{))", " ", _FLOOR.sub(" ", said)),
    )
    return [one for part in parts for one in _each_changed(part)]


def _each_changed(part: str) -> Iterator[str]:
    """A part of a statement, cut where it goes on to another amount behind a change that is told in full."""
    start = 0
    for match in _ANOTHER.finditer(part):
        if _CHANGED.search(part[start : match.start()]):
            yield part[start : match.start()]
            start = match.end()
    yield part[start:]


#: `adds that number to inside`: a name, be it of nothing that is known.
_ELSEWHERE = re.compile(
    r"\b(?:adds?|subtracts?|deducts?|takes?|removes?)\b[^.;,<]*? (?:to|from|off|onto) (?!(?:the|its?|it|them|their|this|that|these|an?|one|what|all|each|zero|now|be)\b)[a-z]+(?=\W*$|[.,;])"
)


def _whenever_else(piece: str, verb: str) -> bool:
    """Whether a part of a statement tells what happens each time that something else than this action is done."""
    told = re.search(r"\b(?:(?:each|every) time|whenever)\b(?P<done>.*)", piece)
    done = {words.stem(word) for word in re.findall(r"[a-z]+", told["done"])} if told else {verb}
    return not {verb, words.stem(verb)} & done


def by_amount(entity: Entity, endpoint: Endpoint, said: str, verb: str) -> None:
    """`adds the amount to the balance`, `increases votes by 1`, `takes one bottle away`."""
    said = re.sub(r"!([\w\-]+)!", r"\1", said)  # `goes up` is no action, where one is called so.
    said = re.sub(r" \((?=[^()]*[a-z]{4})[^()]*\b4\d\d\b[^()]*\)", "", said)  # What is refused tells of no change.
    said = re.sub(r"(<\w+>) \((?=[^()]*(?:[<>]|\b(?:number|integer|positive|required)\b))[^()]*\)", r"\1", said)  # How much may be sent.
    sent = "|".join(one.name for one in endpoint.body)
    said = (
        re.sub(rf"\btakes? (?:an? |the )?<(?:{sent})>(?: \([^()]*\))?(?: and|,) (?=\w)", "", said) if sent else said
    )  # `takes points and adds them`
    for piece in _apart(said):
        plain = re.sub(r"<\w+>", "", piece)
        if (
            re.search(r"\b(?:if|when|unless|otherwise|only|more than|can not|never|answers? 4\d\d|4\d\d)\b|>(?!= ?\d)|<=", plain)
            or _PLACED.search(piece)
            or _whenever_else(piece, verb)
        ):
            continue
        back = _BACK.search(piece)
        if back and numeric(entity, endpoint):
            endpoint.sets.setdefault(numeric(entity, endpoint), back["to"])
            continue
        sign = _sign(piece, verb)
        if sign and (stepped := _stepped(entity, endpoint, piece)) is not None:
            endpoint.sets |= {name: floored(f'row["{name}"] {sign} row["{by}"]', said) for name, by in stepped if name not in endpoint.sets}
            continue
        amount = _amount(entity, endpoint, piece)
        stored = [name for name in fields_in(piece) if _counts(entity, endpoint, piece, name)]
        called = _called_so(entity, verb)
        target = next((name for name in stored if f'values["{name}"]' != amount and called in {"", name}), stored[0] if stored else called)
        target = target or ("" if _ELSEWHERE.search(piece) else numeric(entity, endpoint))
        if (
            sign
            and target
            and target not in endpoint.sets
            and (
                stored or amount != "1" or any(not one.refers for one in endpoint.body) or re.search(r"\bone\b|\b1\b|\bit\b|\bby\b", piece)
            )
        ):
            for name in [target] if called else _alike(piece, target, [name for name in stored if name not in endpoint.sets]):
                endpoint.sets[name] = floored(f'row["{name}"] {sign} {amount}', said)
            for one in endpoint.body:
                one.type = "number" if one.type == "scalar" and amount == f'values["{one.name}"]' else one.type


_ITS = r"(?:(?:the|its|one|an?|that|this|same|current|configured|own|\[\w+\]'s|of|value) )*"
#: By how much a number changes, where the record itself tells that: `adds step to value`, `raises it by its step`.
_BY_OWN = (
    re.compile(rf"\b(?:add(?:s|ed|ing)?|credits?|plus|subtract\w*|deduct\w*|tak(?:es?|ing)|removes?|minus) {_ITS}<(?P<by>\w+)>(?! by\b)(?:(?: again| once| each time)? (?:to|onto|on|from|off|out of|away from) {_ITS}(?:<(?P<to>\w+)>)?)?"),
    re.compile(rf"(?:<(?P<to>\w+)>[^<>]*)?\bby {_ITS}<(?P<by>\w+)>"),
    re.compile(rf"<(?P<to>\w+)>(?: (?:is|becomes|then|set|to|the|=))* <(?P=to)> ?[-+] ?{_ITS}<(?P<by>\w+)>"),
)  # fmt: skip


def _stepped(entity: Entity, endpoint: Endpoint, piece: str) -> list[tuple[str, str]] | None:
    """The number that changes, and the field of the record that says by how much; empty where it is not told what changes, None where no field says how much."""
    numbers = {one.name: one for one in entity.fields.values() if one.type in {"integer", "number"} and not one.refers}
    told = None
    for match in (found for pattern in _BY_OWN for found in pattern.finditer(piece)):
        kept = [match["to"]] if match["to"] else [one.name for one in numbers.values() if not one.given]
        by = numbers.get(match["by"])
        if kept and by is not None and by.given and by.name not in {*kept, *(one.name for one in endpoint.body)}:
            told = [(name, by.name) for name in kept[:1] if name in numbers and not numbers[name].given]
            if told:
                break
    return told


def _alike(piece: str, target: str, stored: list[str]) -> list[str]:
    """The amounts that change alike: `raises inside and visitors by one`."""
    joined = next((match[0] for match in re.finditer(_JOINED, piece) if f"<{target}>" in match[0]), "")
    return [target, *(name for name in fields_in(joined) if name != target and name in stored)]


def _called_so(entity: Entity, verb: str) -> str:
    """The amount after which the path of an action is called: `/films/{id}/views`."""
    one = entity.fields.get(verb.replace("-", "_"))
    return one.name if one is not None and one.type in {"integer", "number"} and not one.given else ""


_USUAL = re.compile(r"\b(?P<usual>\d+),? (?:or (?=[^.;]*<)|(?:unless|if nothing|by default)\b)")


def usual(endpoint: Endpoint, said: str) -> str:
    """`adds 1, or the number in {"by": n}`: the amount where the request tells none. The text without it."""
    match = _USUAL.search(said) if len(endpoint.body) == 1 and endpoint.body[0].type in {"integer", "number", "", "scalar"} else None
    if match is None or not re.search(rf"\b(?:{UP}|{DOWN})\b|\b(?:changes?|adjusts?|moves?) \S+ \S*\W*by\b", said[: match.start()]):
        return said
    endpoint.body[0].default, endpoint.body[0].required = int(match["usual"]), False
    return said[: match.start()] + said[match.end() :]


#: What can mean nothing but more, whatever an action is called: `selling raises sold`.
_RAISES = re.compile(r"rais|increas|increment|goes up|grows|up by")


#: `increment and decrement change the count by 1`: which way is told by what the action is called.
_NEUTRAL = re.compile(r"\W*(?:changes?|adjusts?|modif(?:y|ies)|updates?|moves?|alters?|shifts?) (?:the |its )?<\w+> (?:value )?by\b")


def _sign(piece: str, verb: str) -> str:
    """Whether something goes up or down; empty where neither is said. What a field is called says nothing of that."""
    piece = re.sub(r"<\w+>", "<_>", piece)
    up, down = re.search(rf"\b(?:{UP})\b|> ?\+ ?(?:\d|<)", piece), re.search(rf"\b(?:{DOWN})\b|> ?- ?(?:\d|<)", piece)
    if _NEUTRAL.match(piece):
        return "+" if verb in _EARN else "-" if verb in _SPEND else ""
    if not up and not down:
        return ""
    if up and not down and (_RAISES.search(up[0]) or re.search(r"\badds? [^.;]*?\bto (?:the |its )?(?:\[\w+\]'s )?<_>", piece)):
        return "+"
    if verb in _EARN | _SPEND and not (up and down):
        return "+" if verb in _EARN else "-"
    return "+" if up and not (down and down.start() < up.start()) else "-"


def _counts(entity: Entity, endpoint: Endpoint, piece: str, name: str) -> bool:
    """Whether a name in a statement is what changes, not by how much."""
    if name not in entity.fields or entity.fields[name].refers:
        return False
    if entity.fields[name].type == "scalar" and re.search(rf"\b(?:{UP}|{DOWN}|off|to|from) (?:the |its )?<{name}>", piece):
        entity.fields[name].type = "number"  # What its name does not tell.
    if entity.fields[name].type not in {"integer", "number", ""}:
        return False
    named = fields_in(piece)
    sent = {one.name for one in endpoint.body}
    amount = name in sent and len(named) > 1 and named.count(name) < 2
    return not (amount and any(other in entity.fields and other not in sent for other in named))


#: `, which starts at 0`, `(initially 0)`: no amount of a change.
_AT_FIRST = re.compile(
    r"\b(?:starts?|starting|begins?|beginning|initially)\b(?: \w+){0,3}? \d+|\b\d+ (?:at first|initially|in the beginning)"
)


def _amount(entity: Entity, endpoint: Endpoint, piece: str) -> str:
    numbers = [one for one in endpoint.body if one.type in {"integer", "number", "", "scalar"} and not one.refers]
    named = [one for one in numbers if f"<{one.name}>" in piece]
    one = next(iter([*named, *numbers]), None)
    if one is not None:
        return f'values["{one.name}"]'
    told = re.sub(r"\b(?:which |that )?(?:(?:starts?|begins?)\b|(?:is|are) \d+ (?:at first|initially))[^.;,]*", " ", piece)
    plain = re.search(r"\b(?:by |one |)(\d+)\b", re.sub(r"(?<!by )\(?\b(?:20[0-4]|4[0-2]\d)\b", " ", _AT_FIRST.sub(" ", told)))
    return plain[1] if plain else "1"


def numeric(entity: Entity, endpoint: Endpoint) -> str:
    """The one amount of a resource that changes: not sent when it is made, or the only number."""
    numbers = [one for one in entity.fields.values() if one.type in {"integer", "number"} and not one.refers and not one.unique]
    kept = [one for one in numbers if not one.given]
    named = [
        one
        for one in numbers
        if re.search(r"balance|stock|quantity|count|votes|likes|points|amount|score|value|left|remaining|bottles|level", one.name)
    ]
    return next((one.name for one in [*kept, *named, *(numbers if len(numbers) == 1 else [])]), "")


def by_verb(entity: Entity, endpoint: Endpoint, verb: str) -> None:
    """`/earn {"points": 10}`: what is sent is added to what is kept."""
    sent = [one for one in endpoint.body if one.type in {"integer", "number"}]
    if endpoint.sets or len(sent) != 1 or verb not in _EARN | _SPEND:
        return
    kept = entity.fields.get(sent[0].name)
    target = sent[0].name if kept is not None and not kept.given else numeric(entity, endpoint)
    if target:
        up = verb in _EARN or target == words.participle(verb)  # What is `sold` grows where something is sold.
        endpoint.sets[target] = f'row["{target}"] {"+" if up else "-"} values["{sent[0].name}"]'


def against(app: App, entity: Entity, endpoint: Endpoint) -> None:
    """`/pay {"cents"}` beside `/load {"cents"}`: of two actions with the same amount, one takes what the other adds."""
    sent = endpoint.body[0] if len(endpoint.body) == 1 else None
    if sent is None or endpoint.sets.get(sent.name) != f'values["{sent.name}"]' or entity.fields[sent.name].given:
        return
    for other in app.endpoints:
        for name, code in other.sets.items() if other.entity == entity.name and other is not endpoint else ():
            turned = re.fullmatch(rf'(row\["{name}"\]) ([+-]) values\["{sent.name}"\]', code)
            if turned and [one.name for one in other.body] == [sent.name]:
                del entity.fields[sent.name]
                endpoint.sets = {name: f'{turned[1]} {"-" if turned[2] == "+" else "+"} values["{sent.name}"]'}
                return


def floored(code: str, said: str) -> str:
    """What goes down, which may have a limit."""
    return (
        f"max(0, {code})"
        if " - " in code and _FLOOR.search(canonical(said)) and not re.match(r"[^.;]{0,24}4\d\d", _FLOOR.split(canonical(said))[-1])
        else code
    )
