"""The command that looks at what is installed, what is missing, and how to get it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import typer

from local.cli.output import Json, colored, document, table
from local.stack import broker, node, storage
from local.stack.places import ROOT, RUNTIME
from shared.errors import Invalid, MissingTool


@dataclass(frozen=True, slots=True)
class Finding:
    """One look. `state`: ok, missing (needed), optional (not there, and not needed)."""

    name: str
    state: str
    detail: str


def doctor(json: Json = False) -> None:
    """Show what is installed, what is missing, and how to get it. Fails when something needed is missing."""
    findings = [finding for look in LOOKS for finding in look()]
    if json:
        document({"healthy": all(f.state != "missing" for f in findings), "findings": [asdict(f) for f in findings]})
    else:
        table(("what", "state", "detail"), [(f.name, colored(f.state), f.detail) for f in findings])
    if any(f.state == "missing" for f in findings):
        raise typer.Exit(1)


def python() -> list[Finding]:
    """This Python."""
    fits = sys.version_info[:2] == (3, 13)
    return [
        Finding(
            "python",
            "ok" if fits else "missing",
            f"{sys.version.split()[0]} at {sys.executable}" + ("" if fits else "; needs 3.13: see `make setup`"),
        )
    ]


def programs() -> list[Finding]:
    """The broker, Node and the storage emulator."""
    looks: tuple[tuple[str, Callable[[], str], str], ...] = (
        ("broker", broker.program, "KAFKA_BROKERS"),
        ("node", lambda: str(node.node()), ""),
        ("storage", lambda: storage.program()[-1], "AzureWebJobsStorage"),
    )
    return [_program(*look) for look in looks]


def _program(name: str, find: Callable[[], str], instead: str) -> Finding:
    if instead and os.environ.get(instead):
        return Finding(name, "ok", f"another one is used: {instead} is set")
    try:
        return Finding(name, "ok", find())
    except MissingTool as error:
        return Finding(name, "missing", error.message)


def sandbox() -> list[Finding]:
    """Whether a sandbox really starts here, and what holds its limits."""
    from shared.adapters.bwrap import sandbox_facts, weaknesses

    try:
        facts, lacking = sandbox_facts(), weaknesses()
    except MissingTool as error:
        return [Finding("sandbox", "missing", error.message)]
    needed = "missing" if os.environ.get("QLP_SANDBOX") == "strict" else "optional"
    in_force = [Finding(f"sandbox: {name}", "ok", told) for name, told in facts.items()]
    return in_force + [Finding("sandbox: lacks", needed, told) for told in lacking]


def runtime() -> list[Finding]:
    """The environment of agents and generated apps."""
    place = Path(os.environ.get("QLP_RUNTIME") or RUNTIME)
    program = place / "bin" / "python"
    try:
        subprocess.run([program, "-c", "import fastapi, pytest, uvicorn"], check=True, capture_output=True, timeout=60)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return [Finding("runtime", "missing", f"{place} is not complete: run `make setup`")]
    return [Finding("runtime", "ok", str(place))]


def conveniences() -> list[Finding]:
    """What makes more possible, but is not needed."""
    chromium = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
    dashboard = ROOT / "dashboard" / "dist" / "index.html"
    return [
        Finding(
            "chromium",
            "ok" if chromium else "optional",
            chromium or "the dashboard's browser test is skipped: install the package chromium",
        ),
        Finding(
            "dashboard",
            "ok" if dashboard.exists() else "optional",
            str(dashboard.parent) if dashboard.exists() else "not built: run `make setup`",
        ),
        _core_tools(),
    ]


def _core_tools() -> Finding:
    tools, asked = shutil.which("func"), os.environ.get("QLP_HOST") == "func"
    if tools is None:
        told = "not there: QLP_HOST=func needs npm's azure-functions-core-tools; unset, the built-in host serves the functions"
        return Finding("func", "missing" if asked else "optional", told)
    return Finding("func", "ok", tools if asked else f"{tools}, not used: the built-in host serves the functions unless QLP_HOST=func")


def model() -> list[Finding]:
    """Which model answers, and whether the settings are right."""
    from shared.settings import settings

    try:
        chosen = settings()
    except Invalid as error:
        return [Finding("settings", "missing", error.message)]
    if chosen.azure_openai_endpoint:
        return [Finding("model", "ok", f"Azure OpenAI, {chosen.model_for('')} at {chosen.azure_openai_endpoint}")]
    if not chosen.offline:
        return [Finding("model", "ok", f"{chosen.model or 'default model'} at {chosen.openai_base_url or 'api.openai.com'}")]
    alone = "OPENAI_API_KEY is set, which alone chooses no model: also set QLP_MODEL to use OpenAI's"
    more = alone if chosen.openai_api_key else "Set OPENAI_BASE_URL, OPENAI_API_KEY and QLP_MODEL for a real one"
    return [Finding("model", "ok", f"the offline model (not a language model). {more}")]


LOOKS = (python, programs, sandbox, runtime, conveniences, model)
