"""Which states a resource has."""

import itertools
import re
from collections.abc import Iterator, Sequence

from shared.reading.fields.altering import by_change
from shared.reading.fields.choices import items_of
from shared.reading.fields.reached import reached
from shared.reading.text.lexicon import canonical, wordset
from shared.writing import words
from shared.writing.ir import MISSING, App, Entity, Field

_WORD = r"[\"'`]?([a-z][a-z_\-]*)[\"'`]?"


_PLAIN = _WORD.replace("(", "(?:", 1)
_NO_STATE = wordset(
    "the a an is it its then set and or not of to in for with from by at on one only array list object json html only changes "
    "becomes that must can may code error errors change none null true false returns default same other another any every each "
    "all this there here that them those these new current next previous following updated back unknown invalid missing optional required filter filters field as no if when whether query also still again always never"
)

#: What is done to a record, and leaves it in no state: `open ones can be edited`.
_NO_FOLLOWER = wordset("edited changed updated modified deleted removed read listed seen found created")


CHAIN = re.compile(r"(?<![\w\"'/}])[\"'`]?([a-z][a-z_\-]*)[\"'`]?((?:\s*->\s*[\"'`]?[a-z][a-z_\-]*[\"'`]?(?![\w/({:\"]))+)")


#: `received, then diagnosed, and finally repaired`: a chain in words.
_NEXT = r"(?:then|finally|later|afterwards|next),? (?:it (?:is|becomes|gets|goes to) |(?:it )?(?:is|becomes|gets) )?"
_THEN = re.compile(rf"(?:\bfirst )?{_WORD}((?:,? (?:and )?{_NEXT}{_WORD}){{2,}})", re.I)


def arrowed(said: str) -> str:
    """A text with its chains in words as `received -> diagnosed -> repaired`."""

    def arrows(match: re.Match[str]) -> str:
        return " -> ".join([match[1], *re.findall(rf"{_NEXT}[\"'`]?([a-z][a-z_\-]*)", match[2])])

    return _EITHER.sub(_each_to, _THEN.sub(arrows, ungapped(said)))


#: `an open one can become "held" or "void", and a held one "open"`: a verb that counts for what follows.
_BECOME = r"(?P<become>(?:can|may) (?:only |then )?(?:become|be set to|change to|go to|be moved to|be changed to|move to|be)|becomes?|goes to|changes? to)"
_GAP = re.compile(
    rf"{_BECOME} (?P<goals>[^.;:]*?)(?P<and>,? and |, )(?P<noun>an? [a-z_\-]+(?: (?:one|[a-z]+))?|[a-z_\-]+ ones) (?:to )?(?=\"|(?:\S+ or \S+|only)\b|[a-z_]+(?=[.;,]|$| and\b))"
)


_ANY_STATE = r"(?:(?:any|every|each|all)(?: other)?(?: (?:of the |of our )?(?:status(?:es)?|states?|stages?|phases?|steps?))?(?![a-z])|anywhere|everywhere|\*)"
_EXCEPT = rf"(?:,? \(?(?:except|but(?! not)|other than|apart from|excluding|save)(?: for)?(?: from| in)? (?P<not>{_PLAIN}(?:(?:, | and | or |, and |, or ){_PLAIN})*)\)?)?"
_GOAL = _WORD.replace("(", "(?P<goal>", 1)
#: `rejected is reachable from every status except hired`, `any state but done -> void`, `can be cancelled from anywhere`.
_ANYWHERE = tuple(
    re.compile(f"(?i){pattern}")
    for pattern in (
        rf"{_GOAL} (?:(?:is|are|can be|may be) )?(?:(?:also|always) )?(?:(?:reachable|reached|possible|allowed|permitted|accessible|entered|available) )?from {_ANY_STATE}{_EXCEPT}(?! (?:it )?(?:can )?(?:be )?(?:to|go|move|->))",
        rf"(?:from )?{_ANY_STATE}{_EXCEPT},? ?(?:->|(?:(?:it|one|they) )?(?:can|may) (?:also |always )?(?:become|go to|move to|be moved to|change to|be changed to|be set to|lead to)|(?:it |one )?goes to|leads to|to) {_GOAL}",
    )
)


