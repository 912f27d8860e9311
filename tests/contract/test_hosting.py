"""What an app's containers do, done for real: the capsule from the storage emulator, the image's own programs, the app as its own process.
The groups are played: what Azure's container runtime does with them is not tested here."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web
from hosting import confinement

from local.stack.ports import free_port
from shared import tenancy
from shared.adapters import aci_groups
from shared.adapters.aci_target import AciTarget
from shared.adapters.blobs import AzureBlobs
from shared.adapters.bwrap import installation
from shared.adapters.live_app import LIMITS
from shared.capsule import pack, unpack
from shared.errors import Permanent
from shared.events import BlobRef
from shared.ports import App
from shared.settings import Settings
from tests.contract.azure_cloud import Identity, serve
from tests.contract.container_instances import ROOT, Real
from tests.contract.test_target_aci import make
from tests.contract.test_target_local import RUNTIME, archive, version

pytestmark = pytest.mark.skipif(not (RUNTIME / "pyvenv.cfg").exists(), reason="the runtime is not set up: make setup")

NAME = tenancy.container_group("acme", "a" * 32)
REACHING = """
import socket, subprocess, sys
from fastapi import FastAPI
app = FastAPI()
ASK = "import socket; socket.create_connection(('127.0.0.1', PORT), 2)"

@app.get("/health")
def health(): return {}

@app.get("/reach")
def reach(port: int):
    told = []
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_PACKET):
        try:
            socket.socket(family, socket.SOCK_RAW if family > 10 else socket.SOCK_STREAM).close()
        except OSError as error:
            told.append(error.strerror)
    child = subprocess.run([sys.executable, "-c", ASK.replace("PORT", str(port))], capture_output=True, text=True)
    return {"told": told, "child": child.returncode}

@app.get("/environment")
def environment():
    import os
    return {"mine": dict(os.environ), "first": open("/proc/self/environ").read()}
"""
TYPESCRIPT = """
import { createServer } from "node:http";
import { connect } from "node:net";
export const app = (request, response) => {
  if (request.url === "/health") { response.end("{}"); return; }
  const trying = connect(Number(request.url.slice(1)), "127.0.0.1");
  trying.on("connect", () => response.end("reached"));
  trying.on("error", (error) => response.end(error.code));
};
"""


class Cloud:
    """Container groups that run, storage, and the target between them."""

    def __init__(self, azure: Real, storage: str, blobs: AzureBlobs, target: AciTarget) -> None:
        self.azure, self.blobs, self.target = azure, blobs, target
        self._storage, self.others = storage, [blobs]

    def another(self, kind: type[AzureBlobs]) -> AzureBlobs:
        """The same storage, lent in another way."""
        self.others.append(kind(self._storage))
        return self.others[-1]

    async def live(self, content: bytes) -> App:
        """Keeps the capsule and deploys it."""
        app = await self.kept(content)
        await self.target.deploy(app, content)
        return app

    async def kept(self, content: bytes) -> App:
        ref = await self.blobs.put("acme", "capsules", content)
        return App("acme", "a" * 32, "b" * 32, f"sha256:{ref.sha256}", ref)

    async def get(self, path: str) -> httpx.Response:
        async with httpx.AsyncClient(timeout=10) as client:
            return await client.get(f"http://127.0.0.1:{self.port}{path}")

    @property
    def port(self) -> int:
        return self.azure.ports[self.azure.groups[NAME]["address"], 8080]

    @property
    def data(self) -> Path:
        """The volume with the app's data."""
        return self.azure.volumes / f"{NAME}-{self.port}" / "data"


@pytest.fixture
async def cloud(storage: str, tmp_path: Path) -> AsyncIterator[Cloud]:
    azure, blobs = Real(tmp_path / "volumes", RUNTIME), AzureBlobs(storage)
    await blobs.drop("acme", tenancy.app_data("a" * 32))
    async with serve(azure.answer, tmp_path) as door:
        target = make(door, azure, store=blobs)
        target._start, target._look = 30.0, 0.1
        cloud = Cloud(azure, storage, blobs, target)
        yield cloud
        await target.close()
        await azure.close()
        for each in cloud.others:
            await each.close()


def typescript() -> bytes:
    manifest = b'{"run":"r","app":"a","title":"t","intent":"i","toolchain":"typescript","entry":"main:app","health":"/health","score":90,"parts":{}}'
    return pack({"manifest.json": manifest, "app/main.ts": TYPESCRIPT.encode()})


