"""Waiting lists in prose, in one wording: `confirmed as long as there is room, afterwards waiting`, `whoever has waited longest moves up`."""

import re

from shared.reading.text.gathered import ENDS, METHOD

_PLACE = r"(?:seats?|places?|spots?|room|space|capacity|slots?|tickets?|beds?|berths?|pitch(?:es)?|tables?|desks?|chairs?|positions?)"
_FREE = r"(?:free|open|available|empty|spare|vacant|unoccupied)"
_THING = r"(?:the [a-z]+|it|this|that|everything|a [a-z]+)"
#: That there is room.
_ROOM = (
    rf"(?:(?:there (?:is|are)|there's|(?:{_THING}|we) (?:still )?ha(?:s|ve)) (?:(?:still|enough|some|any|an?|at least one|one|more) )*(?:{_FREE} )?{_PLACE}(?:(?: is| are)? (?:still )?(?:left|remaining|{_FREE}))?"
    rf"|(?:(?:an?|any|some|enough|the) )*{_PLACE} (?:is|are|remains?) (?:still )?(?:left|{_FREE})|(?:there (?:is|are) )?{_FREE} {_PLACE}(?: (?:remain|are left|exist)s?)?|(?:the )?{_PLACE} (?:lasts?|suffices?)"
    rf"|{_THING} (?:is|has|was) not (?:yet )?(?:been )?(?:full|fully booked|filled|reached)|{_THING} (?:isn't|hasn't) (?:yet )?(?:full|fully booked|been filled|reached)|{_THING} is (?:already )?full(?=[.;,)]? (?:until|before)))"
)
#: That there is none.
_FULL = (
    rf"(?:{_THING} (?:is|was|becomes?|has become) (?:already |then )?(?:full|fully booked|booked (?:out|up)|sold out|filled)|all (?:(?:the|its|of the) )*{_PLACE} (?:(?:are|have been|were) (?:already )?(?:taken|gone|full|filled|occupied|booked|used|given (?:away|out)|assigned))"
    rf"|(?:there (?:is|are) )?(?:no|not any|none of the)(?: more| further)?(?: {_FREE})? {_PLACE}(?: (?:is|are))?(?: (?:left|remaining|any ?more|more|{_FREE}))?|(?:the )?(?:capacity|limit|maximum) (?:is|has been|was) (?:reached|exhausted|used up)|(?<=if )full|(?<=when )full|(?<=once )full)"
)
_QUOTED = r"(?<!\w)[\"`'][a-z][\w \-]*[\"`'](?!\w)"
#: The state of those who wait.
_WAITS = r"(?:[\"`']?(?:(?:on|in) )?(?:the )?(?:waiting|waitlisted|wait-listed|wait_listed|waitlist|queued|standby|stand-by|on_hold|pending)(?:[_ \-]list(?:ed)?)?[\"`']?)"
_NO_STATE = {"status", "state", "name", "email"}
_LATER = r"(?:otherwise|or else|else|afterwards?|after that|from then on|then|later(?: on)?|if not|thereafter|beyond that|instead|the rest)"
_IF = r"(?:as long as|so long as|while|if|when|until|once|as soon as|unless|since|because|where|after)"
_BARE = re.compile(
    rf"\b(?:is|are|gets?|becomes?|as|status|state|of|be) (?:the )?(?:status |state )?(?:then )?(?P<state>[a-z]+(?:ed|ing|in|en|ve))\b(?=[^.;]{{0,8}}\b{_IF}\b|,? (?:or|otherwise|else)\b|[,;])"
)
_DELIMITER = re.compile(r"[.;:(]\s*|, |,? and (?=[^,.;]*$)| - ")
_NEXT_WORDS = re.compile(rf"[^.;()]*?(?:\b{_LATER}\b|\b{_IF} (?:{_FULL}|{_ROOM}))")


def waitlisted(text: str) -> str:
    """The text with what is said of who gets a place and who waits as `its status is "a" at first; with nothing free it is "b"`."""
    if not re.search(r"(?i)\bwait|\bqueued?\b|\bstandby\b", text):
        return text
    told = "".join(_placed(_moved_up(part)) for part in ENDS.split(text))
    return told if re.search("(?i)with nothing free its", told) else text  # Who is next in a queue may be told of other things.


