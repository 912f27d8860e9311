"""Shows what a run assumes, and what it changes about the app of its base run."""

from typing import Any

from local.cli.output import clean, say

_MOST = 12


def shown_changes(found: dict[str, Any]) -> None:
    """The assumptions, and how requirements, data, tasks and old tests differ from the version before."""
    for assumption in (found.get("specification") or {}).get("assumptions") or []:
        say(f"  assumes: {clean(assumption)}")
    difference = found.get("difference")
    if not difference:
        return
    say(f"Changes run {clean(difference['base'])[:8]}:", "bold")
    texts = {r["id"]: r["text"] for r in found["specification"]["requirements"]}
    for what in ("requirements", "data", "tasks"):
        _delta(what, difference[what], texts)
    say(f"  old tests: {difference['tests_kept']} kept")
    for test in difference["tests_dropped"][:_MOST]:
        say(f"    dropped {clean(test['test'])}: {clean(test['reason'])}", "yellow")


def _delta(what: str, delta: dict[str, Any], texts: dict[str, str]) -> None:
    counts = [f"{len(delta[kind])} {kind}" for kind in ("kept", "added", "changed", "removed") if delta[kind]]
    say(f"  {what}: {', '.join(counts) or 'none'}")
    if what == "tasks":
        return
    for name in delta["added"][:_MOST]:
        say(f"    + {clean(name)} {clean(texts.get(name, ''))}".rstrip(), "green")
    for one in delta["changed"][:_MOST]:
        say(f"    ~ {clean(one['name'])}: {clean(one['now'])} (before: {clean(one['before'])})", "yellow")
    for name in delta["removed"][:_MOST]:
        say(f"    - {clean(name)}", "red")
