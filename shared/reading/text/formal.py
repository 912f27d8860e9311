"""Formal English, put as others would say it: `should the number already be taken`, `a code, being a text of 3 letters`."""

import re

from shared.writing import words

_SUBJECT = r"(?P<subject>(?:(?:the|an?|any|no|this|that|its|such an?) )[a-z_][a-z_\- ]{0,40}?|it|they|one|someone|somebody|anyone|anybody)"
_SHOULD = re.compile(
    rf"(?:\bShould|(?<=[,;:] )should|(?<=\d )should) {_SUBJECT} (?P<when>(?:already|not|ever|still|no longer) )?(?P<verb>be|have|exist|lack|carry|contain|exceed|refer|belong|fall|lie|come|turn out)\b"
)
_KIND = r"(?:optional |required |positive |non-negative |unique |non-empty |valid |whole |short |plain )*(?:integer|numbers?|string|text|date|decimal|boolean|list|array|flag|time|amount|enum|one of)\b"
#: `{"name", "max_members"}, with max_members an integer from 2 to 50`, `, quantity being a positive integer`: what a name before is.
_WITH = re.compile(
    rf",? (?:(?:and )?(?:with|where) (?P<name>[`\"]?(?!(?:an?|the|its|their|this|that|each|every|one|no|some|any|both|all|only|at|exactly)\b)[a-z]\w*[`\"]?) (?:being )?|(?<=[}}\w`\"], )(?P<alone>[`\"]?[a-z]\w*[`\"]?) being )(?=(?:an? |the )?{_KIND})"
)
#: `and both names unique`.
_BOTH = re.compile(
    r"(?<=\band )(?P<who>(?:both|all)(?: of)?(?: the)? [a-z]+s) (?=(?:unique|required|optional|integers|numbers|strings|non-empty)\b)"
)
#: `a short code chosen by the librarian`: who says what a value is tells nothing of it, where that is no part of the service.
_BY_WHOM = re.compile(
    r"(?<=[a-z]) (?:chosen|picked|given|assigned|supplied|provided|entered|selected|made up|decided on|thought up) by "
    r"(?:the |an? |its |their |our |whoever )?(?!(?:the |an? |its |our )?(?:server|system|service|backend|api|database|application|app|us|you|default|hand|id|name|path|url|body)\b)(?P<who>[a-z]+)(?= \(|[.,;)]|$| and (?:an?|the|its)\b)"
)
_KEYS = r"(?:id|code|name|key|number|slug|isbn|email|symbol|abbreviation|tag|sku|short name|username|nickname)"
#: `the code of their author in "author"`, `an author field holding the code of its author`: a field that refers to a record.
_REFERS = re.compile(
    rf"\b(?:the )?(?P<key>{_KEYS}) of (?:the|its|their|his|her|an?|one) (?P<owner>[a-z]+) (?:in|as|under|called|named)(?: the| a)?(?: field)? [\"`](?P<name>[a-z]\w*)[\"`]"
    rf"|\b(?:an? |the )?(?:field [`\"]?(?P<field>[a-z]\w*)[`\"]?|[`\"]?(?P<before>[a-z]\w*)[`\"]? field) (?:holding|containing|carrying|storing|with|that (?:holds|contains|has|stores)|which (?:holds|contains|has|stores)) the (?P<what>{_KEYS}) of (?:the|its|their|his|her|an?|one) (?P<whose>[a-z]+)\b"
)
#: `8 <= start < end <= 22`: the limits of two, and their order.
_CHAIN = re.compile(
    r"(?:,? with |: |,? where |, |\(|(?<=; ))?(?<![\w.])(?P<low>-?\d+(?:\.\d+)?) ?(?P<first><=?|≤) ?[`\"]?(?P<one>[a-z]\w*)[`\"]? ?(?P<between><=?|≤) ?[`\"]?(?P<other>[a-z]\w*)[`\"]? ?(?P<last><=?|≤) ?(?P<high>-?\d+(?:\.\d+)?)(?P<close>\)?)"
)
#: `from and to (whole hours, 0 <= from < to <= 24) and who; …`.
_INSIDE = re.compile(
    r"(?P<open>\()(?P<own>[^()<≤\n]*[a-z])[,;:] (?:with |where |and )?(?P<chain>-?\d+(?:\.\d+)? ?[<≤]=? ?[`\"]?[a-z]\w*[`\"]? ?[<≤]=? ?[`\"]?[a-z]\w*[`\"]? ?[<≤]=? ?-?\d+(?:\.\d+)?)\)(?P<rest>[^;()\n]*?)(?P<end>;| ->|\.\s|\.?$| \(\d|\n)"
)
#: `two whole hours, start and end`, `the full hours start and end`: numbers.
_WHOLE = re.compile(
    r"\b(?:the |two |both )*(?:whole|full) (?:hours|minutes|days|weeks|months|years|euros|cents|points),? (?:called |named )?(?P<one>[`\"]?[a-z]\w*[`\"]?) and (?P<other>[`\"]?[a-z]\w*[`\"]?)(?! (?:of|are|is)\b)"
)
#: `from and to (whole hours)`, `as whole hours`: numbers, too.
_WHOLE_ONES = re.compile(
    r"(?P<before>\((?:both |as |in )?|\bas )(?:whole|full) (?:hour|minute|day|week|month|year|euro|cent|point)(?P<many>s?)(?=[,;)]|\s|$)"
)
#: `(8 to 22, start before end)`: an order without a verb.
_ORDERED = re.compile(
    r"(?P<before>, (?:and )?|\(|\band |,? (?:with|where) |; |: )(?P<one>[`\"]?(?:start|begin|from|starts|check_in|arrival)(?:_[a-z]+)?[`\"]?) (?:strictly )?(?P<sign>before|<) (?P<other>[`\"]?(?:end|ends|to|until|check_out|departure)(?:_[a-z]+)?[`\"]?)(?=[,;.)]|$| and\b| \()"
)
#: `packets (a whole number, at least 1; all three needed)`: what is said of all stands behind the bracket.
_ALL_NEEDED = re.compile(
    r"\((?P<own>[^()]*?)[;,] (?:and )?(?:all|both)(?: (?:of them|two|three|four|five|six|fields))?(?: (?:are|is))? (?:needed|required|mandatory|obligatory|compulsory|must be given)\)"
)
#: `a title and a client (neither may be empty)`: the last one as well, as all that is listed.
_NEITHER = re.compile(
    r"\((?:neither|none|not one)(?: of (?:them|these|those|which|the (?:two|three)))? (?:may|can|must|should) (?:ever )?be (?:empty|blank|missing|omitted|left (?:out|empty|blank|away))(?: or (?:empty|blank|missing|omitted|left (?:out|empty|blank|away)))?\)"
)
#: `a name nobody else has`: that nobody else has.
_NOBODY_HAS = re.compile(
    r"(?P<name>\b(?:an?|the|its|their) [a-z_]+) (?=(?:nobody|no one|no other [a-z]+)(?: else)?(?:'s [a-z]+)? (?:has|have|uses?|carries|bears)\b)"
)
#: `only one booking is possible for a given date and hour`, `for one date and hour there is at most one booking`: no two have the same.
_PAIR = r"(?:the same |an? (?:given |single |particular )?|one (?:and the same )?|each |every |any (?:given |one )?|any )?(?P<pair>[`\"]?(?!date and time\b)[a-z][a-z_]*[`\"]?(?:, [`\"]?[a-z][a-z_]*[`\"]?)*,? and (?:the same )?[`\"]?[a-z][a-z_]*[`\"]?)"
_ONLY_ONE = r"(?:[Oo]nly|[Aa]t most|[Nn]o more than|[Nn]ever more than|[Nn]ot more than) one (?P<noun>[a-z]+)"
_MAY_BE = r"(?: (?:is|may be|can be) (?:possible|allowed|permitted|accepted|made|taken)| (?:may|can) exist| is)?"
_ONE_PER = (
    re.compile(rf"(?:\b[Tt]here (?:can|may|must) (?:only )?be )?\b{_ONLY_ONE}{_MAY_BE} (?:per|for|at|on) {_PAIR}(?= \(|[:;,.]|$)"),
    re.compile(
        rf"\b(?:[Ff]or|[Pp]er) {_PAIR},? (?:there (?:is|can be|may be) |we (?:accept|take|allow) )?{_ONLY_ONE.replace('[Oo]nly', '(?:[Oo]nly|just)')}{_MAY_BE}(?= \(|[:;,.]|$)"
    ),
)
_ONCE_FOR = re.compile(
    r"\b(?:[Aa] given|[Aa]n?|[Oo]ne|[Ee]ach|[Ee]very) (?P<pair>[a-z][a-z_]* and [a-z][a-z_]*) (?=(?:can|may|must) (?:only )?be [a-z]+ed (?:only )?once\b)"
)
#: `two customers cannot have the same barber at the same start`, `a barber can't serve two customers at the same start`: the two together are there once.
_NOT_TWICE = r"(?:can ?not|can't|may not|must not|mustn't|should not|shouldn't|never|are not allowed to|do not|does not|is not allowed to)"
_AT_SAME = r"(?:at|for|on|in|during|and) (?:the )?(?:very )?same (?P<other>(?!times?\b|moments?\b|way\b|place\b|days?\b|weeks?\b|months?\b|years?\b|that\b|this\b|the\b|an?\b|any\b|each\b|every\b)[a-z_]+)"
_TOGETHER = (
    re.compile(
        rf"\b(?:[Tt]wo|[Dd]ifferent|[Ss]everal|[Mm]ore than one) (?P<who>[a-z]+) {_NOT_TWICE} (?:both )?(?:(?:be|have|get|share|book|see|visit|use|take|reserve|choose|rent|borrow|hold)(?: with| at| in)? )(?:the )?same (?P<one>[a-z_]+) {_AT_SAME}"
    ),
    re.compile(
        rf"\b[Nn]o two (?P<who>[a-z]+) (?:can |may |must |should |ever )?(?:be|have|get|share|book|see|visit|use|take|reserve|choose|rent|borrow|hold)(?: with| at| in)? (?:the )?same (?P<one>[a-z_]+) {_AT_SAME}"
    ),
    re.compile(
        rf"\b(?:[Aa]n?|[Oo]ne|[Ee]ach|[Tt]he same|[Nn]o) (?P<one>[a-z_]+) (?:{_NOT_TWICE}|can|may) (?:ever )?(?:have|has|serve|serves|see|sees|take|takes|host|hold|get|gets|teach|teaches) (?:two|more than one|several) (?P<who>[a-z]+) {_AT_SAME}"
    ),
    re.compile(
        r"\b(?:[Aa]n?|[Oo]ne|[Ee]ach|[Ee]very|[Tt]he same) (?P<one>[a-z_]+) (?:can|may|must) (?:only )?be (?P<who>[a-z]+ed|taken|given|lent) (?:only )?once (?:at|for|on|in|during|per) (?:the same |an? |one |any |each |every )?(?P<other>(?!times?\b|moments?\b|person\b|one\b|days?\b|weeks?\b|months?\b|years?\b)[a-z_]+)(?= \(|[:;,.]|$)"
    ),
)
#: `if the barber already has a customer at the same start`, `if two customers want the same barber at the same start`.
_IF_TOGETHER = (
    re.compile(
        rf"\b(?P<if>[Ii]f|[Ww]hen|[Ww]henever) (?:the|that|this|an?) (?P<one>[a-z_]+) (?:already )?(?:has|have|serves|sees|teaches|hosts) (?:already )?(?:an?|another|some|any) (?:other )?(?P<who>[a-z]+) {_AT_SAME.replace('same ', '(?:same )?')}"
    ),
    re.compile(
        rf"\b(?P<if>[Ii]f|[Ww]hen|[Ww]henever) (?:two|several|different) (?P<who>[a-z]+) (?:want|book|ask for|choose|ask|try|take|reserve|request|need|have)(?: to (?:book|have|get|see|reserve|take))? (?:the )?same (?P<one>[a-z_]+) {_AT_SAME}"
    ),
)
#: `…, regardless of the guest`, `…, whoever asks`: what plays no part in what is the same.
_WHOEVER = re.compile(
    r"(?P<rule>\b(?:two|same|twice|once|double|already)\b[^.;\n]*?),? (?:(?:regardless|irrespective) of (?:the|its|their|who|whoever) (?!(?:upper|lower|case|letter|capital|spelling|status|state|order)\w*\b)[a-z_]+(?: (?:is|asks|books|sends|makes)\b[a-z ]*)?|no matter who(?: [a-z]+){1,3}|whoever (?:asks|books|sends|makes|does|it)(?: [a-z]+){0,2})(?=[.;)\n]|$| \()"
)
#: `moves through new, review and approved, in this order`, `one step further: new, review, approved`.
_THROUGH = re.compile(
    r"(?P<lead>\b(?:goes|moves|passes|runs|progresses|travels|go|move|pass|run) through (?:the (?:states?|stages?|steps|statuses|phases) )?(?:of )?|\bone step (?:further|forward|on)(?: each time| at a time)?: )(?P<list>[\"`]?[a-z][a-z_\-]*[\"`]?(?:, [\"`]?[a-z][a-z_\-]*[\"`]?)+(?:,? and (?:finally |then )?[\"`]?[a-z][a-z_\-]*[\"`]?)?)(?P<order>,? in (?:exactly |just )?(?:this|that) order)?(?=[.;,)]|$| with\b| by\b| via\b)"
)
#: `An absence holds employee, start_date and end_date`: it has them.
_HOLDS = re.compile(
    r"(?P<start>(?:^|(?<=[.;:] )|(?<=\n))(?:An?|Each|Every|The) [a-z]+(?:[ -](?!also\b|then\b|[a-z]+ly\b)[a-z]+)?) (?:holds|stores|records|comprises) (?![a-z]+s \()(?=(?:an? |the |its )?[`\"]?[a-z]\w*[`\"]?(?:,| \(| and ))"
)
#: `A reading belongs to exactly one tank and holds ph`, `Every reading is part of one tank; it stores ph`: whose it is, and what it has.
_OF_OWNER = re.compile(
    r"(?P<start>(?:^|(?<=[.;:] )|(?<=\n))(?:(?:An?|Each|Every|The|Any) [a-z]+(?: [a-z]+)?|[A-Z][a-z]+s)),? (?:(?:which|that) )?(?P<to>belongs? to|(?:is|are) (?:always )?(?:part of|attached to|assigned to)) "
    r"(?:exactly |only |always |precisely )?(?:an?|one|the|its) (?P<owner>[a-z]+)(?:,? and|[;,] (?:and )?(?:it|they)|,) (?:(?:it|they) )?"
    r"(?:holds?|stores?|records?|has|have|contains?|consists? of|carr(?:y|ies)|comprises?|keeps?|notes?|includes?|is made of) (?=(?:an? |the |its )?[`\"]?[a-z])"
)
#: `…, let's replace it`: no more than why somebody asks.
_LETS = re.compile(
    r"(?:,| -|;) (?:so |and |but )?let(?:'s| us) (?:replace|change|fix|improve|end|stop|moderni[sz]e|digiti[sz]e|automate|get rid of|do away with|solve|get past) (?:it|that|this|them)\b[^.;,]*(?=[.!]|$)"
)
#: `The last day may be the same as the first one but never earlier`.
_SAME_OR = re.compile(
    r"(?P<one>\b(?:[Tt]he )?[\w`]+(?: [a-z]+)?) (?:may|can|is allowed to) (?:be (?:the same as|equal to|on)|equal|fall on|match) (?P<other>(?:the )?[\w`]+(?: [a-z]+)?),? but (?:it )?(?:must |may |can |should )?(?:never|not)(?: be| lie| fall| come)? (?P<how>earlier|before|less|smaller|lower|later|after|greater|more|higher)(?: than (?:it|that)| it| that)?\b"
)
_ENDS = (
    ("start_date", "end_date"),
    ("start", "end"),
    ("from", "to"),
    ("starts_on", "ends_on"),
    ("starts", "ends"),
    ("from_date", "to_date"),
    ("arrival", "departure"),
)
#: `full (true at 10 stamps)`.
_TRUE_AT = re.compile(r"\b(?P<value>true) (?:at|with|from) (?P<many>\d+) (?P<name>[a-z_]+)(?=[).,;]|$)")
_BEING = re.compile(r"(?<=[\w\"`)]), being (?=(?:an?|one of|either|the|at|between|no (?:less|more|fewer))\b)")

