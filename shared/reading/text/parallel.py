"""Sentences that tell several actions at once, each spelled out: `POST /a/{id}/pay and POST /a/{id}/void set it to "paid" and "void"`, `… works on open ones, /close on reopened ones`."""

import re

from shared.reading.text.gapping import capital
from shared.reading.text.gathered import METHOD, PATH
from shared.reading.text.paths import joined

_FULL = rf"[`\"']?\b(?:{METHOD}) {PATH}[`\"']?"
_SHORT = r"[`\"']?(?<![\w}])/[a-z][\w\-]*[`\"']?"
_ROUTE = rf"(?:{_FULL}|{_SHORT})"
#: What each of several routes carries of its own.
_OWN = r"(?: \([^()]*\)| \{[^{}]*\})?"
_ROUTES = rf"(?P<routes>{_FULL}{_OWN}(?:(?:, and |, or |, | and | or ){_ROUTE}{_OWN})+)"
_VALUE = r"(?:\"[\w \-]+\"|[a-z][a-z_\-]+)"
_LIST = rf"(?P<list>{_VALUE}(?:, {_VALUE})*(?:,? (?:and|or) |, ){_VALUE})(?:,? respectively)?(?=\s*(?:[.;:,()]|$))"
_STATE = r"(?:status|state|stage|phase)"
#: `POST … and POST … set the status to "paid" and "void"`.
_TELLS = re.compile(
    rf"^{_ROUTES}(?P<effect>:? (?:then |each )?(?:->|sets?|changes?|moves?|puts?|turns?|makes?|marks?|brings?|takes?|leads?)\b(?:[^/.;:\"()]*? (?:to|as|into|{_STATE}))? ){_LIST}(?P<rest>.*)$"
)
#: `They answer 200 with the order, whose status is then "paid" or "void"`, `The status is "new" at first, then "paid" or "void"`.
_AFTER = re.compile(
    rf"^(?P<head>(?=[^/]*\b{_STATE}\b)(?=.*\b(?:they|these|both|each|all|then|new|now|resulting|afterwards|becomes)\b)[^/;]*?)"
    rf",? ?(?:\b(?:whose|with|and|the|its|a|each|have|has) )*(?:(?:new |resulting )?\b{_STATE}(?: (?:is|has|have|becomes?|then|now|being|afterwards|are|of))*:?|\bthen(?: becomes| is)?) {_LIST}\W*$",
    re.IGNORECASE,
)
#: `, both only while it is open (409 otherwise)`, behind the last of several.
_ALIKE = re.compile(
    r"[,;] (?:and )?(?![^.;]{0,24}\b4\d\d\W*$)(?P<all>(?:both|either|they|these|each|all)(?: of (?:them|these)| two| three| four| five)?,? (?!with (?:an?|the|its) (?!\d))(?:only|needs?|must|requires?|works?|answers?|returns?|gives?|refuses?|fails?|with|if|from|while|when|are|is|can|may|take|expect)\b[^/]*)$"
)
#: `A new order can be paid (POST …) or cancelled (POST …)`, `An open one is closed with POST …, or voided with POST …, which …`.
_MARK = rf"(?:\((?:with |via |by |using )?{_FULL}[^()]*\)|(?:with|by|via|using|through) {_FULL})"
_DONE = r"(?:also )?(?!(?:or|and|with|by|via|using|through)\b)[a-z\-]+(?: [a-z]+)?"
_CAN = re.compile(
    rf"(?P<subject>[A-Z][a-z_\-]* (?:[a-z_\-]+ ){{0,3}}?)(?P<can>(?:(?:can|may) (?:only |then |also )?be|is|are|gets?) )(?P<done>{_DONE}) (?P<mark>{_MARK})"
)
_ITEM = re.compile(
    rf"(?:[;,] (?:and |or )?| and | or )(?P<subject>(?:only )?(?:an? [a-z_\-]+ (?:one |[a-z]+ (?=[a-z\-]+ (?:\(|with |by |via )))|[a-z_\-]+ ones )(?P<can>(?:(?:can|may) (?:only |then |also )?be|is|are|gets?) )?)?"
    rf"(?P<done>{_DONE} )?(?P<mark>{_MARK})"
)

#: What goes on about several at once.
_OF_ALL = re.compile(r"[;,]? (?:both|each|all|either)\b")


def spread(said: list[str]) -> list[str]:
    """The sentences, those that tell several actions at once with one clause for each."""
    found: list[str] = []
    for one in said:
        found += _told_of(found, one) or [clause for each in _one_by_one(one) for clause in _spelled(each)]
    return found


