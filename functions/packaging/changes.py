"""What a capsule says about the version that it replaces: requirements, data, tasks and old tests. Pure."""

from shared.difference import Delta, Difference
from shared.specification import Specification

_LISTED = 40


def page(difference: Difference, specification: Specification) -> str:
    """docs/changes.md: what is different, and what that means for the data that are there."""
    texts = {r.id: r.text for r in specification.requirements}
    sections = [
        f"# Changes to the version of run {difference.base}",
        _section("Requirements", difference.requirements, texts),
        _section("Operations", difference.operations, {}),
        _section("Tasks", difference.tasks, {}),
        "\n".join(["## Data contract", "", *(f"- {line}" for line in contract(difference, specification))]),
        _tests(difference),
    ]
    return "\n\n".join(sections) + "\n"


def contract(difference: Difference, specification: Specification) -> list[str]:
    """What becomes of the data that the version before stored, one sentence for each field that differs."""
    needed = {f"{e.name}.{p.name}" for e in specification.entities for p in e.properties if p.required}
    lines = [f"`{name}` is new: older records have no value for it until one is set." for name in difference.data.added]
    lines += [f"`{one.name}` changed from {one.before} to {one.now}: what is stored stays as it was." for one in difference.data.changed]
    lines += [f"`{name}` is gone: its values stay stored and are not shown." for name in difference.data.removed]
    lines += [f"`{name}` is required from now on; records made before do not have it." for name in difference.data.added if name in needed]
    return lines or ["The stored data are the same as before."]


def notes(difference: Difference, specification: Specification) -> list[str]:
    """What a person who approves should know about the change, one sentence each."""
    found = [f"It replaces the live version of its app: requirements {difference.requirements}; old tests {difference.tests_kept} kept"]
    found[0] += f", {len(difference.tests_dropped)} dropped." if difference.tests_dropped else "."
    found += [f"Dropped old test {one.test}: {one.reason}." for one in difference.tests_dropped[:8]]
    return found if difference.data.nothing else [*found, *(f"Data: {line}" for line in contract(difference, specification)[:8])]


def _section(title: str, delta: Delta, texts: dict[str, str]) -> str:
    rows = [f"- added: {_named(name, texts)}" for name in delta.added]
    rows += [f"- changed: **{one.name}** from “{one.before}” to “{one.now}”" for one in delta.changed]
    rows += [f"- removed: {name}" for name in delta.removed]
    rows += [f"- kept: {', '.join(delta.kept[:_LISTED])}"] if delta.kept else []
    return "\n".join([f"## {title}", "", *(rows or ["- none"])])


def _named(name: str, texts: dict[str, str]) -> str:
    return f"**{name}** {texts[name]}" if name in texts else name


def _tests(difference: Difference) -> str:
    rows = [f"- dropped: `{one.test}`, because {one.reason}" for one in difference.tests_dropped]
    return "\n".join(["## Tests of the version before", "", f"- still there: {difference.tests_kept}", *rows])
