"""The agents for models whose tokens are dear in time: the model is asked only for what code cannot make, briefly."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from agent import amending, coding, deriving, documents, drawing, filling, operations, planning, reading, repairing, restating, review
from agent.kinds import KINDS, Kind, Way
from agent.toolchains import TOOLCHAINS
from shared.drops import Drop
from shared.job_protocol import Bundle
from shared.specification import Toolchain as Name


def _alone(make: Callable[[Bundle], Drop | None]) -> Way:
    async def made(bundle: Bundle) -> Drop | None:
        return make(bundle)

    return made


def _either(first: Way, then: Way) -> Way:
    async def made(bundle: Bundle) -> Drop | None:
        return await first(bundle) or await then(bundle)

    return made


THRIFTY = KINDS | {
    kind.name: kind
    for kind in (
        Kind(
            "requirements",
            "operations",
            operations.asked,
            operations.read,
            first=reading.understood,
            own=restating.specified,
            max_tokens=600,
        ),
        replace(KINDS["architect"], first=_either(reading.planned, _alone(planning.plan_alone))),
        replace(
            KINDS["codegen"],
            first=reading.written,
            values=operations.planned,
            criticised=False,
            one_block=True,
            turns=2,
            max_tokens=1600,
        ),
        replace(KINDS["testgen"], first=reading.tests),
        replace(KINDS["diagramgen"], first=_alone(drawing.alone)),
        replace(KINDS["docgen"], first=_alone(documents.alone)),
        replace(KINDS["security"], first=_alone(review.alone)),
    )
}

#: Those of them that differ where there is a draft of every function, which a model completes and repairs one by one.
PIECEWISE = THRIFTY | {
    kind.name: kind
    for kind in (
        replace(THRIFTY["architect"], first=reading.planned, own=filling.planned),
        replace(THRIFTY["codegen"], own=amending.written),
        replace(THRIFTY["testgen"], first=_either(reading.tests, _alone(deriving.tests))),
        Kind(
            "fixer",
            "repair",
            repairing.asked,
            repairing.read,
            coding.repair_faults,
            first=amending.restored,
            one_block=True,
            turns=2,
            max_tokens=700,
        ),
    )
}


def kinds(toolchain: Name) -> Mapping[str, Kind]:
    """The agents in a run of this toolchain."""
    return PIECEWISE if TOOLCHAINS[toolchain].piecewise else THRIFTY
