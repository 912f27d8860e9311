"""Where a text says what fields a resource has, or what a request carries."""

import re
from dataclasses import replace

from shared.adapters.offline import words
from shared.adapters.offline.constraining import merge
from shared.adapters.offline.ir import MISSING, App, Entity, Field
from shared.adapters.offline.text import shapes
from shared.adapters.offline.types import guess
from shared.adapters.reading.announcing import announced, by_clauses, by_duty, joined, loosely, owned, welcome
from shared.adapters.reading.constraints import constrain
from shared.adapters.reading.fieldlists import field_list, from_members, shape_fields
from shared.adapters.reading.outline import Route, Statement
from shared.adapters.reading.parameters import USUAL
from shared.adapters.reading.plausible import declares, plausible

_HAS = (
    r"(?:(?:(?:shall|will) (?:always )?)?(?:has|have|having)(?: got)?|consists? of|contains?|includes?|comes? with|carr(?:y|ies)|is described by|are described by|with|is made (?:up )?of|records?|stores?|keeps?|needs?|gets?|is|are|knows?)"
    r"(?: the)?(?: following| these| two| three| four| five| six| seven)* ?(?:fields?|attributes|properties|data)?:?"
)
_ABOUT = r"(?:for|of|about) (?:each|every|all|an?|any|one|the|my|our)(?: of (?:our|the|my))?(?: new)?"
_WISH = r"(?:,? ?(?:i|we|you)(?:'d| would)? ?(?:like|want|need|must|have|note|store|keep|record|save|track|enter|write)?(?: to)?(?: (?:store|keep|save|record|note|know|track|have|enter|remember|write)?)?(?: down| up)?(?: the)?|,? (?:the following|there is|there are|it has|it stores?|we store|please store|store|keep|save|remember|note)):?"
_BODY = re.compile(
    r"(?i)(?:^|\b)(?:with(?: an?| the)?(?: json)?(?: body)?(?: (?:of|containing|with))?|giving|given|takes?|taking|sending|sends?|accepts?|accepting|expects?|expecting|needs?|requires?|requiring|(?:body|payload|request|json|object|it) (?:(?:must|has to|should|shall|needs to|will|can|may) )?(?:contains?|ha(?:s|ve)|includes?|holds?|carr(?:y|ies)|consists? of)|(?<!no )(?<!without )body|payload|json|containing|"
    r"fields?|including|passing|provide|providing|stating)(?:(?: an?| the)? (?:json )?(?:body|payload|object|fields?))?:?\s+(?=[`\"'\w])"
)


