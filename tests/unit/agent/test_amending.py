"""A small model rewrites the one function that a sentence in doubt is about, and only what can run is taken over."""

import ast
import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest
from agent import amending, opening, reading, soundness
from agent.output import Output
from agent.patience import Patience
from agent.tables import Table, path_keys, tables, with_columns

from shared.drops import Drop
from shared.events import Usage
from shared.job_protocol import Bundle
from shared.ports import ModelAnswer, ModelRequest
from shared.reading.doubts import UNWRITTEN, Doubt

SWIMS = (
    "POST /swimmers with name creates a swimmer, 201. POST /swimmers/{id}/swims with lengths (whole number, at least 1) adds a swim, 201. "
    "DELETE /swims/{id} removes a swim, 204. GET /swimmers/{id}/summary -> a plume of all that the swimmer is, in a mood of blue. Anything that isn't found is a 404."
)
SUMMARY = """@app.get("/swimmers/{id}/summary")
async def get_swimmers_summary(id: int) -> dict[str, Any]:
    swimmer = find_swimmer(id)
    swims = store.swims.find(swimmer_id=id)
    return {"name": swimmer["name"], "swims": len(swims)}
"""


class Silent(Output):
    """What would be shown, kept."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def _line(self, line: Mapping[str, Any]) -> None:
        self.shown.append(str(line.get("text")))


class Answering:
    """A model that has its answers ready, and keeps what it was asked."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.asked = [*answers], list[str]()

    async def ask(self, request: ModelRequest) -> AsyncIterator[str | ModelAnswer]:
        self.asked.append(request.messages[-1]["content"])
        yield ModelAnswer(f"```python\n{self.answers.pop(0)}```\n", Usage())


def bundle(text: str) -> Bundle:
    return Bundle.model_validate({"task": "codegen", "role": "codegen", "goal": "", "inputs": {"intent": {"text": text}}, "seconds": 60})


async def written(text: str, *answers: str) -> tuple[str, Answering, Sequence[str]]:
    """The application's main module, the model and what was shown."""
    model, out = Answering(*answers), Silent()
    asking = Patience(model, out, 1.0, asyncio.get_running_loop().time() + 60)
    drop = await amending.written(bundle(text), asking)
    assert isinstance(drop, Drop)
    return next(file.content for file in drop.files if file.path == "main.py"), model, out.shown


async def test_a_function_that_nobody_wrote_is_shown_with_the_rows_that_its_path_names() -> None:
    main, model, _ = await written(SWIMS, SUMMARY)
    assert "swimmer = find_swimmer(id)\n    swims = store.swims.find(swimmer_id=id)\n    ...  # what the sentence says" in model.asked[0]
    assert "'swims': len(swims)" in main
    assert UNWRITTEN not in main


async def test_a_row_of_the_wrong_table_is_not_taken_over_and_the_model_is_told_which_is_right() -> None:
    main, model, shown = await written(SWIMS, SUMMARY.replace("find_swimmer", "find_swim"), SUMMARY)
    assert "id is the key of one of swimmers, and not of swims: use find_swimmer." in model.asked[1]
    assert "get_swimmers_summary is rewritten." in shown
    assert "swimmer = find_swimmer(id)" in main


async def test_a_table_that_is_gone_through_like_a_list_gives_its_rows() -> None:
    main, _, _ = await written(SWIMS, SUMMARY.replace("len(swims)", "len(swims) + sum(1 for each in store.swims)"))
    assert "len(swims) + sum((1 for each in store.swims.find()))" in main


async def test_what_fails_is_put_back_as_it_was_drafted_but_for_what_nobody_had_written() -> None:
    main, _, _ = await written(SWIMS, SUMMARY.replace('swimmer["name"]', "1 / 0"))
    drafted = main.replace("row = store.swimmers.add(values)", "row = store.swimmers.add(values | {'name': 1 / 0})")
    assert drafted != main
    failing = [
        {"name": name, "part": "probe", "passed": False, "detail": f"{name} answered 500"}
        for name in ("POST /swimmers", "GET /swimmers/1/summary")
    ]
    inputs = {"intent": {"text": SWIMS}, "report": {"checks": failing}, "code": {"files": [{"path": "main.py", "content": drafted}]}}
    repaired = await amending.restored(Bundle.model_validate({"task": "fix", "role": "fixer", "goal": "", "inputs": inputs, "seconds": 60}))
    assert repaired is not None
    assert repaired.files[0].content == main


async def test_what_can_never_run_stays_as_it_was_drafted() -> None:
    main, _, _ = await written(SWIMS, SUMMARY.replace("store.swims", "store.races"), SUMMARY.replace("len(swims)", "length"), "nothing")
    assert UNWRITTEN in main