#: `moving -> delivered | returned`.
_ALTERNATIVES = re.compile(rf"-> ?{_PLAIN}(?: ?[|/] ?{_PLAIN})+(?![/\w])")


def _from_any(match: re.Match[str]) -> str:
    """The move with its exceptions before its goal."""
    if match["goal"] in _NO_STATE:
        return match[0]
    excepted = f" (except {match['not']})" if match["not"] else ""
    return f"from any{excepted} to {match['goal']}"


def ungapped(said: str) -> str:
    """A text with the verb for each of the states that it tells about."""
    said = _ALTERNATIVES.sub(lambda match: re.sub(r" ?[|/] ?", " or ", match[0]), said)
    for pattern in _ANYWHERE:
        said = pattern.sub(_from_any, said)
    while (filled := _GAP.sub(r"\g<become> \g<goals>\g<and>\g<noun> \g<become> ", said, count=1)) != said and len(filled) < 2000:
        said = filled
    return said


#: `placed, packed or ready -> cancelled`, `placed|ready -> cancelled`, `placed, packed and ready can also become cancelled`.
_EITHER = re.compile(
    rf"(?<!-> )(?<![\w\"/])(?P<from>{_PLAIN}(?:(?:, | ?[|/] ?|,? or |,? and ){_PLAIN})+)(?: ?-> ?|(?: both| all)? (?:can|may) (?:all )?(?:also )?(?:become|go to|move to|change to|be moved to|be set to) )(?P<to>{_PLAIN})\b"
)


def _each_to(match: re.Match[str]) -> str:
    """A step for each of the states; the text as it is where some of them are none."""
    before = re.split(r", (?:or |and )?| ?[|/] ?| or | and ", match["from"])
    named = [one.strip("\"'`") for one in (*before, match["to"])]
    return match[0] if set(named) & (_NO_STATE - {"new"}) else ", ".join(f"{one} -> {match['to']}" for one in before)


#: `all other changes of the status are refused`, which names no state.
_OTHER_MOVES = re.compile(
    r"\b(?:(?:any|every|all|no) )?(?:other|another|different|further) (?:[a-z]+ )?(?:changes?|moves?|transitions?|steps?)\b[^.;]*? (?:is|are|be) [^.;]*"
)


def find_states(app: App, entity: Entity, texts: list[str], acts: Sequence[str] = ()) -> None:
    """Collects the states of a resource from everything that is said about it; `acts` are what is said of its actions."""
    name = _name(entity, texts)
    one = entity.fields.get(name)
    found = _known(one)
    begun = next((match[1] for text in acts if (match := _TURNED.match(text))), "")
    spoken = one is not None or begun != "" or any(map(_MADE.search, acts)) or any(re.search(rf"\b{name}\b", text) for text in texts)
    said = [arrowed(_OTHER_MOVES.sub(" ", canonical(f"{text[:1].lower()}{text[1:]}"))) for text in texts]
    for text in said:
        for state in (
            *_in_chains(app, entity, text, found),
            *_stepped(name, text, spoken),
            *_named(name, text, spoken),
            *_enumerated(name, text, bool(found)),
        ):
            if state not in found and state not in {"from", "to"}:
                found.append(state)
    changing = rf"^(?:[a-z]+,? ){{0,5}}?(?:changes?|updates?|edits?|modif(?:y|ies)|replaces?)\b[^.;:]*?\b{name}\b(?! (?:to|from)\b)"
    told = by_change(name, said, not acts) or any(re.search(rf"\{{\s*[\"'`]?{name}\b|{changing}", text) for text in said)
    for text in said:
        _follow(found, text, told)
    if found or spoken:
        found += [
            state
            for state in dict.fromkeys(
                (
                    begun,
                    *_quoted(entity, acts),
                    *reached(
                        acts,
                        (entity.name, entity.plural, *found),
                        {*app.entities, *(one.plural for one in app.entities.values()), *entity.fields, *_NO_STATE},
                    ),
                )
            )
            if state and state not in found
        ]
    if len(found) < 2 and not (found and one is None and any(name in text for text in texts)):
        return
    one = entity.fields.setdefault(name, Field(name, given=False))
    one.choices, one.type, one.required = found, "enum", False
    if one.default is MISSING or one.default is None:
        one.default = next((first for text in said if (first := _first(name, text, found))), begun or found[0])


