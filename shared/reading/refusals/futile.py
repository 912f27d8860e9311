"""An action that can change nothing: it is refused unless all is as it would make it. Then a rule was read as another one's."""

import re

from shared.writing.ir import Endpoint, Guard

#: A refusal by one state: `row["borrowed"]`, `not row["borrowed"]`, `row["status"] != "open"`.
_REFUSED = re.compile(r'(?P<no>not )?row\["(?P<field>\w+)"\](?: != (?P<state>"\w+"))?')


def futile(endpoint: Endpoint) -> bool:
    """Whether what lets the action through is all that it sets."""
    if endpoint.kind != "action" or not endpoint.sets or endpoint.after or endpoint.notes:
        return False
    needed = dict(filter(None, map(_needed, endpoint.guards)))
    return all(needed.get(field) == value for field, value in endpoint.sets.items())


def _needed(guard: Guard) -> tuple[str, str] | None:
    """The field and the value of it, as code, without which it is refused."""
    refused = _REFUSED.fullmatch(guard.code)
    if refused is None:
        return None
    return refused["field"], refused["state"] or ("True" if refused["no"] else "False")
