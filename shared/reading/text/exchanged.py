"""What an operation takes and what it answers, each in the one verb that the rest of the reading knows: `receives` -> `takes`, `produces 201` -> `returns 201`; query parameters by that name."""

import re

from shared.reading.text.gathered import METHOD, PATH
from shared.writing import words

_ROUTE = rf"(?:{METHOD}) [`\"]?{PATH}[`\"]?"
#: `POST /jobs receives model (string, required)`: a member with what brackets say of it follows at once.
_MEMBER = r"(?=(?:(?:the |its |a )?(?:fields?|members?|attributes?|values?|properties) )?[`\"]?[a-z]\w*[`\"]? \((?!s\)))"
_TAKES = re.compile(
    rf"(?P<route>`?(?:POST|PUT|PATCH) `?{PATH}`?,? (?:(?:always|only|which|also) )?)"
    r"(?:receives?|gets?|reads?|consumes?|demands?|asks? for|wants?(?: to have)?|calls? for|is (?:sent|given|passed|fed|posted)|obtains?|handles?|processes|collects?|uses?|submits?|posts?|inserts?|enters?|parses|ingests|works with|looks for) "
    rf"{_MEMBER}"
)
#: `needs a body with model (string)`.
_BODY = re.compile(
    rf"(?P<route>`?(?:POST|PUT|PATCH) `?{PATH}`? )(?:needs|requires|receives|gets|demands|asks for|wants|is sent|is given|reads|consumes|handles|processes)"
    r"(?= (?:an? |the )?(?:json )?(?:request )?(?:body|object|payload|document)\b)",
    re.IGNORECASE,
)
#: `POST /notes stores a text (required)`: what a note has, as it is called otherwise than the path.
_STORES = re.compile(
    rf"(?P<route>`?(?:POST|PUT) `?{PATH}`? )(?:stores?|saves?|keeps?|records?|notes?) (?=an? (?P<name>[a-z_]+) \((?:required|mandatory|optional|(?:an? )?(?:(?:required|optional|non-empty) )?(?:string|text|number|integer|whole number|date|boolean)|at (?:least|most)|\d|not empty|non-empty|unique)\b)"
)


def _stored(match: re.Match[str]) -> str:
    own = match["name"] in re.split(r"[\-_/`]", words.singular(match["route"].rstrip("` ").rpartition("/")[2]))
    return match[0] if own else f"{match['route']}takes "


_ANSWERS = (
    r"(?:produces?|repl(?:y|ies)(?: with)?|yields?|delivers?|outputs?|emits?|serves?|provides?|issues?|reports?|signals?|raises?|throws?|triggers?|sends?(?: back| out)?|hands? (?:back|out)"
    r"|gives?(?: back| out)?|results? in|leads? to|ends? (?:with|in)|finishes (?:with|in)|completes with|reacts with|comes back with|concludes with|acknowledges (?:it |this |that )?with|confirms (?:it |this |that )?with)"
)
#: Those of them that other steps know where they are about a refusal.
_KNOWN = r"(?:gives?|yields?|sends?|hands?|delivers?|leads? to|results? in|repl(?:y|ies)|responds?|answers?|gets?|receives?)\b(?=[^.;,]*\b4\d\d\b)"
_WHO = r"(?:the (?:service|server|api|backend|application|app|system|endpoint|client|caller|user|requester|response|answer) (?:then |also )?|you |one |it (?:then |also )?)"
#: `and produces 201`, `, and the server sends back a 404`.
_STATUS = r"(?=(?:with )?(?:an? |the )?(?:http )?(?:status )?(?:code )?[1-5]\d\d\b(?!(?:[.,]\d|[ -](?:euros?|dollars?|cents?|g|kg|m|km|ml|points|items|grams)\b)))"
_STATED = re.compile(
    rf"(?P<lead>(?:\band |, |[);] ?|\bthen |\bwhich |\bor |\bbut |{_ROUTE} (?:always |then |also )?))(?:{_WHO})?(?!{_KNOWN})(?:{_ANSWERS}|gets?(?: back)?|receives?|responds?(?: with)?|answers?(?: with)?)(?P<how> (?:with )?){_STATUS}",
    re.IGNORECASE,
)
#: `POST /parcels with recipient and shelf gives 201`: behind a list of fields, of which the verb would be a part.
_MADE = re.compile(
    rf"(?P<lead>`?(?:POST|PUT|PATCH) `?{PATH}`? [^.;:\n]*?[a-z_)\"`](?<! and)(?<! or)(?<! it)(?<! which)(?<! that)(?<! then)(?<! both)(?<! each)),? (?:{_ANSWERS}|gets?|means|makes|returning|giving|answering|replying|responding)(?: with)? {_STATUS}(?=[^.;\n]{{0,24}}\b[23]\d\d\b)"
)

