"""The entry point of every job: one bundle on standard input, JSON lines on standard output, exit code 0 when an outcome was written.

The role decides which module does the work; nothing else is imported, so that a small task starts fast.
"""

import json
import sys
from importlib import import_module
from typing import Any

from agent.output import Output

#: Roles that need no model. All others go through the loop.
TOOLS = {"noop": "agent.noop", "check": "agent.check.job"}


def main() -> int:
    out = Output()
    try:
        raw: Any = json.loads(sys.stdin.buffer.read())
        role = raw["role"]
    except (ValueError, TypeError, KeyError):
        out.failed("bad_bundle", "the job's input is not a bundle", {})
        return 0
    import_module(TOOLS.get(role, "agent.work")).run(raw, out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
