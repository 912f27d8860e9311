"""Actions that are told which state follows: `{"decision": "planned"} or {"decision": "rejected"} sets the status accordingly`."""

import itertools
import re

from shared.reading.refusals.cases import children
from shared.reading.text.outline import Route
from shared.reading.text.shapes import shapes
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity, Field


def either(route: Route) -> list[Field]:
    """The one field of several bodies that a text shows as alternatives; empty when it shows none."""
    found = shapes(route.text)
    between = [route.text[one.end : other.start] for one, other in itertools.pairwise(found)]
    names = {name for one in found for name, _ in one.members}
    values = [value for one in found for _, value in one.members]
    told = between and all(re.fullmatch(r"\W*(?:(?:or|and)(?: with)?)?\W*", text) for text in between)
    if not told or len(names) != 1 or not all(isinstance(value, str) for value in values):
        return []
    return [Field(names.pop(), "enum", required=True, choices=[str(value) for value in values])]


#: What a request calls the state that it wants.
_AIM = re.compile(
    r"to|into|goal|target|next|new|destination|value|(?:new_|next_|target_|to_|wanted_|desired_)?(?:state|status|stage|phase|step)"
)
#: An action that is called like nothing but a change of state.
_CHANGE = re.compile(
    r"(?:(?:change|set|update|make|do)-)?(?:transitions?|moves?|advance|progress|steps?|state|status|stage|phase|change|workflow|switch)"
    r"(?:-(?:to|state|status|stage|change))?"
)
_TEXTS = {"", "scalar", "string", "example:string", "enum"}


def aimed(entity: Entity, endpoint: Endpoint, said: str) -> bool:
    """Whether the request of a change of state, `POST /bugs/{id}/transition {"to": …}`, carries the new one, be it called otherwise: then it is set so."""
    state = next((one for one in entity.fields.values() if len(one.choices) > 1 and not one.given), None)
    sent = [one for one in endpoint.body if _AIM.fullmatch(one.name) and one.type in _TEXTS and one.name not in entity.fields]
    if state is None or len(sent) != 1 or not (set(sent[0].choices) <= set(state.choices)):
        return False
    change = _CHANGE.fullmatch(endpoint.path.rpartition("/")[2].replace("_", "-"))
    spoken = re.search(rf"\b(?:states?|status(?:es)?|stages?|phases?|steps?|transitions?|{state.name}s?)\b", said)
    if not (change and (spoken or sent[0].name != "to")) and sent[0].name not in {f"{new}_{state.name}" for new in ("new", "next", "to")}:
        return False
    sent[0].type, sent[0].choices, sent[0].required = "enum", list(state.choices), True
    endpoint.sets = {state.name: f'values["{sent[0].name}"]'}
    return True


def decided(entity: Entity, endpoint: Endpoint, said: str) -> bool:
    """Whether the request names the new state, under another name than the resource's field: then it is set so."""
    sent = [one for one in endpoint.body if one.choices and one.name not in entity.fields]
    state = next((one for one in entity.fields.values() if one.choices and not one.given), None)
    if len(sent) != 1 or state is None:
        return False
    name = sent[0].name
    told = (
        rf"\b(?:sets?|changes?|turns?|moves?|puts?) (?:the |its )?<{state.name}>[^.;]{{0,40}}\b(?:accordingly|to (?:it|this|that|the (?:{name}|value|given|sent)\b))|"
        rf"\bmakes? (?:it|this|that|the {name}) the (?:new )?<{state.name}>|<{state.name}> (?:then )?(?:becomes|is set|changes|is)(?: to)? (?:accordingly|the {name}|what)|\b{name}\b[^.;]{{0,30}}(?:becomes|is|as) the (?:new )?<{state.name}>"
    )
    if not re.search(told, re.sub(rf"<{name}>|!{name}!", name, said)):
        return False
    done = words.participle(endpoint.path.rpartition("/")[2])  # `a decided one` is in any of the states that it may be told.
    known = [choice for choice in state.choices if choice != done]
    state.choices = list(dict.fromkeys([*known, *sent[0].choices]))
    endpoint.sets = {state.name: f'values["{name}"]'}
    return True


#: `if there are more "yes" than "no" votes`, `if more votes are "yes" than "no"`.
_MORE = re.compile(
    r"(?i)\bmore (?:[a-z]+ (?:are|is|say|with|for) )?\"(?P<most>[^\"]+)\" (?:[a-z]+ )?than (?:[a-z]+ )?\"(?P<least>[^\"]+)\""
)


def outvoted(app: App, entity: Entity, endpoint: Endpoint, texts: list[str]) -> bool:
    """Whether the state that follows depends on which of two values more of what belongs to the resource has."""
    state = next((one for one in entity.fields.values() if one.choices and not one.given), None)
    for text in texts if state is not None else ():
        said = _MORE.search(text)
        for child, column in children(app, entity) if said else ():
            field = next((one for one in child.fields.values() if said and {said["most"], said["least"]} <= {*one.choices}), None)
            told = [one for one in dict.fromkeys(re.findall(r"\"([^\"]+)\"", text)) if field and one not in field.choices]
            if state is None or said is None or field is None or len(told) != 2:
                continue
            won, lost = reversed(told) if re.search(r"(?i)\bunless\b", text[: said.start()]) else told
            rows = f'store.{child.plural}.find({column}=row["{entity.key}"])'
            most, least = (f'sum(other["{field.name}"] == "{said[end]}" for other in {rows})' for end in ("most", "least"))
            state.choices = list(dict.fromkeys([*(one for one in state.choices if one not in field.choices), won, lost]))
            endpoint.sets = {state.name: f'("{won}" if {most} > {least} else "{lost}")'}
            return True
    return False
