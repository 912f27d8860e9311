"""The trace that an action leaves in its resource, as a test over the record: a flag is set, a state is reached, a value is there."""

import re


def is_fixed(code: str) -> bool:
    """Whether an action always sets the same: a flag, a state. Other values come with the request or the clock."""
    return code in {"True", "False"} or re.fullmatch(r"['\"][\w \-]+['\"]", code) is not None


def trace(name: str, code: str, row: str = "row") -> str:
    """What holds of `row` once a field was set to this code; of a value that is not fixed, that it is there."""
    column = f'{row}["{name}"]'
    if code in {"True", "False"}:
        return column if code == "True" else f"not {column}"
    if is_fixed(code):
        return f"{column} == {code}"
    return f"{column} is None" if code == "None" else f"{column} is not None"


def negated(test: str) -> str:
    """The opposite of a trace."""
    for one, other in ((" == ", " != "), (" is not ", " is ")):
        if one in test:
            return test.replace(one, other)
    return test.replace(" is ", " is not ") if " is " in test else test.removeprefix("not ") if test.startswith("not ") else f"not {test}"
