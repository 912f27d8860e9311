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
    """The prompt of this name: a file's, or `folder/file` of one that only a toolchain has. Raises ValueError when it is malformed."""
    match = _FILE.fullmatch((_FOLDER / f"{name}.md").read_text())
    if match is None:
        raise ValueError(f"prompts/{name}.md lacks its version, `# system` or `# user`")
    return Prompt(name, match["version"], match["system"], match["user"])


def prompt_in(name: str, toolchain: str) -> Prompt:
    """The toolchain's own prompt of this name, or the one for all."""
    own = f"{toolchain}/{name}"
    return prompt(own if (_FOLDER / f"{own}.md").exists() else name)


def names() -> list[str]:
    """All prompts that there are."""
    return sorted(str(path.relative_to(_FOLDER).with_suffix("")) for path in _FOLDER.rglob("*.md"))
