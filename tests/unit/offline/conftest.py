"""Thousands of texts are read in one process here: the patterns that they all need stay compiled."""

import re

import pytest


@pytest.fixture(scope="session", autouse=True)
def _patterns_stay_compiled() -> None:
    # The reader has some thousands of patterns and `re` keeps 512, which is right for a process that reads one intent.
    pytest.MonkeyPatch().setattr(re, "_MAXCACHE", 8192)
