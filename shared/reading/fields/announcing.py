"""Lists of fields that a sentence announces without a verb of having: `For every kite we note down: …`, `Fields of a lamp: …`, `Hikes: each one is described by …`."""

import re
from collections.abc import Callable

from shared.reading.fields.constraints import constrain
from shared.reading.fields.fieldlists import field_list
from shared.reading.text.lexicon import wordset
from shared.reading.text.outline import Statement, mask, split
from shared.writing import words
from shared.writing.ir import Entity, Field

#: Words for fields as such.
FIELDS = r"(?:fields?|attributes|properties|data|columns|information|details|members|parameters)"
_LABEL = re.compile(r"^(?P<label>[^:;{}]{3,90}):\s+(?=[`\"'\w])")
_GENERIC = re.compile(
    rf"(?i)^(?:(?:the|its|their|and|json|body|request|following|all) )*(?:{FIELDS}|body|payload|schema|model)(?: (?:are|is|of (?:the )?(?:body|request)))?$"
)
_HAVING = r"(?:(?:shall|should|must|will|needs? to|has to|have to) )?(?:also |always |just |simply )?(?:has|have|having|consists? of|contains?|comes? with|(?:is|are) (?:\w+ )?(?:\w+ed|made up|made|given|known|kept) (?:by|with|of|as))(?: got)?"
_PRONOUN = re.compile(
    rf"(?i)(?:^|[:;,.\-] ?)(?:each|every)(?: (?:one|single one|of (?:them|these|those)))? {_HAVING}:? (?=[`\"'\w])|(?:^|; (?:and )?|, and )(?:they|it|these) (?:all )?{_HAVING}:? (?=[`\"'\w])"
)
_WITH_THEIR = re.compile(
    r"(?i)\b(?:is|are|get|gets) (?!(?:list|sort|order|show|display|return|filter|answer|respond|deliver|limit|rank)\w* )(?:\w+ed|kept|known|put down) (?:\w+ )?(?:with|by|as|under) (?=(?:its|their|an?|the) )"
)
#: `please enter its title, its price and …`: what stands behind an owner's pronoun.
_BECOMES = re.compile(r"(?i)(?:its|their|his|her) [`\"]?\w+[`\"]? (?:is|are|was|becomes?|stays?|turns?|changes?)\b")
_OWNED = re.compile(r"(?i)\b(?=(?:its|their|his|her) [`\"\w])")
#: `the name of the person (claimed_by) has to be given`.
_HAS_TO_BE = re.compile(
    r"(?i)(?:^|[;,.] (?:and )?|\bwhere )(?P<list>(?:the|an?|its|their) [^.;]{3,80}?) (?:has|have|needs?) to be (?:given|sent|provided|named|passed|supplied|stated)|(?:^|[;,.] (?:and )?)(?P<must>(?:the|an?) [^.;]{3,80}?) must be (?:given|sent|provided|passed|supplied|stated)"
)
_DUTY = re.compile(
    rf"(?i)(?:^|[.;:,(] ?|\band )(?:the )?(?P<word>required|mandatory|obligatory|needed|optional)(?:(?: {FIELDS})?(?: are| is)?:| {FIELDS}(?: are| is)| are) (?=[`\"\w])(?!and\b|or\b|if\b|when\b|by\b|for\b|in\b)"
)


#: `Claims are filed against a policy: a claim has …`: what stands behind the colon says itself what it is about.
_SENTENCE = re.compile(r"(?i)(?:an?|each|every|the|all) [a-z]+(?: [a-z]+)? (?:has|have|consists?|contains?|needs?)\b")


def _ranks(one: Field, before: str) -> bool:
    """Whether a field is the rank in a list that was told just before: `GET /results lists the results. Each has a rank, …`."""
    return re.fullmatch(r"rank|place|position|pos", one.name) is not None and re.search(r"\bGET /", before) is not None


def _of_list(label: str, before: str) -> bool:
    """Whether `Parameters: …` are those of a list that was told just before."""
    told = re.search(r"(?i)\b(?:parameters|params)\b", label) is not None
    return told and re.search(r"\bGET /|(?i:\b(?:items|rows|results|entries|sorted|ordered|lists?|listed|pages?)\b)", before) is not None


def further(entity: Entity, statement: Statement) -> list[Field]:
    """The fields that a sentence goes on to tell: `a chair has a code; it also has a colour`."""
    also = [] if statement.routes else [match for match in _PRONOUN.finditer(statement.text) if match[0][0] in ";,"]
    return [one for match in also for one in field_list(statement.text[match.end() :]) if one.name != entity.name]


