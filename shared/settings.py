"""Settings from the environment (app settings in Azure, `local.settings.json` or the embedded stack on a laptop), typed and checked once."""

import os
import re
from functools import cache
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from shared.errors import Invalid
from shared.prices import Price
from shared.roles import ROLES

#: Roles that may have a model of their own: `QLP_MODEL_<ROLE>`.
MODEL_ROLES = tuple(role.name for role in ROLES.values() if role.network == "model")
_SIGNING_KEY = re.compile(r"https://[a-z0-9.-]+/keys/[A-Za-z0-9-]{1,127}(?:/[0-9a-f]{32})?")
_GROUP = re.compile(r"/subscriptions/[0-9a-fA-F-]{36}/resourceGroups/[\w.()-]{1,90}")
#: What agents read in their sandbox (see `agent.environment`).
_READ_ELSEWHERE = frozenset({"QLP_MODEL_PATIENCE", "QLP_MODEL_TIMEOUT", "QLP_MODEL_SOCKET", "QLP_MODEL_TICKET"})


class Settings(BaseSettings):
    """Every setting that the platform reads. Names in the environment are upper case, with QLP_ where no other standard name exists."""

    model_config = SettingsConfigDict(env_prefix="QLP_", extra="ignore", populate_by_name=True)

    component: str = "all"
    """Which component this function app hosts (see function_app.py)."""

    kafka_brokers: str = Field("127.0.0.1:9092", validation_alias="KAFKA_BROKERS")
    kafka_auth: Literal["none", "identity", "connection-string"] = "none"
    """How to sign in to Event Hubs: `identity` (OAUTHBEARER with a managed identity) or `connection-string` (the namespace's)."""
    eventhubs_connection: str = Field("", validation_alias="QLP_EVENTHUBS")
    """The namespace's connection string, where `kafka_auth` is `connection-string`."""
    binding: Literal["kafka", "eventhubs"] = "kafka"
    """Which trigger brings messages: the Kafka trigger, or the Event Hubs trigger (managed identity)."""

    storage: str = Field(
        "UseDevelopmentStorage=true", validation_alias=AliasChoices("AzureWebJobsStorage", "AzureWebJobsStorage__blobServiceUri")
    )
    """A connection string, or an account's https address for managed identity. The Functions host takes a connection string only from the
    first name, and an address from the second."""

    issuer: str = ""
    """The only issuer of tokens that the gateway trusts (Entra ID's, or the embedded one)."""
    audience: str = "api://qlp"
    jwks_url: str = ""
    dashboard_origin: str = ""
    """The origin (scheme, host, port) of the dashboard, allowed by CORS."""
    operator_tenant: str = "local"
    """The tenant that runs the platform: its admins see the dead letters of all tenants, other admins only their own tenant's."""
    max_active_runs: int = 20
    """Runs of one tenant at once; more answer 429."""

    jobs: Literal["bwrap", "kubernetes"] = "bwrap"
    target: Literal["local", "aci"] = "local"
    host: Literal["local", "func"] = "local"
    """What serves the functions in the embedded stack: its own host, or Core Tools' `func start`."""
    home: Path = Path(".qlp")
    """Where the embedded adapters keep files: jobs, apps, keys."""
    runtime: Path = Path(".qlp/runtime")
    """The Python environment of agents and generated apps (the agent image's content)."""
    max_jobs: int = 4
    """Sandboxes at once on one machine."""
    sandbox: Literal["available", "strict"] = "available"
    """strict: nothing starts where a sandbox would lack the system-call filter, its control group, or a user of its own outside.
    available: what is lacking is said when the stack starts."""
    kubernetes_api: str = ""
    """The https address of the cluster's API server, where jobs run in the cloud."""
    kubernetes_ca: Path | None = None
    """A file with the certificate authority of that server; unset: the system's."""
    kubernetes_token: Path | None = None
    """A file with a bearer token for it (read again when it changes); unset: a managed identity signs in."""
    agent_image: str = ""
    """The agent image with its digest: `registry/name@sha256:…`. Jobs on a cluster and apps on Container Instances run in it."""
    runtime_class: str = ""
    """The jobs' RuntimeClass: `kata-vm-isolation` on AKS with pod sandboxing, `gvisor`, or none."""
    tenant_jobs: int = Field(20, gt=0)
    """Jobs of one tenant at once on the cluster; more wait."""
    model_network: IPv4Network | IPv6Network | None = None
    """The network (`10.1.2.0/24`) in which the cluster's pods find the model endpoint, where that is neither public nor a service of the
    cluster."""
    aci_resource_group: str = ""
    """The id of the resource group in which apps' containers run (`/subscriptions/…/resourceGroups/…`), where `target` is `aci`."""
    aci_location: str = ""
    """The region of apps' containers."""
    aci_pull_identity: str = ""
    """The id of a managed identity that may pull the agent image, and do nothing else: apps are started with it; unset: the registry gives the
    image to anybody."""
    signing_key: str = ""
    """The key in Key Vault that signs capsules (`https://VAULT.vault.azure.net/keys/NAME`, with its version or without); unset: a key of this
    machine's own, in a file below `home`."""
    min_score: int = 60
    """Below this, a validated result is not packaged."""
    repair_rounds: int = 4
    auto_approve: bool = False
    """Policy: deploy without a person when score and risk allow it."""
    approval_hours: float = 72.0
    run_token_budget: int = Field(400_000, gt=0)
    run_money_budget: float | None = Field(None, gt=0)
    """What a run may cost when it names no budget, in the currency of `model_prices`; unset: no limit."""
    tenant_token_budget: int | None = Field(None, gt=0)
    """What all runs of a tenant may use in a calendar month (UTC); unset: no limit."""
    tenant_money_budget: float | None = Field(None, gt=0)
    max_plan_tasks: int = 50
    """Tasks that an Architect's plan may have; the orchestrator itself takes 10,000."""

    openai_base_url: str = Field("", validation_alias="OPENAI_BASE_URL")
    openai_api_key: str = Field("", validation_alias="OPENAI_API_KEY")
    model: str = Field("", validation_alias=AliasChoices("QLP_MODEL"))
    azure_openai_endpoint: str = Field("", validation_alias="AZURE_OPENAI_ENDPOINT")
    azure_openai_deployment: str = Field("", validation_alias="AZURE_OPENAI_DEPLOYMENT")

    model_requirements: str = ""
    """A model (Azure: a deployment) for one role only, at the same endpoint; unset: `model`. The same for the roles below."""
    model_architect: str = ""
    model_codegen: str = ""
    model_testgen: str = ""
    model_diagramgen: str = ""
    model_docgen: str = ""
    model_security: str = ""
    model_fixer: str = ""
    model_prices: dict[str, Price] = Field(default_factory=dict)
    """JSON: `{"gpt-4o-mini": {"prompt": 0.15, "completion": 0.6}}`, per million tokens. No money budget holds for a model that is not in it."""
    model_context: int = Field(0, ge=0)
    """Tokens that fit into the model's window, question and answer; 0: not known, found out when the server says that a question is too long."""
    model_cache: bool = True
    """Keep models' answers per tenant: the same question to the same model is answered from there, and costs nothing."""

    model_effort: Literal["auto", "low", "high"] = "auto"
    """low: a small or slow model is asked only for what code cannot make. high: the model also plans, criticises, tests and reviews.
    auto: low for a server on this machine."""

    def model_for(self, role: str) -> str:
        """The model (Azure: the deployment) that answers this role; empty: whichever the server has."""
        own: str = getattr(self, f"model_{role}", "") if role in MODEL_ROLES else ""
        return own or (self.azure_openai_deployment if self.azure_openai_endpoint else "") or self.model

    def models(self) -> dict[str, str]:
        """Role -> the model that answers it."""
        return {role: self.model_for(role) for role in MODEL_ROLES}

    @model_validator(mode="after")
    def _are_complete(self) -> Self:
        """What could not work is said at the start, not found out by a run."""
        wrong = (
            (
                self.target == "aci" and not (_GROUP.fullmatch(self.aci_resource_group) and self.aci_location and self.agent_image),
                "QLP_TARGET=aci needs to know where apps run, and their image: set QLP_ACI_RESOURCE_GROUP (a resource group's id), "
                "QLP_ACI_LOCATION and QLP_AGENT_IMAGE",
            ),
            (
                self.target == "aci" and not (self.signing_key and self.storage.startswith("https://")),
                "QLP_TARGET=aci needs a key that every instance signs with, and storage that containers reach: set QLP_SIGNING_KEY and "
                "AzureWebJobsStorage__blobServiceUri",
            ),
            (
                self.signing_key and not _SIGNING_KEY.fullmatch(self.signing_key),
                "QLP_SIGNING_KEY is the id of a key in Key Vault: https://VAULT.vault.azure.net/keys/NAME",
            ),
            (
                self.jobs == "kubernetes" and not (self.kubernetes_api and self.agent_image),
                "QLP_JOBS=kubernetes needs to know the cluster and the agents' image: set QLP_KUBERNETES_API and QLP_AGENT_IMAGE",
            ),
            (
                self.kafka_auth == "connection-string" and not self.eventhubs_connection,
                "QLP_KAFKA_AUTH=connection-string needs one: set QLP_EVENTHUBS",
            ),
            (
                self.azure_openai_endpoint and not self.model_for(""),
                "AZURE_OPENAI_ENDPOINT needs to know which deployment answers: set AZURE_OPENAI_DEPLOYMENT",
            ),
        )
        for is_so, told in wrong:
            if is_so:
                raise ValueError(told)
        return self

    @model_validator(mode="after")
    def _models_have_a_server(self) -> Self:
        """A misspelt or useless setting of a model is said at the start, not found out by a run."""
        known = {f"QLP_{name.upper()}" for name in type(self).model_fields} | _READ_ELSEWHERE
        for name in os.environ:
            if name.startswith("QLP_MODEL") and name not in known:
                raise ValueError(f"{name} is no setting; roles with a model of their own are {', '.join(sorted(MODEL_ROLES))}")
        named = [name for name in ("model", *(f"model_{role}" for role in MODEL_ROLES)) if getattr(self, name)]
        if self.offline and named:
            raise ValueError(
                f"QLP_{named[0].upper()} names a model, and no endpoint is set: set OPENAI_BASE_URL or AZURE_OPENAI_ENDPOINT, "
                "or both OPENAI_API_KEY and QLP_MODEL (then OpenAI answers)"
            )
        return self

    @property
    def effort(self) -> Literal["low", "high"]:
        """How much a model is asked to do."""
        if self.model_effort != "auto":
            return self.model_effort
        return "low" if urlsplit(self.openai_base_url).hostname in ("localhost", "127.0.0.1", "::1") else "high"

    @property
    def offline(self) -> bool:
        """No language model is configured. A key alone chooses none: it may be there for another program, and intents go nowhere unasked."""
        return not (self.openai_base_url or self.azure_openai_endpoint or (self.openai_api_key and self.model))


@cache
def settings() -> Settings:
    """The process's settings, read on first use. Raises Invalid, which says what to set."""
    try:
        return Settings()
    except ValidationError as error:
        raise Invalid("; ".join(_told(each) for each in error.errors())) from error
    except SettingsError as error:
        raise Invalid(f"{error}: it has to be JSON") from error


def _told(error: ErrorDetails) -> str:
    """One wrong setting, under its name in the environment."""
    said = error["msg"].removeprefix("Value error, ")
    names = [str(part) for part in error["loc"]]
    if not names:
        return said
    first = f"QLP_{names[0].upper()}" if names[0] in Settings.model_fields else names[0]
    return f"{'.'.join([first, *names[1:]])}: {said}"
