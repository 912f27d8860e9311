"""Lists of fields, as they stand in a text: `a title (required), an optional note and price_per_night`."""

import re

from shared.reading.fields.absence import absent
from shared.reading.fields.constraints import constrain
from shared.reading.fields.inserted import bracketed, optionally
from shared.reading.fields.limits import in_digits
from shared.reading.fields.listparts import parts, with_commas, with_numbers
from shared.reading.fields.phrases import apposed, is_name, named_by, of_both
from shared.reading.fields.plurals import KINDS, about, apart, in_bracket, plural_types
from shared.reading.refusals.spans import TIMES
from shared.reading.text.lexicon import wordset
from shared.reading.text.outline import closing, mask
from shared.writing import words
from shared.writing.ir import Field
from shared.writing.types import guess

_ADJECTIVE = re.compile(
    r"(?i)^(?:an?|the|its|their|his|her|my|our|one|some|own|exactly one|required|optional|unique|mandatory|integer|numeric|positive|non-?negative|non-?empty|text|string|boolean|flag|"
    r"new|short|free|current|valid|optionally|also|either|at least|decimal|whole[- ]number|whole|date|json|list of|(?:[a-z]+|\d+)-(?:digit|letter)|required:|optional:|fields?|members|member(?! (?:name|number|id|email|code)\b)|values?|both|of|maybe|perhaps|the fields?|"
    r"the members?|parameters?|called|named|(?:send|giv|enter|provid|stat|supply|suppli)(?:s|es|ing)?|give|provide|state)\b(?=\s+[`\"'a-zA-Z])\s+"
)
#: Words with which a description of a field begins: the name ends before.
_STOPS = wordset(
    "in as from between that which who whom whose where when with like such e.g i.e for is are was must can may should at on to "
    "by via or and but unless if has have being given measured written counted into saved stored set starting defaults default "
    "optional required unique integer number text string boolean date email positive per-default only exactly not each every so "
    "because plus then there made it they this these those all both also after before until while during than creates returns adds "
    "makes saves registers records books answers stored added created required. optional. < > <= >= = -> about within without "
    "becomes become answered using under over we you i same one consisting containing ranging comprising int str float bool decimal numeric chars otherwise belong belongs"
)
#: Words that may end a name although they also are types: `phone number`.
_ENDINGS = wordset("number date time text email")
#: Words of the former kind that are parts of a name before a noun: `starting time`.
_LEADING = wordset("starting given measured")
_ARTICLES = wordset("a an the its their his her my our one some own")
_INNER = wordset("of per and")
#: How much, and no part of a name: `a price of no less than 5`.
_QUANTITY = re.compile(r"(?i) (?:zero or (?:more|above|higher|up)|(?:no|not) (?:less|more|fewer))\b")
_HEADS = wordset(
    "email text boolean integer positive date number name time day place year type point price cost amount length unit country"
)
_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9\-']*$")
_NOUNS = re.compile(
    r"(?i)^(?:json|request|object|it|id|ids|them|one|new|everything|something|anything|something else|more|details|fields?|data|things|entry|record|get|post|put|patch|delete|any|again|first|last|most|only|next|nothing|none|left|same|too|"
    r"such|whole|full|json body|missing|unknown|invalid|other|others|more than|less than|following|list|array|page|form|status code|error|yes|no|true|false|null)$"
)
#: Where a list of fields ends.
_END = re.compile(
    r"(?i);|\s\.\s|->|(?:,? and (?:then )?|(?<=[a-z0-9_)])(?<!\bof)(?<!\bthe)(?<!\ba)(?<!\bthat)(?<!\bwhich)(?<!\bwho) )(?:increases|decreases|raises|lowers|reduces|increments|decrements|adds|subtracts|deducts) (?=[a-z_])|(?<=_) (?:to|off|onto) (?=(?:the|its|their|this|that) )|(?<=[a-z0-9_)])(?<!\bwho)(?<!\bthat)(?<!\bwhich) (?:plans|schedules|arranges|moves|transfers|sends|puts|takes|lends|hands|brings|opens|reserves|enters|assigns) (?=(?:it|them|money|the|an?|one|that|this)\b)|(?<=[a-z0-9_)])(?<!\band)(?<!\bor)(?<!\bwith)(?<!\bof)(?<!\bthe)(?<!\bits)(?<!\ba)(?<!\ban)(?<!\bthat)(?<!\bwhich)(?<!\bwho)(?<!\bmany)(?<!\bmuch)(?<!\bhow)(?<!\bwhat)(?<!\bin)(?<!\bper)(?<!\bfor)(?<!\bby)(?<!\bfrom)(?<!\bto)(?<!\bon)(?<!\bat)(?<!\bas)(?<!\beach)(?<!\btheir)(?<!\bmost)(?<!\bleast) (?!is |has |was |does |defaults |means |counts |needs |starts |tells |says |contains |includes |describes |takes |gets |consists |belongs )[a-z]{3,}s (?=(?:an?|one)\b(?! (?:number|text|list|array|string|integer|date|time|boolean|decimal|whole|positive|optional|required|unique|name|id|short|long|free|valid|flag|json)\b))|(?<=[a-z0-9_)]) (?:votes|bids|applies|signs|enrol+s|subscribes|asks|comments|donates|competes|pledges|volunteers) (?=(?:up )?(?:for|on|in|to|against|with) )|(?<=_) (?!is |has |was |defaults |means |counts )[a-z]+s (?=(?:it|them|the|an?|one)\b(?! (?:number|text|list|string|integer|date)))|\s-\s(?=[a-z]+s\b)|\b(?:,? ?and )?(?:[a-z]+s (?=[a-z][a-z_]* (?:by|to) (?:one|\d|null|true|false|zero|now|the|_))|returns?|returning|(?<!\ban )(?<!\bthe )answers?\b(?!\s*_{2}|:|,|$)|answering|responds?|gives? back|gets? back|creates?|creating|adds?|saves?|registers?|stores?|(?<!\ba )(?<!\bthe )records?|makes? (?:an?|the|it|them|these)\b|starts? (?:an?|the)|books?(?= (?:an?|the)\b)|replies)\b|"
    r",? (?:and |which |that )?(?:is|are|can be|will be|get|gets) (?:then )?(?:created|added|made(?! (?:up )?(?:of|from|in|by)\b)|stored|registered|saved|recorded|listed|kept|reached|identified|managed|available|found|handled)\b|,? (?:to|in order to) (?:create|add|make|register|save|store|record|book|place)\b|"
    r",? and (?:comes?|arrives?|gets?|are|is) (?:in|to us|put in|brought in)\b|"
    r",? (?!(?:when|where) (?:it|they|he|she|we|you) [a-z ]+_{3,})(?:(?:if|when)(?! (?:they|we|you|one|i|people) (?:like|want|wish|have|know)\b| (?:left|any|known|wanted|desired|available|applicable|missing|omitted|not|absent|none|empty|it is (?:missing|not)))|where|so that|because|but(?! (?:less|more|not|no|at (?:least|most)|smaller|larger|below|above|under|over|never|only|greater|fewer)\b)|while|whose|plus that|via|under(?! (?:-?\d|zero\b))|using) |,? and (?!(?:may|can|must) (?:also )?(?:contain|have|include|carry|hold) |(?:may|can|must|has to|have to|needs to|cannot) (?:not |never |only |always )?(?:start|begin|end) )(?:(?:has|have)(?! (?:[a-z]+ ){0,3}_{0,2}\d+(?: (?:to|and|-) \d+|-\d+)? (?:characters|chars|letters|digits|signs|words)\b)|can|is|are|may|must|belongs?|every|each|it|they|we|i|its \w+ (?:is|are))\b|(?<!\bto )(?<!\bfrom )(?<!\bbetween )(?<!\d and )(?<!\d-)(?<!\.\.)(?<!\d - )(?<!\bmost )(?<!\bleast )(?<!\bthan )(?<![^-][<>=] )(?<!\bmax )(?<!\bmin )\b(?:400|404|409|422|201|200|204)\b(?!\.\d| (?:characters|chars|letters|words|digits)\b)"
)


