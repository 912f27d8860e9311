"""How an agent's turn ends when it does not end with a drop. The loop's only control flow besides returning."""

from shared.errors import Permanent


class Rejected(Exception):
    """The answer cannot be used as it is; `feedback` tells the model what to change."""

    def __init__(self, feedback: str) -> None:
        super().__init__(feedback)
        self.feedback = feedback


class ModelUnavailable(Permanent):
    """The model's server did not answer for as long as we may wait."""

    code = "model_unavailable"


class ModelNonsense(Permanent):
    """The model answered, but never with anything that can be used."""

    code = "model_nonsense"


class OutOfTime(Permanent):
    """The task's deadline passed."""

    code = "timeout"


class OverBudget(OutOfTime):
    """The task used the tokens that were set aside for it. Like a deadline: what is there by then may still do."""

    code = "over_budget"
