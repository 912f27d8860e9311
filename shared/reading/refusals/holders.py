"""Limits that hold for some of those who hold records: `basic members can have at most 3 bookings`."""

import re
from dataclasses import replace

from shared.reading.refusals.cases import Case, children
from shared.reading.refusals.quotas import most, per_group
from shared.writing.ir import App, Entity

#: `votes on open ideas`: these hold nothing.
_WITHIN = re.compile(r"(?i)\b(?:on|for|to|of|in|with|at|from) (?:an? |the |any |all )?$")


def of_some(case: Case) -> bool:
    """Refuses a further record of those of whom a choice tells that they may have only so many."""
    told = ((owner, _told(owner, case.plain)) for owner in case.app.entities.values())
    return any(_limited(case, owner, *found) for owner, found in told if found is not None)


def _limited(case: Case, owner: Entity, field: str, value: str, plain: str) -> bool:
    """Whether a clause limits the records of an owner in such a state; `plain` tells it without that."""
    if only := re.match(r"(?i)\W*only\b", plain):
        plain = re.sub(r"(?i)\bmore than\b", "at most", plain[only.end() :])
    for child, column in children(case.app, owner):
        rest = replace(case, plain=plain, entity=child, endpoint=None)
        rest = replace(rest, said=rest.ground(plain))
        key = _key(case.app, child, owner, column)
        if key and most(rest.said) and f"[{child.name}]" in rest.said:
            return per_group(rest, f'find_{owner.name}({key})["{field}"] {"!=" if only else "=="} "{value}" and ')
    return False


def _told(owner: Entity, plain: str) -> tuple[str, str, str] | None:
    """`members on the basic plan`: the field and the choice of those who hold records, and the clause without it."""
    noun = rf"(?:{'|'.join(re.escape(name.replace('_', ' ')) for name in {owner.name, owner.plural})})"
    for one in owner.fields.values():
        called = re.escape(one.name.replace("_", " "))
        for value in one.choices:
            its = rf"(?:(?:with|on|of|in|having|whose|who have|who are|that are) )(?:(?:the|an?|its|their) )?(?:{called} (?:is |of |= ?)?)?[\"'`]?{re.escape(value)}[\"'`]?(?: {called.rpartition(' ')[2]})?"
            told = re.search(rf"(?i)\b{re.escape(value)} (?P<before>{noun})\b|\b(?P<behind>{noun}) {its}(?![\w-])", plain)
            if told and not _WITHIN.search(plain[: told.start()]):
                return one.name, value, f"{plain[: told.start()]}{told['before'] or told['behind']}{plain[told.end() :]}"
    return None


def _key(app: App, child: Entity, owner: Entity, column: str) -> str:
    """Who holds a new record, in the operation that makes it."""
    create = app.of(child.name, "create")
    if create is None:
        return ""
    return create.params[0] if create.parent == owner.name else f'values["{column}"]'
