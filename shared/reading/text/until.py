"""States that stand around the requests which lead to them: `A job is "open" until we call POST /jobs/{id}/collect, after which it is "collected"`."""

import re

from shared.reading.text.gathered import METHOD, PATH
from shared.writing import words

_STATE = r"\"[\w \-]+\""
_ROUTE = rf"`?(?:{METHOD}) `?{PATH}`?"
#: What tells no state that is reached, but when, or what is refused.
_APART = r"(?![^\"/\n]*\b(?:only|if|unless|not|never|can|may|cannot|status|state|stage|phase|while|otherwise|refused|4\d\d|saying|shows?|lists?|text|words?|button)\b|[^\"/\n]*\b(?:makes?|turns?|moves?|takes?|puts?|sets?|brings?|changes?|for|of|with) (?:an?|the) [a-z\-]+ [a-z]+ )"
#: `… until POST … makes it "collected"`, `… ; after POST … it is "collected"`: a request and the state behind it.
_LEADS = rf"(?P<between>{_APART}[^\".;/\n]{{0,60}}?(?:[,;.] )?[^\".;/\n]{{0,50}}?)(?P<route>{_ROUTE})(?P<effect>{_APART}(?:[^\".;/\n{{]|[.;] (?=(?:[Aa]fter|[Ff]rom|[Tt]hen|[Aa]fterwards))){{0,70}}?)(?P<state>{_STATE})"
_BEGINS = re.compile(
    rf"(?m)(?P<start>^|(?<=[.;:] ))(?P<who>(?:An?|Each|Every|All|The|New|an?|each|every|all|new) (?:new |fresh )?(?!(?:status|state|stage|phase)\b)[a-z]+|[A-Z][a-z]+s) (?:is|are|stays?|remains?|counts?|starts?|begins?|comes?)(?: always)?(?: (?:out|off|in|life))?(?: as)? (?P<first>{_STATE})(?={_LEADS})"
)
_MOVES = re.compile(_LEADS)

#: `A repair is waiting, started or finished, and begins as waiting`: what its status is, where the text speaks of that elsewhere.
_WORD = r"\"?(?!(?:required|optional|unique|missing|empty|unknown|either|not|no|an?|the)\b)[a-z][a-z_\-]+\"?"
_ONE_OF = re.compile(
    rf"(?m)(?P<start>^|(?<=[.;:] ))(?P<who>(?:An?|Each|Every|The|an?|each|every) (?P<noun>[a-z]+)) (?:is|can be|may be) (?:always )?(?:either )?(?P<list>{_WORD}(?:, {_WORD})*,? or {_WORD})"
    rf"(?:,? (?:and|but|which|-)? ?(?:(?:it|a new one) )?(?:always )?(?:begins?|starts?|is)(?: (?:out|off))?(?: (?:as|in|with))? (?P<first>{_WORD})(?: (?:at first|to (?:begin|start) with|initially))?)?(?:; (?P<next>[A-Za-z`])|(?=[.\n]|$))"
)

#: `… and a surface: clay, grass or hard`: the values of the last of several.
_CHOSEN = re.compile(
    r"(?P<name>(?:,|\band|, and) (?:an?|its|the|their) (?:[a-z]+ )?[a-z_]+)(?:: (?:either |one of )?|, either )(?P<list>[a-z][a-z_\-]*(?:, [a-z][a-z_\-]*)*,? or [a-z][a-z_\-]*)(?=[.;\n]|$|, and (?:an?|its|the|their) )"
)


def _one_of(match: re.Match[str]) -> str:
    """The sentence with the status as what it tells."""
    text = match.string
    named = re.search(r"\b(?:status|state|stage|phase)\b(?! codes?\b| ?[1-5]\d\d\b)", text)
    values = re.findall(r"[a-z][a-z_\-]+", re.sub(r",? or ", ", ", match["list"]))
    if (
        named is None
        or not re.search(rf"/{words.plural(match['noun'])}\b", text)
        or re.search(rf"\b{match['noun']} has an? {named[0]}\b", text)
    ):
        return match[0]
    listed = ", ".join(f'"{value}"' for value in values[:-1]) + f' or "{values[-1]}"'
    first = f', which is "{match["first"].strip(chr(34))}" at first' if match["first"] else ""
    goes_on = f". {match['next'].upper()}" if match["next"] else ""
    return f"{match['start']}{match['who']} has a {named[0]} ({listed}){first}{goes_on}"


def around_requests(text: str) -> str:
    """The text with the state in which such a record begins, and what each of its requests sets it to, as sentences of their own."""
    text = _CHOSEN.sub(r"\g<name> (\g<list>)", _ONE_OF.sub(_one_of, text))
    begins = _BEGINS.search(text)
    if begins is None:
        return text
    named = re.search(r"\b(?:status|state|stage|phase)\b(?! codes?\b| ?[1-5]\d\d\b)", text)
    name = named[0] if named else "status"
    has = "have" if re.match(r"[A-Z][a-z]+s$|(?i:all)\b", begins["who"]) else "has"
    told, end = f"{begins['start']}{begins['who']} {has} a {name}, which is {begins['first']} at first", begins.end()
    while move := _MOVES.match(text, end):
        told += f". {move['route']} sets the {name} to {move['state']}"
        end = move.end()
    return f"{text[: begins.start()]}{told}{around_requests(text[end:])}"


_NOT = r"(?:n't|'t| not| never)"
#: `earned_on, a date that isn't in the future`, `found_on (date, not in the future)`.
_DAY = re.compile(
    rf"(?P<name>\b(?!(?:an?|the|is|and)\b)[a-z]\w*)(?P<kind>(?:, | \(|: )(?:an? )?(?:valid )?(?:date|day|date and time)),? ?(?:(?:that|which|and|but) ?)?(?P<how>(?:(?:is|lies?|may|must|can|does|should){_NOT}? ?)?(?:not |never )?(?:be |lie )?)in the (?P<when>future|past)(?![^.;]*\b4\d\d\b)"
)
#: `found_on can't be in the future`, where nothing says with what that is answered.
_SENTENCE = re.compile(rf"(?P<said>[^.;\n]*\b(?:must|can|may|should){_NOT}? (?:only )?(?:be|lie) in the (?:future|past))(?=[.;\n]|$)")


def as_of_today(text: str, invalid: int) -> str:
    """The text with what a day may not be, as seen from today, as a sentence of its own with its status."""
    while day := _DAY.search(text):
        end = re.search(r"\.(?=\s|$)|\n|$", text[day.end() :])
        stop = day.end() + (end.start() if end else 0)
        denied = re.search(r"'t\b|\b(?:not|never)\b", day["how"]) is not None
        rule = f". {day['name']} must {'not ' if denied else ''}be in the {day['when']} ({invalid})"
        text = f"{text[: day.start()]}{day['name']}{day['kind']}{text[day.end() : stop]}{rule}{text[stop:]}"
    return _SENTENCE.sub(rf"\g<said> ({invalid})", text)
