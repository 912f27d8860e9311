"""Fields that a phrase tells instead of a name: `whether it is broken`, `how many seats it has`, `a list of 2 to 5 options`, `a rating (call it elo)`."""

import re

from shared.reading.refusals.cases import PERSONS
from shared.reading.text.lexicon import wordset
from shared.writing import words
from shared.writing.types import WORD_TYPE, guess

_IT = r"(?:it|he|she|they|we|one|this|that|you|people|somebody|someone|(?:the|an?|its|this|that|each) [\w\-]+)"
_BE = r"(?:is|are|was|were|has been|have been|had been|gets?|got|'s)"
_COUNT = r"(?:(?:at least|at most|up to|exactly|min\.?|max\.?|minimum|maximum|no more than|between|from|of) )*(?:\d+|two|three|four|five|six|ten)(?: ?(?:to|-|and|\.\.) ?(?:\d+|two|three|four|five|six|ten))?"

_WHETHER = re.compile(
    rf"(?i)whether(?: or not)? (?:(?P<it>{_IT}) )?(?:{_BE} |(?:can|may) be |(?:has|have) (?:an? |the |its own )?)?(?:already |still |currently |also |now )?(?P<name>[\w\-]+(?: (?!already\b|yet\b|before\b|now\b)[\w\-]+)?)(?: or not| already| yet| before| now)*\s*(?P<rest>\(.*\))?"
)
_NOW = r"(?:already|yet|before|now|currently|at the moment|anymore|any more|or not)"
_WHO = r"(?:it|they|he|she|i|we|you|one|people|somebody|someone|(?:the|an?|its|this|that|my|our) [a-z]+|[a-z]+)"
#: `whether I have played it already`, `whether we still own it`: what was done with it.
_DONE = re.compile(
    rf"(?i)whether(?: or not)? {_WHO} (?:have |has |had |'ve |did |do |does )?(?:already |ever |still |yet |also |currently |really )*(?P<verb>[a-z]+) (?:it|them|this|that)(?: {_NOW})*\s*(?P<rest>\(.*\))?"
)
#: `whether dogs are allowed`, `whether smoking is permitted inside`.
_STATE_OF = re.compile(
    r"(?i)whether(?: or not)? (?P<what>(?!(?:it|he|she|they|we|one|this|that|you|people|the|an?|its|each|or)\b)[a-z]+) (?:is|are|was|were) (?:already |still |currently |also |now )*(?P<state>[a-z]+ed|[a-z]+en|available|possible|free|welcome|included|ok|left)\b(?: [a-z]+)?\s*(?P<rest>\(.*\))?"
)
#: `whether it swarmed this year`.
_DID = re.compile(rf"(?i)whether(?: or not)? {_WHO} (?:has |have |had )?(?P<verb>[a-z]+ed)(?: [^()]*)?\s*(?P<rest>\(.*\))?")
#: `whether it needs a battery`, `whether the owner pays`.
_DOES = re.compile(
    rf"(?i)whether(?: or not)? {_WHO} (?:already |still |currently |also )?(?P<verb>[a-z]+[^\Ws]s|do|does|can|could) (?P<what>(?:an? |the |any |some |its )?[a-z]+(?: [a-z]+)?)?(?: {_NOW})*\s*(?P<rest>\(.*\))?"
)
#: What only says that a yes or a no follows: `a flag telling whether`, `an indication of whether`, `a tick box for whether`.
_FLAG_OF = re.compile(
    r"(?i)(?:an? |the )?(?:(?:yes/no|yes-or-no|true/false|boolean) )?(?:flag|boolean|bool|indication|information|info|note|mark|marker|check ?box|tick ?box|tick|switch|field|value|yes or no|yes/no)(?: (?:for|of|about|on|as to|that|which|telling|saying|showing|indicating|stating|says|tells|shows|indicates|states|to (?:say|tell|show|mark|indicate)))* (?:whether|if(?! (?:wanted|known|any|given|needed|desired|available|applicable|present|there)\b)) "
)
#: `a lit flag telling whether it is lit at night`.
_FLAGGED = re.compile(
    r"(?i)(?:an? |the )?(?P<name>[a-z]+) (?:flag|boolean|check ?box|switch)(?: (?:for|that|which|telling|saying|showing|indicating|stating|says|tells|shows|indicates|states|to (?:say|tell|show|mark)))* whether [^()]*\s*(?P<rest>\(.*\))?"
)
_HOW_MANY = re.compile(
    r"(?i)(?:the (?:number|count) of |how many |the amount of )(?P<name>[a-z][\w\-]*s|people)(?: of (?:it|them|those))? (?!per\b|of\b|between\b|until\b|since\b|each\b)(?P<clause>[a-z][^(),]*?)?\s*(?P<rest>\(.*\)|, .*)?"
)
_LISTED = re.compile(
    rf"(?i)(?:an? |the |its )?(?:optional )?(?:(?:list|array|set)s? of )(?P<count>(?:at least one|one or more|several|some|its|the|{_COUNT}) )?(?P<name>[a-z_][\w\-]*[^\Ws]s|[a-z_][\w\-]* [a-z][\w\-]*s|[a-z_][\w\-]*)(?P<rest>\W.*)?"
)
_COUNTED = re.compile(rf"(?i)(?P<count>{_COUNT}|at least one|one or more) (?P<name>[a-z_]\w*s)\b(?P<rest>\s*\(.*\)|\W.*)?")
_OF_TEXTS = re.compile(r"(?i)\s*\((?:(?:short|non-?empty|different|distinct|unique) )*(?:texts|strings)\b")
#: `between two and four dishes`, in which no field ends.
_BETWEEN = re.compile(r"(?i)\bbetween (\d+|[a-z]{3,5}) and (?=(?:\d+|two|three|four|five|six|ten) [a-z]+s\b \()")
_GENERIC = re.compile(
    r"(?i)(?:different |distinct |short )?(?:strings?|texts?|words|numbers?|integers?|objects?|ids|dates|names|whole|at|up|all|them|these|those)\b"
)
#: `(call it elo, …)`, `, called elo`, `(field elo)`: the name that counts.
_CALLED = re.compile(
    r"(?i)\s*(?:\((?:please )?|,? )(?:(?:we |i )?(?:call|name)(?:ed)? (?:it|them|the field)|(?:(?:we |i )(?:call|name)|call|called|named) (?:that|this)|(?:in )?(?:the )?(?:field|property|attribute|(?:key|member)(?= is\b| called\b| named\b| ?[`\"']))(?: is)?(?: called| named)?|called|named|(?<=\()as(?= [`\"]))"
    r":? [`\"']?(?P<name>[a-z]\w*)[`\"']?(?P<rest>[^)]*)(?P<close>\))?"
)
#: `a catalogue number (catalogue_no, text)`: the name in code counts.
_CODED = re.compile(
    r"(?P<phrase>[A-Za-z][\w\- ]*?) \((?:`(?P<ticked>\w+)`|(?P<code>[a-z]+(?:_[a-z]+)+|[a-z]+(?:[A-Z][a-z]+)+))(?: ?[,;:] ?(?P<rest>[^()]*))?\)(?P<more>.*)"
)
#: `the customer's name (customer)`, `the firing temperature in degrees (temperature, an integer)`: a word of the phrase stands for it.
_OWN_WORD = re.compile(
    r"(?:(?:the|an?|its|their) )?(?P<phrase>[A-Za-z][\w\-']*(?: [\w\-']+)+) \((?P<name>[a-z]+)(?:[,;:] ?(?P<rest>[^()]*))?\)(?P<more>.*)"
)
#: What says only of which kind a value is: `the text to show`, `a whole number that …`.
_NO_NOUN = r"(?! (?!(?:that|which|to|of|with|in|by|for|from|between|at|or|and|greater|less|more|above|below|not|up|if|when|on|as|we|you|they|it)\b)[a-z_])"
_APPOSED = re.compile(
    r"(?i)(?:an? |the |some )(?:(?:positive|short|long|free|optional|whole|decimal|non-?negative|valid) )*(?:(?:whole number|integer|counter|text|string|boolean|flag)s? (?:to|that|which|of (?=up to|at |max|\d|exactly|precisely)|we|you|they|it|in|with(?:out)?|consisting|made|having|containing|by|for|from|between|greater|more|less|larger|smaller|above|below|>=|<=|>|<|at)\b|"
    rf"(?:number|date|list) (?:that|which|between|from|(?:greater|more|less|larger|smaller|higher|lower|above|below|later|earlier)|>=|<=|>|<|of (?=up to|at |max|\d)))|(?:an? )?(?:whole number|integer)\b{_NO_NOUN}|an? (?:(?:positive|non-?negative|negative|decimal|valid|non-?empty|short|long) )+(?:whole number|integer|number|decimal|string|text|amount)s?\b{_NO_NOUN}"
)
#: `where it hangs (shelf)`: the name stands in brackets.
_ASKED = re.compile(
    r"(?i)(?!(?:where|when|who|what|whom) ?\()(?:the (?:time|date|day|place|moment) (?:(?:at|on|in) which |when |where )?(?=(?:it|they|he|she|one)\b)|where|when|who|what|which(?! (?:is|are|must|can|may|has|have|starts?|begins?|defaults?)\b)|how (?:long|much|often|far|old|big|many)|by whom)\b[^()]*\((?P<name>[a-z]\w*)(?P<rest>[^()]*)\)(?P<more>.*)"
)
_UNITS = r"(?:seconds?|minutes?|hours?|days|weeks?|months?|years|(?:centi|milli|kilo)?met(?:re|er)s?|cm|mm|km|kg|grams?|kilos?|lit(?:re|er)s?|euros?|cents?|dollars?|pounds?|percent|degrees?|pieces|inclusive|included|approximately|roughly|say|if|as|at|up|not|never|always|from|between|usually|whole|positive|unique|optional|required|mandatory|true|false|yes|no|none|any|all|both|each|one|max|min|maximum|minimum|no|an?|the|in|on|per|or|and|like|e|i|see|also|only|can|may|must|is|are|has)\b"
#: `room for a number of people (places, at least 1)`, `the person who took it (taster)`: a phrase that is no name, before the name.
_PHRASED = re.compile(
    rf"(?i)(?:(?:the|an?|its|their|some) )?[a-z][a-z\-']*(?: [a-z\-']+)*? (?:(?<=room )for|(?<=space )for|it|they|he|she|we|you|who|whom|that|which|where|somebody|someone|people)\b[^()]*\((?!{_UNITS})(?P<name>[a-z]\w*)(?P<rest>(?:[,;:] ?[^()]*)?)\)(?P<more>.*)"
)
#: `on which day`, `at what time they come`: what is asked for.
_WHICH = re.compile(
    r"(?i)(?:(?:on|at|in|for|by|from|to|with|of) )?(?:which|what) (?P<name>(?!(?:it|they|is|are|the|he|she|we|you|one|ones)\b)[a-z]+)(?: (?:it|they|he|she|we|you|somebody|someone) [a-z]+(?: [a-z]+)?)?(?P<rest>\s*\(.*\))?"
)
#: `when it is (date)`: what stands in the bracket is no kind, for nothing else is a name.
_WHEN_IT_IS = re.compile(r"(?i)when (?:it|they|this|that) (?:is|are|was|takes place|happens) \(")
#: `when it was last fed`: the predicate is the name.
_WHEN = re.compile(
    r"(?i)when (?:it|he|she|they|we) (?:was|were|is|are|has been|have been|had) (?P<name>(?:last |first |next )?[a-z]+)(?: it| them)?\s*(?P<rest>\(.*\))?"
)


