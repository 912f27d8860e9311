"""Changes of a status that no request is named for, in prose, as arrows: `a draft can become "sent", and a sent one "paid" or "void"` is `draft -> sent, sent -> paid, sent -> void`."""

import re
from collections.abc import Iterator

from shared.reading.text.lexicon import wordset
from shared.writing import words

_WORD = r"(?:\"[a-z][\w \-]*\"|`[a-z][\w\-]*`|(?!(?:and|but|only|from|then|finally|while|nothing|never|it)\b)[a-z][a-z_\-]+)"
_NAME = r"(?:status|state|stage|phase)"
_DONE = r"(?!(?:edited|changed|updated|modified|deleted|removed|created|added|read|listed|seen|found)\b)[a-z]+(?:ed|en|id|nt|ld)"
#: What says that it changes.
_TO = (
    r"(?:become|be made(?: into)?|(?:be )?turn(?:ed)? (?:in)?to|(?:be )?chang(?:e|ed) (?:in)?to|(?:be )?mov(?:e|ed) (?:on |back |over )?(?:in)?to|(?:be )?advanced? to|be followed by|(?:be )?switch(?:ed)? to|(?:go|pass|proceed)(?: on| back| over)? to"
    r"|be (?:set|put|sent|brought|taken|promoted)(?: on| back| over)? (?:in)?to|be marked(?: as)?|lead to)"
)
_MAY = r"(?:(?:can|may|could|must|should) (?:then |also |only |later |next |still |again )*)"
_DOES = r"(?:(?:then |only |always )*(?:becomes|turns (?:in)?to|changes (?:in)?to|moves (?:on |back )?to|goes (?:on |back )?to|leads (?:only )?to|is (?:only )?followed by))"
_GOALS = rf"(?:only |either |one of )*(?:an? )?(?P<goals>{_WORD}(?:(?:, or |, | or )(?:(?:back |on |over )?to )?{_WORD}(?! (?:{_MAY}|to |ones? |becomes|goes|moves|changes)))*)(?=\s*(?:[.,;:)]|$|(?:and|but|again|only|directly)\b))"
_ONE = r"(?: (?!(?:can|may|could|must|should|it|the|to|then|only)\b)[a-z]+)?"
_BEFORE = rf"(?:(?:(?:(?:the |its )?{_NAME}|that) of )?(?:only )?(?:(?:an?|the|each|every|any) )?(?P<before>{_WORD}|it\b|they\b|this\b)(?P<noun>{_ONE})|from (?:the {_NAME} |being )?(?P<left>{_WORD}),?(?: (?:the {_NAME}|its {_NAME}|it|(?:an?|the) [a-z]+))?)"
_STEP = re.compile(rf"(?i)(?:^|(?<=[,;:] )|(?<=\band )|(?<=\bthat )){_BEFORE} (?:{_MAY}{_TO}|{_DOES}) {_GOALS}")
#: What follows such a step, with or without the verb: `and a submitted one to "approved"`, `, from there to paid`.
_MORE = re.compile(
    rf"(?i)(?:,|;)?(?: and| but| while|,)? (?:then )?{_BEFORE} (?:{_MAY}?{_TO} |{_MAY}(?P<done>be )(?={_DONE}\b)|{_DOES} |{_MAY}?(?:(?:only )?(?:in)?to |by )?){_GOALS}"
)
_NO_STATE = wordset(
    "the a an it its this that these those there here one ones all any each every other others another new same only nothing anything everyone member members "
    "status state stage phase true false null zero what which who we they you i people users in on to of and or not no by with"
)
#: What says only that there is no other way, and what comes of it.
_NOTHING_ELSE = (
    r"(?:nothing else|nowhere else|no other|none other|not (?:otherwise|directly|back)|never (?:back|otherwise|the other way))\b[^.;\n]*"
)
_ATTEMPTS = r"(?:[,;.] (?:and )?(?:all |any )?(?:such|these|those|other)? ?(?:attempts?|tries|requests?|changes?)(?: (?:at|to do|for) (?:(?:anything|something) else|that|it|this|so))? (?:have|has|must|should|need|needs|is|are|will)(?: to)? (?:be )?(?:fail|refused|rejected|turned down|denied)(?:,? (?:and|which) leaves? (?:the |its )?[a-z]+ (?:as it (?:was|is)|unchanged|untouched|alone))?)"
#: `approved ones keep their status for good`: nothing leads on from there.
_FINAL = re.compile(rf"(?i)[,;](?: and| but)? [^.,;\d]*\b(?:keeps? (?:its|their) {_NAME}|(?:is|are) final)\b[^.,;\d]*(?=[.,;]|$)")
_NO_OTHER = re.compile(
    rf"(?i)\bno other (?:moves?|changes?|transitions?|steps?)(?: (?:of|in|to) (?:the |its )?{_NAME})? (?:is|are) (?:allowed|possible|permitted|accepted)(?:,? (?:so|which means|meaning)(?: that)? [^.;\n]*)?{_ATTEMPTS}?"
)
_JUMPS = r"(?:jump|skipp|mov|go|stepp|leap|turn|slid)ing"
_DENIAL = rf"(?:(?:those|these|they) are the only (?:(?:two|three|four|five) )?(?:steps|moves|changes|transitions|ones)(?: (?:that are )?(?:allowed|possible|permitted))?|(?:there (?:is|are|must be) )?no (?:{_JUMPS}|ways? (?:back|around)|shortcuts?|jumps?|steps? back)\b[^.;,\d]*?(?=[.;,]|$| (?:and|or) no )|{_JUMPS} [^.;\d]*? (?:is|are) (?:not (?:allowed|possible|permitted)|forbidden|refused|rejected|impossible))"
#: `those are the only two steps allowed, so no jumping from todo to done and no moving backwards`: that there are no others.
_NO_JUMPS = re.compile(rf"(?i)(?P<start>^|(?<=[.;,] )|(?<=\band )){_DENIAL}(?:,? (?:and|or|so|but|which means)?:? ?{_DENIAL})*{_ATTEMPTS}?")
#: `goes to "doing" when somebody starts`.
_AT_WHICH = re.compile(
    rf"(?i)(?P<goes>\b(?:goes|moves|changes|turns|passes|switches) (?:on )?(?:in)?to {_WORD}),? (?:when|once|as soon as|after) (?!it\b)[^.,;:\"\d]*?(?=,? (?:and |and then |then |from there )|[.,;]|$)"
)
#: `begins as "todo", then goes to "doing" and then to "done"`: each with the verb and where from.
_BEGINS_THEN = re.compile(
    rf"(?i)(?P<begins>\b(?:begins|starts|is created)(?: out| off)? (?:as|at|in|with) {_WORD})(?:(?:,|,? and)? (?:then|later|afterwards)|,|,? and) (?:it )?(?=(?:goes|moves|changes|turns|becomes|passes|switches)\b)"
)
_THEN_TO = re.compile(
    rf"(?i)(?P<goes>(?:\b(?:goes|moves|changes|turns|passes|switches)|\bfrom there) (?:on )?(?:in)?to {_WORD}|\b(?P<becomes>becomes) {_WORD}),? (?:and )?(?:then|finally|later|afterwards|from there|in the end|at last)(?: (?:it|on|goes|moves|finally))* (?:(?:in)?to |(?:(?<=then )|(?<=finally ))(?=[\"a-z_]+(?:[.,;]|$| and\b)))(?={_WORD})"
)
_FOLLOWS = re.compile(
    rf"\bfollows? (?:the|this|that) (?:order|sequence|path|steps?):? (?P<list>{_WORD}(?:, {_WORD})+(?:,? (?:and )?(?:then )?{_WORD})?)(?=[.;\n]|$)"
)
_LEADS = re.compile(rf"(?i)^by (?:updating|changing|editing|setting) (?:the |its )?{_NAME}, (?=an? )")


