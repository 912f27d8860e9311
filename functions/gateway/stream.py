"""The event stream of a run, in bursts: waits for the next events, sends them, ends. Clients come back with the last id that they have.

Responses are buffered on their way (by the host, and by proxies with their own time limits), so a burst is a whole answer.
"""

import asyncio
from datetime import timedelta

from functions.gateway.queries import card_of, timeline
from shared.http import sse
from shared.ports import Ports
from shared.views import Card, TimelineEntry

WAIT_SECONDS = 25.0
_RETRY = "retry: 300\n\n"
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 0.5
_BURST = 500
#: A run that ended says so once nothing came for so long: late thoughts and reports still find their reader.
_SETTLED = timedelta(seconds=1)


async def burst(tenant: str, run: str, after: int, wait: float, ports: Ports) -> str:
    """The next events after that number as text/event-stream, after at most `wait` seconds. Raises NotFound."""
    entries, ended = await _next(tenant, run, after, wait, ports)
    lines = [
        sse(entry.type, {"seq": entry.seq, "type": entry.type, "time": entry.time.isoformat(), **entry.data}, entry.seq)
        for entry in entries
    ]
    if ended:
        lines.append(sse("end", {"type": "end"}))
    return _RETRY + "".join(lines)


async def _next(tenant: str, run: str, after: int, wait: float, ports: Ports) -> tuple[list[TimelineEntry], bool]:
    loop = asyncio.get_running_loop()
    until = loop.time() + wait
    pause = _FIRST_PAUSE
    while True:
        card = await card_of(tenant, run, ports)
        if card.last_seq > after:
            entries = await timeline(tenant, run, after, _BURST, ports)
            return entries, bool(entries) and entries[-1].seq >= card.last_seq and _over(card, ports)
        if _over(card, ports):
            return [], True
        left = until - loop.time()
        if left <= 0:
            return [], False
        await asyncio.sleep(min(pause, left))
        pause = min(pause * 1.3, _LONGEST_PAUSE)


def _over(card: Card, ports: Ports) -> bool:
    return card.status.ended and card.updated is not None and ports.clock.now() - card.updated >= _SETTLED
