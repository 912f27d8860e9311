"""What every State promises, on the memory twin and on table storage."""

import asyncio
import random
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shared.errors import Conflict, TooLarge
from shared.ports import ANY, State, Write
from shared.tenancy import Partition, run_projection, run_state, tenant_index

MARKER = "--changeset\r\n\r\nPUT http://127.0.0.1/x HTTP/1.1\r\nIf-Match: *\r\n\r\n{}\r\n"


async def test_a_document_is_there_with_its_etag(state: State, here: Partition) -> None:
    await state.commit(here, [Write("a", '{"x": 1}'), Write("b", "2")])
    found = await state.get(here, "a", "b", "nothing")
    assert {key: record.value for key, record in found.items()} == {"a": '{"x": 1}', "b": "2"}
    assert all(record.etag for record in found.values())


async def test_a_partition_that_was_never_written_is_empty(state: State, here: Partition) -> None:
    assert not await state.get(here, "a")
    assert not await state.scan(here)
    assert not await state.get(here)


async def test_an_empty_commit_changes_nothing(state: State, here: Partition) -> None:
    await state.commit(here, [])
    assert not await state.scan(here)


async def test_a_document_is_inserted_once(state: State, here: Partition) -> None:
    await state.commit(here, [Write("a", "1")])
    with pytest.raises(Conflict):
        await state.commit(here, [Write("a", "2")])
    assert (await state.get(here, "a"))["a"].value == "1"


async def test_an_update_needs_the_etag_that_is_there(state: State, here: Partition) -> None:
    await state.commit(here, [Write("a", "1")])
    old = (await state.get(here, "a"))["a"].etag
    await state.commit(here, [Write("a", "2", old)])
    new = (await state.get(here, "a"))["a"]
    assert new.value == "2"
    assert new.etag != old
    with pytest.raises(Conflict):
        await state.commit(here, [Write("a", "3", old)])
    assert (await state.scan(here))["a"] == new


async def test_an_update_of_what_is_gone_is_a_conflict(state: State, here: Partition) -> None:
    await state.commit(here, [Write("a", "1")])
    etag = (await state.get(here, "a"))["a"].etag
    await state.commit(here, [Write("a", None, etag)])
    for value in ("2", None):
        with pytest.raises(Conflict):
            await state.commit(here, [Write("a", value, etag)])
    assert not await state.get(here, "a")


async def test_any_overwrites_and_also_makes(state: State, here: Partition) -> None:
    for value in ("1", "2"):
        await state.commit(here, [Write("a", value, ANY)])
        assert (await state.get(here, "a"))["a"].value == value


async def test_a_stale_delete_is_a_conflict(state: State, here: Partition) -> None:
    await state.commit(here, [Write("a", "1")])
    etag = (await state.get(here, "a"))["a"].etag
    await state.commit(here, [Write("a", "2", ANY)])
    with pytest.raises(Conflict):
        await state.commit(here, [Write("a", None, etag)])


async def test_deleting_what_is_not_there_is_fine_and_does_not_stop_the_rest(state: State, here: Partition) -> None:
    await state.commit(here, [Write("gone", None, ANY)])
    await state.commit(here, [Write("a", "1"), Write("b", "2")])
    await state.commit(here, [Write("gone", None, ANY), Write("a", None, ANY), Write("c", "3")])
    assert list(await state.scan(here)) == ["b", "c"]


async def test_a_commit_is_all_or_nothing(state: State, here: Partition) -> None:
    await state.commit(here, [Write("a", "1"), Write("b", "1")])
    with pytest.raises(Conflict):
        await state.commit(here, [Write("new", "2"), Write("a", "2", ANY), Write("b", None, ANY), Write("a2", "2", 'W/"stale"')])
    with pytest.raises(Conflict):
        await state.commit(here, [Write("new", "2"), Write("a", "2", ANY), Write("b", "2")])
    assert {key: record.value for key, record in (await state.scan(here)).items()} == {"a": "1", "b": "1"}


async def test_a_document_changes_once_in_a_commit(state: State, here: Partition) -> None:
    with pytest.raises(Conflict):
        await state.commit(here, [Write("a", "1"), Write("a", "2", ANY)])
    assert not await state.scan(here)


async def test_of_many_writers_at_once_exactly_one_wins(state: State, here: Partition) -> None:
    async def write(number: int, etag: str | None) -> bool:
        try:
            await state.commit(here, [Write("a", str(number), etag), Write(f"log|{number}|{etag is None}", "1")])
        except Conflict:
            return False
        return True

    assert sum(await asyncio.gather(*(write(n, None) for n in range(8)))) == 1
    etag = (await state.get(here, "a"))["a"].etag
    assert sum(await asyncio.gather(*(write(n, etag) for n in range(8)))) == 1
    assert len(await state.scan(here, "log|")) == 2


async def test_a_counter_that_all_raise_misses_no_step(state: State, here: Partition) -> None:
    await state.commit(here, [Write("n", "0")])

    async def count() -> None:
        while True:
            record = (await state.get(here, "n"))["n"]
            try:
                await state.commit(here, [Write("n", str(int(record.value) + 1), record.etag)])
            except Conflict:
                continue
            return

    await asyncio.gather(*(count() for _ in range(10)))
    assert (await state.get(here, "n"))["n"].value == "10"