def _known(one: Field | None) -> list[str]:
    """The states that a field has already, or the one in which it begins."""
    if one is None or one.choices:
        return list(one.choices) if one else []
    return [one.default] if isinstance(one.default, str) else []


#: Behind `status`, where it is not that of an answer.
NO_CODE = r"(?! codes?\b| ?[1-5]\d\d\b)"
#: What a field is called that says in which of a few states a record is.
STATE_NAMES = ("status", "state", "stage", "phase", "step")


def first_of(entity: Entity, texts: Sequence[str]) -> str:
    """The state in which a record begins where the text lists none; empty where there is none."""
    one = next((entity.fields[name] for name in STATE_NAMES if name in entity.fields), None)
    if one is None or one.choices:
        return ""
    return one.default if isinstance(one.default, str) else next(filter(None, map(_begun, map(canonical, texts))), "")


def listed(entity: Entity, text: str, verbs: set[str]) -> Iterator[str]:
    """`Orders are new, paid or void`, where actions pay and void them: what an action would be said to do to the first."""
    noun = f"{entity.name}|{entity.plural}".replace("_", " ")
    match = re.match(
        rf"(?i)(?:all |every |each |the |an? )?(?:{noun}) (?:is|are|can be|may be) (?:always |either |one of )?{_CHOICE}", canonical(text)
    )
    named = re.findall(r"[a-z][a-z_\-]*", re.sub(r",? or ", ", ", match[1])) if match else []
    if {words.participle(verb) for verb in verbs} & set(named[1:]):
        yield from (f'turns a {named[0]} {entity.name} into "{state}"' for state in named[1:])


#: `works only on pending claims`, `(pending only)`, `from approved`: what an action needs, and nothing of what it does.
_NEEDS_ONLY = re.compile(
    r"(?i)^[\W\d]*(?:(?:it|this|both|that|which|each) )?(?:(?:is|are) )?(?:only |just )*(?:(?:works?|possible|allowed|permitted|accepted|valid|available|needs?|requires?|takes?)\b"
    r"|(?:for|from|on|while|when|if|in)\b|(?:an? )?[\"`]?(?P<state>[a-z][a-z_\-]*)[\"`]?(?: [a-z]+)? ?(?:only\b|\)|->|[;:,.]|$))"
)
_DOES = re.compile(
    r"(?i)\b(?:sets?|becomes?|marks?|turns?|moves?|makes?|changes?|puts?|stores?|adds?|increases?|lowers?|raises?)\b|->\W*[a-z]|\{"
)


def needs_only(said: str, known: set[str]) -> bool:
    """Whether the words about an action tell only in which of the states that are `known` it is possible."""
    if _DOES.search(said) or not _NEEDS_ONLY.match(said):
        return False
    return any(word in known for word in re.findall(r"[a-z][a-z_\-]*", said.lower()))


#: `New parcels are waiting.`
_BEGUN = re.compile(
    r"(?:^|(?<=[;:] ))(?:[Ee]ach |[Ee]very |[Aa]n? |[Aa]ll )?(?:[Nn]ew|[Ff]resh) [a-z_]+ (?:is|are|starts?|begins?)(?: out)?(?: as)? \"?(?P<state>[a-z][a-z_\-]*)\"?(?=[.,; ]*$|,? and\b)|\b(?:it is|they are) \"?(?P<first>[a-z][a-z_\-]*)\"? (?:at first|initially)(?=[.,;:)]|$| and\b)"
)