#: `taken, a number that begins at 0`: which begins so.
_COUNTER = re.compile(
    r"(?<=[a-z_`\"]), an? (?:(?:whole|simple|plain) )?(?:number|counter|count|integer|tally|figure)(?: (?:that|which)(?: (?:the (?:service|server|system) (?:keeps|maintains)|we keep),?)?|,)? (?=(?:starts|begins|is (?:0|zero) (?:at|in|initially|to))\b)"
)
#: `a restricted flag saying whether only the clan may wear it`: what it means is no rule.
_FLAG = re.compile(
    r"(?P<flag>\b(?:an?|the|its) [a-z_]+ (?:flag|switch|checkbox|boolean)),? (?:(?:that|which) )?(?:saying|telling|showing|indicating|stating|noting|for|marking|says|tells|shows|indicates|states|meaning|means|marks) (?:whether|if|that) [^.,;()]+?(?=[.,;()]|$| and (?:an?|the|its)\b)"
)
#: `filter them by whether they are vegetarian`: by that flag.
_BY_WHETHER = re.compile(
    r"\b(?P<by>by|on) whether (?:or not )?(?:they|it|the [a-z]+) (?:are|is|has been|have been|was|were) (?=[a-z_]+(?:[.,;)]|$| (?:and|or)\b))(?!or\b)"
)
#: `POST /a/{id}/restock raises the stock, POST /a/{id}/sell lowers it by one`: what `it` stands for, in what follows.
_OF_NUMBER = re.compile(
    r"(?P<first>\b(?:raises?|lowers?|increases?|decreases?|reduces?|adds? (?:it |that |this |the amount |\w+ )?to|takes? (?:it |that |this |the amount )?(?:from|off)|counts? up|counts? down|increments?|decrements?) (?P<what>(?:the|its) `?(?!amount\b)[a-z]\w*`?)(?: by [a-z0-9]+| by (?:that|the|this) [a-z]+)?(?:,? and|,|;) (?:POST|PUT) /[^\s,;]+ (?:with [^,;.]+? )?(?:raises?|lowers?|increases?|decreases?|reduces?|increments?|decrements?)) it(?= by\b| again\b|[,;.]| and\b)"
)
#: `It is not possible to delete a submitted claim`.
_IMPOSSIBLE = re.compile(
    r"\b(?P<it>[Ii]t) (?:is|must|should) (?:not be |not |never be |never )(?:possible|allowed|permitted) to (?P<verb>delete|remove|change|edit|update|cancel|modify|archive) (?P<what>(?:an?|the|any) (?:[a-z]+ )?[a-z]+)(?=[.,;(]|$| (?:if|when|unless|once|while|after|until|before|as long as|that|which|\d)\b| \()"
)
#: `Deletion is refused unless it is a draft`.
_UNLESS = re.compile(
    r"(?P<what>\b(?:[Dd]elet(?:ion|ing)|[Rr]emov(?:al|ing)|[Cc]hang(?:es|ing)|[Ee]dit(?:s|ing)|[Uu]pdat(?:es|ing)|[Cc]ancel(?:lation|ling))(?: of (?:an?|the) [a-z]+| (?:it|an? [a-z]+|the [a-z]+))?) (?P<be>is|are) (?:refused|forbidden|impossible|denied|not (?:possible|allowed|permitted)) unless "
)
#: `a badge can't be worn by two people`.
_BY_TWO = re.compile(
    rf"\b(?P<a>[Aa]n?|[Tt]he same|[Oo]ne|[Nn]o|[Tt]he) (?P<one>[a-z_]+)(?: (?:number|address|code))? (?P<not>{_NOT_TWICE}|can|may|must) be (?:[a-z]+(?:ed|en|rn|ld|nt|pt|id)) (?:by|to) (?:two|more than one|several|different)(?: different)? (?:people|persons|[a-z]+s|person|[a-z]+)(?: at once| at the same time)?(?=[,.;\n]|$| and\b)"
)
#: `…, and after it has been deleted the plate may be used for a new permit`: what goes without saying.
_FREED = re.compile(
    r"(?<=[a-z)]),? (?:and|but|so that|so) (?:after|once|when|as soon as|if) (?:it|they|the [a-z]+|an? [a-z]+) (?:has been|have been|is|are|was|gets) (?:deleted|removed),? (?:the|its|that|their) [a-z ]{2,30} (?:can|may|could|is allowed to) be (?:used|given|taken|assigned|registered|chosen|entered|had)(?: (?:again|by|to|for) [^.;,\n]*| again)?(?=[.;\n]|$)"
)
#: `edited and withdrawn (deleted)`: what a verb means is told behind it.
_GLOSSED = re.compile(
    r"\b(?P<word>[a-z]{4,}) \((?:i\.e\.,? |that is,? |meaning |which means |= ?)?(?P<gloss>deleted|removed|edited|changed|updated|created|added|listed|delete|remove|edit|change|update|create|add|list)\)"
)
#: `whether it was typed in capitals or not`.
_WHETHER_CAPITALS = re.compile(
    r",? (?:and |but )?(?:no matter |regardless of |irrespective of )?whether (?:it|they|this|that|somebody|someone|people|the [a-z]+) (?:(?:is|was|are|were|has been) )?(?:written|spelled|spelt|typed|given|entered|sent|types?|writes?|enters?)(?: it)? (?:in |with )?(?:capitals|capital letters|upper[- ]?case|lower[- ]?case|big letters|small letters)(?: letters)? or (?:not|(?:in |with )?(?:capitals|upper[- ]?case|lower[- ]?case|small)(?: letters| ones)?)"
)
#: `no two people may wear the same badge`.
_NO_TWO_DO = re.compile(
    r"(?P<who>\b[Nn]o two [a-z]+ (?:can|may|must|should|are allowed to) )(?!have\b|be\b|share\b|book\b|use\b|start\b|begin\b)[a-z]+ (?=(?:the )?same [a-z_]+(?:[,.;\n]|$| and\b))"
)
#: `its value, meaning price multiplied by quantity`.
_MEANING = re.compile(
    r",? \(?(?:meaning|i\.e\.,?|in other words,?|by which (?:we|i) mean|by that (?:we|i) mean) (?=(?:the |its )?[a-z_]+ (?:times|multiplied by|multiplied with|minus|plus|divided by|x|\*|-|\+|/) )"
)
#: `…, and that has to follow when I edit the price`: what is worked out does so anyway.
_KEPT_UP = re.compile(
    r"(?:,|;) (?:and |so |which |but )*(?:(?:that|it|this|which|the [a-z]+) )?(?:(?:always|also|then|of course) )*(?:has to|have to|must|should|shall|will|is to|needs to|is|are|gets?)? ?(?:(?:always|also|then|automatically) )*(?:follows?|changes? (?:too|as well|accordingly|along)|adapts?|adjusts?|stays? (?:correct|right|up to date)|be (?:updated|recalculated|adjusted|worked out again|kept up to date)|updated|recalculated|kept up to date)(?: (?:automatically|accordingly|too|as well|too))* (?:when|whenever|if|as soon as|once|every time) [^.;\n]*?(?:chang|edit|updat|modif|adjust)[^.;,\n]*(?=[.;\n]|$)"
)
#: `each of the volunteers gives a name`, `for every one of my hives`: each of them.
_EACH_OF = re.compile(
    r"\b(?P<each>[Ee]ach|[Ee]very|[Aa]ny)(?: single)?(?: one)? of (?:(?:the|our|my|your)\b )+(?P<many>(?!(?:fields|values|names|parts|ones|others|following)\b)[a-z]+s|people|children)\b(?!')"
)


