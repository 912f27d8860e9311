"""Writes the job protocol's lines to standard output, each flushed at once. Standard library only: the fast roles start with it."""

import json
import os
import sys
from collections.abc import Mapping
from typing import Any, Literal

Level = Literal["thought", "info", "warning", "error"]
MAX_THOUGHT = 400


class Output:
    """The job's own way out. It keeps a private copy of standard output, and points the public one at standard error.

    So a stray `print` in a library cannot put a line between ours.
    """

    def __init__(self) -> None:
        self._fd = os.dup(sys.stdout.fileno())
        os.set_inheritable(self._fd, False)
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def thought(self, text: str, level: Level = "thought") -> None:
        """Shows a line to the user at once; it is cut at 400 characters."""
        shown = " ".join(text.split())[:MAX_THOUGHT]
        if shown:
            self._line({"kind": "thought", "text": shown, "level": level})

    def drop(self, drop: Mapping[str, Any], usage: Mapping[str, Any]) -> None:
        """The task is done. The last line."""
        self._line({"kind": "drop", "drop": drop, "usage": usage})

    def failed(self, code: str, reason: str, usage: Mapping[str, Any]) -> None:
        """The task cannot be done. The last line."""
        self._line({"kind": "failed", "code": code, "reason": reason[:2000], "usage": usage})

    def _line(self, line: Mapping[str, Any]) -> None:
        data = memoryview(json.dumps(line, separators=(",", ":")).encode() + b"\n")
        while data:
            data = data[os.write(self._fd, data) :]
