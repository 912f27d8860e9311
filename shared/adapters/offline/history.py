"""Reads what an endpoint tells about the past of a resource: `GET /accounts/{id}/transactions lists what happened to the account`."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.calls import Call
from shared.adapters.offline.classify import params
from shared.adapters.offline.described import ABOUT, cut
from shared.adapters.offline.fields import field_list
from shared.adapters.offline.ir import App, Endpoint, Entity, Field
from shared.adapters.offline.queries import read_queries
from shared.adapters.offline.relating import refer
from shared.adapters.offline.shaping import from_shape
from shared.adapters.offline.types import guess, settle

_PAST_TEXT = (
    "transaction history movement log event activity ledger statement entry change audit journal operation timeline booking_history"
)
_PAST = frozenset(_PAST_TEXT.split())
_SAID = r"(?i)\b(what (has )?happened|histor(y|ies)|every (change|movement|deposit|operation)|all (the )?(changes|movements|operations|deposits))\b"
_WHAT = {"type", "kind", "action", "event", "operation", "what", "name", "change", "verb", "direction"}


_EACH = re.compile(r"(?i)\b(?:each|every)(?: \w+)? (?:with|has|having|shows|showing|contains|containing)\s+(?P<list>.+)$")


def history(app: App, call: Call, owner: Entity) -> Endpoint | None:
    """The list of what was done to one resource; each operation on it leaves an entry. None when the call is about something else."""
    word = words.singular(words.code_name(call.last))
    if word in app.entities or not (word in _PAST or re.search(_SAID, call.all)):
        return None
    name = word if word not in {"history", "activity", "timeline"} else f"{owner.name}_entry"
    log = Entity(name, words.plural(name))
    refer(app, log, owner).given = False
    for one in _listed(call) or [Field("type", "string"), Field("amount", "number"), Field("at", "datetime")]:
        log.fields[one.name] = settle(one)
        one.given, one.required = False, False
    noted = [done for done in app.endpoints if done.entity == owner.name and _note(done, owner, log)]
    if not noted:
        return None
    app.entities[name] = log
    endpoint = Endpoint("GET", call.path, "list", name, source=call.statement, params=params(call), parent=owner.name)
    read_queries(app, endpoint, log, call, [])
    return endpoint


def _listed(call: Call) -> list[Field]:
    """The fields of an entry: from JSON, or from `each entry has a type and an amount`."""
    shape = call.answer_shape()
    if shape:
        return [one for one in from_shape(shape) if one.name != "id"]
    for text in (*call.extra, call.text):
        about = (
            _EACH.search(text)
            or ABOUT.search(text)
            or re.search(r"(?i)\b(?:with|showing|including)\s+(?P<list>(?:its|the|an?)\s.+)$", text)
        )
        listed = field_list(cut(about["list"])) if about else []
        if listed:
            return listed
    return []


def _note(done: Endpoint, owner: Entity, log: Entity) -> bool:
    """Lets an operation leave an entry; whether it does."""
    if done.kind == "transfer":
        return _note_both(done, owner, log)
    if done.kind != "action":
        return False
    number = next((name for name, code in done.sets.items() if re.search(r" [+-] ", code)), "")
    if not number and any((one.type or guess(one.name)) in {"integer", "number"} and not one.refers for one in log.fields.values()):
        return False
    amount = done.sets[number].split(maxsplit=2)[2] if number else ""
    done.after.append(_entry(owner, log, "row", words.code_name(done.path.rpartition("/")[2]), amount, number))
    return True


def _note_both(done: Endpoint, owner: Entity, log: Entity) -> bool:
    amount = f"body.{done.body[2].name}"
    verb = words.singular(words.code_name(done.path.rpartition("/")[2]))
    for which, side in (("source", "out"), ("target", "in")):
        done.lines.insert(-1, "    " + _entry(owner, log, which, f"{verb}_{side}", amount, done.answer["balance"]))
    return True


def _entry(owner: Entity, log: Entity, row: str, verb: str, amount: str, number: str) -> str:
    members = []
    for one in log.fields.values():
        kind = one.type or guess(one.name)
        if one.refers:
            value = f'{row}["{owner.key}"]'
        elif kind in {"datetime", "date"}:
            value = "now()"
        elif one.name in _WHAT or one.choices:
            value = f'"{_called(one, verb)}"'
        elif re.search(r"balance|stock|after|left|result", one.name):
            value = f'{row}["{number}"]'
        elif kind in {"integer", "number", "scalar"} and amount:
            value = amount
        else:
            continue
        members.append(f'"{one.name}": {value}')
    return f"store.{log.plural}.add({{{', '.join(members)}}})"


def _called(one: Field, verb: str) -> str:
    """The word of the intent for an operation."""
    return next((choice for choice in one.choices if words.code_name(choice) == verb or words.same_word(choice, verb)), verb)