#: What a list of fields is called: `body: title`, `fields name and price`.
_LABEL = re.compile(
    r"(?i)^(?:the )?(?:json )?(?:request )?(?:body|payload|fields?|request)(?::\s*|\s+=\s*|\s+-\s+|\s+(?=[`\"'a-z])(?!(?:and|or|is|are|must|can|may|as|in|of|with|that|which)\b))"
    r"|^(?:(?:the|these|two|three|four|five|six|several|following|further|more|additional) )+(?:fields|members|properties|attributes|values|numbers|things)[:,]\s+|^(?:(?:the|two|three|four) )?counters[:,]\s+"
)
#: How many there are, a field with a name of its own tells.
_UNNAMED = re.compile(
    r"(?i)an? (?:fixed|limited|certain|given|finite) (?:number|amount|set) of\b|(?:any|some|all|one or more|at least one|an?)(?: (?:subset|combination|selection|number|part))? of (?:the|its|these|those)\b"
)


#: `a whole number that can be 0 but not negative`.
_NOT_NEGATIVE = re.compile(r"(?i),?(?: (?:that|which|and|it))? (?:can|may) (?:also )?be (?:0|zero),? but (?:not|never) (?:be )?negative\b")
#: `the dates starts_on and ends_on`.
_OF_KIND = re.compile(
    r"(?i)(?:\bthe |\btwo )*\b(?P<kind>date|number|integer|text|string|timestamp|time)s (?P<first>[`\"]?[a-z]+_[a-z_]+[`\"]?) and (?P<second>[`\"]?[a-z]+_[a-z_]+[`\"]?)"
)


