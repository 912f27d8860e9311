"""Finds resources by their nouns: `an API to manage books`, `Each task has …`."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.described import ABOUT, BRACKET, CONDITION, cut
from shared.adapters.offline.entities import Found
from shared.adapters.offline.fields import field_list
from shared.adapters.offline.ir import Entity
from shared.adapters.offline.text import Statement
from shared.adapters.offline.types import guess

_MANAGE = re.compile(
    r"(?i)\b(?:manag(?:e|es|ing|er for|ement of)|track(?:s|ing|er for)?|stor(?:e|es|ing)|keep(?:s|ing)?(?: track of| a list of| a record of)?|handl(?:e|es|ing)|catalog(?:ue|s|ing|uing)?(?: of)?|organi[sz](?:e|ing)|record(?:s|ing)?|crud(?: \w+){0,3}? (?:for|on|over)|"
    r"(?:api|service|backend|app|application|server|system|database|list|collection|inventory|register|registry|store|directory|library|log|diary)\s+(?:for|of|that (?:manages|stores|tracks|keeps|handles))(?: managing| storing| tracking| keeping)?)\s+"
    r"(?:my |our |a |an |the |some |all |simple |their |personal |small |list of |collection of |different )*([a-z][\w\-]*(?: [a-z][\w\-]*)?(?:(?:,| and|, and) (?:their |its |the )?[a-z][\w\-]*)*)"
)
_NO_ENTITY = {
    "api",
    "service",
    "app",
    "application",
    "server",
    "system",
    "json",
    "rest",
    "list",
    "data",
    "backend",
    "http",
    "endpoint",
    "endpoints",
    "user interface",
    "thing",
    "things",
    "everything",
    "database",
    "sqlite",
    "request",
    "requests",
    "response",
    "body",
    "field",
    "fields",
    "it",
    "them",
    "page",
    "website",
    "web",
    "number",
    "numbers",
    "text",
    "string",
    "strings",
    "error",
    "errors",
    "status",
    "project",
    "code",
    "id",
    "ids",
    "value",
    "values",
    "date",
    "dates",
    "state",
    "name",
    "names",
    "way",
    "title",
    "titles",
    "one",
    "result",
    "results",
    "input",
    "output",
    "following",
    "form",
    "todo list",
    "row",
    "table",
    "record",
    "object",
    "objects",
    "call",
    "calls",
    "client",
    "clients_",
    "count",
    "time",
    "times",
    "query",
    "parameter",
    "unit",
    "units",
    "temperature",
    "temperatures",
    "track",
    "what",
    "information",
    "info",
    "stuff",
    "details",
    "resource",
    "resources",
}


def from_nouns(found_statements: list[Statement], found: Found) -> None:
    """Resources that are only named: `an API to manage books and authors`, `Each task has …`."""
    for statement in found_statements:
        text = re.sub(r"(?i)\b(rest|restful|http|json|crud|simple|small|tiny|basic|web|little)\b\s+", "", statement.text)
        for match in _MANAGE.finditer(text):
            listed = re.split(r"(?i)\s+(?:with|that|which|where|in|using|at|for|each|via|so|by|on|to|of)\b", match[1])[0]
            for noun in re.split(r",? and |, ", listed):
                _add_noun(found, noun)
        for match in _SERVICE.finditer(text):
            if not found.entities and match[1].split()[-1].lower() not in _NO_ENTITY | words.STOP:
                _add_noun(found, words.plural(match[1].split()[-1].lower()))
        if not statement.mentions:
            _bracketed(text, found)
        _described(text, found)


_SERVICE = re.compile(
    r"(?i)\b([a-z]+(?: [a-z]+)?) (?:management|manager|tracker|tracking|catalog(?:ue)?|inventory|list|store|collection|api|service|app|registry|directory|crud)\b"
)


def _bracketed(text: str, found: Found) -> None:
    """`students (name, email) and courses (title)`."""
    for match in BRACKET.finditer(text):
        listed = field_list(match["list"])
        in_list = re.search(r"(?i)\b(has|have|with|contains?|includes?|fields?)\b", text[: match.start()])
        known = any(one.type or guess(one.name) != "scalar" for one in listed)
        if words.is_plural(match["noun"].lower()) and len(listed) > 1 and not in_list and known:
            _add_noun(found, match["noun"].lower(), sure=True)


#: What a list consists of, when paths have named the resources.
_ELEMENT = r"entry|item|element|line|row|object|record|result|one"


def _described(text: str, found: Found) -> None:
    """`Each task has a title and …`."""
    about = ABOUT.search(text)
    if about and (CONDITION.search(text[: about.start("noun")]) or re.search(r"(?i)\b(must|should|cannot|when|if)\b", about["noun"])):
        return
    if about and found.entities and re.fullmatch(_ELEMENT, about["noun"].split()[-1].lower()):
        return
    if about and field_list(cut(about["list"])):
        noun = about["noun"].lower()
        _add_noun(found, words.plural(noun.split(" ", 1)[-1] if noun.split()[0] in words.STOP else noun), sure=True)


def _add_noun(found: Found, noun: str, sure: bool = False) -> None:
    noun = re.sub(r"(?i)^(my|our|a|an|the|some|their|its|all|personal|simple)\s+", "", noun.strip()).lower()
    last = noun.split()[-1] if noun else ""
    if not last or noun in _NO_ENTITY or last in _NO_ENTITY | words.STOP or words.singular(last) in _NO_ENTITY:
        return
    if not sure and not words.is_plural(last):
        return
    name = words.singular(words.code_name(noun))
    if name in found.entities or any(
        entity.name.endswith(f"_{words.singular(last)}") or entity.name == words.singular(last) for entity in found.entities.values()
    ):
        return
    found.entities[name] = Entity(name, words.plural(name))
