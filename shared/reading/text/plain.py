"""An intent in plain characters: one kind of quotes and arrows, and `CRUD for rooms` spelled out."""

import re

from shared.reading.text.arrowed import arrowed
from shared.reading.text.background import without_reasons
from shared.reading.text.exchanged import exchanged
from shared.reading.text.faults import faultless
from shared.reading.text.finality import final
from shared.reading.text.formal import put_plainly
from shared.reading.text.gapping import with_verbs
from shared.reading.text.gathered import METHOD, PATH, gathered, of_several
from shared.reading.text.headlines import below_paths, defined, of_each, on_record, titled
from shared.reading.text.offering import offered
from shared.reading.text.ordered import ordered
from shared.reading.text.placed import placed
from shared.reading.text.restricting import unrestricted
from shared.reading.text.shown import shown
from shared.reading.text.stated import stated
from shared.reading.text.summed import summed
from shared.reading.text.until import around_requests, as_of_today
from shared.reading.text.waitlisted import waitlisted
from shared.reading.text.wrapping import wrapping
from shared.writing import words

#: A line of its own in bold, that names a request.
_BOLD_ROUTE = re.compile(rf"(?m)^\s*\*\*(`?(?:{METHOD})\s+`?/[^*\n]*)\*\*:?\s*$")
#: Where a sentence ends with its line, without a full stop.
_UNENDED = re.compile(
    r"(?m)(?<=[a-z0-9)\"}\]])(?=[ \t]*\n[ \t]*(?:A|An|The|Each|Every|If|When|Both|All|Only|It|They|Unknown|Invalid) [a-z])(?<=[^\n]{40})"
)
#: A sentence that an example in a paragraph of its own goes on with, and what goes on behind that.
_EXAMPLE_APART = re.compile(r"(?<=[\w}])[ \t]*\n[ \t]*\n\s*(?=\{[^{}]*\}[ \t]*(?:\n|$))")
_EXAMPLE_GOES_ON = re.compile(r"\}[ \t]*\n[ \t]*\n\s*(?=(?:and|which|with|then|or|but|answers?|returns?|gives?|creates?|adds?)\b)")
#: `guests post {"song": "..."} to /wishes`: the method as a verb.
_POSTED = re.compile(
    rf"(?<![\w/])(?:[Pp]ost|[Ss]end|[Ss]ubmit)(?:s|ed|ing|t|ting|ted)? (?:an? |the )?(?:JSON )?(?:object |body |request )?(?:like |with )?`?(?P<body>\{{[^{{}}]*\}})`? (?:to|at|on) (?P<path>[`\"]?{PATH}[`\"]?)"
)
#: `POST /cuts takes {"grams": 250} out of the stock`: what is sent is what is taken.
_MOVED = re.compile(
    rf"(?P<route>\b(?:POST|PUT) `?{PATH}`?:?) (?P<verb>takes|puts|adds|removes|deducts|subtracts) (?P<body>`?\{{[^{{}}]*\}}`?) (?=(?:out of|off|from|away|to|into|in|onto)\b)"
)
#: `reserved by POSTing flat and date to /slots`.
_POSTING = re.compile(rf"(?P<by>\b(?:by|through|via) )(?:POST|post)ing (?P<list>(?!\{{)[^.;/\n]+?) to (?P<path>[`\"]?{PATH}[`\"]?)")
#: `is refused as a conflict`: statuses by their names.
_NAMED_STATUS = re.compile(
    r"(?i)\b(?P<lead>as|with|is|are|be|means?|gives?|causes?|in|to|gets?|counts? as|->|=)(?: an?)?(?: http)? [\"']?(?P<status>conflicts?|not found|bad requests?|(?<=as )invalid(?=[.,;:)]|$))[\"']?(?: error)?(?!:? ?\(?4\d\d)(?=[.,;:) ]|$)(?! (?:with|between|if it|of))(?![^.;]{0,40}\b4\d\d\b)"
)
#: `with the usual verbs and codes (201, 204)`.
_USUAL_CODES = re.compile(
    r"(?i) (?:with|and|using) (?:all )?(?:the |their )?(?:usual|standard|normal|customary|right|correct|common) (?:http )?(?:status )?(?:verbs?|methods?|codes?|statuses)(?:,? and (?:the )?(?:(?:usual|http|status|right) )*(?:codes?|statuses|verbs?|methods?))?(?: \((?:20\d|4\d\d)(?:(?:,| and|, and) (?:20\d|4\d\d))*\))?(?=[,.;:)]|$)"
)
#: `404/422 as one would expect`.
_AS_EXPECTED = re.compile(
    r"(?i)(?P<codes>\b4\d\d(?:(?:/|, | and |, and )4\d\d)*) (?:as|like|where) (?:usual|(?:one|you|anyone)(?: would|'d) expect(?: (?:it|them))?|expected|customary|appropriate)(?=[.;)]|$)"
)
#: `with proper validation and error handling`: what goes without saying.
_VALIDATED = re.compile(
    r"(?i),? (?:with|and|including|plus) (?:(?:proper|full|basic|simple|strict|input|request|some|good|the usual) )*(?:validation|error handling)(?: (?:and|or) (?:(?:proper|basic|input) )*(?:validation|error handling))?(?=[.;)\n]|$)"
)
#: `404`, `201 Created`, in marks of code.
_QUOTED_STATUS = re.compile(r"`([1-5]\d\d(?: [A-Z][A-Za-z ]+)?)`")
#: `(free=true -> the free ones) A slot that is reserved …`: only behind a bracket; behind a word it may be a name, as in `a page headed The tea list`.
_RUN_ON = re.compile(r"(?<=\)) (?=(?:An?|The|Each|Every|If|When|No|They|There|These|This) [a-z]+ [a-z])")
#: `shows the words NOT SAILING`, `is marked CANCELLED`: what stands on a page, without quotes.
_SHOUTED = re.compile(
    r"\b(?P<lead>words?|text|says?|reads?|displays?|shows?|carr(?:y|ies)|bears?|gets?|label|badge|note|remark|hint|marked(?: as| with)?|marks? (?:it|them)(?: as| with)?|saying|reading|labell?ed(?: as)?|tagged(?: as)?|followed by|flagged(?: as)?) (?P<said>(?!(?:HTML|JSON|XML|CSV|PDF|HTTP|URLs?|IDs?|API|ISO|UTC|UTF|NULL|GET|POST|PUT|PATCH|DELETE)\b)[A-Z]{3,}(?:[ -][A-Z]{2,})*)(?![\w\"-])"
)
#: `…; title and recipient are required, and a recipient can't have two gifts with the same title`: a rule about how many there may be, behind what fields there are.
_OF_TWO = re.compile(
    r"(?P<before>(?:^|(?<=[.;] ))(?:[^.;:{}]*\b(?:has|have|are|is|with)\b[^.;:{}]*[a-z)])), (?:and|but) (?P<rule>(?:(?:an?|the|no|each|every) [a-z]+(?: [a-z]+)? (?:can(?:not| not|'t| only)|(?:may|must) (?:not|only)|(?:may|can) never|never|may|can)|nobody (?:can|may)|no two [a-z]+ (?:can|may))[^.;]*\b(?:two|same|twice|once|more than one|only one|several)\b)(?![^.;]*\b(?:both|either|these|those)\b)",
    re.M,
)
_CODES = {"conflict": 409, "not found": 404, "bad request": 400}