#: `two players, white and black`: their names, and not what they are called together.
_TWO = re.compile(
    r"(?i)\b(?:two|2) (?!(?:dates?|numbers?|integers?|texts?|strings?|timestamps?|times|whole|positive|decimal)\b)[a-z]+s(?:,| -|:|,? (?:called|named)) (?:an? |the )?(?P<one>[`\"]?[a-z]\w*[`\"]?) and (?:an? |the )?(?P<other>[`\"]?[a-z]\w*[`\"]?)(?=,|\.|;| -|$| (?:who|which|that|and)\b)"
)
#: `a label nobody else's key has`.
_NOBODY_ELSE = re.compile(
    r"(?i)(?:,? (?:that|which))? (?:nobody|no one|none) else(?:'s [a-z]+)? (?:has|have|uses?|(?:can|may|must) (?:have|use))\b|(?:,? (?:that|which))? no other [a-z]+ (?:(?:can|may|must) (?:have|use)|has|have|uses?)\b"
)
#: `phone, email; phone and email are optional`: what is told of several, behind the list of all.
_OF_SEVERAL = re.compile(
    r"(?:[;,] (?:of which |where |and )?| \()(?:the )?(?P<names>[`\"]?[a-z]\w*[`\"]?(?:, (?:the )?[`\"]?[a-z]\w*[`\"]?)*,? and (?:the )?[`\"]?[a-z]\w*[`\"]?) (?:(?:are|being|is) )?(?:both |all )?(?P<what>optional|may be left out|can be left out)(?P<end>\)?)"
)


def _marked(text: str) -> str:
    """The text with `optional` at each of such names, where all of them stand before."""
    told = _OF_SEVERAL.search(text)
    names = re.findall(r"[a-z]\w*", re.sub(r"\b(?:and|the)\b", " ", told["names"])) if told else []
    before = text[: told.start()] if told else ""
    if told is None or not all(re.search(rf"\b{name}\b(?! \()", before) for name in names):
        return text
    for name in names:
        before = re.sub(rf"([`\"]?)\b{name}\b\1(?! \()", rf"\1{name}\1 (optional)", before, count=1)
    closed = told["end"] if text[told.start() :].startswith((";", ",")) else ""
    return f"{before}{closed}{text[told.end() :]}"


