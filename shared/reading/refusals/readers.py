"""What a condition means: each reader knows one kind of rule and builds it, or says that it is of another kind."""

import re
from collections.abc import Callable
from dataclasses import replace

from shared.reading.actions import handing, queueing
from shared.reading.actions.drawing import drawn
from shared.reading.actions.owning import too_much
from shared.reading.actions.peers import led_to, own_end
from shared.reading.actions.selflinks import held_up, led_back, mutual
from shared.reading.actions.tagging import tagged_twice
from shared.reading.fields.bounding import overflow, sole_number
from shared.reading.fields.dependent import dependent
from shared.reading.fields.membership import outside
from shared.reading.names.grounding import Ground
from shared.reading.refusals.alternatives import limits
from shared.reading.refusals.asked import unasked
from shared.reading.refusals.capacity import childless, full, shrinks, taken
from shared.reading.refusals.cases import Case
from shared.reading.refusals.clauses import NO_SUBJECT, SUBJECT, Refused
from shared.reading.refusals.clock import at_hours, from_today
from shared.reading.refusals.closing import owner_state
from shared.reading.refusals.comparing import compared, itself
from shared.reading.refusals.conditions import state_refuses
from shared.reading.refusals.counters import at_bound, bounded, needed
from shared.reading.refusals.entering import absent, crowded
from shared.reading.refusals.exclusive import alike_owners, exclusive, one_too_many
from shared.reading.refusals.fixed import fixed
from shared.reading.refusals.gating import gated, thronged
from shared.reading.refusals.general import conflicts
from shared.reading.refusals.held import held
from shared.reading.refusals.holders import of_some
from shared.reading.refusals.invalid import invalid, no_choice, of_parameter, unknown
from shared.reading.refusals.lacking import lacking, speaks_of_it
from shared.reading.refusals.lengths import too_long
from shared.reading.refusals.named import named
from shared.reading.refusals.overdrawn import overdrawn
from shared.reading.refusals.ownership import owned
from shared.reading.refusals.paired import paired
from shared.reading.refusals.parting import conflicting, doings, named_conflicts
from shared.reading.refusals.quotas import one_at_a_time, one_more, per_group
from shared.reading.refusals.ranging import no_such_place, over, ranged, suffices, up_to
from shared.reading.refusals.records import lines_short
from shared.reading.refusals.referenced import has_children
from shared.reading.refusals.renewals import once_among
from shared.reading.refusals.replacing import replaces
from shared.reading.refusals.rising import rises
from shared.reading.refusals.sequences import moves
from shared.reading.refusals.several import each_done, several
from shared.reading.refusals.spans import elsewhere, overlap
from shared.reading.refusals.staying import stays
from shared.reading.refusals.stock import short
from shared.reading.refusals.switching import switched
from shared.reading.refusals.thereafter import thereafter
from shared.reading.refusals.uniqueness import duplicate
from shared.reading.refusals.valued import timed, valued
from shared.reading.text.lexicon import canonical
from shared.reading.text.outline import split
from shared.writing.ir import App, Endpoint, Entity

#: Between two things that must be so.
_DEMANDS = (
    r",\s+(?:and |but )?(?=[^,;]*\bmust\b)|\s+and (?=(?:(?:the |both |it |its |they )[^,;]*|[a-z_]+ )\bmust\b)|,? we (?:refuse|reject)\W*$"
)
#: An example of what is refused says no more than the rule.
_EXAMPLE = re.compile(
    r"(?i)^(\W*(?:any|every|all|an|each) ?other (?:changes?|transitions?|moves?|steps?|orders?|sequences?|actions?|combinations?)\b[^,;]*)[,;:( ]+(?:such as|for example|e\.g\.|like|including)\b.*"
)