_NO_OTHER = r"(?:that|which) (?:no(?: other)? [a-z]+|nobody(?: else)?|no one(?: else)?)"
_THERE = r"(?:in|of|on|at|within|for) (?:that|the|this|the same|its|their) (?P<owner>[a-z]+)"
#: `a name that no other team in that quiz has (409 if it does)`, `the name must differ from those of the other teams in the quiz`.
_UNLIKE = re.compile(
    rf"(?P<which>\b{_NO_OTHER} {_THERE} (?:already |also |yet )?(?:has|have|uses?|carries|carry|bears?)\b(?: (?:yet|already))?)(?P<if>(?P<code> \(4\d\d) (?:if (?:it|one|somebody|someone|another(?: [a-z]+)?) (?:does|has(?: it)?)|if (?:there is one|not|so)|otherwise)\b)?"
    rf"|(?P<must>\b[Tt]he [a-z_]+ (?:must|has to|needs to|should)) (?:be different from|differ from|not be (?:like|the same as|equal to)) (?:(?:those|that|the [a-z]+s?) of )?(?:the|all|any|every) other (?P<noun>[a-z]+) {_THERE.replace('owner', 'whose')}"
)


def _unlike(match: re.Match[str]) -> str:
    """What it is unique within."""
    if match["must"]:
        return f"{match['must']} be unique within the {match['whose']}"
    return f"which is unique within the {match['owner']}{f'{match["code"]} otherwise' if match['code'] else ''}"


