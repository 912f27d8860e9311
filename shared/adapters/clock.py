"""The system's clock."""

from datetime import UTC, datetime


class SystemClock:
    """The present time (UTC, aware)."""

    def now(self) -> datetime:
        return datetime.now(UTC)
