"""Reads what an intent says about its interface word for word: operations, bodies, query parameters, statuses. Pure, and no model is asked.

`POST /products {"sku", "name"} -> 201` is a promise that code can keep to the letter; what cannot be read here is left to a model.
"""

import keyword
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from agent.refining import tidy_path
from shared.specification import Specification, shape

_METHODS = "GET|POST|PUT|PATCH|DELETE"
_PATH = r"/[\w\-/{}:<>.]*"
_NAMED = re.compile(
    rf"\b(?P<method>{_METHODS})\b\s*(?:requests?\s+)?(?P<body>\{{[^{{}}]*\}}\s*)?(?:is |it )?(?:to\s+|at\s+|on\s+)?(?P<path>{_PATH})(?P<query>\?[\w=&<>|.]+)?"
)
_TOLD = re.compile(rf"\b(?P<verb>posts? to|sent to|opens?|visits?|page at|page|JSON at)\s+(?P<path>{_PATH})(?=[\s,.;)]|$)")
_SIBLING = re.compile(r"(?:,\s*(?:or\s+|and\s+)?|\s+or\s+|\s+and\s+)(/[\w\-]+)(?![\w/{])")
_ANSWERS = re.compile(r"->|→|=>|\b(?:returns?|answers?|gives?|responds?|gets?(?: back)?|tells?)\b")
_BRACES = re.compile(r"\{[^{}]*\}")
_MEMBER = re.compile(r"\"(\w+)\"\s*(?::\s*((?:\[[^\]]*\]|\"[^\"]*\"|<[^>]*>|[^,}\"])+(?:\|\s*\"[^\"]*\"\s*)*))?")
_ASKED = re.compile(
    r"[?&](\w+)=([\w.<>]*(?:\|\w+)?)|^\W*(\w+)=([\w<>]+)|query parameters?\s+[`'\"]?(\w+)()|\b(limit|offset)\s+\(default (\d+)\)", re.M
)
_SUCCESS = re.compile(r"\b(20[0-6])\b")


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as the intent names it. `words` is the text about it; `body` its fields with their Python types ("" is unknown), None: nothing is said."""

    method: str
    path: str
    words: str = ""
    status: int = 200
    body: dict[str, str] | None = None
    query: dict[str, str] = field(default_factory=dict)
    """Parameters as they stand in a signature: `below` -> `int | None = None`."""

    @property
    def name(self) -> str:
        """The name of the function that stands for it."""
        return f"{self.method.lower()}_{re.sub(r'\W+', '_', self.path).strip('_') or 'root'}"

    @property
    def parameters(self) -> list[str]:
        """Those of the path."""
        return re.findall(r"\{(\w+)\}", self.path)

    @property
    def collection(self) -> str:
        """The last fixed part of the path that names things: `tasks` of `/projects/{id}/tasks/{task_id}`."""
        return next((part for part in reversed(self.path.split("/")) if part and "{" not in part), "")


def operations(intent: str) -> list[Operation]:
    """Every operation that the intent names, once, in its order."""
    mentions = sorted({match.start("path"): match for pattern in (_TOLD, _NAMED) for match in pattern.finditer(intent)}.values(), key=_at)
    found: dict[tuple[str, str], Operation] = {}
    for match, following in zip(mentions, [*mentions[1:], None], strict=False):
        said = intent[match.end() : _end(match, following, intent)]
        for path in _paths(match, said):
            made = _operation(match, path, said, intent)
            key = made.method, shape(made.path)
            usable = all(name.isidentifier() and not keyword.iskeyword(name) for name in made.parameters)
            if usable and made.path != "/health" and not _is_call(made, found.values()):
                found[key] = _joined(found[key], made) if key in found else made
    return [_with_status(each, intent) for each in found.values()]


#: Types of a specification as Python has them; others are left open.
_TYPES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "date": "date", "datetime": "datetime"}


def specified(specification: Specification) -> list[Operation]:
    """The operations of a specification, for an intent that names none itself."""
    texts = {each.id: each.text for each in specification.requirements}
    return [
        Operation(
            each.method,
            each.path,
            " ".join([f"{each.method} {each.path} {each.summary}", *(texts[name] for name in each.requirements if name in texts)])[:700],
            each.status,
            {field.name: _TYPES.get(field.type, "") + ("" if field.required else " | None = None") for field in each.request} or None,
        )
        for each in specification.endpoints
        if each.path != "/health"
    ]


def _end(match: re.Match[str], following: re.Match[str] | None, intent: str) -> int:
    """Where the words about an operation end: where the sentence that names the next one begins."""
    if following is None:
        return len(intent)
    begins = following.start() - len(_lead(following, intent))
    return begins if begins > match.end() else following.start()


def _lead(match: re.Match[str], intent: str) -> str:
    """The sentence so far."""
    return re.split(r"(?<=[.;])\s|\n|\* ", intent[: match.start()])[-1]


def _at(match: re.Match[str]) -> int:
    return match.start("path")


def _paths(match: re.Match[str], said: str) -> Iterator[str]:
    """The path, and those that stand for it with another end: `/tickets/{id}/start, /resolve or /close`."""
    path = re.sub(r"/([A-Z]{2,})\b", lambda part: "/{" + part[1].lower() + "}", tidy_path(match["path"].rstrip(".:")))
    yield path
    while "{" in path and (sibling := _SIBLING.match(said)):
        yield path.rsplit("/", 1)[0] + sibling[1]
        said = said[sibling.end() :]


def _operation(match: re.Match[str], path: str, said: str, intent: str) -> Operation:
    groups = match.groupdict()
    method = groups.get("method") or ("POST" if groups["verb"].startswith(("post", "sent")) else "GET")
    lead = _lead(match, intent)
    words = " ".join(f"{lead}{method} {path}{groups.get('query') or ''}{said}".split())
    shown = groups.get("body") or next(iter(_BRACES.findall(_ANSWERS.split(said, maxsplit=1)[0])), None)
    body = _fields(shown, intent, said) if shown and method in ("POST", "PUT", "PATCH") else None
    query = dict(_queries(f"{groups.get('query') or ''}\n{said}")) if method == "GET" else {}
    query = {name: kind for name, kind in query.items() if name.isidentifier() and not keyword.iskeyword(name)}
    return Operation(method, path, words[:700], 0, body or None, query)


def _is_call(made: Operation, known: Iterable[Operation]) -> bool:
    """Whether a path is a call of a known operation (`/notes/7` of `/notes/{id}`)."""
    shapes = [re.sub(r"\\\{\w+\\\}", "[^/{]+", re.escape(each.path)) for each in known if each.method == made.method]
    return any(re.fullmatch(shape, made.path) and "{" in shape for shape in shapes) and re.search(r"/\d+", made.path) is not None


def _joined(first: Operation, second: Operation) -> Operation:
    """What is said about an operation in two places."""
    words = first.words if second.words in first.words else f"{first.words} {second.words}"[:900]
    return replace(first, words=words, body=first.body or second.body, query=first.query | second.query)


def _with_status(each: Operation, intent: str) -> Operation:
    found = _SUCCESS.search(_before_others(each))
    if found and (each.method != "GET" or found[1] == "200"):
        return replace(each, status=int(found[1]))
    creates = each.method == "POST" and not each.path.endswith("}") and (not each.parameters or each.collection.endswith("s"))
    if creates and re.search(r"(?i)\b(creat\w+|register\w*|add\w*|new)\b[^.;]{0,60}\b201\b", intent):
        return replace(each, status=201)
    if each.method == "DELETE" and re.search(r"(?i)\bdelet\w+\b[^.;]{0,60}\b204\b", intent):
        return replace(each, status=204)
    return replace(each, status=200)


def _before_others(each: Operation) -> str:
    """Its words up to the end of the sentence after the one that names it."""
    return " ".join(re.split(r"(?<=[.;])\s+", each.words)[:2])


def _fields(shown: str, intent: str, said: str) -> dict[str, str]:
    """Each field with its type and, after ` = `, its default or limits: what may be left away, and what `n` must be."""
    before = said.split(shown.strip())[0] if shown.strip() in said else ""
    otherwise = re.search(r"\b(\d+),? or\b", before)
    found = {}
    for match in _MEMBER.finditer(shown):
        value = (match[2] or "").strip()
        kind = kind_of(value)
        positive = kind in ("int", "float") and _is_positive(value, match[1], said, intent)
        if otherwise and kind in ("int", "float"):
            kind += f" = Field({otherwise[1]}, gt=0)" if positive else f" = {otherwise[1]}"
        elif kind and re.search(r"\b(can|may|optional\w*)\b", before):
            kind += " | None = None"
        elif positive:
            kind += " = Field(gt=0)"
        if keyword.iskeyword(match[1]):
            found[f"{match[1]}_"] = f'{kind or "str"} = Field(alias="{match[1]}")'
        elif match[1].isidentifier():
            found[match[1]] = kind
    return found


def _is_positive(value: str, name: str, said: str, intent: str) -> bool:
    """Whether the text says that this number is greater than zero."""
    says = r"[^.;]{0,30}\b(?:positive|greater than (?:zero|0)|at least (?:1|one))\b"
    called = "|".join({re.escape(name), value} if re.fullmatch(r"[a-z]", value) else {re.escape(name)})
    return re.search(rf"\b(?:{called})\b{says}", intent) is not None or re.match(r"[^{]*\{[^}]*\}\s*\([^)]*positive", said) is not None


def split(kind: str) -> tuple[str, str | None]:
    """A field's type, and its default or limits if it has some."""
    annotation, equals, default = kind.partition(" = ")
    return annotation, default if equals else None


