"""Steps that prose without paths tells: `a draft can be submitted; then it is "submitted"`, `reopening a closed ticket makes it "open"`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.reading.routes.carrying import carried, emptied
from shared.reading.routes.infinitives import PARTICIPLE, of_gerund, of_participle
from shared.reading.routes.routing import is_verb
from shared.reading.text.lexicon import wordset
from shared.reading.text.outline import Statement
from shared.writing import words

_DONE = rf"{PARTICIPLE}|built|put"
#: What tells something of a thing, and is no step: `a beer, given by its name`.
_ATTRIBUTE = wordset(
    "given named called known stated based recorded stored kept set shown seen required needed meant included listed taken open even then when own"
)
_ADVERB = r"(?:(?:first|after (?:that|this|which)|then|only|also|later|still|afterwards|next|finally|again|either|even) )*"
_LEADS = r"(?:^|(?<=[;,.:] )|(?<=\band )|(?<=\bbut )|(?<=\bonly )|(?<=\bor ))"
_ARTICLE = r"(?:(?:an?|the|any|each|every|only|all|such an?|once an?) )*"
#: What else happens then: a time, a count.
_BESIDES = re.compile(r"(?i)\b[a-z_]*(?:_at|_on|_by|_count)\b|\b(?:time|date|today|now|counter|increas\w+|goes up|by one)\b")
_CONDITION = re.compile(r"(?i)\b(?:if|when|while|unless|until|as long as|only|where|whether)\b[^,;.(]*$")


_FIRST = r"[\"'`]?([a-z][a-z_\-]*)[\"'`]?"
#: Where a text says in which state a record begins.
_BEGUN = (
    rf"\b(?:status|state|stage|phase) of (?:an?|each|every|any) new [a-z]+ is (?:always )?{_FIRST}",
    rf"\b(?:status|state|stage|phase),? (?:which |that )?(?:is|being|of) {_FIRST} (?:at first|initially|in the beginning|to (?:begin|start) with|by default|when (?:it is )?(?:new|created|added|made))\b",
    r"\b(?:starts?|begins?|is created|are created)(?: out| off| (?:its|their) life)? (?:as|with|in|at) (?:an? |the )?(?:(?:status|state|stage|phase) (?:of )?)?\"([a-z][a-z_\-]*)\"",
    rf"\b(?:status|state|stage|phase) (?:starts?|begins?)(?: out| off)? (?:as|with|at|in) {_FIRST}",
)


#: What says that a step comes after another.
_NEXT = re.compile(r"(?i)\b(?:after (?:that|this|which)|then|later|afterwards|next|finally)\b")


#: `as long as it has not been delivered`, `until it is paid`.
_UNTIL = re.compile(
    r"(?i)\b(?:(?:as long as|while|if|when) (?:it|they) (?:has not|have not|hasn't|haven't|is not|isn't)(?: yet| already)?(?: been)?|(?:until|unless|before) (?:it|they) (?:has|have|is|are|was)(?: already)?(?: been)?) (?P<state>[a-z_\-]+)"
)


@dataclass
class Step:
    """What is called `verb` brings a record from one of the states before to the one after, which may be untold."""

    statement: Statement
    verb: str
    before: list[str]
    tail: str = ""
    after: str = ""

    def told(self, noun: str) -> str:
        """What is said of the action, in the words that the other steps know."""
        sent = carried(self.tail)
        body = "{" + ", ".join(f'"{name}"' for name in sent) + "} " if sent else ""
        before = " or ".join(f'"{one}"' for one in self.before)
        turned = f'turns a {before} {noun} into "{self.after}"' if before else f'sets the status to "{self.after}"'
        besides = [piece.strip(" ;,.") for piece in re.split(r"; |, (?:and )?|\band\b", self.tail) if _BESIDES.search(piece)]
        return "; ".join([body + turned, *(f"clears the {name}" for name in emptied(self.tail)), *besides])


def steps(statements: Sequence[Statement], noun: str) -> Iterator[Step]:
    """The steps of such a record in the order in which they are told, each once."""
    whole = ". ".join(one.text for one in statements)
    states = _states(whole, noun)
    found: dict[str, Step] = {}
    reader = _Reader(noun, states) if states else None
    for one in statements if reader else ():
        for step in reader.read(one) if reader else ():
            known = found.setdefault(step.verb, step)
            known.before, known.after = known.before or step.before, known.after or step.after
    for step in found.values():
        if reader and reader.chain and not step.after and is_verb(step.verb):
            step.after, step.before = words.participle(step.verb), step.before or reader.until(step.tail)
        if step.after:
            step.before = step.before or ([one for one in states if one != step.after] if _is_refused_twice(step, noun, whole) else [])
            yield step


def _is_refused_twice(step: Step, noun: str, whole: str) -> bool:
    """`closing a closed ticket is a 409`: the step starts from any other state."""
    doing = re.finditer(rf"(?i)\b([a-z]+ing) an? (?:already )?{step.after} (?:{noun}|one)\b", whole)
    return any(of_gerund(match[1].lower()) == step.verb for match in doing)


def _states(whole: str, noun: str) -> list[str]:
    """The states that a text speaks of: the first one, and what stands in quotes where something becomes so."""
    begun = next(
        filter(None, (re.search(rf"(?i){pattern}", whole) for pattern in (rf"\bnew {noun} the \w+ is {_FIRST} at first", *_BEGUN))), None
    )
    if begun is None:
        return []
    reached = re.findall(
        r"(?i)(?:\((?:then |now |status |state )*|\b(?:is|are|becomes?|into|to|as|in|or|and|makes? (?:it|them)(?: an?)?)(?: then| now| back| again| an?)* )\"([a-z][a-z_\-]*)\"(?! (?:when|if)\b)",
        whole,
    )
    return list(dict.fromkeys([begun[1], *reached, *(() if set(reached) - {begun[1]} else _unquoted(whole, noun))]))


_NO_STATE = wordset(
    "new single given certain other same possible allowed required unique missing unknown invalid deleted removed changed refused listed shown my our own whole the its that "
    "nothing not always also only second further existing"
)


def _unquoted(whole: str, noun: str) -> Iterator[str]:
    """The states of a text without quotes: what some of the records are said to be, or to become."""
    ones = rf"(?:{noun}|{words.plural(noun)}|ones?)"
    for pattern in (
        rf"\b(?:an?|any|only|every) ([a-z_\-]+) {ones},? (?:can|may|must|cannot|that|which)\b",
        rf"\b{ones} (?:that|which) (?:is|are) (?:still |currently )?([a-z_\-]+)(?= (?:can|may|must|cannot)\b|,)",
        r"\b(?:it|and|they) (?:is|are) then ([a-z_\-]+)(?=\s*(?:[.;,)]|$|and\b))",
        r"\b(?:makes?|turns?|puts?|sets?|marks?) (?:it|them)(?: into| to| in| as)? ([a-z_\-]+)(?=\s*(?:[.;,]|$|and\b|again\b))",
    ):
        yield from (one for one in re.findall(f"(?i){pattern}", whole) if one not in _NO_STATE)


class _Reader:
    """Reads the steps of one kind of record out of sentences."""

    def __init__(self, noun: str, states: list[str]) -> None:
        self.states = states
        #: The states that follow each other, from the first on.
        self.chain: list[str] = []
        several = words.plural(noun)
        listed = "|".join(sorted((re.escape(one) for one in (*states, *map(words.plural, states))), key=len, reverse=True))
        state = rf'"?(?:{listed})"?'
        joint = "(?:, | or |, or | and |, and )"
        self._group = rf'(?:"(?:{listed})"(?:{joint}"(?:{listed})")*|(?:{listed})(?![\w\-])(?:{joint}(?:{listed})(?![\w\-]))*)'
        named = rf"(?:{noun}|{several}|ones?)"
        self._subject = (
            rf"(?:(?:still |currently )?(?P<before>{self._group}) {named}\b|{named},? (?:that|which) (?:is|are) (?:still |currently |in )?(?:an? )?(?P<that>{self._group})(?![\w\-\"]),?"
            rf"|(?P<alone>{self._group})(?! {named}\b)(?![\w\-\"])|(?:{noun}|{several}|it|they|one)\b)"
        )
        self._heads = [
            re.compile(pattern, re.I)
            for pattern in (
                rf"{_LEADS}{_ARTICLE}{self._subject} (?:(?:can|may|could|must be able to) {_ADVERB}be|(?:is|are) (?:then |later )*either) {_ADVERB}(?P<verb>{_DONE})\b",
                rf"\b(?P<when>when|whenever|once|as soon as|after) {_ARTICLE}{self._subject} (?:is|are|was|has been|gets) {_ADVERB}(?P<verb>{_DONE})\b",
                rf"{_LEADS}(?P<doing>[a-z]+ing) {_ARTICLE}{self._subject}(?=(?: [a-z]+){{0,4}},? (?:makes?|turns?|sets?|moves?|puts?|brings?|changes?|needs?|requires?|takes)\b)",
                rf"\b(?:can|may|could) {_ADVERB}(?P<active>[a-z]+) (?:an?|the|any|each|every) (?:(?P<before>{self._group}) {named}\b|(?P<that>(?!))|(?P<alone>{self._group})(?! {named}\b)(?![\w\-\"]))",
            )
        ]
        self._more = re.compile(
            rf"(?i)(?:,? (?:and|or|but)|,) {_ADVERB}(?:be )?{_ADVERB}(?P<verb>{_DONE})(?=\s*(?:[(,;.]|$|(?:and|or|again|back|to|with|by|for|while|if|when|once|until|as long as)\b))"
        )
        self._goal = re.compile(
            rf"(?i)\((?:then |now |status |state |stage |it |is |becomes |-> ?)*(?P<bracket>{state})(?: then| again)?\)"
            rf"|(?:\b(?:and|then|so|it|they|which|after which|the {noun}|the {several}|(?:its|the|their) (?:status|state|stage))(?: it| they| then)* (?:is|are|becomes?|changes? to|goes? to|is set to|turns?)|\b(?:makes?|turns?|puts?|moves?|brings?|marks?) (?:it|them|the {noun})|\bsets? (?:it|(?:its|the) (?:status|state|stage)))"
            rf"(?: then| now| back| in| to| into| as| again| an?| the)* (?P<listed>{self._group})(?![\w\-\"])"
        )
        self._while = re.compile(
            rf"(?i)\b(?:if|when|while|as long as|once) (?:it|they|the {noun}) (?:is|are) (?:still |currently |in )?(?:an? )?(?P<held>{self._group})(?![\w\-\"])"
        )

    def read(self, statement: Statement) -> Iterator[Step]:
        """The steps of a sentence, with the states that they lead to."""
        text = statement.text
        heads = sorted((match.start(), match.end(), match) for head in self._heads for match in head.finditer(text))
        heads = [head for place, head in enumerate(heads) if not place or head[0] >= heads[place - 1][1]]
        before: list[str] = []
        for place, (_, end, match) in enumerate(heads):
            until = heads[place + 1][0] if place + 1 < len(heads) else len(text)
            told = self._named(match["before"] or match["that"] or match["alone"] or "")
            before = told or (before if re.search(r"(?i)\b(?:it|one|they)\b", match[0]) else [])
            yield from self._of_head(statement, match, before, text[end:until])

    def _of_head(self, statement: Statement, match: re.Match[str], before: list[str], tail: str) -> Iterator[Step]:
        """What stands behind a head belongs to it, up to the next verb."""
        groups = match.groupdict()
        verb = _verb(groups)
        goals = [goal for goal in self._goal.finditer(tail) if goal["bracket"] or not _CONDITION.search(tail[: goal.start()])]
        several = [Step(statement, verb, before)]
        cuts = [0]
        later: list[int] = []
        for more in self._more.finditer(tail) if groups.get("verb") else ():
            within = any(goal.start() <= more.start() < goal.end() for goal in goals)
            if more["verb"].lower() not in _ATTRIBUTE and not within:
                later += [len(several)] if _NEXT.search(more[0]) else []
                several.append(Step(statement, of_participle(more["verb"].lower()), before))
                cuts.append(more.end())
        shared = self._named(goals[-1]["listed"] or "") if goals else []
        for place, (step, cut) in enumerate(zip(several, cuts, strict=True)):
            stop = cuts[place + 1] if place + 1 < len(cuts) else len(tail)
            step.tail = tail[cut:stop]
            own = [goal for goal in goals if cut <= goal.start() < stop]
            reached = self._named(own[0]["bracket"] or own[0]["listed"]) if own else []
            past = words.participle(step.verb)
            step.after = reached[0] if len(reached) == 1 else past if past in self.states and not groups.get("when") else ""
            if len(shared) == len(several) > 1:
                step.after = shared[place]
            held = self._while.search(step.tail)
            step.before = [one for one in step.before or (self._named(held["held"]) if held else []) if one != step.after]
        self._follow(several, later)
        yield from several

    def _follow(self, several: list[Step], later: list[int]) -> None:
        """`can be started and then closed`: each step that comes later starts where the one before it ends."""
        for place, step in enumerate(several if later else []):
            step.after = step.after or words.participle(step.verb)
            step.before = [several[place - 1].after] if place in later else step.before or self.states[:1]
            self.chain = list(dict.fromkeys([*self.chain, *step.before, step.after]))

    def until(self, tail: str) -> list[str]:
        """`as long as it has not been delivered`: the states before that one."""
        told = _UNTIL.search(tail)
        place = self.chain.index(told["state"].lower()) if told and told["state"].lower() in self.chain else 0
        return self.chain[:place]

    def _named(self, group: str) -> list[str]:
        """The states of a group of words."""
        said = [part.strip(' "') for part in re.split(r",? (?:or|and) |, ", group.lower())]
        return [one if one in self.states else words.singular(one) for one in said if one]


def _verb(groups: dict[str, str]) -> str:
    """The verb of a head, whichever form of it stands there."""
    if groups.get("verb"):
        return of_participle(groups["verb"].lower())
    return of_gerund(groups["doing"].lower()) if groups.get("doing") else groups["active"].lower()
