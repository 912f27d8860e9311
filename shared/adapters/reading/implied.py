"""Operations of an intent that names no routes: `I want to add chores, list them all, look at one, change one and delete one`."""

import re

from shared.adapters.offline import words
from shared.adapters.reading.outline import Route, Statement

#: What a web service must be asked for in words, where no route asks for it.
_SERVICE = re.compile(r"(?i)\b(?:api|web ?service|rest|service|backend|endpoints?|server)\b")
_DECLARED = re.compile(
    r"(?i)(?:^|[.;:,] |\bfor )(?:each|every|an?|one|the) ([a-z]+(?: [a-z]+)?) "
    r"(?:has|have|consists? of|is made of|comes with|contains|is described by|carries|stores|,? ?(?:we|i|you|it) (?:keep|store|record|note|save|need|remember|write down)s?)\b"
)
_FOR = re.compile(
    r"(?i)\b(?:api|service|backend|server)\b[^.;]*?\b(?:for|of|about|with) (?:(?:my|our|the|all|some|keeping|managing|tracking|a|list|of) )*([a-z]+s)\b"
)
_VERBS = (
    ("POST", "", r"creat\w*|mak(?:e|ing)|add(?:s|ing)?|register\w*|record\w*|enter(?:ing)?|insert\w*|stor(?:e|ing)|sav(?:e|ing)|log(?:ging)?|post"),
    ("GET", "", r"list\w*|see (?:all|every)|see them|show all|brows\w*|overview|get all|all of them|them all"),
    ("GET", "/{id}", r"look(?:ing)? at|look(?:ing)? up|open(?:ing)?|read(?:ing)?|view\w*|fetch\w*|get one|see one|show one|a single one|retriev\w*|show(?:ing)?"),
    ("PUT", "/{id}", r"chang\w*|edit\w*|renam\w*|updat\w*|adjust\w*|correct(?:ing)?|modif\w*|replac\w*"),
    ("DELETE", "/{id}", r"delet\w*|remov\w*|throw\w*(?: \w+){0,3} away|get(?:ting)? rid of|drop(?:ping)?|eras\w*"),
)  # fmt: skip


def implied(statements: list[Statement]) -> list[Route]:
    """The routes that the wish for an API implies, for each resource that the text declares: those that it asks for, all if it asks for none."""
    whole = " ".join(one.text for one in statements)
    if not _SERVICE.search(whole):
        return []
    found: list[Route] = []
    for plural in _resources(statements, whole):
        asked = [(method, rest) for method, rest, verbs in _VERBS if re.search(rf"(?i)\b(?:{verbs}|crud)\b", whole)]
        usual = [(method, rest) for method, rest, _ in _VERBS]
        for method, rest in usual if len(asked) < 2 else [one for one in usual if one in asked or one in usual[:3]]:
            path = f"/{plural}{rest}"
            found.append(Route(method, path, [], "", "", Statement(f"{method} {path}", 0)))
    return found


def _resources(statements: list[Statement], whole: str) -> list[str]:
    """The collections: `A chore has …`, `an API for my beans`."""
    declared = [match[1].lower() for one in statements for match in _DECLARED.finditer(one.text)]
    names = [words.plural(name.replace(" ", "-")) for name in declared if re.search(rf"(?i)\b{re.escape(words.plural(name))}\b", whole)]
    meant = _FOR.search(whole)
    return list(dict.fromkeys(names)) or ([meant[1].lower()] if meant else [])