class Declarations:
    """Finds what an intent says of fields."""

    def __init__(self, app: App, statements: list[Statement]) -> None:
        self.app = app
        self.statements = statements
        #: Statements that only say which fields there are.
        self.used: set[str] = set()

    def read(self) -> None:
        """Gives every resource the fields that statements declare for it."""
        before = ""
        for statement in self.statements:
            for entity in self.app.entities.values():
                sole = len(self.app.entities) == 1
                if listed := (
                    self._declared(entity, statement)
                    or announced(entity, statement, before, self._named, sole)
                    or joined(entity, statement, self._named)
                ):
                    self._shortened(listed)
                    give(entity, listed)
                    self.used.add(statement.text)
            before = f"{statement.heading} {statement.under} {statement.text}"

    def rest(self, entity: Entity, texts: list[str], statements: list[Statement]) -> None:
        """What is told of a resource in other ways: all of its fields, where none is known, and those that are only called optional."""
        if not any(one.given for one in entity.fields.values()):
            for statement in statements:
                if listed := loosely(entity, statement, self._named):
                    give(entity, listed)
                    self.used.add(statement.text)
                    break
        known = {name for other in self.app.entities.values() for name in (other.name, other.plural, *other.fields)}
        for one in welcome(texts) if entity.fields else ():
            if one.name not in known and not {words.singular(one.name), words.plural(one.name)} & known:
                entity.fields[one.name] = one

    def _shortened(self, listed: list[Field]) -> None:
        """`an expires date`, of which the text says elsewhere that `expires` is mandatory: the last word was its type."""
        whole = " ".join(one.text for one in self.statements)
        for one in listed:
            if not (parts := re.fullmatch(r"(\w+)_(date|number|text|flag|list|boolean|integer|string)", one.name)) or one.name in whole:
                continue
            name = parts[1].replace("_", " ")
            with_type = len(re.findall(rf"(?i)\b{name} {parts[2]}\b", whole))
            if with_type == 1 and re.search(rf"(?i)\b(?:{name}|{words.plural(name)})\b(?! {parts[2]}\b)", whole):
                one.name = parts[1]
                if parts[2] != "number" or guess(one.name) != "string":  # A phone number is no number.
                    constrain(one, parts[2])

    def bullets(self) -> None:
        """`- species: string, required`: one field a line, below a line or a headline that names the resource."""
        about: Entity | None = None
        found: dict[str, list[Field]] = {}
        for statement in self.statements:
            match = _ONE_FIELD.match(statement.text) if not statement.routes else None
            entity = self._above(statement) or about
            fits = match and entity is not None and self._fits(entity, statement, match["name"])
            one = Field(match["name"]) if match and fits else None
            if entity is not None and one is not None and match and (constrain(one, match["rest"]) or _lists_fields(statement.under)):
                found.setdefault(entity.name, []).append(one)
                self.used.add(statement.text)
                continue
            named = self._named(f"{statement.heading} {statement.text}")
            announces = named and (len(statement.text) < 40 or statement.heading)
            about = self._posted(statement) if statement.routes else named[0] if announces else about
        for name, listed in found.items():
            give(self.app.entities[name], listed)

    def _posted(self, statement: Statement) -> Entity | None:
        """The resource that `POST /quotes` makes, where nothing but a list below it says of what."""
        bare = len(statement.routes) == 1 and statement.routes[0].method == "POST" and not statement.routes[0].text
        named = self._named(statement.routes[0].path.replace("/", " ")) if bare else []
        return named[-1] if named and not statement.routes[0].path.endswith("}") else None

    def _fits(self, entity: Entity, statement: Statement, name: str) -> bool:
        """Whether a word before a colon can be a field of this resource."""
        if name in {"resource", "entity", "id", "invalid", "errors", "fields", "otherwise", entity.name}:
            return False
        listing = any(route.method == "GET" and statement.text in route.more for one in self.statements for route in one.routes)
        if (listing and name in USUAL) or (re.search(r"\bGET\b", statement.under) and "POST" not in statement.under):
            return False  # It is a parameter of a list.
        return name not in entity.fields or _lists_fields(statement.under)

    def _above(self, statement: Statement) -> Entity | None:
        """The resource that the line or the headline above a bullet is about."""
        for text in (statement.under, statement.heading):
            if text and (named := self._named(re.sub(r"/[\w{}/\-]*", lambda path: path[0].replace("/", " "), text))):
                return named[0]
        sole = list(self.app.entities.values())
        lists = _lists_fields(statement.under) or _lists_fields(f"{statement.heading}:")
        return sole[0] if len(sole) == 1 and lists else None

    def _named(self, text: str) -> list[Entity]:
        """The resources that a text names, the first first."""
        places = [
            (found.start(), entity) for entity in self.app.entities.values() if (found := re.search(rf"(?i)\b(?:{_noun(entity)})\b", text))
        ]
        return [entity for _, entity in sorted(places, key=lambda pair: pair[0])]

    def _declared(self, entity: Entity, statement: Statement) -> list[Field]:
        if _lists_fields(statement.under) and entity not in (above := self._named(statement.under)) and above:
            return []  # It is a field of another, be it called like this.
        leads = [route.lead for route in statement.routes if route.method == "POST"]
        return next(
            (listed for text in (leads if statement.routes else [statement.text]) if (listed := self._listed(entity, statement, text))), []
        )

    def _below(self, entity: Entity, text: str) -> list[Field] | None:
        """`Each release has entries: kind, text`: what stands behind the colon is of the entries. None where the text says no such thing."""
        for owner in self.app.entities.values():
            for child in (one for one in self.app.entities.values() if entity in (owner, one) and one is not owner):
                match = re.match(
                    rf"(?i)(?:an?|each|every|the|our)? ?(?:{_noun(owner)}) (?:can |may )?(?:ha(?:s|ve)|contains?|consists? of|holds?|comes? with) "
                    rf"(?:(?:any number of|zero or more|one or more|many|several|some|a list of|its|their) )?(?:{_noun(child)})(?: with|,? each (?:with|having)|:| \()\s*",
                    text,
                )
                if match:
                    return field_list(text[match.end() :].removesuffix(")")) if entity is child else []
        return None

    def _own(self, entity: Entity, text: str) -> str:
        """A sentence up to where it goes on about another resource: `plots with a number, and gardeners with a name`."""
        others = "|".join(_noun(other) for other in self.app.entities.values() if other is not entity)
        other = (
            re.search(rf"(?i)(?:,? and|,|;) (?:{others})(?: (?:with|have|has|giving) (?:an?|the|their)|,? each) ", text) if others else None
        )
        if other is None:
            return text
        mine = re.search(rf"(?i)\b(?:{_noun(entity)})\b", text)
        return text[: other.start()] if mine and mine.start() < other.start() else text[other.start() :]

    def _owned_by(self, rest: str) -> list[Field]:
        """`pets have a name and belong to exactly one owner (owner_id)`: the owner, behind a list of fields."""
        told = re.search(
            r"(?i)\bbelongs? to (?:exactly |only )?(?:an?|one|the|some|its|their) ([a-z]+)(?: \((?:[a-z ]*\s)?[`\"]?(\w+_id)[`\"]?\))?",
            rest,
        )
        owner = self._named(told[1]) if told else []
        return [Field((told[2] if told else "") or f"{owner[0].name}_id")] if owner else []

    def _belongs(self, match: re.Match[str]) -> list[Field]:
        """What the beginning of a list of fields says of the owner: `reviews of a film (film_id) with …`, `expenses, each of which belongs to a trip and has …`."""
        told = match.groupdict()
        owner = self._named(told.get("owner") or "")
        name = told.get("reference") or (f"{owner[0].name}_id" if owner else "")
        return [Field(name)] if name else []

    def _listed(self, entity: Entity, statement: Statement, text: str) -> list[Field]:
        if len(self.app.entities) > 1 and (below := self._below(entity, text)) is not None:
            return below
        text = self._own(entity, text)
        text = re.sub(rf"(?i)\b({_noun(entity)}) \((?:/[\w/\-]*|{_noun(entity)})\)", r"\1", text)
        text = re.sub(
            r"(?i)\b(?:is|are) (?:uniquely )?(?:identified|known|named) by (?=(?:its|their|an?|the) )((?:[^.()]|\([^()]*\))*?),? and (?:also )?(?:has|have) ",
            r"has \1, ",
            text,
        )
        if shape := re.search(rf"(?i)\b(?:{_noun(entity)})\b[^.;{{]*?\b(?:has|have|is|are|looks?|like|consists?)\b[^.;{{]*(?=\{{)", text):
            found = shapes(text[shape.end() :]) if not statement.routes else []
            if found:
                return from_members(found[0].members)
        for pattern in (
            rf"(?i)\b(?:an?|each|every|all|the|our|any|new|one)? ?(?:{_noun(entity)})(?:'s? (?:record|entry|profile|card|sheet|data))? (?:also |always |then )?{_HAS}\s+",
            rf"(?i)\b(?:{_noun(entity)}) (?:of|for|on|about|to|in) (?:an?|the|one|each) [a-z]+(?: \((?P<reference>\w+_id)\))? (?:with|giving)\s+",
            rf"(?i)\b(?:{_noun(entity)}),? (?:each|all|every one)(?: of which| of them)? (?:belongs? to (?:an?|the|one|exactly one) (?P<owner>[a-z]+)(?: \(?(?:(?:given|named|called|as|in|by|with|the|field) )*(?P<reference>\w+_id)\)?)? and )?(?:has|have|with)\s+",
            rf"(?i)\b{_ABOUT} (?:{_noun(entity)}){_WISH}\s+",
            rf"(?i)^(?:the |an? |each |every )?(?:{_noun(entity)})(?: \w+)?(?: fields?| object| resource| model| entity)?\s*(?:\(|:|=|-|\{{)\s*",
        ):
            for match in re.finditer(pattern, text):
                listed = field_list(text[match.end() :]) if declares(text[: match.end()], match.start(), text[match.end() :]) else []
                managed = re.search(r"(?i)\b(?:manag\w*|keep\w*|stor\w*|track\w*|collect\w*|list)\b[^.;]*$", text[: match.end()])
                if (managed and listed) or plausible(listed, text[match.end() :], match[0], self.app):
                    return [*self._belongs(match), *listed, *self._owned_by(text[match.end() :])]
        own = entity.name in {words.singular(words.code_name(part)) for part in statement.heading.split()}
        if own and not statement.routes and re.match(r"(?i)(?:the )?(?:fields?|attributes|properties|data|has|body)\b:?", text):
            return field_list(re.sub(r"(?i)^(?:the )?(?:fields?|attributes|properties|data|has|body)\b\s*(?:are|is)?:?\s*", "", text))
        return []


