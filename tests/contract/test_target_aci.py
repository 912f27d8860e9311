"""Live apps on Azure Container Instances: the SDK's client against a server that plays the service. No Azure was asked."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from azure.core.pipeline.transport import AioHttpTransport

from shared import tenancy
from shared.adapters.aci_target import AciTarget
from shared.errors import Invalid, Permanent, TooLarge, Unavailable
from shared.settings import Settings
from tests.contract.azure_cloud import Door, Identity, serve
from tests.contract.container_instances import GROUP, Played
from tests.contract.test_target_local import app, archive, version

IMAGE = "registry.example/agent@sha256:" + "0" * 64
NAME = tenancy.container_group("acme", "a" * 32)
URL = f"http://{NAME}.abc.westeurope.azurecontainer.io:8080"
FIRST, SECOND = version(1), version(2)


class Transport(httpx.AsyncBaseTransport):
    """The network between the platform and the groups."""

    def __init__(self, azure: Played) -> None:
        self._azure = azure

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._azure.handle_async_request(request)


class Dying(AioHttpTransport):
    """Connections of a process that dies after so many calls: whatever it still tries, nothing leaves it."""

    def __init__(self, mortal: "Mortal", **options: Any) -> None:
        super().__init__(**options)
        self._mortal = mortal

    async def send(self, request: Any, **options: Any) -> Any:
        if self._mortal.left == 0:
            raise ConnectionResetError("the process is dead")
        self._mortal.left -= 1
        return await super().send(request, **options)


class Mortal:
    """The door of such a process."""

    def __init__(self, door: Door) -> None:
        self._door, self.left = door, -1

    def transport(self) -> AioHttpTransport:
        return Dying(self, session=self._door.session(), session_owner=True)


class Store:
    """Blob storage in which an app has data, or not."""

    def __init__(self, has: bool = False) -> None:
        self.kept = has

    async def lend(self, tenant: str, path: str, minutes: int, *, write: bool = False) -> str:
        return f"https://account.blob.core.windows.net/{tenant}/{path}?sig=secret&minutes={minutes}&write={write}"

    async def has(self, tenant: str, path: str) -> bool:
        return self.kept

    async def drop(self, tenant: str, path: str) -> None:
        self.kept = False


def make(door: Door | Mortal, azure: Played, identity: Identity | None = None, store: Any = None, **settings: Any) -> AciTarget:
    chosen = Settings(aci_resource_group=GROUP, aci_location="westeurope", agent_image=IMAGE, **settings)
    http = httpx.AsyncClient(transport=Transport(azure))
    return AciTarget(chosen, store or Store(), identity or Identity(), http, 2.0, 0.005, 0.5, transport=door.transport())


@pytest.fixture
def azure() -> Played:
    return Played()


@pytest.fixture
async def door(azure: Played, tmp_path: Path) -> AsyncIterator[Door]:
    async with serve(azure.answer, tmp_path) as made:
        yield made


@pytest.fixture
async def target(azure: Played, door: Door) -> AsyncIterator[AciTarget]:
    made = make(door, azure)
    yield made
    await made.close()


async def test_an_app_goes_live_gets_new_versions_at_one_address_and_is_removed(target: AciTarget, azure: Played) -> None:
    assert await target.deploy(app(FIRST), FIRST) == URL
    assert await target.healthy(app(FIRST))
    assert await target.deploy(app(SECOND), SECOND) == URL
    assert await target.healthy(app(SECOND))
    assert not await target.healthy(app(FIRST))
    assert azure.digests() == {NAME: app(SECOND).digest}
    await target.remove("acme", "a" * 32)
    await target.remove("acme", "a" * 32)
    assert azure.groups == {}
    assert not await target.healthy(app(SECOND))


async def test_a_version_that_is_live_is_left_alone_when_it_is_deployed_again(target: AciTarget, azure: Played) -> None:
    await target.deploy(app(FIRST), FIRST)
    assert await target.deploy(app(FIRST), FIRST) == URL
    assert len(azure.made) == 1


async def test_a_new_version_is_tried_beside_the_one_that_runs(target: AciTarget, azure: Played) -> None:
    await target.deploy(app(FIRST), FIRST)
    seen: list[dict[str, str]] = []
    azure.on_put = lambda _: seen.append(azure.digests())
    await target.deploy(app(SECOND), SECOND)
    assert seen[0] == {NAME: app(FIRST).digest, f"{NAME}-next": app(SECOND).digest}
    assert azure.digests() == {NAME: app(SECOND).digest}


@pytest.mark.parametrize("way", ["broken", "crashing"])
async def test_a_version_that_does_not_become_healthy_leaves_the_one_before_alone(target: AciTarget, azure: Played, way: str) -> None:
    await target.deploy(app(FIRST), FIRST)
    getattr(azure, way).add(app(SECOND).digest)
    with pytest.raises(Permanent, match="no database") as told:
        await target.deploy(app(SECOND), SECOND)
    assert ("did not answer within 2 s" if way == "broken" else "by hand: OOMKilled, ") in told.value.message
    assert f"DELETE {NAME}" not in azure.asked
    assert azure.digests() == {NAME: app(FIRST).digest}
    assert await target.healthy(app(FIRST))


async def test_the_version_before_comes_back_when_the_new_one_answers_beside_it_and_not_in_its_place(
    target: AciTarget, azure: Played
) -> None:
    await target.deploy(app(FIRST), FIRST)

    def spoil(name: str) -> None:
        if name == NAME:
            azure.broken.add(app(SECOND).digest)

    azure.on_put = spoil
    with pytest.raises(Permanent, match="did not answer"):
        await target.deploy(app(SECOND), SECOND)
    assert azure.digests() == {NAME: app(FIRST).digest}
    assert await target.healthy(app(FIRST))


async def test_nothing_is_left_of_a_first_version_that_does_not_become_healthy(target: AciTarget, azure: Played) -> None:
    azure.crashing.add(app(FIRST).digest)
    with pytest.raises(Permanent, match="no database"):
        await target.deploy(app(FIRST), FIRST)
    assert azure.groups == {}


#: How many calls the change from one version to the next takes in the test below.
CALLS = 14


@pytest.mark.parametrize("calls", range(CALLS))
async def test_wherever_a_deployment_dies_the_next_one_finishes_it_and_nothing_else_stays(azure: Played, door: Door, calls: int) -> None:
    dying = Mortal(door)
    one, another = make(dying, azure), make(door, azure)
    try:
        await one.deploy(app(FIRST), FIRST)
        dying.left = calls
        with pytest.raises(Unavailable):
            await one.deploy(app(SECOND), SECOND)
        assert await another.deploy(app(SECOND), SECOND) == URL
        assert azure.digests() == {NAME: app(SECOND).digest}
    finally:
        await one.close()
        await another.close()


async def test_a_group_that_still_starts_is_waited_for_and_not_made_again(azure: Played, door: Door) -> None:
    azure.slow = 60
    one, other = make(door, azure), make(door, azure)
    begun = asyncio.create_task(one.deploy(app(FIRST), FIRST))
    while not azure.made:
        await asyncio.sleep(0.01)
    assert await other.deploy(app(FIRST), FIRST) == URL
    assert await begun == URL
    assert len(azure.made) == 1
    await one.close()
    await other.close()


async def test_an_app_that_does_not_answer_for_a_moment_is_not_made_anew_and_one_that_hangs_is(target: AciTarget, azure: Played) -> None:
    await target.deploy(app(FIRST), FIRST)
    azure.broken.add(app(FIRST).digest)
    again = asyncio.create_task(target.deploy(app(FIRST), FIRST))
    looked = azure.looks[NAME]
    while azure.looks[NAME] < looked + 3:
        await asyncio.sleep(0)
    azure.broken.clear()
    assert await again == URL
    assert len(azure.made) == 1
    azure.broken.add(app(FIRST).digest)
    azure.on_put = lambda _: azure.broken.clear()
    assert await target.deploy(app(FIRST), FIRST) == URL
    assert len(azure.made) == 2


async def test_an_app_that_stopped_answering_is_made_anew(target: AciTarget, azure: Played) -> None:
    await target.deploy(app(FIRST), FIRST)
    azure.groups[NAME]["over"] = True
    azure.broken.add(app(FIRST).digest)
    azure.on_put = lambda _: azure.broken.clear()
    assert not await target.healthy(app(FIRST))
    assert await target.deploy(app(FIRST), FIRST) == URL
    assert await target.healthy(app(FIRST))


@pytest.mark.parametrize("status", [409, 429, 500, 503])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_what_azure_cannot_do_now_is_tried_again(target: AciTarget, azure: Played, method: str, status: int) -> None:
    await target.deploy(app(FIRST), FIRST)
    azure.refusals = [(method, status)]
    assert await target.deploy(app(SECOND), SECOND) == URL
    assert azure.refusals == []
    assert azure.digests() == {NAME: app(SECOND).digest}


async def test_azure_that_refuses_for_long_is_told_and_what_runs_runs_on(target: AciTarget, azure: Played) -> None:
    await target.deploy(app(FIRST), FIRST)
    azure.refusals = [("PUT", 403)] * 1000
    with pytest.raises(Unavailable, match="Container Instances refuses: 403"):
        await target.deploy(app(SECOND), SECOND)
    assert azure.digests() == {NAME: app(FIRST).digest}


async def test_an_image_that_cannot_be_had_is_said_in_azures_words(target: AciTarget, azure: Played) -> None:
    azure.refusals = [("PUT", 400)]
    with pytest.raises(Permanent, match="Container Instances refuses: 400 Refused: retry later"):
        await target.deploy(app(FIRST), FIRST)
    assert azure.groups == {}


async def test_a_group_that_somebody_deletes_meanwhile_is_no_verdict_on_the_app(target: AciTarget, azure: Played) -> None:
    azure.slow, azure.vanishing = 100, 3
    with pytest.raises(Unavailable, match="somebody deleted it"):
        await target.deploy(app(FIRST), FIRST)


async def test_a_group_goes_before_another_takes_its_place_however_long_that_takes(target: AciTarget, azure: Played) -> None:
    azure.lingering = 5
    await target.deploy(app(FIRST), FIRST)
    assert await target.deploy(app(SECOND), SECOND) == URL
    assert azure.digests() == {NAME: app(SECOND).digest}


@pytest.mark.parametrize("wrong", [{"entry": "--help"}, {"health": "http://example.com/"}, {"health": "x"}])
async def test_hostile_manifests_are_refused_before_anything_is_made(target: AciTarget, azure: Played, wrong: dict[str, str]) -> None:
    content = archive("x = 1", **wrong)
    with pytest.raises(Invalid):
        await target.deploy(app(content), content)
    assert azure.made == []


async def test_tenants_apps_of_one_name_share_nothing(target: AciTarget, azure: Played) -> None:
    ours, theirs = await asyncio.gather(target.deploy(app(FIRST), FIRST), target.deploy(app(FIRST, tenant="evil"), FIRST))
    assert ours != theirs
    assert len(azure.groups) == 2


async def test_a_group_has_no_rights_no_identity_and_one_secret_that_only_its_first_container_gets(azure: Played, door: Door) -> None:
    identity = Identity()
    target = make(door, azure, identity)
    await target.deploy(app(FIRST), FIRST)
    (made,) = azure.made
    assert identity.scopes == {"https://management.azure.com/.default"}
    properties = made["properties"]
    assert (made["location"], properties["osType"], properties["restartPolicy"], properties["sku"]) == (
        "westeurope",
        "Linux",
        "Always",
        "Standard",
    )
    assert "identity" not in made
    (fetch,), (runs, keeps) = properties["initContainers"], properties["containers"]
    told = {each["name"]: each for each in fetch["properties"]["environmentVariables"]}
    assert told["QLP_CAPSULE_DIGEST"]["value"] == app(FIRST).digest
    assert "value" not in told["QLP_CAPSULE_URL"]
    assert "environmentVariables" not in runs["properties"]
    assert "secret" not in str(runs) + str(keeps)
    (place,) = keeps["properties"]["environmentVariables"]
    assert place == {"name": "QLP_KEEP_AT", "value": f"https://account.blob.core.windows.net/acme/{tenancy.app_data('a' * 32)}"}
    mounts = {each["name"]: each.get("readOnly", False) for each in runs["properties"]["volumeMounts"]}
    assert mounts == {"capsule": True, "data": False}
    assert [each["emptyDir"] for each in properties["volumes"]] == [{}, {}]
    assert runs["properties"]["resources"]["limits"] == {"cpu": 1.0, "memoryInGB": 0.5}
    assert runs["properties"]["livenessProbe"]["httpGet"] == {"path": "/health", "port": 8080, "scheme": "http"}
    assert {each["properties"]["image"] for each in (fetch, runs, keeps)} == {IMAGE}
    assert properties["ipAddress"]["autoGeneratedDomainNameLabelScope"] == "ResourceGroupReuse"
    await target.close()


def data_url(made: dict[str, Any]) -> str:
    """What a group's first container is told of data."""
    (fetch,) = made["properties"]["initContainers"]
    return next((each["secureValue"] for each in fetch["properties"]["environmentVariables"] if each["name"] == "QLP_DATA_URL"), "")