def put_plainly(text: str) -> str:
    """The text without such turns."""
    for glossed in _GLOSSED.finditer(text):
        text = re.sub(rf"\b{glossed['word']}\b(?: \([^()]*\b{glossed['gloss']}\))?", glossed["gloss"], text)
    text = _FREED.sub("", text)
    text = _NO_TWO_DO.sub(r"\g<who>have ", _BY_TWO.sub(_used_twice, _WHETHER_CAPITALS.sub(", ignoring capitals", text)))
    text = _KEPT_UP.sub("", _MEANING.sub(", which is ", text)) if _MEANING.search(text) or " times " in text else text
    text = _EACH_OF.sub(lambda match: f"{match['each']} {words.singular(match['many'])}", text)
    text = _UNLIKE.sub(_unlike, text)
    text = _OF_NUMBER.sub(r"\g<first> \g<what>", _BY_WHETHER.sub(r"\g<by> ", text))
    text = _COUNTER.sub(", which ", _FLAG.sub(r"\g<flag>", text))
    text = _UNLESS.sub(r"\g<what> \g<be> only possible if ", _IMPOSSIBLE.sub(_denied, text))
    text = _ONCE_FOR.sub(r"The same \g<pair> ", _WHOEVER.sub(r"\g<rule>", text))
    for pattern in (*_IF_TOGETHER, *_TOGETHER):
        text = pattern.sub(_once_together, text)
    for pattern in _ONE_PER:
        text = pattern.sub(_no_two, text)
    text = _NOBODY_HAS.sub(r"\g<name> that ", text)
    text = _THROUGH.sub(_in_turn, text)
    text = _NEITHER.sub("(both non-empty)", text)
    text = _OF_OWNER.sub(_owned, text)
    text = _ALL_NEEDED.sub(r"(\g<own>), all required", _HOLDS.sub(r"\g<start> has ", _LETS.sub("", text)))
    text = _TRUE_AT.sub(r"\g<value> when \g<name> is at least \g<many>", text)
    text = _SAME_OR.sub(_not_beyond, text)
    text = _WHOLE_ONES.sub(_integers, text)
    text = _WHOLE.sub(r"\g<one> and \g<other> (integers)", text).replace("(integers) (", "(integers, ")
    text = _ORDERED.sub(_earlier, _CHAIN.sub(_limits, _INSIDE.sub(_behind, text)))
    text = _REFERS.sub(_as_field, _BY_WHOM.sub("", text))
    text = _BOTH.sub(r"\g<who> are ", _WITH.sub(_is, text))
    return _BEING.sub(", which is ", _SHOULD.sub(_if, text))