def announced(entity: Entity, statement: Statement, before: str, named: Callable[[str], list[Entity]], sole: bool) -> list[Field]:
    """The fields of a resource that a statement lists behind a colon, a pronoun or a passive. `before` is what was said just before."""
    text = statement.text
    if statement.routes:
        return []
    label = _LABEL.match(text)
    if label and not re.search(
        r"(?i)\b(?:if|when|400|404|409|422|20\d|example|note|returns?|answers?|shows?|shown|returned|displayed)\b", label["label"]
    ):
        owners = named(label["label"])
        to = owners[1:] and re.search(r"(?i) (?:to|for|on|of|about|under) (?:an?|the|each|every|any|their|its) [a-z]+$", label["label"])
        about = owners[-2 if to else -1] is entity if owners else sole and bool(_GENERIC.match(label["label"]))
        after = text[label.end() :]
        if (
            about
            and not _of_list(label["label"], before)
            and not _PRONOUN.match(after)
            and not _SENTENCE.match(after)
            and (listed := _several(after) or by_clauses(text))
        ):
            return listed
    found: list[Field] = []
    for pattern in (_WITH_THEIR, _PRONOUN):
        for match in pattern.finditer(text):
            owners = named(text[: match.start()]) or (named(before) if pattern is _PRONOUN else [])
            if not owners or owners[-1] is not entity or (found and match[0][0] not in ";,"):
                continue
            goes_on = pattern is _WITH_THEIR and _PRONOUN.search(text, match.end())
            listed = field_list(text[match.end() :]) if goes_on else _several(text[match.end() :])
            found += [] if listed and pattern is _PRONOUN and _ranks(listed[0], before) else listed
    return found


_JOINS = re.compile(
    r"(?i)^(?:(?:an?|each|every|all) )?(?P<noun>[a-z]+(?: [a-z]+)?) (?:is an? [^.;,]{0,30}\b(?:that|which) )?"
    r"(?:(?:connects?|links?|joins?|assigns?|ties|relates?|gives?|brings? together|belongs? to) (?:an?|one|the|exactly one) (?P<one>[a-z]+?)(?:_id)?(?: \((?P<own>\w+)\))? (?:with|to|and) (?:an?|one|the) (?P<other>[a-z]+?)(?:_id)?"
    r"|(?:belongs? to|refers? to|is (?:always )?(?:for|about|of)|are (?:always )?(?:for|about|of)) (?:an?|one|exactly one) (?P<owner>[a-z]+?)(?:_id)?)\b(?: \((?P<names>[^()]*)\))?(?P<rest>.*)"
)
_FURTHER = re.compile(
    r"(?i)(?:^|,? and |, )(?:has|have|carries|carry|contains?|records?|names?|notes?|holds?|stores?|keeps?|states?|tells?|mentions?|(?:starts?|begins?|ends?|runs?) (?:on|at|from)|is made (?:on|at)|with) (?=(?:an?|the|its) )|^ (?:in|as|under|at) (?=(?:an?|the) [a-z_]+(?:,| \())"
)


def joined(entity: Entity, statement: Statement, named: Callable[[str], list[Entity]]) -> list[Field]:
    """`A lease connects a plot with a gardener (plot_id and gardener_id) and starts on a start_date`, `costs belong to a trip (trip_id) and have an amount`: references, and what else there is."""
    match = _JOINS.match(statement.text)
    if match is None or statement.routes or named(match["noun"])[:1] != [entity]:
        return []
    ends = [named(name) for name in (match["one"], match["other"], match["owner"]) if name]
    if not all(ends):
        return []
    told = re.findall(r"\w+_?[iI]d\b", f"{match['own'] or ''} {match['names'] or ''}")
    names = told if len(told) == len(ends) else [f"{found[0].name}_id" for found in ends]
    further = _FURTHER.search(match["rest"])
    listed = field_list(match["rest"][further.end() :]) if further else []
    if match["owner"] and not told:
        return listed  # What it belongs to may be told by its path.
    return [*(Field(name, refers=found[0].name) for name, found in zip(names, ends, strict=True)), *listed]


def loosely(entity: Entity, statement: Statement, named: Callable[[str], list[Entity]]) -> list[Field]:
    """As `announced`, with verbs of any kind: `An entry in our diary notes the species and the place`. For what nothing else tells the fields of.

    Of a sentence that makes several kinds of records only the words about this one's making count.
    """
    making = [route for route in statement.routes if route.method == "POST" and not route.path.endswith("}")]
    mine = next((route for route in making if words.singular(words.code_name(route.segments[-1])) == entity.name), None)
    own = f"{mine.lead} {mine.text}" if mine and len(making) > 1 else ""
    for pattern in (_DETERMINED, _SUBJECT, _BY):
        for match in (match for text in _AT_ROUTES.split(own or statement.text) for match in pattern.finditer(text)):
            owners = [entity] if statement.routes else named(match.string[: match.start("rest")])
            listed = field_list(match["rest"])
            if owners and owners[0] is entity and len(listed) > 1:
                return listed
    return []


