"""States in prose, as the other steps know them: `goes from created to in_transit to delivered`, `Delivered shipments can't be deleted`."""

import itertools
import re

from shared.reading.text.gathered import METHOD
from shared.writing import words

_PARTICIPLE = r"[A-Z]?[a-z_\-]+(?:ed|en)|(?:[A-Z]?[a-z_\-]+)?(?i:sent|sold|paid|lent|done|won|lost)"
_STATE = r"[\"']?[a-z][a-z_\-]+[\"']?"
#: `goes from created to in_transit to delivered`.
_CHAIN = re.compile(
    rf"(?<=\b(?:goes|oves|nges|sses|step) )(?P<chain>from {_STATE} to {_STATE}(?:,? (?:and |then |and then )?to {_STATE})+(?P<or> or {_STATE})?)(?=[.,;:)]|$| and\b| in\b)"
)
#: `and starts as open`, at the end of a list of states.
_STARTS = re.compile(r"(?<=[a-z\"]),? and (?=(?:starts|begins)(?: (?:out|off))? (?:as|in|at|with) \"?[a-z_]+\"?(?:[.;,]|$))")
#: `, initially open`, behind the values or the name of a field: the adverb before what it tells, which is no field.
_FIRST = re.compile(
    rf"(?P<start>[,;(] ?)(?P<first>initially|at first|to (?:begin|start) with|in the beginning|normally|usually|by default) (?P<value>(?!\"?(?:null|none|empty|unset|the|an?|it|they|all|no|not|set|each|every|zero)\b){_STATE}|\"[\w \-]+\")(?=[.;)\n]|$|,? and\b|, an? )"
)
#: `has a state: open, fixed, closed`: its values, and no further fields.
_LISTED = re.compile(
    rf"(?P<name>\b(?:[Ss]tates|[Ss]tatuses|[Ss]tages|[Pp]hases|(?:[Aa]n?|[Ii]ts|[Tt]he|[Oo]ne) (?:[a-z]+ )?(?:status|state|stage|phase|priority|severity|urgency|level|condition|grade|kind|size))): (?P<values>{_STATE}(?:, (?:or )?{_STATE})+(?:,? or {_STATE})?|(?<=tates: ){_STATE}(?:, {_STATE})+,? and {_STATE})(?= ?[.;()\n]|$)"
)
#: `takes a draft to open`, which sends nothing.
_TAKES = re.compile(
    rf"\b(?P<moves>[Tt]akes?) (?P<what>(?:it|them|(?:an?|the) [a-z_\-]+(?: [a-z]+)?)(?: from (?:an? |the )?{_STATE})? (?:on |back |over )?(?:in)?to (?:an? |the )?{_STATE})(?=[.;,()\n]|$| and\b)"
)
#: `While the poll is open, POST /polls/{id}/answers adds one; otherwise 409`: when an operation is possible, told before it.
_WHILE = re.compile(
    rf"(?m)(?P<start>^|(?<=[.;:] )|(?<=[\-*] ))(?:(?i:only (?:while|as long as|when|if)|while|as long as|so long as|for as long as)) (?P<state>[^.;,:/()]*?\b(?:is|are|in)\b[^.;,:/()]*?),? (?P<does>`?(?:{METHOD}) `?/(?:[^.;\n]|\.(?=\S))*)(?P<rest>; (?P<else>[^.;\n/]*?\b(?P<code>4\d\d)\b[^.;\n/]*))?(?=[.;\n]|$)"
)
#: `While a player is in a team, DELETE /players/{id} is refused with 409`.
_REFUSED = re.compile(rf"`?(?:{METHOD}) `?/\S+ (?:(?:is|gets|must|should|will|be|then) )*(?:[a-z]+ (?:with |an? )*)?4\d\d\b")
#: `From "submitted", POST /claims/{id}/approve leads to "approved"`: where it leads from, behind the operation.
_FROM = re.compile(
    rf"(?m)(?P<start>^|(?<=[.;:] )|(?<=[\-*] ))(?:From|from|In|in) (?P<state>(?:the )?(?:state |status )?{_STATE}),? (?P<does>(?:`?(?:{METHOD}) `?/[^\s,;]+(?:,? (?:and|or) )?)+) (?P<verb>leads?|goes|go|moves?|brings?|takes?|changes?)(?P<rest> (?:it )?(?:in)?to\b)"
)
#: `list the invoices of one client, or those with a certain status, through query parameters of those names`.
_GIVEN = r"(?:one|an?|a single|some|any) (?:(?:certain|given|particular|single|specific|chosen) )?"
_CERTAIN = re.compile(
    rf"(?P<list>\b(?:[Ll]ist|[Ss]how|[Ss]ee|[Gg]et|[Ff]etch)s?) (?P<of>(?:only |just )?(?:all |the )*(?P<many>[a-z]+s)) (?:of|with|by|for|in|from) {_GIVEN}(?P<first>[a-z_]+)(?P<more>(?:(?:,? (?:or|and) |, )(?:(?:only )?(?:those|the ones|all) )?(?:of|with|by|for|in|from) {_GIVEN}[a-z_]+)*)"
    r"(?=[^.;]*\bquery parameters?\b)(?:,? (?:through|with|by|via|using)(?: the)? query parameters?(?: (?:of|with) (?:that|those|these|the same) names?| (?:called|named) (?:so|like that|like these)| [a-z_]+(?:,? and [a-z_]+)*)?)?"
)
#: `an event out of arrived, departed, delivered`.
_OUT_OF = re.compile(rf"(?<=[\w`\"]),? out of:? (?P<values>{_STATE}(?:, {_STATE})*(?:,? (?:or|and) |, ){_STATE})(?=[.;,:()\n]|$| and\b)")
_THE = re.compile(r"\bthe (?=[a-z]+(?:,| \(| and|$))")
#: `only a loan in status requested may be deleted`: a requested loan.
_IN_STATE = re.compile(
    r"\b(?P<an>[Oo]nly an?|[Oo]nly|an?|An?|the|The|[Nn]o) (?P<noun>[a-z]+)(?: that (?:is|are)| which (?:is|are))? (?:in|with|of) (?:the )?(?:status|state|stage|phase) \"?(?P<state>[a-z][a-z_\-]*)\"? (?=(?:may|can|could|must|cannot|can't|may not)\b)"
)
#: `…, and only a requested loan may be deleted`: a sentence of its own.
_ALSO_ONLY = re.compile(
    r"(?<=[\w)`\"])(?:,|;|,? and|,? but) only (?=(?!these\b|those\b|they\b|it\b|such\b)(?:an? )?[a-z_\-]+ (?:[a-z]+ )?(?:can|may) be (?:deleted|removed|changed|edited|updated)\b)"
)
#: `From new only assigned is possible, from assigned only resolved`: the steps, each with where it leads.
_ONLY_FROM = re.compile(rf"[Ff]rom {_STATE},? only {_STATE}(?:(?:, | or ){_STATE})* (?:is|are) (?:possible|allowed|permitted)[^.;\n]*")
_FROM_ONLY = re.compile(
    rf"(?P<from>[Ff]rom {_STATE}),? (?:only )?(?P<to>{_STATE}(?:(?:, | or ){_STATE})*)(?: (?:is|are) (?:possible|allowed|permitted))?(?=,|$| and\b)"
)
#: `Once published, a post can not be edited`: a published post.
_ONCE = re.compile(
    rf"(?m)(?P<start>^|(?<=[.;:] ))(?:Once|once|When|when|After|after|If|if|As soon as)(?: (?:it|they) (?:is|are|has been|have been)| being)? (?P<state>{_PARTICIPLE}),? (?P<an>an?|the) (?P<noun>[a-z]+) (?=(?:can(?:not|'t)?|may|must)\b)"
)
#: `Orders can be accepted (POST …) or refused (POST …) while they are placed, baked (POST …) once accepted`.
_WHEN_IT = rf"(?:(?:only )?(?:while|once|as long as|when|if|after)(?: (?:they|it)(?: (?:is|are|has been|have been))?(?: still)?)? (?P<state>{_STATE}(?: or {_STATE})*))"
_ITEM = rf"(?P<done>[a-z]+(?:ed|en|nt|ld)) \((?P<route>`?(?:{METHOD}) `?/[^\s,;()]+)(?P<more>[^()]*)\)(?: {_WHEN_IT})?"
_PLAIN_ITEM = re.sub(r"\(\?P<\w+>", "(?:", _ITEM)
_CAN_BE = re.compile(
    rf"(?m)(?:^|(?<=[.;:] )|(?<=[\-*] ))(?:(?P<many>[A-Z][a-z]+s)|(?:An?|The|Each) (?:(?P<own>{_PARTICIPLE}|pending|new|open|active|draft) )?(?P<one>[a-z]+)) (?:can|may) be (?P<items>{_PLAIN_ITEM}(?:(?:,? (?:and|or)(?: be)? |, ){_PLAIN_ITEM})+)"
)
#: `POST /requests/{id}/approve approves and POST /requests/{id}/reject rejects a pending request`: both do so.
_BOTH_DO = re.compile(
    rf"(?P<one>`?(?:POST|PUT|PATCH) `?/[^\s,;]+ [a-z]+s) and (?P<other>`?(?:POST|PUT|PATCH) `?/[^\s,;]+ [a-z]+s) (?P<what>(?:an?|only|the) (?:{_STATE} )?[a-z]+)(?=[.;,(\n]| \(|$)"
)
#: `the same name can be on an evening's list only once`.
_ONLY_ONCE = re.compile(
    r"(?P<start>[Tt])he same (?P<what>[a-z_]+) (?:can|may|must) (?:only )?(?:be|stand|appear|sign up|register|be registered|be entered) (?:on|in|for|at) (?:an?|the|one|the same|each|any) (?P<of>[a-z]+)(?:'s)?(?: (?:[a-z]+ )?list)? (?:only |just )?once\b"
)
#: `Keep track of job applications: company, position, stage`.
_PLAIN_FIELD = r"[a-z_]+(?: \([^()]*\))?"
_TRACKED = re.compile(
    rf"(?P<lead>\b(?:[Kk]eep track of|[Tt]rack|[Mm]anage|[Ss]tore|[Kk]eep|[Rr]ecord|[Rr]egister) (?:(?:all|our|my|the) )*(?:[a-z]+ )?(?P<many>[a-z]+s)): (?P<items>{_PLAIN_FIELD}(?:(?:, and |, | and ){_PLAIN_FIELD})+)(?=\.(?:\s|$))"
)
#: `review can go back to draft or on to published`.
_ON_TO = re.compile(
    rf"(?P<head>\b(?:can|may) (?:(?:only|then|also) )*(?:go|move|change|pass|return|be moved|be changed|be set)\b[^.;\n]*?) or (?:(?:on|back|over|forward|straight|directly|again) )to (?P<state>{_STATE})(?=[.,;\n]|$| and\b| or\b)"
)
#: `changes the title, but not of published or archived articles (409)`.
_BUT_NOT = re.compile(
    rf"(?<=[\w)`]),? but not (?:of|for|on|in) (?:an? )?(?P<states>{_STATE}(?:(?:, | or | and ){_STATE})*) (?:ones?|[a-z]+) \((?P<code>4\d\d)\)"
)
#: `-> `approved``, `status `pending``: a value.
_TICKED = re.compile(
    r"(?P<lead>\b(?:status|state|stage|phase)[`\"]?(?: (?:is|of|to|becomes|starts as|begins as|then|now|set to|changes to|goes to)| =|:)* |-> |\bbecomes |\bmakes it |\bmarks it (?:as )?|\bturns it into |\b(?:[Ss]tarts|[Bb]egins) as (?:an? )?)`(?P<state>[a-z][a-z_\-]*)`(?!, `|:)"
)
#: `Surveys start as drafts`.
_START_AS = re.compile(
    r"(?P<many>\b[A-Z][a-z]+s) (?:always )?(?:start|begin)(?: out| off| (?:their )?life)? (?:as|in) (?P<state>[a-z_]+)(?=[.;,\n]|$| and\b)"
)
#: `files a request (201); it is pending`: where the text speaks of pending ones elsewhere.
_IT_IS = re.compile(
    r"(?<=[\w)`\"}])(?:;|,? and) (?:it|which|this) (?:is|starts|begins)(?: (?:then|at first|as))? (?P<state>[a-z_]{3,})(?: at first)?(?=[.;\n]|$)"
)
#: `wants to follow each loan`: to know of it.
_FOLLOWS = re.compile(
    r"\b(?:(?:wants?|needs?|would like|wish(?:es)?) to (?:be able to )?|must (?:be able to )?|should be able to )(?:follow|monitor|oversee|supervise|watch|keep an eye on|keep track of|track)(?= (?:each|every|all|its|their|our|the)\b)"
)
#: `A loan names the object, the borrower and a status`: what it has.
_NAMES = re.compile(
    r"(?m)(?P<who>(?:^|(?<=[.;:] ))(?:An?|Each|Every|each|every|an?) [a-z]+(?: [a-z]+)?) (?:names|records|notes|states|mentions|specifies|gives) (?P<list>(?:the|its|an?) [a-z]+(?: \([^()]*\))?(?:,| and )(?! ?(?:returns?|answers?)\b)[^.;:]*)"
)
_WITH = rf"{_STATE} (?:with|by|via|through|using|on) `?(?:{METHOD}) `?/[^\s,;.]+"
#: `A submitted claim becomes "approved" with POST /claims/{id}/approve or "rejected" with POST /claims/{id}/reject`.
_BECOMES = re.compile(
    rf"(?m)(?:^|(?<=[.;:] )|(?<=[\-*] ))(?:An?|The|Each|Every|a|an|the) (?P<subject>{_STATE} [a-z]+|[a-z]+) (?:(?:then )?becomes|turns|goes to|changes to|turns into) (?P<each>{_WITH}(?:(?:,? (?:and|or) |, )(?:becomes )?{_WITH})+)"
)
#: `…, and the claim's total is the sum of its lines`: a sentence of its own.
_SUM = re.compile(
    r"(?<=[\w)])(?:,? and |; )(?P<what>(?:the|its) (?:[a-z]+'s )?[`\"]?[a-z]\w*[`\"]? (?:is|equals) (?:always |then )?the (?:sum|number|average|total|count) of )"
)
#: What is refused in any other state, behind an operation.
_OTHERWISE = re.compile(
    r"(?i)\W*(?:and |but )?(?:otherwise|else|or else|in (?:any|every|all) other|(?:before|after|afterwards|later|from then)\b|any other|not)"
)
#: `add episodes, list them and delete those that are still drafts`: a wish, and the only ones that it is about.
_THOSE_IN = re.compile(
    r"(?P<lead>(?:^|(?<=[.;] )|(?<=\n))[^./;\n]*?\b(?:[Aa]dd|[Cc]reate|[Ll]ist|[Ss]ee|[Rr]ecord|[Ee]nter|[Rr]egister|[Cc]hange|[Vv]iew|[Mm]anage)(?:ing)? (?:new )?(?P<many>[a-z]+s)\b[^./;\n]*?)\b(?P<verb>delete|remove|cancel|edit|change|update) (?P<which>only )?(?:those|the ones|them|(?P=many))(?P<only> only)?,? (?:that|which|(?P<while>while|if|as long as|when) they) (?:are|have been) (?:still )?(?:an? |in )?(?P<state>\"?(?!not\b|no\b)[a-z_\-]+\"?)(?=[.;\n]|$)"
)
#: `A pet is available at first`: the state of a new one, where the text speaks of it as such.
_IS_FIRST = re.compile(
    r"(?m)(?P<start>^|(?<=[.;:] ))(?:(?:An?|Each|Every|All|The)(?: new)? )?(?P<noun>[A-Za-z][a-z]+) (?:is|are) (?:always )?\"?(?P<state>(?!(?:true|false|zero|empty|null|none|hidden|not|no)\b)[a-z][a-z_\-]+)\"? (?:at first|initially|to (?:begin|start) with|in the beginning|at the (?:start|beginning))(?:(?P<end>; |,? and |, )(?=`?(?:POST|PUT|PATCH|GET|DELETE) )|(?=[.;,\n]|$| and\b))"
)
_ADVERBS = {"normally": "by default", "usually": "by default"}
#: `both require a waiting parcel`, where parcels have a path: no field.
_REQUIRES_ONE = re.compile(
    r"\b(?:requires?|needs?|expects?|demands?) (?P<what>an? (?!(?:valid|new|non-empty|unique|short|single|different|positive)\b)[a-z_\-]+ (?P<noun>[a-z]+))(?=[.;:,)]|$| and\b)"
)


