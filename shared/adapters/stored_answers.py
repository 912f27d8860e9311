"""Models' answers in table storage, one document each in the tenant's own partition."""

from shared.errors import Conflict
from shared.ports import State, Write
from shared.tenancy import model_answers

#: A longer answer is not kept.
MOST_CHARACTERS = 400_000


class StoredAnswers:
    """The Answers port on the State port."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def find(self, tenant: str, key: str) -> str | None:
        """Raises Unavailable."""
        records = await self._state.get(model_answers(tenant), key)
        return records[key].value if key in records else None

    async def keep(self, tenant: str, key: str, answer: str) -> None:
        """The first answer stays. Raises Unavailable."""
        if len(answer) > MOST_CHARACTERS:
            return
        try:
            await self._state.commit(model_answers(tenant), [Write(key, answer)])
        except Conflict:
            return