STORE = """
paintings = Table(
    "paintings",
    "id",
    {
        "id": "INTEGER PRIMARY KEY AUTOINCREMENT",
        "title": "TEXT",
    },
)
shows = Table(
    "shows",
    "code",
    {
        "code": "TEXT",
    },
)
hangings = Table(
    "hangings",
    "id",
    {
        "id": "INTEGER PRIMARY KEY AUTOINCREMENT",
        "painting": "INTEGER",
        "show_code": "TEXT",
    },
)


def transaction():
    ...
"""
MAIN = '''
import store
from fastapi import HTTPException
from store import Row


def find_painting(key: int) -> Row:
    """The painting with this id; 404 when there is none."""
    row = store.paintings.get(key)
    if row is None:
        raise HTTPException(404, "there is no such painting")
    return row


async def delete_painting(id: int) -> None:
    row = find_painting(id)
    store.paintings.remove(id=row["id"])
'''
DRAFTED = MAIN[MAIN.index("async def") :]
PATH = "/paintings/{id}"


def fault(after: str, intent: str = "A painting that hangs is not deleted (409).") -> str:
    draft = soundness.Surroundings(MAIN, "", STORE, tables(STORE, MAIN), intent)
    return soundness.fault(draft, PATH, DRAFTED, DRAFTED, after)


def test_the_tables_of_an_application_are_known_with_what_finds_their_rows() -> None:
    known = tables(STORE, MAIN)
    assert known["paintings"] == Table("paintings", "id", ("id", "title"), "painting", "find_painting")
    assert known["hangings"].referring(known["paintings"]) == "painting"
    assert known["hangings"].referring(known["shows"]) == "show_code"
    assert known["paintings"].referring(known["shows"]) == ""
    assert path_keys("/shows/{code}/paintings/{id}", known) == {"code": known["shows"], "id": known["paintings"]}


def test_a_nested_row_is_looked_up_in_what_it_belongs_to() -> None:
    begun = opening.opened(UNWRITTEN, "/paintings/{id}/hangings/{hanging_id}/photo", tables(STORE, MAIN))
    assert begun.splitlines()[0] == "painting = find_painting(id)"
    assert 'if not (hanging["painting"] == id):' in begun


def test_what_a_path_names_by_a_value_is_looked_up_by_it() -> None:
    known = tables(STORE, MAIN)
    assert opening.opened(UNWRITTEN, "/walls/{title}", known).startswith("paintings = store.paintings.find(title=title)")
    draft = soundness.Surroundings(MAIN, "", STORE, known, "")
    said = soundness.fault(
        draft,
        "/walls/{title}",
        DRAFTED,
        DRAFTED,
        DRAFTED.replace("id: int", "title: str").replace("find_painting(id)", "store.paintings.get(title)"),
    )
    assert said == "store.paintings.get(title) looks for one by its id: use store.paintings.find(title=title)."


def test_what_was_misread_as_something_else_is_taken_out() -> None:
    report = 'async def summary(id: int) -> dict[str, Any]:\n    """What it is."""\n    return {"hung": 0}'
    begun = opening.emptied(report, "/paintings/{id}/summary", tables(STORE, MAIN))
    assert begun.splitlines()[:3] == [*report.splitlines()[:2], "    painting = find_painting(id)"]
    assert '"hung"' not in begun


def test_a_member_can_be_added_to_what_every_answer_about_a_row_has() -> None:
    shown = "async def get_painting(id: int) -> Row:\n    row = find_painting(id)\n    return show_painting(row)"
    begun = opening.opened(shown, PATH, tables(STORE, MAIN))
    assert begun.endswith("    answer = show_painting(row)\n    return answer")
    main = MAIN.replace(DRAFTED, shown + "\n").replace(
        "async def get", "def show_painting(row: Row) -> Row:\n    return row\n\n\nasync def get"
    )
    draft = soundness.Surroundings(main, "", STORE, tables(STORE, main), "")
    assert soundness.fault(draft, PATH, shown, begun, begun) == soundness.UNCHANGED
    added = begun.replace("    return", '    answer["hung"] = len(store.hangings.find(painting=id))\n    return')
    assert soundness.fault(draft, PATH, shown, begun, added) == ""


def test_a_written_function_is_shown_as_it_is() -> None:
    assert opening.opened(DRAFTED, PATH, tables(STORE, MAIN)) == DRAFTED


