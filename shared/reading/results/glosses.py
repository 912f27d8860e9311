"""Where a text says what a member of an answer stands for: its gloss."""

import itertools
import re
from collections.abc import Iterator, Sequence

from shared.reading.results import tiers
from shared.reading.results.promised import in_order
from shared.reading.text.lexicon import wordset
from shared.reading.text.outline import mask, split
from shared.writing import words
from shared.writing.ir import App, Entity

_COMPUTED = r"(?:(?:the|its|their|an?) )?(?:total |overall |current )?(?:numbers?|counts?|sum|total|average|mean|highest|lowest|largest|biggest|greatest|smallest|longest|shortest|earliest|latest|best|worst|how many|how much|what (?:is|was|were|has been|have been)|whether|amount|difference|minimum|maximum|percentage|proportion|share(?= of))\b"
#: What no answer calls a member.
_NO_NAME = wordset(
    "which includes include contains shows returns gives adds reports tells has answers that this what who there they json it true "
    "false list array well a an the number integer text string object follows null long of its in each minus plus times"
)
_AFTER = re.compile(
    rf"(?i)(?<!matter )(?<!regardless of )\b(?P<gloss>(?:{_COMPUTED}[^.;()\"`]*?|(?:the|its|their) [a-z]+'s [a-z ]+?)),? (?:as|called|named|under|in)(?: the)?(?: name| field| member| key| property)? [\"`]?(?P<name>(?!(?:same|other|sum (?:of|over)|whole|percent|percentage|euros?|cents?|dollars?|pounds?|minutes?|hours?|seconds?|days?|weeks?|months?|years?|square|cubic|(?:centi|milli|kilo)?(?:met(?:re|er)|gram|lit(?:re|er))s?|kilos?|[ckm]?m|k?g|m?l|miles?|degrees?|pieces|total|all|full|stock|advance|order|that|it)\b)[a-z]\w*)[\"`]?(?=[\s,.;)]|$)"
)
_BRACKETS = re.compile(rf"(?i)\b(?P<gloss>{_COMPUTED}[^.;(),]*?) \([\"`]?(?P<name>[a-z]+(?:[_A-Z]\w+)*)[\"`]?(?P<tail>[,;:] [^()]*)?\)")
#: `overdue: true when …`, `reached is true once …`, `late (true if …)`.
_TRUE = re.compile(
    r"(?i)(?<![\w=?&])[\"`]?(?P<name>[a-z]\w*)[\"`]? ?(?::(?: it is| it's)?|is|(?<= )=|,?(?: which is| that is| which becomes| that becomes|,)|becomes|\(|-)\s?(?P<gloss>(?:true|false) (?:if|when|once|while|as (?:long|soon) as|only if|exactly when|until|for)\b[^.;()]*)"
)
#: What is said behind a formula: `, rounded to 3 decimals, or 0 when there are none`, `(null if litres is 0)`.
_BEHIND = r"(?:[,;]? ?\(?(?:and |or |but )?(?:(?:it|both|all|each|they) )?(?:(?:is|are) )?(?:then )?(?:rounded|(?:to |with )?(?:\d|one|two|three|four) (?:decimals?|digits|places)|0|zero|null)\b[^.;,()]*\)?)*"
#: `volume = width * height * depth`, `volume (width * height)`, `its net, which is calculated as gross minus tare`, `net, the difference between gross and tare`.
_EQUATION = re.compile(
    r"\b(?P<name>(?!(?:returns?|gives?|shows?|answers?|contains?|includes?|tells?|with|and|the)\b)[a-z]\w*)[\"`]?(?:\s*(?:,\s*(?!\(?[\w.]+\)? \W)|[=(:]|\b(?:which|that|is|are|as|by|it|the|its|being|equals?|always|just|simply|service|server|"
    r"calculated|computed|derived|determined|defined|worked out|result of|number of|difference|sum|product|ratio|quotient)\b))+\s*"
    r"(?P<gloss>\(?(?:[a-z]\w*|\d+(?:\.\d+)?(?= ?[*x×]))\)?(?: (?:[*+/x×-]|times|plus|minus|less|divided by|multiplied by|per) (?:the |its )?\(?[\w.]+\)?(?: ?%| per ?cent\b)?)+(?![\w-])"
    r"|(?:difference|sum|product) (?:between|of) (?:the |its )?\w+ and (?:the |its )?\w+|(?:ratio|quotient) (?:of|between) (?:the |its )?\w+ (?:to|and|over) (?:the |its )?\w+|(?!than\b)\w+ (?:subtracted|deducted) from (?:the |its )?\w+)(?P<floor>,? (?:but )?(?:never|not|at least) [^.;,()]*)?"
    rf"(?P<behind>{_BEHIND})"
)
#: `raised is the total of the donations, donor_count the number of different donors`.
_TOTALLED = re.compile(
    r"(?:^|[.;,:] (?:and |where |here )?|\b(?:and|where|[Hh]ere) |\b(?:[Tt]he )?value of |\b(?:[Aa]n?|[Tt]he|[Ee]very|[Ee]ach) [a-z]+'s |\b(?:has|have) (?:also )?(?:an? |the |its )?)[\"`]?(?P<name>[a-z]\w*)[\"`]?(?: of (?:an?|each|every|the|all) [a-z]+)?"
    r"(?:(?:,? (?:is |= )?| -> |: )(?P<gloss>(?:the |(?<== )|(?<=-> )|(?<=is ))(?:current |present |overall )?(?:total|sum|number|count|average|mean|highest|lowest|largest|biggest|greatest|smallest|latest)(?: [a-z]+)? (?:of|among|over) (?:(?! and [`\"]?[a-z_]+[`\"]? (?:is|=|are) )[^.;,()])*)"
    r"| is (?P<many>how (?:many|much) (?:(?! and [`\"]?[a-z_]+[`\"]? (?:is|=|are) )[^.;,()])*)| (?:counts|tells|says|gives) (?P<counted>(?:how many|the number of|the|its|all) (?:(?! and [`\"]?[a-z_]+[`\"]? (?:is|=|are|tells|says|gives) )[^.;,()])*))"
    rf"(?P<tail>{_BEHIND})"
)
#: `a field minutes with its length`.
_FIELD = re.compile(
    r"\b(?:field|member|property|attribute|value)s? (?:called |named )?[\"`]?(?P<name>[a-z]\w*)[\"`]?(?:,? (?:with|for|holding|containing|giving|being|(?:which|that) (?:is|holds|gives|says|tells|contains)) (?P<gloss>(?:the|its|their|how|an?)\b[^.;,()]*)|(?::|,| \(| -) ?(?P<total>(?:the )?(?:total|sum|number|count|average|mean)(?: [a-z]+)? of [^.;,()]*))"
)
#: `the service calculates the price of a rental as …`, `a rental's fee is computed as …`, `the price is the daily_rate multiplied by …`.
_RULE = r"[^.;]+(?:; [^.;]*\bboth\b[^.;]*)?"
_OPERATION = r"(?:times|multiplied by|minus|plus|divided by)\b"
_CALCULATED = re.compile(
    rf"(?i)\b(?:calculates?|computes?|works out|determines?|derives?) (?:the|its|an?|their) (?P<name>[a-z]\w*)(?: of (?:an?|each|every|the|all) \w+)?(?: \([^()]*\))? (?:as|by(?: taking)?|from) (?P<gloss>{_RULE})"
    rf"|(?:^(?-i:(?=[a-z])(?!it\b))|\b(?:the|its|their|[a-z]+'s) )(?P<noun>[a-z]\w*)(?: of (?:an?|each|every|the|all) \w+)?(?: \([\"`]?\w+[\"`]?\))? is (?:(?:always )?(?:calculated|computed|derived|determined|worked out) (?:as|by(?: taking)?|from) (?P<told>{_RULE})|(?P<plain>(?:the|its) [^.;,]*?\b{_OPERATION}{_RULE}))"
    rf"|\b(?:the|its|their) (?P<label>[a-z]\w*): (?P<labelled>(?:the|its) [^.;]*?\b{_OPERATION}[^.;]*)"
)
#: `has a cost, which is the rate times the length in hours`.
_HAVING = re.compile(
    rf"(?i)\b(?:has|have|carry|carries|gets?) (?:also )?(?:an?|the|its|their) (?P<name>[a-z]\w*)(?:,? (?:which|that) (?:is|equals)|,? being) (?P<gloss>(?:the|its|their)\b [^.;()]*\b{_OPERATION}[^.;()]*|the (?:sum|total|average|mean) of [^.;,()]*)"
)
#: What there is when there is nothing.
_NOTHING = re.compile(
    r"(?i)\b(?:0|zeros?|null)\b (?:if|when|for|without|while|as long as|with)\b|\b(?:if|when|while) (?:there (?:is|are) )?(?:none|nothing|no)\b|\b(?:nobody|no one|nothing|no [a-z]+s|without any|without|with no|with none|none|there (?:is|are) no)\b[^.;]*\b(?:0|zeros?|null)\b"
)


