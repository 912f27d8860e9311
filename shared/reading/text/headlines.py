"""Requests as headlines: `### POST /zones`, with what is said of them below, becomes one line with its list of fields."""

import re

from shared.reading.text.gathered import METHOD, PATH

_ROUTE = re.compile(
    rf"\s*#+\s*(?:\d+[.)]\s*)?`?(?P<route>(?:{METHOD})`?\s+`?{PATH}(?:\?[^\s`]*)?)`?\s*(?:(?::|-|\||->)\s*)?(?P<said>.*?)\s*#*\s*"
)
_TITLE = re.compile(r"\s*#+\s")
_LISTED = re.compile(r"\s*(?:[-*+|]|\d+[.)])\s")


def titled(text: str) -> str:
    """The text with each request that is a headline before what is said of it."""
    found: list[str] = []
    below: list[str] | None = None
    for line in text.split("\n"):
        match = _ROUTE.fullmatch(line)
        if match or _TITLE.match(line):
            found += _together(below) if below is not None else []
            below = [f"{match['route']}: {match['said']}"] if match else None
            found += [] if match else [line]
        elif below is not None:
            below.append(line)
        else:
            found.append(line)
    return "\n".join([*found, *(_together(below) if below is not None else [])])


def _together(lines: list[str]) -> list[str]:
    """A request and the prose below it in one line, then the lists below it."""
    listed = [line for line in lines[1:] if _LISTED.match(line)]
    prose = [line.strip() for line in lines[1:] if line.strip() and line not in listed]
    ended = [part if re.search(r"[.:;,]$", part) or not part else f"{part}." for part in (lines[0].strip(), *_paragraphs(prose))]
    return [" ".join(ended), *(f"  {line}" for line in listed), ""]


def _paragraphs(lines: list[str]) -> list[str]:
    """The lines of prose, those that only go on joined to the ones before them."""
    found: list[str] = []
    for line in lines:
        if found and not re.search(r"[.:;]$", found[-1]) and not re.match(r"[A-Z1-5`]", line):
            found[-1] += f" {line}"
        else:
            found.append(line)
    return found


#: A line that is nothing but a path, and the lines below it that begin with a method.
_PATH_ALONE = re.compile(rf"\s*(?:#+|[-*+]|\d+[.)])?\s*`?(?P<path>{PATH})`?:?\s*")
_METHOD_FIRST = re.compile(rf"(?P<bullet>\s*(?:[-*+]\s+|#+\s+)?)`?(?P<method>{METHOD})`?(?!\w)(?!\s+`?/)(?P<rest>.*)")


def below_paths(text: str) -> str:
    """`/albums`, and below it `POST: adds one`: the path stands with each method."""
    found, path = [], ""
    for line in text.split("\n"):
        alone, method = _PATH_ALONE.fullmatch(line), _METHOD_FIRST.fullmatch(line)
        if alone and len(alone["path"]) > 1:
            path = alone["path"]
            continue
        path = path if method or not line.strip() else ""
        found.append(f"{method['bullet']}{method['method']} {path}{method['rest']}" if method and path else line)
    return "\n".join(found)