#: `the goods sold there`: what is done with it is no part of the name.
_USED = re.compile(
    r"(?i)^(?P<noun>(?:(?:the|an?|its|all) )?[a-z]+) (?:[a-z]+ed|[a-z]+[kvtw]en|sold|kept|held|made|told|built|bought|sent|left|found|lent|taught|grown|shown|seen) "
    r"(?:there|here|(?:in|on|at|by|with|for|from) (?:it|there|him|her|them))(?P<rest>\s*(?:\(.*\))?)$"
)
#: `says whether it is lit`.
_SAYS = re.compile(r"(?i)^(?:says|tells|states|shows|notes|knows|records) (?=whether |how many )")


#: `the date it was given_on`, `the day on which it is due_on`: the name in code, at the end.
_TOLD_LAST = re.compile(
    r"(?i)(?:the|an?) (?P<kind>date|day|time|year|number|amount|text|name|place|person)(?: (?:on|at|in|by|to) (?:which|whom)| when| where| that| who)? (?:(?:it|they|he|she|we|you|one|somebody|someone|people) )?(?:[a-z]+ ){0,2}(?P<name>[a-z]+(?:_[a-z]+)+)(?P<rest>\W.*)?"
)
#: `the date it was found (YYYY-MM-DD)`: how a value is written, and no name.
_FORM = re.compile(r"(?i)\((?:as |like |written |in the form(?:at)? |form(?:at)?:? )*(?:(?P<date>y{4}-mm-dd)|hh:mm)\)")


