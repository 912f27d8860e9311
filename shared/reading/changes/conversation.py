"""Reads what was said after an intent: answers to questions, and changes of the app that it made. Later sentences win.

A change is said in another way than an app: “add due dates to my to-dos”. Each sentence is put into the words of an intent, appended to
the text, and the whole is read again. A change of which a sentence shows nowhere in the application was not understood: it is refused.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from shared.errors import NotUnderstood
from shared.intent import Said
from shared.reading.changes import additions, removals, restating, revisions
from shared.reading.changes.asking import as_sentence
from shared.reading.changes.naming import PEOPLE, entity_of, spoken
from shared.reading.refused import not_understood
from shared.reading.text.lexicon import wordset
from shared.reading.text.shapes import split_outside
from shared.writing import words
from shared.writing.ir import App

type Build = Callable[[str], App]
#: What tells two applications apart: their code.
type Print = Callable[[App], str]

_LEAD = re.compile(
    r"(?i)^(?:(?:please|now|also|then|next|and|could you|can you|let's|lets"
    rf"|(?:let|allow) {PEOPLE}(?: to)?|(?:i|we)(?:'d| would)? (?:want|need|like)(?: {PEOPLE})?(?: to)?(?: be able to)?"
    rf"|(?:make it|it (?:should|must|shall) be|it needs to be) possible (?:for {PEOPLE} )?to|{PEOPLE} (?:should|must|shall|can|may|need to|want to)(?: be able to)?)[, ]+)+"
)
#: What a record is that was not spoken of before.
_NEW = re.compile(r"(?i)(?:an?|each|every) (?P<who>[a-z-]+) (?:has|have|consists of)\b")
#: A heading that the operations after it make plain.
_HEADED = re.compile(r"(?i)[\w -]+ (?:has|have) [\w-]+: (?=(?:GET|POST|PUT|PATCH|DELETE) /)")
#: Two changes in one sentence.
_AND = re.compile(r"(?i),? (?:and|but) (?:also )?(?=(?:add|let|allow|make|remove|drop|sort|order|list|show|give|rename|raise|refuse|reject|GET|POST|PUT|PATCH|DELETE)\b)")  # fmt: skip


#: What a sentence refuses has to show, but for what is not there.
_BINDS = re.compile(
    r"(?i)\b(?:4(?!04)\d\d|refus\w*|reject\w*|cannot|can't|forbid\w*|forbidden|unless|only|not (?:be )?allow\w*|(?:must|may|can|should)(?: not|n't))\b"
)
#: Words that say nothing new where all the others are known.
_SAID_AGAIN = wordset(
    "a an the add want need like please support allow let can may should must will it they them this that these "
    "those its their both all each every any no not never with without of to for in on at by as is are was be being "
    "been do does did has have had and or but if when where while after before then so only also again already "
    "first second another other same new old unknown missing existing answer respond return give get mark count "
    "mean say stay remain keep default initial start begin true false one two id ids"
)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The text as it was put so far, and what is taken out of the application that it makes."""

    text: str
    gone: tuple[tuple[str, str], ...] = ()
    """Entity and field, or method and path."""


def read(said: Sequence[Said], build: Build, fingerprint: Print) -> App:
    """The application after all that was said. Raises NotUnderstood with the sentence that stands in the way."""
    reading = _Reading(restating.restated(said[0]))
    app = build(reading.text)
    for number, one in enumerate(said):
        if number:
            reading, app = _changed(reading, app, one.text, build, fingerprint)
        for sentence in _answers(one):
            reading, app = _next(reading, app, sentence, build, fingerprint)
    return app


def _answers(said: Said) -> list[str]:
    questions = [*said.questions, *[""] * len(said.answers)]
    pairs = [pair for pair in zip(questions, said.answers, strict=False) if pair[1].strip() and not restating.is_unclear(pair[0])]
    return [as_sentence(question, answer) for question, answer in pairs]


def _changed(reading: _Reading, app: App, text: str, build: Build, fingerprint: Print) -> tuple[_Reading, App]:
    """A change sentence by sentence. One that alone makes no difference waits for the next: `Add categories. A category has a name.`

    Raises NotUnderstood with the first sentence that makes none in the end, and says something of its own.
    """
    start, before = reading, app
    waiting: list[tuple[str, NotUnderstood]] = []
    for sentence in _sentences(text):
        together = " ".join([*(one for one, _ in waiting), sentence])
        joined = _tried(reading, app, [together], build, fingerprint) if waiting else None
        if isinstance(joined, tuple):
            (reading, app), waiting = joined, []
            continue
        alone = _tried(reading, app, [sentence], build, fingerprint)
        parts = _AND.split(sentence)
        found = _tried(reading, app, parts, build, fingerprint) if isinstance(alone, NotUnderstood) and len(parts) > 1 else alone
        if isinstance(found, tuple):
            reading, app = found
        elif isinstance(alone, NotUnderstood):
            waiting.append((sentence, alone))
    for sentence, refusal in waiting:
        if _held(text.replace(sentence, "") + reading.text + fingerprint(app), sentence):
            continue
        # It may only repeat what the sentences before it say: then it makes a difference without them.
        if isinstance(_tried(start, before, [sentence], build, fingerprint), NotUnderstood):
            raise refusal
    return reading, app