#: `open_actions, the number of its actions`, `the field late_days of a loan tells how many days …`: a name that can be nothing else.
_CODED = re.compile(
    rf"(?<![\w/?&])[\"`]?(?P<name>[a-z]+(?:_[a-z]+)+|[a-z]+(?:[A-Z][a-z]+)+)[\"`]?(?: (?:of|in|on) (?:an?|the|each|every|its) [a-z]+)?"
    rf"(?:,(?= (?:the|how|an?|its|which|that)\b)|:| \(| =|,? (?:(?:which|that) )?(?:is|are|tells|says|shows|gives|counts))+ ?(?P<gloss>(?i:{_COMPUTED})[^.;,()]*)(?P<tail>{_BEHIND})"
)


#: `raised = sum of the amounts of its gifts`, `reached = raised >= goal`, `reached, which says whether raised is at least the goal`.
_EQUALS = re.compile(
    rf"(?<![\w?&/=\"])[\"`]?(?P<name>[a-z]\w*)[\"`]?(?: = (?P<gloss>(?i:{_COMPUTED})[^.;,()]*{_BEHIND}|[a-z]\w* [<>]=? [a-z]\w*)|, (?:which|that) (?:says|tells|shows) (?P<whether>whether [^.;,()]*))"
)


def named_after(text: str) -> list[tuple[str, str]]:
    """Names with their gloss: `overdue: true when …`, `volume = width * height`, `the number of its cards as cards`, `how many cards it has (card_count)`."""
    return in_order(_named_after(text))


