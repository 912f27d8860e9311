"""Keys and documents in the form that table storage takes."""

import json
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.azure_account import account
from shared.adapters.table_documents import after_prefix, decode_key, document, encode_key, entity
from shared.errors import Invalid

keys = st.text(max_size=20) | st.text(string.printable + "\x00\x7f\x80\xa0é", max_size=20)
#: Table storage forbids these in keys; quotes and percent signs would need care in URLs and queries.
FORBIDDEN = re.compile(r"[/\\#?%'\"\x00-\x1f\x7f-\U0010ffff](?![01])|[/\\#?%'\x00-\x1f\x7f-\U0010ffff]")


@given(keys)
def test_an_encoded_key_is_allowed_and_comes_back(key: str) -> None:
    encoded = encode_key(key)
    assert not FORBIDDEN.search(encoded)
    assert decode_key(encoded) == key


@given(keys, keys)
def test_encoded_keys_are_in_the_order_of_the_keys(one: str, other: str) -> None:
    assert (one < other) == (encode_key(one) < encode_key(other))


@given(keys.filter(bool), keys)
def test_a_prefix_is_a_range(prefix: str, key: str) -> None:
    start = encode_key(prefix)
    assert (start <= encode_key(key) < after_prefix(start)) == key.startswith(prefix)
    assert start <= encode_key(prefix + key) < after_prefix(start)


def test_the_keys_that_we_use_stay_readable() -> None:
    for key in ("outbox|0001767225600000|ab|00", "t-1|0123456789abcdef", "done|runner|5f0c2b1e-8d0a", "tasks|3"):
        assert encode_key(key) == key


@given(st.text(max_size=200))
def test_a_document_comes_back(value: str) -> None:
    assert document(json.loads(entity("p", "k", value))) == value


@pytest.mark.parametrize("value", ["x" * 30_001, "é😀" * 40_000, "\x00" * 900_000])
def test_a_large_document_is_split_into_binary_properties(value: str) -> None:
    fields = json.loads(entity("p", "k", value))
    assert fields["z0@odata.type"] == "Edm.Binary"
    assert document(fields) == value


def test_a_connection_string_names_the_endpoints() -> None:
    named = account("DefaultEndpointsProtocol=https;AccountName=a1;AccountKey=a2V5;EndpointSuffix=core.example")
    assert (named.name, named.tables, named.blobs) == ("a1", "https://a1.table.core.example", "https://a1.blob.core.example")
    assert named.key == b"key"


def test_the_emulator_has_a_short_name() -> None:
    assert account("UseDevelopmentStorage=true").tables == "http://127.0.0.1:10002/devstoreaccount1"


@pytest.mark.parametrize("address", ["https://a1.blob.core.windows.net", "https://a1.table.core.windows.net/"])
def test_an_address_means_a_managed_identity(address: str) -> None:
    named = account(address)
    assert (named.tables, named.blobs, named.key) == ("https://a1.table.core.windows.net", "https://a1.blob.core.windows.net", None)


@pytest.mark.parametrize("text", ["", "nonsense", "AccountName=x", "AccountName=x;AccountKey=***"])
def test_a_wrong_connection_string_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="AzureWebJobsStorage"):
        account(text)
