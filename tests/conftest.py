"""The real broker and the real storage for tests: child processes that end with the test run."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from local.stack import broker as brokers
from local.stack import storage as storages
from local.stack.ports import free_port
from local.stack.service import Service, ready, start, stop, tail
from shared.errors import Unavailable

# Examples are not timed: on a busy machine the first one pays for imports. pytest-timeout bounds each test.
settings.register_profile("qlp", deadline=None)
settings.load_profile("qlp")


def _run(service: Service, folder: Path) -> Iterator[None]:
    """The service from the fixture's start to its end. Started on the main thread: it dies with the thread that starts it."""
    log = folder / f"{service.name}.log"
    process = start(service, log)
    try:
        try:
            asyncio.run(ready(service, process, 30))
        except Unavailable as error:
            pytest.fail(f"{error.message}: {tail(log)}")
        yield
    finally:
        asyncio.run(stop(process, service.grace))


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The bootstrap address of a Kafka broker that has every topic of the catalogue, four partitions each."""
    port = free_port()
    for _ in _run(brokers.service(port), tmp_path_factory.mktemp("broker")):
        yield f"127.0.0.1:{port}"


@pytest.fixture(scope="session")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The connection string of an Azure Storage emulator whose data goes with the test run."""
    folder = tmp_path_factory.mktemp("storage")
    ports = storages.Ports(*(free_port() for _ in range(3)))
    key = storages.new_key()
    for _ in _run(storages.service(folder / "data", ports, key), folder):
        yield storages.connection(ports, key)
