"""Many ways of saying one thing become one: the first step of the cascade that reads a clause. Names are grounded next (see `grounding`)."""

import re
from functools import lru_cache

#: Letters big or small: `their case`, `upper and lower case`, `capitalisation`.
_CASE = r"(?:the |their |its |letter |upper/lower |(?:upper|lower)[- ]?(?:case)?(?:/| or | and )(?:upper|lower)[- ]?)*(?:case(?! of)|casing|capitals?|capitali[sz]ation)"
#: `home and away are names of teams and must differ`: from each other.
_TWO_FIELDS = re.compile(
    r"\b[a-z_]+[^\Ws] and [a-z_]+[^\Ws] (?:are\b[^.;]*? and )?$|(?i:^\W*(?:both|(?:the )?two)\b)[^.;]*$|^\W*are\b[^.;]*? and $"
)
_NO_MATTER = r"(?:(?:does|do) not matter|makes? no difference|(?:is|are) (?:irrelevant|not important|unimportant)|(?:plays?|has) no (?:role|importance)|no matter)"
_LETTERS = r"(?:the |their |its )?(?:letters?|names?|words?|texts?|values?|spelling|it|they|one|something)"
_SIZE = r"(?:big|small|large|little|capital|upper|lower)"
#: `big or small`, `in upper or lower case`, `capital and small letters`.
_SIZES = rf"{_SIZE}s?(?:[- ]?case\b(?!-))?(?: letters?)? (?:or|and) {_SIZE}s?(?:[- ]?case\b(?!-))?(?: letters?)?\b"
#: A number, in digits or as a word.
_SOME = r"(?:-?\d|(?:zero|one|two|three|four|five|six|seven|eight|nine|ten)\b(?! of\b))"
#: A number that stands for itself, as that of an hour or a year does.
_BARE = r"(?=(?:\d{1,2}|[12]\d{3})\b(?![-:/]|\.\d| (?:[A-Z]|days?|weeks?|hours?|minutes?|months?|years?|o'clock|[ap]\.?m)\b))"
#: Pattern -> canonical wording; in this order, without regard to case. What stands in quotes is left alone.
_REWRITES = (
    (r"[\u2018\u2019]", "'"),
    (r"\b(can|could|do|does|did|is|are|was|were|has|have|had|must|should|would|need|may)n't\b", r"\1 not"),
    (r"\b(it|there|(?:some|any|every|no)thing)'s\b", r"\1 is"),
    (
        r"\bthere (?:is|are) (?:less|fewer|not as much|not as many) (?:left )?in (?P<where>stock) (?:than|as) (?P<what>[a-z_]+)\b",
        r"\g<what> is > the \g<where>",
    ),
    (
        r"(?<![\w{(\"`] )\b(?P<one>[a-z_]+(?: name)?) plus (?P<other>(?:the )?[a-z_]+(?: (?:name|number))?) (?:may|must|can|is|are|has to)\b[^.;,()]*\b(?:once|unique|twice)\b",
        r"the combination of \g<one> and \g<other> must be unique",
    ),
    (
        r"\b(?P<looks>looks?) like (?:an? (?:valid |proper |real |correct )?(?=(?:e-?mail|url|link|date|time|web address)\b)|one\b)",
        lambda m: f"{'is' if m['looks'].lower() == 'looks' else 'be'} {'valid' if m[0].endswith('one') else 'a valid '}",
    ),
    (
        r"\b(?:whatever|anything|everything) else (?:(?:that|which) )?(?:(?:is|gets|was) )?(?:sent|given|entered|tried)\b(?! (?:to|in|by|with)\b)",
        "anything invalid",
    ),
    (r"(?<=\w) (?:any ?more|any longer)(?= (?:with|through|via|by|using)\b)", ""),
    (
        r"\b(?:must|should|shall|has to|have to|needs? to) (?:all )?(?:be (?:all )?(?:different|distinct)(?: from (?:each|one an)other)?(?=\s*(?:[.,;:)(]|$|,? otherwise\b))|differ(?= otherwise\b|\s*(?:[.;(]|$)))",
        lambda m: "must differ from each other" if _TWO_FIELDS.search(m.string[: m.start()]) else "must be unique",
    ),
    (r"\b(only|just) one time\b(?! (?:slot|zone|limit))", r"\1 once"),
    (r"\b(can|may|must|should|could) neither (be )?(?=[^.;]* nor )", r"can not \2"),
    (
        r"\bneither (?P<one>(?:the |an? |its )?[\w`\"]+) nor (?P<other>(?:the |an? |its )?[\w`\"]+) (?P<verb>can|may|must|should|is|are) (?=(?:be )?(?:empty|blank|missing|negative|null|optional|left out|omitted|longer|shorter|changed)\b)",
        r"\g<one> and \g<other> \g<verb> not ",
    ),
    (r" nor (?=[a-z])", " or "),
    (r"\bcan't\b|\bcannot\b|\bcan never\b|\bmay never\b|\bmust never\b|\bwon't\b|\bwill not\b", "can not"),
    (
        r"\b(?:can|may) no longer (be )?(\w+)|\b(?:is|are) no longer (?:allowed|permitted|possible) to (be )?(\w+)",
        lambda m: f"can not {m[1] or m[3] or ''}{m[2] or m[4]} any longer",
    ),
    (
        r"\b(?:is|are|becomes?|stays?|remains?) (?:then )?(?:read-?only|immutable|unchangeable|not (?:editable|changeable))\b",
        "can not be changed",
    ),
    (r"\b(can|may|must|should|could|shall) not\b|\b(?:is|are) not (?:allowed|permitted|possible|supposed) to\b", "can not"),
    (r"\b(?:is|are) (?:forbidden|prohibited|not allowed|not permitted|not possible|impossible|rejected|refused|denied)\b", "is refused"),
    (r"\b((?:if|when|that|which|who)\b[^.;,:]*?) (?:is|are) to be (?=\w+e[dn]\b)", r"\1 gets "),
    (
        r"(?<!from )(?<!between )(?<!\d )\b(4\d\d) to (?=(?:an?|the|any|all|every|each|anything|everything|what|whatever|whoever|data|input|bodies|requests|invalid|unknown|missing|wrong|bad)\b)",
        r"\1 for ",
    ),
    (
        r"\b(?:data|inputs?|bod(?:y|ies)|requests?|values?|fields?) (?:that |which )?(?:do not|does not|don't|doesn't) (?:fit|match|conform|comply|add up)\b(?! (?:the|to|with|in|into|its)\b)",
        "invalid data",
    ),
    (r"\b(?P<an>an )?unregistered(?= (?:one|ones|[a-z]+s?)\b)", lambda m: f"{'an ' if m['an'] else ''}unknown"),
    (r"\b(?:(?:is|are|ought) )?not to be\b(?= (?:[a-z]+er\b|less|more|empty|blank|missing|negative|below|above))", "must not be"),
    (rf"\b(?:no|not|never) (?:earlier|older) than {_BARE}|\bnot before {_BARE}|\b(?:from )?(\d+) at the earliest\b", r"no less than \1"),
    (rf"\b(?:no|not|never) later than {_BARE}|\bnot after {_BARE}|\b(\d+) at the latest\b", r"no more than \1"),
    (r"\b(?:no|not|never) (?:later|newer|younger|more recent) than (?=[12]\d{3}\b(?!-))|\bnot after (?=[12]\d{3}\b(?!-))", "no more than "),
    (r"\b(?:earlier|older) than (?=[12]\d{3}\b(?!-))", "less than "),
    (r"\b(?:later|newer|younger|more recent) than (?=[12]\d{3}\b(?!-))", "more than "),
    (r"\bdates? ?[+&/] ?times?\b", "date and time"),
    (r"\b(?:has|have|need|needs|ought|is|are) to be\b|\b(?:should|shall) be\b|\bmust always be\b", "must be"),
    (r"\b(?:has|have|needs?|ought) to (?=\w)|\bshould (?=\w)|\bshall (?=\w)", "must "),
    (
        r"\b(?:is|are|gets?|must be|will be) (?:simply |always |then |just )?(?:turned (?:down|away)|disallowed)\b|\b(?:gets?|must be|will be) (?:simply |always |then |just )?(?:refused|denied|forbidden|rejected)\b",
        "is refused",
    ),
    (r"\b(years?) before (?=[12]\d{3}\b(?!-))", r"\1 less than "),
    (r"\b(years?) after (?=[12]\d{3}\b(?!-))", r"\1 more than "),
    (r"(?<=\bare )(?:whole|full) (?:hours|minutes|days|weeks|months|years|euros|cents|points)\b", "integers"),
    (r"\bwhole[- ](?:positive )?numbers?\b|\bintegers?\b|\bints?\b|\bround numbers?\b", "integer"),
    (r"\b(?:is|are) (?:an )?integers?(?= (?:between|from|>=|<=) ?-?\d)", "must be integer"),
    (
        r"\b(?:strictly )?(?:greater|more|larger|bigger|higher) than or equal to\b|\bequal to or (?:greater|more|larger|higher) than\b|\b(?:above|over) or equal to\b|>=|≥",
        ">=",
    ),
    (r"\b(two|three|four|five|six|\d+) or more (?=[a-z_]+s\b)", r"at least \1 "),
    (r"\b(is|are) anything (?:but|other than|else than|except) ", r"\1 not "),
    (r"\b(?:strictly )?(?:less|smaller|lower|fewer) than or equal to\b|<=|≤", "<="),
    (r"\b(?:at least|not? less) as [a-z]+ as\b", ">="),
    (r"\b(?:at most|not? more) as [a-z]+ as\b", "<="),
    (
        r"\bat least\b|\bno (?:less|fewer|lower) than\b|\b(?:not|never) (?:less|fewer|smaller|lower|shorter) than\b|(?<!the )(?<!its )(?<!their )(?<!own )\bminimum(?: of)?\b(?! (?:must|can|is|are|and|or|may|has|of the|never)|\s*[,();\"`?]| \. |$)|\bmin\.? (?=\d)",
        ">=",
    ),
    (
        r"(?<![\w.])((?:-?\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten)(?: [a-z]+)?) at (?:the )?(?:very )?(most|least)\b(?! ?-?\d)",
        lambda m: f"{'<=' if m[2] == 'most' else '>='} {m[1]}",
    ),
    (
        rf"(?:(?<=\bthat )|(?<=\bwhich ))(?:never|(?:does|do) (?:not|never)) (?:(?:drop|go|fall|get|sink|dip|run|come)(?:e?s)?|is|are|be) (?:below|under)(?= {_SOME}(?!\d*\W{{1,4}}409\b))",
        "not below",
    ),
    (
        rf"(?:(?<=\bthat )|(?<=\bwhich ))(?:never|(?:does|do) (?:not|never)) (?:(?:rise|go|climb|get|grow|run|come)(?:e?s)? (?:above|over|beyond)|exceeds?)(?= {_SOME})",
        "not be above",
    ),
    (rf"\b(?:not )?below(?= {_SOME})", lambda m: ">=" if m[0].lower().startswith("not") else "<"),
    (
        r"\bat most\b|\bno (?:more|greater|larger|longer|higher) than\b|\b(?:not|never) (?:more|greater|larger|longer|higher) than\b|\bup to(?: and including)?\b|(?<!the )(?<!its )(?<!their )(?<!own )\bmaximum(?: of)?\b(?! (?:must|can|is|are|and|or|may|has|of the|never)|\s*[,();\"`?]| \. |$)|\bmax\.? (?=\d)",
        "<=",
    ),
    (
        r"\bcan not be (empty|blank) or (?:to )?(?:exceed|be (?:longer|more) than|have more than|be over|be above) (?=\d)",
        r"can not be \1 and must be <= ",
    ),
    (r"\bnot (?:exceed|be above|go above|be over)\b", "not be >"),
    (
        r"\b(?:strictly )?(?:greater|more|larger|bigger|higher) than\b|\b(?:exceeds?|exceeding|above|over)(?= (?:-?\d|the |its |zero|what|all |(?:one|two|three|four|five|six|seven|eight|nine|ten)\b(?! of\b)))",
        ">",
    ),
    (r"\blonger than(?= \d)|\b(?:heavier|wider|taller|deeper|costlier|dearer|fuller|faster|hotter|warmer|more expensive) than\b", ">"),
    (
        r"\b(?:strictly )?(?:less|smaller|lower|fewer|lighter|cheaper|slower|colder) than\b|\bshorter than(?= \d)|\bunder(?= (?:-?\d|(?:zero|one|two|three|four|five|six|seven|eight|nine|ten)\b(?! of\b)))",
        "<",
    ),
    (r"\b(?:or|and) (?:more|above|higher|up|greater|older)\b(?! than)", "or more"),
    (r"\b(?:e-mail)\b", "email"),
    (r"\b([a-z]\w*)/([a-z]\w*) (?=(?:pairs?|combinations?)\b)", r"\1 and \2 "),
    (
        r"\bdoes not (?:match|refer to|belong to|correspond to|point to|identify|exist as) (?:any|an?|one of the)(?: existing| known| stored)? (?=\w)",
        "refers to no ",
    ),
    (r"\(((?:[^()]*, )?)(?:(?:the )?(?:id|number) of )?an existing [a-z]+(?=,? (?:otherwise|or|else)\b[^()]*\b4\d\d\b)", r"(\1must exist"),
    (
        r"\b(?:without|with no|(?:that|which) (?:has|have) no|for which there is no|to which no) (?:an? |any )?(?:matching|corresponding|existing) (?=[a-z])",
        "refers to no ",
    ),
    (
        r"\b(?:(?:ha(?:s|ve|d)|is|are) (?:all )?(?:run out|(?:been )?used up|run dry|exhausted)|(?:runs?|ran) (?:out|dry)(?! of\b))\b",
        "is gone",
    ),
    (
        r"\b(?:(?:is|are|was|were) )?(?:currently |already |now |all )?out[ -]of[ -]stock\b|\b(?:is|are|was|were) (?:not|no longer) (?:currently )?in stock\b|\b(?:has|have) no stock(?: left)?\b|\b(?:is|are) without (?:any )?stock\b",
        "is gone",
    ),
    (r"\bwithout (?:any )?stock(?: left)?\b|\bwith no stock(?: left)?\b", "that is gone"),
    (r"\b(?:nothing|none) (?:is |are )?(?:left )?in (?:the )?stock\b|\bthe stock is (?:empty|gone|used up|exhausted)\b", "nothing is left"),
    (
        r"\b(?:less|fewer) ([a-z_]+(?: [a-z_]+)?) (?:are |is )?(?:still )?(?:left|available|free|remaining|there|in stock) than (?:(?:was|were|are|is) )?(?:requested|asked for|wanted|needed|ordered|booked|sent)\b",
        r"there are not enough \1 left",
    ),
    (
        rf"\b(?:(?:that|which|they|it)? ?differs? only in {_SIZES}(?: (?:are|is|count as|counts as|mean) (?:all )?(?:the same|equal|alike)\b)?|(?:it )?(?:{_NO_MATTER} )?(?:if|whether|how) {_LETTERS}(?: (?:is|are))?(?: written)?(?: (?:in|with))? {_SIZES}(?: (?:here|for this|in this))?(?: {_NO_MATTER})?)|\b{_SIZES} (?:are|is|count as|counts as|mean) (?:all )?(?:the same|equal|alike)\b",
        "case-insensitive",
    ),
    (
        r"\bcase[- ]?insensitiv(?:e|ely)\b|\bnot case[- ]?sensitive(?:ly)?\b|\b(?:upper|lower)[- /](?:or |and )?(?:upper|lower)?\s?case (?:does not|do not) matter\b|\bcase does not matter\b|\b(?:ignoring|regardless of|irrespective of|independent(?:ly)? of|without regard to|no matter the) (?:the )?(?:upper (?:and|or) lower|upper/lower|upper|lower|letter)?\s?-?case\b|\bin (?:any|different|other) (?:upper/lower |letter )?case\b|\bwithout (?:(?:considering|regarding|respecting|heeding|minding|looking at|respect to|paying attention to|attention to|distinguishing) )?(?:the )?(?:upper (?:and|or) lower |upper/lower |letter )?case\b(?! (?:of|study|for|in|with)\b)|\balso not in different upper/lower case\b",
        "case-insensitive",
    ),
    (
        rf"\b(?:(?:in )?(?:whatever|whichever)|(?:regardless|irrespective|independent(?:ly)?) of|no matter (?:what|which|in (?:what|which))|without regard (?:to|for)|disregarding|in any (?:mix(?:ture)?|combination) of|(?:even )?(?:with|in) (?:different|other)) {_CASE}\b|(?<=, )(?:be it |whether )?(?:in )?{_SIZES}(?=, (?:is|are|gets?|means|gives?)\b)",
        "case-insensitive",
    ),
    (
        r"\b(?:(?:did not|never|(?:has|have|had) (?:not|never)) (?:sign(?:ed)? (?:up|on)|register(?:ed)?|enroll?(?:ed)?)"
        r"|(?:is|are|was|were) (?:not|never) (?:signed up|registered|enrolled)|(?:(?:was|were) never|(?:has|have) (?:not|never) been) (?:signed up|registered|enrolled|added|created|recorded))\b(?! (?:for|in|to|at|on|with|from|before|after|yet|by|until|unless|if|when)\b)",
        "is unknown",
    ),
    (
        r"\bdoes not exist\b|\bdo not exist\b|\bis not there\b|\b(?:was|is|are|were|can) not (?:be )?found\b|\bnon-?existent\b|\bnon-?existing\b|\bno such\b|\bis not known\b|\bdoes not know\b|\bisn't known\b|\bis unknown\b|\bare unknown\b|\bnot registered\b|\b(?:that |which )?(?:(?:nobody|no one|none of us) (?:has|have) (?:ever )?|(?:we|you|they|it|the [a-z]+)(?: has| have|'ve) never )heard of\b|\b(?:that |which )?(?:nobody|no one) knows\b(?= (?:is|are|gets?|gives?|answers?|means?|->|4)|\s*(?:[,;:.)]|->|$))|\b(?<!what )(?:that |which )?(?:we|you|they) (?:do|does) not (?:have|know|know of|offer|sell|recogni[sz]e)\b(?= (?:is|are|gets?|gives?|answers?|means|should|must|->|an?\b|4)|[,;:.)]|$)",
        "unknown",
    ),
    (
        r"(?P<start>\b(?:can(?:not| not|'t)|(?:may|must|should) not|no|nobody|never|not)\b[^.;,:]{0,40}? )(?:two|2|several|multiple|more than one|two or more) (?P<what>(?:[a-z]+ )?[a-z]+s?) (?P<with>with|having|of|under|that have|which have|for|on|at) (?:one|1|(?:an? |the )?(?:identical|equal|matching|one and the same|exactly the same)) (?=[a-z])",
        lambda m: f"{m['start']}two {m['what']} {m['with']} the same ",
    ),
    (r"\bnever (?:has|have|gets?|receives?) (?=(?:the same|two|several|> 1|more than one)\b)", "can not have "),
    (
        r"\b(?:made[- ]up|bogus|nonsensical|nonsense(?! (?:gets?|gives?|is|are|means|answers?|returns?|should|must|leads|results?)\b)|unrecogni[sz]ed|unheard[- ]of|undefined)(?= [a-z`<])",
        "unknown",
    ),
    (
        r"\b(?P<what>status|state|stage|phase|category|kind|type|level|priority|role|genre|unit|currency) names?(?= (?:that |which )?unknown\b)|\b(?:unknown|invalid) (?P<of>status|state|stage|phase|category|kind|type|level|priority|role|genre|unit|currency) names?\b",
        lambda m: m["what"] or f"unknown {m['of']}",
    ),
    (
        r"\b(?:is|are|was|were|gets?|has been|have been) (?:already |still )?taken\b(?! (?:off|from|away|out|back|as|by|into))|\balready (?:exists?|used|in use|registered|taken|there|present|stored|known|have|has)\b|\b(?:exists?|is used|is registered|is known|is there|is in use) already\b|\bis in use\b|\bduplicates?\b|\bduplicated\b|\b(?:an?|any|each|every) repeat\b",
        "already exists",
    ),
    (
        r"\b(?:you|one|they|we|i|people|somebody|someone|it is not) (?:leaves?|left|leaving) (?:it|them|this|that|these|those) (?:out|away|off|empty)\b",
        "missing",
    ),
    (
        r"\b(?:left out|left away|left empty|omitted|missing|absent|(?<!can )(?:not given|not told|not stated|not mentioned|not provided|not sent|not there|not present|not set))\b",
        "missing",
    ),
    (
        r"\b(?:whatever|regardless of|ignoring|no matter)(?: the| its| their)? (?:capitals?|capitali[sz]ation|spelling in capitals)\b|\b(?:no matter how|however|regardless of how) (?:(?:it|they|the [a-z]+) (?:is|are)|it's|they're) (?:capitali[sz]ed|written|spelled|spelt)\b|"
        r"\b(?:no matter|regardless of|it does not matter) (?:whether|if) (?:(?:it|they|this|the [a-z]+) (?:is|are|was|were) )?(?:written |spelled |typed |given )?(?:in )?(?:capitals|capital letters|upper[- ]?case|lower[- ]?case)(?: letters)?(?: or (?:not|(?:in )?(?:lower[- ]?case|upper[- ]?case|small letters)))?|"
        r"\b(?:upper(?:[- ]?case)?(?: |/| and | or |-)*lower[- ]?case|upper and lower case|letter case|capitali[sz]ation|case|capitals?)(?: letters)? (?:makes?|plays?|does|do|is|are|has) (?:no (?:difference|role|matter)|not (?:count|matter)|irrelevant|the same|ignored)\b|\bin different capitals\b|\b(?:differs? )?only in (?:upper and lower |upper/lower |letter )?(?:case|capitals|capitali[sz]ation)\b|\b(?:ignores|ignoring|disregarding) (?:upper and lower )?case\b",
        " case-insensitive",
    ),
    (r"\b(?:mandatory|obligatory|compulsory|a must|needed|necessary|essential|indispensable)\b", "required"),
    (
        r"\b(?:nonsense|rubbish|garbage|gibberish|junk)\b(?= (?:gets?|gives?|is|means|answers?|returns?|should|must|leads|->)\b|\s*(?:[,;:.)]|->|$))",
        "invalid data",
    ),
    (
        r"\b(?:malformed|silly|senseless|absurd|incorrect|bad|wrong|illegal|not valid|non-valid|broken(?= (?:requests?|bod(?:y|ies)|data|inputs?|json|values?|payloads?|fields?|calls?)\b)|unacceptable|faulty|nonsensical|unusable)\b|\b(?:is|are) (?:no good|not (?:ok|okay|acceptable|usable|in order|as described))\b|\bmakes? no sense\b|\b(?:do|does) not make (?:any )?sense\b",
        "invalid",
    ),
    (
        r"\b(?:an?|any|every|each) (?:step|action|move|call|change|transition)s? out of order\b",
        "any other step",
    ),
    (
        r"\b(?P<what>(?:some|any|every)thing|whatever|what) (?:that |which )?(?:(?:(?:is|looks|seems) )?(?:off\b|amiss|odd|not right|out of (?:order|line|place))|(?:does|do) not (?:fit|match|add up)|goes wrong)\b(?! (?:in|into|the|a|sale|limits?)\b)",
        r"\g<what> invalid",
    ),
    (
        r"(?<!no )\b(?:nonsense|rubbish|garbage|junk|gibberish)\b(?= (?:data|input|values?|in|gets?|is|means?|->|4|answers?)|\W*$|[,;:])",
        "invalid input",
    ),
    (
        r"\b(?:responds?|repl(?:y|ies)|answer(?:s|ing)?|returns?|returning|gives?|giving|get(?:s|ting)?|results? in|yields?|leads? to|means|deliver(?:s|ing)?|hands?|sends?)(?: back)?(?: with)?(?: an?| the)?(?: http)?(?: status)?(?: code)? (?=[1-5]\d\d\b)",
        "answers ",
    ),
    (
        r",? or (?:else )?(?:(?:it|that|this)(?:'s| is| will be|'ll be)|there(?:'s| is| will be)|(?:you|they|people|clients?|callers?|it|he|she)(?: will|'ll)? gets?|get|expect|(?:we|i|it|the (?:server|service|api|app))(?: will|'ll)? (?:answers?|says?|sends?|returns?|gives?|replies with|reply with|responds? with)|(?:the )?(?:answer|response|reply|status|result) (?:is|will be))(?: back)?(?: then)?(?: an?| the)?(?: error| status)? (?=4\d\d\b(?: error| back)?\W*(?:$|[.;)]))",
        ", otherwise ",
    ),
    (r"\bneeds? (?=(?:an?|the|its|their|both|all)\b[^.;]*, otherwise\b)", "must have "),
    (r"\b(?:otherwise|or else|(?<!body )(?<!one )(?<!something )else|anything else|everything else)\b", "otherwise"),
    (r"\bascending\b|\basc\b", "ascending"),
    (r"\bdescending\b|\bdesc\b", "descending"),
    (
        r"\b(?P<is>(?:is|are) (?:refused|invalid|required))(?P<more>[^.;,]*),? and so (?:is|are) (?P<also>[^.;,]+)",
        r"\g<is>\g<more>, and \g<also> \g<is>\g<more>",
    ),
    (
        r"\b(20\d (?:in|when|while|if|for|from) [^.;]{2,60}?),? (?:and |but )?(4\d\d) (?:in|from|for|at|when|if) (?:between|the rest|(?:any|every|all|the) others?(?: (?:states?|status(?:es)?|stages?|cases?|ones?))?)(?= *[.,;)]| *$)",
        r"\1, otherwise \2",
    ),
    (r"\bnewest\b|\blatest\b|\bmost recent(?:ly added)?\b", "newest"),
    (r"\b(?:lies|falls|ranges|goes|runs)(?: somewhere)? (?=between\b|from -?\d)", "is "),
    (r"\b(?:lie|fall|range|go|run)(?: somewhere)? (?=between\b|from -?\d)", "are "),
    (r"\boldest\b|\bearliest added\b", "oldest"),
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), to) for pattern, to in _REWRITES)
#: `"Reds" and "reds" count as the same`.
SPELLED = re.compile(
    r"[,;]? ?(?:and |so |where |(?:that|which) means )?\"(\w[\w \-./]*)\"(?: by \"\w[\w \-./]*\")? (?:and|(?:is|counts?|(?:is )?treated|is seen|means?) (?:as )?(?:the )?(?:same|equal|identical)(?: [a-z]+)? (?:as|to|like)|counts as|equals|means) \"(?i:\1)\"[^.;:,()]*"
    r"|[,;]? ?(?:and |so |where |(?:that|which) means )?(?<![\w@.\-\"])(?P<one>[\w@.\-]*\w) (?:(?:is|are|counts?|means?|is treated|is seen) (?:as )?(?:the )?(?:same|equal|identical)?(?: [a-z]+)? ?(?:as|to|like)|equals|and(?=[^.;,]{1,40}(?:are|count as|counts as|mean|is|being) (?:all )?(?:the same|one|equal|identical|duplicates)\b)) "
    r"(?!(?P=one)(?![\w@]))(?i:(?P=one))(?![\w@])(?:,? (?:are|count as|counts as|mean|is|being) (?:all )?(?:the same|one|equal|identical|duplicates)[^.;:,()]*)?"
)
_QUOTED = re.compile(r"\"[^\"]*\"|`[^`]*`|(?<!\w)'[^']*'(?!\w)")
NUMBERS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
}  # fmt: skip
_NUMBER_WORDS = tuple(
    re.compile(rf"(?i)({before}) ({'|'.join(NUMBERS)})\b(?! of\b)")
    # `or eight` goes on with numbers, or with words as in `single, double or eight`.
    for before in (r">=|<=|[<>]|\b(?:to|than|of|be|at|by|from|between|exactly)", r"\d,? (?:or|and)|\bbetween \d+ and")
)


