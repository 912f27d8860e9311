"""Writes what lists do with their query parameters: filter, search, sort, cut into pages."""

from keyword import iskeyword

from shared.writing.ir import MISSING, Endpoint, Entity, Query
from shared.writing.kinds import How

_TYPES = {"integer": "int", "number": "float", "boolean": "bool", "date": "str", "datetime": "str"}


def parameters(endpoint: Endpoint) -> tuple[list[str], list[str]]:
    """The query parameters of a function's signature: those that must be given, and the others."""
    required, optional = [], []
    for query in endpoint.query:
        kind = _kind(query)
        if query.required:
            required.append(f"{python_name(query)}: {kind}")
        elif query.default is MISSING or query.default is None:
            optional.append(f"{python_name(query)}: {kind}{'' if kind.startswith('Annotated') else ' | None'} = None")
        else:
            optional.append(f"{python_name(query)}: {kind} = {query.default!r}".replace("'", '"'))
    if endpoint.known_status or (endpoint.kind == "upsert" and (endpoint.status == 201 or endpoint.tells_new)):
        required.insert(0, "response: Response")
    return required, optional


#: Names of the code around an argument.
_TAKEN = frozenset({"row", "rows", "store", "models"})


def python_name(query: Query) -> str:
    """The name of the argument: `from` is a word of the language, `row` one of the code around it."""
    return f"{query.name}_" if iskeyword(query.name) or query.name in _TAKEN else query.name


def _kind(query: Query) -> str:
    kind = _TYPES.get(query.type, "str")
    if query.choices:
        kind = "Literal[" + ", ".join(f'"{choice}"' for choice in query.choices) + "]"
    limits = [f"{name}={value}" for name, value in (("ge", query.low), ("le", query.high)) if value is not None]
    if python_name(query) != query.name:
        limits.append(f'alias="{query.name}"')
    if query.type in {"number"}:
        limits.append("allow_inf_nan=False")
    if kind == "int" and query.how in {"limit", "offset", "size", "page"} and query.high is None:
        limits.append("lt=2**31")
    if query.pattern:
        limits.append(f'pattern=r"{query.pattern}"')
    optional = not query.required and query.default in (MISSING, None)
    if not limits:
        return kind
    return f"Annotated[{kind}{' | None' if optional else ''}, Query({', '.join(limits)})]"


def listing(endpoint: Endpoint, entity: Entity, where: str, show: str) -> list[str]:
    """The statements of a list."""
    lines = [f"rows = store.{entity.plural}.find({where})"]
    if show and _needs_computed(endpoint, entity):
        lines.append(f"rows = [{show}(row) for row in rows]")
        show = ""
    lines += [f"rows = [row for row in rows if {endpoint.keep}]"] if endpoint.keep else []
    for query in endpoint.query:
        lines += filter_lines(query)
    lines += [endpoint.order] if endpoint.order else []
    for query in endpoint.query:
        lines += _sort(endpoint, query)
    if number := endpoint.numbered:
        lines.append(
            f'rows = [{{"{number}": {number}, **{f"{show}(row)" if show else "row"}}} for {number}, row in enumerate(rows, start=1)]'
        )
        show = ""
    page = _page(endpoint)
    lines += ["total = len(rows)"] if endpoint.envelope and page else []
    lines += [page] if page else []
    lines += [f"rows = rows[:{endpoint.take}]"] if endpoint.take else []
    rows = f"[{show}(row) for row in rows]" if show else "rows"
    if not endpoint.envelope:
        return [*lines, f"return {endpoint.result or rows}"]
    total = "total" if page else "len(rows)"
    size = next((python_name(query) for query in endpoint.query if query.how in {"size", "limit"}), "20")
    codes = {"rows": rows, "total": total, "pages": f"({total} + {size} - 1) // {size}"}
    members = [f'"{name}": {codes.get(what, what)}' for name, what in endpoint.envelope.items()]
    return [*lines, f"return {{{', '.join(members)}}}"]


