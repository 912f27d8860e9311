"""What a job is in Kubernetes: a Job whose pod meets the restricted pod security standard, and Secrets that hold its bundle. Pure.

The bundle travels compressed, in parts, because a Secret holds one megabyte. The parts belong to the Job, so they go with it.
"""

import base64
import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared import tenancy
from shared.errors import TooLarge
from shared.job_protocol import Job
from shared.roles import QUEUE_SECONDS

APP = "qlp-task"
#: The service account of pods that may ask a model.
AGENT = "qlp-agent"
#: The label that says whether a pod may; a policy of its namespace reads it.
NETWORK = "qlp.dev/network"
_PART_BYTES = 700_000
_MOST_PARTS = 8
_BUNDLE = "/run/qlp/bundle"
_USER = 65532
_TTL_SECONDS = 600
_LABEL = re.compile(r"[^A-Za-z0-9_.-]")

#: The bundle's parts in the order of their names, unpacked, on the standard input of the image's own entry point. A pod's log mixes
#: standard error into the output: only its end is let through, and marked, so that nothing printed there can pass for an answer.
_COMMAND = [
    "/bin/sh",
    "-c",
    f"cat {_BUNDLE}/* | gzip -dc | /opt/qlp/runtime/bin/python -m agent 2>/tmp/errors; code=$?; "
    "[ $code = 0 ] || tail -c 2000 /tmp/errors | sed 's/^/# /'; exit $code",
]

type Manifest = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pod:
    """What is the same for every job: the image (by digest), the runtime class, the environment of roles that may ask a model."""

    image: str
    runtime_class: str = ""
    model_env: Mapping[str, str] | None = None
    cpu: str = "1"
    memory: str = "1Gi"
    workspace: str = "256Mi"


def parts(bundle: bytes) -> list[bytes]:
    """The compressed bundle, cut so that each part fits into a Secret. Raises TooLarge."""
    packed = gzip.compress(bundle, 6, mtime=0)
    cut = [packed[n : n + _PART_BYTES] for n in range(0, len(packed), _PART_BYTES)]
    if len(cut) > _MOST_PARTS:
        raise TooLarge(f"the inputs of a task have at most {_MOST_PARTS * _PART_BYTES // 1000} KB when compressed")
    return cut


def job(asked: Job, pod: Pod, count: int) -> Manifest:
    """The Job; its bundle has `count` parts."""
    labels = {
        "app.kubernetes.io/name": APP,
        NETWORK: asked.network,
        "qlp.dev/role": _label(asked.role),
        "qlp.dev/run": _label(asked.run),
        "qlp.dev/task": _label(asked.task),
    }
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": asked.name, "namespace": tenancy.namespace(asked.tenant), "labels": labels},
        "spec": {
            "backoffLimit": 0,
            "completions": 1,
            "parallelism": 1,
            "activeDeadlineSeconds": int(QUEUE_SECONDS + asked.seconds),
            "ttlSecondsAfterFinished": _TTL_SECONDS,
            "podReplacementPolicy": "Failed",
            "template": {"metadata": {"labels": _identity(labels, asked, pod)}, "spec": _pod(asked, pod, count)},
        },
    }


def secret(asked: Job, number: int, part: bytes, owner: str) -> Manifest:
    """One part of the bundle; `owner` is the Job's uid."""
    reference = {"apiVersion": "batch/v1", "kind": "Job", "name": asked.name, "uid": owner, "blockOwnerDeletion": False}
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {
            "name": _secret_name(asked, number),
            "namespace": tenancy.namespace(asked.tenant),
            "labels": {"app.kubernetes.io/name": APP},
            "ownerReferences": [reference],
        },
        "type": "Opaque",
        "immutable": True,
        "data": {f"{number:02d}": base64.b64encode(part).decode()},
    }


def _pod(asked: Job, pod: Pod, count: int) -> Manifest:
    env = dict(pod.model_env or {}) if asked.network == "model" else {}
    spec: Manifest = {
        "restartPolicy": "Never",
        "activeDeadlineSeconds": max(1, int(asked.seconds)),  # from when a node took it; the Job's is from when it was made
        "serviceAccountName": AGENT if asked.network == "model" else "default",
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "hostNetwork": False,
        "hostPID": False,
        "hostIPC": False,
        "shareProcessNamespace": False,
        "terminationGracePeriodSeconds": 5,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": _USER,
            "runAsGroup": _USER,
            "fsGroup": _USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "nodeSelector": {"qlp.dev/pool": "sandbox"},
        "tolerations": [{"key": "qlp.dev/sandbox", "operator": "Equal", "value": "true", "effect": "NoSchedule"}],
        "containers": [_container(pod, env)],
        "volumes": [
            {"name": "workspace", "emptyDir": {"sizeLimit": pod.workspace}},
            {"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}},
            {"name": "bundle", "projected": {"sources": [{"secret": {"name": _secret_name(asked, n)}} for n in range(count)]}},
        ],
    }
    return {**spec, "runtimeClassName": pod.runtime_class} if pod.runtime_class else spec


def _container(pod: Pod, env: Mapping[str, str]) -> Manifest:
    size = {"cpu": pod.cpu, "memory": pod.memory, "ephemeral-storage": "512Mi"}
    return {
        "name": "agent",
        "image": pod.image,
        "imagePullPolicy": "IfNotPresent",
        "command": _COMMAND,
        "env": [{"name": name, "value": value} for name, value in sorted({"HOME": "/workspace", **env}.items())],
        "resources": {"requests": size, "limits": size},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "privileged": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [
            {"name": "workspace", "mountPath": "/workspace"},
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 - inside the container
            {"name": "bundle", "mountPath": _BUNDLE, "readOnly": True},
        ],
    }


def _identity(labels: Mapping[str, str], asked: Job, pod: Pod) -> dict[str, str]:
    """Only roles that ask Azure's model get an identity; pods that run generated code get none."""
    azure = asked.network == "model" and "AZURE_OPENAI_ENDPOINT" in (pod.model_env or {})
    return {**labels, **({"azure.workload.identity/use": "true"} if azure else {})}


def _secret_name(asked: Job, number: int) -> str:
    return f"{asked.name}-{number:02d}"


def _label(text: str) -> str:
    return _LABEL.sub("-", text)[:63].strip("-_.")
