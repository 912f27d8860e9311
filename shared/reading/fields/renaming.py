"""Names of fields that other sentences tell better than the list of fields: those in an answer, in a parameter, or named as such."""

import re
from collections.abc import Sequence

from shared.reading.routes.routing import Routed
from shared.writing import words
from shared.writing.ir import App, Entity, Field


def rename(app: App, routed: Sequence[Routed], texts: Sequence[str]) -> None:
    """Gives fields the names by which the text speaks of them elsewhere."""
    whole = " ".join(texts)
    known = {(entity.name, id(field)): name for entity in app.entities.values() for name, field in entity.fields.items()}
    for entity in app.entities.values():
        _by_parameter(entity, whole)
    for text in texts:
        _called(app, text)
        _one_called(app, text)
    for one in routed:
        owner = app.entities.get(one.endpoint.entity)
        if owner is not None and one.endpoint.kind in {"get", "create"}:
            _by_answer(owner, one.route.text, whole)
    for entity in app.entities.values():
        _by_key(app, entity, [one for one in routed if one.endpoint.entity == entity.name], texts)
        _in_requests(
            entity, routed, {before: field.name for field in entity.fields.values() if (before := known.get((entity.name, id(field)), ""))}
        )


def _by_key(app: App, entity: Entity, routed: Sequence[Routed], texts: Sequence[str]) -> None:
    """`POST /books/{isbn}/loans … returns a loan with id, isbn and member`: what refers to its owner is called as the key of that is, where it is told of so."""
    for field in [one for one in entity.fields.values() if one.name == one.refers and not one.given]:
        owner = app.entities.get(field.refers)
        key = owner.key if owner is not None else "id"
        sent = {each.name for one in routed for each in one.body}
        told = rf"(?:[,{{(]|\b(?:and|with|has|contains|includes|including|shows|returns|plus))(?: (?:an?|the|its))? ?[\"`]?{key}[\"`]?(?: of (?:an?|the|its|that) {field.refers})?(?:[,;.)}}\"]| (?:and|\()|$)"
        about = [*(text for one in routed for text in (one.route.text, *one.route.more))]
        about += [text for text in texts if re.match(rf"(?i)(?:(?:an?|each|every|the) )?{entity.name}s? ", text)]
        if (
            owner is None
            or owner is entity
            or key in {"id", *sent}
            or not (key in entity.fields or any(re.search(told, text) for text in about))
        ):
            continue
        entity.fields.pop(key, None)
        _rename(entity, field, key)


def _in_requests(entity: Entity, routed: Sequence[Routed], names: dict[str, str]) -> None:
    """Requests carry a field under its new name, too. `names`: old name -> new name."""
    for field in (field for one in routed if one.endpoint.entity == entity.name for field in one.body):
        field.name = names.get(field.name, field.name)


def _rename(entity: Entity, field: Field, name: str) -> None:
    entity.fields = {name if each is field else key: each for key, each in entity.fields.items()}
    field.name = name


def _by_parameter(entity: Entity, whole: str) -> None:
    """`the price per bottle`, of which `min_price` is a parameter; `a year of issue`, where lists are filtered `by year`."""
    for field in [one for one in entity.fields.values() if "_per_" in one.name and one.name not in whole]:
        name = field.name.partition("_per_")[0]
        if name not in entity.fields and re.search(rf"\b(?:min|max)_{name}\b", whole):
            _rename(entity, field, name)
    for field in [one for one in entity.fields.values() if "_of_" in one.name and not one.refers]:
        name, phrase = field.name.partition("_of_")[0], field.name.replace("_", " ")
        narrowed = re.search(rf"(?i)\bby (?:(?:an?|the|its|by|\w+,|\w+ and|\w+ or|and|or) ){{0,8}}{name}\b(?! of\b)", whole)
        if name not in entity.fields and narrowed and field.name not in whole and len(re.findall(rf"(?i)\b{phrase}\b", whole)) == 1:
            _rename(entity, field, name)