def field_list(text: str) -> list[Field]:
    """The fields that stand at the beginning of a text, up to where it speaks of something else. Empty when it begins with none."""
    text = bracketed(optionally(absent(_marked(_LABEL.sub("", text.rstrip(" :,").lstrip(" :,-{"))))))
    text = _NOBODY_ELSE.sub(" that no other one has", _TWO.sub(r"\g<one>, \g<other>", text))
    text = _OF_KIND.sub(lambda match: f"{match['first']} ({match['kind']}) and {match['second']} ({match['kind']})", text)
    text = text[:place] if (place := closing(text)) >= 0 else text
    text = _NOT_NEGATIVE.sub(" not negative", text)
    text = re.sub(
        r"(?i)(?<!, )(?<!^)\b(?:date|day)(s?) and times?\b", r"date-time\1", with_commas(of_both(apart(with_numbers(in_digits(text)))))
    )
    masked = mask(text)
    end = _END.search(masked)
    text = text[: end.start()] if end else text
    listed: list[Field] = []
    duty, of_all = "", None
    told_parts = parts(text)
    for part in told_parts:
        if re.fullmatch(r"(?i)optional(?:ly)?|if (?:known|wanted|given|you like)", part):
            duty = "optional"
            continue
        if modal := _MODAL.match(part):
            duty, part = "required" if modal["must"] or modal["needs"] else "optional", part[modal.end() :]
        told = listed and (
            (apposed(part, listed[-1].name) and not _of_other_kind(part, listed[-1]) and not _besides(part, text))
            or _of_all(part)
            or _ALWAYS.match(part)
        )
        leads_on = part == "to" and not {one.name for one in listed} & TIMES  # `…, all of them needed, to /rooms`
        one = None if told or leads_on or _UNNAMED.match(part) or _OF_ANOTHER.match(part) else _field(part, len(told_parts) > 1)
        if one is None:
            if re.match(r"(?i)[`\"]?(?:an? |the |its )?(?:unique |numeric |integer )?id\b", part):
                continue
            if listed and (told or _describes(part)):
                of_all = _OF_ALL.match(part) or (of_all if f" and {part}" in text else None)
                about(listed, part if not of_all or _OF_ALL.match(part) else f"{of_all[0]} {part}")
                continue
            break
        if duty and one.required is None:
            constrain(one, duty)
        listed.append(one)
        in_bracket(listed, part)
    plural_types(listed, text)
    return listed


#: `both required and not blank`: what goes on about both.
_OF_ALL = re.compile(r"(?i)(?:both|all)\b")


def _besides(part: str, text: str) -> bool:
    """Whether a word that also is a kind names what there is besides: `an author and a text of at most 280 characters`."""
    return bool(re.match(r"(?i)an? (?:[a-z\-]+ )?(?:text|date|flag|list)\b", part)) and f" and {part}" in text


def _of_other_kind(part: str, before: Field) -> bool:
    """Whether a part begins with a kind that the field before it, of which more is known, is not of: `stars (1 to 5) and a text that may be empty`."""
    kind = re.match(r"(?i)an? (?:[a-z\-]+ )?(text|string|date|boolean|flag)\b", part)
    trial = Field("it")
    constrain(trial, kind[1] if kind else "")
    return bool(trial.type and before.type and trial.type != before.type and (before.type in {"integer", "number", "boolean", "enum"}))


#: `… and may contain notes`: what follows is optional.
_MODAL = re.compile(
    r"(?i)(?:(?:it|they|one|you|we|clients?|the client|the body) )?(?:(?:(?P<may>may|can|might|could|optionally)|(?P<must>must|has to|have to|needs to|should|shall))(?: also| optionally| always)? (?:contain|have|include|carry|hold|give|send|add|bring|be given)s?"
    r"|(?:also |optionally )*(?:(?P<needs>requires?|needs?|expects?)|accepts?|allows?|permits?)(?: also| optionally)?) (?=[`\"\w])"
)


#: `…, and the claim's total is …`: another sentence.
_OF_ANOTHER = re.compile(
    r"(?i)(?:the|its|an?) (?:[a-z]+'s [`\"]?[a-z]\w*[`\"]? (?:is|becomes|equals|goes|starts|will|must|then|always)|[a-z_]+ ones? (?:can|may|becomes?|is|are|goes|go)|(?:status|state|stage|phase)(?: of (?:the|its|that) [a-z]+)? (?:follows|becomes|changes|moves|goes|is (?:set|then|now)))\b"
)


