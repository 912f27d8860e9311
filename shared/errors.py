"""The one tree of errors. Adapters translate an SDK's error into one of these, always `from` the original.

QlpError                  code, message for the user, cause
├── Permanent             retrying is useless: refuse, or dead-letter
│   ├── Invalid           the input is wrong; `field` names what to change      (HTTP 422)
│   ├── Forbidden         the principal may not do this                          (HTTP 403)
│   ├── Unauthenticated   no valid token                                         (HTTP 401)
│   ├── NotFound          no such thing for this tenant                          (HTTP 404)
│   ├── Clash             it was decided, or the state does not allow it         (HTTP 409)
│   ├── TooLarge          over a documented size                                 (HTTP 413)
│   ├── Undecodable       a message that is not an event of the catalogue
│   ├── NotUnderstood     the offline model does not understand a sentence
│   │   └── Unwritten     it understands all of them, and what it writes is no program: a defect of it
│   └── MissingTool       something must be installed; says what and how
└── Temporary             may succeed later; `delay` seconds before the next try (HTTP 503)
    ├── Conflict          somebody else wrote first: load again and decide again
    ├── NotYet            what it is about has not arrived: messages of several topics have no order
    ├── TooMany           a limit on things at once is reached                    (HTTP 429)
    └── Unavailable       a service that we need does not answer
"""

from collections.abc import Mapping
from typing import ClassVar


class QlpError(Exception):
    """Something went wrong that a user or operator can act on; `code` is stable, `message` is for people."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Permanent(QlpError):
    """Retrying is useless."""

    code = "permanent"


class Invalid(Permanent):
    """The input is wrong; `field` names the part of it to change."""

    code = "invalid"

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class Forbidden(Permanent):
    """The principal may not do this."""

    code = "forbidden"


class Unauthenticated(Permanent):
    """There is no valid token."""

    code = "unauthenticated"


class NotFound(Permanent):
    """No such thing, as far as this tenant can know."""

    code = "not_found"


class Clash(Permanent):
    """The present state does not allow it, or it was decided already; `done` is then what was, and by whom."""

    code = "clash"

    def __init__(self, message: str, done: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.done = done


class TooLarge(Permanent):
    """Over a documented size."""

    code = "too_large"


class Undecodable(Permanent):
    """A message that is not an event of the catalogue."""

    code = "undecodable"


class NotUnderstood(Permanent):
    """The offline model does not understand a sentence of the intent; `sentence` is that, as the message quotes it."""

    code = "not_understood"

    def __init__(self, message: str, sentence: str = "") -> None:
        super().__init__(message)
        self.sentence = sentence


class Unwritten(NotUnderstood):
    """The offline model understands an intent and makes no program of it. That is a defect of the model: other words may help, but none are wrong."""

    code = "unwritten"


class MissingTool(Permanent):
    """A program that we need is not installed; the message says which, and how to get it."""

    code = "missing_tool"


class Temporary(QlpError):
    """May succeed after `delay` seconds."""

    code = "temporary"

    def __init__(self, message: str, delay: float = 1.0) -> None:
        super().__init__(message)
        self.delay = delay


class Conflict(Temporary):
    """Somebody else wrote first: load again and decide again."""

    code = "conflict"

    def __init__(self, message: str, delay: float = 0.0) -> None:
        super().__init__(message, delay)


class NotYet(Temporary):
    """What a message is about has not arrived; messages of several topics have no order."""

    code = "not_yet"


class TooMany(Temporary):
    """A limit on how many there may be at once is reached; it frees up when one ends."""

    code = "too_many"


class Unavailable(Temporary):
    """A service that we need does not answer."""

    code = "unavailable"