#: `…, also when it is renamed`, `…, not even after a change`: a rule holds for changes anyway.
_TOO = re.compile(
    r"(?i),? (?:\(?not even|\(?even|\(?also|\(?including|\(?both) (?:after|when|if|on|for|by|while)\b[^,;]*\b(?:chang|updat|renam|edit|modif|correct)\w*[^,;]*$"
)

#: `from and to are dates, from must be before to`: what only tells a type is refused anyway. What follows has a subject of its own.
_TYPES = re.compile(
    r"(?i)^(?:and |where )?(?!(?:if|when|unless|an?)\b)[\w ]{1,40}?(?:, [\w ]{1,30}?)* (?:is|are|must be) (?:an? )?(?:(?!not\b)[a-z]+ ){0,2}"
    r"(?:dates?|times?|numbers?|integers?|texts?|strings?|date-?times?|timestamps?)(?: \([^()]*\)| (?:like|such as) [^\s,]+| (?:from |between )?-?\d+(?:-| ?\.\. ?| to | and )-?\d+)?(?:, (?:and |but |where )?| and |; )"
    r"(?=\S)(?!(?:may|must|can|could|should|shall|is|are|has|have|only|unique|required|never|not|always|cannot|[a-z]+ing (?:it|them))\b)"
)


#: `in any other state: only a free one can be lent`.
_ELSEWHERE = re.compile(r"(?i)^\W*in (?:any|every|all) other (?:state|status|stage|case)s?(?:[:,]| -) (?=only\b)")
#: `… and only lent ones returned`.
_GAPPED = re.compile(r"(?i)^(only (?:an? )?[a-z_\-]+ ones?) ([a-z\-]+(?:ed|en|nt|ld|d))\b")


def apply(app: App, endpoint: Endpoint | None, entity: Entity | None, refusal: Refused) -> bool:
    """Builds what a refusal asks for. Whether it was understood."""
    refusal = replace(refusal, said=_as_one(app, endpoint, entity, _TYPES.sub("", _TOO.sub("", _EXAMPLE.sub(r"\1", refusal.said)))))
    rules = split(_ELSEWHERE.sub("", refusal.said), r"(?:,? (?:and|while)|,) (?=only (?:an? )?[a-z_\-]+ ones?\b)")
    if len(rules) > 1 and rules[0].lower().startswith("only "):
        rules = [_GAPPED.sub(r"\1 can be \2", rule) for rule in rules]
        return _each(app, endpoint, entity, refusal, rules)
    whole = Case(app, endpoint, entity, refusal.status, "", refusal.unless, refusal.said)
    done = [_one(app, one, entity, replace(refusal, said=said)) for one, said in each_done(whole)]
    if done and all(done):
        return True
    if (
        thereafter(_case(app, endpoint, entity, refusal))
        or several(whole)
        or bounded(whole)
        or _demanded(whole, refusal)
        or _faults(whole, refusal)
    ):
        return True
    demands = _whole(split(canonical(refusal.said), _DEMANDS))
    if refusal.status in {400, 422} and len(demands) > 1 and all("must" in one for one in demands):
        return _each(app, endpoint, entity, refusal, demands)
    if conflicts := named_conflicts(refusal):
        understood = [_of_any(app, endpoint, entity, replace(refusal, said=one)) for one in conflicts]
        return all(understood)
    if two := limits(canonical(refusal.said)):
        return _each(app, endpoint, entity, refusal, two)
    if refusal.status == 409 and _each(app, endpoint, entity, refusal, doings(refusal.said)):
        return True
    return _clausewise(app, endpoint, entity, refusal)


def _whole(demands: list[str]) -> list[str]:
    """`start and end must be …`: what says nothing of what must be goes with what follows."""
    found: list[str] = []
    for one in demands:
        if found and "must" not in found[-1]:
            found[-1] += f" and {one}"
        else:
            found.append(one)
    return found


