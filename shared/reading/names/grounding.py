"""Names in a clause become marks: `<price>` a field, `[book]` a resource, `'open'` a state, `!borrow!` an action. The second step of the cascade."""

import re
from functools import cached_property

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
        text = canonical(text)
        text = re.sub(r"[\"`]([\w\- ]+)[\"`]", lambda match: self._quoted(match[1]), text)
        if len({"from", "to", "until"} & self.fields.keys()) > 1:
            text = _FROM_TO.sub(lambda match: f"<{match[0]}>", text)
        text = self._with_ends(text)
        if self._marks:
            text = self._pattern.sub(lambda match: match[0] if match["kept"] else self._compact[_key(match[0]).replace(" ", "")], text)
            text = _HOW_MANY.sub(r"\1 of ", _GENERIC.sub(r"\1", text))
            text = _BETWEEN.sub(lambda match: f"{match[1]}{'>' if match['more'] else '<'}", text)
        return text

    def _with_ends(self, text: str) -> str:
        """`the end is after the start`, where only `start_hour` and `end_hour` can be meant."""
        for what in ("hour", "time", "date", "day", "at", "on"):
            if {f"start_{what}", f"end_{what}"} <= self.fields.keys() and not {"start", "end"} & {*self.fields, *self.app.entities}:
                return re.sub(
                    r"(?i)\b(the|its|their|whose) (start|end)(?![\w_\-])(?! (?:of|time|hour|date|day)\b)", rf"\1 <\2_{what}>", text
                )
        return text

    def _quoted(self, name: str) -> str:
        return self._marks.get(_key(name)) or (f"<{name}>" if name in self.fields else f"'{name}'")

    @cached_property
    def _marks(self) -> dict[str, str]:
        marks = {_key(form): f"[{entity.name}]" for entity in self.app.entities.values() for form in (entity.name, entity.plural)}
        marks |= self._short()
        for endpoint in self.app.endpoints:
            verb = endpoint.path.rpartition("/")[2]
            if endpoint.kind == "action" and "{" not in verb:
                for form in _forms(verb):
                    marks.setdefault(_key(form), f"!{verb}!")
        marks = self._several() | marks | {_key(choice): f"'{choice}'" for one in self.fields.values() for choice in one.choices}
        for one in self.fields.values():
            marks |= {_key(form): f"<{one.name}>" for form in (one.name, words.plural(one.name), words.singular(one.name))}
            if one.refers and one.name.endswith("_id"):
                marks[f"{_key(one.name[:-3])} id"] = f"<{one.name}>"
        marks |= {_key(one.name): f"<{one.name}>" for one in self.fields.values()}
        for one in self.fields.values():
            if measured := _MEASURED.fullmatch(one.name):
                marks = {_key(form): f"<{one.name}>" for form in (measured[1], words.plural(measured[1]))} | marks
        return {form: mark for form, mark in marks.items() if len(form.strip()) > 1 and form.strip() not in _NEVER}

    def _several(self) -> dict[str, str]:
        """`drafts`, which are in the state `draft`."""
        choices = [choice for one in self.fields.values() for choice in one.choices] if self.entity is not None else []
        return {
            _key(words.plural(choice)): f"'{choice}'"
            for choice in choices
            if not choice.endswith(("ed", "ing", "s")) and not is_verb(choice)
        }

    def _short(self) -> dict[str, str]:
        """`a second entry`, where there are time entries: the last word of a name of two, if nothing else is called so."""
        lasts = [(entity.name.rpartition("_")[2], entity) for entity in self.app.entities.values() if "_" in entity.name]
        taken = {*self.fields, *self.app.entities}
        return {
            _key(form): f"[{entity.name}]"
            for last, entity in lasts
            if last not in taken and [one for one, _ in lasts].count(last) == 1 and entity.stored
            for form in (last, words.plural(last))
        }

    @cached_property
    def _compact(self) -> dict[str, str]:
        return {form.replace(" ", ""): mark for form, mark in self._marks.items()}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        forms = sorted(self._marks, key=len, reverse=True)
        listed = "|".join(re.escape(form).replace(r"\ ", r"[ _\-]?") for form in forms)
        return re.compile(
            rf"(?P<kept>\"[^\"]*\"|(?:(?<!\w)'|'(?!s\b))[^']*'|/[\w/{{}}\-]+)|(?<![\w<'/!\[])(?:{listed})(?![\w>/!\]]|'(?!s\b))",
            re.IGNORECASE,
        )


#: A name that ends with its unit is spoken of without it: `the balance` of `balance_cents`.
_MEASURED = re.compile(
    r"(\w+?)_(?:cents?|eur|euros?|usd|dollars|kg|grams?|km|cm|mm|meters|metres|kw|kwh|ml|liters|litres|minutes|mins?|hours|days|seconds|percent|celsius)"
)
#: `to` and `from` are names only where they are compared.
_FROM_TO = re.compile(
    r"\b(?:from|to|until)\b(?=\s+(?:is |must |can |may |lies )?(?:not )?(?:be )?(?:before|after|later|earlier|on or|>|<))|(?:(?<=\bby )|(?<=\bbefore )|(?<=\bafter )|(?<=\bthan )|(?<=[<>=] ))(?:from|to|until)\b|"
    r"\b(?:from|to|until)\b(?=,? (?:and|or) (?:to|from|until) (?:are|must|have|both|can|may|is|should)\b)|(?:(?<=\bfrom and )|(?<=\bfrom or ))(?:to|until)\b(?= (?:are|must|have|both|can|may|is|should)\b)",
    re.I,
)
#: What a record is, whatever it is: `action items`, `tag entries`.
_GENERIC = re.compile(r"(\[\w+\]) (?:items?|entry|entries|records?)\b")
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
