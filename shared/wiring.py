"""Settings -> Ports. Adapters are imported and made on first use, so that a cold start pays only for what it needs."""

import sys
from typing import TYPE_CHECKING

from shared.outbox import settle
from shared.ports import Bus, Jobs, Ports, Signer, Target
from shared.settings import Settings, settings

if TYPE_CHECKING:
    from shared.adapters.blobs import AzureBlobs

_made: list[Ports] = []


def ports() -> Ports:
    """The process's ports, made on first use (inside a running event loop)."""
    if not _made:
        _made.append(_make(settings()))
    return _made[0]


async def close() -> None:
    """Writes what waits and closes every port; the next `ports()` makes new ones."""
    if durable := sys.modules.get("shared.adapters.durable"):
        await durable.close()
    if not _made:
        return
    old = _made.pop()
    await settle(old)
    for port in (old.jobs, old.target, old.signer, old.bus, old.blobs, old.state):
        await port.close()


def _make(chosen: Settings) -> Ports:
    from shared.adapters.blobs import AzureBlobs
    from shared.adapters.clock import SystemClock
    from shared.adapters.kafka import KafkaBus
    from shared.adapters.tables import AzureTables

    bus, blobs = KafkaBus(chosen), AzureBlobs(chosen.storage)
    return Ports(
        bus=bus,
        state=AzureTables(chosen.storage),
        blobs=blobs,
        jobs=_jobs(chosen, bus),
        target=_target(chosen, blobs),
        signer=_signer(chosen),
        clock=SystemClock(),
    )


def _jobs(chosen: Settings, bus: Bus) -> Jobs:
    if chosen.jobs == "kubernetes":
        from shared.adapters.kubernetes_jobs import KubernetesJobs

        return KubernetesJobs(chosen, bus)
    from shared.adapters.bwrap_jobs import BwrapJobs

    return BwrapJobs(chosen, bus)


def _target(chosen: Settings, blobs: "AzureBlobs") -> Target:
    if chosen.target == "aci":
        from shared.adapters.aci_target import AciTarget

        return AciTarget(chosen, blobs)
    from shared.adapters.local_target import LocalTarget

    return LocalTarget(chosen)


def _signer(chosen: Settings) -> Signer:
    if chosen.signing_key:
        from shared.adapters.key_vault import KeyVaultSigner

        return KeyVaultSigner(chosen.signing_key)
    from shared.adapters.signing import LocalSigner

    return LocalSigner(chosen.home / "keys")
