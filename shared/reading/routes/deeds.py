"""What is done to records beyond storing them, where no path is named: `an open ticket can be closed`, `lending a tool that is out is refused`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from shared.reading.routes.infinitives import PARTICIPLE, of_gerund, of_participle
from shared.reading.routes.routing import is_verb
from shared.reading.routes.stepwise import steps
from shared.reading.text.lexicon import wordset
from shared.reading.text.outline import Route, Statement
from shared.writing import words

#: What is done to any records, or is nothing that a request does.
_GENERAL = {
    words.stem(verb)
    for verb in wordset(
        "list filter sort search order see find get show view read look open browse fetch choose narrow limit combine page give use have take leave want "
        "create make add register record enter insert store save log post change edit rename update adjust correct modify replace delete remove drop erase throw scrap file "
        "refuse be send try attempt request ask provide pass reach do keep track manage maintain know need retrieve group query write name call set "
        "hold contain share display inspect restrict specify omit tell mark shown seen"
    )
}
CAN = r"\b(?:can|may|could|must be able to|should be able to|is able to|are able to|shall be able to)\b"
#: What stands before something that one wishes to do: `I want to ship a parcel`, `it must be possible to reopen a closed one`.
_WISH = re.compile(r"(?i)\b(?:want|wants|needs?|likes?|wish(?:es)?|possible|way|ways) (?:[a-z]+ )?to\b")
_FORBIDDEN = re.compile(r"(?i)(?:and )?(?:nobody|no one|no \w+) (?:can|may)\b")
_AGAIN = r"(?:(?:then|again|only|also|later|afterwards|either|be) )*"
_ENDS = r"(?=\s*(?:[.,;:]|$|(?:and|or|again|by|to|from|with|for|in|on|at|back|off|out|anew|later|then|as|after)\b))"
#: What stands before a verb that somebody can do is none itself.
_NO_VERB = r"(?!(?:and|or|to|but|then|while|so|because|since|as|when|if|that|for|with|in|on|of|by|at|from|per|where|whether|until|unless|only|also|just|even|nothing|not)\b)"
#: `if it is available`, `that is open`: in which state a record must be.
_WHILE = r",? (?:but )?(?:only )?(?:if|when|while|as long as|that|which) (?:it |they )?(?:is|are) (?:still |currently )?(?P<before>[a-z\-_]+)(?=\s*(?:[.;,]|$))"
#: What else may stand behind a verb that records can suffer, up to the next verb.
_STOPS = re.compile(r"(?i)[;:]|\b(?:can|may|must|should|is|are|if|when|while|unless|that|which|who|whose|where)\b")
_NO_STATE = wordset(
    "a an the each every all any some only no of these those such our my this that single one it such and or with other given"
)
#: After these a task is done.
_ENDING = {words.stem(verb) for verb in ("complete", "finish")}
#: These end what was done before.
_RETURNING = wordset("return release free vacate restore resume unassign unlock unblock")
_JOINTS = {"and", "or", "to", "but"}
#: `can be closed, closing a closed one is refused`: no verb that somebody can do.
_GERUND = re.compile(r"[a-z]*[aeiouy][a-z]*ing")
_TOLD = re.compile(r"(?i)\b(?:becom\w+|makes?|sets?|marks?|turns?|puts?|then|now|after which|status|state)\b|->|=")

#: `then it is rented`, `and is free again`, `which makes it sent`: the state that follows, and no more.
_BECOMES = re.compile(
    r"(?i)(?<!if )(?<!when )(?<!while )\b(?:and|which|that|then|so|it)(?: it| then){0,2} (?:is|becomes|makes it|marks it as|turns it into|sets (?:it|(?:its|the) (?:status|state)) to)(?: then| now| again)?"
    r" [\"'`]?(?P<state>[a-z][a-z_\-]+)[\"'`]?(?: again| then| afterwards| now)?\W*$"
)

#: `lent to somebody, whose name is recorded as borrower`: what the request carries.
_SENT = re.compile(
    r"(?i)\b(?:(?:recorded|stored|kept|saved|noted|remembered) as|(?:you|one|they|people|we) (?:sends?|gives?|names?|tells?)) (?:the |its |their |an? )?([a-z_]+)\b(?!')"
)


@dataclass(frozen=True, slots=True)
class _Deed:
    """A verb that a sentence says of a record, where its words begin, and the state in which the record is before."""

    start: int
    verb: str
    before: str = ""
    marked: str = ""
    after: str = ""


def is_general(verb: str) -> bool:
    """Whether it is done to any records: `list`, `delete`."""
    return words.stem(verb) in _GENERAL


def deeds(statements: Sequence[Statement], plural: str) -> Iterator[Route]:
    """`can start an open ticket, which makes it in_progress`, `a ticket that is done can be reopened and is then open`: what else is done to a record."""
    noun = words.singular(plural).replace("-", " ")
    whole = ". ".join(one.text for one in statements)
    found = set()
    for step in steps(statements, noun):
        found.add(step.verb)
        yield Route("POST", f"/{plural}/{{id}}/{step.verb}", [], "", step.told(noun), step.statement)
    stepping = {id(step.statement) for step in steps(statements, noun) if '"' in step.statement.text}
    told = [
        (reader, one, deed, end)
        for reader in (_able, _gerunds)
        for one in statements
        if id(one) not in stepping
        for deed, end in _ended(reader(one.text, noun), one.text)
    ]
    for reader, one, deed, end in told:
        known = reader is _able or is_verb(deed.verb) or re.search(rf"(?i)\b{words.participle(deed.verb)}\b", whole)
        if known and not _is_general(deed, noun, whole) and deed.verb not in found:
            found.add(deed.verb)
            said = "" if reader is _gerunds else one.text[deed.start : end]
            before = next((state for _, _, other, _ in told if other.verb == deed.verb and (state := _known(other, whole))), "")
            deed = replace(deed, before=before or _first(words.participle(deed.verb), noun, whole))
            yield Route(
                "POST", f"/{plural}/{{id}}/{deed.verb}", [], "", _given(deed, noun, said, whole) or _moved(deed, noun, said, whole), one
            )


def _ended(told: Iterable[_Deed], text: str) -> Iterator[tuple[_Deed, int]]:
    """What a sentence says is done, each with where its words end."""
    several = sorted(told, key=lambda deed: deed.start)
    for place, deed in enumerate(several):
        yield deed, next((other.start for other in several[place + 1 :] if other.start > deed.start), len(text))


def _known(deed: _Deed, whole: str) -> str:
    """The state in which a record is before; `new` is one only where the text says so."""
    if deed.before == words.participle(deed.verb):
        return ""
    named = re.search(r"(?i)\b(?:status|state) (?:is |of |=)?[\"'`]?new\b|\b(?:one of|either) [^.;]*\bnew\b", whole)
    return deed.before if deed.before != "new" or named else ""


def _is_general(deed: _Deed, noun: str, whole: str) -> bool:
    """Whether it is done to any records; what a state is named after is not: `a draft can be sent`, where invoices are draft or sent."""
    if words.stem(deed.verb) not in _GENERAL:
        return False
    state = words.participle(deed.verb)
    return not re.search(rf"(?i)\b(?:one of|either|status|state) [^.;]*\b{state}\b|\ban? {state} {noun}\b", whole) or not deed.before


def _first(after: str, noun: str, whole: str) -> str:
    """The state in which a record begins, where another one is what the verb leads to: `a ticket can be closed, and a closed ticket reopened`."""
    begun = re.search(rf'(?i)\bfor a new {noun} the \w+ is "([\w\-]+)" at first', whole)
    return begun[1] if begun and re.search(rf"(?i)\b{after} (?:{noun}|{words.plural(noun)})\b", whole) and begun[1] != after else ""


#: `its status changes from …`, `it becomes …`: what happens then.
_EFFECT = r"(?=(?:then )?(?:(?:its|the) (?:status|state|stage|phase)|it) (?:then |now )?(?:changes|becomes|turns|goes|is (?:set|changed)|gets|switches|moves)\b)"


def _befallen(text: str, noun: str) -> Iterator[_Deed]:
    """`when a ticket is closed, its status changes to closed`: what has an effect."""
    for match in re.finditer(
        rf"(?i)\b(?:when|whenever|once|after|as soon as) an? {noun} (?:is|was|has been|gets) ([a-z]+(?:ed|[a-z]n)),? {_EFFECT}", text
    ):
        yield _Deed(match.end(), of_participle(match[1].lower()))


def _able(text: str, noun: str) -> Iterator[_Deed]:
    """The verbs that a sentence says of such a record as what somebody can do, or wants to."""
    yield from _befallen(text, noun)
    can, wish = re.search(rf"(?i){CAN}", text), _WISH.search(text)
    if (can is None and wish is None) or _FORBIDDEN.match(text):
        return
    lead = rf"{CAN}|(?:,? and|,(?: or)?)(?: to)?|\bto" if wish else rf"{CAN}|,? and|,(?: or)?"
    for match in re.finditer(
        rf"(?i)(?:{lead}) {_NO_VERB}"
        rf"(?P<verbs>(?:[a-z]+(?:, | or | and |/))*[a-z]+) (?:an?|the|one|any) (?:(?P<state>[a-z\-_]+) )?(?:{noun}|one)\b(?P<if>{_WHILE})?",
        text,
    ):
        for verb in re.findall(r"[a-z]+", re.sub(r"\b(?:or|and|but)\b", " ", match["verbs"].lower())):
            if not _GERUND.fullmatch(verb):
                yield _Deed(match.start(), verb, _state(match["state"]) or _state(match["before"]))
    yield from _undone(text, noun, lead)
    yield from _marked(text, noun)
    yield from _listed(text, noun)
    yield from _suffered(text, noun)


def _undone(text: str, noun: str, lead: str) -> Iterator[_Deed]:
    """`rent a free locker and release it again`: what is done to the record named before; what brings the state back that it had."""
    named = re.search(rf"(?i)\b(?:an?|the|one|each|every|any) (?:[a-z\-_]+ )?{noun}\b", text)
    first = re.search(rf"(?i)\b([a-z]+) (?:an?|the|one) (?:([a-z\-_]+) )?{noun}\b", text)
    for match in re.finditer(
        rf"(?i)(?:{lead}) {_NO_VERB}((?:[a-z]+(?:, | or | and |/))*[a-z]+) (?:it|them)\b(?P<back> again| back)?", text
    ):
        before = _state(first[2]) if first and match["back"] else ""
        if named and match.start() >= named.end():
            for verb in re.findall(r"[a-z]+", re.sub(r"\b(?:or|and|can|may)\b", " ", match[1].lower())):
                yield _Deed(match.start(), verb, words.participle(first[1].lower()) if first and before else "", after=before)


def _marked(text: str, noun: str) -> Iterator[_Deed]:
    """`mark a task as done`, `tasks can be marked as paid`."""
    for match in re.finditer(
        rf"(?i)\b(?:mark(?:ing)? (?:(?:an?|the|one|it|them|my|our)(?: [a-z]+)?|(?:single |all )?{words.plural(noun)})|(?:{noun}|{words.plural(noun)})\b[^.;]*?\bmarked)(?: as|(?= (?:done|completed?|finished|paid|read|watched|bought|solved|resolved)\b)) ([a-z]+)\b",
        text,
    ):
        verb = "complete" if match[1].lower() == "done" else of_participle(match[1].lower())
        verb = f"mark-{match[1].lower()}" if is_general(verb) and match[1].lower() != "read" else verb
        yield _Deed(match.start(), verb, marked=match[1].lower())


def _listed(text: str, noun: str) -> Iterator[_Deed]:
    """`add, list, lend and delete tools`."""
    for match in re.finditer(rf"(?i)\b((?:[a-z]+,? )+(?:and|or) [a-z]+) (?:the |my |our )?{words.plural(noun)}\b", text):
        verbs = re.findall(r"([a-z]+)(?=,| and | or |$)", re.sub(r"(?i).*\b(?:to|can|may) ", "", match[1].lower()))
        if sum(words.stem(verb) in _GENERAL for verb in verbs) > 1:
            yield from (
                _Deed(match.start(), verb) for verb in verbs if verb not in _JOINTS and (is_verb(verb) or words.participle(verb) in text)
            )


def _suffered(text: str, noun: str) -> Iterator[_Deed]:
    """`an open ticket can be closed or assigned`: each verb, of which the first one's words begin with the record."""
    several = words.plural(noun)
    plain = re.sub(r"\([^()]*\)", lambda match: " " * len(match[0]), text)
    for match in re.finditer(
        rf"(?i)(?:([a-z\-_]+) )?\b(?:{noun}|{several})\b[^.;,]*? (?:can|may|could) {_AGAIN}([a-z]*(?:{PARTICIPLE}))\b", plain
    ):
        begin = re.search(r"(?:^|[;,] (?:and )?|\band )[^;,]*$", text[: match.start() + 1])
        start = max(begin.start() if begin else 0, match.start() - 12 if begin is None else begin.start())
        yield _Deed(start, of_participle(match[2].lower()), _state(match[1]))
        stop = _STOPS.search(plain, match.end())
        for more in re.finditer(rf"(?i)(?:,|\band|\bor) {_AGAIN}({PARTICIPLE}){_ENDS}", plain[: stop.start() if stop else len(plain)]):
            if more.start() >= match.end():
                later = re.search(r"\bthen\b", more[0]) is not None
                yield _Deed(more.start(), of_participle(more[1].lower()), "" if later else _state(match[1]))


