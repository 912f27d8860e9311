"""Headlines: `### POST /zones`, with what is said of it below, becomes one line with its list of fields, and `Patch = name, synth` what a patch has."""

import re

from shared.reading.text.gathered import METHOD, PATH
from shared.reading.text.lexicon import wordset
from shared.writing import words

_ROUTE = re.compile(
    rf"\s*#+\s*(?:\d+[.)]\s*)?`?(?P<route>(?:{METHOD})`?\s+`?{PATH}(?:\?[^\s`]*)?)`?\s*(?:(?::|-|\||->)\s*)?(?P<said>.*?)\s*#*\s*"
)
_TITLE = re.compile(r"\s*#+\s")
_LISTED = re.compile(r"\s*(?:[-*+|]|\d+[.)])\s")


def titled(text: str) -> str:
    """The text with each request that is a headline before what is said of it."""
    found: list[str] = []
    below: list[str] | None = None
    for line in text.split("\n"):
        match = _ROUTE.fullmatch(line)
        if match or _TITLE.match(line):
            found += _together(below) if below is not None else []
            below = [f"{match['route']}: {match['said']}"] if match else None
            found += [] if match else [line]
        elif below is not None:
            below.append(line)
        else:
            found.append(line)
    return "\n".join([*found, *(_together(below) if below is not None else [])])


def _together(lines: list[str]) -> list[str]:
    """A request and the prose below it in one line, then the lists below it."""
    listed = [line for line in lines[1:] if _LISTED.match(line)]
    prose = [line.strip() for line in lines[1:] if line.strip() and line not in listed]
    ended = [part if re.search(r"[.:;,]$", part) or not part else f"{part}." for part in (lines[0].strip(), *_paragraphs(prose))]
    return [" ".join(ended), *(f"  {line}" for line in listed), ""]


def _paragraphs(lines: list[str]) -> list[str]:
    """The lines of prose, those that only go on joined to the ones before them."""
    found: list[str] = []
    for line in lines:
        if found and not re.search(r"[.:;]$", found[-1]) and not re.match(r"[A-Z1-5`]", line):
            found[-1] += f" {line}"
        else:
            found.append(line)
    return found


#: A line that is nothing but a path, and the lines below it that begin with a method.
_PATH_ALONE = re.compile(rf"\s*(?:#+|[-*+]|\d+[.)])?\s*`?(?P<path>{PATH})`?:?\s*")
_METHOD_FIRST = re.compile(rf"(?P<bullet>\s*(?:[-*+]\s+|#+\s+)?)`?(?P<method>{METHOD})`?(?!\w)(?!\s+`?/)(?P<rest>.*)")


def below_paths(text: str) -> str:
    """`/albums`, and below it `POST: adds one`: the path stands with each method."""
    found, path = [], ""
    for line in text.split("\n"):
        alone, method = _PATH_ALONE.fullmatch(line), _METHOD_FIRST.fullmatch(line)
        if alone and len(alone["path"]) > 1:
            path = alone["path"]
            continue
        path = path if method or not line.strip() else ""
        found.append(f"{method['bullet']}{method['method']} {path}{method['rest']}" if method and path else line)
    return "\n".join(found)


#: What heads a list without being what it is a list of.
_NO_RECORD = wordset(
    "field error status state code answer response parameter param filter rule query body example note type value option order step stage phase role default detail attribute property input output "
    "sort limit search create read update delete list get add remove edit change api service app request method endpoint route operation page title header format transition action category kind"
)
_MEMBER = r"[`\"]?(?:an? |its |the )?[a-z][a-zA-Z_]*[`\"]?"
_FIRST_MEMBER = rf"{_MEMBER}(?:(?::| -)? ?(?:\([^()\n]*\)|(?!(?:is|are|can|has|have|must|may|will)\b)[^\s,;.()]+(?: (?:\([^()\n]*\)|(?!(?:is|are|can|has|have|must|may|will)\b)[^\s,;.()]+)){{0,3}}))?(?:,| and )"
#: A list of fields, which is left where it stands but for the braces around it.
_MEMBERS = rf"(?:\{{\s*(?P<inner>{_FIRST_MEMBER}[^{{}}\n]*)\}}|(?={_FIRST_MEMBER}))"
#: `Patch = name, synth`, `Fields of a patch: name, synth`, `Per patch we store name and synth`: what each patch has.
_DEFINED = re.compile(
    rf"(?m)(?P<start>^[ \t]*(?:[-*] )?|(?<=[.;] ))(?:(?i:an?|each|every|one|the|fields (?:of|for|per) (?:an?|each|every|the)|per|for (?:each|every|an?)|what (?:an?|each|every)) )?"
    rf"[`\"]?(?P<noun>[A-Za-z][a-z]+)[`\"]?(?: (?:fields|attributes|properties|records?|objects?|model|entity|schema|resource|has|consists of)|,? (?:we|i) (?:store|keep|save|record|need)(?= ))?"
    rf"(?P<sign> ?:?=| ?:| -| (?=\{{)|(?<=(?:store|.keep|.save|ecord|.need))(?=\s))\s*{_MEMBERS}"
)