#: A line that is about one field.
_ONE_FIELD = re.compile(r"(?:the |an? )?[`\"]?(?P<name>[a-z]\w*)[`\"]?\*?(?:\s*(?::|(?=\()|- |, )\s*|\s{2,})(?P<rest>[^/]+(?:/[^/{]+)*)$")


def _lists_fields(text: str) -> bool:
    """Whether a line announces a list of fields: `each hive has:`, `fields:`, `POST /hives takes:`."""
    return bool(
        re.search(
            r"(?i)\b(?:fields?|attributes|properties|data|body|has|have|with|takes?|consists?(?: of)?|contains?|includes?|is described by|stores?|columns)\b[^.]*:?$|\bPOST\b.*\b(?:with|takes?|body|giving)\b",
            text,
        )
    )


def _noun(entity: Entity) -> str:
    return "|".join(re.escape(form.replace("_", " ")) for form in (entity.plural, entity.name))


def give(entity: Entity, listed: list[Field], sent: bool = False) -> None:
    """Gives fields to a resource."""
    own = sent and len(listed) > 1  # `{"word", "uses"}` makes a word.
    listed = [one for one in listed if one.name not in {"id", f"{entity.name}_id"} and (one.name != entity.name or one.type or own)]
    settle_presence(listed)
    for one in listed:
        known = entity.fields.get(one.name)
        if known is None:
            entity.fields[one.name] = replace(one)
        else:
            if known.type.startswith("example:") and one.type:
                known.type = one.type
            merge(known, one)


