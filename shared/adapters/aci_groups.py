"""Container groups as QLP makes and reads them: each is one version of an app. Only values; the calls are `aci_target`'s.

A group has three containers of the same image. `fetch` runs first: it alone gets the addresses of the capsule and of the app's data, and fills
the folders; that of the capsule `app` may only read. `keep` sends a copy of the data where the platform wants it. Nothing in the group has an
identity, except for the one that pulls the image.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from azure.mgmt.containerinstance import models as aci

from shared.adapters.job_output import ending
from shared.events import BlobRef
from shared.ports import App
from shared.settings import Settings

PORT, KEEP_PORT = 8080, 8081
#: For the app as much as in the embedded sandbox. A group has at least one processor and one gigabyte.
_CPUS, _GIGABYTES = 1.0, 0.5
_KEEP_CPUS, _KEEP_GIGABYTES = 0.25, 0.5
_CAPSULE, _DATA = "/capsule", "/data"
_PYTHON = "/opt/qlp/runtime/bin/python"
#: An app that ended so often before it answered once does not become healthy.
_ENDS = 2
_OVER = ("Failed", "Succeeded", "Stopped")

type _View = aci.ContainerPropertiesInstanceView | aci.InitContainerPropertiesDefinitionInstanceView


@dataclass(frozen=True, slots=True)
class Links:
    """What a group is told: where its capsule and its app's data (empty: there are none yet) can be read for now, where data are kept."""

    capsule: str
    data: str
    place: str


@dataclass(frozen=True, slots=True)
class Site:
    """A group as it is: which version it was made for, its addresses, and how it does.

    `probe` is where its health is asked for and `keeper` what keeps its data: by number, because a name may still lead to the group before it
    (empty: it has no address). `broken` is why it will not become
    healthy, and `culprit` the container whose output says more. `starting`: nothing of it ran yet.
    """

    app: App
    health: str
    url: str
    probe: str
    keeper: str
    starting: bool
    broken: str
    culprit: str


def group(name: str, app: App, health: str, links: Links, settings: Settings) -> aci.ContainerGroup:
    """The group that runs this version under the host name `name`."""
    pulls = settings.aci_pull_identity
    return aci.ContainerGroup(
        location=settings.aci_location,
        tags=_tags(app, health),
        sku="Standard",
        os_type="Linux",
        restart_policy="Always",
        identity=aci.ContainerGroupIdentity(type="UserAssigned", user_assigned_identities={pulls: aci.UserAssignedIdentities()})
        if pulls
        else None,
        image_registry_credentials=_credentials(settings.agent_image, pulls),
        ip_address=aci.IpAddress(
            type="Public",
            ports=[aci.Port(protocol="TCP", port=port) for port in (PORT, KEEP_PORT)],
            dns_name_label=name,
            # Nobody else gets the name once the group is gone.
            auto_generated_domain_name_label_scope="ResourceGroupReuse",
        ),
        volumes=[aci.Volume(name="capsule", empty_dir={}), aci.Volume(name="data", empty_dir={})],
        init_containers=[_fetch(app, links, settings.agent_image)],
        containers=[_app(health, settings.agent_image), _keep(links.place, settings.agent_image)],
    )


def site(found: aci.ContainerGroup) -> Site:
    """What a group of ours is."""
    tags, address = found.tags or {}, found.ip_address
    health, number, host = tags["qlp-health"], address.ip if address else None, address.fqdn if address else None
    first, second = _view((found.init_containers or [])[:1]), _view(found.containers)
    ran = bool(second.restart_count) or (second.current_state is not None and second.current_state.state != "Waiting")
    broken = _broken(found, second if ran else first)
    return Site(
        app=_of(tags),
        health=health,
        url=f"http://{host}:{PORT}" if host else "",
        probe=f"http://{number}:{PORT}{health}" if number else "",
        keeper=f"http://{number}:{KEEP_PORT}/" if number else "",
        starting=not broken and not ran and not first.restart_count,
        broken=broken,
        culprit="app" if ran else "fetch",
    )


