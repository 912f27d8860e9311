"""Formal English, put as others would say it: `should the number already be taken`, `a code, being a text of 3 letters`."""

import re

_SUBJECT = r"(?P<subject>(?:(?:the|an?|any|no|this|that|its|such an?) )[a-z_][a-z_\- ]{0,40}?|it|they|one|someone|somebody|anyone|anybody)"
_SHOULD = re.compile(
    rf"(?:\bShould|(?<=[,;:] )should|(?<=\d )should) {_SUBJECT} (?P<when>(?:already|not|ever|still|no longer) )?(?P<verb>be|have|exist|lack|carry|contain|exceed|refer|belong|fall|lie|come|turn out)\b"
)
_BEING = re.compile(r"(?<=[\w\"`)]), being (?=(?:an?|one of|either|the|at|between|no (?:less|more|fewer))\b)")


def put_plainly(text: str) -> str:
    """The text without such turns."""
    return _BEING.sub(", which is ", _SHOULD.sub(_if, text))


def _if(match: re.Match[str]) -> str:
    """`Should the number already be taken`: `If the number is already taken`."""
    verb = {"be": "is", "have": "has", "carry": "carries"}.get(
        match["verb"], match["verb"].replace("turn", "turns", 1) if match["verb"] == "turn out" else f"{match['verb']}s"
    )
    lead = "If" if match[0].startswith("S") else "if"
    when = match["when"] or ""
    negated = when.strip() == "not" and match["verb"] not in {"be", "have"}
    told = f"does not {match['verb']}" if negated else f"{verb} {when}".strip() if match["verb"] in {"be", "have"} else f"{when}{verb}"
    return f"{lead} {match['subject']} {told}"