#: `pick one sort of goods`, which is no order.
_SORT_OF = re.compile(
    r"(?i)\b(?P<which>an?|one|each|every|any|that|this|which|what|some|other|certain|single) sort(?P<many>s?)(?= of [a-z])"
)


def _by_itself(match: re.Match[str]) -> str:
    return f"{match['before']}. {match['rule'][:1].upper()}{match['rule'][1:]}"


def plain(text: str) -> str:
    """The text in plain characters, with what it abbreviates spelled out."""
    text = _UNENDED.sub(".", _BOLD_ROUTE.sub(r"## \1", text))
    text = _EXAMPLE_GOES_ON.sub("} ", _EXAMPLE_APART.sub(" ", text))
    for found, to in (
        ("\u201c", '"'), ("\u201d", '"'), ("\u201e", '"'), ("\u2019", "'"), ("\u2018", "'"), ("\u2013", "-"), ("\u2014", " - "),
        ("\u2192", "->"), ("\u21d2", "->"), ("=>", "->"), ("\u2026", "..."), ("\u00a0", " "), ("**", ""), ("\r", ""), (" and/or ", " and "), ('`"', '"'), ('"`', '"'), ("\t", "    "), (" \u00b7 ", "; "),
    ):  # fmt: skip
        text = text.replace(found, to)
    text = _AS_EXPECTED.sub(lambda match: f"{match['codes'].replace('/', ', ')} as usual", text)
    text = _VALIDATED.sub("", _USUAL_CODES.sub("", text))
    text = without_reasons(_OF_TWO.sub(_by_itself, _RUN_ON.sub(". ", text)))
    text = _SHOWN_IN_WORDS.sub(_in_braces, _BODY.sub(r"\g<path> ", text))
    text = re.sub(r"(?<=[\w)])\.\.(?=\s|$)", ".", _SAME_SENT.sub("", _SAME_STATUSES.sub("the same rules", _OWN_KEPT.sub("", text))))
    text = _INCLUDING.sub(r", in which \g<name> is \g<value>", _IDENTIFIES.sub(r"\g<name> is unique", text))
    text = _SORT_OF.sub(r"\g<which> kind\g<many>", text)
    text = _TYPED.sub(_bare, _AS_WELL.sub(r"\g<has>", of_each(defined(on_record(text)))))
    text = exchanged(faultless(_QUOTED_STATUS.sub(r"\1", text)))
    text = re.sub(r"(?i) (?:that|which|who|whom) (?:nobody|no one) \w+(?= (?:can|may|is|are|will)\b)", "", text)
    text = re.sub(r"(?<=[\s(,|/])'([A-Za-z][\w \-]{0,24})'(?=[\s,.;:)|/])", r'"\1"', text)
    text = _SHOUTED.sub(r'\g<lead> "\g<said>"', text) if re.search(r"(?i)\b(?:html|page)\b", text) else text
    text = wrapping(waitlisted(text))
    invalid = 400 if re.search(r"\b400\b", text) and not re.search(r"\b422\b", text) else 422
    text = _POSTING.sub(r"\g<by>POST \g<path> with \g<list>", text)
    text = _ANY_OF.sub(r"\g<route> ", _MOVED.sub(r"\g<route> \g<body> \g<verb> them ", text))
    text = as_of_today(_POSTED.sub(r"POST \g<path> \g<body>", text), invalid)
    text = _NAMED_STATUS.sub(lambda match: f"{match['lead']} a {_CODES.get(match['status'].lower().removesuffix('s'), invalid)}", text)
    text = _NAMED_APART.sub(lambda match: f"{match['lead']} {_CODES[match['status'].lower()]}{match['behind'] or ''}", text)
    text = re.sub(r"`(\w+): ?(true|false|null|-?\d+|\"[\w ]+\")`", r'"\1": \2', text)
    text = re.sub(
        r"`(\w+)\s*: ?([a-z][\w \[\]]*)`(?: \(([^()]*)\))?",
        lambda match: f"`{match[1]}` ({', '.join(filter(None, match.groups()[1:]))})",
        text,
    )
    text = _ON_SUCCESS.sub(r"\g<good>; \g<bad> for invalid data", text)
    text = _KEPT.sub(r"\g<of>an existing \g<noun>", text)
    text = _OPTIONAL_AS.sub(r"optional, default \g<value>", text)
    text = _SETS.sub(r"\g<sets> \g<name> to ", _MAKES.sub(r"sets \g<name> to ", text))
    text = _LATER.sub(r"\g<lead>\g<open>either \g<first> or \g<second>, \g<first> at first", text)
    text = _WORDLESS.sub(r'"\g<0>"', text)
    text = _OTHERS_NOT.sub(r"only \g<state> \g<noun> \g<can> be \g<done>", text)
    text = _NULLED.sub(_cleared, _flags(summed(put_plainly(text))))
    text = _AMOUNTS.sub(_told_apart, _NEEDS.sub(r" works only when the status is \g<states>", text))
    text = _HAS_BUTTON.sub(_beside, text)
    text = stated(around_requests(ordered(shown(arrowed(with_verbs(final(offered(text))))))))
    return unrestricted(_apart(_with_paths(gathered(placed(_usual(of_several(titled(below_paths(re.sub(r"```\w*\n?", "\n", text))))))))))