def _called(app: App, text: str) -> None:
    """`The fields of a donation are called donor and amount`: these are the names, that of the one field left over among them."""
    told = _NAMES.match(text)
    entity = _spoken_of(app, told) if told else None
    if told is None or entity is None:
        return
    names = re.findall(r"\w+", told["names"].replace(" and ", ", "))
    _left_over(entity, names)
    for name in names:
        longer = [field for field in entity.fields.values() if field.name.startswith(f"{name}_") or field.name.endswith(f"_{name}")]
        if name not in entity.fields and len(longer) == 1:
            _rename(entity, longer[0], name)


_NAMES = re.compile(
    r"(?i)(?:the |its |their )?(?:json )?(?:fields?|members?|keys|names|properties)(?: names)?(?: (?:of|in|for) (?:an?|the|each) (?P<of>[a-z ]+?))?"
    r"(?: (?:is|are|should be|must be|shall be)(?: called| named)?:?|:) (?P<names>[`\"]?\w+[`\"]?(?:(?:, | and |, and )[`\"]?\w+[`\"]?)*)$"
)


def _spoken_of(app: App, told: re.Match[str]) -> Entity | None:
    """The record whose names are told: the one that is named, or the only one that has some of them."""
    if told["of"]:
        return app.entities.get(words.code_name(told["of"]))
    names = set(re.findall(r"\w+", told["names"]))
    having = [entity for entity in app.entities.values() if len(names & set(entity.fields)) > 1]
    return having[0] if len(having) == 1 else None


def _left_over(entity: Entity, names: Sequence[str]) -> None:
    """`its length in minutes … called title and minutes`: the one name that no field has is that of the one field that has none."""
    unnamed = [field for name, field in entity.fields.items() if name not in names and not field.refers]
    new = [name for name in names if name not in entity.fields and name != "and"]
    if len(unnamed) == len(new) == 1:
        _rename(entity, unnamed[0], new[0])


#: `The field for the length is called seconds`, `the length is called seconds in the JSON`, `call the field for the length seconds`.
_ONE_CALLED = re.compile(
    r"(?i)(?:^|[.;,] (?:and )?)(?:(?:(?:the |its )?(?:json )?(?:field|member|key|property|name)(?: name)? (?:for|of|with|holding) )(?:the |its )?(?P<what>[a-z]+(?: [a-z]+){0,2}?) (?:is|be|should be|must be|shall be)(?: called| named)?"
    r"|(?:the |its )?(?P<said>[a-z]+(?: [a-z]+){0,2}?) (?:is|should be|must be|shall be) (?:called|named|sent as)"
    r"|(?:please )?(?:call|name) (?:the (?:json )?field (?:for|of|with) )?(?:the |its )(?P<told>[a-z]+(?: [a-z]+){0,2}?)) [`\"]?(?P<name>[a-z]\w*)[`\"]?(?: (?:in|by) (?:the |all )?(?:json|requests?|body|bodies|answers?|api|responses?))?(?=[.;,]|$)"
)


def _one_called(app: App, text: str) -> None:
    """What one field is called, where a list named it otherwise."""
    for match in _ONE_CALLED.finditer(text):
        what = words.code_name(match["what"] or match["said"] or match["told"])
        for entity in app.entities.values():
            field = entity.fields.get(what)
            if field is not None and match["name"] not in entity.fields and not field.refers:
                _rename(entity, field, match["name"])


def _by_answer(entity: Entity, text: str, whole: str) -> None:
    """`a monthly limit`, of which answers show `limit`: the name in the answer counts."""
    shown = re.search(
        r"(?i)\b(?:returns?|shows?|gives?|answers?|with) (?:the |its )?((?:\w+(?: \([^()]*\))?(?:, (?:and )?| and )(?:the |its )?)+\w+)",
        text,
    )
    for name in re.findall(r"[a-z]\w*", re.sub(r"\([^()]*\)", "", shown[1])) if shown else ():
        longer = [field for field in entity.fields.values() if field.name.endswith(f"_{name}") and field.name not in whole]
        if name not in entity.fields and len(longer) == 1:
            _rename(entity, longer[0], name)