def _begun(said: str) -> str:
    """The state that a sentence says new records to be in: `new documents are drafts`."""
    match = _BEGUN.search(said)
    state = (match["state"] or match["first"]) if match else ""
    if not state or state in _NO_STATE | _NO_FOLLOWER | {"added", "saved", "shown", "returned", "given"}:
        return ""
    return words.singular(state)


def _name(entity: Entity, texts: list[str]) -> str:
    """How the field is called: status, state, stage …"""
    own = next((one for one in STATE_NAMES if one in entity.fields), "")
    return own or next((one for one in STATE_NAMES if any(re.search(rf"\b{one}\b{NO_CODE}", text) for text in texts)), "status")


def _in_chains(app: App, entity: Entity, said: str, found: list[str]) -> Iterator[str]:
    """`open -> in_progress -> done`; a state that is `found` may be called like other words."""
    for match in CHAIN.finditer(said):
        chain = [part.strip("\"'` ") for part in re.split(r"\s*->\s*", match[0])]
        if (
            len(chain) > 1
            and not set(chain) & (_NO_STATE - {"new", *found})
            and not any((part in app.entities and (part != entity.name or len(chain) < 3)) or part in entity.fields for part in chain)
        ):
            yield from chain


#: Between a state and the one after it: `from new it goes to packed`.
_GOES = r"(?:(?:it|they|an? [a-z]+|the [a-z]+) )?(?:(?:can|may|must) (?:only )?)?(?:(?:go|goes|move|moves|change|changes) )?"
#: `from todo to doing, and from doing to done or back to todo`.
_STEP = re.compile(rf"\bfrom {_WORD},? {_GOES}(?:back )?to {_WORD}((?:,? (?:or|and) (?:back )?to {_WORD}| or {_WORD}(?=\s*(?:[.,;)]|$)))*)")


def _stepped(name: str, said: str, spoken: bool) -> Iterator[str]:
    """`the status goes from todo to doing`: the states that it goes through."""
    told = re.search(
        rf"\b(?:{name}|it|from \S+ (?:an?|the) [a-z]+)\b[^.;]*?\b(?:goes|go|chang\w+|mov\w+|steps?|switch\w*|transitions?|pass\w*|progress\w*|advanc\w+)\b",
        said,
    )
    for match in _STEP.finditer(said, told.start()) if told and (spoken or re.search(rf"\b{name}\b|\bit can\b", said)) else ():
        found = [match[1], match[2], *re.findall(rf"(?:to|or) (?!to\b|back\b){_WORD}", match[3])]
        if not set(found) & (_NO_STATE - {"new"}):
            yield from found


