"""Who makes drops: the agents' version and the models behind them. Drops of another maker are not taken for this one's."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from shared.settings import Settings, settings

_ROOT = Path(__file__).resolve().parents[2]
_SOURCES = ("agent-image/agent", "agent-image/prompts", "shared")


@cache
def maker() -> str:
    """A digest of agents, prompts and models; empty where the agents' version cannot be known, and then nothing is reused."""
    chosen = settings()
    agents = chosen.agent_image or _sources()
    return sha256("|".join([agents, *_models(chosen)]).encode()).hexdigest() if agents else ""


def _models(chosen: Settings) -> list[str]:
    served = [chosen.openai_base_url, chosen.azure_openai_endpoint, str(chosen.offline), chosen.effort]
    return [*served, *(f"{role}={model}" for role, model in sorted(chosen.models().items()))]


def _sources() -> str:
    """A digest of the agents' sources beside this package; empty when they are not there."""
    found = sorted(path for folder in _SOURCES for path in (_ROOT / folder).rglob("*") if path.suffix in (".py", ".md", ".ts", ".mjs"))
    if not any(path.is_relative_to(_ROOT / _SOURCES[0]) for path in found):
        return ""
    whole = sha256()
    for path in found:
        whole.update(f"{path.relative_to(_ROOT)}\0".encode() + path.read_bytes())
    return whole.hexdigest()
