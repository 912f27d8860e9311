"""Each port twice: its memory twin and the real part."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from shared.adapters.blobs import AzureBlobs
from shared.adapters.memory import MemoryBlobs, MemoryState
from shared.adapters.tables import AzureTables
from shared.ports import Blobs, State
from shared.tenancy import Partition, run_state


@pytest.fixture(params=["memory", "real"])
def account(request: pytest.FixtureRequest) -> str | None:
    """The connection string of the real storage, or None for the memory twins."""
    return request.getfixturevalue("storage") if request.param == "real" else None


@pytest.fixture
async def state(account: str | None) -> AsyncIterator[State]:
    used: State = AzureTables(account) if account else MemoryState()
    yield used
    await used.close()


@pytest.fixture
async def blobs(account: str | None) -> AsyncIterator[Blobs]:
    used: Blobs = AzureBlobs(account) if account else MemoryBlobs()
    yield used
    await used.close()


@pytest.fixture
def here() -> Partition:
    """A partition that no other test uses."""
    return run_state("t1", uuid4().hex)


@pytest.fixture
def tenant() -> str:
    return f"t-{uuid4().hex}"