def named_by(part: str) -> str:
    """The part with its phrase as a name and what is known of it: `options (list, 2 to 5)`."""
    part = _FORM.sub(lambda match: "(a date)" if match["date"] else "(a time of day)", part)
    part = re.sub(r"(?i)\b(i|we|you|they)'ve ", r"\1 have ", part)
    part = re.sub(
        r"(?i)\b(it|he|she|that|they|we)'(s|re) ",
        lambda match: f"{match[1]} {'is' if match[2] == 's' else 'are'} ",
        re.sub(r"(?i)\b(it|he|she)'s been\b", r"\1 has been", part),
    )
    if in_code := _in_code(part):
        return in_code
    part = _USED.sub(r"\g<noun>\g<rest>", _renamed(part))
    if (own := _OWN_WORD.fullmatch(part)) and own["name"] in own["phrase"].lower().replace("'s", "").split():
        return f"{own['name']} ({own['rest'] or ''}){own['more']}".replace(" ()", "")
    asked = _ASKED.fullmatch(part) or _phrased(part)
    of_kind = asked and asked["name"].lower() in WORD_TYPE and not _WHEN_IT_IS.match(part)
    if asked and not of_kind and asked["name"].lower() not in _NO_NAME:
        kind = "integer, " if re.match(r"(?i)how many\b|(?:the|a) (?:number|count) of\b", part) else ""
        return f"`{asked['name']}` ({kind}{asked['rest'].strip(' ,;:')}) {asked['more']}".replace("()", "").strip()
    if when := _WHEN.fullmatch(part):
        return f"{words.code_name(when['name'])} (date, {_rest(when)})".replace(", )", ")")
    if (flagged := _FLAGGED.fullmatch(part)) and flagged["name"].lower() not in {"a", "the", "boolean", "yes", "no"}:
        return _yes_or_no(flagged["name"].lower(), flagged)
    part = _FLAG_OF.sub("whether ", _SAYS.sub("", part))
    for pattern, told in (
        (_DONE, _whether_done),
        (_STATE_OF, _whether_state),
        (_WHETHER, _whether),
        (_DID, _whether_done),
        (_DOES, _whether_does),
        (_HOW_MANY, _many),
        (_LISTED, _list),
        (_COUNTED, _list),
        (_WHICH, lambda match: f"{match['name'].lower()}{match['rest'] or ''}"),
    ):
        match = pattern.fullmatch(part)
        if match and not (pattern is _COUNTED and guess(match["name"]) != "list" and not _OF_TEXTS.match(match["rest"] or "")):
            return told(match)
    return part


