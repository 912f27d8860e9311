"""What is said of a field that is there, as an intent would say it: limits, choices, whether it is required."""

import re
from collections.abc import Iterator

from shared.reading.changes.naming import OF, WHO, choosing, entity_of, field_of, owner_of, spoken, with_article
from shared.writing import words
from shared.writing.ir import App, Entity, Field

MUST = r"(?:(?:should|shall|must|can|may|might|will|now|to|only|also|be able to) )*"
_NAME = r"(?P<what>[\w-]+(?: [\w-]+)??)"
_RULE = re.compile(rf"(?i)(?:the )?{_NAME}(?: of {OF}{WHO})?\s+{MUST}(?:have|has|be|are|is|goes?|ranges?|range)\s+(?P<rule>.+)")
_BOUND = r"(?:max(?:imum)?|min(?:imum)?|upper|lower|limits?|lengths?|ranges?|sizes?|bounds?|values?|highest|longest|of|for|on|the|an?|all)"
_NUMBERS = r"(?P<rule>(?:(?:up|at) (?:to|most|least) )?-?\d[\d.,]*(?: ?(?:-|–|to|and) ?-?\d[\d.,]*)?(?: [a-z]+)?)"
_LIMITS = (
    re.compile(
        rf"(?i)(?:raise|increase|lower|reduce|decrease|change|set|extend|expand|shorten|limit|restrict|cap)\s+(?:{_BOUND} )*{_NAME}(?:'s?)?"
        rf"(?: {_BOUND})*(?: of {OF}{WHO})?(?: from -?\d[\w.,–-]*(?: to -?\d+)?)? (?:to|at|by) {_NUMBERS}"
    ),
    re.compile(rf"(?i)(?:allow|accept|permit|support)\s+(?:the )?{_NAME} (?:of |with |from |between )?{_NUMBERS}(?: long)?"),
    re.compile(rf"(?i)(?:the )?{_NAME}(?: of {OF}{WHO})?\s+{MUST}(?:be|have|go|reach) (?:up to )?{_NUMBERS}(?: long)?"),
)
_CHOICE = r"[\"'`“]?(?P<choice>[a-z][\w-]*)[\"'`”]?(?:,? (?:and|or) [\"'`“]?(?P<second>[a-z][\w-]*)[\"'`”]?)?"
_NUMERAL = r"(?:new|another|further|additional|second|third|fourth|fifth|sixth|more|possible)"
_CHOICES = (
    re.compile(
        rf"(?i)(?:add|allow|introduce|accept|support|permit)\s+(?:an? |the )?(?:{_NUMERAL} )*{_NAME} (?:called |named |value )?{_CHOICE}"
    ),
    re.compile(
        rf"(?i)(?:add|allow)\s+{_CHOICE} (?:to|as|for|in) (?:an? |the )?(?:list of |possible |allowed |{_NUMERAL} )*{_NAME}(?: of {OF}{WHO})?"
    ),
    re.compile(rf"(?i)(?:the )?{_NAME}(?: of {OF}{WHO})?\s+(?:can|may|might) (?:now )?(?:also )?be {_CHOICE}"),
    re.compile(
        rf"(?i)(?:there (?:is|are|should be)|we need|i need) (?:an? |the )?(?:{_NUMERAL} )*{_NAME}(?:,|:| called| named)? {_CHOICE}"
    ),
)
#: What is done to a record, and leaves it in no state: `tasks can be deleted`.
_DONE = re.compile(r"(?i)(?:delet|remov|edit|chang|updat|modif|creat|list|filter|sort|order|search|renam)\w*|added|found|seen|read")
_FREE = (
    re.compile(rf"(?i)make\s+(?:the )?{_NAME}(?: of {OF}{WHO})? (?P<how>optional|required|mandatory|unique)"),
    re.compile(rf"(?i)(?:the )?{_NAME}(?: of {OF}{WHO})?\s+(?:can|may|might) be (?P<how>left out|left away|left empty|omitted|missing|absent|skipped|empty)"),
    re.compile(rf"(?i)(?:the )?{_NAME}(?: of {OF}{WHO})?\s+(?P<how>(?:does not|doesn't|need not|needn't|no longer (?:has|needs)|do not|don't)(?: need| have)?(?: to)? be given)"),
    re.compile(rf"(?i)(?:the )?{_NAME}(?: of {OF}{WHO})?\s+(?:is|are) (?P<how>(?:no longer|not) (?:required|mandatory))"),
    re.compile(rf"(?i){OF}{WHO}\s+(?:can|may|might) be (?:created|added|made|posted|saved|registered) (?P<how>without) (?:an? |the |any )?{_NAME}"),
)  # fmt: skip


