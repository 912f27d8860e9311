"""What prose without paths says in its own way, put as the other steps know it: `new tickets are open`, `only open tickets can be closed`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from shared.reading.fields.states import NO_CODE
from shared.reading.routes.infinitives import of_gerund
from shared.reading.text.gapping import capital
from shared.reading.text.lexicon import wordset
from shared.reading.text.outline import Statement
from shared.writing import words

_NO_STATE = wordset(
    "not no unique required optional mandatory always then only also allowed possible refused created made added stored given the a an empty in at shown"
)
#: States that are no flags, where something can be done to what is in them.
_FIRST_STATES = wordset(
    "open pending draft idle planned submitted received waiting queued requested scheduled registered proposed ordered placed booked"
)
_CAN_BE = re.compile(
    r"(?i)\b(?:can|may) (?:(?:then|first|only|either|later|also) )*be (?!marked\b|deleted\b|removed\b|listed\b|filtered\b|searched\b|sorted\b|edited\b|changed\b|added\b|seen\b|shown\b|updated\b)[a-z]+(?:ed|en|nt|ld|id)\b"
)
#: `new tickets are open`, `a new ticket has the status open`, `a ticket starts as open`.
_NEW = re.compile(
    r"(?i)(?:^|(?<=[;,] )|(?<=\band ))(?P<whose>(?:(?:an?|each|every|any|all|the) )?(?:new(?:ly \w+)? (?P<noun>[a-z]+)|(?P<other>[a-z]+)(?= (?:starts?|begins?)\b)))"
    r" (?:(?:is|are|starts?(?: out| off)?|begins?|becomes?)(?: always)?(?: (?:as|in|with))?|(?:has|have|gets?)(?= (?:the |an? )?(?:status|state)))"
    r" (?:an? )?(?P<name>(?:the |a )?(?:status|state) (?:of )?)?[\"'`]?(?P<state>[a-z][a-z_\-]+)[\"'`]?(?= at first| initially|[.,;]|$| and\b)(?: at first| initially)?"
)
_CHOICE = r"[\"'`]?(?:an? |still |currently |in |on |not )?[a-z][a-z\-]+[\"'`]?"
#: `a book is either unread, reading or finished`, `an invoice is a draft, sent or paid`.
_EITHER = re.compile(
    rf"(?i)(?:^|(?<=[;.] ))(?:an?|each|every|all|the)? ?(?P<noun>[a-z]+) (?:(?:is|are|can be|may be) (?:always )?(?:either )|(?:is|are) |(?:can|may) be (?=[^.;]*\b(?:in [a-z]+|open|new|active|pending|draft|idle|available|free|[a-z]+ing)\b))"
    rf"(?P<values>(?!(?:refused|rejected|required|listed|shown|sorted|deleted|created|added)\b){_CHOICE}(?:, {_CHOICE})*,? or {_CHOICE})(?=\W*$|[.;])"
)
#: `closing a closed ticket or reopening an open one is a conflict`, `closing a closed ticket gives 409, so does reopening an open one`.
_DOING = r"(?P<{0}>[a-z]+ing) (?:an?|the) (?P<{1}>[a-z_\-]+) (?P<{2}>{3})"
_BOTH = re.compile(
    rf"(?i)\b{_DOING.format('first', 'before', 'noun', '[a-z]+')} (?:or|and) {_DOING.format('second', 'other', 'one', '[a-z]+')} (?P<rest>(?:is|are|gives?|means?|leads? to|returns?) (?:an? )?4\d\d)"
)
_SO = re.compile(
    rf"(?i)\b{_DOING.format('first', 'before', 'noun', '[a-z]+')} (?P<rest>(?:is|gives?|means?|leads? to|returns?) (?:an? )?4\d\d),? (?:and )?so (?:does|is) {_DOING.format('second', 'other', 'one', '[a-z]+')}"
)
#: `closing a ticket that is already closed`: a closed ticket.
_BEING = re.compile(
    r"(?i)\b(?P<doing>[a-z]+ing) (?P<a>an?|the) (?P<noun>[a-z]+) (?:that|which) is (?:already |still )?(?P<state>[a-z_\-]+)(?= (?:is|gives?|means?|returns?|leads?|or|and)\b|[.,;]|$)"
)
#: `lending a tool that is out`.
_OUT = re.compile(
    r"(?i)\b(?P<doing>[a-z]+ing) (?P<a>an?|the) (?P<noun>[a-z]+) (?:that|which) is (?:already |still )?(?:out|gone|away|taken)\b"
)
#: `lent to somebody, whose name is recorded as borrower`.
_AS = re.compile(
    r"(?i),? whose (?:name|id) (?:is|gets) (?P<kept>recorded|stored|kept|saved|noted|remembered) as (?:the )?(?P<name>[a-z_]+)\b"
)
#: What is said of all that a sentence does not allow is a sentence of its own: `…; anything else is a conflict`.
_OTHERWISE = re.compile(
    r"(?i)(?:;|, and|,| and) (?=any other step\b[^.;,]*\b4\d\d\b[^.;,]*$)|(?:;|,)(?: and| but)? (?=[a-z]+ing an? [^.;,]*\b4\d\d\b[^.;,]*(?:$|;))|(?:;|, and|, but|,) (?=no two [a-z]+ (?:can|may|must|share|have)\b)|\. (?=Each [a-z]+ has a [a-z]+, which is one of)"
)
_ELSE = re.compile(r"(?i)\b(?:anything|everything) else(?= (?:is|gives?|means|leads|returns?|yields?|->)\b)")
_LEFT = re.compile(r"(?i) \((4\d\d) (?:otherwise|if not|else)\)")
_DONE = r"[a-z\-]+(?:ed|en|nt|ld|id)|done|lost|won"
#: `a proof can be approved or rejected, and its status then reads approved or rejected`: what goes without saying.
_ACCORDINGLY = re.compile(
    rf"(?i)(?P<done>\b(?:{_DONE})(?:(?:,| or| and|, or) (?:{_DONE}))+)(?:,? (?:and|which|so|whereupon)|;)(?: that)?(?: (?:its|the|their) (?:status|state|stage))? (?:then |now |accordingly )*(?:reads?|is|becomes?|says?|turns?(?: into)?|changes?(?: to)?|shows?|is set to|makes (?:it|the status))(?: then| accordingly| to)* (?P=done)(?: respectively| accordingly)?(?=\W*$|[.;])"
)
#: `a proof that is pending can be approved or rejected`.
_THAT_IS = re.compile(
    r"(?i)(?P<start>^|[;,] |\band )(?P<a>only an?|an?|any|each|every|all|only)(?P<noun> [a-z]+) (?:that|which) (?:is|are) (?:still |currently )?(?P<state>[a-z_\-]+)(?= (?:can|may) (?:then |only |either )*be [a-z]+(?:ed|en|nt|ld|id)\b)"
)
#: `an open ticket can be started, a started one can be closed`: one of these.
_ONE_CAN = re.compile(
    r"(?i)(?P<before>\b(?:an?|any|each|every) [a-z_\-]+ (?P<noun>(?!one\b)[a-z]+) (?:can|may) [^.]*?[,;] (?:and |but |while )?(?:an?|any|each|every) [a-z_\-]+) one(?= (?:can|may)\b)"
)
#: `moved to another start`, `shift an appointment to a new date`: changed.
_MOVED = re.compile(
    r"(?i)\b(?P<verb>move|shift|reschedule|postpone|transfer)(?P<done>d|ed)?(?P<what> (?:an?|the|one|it|them)(?: (?!to\b)[a-z]+)?)? to (?:another|an? (?:different|new|later|earlier|other)|other) [a-z]+(?=\W*$|[,;.]| (?:and|or)\b)"
)
#: `only open tickets can be closed`.
_ONLY = re.compile(
    r"(?i)^only (?:an? )?(?P<state>[a-z_\-]+) (?P<many>[a-z]+s?) (?:can|may) be (?P<verb>deleted|removed|changed|edited|updated)\b"
)


#: `a band cannot be deleted while it has albums`.
_HELD = re.compile(
    r"(?i)^(?:an? |the )?(?P<noun>[a-z]+) (?:cannot|can't|can not|may not|must not) be (?P<verb>delet|remov)ed (?:while|as long as|if|when) (?:it|they) (?:still )?(?:has|have) (?:any |some )?(?P<many>[a-z]+)(?=\W*$|[.,;])"
)
_NOT_POSSIBLE = re.compile(
    r"(?i)^(?:it (?:is not|isn't) (?:possible|allowed) to|(?:you|one|we|nobody|no one) (?:cannot|can't|can not|may not|can|may)) (?P<verb>delete|remove) an? (?P<noun>[a-z]+) (?:while|as long as|if|when|that|which) (?:it |they )?(?:still )?(?:has|have) (?:any |some )?(?P<many>[a-z]+)(?=\W*$|[.,;])"
)
#: `deleting a canoe is refused while it has reservations`, `do not allow deleting a canoe that has reservations`.
_REFUSED = (
    r"(?:is|are|gets?|must be|should be) (?:refused|rejected|forbidden|prohibited|denied|not (?:allowed|possible|permitted)|impossible)"
)
_KEPT = r"(?:(?:while|as long as|if|when|that|which|who) (?:it |they )?(?:still )?(?:has|have)|with|having) (?:any |some )?(?P<many>[a-z]+)"
_KEEPING = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i)^(?P<verb>delet|remov|drop)p?(?:ing|ion of|al of) (?:of )?(?:an?|the|any) (?P<noun>[a-z]+) {_REFUSED} {_KEPT}(?=$|[.,;])",
        rf"(?i)^(?:please )?(?:do not|don't|never) (?:allow|permit|let (?:people|users|anyone)) (?:to )?(?P<verb>delet|remov|drop)(?:p?ing|e)? (?:an?|the|any) (?P<noun>[a-z]+) {_KEPT}(?=$|[.,;])",
        rf"(?i)^(?:please )?(?:refuse|reject|forbid|prevent|deny) (?:to )?(?:the )?(?P<verb>delet|remov|drop)(?:p?ing|ion of|al of|e) (?:an?|the|any) (?P<noun>[a-z]+) {_KEPT}(?=$|[.,;])",
    )
)


#: `… and is either open or done`, at the end of what a record has.
_AND_EITHER = re.compile(
    rf"(?i)^(?P<has>(?:an?|each|every) (?P<noun>[a-z]+) (?:has|have|belongs)\b.*),? and (?:is|can be) (?:always )?either (?P<values>{_CHOICE}(?:, {_CHOICE})*,? or {_CHOICE})(?=\W*$)"
)
#: `the status of a vehicle is one of …`.
_OF_ONE = re.compile(
    r"(?i)^the (?P<name>[a-z]+) of (?:an?|each|every|the) (?P<noun>[a-z]+) (?:is|can be|may be|must be) (?:either |one of )(?P<values>[^.;]+)(?:[;,] (?:the default is|default is|by default it is) (?P<default>[a-z_\-]+))?(?=\W*$)"
)
#: `the newest review comes first`.
_FIRST = re.compile(
    r"(?i)^the (?P<how>[a-z]+est|most recent|latest) (?P<noun>[a-z]+) (?:comes?|goes|is|are|should be|must be|should come)(?: always)? (?:listed |shown |displayed )?first\b"
)
#: `a trip shows the total of its expenses`.
_TOTAL = re.compile(
    r"(?i)^(?P<who>(?:an?|each|every|the) (?P<noun>[a-z]+)|for (?:each|every) (?P<of>[a-z]+),?(?: (?:please|also|i want to|we want to))*) (?:also |always )?(?:shows?|displays?|see|tells?) (?:the |its |their )(?:total|sum)(?: (?:amount|cost|price|value))? of (?:all )?(?:its |their |the |all )*(?P<many>[a-z]+s)\b"
)


#: `a suggestion is new at first`, `a plot is free until it is assigned`.
_AT_FIRST = re.compile(
    r"(?i)^(?:an?|each|every) (?P<noun>[a-z]+) is (?P<state>[a-z_\-]+)(?: at first| initially| to begin with| in the beginning| until (?:it is|someone|somebody|a) [a-z ]+?)(?=\W*$|[.,;])"
)

#: `show the total of a trip`.
_TOTAL_OF = re.compile(
    r"(?i)^(?:please )?(?:show|display|give|(?:i|we|users|one) (?:want to|would like to|can|should be able to|need to) (?:see|get|know)) (?:me |us )?the (?:total|sum)(?: (?:amount|cost|price|value))? (?:of|for|per) (?:an?|each|every|the|one) (?P<noun>[a-z]+)(?=\W*$)"
)
#: `the cart shows the total`.
_SHOWS_TOTAL = re.compile(
    r"(?i)^(?:an?|each|every|the) (?P<noun>[a-z]+) (?:also |always )?(?:shows?|displays?) (?:the|its|a) total(?: (?:amount|cost|price|value|sum))?(?=\W*$)"
)


def plainly(statements: Sequence[Statement]) -> list[Statement]:
    """The sentences, each as the steps know it; those with paths as they are."""
    whole = ". ".join(one.text for one in statements)
    statements = _following(statements)
    told = zip(statements, _resolved([one.text for one in statements]), strict=True)
    return [each for one, text in told for each in ([one] if one.routes else _parted(one, _plain(text, whole)))]


#: `After that it can be closed.`
_AFTER = re.compile(
    r"(?i)^(?:after (?:that|this)|then|afterwards|later(?: on)?|next|finally),? (?:it|they|(?:an?|the) [a-z]+) (?:can|may) (?:then )?be (?P<done>[a-z]+(?:ed|en|nt|ld|id)\b.*)$"
)


#: `First it can be delivered`.
_AT_LAST = re.compile(r"(?i)^(?:first|at first|to begin with),? (?=(?:it|they|(?:an?|the) [a-z]+) (?:can|may) be )")
#: `it can be delivered, and once delivered it can be paid`.
_ONCE_DONE = re.compile(
    r"(?i)(?P<before>\b(?:can|may) (?:only |also )?be (?P<state>[a-z]+(?:ed|en|nt|ld|id))\b[^.;]*?),? (?:and |but )?(?:once|when|after|as soon as) (?:it (?:is|was|has been) )?(?P=state),? (?:it (?:can|may) (?:then )?be|can it be) (?=[a-z]+(?:ed|en|nt|ld|id)\b)"
)


def _following(statements: Sequence[Statement]) -> list[Statement]:
    """The sentences, with a step that may follow in the sentence of the one before it."""
    found: list[Statement] = []
    for said in statements:
        told = _ONCE_DONE.sub(r"\g<before> and then ", _AT_LAST.sub("", said.text))
        one = said if told == said.text or said.routes else replace(said, text=capital(told))
        after = _AFTER.match(one.text) if found and _CAN_BE.search(found[-1].text) and not one.routes else None
        if after:
            found[-1] = replace(found[-1], text=f"{found[-1].text.rstrip(' .')}, and then {after['done']}")
        else:
            found.append(one)
    return found


def _parted(statement: Statement, text: str) -> Iterator[Statement]:
    for part in _OTHERWISE.split(text):
        yield replace(statement, text=capital(part))


#: `It can be released`, `They are free at first`: what stands for the subject of the sentence before.
_PRONOUN = re.compile(
    r"(?i)^(?:it|they)(?= (?:can|may|cannot|can't|must|becomes?|starts?|begins?|is then|are then|is|are)\b)"
    r"(?! (?:is|are|must be|should be) (?:not |also |only |never )?(?:possible|allowed|forbidden|permitted|enough|fine|ok|important|necessary|required)\b)"
)
#: `Its status is one of …`.
_ITS = re.compile(
    r"(?i)^(?:its|their) (?P<name>status|state|stage|phase|type|kind|category|level|priority|size|colou?r)(?= (?:(?:is|can be|may be|must be) (?:either|one of)|goes|moves|progresses|changes|starts|begins)\b)"
)
_SUBJECT = re.compile(
    r"(?i)(?:^|(?<=: ))(?P<article>an?|each|every|the|all|no|only) (?:[a-z_]+ )?(?P<noun>[a-z]+) (?=(?:has|have|is|are|can|may|must|cannot|can't|belongs?|starts?|begins?)\b)"
)


def _resolved(texts: Sequence[str]) -> Iterator[str]:
    """The sentences, with its subject in place of a pronoun that begins one."""
    subject = ""
    for text in texts:
        named = _SUBJECT.search(text)
        subject = (named["noun"] if named else subject if _PRONOUN.match(text) or _ITS.match(text) else "").lower()
        many = subject and words.singular(subject) != subject
        if subject and (its := _ITS.match(text)):
            yield f"The {its['name']} of a {words.singular(subject)} {text[its.end() :].lstrip()}"
            continue
        yield _PRONOUN.sub(subject if many else f"A {subject}", text) if subject and not named else text


def _plain(text: str, whole: str) -> str:
    text = _THAT_IS.sub(r"\g<start>\g<a> \g<state>\g<noun>", _ACCORDINGLY.sub(r"\g<done>", text))
    text = _MOVED.sub(lambda match: f"change{'d' if match['done'] else ''}{match['what'] or ''}", text)
    text = _ONE_CAN.sub(r"\g<before> \g<noun>", text)
    text = _OUT.sub(
        lambda match: (
            f"{match['doing']} {match['a']} {match['noun']} that is {words.participle(of_gerund(match['doing'].lower()))} already"
        ),
        text,
    )
    text = re.sub(r"(?i)\b([a-z]+ing) one (?:that|which) is (?:already |still )?([a-z]+)(?=\W*$)", r"\1 a \2 one", text)
    if re.search(r"(?i)(?:\bor|\bso (?:does|is)) [a-z]+ing (?:an?|the)\b", text):
        text = _BEING.sub(lambda match: f"{match['doing']} {match['a']} {match['state']} {match['noun']}", text)
    for pattern in (_BOTH, _SO):
        text = pattern.sub(_each, text)
    text = _with_records(text, whole)
    text = _ELSE.sub("any other step", text) if re.search(r"(?i)\bcan (?:only )?be\b|\b(?:possible|allowed)\b", whole) else text
    text = _LEFT.sub(r", otherwise \1", text)
    text = _AS.sub(lambda match: f" ({match['kept']} as {match['name']})", text)
    text = _ONLY.sub(lambda match: f"A {words.singular(match['many'])} can only be {match['verb']} while it is {match['state']}", text)
    for pattern in (_HELD, _NOT_POSSIBLE, *_KEEPING):
        text = pattern.sub(
            lambda match: f"{match['verb'].removesuffix('e').capitalize()}ing a {match['noun']} that still has {match['many']} is a 409",
            text,
        )
    text = _AT_FIRST.sub(lambda match: f'For a new {match["noun"].lower()} the {_status(whole)} is "{match["state"]}" at first', text)
    text = _AND_EITHER.sub(r"\g<has>. Each \g<noun> is either \g<values>", text)
    text = _OF_ONE.sub(_of_one, text)
    text = _FIRST.sub(lambda match: f"The {words.plural(match['noun'])} are listed {match['how']} first", text)
    text = _TOTAL.sub(lambda match: f"A {match['noun'] or match['of']} shows its total, the total of its {match['many']}", text)
    text = _SHOWS_TOTAL.sub(lambda match: _total(match, whole), text)
    text = _TOTAL_OF.sub(lambda match: _total(match, whole), text)
    text = _EITHER.sub(lambda match: _chosen(match, whole), text)
    return _NEW.sub(lambda match: _begun(match, whole), text)


def _total(match: re.Match[str], whole: str) -> str:
    """The total over what belongs to a record, where the text says what does."""
    noun = match["noun"].lower()
    belongs = re.search(
        rf"(?i)\b(?:an?|each|every)? ?([a-z]+) belongs? to (?:an?|one|the) {noun}\b|\b(?:(?:an?|each|every) {noun} has|{words.plural(noun)} have) ([a-z]+s)\b(?=[.;,]| and\b)",
        whole,
    )
    if belongs is None:
        return match[0]
    many = words.plural((belongs[1] or belongs[2]).lower())
    has = re.search(rf"(?i)\b(?:(?:an?|each|every) {words.singular(many)} has|{many} (?:have|with)) ([^.;]+)", whole)
    if has and all(re.search(rf"(?i)\b{name}\b", has[1]) for name in ("price", "quantity")):
        return f"Each {noun} has a total: the sum of price times quantity of its {many}"
    return f"A {noun} shows its total, the total of its {many}"


def _of_one(match: re.Match[str]) -> str:
    """What a record has with its choices and its default."""
    default = f" (default {match['default']})" if match["default"] else ""
    return f"Each {match['noun']} has a {match['name']}, which is one of {match['values']}{default}"


def _with_records(text: str, whole: str) -> str:
    """`a draft can be sent`, where an invoice is a draft, sent or paid: the state with its record."""
    for match in _EITHER.finditer(whole):
        noun, states = words.singular(match["noun"].lower()), "|".join(map(_bare, re.split(r",? or |, ", match["values"])))
        can = r"(?= (?:can|may|must|cannot|can't|could|should)\b)"
        text = re.sub(rf"(?i)\b(an?|only|the|each|every|any) ({states}){can}", rf"\1 \2 {noun}", text)
        text = re.sub(rf"(?i)\b(only|all) ({states})s{can}", rf"\1 \2 {words.plural(noun)}", text)
    return text


def _chosen(match: re.Match[str], whole: str) -> str:
    """The states of a record as the choices of its status."""
    noun, values = words.singular(match["noun"].lower()), [_bare(one) for one in re.split(r",? or |, ", match["values"])]
    if not re.search(rf"(?i)\b(?:an?|each|every|new) {noun} (?:also )?(?:has|belongs|starts|begins|is)\b|\b{words.plural(noun)}\b", whole):
        return match[0]
    name = _status(whole)
    own = re.search(rf"(?i)\b(?:an?|the|its|their|and|,) {name}\b", whole.replace(match[0], ""))
    return f"{'The' if own else f'Each {noun} has a'} {name}{'' if own else ', which'} is one of {', '.join(values[:-1])} and {values[-1]}"


def _bare(state: str) -> str:
    """`a draft` -> `draft`, `in progress` -> `in_progress`."""
    return re.sub(r"^(?:an?|still|currently|already) |[\"'`]", "", state).strip().replace(" ", "_")


def _each(match: re.Match[str]) -> str:
    """Both halves as sentences of their own."""
    return f"{match['first']} a {match['before']} {match['noun']} {match['rest']}; {match['second']} a {match['other']} {match['noun']} {match['rest']}"


def _begun(match: re.Match[str], whole: str) -> str:
    """The state in which a new record is, where the text knows such a state."""
    state, noun = match["state"], words.singular(match["noun"] or match["other"])
    if noun.lower() in {"it", "they"} and re.search(r"(?i)\b(?:status|state)\b", whole):
        return f'The {_status(whole)} is "{state}" at first'
    known = match["name"] or re.search(rf"(?i)\b(?:status|state)\b|\b{state} (?:{noun}|{words.plural(noun)}|ones?)\b", whole)
    known = known or (state.lower() in _FIRST_STATES and match["noun"] and _CAN_BE.search(whole))
    named = match["name"] and f'"{state}"' in match[0]
    if (state.lower() in _NO_STATE and not named) or not known or (match["other"] and re.search(r"\b(?:then|finally)\b", match.string)):
        return match[0]
    return f'For a new {noun} the {_status(whole)} is "{state}" at first'


def _status(whole: str) -> str:
    """What the text calls the state of a record."""
    told = re.search(rf"(?i)\b(?:status|state|stage|phase)\b{NO_CODE}", whole)
    return told[0].lower() if told else "status"


def with_references(statements: Sequence[Statement], plurals: Sequence[str]) -> list[Statement]:
    """`albums have a title and a band`, where there are bands: what a record has of these is the id of one."""
    told = [_referring(one.text, plurals) for one in statements]
    # A route knows its statement as the very object.
    return [one if text == one.text else replace(one, text=text) for one, text in zip(statements, told, strict=True)]


def _referring(text: str, plurals: Sequence[str]) -> str:
    for child in plurals:
        match = re.search(rf"(?i)(?:^|; )(?:(?:an?|each|every|the|all) )?(?:{'|'.join(_spoken(child))}) (?:has|have|consists? of)\b", text)
        for owner in plurals if match else ():
            if owner != child and match:
                name = words.singular(owner)
                one = rf"(?i)(?<=[ ,])(?:an?|the|its|their|one) {name.replace('-', ' ')}(?=\s*(?:[,.;]|and\b|$))"
                text = text[: match.end()] + re.sub(one, f"a {name.replace('-', '_')}_id", text[match.end() :])
    return text


def _spoken(plural: str) -> Iterator[str]:
    yield from (re.escape(plural.replace("-", " ")), re.escape(words.singular(plural).replace("-", " ")))