_SUBJECT = re.compile(
    r"(?i)^(?:(?:an?|each|every|new) )?[^.:;,{}/]{3,40}? [a-z]+(?<!s)s? (?:us |me |down )?(?P<rest>(?:its|their|the|an?) [a-z].*)"
)
_AT_ROUTES = re.compile(r"(?:\s+[a-z]+)?\s+\(?(?:GET|POST|PUT|PATCH|DELETE)\s+`?/\S+")
_DETERMINED = re.compile(r"(?i)\b(?P<rest>(?:the|an?) [a-z]+(?: [a-z]+)?(?: \([^()]*\))?(?:, (?:and )?|,? and )(?:the|an?) .*)")
_BY = re.compile(r"(?i)\b(?:by|with|under|giving|from|of|as|using):? (?P<rest>[a-z\"`].*)")
_WELCOME = re.compile(
    r"(?i)(?:^|[;,.] ?|\b(?:and|but|the|an?) )(?P<name>[`\"]?[a-z]\w*[`\"]?(?: [a-z]+)?(?: \([^()]*\))?(?:(?:, | and | or )(?:the |an? )?[`\"]?[a-z]\w*[`\"]?(?: \([^()]*\))?)*) (?:is|are) (?:\w+,? (?:but|and|though) )?(?:optional|not (?:required|mandatory|needed|necessary|obligatory))(?! (?:query |request |url |search )?(?:param\w*|filters?|quer(?:y|ies))\b)(?P<rest>[^.;]*)"
)
_OPTIONAL = re.compile(
    r"(?i)\b(?:the|an|its|their) optional (?P<name>[`\"]?[a-z]\w*[`\"]?(?: \([^()]*\))?)(?= (?:is|are|must|may|can|has|have)\b)(?P<rest>[^.;]*)"
)


_MAY = re.compile(
    r"(?i)(?:^|[;,.] ?|\band )(?:it|they|the (?:body|request)) (?:can|may|might) (?:also |optionally )?(?:have|contain|include|carry) (?P<name>[^.;]+)(?P<rest>)"
)


#: `A rating from 1 to 5 can be given`.
_GIVEN = re.compile(
    r"(?i)(?:^|[;,.] ?(?:and |but )?)(?:an?|the|its) (?P<name>[a-z]\w*(?: [a-z]+)??)(?P<rest>(?: (?:(?:from|between|of) -?\d|\((?=[^()]*\b(?:\d|text|number|date|string|optional)))[^.;]*?\)?)?) (?:can|may|might) (?:also |optionally |later |then )?be (?:given|added|set(?! to\b)|stored|entered|noted|provided)\b"
    r"(?! (?:as|in|via|with|through) [`\"]?(?:q\b|\?|(?:an? |the )?(?:[a-z]+ )?(?:query|url|param|filter)))"
)


#: `the rest is optional`: no field.
_OTHERS = re.compile(r"(?:the_)?(?:rest|others?|everything|anything|all|remaining)(?:_(?:one|two|three|four|five)s?|_fields?|_values?)?")


def welcome(texts: list[str]) -> list[Field]:
    """Fields that a sentence only calls optional: `Comments (at most 280 characters) are welcome but not required`."""
    found: dict[str, Field] = {}
    for match in (match for text in texts for pattern in (_WELCOME, _OPTIONAL, _MAY, _GIVEN) for match in pattern.finditer(text)):
        for one in (one for one in field_list(match["name"]) if not _OTHERS.fullmatch(one.name)):
            constrain(one, f"optional {match['rest']}")
            one.required = False
            found.setdefault(one.name, one)
    return list(found.values())


def owned(text: str) -> list[Field]:
    """The fields that a request tells as `its title, its price and …`; `its status is then open` tells what becomes of one."""
    told = [text[match.end() :] for match in _OWNED.finditer(text)]
    return next((listed for rest in told if not _BECOMES.match(rest) and (listed := _several(rest))), [])


def by_duty(texts: list[str]) -> list[Field]:
    """`Required: make, model. Optional: description.`"""
    found: list[Field] = []
    for text in texts:
        for match in _HAS_TO_BE.finditer(text):
            found += [one for one in field_list(match["list"] or match["must"]) if one.name not in {other.name for other in found}]
        marks = list(_DUTY.finditer(mask(text)))
        ends = [*(mark.start() for mark in marks[1:]), len(text)]
        for mark, end in zip(marks, ends, strict=False):
            listed = field_list(text[mark.end() : end])
            for one in listed:
                constrain(one, "optional" if mark["word"].lower() == "optional" else "required")
            found += [one for one in listed if one.name not in {other.name for other in found}]
    return found


