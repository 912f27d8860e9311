"""Live apps on this machine: real sandboxes, real sockets, real requests."""

import asyncio
import json
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import httpx
import psutil
import pytest

from shared.adapters.app_data import Room
from shared.adapters.bwrap import give
from shared.adapters.live_app import LiveApp, Version
from shared.adapters.local_target import LocalTarget
from shared.capsule import pack
from shared.errors import Invalid, Permanent
from shared.events import BlobRef
from shared.ports import App
from shared.settings import Settings

RUNTIME = Path(__file__).resolve().parents[2] / ".qlp" / "runtime"
pytestmark = pytest.mark.skipif(not (RUNTIME / "pyvenv.cfg").exists(), reason="the runtime is not set up: make setup")

MAIN = """
import os, pathlib
from fastapi import FastAPI
app = FastAPI()
data = pathlib.Path(os.environ["QLP_DATA"])

@app.get("/health")
def health(): return {"version": VERSION}

@app.post("/visits")
def visit():
    file = data / "visits"
    count = int(file.read_text()) + 1 if file.exists() else 1
    file.write_text(str(count))
    return {"count": count}

@app.get("/write")
def write(path: str):
    try:
        pathlib.Path(path).write_text("x")
    except OSError as error:
        return {"error": error.strerror}
    return {"error": None}

@app.post("/die")
def die(): os._exit(1)
"""

FILLING = """
@app.post("/fill")
async def fill():
    import asyncio
    number = 0
    while True:
        (data / f"{number}").write_bytes(b"x" * 2**20)
        number += 1
        await asyncio.sleep(0.05)
"""


def archive(main: str, *, entry: str = "main:app", health: str = "/health") -> bytes:
    manifest = {"run": "r", "app": "a", "title": "t", "intent": "i", "toolchain": "python", "entry": entry, "health": health}
    files = {"manifest.json": json.dumps({**manifest, "score": 90, "parts": {}}).encode(), "app/main.py": main.encode()}
    return pack(files)


def app(content: bytes, name: str = "a" * 32, tenant: str = "acme") -> App:
    digest = sha256(content).hexdigest()
    return App(tenant, name, "b" * 32, f"sha256:{digest}", BlobRef(path="x", size=len(content), sha256=digest))


def version(number: int) -> bytes:
    return archive(MAIN.replace("VERSION", str(number)))


@pytest.fixture
async def target(tmp_path: Path) -> AsyncIterator[LocalTarget]:
    made = LocalTarget(Settings(home=tmp_path, runtime=RUNTIME), start_seconds=15)
    yield made
    await made.close()


async def get(url: str) -> httpx.Response:
    async with httpx.AsyncClient(timeout=10) as client:
        return await client.get(url)


async def post(url: str) -> httpx.Response:
    async with httpx.AsyncClient(timeout=10) as client:
        return await client.post(url)


async def test_an_app_goes_live_keeps_its_data_and_address_and_can_be_removed(target: LocalTarget, tmp_path: Path) -> None:
    first, second = version(1), version(2)
    url = await target.deploy(app(first), first)
    assert (await get(f"{url}/health")).json() == {"version": 1}
    assert (await post(f"{url}/visits")).json() == {"count": 1}
    assert await target.deploy(app(first), first) == url
    assert await target.deploy(app(second), second) == url
    assert (await get(f"{url}/health")).json() == {"version": 2}
    assert (await post(f"{url}/visits")).json() == {"count": 2}
    assert await target.healthy(app(second))
    assert not await target.healthy(app(first))
    await target.close()
    again = LocalTarget(Settings(home=tmp_path, runtime=RUNTIME))
    try:
        assert await again.deploy(app(first), first) == url
        assert (await post(f"{url}/visits")).json() == {"count": 3}
        await again.remove("acme", "a" * 32)
        with pytest.raises(httpx.ConnectError):
            await get(f"{url}/health")
    finally:
        await again.close()


async def test_what_an_app_has_stored_is_deleted_only_when_that_is_asked_for(target: LocalTarget) -> None:
    content = version(1)
    url = await target.deploy(app(content), content)
    await post(f"{url}/visits")
    await target.remove("acme", "a" * 32)
    await target.deploy(app(content), content)
    assert (await post(f"{url}/visits")).json() == {"count": 2}
    await target.remove("acme", "a" * 32)
    for _ in range(2):
        await target.delete_data("acme", "a" * 32)
    assert await target.deploy(app(content), content) == url
    assert (await post(f"{url}/visits")).json() == {"count": 1}


