"""Reads what was said after an intent: answers to questions, and changes of the app that it made. Later sentences win.

A change is said in another way than an app: “add due dates to my to-dos”. Each sentence is put into the words of an intent, appended to
the text, and the whole is read again. A sentence after which the application is what it was before was not understood: it is refused.
"""

import copy
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from shared.adapters.offline.asking import as_sentence
from shared.errors import NotUnderstood
from shared.intent import Said
from shared.reading.refused import not_understood
from shared.reading.text.shapes import split_outside
from shared.writing import words
from shared.writing.ir import MISSING, App, Entity

type Build = Callable[[str], App]
#: What tells two applications apart: their code.
type Print = Callable[[App], str]

_LEAD = re.compile(
    r"(?i)^(?:(?:please|now|also|then|next|and|could you|can you|let's|lets|i(?:'d| would)? (?:want|need|like)(?: to)?"
    r"|we(?:'d| would)? (?:want|need|like)(?: to)?)[, ]+)+"
)
_OF = r"(?:(?:my|our|the|each|every|all|all of|a|an|of) )*"
_WHO = r"(?P<who>[\w-]+(?: [\w-]+)??)"
_MUST = r"(?:(?:should|shall|must|can|may|will|to|only) )*"
_ADDS = (
    re.compile(
        rf"(?i)(?:add|introduce|include|store|keep|track|record|support|have|put|see)\s+(?P<what>.+?)\s+(?:to|for|on|in|with)\s+{_OF}{_WHO}"
    ),
    re.compile(rf"(?i)give\s+{_OF}{_WHO}\s+(?P<what>.+)"),
    re.compile(rf"(?i){_OF}{_WHO}\s+{_MUST}(?:have|has|get|gets|need|needs|carry|carries)\s+(?P<what>.+)"),
    re.compile(r"(?i)(?:add|introduce|store|keep|track|record)\s+(?P<what>an? (?:(?! (?:to|for|on|in|with|of) ).)+)"),
)
_RULE = re.compile(rf"(?i)(?:the )?(?P<what>[\w-]+(?: [\w-]+)??)(?: of {_OF}{_WHO})?\s+{_MUST}(?:have|has|be|are|is)\s+(?P<rule>.+)")
_GONE = re.compile(
    r"(?i)(?:remove|drop|delete|get rid of|discard|no longer (?:need|offer|have|store|keep))\s+(?:the )?(?P<what>.+?)"
    rf"(?: (?:field|column|property|attribute|endpoint|operation)s?)?(?:\s+(?:from|of|on)\s+{_OF}{_WHO})?"
)
_CALL = re.compile(r"(GET|POST|PUT|PATCH|DELETE)\s+(/\S*)")
_BARE = re.compile(r"(?i)(?:please |also )*(?:add|introduce|include|support) ([a-z-]+)")
#: What a record is that was not spoken of before.
_NEW = re.compile(r"(?i)(?:an?|each|every) (?P<who>[a-z-]+) (?:has|have|consists of)\b")
_LISTS = frozenset({"tags", "labels", "keywords"})


@dataclass(frozen=True, slots=True)
class _Reading:
    """The text as it was put so far, and what is taken out of the application that it makes."""

    text: str
    gone: tuple[tuple[str, str], ...] = ()
    """Entity and field, or method and path."""


def read(said: Sequence[Said], build: Build, fingerprint: Print) -> App:
    """The application after all that was said. Raises NotUnderstood with the sentence that stands in the way."""
    reading = _Reading(said[0].text)
    app = build(reading.text)
    for number, one in enumerate(said):
        for sentence in [*(_together(_sentences(one.text)) if number else []), *_answers(one)]:
            reading, app = _next(reading, app, sentence, build, fingerprint)
    return app


def _answers(said: Said) -> list[str]:
    questions = [*said.questions, *[""] * len(said.answers)]
    return [as_sentence(question, answer) for question, answer in zip(questions, said.answers, strict=False) if answer.strip()]


def _sentences(text: str) -> list[str]:
    """What is read as one: a sentence, or a text with lists as a whole."""
    if re.search(r"(?m)^\s*(?:[-*•]|\d+[.)])\s", text):
        return [text.strip()]
    found = [part.strip() for part in split_outside(text, r"(?<=[.!?])\s+|\n+|\s*;\s*")]
    return [part for part in found if re.search(r"[^\W\d_]{3}", part) and not re.fullmatch(r"(?i)(please|thanks?( you)?)\W*", part)]


def _together(sentences: Sequence[str]) -> list[str]:
    """`Add categories.` says nothing without the sentence after it, which says what a category is: they are read as one."""
    joined: list[str] = []
    for sentence in sentences:
        head = _BARE.fullmatch(joined[-1].rstrip(".! ")) if joined else None
        if head and re.match(rf"(?i)(?:an?|each|every|the) {re.escape(words.singular(head[1]))}\b", sentence):
            joined[-1] = sentence
        else:
            joined.append(sentence)
    return joined


def _next(reading: _Reading, app: App, sentence: str, build: Build, fingerprint: Print) -> tuple[_Reading, App]:
    """The reading with one more sentence: the first way to put it that makes a difference."""
    before = fingerprint(app)
    refusal: NotUnderstood | None = None
    for candidate in _candidates(reading, app, sentence):
        try:
            changed = _built(candidate, build)
        except NotUnderstood as error:
            refusal = refusal or error
            continue
        if fingerprint(changed) != before:
            return candidate, changed
    raise refusal or not_understood(sentence, "it changes nothing in the app")


def _built(reading: _Reading, build: Build) -> App:
    """Raises NotUnderstood."""
    app = build(reading.text)
    return _less(app, reading.gone) if reading.gone else app