def _gerunds(text: str, noun: str) -> Iterator[_Deed]:
    """`Returning a tool clears the borrower`, `shipping is only possible for registered parcels`."""
    several = words.plural(noun)
    for match in re.finditer(rf"(?i)(?:^|[;,] |\b(?:and|or) )(?:[;,] )?([a-z]+ing) (?:an?|the|such an?) (?:[a-z\-_]+ )?{noun}\b", text):
        yield _Deed(match.start(), of_gerund(match[1].lower()))
    for match in re.finditer(
        rf"(?i)\b([a-z]+ing) (?:is )?(?:only )?(?:possible |allowed )?(?:only )?for ([a-z\-_]+) (?:{several}|ones)\b", text
    ):
        yield _Deed(match.start(), of_gerund(match[1].lower()), _state(match[2]))


def _state(told: str | None) -> str:
    return "" if told is None or told.lower() in _NO_STATE else told.lower()


def _moved(deed: _Deed, noun: str, said: str, whole: str) -> str:
    """What is said of an action; `a registered parcel can be shipped` names the states before and after it."""
    after = words.participle(deed.verb)
    target = (
        deed.after
        or _restored(deed, noun, whole)
        or next((match["state"].lower() for match in _BECOMES.finditer(said) if match["state"].lower() not in _NO_STATE), "")
    )
    if deed.before and target:
        return f'turns a {deed.before} {noun} into "{target}"'
    if deed.before and not _TOLD.search(said):
        undone = deed.verb.removeprefix("re")
        if undone in {deed.verb, deed.before} or not re.search(rf"(?i)\b{undone}\b", whole):
            undone = after
        return f'turns a {deed.before} {noun} into "{undone}"'
    own = re.sub(rf"(?i)^(?:{CAN}|,? and\b(?: to\b)?|, (?:or )?(?:to\b)?|to\b|; )", "", said).strip(" ,;")
    if told := _as_state(deed, whole):
        return f'{own}; changes the status to "{told}"'
    if deed.marked:
        return f"{own}; sets {deed.marked} to true"
    if words.stem(deed.verb) in _ENDING and not _TOLD.search(own) and re.search(r"(?i)\bdone\b", whole):
        return f"{own}; sets done to true"
    sent = _SENT.search(own)
    if sent is None:
        return own
    return f'{{"{sent[1].lower()}"}} sets the {sent[1].lower()}'


