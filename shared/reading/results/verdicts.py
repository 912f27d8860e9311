"""Members of answers that judge all records at once: `overall is "down" if any is down, else "ok"`, `passed, true if every score is 50 or more`."""

import re
from collections.abc import Sequence

from shared.reading.names.grounding import Ground, state_field
from shared.reading.results.holding import Held, traits
from shared.reading.results.numbers import numbers_of
from shared.writing.ir import App, Endpoint, Entity

_IF = re.compile(
    r"'(?P<value>[\w \-]+)' (?:if|when|while|as long as|as soon as) (?P<how>any|some|one|an?|at least one|>= (?:1|one)|all|every|each|no|none)\b(?P<rest>.*)"
)


def verdict(app: App, entity: Entity, name: str, said: str, rows: str) -> str:
    """The expression for a word that depends on whether any (or all) of the records are in a state; empty when the text tells none."""
    told = re.search(
        rf"[<'\"`]?\b{re.escape(name)}\b[>'\"`]?,? (?:which |that )?(?:is|being|says|reads|=|:) (?=')(.*)", Ground(app, entity)(said)
    )
    parts = re.split(r"[,;:]? ?(?:and |or )?\botherwise,? ", re.split(r"\s\.\s", told[1])[0]) if told else []
    last = re.match(r"'([\w \-]+)'(?! (?:if|when|while|as) )", parts[-1]) if len(parts) > 1 else None
    cases = [_case(entity, part, rows) for part in parts[:-1]]
    return " else ".join([*cases, f'"{last[1]}"']) if last and all(cases) else ""


def _case(entity: Entity, part: str, rows: str) -> str:
    match = _IF.match(part)
    states = [one for one in re.findall(r"'([\w \-]+)'", match["rest"]) if state_field(entity, one)] if match else []
    one = state_field(entity, states[0]) if len(states) == 1 else None
    if match is None or one is None or re.search(r"\bnot\b", match["rest"]):
        return ""
    found = f'other["{one.name}"] == "{states[0]}" for other in {rows}'
    test = f"{rows} and all({found})" if match["how"] in {"all", "every", "each"} else f"any({found})"
    return f'"{match["value"]}" if {"not " if match["how"] in {"no", "none"} else ""}{test}'


#: How a flag is told: `passed, which is true only if …`, `passed: whether …`, `whether … (passed)`.
_WHETHER = r"(?:true|false) (?:only )?(?:if|when|once|while|as (?:soon|long) as)|whether"
_FLAG = r"(?<![\w/])[`\"]?{name}[`\"]?,?(?: \(|:| =| -|)(?: (?:which|that))?(?: is| becomes| says| tells)? ?(?P<gloss>(?:{whether})(?: only)? [^.;()]*)|(?P<before>\b(?:{whether}) [^.;()]*?) (?:\(|as )[`\"]?{name}\b"
_OR_MORE = re.compile(
    r"(?P<number>\d+(?:\.\d+)?) or (?:(?P<more>more|better|higher|above|over|up|greater)|(?:less|lower|below|under|fewer|worse|smaller))\b"
)
_ITS = r"(?:(?:of|one|the|its|their|his|her|them|these|those|single)\b ?)*"
#: Which of the records: `every score`, `none of its tasks`.
_OF_THEM = re.compile(
    rf"(?:if |when |that |there (?:is|are) |it has |they have |(?:it |they )?(?:has|have) )*(?P<how>every|all|each|none|no|any|some|>= (?:1|one)|one|an?)\b {_ITS}(?P<rest>.*)"
)
_THERE = re.compile(r"(?:there (?:is|are)|(?:it |they |he or she )?(?:has|have))(?: (?:>= (?:1|one)|an?|any|some))? \[(?P<noun>\w+)\]")
_LIMIT = re.compile(r"(?:<(?P<name>\w+)>[^<>]* )?(?P<sign>>=|<=|>|<) (?P<number>\d+(?:\.\d+)?)(?: (?:<(?P<behind>\w+)>|[a-z]+))?\W*")


def flag_of(name: str, said: str, others: Sequence[str]) -> str:
    """When a text says that a member is true, up to where it speaks of `others`; empty where it does not."""
    told = re.search(_FLAG.format(name=re.escape(name), whether=_WHETHER), said)
    gloss = (told["gloss"] or told["before"]) if told else ""
    beyond = re.search(rf",? and [`\"]?(?:{'|'.join(map(re.escape, others))})\b[`\"]?(?! (?:is|are|of)\b)", gloss) if others else None
    return gloss[: beyond.start()] if beyond else gloss


def judged(app: App, entity: Entity, gloss: str, rows: str) -> str:
    """Whether each, any or none of the records is as a gloss says: `true only if there is at least one mark and every score is 50 or more`."""
    said = _OR_MORE.sub(
        lambda match: f"{'>=' if match['more'] else '<='} {match['number']}", Ground(app, entity)(gloss).replace(">= one", ">= 1")
    )
    told = re.match(rf"\W*(?:is )?(?:{_WHETHER})(?: only)? (?P<rest>.*)", said)
    parts = [_judgement(app, entity, part.strip(), rows) for part in re.split(r",? and ", told["rest"])] if told else []
    code = " and ".join(parts) if parts and all(parts) and any("other" in part for part in parts) else ""
    return f"not ({code})" if code and said.strip().startswith("false") else code


def _judgement(app: App, entity: Entity, part: str, rows: str) -> str:
    """What one part says of all of them, or that there are some."""
    if there := _THERE.fullmatch(part.rstrip(" ,")):
        return f"bool({rows})" if there["noun"] == entity.name else ""
    told = _OF_THEM.match(part)
    test = _test(app, entity, told["rest"].strip(" ,")) if told else ""
    if not told or not test:
        return ""
    kind = {"every": "all", "all": "all", "each": "all", "none": "not any", "no": "not any"}.get(told["how"], "any")
    return f"{kind}({test} for other in {rows})"


def _test(app: App, entity: Entity, rest: str) -> str:
    """The condition over `other`: a number within a limit, a state or a flag."""
    limit = _LIMIT.search(rest)
    if limit:
        numbers = [one.name for one in numbers_of(entity)]
        name = next((one for one in (limit["name"], limit["behind"]) if one in numbers), numbers[0] if len(numbers) == 1 else "")
        whole = re.sub(
            r"^(?:\[\w+\] )?(?:(?:is|are|was|were|has|have|with|that|which|an?|the|of|worth|got|scored) )*", "", rest[: limit.start()]
        )
        return f'other["{name}"] {limit["sign"]} {limit["number"]}' if name and not whole.strip() and limit.end() == len(rest) else ""
    found = traits(Held(app, entity, Endpoint("", ""), f"that {rest}", ""))
    return found[0].replace("row[", "other[") if len(found) == 1 and not re.search(r"\b(?:or|but|except)\b", rest) else ""
