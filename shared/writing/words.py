"""English words as the offline model needs them: singular and plural, names in code, numbers, verbs and their forms."""

import re
from functools import cache


def _pairs(text: str) -> dict[str, str]:
    """`people:person mice:mouse` as a dictionary."""
    return dict(pair.split(":") for pair in text.split())


_IRREGULAR = _pairs(
    "people:person children:child men:man women:woman mice:mouse feet:foot teeth:tooth geese:goose criteria:criterion media:media "
    "data:data movies:movie cookies:cookie selfies:selfie zombies:zombie ties:tie pies:pie lies:lie shoes:shoe leaves:leave "
    "canoes:canoe toes:toe foes:foe hoes:hoe oboes:oboe aloes:aloe floes:floe "
    "skis:ski taxis:taxi kiwis:kiwi shelves:shelf loaves:loaf scarves:scarf thieves:thief hooves:hoof elves:elf dwarves:dwarf wolves:wolf knives:knife lives:life halves:half quizzes:quiz indices:index statuses:status buses:bus "
    "bonuses:bonus viruses:virus addresses:address caches:cache aches:ache axes:axis analyses:analysis gases:gas lenses:lens "
    "cases:case databases:database courses:course houses:house warehouses:warehouse nurses:nurse purchases:purchase "
    "expenses:expense responses:response licenses:license licences:licence exercises:exercise causes:cause phrases:phrase "
    "horses:horse releases:release leases:lease phases:phase bases:base uses:use purposes:purpose verses:verse pulses:pulse "
    "vases:vase roses:rose noses:nose series:series species:species news:news"
)
_SAME_TEXT = (
    "access address always analysis as atlas axis basis bonus boss bus business campus canvas census chess class cross css details "
    "dns fitness focus gas glass goods gps has https is its kudos lens less loss mess news os pass plus process progress series "
    "settings sms species stats status success this us virus was yes"
)
_SAME = frozenset(_SAME_TEXT.split())

NUMBERS = {
    word: number
    for number, words in {
        0: "zero",
        1: "one",
        2: "two",
        3: "three",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        9: "nine",
        10: "ten",
        11: "eleven",
        12: "twelve",
        15: "fifteen",
        20: "twenty",
        24: "twenty-four",
        30: "thirty",
        40: "forty",
        50: "fifty",
        60: "sixty",
        80: "eighty",
        100: "hundred",
        1000: "thousand",
    }.items()
    for word in words.split()
}


@cache
def singular(word: str) -> str:
    """`books` -> `book`; a word that is singular stays as it is. Works on the last part of `line_items`."""
    head, separator, last = word.rpartition("_")
    return head + separator + _singular(last)


def _singular(word: str) -> str:
    low = word.lower()
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    if low in _SAME or len(low) < 3 or not low.endswith("s") or low.endswith(("ss", "us", "is")):
        return word
    if low.endswith("ies") and len(low) > 4:
        return word[:-3] + "y"
    if low.endswith(("azes", "izes", "ozes")):
        return word[:-1]
    if low.endswith(("ches", "shes", "xes", "zes", "sses")) or low.endswith("oes"):
        return word[:-2]
    return word[:-1]


#: Nouns that are their own plural.
_UNCHANGED = frozenset(
    {
        "fish",
        "sheep",
        "deer",
        "aircraft",
        "offspring",
        "staff",
        "equipment",
        "furniture",
        "luggage",
        "settings",
        "details",
        "goods",
        "stats",
    }
)


@cache
def plural(word: str) -> str:
    """`story` -> `stories`; a word that is plural stays as it is."""
    head, separator, last = word.rpartition("_")
    if last and singular(last) != last:
        return word
    if last in _UNCHANGED:
        return word
    for many, one in _IRREGULAR.items():
        if one == last:
            return head + separator + many
    if re.search(r"[^aeiou]y$", last):
        return head + separator + last[:-1] + "ies"
    if re.search(r"(s|x|z|ch|sh)$", last):
        return head + separator + last + "es"
    return head + separator + last + "s"


def is_plural(word: str) -> bool:
    """Whether the word has the form of a plural."""
    return singular(word) != word or word in {"series", "species", "news", "data", "media"}


