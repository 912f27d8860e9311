"""What is said of a job that ended without an answer."""

import pytest

from shared.adapters.job_output import ending


@pytest.mark.parametrize(
    ("code", "tail", "said"),
    [
        (137, "", "it was killed (signal 9)"),
        (-9, "", "it was killed (signal 9)"),
        (153, "", "a larger file than it may"),
        (159, "Bad system call", "it made a system call that no sandbox allows: Bad system call"),
        (143, "", "it was ended by signal 15"),
        (1, "ValueError: x", "it ended with exit code 1: ValueError: x"),
        (3, "", "it ended with exit code 3"),
        (0, "", "it ended with exit code 0"),
    ],
)
def test_how_a_process_ended_is_said_in_words_that_do_not_end_in_a_colon(code: int, tail: str, said: str) -> None:
    assert said in ending(code, tail)
    assert not ending(code, tail).endswith(":")
