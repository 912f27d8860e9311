"""Messages that could not be handled, for admins."""

from base64 import b64encode
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from functions.gateway import deadletters
from functions.gateway.api.access import Admin, problems
from shared.views import DeadLetter

router = APIRouter(prefix="/deadletters", tags=["platform"])


class DeadLetters(BaseModel):
    """Some dead letters, newest first."""

    deadletters: list[DeadLetter]
    cursor: str | None
    """Ask with it for the next page; null: there is none."""


class DeadLetterInFull(DeadLetter):
    """A dead letter with the message's bytes: `text` where they are UTF-8, always as `base64`."""

    text: str | None
    base64: str


@router.get("", responses=problems(422))
async def list_deadletters(
    call: Admin, limit: Annotated[int, Query(ge=1, le=100)] = 20, cursor: Annotated[str | None, Query(max_length=100)] = None
) -> DeadLetters:
    """Messages that could not be handled. Needs the right admin."""
    letters, following = await deadletters.letters(call.who, call.settings.operator_tenant, limit, cursor, call.ports)
    return DeadLetters(deadletters=letters, cursor=following)


@router.get("/{letter}", responses=problems(404))
async def show_deadletter(letter: str, call: Admin) -> DeadLetterInFull:
    """One of them, with its bytes. Needs the right admin."""
    found, original = await deadletters.letter(call.who, call.settings.operator_tenant, letter, call.ports)
    return DeadLetterInFull(**found.model_dump(), text=_text(original), base64=b64encode(original).decode())


@router.post("/{letter}/replay", status_code=202, responses=problems(404, 422))
async def replay_deadletter(letter: str, call: Admin) -> DeadLetter:
    """Publishes it on its topic again. Needs the right admin."""
    return await deadletters.replay(call.who, call.settings.operator_tenant, letter, call.ports)


def _text(original: bytes) -> str | None:
    try:
        return original.decode()
    except UnicodeDecodeError:
        return None
