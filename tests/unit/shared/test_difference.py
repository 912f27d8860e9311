"""What differs between two versions: everything of each side has its place, whatever the versions are."""

from hypothesis import given
from hypothesis import strategies as st

from shared.difference import difference, plan_delta
from shared.specification import Endpoint, Entity, Plan, PlannedTask, Property, Requirement, Specification

WORDS = st.sampled_from(["a to-do has a title", "to-dos are listed", "a to-do is removed", "a book has an author", "GET /a answers 200"])
PATHS = st.sampled_from(["/todos", "/todos/{id}", "/books"])


@st.composite
def specifications(draw: st.DrawFn) -> Specification:
    texts = draw(st.lists(WORDS, max_size=5))
    requirements = [Requirement(id=f"R{n}", text=text) for n, text in enumerate(texts, 1)]
    ids = [r.id for r in requirements]
    calls = draw(st.lists(st.tuples(st.sampled_from(["GET", "POST"]), PATHS, st.sampled_from([200, 201])), max_size=5))
    endpoints = [
        Endpoint(method=method, path=path, status=status, requirements=draw(st.lists(st.sampled_from(ids), max_size=2)) if ids else [])
        for method, path, status in {(m, p): (m, p, s) for m, p, s in calls}.values()
    ]
    names = draw(st.lists(st.sampled_from("abc"), unique=True))
    entity = Entity(name="todo", properties=[Property(name=n, required=draw(st.booleans())) for n in names])
    return Specification(title="T", requirements=requirements, endpoints=endpoints, entities=[entity])


@given(specifications())
def test_a_version_does_not_differ_from_itself(one: Specification) -> None:
    assert difference("b", one, one).nothing


@given(specifications(), specifications())
def test_everything_of_both_versions_has_exactly_one_place(before: Specification, now: Specification) -> None:
    found = difference("b", before, now)
    delta = found.requirements
    assert sorted([*delta.kept, *delta.added, *(c.name for c in delta.changed)]) == sorted(r.id for r in now.requirements)
    assert sorted([*found.ids, *delta.removed]) == sorted(r.id for r in before.requirements)
    assert sorted(found.ids.values()) == sorted([*delta.kept, *(c.name for c in delta.changed)])
    assert all(change.before != change.now for change in delta.changed)
    assert {*found.data.kept, *found.data.added, *(c.name for c in found.data.changed)} == {
        f"todo.{p.name}" for p in now.entities[0].properties
    }


@given(specifications(), specifications())
def test_seen_from_the_other_side_what_was_added_is_removed(before: Specification, now: Specification) -> None:
    there, back = difference("b", before, now), difference("b", now, before)
    assert sorted(there.data.added) == sorted(back.data.removed)
    assert sorted(there.operations.added) == sorted(back.operations.removed)
    assert sorted(c.name for c in there.operations.changed) == sorted(c.name for c in back.operations.changed)


def test_a_requirement_that_is_numbered_anew_is_the_same_one() -> None:
    before = Specification(title="T", requirements=[Requirement(id="R1", text="it lists"), Requirement(id="R2", text="it removes")])
    now = Specification(title="T", requirements=[Requirement(id="R1", text="it adds tags"), Requirement(id="R2", text="it lists")])
    found = difference("b", before, now)
    assert found.ids == {"R1": "R2"}
    assert (found.requirements.added, found.requirements.removed, found.requirements.kept) == (["R1"], ["R2"], ["R2"])


def test_a_requirement_whose_operation_takes_something_new_is_changed() -> None:
    def with_fields(*names: str) -> Specification:
        create = Endpoint(method="POST", path="/todos", request=[Property(name=n) for n in names], requirements=["R1"])
        return Specification(title="T", requirements=[Requirement(id="R1", text="it creates")], endpoints=[create])

    (change,) = difference("b", with_fields("title"), with_fields("title", "due_date")).requirements.changed
    assert change.name == "R1"
    assert "due_date" in change.now
    assert "due_date" not in change.before


def test_a_task_that_is_made_from_something_else_is_changed() -> None:
    before = Plan(tasks=[PlannedTask(id="code", role="codegen", basis="a" * 64), PlannedTask(id="docs", role="docgen")])
    now = Plan(tasks=[PlannedTask(id="code", role="codegen", basis="b" * 64), PlannedTask(id="pages", role="codegen")])
    delta = plan_delta(before, now)
    assert ([c.name for c in delta.changed], delta.added, delta.removed, delta.kept) == (["code"], ["pages"], ["docs"], [])