#: What waits, or has waited, behind the bare word.
_OF_WAITING = re.compile(rf"[ _\-](?:list|count|ones?|people|persons?|time)\b| for\b| (?!{_LATER}\b)[a-z]+s\b")


#: Before `waiting`, where there is nobody who does.
_NOBODY = re.compile(r"(?i)\b(?:no [a-z]+|nobody|no one|nothing|none) (?:is|are) (?:still |currently )?$")


def _placed(said: str) -> str:
    """A sentence that says who gets a place, in those words."""
    cue = re.search(rf"(?i){_FULL}", said) or re.search(rf"(?i){_ROOM}", said)
    every = [one for one in re.finditer(_WAITS, said) if one[0][-1] in "\"`'" or not _OF_WAITING.match(said[one.end() :])]
    every = [one for one in every if not _NOBODY.search(said[: one.start()])]
    waits = next((one for one in every if one[0][-1] in "\"`'"), next(iter(every), None))
    if cue is None or waits is None or re.search(r"\b4\d\d\b", said[min(cue.start(), waits.start()) : max(cue.end(), waits.end())]):
        return said
    held = _held(said, waits)
    marks = [cue, *every, *([held] if held else [])]
    start, end = _begin(said, min(one.start() for one in marks)), _end(said, max(one.end() for one in marks))
    cut = said[start:end]
    named = re.search(r"\b(status|state)\b", cut)
    name = named[1] if named else "status"
    status = re.search(r"\b20\d\b", cut)
    told = [f'its {name} is "{_plain(held)}" at first'] if held else []
    told.append(f'with nothing free its {name} is "{_state(waits[0])}"')
    kept = said[end:]
    before = said[:start].rstrip(" ,;:(-").removesuffix(" and")
    if kept.startswith(")") and (said[:start].rstrip().endswith("(") or cut.count("(") > cut.count(")")):
        kept = kept[1:]
    what = "; ".join(told)
    return f"{before}{f' ({status[0]})' if status else ''}{'; ' if before.strip() else ''}{what if before.strip() else what.capitalize()}{kept}"


def _held(said: str, waits: re.Match[str]) -> re.Match[str] | None:
    """The state of those who have a place, which a sentence names beside that of those who wait."""
    near = [
        one
        for one in re.finditer(_QUOTED, said)
        if one[0].strip("\"`'") not in _NO_STATE and not waits.start() <= one.start() < waits.end()
    ]
    near = [
        one
        for one in near
        if abs(one.start() - waits.start()) < 160 and not re.search(r"[{,]\s*$|\b(?:with|field|and)\s*$", said[: one.start()])
    ]
    if near:
        return min(near, key=lambda one: abs(one.start() - waits.start()))
    return next((one for one in _BARE.finditer(said) if not re.fullmatch(_WAITS, one["state"])), None)


def _plain(held: re.Match[str]) -> str:
    return held.groupdict().get("state") or held[0].strip("\"`'")


def _state(told: str) -> str:
    """`"waiting"`, `on the waiting list`."""
    word = re.sub(r"^(?:on|in) |^the ", "", told.strip("\"`'"))
    return "waiting" if re.match(r"waiting[ \-]", word) else word


def _begin(said: str, start: int) -> int:
    """Where the words about who gets a place begin: with their clause, but behind a request."""
    marks = list(_DELIMITER.finditer(re.sub(r"\{[^{}]*\}", lambda match: "_" * len(match[0]), said[:start])))
    place = marks[-1].end() if marks else 0
    left = said[place:start]
    if re.search(rf"/|\{{|\b(?:{METHOD})\b", left):
        conj = re.search(
            rf"\b{_IF} $|\bwith (?:the |an? )?(?:status|state)\W*$|\b(?:its|the|and|where|whose) (?:\w+ )?(?:status|state)\b[^/{{]*$", left
        )
        return place + conj.start() if conj else start
    # `if there is room, it is confirmed`: the condition that leads in is cut with what follows.
    if (
        len(marks) > 1
        and re.match(rf"(?i){_IF}\b", said[marks[-2].end() :].lstrip())
        and not re.search(r"/|\{", said[marks[-2].end() : place])
    ):
        return marks[-2].end()
    return place


