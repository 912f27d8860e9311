"""Jobs on a Kubernetes cluster (AKS): one Job each, its output is its pod's log.

The cluster keeps the state, so any process can ask for a job's status. The process that started a job follows its log, shows its thoughts
and announces its end; when that process dies, the runner's timer finds the end.
"""

import asyncio
import logging
import ssl
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx

from shared import tenancy
from shared.adapters import kubernetes_manifests as manifests
from shared.adapters import kubernetes_namespace
from shared.adapters.job_output import MAX_OUTPUT, Output, Tail, Thoughts, ending, worded
from shared.adapters.kubernetes_manifests import APP, Manifest, Pod
from shared.errors import NotFound, Permanent, QlpError, Temporary, Unavailable
from shared.events import JobEnded, to_wire
from shared.job_protocol import Job, JobStatus
from shared.ports import Bus, Message
from shared.roles import QUEUE_SECONDS
from shared.settings import Settings

#: AKS's own application in Entra ID: a token for it is accepted by every cluster with Entra ID sign-in.
_SCOPE = "6dae42f8-4368-4678-94ff-3960e28e3630/.default"
_CALL_SECONDS = 15.0
_LOOK_SECONDS = 1.0
_OURS = f"app.kubernetes.io/name={APP}"
_LOG = {"limitBytes": str(MAX_OUTPUT)}
#: Server-side apply: makes what is not there, and puts right what is.
_APPLY = {"fieldManager": "qlp", "force": "true"}
_APPLIED = "application/apply-patch+yaml"
_log = logging.getLogger("qlp.jobs")


