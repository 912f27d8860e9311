"""Groups of a page's records under headings: `for each day a heading`, `the open ones under "To do", the rest under "Done"`."""

import re
from collections.abc import Iterator, Sequence

from shared.reading.pages.clauses import QUOTE, Clause
from shared.reading.pages.kept import held
from shared.reading.results.ordering import Key, statements
from shared.writing import words
from shared.writing.ir import App, Entity, Page, Sections

_HEADING = r"(?:(?:sub-?)?head(?:ing|line|er)s?|h[2-4]|sections?|captions?|blocks?|groups?)"
_OF_IT = r"(?:(?:the|an?|its|their|each|every|full|week-?day|written[- ]out|own|of|names?|<name>|<title>) )*"
_BY_FIELD = re.compile(
    rf"\bgroup(?:ed|s|ing)? (?:\S+ ){{0,3}}?(?:by|under|per|according to) {_OF_IT}<(?P<a>\w+)>|"
    rf"\b(?:for|per|in) (?:(?:each|every) )?<(?P<b>\w+)>[^.;]*?\b{_HEADING}\b|"
    rf"\b{_HEADING} (?:for|per|with|of) {_OF_IT}<(?P<c>\w+)>|"
    rf"\b(?:each|every) <(?P<d>\w+)> (?:is|has|gets|forms|as)\b[^.;<]{{0,20}}\b{_HEADING}\b|"
    rf"\b(?:under|below|beneath) (?=(?:its|their|each|every|the (?:full |<?name))){_OF_IT}(?:{_HEADING} (?:of|with|for) {_OF_IT})?<(?P<e>\w+)>|"
    rf"<(?P<f>\w+)> (?:as|being) (?:an?|the|its|their) {_HEADING}\b"
)
_UNDER = re.compile(rf"\b(?:under|{_HEADING})\b")
#: The heading of the page, not of a group.
_OF_PAGE = re.compile(
    r"\bpage\b[^⟦.;]{0,30}\b(?:heading|title|headline|titled|headed|h1)\b[^⟦.;]{0,12}$|\b(?:heading|title|headline) of the page\b[^⟦]{0,8}$"
)
_ABOVE = re.compile(r"\w⟧ (?:above|>|over|for|on top of) (?:the|all|those|any|every)\b")
_REST = re.compile(r"\b(?:others?|rest|remaining|everything else|all else)\b")
_ONLY_WITH_SOME = re.compile(
    rf"\b{_HEADING}\b[^.;]{{0,40}}\b(?:not|never|hidden|omitted|missing|left out|only)\b|\b(?:no|without an?) {_HEADING}\b|\bempty {_HEADING}\b"
)
_ON_TOP = re.compile(r"\b(?:top|first|above|beginning)\b")
_ALPHABET = r"(?i)alphabet|\ba ?(?:-|to) ?z\b|\bby name\b"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


#: `the headings Starters, Mains and Desserts`, `a heading for each section (Starters, Mains)`.
_CALLED = r"[A-Z][\w\-]*(?: (?!(?:and|or|in|on|at|with|under|where|which|that|each|then|as|for|by|so)\b)[a-z]\w*)?"
_BARE = re.compile(rf"\b[Hh]eadings?\b[^A-Z.;\"]{{0,40}}?(?P<list>{_CALLED}(?:, {_CALLED})*(?:,? and {_CALLED}|(?=\))))")


def headed(text: str) -> str:
    """The text with quotes at headings that are listed without."""
    told = _BARE.search(text)
    if told is None:
        return text
    return f"{text[: told.start('list')]}{re.sub(_CALLED, lambda match: f'"{match[0]}"', told['list'])}{text[told.end() :]}"


def group(app: App, page: Page, entity: Entity, said: Sequence[Clause]) -> list[Clause]:
    """Gives a page its groups. Returns the clauses that are not about them."""
    page.sections = _given(app, entity, said)
    if page.sections:
        headings = set(page.sections.headings)
        if not _of_choices(page, entity):
            return [clause for clause in said if not set(clause.own) & headings]
        _sort_within(page, entity, " ".join(clause.text for clause in said))
        return [clause.part(re.sub(QUOTE, "", clause.said)) if set(clause.own) & headings else clause for clause in said]
    name = next((name for clause in said if (name := _field(entity, clause.said))), "")
    if not name:
        return list(said)
    text = " ".join(clause.text for clause in said)
    page.sections = Sections(_heading_of(entity, name, text), field=name)
    _sort(page, entity, name, text)
    return [clause for clause in said if not re.search(rf"<{name}> (?:without|with no|that ha\w+ no)\b", clause.said)]


def _field(entity: Entity, said: str) -> str:
    """The field whose values are headings."""
    for match in _BY_FIELD.finditer(said):
        name = str(next(filter(None, match.groups())))
        known = entity.fields.get(name)
        if known is not None and known.type not in {"boolean", "list", "object"}:
            return name
    return ""


def _heading_of(entity: Entity, name: str, text: str) -> str:
    """The expression of a record's heading."""
    choices = entity.fields[name].choices
    full = next((found for listed in (_DAYS, _MONTHS) if (found := _in_full(choices, listed))), {})
    if full and (re.search(r"(?i)\bfull\b|\bwritten[- ]out\b", text) or any(re.search(rf"\b{one}\b", text) for one in full.values())):
        return _chosen([(one, f'row["{name}"] == "{choice}"') for choice, one in full.items()])
    return f'"" if row["{name}"] is None else f"{{row["{name}"]}}"'


