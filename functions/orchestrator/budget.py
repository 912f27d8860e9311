"""What a run may use and does use, in tokens and in money: set aside before a task is dispatched, settled when it ends. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shared.events import Estimate, Usage
from shared.prices import Price, in_currency, price_of

#: Tokens that a task of a role is expected to use at most: question, answer, self-critique and corrections.
ESTIMATES = {
    "requirements": 12_000,
    "architect": 12_000,
    "codegen": 18_000,
    "testgen": 14_000,
    "diagramgen": 4_000,
    "docgen": 4_000,
    "security": 8_000,
    "fixer": 18_000,
}

#: Roles of a plan, before there is one.
USUAL = ("codegen", "testgen", "diagramgen", "docgen", "security")
#: How often a task that used up what was set aside for it is tried again, each time with twice as much.
MOST_DOUBLINGS = 3
#: Of a task's tokens, how many are read; the rest is written. Only for estimates.
_READ = 0.6
#: Seconds that tasks usually take with a hosted model.
_SECONDS = {"requirements": 15, "architect": 15, "codegen": 45, "testgen": 35, "fixer": 35, "check": 15}
_OTHER_SECONDS = 10
_SIDE_BY_SIDE = 4
_NO_LIMIT = 2**62


@dataclass(frozen=True, slots=True)
class Account:
    """An account, in tokens or in millionths of the currency: allowed (None: without limit), used by tasks that ended, set aside for those that run."""

    cap: int | None = None
    spent: int = 0
    reserved: int = 0

    @property
    def committed(self) -> int:
        """Used or set aside."""
        return self.spent + self.reserved

    def room(self, limit: int | None = None) -> int:
        """What may still be set aside; `limit` is another cap on the same account."""
        caps = [cap for cap in (self.cap, limit) if cap is not None]
        return max(0, min(caps, default=_NO_LIMIT) - self.committed)

    def reserve(self, amount: int) -> "Account":
        return Account(self.cap, self.spent, self.reserved + amount)

    def settle(self, reserved: int, used: int) -> "Account":
        return Account(self.cap, self.spent + used, max(0, self.reserved - reserved))

    def released(self) -> "Account":
        return Account(self.cap, self.spent)

    def raised(self, cap: int) -> "Account":
        """With this cap when it is more; one without limit stays so."""
        return self if self.cap is None else Account(max(cap, self.cap), self.spent, self.reserved)


@dataclass(frozen=True, slots=True)
class Need:
    """Tokens, and what they cost in millionths (0 where no price is known)."""

    tokens: int
    money: int = 0


@dataclass(frozen=True, slots=True)
class Caps:
    """What may be used in all, in tokens and in millionths; None: no limit."""

    tokens: int | None = None
    money: int | None = None


@dataclass(frozen=True, slots=True)
class Accounts:
    """What a run may use and does use, in both."""

    tokens: Account = Account()
    money: Account = Account()

    @property
    def spent(self) -> Need:
        return Need(self.tokens.spent, self.money.spent)

    def reserve(self, need: Need) -> "Accounts":
        return Accounts(self.tokens.reserve(need.tokens), self.money.reserve(need.money))

    def settle(self, reserved: Need, used: Need) -> "Accounts":
        """A task ended: its reservation is released, what it used is counted."""
        return Accounts(self.tokens.settle(reserved.tokens, used.tokens), self.money.settle(reserved.money, used.money))

    def released(self) -> "Accounts":
        """Nothing runs any more."""
        return Accounts(self.tokens.released(), self.money.released())


@dataclass(frozen=True, slots=True)
class Tariff:
    """Which model answers for which role, and what models cost. `pace`: how much longer than a hosted model ours take."""

    models: Mapping[str, str] = field(default_factory=dict)
    prices: Mapping[str, Price] = field(default_factory=dict)
    pace: float = 1.0
    offline: bool = False

    def need(self, role: str, doublings: int = 0) -> Need:
        """What is set aside for a task."""
        return self.at_most(role, ESTIMATES.get(role, 0) << doublings)

    def at_most(self, role: str, tokens: int) -> Need:
        """What so many tokens of a role's model cost at most."""
        price = price_of(self.models.get(role, ""), self.prices)
        return Need(tokens, price.at_most(tokens) if price else 0)

    def within(self, role: str, tokens: int, money: int) -> Need:
        """As many of these tokens as this much money surely pays for."""
        whole = self.at_most(role, tokens)
        return whole if whole.money <= money else self.at_most(role, tokens * money // whole.money)

    def used(self, role: str, usage: Usage) -> Need:
        """What a task used."""
        price = price_of(usage.model, self.prices) or price_of(self.models.get(role, ""), self.prices)
        return Need(usage.tokens, price.of(usage.prompt_tokens, usage.completion_tokens) if price else 0)

    def unpriced(self) -> list[str]:
        """Models without a price: no money can be held against them."""
        return sorted({model or "(unnamed)" for model in self.models.values() if price_of(model, self.prices) is None})

    def estimate(self, spent: Need, roles: Iterable[str], depth: int, repairs: int) -> Estimate:
        """What a run will use in all: what it has used, these tasks (`depth` of them one after the other), and repairs."""
        tasks = list(roles)
        seconds = [_SECONDS.get(role, _OTHER_SECONDS) for role in tasks]
        working = max(depth * max(seconds, default=0), sum(seconds) / _SIDE_BY_SIDE) + _SECONDS["fixer"]
        minutes = round((working * self.pace + 2 * _SECONDS["check"]) / 60, 1)
        if self.offline:
            return Estimate(tokens=0, money=0.0, minutes=minutes, note="the offline model uses no tokens")
        expected = [*tasks, *(["fixer"] * repairs)]
        tokens = spent.tokens + sum(ESTIMATES.get(role, 0) for role in expected)
        return Estimate(tokens=tokens, money=self._money(spent, expected), minutes=minutes, note=self.note())

    def _money(self, spent: Need, roles: Iterable[str]) -> float | None:
        if self.unpriced() or not self.models:
            return None
        total = spent.money
        for role in roles:
            price, tokens = price_of(self.models.get(role, ""), self.prices), ESTIMATES.get(role, 0)
            read = int(tokens * _READ)
            total += price.of(read, tokens - read) if price else 0
        return in_currency(total)

    def note(self) -> str:
        """Why money cannot be told, if so."""
        unpriced = self.unpriced()
        return f"no price is known for {', '.join(unpriced)} (QLP_MODEL_PRICES): no money budget holds for it" if unpriced else ""


def shortage(what: str, need: Need, accounts: Accounts, tenant: Caps) -> tuple[str, bool]:
    """Why this cannot be set aside, for the user (empty: it can), and whether only the tenant's budget is in the way."""
    tokens, money = accounts.tokens, accounts.money
    how = "raise the budget to go on, or cancel the run"
    if need.tokens > tokens.room():
        return f"{what} may need {need.tokens} tokens, and of {tokens.cap} tokens {tokens.spent} are used: {how}", False
    if need.money > money.room():
        asked, cap, spent = (in_currency(amount) for amount in (need.money, money.cap or 0, money.spent))
        return f"{what} may cost {asked}, and of {cap} in money {spent} is spent: {how}", False
    if need.tokens > tokens.room(tenant.tokens) or need.money > money.room(tenant.money):
        return f"{what} may need {need.tokens} tokens, and the tenant's budget for this month has less: {_TENANT}", True
    return "", False


_TENANT = "the run goes on by itself when other runs leave enough over or the operator raises that budget; or cancel the run"
