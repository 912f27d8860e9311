"""Where a text says what fields a resource has, or what a request carries."""

import re
from dataclasses import replace

from shared.reading.fields.announcing import announced, further, joined, loosely, welcome
from shared.reading.fields.bodies import from_members
from shared.reading.fields.bracketed import bracketed
from shared.reading.fields.constraints import constrain
from shared.reading.fields.fieldlists import field_list
from shared.reading.fields.plausible import computes, declares, plausible
from shared.reading.results.parameters import USUAL
from shared.reading.text.outline import Statement
from shared.reading.text.shapes import shapes
from shared.writing import words
from shared.writing.ir import MISSING, App, Entity, Field
from shared.writing.types import guess, merge

_HAS = (
    r"(?:(?:(?:shall|will|must|should|needs to|has to) (?:always )?)?(?:has|have|having)(?: got)?|consists? of|contains?|includes?|comes? with|carr(?:y|ies)|is described by|are described by|with|is made (?:up )?of|records?|stores?|keeps?|needs?|gets?|is|are|knows?|(?:can|may) (?:also |optionally )?(?:have|carry|contain)(?= (?:an? )?[`\"]?[a-z]\w*[`\"]? \()|(?:says|tells|states|notes|names)(?= (?:which|who|whom|what|how|when|where|whether) [^()]* \())"
    r"(?:(?<! is)(?<! are)(?: just| only| simply| nothing but| nothing more than))?(?: the)?(?: following| these| two(?! (?!fields?\b|attributes\b|properties\b|data\b)[a-z]+s(?:,| -|:) [a-z_]+ and [a-z_]+(?:,| who| and))| three| four| five| six| seven)* ?(?:fields?|attributes|properties|data)?:?"
)
#: `A ticket records one lorry that was weighed: plate, material …`, `stands for one lorry, with plate …`: what it stands for, before the list.
_STANDS_FOR = (
    r"(?:[a-z]+s (?=[`\"]?[a-z]\w*[`\"]? \()|(?!(?:has|is (?:returned|shown|displayed|listed|answered|found|created|added))\b)[a-z]+s (?!with\b|of\b)[^,;:(){}]+"
    r"(?:: |,? (?:with|having) )(?=[^.;]*[,(])(?:(?:the )?(?:fields|data|its|their):? )?)"
)
_ABOUT = r"(?:for|of|about) (?:each|every|all|an?|any|one|the|my|our)(?: of (?:our|the|my))?(?: new)?"
_NOTE = r"(?:store|keep|save|record|note|know|track|have|enter|remember|write)"
_WISH = (
    rf"(?:,? ?(?:i|we|you)(?:'d| would)? ?(?:(?:like|want|need|must|have|note|store|keep|record|save|track|enter|write)(?: to)?(?: {_NOTE})?|to {_NOTE}|{_NOTE}?(?=:))(?: down| up)?(?: the)?"
    r"|,? (?:the following|there is|there are|it has|it stores?|we store|please store|store|keep|save|remember|note)):?"
)

#: What follows a name that stands for itself, and not before another word: `tracking is unique`, and not `a tracking event`.
_ITSELF = r"(?=\W*$|[.,;:?=)\"]| (?:is|are|must|can|may|cannot|should|has|have|and|or|of|below|above|before|after|at|in|on|lies|exceeds?|defaults?)\b)"

#: `List patches with optional filters synth and min_rating`: what is asked of a list.
_QUERIED = re.compile(
    r"(?i)(?:(?:optional|additional|possible|query|url|search|simple|support for|these|following|some|the) )*(?:filters?|parameters?|params?|filtering|sorting|ordering|paging|pagination|searching|quer(?:y|ies)|sort options?)\b"
)