def _named_after(text: str) -> Iterator[tuple[str, str]]:
    yield from tiers.told(text)
    yield from equations(text)
    for pattern in (_TRUE, _TOTALLED, _FIELD, _AFTER, _BRACKETS, _HAVING, _CODED, _EQUALS):
        for match in pattern.finditer(text):
            if match["name"].lower() not in _NO_NAME and (gloss := _gloss(match)):
                yield match["name"], gloss
    for match in _CALCULATED.finditer(text):
        yield match["name"] or match["noun"] or match["label"], match["gloss"] or match["told"] or match["plain"] or match["labelled"]


def _gloss(match: re.Match[str]) -> str:
    """What is said of a name. That something counts others says what it stands for only where it was listed before."""
    told = match.groupdict()
    if counted := told.get("counted"):
        listed = rf"(?:[,({{:]|\b(?:and|with|has|plus|including|returns|fields|members|numbers|values))\s+[\"`]?{match['name']}[\"`]?\s*(?:[,;:.)}}]|and\b|where\b)"
        number = counted if re.match("how|the number", counted) else f"number of {counted}"
        return number if re.search(listed, match.string[: match.start() + 1]) else ""
    return next(filter(None, map(told.get, ("gloss", "total", "many", "whether"))), "") + (told.get("tail") or "")


def equations(text: str) -> Iterator[tuple[str, str]]:
    """What a text says how to calculate from other values, by the names of both."""
    return (
        (match["name"], match["gloss"] + (match["floor"] or "") + match["behind"])
        for match in _EQUATION.finditer(text)
        if match["name"].lower() not in _NO_NAME
    )


def coded(text: str) -> Iterator[tuple[str, str]]:
    """Names in code, each with the number, the sum … that it stands for."""
    return ((match["name"], match["gloss"] + match["tail"]) for match in _CODED.finditer(text))


#: What is said of a number, wherever it is cut off: `average_stars, rounded to one decimal`.
_ROUNDED = r"(?:rounded\b|(?:to|with) (?:one|two|three|\d) (?:decimals?|digits|places)\b)(?: to (?:one|two|three|\d) (?:decimals?|decimal places|digits|places))?"
_SHOW = r"(?i)\b(?:(?:also )?(?:contains?|includes?|including|shows?|carr(?:y|ies)|with|plus|together with|returns?|gives?|sees|tells?|adds|reports?|exposes?|also ha(?:s|ve)|ha(?:s|ve)(?= (?:an?|two|three|four|\d|some) (?:extra|additional|further|computed|calculated|derived) ))|answers?:?|->)(?:,? (?:besides|apart from|in addition to|on top of|next to|along with|beyond) [^,;:.]*[,:])?\s+(?:also )?(?:the |its )?"
_GLOSS = re.compile(
    r"(?i)(?:(?:which|that) (?:is|equals) [a-z_]+ (?:minus|plus|times|divided by|[-+*/])|(?:(?:which|that) (?:is|are|holds|gives|tells|says) )?(?:the(?! (?:ones?|first|last|newest|oldest|latest|most|best)\b)|its|their|an?|how|true|false|all|what|whatever)\b \w+)"
)


