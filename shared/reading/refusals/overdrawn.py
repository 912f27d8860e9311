"""Refusals of records that would take more than came in: `an "out" entry bigger than the balance of its box is a 409`, where entries say themselves which way they go."""

import re

from shared.reading.actions.directions import Flow, flow_of, in_choices
from shared.reading.names.grounding import Ground, fields_in
from shared.reading.refusals.cases import Case
from shared.writing.ir import Entity, Guard

_HELD = r"(?:balances?|stock|saldo|funds|holdings|inventory|(?:money|cash|amount)(?= (?:is|that|left|in|there|available)))"
#: What says that more would go than there is.
_TOO_MUCH = re.compile(
    rf"(?:(?<!\w)>|\bmore\b|\bexceed\w*|\bbeyond\b|\babove\b|\bover\b)[^.;]*\b(?:{_HELD}|there (?:is|are)|(?:is|are) (?:there|left|available|in|on)|available|left)\b|"
    rf"\b{_HELD}\b[^.;]*(?:\bnegative\b|(?<!\w)< ?0|\bbelow (?:0|zero)\b|\bunder (?:0|zero)\b|\b(?:not|n't) (?:enough|suffice|sufficient|cover)\w*|\btoo (?:low|small|little)\b|\bmust be >= 0)|"
    rf"\b(?:insufficient|not enough|too little)\b|\boverdr\w+|\bnegative (?:{_HELD})|\b(?:that|which|if (?:it|they)|is) (?:is|are|was|were)?(?: not| n't|n't) (?:there|available|left)\b|\bnot (?:be )?(?:there|in it)\b"
)
_FOR_EACH = re.compile(r"\b(?:per|for (?:each|every)|of (?:its|the|that|each|an?)|in (?:its|the|that|an?)|every|each) <(\w+)>")


def overdrawn(case: Case) -> bool:
    """A record that takes more than there is, of all that agree with it in what they are kept for."""
    flow = flow_of(case.entity) if case.entity is not None else None
    if case.entity is None or flow is None or case.status not in {0, 400, 409, 422}:
        return False
    if not _TOO_MUCH.search(in_choices(case.entity, case.said)):
        return False
    same = ", ".join(f'{name}=whole["{name}"]' for name in _scope(case, case.entity, flow))
    key = case.entity.key
    others = f'[other for other in store.{case.entity.plural}.find({same}) if row is None or other["{key}"] != row["{key}"]]'
    code = f'whole["{flow.kind}"] == "{flow.gone}" and whole["{flow.amount}"] > held'
    before = [f"held = {flow.balance(others)}"]
    if all(one.code != code for one in case.entity.checks):
        case.entity.checks.append(Guard(code, case.status or 409, "there is not so much", "short", before=before, fields=(flow.amount,)))
    return True


def _scope(case: Case, entity: Entity, flow: Flow) -> list[str]:
    """The fields by which records are kept apart: what they belong to, what paths tell, or that of which the words say that it has a balance."""
    plain = [one for one in entity.fields.values() if one.name not in {flow.kind, flow.amount} and not one.choices]
    owners = [one.name for one in plain if one.refers and one.type != "list"]
    views = [one.notes["view"] for one in case.app.endpoints if one.entity == entity.name and "view" in one.notes]
    said = Ground(case.app, entity)(case.plain)
    named = [name for name in fields_in(said) if any(one.name == name for one in plain)]
    told = [match[1] for text in case.app.statements for match in _FOR_EACH.finditer(Ground(case.app, entity)(text))]
    known = [name for name in (*views, *named, *told) if any(one.name == name for one in plain)]
    return (owners if len(owners) == 1 else [name for name in owners if name in named]) or list(dict.fromkeys(known))[:1]