def _only_on(match: re.Match[str]) -> str:
    named = re.search(rf"/{words.plural(match['noun'])}\b", match.string)
    return f"work only on {match['what']}" if named else match[0]


#: `can be deleted while it is open; later than that, deletion is a 409 too`, `; deleting any other is a 409`: otherwise 409.
_AFTER = r"(?:later(?: on| than that)?|after (?:that|this|it)|afterwards|thereafter|from (?:then|that point|there) on|once (?:that|this|it) is (?:over|past|no longer so)|beyond that)"
_NO_MORE = re.compile(
    rf"(?P<rule>\b(?:can|may|possible|allowed|works?|permitted)\b(?! not)(?:(?!\b4\d\d\b)[^.;\n])*?)(?:;|,|\.| -)? ?(?:(?:and|but) )?"
    rf"(?:\b(?i:{_AFTER}),? (?:(?:it|this|that|deletion|removal|[a-z]+ing(?: it| them)?|an attempt(?: to [a-z]+(?: it)?)?) (?:is|gives|gets|means|answers|results in|leads to|->)|it's)"
    rf"|\b(?i:(?:deletion|removal|[a-z]+ing)(?: of)?) (?:any|an|every|all|the)? ?others?(?: ones?| [a-z]+)? (?:is|are|gives?|gets?|means?|answers?|results? in|leads? to|->)) (?:then |also |refused (?:with|as) )*(?:an? )?(?P<code>4\d\d)(?: too| as well| then)?(?=[.;,)\n]|$)"
)


