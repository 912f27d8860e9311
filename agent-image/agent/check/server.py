"""How an application is served. Apart from `serving`, whose HTTP client takes long to import and few tasks need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Server:
    """A command that serves, where, and with which environment."""

    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
