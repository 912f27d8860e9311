"""The Bicep template says the same as the code that it hosts. Only its syntax is checked here: no compiler has seen it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import certifi
import pytest
from azure.keyvault.keys import KeyCurveName, KeyType
from pycep import BicepParser  # type: ignore[import-untyped]
from pydantic import AliasChoices, AliasPath

from shared import wiring
from shared.adapters import kubernetes_manifests
from shared.adapters.kubernetes_manifests import Pod
from shared.events import Topic
from shared.job_protocol import Job
from shared.settings import Settings, settings

ROOT = Path(__file__).parents[3]
MAIN = ROOT / "infra/bicep/main.bicep"
MODULES = ROOT / "infra/bicep/modules"
FILES = [MAIN, *sorted(MODULES.glob("*.bicep"))]
PARSER = BicepParser()

#: What is read by others than `Settings`: the Functions host, its Event Hubs and storage bindings, azure-identity.
PLATFORM = {
    "AZURE_CLIENT_ID",
    "APPLICATIONINSIGHTS_CONNECTION_STRING",
    "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    *(f"AzureWebJobsStorage__{name}" for name in ("queueServiceUri", "tableServiceUri", "credential", "clientId")),
    *(f"QLP_EVENTHUBS__{name}" for name in ("fullyQualifiedNamespace", "credential", "clientId")),
}

#: What outputs of other modules look like, where a setting is picky.
GIVEN = {
    "QLP_SIGNING_KEY": "https://qlp0abc.vault.azure.net/keys/capsules",
    "QLP_ACI_RESOURCE_GROUP": "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/qlp-rg",
}
#: What `shared.adapters.aci_target` asks of Azure's resource manager, as its actions are called.
ASKED = {"read", "write", "delete", "containers/logs/read"}

READERS = """
import json
from function_app import app
triggers = [function.get_trigger() for function in app.get_functions()]
print(json.dumps([[t.event_hub_name, t.consumer_group] for t in triggers if t.get_binding_name() == "eventHubTrigger"]))
"""


def parsed(path: Path) -> dict[str, Any]:
    tree: dict[str, Any] = PARSER.parse(text=path.read_text())
    return tree


def app_settings() -> dict[str, Any]:
    found: dict[str, Any] = parsed(MODULES / "functions.bicep")["resources"]["settings"]["config"]["properties"]
    return found


def consumers() -> dict[str, list[str]]:
    found: dict[str, list[str]] = parsed(MODULES / "events.bicep")["variables"]["consumers"]["value"]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_parses_and_gives_every_module_the_parameters_that_it_has(path: Path) -> None:
    for module in parsed(path).get("modules", {}).values():
        config = module["config"]
        given = set(config.get("config", config)["params"])
        wanted = parsed(path.parent / module["detail"]["path"])["parameters"]
        assert {name for name, each in wanted.items() if each["default"] is None} <= given <= set(wanted)


def test_every_module_is_used() -> None:
    used = {(path.parent / name).resolve() for path in FILES for name in re.findall(r"^module \w+ '(.+?)'", path.read_text(), re.M)}
    assert used == set(FILES) - {MAIN}


def test_the_topics_are_those_of_the_catalogue() -> None:
    assert set(consumers()) == {str(topic) for topic in Topic}


def test_the_consumer_groups_are_those_that_the_functions_read_with() -> None:
    asked = {**os.environ, "QLP_BINDING": "eventhubs", "QLP_COMPONENT": "all", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", READERS], env=asked, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    read = {(topic, group) for topic, group in json.loads(done.stdout.splitlines()[-1])}
    assert read == {(topic, group) for topic, groups in consumers().items() for group in groups}


def test_every_app_setting_is_read_by_the_settings_or_the_platform() -> None:
    ours: set[str | AliasPath] = set()
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias or f"QLP_{name.upper()}"
        ours.update(alias.choices if isinstance(alias, AliasChoices) else [str(alias)])
    assert set(app_settings()) <= ours | PLATFORM


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The environment that the template gives the Function App."""
    text = (MODULES / "functions.bicep").read_text()
    monkeypatch.delenv("AzureWebJobsStorage", raising=False)
    for name in app_settings():
        literal = re.search(rf"^ +{name}: '([^$']*)'$", text, re.M)
        monkeypatch.setenv(name, literal[1] if literal else GIVEN.get(name, "https://given.when.deployed"))
    for name in ("OPENAI_BASE_URL", "QLP_MODEL"):
        monkeypatch.setenv(name, "")
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.mark.parametrize(("endpoint", "model"), [("", ""), ("http://model.gateway.svc/v1", "small")])
def test_the_platform_starts_with_these_app_settings_and_signs_in_with_identities(
    deployed: None, monkeypatch: pytest.MonkeyPatch, endpoint: str, model: str
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", endpoint)
    monkeypatch.setenv("QLP_MODEL", model)
    chosen = Settings()
    assert (chosen.binding, chosen.kafka_auth, chosen.eventhubs_connection) == ("eventhubs", "identity", "")
    assert chosen.storage.startswith("https://")
    assert chosen.signing_key == GIVEN["QLP_SIGNING_KEY"]
    assert (chosen.target, chosen.aci_resource_group) == ("aci", GIVEN["QLP_ACI_RESOURCE_GROUP"])
    assert (chosen.jobs, chosen.kubernetes_token, chosen.offline) == ("kubernetes", None, not endpoint)


async def test_with_these_app_settings_jobs_run_on_the_cluster_apps_on_container_instances_and_the_vault_signs(
    deployed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QLP_KUBERNETES_CA", certifi.where())  # the authority that is put into the package
    try:
        made = wiring.ports()
        assert [type(port).__name__ for port in (made.jobs, made.target, made.signer)] == ["KubernetesJobs", "AciTarget", "KeyVaultSigner"]
    finally:
        await wiring.close()


def test_jobs_find_the_nodes_that_are_kept_for_them() -> None:
    job = Job(name="j", tenant="t", run="r", task="k", role="codegen", bundle=b"", network="none", seconds=60.0)
    pod = kubernetes_manifests.job(job, Pod("image"), 1)["spec"]["template"]["spec"]
    pools = parsed(MODULES / "cluster.bicep")["resources"]["cluster"]["config"]["properties"]["agentPoolProfiles"]
    (sandbox,) = (pool for pool in pools if pool["mode"] == "User")
    assert {name.strip("'"): value for name, value in sandbox["nodeLabels"].items()} == pod["nodeSelector"]
    (tolerated,) = pod["tolerations"]
    assert sandbox["nodeTaints"] == [f"{tolerated['key']}={tolerated['value']}:{tolerated['effect']}"]


def test_the_key_that_signs_is_of_the_kind_that_the_signer_takes() -> None:
    resources = parsed(MODULES / "vault.bicep")["resources"]
    made = resources["key"]["config"]["properties"]
    assert (made["kty"], made["curveName"]) == (KeyType.ec, KeyCurveName.p_256)
    assert "sign" in made["keyOps"]


def test_the_platform_may_do_with_apps_what_it_asks_for_and_no_more() -> None:
    text = (MODULES / "apps.bicep").read_text()
    assert set(re.findall(r"\$\{groups\}/([\w/]+)", text)) == ASKED
    assert "actions: ['*" not in text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_key_is_asked_for_read_or_handed_out(path: Path) -> None:
    assert not re.search(r"@secure|\blist(Keys|\w*Credentials?|\w*Sas)\b", path.read_text(), re.I)
