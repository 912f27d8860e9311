"""Memory twins of every port: the same behaviour without I/O. Tests run on them; contract tests stop them from drifting."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.consume import RETRY, Delivery, Fold, Retry, consume
from shared.errors import Conflict, Invalid, NotFound, Permanent, TooLarge, Unavailable
from shared.events import BlobRef, Event, JobEnded, Topic, parse, to_wire
from shared.ports import ANY, App, Job, JobStatus, Message, Ports, Record, Write
from shared.signatures import key_id
from shared.tenancy import Partition

MAX_DOCUMENT = 900 * 1024
MAX_WRITES = 100

_JOBS = UUID("0c9a2d1e-54a5-4f7e-9df1-0a1f3f5b7c11")


class MemoryBus:
    """Keeps every message of every topic in order. `down` makes publishing fail."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.down = False

    async def publish(self, messages: Sequence[Message]) -> None:
        if self.down:
            raise Unavailable("the broker does not answer")
        self.messages.extend(messages)

    async def close(self) -> None:
        pass

    def events[E: Event](self, kind: type[E]) -> list[E]:
        """What was published, of one type (`Event`: all). Claims are not resolved: an event with one raises Undecodable."""
        return [event for message in self.messages if isinstance(event := parse(message.value), kind)]


class MemoryState:
    """Documents in partitions, with etags and all-or-nothing commits. `down` makes every call fail."""

    def __init__(self) -> None:
        self.partitions: dict[Partition, dict[str, Record]] = {}
        self.commits = 0
        self.down = False
        self._tags = count(1)

    async def get(self, partition: Partition, *keys: str) -> Mapping[str, Record]:
        self._check()
        there = self.partitions.get(partition, {})
        return {key: there[key] for key in keys if key in there}

    async def scan(self, partition: Partition, prefix: str = "", after: str = "", limit: int = 0) -> Mapping[str, Record]:
        self._check()
        there = self.partitions.get(partition, {})
        keys = sorted(key for key in there if key.startswith(prefix) and key > after)
        return {key: there[key] for key in keys[: limit or None]}

    async def commit(self, partition: Partition, writes: Sequence[Write]) -> None:
        self._check()
        if not writes:
            return
        check_size(writes)
        there = self.partitions.setdefault(partition, {})
        for write in writes:
            _check_tag(write, there.get(write.key))
        for write in writes:
            if write.value is None:
                there.pop(write.key, None)
            else:
                there[write.key] = Record(write.value, f'W/"{next(self._tags)}"')
        self.commits += 1

    async def close(self) -> None:
        pass

    def _check(self) -> None:
        if self.down:
            raise Unavailable("the storage does not answer")


def check_size(writes: Sequence[Write]) -> None:
    """What every State promises about one commit. Raises TooLarge, or Conflict when a key is there twice."""
    if len(writes) > MAX_WRITES:
        raise TooLarge(f"a commit has at most {MAX_WRITES} documents, not {len(writes)}")
    if len({write.key for write in writes}) < len(writes):
        raise Conflict("one commit changes a document once")
    for write in writes:
        if write.value is not None and len(write.value) > MAX_DOCUMENT // 4 and len(write.value.encode()) > MAX_DOCUMENT:
            raise TooLarge(f"the document {write.key!r} is larger than {MAX_DOCUMENT // 1024} KB")


def _check_tag(write: Write, record: Record | None) -> None:
    if write.etag == ANY:
        return
    if write.etag is None and write.value is None:
        raise Conflict(f"{write.key!r}: deleting needs an etag")
    if write.etag != (record.etag if record else None):
        raise Conflict(f"{write.key!r} was changed by somebody else")


class MemoryBlobs:
    """Content by tenant and path. `down` makes every call fail."""

    def __init__(self) -> None:
        self.content: dict[tuple[str, str], bytes] = {}
        self.down = False

    async def put(self, tenant: str, folder: str, content: bytes) -> BlobRef:
        self._check()
        digest = sha256(content).hexdigest()
        self.content.setdefault((tenant, f"{folder}/{digest}"), content)
        return BlobRef(path=f"{folder}/{digest}", size=len(content), sha256=digest)

    async def get(self, tenant: str, ref: BlobRef) -> bytes:
        self._check()
        content = self.content.get((tenant, ref.path))
        if content is None:
            raise NotFound(f"no content at {ref.path}")
        if sha256(content).hexdigest() != ref.sha256:
            raise Invalid(f"the content at {ref.path} is not what was stored", "sha256")
        return content

    async def close(self) -> None:
        pass

    def _check(self) -> None:
        if self.down:
            raise Unavailable("the storage does not answer")


#: What a job does: its output (JSON lines), at once or later.
type Program = Callable[[Job], bytes | Awaitable[bytes]]


