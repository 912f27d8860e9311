"""Settings from the environment (app settings in Azure, `local.settings.json` or the embedded stack on a laptop), typed and checked once."""

from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting that the platform reads. Names in the environment are upper case, with QLP_ where no other standard name exists."""

    model_config = SettingsConfigDict(env_prefix="QLP_", extra="ignore", populate_by_name=True)

    role: str = "all"
    """Which components this function app hosts (see function_app.py)."""

    kafka_brokers: str = Field("127.0.0.1:9092", validation_alias="KAFKA_BROKERS")
    kafka_auth: Literal["none", "identity", "connection-string"] = "none"
    """How to sign in to Event Hubs: `identity` (OAUTHBEARER with a managed identity) or `connection-string` (the namespace's)."""
    eventhubs_connection: str = Field("", validation_alias="QLP_EVENTHUBS")
    """The namespace's connection string, where `kafka_auth` is `connection-string`."""
    binding: Literal["kafka", "eventhubs"] = "kafka"
    """Which trigger brings messages: the Kafka trigger, or the Event Hubs trigger (managed identity)."""

    storage: str = Field("UseDevelopmentStorage=true", validation_alias="AzureWebJobsStorage")
    """A connection string, or an account's https address for managed identity."""

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
    home: Path = Path(".qlp")
    """Where the embedded adapters keep files: jobs, apps, keys."""
    runtime: Path = Path(".qlp/runtime")
    """The Python environment of agents and generated apps (the agent image's content)."""
    max_jobs: int = 4
    """Sandboxes at once on one machine."""
    kubernetes_api: str = ""
    """The https address of the cluster's API server, where jobs run in the cloud."""
    kubernetes_ca: Path | None = None
    """A file with the certificate authority of that server; unset: the system's."""
    kubernetes_token: Path | None = None
    """A file with a bearer token for it (read again when it changes); unset: a managed identity signs in."""
    agent_image: str = ""
    """The agent image with its digest: `registry/name@sha256:…`."""
    runtime_class: str = ""
    """The jobs' RuntimeClass: `kata-vm-isolation` on AKS with pod sandboxing, `gvisor`, or none."""
    min_score: int = 60
    """Below this, a validated result is not packaged."""
    repair_rounds: int = 4
    auto_approve: bool = False
    """Policy: deploy without a person when score and risk allow it."""
    approval_hours: float = 72.0
    run_token_budget: int = 400_000
    max_plan_tasks: int = 50
    """Tasks that an Architect's plan may have; the orchestrator itself takes 10,000."""

    openai_base_url: str = Field("", validation_alias="OPENAI_BASE_URL")
    openai_api_key: str = Field("", validation_alias="OPENAI_API_KEY")
    model: str = Field("", validation_alias=AliasChoices("QLP_MODEL"))
    azure_openai_endpoint: str = Field("", validation_alias="AZURE_OPENAI_ENDPOINT")
    azure_openai_deployment: str = Field("", validation_alias="AZURE_OPENAI_DEPLOYMENT")

    model_effort: Literal["auto", "low", "high"] = "auto"
    """low: a small or slow model is asked only for what code cannot make. high: the model also plans, criticises, tests and reviews.
    auto: low for a server on this machine."""

    @property
    def effort(self) -> Literal["low", "high"]:
        """How much a model is asked to do."""
        if self.model_effort != "auto":
            return self.model_effort
        return "low" if urlsplit(self.openai_base_url).hostname in ("localhost", "127.0.0.1", "::1") else "high"

    @property
    def offline(self) -> bool:
        """No language model is configured."""
        return not (self.openai_base_url or self.azure_openai_endpoint or self.openai_api_key)


@cache
def settings() -> Settings:
    """The process's settings, read on first use."""
    return Settings()
