"""Which condition belongs to which status: a sentence as refusals."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from shared.reading.refusals.alternatives import apart, continued, otherwise
from shared.reading.refusals.omitting import as_missing
from shared.reading.text.lexicon import canonical
from shared.reading.text.outline import split

_CODE = re.compile(
    r"(?<![\w.-])(40[0-9]|41[0-8]|42[0-9])(?![\w.-]*\d)(?: (?:Not Found|Conflict|Bad Request|Unprocessable (?:Entity|Content)|Gone|Forbidden|error|status))?",
    re.I,
)
#: A number that a range or a limit ends with is no status: `from 1 to 400`.
_AMOUNT = re.compile(
    r"(?i)(?:\b(?:from|between) -?\d+ (?:to|and|through|until|-) ?|\d to |\d-|\.\.|(?<!-)[<>]=? |\b(?:up to|than|length|least|most|above|below|over|under) )$"
)
_UNIT = re.compile(r"(?i) (?:characters|chars|letters|signs|words|digits)\b")
_FOLLOWED = re.compile(
    r"(?i)^[\s:(\-]*(?:if|when|whenever|once(?! more\b)|as soon as|for|on|unless|in case|in (?:any|every|all|an?|the) (?:other|wrong|different|another)|in another|where|because|as long as|without|from|otherwise if|while)\b"
)
_TRAILING = re.compile(
    r"(?i)(?:^|[\s,:;(]+)(?:- |-$)?(?:(?:is|are|be|get|gets|be|by|must|then|also|with|(?<!before )(?<!after )(?<!than )(?<![<>] )(?<![<>]= )(?<!\bfrom and )to|an?|the|(?<!check )(?<!log )(?<!sign )in|it|that|this|which|as|i want|i expect|we want|you get|please|->|=|both|each|all|answers?|answered|returns?|responds?|gives?|says?|repl(?:y|ies)|(?:^|(?<=[,:;(] )|(?<=\bwith )|(?<=\bthe )|(?<=\ban )|(?<=\ba )|(?<=http )|(?<=error )|(?<=answer )|(?<=answers )|(?<=return )|(?<=returns )|(?<=gives )|(?<=gets )|(?<=\bas ))status|(?<=status )code|(?<=error )code|(?<=http )code|(?<=with )code|http|error|results?|result in|as a conflict|(?<=a )conflict|(?<=^it )conflicts|otherwise|means|leads? to|so|(?<!> )there is|there's|(?<!> there )should|fails?|counts? as|must be|they|and|or|(?<=and )again|(?<=, )again|simply|just|plain|(?<=is )re(?:jec|fu)(?:ted|sed)|(?<=are )re(?:jec|fu)(?:ted|sed)|(?<=be )re(?:jec|fu)(?:ted|sed)|causes?)(?![\w\-])[\s,:;(\-]*)+$|[\s,:;(\-]*(?:->|=)\s*$"
)

#: What announces statuses, each before its meaning: `Status codes: 400 invalid, 404 not found`.
_LEGEND = re.compile(r"(?i)^[^:,;]*\b(?:codes?|status(?:es)?|errors?|answers?|responses?)\s*:\s*$")
#: What is checked must hold: `first check that the box exists (404), then that it is open (409)`.
_CHECKED = re.compile(
    r"(?i)^(?:[^.;]*\b)?(?:check(?:s|ed)?|checking|make sure|makes sure|ensures?|verif(?:y|ies))(?: first)? (?:that|whether|if) "
)
_THEN_THAT = re.compile(r"(?i)^(?:(?:and|only|then|next|after that|finally|last|lastly|,)\s*)*(?:that|whether|if) ")
#: The status that it is not: `400, not 422`.
INSTEAD = re.compile(
    r"(?i)[\s,(]*\b(?:and )?(?:(?:not|no|never) (?:an? |the |any )?4|(?:instead of|rather than) (?:an? |the |any )?[24])\d\ds?\b\)?"
)
#: What holds where nothing is refused: `409 then, otherwise 204`.
_BETTER = re.compile(
    r"(?i)[\s,(]+(?:and )?otherwise (?:it |is |an? |the |answers? |with |just |simply )*20[0-4]\b\)?|[\s,(]+(?:and )?20[0-4] otherwise\b\)?"
)
#: `a 422 like any other mistake` says no more than that it is one.
_LIKE_OTHERS = re.compile(
    r"(?i),? (?:just |exactly )?(?:like|as with|as for|the same as)(?: (?:for|with|on))? (?:(?:any|all|every)(?:thing)? (?:other|others|else)\b|(?:an? |any )?(?:bad|invalid|incomplete|malformed) [a-z]+\b)[^.;,()]*"
)
#: `Errors: 404 (no such tag), 409 (tag exists)`: each status before its meaning.
_BRACKETED = re.compile(
    r"(?:(?<=: )|(?<=^)(?=4\d\d \([^()]*\)(?:[,;.]|$| and | or )))(4\d\d) \((?!if |when )([a-z][^()]*)\)|(?<=\), )(4\d\d) \((?!if |when )([a-z][^()]*)\)"
)
#: `the end is after the start: 422 if not`.
_IF_NOT = re.compile(
    r"(?i)(?P<lead>[,:]? )?\b(?P<code>4\d\d) (?:if|when) (?:(?:it|they|this|that) (?:do|does|is|are|has|have) )?not(?=[),;.]|\W*$)"
)
#: `a label (unique, 409 if taken), a scope`: a status in the brackets of one thing of a list says nothing of the others.
_OF_ONE = re.compile(r"(?P<name>[`\"]?\w+[`\"]?) \((?P<said>[^()]*?)[,;:]? ?(?P<code>4\d\d) (?P<if>(?:if|when) [^()]*)\)(?=,| and )")


@dataclass(frozen=True)
class Refused:
    """A status (0: the text names none) and the words of the condition; `unless`: it is refused when they do not hold."""

    status: int
    said: str
    unless: bool = False


#: `ships it, unless it has been shipped already (409)`: what keeps it from being done; `cannot be shipped unless it is packed (409)` is another thing.
_UNLESS = re.compile(
    r"(?i)(?:^|(?<=; )(?=(?:that|it|this|which) (?:is|answers|gives|returns) [^.;]*\b20[0-4]\b))(?P<act>(?:(?!\b(?:not|cannot|\w+n't|never|only|refus\w*|reject\w*|no|nobody|none|4\d\d)\b)[^.;])+?),? unless (?P<cond>[^.;()]+?),? ?(?:\(|(?:both|each|all|either)(?: of (?:them|these|which)| cases)?,? (?:(?:are|is|gives?|with|being|answers?|refused|an?) )*|(?:which|that|this|then)(?:'s)? (?:(?:is|gives?|means?|answers?|gets?|would be|answered|we (?:say|answer|send)|with|it|an?) )*)(?P<code>4\d\d)\)?(?P<more>(?:,? or (?!4\d\d)[^.;()]+? \(4\d\d\))*)"
)
#: `leads to a page saying "Invalid" with status 400`: how a browser is told.
_SHOWN = re.compile(
    r"(?i)\b(?:(?:the )?(?:answer|response|result|reply) is|leads? to|gives?|(?:re-?)?shows?|gets?|returns?|(?:re-?)?renders?|brings? back|(?:is|are) answered with|answers? with|displays?|results? in|produces?|means)(?: back)? (?:an? |the )?(?:(?:same|html|error) )*(?:page|form)(?: again)?"
    r"(?:,? (?:this time )?(?:saying|with|and|that says|that contains|containing|which says|showing)(?: the| an?)?(?: words?| text| message| error)* \"[^\"]*\")*,? (?:with|and)(?: an?| the)?(?: status)?(?: code)? (?=4\d\d)"
    r"|(?:the |an? )?(?:(?:same|html|error|start|front) )*(?:page|form) (?:is|comes|gets) (?:then )?(?:shown|displayed|rendered|re-rendered|sent|returned|up|back)(?: again| back| up| once more)* with (?:an? |the )?(?:status )?(?:code )?(?=4\d\d)"
)
#: `answer 201 or 400`: what is wrong is told elsewhere, if at all.
_IF_BAD = re.compile(r"\b(?P<good>20[014])(?:,? or| / |/) (?:an? )?(?P<bad>400|422)(?=\W*$|[.;)])")
#: `fine, you are redirected, if not answers 422`.
_ELSEWISE = re.compile(r"(?i)[,;] (?:and |but )?if (?:not|it is not|it isn't),? (?:the )?answers (?=4\d\d)")
#: `400 and the text "Invalid" on it`.
_SAYING = re.compile(
    r"(?i)(?<=4\d\d),? (?:and|with|saying|including|plus|(?:which|that|and) (?:says?|contains?|reads?))(?: (?:the|an?|its|error|following|short|simple))*(?: (?:text|words?|message|note|hint|error|page|body|sentence))*:? \"[^\"]*\"(?: (?:somewhere )?(?:on|in) (?:it|the (?:page|body))| (?:above|below) the form)?(?=[.,;)]|$| if\b| when\b| for\b)"
)

#: `a taken code is a 409 on both POST /seeds and PATCH /seeds/{id}`: it holds for changes anyway.
_REQUEST = r"(?:`?(?:POST|PUT|PATCH)`?(?: `?/[\w/{}\-]+`?)?|(?:the )?(?:creat|updat|chang|edit|insert|renam|add)(?:e|es|ing|ion|ed)?)"
_ON_BOTH = re.compile(
    rf"(?P<code>[A-Za-z]{{4}}[^;]* 4\d\d),? (?:both )?(?:on|in|for|from|with|by|of|when|while) (?:both |either )?{_REQUEST}(?:(?:, and|,| and| or| as well as)(?: also)?(?: (?:on|in|for|from|with|by|of|when|while))? {_REQUEST})+(?=[.;,)]|$)"
)
#: The same, where the requests stand apart.
_BEFORE_PATHS = re.compile(
    rf"(?<=[A-Za-z0-9]),? (?:both )?(?:(?:on|in|for|from|with|by|of|when) {_REQUEST},? (?:and|or|as well as)(?: also)? )?(?:on|in|for|from|with|by|of)(?: both| either)?\W*$"
)
#: `both are a 409, and so are names that are taken`.
_BOTH_AND = re.compile(
    r"(?i)(?P<both>\b(?:both|all|these|those|that|this)(?: of them| cases)? (?:is|are|gives?|means?) (?:an? )?(?P<code>4\d\d)),? and so (?:is|are|does|do) "
)
#: `records a vote (201): the option must be …`: what it does, and then its rules.
_WORKED = re.compile(
    r" \((?:-> ?|answers )?20[0-4]\): (?=(?:the|an?|every|each|no|its|one|nobody|only)\b)"
    r"|(?:^|(?<=\} ))\s*[a-z]+s (?:it|one|them|(?:an?|the) [a-z]+(?: [a-z]+)?): (?=[^.;:]*\b(?:are|is|must|may|can|cannot)\b)"
)


def _each_unless(match: re.Match[str]) -> str:
    """`unless it is full (409) or over (410)`: each condition behind its status."""
    more = "".join(f"; {one[2]} if {one[1]}" for one in re.finditer(r" or ([^()]+?) \((4\d\d)\)", match["more"]))
    return f"{match['act']}; {match['code']} if {match['cond']}{more}"


def refused(text: str) -> list[Refused]:
    """Every refusal of a sentence that names a status."""
    found: list[Refused] = []
    text = _UNLESS.sub(
        _each_unless,
        _IF_BAD.sub(
            r"\g<good>; \g<bad> if the input is invalid",
            _ELSEWISE.sub(", otherwise answers ", _SAYING.sub("", _SHOWN.sub("answers ", text))),
        ),
    )
    text = as_missing(_LIKE_OTHERS.sub("", _WORKED.sub("; ", text)))
    text = _IF_NOT.sub(lambda match: f"{(match['lead'] and ', ') or ''}otherwise {match['code']}", text)
    text = _BRACKETED.sub(
        lambda match: f"{match[1] or match[3]} if {match[2] or match[4]}", re.sub(r"\{(?!\d+(?:,\d*)?\})[^{}/]*\}", " ", text)
    )
    text = _BEFORE_PATHS.sub("", _ON_BOTH.sub(r"\g<code>", text))
    text = _BOTH_AND.sub(r"\g<both>; \g<code> for ", otherwise(text))
    rule = ""
    said = _OF_ONE.sub(r"\g<name>; \g<name> \g<said>, \g<if>: \g<code>; ", _ELSE.sub(r"\1,", INSTEAD.sub("", canonical(text))))
    for piece in split(apart(_opened(said)), r"\s*;\s*|\s+\.\s+"):
        known = len(found)
        piece = _BETTER.sub("", piece)
        codes = list(_statuses(piece))
        start, checked = 0, None
        if not re.search(r"[A-Za-z]{3}", piece):
            continue
        found += _likewise(found[-1], piece, alone=True) if found and not codes and _ALSO.search(piece) else []
        for i, code in enumerate(codes):
            after_end = codes[i + 1].start() if i + 1 < len(codes) else len(piece)
            after = piece[code.end() : after_end]
            before = piece[start : code.start()]
            cond = "" if _LEGEND.search(before) and re.match(r" [a-z]", after) else _TRAILING.sub("", before).strip(" ,.:(-)")
            cond = "" if re.search(r"\b20\d\b", cond) and re.search(r"(?:\b(?:or|and)|\b20\d)\W*(?:an? )?$", before) else cond
            if (
                re.match(r"^[\s,]*(?:and|or|but)?[\s,]*$", cond)
                and not _FOLLOWED.match(after)
                and i
                and found
                and re.match(r"^\s*(?:,|/|or)\s*$", piece[codes[i - 1].end() : code.start()])
            ):
                start = code.end()
                continue
            if _FOLLOWED.match(after) or not re.search(r"[a-z]{3}", re.sub(r"(?i)\b(?:and|or|but|else|20[0-9])\b", "", cond)):
                said, used = _until(after, last=i + 1 == len(codes))
                said = f"{cond} {said.strip()}" if _METHODS.fullmatch(cond) else said
                said = _of_subject(cond, said)
                said = f"{cond}, {said.strip()}" if _ANOTHER.match(said.strip()) and len(cond.split()) > 2 else said
                found.append(Refused(int(code[1]), said.strip(" ,.:)(-"), unless=bool(re.match(r"(?i)^[\s:(]*unless\b", after))))
                start = code.end() + used
            else:
                positive = bool(re.search(r"(?i)\botherwise\b[^a-z]*(?:[a-z]+ ){0,4}$", before))
                checked = _CHECKED.match(cond) or (_THEN_THAT.match(cond) if checked else None)
                cond = cond[checked.end() :] if checked else re.sub(r"(?i)^(?:(?:and|but|or|also)\b|,|\s|\))+ ?", "", cond)
                cond = "otherwise" if positive and _ONLY_ANSWERS.fullmatch(cond) else _about(found, known, cond)
                cond = re.sub(r"(?i)(?<=[a-z]), (?:afterwards|after that|later|from then on|after (?:it|this))$", "", cond)
                only = re.fullmatch(r"(?i)(?!.*\b(?:can|may|must|is|are)\b)([a-z][\w ]{2,40}?) only", cond) if positive else None
                found.append(Refused(int(code[1]), f"only {only[1]}" if only else cond, unless=not only and (positive or bool(checked))))
                start = code.end()
                tail = re.match(r"(?i)\s*\)?\s*otherwise\b", piece[start:])
                if tail:
                    found[-1] = Refused(found[-1].status, found[-1].said, unless=True)
                    start += tail.end()
        found[known:] = _with_subjects(found[known:]) if codes else found[known:]
        _complete(found, known, rule, piece, piece[start:])
        rule = "" if codes else piece
        found += _likewise(found[-1], piece[start:]) if codes and found else []
    return list(map(_of_form, found))


#: What is not in order, without a word of what: `if it's fine …, if not 422`, `they may not be empty. If they are, 400`.
_IN_ORDER = re.compile(
    r"(?i)\b(?:it|they|everything|all|that|the (?:input|form|data)) (?:is|are) (?:fine|ok|okay|valid|correct|good|right|well|in order|there)\b"
    r"|\b(?:on|upon|after|in case of|with|for) (?:an? )?(?:success\b|(?:successful|valid) (?:submission|submit|post|request|form|input|data|entry|entries)\b)|\bif (?:it|that|everything|this|all) (?:succeeds|works)\b"
    r"|^(?:an? |the )?(?:successful|valid) (?:submission|post|request|form|input|data|entry|one)s?\b"
)
_IF_SO = re.compile(r"(?i)(?:if|when) (?:it|they|one|any|either)(?: of them)? (?:is|are|does|do)(?: so)?")


def _of_form(one: Refused) -> Refused:
    """The refusal of whatever is not valid, where it only says that something is not."""
    vague = (one.unless and _IN_ORDER.search(one.said)) or _IF_SO.fullmatch(one.said)
    return Refused(one.status, "invalid input") if vague and one.status in {400, 422} else one


def _of_subject(before: str, said: str) -> str:
    """`the name is unique and we answer 409 when it exists`: what is there already is what was spoken of before the status."""
    told = _SUBJECT.match(before) if "already exists" in said else None
    return re.sub(r"(?i)^(\s*(?:if|when|for)) (?:it|they|one)\b", rf"\1 {told['subject']}", said) if told else said


#: What a condition is about, before its verb.
_SUBJECT = re.compile(
    r"(?i)(?:if |when |for )?(?P<subject>(?:(?:an?|the|its|their|each|every|any) )?[a-z][\w'\-]*(?: [a-z][\w'\-]*)??) (?:must|may|can|is|are|has|have|needs?|without|with|that|which|who|[a-z]{3,}s (?=(?:each|every|any|the same) ))\b"
)
#: `…, and may be used only once`, `…, one that already exists`: what it is about stands in the condition before.
_WITHOUT_SUBJECT = re.compile(r"(?i)(?:(?P<bare>must|may|can|is|are|has|have)|(?P<never>never|not|also)) \w+(?! to\b)")
_POINTS_BACK = re.compile(r"(?i)^(if |when |)(?:it|one|they)\b(?=[^,;]*\b(?:already exists|unique|once|twice)\b)|(?<=\bhave)$")
#: `no two workers may have the same one`, `two workers can not share one`.
_SAME_ONE = re.compile(r"(?i)\b(?:the|an?) (?:same|identical) one\b|(?<=\bshare )one\b(?! [a-z])")
_ARTICLE = re.compile(r"(?i)^(?:an?|the|its|their|each|every|any) ")


def _with_subjects(found: list[Refused]) -> Iterator[Refused]:
    """The conditions of a sentence, each with what it is about, be that said in the one before."""
    subject = before = ""
    for one in (replace(each, said=continued(before, each.said)) for each in found):
        before = one.said
        bare = _WITHOUT_SUBJECT.match(one.said) if subject else None
        said = f"{subject} {'is ' if bare['never'] else ''}{one.said}" if bare else one.said
        back = _POINTS_BACK.search(said) if subject else None
        said = f"{said[: back.start()]}{back[1] or ' '}{subject}{said[back.end() :]}" if back else said
        said = _SAME_ONE.sub(rf"the same {_ARTICLE.sub('', subject)}", said) if subject else said
        told = _SUBJECT.match(said)
        subject = told["subject"] if told else subject
        yield replace(one, said=said)


def _about(found: list[Refused], known: int, cond: str) -> str:
    """`a sent letter can not be changed (409), can not be deleted (409)`: the subject counts for what follows."""
    before = found[known].said if len(found) > known else ""
    if (must := _MUST_BE.match(before)) and (also := _ALSO_SO.fullmatch(cond)):
        return f"{must['lead']} must {'' if also['verb'] else 'be '}{cond}"
    subject = SUBJECT.match(before) if NO_SUBJECT.match(cond) else _DENIED.match(before) if _PREDICATE.fullmatch(cond) else None
    return f"{subject[0]}{cond}" if subject else cond


#: `an email, which must be unique (409) and look like one (400)`, `… and valid (400)`.
_MUST_BE = re.compile(r"(?i)(?:.*\b(?:an?|the|its|their) )?(?P<lead>[a-z_`\"]+)(?:,? (?:which|that))? must be [a-z ]+$")
_ALSO_SO = re.compile(
    r"(?i)(?:(?P<verb>be|look|have|contain|consist|match|start|end|lie|belong|exist)\b.*|(?:unique|valid|invalid|well-formed|real|existing|non-empty|positive|not empty)\b[a-z ]*)"
)
#: `a pupil cannot join twice, cannot join a full class`: the subject counts for what follows.
SUBJECT = re.compile(r"(?i)^(?:an?|the|no|each|every|nobody|no one|once)\b(?: [a-z]+){0,5}?,? (?=(?:can|may|must)\b)")
#: `…, or archived again`, which goes on about what cannot be done.
_DENIED = re.compile(r"(?i)[^.;,]*\bcan not be (?=[a-z]+(?:ed|en|t)\b)")
_PREDICATE = re.compile(r"(?i)[a-z]+(?:ed|en|nt|ld)(?: (?:again|twice|either|any ?more))?")
NO_SUBJECT = re.compile(r"(?i)^(?:can|may|must) (?:not\b|be [<>])")


#: `; so does a second one`, `; draining it below zero too`, `; the same goes for closed ones`.
_ALSO = re.compile(
    r"(?i)^(?:and )?so (?:does|do|is|are) |^(?!.*\b20\d\b).*?\w(?:,| is| are| does| do| gets?)? (?:too|as well|likewise)\W*$|^(?:and )?(?:(?:the )?same|likewise|ditto)(?: (?:is true|goes|applies|holds|happens))? (?:for|to|if|when|with|of) "
)


def _likewise(one: Refused, after: str, alone: bool = False) -> list[Refused]:
    """`…, and so does a second one`, `…, and neither can a closed one`: another condition of the same kind."""
    also = re.search(r"(?i)\b(?:and |, )?(?:so|as|likewise) (?:does|do|is|are) (.*)", after) or re.match(
        r"(?i)[,;)\s]*\bincluding (?!both\b)(.*)", after
    )
    same = re.match(
        r"(?i)(?:and )?(?:(?:the )?same|likewise|ditto)(?: (?:is true|goes|applies|holds|happens))? (?:for|to|if|when|with|of) (.*)",
        after.lstrip(" ,"),
    )
    also = also or same or (re.match(r"(?i)(.*?\w)(?:,| is| are| does| do| gets?)? (?:too|as well|likewise)\W*$", after) if alone else None)
    nor = re.search(r"(?i)\b(?:neither|nor|or) (?:can|may|is|are|does|do) (.*)", after)
    denied = re.search(r"(?i)\bcan not\b.*", one.said)
    if nor and denied:
        return [Refused(one.status, f"{nor[1].strip(' ,.:()')} {denied[0]}")]
    return [Refused(one.status, also[1].strip(" ,.:()"))] if also else []


#: `PUT and DELETE return 409 if …`, `editing, deleting or closing it answers 409 when …`: what is refused, where it is more than the one at hand.
_METHODS = re.compile(
    r"(?:the )?(?:PUT|PATCH|DELETE|POST)(?:(?:,|/| and| or|, and)? ?(?:the )?(?:PUT|PATCH|DELETE|POST|[a-z\-]+(?=$| requests?)))+(?: requests?)?"
    r"|(?i:[a-z]+ing(?:(?:,|,? (?:and|or)) [a-z]+ing)+(?: (?:it|them|(?:an?|the) [a-z]+))?)"
    r"|(?i:(?:deleting|removing)(?: (?:an?|the|any) [a-z]+)?)"
    r"|(?i:(?:all|any|both|each)\b[a-z ]{0,24} ?\([^()]*(?:,|/| and | or )[^()]*\)?)"
)
#: What is answered when all is well says nothing of what is refused: `both return the ticket, and anything else is refused with 409`.
_ONLY_ANSWERS = re.compile(
    r"(?i)(?:and |they |it |this |that |both(?: of them)? |each(?: of them)? |all(?: of them)? )*(?:then )?(?:return|answer|give|show|send|respond|repl(?:y|ie))(?:e?s)?(?: with| back)?"
    r"(?: (?:the|its|an?|changed|updated|new|whole|full))* [a-z_\-]+(?: back| again| then)?(?: (?:as it is|in its new state|with (?:200|its new \w+)))?,?"
)
#: A rule that a status behind a semicolon belongs to: `only open ones can be changed; otherwise 409`.
_ELSE = re.compile(
    r"(?i)(\b(?:must|can|may|possible|allowed)\b[^;.]*);(?= (?:otherwise|if not)\b[^;.a-z]{0,3}(?:it is |an? |with |answers ){0,2}4\d\d\b)"
)
#: `409 for a third`, which says nothing without what stands before it.
_ANOTHER = re.compile(
    r"(?i)^(?:for|on|with) (?:an?|the|any|each|every) (?:second|third|fourth|fifth|next|further|other|additional)(?: one)?[\s.,;)]*$|^(?:for|on) (?:an? |any )?(?:already exists|duplicates?|violations?)(?: ones?)?[\s.,;)]*$"
)
#: A condition that only points at what was said before it: `a second one`, `if not`, `trying again`, `for any other`.
_POINTING = re.compile(
    r"(?i)^(?:and |but |then |for |from |on |in )*(?:(?:an?|the|any|all|every|each) )?(?:that(?: is|'s)?|this|it|such an? \w+|second|third|next|others?|other one|ones?|"
    r"another|further|more|anything|everything|trying|doing(?! (?:either|both|any|each)\b)|if not|if (?:it|they|this|that) (?:(?:does|do|has|have) not|(?:is|are) not(?=\W*$))|before|beyond|otherwise|conflicts?|"
    r"duplicates?|already exists|violations?|(?:an )?attempts? to (?:break|violate|ignore) \w+|break(?:s|ing)|violat(?:es|ing)|second \w+ (?:by|from|of) the same \w+|afterwards|later|everybody|anyone|anybody|everyone|nobody)?\b.{0,24}$|"
    r"^(?:and )?[a-z]+ing (?:it|(?:an?|the) (?:second|third|fourth|fifth|next|further)|any other|every other|another)\b"
)
#: It points at rules, and says nothing besides.
_BREAKS = re.compile(
    r"(?i)^(?:afterwards|after that|later|from then on|then)$|\b(?:break|breaks|breaking|violat\w+|ignor\w+) (?:\w+ )?(?:rules?|limits?|conditions?|constraints?|of (?:these|them)|it|them|this|that)\b"
)
#: `can be changed as long as it is a draft; after that 409`: what held before it does so no more.
_OVER = re.compile(r"(?i)(?:before and )?(?:after|afterwards|thereafter|later(?: on)?|from then on|then)")
_LASTS = re.compile(r"(?i)\b(?:as long as|while)\b")
#: What goes on about a condition after its status.
_AFTERTHOUGHT = re.compile(
    r"(?i)^[\s,()]*((?:and |but )?(?:whether|no matter|regardless|whatever|whichever|wherever|across|(?:not )?even|unless|case-insensitive|upper|ignoring)\b.*)"
)
#: A piece that says nothing but the status of what was said before it: `both cases are a 409`.
_THIS = re.compile(
    r"(?i)^(?:and |but )?(?:this|that|these|those|both|such|either|all of (?:this|that|these|those|them)|otherwise|then answers)\b"
)
#: What was said before does not hold: `if not`, `if it does not hold`.
_FAILING = re.compile(r"(?i)(?:and |but )?otherwise\b|if\b(?: \w+){0,2}? not(?: so| the case)?\W*$|if\b.* (?:does|do|did|can) not \w+\W*$")


#: What an operation does, told beside what it demands: `only open ones, the status becomes "done"; otherwise 409`.
_CHANGES = re.compile(r"(?i)\b(?:becomes?|is then|goes to|changes? to)\b")


def _complete(found: list[Refused], known: int, before: str, piece: str, after: str) -> None:
    """Joins what stands apart: the rule before a semicolon that a condition points at, and what goes on after the status."""
    before = "" if (_FAILING.match(piece) and _CHANGES.search(before)) or _ONLY_ANSWERS.fullmatch(before) else before
    if len(found) > known and before and (_POINTING if found[known].said else _THIS).match(found[known].said or piece):
        one = found[known]
        over = _OVER.fullmatch(one.said) is not None and _LASTS.search(before) is not None
        said = before if over or _BREAKS.search(one.said) else f"{before}, {one.said}"
        found[known] = Refused(one.status, said.strip(" ,"), one.unless or over or bool(_FAILING.match(one.said or piece)))
    more = _AFTERTHOUGHT.match(after)
    if len(found) > known and more and found[-1].said:
        one = found[-1]
        found[-1] = Refused(one.status, f"{one.said} {more[1]}", one.unless or more[1].lower().startswith("unless"))


def _opened(text: str) -> str:
    """Brackets with several statements become statements: `(409 then; all other mistakes 422)`."""
    return re.sub(r"\(([^()]*;[^()]*)\)", lambda match: f" {match[1]};" if has_status(match[1]) else match[0], text)


def _closed(text: str) -> int:
    """Where a text closes a bracket that it did not open, behind some words; its end where it closes none."""
    depth = 0
    for place, char in enumerate(text):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth < 0 and text[:place].strip():
            return place
        depth = max(depth, 0)
    return len(text)


def _until(after: str, last: bool) -> tuple[str, int]:
    """The condition that follows a status, and how much of the text it takes: no more than the bracket that it stands in."""
    if (end := _closed(after)) < len(after):
        return after[:end], end
    if last:
        return after, len(after)
    cut = re.search(
        r"(?i)[,;]\s*(?:and |or |but )?(?:an?|the|with|it|answers?)?\s*$|\s+(?:and|or|but)(?: an?| the)?\s*$|,\s*(?:and )?(?=[^,]*$)", after
    )
    return (after[: cut.start()], cut.start()) if cut else (after, len(after))


def has_status(text: str) -> bool:
    """Whether a sentence names a refusal."""
    return any(_statuses(canonical(text)))


def _statuses(text: str) -> Iterator[re.Match[str]]:
    """The statuses that a text names."""
    return (match for match in _CODE.finditer(text) if not is_amount(text, match))


def is_amount(text: str, number: re.Match[str]) -> bool:
    """Whether what looks like a status ends a range or is a limit."""
    return bool(_AMOUNT.search(text[: number.start()]) or _UNIT.match(text[number.end() :]))
