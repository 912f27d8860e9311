"""What the verb of a path alone tells of an action: the state, the flag or the counter that is called like it."""

import re

from shared.reading.actions import amounts
from shared.reading.actions.flagging import moved_on
from shared.reading.text.lexicon import canonical, wordset
from shared.writing import words
from shared.writing.ir import Endpoint, Entity, Field

_OPPOSITES = {
    "undo": "done", "reopen": "close", "disable": "enable", "deactivate": "activate", "unpublish": "publish", "unarchive": "archive", "restore": "archive", "unpin": "pin", "unstar": "star",
    "uncheck": "check", "unlock": "lock", "return": "borrow", "unlike": "like", "unread": "read", "unmark": "mark", "unhide": "hide", "show": "hide", "resume": "pause", "unmute": "mute", "reinstate": "suspend",
}  # fmt: skip


def by_verb(entity: Entity, endpoint: Endpoint, verb: str, said: str) -> None:
    """The verb of the path alone: `/cancel`, `/archive`, `/like`, `/toggle`."""
    base = verb.replace("-", "_")
    found = choice_of(entity, base) or _flag_of(entity, base) or _counter_of(entity, base) or _usual(entity, endpoint, base)
    if found:
        endpoint.sets[found[0]] = found[1]
    elif not endpoint.body and not moved_on(entity, endpoint, base, said):
        _new_flag(entity, endpoint, base, said)


def choice_of(entity: Entity, base: str) -> tuple[str, str] | None:
    """The state that is called like the verb: `cancelled` of `/cancel`."""
    past = words.participle(base)
    for one in entity.fields.values():
        for choice in one.choices:
            if choice in {base, past, f"{base}d", f"{base}ed", base.removeprefix("re")} or words.stem(choice) == words.stem(past):
                return one.name, f'"{choice}"'
    return None


def _flag_of(entity: Entity, base: str) -> tuple[str, str] | None:
    """The flag that is called like the verb, or like its opposite."""
    for verb, value in ((base, "True"), (_OPPOSITES.get(base, ""), "False")):
        past = words.participle(verb) if verb else ""
        for one in entity.fields.values():
            if (
                verb
                and one.type == "boolean"
                and (
                    one.name in {verb, past, f"is_{past}", f"{verb}d"}
                    or f"{one.name.rstrip('e')}ate" == verb
                    or words.stem(one.name) == words.stem(past)
                )
            ):
                return one.name, value
    return None


def _counter_of(entity: Entity, base: str) -> tuple[str, str] | None:
    for one in entity.fields.values():
        if one.type in {"integer", "number"} and words.singular(one.name) in {
            base,
            words.singular(base),
            f"{base}_count",
            base.removesuffix("e"),
        }:
            return one.name, f'row["{one.name}"] + 1'
    return None


def _usual(entity: Entity, endpoint: Endpoint, base: str) -> tuple[str, str] | None:
    """Verbs that name no field, where there is only one that they can mean."""
    flag = next((one.name for one in entity.fields.values() if one.type == "boolean"), "")
    if flag and base == "toggle":
        return flag, f'not row["{flag}"]'
    if flag and base in {"complete", "finish", "done", "check", "tick"}:
        return flag, "True"
    if flag and base in {"reopen", "undo", "uncheck"}:
        return flag, "False"
    name = amounts.numeric(entity, endpoint) if base == "reset" else ""
    return (name, "0") if name else _one_of_several(entity, endpoint, base)


def one_taken(entity: Entity, endpoint: Endpoint, texts: list[str]) -> bool:
    """`takes a pair`, where a record has a number of pairs: there is one less then, and the request carries nothing."""
    sole = endpoint.body[0] if len(endpoint.body) == 1 else None
    number = entity.fields.get(words.plural(sole.name)) if sole else None
    if sole is None or number is None or number.type != "integer" or sole.choices or sole.pattern:
        return False
    if not any(re.search(rf"(?i)\btakes? (?:an?|one) {re.escape(sole.name)}\b(?! ?[({{:=])", text) for text in texts):
        return False
    endpoint.body = []
    endpoint.sets[number.name] = f'row["{number.name}"] - 1'
    return True


_TAKING = wordset("borrow rent lend loan checkout check_out take hire sell buy purchase issue")
_GIVING = wordset("return give_back bring_back put_back checkin check_in hand_back refund")
#: A number of things that are alike, of which one is taken at a time.
_SEVERAL = re.compile(
    r"(?:(?:number_of|available|free|total|remaining)_)?(?:copies|units|pieces|pairs|sets|items|bikes|bottles|boxes|tickets|stock|quantity|available)(?:_(?:available|left|in_stock|count))?|in_stock"
)