async def test_a_new_version_begins_with_the_data_that_were_kept_just_before(azure: Played, door: Door) -> None:
    store = Store()
    target = make(door, azure, store=store)
    await target.deploy(app(FIRST), FIRST)
    assert data_url(azure.made[0]) == ""
    store.kept = True
    await target.deploy(app(SECOND), SECOND)
    assert [name for name, _ in azure.kept] == [NAME, NAME]
    assert all("write=True" in lease and tenancy.app_data("a" * 32) in lease for _, lease in azure.kept)
    assert all("write=False" in data_url(made) for made in azure.made[1:])
    await target.close()


@pytest.mark.parametrize(("status", "kind"), [(503, Unavailable), (403, Unavailable), (422, TooLarge)])
async def test_a_version_that_is_well_is_not_replaced_while_its_data_cannot_be_kept(
    target: AciTarget, azure: Played, status: int, kind: type[Exception]
) -> None:
    await target.deploy(app(FIRST), FIRST)
    azure.keeps = status
    with pytest.raises(kind, match=r"the app's data cannot be kept: .*no room"):
        await target.deploy(app(SECOND), SECOND)
    assert azure.digests() == {NAME: app(FIRST).digest}


async def test_a_broken_version_is_replaced_also_when_its_data_cannot_be_kept(target: AciTarget, azure: Played) -> None:
    await target.deploy(app(FIRST), FIRST)
    azure.keeps = 503
    azure.groups[NAME]["over"] = True
    azure.broken.add(app(FIRST).digest)
    await target.deploy(app(SECOND), SECOND)
    assert azure.kept
    assert azure.digests() == {NAME: app(SECOND).digest}