#: `always five digits`: a description, no name.
_ALWAYS = re.compile(r"(?i)(?:always|usually|only|just|exactly) (?:an?|one|two|three|\d+|[a-z]+ (?:digits|letters|characters))\b")


def _describes(part: str) -> bool:
    return bool(
        re.match(
            r"(?i)^(?:both|all|each|every|the (?:first|last|former|latter)|which|that|who|where|required|optional|unique|at least|at most|up to|not|never|non|positive|from|between|default\w*|no|in|one|zero\b|negatives?\b|greater|(?:more|less|larger|bigger|higher|smaller|lower|longer|shorter|fewer) than|(?:above|below|over|under) (?=-?\d|zero\b)|exactly|e\.g\.?|for example|such as|like|looks? like|>=?|<=?|\d|"
            r"(?:consisting|made up|composed|formed|comprising|followed|written|expressed|rounded|measured|given|counted|limited|taken|assumed|presumed|understood|treated|regarded) (?:only )?(?:of|by|with|in|as|from|to|at|on) |"
            r"(?:start|begin|count|com|go|rang)(?:s|es|n?ing) (?:as|at|with|out|off|in|from|for|to)\b|(?:is|are|can|may|must|will|cannot|has to|have to|needs? to) (?:not |never |also |only |always )?(?:be\b|(?:start|begin|end) (?:with|in)\b|set|given|filled|left)|(?:has|have|with) (?:[a-z]+ ){0,3}\d+(?: (?:to|and|-) \d+|-\d+)? (?:characters|chars|letters|digits|signs|words)\b)",
            part,
        )
    )


def _of_all(part: str) -> bool:
    """`both mandatory`, `all whole numbers`, `starts as "queued"`: a description, no name."""
    if re.match(
        r"(?i)either [\"'`]|(?:zero|one|\d+),? (?:or (?:more|less|fewer|above|up)|and (?:up|above)|upwards?|if missing|at (?:the )?(?:very )?(?:least|most)|allowed,? but|or anything)\b|(?:both|all)(?: (?:ends|days|dates|of them))? (?:included|inclusive|counted|combined|together)\b|(?:initially|at first|by default) (?:true|false|\d|[\"'`])|(?:exactly |always )?one of (?!(?:the|its|our)\b)|(?:max|min)(?:imum)?\.? \d|(?:starts?|begins?|counts?) (?:as|at|with|out|off|from) (?:[\"`']|\d|an? |zero)",
        part,
    ):
        return True
    if re.match(
        r"(?i)(?:(?:the|all|all the|both|both the|these) )?(?:numbers|figures|texts|strings|dates|values|integers) (?:are|being|must be|have to be|should be) ",
        part,
    ):
        return True
    if re.match(rf"{KINDS} (?!\()", part):
        return True
    said = re.match(r"(?i)(?:both|all|each)(?: of (?:them|which))? (?=\w)", part)
    return bool(said and "(" not in part and constrain(Field("it"), part[said.end() :]))


#: What is no field alone, and may be one of several: `an object, a borrower`, `question, answer (required)`.
_ONE_OF_SEVERAL = re.compile(
    r"(?i)(?:an?|the|its) (?:(?:required|optional) )?(?:object|entry|record|page|form|request|thing|answer|reply|response)(?: \(.*\))?\W*"
    r"|(?:(?:an?|the) )?(?:answer|reply|response)(?:\W*|,? \((?!(?:answers )?[1-5]\d\d\b).*\)\W*)|(?:object|entry|record) \((?!(?:answers )?[1-5]\d\d\b).*\)\W*"
)


