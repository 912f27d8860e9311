"""Sums in words, put as `the sum of …`: `the fees of all its visits added up`, `multiply sets by repetitions for each of its exercises and add up the results`."""

import re

from shared.writing import words

_NAME = r"[`\"]?[a-z]\w*[`\"]?"
_THE = r"(?:(?:the|its|their|all|each|every) )*"
_TIMES = r"(?:times|multiplied by|\*|\u00d7|x)"
_PRODUCT = rf"{_THE}{_NAME} {_TIMES} {_THE}{_NAME}"
_ADDED = r"(?:(?:is |are )?(?:then )?(?:added|summed|totall?ed|counted)(?: up)?(?: together)?|(?:is |are )?taken together)"
_UP = r"(?:(?:is |are )?(?:then )?(?:added up|summed(?: up)?|totall?ed(?: up)?|added(?: up)? together|taken together))"
#: What is added up, or what one has from multiplying.
_RESULTS = r"(?:the |these |those |all |of |its |their )*(?:results?|products?|amounts?|numbers?|values?|figures?|it|them|everything|that)"
#: Over which records: `all its exercises`, `the goods of the declaration`.
_OVER = r"(?:(?:each|every|all)(?: (?:one )?of)? )?(?:(?:the|its|their|all) )*[a-z]+(?: of (?:the|its|an?|each) [a-z]+)?"
_REWRITES = (
    # `multiply sets by repetitions for each of its exercises and add up the results`
    (
        rf"(?P<lead>^|[ ,(])(?:(?:you |we |it |one )?(?:must |should |has to |have to |need to )?)multipl(?:y|ies|ying) (?P<one>{_THE}{_NAME}) (?:by|with) (?P<other>{_THE}{_NAME})(?: for (?P<over>{_OVER}))?,? (?:and |then |and then )?(?:add|sum|total|adds|sums|adding|summing)(?: up)? {_RESULTS}(?: up| together)?(?: (?:over|of|for) (?P<of>{_OVER}))?",
        "product",
    ),
    # `for which quantity is multiplied by unit_value and the results are added up`
    (
        rf"(?P<lead>,? )(?:for (?:which|that|it|this) |where |here )(?P<one>{_THE}{_NAME}) (?:is|are|gets?) multiplied (?:by|with) (?P<other>{_THE}{_NAME})(?: for (?P<over>{_OVER}))?,? and (?:then )?{_RESULTS} {_UP}(?: over (?P<of>{_OVER}))?",
        "which product",
    ),
    # `for which quantity and unit_price of every line are multiplied and summed up`
    (
        rf"(?P<lead>,? )(?:for (?:which|that|it|this) |where |here )(?P<one>{_THE}{_NAME}) and (?P<other>{_THE}{_NAME})(?: (?:of|for|in) (?P<over>{_OVER}))? (?:are|get) multiplied(?: by each other| with each other)?,? and (?:then )?(?:{_RESULTS} )?(?:are )?{_UP}(?: over (?P<of>{_OVER}))?",
        "which product",
    ),
    # `quantity times unit_value summed over the goods`
    (rf"(?P<lead>^|[ ,(:=])(?<!sum of )(?<!total of )(?P<what>{_PRODUCT}),? {_UP},? (?:over|for|across) (?P<over>{_OVER})", "sum"),
    # `the sum, over all exercises of the plan, of sets times repetitions`
    (rf"(?P<lead>)\bthe (?:sum|total),? (?:taken )?(?:over|across|for) (?P<over>{_OVER}),? of (?P<what>{_PRODUCT}|{_THE}{_NAME})", "sum"),
    # `the fees of all its visits added up`, `all fees of its visits summed up`
    (
        rf"(?P<lead>^|[ ,(:=])(?<!sum of )(?<!total of )(?P<what>(?:the|all|all the|its|their) {_NAME}(?: {_NAME})? of (?:all )?(?:the |its |their |these |those |all )*[a-z]+(?: (?:that|which) (?:is|are) (?!added|summed)[a-z_]+)?),? {_UP}(?=[.,;:)]|$| and\b)",
        "sum",
    ),
    # `what you get if you add up the fees of its visits`, `it adds up the fees of its visits`
    (
        rf"(?P<lead>[ ,(:=])(?:what (?:you|one|we) gets? (?:if|when|by) (?:(?:you|one|we) )?)(?:adds?|adding|sums?|summing)(?: up)? (?P<what>{_THE}{_NAME}(?: {_NAME})?(?: of (?:all )?(?:the |its |their )*[a-z]+)?)(?: up)?(?=[.,;:)]|$| and\b)",
        "sum",
    ),
    # `the total of the plan prices over all subscriptions that are active`
    (
        rf"(?P<lead>)\bthe (?:total|sum) of (?P<what>{_THE}{_NAME}(?: {_NAME})?) (?:over|across) (?=(?:all|the|its|each|every) )(?P<over>{_OVER})",
        "of",
    ),
)
#: What is left, and what was spent.
_LEFT = re.compile(
    r"(?i)\b(?:(?:what|how much|whatever) (?:still )?(?:remains|is (?:still |then )?(?:left|remaining|left over|available)) (?:of|from|in)|the (?:rest|remainder|remaining part|unspent part) of) (?=(?:the|its|their|his|her) [a-z]+)"
    r"|\b(?:what|how much) (?P<whose>the|its|their|his|her) (?P<of>[a-z]+) (?:still )?has (?:left(?: over)?|over|remaining)(?= \(| as |[,;.)]|$)"
)
_SPENT = re.compile(
    r"(?i)\bthe (?:money|amount|sum)(?: of money)? (?:(?:that|which|was|has|been|is|already) )*(?P<done>spent|paid|raised|collected|given|earned|used)(?: so far| already| until now| in all| in total)?(?= \(| as )"
)
#: `of all subscriptions that are active`: of all active ones, where something is added up or counted.
_THAT_ARE = re.compile(
    r"(?i)(?P<lead>\b(?:sum|total|number|count|average|mean|highest|lowest) of [^.;,()]{0,60}?\b(?:of|over) (?:all )?(?:the |its |their )?)(?P<many>[a-z]+s) (?:that|which|who) are (?:currently |still |now )?(?P<state>(?!not\b|in\b|at\b|on\b|of\b)[a-z_]+)(?=[.,;:)]|$| and\b)"
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), how) for pattern, how in _REWRITES)
#: `raised adds up the donations`, `the donations are summed up in raised`, `donor_count says how many different donors there are`.
_LEAD = r"(?P<lead>(?m:^)|(?<=[.;:,] )|(?<=\band )|(?<=\bwhere ))"
_MEMBER = r"[`\"]?(?P<name>(?!(?:it|this|that|they|one|which|total|all|the|each|every|page|list|service|answer|response)\b)[a-z]\w*)[`\"]?"
_WORDED = (
    re.compile(rf"{_LEAD}(?P<what>(?:the|all|all the|its|their) [^.;,()]{{3,60}}?) (?:is|are) (?:(?P<sum>summed up|summed|added up|totall?ed(?: up)?)|counted) (?:in|as|under|into) (?:the (?:field|member|number) )?{_MEMBER}(?=[.,;]|$| and\b)"),
    re.compile(rf"{_LEAD}{_MEMBER} (?:must |should |shall )?(?P<sum>adds? up|sums? up) (?P<what>(?:the|all|its|their) [^.;,()]+)"),
    re.compile(rf"{_LEAD}{_MEMBER} (?:must |should |shall )?(?:says?|tells?|gives?|shows?|is|counts?) how many (?P<what>[a-z]+(?: [a-z]+)?) there (?P<sum>(?!))?(?:are|is)(?=[.,;]|$| and\b)"),
)  # fmt: skip
#: `comes with paid_total; the amounts of its paid claims are summed up in it`.
_IN_IT = re.compile(
    r"(?P<name>\b[a-z]+(?:_[a-z]+)*)[;,] (?:and |where |in which )?(?P<what>(?:the|all|all the|its) [^.;,()]{3,60}?) (?:is|are) (?:(?P<sum>summed up|summed|added up|totall?ed(?: up)?)|counted)(?: (?:in it|there))(?=[.,;]|$| and\b)"
)
#: `once raised has got to the goal or beyond, reached is true`.
_TRUE_ONCE = re.compile(
    r"(?P<lead>(?m:^)|(?<=[.;:,] )|(?<=\band ))(?P<when>[Ii]f|[Oo]nce|[Ww]hen|[Aa]s soon as|[Ww]hile|[Aa]s long as) (?P<is>[^.;,/\n]+), (?P<name>[`\"]?[a-z]\w*[`\"]?) (?:is|becomes|must be|shall be) (?P<what>true|false)(?=[.;,]|$)"
)
_GOT_TO = re.compile(
    r"\b(?:has|have) (?:got|come|gone|risen|climbed|grown) to (?P<to>(?:the|its|their) [a-z]+) or (?:beyond|more|above|higher|over)\b"
)
#: `exercise_count and total_repetitions. For the latter, …`, `; the latter is …`.
_LATTER = re.compile(
    rf"(?P<before>(?P<former>{_NAME})(?: \([^()]*\))?,? and (?:(?:its|the|an?) )?(?P<latter>{_NAME})(?P<rest>(?: \([^()]*\))?[^.;]{{0,40}}?)[.;] )(?:(?P<for>[Ff]or the (?P<which>latter|former|second|first|last)(?: one)?,? )|[Tt]h(?:e|is|at) (?P<what>latter|former|second|last)(?: one)? (?=is\b|equals\b|must\b|has\b|means\b))"
)


