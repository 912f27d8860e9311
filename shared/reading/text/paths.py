"""Paths and what stands around them: as an intent writes them, and as others do."""

import re

from shared.writing import words


def joined(bare: str, before: str) -> str:
    """`POST /orders/{id}/pay, /ship and /cancel`: a path of one word goes on from the one before."""
    stem = before.rpartition("/")[0]
    return stem + bare if bare.count("/") == 1 and stem.endswith("}") else bare


def lead_of(text: str) -> str:
    return text.strip(" ,;:`\"'-").strip()


def tail(text: str) -> str:
    text = re.sub(r"^\s*[`\"']?\s*(?::|->|-(?=\s)|=|\|)?\s*", " ", text)
    return re.sub(r"[\s,;]+(?:and|while|but)?\s*$", "", text)


def path_of(path: str) -> str:
    path = re.sub(r"<(\w+)>|:(\w+)", lambda match: "{" + (match[1] or match[2]) + "}", path)
    path = re.sub(r"(?<=[a-z])/\d+(?=/|$)", "/{id}", path)
    if path.count("{id}") > 1:
        head, _, tail = path.rpartition("/{id}")
        path = f"{head}/{{{words.singular(words.code_name(head.rpartition('/')[2]))}_id}}{tail}"
    path = re.sub(r"/([A-Z][A-Z_]{1,})(?=/|$)", lambda match: "/{" + match[1].lower() + "}", path)
    return path.rstrip("/.") or "/"


def query_of(text: str) -> list[tuple[str, str]]:
    return [(name, value.strip("<>{}:.")) for name, value in re.findall(r"[?&](\w+)=?([^&]*)", text)]
