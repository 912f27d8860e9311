"""Which model answers which role, and what is said about wrong settings at the start."""

import pytest
from pydantic import ValidationError

from shared.settings import Settings


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_DEPLOYMENT", "QLP_MODEL"):
        monkeypatch.delenv(name, raising=False)


def test_a_role_has_its_own_model_or_the_one_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://models/v1")
    monkeypatch.setenv("QLP_MODEL", "small")
    monkeypatch.setenv("QLP_MODEL_CODEGEN", "large")
    chosen = Settings()
    assert (chosen.model_for("codegen"), chosen.model_for("docgen"), chosen.model_for("no role")) == ("large", "small", "small")
    assert chosen.models()["fixer"] == "small"


def test_on_azure_a_role_has_its_own_deployment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://x.openai.azure.com")
    monkeypatch.setenv("AZURE_OPENAI_DEPLOYMENT", "all")
    monkeypatch.setenv("QLP_MODEL_FIXER", "repairs")
    assert (Settings().model_for("fixer"), Settings().model_for("codegen")) == ("repairs", "all")


def test_a_misspelt_role_is_an_error_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QLP_MODEL_CODGEN", "large")
    with pytest.raises(ValidationError, match="QLP_MODEL_CODGEN is no setting; roles with a model of their own are architect, codegen"):
        Settings()


def test_a_roles_model_without_an_endpoint_is_an_error_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QLP_MODEL_CODEGEN", "large")
    with pytest.raises(ValidationError, match="no endpoint is set"):
        Settings()


def test_prices_are_read_from_json_and_wrong_ones_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QLP_MODEL_PRICES", '{"gpt-4o-mini": {"prompt": 0.15, "completion": 0.6}}')
    assert Settings().model_prices["gpt-4o-mini"].completion == 0.6
    for wrong in ('{"m": {"prompt": -1, "completion": 1}}', '{"m": {"prompt": 1}}'):
        monkeypatch.setenv("QLP_MODEL_PRICES", wrong)
        with pytest.raises(ValidationError):
            Settings()
