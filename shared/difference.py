"""What a change makes different: requirements, operations, data and tasks of the version before against those of this one. Pure.

Things are matched by what they are, not by their ids: requirements are numbered anew in each version. Of each side everything is in
exactly one of kept, added, changed and removed.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from pydantic import Field

from shared.specification import Endpoint, Part, Plan, Property, Requirement, Specification, shape

_LIKE = 0.6


class Changed(Part):
    """Something that is there before and after, and not the same."""

    name: str
    before: str
    now: str


class Delta(Part):
    """Names of what was kept, added and removed, and what changed. Names of what is gone are those of the version before."""

    kept: list[str] = Field(default_factory=list)
    added: list[str] = Field(default_factory=list)
    changed: list[Changed] = Field(default_factory=list)
    removed: list[str] = Field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Both versions are the same in this."""
        return not (self.added or self.changed or self.removed)

    def __str__(self) -> str:
        counts = {"added": len(self.added), "changed": len(self.changed), "removed": len(self.removed), "kept": len(self.kept)}
        return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "none"


class DroppedTest(Part):
    """A test of the version before that does not count for this one, and why."""

    test: str
    reason: str


class Difference(Part):
    """What a run changes about the app of `base`, the run before it."""

    base: str
    requirements: Delta = Delta()
    operations: Delta = Delta()
    data: Delta = Delta()
    """Stored fields, as `entity.field`."""
    tasks: Delta = Delta()
    ids: dict[str, str] = Field(default_factory=dict)
    """The id that a requirement had before -> the id that it has now."""
    tests_kept: int = 0
    tests_dropped: list[DroppedTest] = Field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Nothing that anybody could see differs."""
        return self.requirements.nothing and self.operations.nothing and self.data.nothing


def difference(base: str, before: Specification, now: Specification) -> Difference:
    """How the requirements differ."""
    pairs = _matched(before, now)
    return Difference(
        base=base,
        requirements=_requirements(before, now, pairs),
        operations=delta(_operations(before), _operations(now)),
        data=delta(_data(before), _data(now)),
        ids=pairs,
    )


def plan_delta(before: Plan, now: Plan) -> Delta:
    """How the tasks differ: in role, goal, needs, files or what they are made from."""
    return delta(_tasks(before), _tasks(now))


def delta(before: Mapping[str, str], now: Mapping[str, str]) -> Delta:
    """How two sets of named texts differ."""
    return Delta(
        kept=[name for name, text in now.items() if before.get(name) == text],
        added=[name for name in now if name not in before],
        changed=[
            Changed(name=name, before=before[name], now=text) for name, text in now.items() if name in before and before[name] != text
        ],
        removed=[name for name in before if name not in now],
    )


def _requirements(before: Specification, now: Specification, pairs: Mapping[str, str]) -> Delta:
    texts, old = {r.id: _full(now, r) for r in now.requirements}, {r.id: _full(before, r) for r in before.requirements}
    same = {new: earlier for earlier, new in pairs.items()}
    kept = [r.id for r in now.requirements if r.id in same and old[same[r.id]] == texts[r.id]]
    changed = [
        Changed(name=r.id, before=old[same[r.id]], now=texts[r.id]) for r in now.requirements if r.id in same and r.id not in set(kept)
    ]
    return Delta(
        kept=kept,
        added=[r.id for r in now.requirements if r.id not in same],
        changed=changed,
        removed=[r.id for r in before.requirements if r.id not in pairs],
    )


def _matched(before: Specification, now: Specification) -> dict[str, str]:
    """Old id -> new id of requirements that are the same one: by their words, by their operations, else by likeness of words."""
    old = {r.id: r for r in before.requirements}
    new = {r.id: r for r in now.requirements}
    pairs: dict[str, str] = {}
    for keys in (_words, _calls):
        known = {key: id_ for id_, r in reversed(new.items()) if id_ not in pairs.values() for key in keys(now, r)}
        for id_, requirement in old.items():
            found = next((known[key] for key in keys(before, requirement) if key in known), None)
            if id_ not in pairs and found is not None and found not in pairs.values():
                pairs[id_] = found
    return pairs | _alike([r for i, r in old.items() if i not in pairs], [r for i, r in new.items() if i not in pairs.values()])


def _words(_: Specification, requirement: Requirement) -> list[str]:
    return [" ".join(requirement.text.casefold().split())]


def _calls(specification: Specification, requirement: Requirement) -> list[str]:
    return [_call(e) for e in specification.endpoints if requirement.id in e.requirements]


def _alike(old: Iterable[Requirement], new: Iterable[Requirement]) -> dict[str, str]:
    """The likest first. Requirements that name operations are those operations, so they are not matched by words."""
    scored = [
        (SequenceMatcher(None, a.text, b.text, autojunk=False).ratio(), a.id, b.id)
        for a in old
        for b in new
        if not (_named(a.text) and _named(b.text) and _named(a.text) != _named(b.text))
    ]
    pairs: dict[str, str] = {}
    for score, before, now in sorted(scored, reverse=True):
        if score >= _LIKE and before not in pairs and now not in pairs.values():
            pairs[before] = now
    return pairs


def _named(text: str) -> set[str]:
    return {shape(found) for found in re.findall(r"\b(?:GET|POST|PUT|PATCH|DELETE)\s+/[\w/{}.-]*", text)}


def _call(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {shape(endpoint.path)}"


def _full(specification: Specification, requirement: Requirement) -> str:
    """A requirement with what its operations take and answer, without the ids."""
    operations = [_operation(e) for e in specification.endpoints if requirement.id in e.requirements]
    return "; ".join([requirement.text, *operations])


def _operations(specification: Specification) -> dict[str, str]:
    return {_call(e): _operation(e) for e in specification.endpoints}


def _operation(endpoint: Endpoint) -> str:
    takes = f" with {', '.join(_property(p) for p in endpoint.request)}" if endpoint.request else ""
    refuses = "".join(f", {f.status} when {f.when}" for f in endpoint.failures)
    return f"{endpoint.method} {endpoint.path}{takes} answers {endpoint.status}{refuses}"


def _data(specification: Specification) -> dict[str, str]:
    return {f"{e.name}.{p.name}": _property(p) for e in specification.entities for p in e.properties}


def _property(one: Property) -> str:
    rule = f", {one.rule}" if one.rule else ""
    return f"{one.name} ({one.type}, {'required' if one.required else 'optional'}{rule})"


def _tasks(plan: Plan) -> dict[str, str]:
    return {
        t.id: f"{t.role}: {t.goal} needs {', '.join(sorted(t.needs)) or 'nothing'}, writes {', '.join(sorted(t.writes)) or 'documents'}"
        + (f" from {t.basis[:12]}" if t.basis else "")
        for t in plan.tasks
    }