def _named(name: str, said: str, spoken: bool) -> Iterator[str]:
    """`status becomes "done"`, `with status draft`, `it is "ready"`."""
    patterns = [
        rf"\b{name}\b(?: field)?,?\s*(?:which |that )?(?:is|are|becomes?|=|:|to|of|changes to|goes to|set to|must be)*\s*"
        r"(?:set to |now |then |changed to |either |one of:? )*\"(?P<state>[\w \-]+)\"",
        rf"(?:\binitial(?:ly)? {name} is|\b(?:with|in|has|have|gets?|gains?|receives?) (?:the )?{name}|\((?:then |now |new )?{name}|(?<=[,;:] ){name}(?= [a-z_\-]+\s*(?:[.,;)]|$))) (?:of )?(?P<state>[a-z][a-z_\-]*)\b",
        rf"\b{name}\b (?:is set to|becomes|changes to|goes to|is changed to|to|(?:starts|begins)(?: out| off)? (?:as|with|at|in)|is then|is at first|is initially) \"?"
        r"(?P<state>[a-z][a-z_\-]*)\b",
        rf"\b{name}\b,? (?:(?:which |that )?(?:is|are)|of an? new \w+ is) (?P<state>[a-z][a-z_\-]*)(?= (?:at first|initially|in the beginning|at the (?:start|beginning)|to (?:begin|start) with|from the start|when (?:it is )?(?:new|created|added)|by default)|\W*$)",
        r"\b(?:starts?|begins?|is created|are created)(?: out| off| (?:its|their) life)? as (?:an? |the )?\"(?P<state>[\w \-]+)\"",
        r"\bis \"(?P<state>[\w \-]+)\" (?:to (?:begin|start) with|at first|initially|from the start|in the beginning|(?:when|once|as soon as) (?:it is |they are )?(?:first )?(?:created|new|added|made|opened|entered|registered|reported))",
    ]
    patterns.append(rf"-> (?:the )?{name} (?P<state>[a-z][a-z_\-]*)\b(?=\s*(?:[,.;:)]|$|and\b))")
    patterns.append(
        rf"\b(?:sets?|puts?|changes?) (?:the |its |their )?{name}(?: back)? (?:to |as |= ?)?(?P<state>[a-z][a-z_\-]*)(?=\s*(?:[.,;:()]|$|(?:and|if|unless|when|for|again)\b))"
    )
    moved = rf"\b{name} (?:changes |moves |goes |is changed )?(?:back )?"
    patterns += [
        rf"{moved}from (?:an? |the )?\"?(?P<state>[a-z][a-z_\-]*)\"? (?:back )?to ",
        rf"{moved}from (?:an? |the )?\"?[a-z][a-z_\-]*\"? (?:back )?to (?:an? |the )?\"?(?P<state>[a-z][a-z_\-]*)",
    ]
    if spoken:
        patterns.append(
            r"\b(?:it is|becomes?|is then|is now|marked(?: as)?|(?:makes?|turns?|changes?|puts?|marks?|brings?) (?:it|them|an?|the)(?: \"?\w+\"?)?(?: \w+)?(?: as| into| to| back)?) "
            r"\"(?P<state>[\w \-]+)\""
        )
    for pattern in patterns:
        for match in re.finditer(pattern, said):
            new = match["state"] == "new" and _NO_NOUN.match(said[match.end() :])
            if match["state"] not in _NO_STATE or f'"{match["state"]}"' in match[0] or new:
                yield match["state"]
    yield from (begun for _ in range(spoken) if (begun := _begun(said)))


#: Behind `new`, where that is a state and says of no noun what it is.
_NO_NOUN = re.compile(r"\"?\s*(?:[.,;:)(]|$|(?:and|at first|initially|to (?:begin|start)|when|by default|from|until|while|if)\b)")


def _enumerated(name: str, said: str, known: bool) -> Iterator[str]:
    """`status is one of "open", "closed"`."""
    listed = rf"\b(?:{name}|one of|either|is)\b[^.;\"]{{0,24}}((?:\"[\w \-]+\"(?:, | or |, or | and |/|\|)?){{2,}})"
    for match in re.finditer(listed, said):
        if name in match[0] or known:
            yield from items_of(match[1])
    for match in re.finditer(
        rf"\b(?:(?:sets?|changes?|updates?|switch(?:es)?|puts?) (?:the |its |their )?{name} (?:of [\w ]{{1,24}}? )?(?:later )?to|{_LATER.format(name=name)}) (?:either |one of )?{_CHOICE}",
        said,
    ):
        yield from (state for state in re.findall(r"[a-z][a-z_\-]*", re.sub(r",? or ", ", ", match[1])) if state not in _NO_STATE)
    for match in re.finditer(rf"\b(?:{name}(?: is| can be)?:?|(?:is|are|can be)) (?:either |one of:? )?{_COMMAS}", said):
        plain = re.findall(r"[a-z][a-z_\-]*", re.sub(r"\([^()]*\)|\b(?:and|or)\b", ",", match[1]))
        if re.search(rf"\b{name}\b", match[0]) and not set(plain) & (_NO_STATE - {"new"}):
            yield from plain
    bare = re.search(rf"\b(?:{words.plural(name)}|{name})\b|\{{\"{name}\"", said) or (known and _VALUES.match(said))
    for match in _BARE.finditer(said) if bare else ():
        plain = re.findall(r"[a-z][a-z_\-]*", re.sub(r",? (?:and|or) (?:finally )?", ", ", match[1]))
        if not set(plain) & (_NO_STATE - {"new"}):
            yield from plain


