"""The embedded broker and storage, as their real processes."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from azure.core.exceptions import HttpResponseError
from azure.data.tables.aio import TableServiceClient
from azure.storage.blob.aio import BlobServiceClient

from local.stack import broker as brokers
from local.stack import service as services
from local.stack import storage as storages
from local.stack.ports import choose, free_port
from shared.errors import Unavailable
from shared.events import Topic


async def _gone(pid: int) -> None:
    """Returns once no such process runs (whoever adopts it may leave it a zombie for a while)."""
    async with asyncio.timeout(5):
        while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            await asyncio.sleep(0.01)


def test_the_broker_knows_every_topic_of_the_catalogue() -> None:
    assert set(brokers.TOPICS) == {topic.value for topic in Topic}


async def test_the_broker_gives_back_what_was_published(broker: str) -> None:
    async with AIOKafkaProducer(bootstrap_servers=broker) as producer:
        sent = await producer.send_and_wait("deadletter", b"value", key=b"key")
        assert await producer.partitions_for("deadletter") == {0, 1, 2, 3}
    where = TopicPartition("deadletter", sent.partition)
    async with AIOKafkaConsumer(bootstrap_servers=broker, auto_offset_reset="earliest") as consumer:
        consumer.assign([where])
        consumer.seek(where, sent.offset)
        assert (await consumer.getone()).value == b"value"


async def test_the_storage_keeps_entities_and_blobs(storage: str) -> None:
    async with TableServiceClient.from_connection_string(storage) as tables:
        table = await tables.create_table_if_not_exists("stacktest")
        async with table:
            await table.create_entity({"PartitionKey": "p", "RowKey": "r", "text": "kept"})
            assert (await table.get_entity("p", "r"))["text"] == "kept"
    async with BlobServiceClient.from_connection_string(storage) as blobs:
        container = await blobs.create_container("stack-test")
        await container.upload_blob("a/b", b"kept")
        assert await (await container.download_blob("a/b")).readall() == b"kept"


@pytest.mark.filterwarnings("ignore:Testing an element's truth value:DeprecationWarning")  # in azure-data-tables
async def test_the_storage_refuses_another_key(storage: str) -> None:
    key = storage.split("AccountKey=")[1].split(";")[0]
    async with TableServiceClient.from_connection_string(storage.replace(key, storages.new_key())) as tables:
        with pytest.raises(HttpResponseError, match=r"Forbidden|failed to authenticate"):
            await tables.create_table("nope")


async def test_what_the_storage_has_outlives_its_stop(tmp_path: Path) -> None:
    ports, key = storages.Ports(*(free_port() for _ in range(3))), storages.new_key()
    service = storages.service(tmp_path / "data", ports, key)
    for turn in (1, 2):
        async with (
            services.running(service, tmp_path / "log"),
            TableServiceClient.from_connection_string(storages.connection(ports, key)) as tables,
        ):
            if turn == 1:
                await (await tables.create_table("kept")).create_entity({"PartitionKey": "p", "RowKey": "r"})
            async with tables.get_table_client("kept") as table:
                assert (await table.get_entity("p", "r"))["RowKey"] == "r"


async def test_what_the_storage_acknowledged_outlives_a_kill_at_once(tmp_path: Path) -> None:
    ports, key = storages.Ports(*(free_port() for _ in range(3))), storages.new_key()
    service, connection = storages.service(tmp_path / "data", ports, key), storages.connection(ports, key)
    for turn in range(4):
        async with (
            services.running(service, tmp_path / "log") as process,
            TableServiceClient.from_connection_string(connection) as tables,
            BlobServiceClient.from_connection_string(connection) as blobs,
        ):
            table = await tables.create_table_if_not_exists("kept")
            container = blobs.get_container_client("kept")
            if turn == 0:
                await container.create_container()
            found = {row["RowKey"]: row["turn"] async for row in table.query_entities("PartitionKey eq 'p'")}
            stored = {blob.name: await (await container.download_blob(blob.name)).readall() async for blob in container.list_blobs()}
            before = range(turn)
            assert found == {f"made-{n}": n for n in before} | ({"changed": turn - 1, f"moved-{turn - 1}": turn - 1} if turn else {})
            assert stored == {f"blob-{n}": f"content {n}".encode() for n in before}
            row = {"PartitionKey": "p", "turn": turn}
            await table.create_entity({**row, "RowKey": f"made-{turn}"})
            await table.upsert_entity({**row, "RowKey": "changed"})
            moved = [("delete", {**row, "RowKey": f"moved-{turn - 1}"})] if turn else []
            await table.submit_transaction([*moved, ("create", {**row, "RowKey": f"moved-{turn}"})])
            await container.upload_blob(f"blob-{turn}", f"content {turn}".encode())
            process.kill()
            process.wait()
        noted = tmp_path / "data" / "__azurite_db_table__.json.journal"
        if turn == 1:  # the kill came while the index was being written
            noted.rename(noted.with_name(f"{noted.name}.7"))
        if turn == 2:  # the kill came while a change was noted that no answer went out for
            with noted.open("a") as journal:
                journal.write('[["qlp$kept",{"PartitionKey":"p","RowKey":"made-9","pro')


async def test_a_storage_whose_disk_takes_nothing_acknowledges_nothing(tmp_path: Path) -> None:
    ports, key = storages.Ports(*(free_port() for _ in range(3))), storages.new_key()
    service, connection = storages.service(tmp_path / "data", ports, key), storages.connection(ports, key)
    async with (
        services.running(service, tmp_path / "log"),
        TableServiceClient.from_connection_string(connection, retry_total=0) as tables,
    ):
        (tmp_path / "data" / "__azurite_db_table__.json.journal").mkdir()
        with pytest.raises(HttpResponseError) as refused:
            await tables.create_table("lost")
        assert refused.value.status_code == 503


async def test_a_service_that_ends_while_starting_says_why(tmp_path: Path) -> None:
    async def never() -> bool:
        return False

    service = services.Service("short", "nowhere", lambda: [sys.executable, "-c", "raise SystemExit('no luck')"], never)
    with pytest.raises(Unavailable, match=r"short ended with code 1 while starting: no luck"):
        async with services.running(service, tmp_path / "log"):
            pass


async def test_a_stopped_service_leaves_no_process_of_its_group(tmp_path: Path) -> None:
    child = "import subprocess, sys, time; print(subprocess.Popen(['sleep', '300']).pid, flush=True); time.sleep(300)"
    log = tmp_path / "log"

    async def started() -> bool:
        return log.exists() and log.read_text().endswith("\n")

    service = services.Service("parent", "nowhere", lambda: [sys.executable, "-c", child], started)
    async with services.running(service, log):
        grandchild = int(log.read_text())
        assert psutil.pid_exists(grandchild)
    await _gone(grandchild)


def test_a_service_dies_with_its_parent_even_when_that_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from local.stack import broker; from local.stack.service import start\n"
        f"print(start(broker.service({free_port()}), Path(sys.argv[1])).pid, flush=True); time.sleep(300)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "log")], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.stdout.close()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    child.wait(5)
    assert not child.is_running()


def test_ports_are_remembered_while_they_are_free() -> None:
    first = choose(("a", "b"), {})
    assert choose(("a", "b"), first) == first
    assert len(set(choose(("a", "b"), {"a": first["a"], "b": first["a"]}).values())) == 2