def test_a_column_is_added_to_the_table_that_lacks_it() -> None:
    added = with_columns(STORE, "shows", [("open", "BOOLEAN")])
    assert tables(added, MAIN)["shows"].columns == ("code", "open")
    assert tables(added, MAIN)["hangings"] == tables(STORE, MAIN)["hangings"]


def test_what_the_store_itself_offers_is_no_table() -> None:
    refusing = '    if store.hangings.find(painting=row["id"]):\n        raise HTTPException(409, "it hangs")\n    with store.transaction():\n        store.paintings.remove(id=row["id"])\n'
    assert fault(DRAFTED.replace('    store.paintings.remove(id=row["id"])\n', refusing)) == ""


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (
            'store.hangings.find(show_code=row["id"])',
            "row['id'] is the key of one of paintings, and show_code holds those of shows: use painting=row['id'].",
        ),
        ("store.hangings.find(wall=1)", "hangings are found by name=value with id, painting, show_code."),
        ("store.hangings.count()", "store.hangings.count is not there"),
        ("store.walls.find()", "There is no table walls"),
        ('row["height"]', "Rows have no 'height'."),
        ("unknown()", "unknown is not defined."),
    ],
)
def test_what_must_fail_is_said(line: str, why: str) -> None:
    said = fault(DRAFTED + f'    if {line}:\n        raise HTTPException(409, "it hangs")\n')
    assert why in said


@pytest.mark.parametrize("worked_out", ["max(each['id'] for each in hung)", "sum(each['id'] for each in hung) / len(hung)"])
def test_what_fails_where_there_are_no_rows_yet_is_said(worked_out: str) -> None:
    looked_up = DRAFTED + "    hung = store.hangings.find(painting=id)\n"
    assert "fails where hung is empty" in fault(f"{looked_up}    return {worked_out}\n")
    assert fault(f"{looked_up}    return {worked_out} if hung else None\n") == ""
    assert fault(f"{looked_up}    if not hung:\n        return None\n    return {worked_out}\n") == ""


def test_a_refusal_behind_what_is_stored_comes_too_late() -> None:
    stored, refused = (
        '    store.hangings.add({"painting": id})\n',
        '    if len(store.hangings.find()) > 3:\n        raise HTTPException(409, "full")\n',
    )
    assert fault(DRAFTED + stored + refused).startswith("It refuses after it has stored")
    assert fault(DRAFTED + refused + stored) == ""


@pytest.mark.parametrize(
    "change", ['row["hung"] = True\n    store.paintings.change(id, row)', 'store.paintings.change(id, {"hung": True})']
)
def test_what_a_function_stores_under_a_new_name_can_be_read_from_rows(change: str) -> None:
    after = DRAFTED + f'    if row["hung"]:\n        raise HTTPException(409, "it hangs")\n    {change}\n'
    assert fault(after) == ""
    assert soundness.stored(ast.parse(after)) == {"hung": "BOOLEAN"}


def test_a_sentence_in_doubt_is_so_for_every_operation_that_it_names() -> None:
    code = "".join(
        f'@app.{method}("{path}")\ndef f{at}(): ...\n'
        for at, (method, path) in enumerate([("post", "/a/{id}/open"), ("post", "/a/{id}/shut"), ("get", "/a")])
    )
    doubt = Doubt("POST /a/{a}/open moves it to open, POST /a/{a}/shut one that is open to shut.", "POST", "/a/{id}/open")
    assert [(one.method, one.path) for one in amending.of_each_operation(doubt, code)] == [
        ("POST", "/a/{id}/open"),
        ("POST", "/a/{id}/shut"),
    ]


def test_an_answer_names_its_values() -> None:
    assert (
        fault(DRAFTED + '    return (row["id"], row["title"])\n')
        == "It returns (row['id'], row['title']): return a dict that names each of them."
    )


def test_a_status_that_nobody_asked_for_is_not_taken_over() -> None:
    assert fault(DRAFTED + '    raise HTTPException(418, "tea")\n') == "The status 418 is not asked for."


def test_a_function_that_stays_as_it_was_does_not_do_what_was_asked() -> None:
    assert fault(DRAFTED).startswith("It changes nothing")


async def test_a_service_with_pages_over_its_data_can_be_a_draft() -> None:
    text = (
        "POST /flats as JSON with title and rent (a number above 0) creates a flat, 201, or 422. "
        "GET /board is an HTML page that lists the title and the rent of all flats. POST /flats/{id}/bless makes a flat shimmer, 409 on stormy nights."
    )
    made = reading.draft(bundle(text))
    assert made is not None
    assert [doubt.path for doubt in made.doubts] == ["/flats/{id}/bless"]
