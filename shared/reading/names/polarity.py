"""Whether a clause refuses something when a state holds, or when it does not."""

import re

#: Right before a state it turns it round: `no longer 'open'`, `is not yet 'paid'`, `anything but an 'open' one`.
_TURNED = re.compile(
    r"\b(?:not|no longer|(?:is|are|was|were) no|never|neither|nor|other than|anything but|else than|except|instead of|without being|(?:has|have|had) left|leaves)"
    r"(?: (?:yet|currently|still|already|in|at|an?|the|its|being|been|be|state|status|stage|phase|any|longer|is|are|has|have|one|ones|that|which|of|<status>|<state>|<stage>))*\W*$"
)
_MUST_NOT = re.compile(r"\bcan not be (?:already |in |an? |the )*$")
_UNTIL = re.compile(r"\b(?:unless|until|till|before|except|without)\b")
#: A clause that says what an operation does, before its exception.
_DOES = re.compile(
    r"^\W*(?:with )?(?:it )?[a-z]+s (?:(?:the |an? |its )?[<\[]|20\d)|^\W*20\d\W*$|\b(?:can|may) (?!not\b)(?:be )?[a-z]+|\b(?:possible|allowed|permitted|works?|ok|okay|fine)\b"
)
_REFUSED = re.compile(
    r"\b(?:can not|no(?: more| new| further)?|not|nothing|nobody|never|refuse[sd]|conflict|denied|rejects|rejected|fails|blocks|only)\b"
)
#: Right before what must hold, behind what an operation does: `changes the title as long as it is a draft, afterwards 409`.
_WHILE = re.compile(r"\b(?:as long as|while)\b")
_DENIES = re.compile(
    r"\b(?:can not|can no longer|no (?:more|new|further|other|changes?|edits?|updates?)|nothing|nobody|no one|never)\b|\bno (?=\[|<\w+> (?:can|may))"
)
_ALLOWS = re.compile(
    r"\b(?:(?<!read-)only|must|solely|exclusively|need(?:s|ed)?|requires?|required|expects?|reserved)\b|\b(?:possible|allowed|permitted|works?|accepts?|accepted|can|may|ok|okay|fine)\b[^.;]*\b(?:while|as long as|when|if|once|after|during|in)\b"
    r"|\b(?:while|as long as|when|if|once|after|during)\b[^.;]*\b(?:is possible|is allowed|is permitted|works?|can(?! not| no longer)|may)\b"
)


def refuses_when(said: str, place: int, unless: bool = False) -> bool:
    """Whether the state at this place of a grounded clause is one in which it refuses. `unless`: the clause tells what must hold."""
    if _MUST_NOT.search(said[:place]):
        return True
    turned = bool(_TURNED.search(re.split(r"[,;]", said[:place])[-1]))
    return turned ^ (not _required(said, place, unless))


def excepted(said: str, place: int) -> bool:
    """Whether the state is an exception to what is done: `changes the text unless it is sent`, but not `cannot be sent unless it is approved`."""
    until = _UNTIL.search(said[:place])
    return until is not None and bool(_DOES.search(said[: until.start()])) and not _REFUSED.search(said[: until.start()])


def _lasts(said: str) -> bool:
    """Whether words before a state tell what is done while it holds."""
    during = _WHILE.search(said)
    return during is not None and bool(_DOES.search(said[: during.start()])) and not _REFUSED.search(said[: during.start()])


def _required(said: str, place: int, unless: bool) -> bool:
    if _lasts(said[:place]):
        return True
    if _UNTIL.search(said[:place]):
        return unless or not excepted(said, place)
    said = re.sub(r"'[\w \-]+'", "''", said)  # A state may be called `reserved`.
    if _DENIES.search(said):
        return bool(re.search(r"\b(?:nobody|nothing|no one) but\b|\bnot? [^.;,]*\bother than\b", said))
    return unless or bool(_ALLOWS.search(said))
