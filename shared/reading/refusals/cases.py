"""A refusal where it stands, with what it is about."""

import re
from dataclasses import dataclass

from shared.reading.names.grounding import Ground, actions_in, entities_in
from shared.writing.ir import App, Endpoint, Entity, Field


@dataclass
class Case:
    """A refusal where it stands: the grounded clause, and what it is about."""

    app: App
    endpoint: Endpoint | None
    entity: Entity | None
    status: int
    said: str
    unless: bool
    plain: str

    @property
    def ground(self) -> Ground:
        return Ground(self.app, self.entity, self.endpoint)

    def field(self, name: str) -> Field | None:
        return self.ground.fields.get(name)

    def target(self, kinds: tuple[str, ...]) -> Endpoint | None:
        """The operation that is refused: the one at hand, an action that the clause names, or the resource's own of this kind."""
        if self.endpoint is not None and (self.endpoint.kind in kinds or not kinds):
            return self.endpoint
        for verb in actions_in(re.split(r"\b(?:can|may) (?:only |not )?", self.said)[-1]):
            for endpoint in self.app.endpoints:
                if endpoint.kind == "action" and endpoint.path.endswith(f"/{verb}"):
                    return endpoint
        meant = {
            "create": r"",
            "update": r"\b(?:chang|edit|updat|modif|patch\b|put (?:with|contain))",
            "delete": r"\b(?:delet|remov)",
            "action": r"(?!)",
        }
        return next(
            (one for kind in kinds if re.search(meant[kind], self.said) and self.entity and (one := self.app.of(self.entity.name, kind))),
            None,
        )


def children(app: App, entity: Entity) -> list[tuple[Entity, str]]:
    """The resources that refer to this one, and by which field."""
    return [
        (other, one.name)
        for other in app.entities.values()
        for one in other.fields.values()
        if one.refers == entity.name and one.type != "list" and other.stored
    ]


def with_computed(entity: Entity) -> Entity:
    """The resource with what is computed as fields."""
    extra = {one.name: Field(one.name, "number") for one in entity.computed}
    return Entity(entity.name, entity.plural, {**entity.fields, **extra}, entity.key)


def joining(app: App, text: str) -> list[str]:
    """`A student cannot enroll twice in the same course`, `nobody can …`: the records that connect the two of which a rule speaks."""
    said = Ground(app, None)(text)
    named = set(entities_in(said))
    anybody = re.search(r"\b(?:nobody|no one|everybody|everyone|anybody|anyone)\b", said) is not None
    return [
        one.name
        for one in app.entities.values()
        if len(ends := {each.refers for each in one.fields.values() if each.refers}) > 1
        if len(ends & named) + anybody > 1 and ends & named
    ]


def reference(entity: Entity, owner: str) -> str:
    return next((one.name for one in entity.fields.values() if one.refers == owner), f"{owner}_id")


ORDER = r"\b(?:before|after|later|earlier|>=?|<=?|greater|less|differ\w*|different|same|equal|not (?:be )?after|not (?:be )?before)\b"
#: Fields that tell who does something.
PERSONS = re.compile(
    r"(?:.*_)?(?:voter|user|member|person|pupil|student|player|participant|guest|customer|client|reader|listener|visitor|fan|citizen|resident|employee|"
    r"reviewer|rater|username|user_name|nickname|email|name|by|who|from|owner|author)(?:_id|_name)?"
)