#: ``{`title`: string, required}``, `{"title": "string, required"}`, `{year: int | null}`: what a body has, not what it looks like.
_TYPED = re.compile(
    r"(?<![/\w])\{(?!\w+\})[^{}\n]*(?:`|[\"']?\w+[\"']?: ?\"(?:string|str|text|int|integer|number|float|bool|boolean|date)\b|\| ?null\b)[^{}\n]*\}"
)
_TOLD_TYPE = re.compile(r"[\"']?(?P<name>\w+)[\"']?: ?\"(?P<told>(?:string|str|text|int|integer|number|float|bool|boolean|date)\b[^\"]*)\"")


def _bare(match: re.Match[str]) -> str:
    inner = _TOLD_TYPE.sub(r"\g<name> (\g<told>)", match[0].replace("`", ""))
    return re.sub(r"(\w+[\"']?): ?(\w+) ?\| ?null\b", r"\1 (\2, optional)", inner)


#: `POST /machines, body {…}`.
_BODY = re.compile(r"(?i)(?P<path>/[\w{}/\-]+`?|\b20\d),? (?:with )?(?:an? |the |its )?(?:json |request |response )?body:? (?=`?\{)")
#: `201, body has id, title, plays: 0 and tilts: 0`: what an answer looks like.
_IS_VALUE = r"(?: ?(?::|=)`? ?| \(| (?:at|being|set to|starting at|equal to) )"
_VALUED = rf"[`\"]?(?!(?:the|an?|its|id and)\b)[a-z]\w*[`\"]?(?:{_IS_VALUE}(?:-?\d+(?!\w)|true|false|null|\[\]|\"[^\"\n]*\")\)?`?)?"
_SHOWN_IN_WORDS = re.compile(
    rf"(?P<lead>\b20[01]\b(?:; (?:the|its) (?:answer|response|body|reply|result))?[^.;{{}}\n]{{0,40}}?(?:\b(?:has|have|with|contains?|containing|including|holds?|holding|returns?|and)|->)) (?P<list>{_VALUED}(?:(?:, and |, | and ){_VALUED})+)(?=[.;)\n]|$)"
)