_VALUE = r"[\"'`“]?(?P<value>[\w.-]+)[\"'`”]?"
_OTHERWISE = r"(?:by default|unless (?:\w+ ){0,2}(?:otherwise|given|stated|told|said|specified|set)|if (?:none|nothing) (?:else )?is (?:given|set|sent|said|stated))"
_DEFAULTS = (
    re.compile(rf"(?i)(?:the )?default (?:value )?(?:of |for )?(?:the )?{_NAME}(?: of {OF}{WHO})?\s+{MUST}(?:be|is) {_VALUE}"),
    re.compile(rf"(?i)(?:set|change|make) the default (?:value )?(?:of |for )?(?:the )?{_NAME}(?: of {OF}{WHO})? (?:to|be)?\s*{_VALUE}"),
    re.compile(rf"(?i)(?:new )?{OF}{WHO}\s+{MUST}(?:get|have|has|gets|start with|starts with)\s+(?:an? |the )?{_VALUE} {_NAME} {_OTHERWISE}"),
    re.compile(rf"(?i)(?:new )?{OF}{WHO}\s+{MUST}(?:get|have|has|gets|start with|starts with)\s+(?:an? |the )?{_NAME} (?:of )?{_VALUE} {_OTHERWISE}"),
    re.compile(rf"(?i)make\s+(?:the )?{_NAME}(?: of {OF}{WHO})? optional,? (?:with|and)(?: use)? (?:an? |the )?{_VALUE} (?:as (?:the |its )?|by )default"),
    re.compile(rf"(?i)make\s+(?:the )?{_NAME}(?: of {OF}{WHO})? optional,? (?:with|and)(?: an?| the)? default(?: value)?(?: to| of)? {_VALUE}"),
)  # fmt: skip


def revised(text: str, app: App, plain: str) -> Iterator[tuple[str, str]]:
    """The text that the sentence is appended to, and the sentence as an intent would say it, the surest first."""
    plain = re.sub(r"(?i),? (?:as well|too|now|from now on|instead)$", "", plain)
    yield from ((text, said) for said in (*_more_choices(app, plain), *_freed(app, plain)))
    for pattern in (*_DEFAULTS, *_LIMITS, _RULE):
        match = pattern.fullmatch(plain)
        entity = owner_of(app, match.groupdict().get("who"), match["what"]) if match else None
        if match is None or entity is None:
            continue
        one = entity.fields[field_of(entity, match["what"]) or ""]
        said = _holds(entity, one, f"default {match['value']}" if "value" in match.groupdict() else _limit(one, match))
        yield text, said
        # A limit in the middle of an operation is stronger than one that is said of the field: there it is taken back.
        yield re.sub(rf"(?i)(\b{spoken(one.name)}s?)\s*\([^()]*\d[^()]*\)", r"\1", text), said


def _limit(one: Field, match: re.Match[str]) -> str:
    """A number alone is the most that there may be; the least stays as it was."""
    rule = match["rule"].strip()
    if re.fullmatch(r"-?\d[\d.,]*(?: [a-z]+)?", rule):
        low = one.low if one.low is not None else one.shortest
        return f"{low} to {rule}" if low is not None else f"up to {rule}"
    return rule


def _holds(entity: Entity, one: Field, rule: str, kind: str = "") -> str:
    """`A task has an optional priority (1 to 10).`"""
    kind = kind or ("optional" if one.required is False else "")
    said = f"{kind} {spoken(one.name)}".strip()
    return f"A {spoken(entity.name)} has {with_article(said)}{f' ({rule})' if rule else ''}."


def _more_choices(app: App, plain: str) -> Iterator[str]:
    for pattern in _CHOICES:
        match = pattern.fullmatch(plain)
        if match is None:
            continue
        entity = owner_of(app, match.groupdict().get("who"), match["what"])
        one = entity.fields[field_of(entity, match["what"]) or ""] if entity else None
        if entity is None:  # `a task can also be blocked`
            entity = None if _DONE.fullmatch(match["choice"]) else entity_of(app, re.sub(rf"(?i)^{OF}", "", match["what"]))
            one = choosing(entity) if entity else None
        if entity is None or one is None or not one.choices:
            continue
        new = [choice for choice in (match["choice"], match["second"]) if choice and choice not in one.choices]
        if new:
            yield _holds(entity, one, f"one of {words.join([*one.choices, *new], 'or')}")


def _freed(app: App, plain: str) -> Iterator[str]:
    for pattern in _FREE:
        match = pattern.fullmatch(plain)
        entity = owner_of(app, match.groupdict().get("who"), match["what"]) if match else None
        if match is None or entity is None:
            continue
        one = entity.fields[field_of(entity, match["what"]) or ""]
        how = match["how"].lower()
        kind = how if how in {"required", "mandatory", "unique"} else "optional"
        yield _holds(entity, one, "", kind)
