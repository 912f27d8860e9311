"""Whether what follows a word of having can be the fields of a resource: `is`, `has` and `with` also say other things."""

import re

from shared.reading.fields.excluding import refuses_what_follows
from shared.writing.ir import App, Field

#: `years (integer, never negative)`: what a bracket begins with that speaks of a value, and lists no members.
OF_VALUE = (
    r"(?:an? )?(?:(?:positive|non-?negative|optional|required|unique|whole|decimal|free|short) )*(?:integer|whole number|boolean|string|decimal|optional|required|unique|at least|at most|up to|one of|(?:list|array) of|true or false|yes or no"
    r"|(?:number|text|date)(?=,? (?:not|never|no|nothing|at|between|from|greater|more|above|below|up|max|min|optional|required|zero|0)\b))\b"
)


_FIELD = r"(?:an? |the |its |their )?(?:(?:computed|extra|additional|read-only) )?(?:(?:field|member|property|attribute|value)s? )?(?:(?:called|named) )?[`\"]?"
#: `a cost, which is the rate times the hours`, `a flag late that is true if …`: what is computed is no field.
FORMULA = re.compile(
    r"(?i)(?:an? |the |its |their )?[`\"]?[a-z]\w*[`\"]?(?:,? (?:which|that) (?:is|equals)|,? being) (?:the |its |their )"
    r"(?:[^.;,()]*\b(?:times|minus|plus|multiplied by|divided by)\b|(?:sum|total|average|difference|product) of\b)"
    rf"|{_FIELD}[a-z]\w*[`\"]?(?:,|:| =| \(|,? (?:which|that) (?:is|holds|gives|tells)|,? being) ?(?:the |its |their )(?:sum|average|mean|difference|product|ratio|quotient) (?:of|between)\b"
    r"|(?:an? |the |its |their )?(?:(?:boolean|computed|extra|additional) )?(?:(?:field|flag|member|property|attribute|value)s? )?(?:(?:called|named) )?[`\"]?[a-z]\w*[`\"]?(?: (?:field|flag|member|property|attribute))?"
    r"(?:,? (?:that|which)(?: is|'s) |,? being |:(?: it is| it's)? |, | ?\()(?:true|false) (?:if|when|while|whenever|once|unless|as (?:soon|long) as|for|exactly|only) (?!missing\b|left|omitted|not (?:given|sent|set)\b|it is (?:missing|not (?:given|sent|set))|nothing)"
    rf"|{_FIELD}[a-z]\w*[`\"]? ?[(=:] ?(?:the |its )?[a-z]\w* (?:minus|plus|times|multiplied by) (?:the |its )?[a-z]"
    r"|(?:an? |the |its |their )?(?:(?:read-?only|extra|additional|two|three|four|some|these|following) )*(?:computed|calculated|derived) (?:(?:field|member|property|attribute|value|number|count)s?\b|[a-z]+_[a-z])"
    r"|[a-z_]+(?:, [a-z_]+)*,? and [a-z_]+,? (?:\(|which are |that are )?(?:both|all(?: of them)?|all \w+)? ?(?<= )(?:computed|calculated|derived|worked out|counted) (?:from|over|out of|by|on)\b"
    rf"|{_FIELD}(?:[a-z_]+_(?:count|total|sum|average)|(?:number_of|total|average|avg|mean|latest|last|newest|highest|lowest)_[a-z_]+)[`\"]?"
    r"(?::|,|,? (?:which|that) (?:is|are|tells|counts|gives|holds)|,? being| =| \() ?(?:the |its |their )?"
    r"(?:how many\b|(?:(?:computed|calculated|derived|worked out)\b|(?:total )?(?:number|count|sum|average|mean) of [a-z])|\w+ (?:of|from) (?:the |its |their )?(?:latest|newest|last|most recent) \w)"
)


def computes(text: str) -> bool:
    """Whether a sentence gives a resource what is computed: `a team has player_count: the number of its players`."""
    return any(
        FORMULA.match(text, having.end())
        for having in re.finditer(r"(?i)\b(?:has|have|carry|carries|gets?|contains?|includes?|shows?) (?:also )?", text)
    )


