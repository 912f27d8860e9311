"""Role `noop`: does nothing, to measure the platform's own overhead. Its value is one more than the sum of its inputs' values."""

from collections.abc import Mapping
from typing import Any

from agent.output import Output


def run(bundle: Mapping[str, Any], out: Output) -> None:
    """Answers at once."""
    inputs = bundle.get("inputs") or {}
    results = [document.get("result") for document in inputs.values() if isinstance(document, dict)]
    values = [result.get("value", 0) for result in results if isinstance(result, dict)]
    out.drop({"files": [], "result": {"value": 1 + sum(value for value in values if isinstance(value, int))}}, {})