def _needs_computed(endpoint: Endpoint, entity: Entity) -> bool:
    """Whether computed fields must be there before the list is filtered and sorted."""
    computed = {one.name for one in entity.computed}
    sorting = any(
        query.field in computed or query.how == "sort" or any(f'"{name}"' in query.field for name in computed) for query in endpoint.query
    )
    return sorting or any(f'"{name}"' in f"{endpoint.order} {endpoint.keep}" for name in computed)


def filter_lines(query: Query) -> list[str]:
    """The statements that keep what a parameter asks for among `rows`; none for one that keeps all."""
    name, field = python_name(query), query.field
    tests: dict[How, str] = {
        "equals": f'row["{field}"] == {name}',
        "same": f'str(row["{field}"]).casefold() == {name}.casefold()',
        "contains": f'{name}.casefold() in str(row["{field}"]).casefold()',
        "prefix": f'str(row["{field}"]).startswith({name})',
        "same prefix": f'str(row["{field}"]).casefold().startswith({name}.casefold())',
        "has": f'{name} in (row["{field}"] or [])',
        "lacks": f'{name} not in (row["{field}"] or [])',
        "differs": f'row["{field}"] != {name}',
        "min": f'row["{field}"] is not None and row["{field}"] >= {name}',
        "max": f'row["{field}"] is not None and row["{field}"] <= {name}',
        "above": f'row["{field}"] is not None and row["{field}"] > {name}',
        "below": f'row["{field}"] is not None and row["{field}"] < {name}',
        "day": f'str(row["{field}"]).startswith({name})',
    }
    if query.how == "search":
        fields = ", ".join(f'"{one}"' for one in query.fields)
        test = (
            f'any({name}.casefold() in str(row[name] or "").casefold() for name in ({fields},))'
            if len(query.fields) > 1
            else f'{name}.casefold() in str(row["{query.fields[0]}"] or "").casefold()'
        )
    elif query.how == "code":
        test = field
    elif query.how in tests:
        test = tests[query.how]
    else:
        return []
    if query.required:
        return [f"rows = [row for row in rows if {test}]"]
    return [f"if {name} is not None:", f"    rows = [row for row in rows if {test}]"]


def _sort(endpoint: Endpoint, query: Query) -> list[str]:
    if query.how != "sort":
        return []
    order = next((one for one in endpoint.query if one.how == "order"), None)
    name = python_name(query)
    if query.orders:
        table = ", ".join(f'"{value}": ("{field}", {down})' for value, (field, down) in query.orders.items())
        return [
            f"if {name}:",
            f"    field, down = {{{table}}}[{name}]",
            "    rows = sorted(rows, key=lambda row: (row[field] is None, row[field]), reverse=down)",
        ]
    key = "key=lambda row: (row[field] is None, row[field])"
    if query.choices and not any(choice.startswith("-") for choice in query.choices):
        reverse = f'{python_name(order)} == "desc"' if order else "False"
        plain = f"    rows = sorted(rows, key=lambda row: (row[{name}] is None, row[{name}])"
        lines = [plain + (f", reverse={reverse})" if order else ")")]
    else:
        lines = [f'    field = {name}.lstrip("-")', f'    rows = sorted(rows, {key}, reverse={name}.startswith("-"))']
    return [f"if {name}:", *lines]


def _page(endpoint: Endpoint) -> str:
    by = {query.how: python_name(query) for query in endpoint.query}
    if "page" in by:
        size = by.get("size") or by.get("limit") or "20"
        return f"rows = rows[({by['page']} - 1) * {size} : {by['page']} * {size}]"
    if "limit" in by:
        query = next(query for query in endpoint.query if query.how == "limit")
        offset = by.get("offset")
        if query.default in (MISSING, None):
            end = f"{by['limit']} and {by['limit']} + {offset}" if offset else by["limit"]
            return f"rows = rows[{offset or ''}:][:{by['limit']}]" if offset else f"rows = rows[:{end}]"
        return f"rows = rows[{offset} : {offset} + {by['limit']}]" if offset else f"rows = rows[: {by['limit']}]"
    return f"rows = rows[{by['offset']} :]" if "offset" in by else ""
