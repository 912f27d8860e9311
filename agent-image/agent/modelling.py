"""The models of request bodies and the tables: code drafts them from the contract, a model may complete them, code takes over what is sound. Pure."""

import ast
import re
from collections.abc import Iterable, Mapping, Sequence

from agent import contract
from agent.contract import Operation
from agent.toolchains.python import sources
from shared.drops import File

_KINDS = frozenset({"str", "int", "float", "bool", "date", "datetime", "time", "list", "dict", "Literal", "None"})
_RULES = frozenset({"default", "min_length", "max_length", "ge", "le", "gt", "lt", "pattern", "alias"})
_OTHER_NAMES = {"EmailStr": "str", "HttpUrl": "str", "Optional": "", "List": "list", "Dict": "dict", "regex": "pattern"}
_STRICT = {"int": "StrictInt", "float": "StrictFloat", "bool": "StrictBool"}
#: Words that put a limit on what may be sent.
_LIMITS = re.compile(
    r"(?i)\b(characters?|at least|at most|greater|less than|minimum|maximum|min|max|between|outside|empty|positive|optional\w*|default|one of|integers?|digits|0 or more|mandatory|required|unique|same|exists|taken|must|\d+ (?:to|-|–) \d+|\d+(?:-|–|\.\.)\d+)\b"
)


def singular(name: str) -> str:
    """`Entry` of `entries`; for the names of classes."""
    word = re.sub(r"ies$", "y", name) if name.endswith("ies") else re.sub(r"(ss|x|ch|sh)es$|(?<!s)s$", r"\1", name)
    return "".join(part.capitalize() for part in re.split(r"\W|_", word) if part)


def one(table: str) -> str:
    """What a row of a table is called: `loan_item` of `loan_items`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", singular(table)).lower() if table.endswith("s") else f"one_{table}"


def model_name(each: Operation) -> str:
    """The name of the class of an operation's body; "" when it has none. What is put has the fields of what is posted."""
    if each.method == "PATCH":
        return f"{singular(each.collection)}Changes"
    if each.method == "PUT" or (each.method == "POST" and _adds(each)):
        return f"New{singular(each.collection)}"
    return singular(each.collection) if each.method == "POST" and each.body else ""


def _adds(each: Operation) -> bool:
    return not each.parameters or (each.status == 201 and not each.path.endswith("}"))


def keys(operations: Iterable[Operation]) -> dict[str, str]:
    """The tables, each with the field that identifies its rows: `id`, or what the path names (`/products/{sku}`)."""
    found: dict[str, str] = {}
    every = list(operations)
    posted = {each.collection for each in every if each.method == "POST"}
    for each in every:
        for table, parameter in re.findall(r"/([\w-]+)/\{(\w+)\}", each.path):
            if posted and table not in posted:
                continue
            found.setdefault(_python(table), "id" if is_id(parameter) or _is_inner(each.path, table) else parameter)
    for each in every:
        listed = each.method == "GET" and any(other.method == "DELETE" and other.path == each.path for other in every)
        nested = each.method == "GET" and each.path.count("{") == 1 and each.collection.endswith("s") and not each.path.endswith("}")
        if (each.method == "POST" and each.status == 201 and _adds(each)) or listed or nested:
            found.setdefault(_python(each.collection), "id")
    return found


def is_id(parameter: str) -> bool:
    """Whether a parameter of a path is the number that a table gives to its rows."""
    return parameter == "id" or parameter.endswith("_id")


def _is_inner(path: str, table: str) -> bool:
    """Whether a path names rows of a table below another row: `/rides/{id}/passengers/{name}`; then a name is unique only there."""
    return "{" in path.partition(f"/{table}/")[0]


def owners(each: Operation, tables: Mapping[str, str]) -> list[tuple[str, str]]:
    """The tables whose rows the path names, with the parameters that do: of `/go/{code}` the one whose rows have a `code`."""
    named = [(_python(table), parameter) for table, parameter in re.findall(r"/([\w-]+)/\{(\w+)\}", each.path)]
    by_key = {key: table for table, key in tables.items() if key != "id"}
    return [(table if table in tables else by_key[name], name) for table, name in named if table in tables or name in by_key]