@pytest.mark.parametrize("status", [503, 422])
async def test_no_app_stays_by_keeping_its_data_from_being_copied(target: AciTarget, azure: Played, status: int) -> None:
    await target.deploy(app(FIRST), FIRST)
    azure.keeps = status
    await target.remove("acme", "a" * 32)
    assert azure.kept
    assert azure.groups == {}


async def test_data_are_kept_every_few_minutes_and_deleted_only_where_that_is_said(azure: Played, door: Door) -> None:
    store = Store(has=True)
    target = make(door, azure, store=store)
    await target.keep_data("acme", "a" * 32)
    await target.deploy(app(FIRST), FIRST)
    for _ in range(3):
        await target.keep_data("acme", "a" * 32)
    assert len(azure.kept) == 1
    await target.remove("acme", "a" * 32)
    assert store.kept
    await target.delete_data("acme", "a" * 32)
    assert not store.kept
    await target.close()


async def test_an_image_of_a_closed_registry_is_pulled_with_the_identity_that_may_do_that(azure: Played, door: Door) -> None:
    pulls = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/pull"
    target = make(door, azure, aci_pull_identity=pulls)
    await target.deploy(app(FIRST), FIRST)
    (made,) = azure.made
    assert made["identity"] == {"type": "UserAssigned", "userAssignedIdentities": {pulls: {}}}
    assert made["properties"]["imageRegistryCredentials"] == [{"server": "registry.example", "identity": pulls}]
    await target.close()
