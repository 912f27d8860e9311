"""Which fields requests must carry, told of all but some: `all of them but the note are required`, `name is a must, the rest is optional`."""

import re

from shared.reading.names.grounding import Ground, fields_in
from shared.writing.ir import App, Entity

_MUST = r"(?:required|mandatory|compulsory|obligatory|needed|necessary|a must|must be (?:given|sent|provided|there|set|filled in|present))"
_MAY = r"(?:optional|voluntary|(?:not|n't) (?:be )?(?:required|mandatory|compulsory|needed|necessary|obligatory)|(?:be )?(?:left (?:out|away|empty|blank)|omitted|missing|skipped|empty))"
_DUTY = rf"(?:(?:is|are|was|were|can|may|might|could|stays?|remains?) ?)?(?:also |all |simply |just )*(?:(?P<may>{_MAY})|(?P<must>{_MUST}))"
_NAMES = r"(?P<names>(?:the |its |an? )?<\w+>(?:(?:, | and |, and | or )(?:the |its )?<\w+>)*)"
_FIELDS = r"(?:fields?|values?|data|details|properties|attributes)"
_ALL = rf"(?:every(?:thing| field)|all(?: (?:of (?:them|these|those|the {_FIELDS})|(?:the |these )?{_FIELDS}))?|each(?: of (?:them|these))?|any {_FIELDS}|(?P<none>nothing|no {_FIELDS}|none(?: of (?:them|these))?))"
_ALL_BUT = re.compile(
    rf"(?i)\b{_ALL}(?: else)?,? (?:but|except(?: for)?|excepting|besides|other than|apart from|save(?: for)?|bar) {_NAMES},? {_DUTY}\b"
)
#: `nothing may be missing apart from the note`.
_ALL_THEN_BUT = re.compile(
    rf"(?i)\b{_ALL} {_DUTY},? (?:but|except(?: for)?|excepting|besides|other than|apart from|save(?: for)?|bar) {_NAMES}"
)
#: What no other part of the sentence names.
_REST = re.compile(
    rf"(?i)(?:[,;:] ?|^)?(?:and |but |while |whereas )*\b(?:otherwise|the rest(?: of (?:them|the {_FIELDS}))?|all(?: of)?(?: the)? other(?:s| {_FIELDS})|the other(?:s| ones| {_FIELDS}| two| three| four)|the remaining (?:ones|{_FIELDS}))"
    rf" {_DUTY}\b"
)


def of_the_rest(app: App, entities: list[Entity], text: str) -> str:
    """The sentence without what it says of all fields but some, which the first resource with such fields is told."""
    for entity in entities:
        said = Ground(app, entity).marked(text)
        for pattern in (_ALL_BUT, _ALL_THEN_BUT, _REST):
            match = pattern.search(said)
            named = [name for name in fields_in(match["names"] if match and pattern is not _REST else said) if name in entity.fields]
            if match is None or not named:
                continue
            must = bool(match["must"]) is not bool(match.groupdict().get("none"))
            for one in entity.fields.values():
                if one.given and not one.refers and one.name not in named:
                    one.required = must
                elif pattern is not _REST and one.name in named:
                    one.required = not must
            return re.sub(r"<(\w+)>", r"\1", f"{said[: match.start()]}{said[match.end() :]}")
    return text