def _field(part: str, among: bool = False) -> Field | None:
    """One field with what is said about it, `among` others or alone; None when this is none."""
    told, rest = _adjectives(named_by(part.strip()))
    rest = re.sub(r"(?i)^(?:an? |the )", "", rest)
    if moment := re.fullmatch(r"(from|to|until|at|by|on|who|what|whom|where|when|start|end)\s*(\(.*\)|:.*)?", rest):
        if moment[1] in {"what", "whom", "where"} and not (among or moment[2]):
            return None  # `which dish needs what`
        one = Field(moment[1])
        constrain(one, _unbracketed(moment[2] or ""))
        return one
    if (numbered := _NUMBERED.match(rest)) and told and guess(numbered["noun"].lower()) not in {"integer", "number"}:
        rest = f"{numbered['noun']}_number{rest[numbered.end() :]}"
    quoted = rest[:1] in "`\"'"
    name, after = _named(rest)
    if (
        not quoted
        and not (among and _ONE_OF_SEVERAL.fullmatch(part))
        and not re.search(r"_|[a-z][A-Z]", name)
        and name
        and not is_name(name, part[: part.find(rest)] if rest in part else told, after)
    ):
        return None
    name, told = _typed(name, told, after)
    name = re.sub(r"[\- ']+", "_", name.strip().replace("'s ", " "))
    if not name or not re.fullmatch(r"[A-Za-z_]\w*", name) or (_NOUNS.match(name) and not (among and _ONE_OF_SEVERAL.fullmatch(part))):
        return None
    one = Field(name if "_" in name or re.search(r"[a-z][A-Z]", name) else name.lower())
    one.required = True if rest[len(name) :].startswith("*") else None
    told = re.sub(r"(?i)\b(?:an?|the|its|their|one|some|own|also|fields?|new)\b", " ", told)
    if phrase := re.match(r" [a-z][^()]*\(([^()]*)\)", after):
        constrain(one, phrase[1])
    after = _said_of(after)
    constrain(one, f"{told} {_unbracketed(after)}".strip())
    return one


#: `a room number between 1 and 40`.
_NUMBERED = re.compile(r"(?i)(?P<noun>[a-z]+) number(?= (?:between|from|above|below|up to|of (?:at|up)|with|in)\b)")


def _typed(name: str, told: str, after: str) -> tuple[str, str]:
    """The name without a word that only says its type, and what is told of it with that: `flag done`, `number of seats`."""
    if counter := re.fullmatch(r"counter (\w+)", name):
        name, told = counter[1], f"{told} integer"
    if flag := re.fullmatch(r"flag (\w+)|(.+) flag", name):
        name, told = flag[1] or flag[2], f"{told} boolean"
    if counted := re.match(r"(?i)(?:number|amount|count|counter) of (?=(?:\w+s|people)$)", name):
        name, told = name[counted.end() :], f"{told} {'integer' if not re.search(r'(?i)decimal|fraction|point', after) else ''}"
    return name, told


def _said_of(after: str) -> str:
    """What stands behind a name, as far as it is said of the field."""
    if re.fullmatch(r" (?:of |= ?|set to )?\"[^\"]+\"\W*", after):
        return f" initially {after.strip(' .')} set by the server"  # `New talks have status "submitted"`.
    acts = re.match(r" [a-z]+s (?:(?:an?|the|it|them|one) \w|(?:it|them)\W*$)", after) and not re.match(
        r" (?:as|is|has|means|counts|holds) ", after
    )
    return "" if acts else after


def _adjectives(rest: str) -> tuple[str, str]:
    """What stands before a name, and the rest: `a unique `, `email`."""
    told = ""
    while match := _ADJECTIVE.match(rest):
        following = re.match(r"[\w\-]+", rest[match.end() :])
        typed = re.match(
            r"(?:string|text|integer|decimal|boolean)\s+(?!of\b)[`\"']?[a-z]", rest[match.end() :]
        )  # `a non-empty string body`
        stops = following and (following[0].lower() in (_STOPS | _INNER) - _HEADS or _COMPARED.match(rest, match.end()))
        if stops and not typed and match[0].strip().lower() not in _ARTICLES:
            break
        told += match[0]
        rest = rest[match.end() :]
    return told, rest


