"""Reads the states that resources have and begin with: transitions, first states, flags."""

import re

from shared.adapters.offline import words
from shared.adapters.offline.actions import verb_of
from shared.adapters.offline.calls import Call, noun_of
from shared.adapters.offline.ir import App, Entity, Field
from shared.adapters.offline.lifecycle import collect_states, first_states
from shared.adapters.offline.machines import allow_spoken, read_machine, state_name
from shared.adapters.offline.measures import kind_of
from shared.adapters.offline.moves import allow_chain, chains
from shared.adapters.offline.text import Statement


class Beginnings:
    """The part of reading resources that is about their states."""

    app: App
    statements: list[Statement]
    calls: list[Call]

    def _states(self) -> None:
        """All that the text says about states, in the order in which it builds up."""
        self._transitions()
        self._initial_states()
        whole = " ".join(statement.text for statement in self.statements)
        done = [call.text for call in self.calls if call.method != "GET" and len(call.segments) > 2]
        for entity in self.app.entities.values():
            collect_states(entity, done, whole)
            for statement in self.statements:
                first_states(entity, statement.text)
        self._flags()

    def _initial_states(self) -> None:
        """`creates an invoice with status draft`, `status starts as open`."""
        for statement in self.statements:
            for match in re.finditer(
                r"(?i)\b(status|state)\b[`'\"]? (?:is |of |set to |starts? (?:out )?(?:as|at|with) |starting (?:as|at|with) |initially |defaults? to |defaulting to |begins? (?:as|with) |= ?|: ?)*[`'\"]?([a-z_]{3,})[`'\"]?",
                statement.text,
            ):
                entity = self._near(statement)
                value = match[2]
                if (
                    entity is None
                    or value.lower()
                    in words.STOP
                    | {
                        "code",
                        "codes",
                        "field",
                        "filter",
                        "one",
                        "must",
                        "enum",
                        "string",
                        "update",
                        "changes",
                        "and",
                        "is",
                        "can",
                        "optional",
                        "query",
                        "parameter",
                        "default",
                        "defaults",
                        "moves",
                        "goes",
                        "starts",
                        "becomes",
                        "set",
                        "initially",
                        "starting",
                        "flag",
                        "transitions",
                        "values",
                        "change",
                        "either",
                        "answered",
                        "refused",
                        "rejected",
                        "returned",
                        "shown",
                        "given",
                        "ignored",
                    }
                    or not re.search(
                        r"(?i)\b(with|initially|starts?|starting|default\w*|begins?|initial|when created|at first|on creation)\b",
                        statement.text[match.end() : match.end() + 24]
                        + match[0]
                        + statement.text[max(0, match.start() - 12) : match.start()],
                    )
                ):
                    continue
                one = entity.fields.setdefault(match[1].lower(), Field(match[1].lower(), "enum", given=False))
                one.required, one.default = False, value if not one.choices or value in one.choices else one.default
                if value not in one.choices:
                    one.choices, one.type = [value, *one.choices], "enum"

    def _flags(self) -> None:
        """A boolean that calls or filters speak of, though no list of fields names it: `?done=true`, `new todos are not done`."""
        for statement in self.statements:
            listed = re.search(r"[?&](status|state)=(\w+(?:\s*(?:\||/|,|\bor\b)\s*\w+)+)", statement.text)
            entity = self._near(statement) if listed else None
            if listed and entity and listed[1] not in entity.fields:
                choices = re.split(r"\s*(?:\||/|,|\bor\b)\s*", listed[2])
                entity.fields[listed[1]] = Field(listed[1], "enum", required=False, given=False, default=choices[0], choices=choices)
            for match in re.finditer(
                r"(?i)[?&`](done|completed|read|archived|active|published|favorite|available|paid)(?:=|`?\s*=\s*)(true|false)",
                statement.text,
            ):
                entity = self._near(statement)
                if entity and not any(kind_of(one) == "boolean" for one in entity.fields.values()):
                    entity.fields[match[1]] = Field(match[1], "boolean", required=False, guessed=True)
            seen = re.search(
                r"(?i)\b(?:new|initially|start|default|by default|each|every|begin)\w*\b[^.]{0,40}\b(?:not|un|as not|isn't)\s*-?(done|completed|read|paid|checked)\b",
                statement.text,
            )
            entity = self._near(statement) if seen else None
            if seen and entity and not any(kind_of(one) == "boolean" for one in entity.fields.values()):
                entity.fields[seen[1]] = Field(seen[1], "boolean", required=False)

    def _near(self, statement: Statement) -> Entity | None:
        for mention in statement.mentions:
            name = noun_of(next((p for p in reversed(mention.path.split("/")) if p and not p.startswith("{")), ""))
            if name in self.app.entities:
                return self.app.entities[name]
        low = statement.text.lower()
        named = [e for e in self.app.entities.values() if re.search(rf"\b({e.name.replace('_', ' ')}|{e.plural.replace('_', ' ')})\b", low)]
        return named[0] if named else next(iter(self.app.entities.values()), None)

    def _transitions(self) -> None:
        """`status goes from todo to doing to done`, `start: todo -> doing`."""
        whole = " . ".join(statement.text for statement in self.statements)
        for statement in self.statements:
            entity = self._near(statement)
            actions = {
                verb_of(call) for call in self.calls if len(call.segments) > 2 and noun_of(call.segments[-3]) == (entity and entity.name)
            }
            if entity and read_machine(entity, statement.text, actions, whole):
                continue
            for states in chains(statement.text):
                spoken = re.search(r"(?i)\b(?:status|states?|life ?-?cycle|workflow|stages?|phases?)\b", statement.text)
                if entity and spoken and len(states) > 2:
                    _give_states(entity, state_name(whole), states)
                self._chain(entity, states)
        for entity in self.app.entities.values():
            for statement in self.statements:
                for name in list(entity.transitions):
                    allow_spoken(entity, entity.fields[name], statement.text)

    def _chain(self, about: Entity | None, states: list[str]) -> None:
        """These states follow each other, in every field that has them."""
        for entity in self.app.entities.values():
            for one in entity.fields.values():
                if one.name in {"status", "state"} and len(states) > 1 and about is entity and not one.choices:
                    one.choices, one.type = list(dict.fromkeys(states)), "enum"
                allow_chain(entity, one, states)


def _give_states(entity: Entity, name: str, states: list[str]) -> None:
    """A field with these states, unless one has them."""
    if any(set(one.choices) & set(states) for one in entity.fields.values()):
        return
    one = entity.fields.setdefault(name, Field(name, given=False))
    one.required, one.default, one.choices, one.type = False, states[0], list(dict.fromkeys(states)), "enum"
