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


_SHOWN = r"(?:also |always |then )?(?:shows?|displays?|tells?|lists?|includes?|should show|must show)"
#: `a class has a name and shows how many students it has`, `each book shows its average rating and how many reviews it has`.
_FIGURES = re.compile(
    rf"(?i)^(?P<who>(?:(?:an?|each|every|the|all) )?(?P<noun>[a-z]+))(?P<has> (?:has|have|belongs? to) [^.;]*?)?(?P<and>,? and|,)? {_SHOWN} (?P<told>[^.;]+)$"
)
_COUNT = re.compile(
    r"(?i)^(?:how many|(?:the |its |their |an? )?(?:number|count|total number|amount) of|the current number of) (?:its |their |the |all )*(?P<many>[a-z]+s)(?: (?:it|they|there)(?: (?:currently|already))? (?:has|have|contains?|are)(?: got)?| (?:in|of|for|on) (?:it|them|each)| belong to it| (?:it|they) got| were (?:added|left|posted|made))?$"
)


def figured(text: str, whole: str) -> list[str]:
    """The sentence with a sentence of its own for each figure that it says a record shows."""
    match = _FIGURES.match(text)
    if match is None or (match["has"] is None) != (match["and"] is None):
        return [averaged(text, whole)]
    noun = words.singular(match["noun"].lower())
    parts = re.split(r",? and |, ", match["told"].strip(" ,"))
    told = [_figure(noun, part, whole) for part in parts]
    if not all(told):
        return [averaged(text, whole)]
    owned = [f"Each {child} belongs to a {noun}" for child in dict.fromkeys(_unowned(noun, told, whole))]
    return [*([f"{match['who']}{match['has']}"] if match["has"] else []), *owned, *told]


def _unowned(noun: str, told: list[str], whole: str) -> Iterator[str]:
    """What is counted or averaged over for a record, and the text tells nowhere that it belongs to that."""
    for sentence in told:
        child = words.singular(re.findall(r"of its ([a-z]+)", sentence)[0])
        if not re.search(
            rf"(?i)\b(?:{child}|{words.plural(child)})\b[^.;]*\b(?:belongs? to|for|of|in|to|on) (?:an?|one|the|each|every|exactly one) {noun}\b|\b(?:{child}|{words.plural(child)}) (?:has|have)\b[^.;]*\ban? {noun}\b",
            whole,
        ):
            yield child


def _figure(noun: str, part: str, whole: str) -> str:
    """What is counted or averaged over what belongs to such a record; empty for anything else."""
    if count := _COUNT.match(part):
        child = words.singular(count["many"].lower())
        known = re.search(
            rf"(?i)\b(?:an?|each|every) {child} (?:has|belongs)\b|\b{words.plural(child)} (?:have|with|belong)\b|\b{words.plural(child)} \(",
            whole,
        )
        return f"Each {noun} has a {child}_count: the number of its {words.plural(child)}" if known else ""
    sentence = averaged(f"Each {noun} shows {part}", whole)
    return sentence if sentence != f"Each {noun} shows {part}" else ""


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
        r"(?i)(?:^|[.;:,] |\band |\bwith )(?:(?:an?|each|every) )?(?P<noun>[a-z]+) (?:(?:belongs? to [^.;]*? and )?(?:has|have)|with) (?P<has>(?:(?!,? and [a-z]+ (?:has|have)\b)[^.;])+)",
        whole,
    ):
        noun = words.singular(match["noun"].lower())
        numbers = [one["name"].lower() for one in _NUMBER.finditer(match["has"])]
        if what in numbers and child in {"", noun}:
            yield what, noun
        elif words.singular(what) == noun and len(numbers) == 1:
            yield numbers[0], noun