def _end(said: str, end: int) -> int:
    """Where they end."""
    more = _NEXT_WORDS.match(said[end:])
    end += more.end() if more and len(more[0]) < 40 else 0
    if said[end : end + 1] in {'"', "`", "'"}:
        end += 1
    rest = re.match(r"[^.;,()]*?(?=[.;,()]|,? and |$)", said[end:])
    return end + (rest.end() if rest else 0)


#: The one who waits, as they are spoken of.
_WAITER = (
    r"(?:whoever (?:(?:has|is|was|had) )?(?:been )?(?:wait\w*|queu\w+|next|first)\b(?: (?:the )?longest)?(?: (?:on|in) (?:the )?(?:waiting[ -]?list|waitlist|line|queue))?"
    r"|(?:the |its )?(?:[a-z]+ )?(?:who|that) (?:has|have|had|is|was|waits?) ?(?:been )?(?:wait\w*|queu\w+)?(?: (?:the )?longest)(?: wait\w*)?"
    r"|(?:the )?(?:one|person|[a-z]+) wait\w+ (?:the )?longest"
    r"|(?:the )?(?:waiting|waitlisted|queued) [a-z]+ (?:who|that|with) (?:[a-z]+ ){1,3}?(?:first|earliest|longest)"
    r"|(?:the )?(?:first|next|oldest|longest|earliest)(?:[- ](?:waiting|waitlisted|queued|standing))(?: [a-z]+)?(?: (?:on|in) (?:the )?(?:waiting[ -]?list|waitlist|line|queue))?"
    r"|(?:the )?(?:first|next|oldest|longest|earliest|top)(?: (?:one|person|[a-z]+))?(?: (?:who|that) (?:is|has been) waiting| waiting|,? (?:on|in|from|of) (?:the |its )?(?:waiting[ -]?list|waitlist|line|queue)))"
)
_RISES = r"(?:(?:automatically |then |also )*(?:moves? (?:up|in)|(?:is|gets|are) (?:then |automatically )?(?:moved|promoted|enrolled|confirmed|booked|admitted|given|bumped|pulled|shifted)|becomes?|gets?|takes?(?: over)?|advances?|slides?|receives?|inherits?|rises?|turns?|changes?|is|goes))\b"
_UP = re.compile(
    rf"(?i)(?:\b(?:the |its |that )?(?:{_PLACE}|freed [a-z]+|free [a-z]+) (?:(?:then|automatically) )*(?:goes|passes|is (?:given|passed|offered|assigned)(?: on)?) to {_WAITER}|\b(?:promotes?|moves? up|admits?|confirms?|moves?|promoting) {_WAITER}|\b{_WAITER}(?: (?:of|for|in|on) (?:the|that|this|its|the same) [a-z]+)?,? {_RISES})"
)


def _moved_up(said: str) -> str:
    """A sentence that says who gets the place of another, as `The next one waiting moves up`."""
    found = _UP.search(said)
    if found is None or re.search(r"\b4\d\d\b", found[0]):
        return said
    start = _begin(said, found.start())
    lead = re.search(
        r"(?i)(?:^|[.;:(]\s*|, |,? and )((?:if|when|whenever|once|as soon as|should|after|upon|on|in (?:that|this|which) case)\b[^.;:(/{]*?,? )$",
        said[:start],
    )
    start = lead.start(1) if lead else start
    rest = re.match(r"[^.;()]*?(?=[.;()]|,? and (?:the|it|its|returns?|answers?|GET|POST|DELETE)\b|$)", said[found.end() :])
    end = found.end() + (rest.end() if rest else 0)
    before = said[:start].rstrip(" ,;:(-").removesuffix(" and").rstrip(" ,;")
    opened = said[:start].rstrip().endswith("(")
    kept = said[end + 1 :] if opened and said[end : end + 1] == ")" else said[end:]
    return f"{before}{'. ' if before.strip() else ''}The next one waiting moves up{kept}"