def wordset(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


_NOT = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """The clause in canonical wording."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\x00{len(kept) - 1}\x00"

    text = _QUOTED.sub(keep, SPELLED.sub(" case-insensitive", text))
    for pattern, to in _COMPILED:
        text = pattern.sub(to, text)
    for numbers in _NUMBER_WORDS:
        text = numbers.sub(lambda match: f"{match[1]} {NUMBERS[match[2].lower()]}", text)
    text = re.sub(
        r"\bcan not (?:be|go|get|become|fall|drop|sink) < (-?\d+)((?: [a-z]+)?) or (?:(?:be|go|get|rise) )?(?:>|above|over) (?=-?\d)",
        r"must be >= \1\2 and <= ",
        text,
    )
    text = re.sub(
        r"\bcan not (?:be|go|get|become|fall|drop|sink|rise|grow) ([<>]=?) (?=-?\d)", lambda match: f"must be {_NOT[match[1]]} ", text
    )
    text = re.sub(r"(?<=\band |\bbut )not ([<>]=?) (?=-?\d)", lambda match: f"{_NOT[match[1]]} ", text)
    text = re.sub(r"\bbetween (-?\d+(?:\.\d+)?) and (-?\d+(?:\.\d+)?)(?=,? and [a-z])", r"from \1 to \2", text)
    text = re.sub(r"(?<![\w.])(-?\d+(?:\.\d+)?) ?<= ?([a-z_]\w*) ?<= ?(?=-?\d)", r"\2 from \1 to ", text)
    text = re.sub(r"(?<![\w.])(-?\d+(?:\.\d+)?) ?< ?([a-z_]\w*) ?<= ?(?=-?\d)", r"\2 > \1 and <= ", text)
    text = re.sub(r"[ \t]+", " ", text).strip()
    return re.sub(r"\x00(\d+)\x00", lambda match: kept[int(match[1])], text)
