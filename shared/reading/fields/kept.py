"""How texts are kept, whatever they are sent as: `the code is stored in upper case`, `trim the name`, `save emails lowercased`."""

import re
from collections.abc import Iterator, Sequence

from shared.writing import words
from shared.writing.ir import App, Entity, Field

_WAYS = (
    ("upper", re.compile(r"(?i)\b(?:upper[- ]?cas(?:e(?! letters?\b)|ed|es|ing)|(?:in|to|into|as) (?:all )?upper[- ]?case letters|(?:in|to|into|as) (?:all )?(?:capitals|caps|capital letters)|all caps)\b")),
    ("lower", re.compile(r"(?i)\b(?:lower[- ]?cas(?:e(?! letters?\b)|ed|es|ing)|(?:in|to|into|as) (?:all )?lower[- ]?case letters|(?:in|to|into|as) (?:all )?small letters)\b")),
    ("trim", re.compile(r"(?i)\b(?:trim(?:s|med|ming)?|strip(?:s|ped|ping)? of (?:[a-z]+ )*(?:white ?space|spaces|blanks)|without (?:(?:leading|trailing|surrounding|outer|and|or|any) )*(?:white ?space|spaces|blanks))\b")),
)  # fmt: skip
#: That something is done to what is sent.
_DONE = re.compile(
    r"(?i)\b(?:stor(?:e|es|ed|ing)|sav(?:e|es|ed|ing)|ke(?:ep|eps|pt)|convert(?:s|ed|ing)?|turn(?:s|ed)?|put|written|writes?|normali[sz](?:e|es|ed|ing)|record(?:s|ed)?|made|makes?|transform(?:s|ed)?|(?:upper|lower)[- ]?cas(?:ed|es|ing)|trim(?:s|med|ming)?|strip(?:s|ped|ping)?)\b"
    r"|^\W*(?:(?:please|always|also) )*(?:upper|lower)[- ]?case (?:the|all|its|every|[`\"])"
)
#: What is demanded or compared, and not done.
_DEMANDED = re.compile(
    r"(?i)\b(?:must (?!be (?:stor|sav|kept|convert|normal|trim))|has to|only|regardless|no matter|whether|whatever|compar\w+|search\w*|filter\w*|sort\w*|consists?|invalid|reject\w*|refus\w*|not|4\d\d|upper (?:and|or) lower|differ\w*)\b"
)
_PIECE = re.compile(r"[.;]\s|,\s+(?=(?:whatever|regardless|no matter|so|even|and (?:it|is|they|then)|but|which|then)\b)")


def keep(app: App, texts: Sequence[str]) -> None:
    """Has the texts of requests changed before they are kept, where sentences say so."""
    for text in texts:
        for piece in _PIECE.split(re.sub(r"(?i)\be-mail(?=s?\b)", "email", re.sub(r" ?\([^()]*\)", "", text))):
            if _DONE.search(piece) and not _DEMANDED.search(piece):
                for entity in app.entities.values():
                    _each(app, entity, piece)


def kept_so(one: Field, text: str) -> None:
    """`answer (required, letters only, saved in capitals)`: what a phrase behind a field says that it is kept as."""
    for piece in re.split(r"[,;()]| and ", text):
        if _DONE.search(piece) and not _DEMANDED.search(piece) and one.type in {"", "string", "scalar", "email"} and (ways := _ways(piece)):
            _change(one, ways)


def _each(app: App, entity: Entity, piece: str) -> None:
    """What a clause says of the fields of a resource: `emails are lowercased and names trimmed` says a thing of each."""
    parts = re.split(r",? and |, ", piece)
    told = [(list(_named(entity, part)), _ways(part)) for part in parts if _ways(part)]
    for names, ways in told if all(names for names, _ in told) else [(list(_named(entity, piece)), _ways(piece))]:
        for name in names:
            _settle(app, entity, name, ways)


def _ways(piece: str) -> list[str]:
    return [way for way, said in _WAYS if said.search(piece)]


def _named(entity: Entity, piece: str) -> Iterator[str]:
    for one in entity.fields.values():
        also = {"address", "addresses"} if one.name == "email" and "address" not in entity.fields else set()
        spoken = "|".join(re.escape(form).replace("_", "[ _]") for form in {one.name, words.plural(one.name), *also})
        if (
            one.type in {"", "string", "scalar", "email"}
            and not one.choices
            and re.search(rf"(?i)(?<![\w/{{])(?:{spoken})(?![\w/}}])", piece)
        ):
            yield one.name


def _settle(app: App, entity: Entity, name: str, ways: list[str]) -> None:
    sent = [one for endpoint in app.endpoints if endpoint.entity == entity.name for one in endpoint.body if one.name == name]
    for one in (entity.fields[name], *sent):
        _change(one, ways)


def _change(one: Field, ways: list[str]) -> None:
    one.type = "string" if one.type in {"", "scalar"} else one.type
    one.kept = tuple(dict.fromkeys((*one.kept, *ways)))
