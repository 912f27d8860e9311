"""Answers are read whatever they are dressed in, and never crash the reader."""

import json
from contextlib import suppress

import pytest
from agent.ends import Rejected
from agent.tolerant import files, json_object
from hypothesis import given
from hypothesis import strategies as st

DOCUMENTS = st.dictionaries(
    st.text(min_size=1, max_size=10),
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=10,
    ),
    min_size=1,
)


@given(DOCUMENTS, st.booleans())
def test_an_object_is_read_back_plain_indented_or_in_a_fence(document: dict[str, object], indented: bool) -> None:
    text = json.dumps(document, indent=2 if indented else None)
    assert json_object(text) == document
    assert json_object(f"Sure!\n\n```json\n{text}\n```\nAnything else?") == document


@given(DOCUMENTS, st.integers(0, 400))
def test_an_answer_that_was_cut_off_gives_what_is_complete_or_is_rejected(document: dict[str, object], length: int) -> None:
    try:
        found = json_object(json.dumps(document)[:length])
    except Rejected:
        return
    assert set(found) <= set(document)


@given(st.text(max_size=300))
def test_no_text_crashes_the_readers(text: str) -> None:
    for read in (json_object, lambda given: files(given, "main.py")):
        with suppress(Rejected):
            assert read(text)


@pytest.mark.parametrize(
    "text",
    ['{"a": [1, 2,],}', "{'a': [1, 2]}", 'Here: {"a": [1, 2]} as you said', '```\n{"a": [1, 2]}\n```', '{"a": [1, 2'],
    ids=["trailing commas", "Python's quotes", "prose around", "fence without a language", "no end"],
)
def test_common_mistakes_are_forgiven(text: str) -> None:
    assert json_object(text)["a"][0] == 1


def test_files_are_named_before_in_or_at_the_top_of_their_fence() -> None:
    text = (
        "### File: `app/models.py`\n```python\nA = 1\n```\n"
        "```python title=app/views.py\nB = 2\n```\n"
        "```python\n# app/rules.py\nC = 3\n```\n"
        "```python\nD = 4\n```\n```bash\npip install x\n```\n"
    )
    assert {file.path: file.content.splitlines()[-1] for file in files(text, "main.py")} == {
        "app/models.py": "A = 1",
        "app/views.py": "B = 2",
        "app/rules.py": "C = 3",
        "main.py": "D = 4",
    }


def test_the_name_of_a_product_is_no_file() -> None:
    text = "Here is the Node.js service:\n```typescript\nconst a = 1;\n```\n"
    assert [file.path for file in files(text, "main.ts", "typescript")] == ["main.ts"]


def test_bare_code_and_a_fence_without_end_are_the_expected_file() -> None:
    for text in ("from x import y\n\nz = y()", "```python\nfrom x import y\n\nz = y()"):
        assert [(file.path, file.content) for file in files(text, "main.py")] == [("main.py", "from x import y\n\nz = y()\n")]


def test_files_may_come_as_json() -> None:
    assert [file.path for file in files('{"files": [{"path": "./a.py", "content": "x"}, {"path": "b.py"}]}', "main.py")] == ["a.py"]


@pytest.mark.parametrize("path", ["/etc/passwd.py", "../x.py", "a/../../b.py", "con.py"])
def test_a_path_out_of_the_workspace_names_no_file(path: str) -> None:
    written = [file.path for file in files(f"{path}\n```python\nx = 1\n```", "main.py")]
    assert all((not name.startswith(("/", "..")) and "passwd" not in name) or name == "etc/passwd.py" for name in written)
    with pytest.raises(Rejected):
        files(json.dumps({"files": [{"path": path, "content": "x"}]}), "main.py")