def _of_any(app: App, endpoint: Endpoint | None, entity: Entity | None, refusal: Refused) -> bool:
    """As `apply`, of this resource or, where no operation is at hand, of any other."""
    others = [one for one in app.entities.values() if one is not entity and endpoint is None]
    return any(apply(app, endpoint, one, refusal) for one in (entity, *others))


def _each(app: App, endpoint: Endpoint | None, entity: Entity | None, refusal: Refused, parts: list[str]) -> bool:
    """Builds what each part asks for. Whether there are any and all were understood."""
    understood = [apply(app, endpoint, entity, replace(refusal, said=one)) for one in parts]
    return bool(parts) and all(understood)


def _clausewise(app: App, endpoint: Endpoint | None, entity: Entity | None, refusal: Refused) -> bool:
    """As `apply`, of a refusal that may have several clauses or conditions."""
    if parts := conflicting(refusal):
        understood = [_one(app, endpoint, entity, replace(refusal, said=one)) for one in parts]
        return all(understood)
    clauses = _clauses(refusal.said, "|".join(re.escape(name).replace("_", "[ _]") for name in (entity.fields if entity else ())))
    if refusal.status == 409 and len(clauses) > 1:
        read = [
            _one(app, endpoint, entity, replace(refusal, said=clause)) for clause in clauses if clause is clauses[-1] or _CUE.search(clause)
        ]
        if read[-1] and any(read):
            return True
    if _either(app, endpoint, entity, refusal) or _one(app, endpoint, entity, refusal):
        return True
    parts = split(refusal.said, r",? (?:and|or) (?!(?:more|less|fewer|later|earlier)\b)(?:if |when |for |also )?|, (?:if |when |for )?")
    if len(parts) < 2 or "between" in refusal.said:
        return False
    understood = [_one(app, endpoint, entity, replace(refusal, said=part)) for part in parts]
    return all(understood)


#: Between two things that each must be so, whatever verb tells it.
_DEMAND = r"(?:,\s+(?:and |but )?|\s+and |;\s*)(?=(?!and\b)[^,;]*\b(?:must|can not|is|are|has)\b)"
_MODAL = re.compile(r"\b(?:must|can not|is|are|has)\b")
#: What is about other records, and no limit of a value.
_OF_OTHERS = re.compile(r"(?i)\b(?:itself|themselves|themself|oneself|same|unknown|exists?|existing|registered|known|different|differ)\b")
#: What is wrong with something.
_FAULT = re.compile(
    r"(?i)\b(?:itself|themselves|themself|same|unknown|not|no|negative|missing|empty|invalid|below|above|under|over|before|after|without|too|zero)\b|[<>]"
)


#: Between faults: `invalid data (an unknown owner included) and …`.
_AND_FAULT = r",? (?:and|or) (?!(?:at|on|in) the same\b)(?:for )?|,? including |, (?!(?:and|or) )(?:also |even )?(?:for )?"


def _demanded(case: Case, refusal: Refused) -> bool:
    """`both teams must be registered, a team can not play itself and goals are 0 or more, otherwise 422`. Whether each was understood by itself."""
    return refusal.unless and _part_by_part(case, refusal, _DEMAND, _MODAL)


def _faults(case: Case, refusal: Refused) -> bool:
    """`unknown teams, a team playing against itself and negative goals`: faults of which each is another. Whether each was understood by itself."""
    return not refusal.unless and _part_by_part(case, refusal, _AND_FAULT, _FAULT)


#: What a condition is about, which one that goes on with a verb does not name again.
_WHO = re.compile(r"(?i)(?:(?:if|when|for) )?(?:an?|the|any|one|every|each) [a-z]+")


