"""Sentences about the deletion of one resource that follow an operation on another: `A book with open loans cannot be deleted.`"""

import re

from shared.reading.names.grounding import Ground
from shared.reading.routes.routing import Routed
from shared.writing.ir import App

_THE = r"(?:an? |the |any |all |no )?(?:[a-z]+ )?"
_DELETED = re.compile(
    rf"(?i)^[^,;:]*\b(?:delet|remov)(?:e|es|ing) {_THE}\[(?P<done>\w+)\]|^{_THE}\[(?P<be>\w+)\][^.;]*\b(?:can|may|must)(?: only| not| never)* be (?:deleted|removed)\b"
)


def give_to_deletions(app: App, routed: list[Routed]) -> None:
    """Moves such sentences from the operation before them to the deletion that they are about."""
    ground = Ground(app, None)
    deletions = {one.endpoint.entity: one.route for one in routed if one.endpoint.kind == "delete"}
    for one in routed if deletions else ():
        for text in list(one.route.more):
            match = _DELETED.search(ground(text))
            name = (match["done"] or match["be"]) if match else one.endpoint.entity
            if name != one.endpoint.entity and name in deletions:
                one.route.more.remove(text)
                deletions[name].more += [text] if text not in deletions[name].more else []
