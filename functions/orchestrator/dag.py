"""The DAG of a run's tasks: what never changes (Dag) and what does (Chunk), a bounded number of tasks to a chunk. Pure.

A task's index is its place in the plan. Nothing here looks at all tasks for one event: a finished task counts down its
dependants, and a chunk knows its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from shared.events import Content
from shared.lifecycle import TaskState
from shared.specification import PlannedTask

#: Tasks in a chunk, and chunks of a run (a commit may touch all of them): a bigger plan has bigger chunks.
CHUNK = 100
_MOST_CHUNKS = 80

_LETTERS = {
    TaskState.PENDING: "p",
    TaskState.DISPATCHED: "s",
    TaskState.RUNNING: "r",
    TaskState.DONE: "d",
    TaskState.FAILED: "f",
    TaskState.CANCELLED: "c",
}
_STATES = {letter: state for state, letter in _LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Node:
    """A task of the plan, with the indices of the tasks that it needs and of those that need it."""

    id: str
    role: str
    goal: str
    needs: tuple[int, ...]
    dependants: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dag:
    """All tasks in the plan's order; never changes, so a process may keep it."""

    nodes: tuple[Node, ...]
    index: dict[str, int]
    size: int
    """Tasks in a chunk."""

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return -(-len(self.nodes) // self.size)

    def chunk(self, task: int) -> int:
        """The chunk in which the task is."""
        return task // self.size

    def tasks(self, chunk: int) -> range:
        """The indices of a chunk's tasks."""
        return range(chunk * self.size, min((chunk + 1) * self.size, len(self.nodes)))

    def depth(self) -> int:
        """Tasks on the longest path."""
        longest = [0] * len(self.nodes)
        for task in self._downwards():
            longest[task] = 1 + max((longest[need] for need in self.nodes[task].needs), default=0)
        return max(longest, default=0)

    def _downwards(self) -> Iterator[int]:
        """Every task after those that it needs."""
        missing = [len(node.needs) for node in self.nodes]
        ready = [task for task, count in enumerate(missing) if count == 0]
        while ready:
            task = ready.pop()
            yield task
            for dependant in self.nodes[task].dependants:
                missing[dependant] -= 1
                if missing[dependant] == 0:
                    ready.append(dependant)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Where the tasks of a chunk stand: a letter, the needs not yet met, the drop, the model that answered (each by row)."""

    states: str
    missing: tuple[int, ...]
    drops: dict[int, Content] = field(default_factory=dict)
    models: dict[int, str] = field(default_factory=dict)


class Rows:
    """A chunk while one decision works on it."""

    __slots__ = ("drops", "missing", "models", "states")

    def __init__(self, chunk: Chunk) -> None:
        self.states = list(chunk.states)
        self.missing = list(chunk.missing)
        self.drops = dict(chunk.drops)
        self.models = dict(chunk.models)

    def frozen(self) -> Chunk:
        return Chunk("".join(self.states), tuple(self.missing), self.drops, self.models)

    def state(self, row: int) -> TaskState:
        return _STATES[self.states[row]]

    def put(self, row: int, state: TaskState) -> None:
        self.states[row] = _LETTERS[state]

    def ready(self) -> list[int]:
        """The rows that wait for nothing and were not dispatched."""
        return [row for row, state in enumerate(self.states) if state == "p" and not self.missing[row]]


def dag_of(tasks: Sequence[PlannedTask]) -> Dag:
    """The DAG of a checked plan."""
    index = {task.id: place for place, task in enumerate(tasks)}
    return _linked([(task.id, task.role, task.goal, tuple(index[need] for need in task.needs)) for task in tasks])


def untouched(dag: Dag, chunk: int) -> Chunk:
    """A chunk of which no task was dispatched."""
    tasks = dag.tasks(chunk)
    return Chunk("p" * len(tasks), tuple(len(dag.nodes[task].needs) for task in tasks))


_Line = tuple[str, str, str, tuple[int, ...]]
_lines: TypeAdapter[list[_Line]] = TypeAdapter(list[_Line])
_chunk: TypeAdapter[Chunk] = TypeAdapter(Chunk)


def _linked(lines: Sequence[_Line]) -> Dag:
    dependants: list[list[int]] = [[] for _ in lines]
    for place, line in enumerate(lines):
        for need in line[3]:
            dependants[need].append(place)
    nodes = tuple(Node(*line, tuple(after)) for line, after in zip(lines, dependants, strict=True))
    return Dag(nodes, {node.id: place for place, node in enumerate(nodes)}, max(CHUNK, -(-len(nodes) // _MOST_CHUNKS)))


def dump_lines(dag: Dag, chunk: int) -> str:
    """What a chunk's tasks are, as JSON."""
    return _lines.dump_json([(n.id, n.role, n.goal, n.needs) for n in (dag.nodes[task] for task in dag.tasks(chunk))]).decode()


def load_lines(documents: Sequence[str]) -> Dag:
    """The DAG from the documents of all its chunks, in order."""
    return _linked([line for document in documents for line in _lines.validate_json(document)])


def dump_chunk(chunk: Chunk) -> str:
    """Where a chunk's tasks stand, as JSON."""
    return _chunk.dump_json(chunk).decode()


def load_chunk(document: str) -> Chunk:
    """A chunk from its JSON."""
    return _chunk.validate_json(document)