#: `progress: the percentage of …`, `net = gross minus tare`.
_TOLD_BEHIND = re.compile(
    r"\s*(?::|=|-|\u2013)\s*(?P<gloss>(?:(?:the|its|their|an?|how|whether|all) )?(?:percent|sum|number|total|average|count|share|lowest|highest|difference|change|how)\w* .+)"
)


#: What a list of members is called before it: `with two additional numbers: booked and free_places`.
_ADDED = r"(?:\d+|two|three|four|five|some|these|the|following|additional|extra|further|more|other|computed|calculated|derived)"
_LABEL = re.compile(
    rf"(?i)(?:(?:{_ADDED} )*(?P<kind>numbers|figures|counts|counters|fields|values|members|properties|attributes)"
    rf"|an? (?:additional|extra|further|computed|calculated|derived) (?P<sole>number|figure|field|value|member|property|attribute))(?: called| named)?[:,]? (?!of\b)"
)


#: `the extra field books`: a name that is called one.
_CALLED_A_FIELD = re.compile(
    r"(?i)^(?:the |an? |its )?(?:(?:extra|additional|computed|further|calculated|derived) )?(?:field|member|property|attribute|list|array|key)s? (?:called |named )?(?=[`\"]?[a-z_]+[`\"]?(?:$|\W*[(=:]))"
)


#: `gives the recipe with average (…)`: the record, before what is shown beside it.
_BESIDE = re.compile(
    r"(?i)^(?:the |an? |its |that )?(?:full |whole |updated )?[a-z]+,? (?:(?:together|along) )?(?:with|including|plus) (?:the |its )?(?=[`\"]?[a-z]\w*[`\"]?(?: \(| =|:|$))"
)


#: In which order, behind what is sorted: `ordered by year, newest first`.
_ORDER = re.compile(
    r"(?i)(?:and )?(?:the )?(?:oldest|newest|latest|earliest|highest|lowest|longest|shortest|most|least|best|worst|cheapest|largest|smallest|ascending|descending|then by|sorted|ordered|alphabetical)\b"
)


