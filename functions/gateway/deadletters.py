"""Messages that could not be handled: listed, shown and published again. Admins see their tenant's; the operator's tenant sees all."""

import asyncio
import re
from base64 import b64decode
from collections.abc import Mapping

from functions.gateway.core import Principal
from shared.errors import Conflict, Invalid, NotFound
from shared.events import Topic
from shared.ports import Message, Ports, Record, Write
from shared.tenancy import dead_letters
from shared.views import DeadLetter, letter_mark, piece_key

_ID = re.compile(r"[0-9a-f]{32}")
_CURSOR = re.compile(r"at\|\d{15}\|[0-9a-f]{32}")
_SCANNED = 200
_TRIES = 5


async def letters(who: Principal, operator: str, limit: int, cursor: str | None, ports: Ports) -> tuple[list[DeadLetter], str | None]:
    """A page of dead letters, newest first, and where the next one starts. Raises Invalid: not a cursor of ours."""
    if cursor is not None and not _CURSOR.fullmatch(cursor):
        raise Invalid("use the cursor of the page before", "cursor")
    found: list[DeadLetter] = []
    after = cursor or ""
    while records := await ports.state.scan(dead_letters(), "at|", after, _SCANNED):
        for key, record in records.items():
            letter = DeadLetter.model_validate_json(record.value)
            if not _may_see(who, letter, operator):
                continue
            if len(found) == limit:
                return found, after
            found.append(letter)
            after = key
        after = max(records)
    return found, None


async def letter(who: Principal, operator: str, id_: str, ports: Ports) -> tuple[DeadLetter, bytes]:
    """A dead letter and the message's bytes. Raises NotFound."""
    _, record = await _find(id_, ports)
    found = DeadLetter.model_validate_json(record.value)
    if not _may_see(who, found, operator):
        raise _missing()
    keys = [piece_key(id_, number) for number in range(found.pieces)]
    pieces = await ports.state.get(dead_letters(), *keys)
    return found, b64decode("".join(pieces[key].value for key in keys if key in pieces))


async def replay(who: Principal, operator: str, id_: str, ports: Ports) -> DeadLetter:
    """Publishes the message on its topic again and notes who did. Raises NotFound, Invalid (an unknown topic) or Unavailable."""
    found, original = await letter(who, operator, id_, ports)
    if found.topic not in {str(topic) for topic in Topic}:
        raise Invalid(f"there is no topic {found.topic!r}", "topic")
    await ports.bus.publish([Message(Topic(found.topic), found.key or found.run, original)])
    return await _note(who, id_, ports)


async def _note(who: Principal, id_: str, ports: Ports) -> DeadLetter:
    for _ in range(_TRIES):
        key, record = await _find(id_, ports)
        noted = DeadLetter.model_validate_json(record.value)
        noted.replays, noted.replayed, noted.replayed_by = noted.replays + 1, ports.clock.now(), who.name
        try:
            await ports.state.commit(dead_letters(), [Write(key, noted.model_dump_json(), record.etag)])
        except Conflict:
            await asyncio.sleep(0)
            continue
        return noted
    raise Conflict("somebody else replays it at this moment", 1.0)


async def _find(id_: str, ports: Ports) -> tuple[str, Record]:
    marks: Mapping[str, Record] = await ports.state.get(dead_letters(), letter_mark(id_)) if _ID.fullmatch(id_) else {}
    key = marks[letter_mark(id_)].value if marks else ""
    records = await ports.state.get(dead_letters(), key) if key else {}
    if key not in records:
        raise _missing()
    return key, records[key]


def _missing() -> NotFound:
    return NotFound("there is no such dead letter")


def _may_see(who: Principal, letter: DeadLetter, operator: str) -> bool:
    return who.tenant in (letter.tenant, operator)
