"""One record by chance: `GET /quotes/random (404 when there are none)`."""

import re

from shared.reading.routes.routing import Routed
from shared.writing.ir import Entity
from shared.writing.write_parts import needs_show


def drawn(one: Routed, entity: Entity, last: str, source: str) -> bool:
    """Makes the operation answer any of the records; whether it is asked for."""
    if not re.fullmatch(r"random|surprise|lucky", last) and not re.search(r"(?i)\b(?:an?|one) random\b|\bat random\b", one.route.text):
        return False
    noun = entity.name.replace("_", " ")
    shown = f"show_{entity.name}(random.choice(rows))" if needs_show(entity) else "random.choice(rows)"
    one.endpoint.kind, one.endpoint.bare = "compute", "Row"
    one.endpoint.lines = [source, "if not rows:", f'    raise HTTPException(404, "there is no {noun}")', f"return {shown}"]
    return True