def _in_braces(match: re.Match[str]) -> str:
    members = re.split(r", and |, | and ", match["list"])
    told = [re.fullmatch(rf"\W?(\w+)\W*?(?:{_IS_VALUE}(-?\d+|true|false|null|\[\]|\"[^\"]*\")\)?`?)?", one) for one in members]
    if not any(one and one[2] for one in told) or not all(told):
        return match[0]
    return f"{match['lead']} {{{', '.join(f'{chr(34)}{one[1]}{chr(34)}' + (f': {one[2]}' if one[2] else '') for one in told if one)}}}"


#: `re-sending a record's own code is OK`, which goes without saying.
_OWN_KEPT = re.compile(
    r"(?i)(?:[;,]|(?<=\.))? ?(?:(?:and|but|while|though) )?(?=[^.;,\n]*\b(?:re-?send|send|keep|patch|put|updat|re-?us|repeat|sav|chang|leav|set)\w*\b)[^.;,\n]*\bown (?:(?:current|old|present|existing) )?[`\"]?[a-z_]+[`\"]?(?: [^.;,\n]*)? (?:is|are) (?:(?:still|always|of course|also) )?(?:fine|ok|okay|allowed|permitted|accepted|no (?:conflict|clash|problem)|not a (?:conflict|clash|problem))(?=[.;\n]|$)"
)
#: `sending the same values again is no edit`, which goes without saying, too.
_SAME_SENT = re.compile(
    r"(?i)(?:[;,]|(?<=\.)| -)? ?(?:(?:and|but|while|though|where) )?(?:(?:re-?)?(?:send|submitt|sav|putt|sett|patch|repeat|keep|writ|suppl|provid|stor|pass)\w*ing (?:(?:in|back) )?(?:an? |the )?(?:same|identical|unchanged|unmodified|current)|(?:an? |the )?(?:same|identical|unchanged|unmodified)(?= (?:values?|data)\b)) "
    r"(?![^.;,()\n]* (?:in|by|of|at|for|on) )[^.;,()\n]{0,40}?(?:is|are|counts? as|(?:does not|doesn't|do not|don't) count as) (?:(?:still|always|of course|also) )?(?:fine|ok|okay|allowed|accepted|(?<=t count as )an? (?:edit|change)|(?:no|not an?) (?:edit|change|conflict))(?=[.;,)\n]|$)"
)
_REFUSALS = r"4(?:00|04|09|22)(?:(?:/|, | and |, and | or )4(?:00|04|09|22))*"
#: `same 400/409 rules`, `422 and 409 as above`: the statuses of rules that are told already.
_SAME_STATUSES = re.compile(
    rf"(?i)\b(?:the )?same {_REFUSALS}(?: (?:rules|checks|errors|validations?|answers|codes|responses|refusals|statuses|conditions))?"
    rf"|\b(?:the )?(?:same )?(?=4(?:00|22|04)|409(?:/| and |, ))(?<!-> )(?<!: ){_REFUSALS} (?:as|like) (?:above|before|(?:for|in|on|with|at|when) (?:the )?(?:`?POST\b`?(?! `?/)|creat(?:e|ion|ing)|adding))"
)
#: `201 with the bag, including issued_to: null`.
_INCLUDING = re.compile(
    r",? including [`\"]?(?P<name>[a-z]\w*)[`\"]?(?:: ?| = ?| as | being | of )(?P<value>null|true|false|-?\d+|\"[^\"]*\")(?=[.,;)]|$)"
)
#: `the email identifies them`.
_IDENTIFIES = re.compile(
    r"(?i)(?P<name>\b(?:the|an?|its|their|each|every) [`\"]?[a-z]\w*[`\"]?) (?:uniquely )?identifies (?:them|it|him or her|(?:an?|the|each|every|one) [a-z]+)(?: uniquely)?(?= and\b|[.,;)]|$)"
)
#: `(also a conflict otherwise)`, `otherwise a conflict`: statuses by their names, apart.
_NAMED_APART = re.compile(
    r"(?i)(?P<lead>[(;,]|->|\b(?:otherwise|else)[:,]?)(?: ?also| it is)?(?: ?\ban?)? ?\b(?P<status>conflict|bad request)(?P<behind> (?:otherwise|else|if not))?(?=[.;,)\n]|$)"
)
#: `PATCH /invoices/{id} with any of customer, amount, status`: what it may carry.
_ANY_OF = re.compile(
    rf"(?P<route>\b(?:PATCH|PUT) `?{PATH}`?[:,]? (?:with|takes?|taking|accepts?|accepting|changes?|updates?|edits?|body:?)) (?:any|one or more|some|any combination|any subset|at least one)(?: or all)? of:? (?!(?:the|its|these|those|them|all|our|this)\b)"
)
#: `a machine has plays and tilts as well`.
_AS_WELL = re.compile(r"(?P<has>\b(?:has|have|with|contains?|includes?)\b[^.;:\n]*?) as well(?=[.;,)\n]|$)")


