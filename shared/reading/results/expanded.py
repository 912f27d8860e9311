"""What answers hold whole: references as objects (`with collection expanded to an object holding code and title`), and the records below one as a list."""

import re
from collections.abc import Iterator

from shared.reading.text.shapes import shapes
from shared.writing.ir import App, Computed, Entity, Field

#: That something is shown as an object, and not as its key.
_AS_OBJECT = r"(?:expanded|embedded|nested|inlined|resolved|populated|an? (?:nested |full |whole |embedded |json )?(?:object|record)|instead of (?:just |only )?(?:the|its|an?) (?:id|code|key|number))"
#: What is said of an object that is shown in another.
_NESTED = r"(?:nested|embedded|expanded|inlined|inner|inline)"
_WHOLE = r"(?:full|whole|complete|entire)"
_EMBEDS = r"(?:embed(?:s|ded|ding)?|nest(?:s|ed|ing)?|inlin(?:es|ed|ing)|expand(?:s|ed|ing)?|resolv(?:es|ed|ing)|populat(?:es|ed|ing))"
#: What leads from an object to its name: `an embedded object vineyard`, `a nested object for its author`, `an object called team`.
_NAMING = r"(?:,? (?:called|named|for|under|with|of|describing|representing|about|the|its|an?|key|name|member|field))* [`\"]?"
_WITH = r"(?:with|incl\.|includ(?:es?|ing)|plus|carries|carry|contains?|shows?|together with|along with|and|,) (?:also )?(?:an? |the |its |their )?"


def expand(app: App, kind: str, entity: Entity, text: str) -> bool:
    """Shows the record that a reference is to, in its stead or beside it, in the answers of an operation of this kind. Whether the text says so of one."""
    told = False
    for one, owner in _references(app, entity) if kind in {"get", "list", "create", "update"} else ():
        if said := _said(one, owner, text):
            told = True
            _embed(entity, one, owner, _called(one, owner, text), list(_named(owner, said)), kind)
    return told


def is_embedded(app: App, kind: str, entity: Entity, name: str, value: object) -> bool:
    """Whether a member of an answer is an object of what a reference is to: `{"id": 1, "book": {"id": 2, "title": "..."}}`."""
    inner = list(value) if isinstance(value, dict) else shown[0].names if (shown := shapes(str(getattr(value, "text", value)))) else []
    for one, owner in _references(app, entity):
        known = {owner.key, *owner.fields}
        if name in {one.name, _stem(one, owner), owner.name} and inner and {*inner} <= known:
            _embed(entity, one, owner, name, inner, kind)
            return True
    return any(name == each.name and each.code.startswith("{") for each in entity.computed)


def _references(app: App, entity: Entity) -> Iterator[tuple[Field, Entity]]:
    """The fields that refer to one record, each with whose."""
    for one in entity.fields.values():
        if one.type != "list" and one.refers in app.entities:
            yield one, app.entities[one.refers]


def _embed(entity: Entity, one: Field, owner: Entity, name: str, members: list[str], kind: str) -> None:
    known = next((other for other in entity.computed if other.name == name), None)
    if known is not None:
        known.only = known.only if kind == "get" else ""
        return
    found = f'find_{owner.name}(row["{one.name}"])'
    shown = ", ".join(f'"{member}": {found}["{member}"]' for member in members)
    guard = f' if row["{one.name}"] is not None else None' if one.required is False else ""
    entity.computed.append(Computed(name, f"{{{shown}}}{guard}", f"its {owner.name}", "one" if kind == "get" else ""))


def _said(one: Field, owner: Entity, text: str) -> str:
    """What a text says behind a reference that it has shown as an object; empty where it does not."""
    names = "|".join(re.escape(name).replace("_", "[ _]") for name in {one.name, _stem(one, owner), owner.name})
    patterns = [
        rf"\b(?:{names})\b(?!'s?\b)[^.;]*?\b{_AS_OBJECT}\b[^.;]*",
        rf"\b{_NESTED} (?:{_WHOLE} )?(?:{names})\b[^.;]*|\b{_WHOLE} (?:{names}) (?:object|record|data|details)\b[^.;]*",
        rf"\b(?:(?:{_NESTED}|json) )+object{_NAMING}(?:{names})\b[^.;]*|\bobject [`\"]?(?:{names})\b[^.;]*",
        rf"\b{_EMBEDS} (?:(?:the|its|their|an?|referenced|corresponding|{_WHOLE}) )*[`\"]?(?:{names})\b(?!_id)[^;]*",
        rf"\b(?:{names})\b[`\"]?(?:,| as| in the form|:| =)* ?\{{[^{{}}]*\}}",
        rf"{_WITH}{_WHOLE} [`\"]?(?:{names})\b[^.;]*|{_WITH}[`\"]?(?:{names})[`\"]? (?:object|record|details)\b[^.;]*",
        rf"\b(?:{names})[`\"]?(?:,| is| being| as|:) (?:the |its )?(?:{_NESTED}|{_WHOLE}) (?:{names}|object|record)\b[^.;]*",
    ]
    if one.name != owner.name:
        patterns.append(rf"\b(?:with|including|incl\.|plus|together with) its (?:{names})(?=\W*$|[,;]| and\b)")
    return next((match[0] for pattern in patterns if (match := re.search(f"(?i){pattern}", text))), "")


