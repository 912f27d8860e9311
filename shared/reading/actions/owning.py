"""What making, undoing or acting on a record changes in what it refers to: a deposit raises its account's balance, a sale lowers the stock."""

import re
from dataclasses import dataclass, replace

from shared.reading.actions.amounts import DOWN, UP
from shared.reading.actions.directions import directed
from shared.reading.names.grounding import Ground, fields_in
from shared.reading.refusals.cases import Case
from shared.reading.refusals.records import stock_of
from shared.reading.routes.routing import Routed
from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity, Field, Guard
from shared.writing.types import guess
from shared.writing.write_parts import needs_show

DOWNWARD = re.compile(
    rf"\b(?:{DOWN}|taken|subtracted|deducted|removed|reduced|lowered|decreased|smaller|lower by|less by|(?:comes?|goes?|gets?) (?:off|out)|no longer (?:in|there)|sold from)\b"
)
UPWARD = re.compile(
    rf"\b(?:{UP}|added|increased|raised|credited|given back|put back|restored|higher|bigger|larger|goes? (?:back )?(?:in)?to)\b"
)
_CONDITION = re.compile(
    r"\b(?:nothing|nobody|no one|only|twice|unchanged|not changed|stays?|if|when|unless|without|must|can not|enough|4\d\d|(?:is|are) (?:returned|shown|given back|answered) (?:with|as))\b|[<>]=? (?:the |its )?<"
)
_UNDOES = re.compile(
    r"\b(?:back|again|undo(?:es|ne)?|revers\w+|restor\w+|return\w*|free\w*|releas\w+|refund\w*|reverts?|revok\w+|corrects?|takes? it out)\b"
)
_USUAL = ("quantity", "qty", "amount", "count", "seats", "tickets", "copies", "units", "pieces", "days", "hours", "points")
#: The two ends of a transfer.
_GIVERS = re.compile(r"(?:.*_)?(?:from|sender|source|payer|giver|debtor|origin|debit|donor|seller)(?:_.*)?")
_TAKERS = re.compile(r"(?:.*_)?(?:to|receiver|recipient|target|payee|taker|destination|credit|buyer|dest)(?:_.*)?")


@dataclass(frozen=True)
class Change:
    """What a record does to its owner: adds (`+`) or takes away (`-`) an amount, an expression over `row`."""

    reference: str
    column: str
    sign: str
    amount: str

    def lines(self, owner: Entity, row: str = "row") -> list[str]:
        """The statements that change the owner. `row`: where the record's reference is known from."""
        return [
            f'owner = find_{owner.name}({row}["{self.reference}"])',
            f'store.{owner.plural}.change(owner["{owner.key}"], {{"{self.column}": owner["{self.column}"] {self.sign} {self.amount}}})',
        ]

    def short(self, owner: Entity) -> str:
        """The condition under which the owner has less than what is taken."""
        return f'find_{owner.name}(row["{self.reference}"])["{self.column}"] < {self.amount}'


def of_create(app: App, endpoint: Endpoint, entity: Entity, texts: list[str]) -> None:
    """`adds distance to the vehicle's odometer`, `reduces the product's stock`: making a record changes what it refers to."""
    if _transfer(app, endpoint, entity, texts) or directed(app, endpoint, entity, texts):
        return
    changes: list[Change] = []
    for text in texts:
        for piece in _pieces(text):
            found = _change(app, entity, endpoint, piece)
            if found is not None and _another(found, changes, endpoint):
                changes.append(found)
    begin(app, endpoint, entity, changes)


def begin(app: App, endpoint: Endpoint, entity: Entity, changes: list[Change]) -> None:
    """Lets the making of a record change its owner."""
    for found in changes:
        owner = app.entities[entity.fields[found.reference].refers]
        endpoint.after += found.lines(owner, "values")
        _settle(entity.fields.get(found.amount[5:-2]), owner.fields[found.column])
    if changes:
        endpoint.notes["owner"] = ";".join("|".join((one.reference, one.column, one.sign, one.amount)) for one in changes)
        taking = next((one for one in changes if one.sign == "-"), None)
        endpoint.notes["takes"] = (
            taking.short(app.entities[entity.fields[taking.reference].refers]).replace('row["', 'values["') if taking else ""
        )


