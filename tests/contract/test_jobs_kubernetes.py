"""Jobs on a cluster: the manifests against Kubernetes' own schema and the restricted standard; the adapter against a server that speaks
the parts of the API that it uses. No cluster was asked: what a kubelet does with these manifests is not tested here."""

import asyncio
import base64
import gzip
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters import kubernetes_manifests as manifests
from shared.adapters import kubernetes_namespace
from shared.adapters.kubernetes_jobs import KubernetesJobs
from shared.adapters.kubernetes_manifests import Pod
from shared.adapters.memory import MemoryBus
from shared.errors import NotFound, Permanent, TooLarge, Unavailable
from shared.events import JobEnded, ThoughtShared, parse
from shared.job_protocol import DropLine, outcome
from shared.ports import Job
from shared.roles import QUEUE_SECONDS
from shared.settings import Settings

IMAGE = "registry.example/agent@sha256:" + "0" * 64
RUN = "d" * 32
LOG = b'{"kind":"thought","text":"working"}\n{"kind":"drop","drop":{"files":[]}}\n'


def job(name: str = "qlp-1", network: Any = "none", bundle: bytes = b"{}", tenant: str = "acme", role: str = "codegen") -> Job:
    return Job(name, tenant, RUN, "task 1", role, bundle, network, 30.0)


class Cluster:
    """The API server's part: what was created and applied, and a log for every job. As in the real one, nothing can be in a namespace
    that is not there."""

    def __init__(self) -> None:
        self.applied: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.jobs: dict[str, dict[str, Any]] = {}
        self.secrets: list[dict[str, Any]] = []
        self.log, self.code, self.refusal, self.unread = LOG, 0, 0, 0
        self.ran = {"startedAt": "2026-01-01T10:00:00Z", "finishedAt": "2026-01-01T10:00:02Z"}
        self.finished, self.placed = asyncio.Event(), True
        self.tokens: set[str] = set()

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        app = web.Application(middlewares=[self._guard])
        app.router.add_patch("/{path:.*}", self._apply)
        app.router.add_post("/apis/batch/v1/namespaces/{space}/jobs", self._create)
        app.router.add_post("/api/v1/namespaces/{space}/secrets", self._keep)
        app.router.add_get("/apis/batch/v1/jobs", self._list)
        app.router.add_get("/api/v1/namespaces/{space}/pods", self._pods)
        app.router.add_get("/api/v1/namespaces/{space}/pods/{pod}/log", self._read)
        app.router.add_delete("/apis/batch/v1/namespaces/{space}/jobs/{name}", self._delete)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            self.finished.set()
            await runner.cleanup()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.tokens.add(request.headers.get("Authorization", ""))
        if self.refusal:
            text = "exceeded quota: jobs" if self.refusal == 403 else "no"
            return web.Response(status=self.refusal, text=text)
        self.asked.append(f"{request.method} {request.path}")
        if request.method != "GET" and not self.inhabited(request.path):
            return web.Response(status=404, text=f"namespaces {request.path.split('/namespaces/')[1].split('/')[0]!r} not found")
        answer: web.StreamResponse = await handler(request)
        return answer

    def inhabited(self, path: str) -> bool:
        """Whether what the path names is a namespace, or in one that is there."""
        space, _, inside = path.partition("/namespaces/")[2].partition("/")
        return not inside or f"/api/v1/namespaces/{space}" in self.applied

    async def _apply(self, request: web.Request) -> web.Response:
        if request.content_type != "application/apply-patch+yaml" or not request.query.get("fieldManager"):
            return web.Response(status=415)
        made = self.applied[request.path] = await request.json()
        return web.json_response(made)

    async def _create(self, request: web.Request) -> web.Response:
        made = await request.json()
        name = made["metadata"]["name"]
        if name in self.jobs:
            return web.json_response({}, status=409)
        made["metadata"]["uid"] = f"uid-{name}"
        self.jobs[name] = made
        return web.json_response(made, status=201)

    async def _keep(self, request: web.Request) -> web.Response:
        self.secrets.append(await request.json())
        return web.json_response({}, status=201)

    async def _list(self, request: web.Request) -> web.Response:
        name = request.query["fieldSelector"].removeprefix("metadata.name=")
        made = self.jobs.get(name)
        items = [{"metadata": made["metadata"], "status": self._job_status()}] if made else []
        return web.json_response({"kind": "JobList", "items": items})

    def _job_status(self) -> dict[str, Any]:
        began = {"startTime": datetime.now(UTC).isoformat(), "active": 1, "ready": int(self.placed and not self.finished.is_set())}
        if not self.finished.is_set():
            return began
        kind = "Complete" if self.code == 0 else "Failed"
        return {**began, "conditions": [{"type": kind, "status": "True", "reason": "Because", "message": "it ended"}]}

    async def _pods(self, request: web.Request) -> web.Response:
        ended = self.finished.is_set()
        state = (
            {"terminated": {"exitCode": self.code, "reason": "OOMKilled" if self.code == 137 else "Error", **self.ran}}
            if ended
            else {"running": {}}
        )
        status = {"phase": "Succeeded" if ended else "Running", "containerStatuses": [{"name": "agent", "state": state}]}
        pod = {"metadata": {"name": "pod-1", "namespace": request.match_info["space"]}, "status": status}
        return web.json_response({"items": [pod] if self.code != -1 else []})

    async def _read(self, request: web.Request) -> web.StreamResponse:
        if self.unread:
            return web.Response(status=self.unread, text="no")
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(self.log)
        if request.query.get("follow"):
            await self.finished.wait()
        await answer.write_eof()
        return answer

    async def _delete(self, request: web.Request) -> web.Response:
        self.jobs.pop(request.match_info["name"], None)
        return web.json_response({})