def _python(name: str) -> str:
    return re.sub(r"\W", "_", name)


def draft(operations: Sequence[Operation]) -> str:
    """The classes and tables as far as the contract says what they are; `...` stands for what it does not say."""
    classes: dict[str, dict[str, str]] = {}
    about: dict[str, str] = {}
    elsewhere = {field: kind for each in operations for field, kind in (each.body or {}).items() if kind}
    for each in operations:
        name = model_name(each)
        if name and each.method != "PATCH":
            classes.setdefault(name, {}).update({field: kind or elsewhere.get(field, "") for field, kind in (each.body or {}).items()})
            about.setdefault(name, f"{each.method} {each.path}")
    blocks = []
    for name, fields in classes.items():
        lines = [f"    {field}: {kind or '...'}" for field, kind in fields.items()] or ["    ..."]
        blocks.append("\n".join([f"class {name}(BaseModel):  # {about[name]}", *lines]))
    tables = [
        f'{name} = Table("{name}"{f", key={key!r}" if key != "id" else ""})'.replace("'", '"') for name, key in keys(operations).items()
    ]
    return "\n\n\n".join([*blocks, "\n".join(tables)])


def leaves_open(drafted: str, intent: str) -> bool:
    """Whether a draft needs a model: something is unknown, or the intent speaks of limits."""
    return "..." in drafted or _LIMITS.search(intent) is not None


def completed(drafted: str, answered: str, operations: Sequence[Operation], intent: str) -> str:
    """The draft with what is sound in a model's answer: types, limits, defaults and unique fields; never other names."""
    known, given = _classes(drafted), _classes(answered)
    helpers = [name for name in given if name not in known and any(name in ast.unparse(other) for other in given.values())]
    kinds = _KINDS | set(helpers)
    merged = {name: _fields(given[name], {}, kinds) for name in helpers}
    merged |= {name: _limited(_fields(given.get(name), _annotations(node), kinds), node) for name, node in known.items()}
    for each in operations:
        if each.method == "PATCH":
            source = merged.get(f"New{singular(each.collection)}", {})
            declared = {name: contract.split(kind or "str") for name, kind in (each.body or {}).items()}
            merged[model_name(each)] = {name: (_optional(kind), _absent(rule)) for name, (kind, rule) in {**declared, **source}.items()}
    if not _TIMES.search(intent):
        merged = {name: {field: _as_day(field, each) for field, each in fields.items()} for name, fields in merged.items()}
    classes = [_class(name, fields, intent) for name, fields in merged.items()]
    tables = [_table(name, key, answered, intent) for name, key in keys(operations).items()]
    return "\n\n\n".join([*classes, "\n".join(tables)]).strip() + "\n"


#: Signs that a moment is more than a day.
_TIMES = re.compile(r"(?i)\dT\d|\btimes?\b|\bhours?\b|\bminutes?\b|HH:MM|\d\d:\d\d|datetime|timestamp")


def _as_day(field: str, each: tuple[str, str | None]) -> tuple[str, str | None]:
    """A field that is called a date is one, where the intent speaks of no time."""
    kind, rule = each
    return (kind.replace("datetime", "date"), rule) if re.search(r"(?:^|_)(?:date|day|on)$", field) else each


Shape = dict[str, tuple[str, str | None]]
"""Field -> its annotation, and its default or `Field(…)` if it has one."""


def _classes(code: str) -> dict[str, ast.ClassDef]:
    tree = sources.parsed(File(path="models.py", content=code))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)} if isinstance(tree, ast.Module) else {}


def _annotations(node: ast.ClassDef) -> dict[str, str]:
    return {
        part.target.id: ast.unparse(part.annotation)
        for part in node.body
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
    }