class KubernetesJobs:
    """Implements `Jobs`."""

    def __init__(self, settings: Settings, bus: Bus, look_seconds: float = _LOOK_SECONDS) -> None:
        self._bus, self._look = bus, look_seconds
        self._settings = settings
        self._sign_in = _Tokens(settings)
        trust = ssl.create_default_context(cafile=str(settings.kubernetes_ca) if settings.kubernetes_ca else None)
        self._http = httpx.AsyncClient(base_url=settings.kubernetes_api, verify=trust, timeout=_CALL_SECONDS, trust_env=False)
        self._attending: dict[str, asyncio.Task[None]] = {}
        self._preparing = asyncio.Lock()
        self._prepared: set[str] = set()

    def _pod(self, role: str) -> Pod:
        return Pod(self._settings.agent_image, self._settings.runtime_class, _model_env(self._settings, role))

    async def start(self, job: Job) -> bool:
        cut = manifests.parts(job.bundle)
        space = tenancy.namespace(job.tenant)
        await self._prepare(job.tenant)
        made = await self._make(job.tenant, f"/apis/batch/v1/namespaces/{space}/jobs", manifests.job(job, self._pod(job.role), len(cut)))
        made = made or await self._find(job.name)  # it is there already: perhaps without all parts of its bundle
        if made is None:
            raise Unavailable("the job was there and is not any more", 1.0)
        owner = made["metadata"]["uid"]
        for number, part in enumerate(cut):
            await self._make(job.tenant, f"/api/v1/namespaces/{space}/secrets", manifests.secret(job, number, part, owner))
        if job.name not in self._attending:
            self._attending[job.name] = asyncio.create_task(self._attend(job), name=f"job {job.name}")
            self._attending[job.name].add_done_callback(lambda _: self._attending.pop(job.name, None))
        return False  # its pod has to be placed first: `status` says when it runs

    async def status(self, name: str) -> JobStatus:
        job = await self._find(name)
        if job is None:
            return JobStatus("lost", reason="the cluster does not know this job")
        ended = _condition(job)
        if not ended:
            return JobStatus("running" if job.get("status", {}).get("ready") else "waiting")
        pod = await self._pod_of(job)
        if pod is None:
            return JobStatus("lost", reason=ended)
        output, tail = await self._output(pod)
        code, why = _container(pod)
        seconds = _seconds(pod)
        if code is None and not output:
            return JobStatus("lost", reason=why or ended, seconds=seconds)
        how = f"{ended} ({ending(code, '')})" if code else ended
        reason = "" if code == 0 else worded(why or how, tail)
        return JobStatus("ended", code, output, reason, seconds)

    async def stop(self, name: str) -> None:
        attending = self._attending.get(name)
        if attending is not None and attending is not asyncio.current_task():
            attending.cancel()
        job = await self._find(name)
        if job is not None:
            await self._call("DELETE", _path(job), body={"propagationPolicy": "Background"})

    async def close(self) -> None:
        """Jobs run on: the cluster has them."""
        attending = list(self._attending.values())
        for task in attending:
            task.cancel()
        if attending:
            await asyncio.wait(attending)
        await self._http.aclose()
        await self._sign_in.close()

    async def _prepare(self, tenant: str) -> None:
        """The tenant's namespace with all that closes it, before its first job. Raises Unavailable, Permanent."""
        async with self._preparing:
            if tenant in self._prepared:
                return
            for path, manifest in kubernetes_namespace.objects(kubernetes_namespace.of(self._settings, tenant)):
                answer = await self._request("PATCH", path, manifest, _APPLY, _APPLIED)
                if answer.status_code == 404:
                    raise NotFound(f"the cluster cannot make {path}: {answer.text[:300]}")
                if answer.status_code == 409:
                    raise Unavailable(f"another process makes {path}", 1.0)
                _document(answer)
            self._prepared.add(tenant)

    async def _make(self, tenant: str, path: str, manifest: Manifest) -> Manifest | None:
        """What was made; None: it is there already. Raises Unavailable, Permanent; NotFound when the namespace is gone."""
        answer = await self._request("POST", path, manifest)
        if answer.status_code == 404:
            self._prepared.discard(tenant)
            raise NotFound(f"the tenant's namespace is not in the cluster any more: {answer.text[:300]}")
        return None if answer.status_code == 409 else _document(answer)

    async def _attend(self, job: Job) -> None:
        """Shows the job's thoughts while it runs, and announces its end. Best effort."""
        thoughts = Thoughts(self._bus, job)
        output = Output(MAX_OUTPUT, thoughts.add)
        try:
            async with asyncio.timeout(QUEUE_SECONDS + job.seconds + 120):
                await self._follow(job, output)
        except (QlpError, TimeoutError, httpx.HTTPError) as error:
            _log.warning("job %s is not followed any more: %s", job.name, error)
            return
        await thoughts.flush()
        event = JobEnded(id=uuid4(), tenant=job.tenant, run=job.run, time=datetime.now(UTC), source="jobs", job=job.name, task=job.task)
        try:
            await self._bus.publish([Message(JobEnded.TOPIC, job.run, to_wire(event))])
        except Temporary as error:
            _log.warning("the end of job %s is not announced: %s", job.name, error.message)

    async def _follow(self, job: Job, output: Output) -> None:
        """Returns when the job has ended."""
        followed = False
        while True:
            found = await self._find(job.name)
            if found is None or _condition(found):
                return
            pod = await self._pod_of(found)
            if pod is not None and not followed and pod["status"].get("phase") in ("Running", "Succeeded", "Failed"):
                followed = True
                await self._stream(pod, output)
                continue
            await asyncio.sleep(self._look)

    async def _stream(self, pod: Manifest, output: Output) -> None:
        headers = await self._sign_in.headers()
        limits = httpx.Timeout(_CALL_SECONDS, read=None)
        async with self._http.stream(
            "GET", f"{_path(pod)}/log", params={**_LOG, "follow": "true"}, headers=headers, timeout=limits
        ) as answer:
            if answer.status_code == 200:
                async for chunk in answer.aiter_bytes():
                    if not output.add(chunk):
                        return

    async def _output(self, pod: Manifest) -> tuple[bytes, str]:
        """What the job answered, and the end of its standard error (lines that begin with `# `)."""
        raw = await self._text(f"{_path(pod)}/log")
        output, tail = Output(), Tail()
        output.add(raw[:MAX_OUTPUT])
        output.end()
        lines = output.kept().splitlines()
        tail.add(b"\n".join(line.removeprefix(b"# ") for line in lines if line.startswith(b"# ")))
        return b"\n".join(line for line in lines if line.startswith(b"{")), tail.text()

    async def _find(self, name: str) -> Manifest | None:
        found = await self._call(
            "GET",
            "/apis/batch/v1/jobs",
            params={"fieldSelector": f"metadata.name={name}", "labelSelector": _OURS},
        )
        items: list[Manifest] = found["items"] if found else []
        return _with_path(items[0], "/apis/batch/v1", "jobs") if items else None

    async def _pod_of(self, job: Manifest) -> Manifest | None:
        space, name = job["metadata"]["namespace"], job["metadata"]["name"]
        found = await self._call(
            "GET", f"/api/v1/namespaces/{space}/pods", params={"labelSelector": f"batch.kubernetes.io/job-name={name}"}
        )
        items: list[Manifest] = found["items"] if found else []
        return _with_path(items[-1], "/api/v1", "pods") if items else None

    async def _text(self, path: str) -> bytes:
        """A log; empty where there is none (its pod is gone, or never began). Raises Unavailable, Permanent."""
        answer = await self._request("GET", path, params=_LOG)
        return b"" if answer.status_code in (400, 404) else _accepted(answer).content

    async def _call(self, method: str, path: str, body: Manifest | None = None, params: Mapping[str, str] | None = None) -> Manifest | None:
        """The answer's JSON; None for what is not there. Raises Unavailable, Permanent."""
        answer = await self._request(method, path, body, params)
        return None if answer.status_code in (404, 409) else _document(answer)

    async def _request(
        self,
        method: str,
        path: str,
        body: Manifest | None = None,
        params: Mapping[str, str] | None = None,
        kind: str = "application/json",
    ) -> httpx.Response:
        try:
            headers = {**await self._sign_in.headers(), "Content-Type": kind}
            return await self._http.request(method, path, json=body, params=params, headers=headers)
        except httpx.HTTPError as error:
            raise Unavailable(f"the cluster cannot be reached: {error}", 2.0) from error