def _candidates(reading: _Reading, app: App, sentence: str) -> Iterator[_Reading]:
    """The ways to take a sentence, the surest first."""
    plain = _LEAD.sub("", sentence.strip()).rstrip(".! ")
    gone = _GONE.fullmatch(plain)
    if gone:
        yield from (_Reading(reading.text, (*reading.gone, one)) for one in _named(app, gone["what"], gone["who"]))
        return
    new = _NEW.match(plain)
    if new and _entity(app, new["who"]) is None:
        at = words.plural(words.code_name(new["who"])).replace("_", "-")
        yield _Reading(_joined(_joined(reading.text, sentence), f"CRUD for {new['who']} at /{at}"), reading.gone)
    for earlier, text in [*_declared(reading.text, app, plain), (reading.text, sentence), (reading.text, plain)]:
        yield _Reading(_joined(earlier, text), reading.gone)


def _joined(text: str, more: str) -> str:
    end = "" if text.rstrip().endswith((".", "!", "?", ":", ";")) else "."
    return f"{text.rstrip()}{end}\n\n{more[:1].upper()}{more[1:].rstrip('.')}."


def _declared(text: str, app: App, plain: str) -> Iterator[tuple[str, str]]:
    """The text, and the sentence as an intent would say it."""
    plain = re.sub(r"(?i)\b(?:also|now|additionally|as well|too) |,? (?:too|as well|now)$", "", plain)
    for pattern in _ADDS:
        match = pattern.fullmatch(plain)
        entity = _entity(app, match.groupdict().get("who")) if match else None
        if match and entity:
            yield text, _has(entity, match["what"])
    match = _RULE.fullmatch(plain)
    entity = _entity(app, match["who"]) if match else None
    name = _field(entity, match["what"]) if match and entity else None
    if match and entity and name:
        optional = "optional " if entity.fields[name].required is False else ""
        said = f"A {_said(entity.name)} has a {optional}{_said(name)} ({match['rule']})."
        yield text, said
        # A limit in the middle of an operation is stronger than one that is said of the field: there it is taken back.
        yield re.sub(rf"(?i)(\b{_said(name)}s?)\s*\([^()]*\d[^()]*\)", r"\1", text), said


def _has(entity: Entity, what: str) -> str:
    """`due dates and an owner` as fields of the entity; what is not said to be required is optional, since older records lack it."""
    parts = [_one_field(part) for part in split_outside(what, r",\s*(?:and\s+)?|\s+and\s+") if part.strip()]
    return f"A {_said(entity.name)} has {words.join(parts)}."


def _one_field(said: str) -> str:
    plain = re.sub(r"(?i)^(?:(?:an?|the|also|new|another|some|its|their) )+", "", said.strip())
    phrase, bracket, rest = plain.partition("(")
    asked = re.match(r"(?i)((?:optional|required|mandatory|unique) )+", phrase)
    kind = asked[0] if asked else "optional "
    name = phrase[len(asked[0]) if asked else 0 :].strip()
    name = re.sub(r"(?i) (?:fields?|columns?|attributes?|property|properties)$", "", name)
    if name.lower() in _LISTS:
        return f"an {kind}{name} (list of strings)"
    head, _, last = name.rpartition(" ")
    return f"{'an' if kind.startswith('o') else 'a'} {kind}{head} {words.singular(last)}".replace("  ", " ") + (
        f" ({rest}" if bracket else ""
    )


def _entity(app: App, who: str | None) -> Entity | None:
    """The resource that is spoken of; without a name the only one."""
    stored = [entity for entity in app.entities.values() if entity.stored]
    if who is None:
        return stored[0] if len(stored) == 1 else None
    return next((entity for entity in stored if _same(who, entity.name) or _same(who, entity.plural)), None)


def _same(one: str, other: str) -> bool:
    return words.singular(words.code_name(one)).replace("_", "") == words.singular(other).replace("_", "")


def _field(entity: Entity, said: str) -> str | None:
    return next((name for name in entity.fields if _same(said, name)), None)


def _said(name: str) -> str:
    return name.replace("_", " ")


def _named(app: App, what: str, who: str | None) -> Iterator[tuple[str, str]]:
    """What is to be taken out: an operation, or a field."""
    call = _CALL.search(what)
    if call:
        shape = re.sub(r"\{[^}]*\}", "{}", call[2]).rstrip(".")
        yield from ((e.method, e.path) for e in app.endpoints if e.method == call[1] and re.sub(r"\{[^}]*\}", "{}", e.path) == shape)
        return
    chosen = [_entity(app, who)] if who else list(app.entities.values())
    yield from ((entity.name, name) for entity in chosen if entity and (name := _field(entity, re.sub(r"(?i)^(?:their|its) ", "", what))))


def _less(app: App, gone: Sequence[tuple[str, str]]) -> App:
    """The application without these operations and fields. Raises NotUnderstood when other things are made of such a field."""
    less = copy.deepcopy(app, {id(MISSING): MISSING})
    for owner, name in gone:
        if name.startswith("/"):
            less.endpoints = [e for e in less.endpoints if (e.method, e.path) != (owner, name)]
        elif owner in less.entities:
            less.entities[owner].fields.pop(name, None)
            for endpoint in less.endpoints:
                if endpoint.entity == owner:
                    endpoint.body = [one for one in endpoint.body if one.name != name]
                    endpoint.query = [one for one in endpoint.query if one.name != name]
            if re.search(rf"\b{re.escape(name)}\b", repr((less.endpoints, less.entities[owner]))):
                raise not_understood(f"remove {name}", f"other things are made of {name}")
    return less
