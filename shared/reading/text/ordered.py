"""Orders of lists in few wordings: `the one with the latest date must come first`, `sorted by when they start`, `the sort order is by name`."""

import re

_SUP = (
    r"(?:most recent(?:ly [a-z]+)?|(?:most|least|fewest) [a-z_]+|newest|oldest|latest|earliest|soonest|highest|lowest|largest|smallest|biggest|longest|shortest|cheapest|dearest|"
    r"best|worst|nearest|closest|youngest|heaviest|lightest|easiest|hardest|fastest|slowest|most expensive|least expensive)"
)
_COME = r"(?:(?:always |must |should |shall |has to |have to |is to |are to |needs to |will |being |is |are |be |that |which )*(?:comes?|coming|stands?|goes|go|appears?|listed|shown|placed|put|sits?|is|are|being|be))"
_FIRST = r"(?:first(?: in (?:the )?(?:items|list|array|result|answer|response)(?= |[.,;]|$))?|on top|at the (?:very )?(?:top|beginning|start|front|head)(?: of the (?:list|page))?|in front|up front)"
#: `the one with the latest date must come first`, `with the newest date at the top`.
_COMES = re.compile(
    rf"\b(?:(?:[Tt]he )?ones?|[Tt]he (?!ones?\b)[a-z]+|[Ww]hoever|those|that) (?:with|of|that has|that have|having|which has|has|have) (?:the )?(?P<sup>{_SUP})(?P<noun> (?!come|stand|go|is|are|must|should)[a-z_]+)? {_COME}? ?{_FIRST}(?=[.,;:)\n]|$| and\b)"
)
_AT_TOP = re.compile(
    rf"(?P<lead>, (?:where|so that|in which|with|having) )?(?P<the>\bthe )?\b(?P<sup>{_SUP})(?P<noun>(?: (?!come|stand|go|is\b|are\b|must|should|shall)[a-z_]+){{0,2}}?) (?:{_COME} )?{_FIRST}(?=[.,;:)\n]|$| and\b)"
)
#: `those found most recently are at the top`, `what was added last comes first`.
_LATELY = re.compile(
    rf"\b(?:those|the ones|the [a-z]+s?|what|whatever|ones?)(?: that| which)?(?: was| were| has been| have been| is| are)? (?P<done>[a-z]+(?:ed|en|nd|de|ld)) (?:most recently|last|latest) (?:{_COME} )?{_FIRST}(?=[.,;:)\n]|$| and\b)"
)
#: `sorted by when they start`, `sorted by when they were written, oldest first`.
_BY_WHEN = re.compile(
    r"\b(?P<sorted>sorted|ordered|sort|order|listed|arranged) by (?:when|the (?:time|date|moment|day|order) (?:when|at which|on which|in which|that)) (?:they|it|these|the [a-z]+) (?:(?P<was>was|were|are|is|have been|has been|got) )?(?P<verb>[a-z]+)\b(?P<old>,? (?:the )?oldest first| from (?:the )?(?:oldest|first) to (?:the )?(?:newest|latest|last))?"
)
#: `the sort order is by name`, `the list is in order of name`, `order: by name`.
_ORDER_IS = re.compile(
    r"(?P<lead>^|[;:,.] |\()(?:and )?(?:the |their |its )?(?:sort(?:ing)? order|sort|order|sorting|ordering)(?: of (?:the list|them|these|the [a-z]+))?(?: is|:|=| must be| shall be| should be| goes) (?=by |after |alphabetical|ascending|descending|from |(?:the )?(?:newest|oldest|most|least|highest|lowest))"
)
_ENDS = {
    "easy": "easiest", "hard": "hardest", "difficult": "hardest", "short": "shortest", "long": "longest", "cheap": "cheapest", "expensive": "dearest", "dear": "dearest",
    "light": "lightest", "heavy": "heaviest", "young": "youngest", "slow": "slowest", "fast": "fastest", "quick": "fastest", "early": "earliest", "late": "latest",
    "near": "nearest", "far": "furthest", "good": "best", "bad": "worst", "best": "best", "worst": "worst", "cold": "coldest", "hot": "hottest", "warm": "warmest",
}  # fmt: skip
#: `ordered from easy to hard`.
_FROM_TO = re.compile(rf"\bfrom (?P<one>{'|'.join(_ENDS)}) to (?P<other>{'|'.join(_ENDS)})\b")
#: `sorted from oldest to newest`, `sorted by date from newest to oldest`.
_SUP_TO = re.compile(
    rf"(?P<by>(?<=[a-z_`\"]) (?=from))?(?:\b(?:sorted|ordered|listed|arranged) )?\bfrom (?:the )?(?P<sup>{_SUP}) to (?:the )?{_SUP}\b(?! [a-z_]+ (?:first|on top))"
)
#: `sorted in the order in which they were made`.
_IN_ORDER = re.compile(r"\b(?:sorted|ordered|listed|arranged) in(?= (?:the (?:same )?order|ascending|descending|reverse|alphabetical)\b)")
#: `When a hive's inspections are listed, the one with the latest date must come first`.
_WHEN_LISTED = re.compile(
    r"(?m)(?P<start>^|(?<=[.;:] ))(?:When(?:ever)?|If|Where|In) (?:(?:the |an? |all )?(?P<what>[a-z' ]{2,40}?) (?P<is>is|are) (?:listed|shown|displayed|returned)|(?:the |an? )?list of (?:the |all )?(?P<of>[a-z' ]{2,40}?)), (?P<rest>[^.;]*\bfirst\b)"
)
#: `List of inspections of a hive: sorted by date, descending`.
_LIST_OF = re.compile(
    r"(?m)(?P<start>^\W*|(?<=[.;] ))(?:The |A |An )?[Ll]ist of (?:the |all )?(?P<what>[a-z]+(?: of (?:an?|the|one|each) [a-z]+)?)(?:: | - | -> |, )(?=(?:sorted|ordered|by|newest|oldest|latest|the newest|most|highest|lowest|alphabetical)\b)"
)