#: `in this lot or another one`, `in any lot, this one or another`, `is currently standing in one of the lots`: in any of them.
_THIS_OR_OTHER = re.compile(r", (?:be it |whether )?(?:this|that|the same) one or (?:any |some )?(?:an)?other(?: one)?(?=[.,;)]|$)")
_IN_ANY = re.compile(
    r"\b(?:in|at|on) (?:(?:this|that|the same) (?P<same>[a-z]+) or (?:in |at |on )?(?:any |some )?(?:an)?other(?: one)?(?! [a-z])|(?:this|that|the same)(?: one)? or (?:in |at |on )?(?:any |some )?(?:an)?other (?P<other>(?!one\b)[a-z]+)|one of the (?P<many>[a-z]+s)(?= already\b))"
)
_STANDS = re.compile(
    r"(?P<who>\b(?:that|the|this|an?|such an?) [a-z]+(?: with (?:that|this|the same) [a-z]+)?) (?:is (?:currently|presently|still|at the moment|right now) (?:(?:standing|parked|staying|sitting|placed|kept) )?|(?:stands|sits|stays) )(?:in|at|on) (?:any|some|one of the|another)(?: other)? (?P<where>[a-z]+?)s?(?= already\b|[.,;)]|$)(?: already)?"
)


#: `drives in with POST /lots/{id}/cars and a plate: 201 normally`: what is sent, and what is answered but for what follows.
_AND_SENT = re.compile(rf"\b(?P<route>(?:with|by|via|through|using) `?(?:{METHOD}) `?/[^\s,;:]+) and (?=(?:an?|the|its|their) [a-z_]+)")
_NORMALLY = re.compile(r"(?<=\b20[0-4]) (?:normally|usually|in the normal case|as a rule|ordinarily)(?=[,;.])")