def _tried(reading: _Reading, app: App, sentences: Sequence[str], build: Build, fingerprint: Print) -> tuple[_Reading, App] | NotUnderstood:
    """What the sentences make of the application, or why they make nothing of it."""
    try:
        return _each(reading, app, sentences, build, fingerprint)
    except NotUnderstood as error:
        return error


def _each(reading: _Reading, app: App, sentences: Sequence[str], build: Build, fingerprint: Print) -> tuple[_Reading, App]:
    """Raises NotUnderstood. A later sentence may call the new field `it`."""
    new: list[str] = []
    for sentence in sentences:
        known = _fields(app)
        said = (
            re.sub(r"(?i)\b(by|on|for) (?:it|them|this|that)\b(?=\W*$)", rf"\1 {spoken(new[0])}", sentence) if len(new) == 1 else sentence
        )
        reading, app = _next(reading, app, said, build, fingerprint)
        new = [name for owner, name in _fields(app) if (owner, name) not in known]
    return reading, app


def _fields(app: App) -> list[tuple[str, str]]:
    return [(entity.name, name) for entity in app.entities.values() for name in entity.fields]


def _held(known: str, sentence: str) -> bool:
    """Whether a sentence that makes no difference has no word of its own: `new ones are not done` says again what holds anyway."""
    if _BINDS.search(sentence):
        return False
    own = {words.stem(word) for word in _words(sentence) if word not in _SAID_AGAIN}
    return own <= {words.stem(word) for word in _words(known)}


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _sentences(text: str) -> list[str]:
    """What is read as one: a sentence, or a text with lists as a whole."""
    if re.search(r"(?m)^\s*(?:[-*•]|\d+[.)])\s", text):
        return [text.strip()]
    found = [part.strip() for part in split_outside(text, rf"{restating.SENTENCE_END.pattern}|\s*;\s*")]
    return [part for part in found if re.search(r"[^\W\d_]{3}", part) and not re.fullmatch(r"(?i)(please|thanks?( you)?)\W*", part)]


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
    return removals.less(app, reading.gone) if reading.gone else app


def _candidates(reading: _Reading, app: App, sentence: str) -> Iterator[_Reading]:
    """The ways to take a sentence, the surest first."""
    unled = sentence.strip().rstrip(".!? ")
    plain = _LEAD.sub("", unled)
    gone = removals.named(app, unled) or removals.named(app, plain)
    if gone:
        yield _Reading(reading.text, (*reading.gone, *gone))
        return
    new = _NEW.match(plain)
    if new and entity_of(app, new["who"]) is None:
        at = words.plural(words.code_name(new["who"])).replace("_", "-")
        yield _Reading(_joined(_joined(reading.text, sentence), f"CRUD for {new['who']} at /{at}"), reading.gone)
    for earlier, text in _put(reading.text, app, unled, plain):
        yield _Reading(_joined(earlier, text), reading.gone)
    yield _Reading(_joined(reading.text, sentence), reading.gone)
    yield _Reading(_joined(reading.text, plain), reading.gone)


def _put(text: str, app: App, unled: str, plain: str) -> Iterator[tuple[str, str]]:
    """The text, and the sentence as an intent would say it."""
    headed = _HEADED.match(plain)
    if headed:
        yield text, plain[headed.end() :]
    for said in dict.fromkeys((unled, plain)):
        yield from ((text, one) for one in (*additions.children(app, said), *additions.operations(app, said), *additions.lists(app, said)))
    for said in dict.fromkeys((unled, plain)):
        yield from revisions.revised(text, app, said)
    for said in dict.fromkeys((plain, unled)):
        yield from ((text, one) for one in additions.declared(app, said))


def _joined(text: str, more: str) -> str:
    end = "" if text.rstrip().endswith((".", "!", "?", ":", ";")) else "."
    return f"{text.rstrip()}{end}\n\n{more[:1].upper()}{more[1:].rstrip('.')}."
