"""Which model answers which role, and what is said about wrong settings at the start."""

import pytest
from pydantic import ValidationError

from shared.errors import Invalid
from shared.settings import Settings, settings


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


@pytest.mark.parametrize("known", [{}, {"OPENAI_API_KEY": "k", "QLP_MODEL_FIXER": "m"}], ids=["no server", "a key and a role's model"])
def test_a_model_that_nobody_is_asked_for_is_an_error_at_the_start(monkeypatch: pytest.MonkeyPatch, known: dict[str, str]) -> None:
    for name, value in (known or {"QLP_MODEL": "m"}).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match="set OPENAI_BASE_URL or AZURE_OPENAI_ENDPOINT, or both OPENAI_API_KEY and QLP_MODEL"):
        Settings()


def test_a_key_alone_sends_no_intent_to_anybody_and_with_a_model_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    assert Settings().offline
    monkeypatch.setenv("QLP_MODEL", "m")
    assert not Settings().offline


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("QLP_TARGET", "aci", r"set QLP_ACI_RESOURCE_GROUP \(a resource group's id\), QLP_ACI_LOCATION and QLP_AGENT_IMAGE"),
        ("QLP_TARGET", "mars", "QLP_TARGET: Input should be"),
        ("QLP_SIGNING_KEY", "capsules", "QLP_SIGNING_KEY is the id of a key in Key Vault"),
        ("QLP_JOBS", "kubernetes", "set QLP_KUBERNETES_API and QLP_AGENT_IMAGE"),
        ("QLP_KAFKA_AUTH", "connection-string", "set QLP_EVENTHUBS"),
        ("AZURE_OPENAI_ENDPOINT", "https://x.openai.azure.com", "set AZURE_OPENAI_DEPLOYMENT"),
        ("QLP_RUN_TOKEN_BUDGET", "0", "QLP_RUN_TOKEN_BUDGET: Input should be greater than 0"),
        ("QLP_MODEL_PRICES", "{", "model_prices"),
    ],
)
def test_a_setting_that_cannot_work_is_said_at_the_start_with_what_to_set(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    settings.cache_clear()
    with pytest.raises(Invalid, match=told):
        settings()


def test_apps_in_azure_need_a_key_that_every_instance_signs_with(monkeypatch: pytest.MonkeyPatch) -> None:
    group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/qlp"
    known = {"TARGET": "aci", "ACI_RESOURCE_GROUP": group, "ACI_LOCATION": "westeurope", "AGENT_IMAGE": "registry.example/agent@sha256:0"}
    for name, value in known.items():
        monkeypatch.setenv(f"QLP_{name}", value)
    monkeypatch.setenv("AzureWebJobsStorage", "https://qlp.blob.core.windows.net")
    with pytest.raises(ValidationError, match="set QLP_SIGNING_KEY"):
        Settings()
    monkeypatch.setenv("QLP_SIGNING_KEY", "https://qlp.vault.azure.net/keys/capsules")
    assert Settings().target == "aci"


def test_prices_are_read_from_json_and_wrong_ones_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QLP_MODEL_PRICES", '{"gpt-4o-mini": {"prompt": 0.15, "completion": 0.6}}')
    assert Settings().model_prices["gpt-4o-mini"].completion == 0.6
    for wrong in ('{"m": {"prompt": -1, "completion": 1}}', '{"m": {"prompt": 1}}'):
        monkeypatch.setenv("QLP_MODEL_PRICES", wrong)
        with pytest.raises(ValidationError):
            Settings()