def shown(text: str, at_once: bool) -> Iterator[tuple[str, str]]:
    """What an answer shows, in plain words, each with what brackets or an apposition say of it. `at_once`: the text begins with the list."""
    for match in re.finditer(r"^" if at_once else _SHOW, text):
        label = _LABEL.match(text, match.end())
        counts = label is not None and (label["kind"] or label["sole"]).lower().removesuffix("s") in {
            "number",
            "figure",
            "count",
            "counter",
        }
        parts = split(
            _list_of(text[label.end() if label else match.end() :]),
            rf"[,;]\s*+(?!{_ROUNDED})(?:and )?|\s+and\s+|,?\s+(?:as well as|plus|together with)\s+",
        )
        for place, part in enumerate(parts):
            part = re.sub(r" as (?:an? )?(?:json )?(?:array|list)\b.*", "", part)
            part = re.sub(
                r"(?i)^(?:20\d\W*)?(?:plus )?(?:(?:which|that) )?(?:also )?(?:(?:contains?|includes?|shows?|has|with|carr(?:y|ies)) )?(?:also )?",
                "",
                part,
            )
            part = _CALLED_A_FIELD.sub("", _BESIDE.sub("", part))
            named = re.match(
                r"[\"`]?(?:the |its |their |an? )?(?:(?:current|present|resulting) )?([a-z]+(?:[A-Z][a-z]+)+|[a-z]+(?:[_ ][a-z]+){0,2})[\"`]?\s*(?:\(([^()]*)\))?",
                part,
            )
            if left := re.match(
                r"(?:the |its )?number of ((?:free|available|remaining|open) [a-z]+|[a-z]+ (?:left|available|remaining))\b", part
            ):
                yield words.code_name(left[1]), left[0]
                continue
            if over := re.fullmatch(
                r"(?:an? |the |its )?[\"`]?(?P<name>[a-z]\w*)[\"`]? (?:over|across|for) (?:all|its|the|their)\b[^()]*", part
            ):
                yield over["name"], part
                continue
            if named is None or re.search(
                r"^(?:what|how|which|whether) |^(?:including|where|an?)(?: |$)| (?:of|its|the|for|all|is|are)(?: |$)", named[1]
            ):
                continue
            if called := re.match(r"(?:the |its )?(?P<gloss>[a-z ]+?) as [\"`]?(?P<name>[a-z]\w*)[\"`]?\W*$", part):
                yield called["name"], called["gloss"]
                continue
            beside = parts[place + 1] if place + 1 < len(parts) and named.end() == len(part) and " " not in named[1] else ""
            beside = ", ".join([beside, *itertools.takewhile(_ORDER.match, parts[place + 2 :])]) if beside else ""
            name = named[1] if re.search("[a-z][A-Z]", named[1]) else words.code_name(named[1])
            if name.endswith("_flag"):
                yield name.removesuffix("_flag"), f"true if {named[1].removesuffix('flag').strip()}"
                continue
            rounded = re.search(rf",? {_ROUNDED}", part[named.end() :])
            told = _TOLD_BEHIND.match(part, named.end())
            rest = parts[place + 1] if told and place + 1 < len(parts) and _OF_NONE.match(parts[place + 1]) else ""
            yield (
                name,
                named[2]
                or (f"{told['gloss']}, {rest}".rstrip(", ") if told else "")
                or (f"{named[1]} {rounded[0]}" if rounded else "")
                or (beside if _GLOSS.match(beside) else f"number of {name}" if counts else ""),
            )


#: What there is of nothing, behind what a member is.
_OF_NONE = re.compile(r"(?i)(?:or |and )?(?:0|zero|null)\b (?:if|when|for|without|with|while|as long as)\b")


#: What an operation answers that lists all records.
LISTS = r"(?i)(?:lists?|returns?|gives?|shows?) (?:all |the |every )*"


def lists_members(entity: Entity, text: str) -> bool:
    """`lists all nominees with name, team and votes`: each record, with members of which some are its fields."""
    told = re.match(rf"{LISTS}{entity.plural.replace('_', ' ')} with (?P<rest>.*)", text)
    names = [name for name, _ in shown(f"with {told['rest']}", False)] if told else []
    return len(names) > 1 and names[0] in entity.fields and not re.search(r"\d", text)


def made_as(app: App, entity: Entity, name: str) -> bool:
    """Whether what makes a resource calls it so: `votes`, where `POST /ballots casts a member's vote`."""
    made, own = app.of(entity.name, "create"), words.singular(name.replace("_", " "))
    if made is None or own in {*entity.fields, *app.entities, name}:
        return False
    return re.search(rf"(?i)\b[a-z]+s (?:(?:an?|the|one|[a-z]+'s) )+{own}\b", made.source) is not None


def _list_of(text: str) -> str:
    """A text up to where its list ends. Behind a semicolon it goes on with a name and what that stands for."""
    end = re.search(rf"\.|;(?!\s*(?:and )?[\"`]?[a-z_]+[\"`]?, {_GLOSS.pattern.removeprefix('(?i)')})", mask(text))
    return text[: end.start()] if end else text


def apposition(text: str) -> str:
    """`"free", the number of places left, …`: what a name stands for, by the text behind it."""
    if equal := re.match(r"[\"`]?\s*= ?((?:[^,.;]|\.(?=\d))+?)(?= and [\"`]?\w+[\"`]? ?(?:=|\()|[,;]|\.(?!\d)|$)", text):
        return equal[1]
    match = re.match(
        r"[\"`]?\s*,?\s*(?:which is |that is |is |being |= ?|: ?|- )?((?:the |a |how |true |all |\w+ (?:times|plus|minus|multiplied by|divided by|[*+/x]) )[^,.;]*)",
        text,
    )
    return match[1] if match else ""