#: `Every item has a "Bought" button`, which is none of its fields.
_HAS_BUTTON = re.compile(
    r"\b(?P<each>[Ee]very|[Ee]ach) (?P<noun>[a-z]+(?: [a-z]+)?) (?:has|have|gets?|carries|comes with|shows?) (?:an? |its own |one )?(?P<label>\"[^\"\n]*\" |[a-z]+ )?(?P<what>button)\b"
)


def _beside(match: re.Match[str]) -> str:
    beside = f"beside {match['each'].lower()} {match['noun']} stands a {match['label'] or ''}{match['what']}"
    return beside[0].upper() + beside[1:] if match["each"][0] == "E" else beside


#: `201 on success, 422 otherwise`.
_ON_SUCCESS = re.compile(
    r"(?i)(?P<good>\b20[0-4]) (?:on|for|upon|in case of) (?:success|valid (?:input|data|requests?|bod(?:y|ies)))(?:,|;| /| and| or|, and|, or|, but) (?P<bad>4(?:00|22))(?: (?:otherwise|if not|else|(?:on|for|upon|in case of) (?:failure|errors?|invalid (?:input|data|requests?|bod(?:y|ies)))))?(?=[.;,)]|$)"
)
#: `electric is optional (false)`.
_OPTIONAL_AS = re.compile(
    r"\boptional(?: \(| = ?|=)(?:default(?: is|:|=)? ?)?(?P<value>true|false|-?\d+(?:\.\d+)?|\"[^\"]*\")(?P<end>\)|(?=[,;.]))",
    re.IGNORECASE,
)
#: `sets sealed=true`, `makes sealed true`.
#: What a reference is to: `the code of a language we already have` is that of an existing language.
_KEPT = re.compile(
    r"(?P<of>\b(?:the|an?|its) (?:id|\w+) of )an? (?P<noun>[a-z]+) (?:(?:that |which )?we (?:already |do )?(?:have|know|keep)(?: already)?|(?:that|which) (?:already exists|exists(?: already)?|is (?:already )?there(?: already)?))(?=[,.;:)]| \(|$)"
)
_SETS = re.compile(r"(?P<sets>\b[Ss]et(?:s|ting)?) (?P<name>[`\"]?[a-z]\w*[`\"]?) ?= ?(?=[\w\"'`])")
_MAKES = re.compile(r"\bmakes? (?P<name>[`\"]?(?!(?:it|them|this|that)\b)[a-z]\w*[`\"]?) (?=(?:true|false|null)\b)")
#: `a registered parcel may be deleted, others may not`.
_OTHERS_NOT = re.compile(
    r"(?i)\b(?:an?|any|each|every) (?P<state>[a-z_\-]+) (?P<noun>[a-z]+) (?P<can>may|can) be (?P<done>[a-z]+ed)\b(?:,| -)? (?:but |and |while )?(?:all |the |any )?others?(?: ones?)? (?:may not|can ?not|can't|must not|are not|is not|are refused)(?: be)?\b"
)
#: `makes it "open" again, with assignee and reason back to null`: what a step empties, and no request carries.
_NULLED = re.compile(
    r",? with (?P<names>(?:(?:its|the|both) )*[a-z_]+(?:(?:, and |, | and )(?:its |the )?[a-z_]+)*) (?:(?:set|reset|all|both|being|going|again) )*(?:back )?(?:to )?null\b"
)