def _fields(node: ast.ClassDef | None, known: Mapping[str, str], kinds: frozenset[str] | set[str]) -> Shape:
    found: Shape = {}
    for part in node.body if node else []:
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            found[part.target.id] = (_annotation(part.annotation, kinds), _default(part.value))
    wanted = dict.fromkeys(known) if known else {name: None for name in found if name != "id"}
    shape: Shape = {}
    for name in [*wanted, *(name for name, (_, default) in found.items() if name not in wanted and name != "id" and _is_optional(default))]:
        kind, default = found.get(name, ("", None))
        said = known.get(name, "...")
        shape[name] = (kind if _refines(kind, said) else _guessed(name) if said == "..." else said, default)
    return shape


def _limited(shape: Shape, drafted: ast.ClassDef) -> Shape:
    """With the draft's own defaults and limits, which the text states, where the answer has none."""
    stated = {name: default for name, (_, default) in _fields(drafted, {}, _KINDS).items() if default}
    return {name: (kind, stated.get(name, default)) for name, (kind, default) in shape.items()}


def _refines(kind: str, said: str) -> bool:
    """Whether an answered type may stand for the drafted one: it is the same, or the draft leaves it open, or it lists texts."""
    return bool(kind) and (
        said in ("...", kind)
        or kind.removesuffix(" | None") == said
        or (said == "str" and kind.startswith("Literal"))
        or said in ("list", "list[dict]")
    )


def _guessed(name: str) -> str:
    return "int" if name == "id" or name.endswith("_id") else "str"


def _is_optional(default: str | None) -> bool:
    return default is not None and (not default.startswith("Field(") or re.match(r"Field\((?:default=|[^=]+[,)])", default) is not None)


def _annotation(node: ast.expr, kinds: Iterable[str]) -> str:
    """The annotation in plain types; "" when it has others."""
    text = re.sub(r"\bOptional\[(.+)\]$", r"\1 | None", ast.unparse(node))
    for old, new in _OTHER_NAMES.items():
        text = re.sub(rf"\b{old}\b", new, text) if new else text
    text = re.sub(r"\bcon(str|int|float|list)\(.*\)", r"\1", text)
    names = {part.id for part in ast.walk(ast.parse(text)) if isinstance(part, ast.Name)}
    return text if text != "..." and names <= set(kinds) else ""


