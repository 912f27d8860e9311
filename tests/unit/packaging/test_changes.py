"""What a capsule says about the version that it replaces."""

from functions.packaging import core
from functions.packaging.changes import contract, notes, page
from shared.capsule import MANIFEST, Manifest
from shared.difference import Changed, Delta, Difference, DroppedTest
from shared.specification import Entity, Property, Requirement, Specification
from tests.unit.packaging.test_core import accepted

BASE = "b" * 32
SPECIFICATION = Specification(
    title="To-dos",
    requirements=[Requirement(id="R1", text="it creates"), Requirement(id="R2", text="it tags")],
    entities=[Entity(name="todo", properties=[Property(name="due_date", required=False), Property(name="owner")])],
)
DIFFERENCE = Difference(
    base=BASE,
    requirements=Delta(kept=["R1"], added=["R2"]),
    data=Delta(
        added=["todo.due_date", "todo.owner"], changed=[Changed(name="todo.title", before="short", now="long")], removed=["todo.colour"]
    ),
    tests_kept=3,
    tests_dropped=[DroppedTest(test="tests/test_a.py::test_r9", reason="requirement R9 is gone")],
)


def test_the_data_contract_says_what_becomes_of_each_field_that_differs() -> None:
    lines = contract(DIFFERENCE, SPECIFICATION)
    assert any(line.startswith("`todo.due_date` is new") for line in lines)
    assert any("`todo.owner` is required from now on" in line for line in lines)
    assert not any("`todo.due_date` is required" in line for line in lines)
    assert any("`todo.title` changed from short to long" in line for line in lines)
    assert any("`todo.colour` is gone: its values stay stored" in line for line in lines)
    assert contract(Difference(base=BASE), SPECIFICATION) == ["The stored data are the same as before."]


def test_an_approver_reads_what_changes_and_which_old_tests_no_longer_count() -> None:
    told = notes(DIFFERENCE, SPECIFICATION)
    assert told[0] == "It replaces the live version of its app: requirements 1 added, 1 kept; old tests 3 kept, 1 dropped."
    assert "Dropped old test tests/test_a.py::test_r9: requirement R9 is gone." in told
    assert any(line.startswith("Data: `todo.due_date`") for line in told)


def test_the_page_names_everything_that_differs() -> None:
    text = page(DIFFERENCE, SPECIFICATION)
    for part in (BASE, "added: **R2** it tags", "`todo.colour` is gone", "test_r9", "requirement R9 is gone"):
        assert part in text


def test_the_capsule_of_a_change_holds_all_of_it_and_the_run_before() -> None:
    plain = accepted(app=BASE)
    changed = core.Accepted(plain.event.model_copy(update={"difference": DIFFERENCE}), plain.files, plain.report)
    files = core.capsule_files(changed)
    assert {"docs/changes.md", "reports/change.json"} <= set(files)
    assert Manifest.model_validate_json(files[MANIFEST]).base_run == BASE
    assert not {"docs/changes.md", "reports/change.json"} & set(core.capsule_files(plain))
    assert any("old tests 3 kept" in risk for risk in core.risks(changed))