def _anywhere(text: str) -> str:
    text = _NORMALLY.sub("", _AND_SENT.sub(r"\g<route> with ", text))
    text = _IN_ANY.sub(
        lambda match: f"in any {match['same'] or match['other'] or words.singular(match['many'])}", _THIS_OR_OTHER.sub("", text)
    )
    return _STANDS.sub(r"\g<who> is already in any \g<where>", text)


def stated(text: str) -> str:
    """The text with a chain of states as its steps, and with the refusal of what is not done in a state for one record."""
    text = _anywhere(_NO_MORE.sub(r"\g<rule>, otherwise \g<code>", text))
    text = re.sub(r"(?<=[\w)`\"}]), (?:the )?(?:response|answer)(?: (?:is|code|status))?:? (?=20\d\b)", " -> ", text)
    text = _THOSE_IN.sub(_wished, text)
    text = _BUT_NOT.sub(
        lambda match: f"; {match['code']} if it is {match['states'].replace(' and ', ' or ')}", _ON_TO.sub(r"\g<head> or \g<state>", text)
    )
    text = _TRACKED.sub(_tracked, text)
    text = _ONLY_ONCE.sub(r"\g<start>he same \g<what> cannot be used twice in the same \g<of>", text)
    text = _BOTH_DO.sub(r"\g<one> \g<what>. \g<other> \g<what>", text)
    text = _TICKED.sub(r'\g<lead>"\g<state>"', text)
    text = _IS_FIRST.sub(lambda match: _is_first(match, text), text)
    text = _IT_IS.sub(lambda match: _at_first(match, text), _START_AS.sub(lambda match: _begun(match, text), text))
    text = _ALSO_ONLY.sub(". Only ", _IN_STATE.sub(r"\g<an> \g<state> \g<noun> ", text))
    text = _ONLY_FROM.sub(lambda match: _FROM_ONLY.sub(r"\g<from> to \g<to>", match[0]), _CAN_BE.sub(_each_can, text))
    text = _ONCE.sub(
        lambda match: f"{match['start']}{'An' if match['state'][0] in 'aeiou' else 'A'} {match['state']} {match['noun']} ", text
    )
    text = _CERTAIN.sub(_filtered, text)
    text = _OUT_OF.sub(r" (one of \g<values>)", text)
    text = _NAMES.sub(lambda match: f"{match['who']} has {_THE.sub('a ', match['list'])}", _FOLLOWS.sub("keeps track of", text))
    text = _BECOMES.sub(_each_turns, text)
    text = _FROM.sub(_led_from, _SUM.sub(r". \g<what>", text))
    text = _WHILE.sub(_behind, _TAKES.sub(r"moves \g<what>", text))
    text = _LISTED.sub(r"\g<name> (\g<values>)", text)
    text = _FIRST.sub(lambda match: f"{match['start']}{match['value']} {_ADVERBS.get(match['first'], match['first'])}", text)
    text = _CHAIN.sub(lambda match: " and ".join(_pairs(match["chain"])) + (match["or"] or ""), text)
    text = re.sub(r"\b(?:can|may) (?:neither be|be neither) ([a-z]+ed) nor (?:be )?([a-z]+ed)\b", r"cannot be \1 or \2", text)
    return _STARTS.sub("; it ", _REQUIRES_ONE.sub(_only_on, text))


