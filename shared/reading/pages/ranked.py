"""What a page shows of an operation's answer: `the teams with their totals in that same order`."""

import re
from collections.abc import Iterator, Sequence

from shared.writing import words
from shared.writing.ir import App, Entity, Page

_FOUND = re.compile(r"found: list\[dict\[str, Any\]\] = \[\{(?P<members>.*)\} for key, rows in groups\]")
_GROUPS = re.compile(
    r'groups = \[\(key, \[row for row in rows if row\["(?P<column>\w+)"\] == key\["(?P<key>\w+)"\]\]\) for key in (?P<owners>chosen|store\.\w+\.find\([^()]*\))\]'
)
_ROWS = re.compile(r"rows = (?P<found>store\.(?P<several>\w+)\.find\((?P<where>[^()]*)\))")
#: What points at an answer that is told elsewhere.
_AS_THERE = re.compile(
    r"(?i)\b(?:in|with) (?:the|that|this) (?:same )?order\b(?! of\b)|\bsame (?:order|table|list|ranking|data|figures|teams|content|thing|way)\b|\b(?:scoreboard|leader ?board|standings|ranking)\b|\bthe same\b|\bas (?:in|for|from) (?:`?GET\b|the json\b)"
)


def as_answered(app: App, page: Page, entity: Entity, text: str) -> None:
    """Gives a page of records the columns and the order of an operation that answers one entry for each of them, where its words point at that."""
    for lines in (one.lines for one in app.endpoints if one.kind == "compute"):
        told = dict(_told(lines, entity, scoped=bool(page.alone) or "{" in page.path))
        added = {name: code for name, code in told.items() if code != f'row["{name}"]'}
        spoken = any(re.search(rf"(?i)\b(?:{name}|{words.plural(name)})\b".replace("_", "[ _]"), text) for name in added)
        if not added or not (spoken or _AS_THERE.search(text)) or any(re.search(r"\brow\b(?!\[)", code) for code in added.values()):
            continue
        sorts = [line.replace("found.sort", "rows.sort") for line in lines if line.startswith("found.sort(")]
        shown = ", ".join(f'"{name}": {code}' for name, code in added.items())
        ordered = sorts if sorts and (_AS_THERE.search(text) or not page.order) else filter(None, [page.order])
        page.order = "\n    ".join([f"rows = [row | {{{shown}}} for row in rows]", *ordered])
        page.columns = [*told]
        return


def answered_of(app: App, owners: Sequence[Entity], text: str) -> Entity | None:
    """What such an operation has entries for, where a page only points at that: `shows the same as a page`."""
    told = [one.lines for one in app.endpoints if one.kind == "compute"] if _AS_THERE.search(text) else []
    return next((one for one in owners for lines in told if any(_told(lines, one, True))), None)


def _told(lines: list[str], entity: Entity, scoped: bool) -> Iterator[tuple[str, str]]:
    """The members of such an answer, each with its expression over `row`."""
    groups = next((match for line in lines if (match := _GROUPS.match(line))), None)
    found = next((match for line in lines if (match := _FOUND.fullmatch(line))), None)
    rows = [match for line in lines if (match := _ROWS.fullmatch(line))]
    if not groups or not found or not rows or rows[-1]["where"]:
        return
    owners = _ROWS.fullmatch(f"rows = {groups['owners'] if groups['owners'] != 'chosen' else rows[0]['found']}")
    if owners is None or owners["several"] != entity.plural or bool(owners["where"]) is not scoped:
        return
    own = f'store.{rows[-1]["several"]}.find({groups["column"]}=row["{groups["key"]}"])'
    for name, code in re.findall(r'"(\w+)": (.*?)(?=, "\w+": |$)', found["members"]):
        yield name, re.sub(r"\bkey\[", "row[", re.sub(r"\brows\b", own, code))