def _in_code(part: str) -> str:
    """A phrase whose name is told in code, in a bracket or at its end: that name; empty where it has none."""
    if coded := _CODED.fullmatch(part):
        name = coded["ticked"] or coded["code"]
        kind = "" if name.endswith("_id") else _kind(coded["phrase"])
        return f"{name} ({kind}{coded['rest'] or ''}) {coded['more']}".replace("()", "")
    last = _TOLD_LAST.fullmatch(part)
    if last is None or " " not in part[: last.start("name")].strip():
        return ""
    return f"{last['name']} ({_kind(last['kind'])}{(last['rest'] or '').strip(' ()')})".replace(", )", ")").replace(" ()", "")


def _phrased(part: str) -> re.Match[str] | None:
    """Such a phrase, unless its bracket lists values: `the flour it is made of (wheat, rye or spelt)`."""
    match = _PHRASED.fullmatch(part)
    return None if match and re.search(r" or |/|\|", f"{match['name']}{match['rest'].split(';')[0]}".partition(" if ")[0]) else match


#: `the lowest and highest temperature (min_temp and max_temp, numbers)`: two names for one phrase.
_PAIR = re.compile(
    r"(?:the |an? |its )?(?P<low>[a-z]+) and (?:the |an? |its )?(?P<high>[a-z]+)(?: (?!and\b)[a-z]+){1,7}? "
    r"\(`?(?P<one>[a-z]+(?:_[a-z]+)+)`? and `?(?P<two>[a-z]+(?:_[a-z]+)+)`?(?P<kind>[,:][^();]*)?(?P<rest>;[^()]*)?\)"
)


