"""Makes the output of tools fit for a report: hostile, endless and different each time before; plain, short and repeatable after. Pure."""

import re
from pathlib import Path

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
#: Halves of a character, too: no report could hold them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
_FOLDER = re.compile(r"(?:/[\w.\-]+)*/check-[\w]+/(?:tested/|served/)?")
_LIBRARIES = re.compile(r"/[\w./\-]*?/(?:site-packages|lib/python3\.\d+)/")


def clean(text: str, folder: Path | None = None, limit: int = 2000) -> str:
    """The end of the text without colours, control characters, memory addresses and our own folders; at most `limit` characters.

    Two attempts that fail in the same way must read the same, or nobody sees that a repair changed nothing.
    """
    plain = _CONTROL.sub("", _ANSI.sub("", text[-200_000:]).replace("\r\n", "\n").replace("\r", "\n"))
    if folder is not None:
        plain = re.sub(re.escape(str(folder)) + r"/(?:tested/|served/)?", "", plain)
    plain = _LIBRARIES.sub("…/", _FOLDER.sub("", _ADDRESS.sub("0x…", plain)))
    plain = re.sub(r"\b\d+\.\d+s\b", "…s", plain)
    return plain.strip() if len(plain) <= limit else "…" + plain.strip()[-limit:]