def _wished(match: re.Match[str]) -> str:
    """The wish, and what it is possible for."""
    state, done = words.singular(match["state"].strip('"')), words.participle(match["verb"])
    return f"{match['lead']}{match['verb']} them. Only {state} {match['many']} can be {done}"


def _each_turns(match: re.Match[str]) -> str:
    """Each operation with the state that it leads to."""
    subject = f"an {match['subject']}" if match["subject"][0] in "aeiou\"'" else f"a {match['subject']}"
    told = re.findall(rf"({_STATE}) (?:with|by|via|through|using|on) (`?(?:{METHOD}) `?/[^\s,;.]+)", match["each"])
    return ". ".join(f"{route} turns {subject} into {state}" for state, route in told)


def _led_from(match: re.Match[str]) -> str:
    return f"{match['start']}{match['does']} {match['verb']} from {match['state']}{match['rest'].replace(' into', ' to')}"


def _behind(match: re.Match[str]) -> str:
    """The operation, or each of them, with what it needs behind it, unless that is what it is refused for."""
    if _REFUSED.match(match["does"]):
        return match[0]
    told = match["rest"] is not None and _OTHERWISE.match(match["else"])
    state = re.sub(r"^(?:an?|each|every|any) ", "the ", match["state"])
    needed = f"; this works only while {state}, otherwise {match['code'] if told else 409}"
    does = re.split(rf"(?:,? and |, )(?=`?(?:{METHOD}) `?/)", match["does"])
    return match["start"] + ". ".join(f"{one}{needed}" for one in does) + ("" if told else match["rest"] or "")