_VALUE = r"(\d+|true|false|null|\"[\w -]*\"(?!\s*:)|\[\])"
_STARTS = (
    re.compile(rf"\"(\w+)\":\s*{_VALUE}"),
    re.compile(rf"\b(\w+) (?:that |which )?(?:starts?|begins?|is set) (?:at|with|as|to) {_VALUE}"),
    re.compile(rf"\b(?:its|with|the) (\w+)(?: is| of)? {_VALUE}"),
    re.compile(rf"\b(\w+),? (?:which |that )?is {_VALUE} (?:at first|at the start|when|initially)"),
    re.compile(rf"\b(\w+) \([^)]*?{_VALUE} (?:when|at first|at the start)"),
)


def initial(each: Operation, intent: str) -> dict[str, str]:
    """What the text says about fields of a new thing that no request sets, as Python values: `{"balance": "0"}`."""
    sent = each.body or {}
    thing = re.sub(r"(ies|s)$", "", each.collection)
    rest = [
        text
        for text in re.split(r"(?<!e\.g)[.;]\s|\n", intent)
        if re.search(rf"(?i)\b{re.escape(thing)}", text) and not _NAMED.search(text)
    ]
    answered = _ANSWERS.split(each.words, maxsplit=1)
    texts = [(_STARTS, answered[1] if len(answered) > 1 else ""), (_STARTS[1:], each.words), (_STARTS[1:], " ".join(rest))]
    found: dict[str, str] = {}
    for patterns, text in texts:
        for name, value in (match.groups() for pattern in patterns for match in pattern.finditer(text or "")):
            if name not in sent and name not in (thing, "id", "status_code", "with", "is", "code"):
                found.setdefault(name, {"true": "True", "false": "False", "null": "None"}.get(value, value))
    return {name: value for name, value in found.items() if not re.fullmatch(r"[1-5]\d\d", value)}


