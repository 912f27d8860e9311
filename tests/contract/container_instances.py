"""Azure Container Instances' part for tests: container groups behind Azure's resource manager, on the loopback.

`Played` groups only say how they do; `Real` ones run what a group asks for, with this machine's runtime instead of the image's.
"""

import asyncio
import os
import shutil
import signal
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
from aiohttp import web

from local.stack.ports import free_port
from tests.contract.azure_cloud import TOKEN

ROOT = Path(__file__).resolve().parents[2]
GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/qlp"
_GROUPS = f"{GROUP}/providers/Microsoft.ContainerInstance/containerGroups/"


class Played:
    """Groups by name. Digests in `broken` never answer; those in `crashing` end again and again. A group answers once it was looked at
    `slow` times, keeps data with the status `keeps` (`kept`: from which group, with which lease), is there for `lingering` looks when it was deleted, and goes by itself after `vanishing`. `refusals`: (method, status) of answers to come instead of the real ones; `asked` is what was asked."""

    def __init__(self) -> None:
        self.groups: dict[str, dict[str, Any]] = {}
        self.broken: set[str] = set()
        self.crashing: set[str] = set()
        self.refusals: list[tuple[str, int]] = []
        self.asked: list[str] = []
        self.made: list[dict[str, Any]] = []
        self.slow, self.lingering, self.vanishing = 1, 0, 0
        self.looks: dict[str, int] = {}
        self.on_put: Callable[[str], None] = lambda _: None
        self.kept: list[tuple[str, str]] = []
        self.keeps = 200
        self.last: dict[str, Any] = {"state": "Terminated", "exitCode": 137, "detailStatus": "OOMKilled"}
        self._addresses = 0

    def digests(self) -> dict[str, str]:
        """Group -> the version that it was made for."""
        return {name: made["tags"]["qlp-digest"] for name, made in self.groups.items()}

    async def answer(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return _refused(401, "Unauthorized", "no token")
        if not request.path.startswith(_GROUPS) or request.query.get("api-version") != "2023-05-01":
            return _refused(400, "InvalidUri", request.path_qs)
        name, _, inside = request.path.removeprefix(_GROUPS).partition("/")
        self.asked.append(f"{request.method} {name}{'/' if inside else ''}{inside}")
        if self.refusals and self.refusals[0][0] == request.method:
            _, status = self.refusals.pop(0)
            return _refused(status, "ContainerGroupTransitioning" if status == 409 else "Refused", "retry later")
        if inside:
            return web.json_response({"content": await self.output(name, inside.split("/")[1])})
        return await {"PUT": self._put, "GET": self._get, "DELETE": self._delete}[request.method](name, request)

    async def _put(self, name: str, request: web.Request) -> web.Response:
        asked = await request.json()
        if name in self.groups and self._over(name):
            return _refused(400, "InvalidRequest", "terminated container groups cannot be updated")
        self._addresses += 1
        self.made.append(asked)
        self.groups[name] = asked
        self.looks[name] = 0
        asked["address"] = f"20.0.0.{self._addresses}"
        await self.start(name)
        self.on_put(name)
        return web.json_response(self._shown(name), status=201)

    async def _get(self, name: str, request: web.Request) -> web.Response:
        if name not in self.groups:
            return _refused(404, "ResourceNotFound", f"{name} was not found")
        self.looks[name] += 1
        gone = self.groups[name].get("deleted", 0) or self.vanishing
        if gone and self.looks[name] > gone:
            await self._forget(name)
            return _refused(404, "ResourceNotFound", f"{name} was not found")
        return web.json_response(self._shown(name))

    async def _delete(self, name: str, request: web.Request) -> web.Response:
        if name not in self.groups:
            return web.Response(status=204)
        if self.lingering:
            self.groups[name].setdefault("deleted", self.looks[name] + self.lingering)
        else:
            await self._forget(name)
        return web.Response(status=202)

    async def _forget(self, name: str) -> None:
        await self.end(name)
        del self.groups[name]

    def _shown(self, name: str) -> dict[str, Any]:
        """As Azure shows it: no secrets, but how it does."""
        made = self.groups[name]
        properties = dict(made["properties"])
        ends, states = self.ends(name), self.states(name)
        for kind in ("initContainers", "containers"):
            properties[kind] = [
                {
                    "name": each["name"],
                    "properties": {
                        **{k: v for k, v in each["properties"].items() if k != "environmentVariables"},
                        "instanceView": {
                            "restartCount": ends.get(each["name"], 0),
                            "currentState": {"state": states[each["name"]]},
                            **({"previousState": self.last} if ends.get(each["name"]) else {}),
                        },
                    },
                }
                for each in properties[kind]
            ]
        label = properties["ipAddress"]["dnsNameLabel"]
        where = {"ip": made["address"], "fqdn": f"{label}.abc.westeurope.azurecontainer.io"} if self.looks[name] else {}
        properties["ipAddress"] = {**properties["ipAddress"], **where}
        state = "Failed" if self._over(name) else "Running"
        view = {"provisioningState": "Succeeded" if where else "Creating", "instanceView": {"events": [], "state": state}}
        return {
            "id": _GROUPS + name,
            "name": name,
            "location": made["location"],
            "tags": made["tags"],
            "properties": {**properties, **view},
        }

    def _over(self, name: str) -> bool:
        return bool(self.groups[name].get("over"))

    def _digest(self, name: str) -> str:
        return str(self.groups[name]["tags"]["qlp-digest"])

    def named(self, address: str) -> str | None:
        """The group that has this address."""
        return next((name for name, made in self.groups.items() if made["address"] == address), None)

    # What `Real` does for real.

    async def start(self, name: str) -> None:
        pass

    async def end(self, name: str) -> None:
        pass

    def ends(self, name: str) -> dict[str, int]:
        return {"app": self.looks[name] if self._digest(name) in self.crashing else 0}

    def states(self, name: str) -> dict[str, str]:
        return {"fetch": "Terminated", "keep": "Running", "app": "Running" if self.looks[name] > self.slow else "Waiting"}

    async def output(self, name: str, container: str) -> str:
        return f"RuntimeError: no database ({container})"

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """What answers at a group's address."""
        name = self.named(request.url.host)
        if name is None:
            raise httpx.ConnectTimeout("nobody is there")
        if request.url.port == 8081:
            self.kept.append((name, (await request.aread()).decode()))
            return httpx.Response(self.keeps, text="no room")
        if self.looks[name] <= self.slow or self._digest(name) in self.broken | self.crashing:
            raise httpx.ConnectError("refused")
        return httpx.Response(200)


class Real(Played):
    """Runs groups' containers as processes, `folder` being their volumes, until `close`."""

    def __init__(self, folder: Path, runtime: Path) -> None:
        super().__init__()
        self.volumes, self._runtime = folder, runtime
        self.ports: dict[tuple[str, int | None], int] = {}
        self._lives: dict[str, asyncio.Task[None]] = {}
        self._ended: dict[str, dict[str, int]] = {}
        self._states: dict[str, dict[str, str]] = {}
        self._wrote: dict[str, dict[str, str]] = {}

    async def start(self, name: str) -> None:
        ports = {str(port): str(free_port()) for port in (8080, 8081)}
        self.ports |= {(self.groups[name]["address"], int(asked)): int(given) for asked, given in ports.items()}
        self._ended[name], self._states[name] = {}, dict.fromkeys(("fetch", "app", "keep"), "Waiting")
        self._wrote[name] = dict.fromkeys(("fetch", "app", "keep"), "")
        self._lives[name] = asyncio.create_task(self._live(name, self.groups[name]["properties"], ports))

    async def end(self, name: str) -> None:
        life = self._lives.pop(name)
        life.cancel()
        await asyncio.wait([life])

    async def close(self) -> None:
        for name in list(self._lives):
            await self.end(name)

    def ends(self, name: str) -> dict[str, int]:
        return self._ended[name]

    def states(self, name: str) -> dict[str, str]:
        return self._states[name]

    async def output(self, name: str, container: str) -> str:
        return self._wrote[name][container]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        port = self.ports.get((request.url.host, request.url.port), 0)
        async with httpx.AsyncHTTPTransport() as transport:
            request.url = request.url.copy_with(host="127.0.0.1", port=port)
            answer = await transport.handle_async_request(request)
            return httpx.Response(answer.status_code, content=await answer.aread(), headers=answer.headers)

    async def _live(self, name: str, group: Mapping[str, Any], ports: Mapping[str, str]) -> None:
        """The first containers one after the other until each succeeds, then the others, again and again."""
        volumes = self.volumes / f"{name}-{ports['8080']}"
        try:
            for container in group["initContainers"]:
                while await self._run(name, container, volumes, ports):
                    await self._again(name, container)
            async with asyncio.TaskGroup() as tasks:
                for container in group["containers"]:
                    tasks.create_task(self._for_ever(name, container, volumes, ports))
        finally:
            shutil.rmtree(volumes, ignore_errors=True)

    async def _for_ever(self, name: str, container: Mapping[str, Any], volumes: Path, ports: Mapping[str, str]) -> None:
        while True:
            await self._run(name, container, volumes, ports)
            await self._again(name, container)

    async def _again(self, name: str, container: Mapping[str, Any]) -> None:
        self._ended[name][container["name"]] = self._ended[name].get(container["name"], 0) + 1
        await asyncio.sleep(0.2)

    async def _run(self, name: str, container: Mapping[str, Any], volumes: Path, ports: Mapping[str, str]) -> int:
        """One container from its start to its end, as the image's user: not another one, here."""
        asked = container["properties"]
        swapped = {mount["mountPath"]: str(volumes / mount["name"]) for mount in asked["volumeMounts"]}
        for folder in swapped.values():
            Path(folder).mkdir(parents=True, exist_ok=True)
        swapped |= {"/opt/qlp/runtime/bin/python": str(self._runtime / "bin" / "python"), **ports}
        env = {each["name"]: each.get("secureValue") or each["value"] for each in asked.get("environmentVariables", [])}
        env["PYTHONPATH"] = f"{ROOT / 'agent-image'}:{ROOT}"
        command = [swapped.get(word, word) for word in asked["command"]]
        process = await asyncio.create_subprocess_exec(*command, env=env, stdout=PIPE, stderr=STDOUT, start_new_session=True)
        self._states[name][container["name"]] = "Running"
        try:
            written, _ = await process.communicate()
            self._wrote[name][container["name"]] = written.decode()
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
        self._states[name][container["name"]] = "Terminated"
        return process.returncode or 0


def _refused(status: int, code: str, message: str) -> web.Response:
    headers = {"Retry-After": "0"} if status in (409, 429) or status >= 500 else {}
    return web.json_response({"error": {"code": code, "message": message}}, status=status, headers=headers)
