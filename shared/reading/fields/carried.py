"""What a request carries, as the words about its route or their JSON tell."""

import re
from dataclasses import replace

from shared.reading.fields.announcing import by_clauses, by_duty, owned, required_ones
from shared.reading.fields.bodies import from_members, shape_fields
from shared.reading.fields.constraints import constrain
from shared.reading.fields.excluding import refuses_what_follows
from shared.reading.fields.fieldlists import field_list
from shared.reading.fields.plausible import FORMULA
from shared.reading.fields.stating import with_verbs
from shared.reading.routes.routing import Routed
from shared.reading.text.lexicon import canonical
from shared.reading.text.outline import Route
from shared.reading.text.shapes import shapes
from shared.writing import words
from shared.writing.ir import Field
from shared.writing.types import guess, merge

_BODY = re.compile(
    r"(?i)(?:^|\b)(?:with(?: an?| the)?(?: json)?(?: body)?(?: (?:of|containing|with))?|giving|given(?: by| as| via)?|(?:by|under)(?= (?:(?:an?|its|their|the) )?(?:unique )?[a-z_]+ \()|takes?|taking|sending|sends?|for(?= an? [a-z_]+ \()|(?:creates?|makes?|builds?|registers?|adds?|stores?|saves?|records?|opens?) (?:an?|one|the|it)(?: new)?(?: [a-z\-]+){0,2} (?:from|out of)(?! (?:that|this|it|them|which|each|every)\b)(?: the fields?)?|from(?= (?:(?:an?|its|the) )?[a-z_]+(?:, (?:(?:an?|its|the) )?[a-z_]+)+,? and )|accepts?|accepting|expects?|expecting|needs?|wants|requires?|requiring|(?:body|payload|request|json|object|it) (?:(?:must|has to|should|shall|needs to|will|can|may) )?(?:contains?|ha(?:s|ve)|includes?|holds?|carr(?:y|ies)|consists? of)|(?<!no )(?<!without )body|payload|json|containing|"
    r"fields?(?=:| [`\"]| [a-z_]+(?:,| \(| and\b))|including(?! [a-z]+ing\b)|passing|provide|providing|stating|saying|telling(?: us| me)?|naming|leaving(?= (?:(?:an?|the|their|its|his|her) )?[a-z_]+(?: \(|,| and |[;.]|$))|noting(?: down)?|(?:not|writ|jott?)(?:e|es|s|ing) down|notes(?= (?:who|what|when|where|which|the|an?|its|their)\b)|entering(?= (?:their|its|his|her) ))(?:(?: an?| the)? (?:json )?(?:body|payload|object|fields?))?:?\s+(?=[`\"'\w])"
)


#: `We expect the usual statuses: created 201`, which no request carries.
_STATUSES = re.compile(r"(?i)\b(?:status(?:es| codes?)|(?:usual|http|answer|response) codes)\b")
#: `adds the points from the body (integer)`: the bracket is about the points.
_FROM_BODY = re.compile(
    r"(?i)(?:\bthe )?(?P<name>[`\"]?\b[a-z]\w*[`\"]?) (?:from|with|in|given in|sent in|of) the (?:(?:request|json) )*(?:body|payload|request)(?= \()"
)
#: What a button sends is empty.
_BUTTON = re.compile(r"(?i)\bbuttons?\b")
#: `with JSON (title, author)`.
_OF_JSON = re.compile(
    r"(?i)\b(?P<what>json|body|payload|form data)(?: object)? \((?P<list>[`\"']?[a-z]\w*[`\"']?(?:,| and | \()(?:[^()]|\([^()]*\))*)\)"
)


def body_of(route: Route) -> list[Field] | None:
    """What a request carries, as its words or its JSON tell; None when they tell nothing."""
    if _BUTTON.search(route.lead) and "{" not in route.text:
        return None
    route = replace(route, text=_FROM_BODY.sub(r"\g<name>", route.text))
    shown = _request_shape(route)
    if shown is not None:
        _described(shown, route)
        return shown
    if listed := by_duty([_under_duty(route), *route.more]) or _made_of(route) or _at_once(route) or _last_of_path(route):
        return listed
    for said in (route.text, *(more for more in route.more if not _STATUSES.search(more))):
        text = _OF_JSON.sub(r"\g<what> \g<list>;", said)
        listed = (_list_only(text) if said is route.text else []) or _after_a_word(text, route.path.rpartition("/")[2])
        if listed and not _is_itself(listed, route):
            return listed
    if listed := by_clauses(route.text):
        return listed
    return _of_new(route) if route.method == "POST" else None


