"""What the gateway decides: who a token's claims speak of, whether an input is acceptable, whether a run's state allows a command. Pure."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from pydantic import AwareDatetime, BaseModel

from shared.errors import Clash, Forbidden, Invalid, Unauthenticated
from shared.intent import Said, whole
from shared.lifecycle import RunState
from shared.rights import RIGHTS, Right
from shared.tenancy import tenant_id
from shared.views import Approval, Card

MAX_INTENT = 16_000
MAX_ANSWER = 2_000
MAX_REASON = 1_000
MAX_SAID = 64_000
LEEWAY_SECONDS = 60
_TEXT_CONTROLS = frozenset("\n\r\t")
#: What went live, whether it runs now or not.
_RELEASED = frozenset({RunState.LIVE, RunState.STOPPED})
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: a verified tenant, a name for the record, and the rights in that tenant."""

    tenant: str
    name: str
    rights: frozenset[Right]

    def must_have(self, right: Right) -> None:
        """Raises Forbidden."""
        if right not in self.rights:
            raise Forbidden(f"this needs the right {right}; the token has {', '.join(sorted(self.rights))}")


# --- tokens -----------------------------------------------------------------------------------------------------------


def principal(claims: Mapping[str, Any], issuer: str, audiences: frozenset[str], now: datetime) -> Principal:
    """Who the claims of a verified signature speak of.

    `issuer` may hold `{tid}` (Entra ID has an issuer per tenant). Raises Unauthenticated, or Forbidden: no right of ours.
    """
    tenant = _tenant(claims)
    if not issuer or claims.get("iss") != issuer.replace("{tid}", tenant):
        raise Unauthenticated("the token is of another issuer")
    audience = claims.get("aud")
    named = (
        {audience} if isinstance(audience, str) else {a for a in audience if isinstance(a, str)} if isinstance(audience, list) else set()
    )
    if not named & audiences:
        raise Unauthenticated("the token is for another audience")
    _check_times(claims, now.timestamp())
    listed = claims.get("roles")
    rights = frozenset(right for right in RIGHTS if isinstance(listed, list) and right in listed)
    if not rights:
        raise Forbidden("the token has none of the rights user, approver and admin")
    return Principal(tenant, _name(claims), rights)


def _tenant(claims: Mapping[str, Any]) -> str:
    tid = claims.get("tid")
    try:
        return tenant_id(tid if isinstance(tid, str) else "")
    except Invalid as error:
        raise Unauthenticated("the token names no tenant") from error


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    expires, begins = _number(claims, "exp"), _number(claims, "nbf")
    if now >= expires + LEEWAY_SECONDS:
        raise Unauthenticated("the token has expired")
    if now < begins - LEEWAY_SECONDS:
        raise Unauthenticated("the token is not valid yet")


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:
        raise Unauthenticated(f"the token has no usable {name}")
    return float(value)


def _name(claims: Mapping[str, Any]) -> str:
    for claim in ("preferred_username", "oid", "sub"):
        value = claims.get(claim)
        if isinstance(value, str) and value.strip():
            return "".join(c for c in value.strip() if c.isprintable())[:200]
    raise Unauthenticated("the token names nobody")


# --- inputs -----------------------------------------------------------------------------------------------------------


def clean_text(text: str, field: str, most: int, *, empty: bool = False) -> str:
    """The text, trimmed. Raises Invalid: empty, too long, or not text (control characters, half characters)."""
    trimmed = text.strip()
    if len(trimmed) > most:
        raise Invalid(f"at most {most:,} characters, not {len(trimmed):,}", field)
    if any(not _is_text(c) for c in trimmed):
        raise Invalid("only text: no control characters and no binary data", field)
    if not empty and not any(c.isalnum() for c in trimmed):
        raise Invalid("say it in words: there is no letter and no digit in it" if trimmed else "it must not be empty", field)
    return trimmed


def _is_text(character: str) -> bool:
    if character in _TEXT_CONTROLS:
        return True
    return unicodedata.category(character) not in ("Cc", "Cs") and ord(character) & 0xFFFE != 0xFFFE


def idempotency_key(text: str | None) -> str | None:
    """The header's value, checked. Raises Invalid."""
    if text is not None and not _KEY.fullmatch(text):
        raise Invalid("an Idempotency-Key has 1 to 200 printable ASCII characters without spaces", "Idempotency-Key")
    return text