class MemoryJobs:
    """Jobs as calls of `program`; without one they run until `finish` or `lose`. `started` lists every start; `full` refuses them for
    now, `refusal` for good; with `crowded` they wait until `begin`."""

    def __init__(self, bus: MemoryBus, program: Program | None = None) -> None:
        self.bus, self.program = bus, program
        self.started: list[Job] = []
        self.jobs: dict[str, Job] = {}
        self.states: dict[str, JobStatus] = {}
        self.full = self.crowded = False
        self.refusal = ""

    async def start(self, job: Job) -> bool:
        if self.refusal:
            raise Permanent(self.refusal)
        if self.full:
            raise Unavailable("there is no room for another job now")
        state = self.states.get(job.name, JobStatus("lost")).state
        if state in ("waiting", "running"):
            return state == "running"
        self.started.append(job)
        self.jobs[job.name] = job
        self.states[job.name] = JobStatus("waiting" if self.crowded else "running")
        if self.program is not None:
            output = self.program(job)
            await self.finish(job.name, await output if inspect.isawaitable(output) else output)
        return not self.crowded

    async def status(self, name: str) -> JobStatus:
        return self.states.get(name, JobStatus("lost", reason="nobody knows this job"))

    async def stop(self, name: str) -> None:
        self.states.pop(name, None)

    async def close(self) -> None:
        pass

    def begin(self, name: str) -> None:
        """There is room for a job that waited."""
        self.states[name] = JobStatus("running")

    async def finish(self, name: str, output: bytes, exit_code: int = 0) -> None:
        """The job's process ends with this output."""
        await self._end(name, JobStatus("ended", exit_code, output))

    async def fail(self, name: str, reason: str) -> None:
        """The job's process ends by itself without an answer."""
        await self._end(name, JobStatus("ended", exit_code=1, reason=reason))

    async def lose(self, name: str, reason: str = "killed") -> None:
        """The job's process is gone without an answer."""
        await self._end(name, JobStatus("lost", reason=reason))

    async def _end(self, name: str, status: JobStatus) -> None:
        job = self.jobs[name]
        self.states[name] = status
        ids = uuid5(_JOBS, f"{job.tenant}/{job.run}/{name}/{len(self.started)}")
        ended = JobEnded(id=ids, tenant=job.tenant, run=job.run, time=datetime.now(UTC), source="jobs", job=name, task=job.task)
        await self.bus.publish([Message(JobEnded.TOPIC, job.run, to_wire(ended))])


class MemoryTarget:
    """Apps that only exist by name. Digests in `broken` never become healthy."""

    slowest = timedelta(minutes=3)

    def __init__(self) -> None:
        self.apps: dict[tuple[str, str], App] = {}
        self.archives: dict[str, bytes] = {}
        self.broken: set[str] = set()
        self.data: set[tuple[str, str]] = set()
        self.kept: list[tuple[str, str]] = []

    async def deploy(self, app: App, archive: bytes) -> str:
        if app.digest in self.broken:
            raise Permanent("the app did not become healthy: its health path answers 500")
        self.apps[app.tenant, app.app] = app
        self.archives[app.digest] = archive
        self.data.add((app.tenant, app.app))
        return f"http://{app.app}.test"

    async def healthy(self, app: App) -> bool:
        return self.apps.get((app.tenant, app.app)) == app and app.digest not in self.broken

    async def remove(self, tenant: str, app: str) -> None:
        self.apps.pop((tenant, app), None)

    async def keep_data(self, tenant: str, app: str) -> None:
        self.kept.append((tenant, app))

    async def delete_data(self, tenant: str, app: str) -> None:
        self.data.discard((tenant, app))

    async def close(self) -> None:
        pass


class MemorySigner:
    """An Ed25519 key that nobody keeps."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()

    async def sign(self, payload: bytes) -> tuple[str, bytes]:
        (pem,) = await self.public_keys()
        return key_id(pem), self._key.sign(payload)

    async def public_keys(self) -> list[bytes]:
        return [self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)]

    async def close(self) -> None:
        pass


class MemoryClock:
    """A clock that stands until `advance`; every look at it is a microsecond later than the one before."""

    def __init__(self, start: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self.time = start

    def now(self) -> datetime:
        self.time += timedelta(microseconds=1)
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass(frozen=True)
class MemoryPorts(Ports):
    """Ports whose twins' own attributes are in reach."""

    bus: MemoryBus = field()
    state: MemoryState = field()
    blobs: MemoryBlobs = field()
    jobs: MemoryJobs = field()
    target: MemoryTarget = field()
    signer: MemorySigner = field()
    clock: MemoryClock = field()


def memory_ports(program: Program | None = None) -> MemoryPorts:
    """Fresh twins of all ports; `program` is what jobs do."""
    bus = MemoryBus()
    return MemoryPorts(bus, MemoryState(), MemoryBlobs(), MemoryJobs(bus, program), MemoryTarget(), MemorySigner(), MemoryClock())


async def pump(
    ports: MemoryPorts,
    folds: Mapping[str, Mapping[Topic, Fold]],
    *,
    start: int = 0,
    most: int = 10_000,
    retry: Retry = RETRY,
) -> int:
    """Delivers the bus's messages from number `start` on to every component (name -> topic -> fold) until none is left.

    Returns how many messages there are then: the next `start`. Raises AssertionError after `most`: the components feed each other forever.
    """
    position = start
    while position < len(ports.bus.messages):
        batch = ports.bus.messages[position:]
        deliveries = [Delivery(m.topic, 0, position + n, m.key, m.value) for n, m in enumerate(batch)]
        position += len(batch)
        if position - start > most:
            raise AssertionError(f"more than {most} messages")
        await asyncio.gather(*(_deliver(name, deliveries, topics, ports, retry) for name, topics in folds.items()))
    return position


async def _deliver(name: str, deliveries: Sequence[Delivery], topics: Mapping[Topic, Fold], ports: Ports, retry: Retry) -> None:
    for topic, fold in topics.items():
        mine = [delivery for delivery in deliveries if delivery.topic == topic]
        if mine:
            await consume(name, mine, fold, ports, retry)
