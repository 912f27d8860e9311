"""What prose without paths says of averages over what belongs to a record, in the words of the steps: `a movie shows its average rating`."""

import re
from collections.abc import Iterator

from shared.writing import words

_AVERAGE = re.compile(
    r"(?i)^(?P<who>(?:an?|each|every|the|all)? ?(?P<noun>[a-z]+)) (?:also |always )?(?:shows?|displays?|has|have|tells?|gives?|comes? with|is shown with|are shown with) (?:the |its |their |an? )?"
    r"(?:average|mean)(?: of)?(?: all)?(?: (?:the|its|their))? (?P<what>[a-z]+)(?: (?:of|from|over) (?:all )?(?:(?:the|its|their|all) )*(?P<many>[a-z]+s))?(?=\W*$)"
)
_NUMBER = re.compile(
    r"(?i)\b(?:an? |of )?(?P<name>[a-z]+)(?: (?:from|between|of) -?\d+ (?:to|and) -?\d+| \(-?\d+ ?(?:to|-|\u2013|and) ?-?\d+\)| \((?:an? )?(?:whole )?(?:number|integer)\)|,? (?:which is )?an? (?:whole )?(?:number|integer))"
)


def averaged(text: str, whole: str) -> str:
    """The sentence with the name of the average and the field that it is over, where the text tells which."""
    match = _AVERAGE.match(text)
    if match is None:
        return text
    what, child = match["what"].lower(), words.singular((match["many"] or "").lower())
    found = next(_over(what, child, whole), None)
    if found is None:
        return text
    field, child = found
    noun = words.singular(match["noun"].lower())
    return f"Each {noun} has an average_{words.singular(what) if what != field else what}: the average {field} of its {words.plural(child)}, null if there are none"


def _over(what: str, child: str, whole: str) -> Iterator[tuple[str, str]]:
    """The number and the record that it is a number of: `rating` or `stars` where a rating has stars from 1 to 5."""
    for match in re.finditer(
        r"(?i)(?:^|[.;:,] |\band |\bwith )(?:(?:an?|each|every) )?(?P<noun>[a-z]+) (?:(?:belongs? to [^.;]*? and )?(?:has|have)|with) (?P<has>[^.;]+)",
        whole,
    ):
        noun = words.singular(match["noun"].lower())
        numbers = [one["name"].lower() for one in _NUMBER.finditer(match["has"])]
        if what in numbers and child in {"", noun}:
            yield what, noun
        elif words.singular(what) == noun and len(numbers) == 1:
            yield numbers[0], noun
