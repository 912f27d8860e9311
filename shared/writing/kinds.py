"""What kinds there are of operations, of what they refuse, and of query parameters: closed lists, on which reading and writing agree."""

from typing import Literal

#: What an operation does, in the ways that are written alike; `compute`: what its `lines` say, empty: what is not known yet.
Kind = Literal["", "create", "list", "get", "update", "delete", "clear", "upsert", "action", "compute"]

#: What a guard is about.
GuardKind = Literal[
    "absent",
    "alike",
    "already",
    "apart",
    "bound",
    "busy",
    "childless",
    "children",
    "compare",
    "crowded",
    "depends",
    "distinct",
    "full",
    "held",
    "hours",
    "key",
    "left",
    "length",
    "member",
    "named",
    "overlap",
    "owned",
    "owner",
    "part",
    "reference",
    "rises",
    "rule",
    "short",
    "short-lines",
    "state",
    "switch",
    "value",
]

#: What a query parameter does to a list; `value`: nothing, it is an argument of what is worked out.
How = Literal[
    "equals",
    "same",
    "contains",
    "prefix",
    "same prefix",
    "search",
    "has",
    "lacks",
    "differs",
    "min",
    "max",
    "above",
    "below",
    "day",
    "code",
    "sort",
    "order",
    "limit",
    "offset",
    "page",
    "size",
    "value",
]
