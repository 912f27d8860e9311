"""What goes into a capsule. Pure: the accepted files, the report and the run's facts in, the capsule's files out."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid5

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from functions.packaging import changes, tracing
from functions.packaging.tracing import Trace
from shared.capsule import MANIFEST, SBOM, Manifest, canonical, digests
from shared.drops import Drop, Report
from shared.events import ValidationConcluded
from shared.requirements_document import render

BUILD_TYPE = "https://quantumlayer.dev/qlp/build/v1"


@dataclass(frozen=True, slots=True)
class Accepted:
    """What validation accepted: the event, its assembled files and its report."""

    event: ValidationConcluded
    files: Drop
    report: Report


def capsule_files(accepted: Accepted) -> dict[str, bytes]:
    """Every file of the capsule but the provenance, the manifest with the digests of all others."""
    event, found = accepted.event, traced(accepted)
    files = {
        **{_place(file.path): file.content.encode() for file in accepted.files.files},
        "docs/requirements.md": render(event.specification).encode(),
        "docs/decisions.md": _decisions(event).encode(),
        "docs/specification.json": canonical(event.specification.model_dump(mode="json", exclude={"design"})),
        "docs/plan.json": canonical(event.plan.model_dump(mode="json")),
        "reports/validation.json": canonical(accepted.report.model_dump(mode="json")),
        "reports/coverage.json": canonical(tracing.rows(found)),
        "docs/traceability.md": tracing.page(found).encode(),
        SBOM: sbom(event, accepted.report.packages),
    }
    if event.difference is not None:
        files["docs/changes.md"] = changes.page(event.difference, event.specification).encode()
        files["reports/change.json"] = canonical(event.difference.model_dump(mode="json"))
    return {**files, MANIFEST: canonical(manifest(event, files, tracing.untested(found)).model_dump(mode="json"))}


def manifest(event: ValidationConcluded, files: dict[str, bytes], untested: list[str]) -> Manifest:
    """The manifest over these files. `untested`: requirements for which no passed test stands."""
    return Manifest(
        run=event.run,
        app=event.app,
        base_run=event.difference.base if event.difference else None,
        title=event.specification.title,
        intent=event.intent,
        toolchain=event.specification.toolchain,
        entry=event.plan.entry,
        health=event.plan.health,
        score=event.score,
        parts=event.parts,
        models=event.models,
        prompts=event.prompts,
        untested=untested,
        files=digests(files),
    )


def traced(accepted: Accepted) -> list[Trace]:
    """For every requirement the files and the passed tests that stand for it."""
    return tracing.traces(accepted.event.specification, accepted.files.files, accepted.report)


def risks(accepted: Accepted) -> list[str]:
    """What a person who approves should know, one sentence each."""
    failed = [check for check in accepted.report.checks if not check.passed]
    bare = tracing.untested(traced(accepted))
    found = [f"{len(failed)} of {len(accepted.report.checks)} checks failed, the first: {failed[0].name}."] if failed else []
    if bare:
        found.append(f"No passed test stands for {', '.join(bare[:8])}{' and more' if len(bare) > 8 else ''}.")
    event = accepted.event
    grave = [finding for finding in event.findings if finding.severity == "high"]
    if grave:
        first = f"{grave[0].file}:{grave[0].line} {grave[0].text}"[:300]
        found.append(f"The security review found {len(grave)} of high severity, the first: {first}")
    if event.tests_corrected:
        first = f"{event.tests_corrected[0].path}: {event.tests_corrected[0].why}"[:300]
        found.append(f"Repairs changed {len(event.tests_corrected)} files of tests as wrong, the first {first}")
    if event.difference is not None:
        found += changes.notes(event.difference, event.specification)
    elif event.app != event.run:
        found.append("It replaces the live version of its app, and was built from this intent alone.")
    return found


def predicate(event: ValidationConcluded) -> dict[str, Any]:
    """The SLSA provenance of the build: from what, by which models and prompts. No clock, so that the same inputs sign the same."""
    return {
        "buildDefinition": {
            "buildType": BUILD_TYPE,
            "externalParameters": {"intent": event.intent},
            "internalParameters": {"attempt": event.attempt, "models": event.models, "prompts": event.prompts},
        },
        "runDetails": {"builder": {"id": BUILD_TYPE}, "metadata": {"invocationId": event.run}},
    }


def sbom(event: ValidationConcluded, packages: dict[str, str]) -> bytes:
    """CycloneDX 1.6 of what the application runs on. Its serial number and time come from the event, so that it is deterministic."""
    application = Component(name=event.specification.title, type=ComponentType.APPLICATION, bom_ref=event.app)
    kind = "pypi" if event.specification.toolchain == "python" else "generic"
    bom = Bom(
        serial_number=uuid5(event.id, SBOM), components=[_component(name, version, kind) for name, version in sorted(packages.items())]
    )
    bom.metadata.timestamp = event.time
    bom.metadata.component = application
    bom.register_dependency(application, bom.components)
    document = json.loads(JsonV1Dot6(bom).output_as_string())
    return canonical(document)


def _component(name: str, version: str, kind: str) -> Component:
    url = PackageURL(kind, None, name.lower().replace("_", "-"), version)
    return Component(name=name, version=version, type=ComponentType.LIBRARY, purl=url, bom_ref=str(url))


def _place(path: str) -> str:
    return path if path.startswith("docs/") else f"app/{path}"


def _decisions(event: ValidationConcluded) -> str:
    lines = [*event.plan.decisions, *(f"Assumed: {a}" for a in event.specification.assumptions)]
    lines += [f"Corrected the tests in {one.path}, which contradict the requirements: {one.why}" for one in event.tests_corrected]
    return "# Decisions\n\n" + ("\n".join(f"- {line}" for line in lines) if lines else "None were recorded.") + "\n"