def declares(lead: str, start: int, rest: str) -> bool:
    """Whether what follows `a book has` can be its fields: an answer shows more than what requests carry, a condition declares nothing, `has the status open` tells a value."""
    if re.search(
        r"(?i)\b(?:number|count|amount|sum|total) of(?: the| its)? ?$|\b(?:gets? back|comes? back|gives? back|returns?|answers?|responds?|replies)\b[^.;]*$|\b(?:if|when|once|whenever|as soon as|as long as|so long as|unless|until|while|after|without|no|not)(?: an?| any| the| every| each)? ?$",
        lead[:start],
    ):
        return False
    if FORMULA.match(rest) or refuses_what_follows(rest, lead):
        return False
    if re.match(r"the (?:status|state|stage|phase) [\"']?[a-z_]+[\"']?\s*(?:$|[.,;])", f"{lead[-4:]}{rest}"):
        return False
    if re.search(r"(?i)\b(?:new|must|should|needs to|has to)\b", lead[max(0, start - 4) :]) and re.match(
        r"(?:an? |the |its )?[a-z]\w* (?:of |= ?|is )?(?:zero|-?\d+|null|true|false)\b", rest
    ):
        return False
    if re.match(r"(?:an? |its )?(?:initial )?(?:status|state|stage|phase) (?:of |is |= ?)?[\"'][\w \-]+[\"']\s*(?:$|[.,;]|and )", rest):
        return False
    return (
        re.match(
            r"(?i)(?:no|as (?:many|much)|so many|more|fewer|at most|only|already|not|never|any|th(?:is|at|ese|ose)|the (?:same|given)|such)\b",
            rest,
        )
        is None
    )


#: `our kennel needs a service`, `my shop has a website`: who asks has no fields.
_ASKS = re.compile(r"(?i)\b(?:our|my)\b[^.;,]* (?:has|have|gets?)\W*$|\b(?:needs?|wants?)\W*$")
_SOFTWARE = re.compile(
    r"(?i)\W*(?:an? |some |the )?(?:[\w\-]+ ){0,3}(?:services?|apis?|apps?|applications?|software|systems?|back-?ends?|servers?|(?:web)?sites?|programs?|tools?|help|solution)(?=\W*$|[.,;:]| [a-z])"
)


def plausible(listed: list[Field], text: str, lead: str, app: App) -> bool:
    """`is` and `with` also say other things: there, a list must look like one of fields."""
    if not listed or any(
        re.match(rf"(?i)\W*[a-z]+s [a-z]+ (?:their |the |new )?{entity.plural}\b", text) for entity in app.entities.values()
    ):
        return False  # `employees post ideas`
    if repr(listed[0]) == repr(Field(listed[-1].name)) and _ASKS.search(lead) and _SOFTWARE.match(text):
        return False
    if any(one.name in app.entities and not one.type for one in listed) and not re.search(r"(?i)\bha(?:s|ve)\b", lead):
        return False
    weak = re.search(
        r"(?i)\b(?:is|are|gets?|with|needs?|keeps?|stores?|records?|includes?|contains?|knows?)\b(?: the)?[^a-z]*$", lead.strip()
    )
    if weak and re.search(r"(?i)\b(?:is|are|gets?)\b(?: the)?[^a-z]*$", lead.strip()):
        return len(listed) > 1 and all(repr(one) != repr(Field(one.name)) for one in listed) and bool(re.match(r"\s*\w+ \(", text))
    if weak and "with" in lead.lower().split():
        if len(listed) == 1 and repr(listed[0]) == repr(Field(listed[0].name)):
            return False
        return bool(re.match(r"(?i)\s*(?:an?|the|its|their|`|\")", text)) and not re.match(
            r"(?i)\s*(?:the (?:given|same|id)|(?:its|their|his|her|the) own\b|an? (?:unknown|id|empty))", text
        )
    return True
