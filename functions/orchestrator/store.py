"""Where a run is kept: the `orchestrator` document, the chunks `tasks|<n>` that change, and `plan|<n>` that do not.

Every commit writes the `orchestrator` document under its etag, so that alone guards them all. A DAG never changes once it is there: the
process keeps the last ones, and an event of a big run costs what an event of a small run costs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import batched
from weakref import WeakKeyDictionary

from functions.orchestrator.dag import Chunk, Dag, dump_chunk, dump_lines, load_chunk, load_lines, untouched
from functions.orchestrator.run import Run, dump_run, load_run
from shared.errors import NotYet
from shared.events import Content
from shared.ports import ANY, Ports, State, Write
from shared.tenancy import Partition

KEY = "orchestrator"
_TASKS = "tasks|"
_PLAN = "plan|"
_KEPT = 64
_PLAN_WRITES = 4

_kept: WeakKeyDictionary[State, dict[Partition, Dag]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A run as it was read. `run` None: there is none yet."""

    run: Run | None
    etag: str | None
    dag: Dag | None
    chunks: Mapping[int, Chunk]


def known_dag(ports: Ports, partition: Partition) -> Dag | None:
    """The run's DAG, when this process has it."""
    return _kept.get(ports.state, {}).get(partition)


async def load(ports: Ports, partition: Partition, chunks: Iterable[int] = ()) -> Loaded:
    """The run, its DAG while tasks are open, and these chunks. Raises Unavailable."""
    kept = known_dag(ports, partition)
    wanted = list(chunks) if kept is not None else []
    found = await ports.state.get(partition, KEY, *(_key(chunk) for chunk in wanted))
    if KEY not in found:
        return Loaded(None, None, None, {})
    run = load_run(found[KEY].value)
    if not run.builds:
        return Loaded(run, found[KEY].etag, None, {})
    dag = kept or await _load_dag(ports, partition, run.size)
    texts = {chunk: found[_key(chunk)].value for chunk in wanted if _key(chunk) in found}
    return Loaded(run, found[KEY].etag, dag, {chunk: _chunk(dag, chunk, texts.get(chunk)) for chunk in wanted})


@dataclass(frozen=True, slots=True)
class Ended:
    """What a run that ended has left: drops and models by task."""

    run: Run
    drops: Mapping[str, Content]
    models: Mapping[str, str]


async def load_ended(ports: Ports, partition: Partition) -> Ended | None:
    """What an ended run has left; None: it is not there, or it had no plan. Raises Unavailable."""
    found = await ports.state.scan(partition, KEY)
    if KEY not in found:
        return None
    run = load_run(found[KEY].value)
    if not run.size:
        return None
    dag = await _load_dag(ports, partition, run.size)
    texts = await ports.state.scan(partition, _TASKS)
    chunks = [_chunk(dag, n, texts[_key(n)].value if _key(n) in texts else None) for n in range(dag.chunks)]
    rows = [(node.id, chunks[dag.chunk(task)], task % dag.size) for task, node in enumerate(dag.nodes)]
    drops = {name: chunk.drops[row] for name, chunk, row in rows if row in chunk.drops}
    return Ended(run, drops, {name: chunk.models[row] for name, chunk, row in rows if row in chunk.models})


async def load_more(ports: Ports, partition: Partition, loaded: Loaded, chunks: Iterable[int]) -> Loaded:
    """The same with these chunks too: if another process has written meanwhile, the commit will say so. Raises Unavailable."""
    dag = loaded.dag
    if dag is None:
        raise NotYet(f"the plan of run {partition.key} is not there")
    missing = sorted(set(chunks) - loaded.chunks.keys())
    found = await ports.state.get(partition, *(_key(chunk) for chunk in missing))
    texts = {key: record.value for key, record in found.items()}
    more = {chunk: _chunk(dag, chunk, texts.get(_key(chunk))) for chunk in missing}
    return Loaded(loaded.run, loaded.etag, dag, {**loaded.chunks, **more})


async def save_dag(ports: Ports, partition: Partition, dag: Dag) -> None:
    """Writes the plan's documents; they count once the run says that it has a plan. Raises Unavailable."""
    writes = [Write(f"{_PLAN}{chunk:04d}", dump_lines(dag, chunk), ANY) for chunk in range(dag.chunks)]
    for part in batched(writes, _PLAN_WRITES, strict=False):
        await ports.state.commit(partition, part)


def keep(ports: Ports, partition: Partition, dag: Dag) -> None:
    """Remembers a DAG that is stored, and forgets the one that was not used for the longest time."""
    dags = _kept.setdefault(ports.state, {})
    dags.pop(partition, None)
    dags[partition] = dag
    while len(dags) > _KEPT:
        del dags[next(iter(dags))]


def writes(run: Run, etag: str | None, chunks: Mapping[int, Chunk]) -> list[Write]:
    """What a decision changes."""
    return [Write(KEY, dump_run(run), etag), *(Write(_key(chunk), dump_chunk(value), ANY) for chunk, value in chunks.items())]


async def _load_dag(ports: Ports, partition: Partition, size: int) -> Dag:
    """The DAG from its documents. Raises Unavailable when some are missing."""
    found = await ports.state.scan(partition, _PLAN)
    dag = load_lines([found[key].value for key in sorted(found)])
    if len(dag.nodes) != size:
        raise NotYet(f"the plan of run {partition.key} has {len(dag.nodes)} of {size} tasks")
    keep(ports, partition, dag)
    return dag


def _key(chunk: int) -> str:
    return f"{_TASKS}{chunk:04d}"


def _chunk(dag: Dag, chunk: int, text: str | None) -> Chunk:
    return untouched(dag, chunk) if text is None else load_chunk(text)
