"""References that answers show as objects: `with collection expanded to an object holding code and title`, `the author is embedded`."""

import re
from collections.abc import Iterator

from shared.writing.ir import App, Computed, Entity, Field

#: That something is shown as an object, and not as its key.
_AS_OBJECT = r"(?:expanded|embedded|nested|inlined|resolved|populated|an? (?:nested |full |whole |json )?object|instead of (?:just |only )?(?:the|its|an?) (?:id|code|key|number))"


def expand(app: App, kind: str, entity: Entity, text: str) -> None:
    """Shows the record that a reference is to in its stead, in the answers of an operation of this kind."""
    for one in entity.fields.values():
        owner = app.entities.get(one.refers) if one.type != "list" and kind in {"get", "list"} else None
        said = _said(one, owner, text) if owner is not None else ""
        if owner is None or not said or any(other.name == one.name for other in entity.computed):
            continue
        found = f'find_{owner.name}(row["{one.name}"])'
        members = ", ".join(f'"{name}": {found}["{name}"]' for name in _members(owner, said))
        guard = f' if row["{one.name}"] is not None else None' if one.required is False else ""
        entity.computed.append(Computed(_called(one, text), f"{{{members}}}{guard}", f"its {owner.name}", "one" if kind == "get" else ""))


def _said(one: Field, owner: Entity, text: str) -> str:
    """What a text says behind a reference that it has shown as an object; empty where it does not."""
    names = "|".join(re.escape(name).replace("_", "[ _]") for name in {one.name, one.name.removesuffix("_id"), owner.name})
    adorned = r"(?:nested|embedded|expanded|inlined|full|whole|complete)"
    match = re.search(rf"(?i)\b(?:{names})\b(?!'s?\b)[^.;]*?\b{_AS_OBJECT}\b[^.;]*|\b{adorned} (?:{names}) (?:object|record)\b[^.;]*", text)
    return match[0] if match else ""


def _called(one: Field, text: str) -> str:
    stem = one.name.removesuffix("_id")
    return stem if stem != one.name and not re.search(rf"\b{one.name}\b", text) else one.name


def _members(owner: Entity, said: str) -> Iterator[str]:
    """The fields that are named, or all."""
    known = list(dict.fromkeys([owner.key, *owner.fields]))
    named = [name for name in known if re.search(rf"(?i)\b{name.replace('_', '[ _]')}\b", said)]
    yield from named if len(named) > 1 else known