def _cleared(match: re.Match[str]) -> str:
    names = re.findall(r"[a-z_]+", re.sub(r"\b(?:its|the|both|and)\b", " ", match["names"]))
    return "".join(f", clears the {name}" for name in names)


#: `seen, true or false, which is false to begin with`: a flag, and how it begins.
_FLAG = re.compile(
    r"(?<=[a-z_`\"])(?P<how>, | \()(?:(?:either )?(?:true or false|yes or no)(?![\w/])"
    r"|(?<=, )(?:which is |that is )?an? (?:boolean|flag|(?:true|yes)/(?:false|no) (?:value|flag))(?=,? (?:(?:that|which) is|and|being|true|false) (?:true\b|false\b)?|[.;,)]|$))"
)
_FIRST = (
    r"(?P<value>true|false|yes|no) (?P<first>to (?:begin|start) with|at first|initially|by default|in the beginning|at the (?:start|beginning)|from the start"
    r"|(?:for|on|in|of) (?:an? |every |each |any |all )?(?:brand[- ])?new(?:ly [a-z]+)? [a-z]+|when (?:an?|the|every|each) [a-z]+ is (?:new|created|added|made|registered))"
)
_BEGINS = re.compile(
    rf" \(boolean\)(?:,? (?:and )?(?:(?:which|that) is |it is |being )?{_FIRST}\b|,? \({_FIRST.replace('?P<value>', '?P<inner>').replace('?P<first>', '?P<then>')}\))"
)


#: `…; vegetarian is true or false and false unless stated`: the last of what a record has.
_IS_FLAG = re.compile(
    r"(?P<before>\b(?:has|have|needs?|takes?|with|consists of)\b[^.;\n]*[a-z)])[;,] (?:and |while )?(?:the |its )?(?P<name>[a-z_]+) is (?:either )?(?:true or false|yes or no)"
    r"(?:,? (?:and )?(?:is )?(?P<value>true|false|yes|no) (?:unless|if|when|by default|otherwise)[^.;,\n]*)?(?=[.;,\n]|$)"
)


#: `the flag sold_out, which …`, and `PATCH /dishes/{id} changes the price or sets sold_out to true or false`.
_CALLED_FLAG = re.compile(
    r"\bthe (?:flag|boolean) (?P<name>[`\"]?[a-z]\w*[`\"]?)(?=,? (?:(?:which|that) is|and|or|to (?:true|false))\b|[.;,)]|$)"
)
_SET_FLAG = re.compile(
    rf"(?P<set>\b(?:PATCH|PUT) {PATH}[^.;\n]*\b(?:sets?|changes?) (?:the |its )?[a-z_]+) to (?:either )?(?:true or false|false or true)\b"
)


def _as_flag(match: re.Match[str]) -> str:
    value = {"yes": "true", "no": "false"}.get(match["value"] or "", match["value"])
    return f"{match['before']} and {match['name']} (boolean{f', {value} if missing' if value else ''})"


def _flags(text: str) -> str:
    """The text with each flag as `seen (boolean, false at first)`; within brackets it stays as it is."""
    text = _CALLED_FLAG.sub(r"\g<name> (boolean)", _SET_FLAG.sub(r"\g<set> (boolean)", _IS_FLAG.sub(_as_flag, text)))

    def told(match: re.Match[str]) -> str:
        within = text.count("(", 0, match.start()) > text.count(")", 0, match.start())
        return match[0] if within else " (boolean)" if match["how"] == ", " else " (boolean"

    def begun(match: re.Match[str]) -> str:
        value = match["value"] or match["inner"]
        return f" (boolean, {({'yes': 'true', 'no': 'false'}).get(value, value)} {match['first'] or match['then']})"

    return _BEGINS.sub(begun, _FLAG.sub(told, text))


