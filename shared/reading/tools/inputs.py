"""The inputs of a known operation as a route names them: in its path, its query or its body."""

import re

from shared.reading.fields.carried import body_of
from shared.reading.fields.constraints import constrain
from shared.reading.text.outline import Route
from shared.reading.tools.refusals import Statuses
from shared.reading.tools.roles import Operation, Role
from shared.writing import words
from shared.writing.ir import MISSING, Endpoint, Field, Query
from shared.writing.types import settle
from shared.writing.write_queries import python_name

#: The operation's name of an input -> the input, and its name outside (empty: it is not sent).
type Given = dict[str, tuple[Role, str]]

_TYPES = {"numbers": "list", "order": "string", "algorithm": "enum", "date": "string"}
_ALGORITHMS = ["md5", "sha1", "sha256", "sha512"]


def given(route: Route, operation: Operation) -> Given | None:
    """Which input is which: by name, and the rest in order where as many are left. None when something is sent that the operation does not take."""
    names = list(dict.fromkeys([*route.params, *(name for name, _ in route.query), *_sent(route)]))
    names = names or _spoken(route, operation)
    found: Given = {}
    for role in operation.roles:
        options = [option.lower() for option in (role.name, *role.names.split("|"))]
        match = next((name for option in options for name in names if name.lower() == option), "")
        found[role.name] = (role, match)
        names = [name for name in names if name != match]
    open_ = [role for role, name in found.values() if not name and role.default is None]
    if len(open_) != len(names):
        return None
    return found | {role.name: (role, name) for role, name in zip(open_, names, strict=True)}


def _sent(route: Route) -> list[str]:
    """The members of the body."""
    return [field.name for field in body_of(route) or []] if route.method == "POST" else []


def _spoken(route: Route, operation: Operation) -> list[str]:
    """Names of inputs that stand among the words before the answer: `takes weight in kg and height in metres`."""
    before = re.split(r"(?i)\b(?:returns?|responds?|answers?|gives?)\b|->", route.text)[0]
    known = [name for role in operation.roles for name in (role.name, *role.names.split("|")) if len(name) > 2]
    return [name for name in re.findall(r"[a-z_]\w*", before) if name in known]


def declare(endpoint: Endpoint, route: Route, inputs: Given, statuses: Statuses) -> None:
    """Puts the inputs into the path, the query or the body, and names them as the operation does."""
    for role, name in inputs.values():
        if not name:
            endpoint.lines.append(f"{role.name} = {_told(role, route)!r}".replace("'", '"'))
            continue
        one = _field(role, name, route)
        if name in route.params:
            source = _in_path(endpoint, one, role, statuses)
        elif route.method == "POST" and name not in dict(route.query):
            endpoint.body.append(_settled(one, route))
            source = f"body.{name}"
        else:
            endpoint.query.append(_in_query(one, role))
            source = python_name(endpoint.query[-1])
        endpoint.lines += [f"{role.name} = {source}"] if source != role.name else []
        endpoint.lines += _beyond(source, one, statuses) if not source.startswith("body.") else []


def _told(role: Role, route: Route) -> object:
    """The value of an input that is not sent: `the rate is 19 percent`, or the usual one."""
    names = "|".join(re.escape(name) for name in (role.name, *role.names.split("|")) if len(name) > 1)
    match = re.search(rf"(?i)\b(?:{names})\b (?:is|of|=|being|always|fixed at)(?: always| fixed at)? (\d+(?:\.\d+)?)", route.words)
    number = float(match[1]) if match and role.type in {"integer", "number"} else None
    return role.default if number is None else int(number) if number.is_integer() else number


#: `an empty text is a 400`.
_EMPTY = re.compile(r"(?i)\b(?:empty|blank)\b[^.;]*\b4\d\d\b|\b4\d\d\b[^.;]*\b(?:empty|blank)\b")


def _settled(one: Field, route: Route) -> Field:
    """A text may be empty, unless the words refuse that."""
    shortest = one.shortest
    settle(one)
    if one.type == "string":
        one.shortest = shortest or (1 if any(_EMPTY.search(text) for text in (route.text, *route.more)) else None)
    return one


def _field(role: Role, name: str, route: Route) -> Field:
    """The input with its type and the limits that the operation and the words set."""
    one = Field(name, _TYPES.get(role.type, role.type), items={"numbers": "number", "list": "any"}.get(role.type, ""))
    one.low, one.above, one.choices = role.low, role.above, list(_ALGORITHMS) if role.type == "algorithm" else []
    for text in (route.text, *route.more):
        for match in re.finditer(
            rf"(?i)(?:^|[\s`\"'(]){re.escape(name)}[`\"']?( and \w+)? (?:is|are|must|should|has to|can|may|needs|from|in|between|>|<)\b.*",
            text,
        ):
            _limit(one, match[0])
    if role.default is not None:
        one.default, one.required = role.default, False
    return one


def _limit(one: Field, said: str) -> None:
    """Takes over what a phrase says of its range."""
    said = re.split(r"(?i),? (?:and|while|but) (?!\d)(?=\w+ (?:must|is|are|may|can|has)\b)|[;)]|, (?:otherwise|else)", said)[0]
    told = Field(one.name, one.type, items=one.items)
    constrain(told, said)
    for limit in ("low", "high", "above", "below", "shortest", "longest"):
        value = getattr(told, limit)
        if value is not None:
            setattr(one, limit, value)


def _in_path(endpoint: Endpoint, one: Field, role: Role, statuses: Statuses) -> str:
    place = words.code_name(one.name)
    endpoint.param_types[place] = {"integer": "int", "number": "float"}.get(role.type, "str")
    endpoint.lines += _beyond(place, Field(place, low=one.low, high=one.high), statuses)
    return place


def _in_query(one: Field, role: Role) -> Query:
    return Query(
        one.name,
        "value",
        type=one.type,
        default=MISSING if role.default is None else one.default,
        required=role.default is None,
        low=one.low,
        high=one.high,
        choices=one.choices,
    )


def _beyond(source: str, one: Field, statuses: Statuses) -> list[str]:
    """Refuses what is out of a range that no parameter's declaration can tell."""
    limits = (("<=", one.above), (">=", one.below), *((("<", one.low), (">", one.high)) if one.type == "" else ()))
    tests = [f"{source} {sign} {limit:g}" for sign, limit in limits if limit is not None]
    status = statuses.about(f"{one.name} out of range", statuses.invalid)
    return [f"if {' or '.join(tests)}:", f'    raise HTTPException({status}, "{one.name} is out of range")'] if tests else []
