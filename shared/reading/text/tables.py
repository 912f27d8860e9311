"""Rows of tables, as the sentences that they stand for."""

import re

_METHOD = "GET|POST|PUT|PATCH|DELETE"
_ANSWERS = {"yes": True, "y": True, "x": True, "true": True, "no": False, "n": False, "false": False}
#: Words of a column's title -> what a yes and a no in it say.
_ANSWERED = (
    ("requir", "required", "optional"),
    ("mandatory", "required", "optional"),
    ("optional", "optional", "required"),
    ("unique", "unique", ""),
)
#: Titles of columns that hold states, and how a sentence says what they mean.
_STATES = {
    **dict.fromkeys(("from", "before", "from state", "from status", "old", "old status", "current", "allowed from", "allowed in", "when", "requires", "current status", "current state", "status", "state"), "from"),
    **dict.fromkeys(("to", "after", "to state", "to status", "new", "new status", "new state", "next", "result", "becomes", "then", "next status", "next state", "next statuses", "next states", "allowed next", "possible next", "can become", "may become", "can go to", "goes to", "may change to", "can change to", "allowed", "transitions", "allowed transitions"), "to"),
}  # fmt: skip


def of_fields(head: list[str]) -> bool:
    """Whether the rows of a table are fields."""
    return bool(head) and bool(re.match(r"(?i)(?:field|attribute|property|name|column|member|key)s?\b", head[0]))


def row(cells: list[str], head: list[str]) -> str:
    """A row as a statement: `POST /samples: registers a sample; 409 if the barcode exists`, `price: number; required; default 0`."""
    if of_fields(head):
        titles = [*head[1:], *([""] * len(cells))]
        told = [_cell(title.lower(), cell) for title, cell in zip(titles, cells[1:], strict=False)]
        name = cells[0].strip('`*" ')
        return f"{name}: {'; '.join(one for one in told if one)}"
    titles = [title.lower().strip(" :") for title in head]
    moves = {_STATES.get(title) for title in titles} >= {"from", "to"} and len(head) == len(cells)
    if moves and len(head) == 2:
        return _arrows(*(cells if _STATES.get(titles[0]) == "from" else reversed(cells)))
    named = [_moved(cell, _STATES.get(title, "")) for cell, title in zip(cells, titles, strict=True)] if moves else cells
    filled = [cell for cell in named if cell and cell != "-"]
    if re.match(rf"`?(?:{_METHOD})$", filled[0] if filled else "") and len(filled) > 1:
        filled[:2] = [f"{filled[0]} {filled[1]}"]
    first, rest = (filled[0], filled[1:]) if filled else ("", [])
    return f"{first}: {'; '.join(rest)}" if rest else first


def _arrows(before: str, after: str) -> str:
    """A row that tells only which states may follow which: `"open" -> "closed", "open" -> "void"`; empty where none follows."""
    starts, goals = ([state.strip("\"'` ") for state in re.split(r"\s*(?:,|/|\||\bor\b|\band\b)\s*", cell)] for cell in (before, after))
    told = [f'"{start}" -> "{goal}"' for start in starts for goal in goals if re.fullmatch(r"[a-z][a-z_\- ]*", goal)]
    return "" if re.fullmatch(r"(?i)\W*(?:none|nothing|final|nowhere|end)?\W*", after) else ", ".join(told) or f"{before}: {after}"


def _moved(cell: str, side: str) -> str:
    """A cell of states below `from` or `to`, as words: `from "draft", "approved"`."""
    states = re.split(r"\s*(?:,|/|\bor\b|\band\b)\s*", cell) if side else []
    plain = [state.strip("\"'` ") for state in states]
    if not plain or not all(re.fullmatch(r"[a-z][a-z_\- ]*", state) for state in plain):
        return cell
    return f"{side} " + ", ".join(f'"{state}"' for state in plain)


def _cell(title: str, cell: str) -> str:
    """What a cell says below this title: a `yes` below `Required` that the field is required."""
    if not cell or cell in {"-", "--", "n/a"}:
        return ""
    answer = _ANSWERS.get(cell.lower().rstrip("."))
    for stem, positive, negative in _ANSWERED:
        if stem in title and answer is not None:
            return positive if answer else negative
    if "default" in title and not cell.lower().startswith("default"):
        return "" if cell.lower() in {"none", "no"} else f"default {cell}"
    if re.match(r"(?:min|max)", title) and re.fullmatch(r"-?[\d.]+", cell):
        return f"{title[:3]} {cell}"
    return cell