#: `players who have the same points get the same rank`: they share one.
_SHARE = re.compile(
    r"\b(?P<many>[A-Za-z]+s) (?:(?:who|that|which) (?:have|got|reached|scored) |having |with )(?:exactly )?(?:the same|equal|equally many|as many)(?: (?:number|amount) of)? (?P<what>[a-z_]+) (?:all |both |then |must |should |shall |will )*(?:get|have|receive|are given|are put on|are on|share|stand on|take) (?:the same|one|an equal|an identical) (?P<rank>rank|place|position)\b"
)
#: `newer ones come before older ones`.
_BEFORE = re.compile(
    r"\b(?:the )?(?P<one>newer|older|higher|lower|larger|smaller|cheaper|longer|shorter) (?:ones?|[a-z]+s) (?:(?:must|should|shall) )?(?:comes?|goes?|go|stands?|are (?:shown|listed)) before (?:the )?(?:newer|older|higher|lower|larger|smaller|dearer|more expensive|longer|shorter)(?: ones?| [a-z]+s)?(?=[.;,\n]|$)"
)
_EST = {"lower": "lowest", "higher": "highest"}
#: `…. The pinned ones are at the top`, `…. The most votes first`: the order goes on with the list before it.
_GOES_ON = re.compile(
    rf"(?P<list>/[\w{{}}\-]*`? (?:lists|returns|shows|gives)[^.;\n]*)\. (?:The (?P<first>{_SUP}(?: [a-z_]+)? first)|The (?P<ones>[a-z]+ ones) (?:{_COME} )?{_FIRST})(?=[.;,\n]|$| and\b)"
)
#: `nominees who have the same number of votes are ordered by name`.
_SAME_NUMBER = re.compile(
    r",? (?:and )?(?P<who>(?:those|the ones|[a-z]+s)) (?:(?:who|that|which) have|with|having) the same (?:number|amount) of (?P<what>[a-z_]+) (?:are|get|come|must be|should be|shall be) (?:then )?(?:ordered|sorted|listed) by (?=[a-z])"
)
#: `the brightest first - careful, brightest means the smallest magnitude!`: which end is meant.
_MEANS = re.compile(
    r"(?i)(?:\bthe )?\b(?P<word>[a-z]+est|best|worst)(?: [a-z]+s?| ones?)? first(?:[,;:(!]| -)*(?: ?(?:careful|mind|note|where|and|but|that|is|the|a)[,:]?)* ?(?:the )?(?P=word)(?: one| ones)? (?:means?|is|are|being|=)(?: (?:the one|those|the ones))?(?: with| of| having)? (?:the |a )?(?P<what>(?:small|low|high|larg|great|few|short|long|big)est [a-z_]+|(?:most|least|fewest) [a-z_]+)[!)]*(?P<on> -(?= and\b))?(?=[ ,.;]|$)"
    r"|(?:\bthe )?\b(?:[a-z]+est|best|worst)(?: [a-z]+s?)? \((?:that is|i\.e\.|meaning|means|=),? ?(?:with )?(?:the )?(?P<that>(?:small|low|high|larg|great|few|short|long|big)est [a-z_]+)\) first\b"
)


def ordered(text: str) -> str:
    """The text with orders as `sorted by …` and `… first`."""
    text = _SHARE.sub(r"\g<many> with equal \g<what> share a \g<rank>", text)
    text = _LATELY.sub(r"the most recently \g<done> first", text)
    text = _BY_WHEN.sub(_when, _ORDER_IS.sub(_sorted, text))
    text = _COMES.sub(lambda match: f"{'The' if match[0][0].isupper() else 'the'} {match['sup']}{match['noun'] or ''} first", text)
    text = _AT_TOP.sub(
        lambda match: f"{', ' if match['lead'] else ''}{'' if match['lead'] else match['the'] or ''}{match['sup']}{match['noun']} first",
        text,
    )
    text = _SUP_TO.sub(lambda match: f"{', ' if match['by'] else ''}{match['sup']} first", _IN_ORDER.sub("in", text))
    text = _MEANS.sub(lambda match: f"the {match['what'] or match['that']} first{',' if match['on'] else ''}", text)
    text = _FROM_TO.sub(lambda match: f"{_ENDS[match['one']]} first", text)
    text = _BEFORE.sub(lambda match: f"the {_EST.get(match['one'], match['one'].removesuffix('r') + 'st')} first", text)
    text = _GOES_ON.sub(lambda match: f"{match['list']}, {match['first'] or match['ones'] + ' first'}", text)
    text = _SAME_NUMBER.sub(r"; \g<who> with equally many \g<what> are sorted by ", text)
    text = _LIST_OF.sub(r"\g<start>The \g<what> are listed, ", text)
    return _WHEN_LISTED.sub(_listed, text)


def _sorted(match: re.Match[str]) -> str:
    return f"{match['lead']}{'they are ' if match['lead'] in {'', '; ', '. '} else ''}sorted "


def _when(match: re.Match[str]) -> str:
    """By a time that has a name, or by the order in which it happened."""
    if match["was"]:
        return f"in the order in which they were {match['verb']}"
    return f"{match['sorted']} by {match['verb']}{match['old'] or ''}"


def _listed(match: re.Match[str]) -> str:
    what = match["what"] or match["of"]
    return f"{match['start']}The {what} are listed, {match['rest']}"