@pytest.fixture
async def cluster() -> Cluster:
    return Cluster()


@pytest.fixture
def bus() -> MemoryBus:
    return MemoryBus()


@pytest.fixture
async def jobs(cluster: Cluster, bus: MemoryBus, tmp_path: Path) -> AsyncIterator[KubernetesJobs]:
    token = tmp_path / "token"
    token.write_text("t0ken\n")
    async with cluster.serve() as address:
        made = KubernetesJobs(Settings(kubernetes_api=address, kubernetes_token=token, agent_image=IMAGE), bus, look_seconds=0.01)
        yield made
        await made.close()


async def seen(bus: MemoryBus, kind: type[Any]) -> Any:
    async with asyncio.timeout(10):
        while True:
            for message in bus.messages:
                if isinstance(event := parse(message.value), kind):
                    return event
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("network", ["none", "model"])
@pytest.mark.parametrize("runtime_class", ["", "kata-vm-isolation"])
def test_manifests_are_what_kubernetes_expects(network: str, runtime_class: str) -> None:
    pod = Pod(IMAGE, runtime_class, {"AZURE_OPENAI_ENDPOINT": "https://x.example"})
    made = [manifests.job(job(network=network), pod, 2), manifests.secret(job(), 0, b"x", "uid")]
    for manifest in made:
        kubernetes_validate.validate(manifest, "1.37", strict=True)
    assert made[0]["spec"]["template"]["spec"].get("runtimeClassName", "") == runtime_class


@given(st.text(max_size=80), st.sampled_from(["none", "model"]))
def test_no_job_has_more_rights_than_the_restricted_standard_gives(text: str, network: str) -> None:
    asked = Job("qlp-1", "acme", RUN, text, text, b"", network, 0.5)  # type: ignore[arg-type]
    spec = manifests.job(asked, Pod(IMAGE), 1)["spec"]
    assert spec["backoffLimit"] == 0
    pod = spec["template"]["spec"]
    assert 1 <= pod["activeDeadlineSeconds"] < spec["activeDeadlineSeconds"]
    (container,) = pod["containers"]
    assert not any(pod[name] for name in ("hostNetwork", "hostPID", "hostIPC", "automountServiceAccountToken"))
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert not container["securityContext"]["allowPrivilegeEscalation"]
    assert container["resources"]["limits"]["memory"]
    kubernetes_validate.validate(manifests.job(asked, Pod(IMAGE), 1), "1.37", strict=True)


def test_generated_code_gets_no_identity_and_no_model() -> None:
    pod = Pod(IMAGE, model_env={"AZURE_OPENAI_ENDPOINT": "https://x.example"})
    template = manifests.job(job(network="none"), pod, 1)["spec"]["template"]
    assert "azure.workload.identity/use" not in template["metadata"]["labels"]
    assert template["metadata"]["labels"]["qlp.dev/network"] == "none"
    assert template["spec"]["serviceAccountName"] == "default"
    assert [e["name"] for e in template["spec"]["containers"][0]["env"]] == ["HOME"]


@given(st.binary(max_size=2000))
def test_a_bundle_survives_its_parts(bundle: bytes) -> None:
    assert gzip.decompress(b"".join(manifests.parts(bundle))) == bundle


def test_a_bundle_that_no_secrets_can_hold_is_refused() -> None:
    import random

    with pytest.raises(TooLarge):
        manifests.parts(random.Random(1).randbytes(6_000_000))  # noqa: S311 - no secret


