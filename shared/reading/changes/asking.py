"""What is worth a question: where the intent leaves open what matters to everything else, and no usual way settles it."""

import re

from shared.writing.ir import App, Entity

_FIELDS = "What does a {0} have, besides its id? I would give it only a {1}."
_VALUES = "Which values may the {1} of a {0} have? I would take any text."
_LEFT_OPEN = re.compile(r"A (?P<thing>[\w ]+) has a (?P<field>\w+), since the intent names no fields\.")
#: Fields that are nearly always one of a few values, which nobody but the user knows.
_CHOSEN = frozenset({"status", "state", "category", "kind", "type", "level", "stage", "severity"})


def questions(app: App) -> list[str]:
    """At most five, the weightiest first."""
    found = [_FIELDS.format(match["thing"], match["field"]) for text in app.assumptions if (match := _LEFT_OPEN.fullmatch(text))]
    found += [question for entity in app.entities.values() if entity.stored for question in _open_values(entity)]
    return found[:5]


def _open_values(entity: Entity) -> list[str]:
    return [
        _VALUES.format(entity.name.replace("_", " "), name)
        for name, one in entity.fields.items()
        if name in _CHOSEN and one.type in ("", "string") and one.given and not one.choices and not one.refers
    ]


def as_sentence(question: str, answer: str) -> str:
    """An answer as an intent would have said it. A question that is not one of these leaves the answer as it is."""
    said = answer.strip().rstrip(".")
    fields = re.match(r"What does an? ([\w ]+) have, besides its id\?", question)
    if fields:
        return f"A {fields[1]} has {re.sub(r'(?i)^(?:it|they|an? [\w-]+|[\w-]+s) (?:has|have) ', '', said)}."
    values = re.match(r"Which values may the (\w+) of an? ([\w ]+) have\?", question)
    if values:
        said = re.sub(r"(?i)^(?:only |just |one of |either )+", "", said)
        return f"The {values[1]} of a {values[2]} is one of {re.sub(r',? (?:and|or) ', ', ', said)}."
    return answer