#: `Spendings are booked on a budget with a text and an amount`, `Under a budget people book spendings: …`.
_BENEATH = (
    r"(?i)(?:(?:all |the )?(?:{child}) (?:(?:are|get|can be) [a-z]+(?:ed|en|ne|de|pt) (?:on|to|for|in|at|against|with|by)|(?:are )?(?:[a-z]+ed |live |sit |come )?(?:under|below|beneath)|belong to|go to|hang off) "
    r"(?:(?:an?|the|each|every|one|exactly|its|their) )+(?:{owner})(?:,? and (?:have|has|carry|consist of|need) |,? (?:with|made of|consisting of) |: | \()\s*(?!(?:an?|each|every|the|one) (?:{child}) |\w+_id\b)"
    r"|(?:under|below|beneath|for|on|to) (?:(?:an?|the|each|every) )(?:{owner}),? (?:[a-z]+ ){{0,3}}(?:{child})(?: (?:are|get) [a-z]+)?(?:,? (?:with|each with|having|consisting of) |: | \()\s*)"
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
                if listed := (
                    bracketed(entity, statement)
                    or self._declared(entity, statement)
                    or (not computes(statement.text) and announced(entity, statement, before, self._named, len(self.app.entities) == 1))
                    or joined(entity, statement, self._named)
                ):
                    listed += [one for one in further(entity, statement) if one.name not in {other.name for other in listed}]
                    self._shortened(listed)
                    give(entity, [one for one in listed if not self._are_others(entity, one)])
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
        known |= {part.name for one in entity.fields.values() for part in one.parts}
        for one in welcome(texts) if entity.fields else ():
            state_of = one.name.rpartition("_")[2] in self.app.entities  # `a filed claim`
            if not state_of and one.name not in known and not {words.singular(one.name), words.plural(one.name)} & known:
                entity.fields[one.name] = one

    def _are_others(self, entity: Entity, one: Field) -> bool:
        """`each meter has readings`, which are records of their own: no field."""
        name = re.sub(r"^(?:many|several)_", "", one.name)
        other = next((other for other in self.app.entities.values() if other is not entity and name == other.plural), None)
        return other is not None and one.type in {"", "list"} and not one.parts

    def _shortened(self, listed: list[Field]) -> None:
        """`an expires date`, of which the text says elsewhere that `expires` is mandatory: the last word was its type."""
        whole = " ".join(one.text for one in self.statements)
        for one in listed:
            if (
                not (parts := re.fullmatch(r"(\w+)_(date|number|text|flag|list|boolean|integer|string|count)", one.name))
                or one.name in whole
            ):
                continue
            name = parts[1].replace("_", " ")
            with_type = len(re.findall(rf"(?i)\b{name} {parts[2]}s?\b", whole))
            if with_type == 1 and re.search(rf"(?i)\b(?:{name}|{words.plural(name)})\b{_ITSELF}", whole):
                one.name = parts[1]
                if parts[2] != "number" or guess(one.name) != "string":  # A phone number is no number.
                    constrain(one, {"count": "integer"}.get(parts[2], parts[2]))

    def bullets(self) -> None:
        """`- species: string, required`: one field a line, below a line or a headline that names the resource."""
        about: Entity | None = None
        found: dict[str, list[Field]] = {}
        for statement in self.statements:
            match = _ONE_FIELD.match(statement.text) if not statement.routes else None
            entity = self._above(statement) or about
            if entity is not None and not statement.routes and (bare := _BARE.fullmatch(statement.text)) and self._under(entity, statement):
                found.setdefault(entity.name, []).append(Field(bare[1]))
                self.used.add(statement.text)
                continue
            if entity is not None and not statement.routes and (several := self._several(entity, statement)):
                found.setdefault(entity.name, []).extend(several)
                self.used.add(statement.text)
                continue
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

    def _several(self, entity: Entity, statement: Statement) -> list[Field]:
        """`- host, value: required, non-empty`: several fields of which one thing is said."""
        match = _ONE_FOR_ALL.fullmatch(statement.text)
        names = re.findall(r"\w+", re.sub(r"\b(?:and|or)\b", " ", match["names"])) if match else []
        listed = [Field(name) for name in names if self._fits(entity, statement, name)]
        said = [constrain(one, match["rest"] if match else "") for one in listed]
        return listed if len(listed) == len(names) and all(said) else []

    def _under(self, entity: Entity, statement: Statement) -> bool:
        """Whether a bullet stands below nothing but the name of a resource."""
        names = {entity.name, entity.plural}
        return any(words.code_name(text.strip(" :")) in names for text in (statement.under, statement.heading) if text)

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
            sent = _SENT_TO.search(text)
            if sent and (made := self._named(sent["last"].replace("-", " "))):
                return made[0]
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
                    rf"(?i)(?:(?:an?|each|every|the|our)? ?(?:{_noun(owner)}) (?:can |may )?(?:ha(?:s|ve)|contains?|consists? of|holds?|comes? with)|"
                    rf"(?:for|to|of|about) (?:each|every|any) (?:{_noun(owner)}),? (?:we|i|you|they) (?:[a-z']+ ){{0,3}}[a-z]+) "
                    rf"(?:(?:any number of|zero or more|one or more|many|several|some|a list of|its|their) )?(?:{_noun(child)})(?: with|,? each (?:with|having)|:| \()\s*",
                    text,
                )
                match = match or re.match(_BENEATH.format(child=_noun(child), owner=_noun(owner)), text)
                if match:
                    return field_list(text[match.end() :].removesuffix(")")) if entity is child else []
        return None

    def _own(self, entity: Entity, text: str) -> str:
        """A sentence up to where it goes on about another resource: `plots with a number, and gardeners with a name`."""
        others = "|".join(_noun(other) for other in self.app.entities.values() if other is not entity)
        other = (
            re.search(
                rf"(?i)(?:,? and|,|;) (?:(?:each|every|an?|the|all) )?(?:{others})(?: (?:with|have|has|giving) (?:an?|the|their)|,? each) ",
                text,
            )
            if others
            else None
        )
        if other is None:
            return text
        mine = re.search(rf"(?i)\b(?:{_noun(entity)})\b", text)
        return text[: other.start()] if mine and mine.start() < other.start() else text[other.start() :]

    def _owned_by(self, entity: Entity, rest: str) -> list[Field]:
        """`pets have a name and belong to exactly one owner (owner_id)`: the owner, behind a list of fields."""
        told = re.search(
            r"(?i)\bbelongs? to (?:exactly |only )?(?:an?|one|the|some|its|their) ([a-z]+)(?: \((?:[a-z ]*\s)?[`\"]?(\w+_id)[`\"]?\))?",
            rest,
        )
        owner = [one for one in self._named(told[1]) if one is not entity] if told else []
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
        text = re.sub(rf"(?i)\b(?:the|its) (?:{_noun(entity)})'s (?=[a-z])", "the ", text)
        text = re.sub(rf"(?i)\b({_noun(entity)}) \((?:/[\w/\-]*|{_noun(entity)})\)", r"\1", text)
        text = re.sub(
            rf"(?i)^(?:resource|entity|model|object|type|table|schema) [`\"']?({_noun(entity)})[`\"']?(?=:| ?=| ?\\{{| has| consists)",
            r"\1",
            text,
        )
        text = re.sub(
            rf"(?i)\b({_noun(entity)}) belongs? to (?:an?|one|exactly one) \w+(?: \(\w+\))?(?:,? and|,) (?=(?:has|have|consists?|contains?)\b)",
            r"\1 ",
            text,
        )
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
            rf"(?i)^(?:an?|each|every|one)? ?(?:{_noun(entity)}) {_STANDS_FOR}",
            rf"(?i)\b(?:an?|each|every|all|the|our|any|new|one)? ?(?:{_noun(entity)})(?:(?:'s?)? (?:record|entry|profile|card|sheet|data|file)|,? each(?: of (?:which|them|these))?)? (?:also |always |then )?{_HAS}\s+",
            rf"(?i)\b(?:{_noun(entity)}) (?:of|for|on|about|to|in) (?:an?|the|one|each) [a-z]+(?: \((?P<reference>\w+_id)\))? (?:with|giving)\s+",
            rf"(?i)\b(?:{_noun(entity)}),? (?:each|all|every one)(?: of which| of them)? (?:belongs? to (?:an?|the|one|exactly one) (?P<owner>[a-z]+)(?: \(?(?:(?:given|named|called|as|in|by|with|the|field) )*(?P<reference>\w+_id)\)?)? and )?(?:has|have|with)\s+",
            rf"(?i)\b{_ABOUT} (?:{_noun(entity)}){_WISH}\s+",
            rf"(?i)^(?:the |an? |each |every )?(?:{_noun(entity)})(?: \w+)?(?: fields?| object| resource| model| entity)?\s*(?:\(|:|=|-|\{{)\s*",
        ):
            for match in re.finditer(pattern, text):
                announces = re.fullmatch(r"[a-z]+:", text[match.end() :])  # `chores with the following features:`
                told = (
                    not announces
                    and not _QUERIED.match(text[match.end() :])
                    and declares(text[: match.end()], match.start(), text[match.end() :])
                )
                listed = field_list(text[match.end() :]) if told else []
                managed = re.search(r"(?i)\b(?:manag\w*|keep\w*|stor\w*|track\w*|collect\w*|list)\b[^.;]*$", text[: match.end()])
                says = re.search(r"(?i)\b(?:is|are)\b(?: the)?\W*$", match[0])
                if (managed and listed and not says) or plausible(listed, text[match.end() :], match[0], self.app):
                    return [*self._belongs(match), *listed, *self._owned_by(entity, text[match.end() :])]
        own = entity.name in {words.singular(words.code_name(part)) for part in statement.heading.split()}
        if own and not statement.routes and re.match(r"(?i)(?:the )?(?:fields?|attributes|properties|data|has|body)\b:?", text):
            return field_list(re.sub(r"(?i)^(?:the )?(?:fields?|attributes|properties|data|has|body)\b\s*(?:are|is)?:?\s*", "", text))
        return []


_ONE_FOR_ALL = re.compile(
    r"(?P<names>[`\"]?[a-z]\w*[`\"]?(?:(?:, (?:and )?| and |/)[`\"]?[a-z]\w*[`\"]?)+) ?(?::|-(?= )|\() ?(?P<rest>[^/{]+?)\)?"
)
#: What a request makes or changes: the last collection of its path.
_SENT_TO = re.compile(r"\b(?:POST|PUT|PATCH) [`\"']?/(?:[\w{}\-]+/)*(?P<last>[a-zA-Z][\w\-]*)(?:/\{\w+\})?(?![\w/{\-])")
#: A line with the name of a field, and no more.
_BARE = re.compile(r"[`\"]?([a-z]+(?:_[a-z]+)+)[`\"]?")
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
            bare = bare and not one.name.endswith(("_id", "Id"))  # What it belongs to is no matter of choice.
            bare = bare and not (one.shortest and one.pattern)  # Nor is a code of a form of its own.
            one.required = False if bare and not one.unique else one.required