def _one_of_several(entity: Entity, endpoint: Endpoint, base: str) -> tuple[str, str] | None:
    """`/borrow` where there are several copies: there is one less then, and with `/return` one more."""
    numbers = [one.name for one in entity.fields.values() if one.type == "integer" and _SEVERAL.fullmatch(one.name)]
    if len(numbers) != 1 or endpoint.body or base not in _TAKING | _GIVING:
        return None
    return numbers[0], f'row["{numbers[0]}"] {"-" if base in _TAKING else "+"} 1'


_FLAGS = wordset(
    "archive publish close cancel approve complete finish activate deactivate pin star tick check mark lock suspend ban hide "
    "feature verify resolve favourite favorite flag enable read done acknowledge confirm return"
)


_COUNTERS = {
    "like": ("likes", 1),
    "unlike": ("likes", -1),
    "dislike": ("dislikes", 1),
    "upvote": ("votes", 1),
    "downvote": ("votes", -1),
    "vote": ("votes", 1),
    "view": ("views", 1),
    "play": ("plays", 1),
    "visit": ("visits", 1),
    "clap": ("claps", 1),
}


#: Actions that end or begin something, and bring it to a state of their own.
_ENDS = wordset("close archive publish cancel approve complete finish activate lock suspend resolve confirm")


def _other_state(entity: Entity, base: str) -> tuple[str, str] | None:
    """`/close`, where nothing but the first state is told, `open`: the state is the other one then, `closed`."""
    one = next((one for one in entity.fields.values() if one.name in {"status", "state"} and not one.given), None)
    if one is None or base not in _ENDS or not isinstance(one.default, str) or {*one.choices} - {one.default}:
        return None
    one.type, one.choices = "enum", [one.default, words.participle(base)]
    return one.name, words.participle(base)


def _new_flag(entity: Entity, endpoint: Endpoint, base: str, said: str) -> None:
    """A state or a counter of which only the path speaks: `/archive`, `/like`."""
    if base in _COUNTERS and not endpoint.body:
        name, step = _COUNTERS[base]
        entity.fields.setdefault(name, Field(name, "integer", required=False, default=0, given=False))
        down = f'row["{name}"] - 1'
        floor = re.search(r"\b(?:never|not) (?:go |goes |be |drop )?(?:below|under|< ?)(?: ?0| zero)?", canonical(said))
        endpoint.sets[name] = f'row["{name}"] + 1' if step > 0 else f"max(0, {down})" if floor else down
        return
    opposite = _OPPOSITES.get(base)
    if base == "return" and not entity.fields.keys() & {"borrowed", "available"}:
        opposite = None  # What is returned is the loan itself.
    spoken = re.search(rf"\b{words.participle(opposite or base)} (?:is|becomes) (?:then |now |always )?true\b", said) or re.search(
        rf"\b(?:[Aa]n?|[Tt]he|is|are|was|were|been|(?<!cannot )(?<!not )be|already|has|have) {words.participle(opposite or base)}\b|\b{words.participle(opposite or base)} (?:already|before|twice)\b",
        said,
    )
    if told := _other_state(entity, opposite or base):
        endpoint.sets[told[0]] = f'"{told[1] if not opposite else entity.fields[told[0]].default}"'
        return
    # Where there is another field for it, a flag of its own would only hide that this is not understood.
    done = words.participle(opposite or base).replace("_", "[ _-]")
    marked = re.search(
        rf"\b(?:(?:marks?|flags?|sets?) (?:it|them|this|that|one|(?:an?|the|that|this) [\w\-]+)|(?:is|are|gets?|be) (?:marked|flagged|set)) (?:(?:as|to|to be) )?{done}\b",
        said,
    )
    others = [one for one in entity.fields.values() if not (marked and one.given)]
    elsewhere = any(one.choices or one.type == "boolean" or one.name in {"status", "state"} for one in others)
    if (opposite or base) not in _FLAGS and (elsewhere or not (spoken or marked)):
        return
    name = words.participle(opposite or base)
    # What is told first can be done to a new record: `/disable`, then `/enable`.
    ended = opposite is not None and base.startswith(("dis", "de", "un"))
    entity.fields.setdefault(name, Field(name, "boolean", required=False, default=ended, given=False))
    endpoint.sets[name] = "False" if opposite else "True"