def test_the_containers_command_lets_no_error_output_pass_for_an_answer(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    for number, part in enumerate(manifests.parts(b'{"task":"t"}')):
        (bundle / f"{number:02d}").write_bytes(part)
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\ncat\necho\necho \'{"kind":"drop","drop":{}}\' >&2\nexit 3\n')
    python.chmod(0o755)
    (container,) = manifests.job(job(), Pod(IMAGE), 1)["spec"]["template"]["spec"]["containers"]
    script = container["command"][2].replace("/run/qlp/bundle", str(bundle)).replace("/opt/qlp/runtime/bin/python", str(python))
    script = script.replace("/tmp/errors", str(tmp_path / "errors"))  # noqa: S108 - inside the container
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=False)
    assert done.returncode == 3
    assert done.stdout.splitlines() == [b'{"task":"t"}', b'# {"kind":"drop","drop":{}}']
    assert outcome(done.stdout) is None


async def test_a_job_runs_shows_its_thoughts_and_answers(jobs: KubernetesJobs, cluster: Cluster, bus: MemoryBus) -> None:
    await jobs.start(job(bundle=b'{"task":"t1"}'))
    thought = await seen(bus, ThoughtShared)
    assert (thought.text, thought.run) == ("working", RUN)
    assert (await jobs.status("qlp-1")).state == "running"
    cluster.finished.set()
    assert (await seen(bus, JobEnded)).job == "qlp-1"
    status = await jobs.status("qlp-1")
    assert (status.state, status.exit_code) == ("ended", 0)
    assert isinstance(outcome(status.output), DropLine)
    (secret,) = cluster.secrets
    assert secret["metadata"]["namespace"] == "qlp-acme"
    assert secret["metadata"]["ownerReferences"][0]["uid"] == "uid-qlp-1"
    assert gzip.decompress(base64.b64decode(secret["data"]["00"])) == b'{"task":"t1"}'
    assert cluster.tokens == {"Bearer t0ken"}


async def test_the_time_in_which_a_node_is_looked_for_is_not_the_jobs(jobs: KubernetesJobs, cluster: Cluster) -> None:
    cluster.placed = False
    assert not await jobs.start(job())
    assert (await jobs.status("qlp-1")).state == "waiting"
    cluster.placed = True
    assert (await jobs.status("qlp-1")).state == "running"
    cluster.finished.set()
    assert (await jobs.status("qlp-1")).seconds == 2.0
    spec = cluster.jobs["qlp-1"]["spec"]
    assert (spec["template"]["spec"]["activeDeadlineSeconds"], spec["activeDeadlineSeconds"]) == (30, 30 + QUEUE_SECONDS)


async def test_a_job_is_made_once(jobs: KubernetesJobs, cluster: Cluster) -> None:
    await jobs.start(job())
    await jobs.start(job())
    assert list(cluster.jobs) == ["qlp-1"]


async def test_a_failed_job_says_why(jobs: KubernetesJobs, cluster: Cluster) -> None:
    cluster.log, cluster.code = b"# Traceback\n# RuntimeError: no\n", 137
    await jobs.start(job())
    cluster.finished.set()
    status = await jobs.status("qlp-1")
    assert (status.state, status.exit_code) == ("ended", 137)
    assert "too much memory" in status.reason
    assert "RuntimeError: no" in status.reason


async def test_a_job_that_a_signal_ended_says_which(jobs: KubernetesJobs, cluster: Cluster) -> None:
    cluster.log, cluster.code = b"", 143
    await jobs.start(job())
    cluster.finished.set()
    assert (await jobs.status("qlp-1")).reason == "it ended (it was ended by signal 15)"


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_job_whose_answer_cannot_be_read_now_is_not_run_again(jobs: KubernetesJobs, cluster: Cluster, status: int) -> None:
    await jobs.start(job())
    cluster.finished.set()
    cluster.unread = status
    with pytest.raises(Unavailable, match=str(status)):
        await jobs.status("qlp-1")
    cluster.unread = 0
    assert isinstance(outcome((await jobs.status("qlp-1")).output), DropLine)


async def test_a_job_whose_log_is_gone_gave_no_answer(jobs: KubernetesJobs, cluster: Cluster) -> None:
    await jobs.start(job())
    cluster.finished.set()
    cluster.unread = 404
    assert (await jobs.status("qlp-1")).output == b""


async def test_a_job_whose_pod_is_gone_is_lost(jobs: KubernetesJobs, cluster: Cluster) -> None:
    cluster.code = -1
    await jobs.start(job())
    cluster.finished.set()
    assert (await jobs.status("qlp-1")).state == "lost"
    assert (await jobs.status("nobody")).state == "lost"


