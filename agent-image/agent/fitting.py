"""Makes a question fit into a model's window by leaving out what matters least. Pure."""

from collections.abc import Mapping

#: Characters to a token, low so that a guess is rather too short than too long.
CHARACTERS = 3
#: What fills a prompt's slots, least important first. What is not named (the intent, the task, what failed) is cut last.
_LEAST_FIRST = ("others", "store", "files", "functions", "contracts", "wanted", "specification", "requirements")
#: Characters of a document that always stay: its beginning says what it is.
_LEAST = 300
_MARK = "\n… ({} characters are left out here) …\n"


def room(window: int, answer: int) -> int | None:
    """Characters that a question may have in a window of so many tokens, with room for the answer; None: the window is not known."""
    return max(_LEAST, (window - min(answer, window // 2)) * CHARACTERS) if window else None


def fitted(values: Mapping[str, str], most: int) -> dict[str, str]:
    """The values, cut to so many characters in all, or as near to it as their beginnings allow."""
    kept = dict(values)
    order = [name for name in _LEAST_FIRST if name in kept] + [name for name in kept if name not in _LEAST_FIRST]
    for name in order:
        over = sum(map(len, kept.values())) - most
        if over <= 0:
            break
        kept[name] = cut(kept[name], max(_LEAST, len(kept[name]) - over))
    return kept


def cut(text: str, most: int) -> str:
    """The text's beginning and its end; shorter texts stay whole."""
    if len(text) <= most:
        return text
    left = max(0, most - len(_MARK) - 8)
    head = left * 2 // 3
    return text[:head] + _MARK.format(len(text) - left) + text[len(text) - (left - head) :]
