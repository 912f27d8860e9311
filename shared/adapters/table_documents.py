"""Documents as table entities, and keys that table storage accepts. Pure.

A small document is one readable string property `d`. A larger one is compressed and split over the binary properties `z0`, `z1`, …:
a property holds 64 KB and an entity 1 MB, and text would count twice (UTF-16).
"""

import zlib
from collections.abc import Mapping
from typing import Any

from shared.errors import TooLarge

_TEXT = 30_000
_PART = 63 * 1024
_PARTS = 15

#: Characters that keys may not have (or that need care in URLs), written as two in a way that keeps the keys' order:
#: the first is the character before, so that one is written as two as well.
_PAIRS = {
    '"': '"0',
    "#": '"1',
    "$": "$0",
    "%": "$1",
    "&": "&0",
    "'": "&1",
    "+": "+0",
    ",": "+1",
    ".": ".0",
    "/": ".1",
    ">": ">0",
    "?": ">1",
    "[": "[0",
    "\\": "[1",
}
_PAIRS |= {chr(code): f" 0{code:02x}" for code in range(0x20)} | {" ": " 1", "~": "~0"}
_BACK = {pair: char for char, pair in _PAIRS.items()}
_LEADS = frozenset(pair[0] for pair in _PAIRS.values())


def encode_key(key: str) -> str:
    """The key in characters that table storage takes: ASCII, in the same order as the keys."""
    return "".join(_PAIRS.get(char) or (char if char < "\x7f" else f"~1{ord(char):06x}") for char in key)


def decode_key(text: str) -> str:
    """The key that `encode_key` wrote so."""
    out, at = [], 0
    while at < len(text):
        width = _width(text, at)
        part = text[at : at + width]
        out.append(chr(int(part[2:], 16)) if width == 8 else _BACK.get(part, part))
        at += width
    return "".join(out)


def after_prefix(encoded: str) -> str:
    """The least text that is greater than everything that starts with this (encoded, not empty) prefix."""
    return encoded[:-1] + chr(ord(encoded[-1]) + 1)


def entity(partition: str, key: str, value: str) -> dict[str, str | bytes]:
    """The entity for a document under these (encoded) keys. Raises TooLarge."""
    fields: dict[str, str | bytes] = {"PartitionKey": partition, "RowKey": key}
    if len(value) <= _TEXT:
        return {**fields, "d": value}
    packed = zlib.compress(value.encode(), 1)
    parts = [packed[at : at + _PART] for at in range(0, len(packed), _PART)]
    if len(parts) > _PARTS:
        raise TooLarge(f"the document {decode_key(key)!r} does not fit into an entity")
    return fields | {f"z{n}": part for n, part in enumerate(parts)}


def document(fields: Mapping[str, Any]) -> str:
    """The document in an entity."""
    if "z0" not in fields:
        return str(fields.get("d", ""))
    return zlib.decompress(b"".join(fields[f"z{n}"] for n in range(_PARTS) if f"z{n}" in fields)).decode()


def _width(text: str, at: int) -> int:
    if text[at] not in _LEADS:
        return 1
    if text[at] == "~" and text[at + 1] == "1":
        return 8
    return 4 if text[at : at + 2] == " 0" else 2