#: `with the same body`, `in the same form`.
_SAME = re.compile(
    r"(?i)\bthe same (?:json |request )?(?:body|payload|request|fields?|input|parameters?|data)\b(?! (?:again|twice))|"
    r"\b(?:in|with) the same (?:form|format|shape|way|manner|style)\b|\blikewise\b"
)


def same_body(one: Routed, routed: list[Routed]) -> list[Field]:
    """`POST /wallets/{id}/withdraw with the same body`: what the operation before it of its kind is sent."""
    both = re.search(
        r"(?i)\b(?:both|each)(?: of them| actions| calls)?,? (?:with|need|take|expect|require|carry|are sent|get)\b",
        one.route.statement.text,
    )
    kinds = {one.endpoint.kind, *(("create", "action") if one.route.method == "POST" and one.endpoint.params else ())}
    alike = [other for other in routed if other.endpoint.kind in kinds and other.body and other is not one]
    before = [other for other in alike if _SAME.search(one.route.text) and routed.index(other) < routed.index(one)]
    beside = [other for other in alike if both and other.route.statement is one.route.statement]
    return [replace(field) for field in (before or beside)[-1].body] if before or beside else []


def _is_itself(listed: list[Field], route: Route) -> bool:
    """`/orders/{id}/pay needs a new order`: the record at hand, which no request carries."""
    owner = re.search(r"([\w\-]+)/\{\w+\}/[a-z\-]+$", route.path)
    return owner is not None and [one.name for one in listed] == [words.singular(words.code_name(owner[1]))]


def _under_duty(route: Route) -> str:
    """The words behind a route, with the duty that stands before it: `Required fields of POST /finds: item, place`."""
    duty = re.search(r"(?i)\b(required|mandatory|optional) [a-z]+ (?:of|for|in)\s*$", route.lead)
    return f"{duty[1]}: {route.text.lstrip(' :')}" if duty else route.text


def _of_new(route: Route) -> list[Field] | None:
    """What makes a record carries, as its words tell in other ways: what is required, its own, in a bracket, or before the path."""
    if listed := required_ones(route.text) or next((told for text in (route.text, route.lead) if (told := owned(text))), []):
        return listed
    for text in route.more:
        listed = max(required_ones(text), by_clauses(f": {with_verbs(text)}"), key=len)
        if len(listed) > 1:
            return listed
    if (sole := _SOLE.match(route.text)) and guess(sole[1]) in _TEXT_OR_NUMBER:
        return [Field(sole[1])]
    lead = None if _BECOMES.search(route.lead) else re.search(r"(?i)\b(?:with|giving|sending|has|have|of)\s+", route.lead)
    listed = field_list(route.lead[lead.end() :]) if lead else []
    return listed if lead and (len(listed) > 1 or (listed and re.match(r"(?:an?|the|its)\s", route.lead[lead.end() :]))) else None


#: `Jobs have a status that is "open" and becomes "closed" with POST …`: the record, not what the request carries.
_BECOMES = re.compile(r"(?i)\b(?:becomes?|turns?|changes?|goes|is (?:then|set))\b[^.;]*\b(?:with|by|via|through|using|on)\W*$")
#: `POST /tags (name) creates a tag`.
_SOLE = re.compile(r"\(([a-z]\w*)\)(?=\W*$|:| -| [a-z]+s\b)")
_TEXT_OR_NUMBER = frozenset({"string", "integer", "number", "email", "url", "date", "datetime"})
#: What an operation takes from a queue is no field: `takes the first waiting job`.
_ONE_OF_MANY = re.compile(r"(?i)(?:the |an? )?(?:first|next|oldest|newest|last|latest|longest|earliest)\b")


