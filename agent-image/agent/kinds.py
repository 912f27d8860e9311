"""The agents that ask a model, one row each: which prompt, how the answer is read, what is wrong with it, whether it is criticised.

A new agent is a row, a prompt and a reader. Nothing here asks a model; see `agent.loop`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from agent import coding, documents, drawing, planning, review
from agent.answers import Findings, Prose
from agent.patience import Patience
from shared.drops import Drop
from shared.job_protocol import Bundle
from shared.specification import Plan, Specification

#: What code makes alone; None when it cannot.
Way = Callable[[Bundle], Awaitable[Drop | None]]


def _none(drop: Drop, bundle: Bundle) -> list[str]:
    return []


@dataclass(frozen=True, slots=True)
class Kind:
    """One agent. `prompt` is its toolchain's own where that has one of this name; `values` fills it; `read` turns an answer into a drop or raises Rejected; `faults` says what is wrong with a drop."""

    name: str
    prompt: str
    values: Callable[[Bundle], Mapping[str, str]]
    read: Callable[[str, Bundle], Drop]
    faults: Callable[[Drop, Bundle], list[str]] = _none
    schema: type[BaseModel] | None = None
    """Structured output, where the server has it."""
    criticised: bool = False
    """A critic looks at the drop before it is published."""
    repairable: bool = False
    """A drop with faults is better than none: validation finds them and the fixer repairs them."""
    first: Way | None = None
    """What code makes alone, where that is as good; None: this time it cannot, and the model is asked."""
    without_model: Callable[[Bundle], Drop] | None = None
    """What code makes alone, for agents to which a model only adds."""
    own: Callable[[Bundle, Patience], Awaitable[Drop | None]] | None = None
    """A way of its own to ask the model; None: this time it has none, and the usual loop is gone through."""
    one_block: bool = False
    """The answer ends where its first fenced block does: what a small model says after it only costs time."""
    turns: int = 3
    max_tokens: int = 3000


KINDS = {
    kind.name: kind
    for kind in (
        Kind("requirements", "requirements", planning.asked, planning.read_specification, schema=Specification, max_tokens=4000),
        Kind("architect", "architect", planning.specified, planning.read_plan, schema=Plan, max_tokens=2000),
        Kind("codegen", "codegen", coding.planned, coding.read_code, coding.code_faults, criticised=True, repairable=True),
        Kind("testgen", "testgen", coding.planned, coding.read_tests, coding.test_faults, repairable=True),
        Kind("fixer", "fixer", coding.reported, coding.read_repair, coding.repair_faults, repairable=True),
        Kind(
            "diagramgen", "prose", documents.about_design, drawing.read, schema=Prose, without_model=drawing.alone, turns=1, max_tokens=300
        ),
        Kind("docgen", "prose", documents.about_use, documents.read, schema=Prose, without_model=documents.alone, turns=1, max_tokens=300),
        Kind("security", "security", review.reviewed, review.read, schema=Findings, without_model=review.alone, turns=1, max_tokens=800),
    )
}