def settle_presence(listed: list[Field]) -> None:
    """Where some fields of a list are called required and others nothing, the others are optional."""
    if any(one.required is True for one in listed) and not any(one.required is False and one.default is MISSING for one in listed):
        for one in listed:
            bare = one.required is None and (one.type in {"", "string", "integer", "number", "date"} or one.choices)
            one.required = False if bare and not one.unique else one.required


def body_of(route: Route) -> list[Field] | None:
    """What a request carries, as its words or its JSON tell; None when they tell nothing."""
    shown = _request_shape(route)
    if shown is not None:
        _described(shown, route)
        return shown
    if listed := by_duty([route.text, *route.more]) or _at_once(route):
        return listed
    for text in (route.text, *route.more):
        listed = (_list_only(text) if text is route.text else []) or _after_a_word(text)
        if listed:
            return listed
    if listed := by_clauses(route.text):
        return listed
    lead = re.search(r"(?i)\b(?:with|giving|sending|has|have|of)\s+", route.lead) if route.method == "POST" else None
    if route.method == "POST" and (told := next((told for text in (route.text, route.lead) if (told := owned(text))), [])):
        return told
    listed = field_list(route.lead[lead.end() :]) if lead else []
    return listed if lead and (len(listed) > 1 or (listed and re.match(r"(?:an?|the|its)\s", route.lead[lead.end() :]))) else None


#: What an operation takes from a queue is no field: `takes the first waiting job`.
_ONE_OF_MANY = re.compile(r"(?i)(?:the |an? )?(?:first|next|oldest|newest|last|latest|longest|earliest)\b")