#: What a bracket says that an operation does: `(status "lent", lent_at set to the current time)`.
_DOES = re.compile(r"(?i)\b(?:status|state|stage|phase) (?:is |becomes |= ?|: ?)?\"|\bset to\b|\b(?:is|becomes|=) now\b|\w [+\-−] ?\d")
#: What a bracket says that a record begins with: `(balance 0)`, `(its status is open)`.
_BEGINS = re.compile(
    r"(?i)(?:^|, |\band )(?:(?:the|its|an?|with) )*\w+ (?:(?:=|:) ?)?(?:\d+|true|false|null|none|zero)(?:$|,| and| at)|\b(?:starts?|begins?|becomes?|goes|is set|are set)\b"
    r"|\b(?:status|state|stage|phase) (?:open|new)\b|\b(?:is|are) (?!(?:an?|the|one|optional|required|mandatory|unique|not|at|between|from|in|text|numbers?|integers?|dates?|strings?|whole|positive|both|all|of|needed)\b)"
)


#: `creates a member (name, unique, 1 to 30 characters)`.
_MADE_OF = re.compile(
    r"(?i)\W*(?:it )?(?:saves?|stores?|records?|adds?|registers?|creates?|logs?|enters?|makes?|books?|opens?|posts?) (?:(?:an?|one|the|another) )?(?:(?:new|single) )?"
    r"(?P<noun>[a-z]+(?: [a-z]+)?) \((?:just |only )?(?P<list>(?:[^()]|\([^()]*\))*)\)"
)


#: `create (name, owner)`.
_MADE_SO = re.compile(
    r"(?i)\W*(?:creates?|adds?|registers?|new|stores?|saves?)(?: (?:one|it))? \((?P<list>[`\"']?[a-z]\w*[`\"']?(?:, | and |, and )(?:[^()]|\([^()]*\))*)\)"
)


def _made_of(route: Route) -> list[Field]:
    """What stands in the bracket behind the record that a request makes: several fields, or one of which more is said or that is a text or a number."""
    if (
        (bare := _MADE_SO.match(route.text))
        and route.method == "POST"
        and not _DOES.search(bare["list"])
        and not _BEGINS.search(bare["list"])
    ):
        return field_list(bare["list"])
    match = _MADE_OF.match(route.text) if route.method == "POST" and route.segments else None
    if match is None or _DOES.search(match["list"]) or _BEGINS.search(match["list"]):
        return []
    listed = field_list(match["list"]) if words.code_name(match["noun"]) == words.singular(words.code_name(route.segments[-1])) else []
    told = len(listed) > 1 or (listed and (repr(listed[0]) != repr(Field(listed[0].name)) or guess(listed[0].name) in _TEXT_OR_NUMBER))
    return listed if told else []