def _used_twice(match: re.Match[str]) -> str:
    """What no two may have, where that is what is told."""
    if match["not"] in {"can", "may", "must"} and match["a"].lower() != "no":
        return match[0]
    return f"{'T' if match['a'][0].isupper() else 't'}he same {match['one']} cannot be used twice"


def _once_together(match: re.Match[str]) -> str:
    """The two values that are there together once, where the text tells both elsewhere."""
    elsewhere = match.string[: match.start()] + match.string[match.end() :]
    if not all(re.search(rf"(?i)\b{match[name]}\b", elsewhere) for name in ("one", "other")):
        return match[0]
    if told := match.groupdict().get("if"):
        return f"{told} the combination of {match['one']} and {match['other']} already exists"
    return f"{'The' if match[0][0].isupper() else 'the'} combination of {match['one']} and {match['other']} is unique"


def _no_two(match: re.Match[str]) -> str:
    """What no two records have, as most would put it."""
    start = "No" if match[0][0].isupper() else "no"
    return f"{start} two {words.plural(match['noun'])} may have the same {match['pair'].replace('the same ', '')}"


def _in_turn(match: re.Match[str]) -> str:
    """The states with arrows between them, where they follow each other."""
    states = re.split(r",? and (?:finally |then )?|, ", match["list"])
    named = "" if re.search(r"(?i)\b(?:state|stage|step|status|phase)", match["lead"]) else "the states "
    return f"{match['lead']}{named}{' -> '.join(states)}{match['order'] or ''}"