async def test_a_live_app_writes_its_data_and_nothing_else(target: LocalTarget) -> None:
    content = version(1)
    url = await target.deploy(app(content), content)
    tried = {
        path: (await get(f"{url}/write?path={path}")).json()["error"] for path in ("/app/main.py", "/usr/x", "/etc/x", "/opt/qlp/x", "/x")
    }
    assert all(tried.values()), tried
    assert (await get(f"{url}/write?path=/data/x")).json() == {"error": None}


async def test_a_version_that_does_not_become_healthy_leaves_the_one_before_alone(target: LocalTarget) -> None:
    good = version(1)
    url = await target.deploy(app(good), good)
    bad = archive("raise RuntimeError('no database')")
    with pytest.raises(Permanent, match="no database"):
        await target.deploy(app(bad), bad)
    assert (await get(f"{url}/health")).json() == {"version": 1}
    assert await target.healthy(app(good))


async def test_an_app_that_answers_nothing_is_refused_in_time(tmp_path: Path) -> None:
    target = LocalTarget(Settings(home=tmp_path, runtime=RUNTIME), start_seconds=2)
    mute = archive("import time\ntime.sleep(60)")
    try:
        with pytest.raises(Permanent, match="did not answer within 2 s"):
            await target.deploy(app(mute), mute)
    finally:
        await target.close()


@pytest.mark.parametrize(
    "wrong", [{"entry": "--help"}, {"entry": "main:app;x"}, {"entry": "os.system:x y"}, {"health": "http://example.com/"}, {"health": "x"}]
)
async def test_hostile_manifests_are_refused(target: LocalTarget, wrong: dict[str, str]) -> None:
    content = archive("x = 1", **wrong)
    with pytest.raises(Invalid):
        await target.deploy(app(content), content)


async def test_a_crashed_app_comes_back(target: LocalTarget) -> None:
    content = version(1)
    url = await target.deploy(app(content), content)
    with pytest.raises(httpx.HTTPError):
        (await post(f"{url}/die")).raise_for_status()
    assert (await get(f"{url}/health")).json() == {"version": 1}


async def test_an_app_that_fills_the_disk_is_stopped_within_seconds_and_stays_so(tmp_path: Path) -> None:
    for folder in ("code", "data", "sockets"):
        (tmp_path / folder).mkdir()
    (tmp_path / "code" / "main.py").write_text(MAIN.replace("VERSION", "1") + FILLING)
    give(tmp_path / "data")
    running = Version("d", tmp_path / "code", tmp_path / "data", "main:app", "/health")
    live = LiveApp(running, RUNTIME, tmp_path / "sockets", Room(bytes=8 * 2**20, left=0))
    try:
        await live.start(15)
        async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(uds=live.path)) as client:
            with pytest.raises(httpx.HTTPError):
                await client.post("http://app/fill", timeout=10)
        stored = sum(file.stat().st_size for file in (tmp_path / "data").iterdir())
        assert stored < 100 * 2**20
        await asyncio.sleep(1.5)  # it would be back by now
        assert stored == sum(file.stat().st_size for file in (tmp_path / "data").iterdir())
    finally:
        await live.end()


async def test_no_process_is_left_when_the_target_closes(target: LocalTarget) -> None:
    content = version(1)
    others = set(psutil.Process().children(recursive=True))
    await target.deploy(app(content), content)
    started = set(psutil.Process().children(recursive=True)) - others
    assert started
    await target.close()
    _, alive = await asyncio.to_thread(psutil.wait_procs, started, 5)
    assert alive == []


async def test_two_tenants_apps_of_one_name_share_nothing(target: LocalTarget) -> None:
    content = version(1)
    ours, theirs = await asyncio.gather(target.deploy(app(content), content), target.deploy(app(content, tenant="evil"), content))
    assert ours != theirs
    await post(f"{ours}/visits")
    assert (await post(f"{theirs}/visits")).json() == {"count": 1}


async def test_slow_readers_and_idle_connections_do_not_block_others(target: LocalTarget) -> None:
    content = version(1)
    url = httpx.URL(await target.deploy(app(content), content))
    idle = [await asyncio.open_connection(url.host, url.port) for _ in range(20)]
    try:
        assert (await get(f"{url}/health")).status_code == 200
    finally:
        for _, writer in idle:
            writer.transport.abort()