class _Tokens:
    """The header that signs in: from a file that is read again as it changes, or from a managed identity."""

    def __init__(self, settings: Settings) -> None:
        self._file = settings.kubernetes_token
        self._credential: Any = None

    async def headers(self) -> dict[str, str]:
        """Raises Unavailable."""
        if self._file is not None:
            return {"Authorization": f"Bearer {(await asyncio.to_thread(self._file.read_text)).strip()}"}
        from azure.core.exceptions import AzureError
        from azure.identity.aio import DefaultAzureCredential

        self._credential = self._credential or DefaultAzureCredential()
        try:
            token = await self._credential.get_token(_SCOPE)
        except AzureError as error:
            raise Unavailable(f"no identity to sign in to the cluster with: {error}") from error
        return {"Authorization": f"Bearer {token.token}"}

    async def close(self) -> None:
        if self._credential is not None:
            await self._credential.close()


def _accepted(answer: httpx.Response) -> httpx.Response:
    """The answer, when it is no refusal. Raises Unavailable, Permanent."""
    if answer.status_code == 403 and "exceeded quota" in answer.text:
        raise Unavailable("the tenant's quota is used up", 5.0)
    if answer.status_code == 429 or answer.status_code >= 500:
        raise Unavailable(f"the cluster answers HTTP {answer.status_code}", 2.0)
    if answer.status_code >= 400:
        raise Permanent(f"the cluster refuses: HTTP {answer.status_code} {answer.text[:300]}")
    return answer


def _document(answer: httpx.Response) -> Manifest:
    """The answer's JSON. Raises Unavailable, Permanent."""
    document: Manifest = _accepted(answer).json()
    return document


def _model_env(settings: Settings, role: str) -> dict[str, str]:
    """How agents reach a model from the cluster. Never a key: an identity signs in, or a gateway in the cluster adds it."""
    if settings.offline:
        return {"QLP_AGENT_MODEL": "offline"}
    named = {
        "QLP_AGENT_MODEL": "openai",
        "QLP_MODEL": settings.model_for(role),
        "QLP_MODEL_EFFORT": settings.effort,
        "OPENAI_BASE_URL": settings.openai_base_url,
        "AZURE_OPENAI_ENDPOINT": settings.azure_openai_endpoint,
        "AZURE_OPENAI_DEPLOYMENT": settings.model_for(role) if settings.azure_openai_endpoint else "",
        "QLP_MODEL_CONTEXT": str(settings.model_context) if settings.model_context else "",
    }
    return {name: value for name, value in named.items() if value}


def _with_path(item: Manifest, group: str, kind: str) -> Manifest:
    """Items of a list do not say their kind: it is kept as their path."""
    meta = item["metadata"]
    return {**item, "path": f"{group}/namespaces/{meta['namespace']}/{kind}/{meta['name']}"}


def _path(item: Manifest) -> str:
    return str(item["path"])


def _condition(job: Manifest) -> str:
    """How the Job ended; empty while it has not."""
    for condition in job.get("status", {}).get("conditions") or []:
        if condition.get("type") in ("Complete", "Failed") and condition.get("status") == "True":
            return str(condition.get("message") or condition.get("reason") or condition["type"])
    return ""


def _ended(pod: Manifest) -> Manifest:
    """How its container ended, and when; empty while it has not."""
    for container in pod.get("status", {}).get("containerStatuses") or []:
        if ended := container.get("state", {}).get("terminated"):
            return dict(ended)
    return {}


def _container(pod: Manifest) -> tuple[int | None, str]:
    """Exit code, and what the cluster says about the end."""
    if ended := _ended(pod):
        return ended.get("exitCode"), "it used too much memory" if ended.get("reason") == "OOMKilled" else ""
    status = pod.get("status", {})
    return None, str(status.get("message") or status.get("reason") or "")


def _seconds(pod: Manifest, now: Callable[[], float] = time.time) -> float:
    """How long it ran, as far as the pod says: without the time in which a node was looked for."""
    ended = _ended(pod)
    began = ended.get("startedAt") or pod.get("status", {}).get("startTime")
    if not began:
        return 0.0
    done = ended.get("finishedAt")
    return max(0.0, (datetime.fromisoformat(done).timestamp() if done else now()) - datetime.fromisoformat(began).timestamp())