#: `GET /quotes/{id} produces the quote with …`.
_SHOWN = re.compile(
    rf"(?P<route>`?GET `?{PATH}(?:\?\S+)?`? (?:(?:always|then|also) )?)(?:{_ANSWERS}) (?=(?!(?:way|rise|up|page)\b)[`\"\[]?[a-z])",
    re.IGNORECASE,
)

#: `if destination is given as a query parameter`, `sends a destination in the query string`.
_ASKED = re.compile(
    r"\b(?:(?:an?|the|optional|its) )*[`\"]?(?P<name>(?!(?:it|this|that|which|them|they|one|given|passed|sent|set|value|parameter|optional|is|filter|used|accepted|taken|supported|text)\b)[a-z]\w*)[`\"]?(?P<given> (?:is|was) (?:given|passed|sent|present|supplied|set|provided|specified|included))?,? (?:as|in|via|through) (?:an? |the )?(?:optional )?(?:url )?query (?:parameter|string)\b(?! [`\"a-z]+ (?:=|is|keeps|filters|narrows))",
    re.IGNORECASE,
)

#: `returns 200 with the locker, whose rented_by is null again`: what an action sets, told of what it answers.
_WHOSE = re.compile(
    r"(?P<with>\b(?:with|as) (?:the|its) (?:(?:updated|changed) )?[a-z]+),? whose [`\"]?(?P<name>[a-z]\w*)[`\"]? (?:is|becomes) "
    r"(?:(?P<now>then|now|again) )?(?P<value>null|true|false|\"[^\"\n]*\"|the [a-z]+)(?(now)|(?= (?:again|now|then)\b))(?: (?:again|now|then))?(?=[;.,]|$| and\b)(?!,? (?:and |or )?\")"
)

#: `The reply is 201 with the ticket`, `You get back a 201`.
_REPLY = re.compile(
    r"(?m)(?P<start>^|(?<=[.;:] ))(?:(?:The|Its|the|its) (?:reply|response|answer|result)(?: code| status)? (?:is|will be|should be|comes back as)(?: then)?|(?:[Yy]ou|[Tt]he (?:caller|client|sender)) (?:then )?(?:gets?|receives?)(?: back)?) (?:an? )?(?:status )?(?=20\d\b(?! (?:when|if|on|for|or)\b))"
)


def exchanged(text: str) -> str:
    """The text with these verbs."""
    text = _REPLY.sub(lambda match: f"{match['start']}{'I' if match[0][len(match['start']) :][:1].isupper() else 'i'}t returns ", text)
    text = _WHOSE.sub(r"\g<with> and sets \g<name> to \g<value>", text)
    text = _ASKED.sub(r"the query parameter \g<name>\g<given>", text)
    text = _STORES.sub(_stored, text)
    text = _BODY.sub(r"\g<route>takes", _TAKES.sub(r"\g<route>takes ", text))
    return _SHOWN.sub(r"\g<route>returns ", _MADE.sub(r"\g<lead> returns ", _STATED.sub(r"\g<lead>returns ", text)))