def _filtered(match: re.Match[str]) -> str:
    names = [match["first"], *re.findall(rf"(?:of|with|by|for|in|from) {_GIVEN}([a-z_]+)", match["more"])]
    return f"{match['list']} {match['of']}, which can be filtered by {' and '.join(names)}"


def _each_can(match: re.Match[str]) -> str:
    """Each thing that can be done, with its request and the state that it needs, be that told behind the next."""
    items = list(re.finditer(_ITEM, match["items"]))
    states = [one["state"] or match["own"] for one in items]
    if not all(any(states[place:]) for place in range(len(items))):
        return match[0]
    noun = match["one"] or words.singular(match["many"].lower())
    needed = [next(filter(None, states[place:])) for place in range(len(items))]
    return ". ".join(
        f"A {state} {noun} can be {one['done']} ({one['route']}{one['more']})" for one, state in zip(items, needed, strict=True)
    )


def _tracked(match: re.Match[str]) -> str:
    """The records that are kept, and what each has."""
    items = re.sub(
        r"(^|, and |, | and )(?=[a-z_])(?!an? |the |its )",
        r"\1a ",
        re.sub(r"\([^()]*\)", lambda one: one[0].replace(", ", "\0"), match["items"]),
    )
    return f"{match['lead']}. Each {words.singular(match['many'])} has {items}".replace("\0", ", ")