def gloss_of(name: str, said: str, others: Sequence[str] = ()) -> str:
    """The words near a member's name. Where `others` stand beside it and nothing is near, they are about all of them and say nothing of it."""
    said = re.sub(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", " ", said) if others else said
    parts = [
        part
        for part in split(
            said,
            rf"[;.]|, (?!{_ROUNDED}|(?:which|that) (?:is|are) )| and (?!(?:above|more|up|higher|over|below|less|lower|fewer)\b)|\bwhere |: ",
        )
        if re.search(rf"(?<![\w\"]){re.escape(name)}(?![\w\"])", part)
    ]
    begins = r"\W*(?:(?:answers?|returns?|gives?|shows?|reports?|tells?|contains?|includes?|with|the|its|an?):? )*"
    alone = re.search(
        rf"[,\s][\"`]?{re.escape(name)}[\"`]?, (?P<gloss>the [a-z]+ of the [a-z]+ (?:with|that|which|who) [^.;,]*(?: \(.*?\))?)", said
    )
    parts = (
        [f"{name}, {alone['gloss']}"]
        if alone and others and len(parts) == 1 and not re.search(r" as [`\"]?\w+[`\"]?\W*$", alone["gloss"])
        else parts
    )
    parts = [part for part in parts if re.match(rf"{begins}[\"`]?{re.escape(name)}\b", part)] or [
        part
        for part in parts
        if not any(re.match(rf"{begins}[\"`]?{re.escape(other)}[\"`]?(?: = |=|: | \(| is | are | being )", part) for other in others)
    ]
    if not parts and "_" in name:
        told = [word for word in name.split("_") if len(word) > 2]
        parts = [part for part in re.split(r"[;()]", said) if part.strip() and all(re.search(rf"\b{word}", part) for word in told)]
    return " ".join(filter(None, (*parts, of_nothing(name, said, others)))) if parts or others else said


def of_nothing(name: str, said: str, others: Sequence[str]) -> str:
    """What a text says of a member where there is nothing that it could be made of: `for a truck without fills everything is 0`."""
    return " ".join(part for part in re.split(r"[;.,()]", said) if _NOTHING.search(part) and _concerns(part, name, others))


def _concerns(part: str, name: str, others: Sequence[str]) -> bool:
    """Whether what there is for nothing is said of this member, or of none in particular."""
    named = re.sub(r"(?i)\b(?:without|no)(?: any)? \w+", " ", re.split(r"\b(?:0|zeros?|null)\b", part)[0])
    everything = re.search(r"(?i)\b(?:everything|all (?:values|numbers|figures|of them)|they are all|(?:all|just|only) zeros?)\b", part)
    return bool(everything or re.search(rf"\b{re.escape(name)}\b", named)) or not any(
        re.search(rf"\b{re.escape(other)}\b", named) for other in others
    )


#: `highest of the scores`, as the last of several statistics.
_STATISTIC = re.compile(
    r"(?:the )?(count|total|sum|average|mean|median|lowest|highest|minimum|maximum|min|max|best|worst)(?: (?:of|over) (?:(?:the|all|its|their) )*[a-z_ ]+)?"
)


#: `total, free and occupied spots`, as the last of several.
_OF_A_KIND = re.compile(
    r"(?!(?:all|each|every|some|any|no|its|their|the|how|an?|total|average|highest|lowest|number|sum|best|other|more|nothing)\b)([a-z]+) [a-z]+s"
)


#: What is said of the member before it.
_GOES_ON = re.compile(rf"(?i)(?:(?:which|that) (?:is|are|equals)\b|{_ROUNDED}|(?:or )?(?:0|zero|null) (?:if|when|for|without|with)\b)")


def listed_members(text: str) -> list[str]:
    """`one object per team: team, played (…) and won`, `returns "total" and "count"`: the members of an answer that words list."""
    quoted = re.findall(r"[\"`]([A-Za-z_]\w*)[\"`]", text)
    if outside := re.findall(r"[\"`]([A-Za-z_]\w*)[\"`]", re.sub(r"\([^()]*\)", " ", text)):
        return outside
    starts = r"(?i)(?:^\W*(?=[a-z]\w*, [a-z]+_)|^\W*(?=(?:[a-z]\w*, )*[a-z]\w* \([^()]*\)(?:,| and )(?! the))|\b(?:per|for each|for every) [a-z]+,? (?=the )|^\W*(?=(?:[a-z]\w*, )+(?:and )?[a-z]\w*(?: and [a-z]\w*)?(?: counts| numbers| figures)?\W*$)|\b(?:objects?|entry|entries|row|line|item|per|each|every)\b[^:;.()]*:|\b(?:with|of|having|containing|(?:that|which) (?:has|have)|returns?|answers?|shows?|gives?|tells?|yields?|reports?|delivers?|contains?|states?)\b:?\s)\s*(?:(?:the )?(?:counts|numbers|figures|totals|fields|members):? (?!of\b))?"
    for start in re.finditer(starts, text):
        names: list[str] = []
        for part in split(text[start.end() :], r"\s*(?:[.;]|(?<=[a-z]): )\s*.*$|,\s*(?:and |plus )?|\s+and\s+"):
            if names and _GOES_ON.match(part):
                continue
            member = (
                (_STATISTIC.fullmatch(part) if all(map(_STATISTIC.fullmatch, names)) else None)
                or re.fullmatch(
                    r"(?:its|the|their|how many|how much|whether) [\w ]+ \([`\"]?([a-z]\w*)[`\"]?(?:[,;:] [^()]*)?\)(?: (?:per|for|of) (?:each |every )?[a-z]+)?",
                    part,
                )
                or re.fullmatch(
                    r"(?:the |an? |its |their )?([a-z]\w*)(?:\s*\(.*\)?)?(?: = .+| (?:for|of|per|over) (?:each|every|that|this|all(?: the)?) \w+(?: (?:in|of|at) (?:the|that|this|its) \w+)?| rounded\b.*| with \w+ decimals?| as (?:(?:an?|plain|whole|simple) )*\w+)?",
                    part,
                )
                or (_OF_A_KIND.fullmatch(part) if names else None)
                or _NAMED.fullmatch(re.sub(r" ?\([^()]*\)$", "", part))
            )
            if member is None:
                break
            names.append(member[1])
        each = re.search(r"(?i)\b(?:returns?|answers?|shows?|gives?|lists?) (?:for )?(?:each|every) ([a-z]+),? with $", text[: start.end()])
        names = [each[1], *names] if each and each[1] not in names else names
        if len(names) > 1:
            return names
    return quoted


_TOTAL = re.compile(
    r"(?:the |their |its |an? )?(?:(?P<count>(?:total )?number|count) of (?:all (?:the )?|the )?(?P<of>[a-z][a-z _]*)"
    r"|(?P<how>average|mean|total|highest|lowest|sum of)(?: of)?(?: (?:all )?(?:the |their )?)?(?P<what>[a-z][a-z _]*?)(?: of (?:all |the )*[a-z ]+)?)"
)


#: `the number of sales and the average amount as count and average`: how the members before it are called.
_CALLED = re.compile(r",? as (?P<names>[a-z]\w*(?:, [a-z]\w*)*,? and [a-z]\w*)\W*$")


#: `the sum of the minutes as total_minutes`.
_NAMED = re.compile(
    r"(?:the |their |its |an? )?(?:(?:total |overall |grand )?(?:number|total|sum)s?|counts?|average|mean|highest|lowest)\b[a-z _]*? as [`\"]?(?P<name>[a-z]\w*)[`\"]?"
)


def told_totals(text: str) -> dict[str, str]:
    """`returns the number of movies and the average rating`: what an answer adds up without naming its members, each under a name made of its words."""
    for start in re.finditer(r"(?i)\b(?:returns?|answers?(?: with)?|gives?|shows?|responds with|contains|with)\b:? ", text):
        said = split(text[start.end() :], r"[;.](?:\s|$)")
        called = _CALLED.search(said[0]) if said else None
        parts = split(said[0][: called.start()] if called else said[0] if said else "", r",\s*(?:and )?|\s+and\s+")
        plain = [re.sub(r" ?\([^()]*\)", "", part) for part in parts]
        own = [_NAMED.fullmatch(part) for part in plain]
        if parts and all(own):
            return {one["name"]: part for one, part in zip(own, parts, strict=True) if one}
        found = [one for part in plain if (one := _TOTAL.fullmatch(part.lower()))]
        if parts and len(found) == len(parts):
            single = sum(1 for one in found if one["count"]) == 1
            names = re.findall(r"\b(?!and\b)\w+", called["names"]) if called else [_total_name(one, single) for one in found]
            return dict(zip(names, parts, strict=True)) if len(names) == len(parts) else {}
    return {}


def _total_name(told: re.Match[str], single: bool) -> str:
    if told["count"]:
        return "count" if single else f"{words.code_name(words.singular(told['of']))}_count"
    return words.code_name(f"{told['how'].removesuffix(' of')} {told['what']}")
