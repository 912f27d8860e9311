"""How an intent was understood, briefly: what somebody reads before approving what was made of it. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from local.cli.output import clean

_MOST = 15


def understood(run: Mapping[str, Any]) -> list[str]:
    """Lines: the operations with what they take and refuse, the data with their rules, the assumptions, and where all of it is."""
    told, in_words = run.get("specification") or {}, run.get("understanding") or {"operations": [], "records": []}
    parts = (
        ("It does", [_operation(one) for one in in_words["operations"]] or [one["text"] for one in told.get("requirements", [])]),
        ("It keeps", [_record(one) for one in in_words["records"]]),
        ("It assumes", told.get("assumptions", [])),
    )
    lines = [line for title, items in parts if items for line in (f"{title}:", *_some(items))]
    changes = ", and `qlp show` without it what this changes" if run.get("difference") else ""
    return [*lines, f"All of it: `qlp show {run['run_id']} --requirements`{changes}."]


def _some(items: Sequence[str]) -> list[str]:
    more = [f"  and {len(items) - _MOST} more"] if len(items) > _MOST else []
    return [*(f"  {clean(item)}" for item in items[:_MOST]), *more]


def _operation(one: Mapping[str, Any]) -> str:
    taken = f" ({', '.join(one['takes'])})" if one["takes"] else ""
    return "; ".join([f"{one['operation']}{taken} answers {one['answers']}", *one["refusals"]])


def _record(one: Mapping[str, Any]) -> str:
    return f"{one['name']}: {', '.join(f'{field["name"]} ({field["limits"]})' for field in one['fields'])}"