#: `the status can be changed to approved or rejected`, `which later becomes approved or rejected`.
_LATER = r"(?:{name}|it|which|and) (?:(?:can|may|could|is|later|then|only|also) )*(?:be )?(?:(?:set|changed|updated|switched|moved|changes|turned|goes) (?:in)?to|becomes?)"
#: What can only be about the states that were told before it: `valid values are …`, `only … are allowed`.
_VALUES = re.compile(r"(?i)(?:the )?(?:(?:valid|allowed|possible|accepted|permitted) (?:values|ones|status(?:es)?)|only (?!the\b))\b")
#: `open, closed or void`: one of which is chosen.
_CHOICE = r"([a-z][a-z_\-]*(?:, [a-z][a-z_\-]*)*,? or [a-z][a-z_\-]*)(?=[\s.,;:)]|$)"
#: `open (initial), fixed, closed`: values with nothing between them but commas.
_ONE = r"[a-z][a-z_\-]*(?: \([a-z ]+\))?"
_COMMAS = rf"({_ONE}(?:, (?:and |or )?{_ONE})(?:(?:, |,? (?:and |or )){_ONE})+)(?=\s*(?:[.;:(]|$|,? (?:and )?(?:(?:it |which )?(?:starting|starts|beginning|begins)|initially|by default)\b))"
#: `the states are received, diagnosed and repaired`, `one of open, closed or void`.
_BARE = re.compile(
    r"\b(?:(?:states?|status(?:es)?|stages?|phases?|steps?|possible|allowed|valid|values)(?: values)? (?:are|is|can be|may be)|(?:states|statuses|stages|phases|steps)(?=:| \()|one of|(?:through|along|following)(?: the)?(?: order| sequence| path| stat(?:es|uses)| stages| steps| phases)?(?: of)?|in the (?:order|sequence)(?: of)?|only(?= [a-z_, \-]+ (?:are|is) (?:valid|allowed|possible|accepted|permitted)\b))(?: either| one of| the following)?:? \(?"
    r"([a-z][a-z_\-]*(?:, (?!(?:and|or) )[a-z][a-z_\-]*)*(?:,? (?:and|or) (?:finally )?|, )[a-z][a-z_\-]*)(?=[\s.,;:)]|$)"
)


def _quoted(entity: Entity, acts: Sequence[str]) -> Iterator[str]:
    """`turns a planned or burning one into "aborted"`: what stands in quotes in an action's words, unless it is a name or another field's value."""
    values = {choice for field in entity.fields.values() for choice in field.choices}
    for text in acts:
        plain = re.sub(
            r"\{[^{}]*\}|\b(?:fields?|members?|error|message|saying|says|words?|key|called)\b[^.;,\"]{0,20}\"[^\"]*\"", " ", canonical(text)
        )
        for match in re.finditer(r"\"([a-z][a-z_\- ]{1,24})\"(?! (?:is|to|holds|becomes|must|field|true|false|null)\b)", plain):
            if words.code_name(match[1]) not in {*entity.fields, *_NO_STATE} and match[1] not in values:
                yield match[1]


#: `turns a free one into "rented"`: the state in which the first action finds a record.
_TURNED = re.compile(r"turns an? \"?([a-z][a-z_\-]+)\"? [a-z ]+ into \"")
#: `makes a free one "rented"`: a state, be it called by no name.
_MADE = re.compile(
    r"\b(?:makes?|turns?|puts?|brings?) (?:it|them|(?:an?|the) [a-z]+(?: [a-z]+)?)(?: back| again)?(?: into| to)? \"[a-z]|\bbecomes \"[a-z]"
)
#: What stands between a state and those that may follow it: `open tickets may go back to`, `open can become`.
LEADS = r"(?:(?:\[\w+\]|ones?|it|they|we|you|may|can|only|also|then|be|back|moves?|goes?|go|gets?|leads?|comes?|changes?|changed|set|put|moved|turned) ){0,6}"
FOLLOWS = r"(?:to|into|becomes?|->|(?<=can )be|(?<=may )be|(?<=only )be) (?:(?:only|either|to|an?) )*"