#: `a status: open, later closed`, `a status (first open, then closed)`: the two states of which one follows the other.
_STATE = r"[\"`]?(?!(?:later|then|set|by|the|a|an|can|is|it)\b)[a-z][a-z_\-]+[\"`]?"
_LATER = re.compile(
    rf"(?i)(?P<lead>\b(?:status|state|stage|phase))(?P<open>,? (?:which|that) is |: ?| ?\()(?:first |initially |at first )?(?P<first>{_STATE}),? (?:and |but )?(?:later|then|and then|later on|afterwards|finally) (?P<second>{_STATE})(?! \w)(?=\W)(?!,? (?:and )?(?:then|later|finally)| ?->)"
)
#: `in -> out`: states that are called like other words.
_WORDLESS = re.compile(
    r"(?:(?<=: )|(?<=[(|;.,] )|(?<=\())(?:in|on|off|out|up|down)(?= -> [a-z\"])|(?<=[a-z\"] -> )(?:in|on|off|out|up|down)(?=\s*(?:[.,;)|]|$|and\b))"
)
#: `needs "open" and leads to "closed"`, `requires status open`: the state that an action starts from.
_STATES = r"(?P<states>\"[\w \-]+\"(?:(?:, |,? or )\"[\w \-]+\")*|[a-z_]+(?:(?:, |,? or )[a-z_]+)*(?= and (?:then )?(?:sets?|leads?|moves?|changes?|makes?|turns?|gives?|puts?|results?)\b|[.;,)]|$))"
_NEEDS = re.compile(
    rf" (?:needs?|requires?|expects?|demands?) (?:(?:an? |the )?(?:status|state|stage|phase) (?:of |to be |= ?)?|(?=\"[^\"]*\"(?:,? or \"[^\"]*\")* and (?:then )?(?:sets?|leads?|moves?|changes?|makes?|turns?|gives?|puts?|results?)\b)){_STATES}"
)
_UNIT = r"(?:m|km|cm|mm|met(?:re|er)s?|kilomet(?:re|er)s?|g|kg|grams?|kilos?|ml|l|lit(?:re|er)s?|euros?|cents?|dollars?|pounds?|seconds?|minutes?|hours?|days?|points?|pages|page(?! (?:saying|that|with|which|containing|telling|showing|says|and)\b|[.,;)])|pieces?|percent|watts?|kwh|calories|kcal)\b"
#: Numbers of a list, or with a unit.
_AMOUNTS = re.compile(
    rf"(?<![\w.\-/])(?:\d+(?:(?:, ?(?:or |and )?| or | and | to )\d+)+(?![\w\-/]|\.\d| (?:if|when|unless|once|while|otherwise)\b)|\d+ (?={_UNIT}))"
)
_LIKE_STATUS = re.compile(r"\b(?:20[0-4]|4[0-2]\d)\b")


def _told_apart(match: re.Match[str]) -> str:
    """`50, 100, 200.0 or 400.0`: among numbers that are no statuses, one that could be is none either."""
    others = [number for number in re.findall(r"\d+", match[0]) if not _LIKE_STATUS.fullmatch(number)]
    return _LIKE_STATUS.sub(r"\g<0>.0", match[0]) if others or match[0].endswith(" ") else match[0]


#: All that is usually done to records: `the usual CRUD`, `standard endpoints`, `create, list, view, update and delete`.
_WISH = (
    r"(?:(?:full|the usual|usual|standard|simple|basic|normal) )*\b(?:CRUD\b(?: (?:operations|endpoints|routes|api))?"
    r"|(?<=usual )(?:operations|endpoints|routes)|(?<=standard )(?:rest )?(?:operations|endpoints|routes)"
    r"|create, (?:list|read|view|get|show|fetch)\b[^.;/\n]{0,60}?\b(?:delete|remove)\b)"
)
_AT = r"(?:/[a-z][\w\-]*(?:/[a-z][\w\-]*|/\{\w+\}(?=/))*)"
#: What may stand between two paths: `/rooms and /guests`, `projects (/projects) and their tasks (/projects/{id}/tasks)`.
_NEXT = r"\)?(?:,| and|, and|,? as well as| \+| &) (?:(?:for|on|at|under|of|the|their|its|nested|also) )*(?:(?!pages)[a-z]+s )?(?:(?:at|under|on|in) )?\(?"
_PATHS = rf"(?<![\w}}])[`\"]?{_AT}(?:/\{{\w+\}})?[`\"]?(?:{_NEXT}[`\"]?{_AT}(?:/?\{{\w+\}})?[`\"]?(?![\w/{{]))*"
_CRUD = re.compile(
    rf"(?i)(?:{_WISH}(?P<what>[^.;/]{{0,40}}?)(?P<paths>{_PATHS})|(?<!(?-i:[A-Z]) )(?P<before>{_PATHS})[^.;/]{{0,40}}?{_WISH})"
)
#: `for projects and for` before a path: records without a path of their own.
_PATHLESS = re.compile(
    r"(?i) (?:for|on|of) (?:the |all )?(?P<many>[a-z]+s)(?: and|, and|,|,? as well as)(?: (?:for|on|of|under|at))? [`\"]?$"
)