def snake(text: str) -> str:
    """A name for code: `due date` -> `due_date`, `line-items` -> `line_items`. A name that is code already (camelCase) stays."""
    text = text.strip().strip("`'\"")
    if re.fullmatch(r"[A-Za-z_]\w*", text):
        return text if re.search(r"[a-z][A-Z]", text) else text.lower()
    return re.sub(r"_+", "_", re.sub(r"[^0-9a-z]+", "_", text.lower())).strip("_")


def code_name(text: str) -> str:
    """As `snake`, also for camelCase: the name of a variable, a table or a function."""
    name = snake(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)).lower()
    return f"n{name}" if name[:1].isdigit() else name


def class_name(text: str) -> str:
    """`line_item` -> `LineItem`."""
    return "".join(part[:1].upper() + part[1:] for part in code_name(text).split("_"))


def number(text: str) -> float | int | None:
    """The value of `12`, `1,000`, `0.5`, `10k`, `two`; None when it is none."""
    low = text.strip().lower().lstrip("$€£").replace(",", "").rstrip("%")
    if low in NUMBERS:
        return NUMBERS[low]
    if match := re.fullmatch(r"(-?\d+(?:\.\d+)?)(k?)", low):
        value = float(match[1]) * (1000 if match[2] else 1)
        return int(value) if value.is_integer() and "." not in match[1] else value
    return None


#: Irregular past participles -> base form.
_PAST = _pairs(
    "done:do sold:sell paid:pay sent:send lent:lend taken:take shipped:ship cancelled:cancel canceled:cancel begun:begin "
    "closed:close completed:complete archived:archive reserved:reserve activated:activate deactivated:deactivate released:release "
    "approved:approve resolved:resolve retired:retire returned:return borrowed:borrow rented:rent booked:book read:read "
    "left:leave held:hold kept:keep given:give eaten:eat drunk:drink made:make met:meet spent:spend withdrawn:withdraw drawn:draw thrown:throw "
    "written:write shown:show seen:see bought:buy brought:bring chosen:choose put:put cut:cut "
    "let:let hit:hit shut:shut split:split built:build taught:teach caught:catch fed:feed flown:fly grown:grow worn:wear broken:break stolen:steal ridden:ride driven:drive sung:sing "
    "hidden:hide frozen:freeze won:win lost:lose found:find checked_out:check_out checked_in:check_in"
)


#: Longer verbs that double their last letter: `submit` -> `submitted`, but `visit` -> `visited`.
_STRESSED = re.compile(
    r"(?:ad|com|e|o|per|re|sub|trans)mit|(?:con|de|in|pre|re|trans)fer|(?:oc|re|in)cur|(?:com|ex|pro|re)pel|[a-z]+trol|allot|annul|equip|regret|unplug|unpin"
)


#: `watched`: what is a participle already.
_DONE = re.compile(r"(?!(?:embed|shred)$)[a-z]{3,}[^e]ed")


def participle(verb: str) -> str:
    """`borrow` -> `borrowed`, `pay` -> `paid`, `check_out` -> `checked_out`. A participle stays: `done`."""
    if verb == "done" or _DONE.fullmatch(verb):
        return verb
    verb = re.sub(r"^(check|sign|log|clock|pick|drop|opt|hand|top|turn|switch|shut)-?(in|out|up|off|on|down)$", r"\1_\2", verb)
    head, separator, rest = verb.partition("_")
    if rest in {"in", "out", "off", "on", "up", "down"}:
        return participle(head) + separator + rest
    for past, base in _PAST.items():
        if base == verb and past != "canceled":
            return past
    if verb.endswith("e"):
        return verb + "d"
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ied"
    if re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", verb) or _STRESSED.fullmatch(verb):
        return verb + verb[-1] + "ed"
    return verb + "ed"


@cache
def stem(word: str) -> str:
    """The base of a verb or noun, rough but the same for all its forms: `borrows`, `borrowing`, `borrowed` -> `borrow`."""
    low = word.lower()
    if low in _PAST:
        return _PAST[low]
    for ending in ("ing", "ed", "es", "s"):
        if low.endswith(ending) and len(low) - len(ending) >= 3 and not low.endswith("ss"):
            return _undouble(low[: -len(ending)])
    return low.rstrip("e") if len(low) > 4 else low


def _undouble(base: str) -> str:
    if len(base) > 3 and base[-1] == base[-2] and base[-1] in "bdgmnprt":
        return base[:-1]
    if base.endswith("i"):
        return base[:-1] + "y"
    return base.rstrip("e") if len(base) > 4 else base


def join(words: list[str], last: str = "and") -> str:
    """`a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""
