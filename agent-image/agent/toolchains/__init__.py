"""The languages that apps are written in: one folder for each, with its checks, its scaffold, and how models' answers in it are put right."""

from collections.abc import Mapping

from agent import inputs
from agent.toolchains.python import PYTHON
from agent.toolchains.toolchain import Toolchain
from agent.toolchains.typescript import TYPESCRIPT
from shared.job_protocol import Bundle
from shared.specification import Toolchain as Name

TOOLCHAINS: Mapping[Name, Toolchain] = {one.name: one for one in (PYTHON, TYPESCRIPT)}


def of(bundle: Bundle) -> Toolchain:
    """The toolchain of the run that a task belongs to. Raises Invalid."""
    return TOOLCHAINS[inputs.toolchain(bundle)]