def _in_full(choices: Sequence[str], listed: Sequence[str]) -> dict[str, str]:
    """Short names of days or months -> their full names; empty where the choices are none."""
    found = {choice: [one for one in listed if one.lower().startswith(choice.lower()) and len(choice) > 1] for choice in choices}
    return {choice: ones[0] for choice, ones in found.items()} if all(len(ones) == 1 for ones in found.values()) else {}


def _sort(page: Page, entity: Entity, name: str, text: str) -> None:
    """The records of a group stand together; those of a choice in the order of the choices."""
    choices = entity.fields[name].choices
    down = any(f'row["{name}"]' in line and "reverse=True" in line for line in page.order.split("\n"))
    first = page.order.split("\n")[-1]
    if choices and not down and ".index(" not in first:
        line = f'rows.sort(key=lambda row: {choices!r}.index(row["{name}"]))'.replace("'", '"')
    elif f'row["{name}"]' in first:
        line = ""
    else:
        line = statements([Key(name, down)], {name: entity.fields[name].type})[0]
    within = _by_name(page, entity, name) if re.search(_ALPHABET, text) else ""
    page.order = "\n    ".join(filter(None, [within, page.order, line]))


def _of_choices(page: Page, entity: Entity) -> str:
    """The field whose values the headings stand for; empty where they stand for something else."""
    fields = set(re.findall(r'row\["(\w+)"\]', page.sections.code if page.sections else ""))
    return next((name for name in fields if len(fields) == 1 and name in entity.fields and entity.fields[name].choices), "")


def _sort_within(page: Page, entity: Entity, text: str) -> None:
    """The records under headings that stand for the values of a field are in no order of that field."""
    name = _of_choices(page, entity)
    own = [line for line in page.order.split("\n    ") if line and f'row["{name}"]' not in line]
    named = _by_name(page, entity, name) if re.search(_ALPHABET, text) and not own else ""
    page.order = "\n    ".join(filter(None, [named, *own]))


def _by_name(page: Page, entity: Entity, name: str) -> str:
    """What sorts the records of a group by what they are called, where nothing else does."""
    called = next((one for one in ("title", "name") if one in entity.fields), "")
    if not called or any(f'row["{name}"]' not in line for line in filter(None, page.order.split("\n"))):
        return ""
    return statements([Key(called)], {called: "string"})[0]


def _given(app: App, entity: Entity, said: Sequence[Clause]) -> Sections | None:
    """Headings in quotes, each with what says which records stand under it."""
    told = [
        (heading, _which(app, entity, heading, part)) for clause in said if _UNDER.search(clause.said) for heading, part in _pieces(clause)
    ]
    known = [(heading, code) for heading, code in told if code]
    whole = " ".join(clause.said for clause in said)
    if not known or (len(told) == 1 and not re.search(rf"\bunder (?:the |an? )?(?:{_HEADING} )?(?:{QUOTE}|called|named)", whole)):
        return None
    rest = [heading for heading, code in told if not code]
    if len(rest) > 1:
        return None
    headings = [heading for heading, _ in told]
    if len(told) == 1:
        headings = [*headings, ""] if _ON_TOP.search(whole.partition("⟦")[0][-60:]) else ["", *headings]
    return Sections(_chosen(known, rest[0] if rest else ""), headings, len(told) > 1 and not _ONLY_WITH_SOME.search(whole))


def _pieces(clause: Clause) -> Iterator[tuple[str, str]]:
    """The quotes that are headings of groups, each with the words that belong to it."""
    gathered: list[tuple[str, str]] = []
    waiting = ""
    for part in re.split(r",? and |, (?:then )?|: |\. |(?<=⟧)(?=(?:(?!,| and |: |\. )[^⟦])* ⟦)", clause.said):
        quote = re.search(QUOTE, part)
        waiting = f"{waiting} {part}"
        if quote is not None:
            gathered.append((clause.quoted(quote[1]), waiting))
            waiting = ""
    if gathered and waiting:
        gathered[-1] = (gathered[-1][0], gathered[-1][1] + waiting)
    for heading, part in gathered:
        before, _, after = part.partition("⟦")
        if (not _OF_PAGE.search(before) or _ABOVE.match(after)) and not re.search(r"\d", heading):
            yield heading, re.sub(QUOTE, "", part)


def _which(app: App, entity: Entity, heading: str, part: str) -> str:
    """The condition of the records under a heading; empty where nothing says one, as of the rest."""
    name = re.sub(r"\W+", "_", heading.lower()).strip("_")
    for one in entity.fields.values():
        for choice in one.choices:
            if {name, words.singular(name)} & {choice.lower().replace(" ", "_"), words.plural(choice.lower())}:
                return f'row["{one.name}"] == "{choice}"'
    codes = [code for code in held(app, entity, part) if 'row["' in code] if not _REST.search(part) else []
    if len(codes) == 1:
        return codes[0]
    flag = entity.fields.get(name)
    return f'row["{name}"]' if flag is not None and flag.type == "boolean" else ""


def _chosen(pairs: Sequence[tuple[str, str]], rest: str = "") -> str:
    """The expression of a heading: the first whose condition a record meets."""
    quoted = [(re.sub(r'[\\"\n]', "", heading), code) for heading, code in pairs]
    return " else ".join([*(f'"{heading}" if {code}' for heading, code in quoted), f'"{rest}"'])
