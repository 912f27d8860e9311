"""What a known operation answers: the members that a route shows or names, each with its code."""

import re
from typing import Any

from shared.reading.routes.routing import answer_shape
from shared.reading.text.outline import Route, mask
from shared.reading.text.shapes import Placeholder, shapes
from shared.reading.tools.inputs import Given
from shared.reading.tools.roles import Operation
from shared.writing import words

_ANSWERS = re.compile(r"(?i)\b(?:returns?|returning|responds?(?: with)?|answers?(?: with)?|gives?|giving|get back|containing|with)\b|->")
_COUNTED = re.compile(
    r"(?i)\b(?P<first>\d+|two|three|four|five|six|seven|eight|nine|ten) (?:most|top)|\b(?:top|first) (?P<then>\d+|two|three|four|five|six|ten)\b"
)
_BARE = re.compile(r"(?i)\bpunctuation\b|\bletters only\b|\bignor\w+ [^.]*[,;!?]")
_ROUNDED = re.compile(r"(?i)\bround(?:s|ed|ing)?\b[^.;]{0,20}\bto (?P<digits>\d+|one|two|three|four) (?:decimals?|digits|places)")


def answered(route: Route, operation: Operation, inputs: Given) -> dict[str, str]:
    """Member -> code; empty when one is shown that the operation does not know."""
    outputs = {name: code for options, code in operation.outputs.items() for name in options.split("|")}
    main = next(iter(operation.outputs.values()))
    shown = answer_shape(route)
    spoken = _spoken(route, operation)
    echoes = {outside: role.name for role, outside in inputs.values() if outside}
    known = outputs.keys() | echoes.keys()
    if not shown or (len(spoken) > 1 and not {name for name, _ in shown} <= known):
        found = spoken or {_called(route): main}
    else:
        unknown = [name for name, _ in shown if name not in known and words.code_name(name) not in known]
        if len(unknown) > 1 or (unknown and any(name in outputs for name, _ in shown)):
            return {}
        found = {name: _code(name, len(shown) == 1, outputs, echoes) or main for name, _ in shown}
    return {name: _meant(_rounded(code, dict(shown).get(name), route.words), route.words) for name, code in found.items()}


def _code(name: str, single: bool, outputs: dict[str, str], echoes: dict[str, str]) -> str:
    """What is sent comes back under its name, unless it is all that comes back."""
    return echoes[name] if name in echoes and not single else outputs.get(name) or outputs.get(words.code_name(name), "")


def _spoken(route: Route, operation: Operation) -> dict[str, str]:
    """The outputs that words name behind the verb, with their code; what brackets explain is no name."""
    said = mask(route.text)
    verb = _ANSWERS.search(said)
    said = said[verb.end() :] if verb else said
    found: dict[str, str] = {}
    for options, code in operation.outputs.items():
        name = next((one for one in options.split("|") if len(one) > 1 and re.search(rf"(?i)\b{one.replace('_', '[ _]')}\b", said)), "")
        found |= {name: code} if name else {}
    return found


def _called(route: Route) -> str:
    """`as "shouted"`, or else `result`."""
    named = re.search(r"(?i)\b(?:as|in|under|called|named) (?:an? |the )?(?:key |field |member )?[`'\"](\w+)[`'\"]", route.text)
    return named[1] if named else "result"


def _meant(code: str, said: str) -> str:
    """With what is said about the words of a text: how many, with or without punctuation."""
    number = _COUNTED.search(said)
    top = words.number(number["first"] or number["then"]) if number else 3
    return code.replace("WORDS", "bare_words(text)" if _BARE.search(said) else "text.split()").replace("TOP", str(top))


def _rounded(code: str, shown: object, said: str) -> str:
    """With as many decimals as are told, or as the example shows when those are two or more."""
    told = _ROUNDED.search(said)
    decimals = words.number(told["digits"]) if told else len(str(shown).partition(".")[2]) if isinstance(shown, float) else 0
    if not decimals or (not told and decimals < 2):
        return code
    return re.sub(r", \d+\)$", f", {decimals})", code) if code.startswith("round(") else f"round({code}, {decimals})"


def members(outputs: dict[str, str]) -> str:
    """The answer's code."""
    return f"{{{', '.join(f'{chr(34)}{name}{chr(34)}: {code}' for name, code in outputs.items())}}}"


def examples(route: Route, inputs: Given) -> list[tuple[dict[str, Any], Any]]:
    """A request with its answer, where the intent shows the values of both."""
    shown = dict(answer_shape(route))
    sample: dict[str, Any] = {name: value for name, value in route.query if value and not re.search(r"[{<]|\.\.", value)}
    request = next((shape for shape in shapes(route.text) if not route.query and route.method == "POST"), None)
    sample |= dict(request.members) if request and request.exact else {}
    exact = shown and all(value is not None and not isinstance(value, Placeholder | list) for value in shown.values())
    needed = {name for role, name in inputs.values() if name and role.default is None}
    spelled = not any(isinstance(value, str) and value in needed for value in sample.values())
    return [(sample, shown)] if exact and needed and needed <= sample.keys() and spelled else []
