"""What one embedded stack consists of: its services in the order of their start, and the settings that tie them together."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from local.issuer import AUDIENCE, Issuer
from local.stack import broker, host, storage
from local.stack.places import ROOT, RUNTIME
from local.stack.ports import choose, is_free
from local.stack.service import Service
from local.stack.state import save_private
from shared.errors import Permanent

_NAMES = ("gateway", "dashboard", "broker", "blob", "queue", "table")


class PortInUse(Permanent):
    """The port that the user asked for is taken."""

    code = "port_in_use"


@dataclass(frozen=True, slots=True)
class Layout:
    """A stack to run. The services of one stage start together, once those of the stage before answer."""

    ports: dict[str, int]
    gateway: str
    origin: str
    """The dashboard's origin, which is the issuer's too."""
    brokers: str
    storage: str
    issuer: Issuer
    dashboard: Path
    stages: list[list[Service]]


def plan(home: Path, remembered: dict[str, int], port: int = 0) -> Layout:
    """The stack of this home. `port`: the gateway's, or 0 for the remembered or a free one. Raises PortInUse, MissingTool.

    KAFKA_BROKERS and AzureWebJobsStorage in the environment take the place of the embedded broker and storage.
    """
    if port and not is_free(port):
        raise PortInUse(f"the port {port} is in use: choose another one with --port, or leave the option out for a free one")
    ports = choose(_NAMES, {**remembered, **({"gateway": port} if port else {})})
    gateway, origin = f"http://127.0.0.1:{ports['gateway']}", f"http://127.0.0.1:{ports['dashboard']}"
    key = storage_key(home)
    kept = storage.Ports(ports["blob"], ports["queue"], ports["table"])
    brokers = os.environ.get("KAFKA_BROKERS", "")
    account = os.environ.get("AzureWebJobsStorage", "")  # noqa: SIM112 - it is Azure's name
    first = [] if brokers else [broker.service(ports["broker"])]
    first += [] if account else [storage.service(home / "storage", kept, key)]
    brokers, account = brokers or f"127.0.0.1:{ports['broker']}", account or storage.connection(kept, key)
    issuer = Issuer(origin, home, os.environ.get("QLP_AUDIENCE") or AUDIENCE)
    environment = {
        **{"KAFKA_BROKERS": brokers, "AzureWebJobsStorage": account},
        **{"QLP_ISSUER": issuer.url, "QLP_JWKS_URL": f"{issuer.url}/jwks", "QLP_AUDIENCE": issuer.audience},
        **{"QLP_HOME": str(home), "QLP_DASHBOARD_ORIGIN": origin, "PATH": _path()},
        "QLP_RUNTIME": os.environ.get("QLP_RUNTIME") or str(RUNTIME),
    }
    stages = [first, [host.service(ports["gateway"], environment)]]
    return Layout(ports, gateway, origin, brokers, account, issuer, ROOT / "dashboard" / "dist", stages)


def storage_key(home: Path) -> str:
    """The storage account's key of this home, made on first use and readable by its owner only."""
    file = home / "keys" / "storage.key"
    if not file.exists():
        save_private(file, storage.new_key())
    return file.read_text().strip()


def _path() -> str:
    """The search path with this Python's programs first, as in an activated environment."""
    return f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
