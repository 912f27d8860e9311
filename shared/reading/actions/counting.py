"""Counters of what is done to a record: `timesLent, how often it was lent`, `openings goes up by one with every opening`."""

import re
from collections.abc import Iterator, Sequence

from shared.reading.routes.routing import Routed
from shared.writing import words
from shared.writing.ir import App, Entity, Field

_NAME = r"(?P<name>[a-z]+(?:_[a-z]+|[A-Z][a-z]+)+)[`\"]?(?: \([^()]*\))?"
_OFTEN = r"(?:how (?:often|many times)|(?:the |a )?(?:total )?(?:number|count) of (?:the )?times|(?:a )?(?:counter|count) (?:of|for) how (?:often|many times))"
_SAYS = r"(?:(?:which|that|it) )?(?:is|counts?|tells?|shows?|says|holds|being|gives|telling|counting|saying|showing)?(?: (?:me|us|you))?"
#: `a counter called lendings`, `lendings (how often it was lent)`: a name of one word, where nothing else can be meant.
_CALLED = r"(?:counter|count|number|field|member)(?: (?:is )?(?:called|named)|:)? [`\"]?(?P<name>[a-z]+)[`\"]?,?"
_ALONE = r"[`\"]?(?!(?:it|that|which|this|number|counter|list|answer)\b)(?P<name>[a-z]+)[`\"]?(?:,|:| -| \(|(?= (?:counts|tells|says|shows|holds)\b))"
_RISES = r"(?:(?:starts|begins|is) (?:at )?(?:0|zero)(?: at first)?,? and )?(?:goes up|increases|rises|grows|is (?:increased|incremented|raised|counted up)|counts up)"
_WHEN = r"(?:with|on|at|for|when|whenever|each time|every time)"
#: Whose counter it is: `a count called cycles on every loom`, `a cycles count per loom`.
_OF_EACH = r"(?: (?:on|for|per|of|in|by) (?:(?:every|each|an?|the) )?[a-z]+)?"
#: What counts, and what is counted.
_COUNTS = (
    re.compile(rf"\b{_NAME}(?:,|:| -| \(|)(?: too,?| also,?)? ?{_SAYS} ?{_OFTEN} (?P<done>[^.;,()]+)"),
    re.compile(rf"\b{_NAME}(?: [^.;]*)? {_RISES}(?: by (?:one|1))? {_WHEN} (?P<done>[^.;,()]+)"),
    re.compile(
        rf"\b(?:(?:counter|count|number|field|member) (?:called|named) [`\"]?(?P<name>[a-z]+)[`\"]?|(?P<said>[a-z]+)[`\"]? (?:counter|count)){_OF_EACH}[,;:]? (?:(?:that|which|it|and) )*{_RISES}(?: by (?:one|1))? {_WHEN} (?P<done>[^.;,()]+)"
    ),
    re.compile(rf"\b{_CALLED} {_SAYS} ?{_OFTEN} (?P<done>[^.;,()]+)"),
    re.compile(rf"(?<![\w\"]){_ALONE} ?{_SAYS} ?{_OFTEN} (?P<done>[^.;,()]+)"),
    re.compile(rf"\b(?=(?P<done>\w+)){_NAME}(?:,|:| -| \(|) ?{_SAYS} ?(?:the )?(?:total )?number of [a-z]+ so far\b"),
)
_NO_VERB = frozenset({"be", "have", "time", "it", "each", "every", "one"})


#: `the field lendings goes up by one every time …`: it may be a number that requests tell, which only rises.
_UP = re.compile(
    rf"\b(?!(?:it|that|this|which|number|counter|count|who|they|and)\b)(?P<name>[a-z]+)[`\"]?(?:, [^.;,]*,)? {_RISES} by (?:one|1) {_WHEN} (?P<done>[^.;,()]+)"
)


def _rising(app: App, routed: Sequence[Routed], texts: Sequence[str]) -> Iterator[tuple[Entity, str, Routed]]:
    """Counters of one word, which no request carries."""
    for entity, name, one in counters(app, routed, texts, (_UP,)):
        known = entity.fields.get(name)
        if known is None or not known.given or known.default == 0:
            yield entity, name, one


def counters(
    app: App, routed: Sequence[Routed], texts: Sequence[str], patterns: Sequence[re.Pattern[str]] = _COUNTS
) -> Iterator[tuple[Entity, str, Routed]]:
    """Each counter with its resource and the action that it counts."""
    for match in (match for text in texts for pattern in patterns for match in pattern.finditer(text)):
        done = {words.stem(word) for word in re.findall(r"[a-z]+", words.code_name(match["done"]).replace("_", " "))} - _NO_VERB
        for one in routed:
            entity = app.entities.get(one.endpoint.entity)
            verb = one.endpoint.path.rpartition("/")[2]
            if entity is not None and one.endpoint.kind == "action" and one.endpoint.params and words.stem(verb) in done:
                yield entity, match["name"] or match["said"], one
                break


