"""Fields that stand in brackets behind the name of their resource: `doctors (name, specialty) and patients (name, phone)`."""

import re

from shared.reading.fields.fieldlists import field_list
from shared.reading.text.outline import Statement
from shared.writing.ir import Entity, Field
from shared.writing.types import guess

#: What is no list: a place, a condition, an example, a status.
_OTHER = re.compile(
    r"(?i)\W*(?:/|GET\b|POST\b|PUT\b|DELETE\b|[1-5]\d\d\b|if\b|when\b|only\b|e\.g\.|for example\b|such as\b|like\b|see\b|not\b|no\b|one\b|each\b|at\b|by\b|sort|filter|\?|[a-z]+s (?:that|which|with|having|containing|whose|of)\b)"
)
#: What stands before the brackets of a parameter.
_NARROWS = re.compile(r"(?i)\b(?:narrow\w*|filter\w*|restrict\w*|parameters?|query)\b")


def bracketed(entity: Entity, statement: Statement) -> list[Field]:
    """The fields of a resource that a sentence without routes lists so; at least two, or one of which more is said or whose name is usual."""
    if statement.routes:
        return []
    names = "|".join(re.escape(name.replace("_", " ")) for name in (entity.plural, entity.name))
    for match in re.finditer(rf"(?i)(?<![\w/`\"])(?:{names})\s+\((?P<list>[^()]*(?:\([^()]*\)[^()]*)*)\)", statement.text):
        if _OTHER.match(match["list"]) or _NARROWS.search(statement.text[: match.start()]):
            continue
        listed = field_list(re.sub(r"(?i)^\W*(?:each )?(?:with|having)\b(?: just| only)? ", "", match["list"]))
        if any(one.name == f"{entity.name}_id" for one in listed):
            continue  # It tells how something else refers to it.
        if len(listed) > 1 or (listed and (repr(listed[0]) != repr(Field(listed[0].name)) or guess(listed[0].name) != "scalar")):
            return listed
    return []