def _owned(match: re.Match[str]) -> str:
    """Whose a record is and what it has, told of one."""
    start = match["start"] if " " in match["start"] else f"Every {words.singular(match['start'].lower())}"
    return f"{start} belongs to one {match['owner']} and has "


def _denied(match: re.Match[str]) -> str:
    what = match["what"] if match["it"] == "it" else match["what"][0].upper() + match["what"][1:]
    return f"{what} cannot be {words.participle(match['verb'])}"


def _not_beyond(match: re.Match[str]) -> str:
    """The comparison alone, of the fields that are meant."""
    low, high = next(
        ((low, high) for low, high in _ENDS if re.search(rf"\b{low}\b", match.string) and re.search(rf"\b{high}\b", match.string)), ("", "")
    )
    one, other = (
        re.sub(r"(?i)\b(?:last|final) (?:day|date|one)\b", high, re.sub(r"(?i)\bfirst (?:day|date|one)\b", low, name)) if low else name
        for name in (match["one"], match["other"])
    )
    how = {"before": "earlier", "after": "later"}.get(match["how"], match["how"])
    return f"{one} must not be {how} than {other}"


def _integers(match: re.Match[str]) -> str:
    """The kind of one field, or of two that stand side by side."""
    several = match["before"][0] != "(" or re.search(r"\b[`\"]?\w+[`\"]? and [`\"]?\w+[`\"]? $", match.string[: match.start()])
    return f"{match['before']}integer{match['many'] if several else ''}"


