"""What code alone can make of an intent: everything, from the specification to the tests, or a draft of what it understands.

The reader of the offline model reads here; what it understands costs no tokens, and a small model would only spoil it. Sentences that
it does not understand are doubts: the model is asked about those alone, first to put them in other words (`agent.restating`). Where it
understands too little the model is asked for the whole. See docs/decisions/023-reading-before-asking.md and 030.
"""

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from agent import coding, contract, inputs, planning
from agent.toolchains import TOOLCHAINS
from shared.adapters.offline import specify
from shared.adapters.offline.files import printed
from shared.adapters.offline.intake import application, asked_for, drafted
from shared.adapters.offline.model import answer
from shared.drops import Drop
from shared.errors import NotUnderstood
from shared.job_protocol import Bundle
from shared.reading.changes import restating
from shared.reading.doubts import Doubt
from shared.reading.refused import HINT
from shared.specification import shape
from shared.writing.ir import App


@dataclass(frozen=True, slots=True)
class Draft:
    """An application, and the sentences that it does not do justice to."""

    app: App
    doubts: list[Doubt] = field(default_factory=list)


def draft(bundle: Bundle) -> Draft | None:
    """What the reader makes of the intent; None when it understands too little, or an earlier intent or an answer not for certain.

    Doubts are only of use where functions are written one by one.
    """
    said = inputs.intent(bundle)
    if any(one.answers for one in (*said.before, said)):
        return None
    with suppress(NotUnderstood):
        return Draft(asked_for(bundle.inputs))
    if said.before:
        return None
    try:
        app, doubts = drafted(said.text)
    except NotUnderstood:
        return None
    if not TOOLCHAINS[app.toolchain].piecewise:
        return None
    written = {(endpoint.method, shape(endpoint.path)) for endpoint in app.endpoints}
    written |= {(method, shape(path)) for page in app.pages for method, path in (("GET", page.path), ("POST", page.action or page.path))}
    named = {(each.method, shape(each.path)) for each in contract.operations(said.text)}
    return Draft(app, doubts) if named <= written else None


@dataclass(frozen=True, slots=True)
class Sense:
    """What a text is understood as, in code, and what of it is not understood."""

    code: str
    unread: Sequence[str]

    @property
    def left(self) -> int:
        """How much is missing: nothing, or sentences, or nearly all."""
        return len(self.unread) if self.code else sys.maxsize


def sense(text: str) -> Sense:
    """What the reader makes of a text."""
    try:
        return Sense(_doing(application(text)), [])
    except NotUnderstood as refusal:
        refused = refusal.message.removesuffix(HINT)
    try:
        app, doubts = drafted(text)
    except NotUnderstood:
        return Sense("", [refused])
    return Sense(_doing(app), [doubt.text for doubt in doubts] or [refused])


def _doing(app: App) -> str:
    """What an application does, whatever it is called."""
    return printed(replace(app, title=""))


async def understood(bundle: Bundle) -> Drop | None:
    """The specification of an intent without doubts; None of others."""
    made = draft(bundle)
    return await specified(bundle) if made and not made.doubts else None


async def specified(bundle: Bundle, told: Sequence[restating.Restated] = ()) -> Drop | None:
    """The specification, with a requirement for every sentence that is in doubt; None when too little is understood."""
    bundle = inputs.restated(bundle, told)
    made = draft(bundle)
    if made is None:
        return None
    document = answer(bundle.role, made.app, bundle.inputs)
    document["requirements"] = specify.with_unmet(document["requirements"], [doubt.text for doubt in made.doubts])
    document["assumptions"] = [
        *(restating.read_as(*one) for one in (*restating.assumed(inputs.assumptions(bundle)), *told)),
        *document["assumptions"],
    ]
    return planning.read_specification(json.dumps(document), bundle)


async def planned(bundle: Bundle) -> Drop | None:
    """The plan; None when too little is understood."""
    made = draft(bundle)
    return planning.read_plan(json.dumps(answer(bundle.role, made.app, bundle.inputs)), bundle) if made else None


async def written(bundle: Bundle) -> Drop | None:
    """The application; None when anything is left for the model."""
    made = draft(bundle)
    return code(made, bundle) if made and not made.doubts else None


def code(made: Draft, bundle: Bundle) -> Drop:
    """The files of a draft."""
    return coding.read_code(json.dumps(answer("codegen", made.app, bundle.inputs)), bundle)


async def tests(bundle: Bundle) -> Drop | None:
    """Tests of what the intent says; None when too little is understood."""
    made = draft(bundle)
    return coding.read_tests(json.dumps(answer(bundle.role, made.app, bundle.inputs)), bundle) if made else None