def _at_once(route: Route) -> list[Field]:
    """A list right after the route: in brackets, after `saves`, after `offers a ride:`. Only one of several fields counts."""
    bracket = re.match(r"\(((?:[^()]|\([^()]*\))*)\)", route.text) if route.method == "POST" else None
    verbs = r"(?i)(?:saves?|stores?|records?|adds?|registers?|creates?|logs?|takes?|subtracts?|deducts?) (?:an? \w+ )?(?=(?:the |an? )?[\w\"`]+(?: and [\w\"`]+)? ?(?:\(|,))"
    having = r"(?i)(?:(?:makes?|creates?|adds?|opens?|enters?|records?|registers?|stores?|saves?|books?) (?:an?|one|the)(?: new)?(?: [a-z]+)?(?: \(20[01]\))?(?::|;|,) )?(?:\(20[01]\),? )?(?:and |which |that |it |they |each |of them |of which )*(?:then |always |must |has to |should |shall |needs to )?(?:has|have|needs?|include|contain|carr(?:y|ies)|comes? with|comprises?|consists? of|contains|holds?|bears?) (?=(?:an?|the|its|[`\"]?[a-z_]+[`\"]? ?(?:[(,]|and\b)))"
    announced = r"(?![^:]*\b(?:returns?|answers?|responds?|gives?|shows?)\b)[^:;.,{(]{3,40}(?:\(20[01]\))?:\s+(?=(?:(?:what|who|where|when|which|how)\b[^,;:()]* \()|(?:an? |its |the )?[`\"]?[a-z_]+[`\"]?(?: \(|,| and (?:an? |its |the )?[`\"]?[a-z_]+))"
    made_as = r"(?i)as (?=(?:an? |the )?[`\"]?[a-z_]+[`\"]?(?: \([^()]*\))?(?:,| and) )"
    named_by = r"(?i)by (?=(?:(?:just |only )?(?:their|its|his|her|the) )?(?!hand\b|mistake\b)[a-z_]+(?: and [a-z_]+)?\s*(?:[,.;]|$))"
    starts = [match.end() for pattern in (verbs, having, announced, made_as, named_by) if (match := re.match(pattern, route.text))]
    braces = re.match(r"\{([^{}]*\([^{}]*)\}", route.text) if not shapes(route.text) else None
    told = [route.text[start:] for start in starts if not _ONE_OF_MANY.match(route.text[start:])]
    for text in [found[1] for found in (bracket, braces) if found and not _DOES.search(found[1])] + told:
        listed = field_list(text)
        sole = re.search(r"(?i)\b(?:created|added|registered|made|entered) (?:with|by|via|using|through)$", route.lead)
        told_more = bool(listed) and repr(listed[0]) != repr(Field(listed[0].name))
        sole = sole or (_ADDED.match(route.text) and _OF_KIND.match(text))
        several = len(listed) > 1 or (listed and sole) or (told_more and (re.match(having, route.text) or (bracket and text == bracket[1])))
        if several and listed[0].name != words.singular(words.code_name(route.path.rpartition("/")[2])):
            return listed
    return []


#: `adds points (integer, at least 1) to the score`: how much, with its kind.
_ADDED = re.compile(r"(?i)(?:adds?|subtracts?|deducts?|takes?|removes?|withdraws?|deposits?|pays?|books?|raises|lowers) ")
_OF_KIND = re.compile(r"(?i)(?:an? |the )?[`\"]?[a-z]\w*[`\"]? \([^()]*\b(?:integer|number|decimal)\b[^()]*\) (?:to|from|off|on|onto) ")


#: `opened and refilled are both 0 afterwards`: what becomes of them, not what is sent.
_BECOME = re.compile(
    r"(?i)\W*(?:the |its )?\w+(?:, (?:the |its )?\w+)*,? and (?:the |its )?\w+,? (?:(?:both|all|are|then|become|go|start|begin|get|set|reset) )+(?:back |again |to |at |from )*(?:0|zero|true|false|null|up|down)\b"
)


#: `GET and PATCH /cabins/{id} read and change one`: what the operations do, not what is sent.
_VERBS = re.compile(
    r"(?i)\W*(?:read|get|fetch|show|return|view|list|create|add|change|update|edit|modify|replace|remove|delete)(?:,|,? and) (?:[a-z]+ly )?"
    r"(?:read|get|fetch|show|return|view|list|create|add|change|update|edit|modify|replace|remove|delete)\b"
)


def _list_only(text: str) -> list[Field]:
    """A text that begins with the list: `name (required), price`."""
    if _VERBS.match(text):
        return []
    bare = re.match(r"[a-z]+(?<!s) [a-z]+, ", text)
    if not bare and not re.match(
        r"(?i)\W*(?:json )?(?:body|payload|fields?|request)?\W*(?:(?:its|their|his|her|a|an|the|which|what) [a-z]+(?: [a-z]+)?|[`\"]?[a-z_]\w*[`\"]?\*?)\s*(?:\(|,|$|and\b|:|;(?=[^;]*;))",
        text,
    ):
        return []
    listed = field_list(text)
    if (bare and len(listed) < 3) or _BECOME.match(text):
        return []
    told = re.match(r"\W*[`\"]?\w+[`\"]?\s*\(", text) or re.match(r"(?i)\W*(?:body|fields?|json)", text)
    return listed if len(listed) > 1 or told else []


