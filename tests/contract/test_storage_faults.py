"""The real storage when something is wrong with it, and what others see of what we write."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from secrets import token_hex
from uuid import uuid4

import pytest
from azure.data.tables.aio import TableServiceClient
from azure.identity import CredentialUnavailableError
from azure.storage.blob.aio import BlobServiceClient

from shared.adapters.azure_storage import Opened
from shared.adapters.blobs import AzureBlobs
from shared.adapters.tables import AzureTables
from shared.errors import Invalid, TooLarge, Unavailable
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
    monkeypatch.setattr("shared.adapters.azure_storage.DEADLINE", 0.1)
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


async def test_others_can_read_what_is_written(storage: str) -> None:
    tables, here = AzureTables(storage), run_state("t1", uuid4().hex)
    await tables.commit(here, [Write("odd/key", '{"x": 1}'), Write("big", "é" * 100_000)])
    async with TableServiceClient.from_connection_string(storage) as service, service.get_table_client("runs") as client:
        small = await client.get_entity(here.key, "odd.1key")
        big = await client.get_entity(here.key, "big")
    await tables.close()
    assert small["d"] == '{"x": 1}'
    assert isinstance(big["z0"], bytes)


@pytest.mark.filterwarnings("ignore:Sending a large body directly with raw bytes:ResourceWarning")  # azure-core makes the body
async def test_a_commit_that_is_too_large_as_a_whole_is_refused_and_nothing_is_written(storage: str) -> None:
    tables, here = AzureTables(storage), run_state("t1", uuid4().hex)
    noise = token_hex(440 * 1024)  # compressed, half of it is left
    await tables.commit(here, [Write(f"fits{n}", noise) for n in range(5)])
    with pytest.raises(TooLarge):
        await tables.commit(here, [Write(f"more{n}", noise) for n in range(10)])
    assert len(await tables.scan(here)) == 5
    await tables.close()


async def test_an_account_without_a_key_signs_in_with_an_identity_or_says_that_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoIdentity:
        async def get_token(self, *_scopes: str, **_options: object) -> object:
            raise CredentialUnavailableError("nobody is signed in")

        async def close(self) -> None:
            pass

    monkeypatch.setattr("shared.adapters.azure_storage.DefaultAzureCredential", NoIdentity)
    tables = AzureTables("https://qlp.table.core.windows.net")
    with pytest.raises(Unavailable, match="no token"):
        await tables.get(Partition("runs", "x"), "a")
    await tables.close()


@pytest.mark.parametrize("text", ["", "nonsense", "AccountName=x", "AccountKey=a2V5"])
def test_a_wrong_connection_string_is_refused_when_the_adapter_is_made(text: str) -> None:
    with pytest.raises(Invalid, match="AzureWebJobsStorage"):
        AzureTables(text)


async def test_the_emulator_has_a_short_name() -> None:
    for adapter in (AzureTables, AzureBlobs):
        await adapter("UseDevelopmentStorage=true").close()


@pytest.mark.parametrize("address", ["https://a1.blob.core.windows.net", "https://a1.table.core.windows.net/"])
async def test_an_address_of_any_service_names_the_account(address: str) -> None:
    tables = Opened("table", address, TableServiceClient.from_connection_string, TableServiceClient)
    blobs = Opened("blob", address, BlobServiceClient.from_connection_string, BlobServiceClient)
    assert tables.client.url.rstrip("/") == "https://a1.table.core.windows.net"
    assert blobs.client.url.rstrip("/") == "https://a1.blob.core.windows.net"
    await tables.close()
    await blobs.close()