def _named(text: str) -> str:
    """What a text calls the field that says in which state something is."""
    found = re.search(r"\b(?:status|state|stage|phase)\b", text)
    return found[0] if found else "status"


def _begun(match: re.Match[str], text: str) -> str:
    return f'Each new {words.singular(match["many"].lower())} has {_named(text)} "{words.singular(match["state"])}"'


def _at_first(match: re.Match[str], text: str) -> str:
    """What something is when it is made; left as it stands where the word is spoken of nowhere else as a state."""
    state = match["state"]
    spoken = re.search(
        rf"={state}\b|\b(?:an?|the|only|no) \"?{state}\"? [a-z]+|\b(?i:{state}) (?:ones|(?:and|or) [a-z]+ [a-z]+s|[a-z]+s)\b", text
    )
    return f'; its {_named(text)} is "{state}" at first' if spoken else match[0]


def _is_first(match: re.Match[str], text: str) -> str:
    """The state of a new record; left as it stands where no request asks for those in it by the name of a state."""
    asked = re.search(rf"\b(status|state|stage|phase)={match['state']}\b", text)
    return (
        f'{match["start"]}Each new {words.singular(match["noun"].lower())} has {asked[1]} "{match["state"]}"{". " if match["end"] else ""}'
        if asked
        else match[0]
    )


def _pairs(chain: str) -> list[str]:
    """`from created to in_transit to delivered` -> each step."""
    states = re.findall(rf"(?:from|to) ({_STATE})", chain)
    return [f"from {before} to {after}" for before, after in itertools.pairwise(states)]
