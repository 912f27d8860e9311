"""Reads rankings: `GET /ranking` with a rank, a name and a number, of single records or of the best or the sum of each name."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call, success
from shared.adapters.offline.ir import App, Endpoint, Entity
from shared.adapters.offline.measures import kind_of, numbers

_RANK = {"rank", "position", "place", "pos"}


def ranking(app: App, call: Call, entity: Entity) -> Endpoint | None:
    """The ranking that the answer's shape shows; None when it shows none."""
    shape = call.answer_shape()
    if shape is None or not _RANK & {words.code_name(name) for name in shape.names}:
        return None
    who = next((name for name in shape.names if name in entity.fields and kind_of(entity.fields[name]) in {"string", "scalar"}), "")
    said = " ".join(app.statements)
    amount = next((name for name in shape.names if name in numbers(entity)), "") or next(iter(numbers(entity)), "")
    if not who or not amount:
        return None
    endpoint = Endpoint("GET", call.path, "aggregate", entity.name, success(call, 200), call.statement, bare="list[Row]")
    fold = "sum" if re.search(r"(?i)\b(sum|total|added up|add up|all (?:\w+ )?(?:points|scores) of)\b", call.all) else "max"
    dense = re.search(r"(?i)\bdense|without gaps?|no (?:rank|gap)s? (?:is |are )?skipped|1, 2, 2, 3\b", said)
    shared = dense or re.search(r"(?i)\b(?:share|same) (?:a |the )?(?:same )?(?:rank|place|position)|\bties?\b|1, 2, 2, 4", said)
    endpoint.lines = [
        f"rows = store.{entity.plural}.find()",
        f'totals = {{name: {fold}(row["{amount}"] for row in rows if row["{who}"] == name) for name in {{row["{who}"] for row in rows}}}}',
        "order = sorted(totals.items(), key=lambda pair: (-pair[1], str(pair[0])))",
    ]
    above = "len({other for other in totals.values() if other > number})" if dense else "sum(other > number for other in totals.values())"
    rank = f"1 + {above}" if shared else "rank"
    loop = "for name, number in order" if shared else "for rank, (name, number) in enumerate(order, 1)"
    members = {name: rank if words.code_name(name) in _RANK else "name" if name == who else "number" for name in shape.names}
    shown = ", ".join(f'"{name}": {code}' for name, code in members.items())
    top = re.search(r"(?i)\b(?:top|best|first) (\d+|three|five|ten|twenty)\b", call.all)
    if top:
        endpoint.lines.append(f"order = order[:{words.number(top[1])}]")
    endpoint.lines.append(f"return [{{{shown}}} {loop}]")
    return endpoint