async def test_a_stopped_job_is_deleted(jobs: KubernetesJobs, cluster: Cluster) -> None:
    await jobs.start(job())
    await jobs.stop("qlp-1")
    await jobs.stop("qlp-1")
    assert cluster.jobs == {}


def outward(cluster: Cluster, space: str = "qlp-acme") -> Any:
    """Where the policy for pods that may ask a model lets them."""
    policy = cluster.applied[f"/apis/networking.k8s.io/v1/namespaces/{space}/networkpolicies/model"]
    assert policy["spec"]["podSelector"] == {"matchLabels": {"qlp.dev/network": "model"}}
    return [place for rule in policy["spec"]["egress"][1:] for place in rule["to"]]


async def test_before_a_tenants_first_job_its_namespace_is_there_and_closed(jobs: KubernetesJobs, cluster: Cluster) -> None:
    await asyncio.gather(jobs.start(job()), jobs.start(job("qlp-2")))
    space = cluster.applied["/api/v1/namespaces/qlp-acme"]
    assert space["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    closed = cluster.applied["/apis/networking.k8s.io/v1/namespaces/qlp-acme/networkpolicies/nothing"]["spec"]
    assert closed == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"], "ingress": [], "egress": []}
    assert outward(cluster) == []  # the offline model is no address
    assert cluster.applied["/api/v1/namespaces/qlp-acme/resourcequotas/jobs"]["spec"]["hard"]["count/jobs.batch"] == "20"
    assert cluster.applied["/api/v1/namespaces/qlp-acme/serviceaccounts/qlp-agent"]["automountServiceAccountToken"] is False
    first = next(n for n, asked in enumerate(cluster.asked) if asked.startswith("POST"))
    assert [asked.split()[0] for asked in cluster.asked].count("PATCH") == first == 5


@pytest.mark.parametrize(
    ("model", "place"),
    [
        ({"openai_base_url": "http://gateway.models.svc.cluster.local:8000/v1"}, {"kubernetes.io/metadata.name": "models"}),
        ({"openai_base_url": "http://10.9.8.7:8000/v1"}, {"cidr": "10.9.8.7/32"}),
        ({"openai_base_url": "https://models.example", "model_network": "10.1.2.0/24"}, {"cidr": "10.1.2.0/24"}),
        ({"azure_openai_endpoint": "https://x.openai.azure.com", "azure_openai_deployment": "d"}, {"cidr": "0.0.0.0/0"}),
    ],
)
def test_agents_get_out_only_to_their_model(model: dict[str, Any], place: dict[str, str]) -> None:
    made = dict(kubernetes_namespace.objects(kubernetes_namespace.of(Settings(**model), "acme")))
    for manifest in made.values():
        kubernetes_validate.validate(manifest, "1.37", strict=True)
    (egress,) = (m["spec"]["egress"] for path, m in made.items() if path.endswith("networkpolicies/model"))
    (to,) = egress[1]["to"]
    assert place.items() <= {**to.get("ipBlock", {}), **to.get("namespaceSelector", {}).get("matchLabels", {})}.items()
    public = [one["ipBlock"] for rule in egress[1:] for one in rule["to"] if one.get("ipBlock", {}).get("cidr") == "0.0.0.0/0"]
    assert bool(public) == ("azure_openai_endpoint" in model)  # an identity signs in there
    assert all("169.254.0.0/16" in block["except"] and "10.0.0.0/8" in block["except"] for block in public)


async def test_a_namespace_that_was_deleted_is_said_to_be_gone_and_made_again_for_the_next_job(
    jobs: KubernetesJobs, cluster: Cluster
) -> None:
    await jobs.start(job())
    cluster.applied.clear()
    with pytest.raises(NotFound, match=r"namespace is not in the cluster any more: .*'qlp-acme' not found"):
        await jobs.start(job("qlp-2"))
    await jobs.start(job("qlp-3"))
    assert set(cluster.jobs) == {"qlp-1", "qlp-3"}


@pytest.mark.parametrize(
    ("status", "error"), [(403, Unavailable), (409, Unavailable), (429, Unavailable), (500, Unavailable), (422, Permanent)]
)
async def test_a_clusters_refusals_are_told_apart(jobs: KubernetesJobs, cluster: Cluster, status: int, error: type[Exception]) -> None:
    cluster.refusal = status
    with pytest.raises(error):
        await jobs.start(job())
    cluster.refusal = 0


async def test_a_cluster_that_is_away_is_unavailable(bus: MemoryBus, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("x")
    jobs = KubernetesJobs(Settings(kubernetes_api="http://127.0.0.1:1", kubernetes_token=tmp_path / "token", agent_image=IMAGE), bus)
    with pytest.raises(Unavailable):
        await jobs.start(job())
    await jobs.close()
