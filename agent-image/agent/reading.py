"""What code alone can make of an intent that it understands word by word: the specification, its tests, and a version of the application.

The offline model reads and writes here; it saves a language model's time and is a second opinion on its code. What it does not
understand for certain it refuses, and then the language model is asked.
"""

from agent import coding, deriving, planning, tolerant
from shared.adapters.offline import OfflineModel
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
    answer = await _answer(bundle)
    if not answer:
        return deriving.tests(bundle)
    files = coding.read_tests(answer, bundle).files
    # Its fixture closes its own store at the end; other code has none.
    return Drop(files=[File(path=file.path, content=file.content.partition('    if "store"')[0]) for file in files])


async def rewritten(bundle: Bundle) -> Drop | None:
    """Another version of the application; None when the intent is not understood, or when the files are that version already."""
    answer = await _answer(bundle)
    if not answer or not tolerant.json_object(answer).get("files"):
        return None
    files = tolerant.files(answer, "main.py")
    notes = "Written by rules from the intent, because what the model wrote failed its tests."
    return Drop(files=files, result={"changed": [file.path for file in files], "notes": notes, "tests_corrected": []})


async def _answer(bundle: Bundle) -> str:
    try:
        async for piece in OfflineModel().ask(ModelRequest(bundle.role, bundle.inputs, [])):
            if isinstance(piece, ModelAnswer):
                return piece.text
    except NotUnderstood:
        pass
    return ""