def _receiver(deed: _Deed, noun: str, said: str, whole: str) -> str:
    """`can be assigned to an agent`, where agents are records, too: which record the request names; empty where it names none."""
    verb = rf"(?:{deed.verb}|{words.participle(deed.verb)})"
    told = rf"(?:(?:an?|the|one|any) )?(?:[a-z_\-]+ )?(?:{noun}|{words.plural(noun)}|it|them)"
    match = re.search(rf"(?i)\b{verb}(?: {told})? to (?:(?:an?|one|another|the|some) )?(?P<other>[a-z]+)\b", said)
    other = words.singular(match["other"].lower()) if match else ""
    has = rf"(?i)(?:^|[.;] )(?:(?:an?|each|every|all|the) )?(?:{other}|{words.plural(other)}) (?:has|have)\b"
    return other if other and other != noun and re.search(has, whole) else ""


def _given(deed: _Deed, noun: str, said: str, whole: str) -> str:
    """What an action does that names the record to which another is given; empty where it names none."""
    receiver = _receiver(deed, noun, said, whole)
    if not receiver:
        return ""
    state = words.participle(deed.verb)
    named = re.search(rf"(?i)\b(?:one of|either) (?:[a-z_]+,? )*(?:and |or )?{state}\b", whole)
    became = f' and changes the status to "{state}"' if named else ""
    only = f"; 409 if it is not {deed.before}" if deed.before else ""
    return f'{{"{receiver}_id"}} sets the {receiver}_id{became}{only}'


