"""References that answers show as objects: `with collection expanded to an object holding code and title`, `the author is embedded`."""

import re
from collections.abc import Iterator

from shared.writing.ir import App, Computed, Entity, Field

#: That something is shown as an object, and not as its key.
_AS_OBJECT = r"(?:expanded|embedded|nested|inlined|resolved|populated|an? (?:nested |full |whole |json )?object|instead of (?:just |only )?(?:the|its|an?) (?:id|code|key|number))"

#: What is said of an object that is shown in another.
_ADORNED = r"(?:nested|embedded|expanded|inlined|inner|inline)"
#: What leads from an object to its name: `an embedded object vineyard`, `a nested object for its author`, `an object called team`.
_NAMING = r"(?:,? (?:called|named|for|under|with|of|describing|representing|about|the|its|an?|key|name|member|field))* [`\"]?"


def expand(app: App, kind: str, entity: Entity, text: str) -> bool:
    """Shows the record that a reference is to in its stead, in the answers of an operation of this kind. Whether the text says so of one."""
    told = False
    for one in entity.fields.values():
        owner = app.entities.get(one.refers) if one.type != "list" and kind in {"get", "list"} else None
        said = _said(one, owner, text) if owner is not None else ""
        told = told or bool(said)
        if owner is None or not said or any(other.name == one.name for other in entity.computed):
            continue
        found = f'find_{owner.name}(row["{one.name}"])'
        members = ", ".join(f'"{name}": {found}["{name}"]' for name in _members(owner, said))
        guard = f' if row["{one.name}"] is not None else None' if one.required is False else ""
        entity.computed.append(Computed(_called(one, text), f"{{{members}}}{guard}", f"its {owner.name}", "one" if kind == "get" else ""))
    return told


def _said(one: Field, owner: Entity, text: str) -> str:
    """What a text says behind a reference that it has shown as an object; empty where it does not."""
    names = "|".join(re.escape(name).replace("_", "[ _]") for name in {one.name, one.name.removesuffix("_id"), owner.name})
    for pattern in (
        rf"\b(?:{names})\b(?!'s?\b)[^.;]*?\b{_AS_OBJECT}\b[^.;]*",
        rf"\b{_ADORNED} (?:(?:full|whole|complete) )?(?:{names})\b[^.;]*|\b(?:full|whole|complete) (?:{names}) (?:object|record)\b[^.;]*",
        rf"\b(?:(?:{_ADORNED}|json) )+object{_NAMING}(?:{names})\b[^.;]*|\bobject [`\"]?(?:{names})\b[^.;]*",
        rf"\b(?:embed(?:s|ding)?|nest(?:s|ing)?|inlin(?:es|ing)|expand(?:s|ing)?|resolv(?:es|ing)) (?:(?:the|its|their|an?|full|whole|complete|referenced|corresponding) )*[`\"]?(?:{names})\b(?!_id)[^.;]*",
        rf"\b(?:{names})\b[`\"]?(?:,| as| in the form|:| =)* ?\{{[^{{}}]*\}}",
    ):
        if match := re.search(f"(?i){pattern}", text):
            return match[0]
    return ""


def _called(one: Field, text: str) -> str:
    stem = one.name.removesuffix("_id")
    return stem if stem != one.name and not re.search(rf"\b{one.name}\b", text) else one.name


def _members(owner: Entity, said: str) -> Iterator[str]:
    """The fields that are named, or all."""
    known = list(dict.fromkeys([owner.key, *owner.fields]))
    named = [name for name in known if re.search(rf"(?i)\b{name.replace('_', '[ _]')}\b", said)]
    yield from named if len(named) > 1 else known