def _usual(text: str) -> str:
    """`CRUD for rooms at /rooms`, `for both under /rooms and /guests`, spelled out."""

    def spelled(match: re.Match[str]) -> str:
        named = re.findall(_AT, match["paths"] or match["before"])
        pathless = _PATHLESS.search(match["what"] or "")
        paths = dict.fromkeys([*([f"/{pathless['many'].lower()}"] if pathless else []), *named])
        return ", ".join(_operations(path) for path in paths)

    return _CRUD.sub(spelled, text)


def _operations(path: str) -> str:
    """The usual operations on the records at a path; the ids of those that belong to others have names of their own."""
    key = f"{words.singular(path.rpartition('/')[2]).replace('-', '_')}_id" if "{" in path else "id"
    one = f"{path}/{{{key}}}"
    return f"POST {path}, GET {path}, GET {one}, PUT {one}, PATCH {one}, DELETE {one}"


_METHOD_PATH = re.compile(rf"\b(?:{METHOD})\s+[`\"']?({PATH})")
_SAME = r"(?i:(?:(?:the|that|this|its) (?:very )?same|that|this|the above|its) (?:path|url|route|address|endpoint|uri)|it(?= (?!is\b|has\b|was\b)[a-z]+s\b| \(2))"
#: `GET on the same path lists them`, `the same URL with DELETE`, `a GET there`: an operation that points at the path before.
_SAME_PATH = re.compile(
    rf"[`\"]?\b(?P<method>{METHOD})\b[`\"]?(?: requests?)? (?:(?:on|at|to|for|with|of) {_SAME}(?! with)|there)\b|(?i:\b{_SAME}) (?:with|by|via|using) (?:an? )?(?P<after>{METHOD})\b"
)

#: `is read with GET /rooms/{id}, changed with PUT and removed with DELETE (204)`: a method without a path, after one for a single record.
_BARE_METHOD = re.compile(
    rf"(?<=[\w,] )(?:(?<=with )|(?<=by )|(?<=via )|(?<=using )|(?<=through ))[`\"]?(?P<method>(?:PUT|PATCH|DELETE))\b[`\"]?(?P<after>)"
    rf"(?=\s*(?:[.;]|\(|, (?!(?:or )?(?:{METHOD})\b)|and (?!(?:{METHOD})\b)|$))"
    rf"|(?<=[.;] )[`\"]?(?P<alone>{METHOD})[`\"]?(?= ?(?:->|→|=>|:|=|\((?:->|→)? ?20\d)| (?!(?:requests|calls|needs|works|operations|routes|endpoints|bodies|paths)\b)[a-z]{{3,}}(?<!s)s\b)"
)


def _with_paths(text: str) -> str:
    """The text with the path that stands before in place of words that point at it."""

    def named(match: re.Match[str]) -> str:
        alone = match.groupdict().get("alone")
        near = (
            text[: match.start()]
            if match.re is _SAME_PATH
            else re.split(r"[.!?]\s", text[: match.start()].rstrip(" .;") if alone else text[: match.start()])[-1]
        )
        before = _METHOD_PATH.findall(near)
        return f"{match['method'] or match['after'] or alone} {before[-1]}" if before else match[0]

    return _BARE_METHOD.sub(named, _SAME_PATH.sub(named, text))


#: `Skills (POST /skills, 201) have a unique name`: what is said of a resource, around its route.
_AROUND = re.compile(
    rf"(?m)(?P<start>^\W*|(?<=[.;:] ))(?P<noun>(?:(?:An?|The|Each|Every) )?[A-Z]?[\w ]{{2,30}}?) \((?P<route>(?:{METHOD}) {PATH})(?:(?:,|:| ->| -)? ?(?P<status>20\d))?\) "
    r"(?=(?:have|has|are|is|consists?|contains?|needs?|must|come|carr(?:y|ies)|with)\b)"
)


def _apart(text: str) -> str:
    """The route first, then what is said of its resource."""
    return _AROUND.sub(
        lambda match: f"{match['start']}{match['route']}{f' ({match["status"]})' if match['status'] else ''}. {match['noun']} ", text
    )
