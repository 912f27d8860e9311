"""Refusals that only name what they are by one word for all of them: `conflicts`, `breaking one of the rules`, `what contradicts the stored data`."""

import re

from shared.reading.refusals.cases import Case

_RULES = r"(?:(?:one|any|either|some|each|all) of )?(?:(?:the|these|those|this|that|an?|any|our) )?(?:(?:\w+ )?(?:business )?(?:rules?|limits?|constraints?|conditions?)|them|uniqueness)(?: (?:above|here))?"
_CONFLICTS = re.compile(
    rf"\W*(?:(?:for|if|when|on|to|in case of|with|as|by|any|all|every|an?|the|otherwise|other|there is|something|anything|everything|whatever|what|that|(?:re)?quests?|case|is) )*"
    rf"(?:(?:conflict|clash|collision)(?:e?s)?(?: with (?:what|the|other|existing|stored|already)\b[^,;]*)?|conflicting(?: \w+)?|contradictions?|contradicts?(?: [^,;]*)?"
    rf"|(?:break(?:s|ing)?|violat(?:es?|ing|ions? of)|breach(?:es)?(?: of)?|against) {_RULES}|{_RULES} (?:(?:that|which) )?(?:is|are|gets?|would be) (?:broken|violated)|(?:(?:rule|limit) )?violations?|duplicates?|(?:broken|violated) rules?)\W*",
    re.IGNORECASE,
)


#: `if the rule is broken`: one that is told before, and must be understood.
_THE_RULE = re.compile(r"(?i)\b(?:the|this|that) rule\b")


def conflicts(case: Case) -> bool:
    """Whether a clause says no more than that conflicts are a 409, which they are, and there are any."""
    if case.status != 409 or case.unless or not _CONFLICTS.fullmatch(case.said) or _THE_RULE.search(case.said):
        return False
    guards = [guard for one in case.app.endpoints for guard in one.guards] + [
        guard for one in case.app.entities.values() for guard in one.checks
    ]
    unique = any(one.together or any(field.unique for field in one.fields.values()) for one in case.app.entities.values())
    return unique or any(guard.status == 409 for guard in guards)
