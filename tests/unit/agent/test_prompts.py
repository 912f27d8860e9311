"""Prompts are data: every one has a version, both parts, and only slots that its role fills."""

import re
from pathlib import Path

import pytest
from agent.kinds import KINDS
from agent.prompting import Prompt, names, prompt, prompt_in
from agent.schemas import strict_schema
from agent.toolchains import TOOLCHAINS

from shared.job_protocol import Bundle
from shared.roles import ROLES
from shared.specification import Plan, Specification
from tests.agent.apps import GOOD, SPECIFICATION, bundle, drop

REPORT = {"checks": [{"name": "start", "part": "start", "passed": False, "detail": "it {{specification}} broke"}]}


@pytest.mark.parametrize("toolchain", sorted(TOOLCHAINS))
@pytest.mark.parametrize("role", sorted(KINDS))
def test_every_roles_prompt_renders_whole_in_every_toolchain(role: str, toolchain: str) -> None:
    kind = KINDS[role]
    specified = SPECIFICATION | {"toolchain": toolchain}
    given = Bundle.model_validate(bundle(role, {"specification": specified, "files": drop(GOOD), "report": REPORT}))
    system, user = prompt_in(kind.prompt, toolchain).messages(kind.values(given))
    assert (system["role"], user["role"]) == ("system", "user")
    assert len(user["content"]) > 40
    if role == "fixer":
        assert "it {{specification}} broke" in user["content"], "what is filled in is not looked at again"


def test_every_role_of_the_platform_is_an_agent_or_a_tool() -> None:
    assert set(KINDS) | {"check", "noop"} == set(ROLES)


@pytest.mark.parametrize("toolchain", sorted(TOOLCHAINS))
def test_code_tests_and_repairs_are_asked_for_in_the_words_of_the_toolchain(toolchain: str) -> None:
    assert {f"{toolchain}/{role}" for role in ("codegen", "testgen", "fixer")} <= set(names())


@pytest.mark.parametrize("name", names())
def test_every_prompt_has_a_version(name: str) -> None:
    assert re.fullmatch(r"\d+", prompt(name).version)


def test_a_slot_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        Prompt("x", "1", "", "{{nothing}}").messages({})


@pytest.mark.parametrize("model", [Specification, Plan])
def test_schemas_are_closed_and_without_references(model: type[Specification | Plan]) -> None:
    text = str(strict_schema(model))
    assert "$ref" not in text
    assert "default" not in text
    assert strict_schema(model)["additionalProperties"] is False
    assert set(strict_schema(model)["required"]) == set(model.model_fields) - {"design"}


@pytest.mark.parametrize("name", names())
def test_the_present_version_of_every_prompt_is_in_the_changelog(name: str) -> None:
    changes = (Path(__file__).resolve().parents[3] / "agent-image" / "PROMPTS.md").read_text()
    assert f"| {name} | {prompt(name).version} |" in changes
