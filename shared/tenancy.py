"""The one place where a verified tenant id becomes a container, a partition, a namespace or a key. Nothing else builds such a name."""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal
from uuid import UUID, uuid4, uuid5

from shared.errors import Invalid

TENANT = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
RUN = re.compile(r"[0-9a-f]{32}")

#: Tables. `runs` holds what components decide on, `projection` what people read, `platform` what belongs to no tenant.
Table = Literal["runs", "projection", "platform"]

_RUN_NAMESPACE = UUID("5f0c2b1e-8d0a-4f57-9a55-6b1f2d0f7a11")


@dataclass(frozen=True, slots=True)
class Partition:
    """A table's partition: the unit of atomic commits. Made by the functions of this module only."""

    table: Table
    key: str


def tenant_id(text: str) -> str:
    """The tenant id, checked: 1 to 63 characters of a-z, 0-9 and inner hyphens. Raises Invalid."""
    if not TENANT.fullmatch(text):
        raise Invalid("a tenant id has 1 to 63 characters of a-z, 0-9 and inner hyphens", "tenant")
    return text


def run_id(text: str) -> str:
    """The run id, checked: 32 hexadecimal digits. Raises Invalid."""
    if not RUN.fullmatch(text):
        raise Invalid("a run id has 32 hexadecimal digits", "run_id")
    return text


def new_run_id(tenant: str, idempotency_key: str | None = None) -> str:
    """A run id: random, or for a tenant's Idempotency-Key always the same one."""
    return uuid5(_RUN_NAMESPACE, f"{tenant}|{idempotency_key}").hex if idempotency_key else uuid4().hex


def run_state(tenant: str, run: str) -> Partition:
    """Where all components keep a run's state and its outbox."""
    return Partition("runs", f"{tenant}|{run}")


def run_projection(tenant: str, run: str) -> Partition:
    """Where the read model of one run is."""
    return Partition("projection", f"{tenant}|{run}")


def tenant_index(tenant: str) -> Partition:
    """Where the list of a tenant's runs is."""
    return Partition("projection", f"{tenant}|")


def active_runs() -> Partition:
    """The platform's list of runs that have not ended."""
    return Partition("platform", "active-runs")


def open_views() -> Partition:
    """The platform's list of runs whose read model has not seen their end."""
    return Partition("platform", "open-views")


def running_jobs() -> Partition:
    """The platform's list of tasks that have a job."""
    return Partition("platform", "running-jobs")


def live_apps() -> Partition:
    """The platform's list of live apps."""
    return Partition("platform", "live-apps")


def tenant_budget(tenant: str) -> Partition:
    """Where it is kept what a tenant's runs use, by month."""
    return Partition("platform", f"budget|{tenant}")


def model_answers(tenant: str) -> Partition:
    """Where the answers of models to a tenant's questions are kept."""
    return Partition("platform", f"answers|{tenant}")


def dead_letters() -> Partition:
    """The platform's list of messages that could not be handled."""
    return Partition("platform", "dead-letters")


def container(tenant: str) -> str:
    """The tenant's blob container: 3 to 63 characters of a-z, 0-9 and hyphens (Azure's rule)."""
    name = f"tenant-{tenant}"
    return name if len(name) <= 63 and "--" not in name else f"tenant-{sha256(tenant.encode()).hexdigest()[:40]}"


def namespace(tenant: str) -> str:
    """The tenant's Kubernetes namespace (at most 63 characters). No other id gives what a long one gives: none begins with a hyphen."""
    name = f"qlp-{tenant}"
    return name if len(name) <= 63 else f"qlp--{sha256(tenant.encode()).hexdigest()[:40]}"


def container_group(tenant: str, app: str) -> str:
    """The name of one app's container group, and of its host in the region's domain: no other tenant's app has it."""
    return f"qlp-{sha256(f'{tenant}|{app}'.encode()).hexdigest()[:40]}"


def app_data(app: str) -> str:
    """The blob, in its tenant's container, with the copy of what an app has stored."""
    return f"apps/{app}/data.tar.gz"


def app_folder(tenant: str, app: str) -> str:
    """The folder of one app's data, below the root for all apps' data."""
    return f"{tenant}/{app}"
