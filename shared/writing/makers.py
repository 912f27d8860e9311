"""Functions of the generated tests that make a record over HTTP, with all that it needs before: its owner, and that in the right state."""

import re
from dataclasses import dataclass, field

from shared.writing import conditions
from shared.writing.conditions import Link
from shared.writing.ir import MISSING, App, Endpoint, Entity, Field
from shared.writing.requests_of_tests import is_at_first
from shared.writing.samples import ample, good, little


@dataclass
class Makers:
    """The functions, by the resource that they make."""

    app: App
    functions: dict[str, str] = field(default_factory=dict)

    def of(self, entity: Entity) -> str:
        """The name of the function that makes a resource; empty when it cannot be made over HTTP."""
        create = self.create(entity)
        if create is None:
            return ""
        if entity.name not in self.functions:
            self.functions[entity.name] = ""
            self.functions[entity.name] = self._function(entity, create)
        return f"new_{entity.name}"

    def create(self, entity: Entity) -> Endpoint | None:
        """The operation that makes it, where a test can meet all that it asks for."""
        found = [one for one in self.app.endpoints if one.entity == entity.name and one.kind == "create" and not one.form]
        usable = [one for one in found if (not one.params or one.parent) and self._has_enough(one) and self._can_be_ready(one)]
        return next((one for one in usable if not one.parent), usable[0] if usable else None)

    def _has_enough(self, create: Endpoint) -> bool:
        """Whether a new owner has what a record takes of it: an account that starts with nothing has not."""
        taken = [conditions.taken(guard.code) for guard in create.guards if guard.kind == "short"]
        owned = [self.app.entities[one[0]].fields.get(one[1]) for one in taken if one is not None and one[0] in self.app.entities]
        return all(one is None or one.given or one.default not in (MISSING, None, 0) for one in owned)

    def _can_be_ready(self, create: Endpoint) -> bool:
        return all(self._opening(owner, code) is not None for owner, code in self._asked_of_owners(create))

    def _asked_of_owners(self, create: Endpoint) -> list[tuple[Entity, str]]:
        """What a record may only belong to in some state, with the code that refuses it in the others."""
        guards = [guard for guard in create.guards if guard.kind == "owner" and guard.owner in self.app.entities]
        return [(self.app.entities[guard.owner], guard.code) for guard in guards]

    def _opening(self, owner: Entity, refusing: str) -> str | None:
        """The path of the action that brings a new owner into the state that is asked for; empty: it is in it. None: there is none."""
        refused = conditions.state(refusing, "owner")
        if refused is None or not is_at_first(owner, refused):
            return ""
        actions = [one for one in self.app.endpoints if one.entity == owner.name and one.kind == "action" and len(one.params) == 1]
        # Where it is refused for more than the state that it begins in, a new owner may not be enough.
        opens = (one for one in actions if one.sets.get(refused.field) == refused.otherwise and len(one.guards) <= 1)
        return next((one.path for one in opens if not any(part.required for part in one.body)), None)

    def _function(self, entity: Entity, create: Endpoint) -> str:
        owner = self.app.entities.get(create.parent)
        lines = [f'{_held(owner)} = {self.of(owner)}(client, turn)["{owner.key}"]'] if owner else []
        lines += [
            self._opened(create, asked, path) for asked, code in self._asked_of_owners(create) if (path := self._opening(asked, code))
        ]
        body = [f'"{one.name}": {self.value(create, one)}' for one in create.body if one.required or self._is_limit(entity, one)]
        lines.append(f"body: dict[str, Any] = {{{', '.join(body)}}}")
        path = create.path.replace("{" + create.params[0] + "}", "{" + _held(owner) + "}") if owner else create.path
        lines.append(f'answer = client.post({"f" if create.params else ""}"{path}", json=body | changes)')
        lines.append(f"assert answer.status_code == {create.status}, answer.text")
        lines.append("made: dict[str, Any] = answer.json()")
        lines.append("return made")
        text = "\n".join(f"    {line}" for line in lines)
        return f"def new_{entity.name}(client: TestClient, turn: int = 1, /, **changes: Any) -> dict[str, Any]:\n{text}"

    def _opened(self, create: Endpoint, owner: Entity, path: str) -> str:
        """The statement that brings the owner into its state; one that the body names is made for it."""
        step = re.sub(r"\{\w+\}", "{" + _held(owner) + "}", path)
        call = f'client.post(f"{step}")'
        if owner.name == create.parent:
            return call
        return f'{_held(owner)} = {self.of(owner)}(client, turn)["{owner.key}"]\n    {call}'

    def _is_limit(self, entity: Entity, one: Field) -> bool:
        """Whether others are measured by it: without it they would have to do with nothing."""
        guards = [guard for other in self.app.endpoints for guard in other.guards if guard.kind in {"full", "short", "short-lines"}]
        return any(one.name in conditions.asked_of_owner(guard.code) and guard.owner in {"", entity.name} for guard in guards)

    def value(self, create: Endpoint, one: Field) -> str:
        """The code of a value that fits what else there is."""
        opened = next(
            (owner for owner, code in self._asked_of_owners(create) if owner.name == one.refers and self._opening(owner, code)), None
        )
        if opened is not None:
            return _held(opened)
        if (only := self.only_value(create, one)) is not None:
            return repr(only)
        if made := self._other(create, one):
            return made
        later = one.name in self._ends()
        first, second = good(one, 1, later), good(one, 2, later)
        if self._is_varied(create, one) and first != second:
            return f"[{', '.join(repr(good(one, i, later)) for i in range(1, 5))}][turn - 1]"
        return repr(first)

    def is_plain(self, create: Endpoint, one: Field) -> bool:
        """Whether any valid value will do."""
        return not one.refers and self.only_value(create, one) is None and not self._other(create, one)

    def only_value(self, create: Endpoint, one: Field) -> object:
        """The value that a field must have where another one says which: little of what is limited, one of a list. None: any will do."""
        entity = self.app.entities[create.entity]
        if one.type in {"integer", "number"} and not one.choices and not one.among and not one.refers:
            if self._is_measured(create, entity, one):
                return little(one)
            if self._is_limit(entity, one):
                return ample(one)
        listed = [
            guard.fields for guard in (*create.guards, *entity.checks) if guard.kind in {"member", "compare"} and len(guard.fields) == 2
        ]
        lists = {one.name: one for entity in self.app.entities.values() for one in entity.fields.values() if one.type == "list"}
        many = next((good(lists[names[1]]) for names in listed if names[0] == one.name and names[1] in lists), None)
        if isinstance(many, list) and many:
            return many[0]
        owner = self.app.entities.get(create.parent)
        for guard in create.guards:
            if guard.kind == "state" and owner and one.name in conditions.must_follow(guard.code):
                return next((moves.get(str(owner.fields[name].default), [None])[0] for name, moves in owner.transitions.items()), None)
        return None

    def _is_measured(self, create: Endpoint, entity: Entity, one: Field) -> bool:
        """Whether there may be too much of it."""
        for guard in create.guards:
            if guard.kind in {"full", "short"} and one.name in conditions.measured(guard.code):
                return True
        return any(guard.kind == "depends" and one.name in conditions.exceeding(guard.code) for guard in entity.checks)

    def _other(self, create: Endpoint, one: Field) -> str:
        """The code that makes the record to which a value refers, for each of several another one; empty: it refers to none."""
        entity = self.app.entities[create.entity]
        others = self._referred(entity, create)
        other, key = others.get(one.name, (None, ""))
        if other is None or not (maker := self.of(other)):
            return ""
        before = [name for name in others if name in {field.name for field in create.body} and others[name][0] is other]
        turn = f"turn + {2 * before.index(one.name)}" if one.name in before[1:] else "turn"
        made = f'{maker}(client, {turn})["{key}"]'
        if one.parts:
            line_key = next((link.key for link in _lines(create) if link.field == one.name), "")
            rest = [f"{part.name!r}: {good(part)!r}" for part in one.parts if part.name != line_key]
            return f"[{{{', '.join([f'{line_key!r}: {made}', *rest])}}}]"
        return f"[{made}]" if one.type == "list" else made

    def _referred(self, entity: Entity, create: Endpoint) -> dict[str, tuple[Entity, str]]:
        """Field -> the resource whose record it names, and by which of its fields."""
        tables = {other.plural: other for other in self.app.entities.values()}
        found = {
            one.name: (self.app.entities[one.refers], self.app.entities[one.refers].key)
            for one in create.body
            if one.refers in self.app.entities
        }
        for guard in entity.checks:
            if guard.kind == "named" and (link := conditions.named(guard.code)) and link.table in tables:
                found[link.field] = (tables[link.table], link.key)
        for link in _lines(create):
            if link.table in tables:
                found[link.field] = (tables[link.table], tables[link.table].key)
        return found

    def _ends(self) -> set[str]:
        """Fields that must come after another one."""
        checks = [guard for entity in self.app.entities.values() for guard in entity.checks]
        return {guard.fields[0] for guard in checks if guard.kind == "compare" and conditions.compares_upwards(guard.code) and guard.fields}

    def _is_varied(self, create: Endpoint, one: Field) -> bool:
        """Whether a second record needs another value than the first."""
        together = {name for entity in self.app.entities.values() for names in entity.together for name in names}
        held = {name for guard in create.guards if guard.kind in {"busy", "full"} for name in conditions.matched(guard.code)}
        return one.unique or one.type in {"date", "datetime", "time"} or one.name in together | held | self._ends()


def _lines(create: Endpoint) -> list[Link]:
    """The lists in a request whose lines name records of another resource."""
    links = (conditions.in_lines(guard.code) for guard in create.guards if guard.kind == "part")
    return [link for link in links if link is not None]


def _held(owner: Entity) -> str:
    """The variable that holds an owner's key: no word of the language (`class`)."""
    return f"{owner.name}_{owner.key}"
