"""With which status an operation on inputs refuses what it cannot take."""

import re

from shared.reading.refusals.clauses import refused

#: What is said of requests that do not fit.
INVALID = re.compile(
    r"(?i)\b(?:invalid|missing|non-?num\w*|not (?:be )?(?:an? |the )?(?:valid )?(?:num\w*|integer|string|text|date)\w*|bad|empty|blank|wrong|type|otherwise|must be|must not|out of range|outside|range|negative|unknown|zero|anything|<|>|<=|>=|between|positive|required|no \w+ in the body|without|lacks?|undecod\w*)"
    r"|\bno (?:body|text|input|numbers?)\b"
)
_SMALL = {"this", "that", "must", "the", "and", "not", "most", "than", "more", "be", "is", "an", "no", "least", "too", "number"}


class Statuses:
    """What the words about an operation say of statuses. `invalid`: that of requests that do not fit."""

    def __init__(self, said: list[str], usual: int) -> None:
        self._found = [one for text in said for one in refused(text) if 400 <= one.status < 500]
        invalid = {one.status for one in self._found if one.status in {400, 422} and (one.unless or INVALID.search(one.said))}
        self.invalid = 400 if invalid == {400} and self._all() == {400} and self._general() else usual

    def _all(self) -> set[int]:
        return {one.status for one in self._found}

    def _general(self) -> bool:
        """Whether some of it is about more than one thing that goes wrong inside of the operation."""
        return any(one.unless or not re.search(r"(?i)\b(?:zero|unknown|undecod\w*)\b", one.said) for one in self._found)

    def about(self, wrong: str, usual: int) -> int:
        """The status of what is wrong: that whose words are about it, or the only one that is named."""
        keys = {word[:4] for word in re.findall(r"[a-z]{3,}", wrong.lower()) if word not in _SMALL}
        for one in self._found:
            if keys & {word[:4] for word in re.findall(r"[a-z]{3,}", one.said.lower())}:
                return one.status
        return next(iter(self._all())) if len(self._all()) == 1 else usual
