"""Formal English, put as others would say it: `should the number already be taken`, `a code, being a text of 3 letters`."""

import re

_SUBJECT = r"(?P<subject>(?:(?:the|an?|any|no|this|that|its|such an?) )[a-z_][a-z_\- ]{0,40}?|it|they|one|someone|somebody|anyone|anybody)"
_SHOULD = re.compile(
    rf"(?:\bShould|(?<=[,;:] )should|(?<=\d )should) {_SUBJECT} (?P<when>(?:already|not|ever|still|no longer) )?(?P<verb>be|have|exist|lack|carry|contain|exceed|refer|belong|fall|lie|come|turn out)\b"
)
_KIND = r"(?:optional |required |positive |non-negative |unique |non-empty |valid |whole |short |plain )*(?:integer|numbers?|string|text|date|decimal|boolean|list|array|flag|time|amount|enum|one of)\b"
#: `{"name", "max_members"}, with max_members an integer from 2 to 50`, `, quantity being a positive integer`: what a name before is.
_WITH = re.compile(
    rf",? (?:(?:and )?(?:with|where) (?P<name>[`\"]?[a-z]\w*[`\"]?) (?:being )?|(?<=[}}\w`\"], )(?P<alone>[`\"]?[a-z]\w*[`\"]?) being )(?=(?:an? |the )?{_KIND})"
)
#: `and both names unique`.
_BOTH = re.compile(
    r"(?<=\band )(?P<who>(?:both|all)(?: of)?(?: the)? [a-z]+s) (?=(?:unique|required|optional|integers|numbers|strings|non-empty)\b)"
)
_BEING = re.compile(r"(?<=[\w\"`)]), being (?=(?:an?|one of|either|the|at|between|no (?:less|more|fewer))\b)")


def put_plainly(text: str) -> str:
    """The text without such turns."""
    text = _BOTH.sub(r"\g<who> are ", _WITH.sub(_is, text))
    return _BEING.sub(", which is ", _SHOULD.sub(_if, text))


def _is(match: re.Match[str]) -> str:
    """The statement, where its name was told before."""
    name = match["name"] or match["alone"]
    sentence = re.split(r"[.;]\s", match.string[: match.start()])[-1]
    return f"; {name} is " if re.search(rf"\b{name.strip('`' + chr(34))}\b", sentence) else match[0]


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