def _named(rest: str) -> tuple[str, str]:
    """A field's name, in quotes, in code or in words, and what follows it."""
    if bound := re.match(r"(?i)(max|min)(?:imum)? (?:number|amount|count) of (?=[a-z]+s\b(?! [a-z]+ed\b))", rest):
        rest = f"{bound[1].lower()}_{rest[bound.end() :]}"
    if spanned := re.match(r"number of (\w+) (between|until|since) (?!\d|(?:zero|one|two|three|five|ten)\b)(\w+)", rest):
        rest = f"{spanned[1]}_{spanned[2]}_{spanned[3]}{rest[spanned.end() :]}"
    if quoted := re.match(r"[`\"']([A-Za-z_][\w\- ]*)[`\"']\??\*?", rest):
        return quoted[1], rest[quoted.end() :]
    if mail := re.match(r"(?i)e-?mail(?:[ -]address)?\b(?! [a-z]+\b(?:\s*$| ?[,(]))", rest):
        return "email", rest[mail.end() :]
    if match := re.match(r"([a-z]\w*_\w+|[a-z]+[A-Z]\w*)\b\*?", rest):
        return match[1], rest[match.end() :]
    return _worded(rest)


def _unbracketed(text: str) -> str:
    return re.sub(r"^(?:-(?!\d)| )+", "", re.sub(r"[()]", " ", text).strip(" :,="))


#: `an amount greater than zero`, `seconds an integer`: the comparison and the kind are no part of the name.
_COMPARED = re.compile(
    r"(?i)(?:no (?=[a-z]+er than)|not (?=[a-z]+er than))?(?:greater|more|larger|bigger|higher|less|fewer|smaller|lower|longer|shorter|later|earlier|other) than\b|(?:above|below|up to|out of) (?:\d|zero\b|five\b|ten\b)"
    r"|an? (?:(?:positive|non-?negative|whole|decimal|non-?empty|short|valid|optional|required)[ -])*(?:integer|number|text|string|boolean|date|datetime|flag|list|decimal|email|url)\b"
)


def _goes_inside(low: str, name: list[str], after: str) -> bool:
    """Whether `of` or `per` goes on with a name: `the year of birth`, `price per night`."""
    headed = bool(name) and name[-1].lower() in _HEADS
    return (low == "of" and headed and not _QUANTITY.match(after)) or (low == "per" and bool(name))


def _worded(text: str) -> tuple[str, str]:
    """A name of plain words, and what follows it."""
    name: list[str] = []
    position = 0
    for match in re.finditer(r"\S+", text):
        raw = match[0]
        word = raw.rstrip(",:;*?.)")
        low = word.lower()
        leads = (
            not name
            and low in _LEADING
            and re.match(r"\s(?:time|date|day|price|point|place|year|weight|amount|balance)s?\b", text[match.end() :])
        )
        stopped = raw.startswith("(") or low.startswith(("(", '"')) or not _NAME.match(word) or low in (_STOPS if name else _STOPS - _HEADS)
        stopped = stopped or bool(name and _COMPARED.match(text, match.start()))
        dated = low in {"date", "time", "number"} and re.match(r" (?:that|which)\b", text[match.end() :])
        ending = name and low in _ENDINGS and (dated or re.match(r"\W*(?:$|\()| if\b| of (?:the|an?|its|their)\b", text[match.end() :]))
        verb = not name and re.match(r"[a-z]+s$", word) and re.match(r" ?\(", text[match.end() :])  # `answers (a list)` is a name.
        inner = name and name[-1].lower() in _INNER and low in _ARTICLES  # `the year of the queen`
        if inner or (stopped and not ending and not verb and not leads):
            break
        if low in _INNER and not _goes_inside(low, name, text[match.end() :]):
            break
        if (
            name
            and name[-1].lower() not in _INNER
            and re.match(
                r"[a-z]+s (?:(?:an?|the|it|them|one|him|her|somebody|someone|people|this|that|its|their) |(?:it|them)\W*$)",
                text[match.start() :],
            )
        ):
            break  # `bidder and amount places a bid`
        name.append(word)
        position = match.end()
        if raw != word or len(name) == 4:
            position = match.start() + len(word)
            break
    while name and name[-1].lower() in _INNER:
        name.pop()
    if len(name) > 3 and "of" not in name and "per" not in name:
        return "", text
    return " ".join(words.code_name(word) if not name else word for word in [" ".join(name).lower()]) if name else "", text[position:]
