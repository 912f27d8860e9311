"""Declarations in the passive: `A booking is made for a session (session_id) by a guest` says that a booking has a session_id and a guest."""

import re

from shared.reading.text.outline import split

#: `An alarm is raised for a room (room_id) with a temperature`.
_SENTENCE = re.compile(
    r"(?m)(?P<start>^\W*|(?<=[.;] ))(?P<noun>(?:An?|Each|Every) [a-z]+(?: [a-z]+)?) is (?:always )?(?:[a-z]+(?:ed|en)|made|left|put|given|sent|sold|lent|held|kept)"
    r"(?P<parts> (?:for|to|of|on|in|at|by|with|about|from|under) (?:[^.;()]|\([^()]*\)|\.(?! ))*)(?=[.;]|$)"
)
_PART = r",? (?:and )?(?:for|to|of|on|in|at|by|with|about|from|under) (?=(?:an?|the|one|exactly one|its|their|some) |[a-z_]+ \()"
_OWNER = re.compile(r"(?:an?|the|one|exactly one|its) (?P<noun>[a-z]+(?: [a-z]+)?) \((?P<name>[a-z]+(?:_[a-z]+)*_id)(?P<rest>[^()]*)\)")
#: `(guest and skaters; skaters is a whole number)`: the names of what was told before, and more about them.
_NAMES = re.compile(
    r"\((?P<names>[`\"]?[a-z]\w*[`\"]?(?:, [`\"]?[a-z]\w*[`\"]?)*,? and [`\"]?[a-z]\w*[`\"]?)(?:[;,:] (?P<rest>[^()]*))?\)$"
)
#: What such a record is at first goes on as a sentence of its own.
_AND_IS = re.compile(r",? and (?:it )?(?P<rest>(?:is|has|gets|starts|begins) .*)$")


def active(text: str) -> str:
    """The text with such sentences as `A booking has a session_id and a guest`."""
    return _SENTENCE.sub(_declared, text)


def _declared(sentence: re.Match[str]) -> str:
    told = _AND_IS.search(sentence["parts"])
    parts = split(sentence["parts"][: told.start()] if told else sentence["parts"], _PART)
    if len(parts) + bool(told) < 2 or not any(_OWNER.fullmatch(part) for part in parts):
        return sentence[0]
    names = _NAMES.search(parts[-1])
    fields = [_OWNER.sub(r"the \g<name>\g<rest>", part) for part in parts if not names or _OWNER.fullmatch(part)]
    fields += re.findall(r"\w+", re.sub(r"\band\b", "", names["names"])) if names else []
    more = [names["rest"]] if names and names["rest"] else []
    more += [f"{sentence['noun']} {told['rest']}"] if told else []
    listed = " and ".join([", ".join(fields[:-1]), fields[-1]] if len(fields) > 1 else fields)
    return ". ".join([f"{sentence['start']}{sentence['noun']} has {listed}", *more])