def body_digest(body: Mapping[str, Any]) -> str:
    """Tells bodies apart: the same content gives the same digest."""
    return sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def token_budget(wanted: int | None, limit: int, who: Principal) -> int | None:
    """The budget to submit with. Only an admin may go over the platform's limit. Raises Invalid."""
    if wanted is not None and wanted > limit and "admin" not in who.rights:
        raise Invalid(f"at most {limit:,} tokens; an admin may allow more", "token_budget")
    return wanted


def money_budget(wanted: float | None, limit: float | None, who: Principal) -> float | None:
    """What the run may cost. Only an admin may go over the platform's limit. Raises Invalid."""
    if wanted is not None and limit is not None and wanted > limit and "admin" not in who.rights:
        raise Invalid(f"at most {limit}; an admin may allow more", "money_budget")
    return wanted


def answers(given: list[str], questions: list[str]) -> list[str]:
    """One answer per question, in their order; an empty one leaves the question to the platform. Raises Invalid."""
    if len(given) != len(questions):
        raise Invalid(f"there are {len(questions)} questions, not {len(given)}", "answers")
    return [clean_text(text, f"answers.{n}", MAX_ANSWER, empty=True) for n, text in enumerate(given)]


class _Place(BaseModel):
    """An entry among the active runs, as far as the order in it goes."""

    since: AwareDatetime | None = None


def before(key: str, since: datetime, active: Mapping[str, str]) -> int:
    """How many of the active runs came before the one with this key; one that says no time came before all."""
    places = [_Place.model_validate_json(text).since for other, text in active.items() if other != key]
    return sum(time is None or time <= since for time in places)


# --- commands ---------------------------------------------------------------------------------------------------------


def approvable(card: Card, digest: str | None) -> Approval:
    """What is decided on. Raises Clash: nothing waits, or the caller means another capsule."""
    if card.status is not RunState.AWAITING_APPROVAL or card.approval is None:
        raise Clash(f"nothing waits for approval: the run is {card.status}")
    if digest is not None and digest != card.approval.digest:
        raise Clash(f"another capsule waits for approval: {card.approval.digest}")
    return card.approval


def must_not_have_ended(card: Card) -> None:
    """Raises Clash."""
    if card.state.ended:
        raise Clash(f"the run has ended: it is {card.status}")


def must_ask(card: Card) -> list[str]:
    """The questions that wait for answers. Raises Clash."""
    if card.status is not RunState.CLARIFYING:
        raise Clash(f"no question waits for an answer: the run is {card.status}")
    return card.questions


def may_change(base: Card | None) -> str:
    """The app that a new run changes. Raises Invalid: its base run has no live app."""
    if base is None or base.status not in _RELEASED:
        raise Invalid("it must be a run of yours that is live", "base_run")
    return base.app


def may_stop(card: Card, delete_data: bool) -> None:
    """Raises Clash: the run has no live app, nor a stopped one whose data are to be deleted."""
    if card.status is not RunState.LIVE and not (delete_data and card.status is RunState.STOPPED):
        raise Clash(f"no app of this run is live: it is {card.status}")


def may_start(card: Card) -> None:
    """Raises Clash: the app of this run was not stopped."""
    if card.status is not RunState.STOPPED:
        raise Clash(f"no app of this run was stopped: it is {card.status}")


def may_follow(base: str, live: str, change: str, state: RunState | None, fresh: bool) -> None:
    """Whether a change of `base` may begin when `change`, a change of `live`, is the last one. Raises Clash.

    `state`: where that change stands; None: nobody knows it (yet, when it is `fresh`).
    """
    if fresh if state is None else not state.ended:
        raise Clash(f"run {change} is changing this app; wait until it ended, or cancel it")
    newest = change if state in _RELEASED else live
    if base != newest:
        raise Clash(f"run {newest} replaced this version: change that one")


def must_be_newest(run: str, live: str, change: str, state: RunState | None) -> None:
    """Raises Clash: `change`, a change of `live`, replaced this version of the app, or `live` did before it."""
    newest = change if state in _RELEASED else live
    if run != newest:
        raise Clash(f"run {newest} replaced this version: its app is the one that runs")


def must_be_readable(said: Sequence[Said]) -> None:
    """Raises Invalid: so much was said about the app that nobody can read it as one."""
    if len(whole(said)) > MAX_SAID:
        raise Invalid("so many changes were made to it that they cannot be read as one; submit the whole intent anew", "base_run")


def trace(run: str) -> str:
    """The W3C trace context of all that follows from what people ask of a run: its trace is the run itself."""
    return f"00-{run}-{run[:16]}-01"