def _default(node: ast.expr | None) -> str | None:
    """The default or the limits of a field, without what pydantic does not know."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Field"):
        return ast.unparse(node) if isinstance(node, ast.Constant | ast.List | ast.UnaryOp) and ast.unparse(node) != "..." else None
    first = [ast.unparse(part) for part in node.args[:1] if not (isinstance(part, ast.Constant) and part.value is ...)]
    named = {_OTHER_NAMES.get(part.arg, part.arg): ast.unparse(part.value) for part in node.keywords if part.arg}
    parts = [*first, *(f"{name}={value}" for name, value in named.items() if name in _RULES and not (name == "default" and value == "..."))]
    return f"Field({', '.join(parts)})" if parts else None


def _optional(kind: str) -> str:
    return kind if kind.endswith("| None") else f"{kind} | None"


def _absent(rule: str | None) -> str:
    """The default of a field that may be left away, with its limits."""
    limits = re.findall(r"\b(?:min_length|max_length|ge|le|gt|lt|pattern)=(?:r?'[^']*'|\"[^\"]*\"|[\w.-]+)", rule or "")
    return f"Field(None, {', '.join(limits)})" if limits else "None"


def _class(name: str, fields: Shape, intent: str) -> str:
    lines = [
        f"    {each}: {_strict(kind)}{f' = {_said(_fitting(default, kind), intent)}' if default else ''}"
        for each, (kind, default) in fields.items()
    ]
    return "\n".join([f"class {name}(BaseModel):", '    """A request."""', *(["", *lines] if lines else [])])


def _fitting(default: str, kind: str) -> str:
    """A default without limits that its type does not know: a text has no `ge`, a number no `min_length`."""
    wrong = "ge|le|gt|lt" if re.match(r"str|Literal|list|bool", kind) else "min_length|max_length|pattern"
    wrong = f"{wrong}|min_length|max_length|pattern" if kind.startswith(("Literal", "bool")) else wrong
    fitting = re.sub(rf"(?:, )?\b(?:{wrong})=(?:r?'[^']*'|\"[^\"]*\"|[\w.-]+)", "", default).replace("Field(, ", "Field(")
    return fitting if fitting != "Field()" else "Field(...)"


def _said(default: str, intent: str) -> str:
    """A default with the limits whose numbers the intent names; 0 and 1 stand for words like `positive` and `not empty`."""
    invented = [
        limit[0]
        for limit in re.finditer(r"(?:, )?\b(?:min_length|max_length|ge|le|gt|lt)=([\w.-]+)", default)
        if not re.search(rf"(?<![\w.]){re.escape(limit[1].removesuffix('.0'))}(?!\w)", intent)
        and not re.search(r"(min_length|ge|gt)=[01](\.0)?$", limit[0])
    ]
    for limit in invented:
        default = default.replace(limit, "")
    default = default.replace("Field(, ", "Field(")
    return "Field(...)" if default == "Field()" else default


def _strict(kind: str) -> str:
    return (
        re.sub(r"\b(int|float|bool)\b(?![^\[]*'[^\[]*\])", lambda match: _STRICT[match[1]], kind)
        if not kind.startswith("Literal")
        else kind
    )


def _is_unique(field: str, intent: str) -> bool:
    """Whether a sentence about this field speaks of uniqueness."""
    about = rf"\b{re.escape(field.replace('_', ' '))}s?\b|\b{re.escape(field)}s?\b"
    told = r"\b(unique|same|taken|exists?|already|duplicates?|twice|no two)\b"
    return any(re.search(f"(?i){about}", text) and re.search(f"(?i){told}", text) for text in re.split(r"(?<=[.;])\s|\n\s*[-*•]", intent))


def _table(name: str, key: str, answered: str, intent: str) -> str:
    match = re.search(rf"^{name}\s*=\s*Table\([^\n]*unique=[\[(]([^\])]*)[\])]", answered, re.MULTILINE)
    unique = [each for each in re.findall(r"[\"'](\w+)[\"']", match[1]) if each != key and _is_unique(each, intent)] if match else []
    words = [f'"{name}"', *([f'key="{key}"'] if key != "id" else [])]
    words += [f"unique=({', '.join(f'"{each}"' for each in unique)},)"] if unique else []
    return f"{name} = Table({', '.join(words)})"


_SAMPLES: Mapping[str, object] = {"bool": True, "datetime": "2030-01-31T12:00:00", "date": "2030-01-31", "list[str]": ["one", "two"]}


def fields(models: str, name: str) -> set[str]:
    """The fields of a model; none when there is no such model."""
    node = _classes(models).get(name)
    return set(_annotations(node)) if node else set()


def sample(models: str, name: str) -> dict[str, object] | None:
    """The required fields of a model with values that its limits allow; None when there is no such model or it is not that simple."""
    node = _classes(models).get(name)
    if node is None:
        return None
    found: dict[str, object] = {}
    for field, (kind, default) in _fields(node, {}, _KINDS | set(_STRICT.values())).items():
        if _is_optional(default):
            continue
        value = _example(field, kind, default or "")
        if value is None:
            return None
        found[field] = value
    return found


def _example(field: str, kind: str, default: str) -> object | None:
    plain = kind.replace("Strict", "").lower() if kind.startswith("Strict") else kind
    if "pattern=" in default or "alias=" in default:
        return None
    if plain.startswith("Literal["):
        return str(ast.literal_eval(plain.removeprefix("Literal").strip())[0])
    if plain == "str" and "email" in field:
        return "someone@example.org"
    limits = {name: float(value) for name, value in re.findall(r"\b(ge|gt|le|lt|min_length|max_length)=(-?[\d.]+)", default)}
    if plain in ("int", "float"):
        return (
            max(limits.get("ge", 1), limits.get("gt", 0) + 1)
            if plain == "float"
            else int(max(limits.get("ge", 1), limits.get("gt", 0) + 1))
        )
    if plain == "str":
        return "text".ljust(int(limits.get("min_length", 0)), "x")[: int(limits.get("max_length", 99))]
    return _SAMPLES.get(plain)
