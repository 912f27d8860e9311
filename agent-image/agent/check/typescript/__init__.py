"""The checks of an application in TypeScript: Node's own parser, no packages, node:test, node:http."""

from agent.check.assembly import Toolchain
from agent.check.typescript.launching import server
from agent.check.typescript.static import install, packages, static
from agent.check.typescript.testing import test

TYPESCRIPT = Toolchain(static=static, install=install, packages=packages, test=test, server=server)
