"""States that are the end, however it is told: `once approved it is final: it cannot be changed, and deleting it is a 409` is `An approved one cannot be changed or deleted (409)`."""

import re

from shared.reading.text.lexicon import wordset
from shared.writing import words

_DONE = r"[\"`]?(?!(?:been|when|then|even|often|need|needed|seven|ten|children|indeed|used|based|listed|stored)\b)(?:[a-z_\-]+(?:ed|en)|(?:[a-z_\-]+)?(?:sent|sold|paid|lent|done|won|lost|made))(?![a-z_])[\"`]?"
_STATES = rf"(?P<states>{_DONE}(?:(?:, (?:or |and )?| or | and |/){_DONE})*)"
_IS = r"(?:(?:is|are|was|were|has been|have been|being|gets?|it's|they're)(?: either| already| once)* )?"
_WHO = tuple(
    re.compile(rf"(?i)(?P<bullet>[\s\-*]*){pattern}(?=[ ,:])")
    for pattern in (
        rf"(?:(?:once|when|whenever|as soon as|after|if|from the moment) )(?:(?:it|they|one|(?:an?|the|any|that) (?P<noun>[a-z]+(?: (?!(?:is|are|was|were|has|have|gets?|being)\b)[a-z]+)?)) )?{_IS}{_STATES}(?:,? (?:it|they|(?:an?|the|that|this) (?P<named>[a-z]+(?: [a-z]+)?)(?= (?:is|are|can|cannot|may|must|stays?|remains?)\b)))?",
        rf"(?:(?:an?|the|any|every|each|all) )?(?P<noun>[a-z]+(?: (?!(?:is|are|was|were|has|have|gets?|being)\b)[a-z]+)?) (?:that|which) {_IS}{_STATES}",
        rf"(?:(?:an?|the|any|every|each|all|both) )?(?:already )?{_STATES} (?P<noun>(?!(?:is|are|can|cannot|may|must)\b)[a-z]+(?: (?!(?:is|are|can|cannot|can't|may|must|stays?|remains?|will)\b)[a-z]+)?)",
    )
)
_FINAL = wordset("final frozen locked immutable read-only untouchable settled sealed unchangeable")
_CHANGE = re.compile(r"(?:re)?(?:chang|edit|updat|modif|alter|touch|correct)(?:e|es|s|y|ed|ied|ing|ings|ion|ions)?")
_DELETE = re.compile(r"(?:delet|remov)(?:e|es|s|ed|ing|ings|ion|ions|al|als)?")
_DENIES = wordset("not no never neither nothing refused rejected denied can't cannot mustn't won't forbidden impossible")
#: What may stand beside these, and adds nothing.
_PLAIN = wordset(
    "it its they them that this these those one ones such an a the any every each all both is are be been being was can may must will could should has have and or nor so but then also either "
    "longer more anymore again ever further later on afterwards possible allowed permitted accepted attempt attempts try trying tries to with as by of for about in any case good stays stay remain remains "
    "conflict conflicts reported answered returned returns return gives give gets get means mean results result answers answer is refused rejected code status error which meaning therefore thus even at what tried leaves leave as"
)


def final(text: str) -> str:
    """The text with such sentences in that form."""
    return re.sub(r"(?<=[.!?] )[^.!?\n]+|(?m:^)[^.!?\n]+", lambda match: _told(match[0]), text)


def _told(sentence: str) -> str:
    match = next((found for pattern in _WHO if (found := pattern.match(sentence))), None)
    if match is None:
        return sentence
    noun = words.singular(match["noun"] or match.groupdict().get("named") or "one").lower()
    said = re.findall(r"[a-z][a-z'\-]*|\d+", sentence[match.end() :].lower())
    said = [word for word in said if word not in {"closed", "done", "over"}] if "for good" in sentence else said
    other = [word for word in said if not (word in _PLAIN | _FINAL | _DENIES or _CHANGE.fullmatch(word) or _DELETE.fullmatch(word))]
    codes = [word for word in other if re.fullmatch(r"4\d\d", word)]
    changed, deleted = any(map(_CHANGE.fullmatch, said)), any(map(_DELETE.fullmatch, said))
    is_final, denied = bool(_FINAL & set(said)) or "for good" in sentence, bool(_DENIES & set(said)) or bool(codes)
    if (
        set(other) - {*codes, *noun.split(), words.plural(noun)}
        or not (is_final or (denied and (changed or deleted)))
        or len(set(codes)) > 1
    ):
        return sentence
    verbs = [verb for verb, told in (("changed", changed or is_final or not deleted), ("deleted", deleted)) if told]
    states = re.findall(_DONE, re.sub(r"\b(?:or|and)\b", ",", match["states"].lower()))
    told = " or ".join(states)
    return f"{match['bullet']}{'An' if told.strip('`' + chr(34))[0] in 'aeiou' else 'A'} {told} {noun} cannot be {' or '.join(verbs)} ({codes[0] if codes else 409})"
