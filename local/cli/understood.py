"""How an intent was understood, briefly: what somebody reads before approving what was made of it. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from local.cli.output import clean

_MOST = 15


def understood(run: Mapping[str, Any]) -> list[str]:
    """Lines: the operations with what they take and refuse, the data with their rules, the assumptions, and where all of it is."""
    told = run.get("specification") or {}
    operations = [_operation(one) for one in told.get("endpoints") or []] or [clean(one["text"]) for one in told.get("requirements") or []]
    parts = (
        ("It does", operations),
        ("It keeps", [f"{clean(one['name'])}: {_properties(one['properties'])}" for one in told.get("entities") or []]),
        ("It assumes", [clean(one) for one in told.get("assumptions") or []]),
    )
    lines = [line for title, items in parts if items for line in (f"{title}:", *_some(items))]
    changes = ", and `qlp show` without it what this changes" if run.get("difference") else ""
    return [*lines, f"All of it: `qlp show {run['run_id']} --requirements`{changes}."]


def _some(items: Sequence[str]) -> list[str]:
    more = [f"  and {len(items) - _MOST} more"] if len(items) > _MOST else []
    return [*(f"  {item}" for item in items[:_MOST]), *more]


def _operation(one: Mapping[str, Any]) -> str:
    taken = f" ({', '.join(clean(each['name']) for each in one['request'])})" if one.get("request") else ""
    refusals = "".join(f"; {each['status']} when {clean(each['when'])}" for each in one.get("failures") or [])
    return f"{clean(one['method'])} {clean(one['path'])}{taken} answers {one.get('status', 200)}{refusals}"


def _properties(properties: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(f"{clean(one['name'])} ({clean(one['type'])}{_rule(one)})" for one in properties)


def _rule(one: Mapping[str, Any]) -> str:
    return f", {clean(one['rule'])}" if one.get("rule") else ""