def test_the_image_has_what_a_group_asks_for_and_an_app_gets_as_much_as_in_the_sandbox() -> None:
    image = (ROOT / "agent-image" / "Dockerfile").read_text()
    assert "COPY agent-image/hosting /opt/qlp/agent-image/hosting" in image
    assert "USER 65532:65532" in image
    what = App("t", "a", "r", "sha256:0", BlobRef(path="p", size=1, sha256="0"))
    made = aci_groups.group("g", what, "/", aci_groups.Links("", "", ""), Settings(agent_image="i"))
    (fetch,), (app, keep) = made.init_containers or [], made.containers
    for command in (fetch.command, app.command, keep.command):
        assert command is not None
        assert command[0].removesuffix("/bin/python") in image
        assert (ROOT / "agent-image" / f"{command[2].replace('.', '/')}.py").is_file()
    most = app.resources.limits
    assert most is not None
    assert (most.cpu, most.memory_in_gb) == (LIMITS.cpus, LIMITS.memory / 2**30)
    assert (LIMITS.processes, LIMITS.file_size, LIMITS.open_files) == (confinement.PROCESSES, confinement.FILE_SIZE, confinement.OPEN_FILES)


async def test_the_approved_capsule_is_fetched_and_served_and_the_next_version_takes_its_place(cloud: Cloud) -> None:
    first = await cloud.live(version(1))
    assert (await cloud.get("/health")).json() == {"version": 1}
    assert (await cloud.get("/write?path=/data/x")).status_code == 200
    second = await cloud.live(version(2))
    assert (await cloud.get("/health")).json() == {"version": 2}
    assert await cloud.target.healthy(second)
    assert not await cloud.target.healthy(first)
    assert list(cloud.azure.groups) == [NAME]


async def test_an_app_and_what_it_starts_can_answer_and_reach_nothing(cloud: Cloud) -> None:
    await cloud.live(archive(REACHING))
    answer = (await cloud.get(f"/reach?port={cloud.port}")).json()
    assert answer["told"] == ["Address family not supported by protocol"] * 4
    assert answer["child"] == 1


async def test_an_app_knows_where_its_data_are_and_no_secret(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    await cloud.live(archive(REACHING))
    answer = (await cloud.get("/environment")).json()
    assert set(answer["mine"]) <= {"PATH", "HOME", "TMPDIR", "LANG", "TZ", "QLP_DATA", "LC_CTYPE"}
    assert "QLP_CAPSULE" not in answer["first"]


async def test_an_app_in_typescript_is_served_and_confined_as_well(cloud: Cloud) -> None:
    await cloud.live(typescript())
    assert (await cloud.get(f"/{cloud.port}")).text == "EAFNOSUPPORT"


async def test_a_crashed_app_comes_back_from_the_capsule_that_was_fetched_once(cloud: Cloud) -> None:
    live = await cloud.live(version(1))
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.HTTPError):
            await client.post(f"http://127.0.0.1:{cloud.port}/die")
    async with asyncio.timeout(20):
        while not await cloud.target.healthy(live):
            await asyncio.sleep(0.1)
    assert cloud.azure.ends(NAME) == {"app": 1}


async def test_an_app_that_does_not_start_says_why(cloud: Cloud) -> None:
    with pytest.raises(Permanent, match="no database"):
        await cloud.live(archive("raise RuntimeError('no database')"))
    assert cloud.azure.groups == {}


async def test_another_capsule_than_the_approved_one_is_not_started(cloud: Cloud) -> None:
    approved, other = await cloud.kept(version(1)), await cloud.kept(version(2))

    class Swapping(AzureBlobs):
        async def lend(self, tenant: str, path: str, minutes: int, *, write: bool = False) -> str:
            return await super().lend(tenant, path.replace(approved.archive.path, other.archive.path), minutes, write=write)

    cloud.target._store = cloud.another(Swapping)
    with pytest.raises(Permanent, match="the capsule is not the one that was approved"):
        await cloud.target.deploy(approved, version(1))


async def test_an_address_that_ran_out_is_said_and_not_shown(cloud: Cloud) -> None:
    class Late(AzureBlobs):
        async def lend(self, tenant: str, path: str, minutes: int, *, write: bool = False) -> str:
            return await super().lend(tenant, path, -1, write=write)

    cloud.target._store = cloud.another(Late)
    content = version(1)
    with pytest.raises(Permanent, match="the capsule cannot be fetched: HTTP 403") as told:
        await cloud.live(content)
    assert "sig=" not in told.value.message


async def fetch(capsule: Path, link: str, digest: str) -> int:
    """The first container's program; its exit code."""
    env = {"QLP_CAPSULE_URL": link, "QLP_CAPSULE_DIGEST": digest, "PYTHONPATH": f"{ROOT / 'agent-image'}:{ROOT}"}
    done = await asyncio.create_subprocess_exec(RUNTIME / "bin" / "python", "-m", "hosting.fetch", capsule, capsule.parent, env=env)
    return await done.wait()