def _spelled(one: str) -> list[str]:
    """A sentence with a clause for each of its actions, and what is said of them all as a sentence of its own."""
    one = _ungapped(one)
    alike = _ALIKE.search(one) if len(routes_in(one)) > 1 else None
    head, more = (one[: alike.start()], [capital(alike["all"])]) if alike else (one, [])
    match = _TELLS.match(head)
    actions = _actions(match["routes"]) if match else []
    values = _values(match["list"]) if match else []
    if match and len(actions) == len(values) and _are_states(match, values):
        clauses = [f"{action}{match['effect']}{value}" for action, value in zip(actions, values, strict=True)]
        rest = match["rest"].strip(" ,;")
        return ["; ".join(clauses), *([capital(rest)] if re.search(r"[a-z]{2}", rest) else []), *more]
    return [head, *more]


def _are_states(match: re.Match[str], values: list[str]) -> bool:
    """Whether a list is one of what actions lead to: it stands in quotes, or where only states do."""
    quoted = all(value.startswith('"') for value in values)
    return quoted or re.search(r"(?:->|\b(?:to|into|as)) $", match["effect"]) is not None


def _told_of(before: list[str], one: str) -> list[str]:
    """What a sentence says of as many actions before it as it tells states, as one of its own about each."""
    match = _AFTER.match(one)
    values = _values(match["list"]) if match else []
    actions: list[str] = []
    for each in before[::-1]:
        actions = [*_actions(each), *actions] if len(actions) < len(values) else actions
    if match is None or len(values) != len(actions) or any(not re.search(r"\}/[a-z\-]+(?: |$)", action) for action in actions):
        return []
    head = match["head"].strip(" ,;")
    named = re.search(r"\b(?:status|state|stage|phase)\b", one)
    clauses = "; ".join(
        f"{' '.join(action.split(' ')[:2])} sets the {named[0] if named else 'status'} to {value}"
        for action, value in zip(actions, values, strict=True)
    )
    return [clauses, *([head] if len(head.split()) > 2 else [])]


def routes_in(text: str) -> list[str]:
    """The routes that a text names with their methods."""
    return re.findall(_FULL, text)


def _actions(text: str) -> list[str]:
    """The routes of a text, those that only go on from another in full, each with what it carries."""
    found: list[str] = []
    for match in re.finditer(rf"(?P<route>{_ROUTE})(?P<own>{_OWN})", text):
        route = match["route"].strip("`\"'")
        if route.startswith("/") and found:
            method, path = found[-1].split(" ")[:2]
            route = f"{method} {joined(route, path)}"
        found += [f"{route}{match['own']}"] if not route.startswith("/") else []
    return found


def _values(listed: str) -> list[str]:
    return re.findall(_VALUE, re.sub(r",? (?:and|or) ", ", ", listed))


def _one_by_one(one: str) -> list[str]:
    """`A new order can be paid (POST …) or cancelled (POST …)`, with a clause for each; what else it says."""
    first = _CAN.match(one)
    items = list(_ITEM.finditer(one, first.end())) if first else []
    if first is None or not items or (not first["mark"].startswith("(") and _OF_ALL.match(one, items[-1].end())):
        return [one]
    subject, can, done, clauses = first["subject"], first["can"], first["done"], []
    for item, after in zip((first, *items), (*items, None), strict=True):
        if item is not first:
            subject, done = item["subject"] or subject, (item["done"] or done).strip()
            can = "" if item["can"] else first["can"]
        clauses.append((f"{capital(subject)}{can}{done} {item['mark']}", one[item.end() : after.start() if after else len(one)]))
    if first["mark"].startswith("("):
        told, rest = "; ".join(f"{clause}{tail}" for clause, tail in clauses[:-1]), clauses[-1][1].strip(" ,;")
        return [f"{told}; {clauses[-1][0]}", *([capital(rest)] if rest else [])]
    return [f"{clause}{tail}" for clause, tail in clauses]


#: What goes on without a verb where the one before has it: `… sets it to paid, POST … to void`.
_BEGINS = re.compile(r" (?P<on>(?:back )?(?:to|into|on|from)|an?) (?=[\w\"])")
_SAME = re.compile(r" (?:as well|too|likewise|also|does the same)(?=[,;.]|$)")


def _ungapped(one: str) -> str:
    """A sentence with the verb for each of its routes."""
    marks = list(re.finditer(rf"{_FULL}|(?<=, ){_SHORT}|(?<= and ){_SHORT}|(?<= or ){_SHORT}|(?<=; ){_SHORT}", one))
    out, ends, before = "", 0, ""
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(one)
        said = one[mark.end() : end]
        gap = _BEGINS.match(said) if before else None
        verb = (
            re.match(
                rf" (?P<verb>[a-z]+s?(?: (?:it|them|that|one|only|the (?:order|{_STATE})|its {_STATE})){{0,2}}|sets (?:the |its )?[a-z_]+) {gap['on'].removeprefix('back ')} ",
                before,
            )
            if gap
            else None
        )
        if verb:
            said = f" {verb['verb']}{said}"
        elif before and (same := _SAME.match(said)):
            said = f"{re.sub(r'[,;]? (?:and )?$', '', before)}{said[same.end() :]}"
        before = said
        out += one[ends : mark.end()] + said
        ends = end
    return out + one[ends:]
