"""host.json and app settings, as far as this host obeys them."""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SETTING = re.compile(r"%([^%]+)%")


class HostError(Exception):
    """The function app or its configuration cannot be served; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Options:
    """What host.json says, with the platform's defaults. Times in seconds; `max_retries` -1: without end."""

    route_prefix: str = "api"
    function_timeout: float = 1800.0
    hub: str = "TestHubName"
    max_batch: int = 64
    commit_on_failure: bool = True
    max_retries: int = 5


def load_options(folder: Path) -> Options:
    """The options in `folder`/host.json; a missing file means the defaults. Raises HostError when it is not JSON."""
    path = folder / "host.json"
    if not path.exists():
        return Options()
    try:
        raw: dict[str, Any] = json.loads(path.read_text())
    except ValueError as error:
        raise HostError(f"{path}: {error}") from error
    extensions = raw.get("extensions", {})
    kafka = extensions.get("kafka", {})
    default = Options()
    return Options(
        route_prefix=extensions.get("http", {}).get("routePrefix", default.route_prefix).strip("/"),
        function_timeout=_seconds(raw.get("functionTimeout", "00:30:00")),
        hub=extensions.get("durableTask", {}).get("hubName", default.hub),
        max_batch=int(kafka.get("maxBatchSize", default.max_batch)),
        commit_on_failure=bool(kafka.get("commitOnFailure", default.commit_on_failure)),
        max_retries=int(kafka.get("maxRetries", default.max_retries)),
    )


def _seconds(text: str) -> float:
    """`hh:mm:ss` in seconds; -1 (no limit) is a week."""
    if text == "-1":
        return 7 * 86400.0
    hours, minutes, seconds = (float(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + seconds


def resolved(text: str) -> str:
    """`text` with every %NAME% replaced by that app setting. Raises HostError for a setting that is not there."""

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in os.environ:
            raise HostError(f"the app setting {name} is not set, but a binding names it as %{name}%")
        return os.environ[name]

    return _SETTING.sub(value, text)


def resolved_connection(text: str) -> str:
    """As `resolved`; a text that is itself the name of an app setting means that setting's value."""
    return os.environ.get(text) or resolved(text)