def declare(app: App, routed: Sequence[Routed], texts: Sequence[str]) -> None:
    """Gives the resources their counters, which no request carries."""
    for entity, name, _ in (*counters(app, routed, texts), *_rising(app, routed, texts)):
        entity.fields[name] = Field(name, "integer", required=False, default=0, given=False)
    for match, one in _wraps(routed, texts):
        for name in match.group("counter", "into"):
            app.entities[one.endpoint.entity].fields.setdefault(name, Field(name, "integer", required=False, default=0, given=False))


def count(app: App, routed: Sequence[Routed], texts: Sequence[str]) -> None:
    """Lets the actions count."""
    for _, name, one in (*counters(app, routed, texts), *_rising(app, routed, texts)):
        one.endpoint.sets[name] = f'row["{name}"] + 1'


_CALLED_ONE = r"(?:(?:the|its) )?(?:(?:integer|number|numeric|whole) )?(?:(?:counter|field|member|property|value) (?:called |named )?)?[`\"]?(?P<{}>(?!(?:it|its|the|an?|by|this|that|them|each|all|one|how|what|both|any|more)\b)[a-z]\w*)[`\"]?"
_STEP = re.compile(
    rf"\b(?:increments?|increases?|raises?|bumps?|counts?(?: up)?) {_CALLED_ONE.format('raised')}(?P<up> up)?(?:,[^;.]*?,)?(?P<one> by (?:one|1)\b)?(?! by\b)"
    rf"|\badds? (?:one|1) to {_CALLED_ONE.format('added')}|\b(?:the|its) [`\"]?(?P<gone>[a-z]\w*)[`\"]? (?:go(?:es)? up|(?:is|are) (?:increased|incremented|raised)|increases?|rises?) by (?:one|1)\b"
)
_BEGINS = r"(?:starts?|begins?|starting|beginning)(?: out)? (?:at|with|from|as|on) "


def steps(text: str, texts: Sequence[str]) -> Iterator[tuple[str, int]]:
    """`increases its integer field attempts, which starts at 1`: what an action raises by one, and at what it begins, which some text tells."""
    for match in _STEP.finditer(text):
        name = match["raised"] or match["added"] or match["gone"]
        first = _first(name, texts)
        if name and (first is not None or match["one"] or match["added"] or match["gone"]):
            yield name, first or 0


def _first(name: str, texts: Sequence[str]) -> int | None:
    """At what a counter begins; None where no text tells."""
    told = re.compile(
        rf"(?i)\b{name}\b[`\"]?[^.;,()]{{0,24}}[,;(]? ?\(?(?:and )?(?:(?:an? (?:integer|number|counter) )?(?:which|that) |they |it )?(?:{_BEGINS}|initially )(?P<first>\d+|zero|one)\b"
        rf"|\b{name}\b[`\"]?,? ?\(?(?:which |that )?(?:is|are|=|being)? ?(?P<at>\d+) (?:at first|initially|for (?:an?|every|each) new|in the beginning|to begin|when)"
        rf"|\bnew [a-z]+(?: [a-z]+)? (?:has|{_BEGINS}|with|gets) ?(?:the )?{name} (?:of |= ?)?(?P<new>\d+)"
        rf"|\b(?:adds?|creates?|makes?|stores?|opens?) (?:an? )?[a-z]+ with {name} (?P<made>\d+)\b"
    )
    for match in filter(None, map(told.search, texts)):
        value = match["first"] or match["at"] or match["new"] or match["made"]
        return {"zero": 0, "one": 1}.get(value.lower(), int(value) if value.isdigit() else 0)
    return None


#: How `shared.reading.text.wrapping` puts it.
_WRAPS = re.compile(r"\b(?P<counter>\w+) wraps at (?P<at>\d+) into (?P<into>\w+)")


def _wraps(routed: Sequence[Routed], texts: Sequence[str]) -> Iterator[tuple[re.Match[str], Routed]]:
    """Each counter that fills up, with the action next to which it is told, or any of the resource's."""
    actions = [one for one in routed if one.endpoint.kind == "action" and one.endpoint.entity]
    for said, match in ((text, match) for text in texts for match in _WRAPS.finditer(text)):
        near = [one for one in actions if said in (one.route.statement.text, *one.route.more)]
        yield from ((match, one) for one in (near or actions)[:1])


def wrap(app: App, routed: Sequence[Routed], texts: Sequence[str]) -> None:
    """Lets the actions that raise such a counter begin it anew, and raise what it fills."""
    for match, one in _wraps(routed, texts):
        counter, at, into = match.group("counter", "at", "into")
        for endpoint in app.endpoints:
            raised = endpoint.sets.get(counter, "")
            if endpoint.entity == one.endpoint.entity and re.fullmatch(r"row\[\"\w+\"\] \+ .+", raised):
                endpoint.sets |= {counter: f"({raised}) % {at}", into: f'row["{into}"] + ({raised}) // {at}'}
