"""What code alone can make of an intent that it understands word by word: everything, from the specification to the tests.

The reader of the offline model reads here; what it understands costs no tokens, and a small model would only spoil it. Where there is
a sentence that it does not understand it refuses, and then the model is asked. See docs/decisions/023-reading-before-asking.md.
"""

from agent import coding, deriving, inputs, planning
from shared.adapters.offline.model import OfflineModel, is_understood
from shared.drops import Drop
from shared.errors import NotUnderstood
from shared.job_protocol import Bundle
from shared.ports import ModelAnswer, ModelRequest


async def specified(bundle: Bundle) -> Drop | None:
    """The specification; None when the intent is not understood."""
    answer = await _answer(bundle)
    return planning.read_specification(answer, bundle) if answer else None


async def planned(bundle: Bundle) -> Drop | None:
    """The plan; None when the intent is not understood for certain."""
    return planning.read_plan(await _answer(bundle), bundle) if is_certain(bundle) else None


async def written(bundle: Bundle) -> Drop | None:
    """The application; None when the intent is not understood for certain."""
    return coding.read_code(await _answer(bundle), bundle) if is_certain(bundle) else None


async def tests(bundle: Bundle) -> Drop | None:
    """Tests of what the intent says; where it is not understood for certain, of what follows from the specification."""
    return coding.read_tests(await _answer(bundle), bundle) if is_certain(bundle) else deriving.tests(bundle)


def is_certain(bundle: Bundle) -> bool:
    """Whether every sentence of the intent, and of those before it, is understood."""
    said = inputs.intent(bundle)
    return all(not one.answers and is_understood(one.text) for one in (*said.before, said))


async def _answer(bundle: Bundle) -> str:
    try:
        async for piece in OfflineModel().ask(ModelRequest(bundle.role, bundle.inputs, [])):
            if isinstance(piece, ModelAnswer):
                return piece.text
    except NotUnderstood:
        pass
    return ""