def _settle(amount: Field | None, column: Field) -> None:
    """What is added to a number or taken off it is of the number's kind, where the words do not tell."""
    if amount is not None and amount.type in {"", "scalar"}:
        amount.type = column.type


def _another(found: Change, changes: list[Change], endpoint: Endpoint) -> bool:
    """Whether a change is the first, or one of another number of the same owner that the same text tells."""
    if not changes:
        return not endpoint.after
    return all(found.column != one.column and found.reference == one.reference for one in changes)


#: `The stock goes down by the quantity`, which tells of no operation in particular.
_STATED = re.compile(
    r"(?i)\W*(?:the |its )?(?:\w+ ){1,2}(?:of (?:the|an?|its|each|every) \w+ )?(?:is|are|goes|go|gets|decreases?|increases?|drops?|falls?|rises?|shrinks?|grows?) (?:then )?(?:\w+ )*(?:down|up|from|to|by)\b(?!(?:(?! and ).)*\b(?:delet|cancel|remov))"
)
_MAKING = r"(?:(?:placing|making|creating|adding|recording|booking|each|every|an?|the|new|its) )*"


#: `When a booking is made, …`: what happens then, whichever it is.
_WHEN = re.compile(r"(?i)^\W*(?:when|whenever|once|after|each time|every time|as soon as) [^,;.]*, (?:then )?")


def is_of_making(entity: Entity, text: str) -> bool:
    """`An order reduces the stock of its product`, `ordering lowers it`: whether a sentence begins with the making of a record."""
    if _WHEN.match(text) and re.match(r"[^,]*\b(?:delet|cancel|remov|return|refund|revert|undo)", text):
        return False
    first = re.match(r"\W*([A-Z]?[a-z]+ing)\b", text)
    if _STATED.match(text) or (first and words.stem(first[1].lower()) == words.stem(entity.name.rpartition("_")[2])):
        return True
    names = f"{entity.name}|{entity.plural}".replace("_", " ")
    return re.match(rf"(?i)\W*(?:(?:when|if|once|after|whenever|with|by|on|upon|for) )?{_MAKING}(?:{names})\b", text) is not None


def of_action(app: App, endpoint: Endpoint, entity: Entity, text: str) -> None:
    """`the days are taken off the employee's remaining days`: an action changes an amount of what its resource refers to."""
    for piece in _pieces(text):
        found = None if endpoint.after else _change(app, entity, endpoint, piece)
        if found is not None:
            owner = app.entities[entity.fields[found.reference].refers]
            endpoint.after = found.lines(owner)
            _keep(endpoint, found.amount)
            endpoint.notes["takes"] = found.short(owner) if found.sign == "-" else ""


def undone(app: App, endpoint: Endpoint, entity: Entity, texts: list[str]) -> None:
    """`DELETE /sales/{id} puts the quantity back`: what making the record changed is changed back."""
    create = app.of(entity.name, "create")
    changes = [Change(*one.split("|")) for one in create.notes.get("owner", "").split(";") if one] if create else []
    if not changes or endpoint.after:
        return
    owner = app.entities[entity.fields[changes[0].reference].refers]
    for text in texts:
        for piece in _pieces(text):
            said = Ground(app, owner)(piece)
            if any(_turned(owner, one, piece, said) for one in changes) and not _CONDITION.search(said):
                for one in changes:
                    endpoint.after += replace(one, sign="+" if one.sign == "-" else "-").lines(owner)
                    _keep(endpoint, one.amount)
                return


def _turned(owner: Entity, change: Change, piece: str, said: str) -> bool:
    """Whether a statement says that a change is taken back."""
    other = (UPWARD if change.sign == "-" else DOWNWARD).search(said) and (f"<{change.column}>" in said or stock_of(owner, piece))
    return bool(other or _UNDOES.search(said))


def _keep(endpoint: Endpoint, amount: str) -> None:
    """What goes from a record to its owner stays what the record was about."""
    for name in [name for name, code in endpoint.sets.items() if amount == f'row["{name}"]' and code.startswith(f"{amount} ")]:
        del endpoint.sets[name]


#: What is said of several operations at once: `Both return the account with its new balance`.
_BOTH = re.compile(r"(?i)(?:both|each|all|they)\b(?: of them)? (?:also |then )?(?:returns?|answers?|responds?|gives?|shows?)\b")