def _paired(match: re.Match[str]) -> str:
    """Each of two names with what is said of both."""
    kind = re.sub(r"(?i)\b(?:both|each|all|are)\b|(?<=[a-z])s\b", "", match["kind"] or "").strip(" ,:")
    rest = re.sub(
        rf"\bthe ({match['low']}|{match['high']})\b", lambda one: match["one" if one[1] == match["low"] else "two"], match["rest"] or ""
    )
    return f"{match['one']} ({kind}) and {match['two']} ({kind}{rest})".replace("()", "").replace(" (;", " (")


def with_names(text: str) -> str:
    """The text with the names that count for the words that they are given to: `a catalogue number (catalogue_no) … the catalogue number`."""
    text = _PAIR.sub(_paired, text)
    for match in _NAMED_PHRASE.finditer(text):
        called = _CALLED.match(match["bracket"]) or _CODED.fullmatch(f"x {match['bracket']}")
        name = called["name"] if called and called.re is _CALLED else (called["ticked"] or called["code"]) if called else ""
        phrase = match["phrase"].lower()
        if name and name.lower() not in _NO_NAME and phrase not in {name.lower(), "field", "key"} and not _is_of(phrase, name.lower()):
            text = re.sub(rf"(?i)(?<![\w/{{\"`]){re.escape(phrase)}(?![\w}}\"`]|\s*\()", name, text)
    for match in _ARE_CALLED.finditer(text):
        for name in re.findall(r"[a-z_]+", re.sub(r"\band\b", " ", match["names"])):
            text = re.sub(
                rf"(?i)\b(an?|the|its|their|and|,) {re.escape(name.replace('_', ' '))} (?:name|text|value)\b(?! of\b)", rf"\1 {name}", text
            )
    return text


