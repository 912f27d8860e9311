"""NCRONTAB schedules: `{second} {minute} {hour} {day} {month} {day of week}`, in UTC. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from local.host.options import HostError

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
_FIELDS: tuple[tuple[str, int, int, list[str], int], ...] = (
    ("second", 0, 59, [], 0),
    ("minute", 0, 59, [], 0),
    ("hour", 0, 23, [], 0),
    ("day", 1, 31, [], 0),
    ("month", 1, 12, _MONTHS, 1),
    ("day of week", 0, 6, _DAYS, 0),
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The values that each field allows."""

    seconds: frozenset[int]
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    def after(self, moment: datetime) -> datetime:
        """The first occurrence later than `moment`. Raises HostError when there is none within eight years (31 February)."""
        at = moment.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)
        end = at + timedelta(days=8 * 366)
        while at < end:
            if not self._on_day(at):
                at = at.replace(hour=0, minute=0, second=0) + timedelta(days=1)
            elif at.hour not in self.hours:
                at = at.replace(minute=0, second=0) + timedelta(hours=1)
            elif at.minute not in self.minutes:
                at = at.replace(second=0) + timedelta(minutes=1)
            elif at.second not in self.seconds:
                at += timedelta(seconds=1)
            else:
                return at
        raise HostError("a timer's schedule never occurs")

    def _on_day(self, at: datetime) -> bool:
        return at.month in self.months and at.day in self.days and at.isoweekday() % 7 in self.weekdays


def parse_schedule(text: str) -> Schedule:
    """The schedule in six fields, or in five (then at second 0). Raises HostError naming the field that is wrong."""
    parts = text.split()
    if len(parts) == 5:
        parts.insert(0, "0")
    if len(parts) != 6:
        raise HostError(f"a timer's schedule has six fields, not {text!r}")
    return Schedule(*(_field(part.lower(), *field) for part, field in zip(parts, _FIELDS, strict=True)))


def _field(text: str, name: str, low: int, high: int, words: list[str], first: int) -> frozenset[int]:
    values: set[int] = set()
    for item in text.split(","):
        span, _, step = item.partition("/")
        try:
            start, stop = _span(span, low, high, words, first, open_ended=bool(step))
            every = int(step) if step else 1
        except ValueError as error:
            raise HostError(f"the {name} {text!r} of a timer's schedule cannot be understood") from error
        if every < 1 or not (low <= start <= stop <= high):
            raise HostError(f"the {name} {text!r} of a timer's schedule is out of range")
        values.update(range(start, stop + 1, every))
    return frozenset(values)


def _span(text: str, low: int, high: int, words: list[str], first: int, *, open_ended: bool) -> tuple[int, int]:
    if text == "*":
        return low, high
    start, dash, stop = text.partition("-")
    begin = _number(start, words, first)
    if dash:
        return begin, _number(stop, words, first)
    return begin, high if open_ended else begin


def _number(text: str, words: list[str], first: int) -> int:
    return words.index(text[:3]) + first if text[:3] in words else int(text)