def answer_owner(app: App, one: Routed) -> None:
    """`returns the idea with its new number of votes`, where a vote is made: what it belongs to is answered."""
    owner = app.entities.get(one.endpoint.parent)
    if one.endpoint.kind != "create" or owner is None:
        return
    both = re.search(r"(?i)\b(?:both|each|all|they)\b[^.;]*$", one.route.statement.text)
    said = Ground(app, owner)(
        " . ".join([one.route.text, *([both[0]] if both else []), *(text for text in one.route.more if _BOTH.match(text))])
    )
    told = r"(?:\b(?:returns?|answers?(?: with)?|responds with|gives(?: back)?|shows?|with|and)|20[01],?|->) (?:the |its |that |this )(?:(?:updated|changed|whole|full|complete|resulting) )*"
    if re.search(rf"{told}\[{owner.name}\](?! (?:id|<)|'s)", said) and not re.search(rf"{told}(?:\w+ )?\[{one.endpoint.entity}\]", said):
        found = f"find_{owner.name}({one.endpoint.params[0]})"
        one.endpoint.result = f"show_{owner.name}({found})" if needs_show(owner) else found


def too_much(case: Case) -> bool:
    """`not enough in stock is a 409`: a record would take more from its owner than there is."""
    create = case.endpoint if case.endpoint and (case.endpoint.kind == "create" or case.endpoint.notes.get("takes")) else None
    create = create or (case.app.of(case.entity.name, "create") if case.entity else None)
    if create is None or case.status not in {0, 400, 402, 403, 409, 422} or not is_short(case.said):
        return False
    return lacking(create, case.status)


def lacking(endpoint: Endpoint, status: int) -> bool:
    """Refuses what would take more from an owner than there is. Whether an operation takes anything."""
    takes = endpoint.notes.get("takes", "")
    if takes and all(guard.code != takes for guard in endpoint.guards):
        endpoint.guards.append(Guard(takes, status or 409, "there is not enough left", "short"))
    return bool(takes)


def is_short(said: str) -> bool:
    """Whether a clause says that more is wanted than there is."""
    falls = re.search(r"\bgoes down\b[^.;]*\bmust be >= 0", said) is not None
    return falls or (_SHORT.search(said) is not None and _LIMITED.search(said) is None)


#: A limit of the value itself: another reader's.
_LIMITED = re.compile(
    r"(?:[<>]=?|\bbelow|\bmore than) ?-?(?!0\b)\d|\b(?:positive|integer|whole|number(?! of)|negative <|invalid|missing)\b"
)
_SHORT = re.compile(
    r"(?<!\w)>(?!=? ?-?\d)|<=(?! ?-?\d)|\bmore\b|\bnot (?:\S+ )?(?:enough|sufficient|suffice|cover)\b|\binsufficient\b|\btoo (?:little|few|low|small|much|many|big|large|high)\b|\bexceed\w*|\bnegative\b|\bshort\b|\blacks?\b|"
    r"\b(?:has|have|had|holds?|is) (?:less|fewer|<)(?!\w)|\bless than\b|< (?:the|what|its|<\w+>)|\b(?:fewer|less) [<\[]?\w+[>\]]? than\b|\b(?:nothing|none|no \S+) (?:is |are )?left\b|\bout of stock\b|\bbelow\b|< ?(?:0|zero)\b|\bsold out\b|\bgone\b|\bdoes not (?:have|suffice|cover|reach)|\bused up\b"
)


def _pieces(text: str) -> list[str]:
    """The statements of a text, without what stands in brackets; one without a verb has that of the one before it."""
    pieces: list[str] = []
    for piece in re.split(
        r"[;.]|,? and (?!(?:the )?\w+ (?:is|are|must) )|, (?=(?:so|but|if|when|which|while|the|it|its)\b)|:\s|\s->\s",
        _WHEN.sub("", re.sub(r"\([^()]*\)", " ", text)),
    ):
        verb = (DOWNWARD.search(pieces[-1]) or UPWARD.search(pieces[-1])) if pieces and _GAPPED.fullmatch(piece) else None
        pieces.append(f"{verb[0]} {piece}" if verb else piece)
    return pieces