#: `a donor name and an amount … The fields are called donor and amount`.
_ARE_CALLED = re.compile(
    r"(?i)\b(?:fields|members|properties)\b[^.;:,]{0,40}? (?:are|shall be|should be|must be) (?:called|named):? (?P<names>[a-z_]+(?:, [a-z_]+)*,? and [a-z_]+)"
)


def _is_of(phrase: str, name: str) -> bool:
    """Whether a name is the reference to what a phrase names: `a club (club_id)`."""
    return name.endswith("_id") and f" {phrase}".endswith(f" {name.removesuffix('_id')}")


_NAMED_PHRASE = re.compile(
    r"(?i)\b(?:an?|the|its|their|and|with|optional) (?P<phrase>[a-z]+(?:[ \-][a-z]+){0,3}?) ?(?P<bracket>\([^()]*\))"
)


def apposed(part: str, before: str) -> bool:
    """Whether a part of a list only says what the field before it is: `a name, the text to show, …`, `copies, the number of printed copies`."""
    said = part.partition("(")[0]
    if _FLAG_OF.match(part):
        return False
    listed = _LISTED.fullmatch(part)
    if listed and listed["rest"] and _GENERIC.match(listed["name"]):
        return True
    if listed and not _GENERIC.match(listed["name"]) and words.singular(listed["name"]) != words.singular(before.replace("_", " ")):
        return False
    inner = "|".join([before.replace("_", " "), *(word for word in before.split("_") if "_" in before and word not in _NO_NAME)])
    again = re.match(r"(?i)the .*\b(?:number|amount|name|count|list|day|date|time)s? ", said) and re.search(rf"(?i)\b(?:{inner})\b", said)
    other_end = before.startswith(("min_", "max_")) and re.match(r"(?i)the (?:max|min)", said)
    return not re.search(r"_|[`\"]", said) and not other_end and bool(again or _APPOSED.match(part))


#: `their name as reviewer`.
_AS = re.compile(
    r"(?i)(?:their|his|her|your|my|whose|(?:(?:the|an?) )?[a-z]+'s|(?:them|him|her|your|one)sel(?:f|ves)(?= as)) ?[a-z ]*? ?as (?:the )?[`\"]?(?P<name>[a-z]\w*)[`\"]?(?P<rest>\s*\(.*\))?"
)


#: `the name of the reviewer`.
_NAME_OF = re.compile(r"(?i)(?:the |an? )?(?:full )?name of (?:the|a|its|their) (?P<who>[a-z]+)(?P<rest>\s*\(.*\))?")


def _renamed(part: str) -> str:
    if (of := _NAME_OF.fullmatch(part)) and PERSONS.fullmatch(of["who"]):
        return f"{of['who']}{of['rest'] or ''}"
    if (own := _AS.fullmatch(part)) and own["name"].lower() not in WORD_TYPE:
        return f"{own['name']}{own['rest'] or ''}"
    match = _CALLED.search(part)
    if match is None or match.start() == 0 or match["name"].lower() in _NO_NAME:
        return part
    rest = match["rest"].strip(" ,;:-")
    return f"{match['name']} ({_kind(part[: match.start()])}{rest}) {part[match.end() :]}".replace("()", "").strip()


def _kind(phrase: str) -> str:
    """What a phrase that is no name says of the value: `how many`, `a list of`, `whether`."""
    low = phrase.lower()
    for start, kind in (("whether", "boolean, "), ("how many", "integer, "), ("the number of", "integer, ")):
        if low.startswith(start):
            return kind
    head = re.match(r"(?i)(?:an? |the |its )?([a-z]+)(?: (?:where|when|of|in|at|on|that|which|who|it|we)\b|$)", phrase)
    known = _OF_KIND.get(guess(head[1].lower())) if head else None
    if known and "(" not in phrase:
        return f"{known}, "
    kind = f"{known}, " if known else ""
    notes = " ".join(re.findall(r"\(([^()]*)\)", phrase))
    bare = re.sub(r"\([^()]*\)", " ", phrase)
    told = re.search(r"(?i)\b(?:optional(?:ly)?|unique|required|(?:list|array) of|in (?:whole )?\w+|whole|integer|date)\b.*", bare)
    return kind + ", ".join(one for one in (notes, told[0] if told else "") if one) + (", " if notes or told else "")


