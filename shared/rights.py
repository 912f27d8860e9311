"""What a token can let a principal do in its tenant. Entra ID calls these app roles."""

from typing import Literal

Right = Literal["user", "approver", "admin"]
RIGHTS: tuple[Right, ...] = ("user", "approver", "admin")
