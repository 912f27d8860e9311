"""From accepted files to a live app as in Azure: signed in Key Vault, run on Container Instances, by whichever instance. Both services are
played; the SDKs' clients, the handlers and all between them are the real ones."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from functions.deployment import handlers as deployment
from functions.deployment import live
from shared import tenancy
from shared.adapters.key_vault import KeyVaultSigner
from shared.adapters.memory import MemoryPorts, memory_ports
from shared.errors import Unavailable
from shared.events import DeploymentFailed, DeploymentWentLive
from tests.contract.azure_cloud import Door, Identity, serve
from tests.contract.container_instances import Played
from tests.contract.key_vault import KEY, Vault
from tests.contract.test_target_aci import make
from tests.flow.test_release import RUN, waiting

URL = f"http://{tenancy.container_group('t1', RUN)}.abc.westeurope.azurecontainer.io:8080"


class Azure:
    """Both services, and the Function App's instances that use them."""

    def __init__(self) -> None:
        self.vault, self.containers = Vault(), Played()
        self.ports = memory_ports()
        self.instances: list[MemoryPorts] = []

    async def answer(self, request: web.Request) -> web.Response:
        return await (self.vault if request.host.endswith(".vault.azure.net") else self.containers).answer(request)

    def instance(self, door: Door) -> MemoryPorts:
        """Another instance: its own clients, the same broker, state and content."""
        signer = KeyVaultSigner(KEY, Identity(), transport=door.transport())
        self.instances.append(replace(self.ports, signer=signer, target=make(door, self.containers)))  # type: ignore[arg-type]
        return self.instances[-1]


@pytest.fixture
def azure() -> Azure:
    return Azure()


@pytest.fixture
async def door(azure: Azure, tmp_path: Path) -> AsyncIterator[Door]:
    async with serve(azure.answer, tmp_path) as made:
        yield made
        for instance in azure.instances:
            await instance.signer.close()
            await instance.target.close()


async def test_an_approved_run_goes_live_whichever_instance_releases_it_also_when_the_key_was_rotated(azure: Azure, door: Door) -> None:
    _, asked, approval = await waiting(azure.instance(door))
    azure.vault.rotate()
    await deployment.release(asked, approval, azure.instance(door))
    (event,) = azure.ports.bus.events(DeploymentWentLive)
    assert (event.url, event.digest) == (URL, asked.digest)
    await live.reconcile(azure.instance(door))
    assert azure.containers.digests() == {tenancy.container_group("t1", RUN): asked.digest}


async def test_a_release_that_azure_interrupts_is_finished_by_another_instance(azure: Azure, door: Door) -> None:
    _, asked, approval = await waiting(azure.instance(door))
    azure.containers.refusals = [("PUT", 503)] * 1000
    with pytest.raises(Unavailable):
        await deployment.release(asked, approval, azure.instance(door))
    assert azure.ports.bus.events(DeploymentFailed) == []
    azure.containers.refusals = []
    for _ in range(2):
        await deployment.release(asked, approval, azure.instance(door))
    assert [event.url for event in azure.ports.bus.events(DeploymentWentLive)] == [URL]


async def test_what_a_key_signed_that_is_not_trusted_any_more_does_not_go_live(azure: Azure, door: Door) -> None:
    _, asked, approval = await waiting(azure.instance(door))
    azure.vault.rotate()
    next(iter(azure.vault.versions.values())).enabled = False
    await deployment.release(asked, approval, azure.instance(door))
    (failed,) = azure.ports.bus.events(DeploymentFailed)
    assert "not trusted" in failed.reason
    assert azure.containers.made == []


async def test_an_app_whose_container_never_gets_healthy_fails_with_what_it_said_and_nothing_of_it_is_left(
    azure: Azure, door: Door
) -> None:
    _, asked, approval = await waiting(azure.instance(door))
    azure.containers.crashing.add(asked.digest)
    await deployment.release(asked, approval, azure.instance(door))
    (failed,) = azure.ports.bus.events(DeploymentFailed)
    assert "no database" in failed.reason
    assert azure.containers.groups == {}


async def test_an_app_that_azure_lost_comes_back_under_its_address(azure: Azure, door: Door) -> None:
    _, asked, approval = await waiting(azure.instance(door))
    await deployment.release(asked, approval, azure.instance(door))
    azure.containers.groups.clear()
    await live.reconcile(azure.instance(door))
    assert azure.containers.digests() == {tenancy.container_group("t1", RUN): asked.digest}
    assert len(azure.ports.bus.events(DeploymentWentLive)) == 1