#: `it can be granted or denied while requested`: which state it leaves, told behind.
_WHILE = re.compile(
    rf"(?i)(?P<start>^|[.;,:\n] (?:and )?|- )(?:it|they|an? [a-z]+|[a-z]+s) (?:can|may) (?:only )?be (?P<goals>{_DONE}(?:(?:, | or |, or | and ){_DONE})*) (?:only )?(?:while|when|if|as long as) (?:(?:it|they) (?:is|are) )?(?:still )?(?P<state>\"[a-z_ ]+\"|[a-z_]+)(?=[.;,]|$| and\b)"
)


#: `new: printed, cancelled; printed: used; used: (none)`, `{"new": ["printed"], "printed": ["used"]}`: which states may follow each.
_KEY = r"[\"'`]?(?P<key>[a-z][a-z_\-]*)[\"'`]?"
_FOLLOWERS = r"(?:\[[^\[\]]*\]|\(?(?:none|nothing|final|terminal|-)\)?|[\"'`]?[a-z][a-z_\-]*[\"'`]?(?:(?:, | ?[|/] ?| or | and )[\"'`]?[a-z][a-z_\-]*[\"'`]?(?! ?:))*)"
_ENTRY = re.compile(rf"{_KEY} ?: ?(?P<goals>{_FOLLOWERS})(?=\s*(?:[;,.}}]|$))")
_MAP = re.compile(rf"\{{?(?:{_ENTRY.pattern.replace('?P<key>', '').replace('?P<goals>', '')}[;,]? ?){{2,}}\}}?")