#: What the noun of a phrase says of the value that has another name: `the place where it was found (found_at)`.
_OF_KIND = {"string": "text", "date": "date", "integer": "integer"}
_NO_NAME = wordset("is has must and or the a an it in of as can may text number date list field fields")


def _rest(match: re.Match[str]) -> str:
    return (match["rest"] or "").strip().removeprefix("(").removesuffix(")").strip(" ,")


def _whether(match: re.Match[str]) -> str:
    """`whether it is broken` is about `broken`, `whether breakfast is included` about `breakfast_included`."""
    subject = re.sub(r"(?i)^(?:the|an?|its|this|that|each) ", "", match["it"] or "")
    own = match["it"] and " " in match["it"] and not re.match(r"(?i)(?:this|that|the|each|an?) ", match["it"])
    return _yes_or_no(f"{subject} {match['name']}" if own else match["name"], match)


def _yes_or_no(name: str, match: re.Match[str]) -> str:
    return f"{words.code_name(name)} (boolean, {_rest(match)})".replace(", )", ")")


def _whether_done(match: re.Match[str]) -> str:
    """`whether I have played it` is about `played`, `whether we own it` about `owned`."""
    verb = match["verb"].lower()
    said = re.search(r"(?i)\b(?:have|has|had) ", match[0]) or verb.endswith(("ed", "en"))
    return _yes_or_no(verb if said else words.participle(words.stem(verb)), match)


def _whether_state(match: re.Match[str]) -> str:
    """`whether dogs are allowed` is about `dogs_allowed`."""
    return _yes_or_no(f"{match['what']} {match['state']}", match)


def _whether_does(match: re.Match[str]) -> str:
    """`whether it needs a battery` is about `needs_battery`."""
    what = re.sub(r"(?i)^(?:an?|the|any|some|its) ", "", match["what"] or "")
    return _yes_or_no(f"{match['verb']} {what}".strip(), match)


def _many(match: re.Match[str]) -> str:
    name = words.code_name(match["name"])
    return f"{name} (integer, {_rest(match)})".replace(", )", ")")


def _list(match: re.Match[str]) -> str:
    count = re.sub(r"(?i)at least one|one or more", "at least 1", (match["count"] or "").strip())
    count = "" if re.fullmatch(r"(?i)several|some|its|the", count) else count
    name = match["name"]
    if match.re is _LISTED and _GENERIC.match(name):
        return match[0]
    rest = (match["rest"] or "").strip()
    optional = "optional, " if re.match(r"(?i)(?:an? |the |its )?optional\b", match[0]) else ""
    return f"{name} ({optional}list{', ' if count else ''}{count}) {rest}".strip()


#: Words that no name has, wherever they stand in it.
_FUNCTION = wordset(
    "a an the this that these those it its he she they them their his her we us our you your i me my who whom whose which what when where why how "
    "is are was were be been being am has have had does did can could may might must shall should will would and or nor but if unless "
    "because so than as by with without into onto from to at about against between among under above not no never nothing nobody none "
    "there here then else instead again away back together also only just even still already yet too very otherwise besides anyway ever both all any every "
    "itself themselves himself herself fewer less more least most whoever anyone anybody everyone everybody nobody someone somebody "
    "always sometimes often usually thus hence therefore moreover"
)
_PARTICIPLE = re.compile(
    r"(?i)(?!.*(?:eed|bed|shed|sled|ring|king|wing|thing)$)[a-z]{3,}(?:ed|ing)$|(?:shown|given|known|kept|sent|seen|taken|written|made|held|left|built|drawn|chosen|found|put)$"
)
_GOES_ON = re.compile(
    r"(?i)\s*(?:an?|the|it|them|with|without|by|in|into|as|to|at|on|for|after|when|if|that|which|back|from (?!-?\d)|of)\b"
)


