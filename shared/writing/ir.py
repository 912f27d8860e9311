"""What an intent means, once it is understood: an application's resources, operations and rules. Written by the reader, read by the writers.

Expressions are Python; who has to know what a condition says asks `shared.writing.conditions`.
"""

import ast
import re
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from shared.specification import Toolchain
from shared.writing.kinds import GuardKind, How, Kind


class Missing:
    """The type of MISSING."""

    def __repr__(self) -> str:
        return "MISSING"


#: No default.
MISSING = Missing()


@dataclass
class Field:
    """A field of a resource or of a request.

    `type`: string, integer, number, boolean, date, datetime, time, email, url, list, object, enum, scalar or uuid.
    """

    name: str
    type: str = ""
    required: bool | None = None
    default: Any = MISSING
    low: float | None = None
    high: float | None = None
    above: float | None = None
    below: float | None = None
    shortest: int | None = None
    longest: int | None = None
    choices: list[str] = made(default_factory=list)
    among: tuple[int, ...] = ()
    """The only numbers that it may be."""
    pattern: str = ""
    nonzero: bool = False
    """A number that may be any but 0."""
    unique: bool = False
    refers: str = ""
    items: str = ""
    """The type of a list's items."""
    elements: list[str] = made(default_factory=list)
    """The only items that a list may hold."""
    parts: list["Field"] = made(default_factory=list)
    """The fields of the records of a list, whose `items` are `record`."""
    given: bool = True
    """False: the server sets it, requests cannot."""
    fill: str = ""
    """How the server sets it: `now`, `code`, `uuid`, `slug:title`, `constant`, or `expr:` and an expression over `values`."""
    touch: bool = False
    """Set again on each change (`updated_at`)."""
    missing: int = 404
    """The status when it refers to something that is not there."""
    secret: bool = False
    lower: bool = False
    """Compared without regard to case."""
    signed: bool = False
    """A change that may go either way."""
    past: bool = False
    """A day that may not be ahead of today."""
    kept: tuple[str, ...] = ()
    """How a text is changed before it is kept: `upper`, `lower`, `trim`."""


@dataclass
class Computed:
    """A field of answers that is not stored: a Python expression over `row`. `words` say it for people."""

    name: str
    code: str
    words: str = ""
    only: str = ""
    """`one`: only when one resource is answered."""
    parts: list[Field] = made(default_factory=list)
    """What is computed of each record of a list, which it shows with them."""

    @property
    def is_list(self) -> bool:
        """Whether it is several records or values."""
        match ast.parse(self.code, mode="eval").body:
            case ast.List() | ast.ListComp():
                return True
            case ast.Call(ast.Name("sorted")) | ast.Subscript(ast.Call(ast.Name("sorted")), ast.Slice()):
                return True
            case ast.Call(ast.Attribute(ast.Attribute(ast.Name("store")), "find")):
                return True
        return False


@dataclass
class Entity:
    """A resource. `name` is singular; `plural` names its table. `key` is the field that identifies it."""

    name: str
    plural: str
    fields: dict[str, Field] = made(default_factory=dict)
    key: str = "id"
    key_type: str = "integer"
    computed: list[Computed] = made(default_factory=list)
    together: list[tuple[str, ...]] = made(default_factory=list)
    """Fields that are unique together."""
    checks: list["Guard"] = made(default_factory=list)
    """Conditions of a create or an update over `values` (and `row`, when it changes)."""
    duplicate: int = 409
    stored: bool = True
    """False: only mentioned."""
    transitions: dict[str, dict[str, list[str]]] = made(default_factory=dict)
    """Field -> state -> the states that may follow."""
    transition_status: int = 409
    moves: list["Step"] = made(default_factory=list)
    """The steps of a state machine that names them."""

    @property
    def several(self) -> str:
        """What several are called: `goods`, of the table `goods_list`."""
        return self.name if self.plural == f"{self.name}_list" else self.plural

    def field(self, name: str) -> Field | None:
        return self.fields.get(name)


@dataclass(frozen=True)
class Step:
    """What is called `action` brings a resource from one state to another."""

    before: str
    action: str
    after: str


@dataclass
class Guard:
    """`if CODE: refuse with STATUS`. `kind` and `words` tell the tests and the documents what it is about."""

    code: str
    status: int
    words: str
    kind: GuardKind = "rule"
    source: str = ""
    before: list[str] = made(default_factory=list)
    """Statements that the condition needs first."""
    fields: tuple[str, ...] = ()
    value: Any = None

    @property
    def owner(self) -> str:
        """The resource of the record that its condition calls `owner`; empty where it speaks of none."""
        found = (re.match(r"owner = find_(\w+)\(", line) for line in self.before)
        return next((match[1] for match in found if match), "")


@dataclass
class Query:
    """A query parameter."""

    name: str
    how: How
    field: str = ""
    type: str = "string"
    default: Any = MISSING
    fields: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    required: bool = False
    choices: list[str] = made(default_factory=list)
    pattern: str = ""
    orders: dict[str, tuple[str, bool]] = made(default_factory=dict)
    """Of a sort: value -> the field, and whether the highest come first."""