def _mapped(match: re.Match[str]) -> str:
    """The map as arrows, where what follows some states are states of which it tells the same."""
    told = {one["key"]: re.findall(r"[a-z][a-z_\-]*", one["goals"]) for one in _ENTRY.finditer(match[0])}
    moves = {
        key: [goal for goal in goals if goal not in {"none", "nothing", "final", "terminal", "or", "and"}] for key, goals in told.items()
    }
    goals = {goal for several in moves.values() for goal in several}
    if len(moves) < 2 or not goals & moves.keys() or len(goals - moves.keys()) > len(goals & moves.keys()) + 1:
        return match[0]
    return ", ".join(f'"{key}" -> "{goal}"' for key, several in moves.items() for goal in several)


def _leaving(match: re.Match[str]) -> str:
    goals = re.sub(r" and ", " or ", match["goals"])
    return f"{match['start']}a {match['state']} one can become {goals}"


#: `may fall back to`, `reverts to`, `can be put back into being`: ways to say that it goes back.
_BACK = re.compile(
    r"(?i)\b(?:(?P<may>can|may|could|might)(?: still| also| then| later| always| again)* (?:(?:fall|drop|step|slip|slide|jump|switch|roll|move|turn|change|come)(?: right| straight)? back|revert(?: back)?|return"
    r"|be (?:(?:put|set|sent|moved|turned|changed|taken|brought|rolled|switched|dropped|made)(?: right| straight)? back|reverted|returned|reset|demoted|downgraded))"
    r"|(?P<does>(?:falls|drops|steps|slips|switches|rolls|moves|turns|changes) back|reverts(?: back)?))(?: again)? (?:in)?(?P<to>to |from (?=[\"`]?[a-z_\-]+[\"`]? to\b))(?:being |the )?(?:an? )?(?=[\"`]?[a-z])"
)
_STAY = r"(?:can(?:not| not|'t)|(?:may|must|could|should|will) (?:not|never)|(?:may|can) never|won't|mustn't|never)"
_STATE = r"(?:(?:an?|the|any|no|every|something) )?(?:\"[a-z][\w \-]*\"|`[a-z][\w\-]*`|[a-z][a-z_\-]+)(?: (?!(?:and|but)\b)[a-z]+)?"
#: `an idea can't jump straight to bought`, `a bought one can't change its status any more`, `bought is final`: what other moves are refused says, too.
_STUCK = re.compile(
    rf"(?i)(?:(?<=[.;:,] )|^)(?:but |and )*(?P<all>{_STATE} (?:"
    rf"{_STAY} (?:be )?(?:jump|skip|go|move|chang|switch|pass|turn|become|return|set|put|leap)\w*(?: (?:straight|directly|immediately|right|away|on|ahead|back|again|forward|at once))* (?:in)?to {_STATE}(?: (?:directly|straight away|at once|again|any ?more|any longer))?"
    rf"|{_STAY} (?:be )?(?:chang|leav|alter|mov|switch)\w*(?: on)?(?: (?:its|the|their|that|this) {_NAME})?(?: (?:any ?more|any longer|again|at all|further|ever))?"
    rf"|(?:is|are) (?:final|terminal|the end(?: state)?|the last (?:one|state|status|step)))"
    rf"(?: and (?P<more>(?=[^.;,]*(?:{_STAY}|\b(?:is|are) final\b))[^.;,]*))?)(?=[.;,)]|$)"
)
#: `such attempts are refused with 409 and leave the gift as it is`: those told before.
_SUCH = re.compile(
    r"(?i)[;,.] (?:and )?(?:(?:any|all) )?(?:such|these|those)(?: an?)? (?:attempts?|tries|moves?|changes?|requests?|steps?) (?:is|are|gets?|must be|should be|will be|gives?|answers?)(?: an?)? (?P<how>(?:refused|rejected|denied|turned down|not allowed|4\d\d)[^.;\n]*)"
)
#: `anything else is 409`, `nothing else is allowed`, behind such moves.
_ELSE = re.compile(
    r"(?i)(?P<start>[;,.] (?:and |but )?)(?:(?:anything|everything|all) else|all (?:the )?rest|the rest)(?P<is>:| (?:is|are|gives?|gets?|means|returns?|answers?|->|results in)\b)(?! (?:optional|required|a string|text|ok|fine|allowed))(?= (?:an? |with |to be )?(?:refused|rejected|not|invalid|forbidden|4\d\d|conflict(?!:)))"
)
_NOTHING = re.compile(r"(?i)(?P<start>[;,.] (?:and |but )?)nothing else (?:is|are) (?:allowed|possible|permitted|accepted|valid)\b")
_OTHER_CODE = re.compile(r"(?i)\b(?P<other>(?:(?:any|all) )?other (?:changes?|moves?|transitions?|steps?)): ?(?=4\d\d)")


