"""The checks of a Python application: pyflakes, the runtime's packages, pytest, uvicorn."""

from agent.check.assembly import Toolchain
from agent.check.python.launching import server
from agent.check.python.static import install, packages, static
from agent.check.python.testing import test

PYTHON = Toolchain(static=static, install=install, packages=packages, test=test, server=server)
