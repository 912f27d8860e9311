"""Build, sign and keep the capsule of what validation accepted."""

from functions.packaging import core
from shared import capsule, outbox
from shared.consume import Handles
from shared.contents import load
from shared.drops import Drop, Report
from shared.events import CapsulePackaged, ValidationConcluded, follow
from shared.ports import Ports
from shared.tenancy import run_state

SOURCE = "qlp/packaging"


async def package(event: ValidationConcluded, ports: Ports) -> None:
    """Package what was accepted; what was refused has no capsule."""
    if not event.accepted:
        return
    accepted = core.Accepted(
        event,
        Drop.model_validate_json(await load(ports.blobs, event.tenant, event.files)),
        Report.model_validate_json(await load(ports.blobs, event.tenant, event.report)),
    )
    files = core.capsule_files(accepted)
    payload = capsule.statement(files, core.predicate(event))
    key_id, signature = await ports.signer.sign(capsule.signed_bytes(payload))
    archive = capsule.pack({**files, capsule.PROVENANCE: capsule.envelope(payload, key_id, signature)})
    ref = await ports.blobs.put(event.tenant, "capsules", archive)
    packaged = CapsulePackaged(
        **follow(event, "packaged", SOURCE, ports.clock.now()),
        digest=f"sha256:{ref.sha256}",
        archive=ref,
        app=event.app,
        title=event.specification.title,
        score=event.score,
        risks=core.risks(accepted),
    )
    await outbox.commit(ports, run_state(event.tenant, event.run), [], [packaged], once=[f"done|packaging|{event.id}"])


HANDLES: Handles = {ValidationConcluded: package}
EMITS = {CapsulePackaged}