def _stem(one: Field, owner: Entity) -> str:
    """What a reference is called without the name of the key: `author` of `author_id`."""
    return re.sub(rf"_(?:id|{re.escape(owner.key)})$", "", one.name)


def _called(one: Field, owner: Entity, text: str) -> str:
    stem = _stem(one, owner)
    shown = re.search(rf"[\"`]{stem}[\"`]: ?\{{", text) is not None
    return stem if stem != one.name and (shown or not re.search(rf"\b{one.name}\b", text)) else one.name


def _named(owner: Entity, said: str) -> Iterator[str]:
    """The fields that are named, or all."""
    known = list(dict.fromkeys([owner.key, *owner.fields]))
    named = [name for name in known if re.search(rf"(?i)\b{name.replace('_', '[ _]')}\b", said)]
    yield from named if len(named) > 1 else known


def embeds(entity: Entity, text: str) -> re.Match[str] | None:
    """`the answer contains the list of questions`, `together with all its questions`, `its questions are in the member questions`: an answer holds these records."""
    noun = entity.several.replace("_", " ")
    shows = r"\b(?:with|including|includes?|contains?|plus|adds|gives?|shows?|returns?|embeds?|embedding|has|holds?|carries)\b"
    its = r"(?:(?:all|of|its|their|the) )*"
    kind = r"(?:sorted |ordered |json |nested |embedded |additional |further |full |whole )*"
    array = rf"{kind}(?:list|array|member|field|property|key)"
    told = re.search(
        rf"(?i)(?:{shows}|\band)(?: \w+){{0,2}} (?:list|array) (?:of|[`\"]?{noun}[`\"]? (?:holding|with|containing|of)) {its}{noun}\b|{shows} (?:also )?(?:all (?:of )?)?(?:its|their|(?:the|that|an?) [a-z]+'s) (?:own )?{noun}\b|{shows} (?:also )?(?:all )?the {noun} (?:themselves|as well|too|it has|in it)\b|"
        rf"(?:{shows}|\bincl\.|\bunder|\bas|\bin|\band|,) (?:also )?(?:(?:an?|the|its) )?{kind}[`\"]?{noun}[`\"]? (?:array|list)\b|"
        rf"(?:{shows}|\band|,) (?:the |its )?[`\"]?{noun}[`\"]?(?:,? an? {kind}(?:list|array)\b|(?<=\w) with (?:their |the )?[a-z_]+(?:,| and\b))|"
        rf"\b(?:under|in|as) (?:(?:an?|the) )?(?:(?:key|name|member|field|property) )?[`\"]?{noun}[`\"]?,? (?:(?:all|of|its|their|the) )+{noun}\b|"
        rf"[`\"]?\b{noun}[`\"]?(?:,? (?:(?:which|that) )?(?:is|are|holds?|contains?|has|being)|:| =|,) (?:an? |the )?(?:(?:{kind}(?:list|array) )?(?:of|with) )?{its}(?<=the |its |all ){noun}\b|"
        rf"\b(?:its|their|all|the) {noun} (?:are|is) (?:also )?(?:in|under|included|embedded|nested|shown|returned|listed|part of|contained)\b|"
        rf"(?:{shows}|\band|,) (?:an?|the|its) {array} (?:called |named )?[`\"]?{noun}\b|"
        rf"\b(?:returns?|answers?|responds?|gives?|shows?|sends?)(?: with)? (?:the|an?|one) [a-z]+(?: [a-z]+)?(?:,? and|,| plus| together with| along with| as well as| with) (?:all (?:of )?)?(?:its|their) (?:own )?{noun}\b",
        text,
    )
    return None if told is None or re.search(r"(?i)\b(?:number|count|sum|total|average|mean|how many|without)\b", told[0]) else told


#: Where what is said of the order of such records ends.
_ORDER_ENDS = re.compile(
    r"(?i)[;.]\s|(?<!highest )(?<!lowest )\b(?:number|count|sum|total|average|how many|if|when|where|or 404|404|200|unless|otherwise)\b|,? (?:and|plus|as well as) (?:with )?(?:the|an?|its|also|additionally)\b"
)


def embedded_list(entity: Entity, text: str) -> str:
    """What an answer that holds these records is said to hold, with their order; empty where it holds none."""
    told = embeds(entity, text)
    if told is None:
        return ""
    after = text[told.end() :]
    end = _ORDER_ENDS.search(after)
    return f"list of {entity.plural} {after[: end.start()] if end else after}".strip()