def _after_a_word(text: str, verb: str) -> list[Field]:
    """A list after `with`, `giving`, `body:` …, unless that speaks of the answer, or is what is done: `/send sends a draft`."""
    for match in _BODY.finditer(text):
        after = text[match.end() :]
        if re.search(
            r"(?i)\b(?:return(?:s|ed|ing)?|answer(?:s|ed|ing)?|respond(?:s|ing)?|gives?|shows?|shown|showing|comes?|displayed|listed|replies|replying|(?:sends?|sending|hands?|handing) back|->|20\d|array|list|page|form|filter\w*|sorted|searched|narrowed|restricted|paged)\b[^.;]*$",
            text[: match.start()],
        ):
            break
        if re.match(r"(?i)send", match[0]) and re.match(r"(?i)(?:it|them|an? \w+|the \w+) (?:back )?(?:in)?to (?:an? |the )?[a-z]", after):
            continue
        if (
            _CONDITION.search(text[: match.start()])
            or FORMULA.match(after)
            or refuses_what_follows(after, text[: match.start()])
            or _is_done(verb, match[0], after)
        ):
            continue
        if _NO_LIST.match(after) or _ONE_OF_MANY.match(after):
            continue
        listed = field_list(after)
        for one in listed if re.search(r"(?i)\b(?:can|may|might) ", match[0]) else ():
            one.required = False
        told = re.search(r"(?:^|\b(?:an?|the|its) )(?:new )?status\b(?! (?:code|of)|:? ?[\"\d])", f"{match[0][-4:]}{after}"[:24])
        if listed and (told or not (len(listed) == 1 and _no_field(listed[0].name, match[0], after))):
            return listed
    return []


#: `takes one away`, `fills finished_at with the time of the request`: the first is done, the second the server knows.
_NO_LIST = re.compile(
    r"(?i)(?:one|1|an?|the|it|them|that)(?: \w+){0,2} (?:away|from(?! -?\d)|off|out|back)\b"
    r"|(?:an?|the|one) [a-z]+ (?:that|who|which) (?:waits?|has (?:been )?wait\w+|is waiting|came)\b"
    r"|(?:up to|at most|at least|no more than|not more than|no fewer than|a maximum of) (?:\d|an?\b|one\b|two\b|three\b|four\b|five\b|six\b|ten\b)|(?:the )?(?:current |present )?(?:time|date|day|moment|timestamp) (?:of the (?:request|call|change)|when|at which)\b"
)


#: Which records it is done to: `only a task with a person can be done`, `only if it has a person`.
_CONDITION = re.compile(
    r"(?i)\bonly (?:an? |the |those |such )?(?:[a-z]+ )?[a-z]+ $|\b(?:if|unless|while|as long as|once|before|until) (?:(?:the|an?|this|that) [a-z]+ )?$"
)


def _is_done(verb: str, word: str, after: str) -> bool:
    """Whether a word that could announce a list is what the operation does: `/send sends a draft`."""
    own = re.match(rf"(?i){re.escape(verb.removesuffix('e'))}(?:e?s|e|ing)?(?: an?| the)? ", word)
    return own is not None and not re.match(r"(?i)[\w`\"]+(?: \(|,|:| and\b)", after)


#: `PUT /faults/{id}/status sets the status to the one in the body`, `… with the new status`.
_IN_BODY = r"(?:\breplac\w+|\b(?:new|whole|given|sent|full) (?:list|set|value|values|one|ones)\b|(?:in|from|of) the (?:request )?body|\bnew {name}\b|\bgiven {name}\b|\b{name} (?:of|in|from) the (?:request )?body)"


def _last_of_path(route: Route) -> list[Field]:
    """The field that a path ends with, where its words only say that the request carries it."""
    name = words.code_name(route.segments[-1]) if route.segments else ""
    told = route.method in {"PUT", "PATCH"} and len(route.segments) > 2 and not name.startswith("{")
    spoken = name.replace("_", " ")
    words_ = f"{route.lead} {route.text}"
    said = told and re.search(rf"(?i)\b{spoken}\b", words_) and re.search(f"(?i){_IN_BODY.format(name=spoken)}", words_)
    return [Field(name)] if said and not shapes(route.text) else []


