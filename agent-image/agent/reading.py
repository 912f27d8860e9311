"""What code alone can make of an intent that it understands word by word: the specification and its tests.

The offline model reads here; it saves a small language model's time. What it does not understand for certain it refuses, and then
the language model is asked. The application is always the language model's own.
"""

from agent import coding, contract, deriving, inputs, planning
from shared.adapters.offline.model import OfflineModel
from shared.drops import Drop, File
from shared.errors import NotUnderstood
from shared.job_protocol import Bundle
from shared.ports import ModelAnswer, ModelRequest


async def specified(bundle: Bundle) -> Drop | None:
    """The specification; None when the intent is not understood."""
    answer = await _answer(bundle)
    return planning.read_specification(answer, bundle) if answer else None


async def tests(bundle: Bundle) -> Drop | None:
    """Tests of what the intent says; where it is not understood, of what follows from the specification."""
    if contract.operations(inputs.intent_text(bundle)):
        # The contract was read word for word; another reading of the same words may number and name things differently.
        return deriving.tests(bundle)
    answer = await _answer(bundle)
    if not answer:
        return deriving.tests(bundle)
    files = coding.read_tests(answer, bundle).files
    # Its fixture closes its own store at the end; other code has none.
    return Drop(files=[File(path=file.path, content=file.content.partition('    if "store"')[0]) for file in files])


async def _answer(bundle: Bundle) -> str:
    try:
        async for piece in OfflineModel().ask(ModelRequest(bundle.role, bundle.inputs, [])):
            if isinstance(piece, ModelAnswer):
                return piece.text
    except NotUnderstood:
        pass
    return ""
