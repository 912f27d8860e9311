"""Members about the first or the last of several records: `last_visit`, `the level of its latest reading`; and what there is of none."""

import re

from shared.reading.results.numbers import AVERAGE, COUNT, SUM, About

#: What there is of nothing is 0, unless some of it is null: `with no sales it is 0`, `all three are 0`.
ZERO = (
    r"\bzeros?\b|\beverything(?: is| are|:| =)? 0\b|\b(?:or|else|otherwise) 0\b(?! or\b)|\b0 (?:otherwise|else)\b|\b(?:all|both)(?: \w+)? are 0\b|"
    r"\b(?:without|with no|with none|if|when)\b[^.;]*\b(?:is|are|be|shows?|gives?|returns?) (?:both |all |each )?0\b"
)


def when_empty(about: About) -> str:
    """What an average or an extreme of nothing is."""
    named = re.search(
        rf"\b{re.escape(about.name)} (?:is|are|=|being) (?:then )?(?:0|zero)\b|\b0 (?:if|when|for|without|with|while|as long)\b",
        about.gloss,
    )
    told = named or (re.search(ZERO, about.gloss, re.IGNORECASE) and not re.search(r"\bnull\b", about.gloss))
    return "0" if told else "None"


def dated(about: About) -> str:
    """`the date of its latest inspection`, `last_visit`: an extreme over dates; None where there is no record."""
    dates = [one.name for one in about.entity.fields.values() if one.type in {"date", "datetime"}]
    day = next((one for one in dates if f"<{one}>" in about.said), dates[0] if len(dates) == 1 else "")
    text = f"{about.name.replace('_', ' ')} {about.said}"
    latest, earliest = re.search(r"\b(?:latest|last|newest|most recent)\b", text), re.search(r"\b(?:earliest|first|oldest)\b", text)
    told = re.search(r"(?:^|_)(?:last|latest|first|earliest|newest|oldest)(?:_|$)", about.name)
    other = re.sub(r"^(?:last|latest|first|earliest|newest|oldest)_", "", about.name)
    if other in about.entity.fields and other != day:
        return ""  # `last_celsius`, of the latest reading.
    if not day or bool(latest) is bool(earliest) or not told or re.search(rf"{COUNT}|{SUM}|{AVERAGE}", about.said):
        return ""
    return f'{"max" if latest else "min"}((other["{day}"] for other in {about.rows} if other["{day}"] is not None), default=None)'


_LAST = r"(?:latest|newest|last|most recent)"


def lately(about: About) -> str:
    """`the level of its latest reading`, `the most recently recorded level`: a field of the record that was made last, or has the latest date."""
    one = rf"(?:<\w+> |(?!\[)\w+ )?\[{about.entity.name}\]"
    told = re.search(
        rf"<(\w+)>(?: (?:of|from|in|at|by|given|recorded|sent|the|its|their|with|which|that|was|is|\[\w+\]'?s?))* {_LAST}(?:ly \w+)? {one}|"
        rf"\b{_LAST} {one}'?s? <(\w+)>|<(\w+)> (?:of|from|in) (?:the|its) {one} (?:(?:that|which) )?(?:was )?(?:\w+ed|made) (?:last|most recently)\b|"
        rf"\b(?:most recently \w+|{_LAST}) <(?!\w*(?:year|vintage))(\w+)>",
        about.said,
    )
    name = next((each for each in told.groups() if each), "") if told else ""
    days = [each.name for each in about.entity.fields.values() if each.type in {"date", "datetime"}]
    if name not in about.entity.fields or name in days or re.search(rf"{COUNT}|{AVERAGE}", about.spoken) or len(days) > 1:
        return ""
    rows, none = about.rows, when_empty(about)
    kept = f' if other["{days[0]}"] == max(one["{days[0]}"] for one in {rows})' if days else ""
    return f'next((other["{name}"] for other in reversed({rows}){kept}), {none})'


def moment(about: About) -> str:
    """`last_visit`, where visits are noted with their time."""
    told = re.fullmatch(r"(?P<last>last|latest|newest|most_recent)_\w+|(?:first|earliest|oldest)_\w+", about.name)
    days = [one.name for one in about.entity.fields.values() if one.type in {"date", "datetime"}]
    if told is None or len(days) != 1 or about.name in about.entity.fields:
        return ""
    field = re.sub(r"^(?:last|latest|newest|most_recent|first|earliest|oldest)_", "", about.name)
    end = f'{"max" if told["last"] else "min"}((one["{days[0]}"] for one in {about.rows}), default=None)'
    if field in about.entity.fields and field != days[0]:
        return f'next((other["{field}"] for other in {about.rows} if other["{days[0]}"] == {end}), None)'
    return f'{"max" if told["last"] else "min"}((other["{days[0]}"] for other in {about.rows}), default=None)'
