"""What the platform needs from the outside world. Adapters and their memory twins implement these; handlers take `Ports`."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from shared.events import BlobRef, Topic, Usage
from shared.job_protocol import Job as Job
from shared.job_protocol import JobStatus as JobStatus
from shared.tenancy import Partition

# --- broker -----------------------------------------------------------------------------------------------------------


class Message(NamedTuple):
    """Bytes for a topic. The key is the run id, so one run's messages keep their order."""

    topic: Topic
    key: str
    value: bytes


class Bus(Protocol):
    """Publishes to Kafka (Event Hubs)."""

    async def publish(self, messages: Sequence[Message]) -> None:
        """Returns once the broker has them all, in order per key. Raises Unavailable."""

    async def close(self) -> None: ...


# --- state ------------------------------------------------------------------------------------------------------------


class Record(NamedTuple):
    """A stored JSON document and the tag that a conditional write needs."""

    value: str
    etag: str


@dataclass(frozen=True, slots=True)
class Write:
    """One document's change. `etag` None: it must not exist yet; ANY: whatever is there. `value` None: delete it."""

    key: str
    value: str | None
    etag: str | None = None


#: An etag that matches whatever is there, also nothing.
ANY = "*"


class State(Protocol):
    """Small JSON documents in partitions; the changes of one partition commit together (Azure Table storage)."""

    async def get(self, partition: Partition, *keys: str) -> Mapping[str, Record]:
        """The documents under these keys; what is not there is left out. Raises Unavailable."""

    async def scan(self, partition: Partition, prefix: str = "", after: str = "", limit: int = 0) -> Mapping[str, Record]:
        """The documents whose key starts with `prefix` and is greater than `after`, in key order; at most `limit` (0: all)."""

    async def commit(self, partition: Partition, writes: Sequence[Write]) -> None:
        """All or nothing, at most 100 documents. Raises Conflict, TooLarge (a document over 900 KB) or Unavailable."""

    async def close(self) -> None: ...


# --- content ----------------------------------------------------------------------------------------------------------


class Blobs(Protocol):
    """Content in the tenant's own container, written once."""

    async def put(self, tenant: str, folder: str, content: bytes) -> BlobRef:
        """Stores it under `folder/<sha256>`; storing the same again changes nothing. Raises Unavailable."""

    async def get(self, tenant: str, ref: BlobRef) -> bytes:
        """The content, its digest checked. Raises NotFound, Unavailable, or Invalid when the digest is wrong."""

    async def close(self) -> None: ...


# --- jobs -------------------------------------------------------------------------------------------------------------


class Jobs(Protocol):
    """Starts ephemeral jobs (AKS Job in the cloud, bubblewrap embedded). Announces a job's end with a JobEnded event."""

    async def start(self, job: Job) -> bool:
        """Starts it unless a job of that name runs or waits. Returns at once; False: it is `waiting`. Raises Unavailable when there is no room now, or a Permanent
        when it can never start."""

    async def status(self, name: str) -> JobStatus:
        """Where it stands; a name that nobody knows is `lost`. Raises Unavailable when that cannot be known now."""

    async def stop(self, name: str) -> None:
        """Ends the whole process tree and forgets its output; also fine when there is no such job."""

    async def close(self) -> None: ...


# --- models -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One question to a model. `role` and `inputs` say in structured form what `messages` say in words.

    A language model reads `messages` (and `schema` for structured output); the offline model reads `role` and `inputs`.
    """

    role: str
    inputs: Mapping[str, Any]
    messages: Sequence[Mapping[str, str]]
    schema: Mapping[str, Any] | None = None
    max_tokens: int = 4096
    temperature: float = 0.2


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """The whole text (JSON when a schema was given) and what it cost."""

    text: str
    usage: Usage = field(default_factory=Usage)


class Model(Protocol):
    """Answers questions. Streams text as it comes; the last item is the whole answer."""

    def ask(self, request: ModelRequest) -> AsyncIterator[str | ModelAnswer]:
        """Raises Unavailable or TooMany (with the server's Retry-After as delay), NotUnderstood (offline), TooLarge or another Permanent."""


class Answers(Protocol):
    """What models answered before, by tenant and by everything that the answer depends on (a digest of it)."""

    async def find(self, tenant: str, key: str) -> str | None:
        """The answer; None: there is none. Raises Unavailable."""

    async def keep(self, tenant: str, key: str, answer: str) -> None:
        """Keeps it, unless there is one already or it is too long. Raises Unavailable."""


# --- deployment -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class App:
    """One version of an app to run: `app` names its line of versions (and its data), `digest` this capsule."""

    tenant: str
    app: str
    run: str
    digest: str
    archive: BlobRef


class Target(Protocol):
    """Where capsules run (a local sandbox, Azure Container Instances)."""

    @property
    def slowest(self) -> timedelta:
        """The longest that `deploy` takes."""

    async def deploy(self, app: App, archive: bytes) -> str:
        """Starts it beside the version that runs, probes its health, then switches over; the URL. Idempotent.

        Raises Permanent with the reason when it does not become healthy; the version before runs on (or, where the switch itself failed, again).
        Raises Unavailable when it is not known: deploy again."""

    async def healthy(self, app: App) -> bool:
        """Whether this version answers on its health path now."""

    async def keep_data(self, tenant: str, app: str) -> None:
        """Keeps what the app has stored now, where it would be lost with the app's machine, and unless that was done just before."""

    async def remove(self, tenant: str, app: str) -> None:
        """Stops the app; its data stay."""

    async def delete_data(self, tenant: str, app: str) -> None:
        """Deletes what the app has stored, which must not run; also fine when there is nothing."""

    async def close(self) -> None: ...


class Signer(Protocol):
    """Signs capsules' provenance: a local key embedded, Key Vault in the cloud."""

    async def sign(self, payload: bytes) -> tuple[str, bytes]:
        """Key id and signature (Ed25519 or ECDSA P-256, as the key is)."""

    async def public_keys(self) -> Sequence[bytes]:
        """The public keys in PEM whose signatures count: of the key that signs now, and of its versions before."""

    async def close(self) -> None: ...


class Orchestrations(Protocol):
    """Long-running orchestrations by instance id (Durable Functions). Not in `Ports`: its client comes with each invocation."""

    async def start(self, name: str, instance: str, request: dict[str, Any]) -> None:
        """Starts it unless an instance of that id goes on. Raises Unavailable."""

    async def raise_event(self, instance: str, event: str, data: dict[str, Any]) -> None:
        """Hands the instance an event; one that ended or does not exist is left alone. Raises Unavailable."""


class Clock(Protocol):
    """The present time (UTC, aware)."""

    def now(self) -> datetime: ...


@dataclass(frozen=True)
class Ports:
    """All that handlers may use. Made in `shared.wiring`; in tests from the memory twins."""

    bus: Bus
    state: State
    blobs: Blobs
    jobs: Jobs
    target: Target
    signer: Signer
    clock: Clock
