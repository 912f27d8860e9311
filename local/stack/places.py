"""Where the embedded stack keeps things: what set-up installs is in the clone, what a stack writes is in its home."""

import os
from pathlib import Path

#: The clone: where function_app.py is.
ROOT = Path(__file__).resolve().parents[2]

#: Installed by set-up, shared by all stacks of this clone.
TOOLS = ROOT / ".qlp" / "tools"
RUNTIME = ROOT / ".qlp" / "runtime"


def home() -> Path:
    """The stack's home: QLP_HOME, or `.qlp` in the clone. Two homes are two stacks that can run side by side."""
    return Path(os.environ.get("QLP_HOME") or ROOT / ".qlp").expanduser().resolve()