async def test_what_is_left_of_an_attempt_before_is_not_served_and_the_capsule_is_fetched_once(tmp_path: Path, cloud: Cloud) -> None:
    app, capsule = await cloud.kept(version(1)), tmp_path / "capsule"
    (capsule / "app").mkdir(parents=True)
    for left in ("app/left.py", "part", "capsule.zip"):
        (capsule / left).write_text("left")
    good, late = [await cloud.blobs.lend("acme", app.archive.path, minutes) for minutes in (5, -1)]
    for each in (good, late):
        assert await fetch(capsule, each, app.digest) == 0
        found = {str(path.relative_to(capsule)) for path in capsule.rglob("*")}
        assert found == {"manifest.json", "app", "app/main.py", "capsule.zip"}
        (capsule / "app" / "main.py").write_text("changed")
    (capsule / "capsule.zip").write_bytes(version(2))
    assert await fetch(capsule, late, app.digest) == 1


async def test_a_lent_address_reads_one_blob_and_does_nothing_else(storage: str) -> None:
    blobs = AzureBlobs(storage)
    try:
        ref, other = await blobs.put("acme", "capsules", b"one"), await blobs.put("acme", "capsules", b"other")
        link = httpx.URL(await blobs.lend("acme", ref.path, 5))
        elsewhere = link.copy_with(path=link.path.replace(ref.path, other.path))
        async with httpx.AsyncClient() as client:
            assert sha256((await client.get(link)).content).hexdigest() == ref.sha256
            tries: list[Any] = [client.get(elsewhere), client.delete(link), client.get(link.copy_with(query=None))]
            tries.append(client.put(link, content=b"x", headers={"x-ms-blob-type": "BlockBlob"}))
            assert all(answer.status_code >= 400 for answer in [await each for each in tries])
    finally:
        await blobs.close()


DELEGATED = """<?xml version="1.0" encoding="utf-8"?><UserDelegationKey><SignedOid>11111111-1111-1111-1111-111111111111</SignedOid>
<SignedTid>22222222-2222-2222-2222-222222222222</SignedTid><SignedStart>{start}</SignedStart><SignedExpiry>{expiry}</SignedExpiry>
<SignedService>b</SignedService><SignedVersion>2025-01-05</SignedVersion><Value>a2V5</Value></UserDelegationKey>"""


async def test_where_no_key_opens_storage_the_identity_lends_for_minutes_over_tls(tmp_path: Path) -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(f"{request.method} {request.host}{request.path_qs}")
        now = datetime.now(UTC)
        text = DELEGATED.format(start=now.strftime("%FT%TZ"), expiry=(now + timedelta(minutes=20)).strftime("%FT%TZ"))
        return web.Response(text=text, content_type="application/xml")

    identity, ref = Identity(), BlobRef(path="capsules/x", size=1, sha256="0" * 64)
    async with serve(answer, tmp_path) as door:
        blobs = AzureBlobs("https://qlp.blob.core.windows.net", credential=identity, transport=door.transport())
        link = httpx.URL(await blobs.lend("acme", ref.path, 20))
        await blobs.close()
    assert identity.scopes == {"https://storage.azure.com/.default"}
    assert asked == ["POST qlp.blob.core.windows.net/?restype=service&comp=userdelegationkey"]
    assert (link.scheme, link.host, link.path) == ("https", "qlp.blob.core.windows.net", f"/{tenancy.container('acme')}/capsules/x")
    assert (link.params["sp"], link.params["sr"], link.params["spr"]) == ("r", "b", "https")
    assert link.params["skoid"] == "11111111-1111-1111-1111-111111111111"
    left = datetime.fromisoformat(link.params["se"]) - datetime.now(UTC)
    assert timedelta(minutes=18) < left <= timedelta(minutes=20)


async def test_what_an_app_stored_survives_new_versions_and_stops_until_it_is_deleted(cloud: Cloud) -> None:
    async def visit() -> int:
        async with httpx.AsyncClient(timeout=10) as client:
            count: int = (await client.post(f"http://127.0.0.1:{cloud.port}/visits")).json()["count"]
            return count

    await cloud.live(version(1))
    assert await visit() == 1
    await cloud.live(version(2))
    assert await visit() == 2
    await cloud.target.remove("acme", "a" * 32)
    await cloud.live(version(2))
    assert await visit() == 3
    await cloud.target.remove("acme", "a" * 32)
    await cloud.target.delete_data("acme", "a" * 32)
    await cloud.target.delete_data("acme", "a" * 32)
    await cloud.live(version(2))
    assert await visit() == 1