#: `adds number to litres and 1 to draws`, `raises its litres by number and its draws by one`: what stands behind the second `and`.
_GAPPED = re.compile(
    r"\W*(?:(?:the |its |their )?[\w\"`]+ by (?:the |its |that )?[\w\"`]+|(?:the |its )?[\w\"`]+ (?:to|from) (?:the |its )?[\w\"`]+)\W*"
)


def _change(app: App, entity: Entity, endpoint: Endpoint, piece: str) -> Change | None:
    """What a statement says of an amount of the resource that this one refers to."""
    for field in entity.fields.values():
        owner = app.entities.get(field.refers)
        if owner is None or owner is entity:
            continue
        said, own = Ground(app, owner)(piece), Ground(app, entity, endpoint)(piece)
        down, up = DOWNWARD.search(said), UPWARD.search(said)
        if not (down or up) or _CONDITION.search(said):
            continue
        if re.search(r"\b(?:takes?|books?|uses?|gets?|reserves?) (?:an?|one) <(?:seats|places|spots|capacity|slots)>", said):
            continue  # Records are counted against it: it stays as it is.
        if column := _column(owner, entity, piece, said):
            return Change(field.name, column, "-" if down else "+", amount_of(entity, own))
    return None


def _column(owner: Entity, entity: Entity, piece: str, said: str) -> str:
    """The amount of the owner that a statement names."""
    named = [
        name
        for name in fields_in(said)
        if name in owner.fields
        and owner.fields[name].type in {"integer", "number"}
        and name not in entity.fields
        and not owner.fields[name].refers
    ]
    kept = [one.name for one in owner.fields.values() if one.type in {"integer", "number"} and not one.given and not one.refers]
    money = len(kept) == 1 and re.search(r"(?i)\b(?:money|funds|cash|credit)\b", piece)
    return next(iter(named), "") or stock_of(owner, piece) or (kept[0] if money else "")


def amount_of(entity: Entity, own: str) -> str:
    """How much: the record's number that is named, or the one that it has; one for each record without a number."""
    numbers = [name for name, one in entity.fields.items() if one.type in {"integer", "number"} and not one.refers and one.given]
    if re.search(r"\bby (?:one|1)\b|\bone (?:more|less)\b|\b(?:one|1) (?:to|from)\b", own):
        return "1"
    untold = [name for name, one in entity.fields.items() if one.type in {"", "scalar"} and not one.refers and one.given]
    named = [name for name in fields_in(own) if name in numbers]
    usual = [name for name in entity.fields if name in _USUAL]
    told = [name for name in fields_in(own) if name in untold and guess(name) == "scalar"]
    found = next(iter([*named, *usual, *(numbers if len(numbers) == 1 else []), *told]), "")
    return f'row["{found}"]' if found else "1"


def _transfer(app: App, endpoint: Endpoint, entity: Entity, texts: list[str]) -> bool:
    """`moves the amount from one account to the other`: taken from what one reference names and given to what the other does."""
    ends = _ends(entity)
    owner = app.entities.get(ends[0].refers) if ends else None
    if ends is None or owner is None:
        return False
    numbers = [one.name for one in owner.fields.values() if one.type in {"integer", "number"} and not one.refers]
    said = " . ".join(Ground(app, owner)(text) for text in texts)
    named = [name for name in fields_in(said) if name in numbers] or [name for name in numbers if len(numbers) == 1]
    if not named or not (
        re.search(r"\b(?:moves?|transfers?|shifts?|sends?|pays?|passes)\b", said) or (DOWNWARD.search(said) and UPWARD.search(said))
    ):
        return False
    amount = amount_of(entity, "")
    giving = Change(ends[0].name, named[0], "-", amount)
    taking = Change(ends[1].name, named[0], "+", amount)
    endpoint.after = [*giving.lines(owner), *taking.lines(owner)]
    endpoint.notes["ends"] = "|".join((owner.name, ends[0].name, ends[1].name, amount))
    endpoint.notes["takes"] = giving.short(owner).replace('row["', 'values["')
    return True


def _ends(entity: Entity) -> tuple[Field, Field] | None:
    """The giving and the taking reference of a transfer."""
    references = [one for one in entity.fields.values() if one.refers]
    giving = [one for one in references if _GIVERS.fullmatch(one.name)]
    taking = [one for one in references if _TAKERS.fullmatch(one.name) and one not in giving]
    return (giving[0], taking[0]) if giving and taking and giving[0].refers == taking[0].refers else None
