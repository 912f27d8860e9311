"""Prompts are data: Markdown files with a version, a system part and a user part. This module loads and fills them in.

---
version: 3
---
# system
…
# user
… {{intent}} …
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent.parent / "prompts"
_FILE = re.compile(r"---\nversion: (?P<version>\S+)\n---\n+# system\n(?P<system>.*?)\n# user\n(?P<user>.*)", re.DOTALL)
_SLOT = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt's name, version and two parts."""

    name: str
    version: str
    system: str
    user: str

    @property
    def length(self) -> int:
        """Characters of its own."""
        return len(self.system) + len(self.user)

    def messages(self, values: Mapping[str, str]) -> list[dict[str, str]]:
        """Both parts with every `{{slot}}` filled in; what is filled in is not looked at again. Raises KeyError for a slot without value."""

        def fill(part: str) -> str:
            return _SLOT.sub(lambda slot: values[slot[1]], part).strip()

        return [{"role": "system", "content": fill(self.system)}, {"role": "user", "content": fill(self.user)}]


@cache
def prompt(name: str) -> Prompt:
    """The prompt of this name. Raises ValueError when its file is malformed."""
    match = _FILE.fullmatch((_FOLDER / f"{name}.md").read_text())
    if match is None:
        raise ValueError(f"prompts/{name}.md lacks its version, `# system` or `# user`")
    return Prompt(name, match["version"], match["system"], match["user"])


def names() -> list[str]:
    """All prompts that there are."""
    return sorted(path.stem for path in _FOLDER.glob("*.md"))