def defined(text: str) -> str:
    """The text with `A patch has …` for a name that only heads the list of what it has. Where paths say what is done with it, a colon is enough."""
    placed = re.search(rf"\b(?:{METHOD})`? `?{PATH}", text)

    def told(match: re.Match[str]) -> str:
        noun = match["noun"].lower()
        spoken = re.search(rf"(?i)\b{words.plural(noun)}\b", text[: match.start()] + text[match.end() :])
        if noun in _NO_RECORD or words.is_plural(noun) or not spoken or (placed and match["sign"].strip() == ":"):
            return match[0]
        return f"{match['start']}{'An' if noun[0] in 'aeiou' else 'A'} {noun} has {match['inner'].rstrip() + '.' if match['inner'] else ''}"

    return _EACH_ONE.sub(lambda match: _of_collection(match, text), _DEFINED.sub(told, text))


#: `Seed accessions. Each one: code, species`: records of a path.
_EACH_ONE = re.compile(
    rf"(?m)(?P<start>^[ \t]*|(?<=[.;] ))(?:Each|Every)(?: one| entry| record| item| of (?:them|these))?(?: (?:has|have|consists of|holds|stores)|:| =| -) {_MEMBERS}"
)


def _of_collection(match: re.Match[str], text: str) -> str:
    """The list as that of what the sentence before it names, where a request goes to it."""
    before = re.split(r"[.\n]\s*", text[: match.start()].rstrip(" .\n"))[-1]
    told = [] if "/" in before else re.findall(r"[a-z]+", before.lower())  # What a request answers has more than its records.
    named = [word for word in told if re.search(rf"(?:POST|GET)`? `?/(?:[\w\-]+/)*{word}\b", text)]
    return f"{match['start']}Each {words.singular(named[-1])} has {match['inner'] or ''}" if named else match[0]


_KIND = rf"[A-Za-z][a-z\-]+s(?: \((?:{METHOD}) {PATH}(?:(?:,|:| ->| -)? ?20\d)?\))?"
#: `Gardeners (POST /gardeners) and skills (POST /skills) each have just a name`: what records of several kinds have alike.
_ALIKE = re.compile(
    rf"(?m)(?P<start>^\W*|(?<=[.;:] ))(?P<list>{_KIND}(?:, {_KIND})*,? and {_KIND}) (?:each |both |all(?: three| four)? |simply |just )*(?P<has>have|need|carry|consist of|come with|are made of|must have) "
    r"(?P<rest>(?:(?:just|only|simply|also|nothing but) )?(?:an?|the|their|one|required|unique|[a-z_]+(?=,| and\b| \(|[.;]))\b[^.;\n]*)"
)


def of_each(text: str) -> str:
    """The text with a sentence of its own for each of several kinds of records that are told to have the same, where each has a path."""

    def told(match: re.Match[str]) -> str:
        kinds = re.findall(_KIND, match["list"])
        names = [kind.partition(" ")[0].lower() for kind in kinds]
        if not all(re.search(rf"/{name}\b", text) for name in names):
            return match[0]
        routes = re.findall(rf"\(((?:{METHOD}) {PATH})(?:(?:,|:| ->| -)? ?(20\d))?\)", match["list"])
        made = "".join(f"{route}{f' ({status})' if status else ''}. " for route, status in routes)
        return match["start"] + made + ". ".join(f"{name.capitalize()} {match['has']} {match['rest']}" for name in names)

    return _ALIKE.sub(told, text)


#: `Every job we do should be on record with its address`.
_ON_RECORD = re.compile(
    r"(?m)(?P<start>^\W*|(?<=[.;:] ))(?P<each>(?:Each|Every|An?|each|every) [a-z]+)(?: (?:that |which )?(?:we|I|you|they) [a-z]+)?,? (?:(?:(?:should|must|has to|needs to|ought to|will|shall) )?be|is|gets?|goes) (?:always )?"
    r"(?:(?:put|kept|noted|written|entered|taken|set) )?(?:on (?:record|file|(?:the|our) (?:books|record))|down|in (?:the|our) (?:list|books?|system|register|files)) (?:with|by) (?=(?:its|their|an?|the) )"
)
#: `its address and the customer, neither of which may be empty`, `…, again both needed`.
_NONE_EMPTY = re.compile(
    r"(?P<before>[,;(]) ?(?:and )?(?:(?P<two>neither)|none|not one)(?: of (?:which|them|these|those|the (?:two|three|four)))? (?:may|can|must|should|is allowed to|are allowed to) (?:ever )?be (?:left )?(?:empty|blank|missing|out|omitted)"
)
_AGAIN = re.compile(
    r"(?<=[,;(]) ?(?:again|also|likewise|once more|once again|here too),? (?=(?:both|all)(?: of (?:them|which)| three| four)? (?:needed|required|mandatory|obligatory))"
)


#: `A hut (name, altitude) is entered at POST /huts`.
_LISTED_SUBJECT = re.compile(
    rf"(?m)(?P<who>(?:^|(?<=[.;:] ))(?:An?|Each|Every|an?|each|every) [a-z]+) \((?P<list>[a-z_]+(?: \([^()]*\))?(?:, (?:and )?[a-z_][^,()]*)+)\) (?P<does>(?:is|gets) [a-z]+(?: [a-z]+)? (?:at|by|with|through|via|under|using|to) )(?P<route>`?POST {PATH}`?)"
)


def on_record(text: str) -> str:
    """The text with what every record has where it is told to be on record with that, and what all of it must be."""
    text = _NONE_EMPTY.sub(lambda match: f"{match['before']} {'both' if match['two'] else 'all'} required", _AGAIN.sub(" ", text))
    text = _LISTED_SUBJECT.sub(r"\g<who> \g<does>\g<route> with \g<list>", text)
    return _ON_RECORD.sub(r"\g<start>\g<each> has ", text)
