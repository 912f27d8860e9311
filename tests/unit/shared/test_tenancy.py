"""What a tenant id becomes is the tenant's alone."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from shared.tenancy import TENANT, namespace

TENANTS = st.from_regex(TENANT, fullmatch=True)
LONG = "a" * 60


@given(TENANTS, TENANTS)
@example(LONG + "-b1", LONG + "-b2")
@example(LONG + "x", LONG)
def test_no_two_tenants_share_a_namespace(one: str, other: str) -> None:
    assert (namespace(one) == namespace(other)) == (one == other)
    assert re.fullmatch("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", namespace(one))