def _broken(found: aci.ContainerGroup, culprit: _View) -> str:
    """Why it will not become healthy. (Provisioning succeeds when a group is made; a group succeeds when it is over.)"""
    state = found.instance_view.state if found.instance_view else None
    if found.provisioning_state == "Failed" or state in _OVER:
        return f"its container group is {(state or 'Failed').lower()}"
    if (culprit.restart_count or 0) < _ENDS:
        return ""
    last = culprit.previous_state or culprit.current_state or aci.ContainerState()
    how = ending(last.exit_code, last.detail_status or "") if last.exit_code else "it ended"
    return f"{how}, {culprit.restart_count} times"


def _fetch(app: App, links: Links, image: str) -> aci.InitContainerDefinition:
    told = [
        aci.EnvironmentVariable(name="QLP_CAPSULE_DIGEST", value=app.digest),
        aci.EnvironmentVariable(name="QLP_CAPSULE_URL", secure_value=links.capsule),
        *([aci.EnvironmentVariable(name="QLP_DATA_URL", secure_value=links.data)] if links.data else []),
    ]
    return aci.InitContainerDefinition(
        name="fetch",
        image=image,
        command=[_PYTHON, "-m", "hosting.fetch", _CAPSULE, _DATA],
        environment_variables=told,
        volume_mounts=[aci.VolumeMount(name="capsule", mount_path=_CAPSULE), _data()],
    )


def _app(health: str, image: str) -> aci.Container:
    return aci.Container(
        name="app",
        image=image,
        command=[_PYTHON, "-m", "hosting.serve", _CAPSULE, _DATA, str(PORT)],
        ports=[aci.ContainerPort(protocol="TCP", port=PORT)],
        resources=_resources(_CPUS, _GIGABYTES),
        volume_mounts=[aci.VolumeMount(name="capsule", mount_path=_CAPSULE, read_only=True), _data()],
        liveness_probe=aci.ContainerProbe(
            http_get=aci.ContainerHttpGet(path=health, port=PORT, scheme="http"),
            initial_delay_seconds=30,
            period_seconds=10,
            timeout_seconds=5,
            failure_threshold=3,
        ),
    )


def _keep(place: str, image: str) -> aci.Container:
    return aci.Container(
        name="keep",
        image=image,
        command=[_PYTHON, "-m", "hosting.keep", _DATA, str(KEEP_PORT)],
        environment_variables=[aci.EnvironmentVariable(name="QLP_KEEP_AT", value=place)],
        ports=[aci.ContainerPort(protocol="TCP", port=KEEP_PORT)],
        resources=_resources(_KEEP_CPUS, _KEEP_GIGABYTES),
        volume_mounts=[_data()],
    )


def _data() -> aci.VolumeMount:
    return aci.VolumeMount(name="data", mount_path=_DATA)


def _resources(cpus: float, gigabytes: float) -> aci.ResourceRequirements:
    return aci.ResourceRequirements(
        requests=aci.ResourceRequests(cpu=cpus, memory_in_gb=gigabytes), limits=aci.ResourceLimits(cpu=cpus, memory_in_gb=gigabytes)
    )


def _credentials(image: str, identity: str) -> list[aci.ImageRegistryCredential] | None:
    return [aci.ImageRegistryCredential(server=image.partition("/")[0], identity=identity)] if identity else None


def _tags(app: App, health: str) -> dict[str, str]:
    """All that it takes to start this version again."""
    return {
        "qlp-tenant": app.tenant,
        "qlp-app": app.app,
        "qlp-run": app.run,
        "qlp-digest": app.digest,
        "qlp-archive": app.archive.path,
        "qlp-size": str(app.archive.size),
        "qlp-health": health,
    }


def _of(tags: dict[str, str]) -> App:
    digest = tags["qlp-digest"]
    archive = BlobRef(path=tags["qlp-archive"], size=int(tags["qlp-size"]), sha256=digest.removeprefix("sha256:"))
    return App(tags["qlp-tenant"], tags["qlp-app"], tags["qlp-run"], digest, archive)


def _view(containers: Sequence[aci.Container | aci.InitContainerDefinition]) -> _View:
    """How the first of them does; one that Azure says nothing of does nothing yet."""
    return (containers[0].instance_view if containers else None) or aci.ContainerPropertiesInstanceView()