#: `hands in work: student and sent_on (a date) are required`.
_REQUIRED = re.compile(
    r"(?i)(?:^|[:;] )(?P<list>[`\"a-z][^.;:]*?) (?:is|are) (?:both |all |each )?(?P<duty>required|mandatory|obligatory|needed)\b(?P<rest>[^.;]*)"
)


#: `description and place must be filled in`.
_NEEDED = re.compile(
    r"(?i)(?:^|[:;.,] (?:and |but )?)(?:the |an? )?(?P<list>[`\"a-z][^.;:]*?) (?:(?:is|are) (?:both |all |each )?(?:required|mandatory|obligatory|needed)"
    r"|(?:must|ha(?:s|ve) to|needs? to) (?:both |all |each )?be (?:filled(?: in| out)?|given|provided|present|there|entered|specified)"
    r"|(?:must|may|can) ?not (?:both |all )?be (?:empty|blank|missing|left (?:out|empty|blank)))\b"
)


_ONE = r"(?:the |an? )?[a-z][a-z_]*"
_LACKING = re.compile(
    rf"(?i)\b(?:if|when|whenever|where) (?:either )?(?:the |an? )?(?P<list>{_ONE}(?:, {_ONE})*,? or {_ONE}) (?:is|are|was|were) (?:left )?(?:missing|empty|blank|out|not given|not filled in)\b"
    rf"|\bwithout (?:either )?(?:the |an? )?(?P<without>{_ONE}(?:, {_ONE})*,? or {_ONE}) (?:(?:it|this|that|the [a-z]+) )?(?:is|are|comes|gets|gives|means)\b"
)


def needed_ones(text: str) -> set[str]:
    """The names of what a text says that must be told, as of a form."""
    told = [match["list"] for match in _NEEDED.finditer(text)] + [
        (match["list"] or match["without"]).replace(" or ", " and ") for match in _LACKING.finditer(text)
    ]
    return {one.name for listed in told for one in field_list(listed)}


def required_ones(text: str) -> list[Field]:
    """The fields of a request of which a text only says that they are required, and those that it goes on to call optional."""
    match = _REQUIRED.search(text)
    found = field_list(match["list"]) if match else []
    more = re.match(r",? (?:and |but )?(?P<list>[`\"a-z].*?) (?:is |are )?optional", match["rest"]) if match and found else None
    for one in found:
        constrain(one, "required")
    for one in field_list(more["list"]) if more else ():
        constrain(one, "optional")
        found.append(one)
    return found


_IS = r"(?:is|are|must be|has to be|have to be|should be|needs to be|can be)"
_CLAUSE = re.compile(rf"(?i)^(?:(?:and|where|the|its|an?) )*[`\"]?(?P<name>[a-z]\w*)[`\"]?,? {_IS} (?P<rest>\S.*)$")
_NO_SUBJECT = wordset("it this that they these there which what who all both each everything answer response body status id")


def by_clauses(text: str) -> list[Field]:
    """`stores a reading: value is a number from -40 to 80, taken_on is a date`: behind a colon or `where`, a clause for each field."""
    start = re.search(r":\s|,? where\s", mask(text))
    told: list[list[str]] = []
    between = rf",\s*(?:and |but )?|;\s*|\s+and\s+(?=(?:the |its )?[`\"]?\w+[`\"]? {_IS} )"
    for part in split(text[start.end() :], between) if start else ():
        clause = _CLAUSE.match(part)
        if clause and clause["name"].lower() not in _NO_SUBJECT:
            told.append([clause["name"], clause["rest"]])
        elif clause or not told:
            return []
        else:
            told[-1][1] += f", {part}"
    found = [Field(name) for name, _ in told]
    plain = [constrain(one, rest) and bool(one.type or one.choices) for one, (_, rest) in zip(found, told, strict=True)]
    return found if plain and all(plain) else []


#: `by age, the oldest first`: an order, and no field.
_ORDER = re.compile(r"\w+(?:est|most)_first|(?:last|best|worst|least)_first")


def _several(text: str) -> list[Field]:
    """A list of at least two, or of one of which more is said than its name."""
    listed = field_list(text)
    if any(_ORDER.fullmatch(one.name) for one in listed):
        return []
    return listed if len(listed) > 1 or (listed and repr(listed[0]) != repr(Field(listed[0].name))) else []
