"""Where the storage account's address is read from."""

import pytest

from shared.settings import Settings


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AzureWebJobsStorage", "AzureWebJobsStorage__blobServiceUri"):
        monkeypatch.delenv(name, raising=False)


def test_an_account_that_an_identity_opens_is_named_as_the_functions_host_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AzureWebJobsStorage__blobServiceUri", "https://a1.blob.core.windows.net/")
    assert Settings().storage == "https://a1.blob.core.windows.net/"


def test_a_connection_string_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AzureWebJobsStorage__blobServiceUri", "https://a1.blob.core.windows.net/")
    monkeypatch.setenv("AzureWebJobsStorage", "UseDevelopmentStorage=true")
    assert Settings().storage == "UseDevelopmentStorage=true"
