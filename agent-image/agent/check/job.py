"""The check's entry: reads the bundle, protects itself, checks, and writes the report."""

import asyncio
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agent import inputs
from agent.check import processes
from agent.check.assembly import Subject, check
from agent.output import Output
from agent.toolchains import TOOLCHAINS
from shared.errors import Invalid
from shared.job_protocol import Bundle

#: Seconds kept back from the deadline, for ending what was started and writing the report.
_MARGIN = 10.0


def run(raw: Mapping[str, Any], out: Output) -> None:
    """Checks the files and writes the report."""
    started = time.monotonic()
    processes.protect()
    try:
        bundle = Bundle.model_validate(raw)
        specification, plan, files = inputs.specification(bundle), inputs.plan(bundle), inputs.files(bundle)
        toolchain = TOOLCHAINS[specification.toolchain].checks
    except KeyError as error:
        out.failed("unsupported", f"there is no check for the toolchain {error}", {})
        return
    except (ValidationError, Invalid) as error:
        out.failed("bad_bundle", f"the job's input is not what it should be: {str(error)[:300]}", {})
        return
    with tempfile.TemporaryDirectory(prefix="check-", ignore_cleanup_errors=True) as folder:
        subject = Subject(specification, plan, files, Path(folder), max(20.0, bundle.seconds - _MARGIN))
        try:
            report = asyncio.run(check(subject, toolchain, out))
        finally:
            processes.end_all()
    report = report.model_copy(update={"seconds": round(time.monotonic() - started, 3)})
    out.drop({"files": [], "result": report.model_dump(mode="json")}, {"seconds": report.seconds})
