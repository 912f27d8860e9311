"""Names in a clause become marks: `<price>` a field, `[book]` a resource, `'open'` a state, `!borrow!` an action. The second step of the cascade."""

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import NamedTuple

from shared.reading.routes.routing import is_verb
from shared.reading.text.lexicon import canonical, wordset
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity, Field


class Ground:
    """What names mean where this operation (or, without one, this resource) is spoken of."""

    def __init__(self, app: App, entity: Entity | None, endpoint: Endpoint | None = None) -> None:
        self.app, self.entity, self.endpoint = app, entity, endpoint

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Fields of the request, of the resource and of its owner, by name; the nearest first."""
        owner = self.app.entities.get(self.endpoint.parent) if self.endpoint else None
        found: dict[str, Field] = {one.name: one for one in self.endpoint.body} if self.endpoint else {}
        lists = [*(self.endpoint.body if self.endpoint else ()), *(self.entity.fields.values() if self.entity else ())]
        found |= {part.name: part for one in lists for part in one.parts if part.name not in found}
        for entity in (self.entity, owner):
            for one in entity.fields.values() if entity else ():
                found.setdefault(one.name, one)
        return found

    def __call__(self, text: str) -> str:
        """The clause in canonical wording, with marks for names, in lower case but for quotes."""
        kept = r"((?:(?<![\w\]>])'|'(?!s\b))[^']*'|<[^>]*>|\[[^\]]*\]|![^!]*!|/[\w/{}\-]+)|([A-Z]+)"
        return re.sub(kept, lambda match: match[1] or match[2].lower(), self.marked(text))

    def marked(self, text: str) -> str:
        """As a call, but letters stay as they are."""
        return _marked(self._vocabulary, text)

    @cached_property
    def _vocabulary(self) -> "_Vocabulary":
        return _Vocabulary(
            tuple((entity.name, entity.plural, entity.stored) for entity in self.app.entities.values()),
            tuple(dict.fromkeys(each.path.rpartition("/")[2] for each in self.app.endpoints if each.kind == "action")),
            tuple((one.name, bool(one.refers), tuple(one.choices)) for one in self.fields.values()),
            self.entity is not None,
        )


class _Vocabulary(NamedTuple):
    """All names that there are where something is spoken of. While a text is read, hundreds of questions are about few of these."""

    entities: tuple[tuple[str, str, bool], ...]
    """Name, plural, and whether it is stored."""
    verbs: tuple[str, ...]
    fields: tuple[tuple[str, bool, tuple[str, ...]], ...]
    """Name, whether it refers to a record, and its choices."""
    of_record: bool
    """Whether it is a record of which is spoken."""

    @property
    def names(self) -> list[str]:
        return [name for name, _, _ in self.fields]


@lru_cache(maxsize=4096)
def _marked(vocabulary: _Vocabulary, text: str) -> str:
    marks, compact, pattern = _marks(vocabulary)
    names = set(vocabulary.names)

    def quoted(match: re.Match[str]) -> str:
        return marks.get(_key(match[1])) or (f"<{match[1]}>" if match[1] in names else f"'{match[1]}'")

    text = re.sub(r"[\"`]([\w\- ]+)[\"`]", quoted, canonical(text))
    if len({"from", "to", "until"} & names) > 1:
        text = _FROM_TO.sub(lambda match: f"<{match[0]}>", text)
    text = _with_ends(text, names, {name for name, _, _ in vocabulary.entities})
    if marks:
        text = pattern.sub(lambda match: match[0] if match["kept"] else compact[_key(match[0]).replace(" ", "")], text)
        text = _CALLED_FIELD.sub("", text)
        text = _HOW_MANY.sub(r"\1 of ", _GENERIC.sub(r"\1", _as_records(vocabulary, text)))
        text = _BETWEEN.sub(lambda match: f"{match[1]}{'>' if match['more'] else '<'}", text)
    return text


def _as_records(vocabulary: _Vocabulary, text: str) -> str:
    """`a firing`, where `firing` is a state of firings as well: behind an article it is the record."""
    both = {name for name, _, _ in vocabulary.entities} & {choice for _, _, choices in vocabulary.fields for choice in choices}
    of = rf"(?i)\b((?:an?|the|each|every|any|this|that|new) (?:'[\w \-]+' )?)'({'|'.join(map(re.escape, both))})'(?! (?:\[|ones?\b))"
    return re.sub(of, lambda match: f"{match[1]}[{match[2].lower()}]", text) if both else text


def _with_ends(text: str, fields: set[str], entities: set[str]) -> str:
    """`the end is after the start`, where only `start_hour` and `end_hour` can be meant; `the maximum is not below the minimum`."""
    for what in ("hour", "time", "date", "day", "at", "on"):
        if {f"start_{what}", f"end_{what}"} <= fields and not {"start", "end"} & (fields | entities):
            return re.sub(r"(?i)\b(the|its|their|whose) (start|end)(?![\w_\-])(?! (?:of|time|hour|date|day)\b)", rf"\1 <\2_{what}>", text)
    lows, highs = ([name for name in fields if re.match(stem, name)] for stem in (r"(?:min|minimum|lowest)_", r"(?:max|maximum|highest)_"))
    if len(lows) == len(highs) == 1 and not {"minimum", "maximum"} & (fields | entities):
        for name, said in ((lows[0], "minimum|lowest|min"), (highs[0], "maximum|highest|max")):
            alone = r"(?: (?:one|value))?(?![\w_\-])(?! (?!(?:must|can|is|are|may|has|never|not|and|or|if|less|more)\b)[a-z])"
            text = re.sub(rf"(?i)\b(the|its|their|whose) (?:{said}){alone}", rf"\1 <{name}>", text)
    return text


@lru_cache(maxsize=512)
def _marks(vocabulary: _Vocabulary) -> tuple[dict[str, str], dict[str, str], re.Pattern[str]]:
    """The mark of each form of a name, the same without spaces, and what finds them."""
    marks = {_key(form): f"[{name}]" for name, plural, _ in vocabulary.entities for form in (name, plural)}
    marks |= _short(vocabulary)
    for verb in vocabulary.verbs:
        if "{" not in verb:
            for form in _forms(verb):
                marks.setdefault(_key(form), f"!{verb}!")
    choices = [choice for _, _, choices in vocabulary.fields for choice in choices]
    marks = (_several(choices) if vocabulary.of_record else {}) | marks | {_key(choice): f"'{choice}'" for choice in choices}
    for name, refers, _ in vocabulary.fields:
        marks |= {_key(form): f"<{name}>" for form in (name, words.plural(name), words.singular(name))}
        if refers and name.endswith("_id"):
            marks[f"{_key(name[:-3])} id"] = f"<{name}>"
    marks |= {_key(name): f"<{name}>" for name in vocabulary.names}
    stems = [measured[1] for name in vocabulary.names if (measured := _MEASURED.fullmatch(name))]
    for name in vocabulary.names:
        if (measured := _MEASURED.fullmatch(name)) and ("_per_" not in name or stems.count(measured[1]) == 1):
            marks = {_key(form): f"<{name}>" for form in (measured[1], words.plural(measured[1]))} | marks
    marks = {form: mark for form, mark in marks.items() if len(form.strip()) > 1 and form.strip() not in _NEVER}
    return marks, {form.replace(" ", ""): mark for form, mark in marks.items()}, _pattern(marks)


def _several(choices: list[str]) -> dict[str, str]:
    """`drafts`, which are in the state `draft`."""
    return {
        _key(words.plural(choice)): f"'{choice}'" for choice in choices if not choice.endswith(("ed", "ing", "s")) and not is_verb(choice)
    }


def _short(vocabulary: _Vocabulary) -> dict[str, str]:
    """`a second entry`, where there are time entries: the last word of a name of two, if nothing else is called so."""
    lasts = [(name.rpartition("_")[2], name, stored) for name, _, stored in vocabulary.entities if "_" in name]
    taken = {*vocabulary.names, *(name for name, _, _ in vocabulary.entities)}
    return {
        _key(form): f"[{name}]"
        for last, name, stored in lasts
        if last not in taken and [one for one, _, _ in lasts].count(last) == 1 and stored
        for form in (last, words.plural(last))
    }


def _pattern(marks: Iterable[str]) -> re.Pattern[str]:
    listed = "|".join(re.escape(form).replace(r"\ ", r"[ _\-]?") for form in sorted(marks, key=len, reverse=True))
    return re.compile(
        rf"(?P<kept>\"[^\"]*\"|(?:(?<!\w)'|'(?!s\b))[^']*'|/[\w/{{}}\-]+)|(?<![\w<'/!\[])(?:{listed})(?![\w>/!\]]|'(?!s\b))",
        re.IGNORECASE,
    )


#: A name that ends with its unit is spoken of without it: `the balance` of `balance_cents`.
_MEASURED = re.compile(
    r"(\w+?)_(?:cents?|eur|euros?|usd|dollars|kg|grams?|km|cm|mm|meters|metres|kw|kwh|ml|liters|litres|minutes|mins?|hours|days|seconds|percent|celsius|per_[a-z]+|m|g|l|lbs|pounds|tons|tonnes|miles|feet|inches|watts|volts|degrees|deg|sec|secs|mins)"
)
#: `to` and `from` are names only where they are compared.
_FROM_TO = re.compile(
    r"\b(?:from|to|until)\b(?=\s+(?:is |must |can |may |lies )?(?:not )?(?:be )?(?:before|after|later|earlier|on or|>|<))|(?:(?<=\bby )|(?<=\bbefore )|(?<=\bafter )|(?<=\bthan )|(?<=[<>=] ))(?:from|to|until)\b|"
    r"\b(?:from|to|until)\b(?=,? (?:and|or) (?:to|from|until) (?:are|must|have|both|can|may|is|should)\b)|(?:(?<=\bfrom and )|(?<=\bfrom or ))(?:to|until)\b(?= (?:are|must|have|both|can|may|is|should)\b)"
    r"|(?<=\bsame )from\b(?=,? and (?:to|until)\b)|(?<=\bsame from and )(?:to|until)\b(?=\W*$|[,.;)])",
    re.I,
)
#: What a record is, whatever it is: `action items`, `tag entries`.
_GENERIC = re.compile(r"(\[\w+\]) (?:items?|entry|entries|records?)\b")
#: `increases its integer field attempts`: what a field is, before its name.
_CALLED_FIELD = re.compile(
    r"(?i)(?:(?<=\bits )|(?<=\bthe ))(?:(?:integer|number|numeric|boolean|text|string|date) )?(?:field|member|property|attribute|counter|value) (?:called |named )?(?=<\w+>)"
)
#: How many there are, even where a record has a number of its own: `the number of different wells`, `the number of its pulls`.
_HOW_MANY = re.compile(r"<(number|count)> of (?=(?:different|distinct|unique|all|its|their|his|her|that|those|these)\b|\[\w+\])")
#: What compares where it stands between two fields: `the gross must exceed the tare`.
_BETWEEN = re.compile(
    r"(?<=> )((?:(?:is|are|must|can|may|not|never|be|being|always|lie|lies|fall|go|drop) )*)(?:(?P<more>above|over|beyond|exceed(?:s|ing)?)|below|under|beneath)(?= (?:the |its |their )?<\w+>)"
)
_NEVER = wordset("id in to is it at on no not and or if from for of a an the all only end count with second") - {"end", "count"}


def _forms(verb: str) -> tuple[str, ...]:
    """How an action is spoken of: `checkin` as `check in`, `borrow` as `borrowed`, `borrows`, `borrowing`, `withdraw` as `withdrawal`."""
    past = words.participle(verb)
    apart = re.sub(r"(?<=\w)(in|out|up|off)$", r" \1", verb)
    third = f"{verb}es" if verb.endswith(("sh", "ch", "ss", "x", "z")) else f"{verb}s"
    return (
        apart,
        verb,
        past,
        third,
        f"{verb.rstrip('e')}ing",
        f"{verb}{verb[-1]}ing",
        f"{past} again",
        f"{verb.rstrip('e')}al",
        f"{verb.rstrip('e')}als",
    )


def _key(name: str) -> str:
    return re.sub(r"[_\-\s]+", " ", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)).lower()


def plain(marked: str) -> str:
    """A marked text with plain words again."""
    text = re.sub(r"<(\w+)>|\[(\w+)\]|!([\w\-]+)!", lambda match: (match[1] or match[2] or match[3]).replace("_", " "), marked)
    return re.sub(r"'([\w \-]+)'", r'"\1"', text)


def fields_in(text: str) -> list[str]:
    """The fields that a grounded clause names, in its order."""
    return list(dict.fromkeys(re.findall(r"<(\w+)>", text)))


def entities_in(text: str) -> list[str]:
    """As `fields_in`, for resources."""
    return list(dict.fromkeys(re.findall(r"\[(\w+)\]", text)))


def states_in(text: str) -> list[str]:
    """As `fields_in`, for states."""
    return list(dict.fromkeys(re.findall(r"'([\w \-]+)'", text)))


def actions_in(text: str) -> list[str]:
    """As `fields_in`, for actions."""
    return list(dict.fromkeys(re.findall(r"!([\w\-]+)!", text)))


def state_field(entity: Entity, value: str) -> Field | None:
    """The field that has this value among its choices."""
    return next((one for one in entity.fields.values() if value in one.choices), None)