def summed(text: str) -> str:
    """The text with such sums, and `the latter` by its name."""
    text = _IN_IT.sub(lambda match: f"{match['name']}, the {'sum' if match['sum'] else 'number'} of {match['what']}", text)
    for worded in _WORDED:
        text = worded.sub(_member, text)
    text = _TRUE_ONCE.sub(_true_once, _GOT_TO.sub(r"is at least \g<to>", text))
    text = _SPENT.sub(r"how much was \g<done>", _LEFT.sub(_left, _LATTER.sub(_named, text)))
    for pattern, how in _COMPILED:
        text = pattern.sub(_PUT[how], text)
    return _THAT_ARE.sub(r"\g<lead>\g<state> \g<many>", text)


def _left(match: re.Match[str]) -> str:
    return f"how much is left of {match['whose']} {match['of']}" if match["of"] else "how much is left of "


def _named(match: re.Match[str]) -> str:
    name = match["former"] if (match["which"] or match["what"]) in {"former", "first"} else match["latter"]
    return f"{match['before']}{name} is " if match["for"] else f"{match['before']}{name} "


def _member(match: re.Match[str]) -> str:
    return f"{match['lead']}{match['name']} is the {'sum' if match['sum'] else 'number'} of {match['what']}"


def _true_once(match: re.Match[str]) -> str:
    return f"{match['lead']}{match['name']} is {match['what']} {match['when'].lower()} {match['is']}"


def _product(match: re.Match[str]) -> str:
    over = match["over"] or match["of"]
    return f"{match['lead']}the sum of {match['one']} times {match['other']}{f' over {_all(over)}' if over else ''}"


def _which(match: re.Match[str]) -> str:
    return f", which is {_product(match).lstrip(', ')}"


def _sum(match: re.Match[str]) -> str:
    over = match.groupdict().get("over")
    return f"{match['lead']}the sum of {match['what']}{f' over {_all(over)}' if over else ''}"


def _of(match: re.Match[str]) -> str:
    return f"the sum of {match['what']} of {_all(match['over'])}"


def _all(over: str) -> str:
    """`each of its exercises`, `every line`: all of them."""
    over = re.sub(r"^(?:each|every)(?: one)? of ", "all ", over)
    single = re.fullmatch(r"(?:each|every) ([a-z]+)", over)
    return f"all {words.plural(single[1])}" if single else over


_PUT = {"product": _product, "which product": _which, "sum": _sum, "of": _of}