#: What a status may have, besides a value.
_OF_STATUS = frozenset({"code", "text", "message", "note", "reason", "comment", "date", "name", "id", "label", "time", "history"})


def is_name(name: str, before: str, after: str) -> bool:
    """Whether plain words can be the name of a field, by their kinds and by what stands before and after them: `answered with 201` is none."""
    said = name.lower().replace("_", " ").split()
    if said in (["away"], ["back"]) and re.match(r"\s*(?:$|\()", after):
        return True  # `home, away and the score`, `front and back`: a side.
    if len(said) == 2 and said[0] == "status" and said[1] not in _OF_STATUS:
        return False  # `with status draft`: a field and its value.
    if any(word in _FUNCTION for word in said) or (len(said) == 1 and said[0].endswith("ly") and said[0] not in _LY):
        return False
    if (
        said[-1] in _VALUES
        or (len(said) > 1 and said[0] in _KINDS_OF_PAGE)
        or said[0] in _NEVER_FIRST
        or (len(said) == 1 and said[0] in _NO_NAME_ALONE and not after.startswith(" (integer"))
    ):
        return False
    if said[0] in _AMOUNTS or (said[0] in _NUMBERS and (len(said) == 1 or said[-1].endswith("s"))):
        return False  # `it has fewer than two reviews`: how many there are.
    articled = re.search(r"(?i)\b(?:an?|the|its|their|his|her)\s*$", before)
    if not articled and said[-1].endswith("s") and re.match(r"(?i) (?:those|these|them|it)\b(?! (?:is|are|has|have|can|must)\b)", after):
        return False  # `changes those fields`: it is a verb.
    headed = len(said) > 1 and said[-1] in _NOUN_HEADS  # `running time in minutes`
    return bool(articled or headed or not _PARTICIPLE.match(said[0]) or not _GOES_ON.match(after))


#: What no name begins with: `with bad goals` and `having a certain status` say which ones, `get status "in"` what happens.
_NEVER_FIRST = wordset(
    "different bad wrong invalid incorrect malformed faulty unknown missing certain particular further respective corresponding gets receives look looks"
)
#: `both needed`, `afterwards`, `response 201`: what is said of others.
_NO_NAME_ALONE = wordset(
    "valid needed compulsory obligatory necessary mandatory afterwards beforehand later whether response responses reply answer likewise respectively api apis json webpage filters filtering sorting integer integers string strings boolean booleans html"
)
#: `has patient null`: a value, behind its name.
_VALUES = wordset("null true false")
#: `a JSON API and one HTML page`.
_KINDS_OF_PAGE = wordset("html json rest http")
_NOUN_HEADS = wordset("time date day price amount weight size length distance temperature year place point speed")
_AMOUNTS = wordset("fewer less more enough several many few")
_NUMBERS = wordset("two three four five six seven eight nine ten")
_LY = wordset("family supply reply assembly monopoly belly jelly lily rally tally ally bully")


#: `sets and reps (positive integers)`: the bracket is about both.
_OF_BOTH = re.compile(
    rf"\b([a-z]\w*) and (?:an? |the |its )?([a-z]\w*(?: in [a-z]+)?) (\((?!(?:{_COUNT} (?:(?:different|distinct|unique) )?(?:texts|strings)|both|all|the (?:first|last|former|latter))\b|[^()]*\b(?:list|array)s?\b)[^()]*\b(?:integers|numbers|strings|texts|dates|booleans|names)\b[^()]*\))"
)


def of_both(text: str) -> str:
    """The text with such a bracket behind each of the two."""
    return _OF_BOTH.sub(r"\1 \3 and \2 \3", _BETWEEN.sub(r"\1 to ", text))