#: `is suggested first, then reading and in the end finished`.
_AT_FIRST = re.compile(
    r"\b(?P<is>is|are|starts?(?: (?:out|off))? as|begins? as) (?:an? )?(?P<state>\"?[a-z_]+\"?) (?:at )?first(?=, (?:and )?then\b(?![^.;]*\bor\b))"
)
_IN_THE_END = re.compile(
    r"(?<=[a-z]),? and (?:in the end|at the end|at last|eventually|lastly|ultimately),? (?=(?:it )?(?:is |becomes |gets )?[a-z_]+)"
)


def _called(text: str) -> str:
    """How the text calls what is moved; the status of an answer is none."""
    return next(
        (name for name in ("status", "state", "stage", "phase") if re.search(rf"(?i)\b{name}\b(?! codes?\b| ?[1-5]\d\d\b)", text)), "status"
    )


def _other_moves(text: str) -> str:
    """The text with what is said of moves that are not allowed as `other changes of the status are …`, where it tells those that are."""
    text = _AT_FIRST.sub(r"\g<is> first \g<state>", text)
    text = _IN_THE_END.sub(" and finally ", text) if re.search(r"\bthen\b", text) else text
    text = _BACK.sub(lambda match: f"{match['may']} go back {match['to']}" if match["may"] else f"goes back {match['to']}", text)
    text = _OTHER_CODE.sub(r"\g<other> are refused with ", text)
    free = _STUCK.sub("", text)
    if not ("->" in free or " back to " in free or re.search(rf"(?i)\b{_NAME}\b[^.;]* then [^.;]*\b(?:then|finally)\b", free)):
        return text
    if free != text:
        text = _SUCH.sub(rf"; other changes of the {_called(text)} are \g<how>", free) if _SUCH.search(free) else text
    others = f"other changes of the {_called(text)} are refused"
    text = _ELSE.sub(rf"\g<start>{others} with", text)
    text = _NOTHING.sub(rf"\g<start>{others}", text)
    return re.sub(
        r"(?<=refused with) (?:an? |with |to be )?(?:refused|rejected|not \w+|invalid|forbidden)(?: with)?",
        "",
        re.sub(r"(?:[,;]\s*(?:but|and)?\s*)+(?=[;.])", "", text),
    )


