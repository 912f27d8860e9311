"""The page that a text without paths wishes for: `a page shows them newest first`, `with a web page and a form to add one`."""

import re
from collections.abc import Iterator, Sequence

from shared.reading.text.lexicon import wordset
from shared.reading.text.outline import Route, Statement
from shared.writing import words

_SHOWN = re.compile(
    r"(?i)\b(?:web|html|home|start|front|landing) ?page\b|\bhtml\b[^.;]*\b(?:page|overview|site|list)\b|\b(?:page|overview|site|list)\b[^.;]*\bhtml\b"
    r"|(?:^|[;,] |\band |\bwith )(?:a|one|the) (?:[a-z]+ )?page (?:that |which |to )?(?:shows?|lists?|displays?|with|showing|listing|see)\b|\b(?:shows?|lists?|see|displays?)\b[^.;]* (?:on|in) (?:a|one) (?:[a-z]+ )?page\b"
)
#: What speaks of a page in other ways, and does not tell what it shows.
_SPOKEN = re.compile(
    r"(?i)\b(?:a|the|one|this|single|simple|small) page\b(?! of\b|,? (?:that|which)? ?(?:has|have) (?:an?|the) (?:title|slug|body|url|name)\b)|\bweb ?site\b|\bweb (?:interface|ui|frontend)\b|\bin (?:the|a|my) browser\b"
)
_FORM = re.compile(r"(?i)\b(?:a|an|the|one|input|html|simple|small) form\b")
#: `a page where I can add notes and see all of them`.
_WHERE = re.compile(r"(?i)\bpage (?:where|on which|that lets)\b[^.;]*\b(?:can|me|us|people|users)\b")
_ENTERED = re.compile(r"(?i)\bpage (?:where|on which|that lets)\b[^.;]*\b(?:add|enter|create|post|write|leave)\b")
_SAYS = re.compile(r"(?i)\b(?:shows?|lists?|displays?|showing|listing|displaying|see)\b|\bwith (?:all|my|the|a list|every)\b")
_NOTHING = wordset("pages forms things lists words details results names values tables buttons")
_OF_PAGE = re.compile(
    r"(?i)\b(?:page|website|web site|site|form|list|table)\b (?:(?:that|which|where|to|for|with|of|i|we|can|shows?|lists?|see|displays?|add|adding|enter|manage) )*(?:(?:all|my|our|the|new) )*(?P<many>[a-z]+s)\b"
)


def homepage(statements: Sequence[Statement], plurals: Sequence[str]) -> Iterator[Route]:
    """The page at `/`, with all that the sentences tell of it."""
    own = any(plural.endswith("pages") for plural in plurals)
    told = [one for one in statements if _SHOWN.search(one.text) or (not own and (_SPOKEN.search(one.text) or _FORM.search(one.text)))]
    if not told or not plurals:
        return
    first = next((one for one in told if _SHOWN.search(one.text) and _SAYS.search(one.text) and not _WHERE.search(one.text)), None)
    text = _as_html(first.text) if first is not None else _plainest(told, plurals)
    form = any(_FORM.search(one.text) or _ENTERED.search(one.text) for one in told)
    if form and not _FORM.search(text):
        text = f"{text}, and a form to add one"
    more = [one.text for one in told if one is not first and not _WHERE.search(one.text) and (first is not None or _SAYS.search(one.text))]
    yield Route("GET", "/", [], "", text, first or told[0], more)


def _as_html(text: str) -> str:
    return text if re.search(r"(?i)\bhtml\b", text) else re.sub(r"(?i)\b(?:web )?page\b", "HTML page", text, count=1)


def _plainest(told: Sequence[Statement], plurals: Sequence[str]) -> str:
    """What a page shows of which nothing is told: all records of the kind that the sentences name."""
    said = " ".join(one.text for one in told)
    several = [plural.rpartition("/")[2].replace("-", " ") for plural in plurals]
    named = [plural for plural in several if re.search(rf"(?i)\b(?:{plural}|{words.singular(plural)})\b", said)]
    return f"HTML page that shows all {(named or several)[0]}"


def of_page(statements: Sequence[Statement]) -> list[str]:
    """The records of which a text only says that a page shows them, or that a form adds them: `a page that lists all my DVDs`."""
    for one in statements:
        match = _OF_PAGE.search(one.text)
        if match and match["many"].lower() not in _NOTHING and words.singular(match["many"].lower()) != match["many"].lower():
            return [match["many"].lower()]
    return []
