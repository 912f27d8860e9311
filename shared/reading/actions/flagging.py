"""Flags that an action's words turn: `marks it as not available`, `occupies the spot`, `frees it`."""

import re

from shared.reading.names.grounding import state_field
from shared.reading.text.lexicon import wordset
from shared.writing import words
from shared.writing.ir import Endpoint, Entity
from shared.writing.write_parts import needs_show

_MARKED = re.compile(
    r"\b(?:marks?|sets?|makes?|flags?|turns?|puts?)(?: (?:it|them|this|that|(?:the |an? )?(?:\[\w+\]|\w+)))?(?: back)?(?: as| to)? (?P<not>not |un|no longer )?<(?P<name>\w+)>(?! (?:to|=|as|is)\b)"
)
#: `…, it is done and finished_at holds the time`, `it is then not available`.
_IS_THEN = re.compile(
    r"(?:^\W*|, (?:and )?|\band |: )(?:then )?it (?:is|becomes) (?:then |now )?(?P<not>not |no longer )?<(?P<name>\w+)>(?=$|[,;.:]| and\b| again\b)"
)
_DOES = re.compile(r"^\W*(?P<verb>[a-z]{3,}s) (?:it|them|this|the|an?|one)\b")
#: What ends a state of affairs, and the words for that.
_ENDS = {
    "free": ("occupied", "taken", "reserved", "booked", "busy"),
    "vacate": ("occupied",),
    "release": ("occupied", "reserved", "taken", "locked"),
}


def turned(entity: Entity, endpoint: Endpoint, said: str, verb: str) -> None:
    """Sets the flag that a grounded text marks, or that its first verb makes true or ends."""
    flags = {one.name for one in entity.fields.values() if one.type == "boolean"} - {one.name for one in endpoint.body}
    for match in (*_MARKED.finditer(said), *_IS_THEN.finditer(said)):
        if match["name"] in flags and not re.search(r"\b(?:if|when|unless|only)\b[^.;,]*$", said[: match.start()]):
            off = match["not"] or re.match(r" (?:to )?(?:false|off)\b", said[match.end() :])
            endpoint.sets.setdefault(match["name"], "False" if off else "True")
    done = _DOES.match(re.sub(r"^\W*with \{[^{}]*\}|[!<>\[\]]", "", said))
    base = words.stem(done["verb"]) if done else ""
    for name in flags if base and not endpoint.sets else ():
        if name in _ENDS.get(base, _ENDS.get(f"{base}e", ())):
            endpoint.sets[name] = "False"
        elif words.stem(name) == words.stem(words.participle(base)):
            endpoint.sets[name] = "True"


def freed(endpoint: Endpoint, entity: Entity, last: str, source: str) -> bool:
    """`GET /spots/free`: makes the operation answer the records of which a flag says the opposite; whether there is such a flag."""
    flags = {one.name for one in entity.fields.values() if one.type == "boolean"}
    flag = next((name for name in _ENDS.get(last, ()) if name in flags), "")
    if flag:
        shown = f"[show_{entity.name}(row) for row in rows]" if needs_show(entity) else "rows"
        endpoint.kind, endpoint.bare = "compute", "list[Row]"
        endpoint.lines = [source, f'rows = [row for row in rows if not row["{flag}"]]', f"return {shown}"]
    return bool(flag)


#: What is done to a resource beside the state that it is in.
_BESIDES = wordset(
    "pin star tick check mark lock hide feature favourite favorite flag read like view play vote bookmark count duplicate copy"
)


def moved_on(entity: Entity, endpoint: Endpoint, verb: str, said: str) -> bool:
    """`archives a published article`: where an action needs a state, it leads to the next, for which the verb stands."""
    own = rf"^\W*(?:it |this )?!?{re.escape(verb)}(?:s|es)?!? (?:an?|the|only|any) [\"']?([a-z][\w\-]*)"
    match = re.search(own, said)
    one = state_field(entity, match[1]) if match and verb not in _BESIDES else None
    if one is None or one.given or not isinstance(one.default, str):
        return False
    state = again if (again := verb.removeprefix("re")) in one.choices else words.participle(verb)  # `reopens a closed one`
    one.choices += [state] if state not in one.choices else []
    endpoint.sets[one.name] = f'"{state}"'
    return True