def arrowed(text: str) -> str:
    """The text with such changes as arrows, where it tells of a status and names no request for them."""
    if not re.search(rf"(?i)\b{_NAME}\b", text):
        return text
    text = _other_moves(text)
    if re.search(r"\{\w+\}/[a-z]", text):
        return text
    text = _MAP.sub(_mapped, text)
    text = _WHILE.sub(_leaving, text) if re.search(r"\b(?:PATCH|PUT)\b", text) else text
    text = _NO_JUMPS.sub("no other moves are allowed", _AT_WHICH.sub(r"\g<goes>", _BEGINS_THEN.sub(r"\g<begins>. It ", text)))
    text = _FOLLOWS.sub(lambda match: f"goes {' -> '.join(re.findall(_WORD, re.sub(r'(?:and|then) ', '', match['list'])))}", text)
    while (stepped := _THEN_TO.sub(r"\g<goes>, from there to ", text)) != text and len(stepped) < 9000:
        text = stepped
    text = _NO_OTHER.sub(lambda match: f"{'O' if match[0][0] == 'N' else 'o'}ther changes of the status are not allowed", text)
    return re.sub(r"[^.\n]+", lambda match: _told(match[0], text, text[: match.start()]), text)


def _told(sentence: str, text: str, earlier: str = "") -> str:
    """A sentence with its steps as arrows; as it stands where it tells none."""
    start = sentence[: len(sentence) - len(sentence.lstrip(" -*"))]
    said = _LEADS.sub("", sentence[len(start) :])
    said = said[:1].upper() + said[1:]
    begins = _BEGUN.findall(earlier[-200:])[-1:]
    first = next((match for match in _STEP.finditer(said) if "/" not in said and _is_step(match, begins)), None)
    if first is None:
        return sentence
    begun = begins + _BEGUN.findall(said[: first.start()])
    steps, end = list(_steps(first, begun[-1] if begun else "")), first.end()
    noun = (first["noun"] or "").strip()
    while (match := _MORE.match(said, end)) and (further := list(_steps(match, steps[-1][1]))):
        if match["done"] and not {before for before, _ in further} <= {state for step in steps for state in step}:
            break
        steps, end = steps + further, match.end()
        noun = noun or (match["noun"] or "").strip()
    if len(steps) == 1 and '"' not in first[0]:
        return sentence
    told = ", ".join(f'"{before}" -> "{after}"' for before, after in steps)
    name = re.search(rf"(?i)\b{_NAME}\b", text)
    of = f" of a {words.singular(noun)}" if noun and noun not in {"one", "ones"} else ""
    before = said[: first.start()].strip(" ")
    rest = _FINAL.sub("", said[end:])
    rest = re.sub(rf"(?i)^(?:[,;:]| and| but)*\s*(?P<else>{_NOTHING_ELSE})?", lambda match: _OTHERS if match["else"] else "; ", rest)
    lead = f"{before} " if before and not re.fullmatch(r"(?i)\W*that", before) else ""
    return f"{start}{lead}{'t' if lead else 'T'}he {name[0].lower() if name else 'status'}{of} changes {told}{rest.rstrip('; ')}"


#: `is "received" when it comes in`, which `it` then leaves.
_BEGUN = re.compile(
    r"\b(?:(?:is|are|as|with|being|becomes) \"|(?:starts|begins)(?: out)? (?:as|in|at) (?=[a-z_]+\s*(?:[.,;]|$)))([a-z][\w \-]*)(?=\"|\s*(?:[.,;]|$))"
)
_OTHERS = "; other changes of the status are not allowed"


def _is_step(match: re.Match[str], begins: list[str]) -> bool:
    before = match.string[: match.start()]
    begun = [] if re.search(r"(?i)\b(?:when|if|once|after|as soon as)\b[^;]*$", before) else begins + _BEGUN.findall(before)
    return bool(list(_steps(match, begun[-1] if begun else "")))


def _steps(match: re.Match[str], last: str) -> Iterator[tuple[str, str]]:
    """The pairs of a step: from which state to which."""
    told = (match["before"] or match["left"]).strip('"`')
    before = (
        last
        if told.lower() in {"there", "that", "it", "they", "this"}
        else told
        if f'"{told}"' in match[0]
        else words.singular(told.lower())
    )
    goals = [one.strip('"`') for one in re.findall(rf"(?:\bto )?(?!or\b|back\b|on\b|over\b|to\b)({_WORD})", match["goals"])]
    if before not in _NO_STATE | {""} and not set(goals) & _NO_STATE:
        yield from ((before, goal) for goal in goals)