def _restored(deed: _Deed, noun: str, whole: str) -> str:
    """`a borrowed book can be returned`: the state in which it could be borrowed; empty where none is told or the text names another."""
    if deed.verb not in _RETURNING or not deed.before or re.search(rf"(?i)\b{words.participle(deed.verb)} (?:{noun}|ones?)\b", whole):
        return ""
    for match in re.finditer(
        rf"(?i)\b([a-z]+) (?:an?|the) (?:([a-z\-_]+) )?{noun}\b(?P<if>{_WHILE})?|\ban? ([a-z\-_]+) {noun} can be ([a-z]+)", whole
    ):
        verb, state = (match[1], _state(match[2]) or _state(match["before"])) if match[1] else ("", "")
        if verb and state and words.participle(verb.lower()) == deed.before:
            return state
    return ""


def _as_state(deed: _Deed, whole: str) -> str:
    """The state that a record is in when it is marked or completed, where the text names such a state."""
    state = deed.marked or ("done" if words.stem(deed.verb) in _ENDING else "")
    told = rf'(?i)\b(?:one of|either) (?:[a-z_]+,? )*(?:and |or )?{state}\b|\bfor a new [a-z]+ the \w+ is "(?!{state}\b)[\w\-]+" at first'
    return state if state and re.search(told, whole) else ""