def general(intent: str) -> str:
    """The sentences that name no operation."""
    return " ".join(text for text in re.split(r"(?<!e\.g)[.;]\s|\n", intent) if not _NAMED.search(text))


def answered(each: Operation) -> list[str]:
    """Members that the answer must have because the text names them: those in braces after `returns` or `->`, and names_like_this."""
    told = _ANSWERS.split(each.words, maxsplit=1)
    shown = [name for braces in _BRACES.findall(told[1]) for name, _ in _MEMBER.findall(braces)] if len(told) > 1 else []
    said = re.findall(r"(?<![\w/{?&<=])([a-z]+(?:_[a-z]+)+)\b(?!\s*[=}])", told[1]) if len(told) > 1 else []
    return [name for name in dict.fromkeys([*shown, *said]) if name not in each.query and name not in each.parameters]


def kind_of(value: str) -> str:
    """The Python type of an example value: `"add" | "divide"`, `42`, `number`, `true|false`, `["a", …]`; "" when it says nothing."""
    options = re.findall(r"\"([^\"]*)\"", value)
    if value.startswith("["):
        return "list[str]" if options else "list[dict]" if "{" in value else "list"
    if len(options) > 1:
        return f"Literal[{', '.join(repr(each) for each in options)}]"
    if options:
        return "datetime" if re.match(r"\d{4}-\d\d-\d\dT", options[0]) else "date" if re.match(r"\d{4}-\d\d-\d\d$", options[0]) else "str"
    rows = (
        (r"true|false", "bool"),
        (r"(-?\d+)\s*(?:\.\.|-|–|to)\s*(\d+)", "int"),
        (r"<?\s*(?:int|integer)\b|-?\d+$|[nmk]$", "int"),
        (r"<?\s*(?:number|float|decimal)\b|-?\d+\.\d+$", "float"),
        (r"<?\s*(?:str|string|text)\b|\.\.\.|…", "str"),
    )
    return next((kind for pattern, kind in rows if re.match(pattern, value)), "")


def _queries(text: str) -> Iterator[tuple[str, str]]:
    for match in _ASKED.finditer(text):
        name, value = match[1] or match[3] or match[5] or match[7], match[2] or match[4] or match[8] or ""
        if match[7]:
            yield name, f"int = {value}"
        elif re.fullmatch(r"true|false|true\|false", value):
            yield name, "bool | None = None"
        elif re.fullmatch(r"[A-Z]", value):
            yield name, "float"
        else:
            yield name, "int | None = None" if value.isdigit() else "str | None = None"