def _follow(found: list[str], text: str, told: bool) -> None:
    """`received to interview, interview to offer`, from a state that is known; `asked ones can be granted or refused`, where requests tell the state."""
    for match in re.finditer(r"\b([a-z_]+) to ([a-z_]+)\b", text):
        if match[1] in found and match[2] not in found and match[2] not in _NO_STATE:
            found.append(match[2])
    shown = set(re.findall(rf"\"(?:{'|'.join(STATE_NAMES)})\": ?\"[\w \-]+\"", text))
    for state in (
        found if told and len(shown) < 2 else ()
    ):  # `{"status": "kept"} or {"status": "out"}; only new ones can be reviewed`: all are shown.
        found += [after for after in dict.fromkeys(_after(state, text)) if after not in found]
    also = re.search(r"\bfrom (?:each|any|every|all)\b[^.;]*?\bto \"?([a-z_]+)", text) if found else None
    if also and also[1] not in found and also[1] not in _NO_STATE:
        found.append(also[1])


def _after(state: str, text: str) -> Iterator[str]:
    """The words that a text names as what may follow a state."""
    word = r"[\"'`]?[a-z][a-z_\-]+[\"'`]?"
    listed = rf"({word}(?:(?:, or | or | and |, ){word}(?! (?:to|can|may|becomes?|goes|->)\b))*)(?=\s*(?:[.,;:()]|$|and |or |but ))"
    for match in re.finditer(rf"\b{re.escape(state)}[\"'`]?,? (?:[a-z]+ )?{LEADS}{FOLLOWS}{listed}", text):
        following = re.findall(r"[a-z][a-z_\-]+", re.sub(r"\b(?:or|and)\b", ",", match[1]))
        yield from itertools.takewhile(lambda after: after not in _NO_STATE and after not in _NO_FOLLOWER, following)


#: Behind `starts`, where it is not something that is started: `starts a queued job (state "printing")`.
_NO_OBJECT = r"(?! (?:an?|the|it|this|that|one)\b)"


def _first(name: str, said: str, found: list[str]) -> str:
    """The state that a text calls the first; empty when it calls none so."""
    spelled = re.search(rf"\binitial(?:ly)?(?: the)? {name} (?:is|=|:) \"?([a-z_\-]+)", said)
    if spelled:
        return spelled[1]
    begins = rf"(?:\b(?:(?:starts?|begins?){_NO_OBJECT}|created|new|initially|at first|default(?:s|ing)?|registers?|in)\b[^.;]*?|^[^.;]*?20\d[^.;]*?){name}"
    plain = rf"\b(?:(?:starts?(?: out| off)?|begins?){_NO_OBJECT}|is created|are created|initially|by default)(?: (?:as|in|with|at|is|are|status|state|the|an?))* \"?([a-z_\-]+)\"?\b"
    initial = (
        re.search(rf"(?i){begins}\s*(?:is|=|:|to|of|as)?\s*\"([\w \-]+)\"", said)
        or re.search(
            rf"(?i)\b{name}\b,? (?:which |that )?(?:is|being|=) (?:always |then )?\"?([\w\-]+)\"? (?:for|of|in) (?:an?|each|every|all|any|the)? ?new\b",
            said,
        )
        or re.search(rf"(?i)\b(?:each|every|an?|all) new\b[^.;]*?\b{name} (?:is |of |as )?([a-z_\-]+)", said)
        or re.search(plain, said)
        or re.search(r"\b([\w\-]+) \((?:the )?(?:initial\w*|default|first|at first|start\w*)\)", said)
        or re.search(
            r"\"?\b([\w\-]+)\"? (?:at first|initially|by default|in the beginning|to (?:begin|start) with|from the start|(?:when|once|as soon as) (?:it is |they are )?(?:first )?(?:created|added|new|made|registered))\b",
            said,
        )
    )
    first = initial[1] if initial else _begun(said)
    return first if first in found else ""