def _part_by_part(case: Case, refusal: Refused, between: str, telling: re.Pattern[str]) -> bool:
    """Whether a clause about other records has several parts that each tell something, and each was understood by itself."""
    said = re.sub(r" \(([^()]*)\)?", r", \1, ", canonical(refusal.said))
    found: list[str] = []
    subject = _WHO.match(said)
    for part in split(said, between) if refusal.status in {400, 422} and _OF_OTHERS.search(said) else ():
        part = (
            f"{subject[0]} {part}" if subject and found and re.match(r"(?:is|are|has|have|does) (?!not? such)|unknown\W*$", part) else part
        )
        if found and not (telling.search(found[-1]) and telling.search(part)):
            found[-1] += f" and {part}"
        else:
            found.append(part)
    understood = [_one(case.app, case.endpoint, case.entity, replace(refusal, said=one)) for one in (found if len(found) > 1 else ())]
    return len(found) > 1 and all(understood)


#: What is about values that may not be there again.
_AGAIN = re.compile(r"(?i)\b(?:same|unique|twice|already exists|combination|identical|equal|second|once|together)\b")


def _as_one(app: App, endpoint: Endpoint | None, entity: Entity | None, said: str) -> str:
    """`the same host, kind and value`, `host/kind/value`: fields that are compared together are one thing, not parts of the sentence."""
    fields = [one for one in (entity, app.entities.get(endpoint.entity) if endpoint else None) if one is not None]
    names = "|".join(dict.fromkeys(re.escape(name).replace("_", "[ _]") for one in fields for name in one.fields))
    if not names or not _AGAIN.search(said):
        return said
    name = rf"(?:(?:the|its|same) )*(?:{names})"
    slashed = re.sub(rf"(?i)\b({names})/(?=(?:{names})\b)", r"\1 and ", said)
    return re.sub(rf"(?i)\b({names}), (?=(?:{name}, )*(?:{name},? )?and {name}\b)", r"\1 and ", slashed)


def _either(app: App, endpoint: Endpoint | None, entity: Entity | None, refusal: Refused) -> bool:
    """`if the end is before the start or if the boat is too long`: conditions that each begin anew. Whether all were understood."""
    parts = split(refusal.said, r",? or (?:if|when) ") if refusal.status in {400, 422} and not refusal.unless else []
    apart = [] if refusal.unless else split(refusal.said, r",? (?:or|nor) (?:if |when )?")
    if len(parts) < 2 and any(speaks_of_it(_case(app, endpoint, entity, replace(refusal, said=one))) for one in apart):
        parts = apart
    understood = [_one(app, endpoint, entity, replace(refusal, said=one)) for one in parts]
    return len(understood) > 1 and all(understood)


def _clauses(said: str, names: str = "") -> list[str]:
    """The conditions of a sentence, where `names` are those of fields, of which a list stays whole. One that leads in (`within a race, …`, `if it is full, …`) or only points stays with its neighbour."""
    found: list[str] = []
    if each := _EACH_ONLY.match(said):
        return [f"{each['can']}{each['one']}", f"{each['can']}{each['other']}"]
    said = _OR_FEW.sub(r"or if \g<it>", said)
    parts = split(
        said, r",\s+(?:and |but |so )?|\s+or (?=if|when)|\s+and (?=(?:no|only|the(?! same)|each|every|it|an?|if|when|its|at most|<=)\s)"
    )
    for part in parts:
        listed = names and found and re.match(rf"(?i)(?:(?:the|its|same) )*(?:{names})\b(?:,| and |$)", part)
        if listed and re.search(rf"(?i)\b(?:{names})$", found[-1]):
            found[-1] += f", {part}"
            continue
        both = (
            names
            and found
            and re.fullmatch(rf"(?i)(?:(?:it )?[a-z]+s )?(?:(?:both|the|its|same) )*(?:{names})(?: case-insensitive(?:ly)?)?", found[-1])
        )
        if both and re.match(rf"(?i)(?:(?:the|its|same) )*(?:{names})\b", part):
            found[-1] += f" and {part}"
            continue
        leads = bool(found and (re.fullmatch(r"\w+ing|not", found[-1]) or (_LEADS.match(found[-1]) and not _LEADS.match(part))))
        if found and (leads or _POINTS.match(part) or part.startswith("case-insensitive")):
            found[-1] += f", {part}"
        else:
            found.append(part)
    subject = SUBJECT.match(found[0]) if found else None
    return [f"{subject[0]}{one}" if subject and place and NO_SUBJECT.match(one) else one for place, one in enumerate(found)]