def _at_once(route: Route) -> list[Field]:
    """A list right after the route: in brackets, after `saves`, after `offers a ride:`. Only one of several fields counts."""
    bracket = re.match(r"\(((?:[^()]|\([^()]*\))*)\)", route.text) if route.method == "POST" else None
    verbs = r"(?i)(?:saves?|stores?|records?|adds?|registers?|creates?|logs?|takes?) (?:an? \w+ )?(?=(?:the |an? )?[\w\"`]+ ?(?:\(|,))"
    having = r"(?i)(?:and |which |that |it )?(?:then |always |must |has to |should |shall |needs to )?(?:has|have|needs|include|contain|carries|consists of|contains|holds) (?=(?:an?|the|its|[`\"]?[a-z_]+[`\"]? ?(?:[(,]|and\b)))"
    starts = [
        match.end() for pattern in (verbs, having, r"[^:;.,{(]{3,40}:\s+(?=[a-z_]+(?: \(|,))") if (match := re.match(pattern, route.text))
    ]
    braces = re.match(r"\{([^{}]*\([^{}]*)\}", route.text) if not shapes(route.text) else None
    told = [route.text[start:] for start in starts if not _ONE_OF_MANY.match(route.text[start:])]
    for text in [found[1] for found in (bracket, braces) if found] + told:
        listed = field_list(text)
        told_more = bool(listed) and repr(listed[0]) != repr(Field(listed[0].name))
        several = len(listed) > 1 or (told_more and (re.match(having, route.text) or (bracket and text == bracket[1])))
        if several and listed[0].name != words.singular(words.code_name(route.path.rpartition("/")[2])):
            return listed
    return []


def _list_only(text: str) -> list[Field]:
    """A text that begins with the list: `name (required), price`."""
    bare = re.match(r"[a-z]+(?<!s) [a-z]+, ", text)
    if not bare and not re.match(
        r"(?i)\W*(?:json )?(?:body|payload|fields?|request)?\W*(?:(?:its|their|his|her|a|an|the) [a-z]+(?: [a-z]+)?|[`\"]?[a-z_]\w*[`\"]?\*?)\s*(?:\(|,|$|and\b|:|;(?=[^;]*;))",
        text,
    ):
        return []
    listed = field_list(re.sub(r"(?i)^\W*(?:json )?(?:body|payload|fields?|request)\b\W*", "", text))
    if bare and len(listed) < 3:
        return []
    told = re.match(r"\W*[`\"]?\w+[`\"]?\s*\(", text) or re.match(r"(?i)\W*(?:body|fields?|json)", text)
    return listed if len(listed) > 1 or told else []


def _after_a_word(text: str) -> list[Field]:
    """A list after `with`, `giving`, `body:` …, unless that speaks of the answer."""
    for match in _BODY.finditer(text):
        after = text[match.end() :]
        if re.search(
            r"(?i)\b(?:returns?|answers?|responds?|gives?|shows?|replies|->|20\d|array|list|page|form)\b[^.;]*$", text[: match.start()]
        ):
            break
        if re.match(r"(?i)send", match[0]) and re.match(r"(?i)(?:it|them|an? \w+|the \w+) (?:back )?(?:in)?to (?:an? |the )?[a-z]", after):
            continue
        if re.match(r"(?i)(?:one|1|an?|the|it|them|that)(?: \w+)? (?:away|from|off|out|back)\b", after) or _ONE_OF_MANY.match(after):
            continue
        listed = field_list(after)
        for one in listed if re.search(r"(?i)\b(?:can|may|might) ", match[0]) else ():
            one.required = False
        if listed and not (len(listed) == 1 and re.fullmatch(r"(?:id|status|code|html|all|20\d|it)", listed[0].name)):
            return listed
    return []


def _described(shown: list[Field], route: Route) -> None:
    """`{"title", "severity"}: title 1-100 chars, severity low|medium|high`: the list after the JSON describes its members."""
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


def _request_shape(route: Route) -> list[Field] | None:
    for text in (route.text, *route.more):
        for shape in shapes(text):
            before = text[: shape.start]
            if re.search(r"(?i)\b(?:list|array|set)s? of (?:[\w\-]+ ){0,4}$|\[\s*$", before) and shape.start > 12:
                continue
            if not re.search(r"(?i)->|\b(?:returns?|answers?|responds?|gives?|replies|shows?|tells?|comes? back|get|20\d)\b", before):
                return from_members(shape.members)
            if re.search(
                r"(?i)\b(?:body|payload|send(?:ing)?|request(?: is)?|takes?|with)(?: the)?(?: json)?(?: body)?:?\s*$", before
            ) and not re.search(r"(?i)\b(?:returns?|answers?|responds?|->)[^.;,]*$", before):
                return from_members(shape.members)
        if text is route.text and shapes(text):
            return None
    return shape_fields(route.lead) if route.lead.rstrip().endswith("}") and route.method == "POST" else None
