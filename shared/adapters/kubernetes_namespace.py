"""What a tenant's namespace in Kubernetes holds before the first job comes: policies that cut the network, a quota, a service account. Pure.

Everything is closed to every pod; only pods that may ask a model are let out, and only to where the model is. A cluster whose network
plugin enforces no policies ignores all of it.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from shared import tenancy
from shared.adapters.kubernetes_manifests import AGENT, APP, NETWORK, Manifest
from shared.settings import Settings

_LABELS = {"app.kubernetes.io/name": APP}
#: The cluster's own networks and the cloud's (where machines ask for their identity): no model is there unless settings say so.
_INNER = ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "168.63.129.16/32"]
_PUBLIC: Manifest = {"ipBlock": {"cidr": "0.0.0.0/0", "except": _INNER}}
_SIGN_IN: Manifest = {"to": [_PUBLIC], "ports": [{"protocol": "TCP", "port": 443}]}
_SPACE = "kubernetes.io/metadata.name"
_NAMES: Manifest = {
    "to": [{"namespaceSelector": {"matchLabels": {_SPACE: "kube-system"}}, "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}],
    "ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}],
}


@dataclass(frozen=True, slots=True)
class Tenant:
    """What is made for one tenant. `model`: the endpoint's address, empty when no model is asked; `network`: where that is, if it is
    neither public nor in the cluster; `signs_in`: an identity is shown to it, which is got in public; `most`: jobs at once."""

    name: str
    model: str = ""
    network: str = ""
    signs_in: bool = False
    most: int = 20


def of(settings: Settings, name: str) -> Tenant:
    """What the settings say about this tenant's namespace."""
    azure, network = settings.azure_openai_endpoint, str(settings.model_network or "")
    return Tenant(name, azure or settings.openai_base_url, network, bool(azure), settings.tenant_jobs)


def objects(tenant: Tenant) -> list[tuple[str, Manifest]]:
    """Path -> manifest, the namespace first: what comes later lives in it."""
    space = tenancy.namespace(tenant.name)
    core, networking = f"/api/v1/namespaces/{space}", f"/apis/networking.k8s.io/v1/namespaces/{space}"
    return [
        (core, _namespace(space, tenant.name)),
        (f"{networking}/networkpolicies/nothing", _policy(space, "nothing", {}, [])),
        (f"{networking}/networkpolicies/model", _policy(space, "model", {"matchLabels": {NETWORK: "model"}}, _outward(tenant))),
        (f"{core}/resourcequotas/jobs", _quota(space, tenant.most)),
        (f"{core}/serviceaccounts/{AGENT}", _account(space)),
    ]


def _namespace(space: str, tenant: str) -> Manifest:
    labels = {**_LABELS, "qlp.dev/tenant": tenant, "pod-security.kubernetes.io/enforce": "restricted"}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": space, "labels": labels}}


def _policy(space: str, name: str, pods: Manifest, outward: list[Manifest]) -> Manifest:
    """Nothing comes in to these pods, and nothing else gets out of them."""
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "namespace": space, "labels": _LABELS},
        "spec": {"podSelector": pods, "policyTypes": ["Ingress", "Egress"], "ingress": [], "egress": outward},
    }


def _outward(tenant: Tenant) -> list[Manifest]:
    """Where pods that may ask a model can go: names, the model, and where an identity signs in."""
    if not tenant.model:
        return []
    address = urlsplit(tenant.model)
    ports = [{"protocol": "TCP", "port": address.port or (80 if address.scheme == "http" else 443)}]
    service = _service(address.hostname or "")
    # A policy sees the port of the pod behind a service, which the address does not say.
    model = {"to": [{"namespaceSelector": {"matchLabels": {_SPACE: service}}}]} if service else {"to": [_place(tenant)], "ports": ports}
    return [_NAMES, model, *([_SIGN_IN] if tenant.signs_in else [])]


def _place(tenant: Tenant) -> Manifest:
    """One address where the endpoint is one; a policy knows no names, so any other is somewhere in public unless settings say where."""
    if tenant.network:
        return {"ipBlock": {"cidr": tenant.network}}
    try:
        number = ip_address(urlsplit(tenant.model).hostname or "")
    except ValueError:
        return _PUBLIC
    return {"ipBlock": {"cidr": f"{number}/{number.max_prefixlen}"}}


def _service(host: str) -> str | None:
    """The namespace of a service of the cluster: `name.namespace.svc`, with or without what follows."""
    parts = host.split(".")
    return parts[1] if len(parts) > 2 and parts[2] == "svc" else None


def _quota(space: str, most: int) -> Manifest:
    """Jobs are what is limited: one too many is refused at once, and waits outside of its own time. Pods of ended jobs need room, too."""
    hard = {"count/jobs.batch": str(most), "pods": str(2 * most), "services": "0", "persistentvolumeclaims": "0"}
    return {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "jobs", "namespace": space, "labels": _LABELS},
        "spec": {"hard": hard},
    }


def _account(space: str) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": {"name": AGENT, "namespace": space, "labels": _LABELS},
        "automountServiceAccountToken": False,
    }
