"""The real storage when something is wrong with it, and what others see of what we write."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

import pytest
from azure.data.tables.aio import TableServiceClient

from shared.adapters.azure_account import account
from shared.adapters.blobs import AzureBlobs
from shared.adapters.tables import AzureTables
from shared.errors import Invalid, Unavailable
from shared.events import BlobRef
from shared.ports import Write
from shared.tenancy import Partition, run_state

CLOSED = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:1/a;BlobEndpoint=http://127.0.0.1:1/a"
NOWHERE = BlobRef(path="drops/x", size=1, sha256="ab")
ONE = [Write("a", "1")]


async def calls(storage: str) -> AsyncIterator[Callable[[], Awaitable[object]]]:
    """Every call of both adapters against this storage."""
    tables, blobs, here = AzureTables(storage), AzureBlobs(storage), run_state("t1", uuid4().hex)
    yield lambda: tables.get(here, "a")
    yield lambda: tables.scan(here)
    yield lambda: tables.commit(here, ONE)
    yield lambda: blobs.put("t1", "drops", b"x")
    yield lambda: blobs.get("t1", NOWHERE)
    await tables.close()
    await blobs.close()


async def test_a_storage_that_is_away_is_noticed_at_once() -> None:
    async for call in calls(CLOSED):
        started = time.monotonic()
        with pytest.raises(Unavailable):
            await call()
        assert time.monotonic() - started < 3


@pytest.fixture
async def silent() -> AsyncIterator[str]:
    """A server that takes connections and never answers."""
    open_writers: list[asyncio.StreamWriter] = []

    async def listen(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_writers.append(writer)

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    yield CLOSED.replace(":1/", f":{server.sockets[0].getsockname()[1]}/")
    for writer in open_writers:
        writer.close()
    server.close()
    await server.wait_closed()


async def test_a_storage_that_never_answers_is_given_up_at_the_deadline(silent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.adapters.azure_http.DEADLINE", 0.1)
    async for call in calls(silent):
        with pytest.raises(Unavailable, match="Timeout"):
            await call()


async def test_a_wrong_key_gives_no_message_up(storage: str) -> None:
    key = next(part for part in storage.split(";") if part.startswith("AccountKey="))
    async for call in calls(storage.replace(key, "AccountKey=d3Jvbmc=")):
        with pytest.raises(Unavailable, match="403"):
            await call()


async def test_connections_that_the_storage_closed_are_not_used_again(storage: str) -> None:
    tables, here = AzureTables(storage), run_state("t1", uuid4().hex)
    await tables.commit(here, ONE)
    await tables.close()
    assert (await tables.get(here, "a"))["a"].value == "1"
    await tables.close()


@pytest.mark.filterwarnings("ignore:Testing an element's truth value:DeprecationWarning")  # in azure-data-tables
async def test_others_can_read_what_is_written(storage: str) -> None:
    tables, here = AzureTables(storage), run_state("t1", uuid4().hex)
    await tables.commit(here, [Write("odd/key", '{"x": 1}'), Write("big", "é" * 100_000)])
    async with TableServiceClient.from_connection_string(storage) as service, service.get_table_client("runs") as client:
        small = await client.get_entity(here.key, "odd.1key")
        big = await client.get_entity(here.key, "big")
    await tables.close()
    assert small["d"] == '{"x": 1}'
    assert isinstance(big["z0"], bytes)


async def test_an_account_without_a_key_signs_in_with_an_identity_or_says_that_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoIdentity:
        async def get_token(self, _scope: str) -> object:
            raise TimeoutError

        async def close(self) -> None:
            pass

    monkeypatch.setattr("shared.adapters.azure_account.DefaultAzureCredential", NoIdentity)
    tables = AzureTables("https://qlp.table.core.windows.net")
    with pytest.raises(Unavailable, match="no token"):
        await tables.get(Partition("runs", "x"), "a")
    await tables.close()


def test_a_wrong_connection_string_fails_when_the_adapter_is_made() -> None:
    with pytest.raises(Invalid):
        AzureTables("AccountName=x")
    assert account(CLOSED).name == "a"