async def test_a_hundred_documents_are_one_commit_and_more_are_refused(state: State, here: Partition) -> None:
    await state.commit(here, [Write(f"{n:03}", str(n)) for n in range(100)])
    assert len(await state.scan(here)) == 100
    with pytest.raises(TooLarge):
        await state.commit(here, [Write(f"x{n}", "1") for n in range(101)])


def noise(size: int) -> str:
    """Text that hardly compresses, of so many bytes."""
    return "".join(random.Random(size).choices([chr(c) for c in range(0x20, 0x7F)], k=size))  # noqa: S311 - no secret


@pytest.mark.parametrize("size", [29_999, 30_000, 30_001, 200_000, 900 * 1024])
async def test_a_large_document_comes_back_whole(state: State, here: Partition, size: int) -> None:
    value = noise(size)
    await state.commit(here, [Write("big", value), Write("small", "1")])
    assert (await state.get(here, "big"))["big"].value == value
    assert (await state.scan(here))["big"].value == value


async def test_a_large_document_that_shrinks_leaves_nothing_behind(state: State, here: Partition) -> None:
    await state.commit(here, [Write("a", noise(500_000))])
    await state.commit(here, [Write("a", "small", ANY)])
    assert (await state.get(here, "a"))["a"].value == "small"


async def test_a_document_over_the_limit_is_refused_and_nothing_is_written(state: State, here: Partition) -> None:
    for value in ("x" * (900 * 1024 + 1), "é" * (450 * 1024 + 1)):
        with pytest.raises(TooLarge):
            await state.commit(here, [Write("fine", "1"), Write("big", value)])
    assert not await state.scan(here)


async def test_a_scan_is_in_order_from_a_key_on_and_bounded(state: State, here: Partition) -> None:
    keys = ["a", "outbox|1", "outbox|2", "outbox|3", "outboy", "p", "outbox"]
    await state.commit(here, [Write(key, key) for key in keys])
    assert list(await state.scan(here)) == sorted(keys)
    assert list(await state.scan(here, "outbox|")) == ["outbox|1", "outbox|2", "outbox|3"]
    assert list(await state.scan(here, "outbox|", "outbox|1")) == ["outbox|2", "outbox|3"]
    assert list(await state.scan(here, "outbox|", "outbox|1x", 1)) == ["outbox|2"]
    assert list(await state.scan(here, after="outbox|3")) == ["outboy", "p"]
    assert list(await state.scan(here, limit=2)) == ["a", "outbox"]
    assert not await state.scan(here, "z")


async def test_a_scan_reads_past_a_page(state: State, here: Partition) -> None:
    for start in range(0, 1200, 100):
        await state.commit(here, [Write(f"{n:05}", "1") for n in range(start, start + 100)])
    assert list(await state.scan(here)) == [f"{n:05}" for n in range(1200)]
    assert len(await state.scan(here, limit=1100)) == 1100


async def test_partitions_and_tables_do_not_mix(state: State) -> None:
    run = uuid4().hex
    places = [run_state("t", run), run_state("t-2", run), run_projection("t", run), tenant_index("t")]
    for number, place in enumerate(places):
        await state.commit(place, [Write("a", str(number), ANY)])
    assert [(await state.get(place, "a"))["a"].value for place in places] == ["0", "1", "2", "3"]


texts = st.text(max_size=30)
keys = st.text(min_size=1, max_size=12) | st.text("ab|/\\#?%'\"&.~>[$ \x00\x7f\n", min_size=1, max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(keys, texts | st.just(MARKER), min_size=1, max_size=12), keys, keys)
@example({",": "x", "a,b": "y", "(c)": MARKER}, ",", ",")
async def test_keys_and_documents_may_hold_anything(state: State, documents: dict[str, str], prefix: str, after: str) -> None:
    here = run_state("t1", uuid4().hex)
    await state.commit(here, [Write(key, value) for key, value in documents.items()])
    found = await state.get(here, *documents)
    assert {key: record.value for key, record in found.items()} == documents
    assert list(await state.scan(here)) == sorted(documents)
    assert list(await state.scan(here, prefix)) == sorted(key for key in documents if key.startswith(prefix))
    assert list(await state.scan(here, after=after)) == sorted(key for key in documents if key > after)
    await state.commit(here, [Write(key, None, found[key].etag) for key in documents])
    assert not await state.scan(here)


@pytest.mark.parametrize("text", [MARKER, "\r\n--batch_", "it's", '{"a":"}{"}', "\u2028\x00\x85", "DELETE http://x HTTP/1.1\r\n"])
async def test_a_document_cannot_pose_as_a_part_of_the_request(state: State, here: Partition, text: str) -> None:
    await state.commit(here, [Write("victim", "safe"), Write("a", text), Write("b", text * 10)])
    found = await state.scan(here)
    assert {key: record.value for key, record in found.items()} == {"victim": "safe", "a": text, "b": text * 10}