def _no_field(name: str, before: str, after: str) -> bool:
    """Whether a word that stands alone is no field: `with status 201`, `with code 409`; `body: status` is one."""
    if name == "status" and re.match(r"(?i)(?:body|payload|json|fields?)\b", before):
        return False
    return bool(
        re.fullmatch(r"id|status|html|all|20\d|it|twice|once|again|together|only|back|away|out|anything|everything|nothing|something", name)
        or re.match(r"(?:the |an? )?code:? ?\d", after)
    )


#: `{"amount": 45.5} (also more than 0)`: what a bracket says of the only member.
_OF_SOLE = re.compile(r"[^{]*\{[^{}]*\}\s*\(([^()]*)\)")
_ALIKE = re.compile(r"(?i)\b(?:also|too|again|likewise|as well|similarly|equally|(?:which|it) (?:is|must be))\b")


def _described(shown: list[Field], route: Route) -> None:
    """`{"title", "severity"}: title 1-100 chars, severity low|medium|high`: the list after the JSON describes its members."""
    sole = _OF_SOLE.match(route.text) if len(shown) == 1 else None
    if sole is not None and not re.search(r"\b[245]\d\d\b|\bor\b|=", sole[1]):
        constrain(shown[0], canonical(_ALIKE.sub(" ", sole[1])).strip(" ,"))
    if re.match(
        r"[^{]*\{[^{}]*\}\s*\([^()]*\b(?:all|both|each|every one)(?: of them| of these)?,? (?:are |is )?(?:required|mandatory)\b",
        route.text,
    ):
        for one in shown:
            one.required = True
    names = "|".join(re.escape(one.name) for one in shown)
    after = re.match(r"[^{]*\{[^{}]*\}\s*(?::|- |where |with |\()\s*", route.text) or re.match(
        rf"[^{{]*\{{[^{{}}]*\}}[^{{}}]*?\((?=[`\"]?(?:{names})[`\"]?:)", route.text
    )
    described = {one.name: one for one in field_list(route.text[after.end() :])} if after else {}
    for one in shown:
        listed = re.search(
            rf"[(;,] ?[`\"]?{one.name}[`\"]?(?::| is| =) ([a-z][\w\-]*(?:(?:, | or |, or |/|\|)[a-z][\w\-]*)+)(?=[);]|$)", route.text
        )
        if listed and one.name not in described:
            constrain(one, listed[1])
        plain = one.name not in described and one.required is None
        one.required = False if plain and any(other.required for other in described.values()) else one.required
    for one in field_list(route.text[after.end() :]) if after else ():
        same = next((field for field in shown if field.name == one.name), None)
        if same is not None:
            same.type = one.type if same.type.startswith("example:") and one.type else same.type
            merge(same, one)


#: `POST /shops creates a shop (201): {"name": …}`: the status says nothing of the JSON behind it, which is no answer without an id.
_DONE = re.compile(r"\(20[01]\)(?=:?\s*$)")


def _request_shape(route: Route) -> list[Field] | None:
    for text in (route.text, *route.more):
        for shape in shapes(text):
            before = text[: shape.start]
            if all(name != "id" for name, _ in shape.members):
                before = _DONE.sub(" ", before)
            if re.search(r"(?i)\b(?:list|array|set)s? of (?:[\w\-]+ ){0,4}$|\[\s*$", before) and shape.start > 12:
                continue
            if not re.search(
                r"(?i)->|\b(?:returns?|answers?|responds?|responses?|results?|output|gives?|replies|shows?|tells?|comes? back|get|20\d)\b",
                before,
            ):
                return from_members(shape.members)
            if re.search(
                r"(?i)\b(?:body|payload|send(?:ing)?|request(?: is)?|takes?|with)(?: the)?(?: json)?(?: body)?:?\s*$", before
            ) and not re.search(r"(?i)\b(?:returns?|answers?|responds?|->)[^.;,]*$", before):
                return from_members(shape.members)
        if text is route.text and shapes(text):
            return None
    return shape_fields(route.lead) if route.lead.rstrip().endswith("}") and route.method == "POST" else None