#: `if it is not in review or has fewer than two reviews`: another condition.
_OR_FEW = re.compile(r"(?<!unless )\bor (?P<it>(?:it )?has (?=<|no |not any )|there (?:is|are) (?=<|no ))")
#: `it can be issued only if it is a draft and paid only if it is issued`.
_EACH_ONLY = re.compile(
    r"(?i)(?P<can>(?:[^.;,]* )?(?:can|may) be )(?P<one>\S+ only (?:if|when|while|as long as) .*?),? (?:and|or) (?P<other>\S+ only (?:if|when|while|as long as) .*)$"
)
_LEADS = re.compile(r"(?i)^(?:with)?in\b|^(?:for|per|inside|if|when|once|as soon as|as long as|while|after|should|must|whenever|where)\b")
_POINTS = re.compile(
    r"(?i)^(?:never|not) (?:to|below|under|above|by|from|>|<)(?!\w)|^(?:then )?(?:for )?(?:an?|the|any|that) (?:second|third|next|other|further|duplicate|already exists)(?: one)?\b.{0,12}$|^(?:trying|doing|anything|everything|otherwise)\b.{0,24}$|^(?:(?:and )?(?:not )?even (?:for|in|on|at|if|of|by)|whatever|whichever|wherever|regardless|irrespective|no matter|independent|across|anywhere|everywhere|in the (?:whole|entire)|not (?:just|only)|for (?:this|that|the same) or (?:an?other|a different|any other))\b|^(?:re-?)?(?:using|doing) (?:(?:it|them|this|that|so|one) )?(?:again|twice|once more|a second time)\b.{0,12}$"
)
#: Words of a clause that refuses, before the one that stands next to the status.
_CUE = re.compile(
    r"(?i)\b(?:can not|only|must|no|nobody|if|when|already|twice|unless|while|as long as|full|not|same|more than|in all|unique|(?:used|given|entered|taken) once)\b|<=? "
)


def _case(app: App, endpoint: Endpoint | None, entity: Entity | None, refusal: Refused) -> Case:
    said = Ground(app, entity, endpoint)(refusal.said)
    return Case(app, endpoint, entity, refusal.status, said, refusal.unless, refusal.said)


def _one(app: App, endpoint: Endpoint | None, entity: Entity | None, refusal: Refused) -> bool:
    case = _case(app, endpoint, entity, refusal)
    return any(read(case) for read in _READERS)


_READERS: tuple[Callable[[Case], bool], ...] = (
    no_such_place,
    unasked,
    named,
    of_some,
    of_parameter,
    switched,
    queueing.refuses,
    handing.refuses,
    absent,
    crowded,
    mutual,
    held_up,
    tagged_twice,
    no_choice,
    lacking,
    too_long,
    at_hours,
    from_today,
    ranged,
    up_to,
    over,
    suffices,
    paired,
    dependent,
    moves,
    fixed,
    owned,
    lines_short,
    shrinks,
    replaces,
    drawn,
    overdrawn,
    rises,
    needed,
    at_bound,
    held,
    one_too_many,
    exclusive,
    stays,
    own_end,
    led_to,
    elsewhere,
    alike_owners,
    once_among,
    taken,
    thronged,
    one_at_a_time,
    one_more,
    per_group,
    overlap,
    too_much,
    outside,
    valued,
    timed,
    overflow,
    sole_number,
    short,
    led_back,
    compared,
    itself,
    childless,
    unknown,
    invalid,
    gated,
    has_children,
    full,
    owner_state,
    state_refuses,
    duplicate,
    conflicts,
)