def _earlier(match: re.Match[str]) -> str:
    before = ", " if match["before"].endswith(("with ", "where ")) else match["before"]
    return f"{before}{match['one']} must be before {match['other']}"


def _behind(match: re.Match[str]) -> str:
    """The limits at the end of what stands before the next statement, where their bracket is that of a list of fields."""
    return f"{match['open']}{match['own']}){match['rest']} ({match['chain']}{match['end']}"


def _limits(match: re.Match[str]) -> str:
    """The limits as sentences of their own."""
    one, other = match["one"], match["other"]
    low, high = (
        ("at least" if "=" in match["first"] or match["first"] == "≤" else "more than"),
        ("at most" if "=" in match["last"] or match["last"] == "≤" else "less than"),
    )
    before = "less than or equal to" if match["between"] != "<" else "less than"
    told = f"; {one} must be {low} {match['low']}; {other} must be {high} {match['high']}; {one} must be {before} {other}"
    return f"{told}," if match["close"] else told


def _as_field(match: re.Match[str]) -> str:
    """The field with what it holds."""
    name = match["name"] or match["field"] or match["before"]
    return f"`{name}` (the {match['key'] or match['what']} of an {match['owner'] or match['whose']})"


def _is(match: re.Match[str]) -> str:
    """The statement, where its name was told before."""
    name = match["name"] or match["alone"]
    sentence = re.split(r"[.;]\s", match.string[: match.start()])[-1]
    return f"; {name} is " if re.search(rf"\b{name.strip('`' + chr(34))}\b", sentence) else match[0]


def _if(match: re.Match[str]) -> str:
    """`Should the number already be taken`: `If the number is already taken`."""
    verb = {"be": "is", "have": "has", "carry": "carries"}.get(
        match["verb"], match["verb"].replace("turn", "turns", 1) if match["verb"] == "turn out" else f"{match['verb']}s"
    )
    lead = "If" if match[0].startswith("S") else "if"
    when = match["when"] or ""
    negated = when.strip() == "not" and match["verb"] not in {"be", "have"}
    told = f"does not {match['verb']}" if negated else f"{verb} {when}".strip() if match["verb"] in {"be", "have"} else f"{when}{verb}"
    return f"{lead} {match['subject']} {told}"