@dataclass
class Endpoint:
    """An HTTP operation. `kind` chooses how it is written; `source` is the part of the intent that asks for it."""

    method: str
    path: str
    kind: Kind = ""
    entity: str = ""
    status: int = 200
    source: str = ""
    params: list[str] = made(default_factory=list)
    query: list[Query] = made(default_factory=list)
    body: list[Field] = made(default_factory=list)
    guards: list[Guard] = made(default_factory=list)
    sets: dict[str, str] = made(default_factory=dict)
    """Field -> Python expression, for actions."""
    after: list[str] = made(default_factory=list)
    """More statements, after the change."""
    result: str = ""
    """A Python expression of the answer, when it is not the resource."""
    parent: str = ""
    missing: int = 404
    requirement: str = ""
    named: bool = True
    """False: added by us, the intent does not name it."""
    lines: list[str] = made(default_factory=list)
    """The whole body of a computed operation."""
    needs: set[str] = made(default_factory=set)
    """Names of library functions that `lines` use."""
    order: str = ""
    keep: str = ""
    """A condition over `row` that listed resources meet."""
    take: int = 0
    envelope: dict[str, str] = made(default_factory=dict)
    existing: str = ""
    """Of a create: the field by which one that is there already is answered instead."""
    replaces: tuple[str, ...] = ()
    """Of a create: one that is alike in these fields is changed instead."""
    known_status: int = 0
    """Its status where there was one before, if another than that of a new one."""
    tells_new: bool = False
    """Of an upsert: a new record has the status 201."""
    calm: bool = False
    """Of a delete: it is no error that the record is gone already."""
    keys: tuple[str, ...] = ()
    """Parameters of the path that find the record together, by the fields of their names."""
    param_types: dict[str, str] = made(default_factory=dict)
    """Parameter of the path -> its type in Python, where no resource tells."""
    column: str | None = None
    """Of a list below a parent: the field that names that; None: the one that refers to it, empty: `keep` says it all."""
    numbered: str = ""
    """Of a list: the member that counts its records."""
    forward: str = ""
    """The field with the address that it redirects to."""
    count: str = "deleted"
    """Of a clear: the member that says how many there were."""
    notes: dict[str, str] = made(default_factory=dict)
    """What the modules that read tell each other about it; nothing that is written follows from them."""
    examples: list[tuple[dict[str, Any], Any]] = made(default_factory=list)
    partial: bool = True
    apart: list[str] = made(default_factory=list)
    """Fields of the request that are not stored with the record: variables of their names, after the check."""
    bare: str = ""
    leads: str = ""
    """The path that it redirects to when it is done."""
    form: bool = False
    """Its request is a browser's form."""


@dataclass(frozen=True)
class Note:
    """A line of a page about all of its `rows`: the expression of its text, and whether it stands above them."""

    code: str
    above: bool = False


@dataclass
class Sections:
    """Groups of records under headings of their own. `code`: the heading of a `row`, which has none where that is empty."""

    code: str
    headings: list[str] = made(default_factory=list)
    """All of them in their order; empty: those that come up, as the records are sorted."""
    vacant: bool = False
    """A heading stands also where it has no records."""
    field: str = ""
    """The field that the headings say, which no column needs to."""


@dataclass
class Page:
    """An HTML page over an entity, with a form when `form`."""

    path: str
    entity: str
    form: bool = False
    title: str = ""
    action: str = ""
    back: str = ""
    """Where its form leads to, if not back to it."""
    words: str = ""
    """All that it says, where it shows no data."""
    sole: bool = False
    """It shows nothing but its form."""
    columns: list[str] = made(default_factory=list)
    requirement: str = ""
    source: str = ""
    table: bool = True
    keep: str = ""
    """A condition over `row` that the records meet which it shows."""
    order: str = ""
    """The statements that sort `rows`."""
    query: list[Query] = made(default_factory=list)
    empty: str = ""
    """What it says when there is nothing."""
    refusal: str = ""
    """What it says when its form is refused."""
    conflict: str = ""
    """The same where what is sent collides with what is there."""
    link: str = ""
    """The path of a record's own page, with its fields in braces."""
    marks: dict[str, str] = made(default_factory=dict)
    """Words that stand beside some records -> the condition over `row` that those meet."""
    buttons: dict[str, str] = made(default_factory=dict)
    """Words of a button beside each record -> the path that it posts to, with fields in braces."""
    below: dict[str, str] = made(default_factory=dict)
    """Column -> an expression over `row`: values of what belongs to a record, or written otherwise than they are kept."""
    renamed: dict[str, str] = made(default_factory=dict)
    """Field -> the column that shows it, called otherwise."""
    lined: list[str] = made(default_factory=list)
    """The fields that one text of each record shows."""
    notes: list["Note"] = made(default_factory=list)
    sections: Sections | None = None
    alone: str = ""
    """Of a page about one record: the field that its path names."""
    inner: "Page | None" = None
    """Of a page about one record: how it shows what belongs to that."""


@dataclass
class App:
    """The whole application."""

    title: str
    toolchain: Toolchain = "python"
    entities: dict[str, Entity] = made(default_factory=dict)
    endpoints: list[Endpoint] = made(default_factory=list)
    pages: list[Page] = made(default_factory=list)
    assumptions: list[str] = made(default_factory=list)
    questions: list[str] = made(default_factory=list)
    invalid: int = 422
    error_key: str = "detail"
    error_words: dict[int, str] = made(default_factory=dict)
    """Status -> the only text of errors with it."""
    invalid_on: dict[str, int] = made(default_factory=dict)
    statements: list[str] = made(default_factory=list)

    @property
    def toolchain_requirement(self) -> str:
        """The id of the requirement that names the toolchain, where the intent does."""
        return f"R{len(self.endpoints) + len(self.pages) + 1}"

    def find(self, method: str, path: str) -> Endpoint | None:
        """The operation with this method and path."""
        return next((e for e in self.endpoints if e.method == method and e.path == path), None)

    def of(self, entity: str, kind: str) -> Endpoint | None:
        """The operation of this kind over an entity."""
        return next((e for e in self.endpoints if e.entity == entity and e.kind == kind), None)