async def test_a_version_is_tried_on_a_copy_of_the_data_and_what_it_does_there_is_not_kept(cloud: Cloud) -> None:
    await cloud.live(version(1))
    async with httpx.AsyncClient(timeout=10) as client:
        await client.post(f"http://127.0.0.1:{cloud.port}/visits")
    wipes = "import os, pathlib\n(pathlib.Path(os.environ['QLP_DATA']) / 'visits').unlink(missing_ok=True)\nraise RuntimeError('gone')"
    with pytest.raises(Permanent, match="gone"):
        await cloud.live(archive(wipes))
    assert (cloud.data / "visits").read_text() == "1"
    await cloud.live(version(2))
    assert (cloud.data / "visits").read_text() == "1"


async def test_data_go_nowhere_but_to_their_own_place_and_only_with_a_good_lease(cloud: Cloud) -> None:
    await cloud.live(version(1))
    keeper = f"http://127.0.0.1:{cloud.azure.ports[cloud.azure.groups[NAME]['address'], 8081]}/"
    place = tenancy.app_data("a" * 32)
    good = await cloud.blobs.lend("acme", place, 5, write=True)
    elsewhere = await cloud.blobs.lend("acme", "apps/other/data.tar.gz", 5, write=True)
    reads = await cloud.blobs.lend("acme", place, 5)
    async with httpx.AsyncClient(timeout=20) as client:
        for lease, status in ((elsewhere, 403), (reads, 403), ("http://127.0.0.1:1/x?sig=1", 403), ("", 403), ("x" * 5000, 413)):
            assert (await client.post(keeper, content=lease)).status_code == status
        assert not await cloud.blobs.has("acme", place)
        assert (await client.get(keeper)).status_code == 501
        assert (await client.post(keeper, content=good)).status_code == 200
    assert await cloud.blobs.has("acme", place)


async def test_a_lease_makes_one_blob_anew_and_reads_nothing(storage: str) -> None:
    blobs = AzureBlobs(storage)
    try:
        await blobs.put("acme", "capsules", b"one")
        lease = await blobs.lend("acme", "apps/a/data", 5, write=True)
        async with httpx.AsyncClient() as client:
            kind = {"x-ms-blob-type": "BlockBlob"}
            for content in (b"1", b"2"):
                assert (await client.put(lease, content=content, headers=kind)).status_code == 201
            assert (await client.get(lease)).status_code == 403
            assert (await client.delete(lease)).status_code == 403
            assert (await client.put(lease.replace("/a/", "/b/"), content=b"3", headers=kind)).status_code == 403
        assert await blobs.has("acme", "apps/a/data")
        await blobs.drop("acme", "apps/a/data")
        await blobs.drop("acme", "apps/a/data")
        assert not await blobs.has("acme", "apps/a/data")
        assert not await blobs.has("nobody", "apps/a/data")
    finally:
        await blobs.close()


POWERLESS = """
import os, pathlib
from fastapi import FastAPI
app = FastAPI()

@app.get("/health")
def health():
    said = dict(line.split(":\\t") for line in open("/proc/self/status").read().splitlines() if line.startswith(("CapEff", "NoNewPrivs", "Seccomp:")))
    (pathlib.Path(os.environ["QLP_DATA"]) / "mine").write_text("x")
    try:
        pathlib.Path(__file__).write_text("x")
    except OSError as error:
        said["code"] = error.strerror
    return {**said, "user": os.getuid()}
"""


async def test_an_app_is_the_images_user_has_no_rights_and_writes_its_data_alone(tmp_path: Path) -> None:
    capsule, data, port = tmp_path / "capsule", tmp_path / "data", str(free_port())
    for path, content in unpack(archive(POWERLESS)).items():
        (capsule / path).parent.mkdir(parents=True, exist_ok=True)
        (capsule / path).write_bytes(content)
    data.mkdir()
    # What the container runtime does for a group: its user, no rights, the capsule's folder to be read only.
    command = [installation().program, "--dev-bind", "/", "/", "--ro-bind", capsule, capsule, "--die-with-parent"]
    command += ["--unshare-user", "--uid", "65532", "--gid", "65532", "--cap-drop", "ALL", RUNTIME / "bin" / "python"]
    env = {"PYTHONPATH": f"{ROOT / 'agent-image'}:{ROOT}"}
    served = await asyncio.create_subprocess_exec(*command, "-m", "hosting.serve", capsule, data, port, env=env)
    try:
        async with asyncio.timeout(30), httpx.AsyncClient() as client:
            while True:
                try:
                    said = (await client.get(f"http://127.0.0.1:{port}/health")).json()
                    break
                except httpx.HTTPError:
                    await asyncio.sleep(0.1)
    finally:
        served.kill()
        await served.wait()
    assert said == {"user": 65532, "CapEff": "0" * 16, "NoNewPrivs": "1", "Seccomp": "2", "code": "Read-only file system"}
