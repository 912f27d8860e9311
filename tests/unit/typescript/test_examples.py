"""What models are shown as right is right: the examples of the prompts, put together, are an application that passes its tests."""

import re
import subprocess
from pathlib import Path

from agent.prompting import prompt
from agent.toolchains.typescript import TYPESCRIPT, sources
from agent.toolchains.typescript.launching import program

from shared.drops import File
from shared.specification import Specification


def example(name: str) -> str:
    """The last block of code that a prompt shows."""
    return re.findall(r"```typescript\n(.*?)```", prompt(f"typescript/{name}").system, re.DOTALL)[-1]


def test_the_examples_of_the_prompts_work_together(tmp_path: Path) -> None:
    main = File(path="main.ts", content=TYPESCRIPT.code.application(example("codegen"), Specification(title="Guest book")))
    tests = File(path="tests/api.test.ts", content=TYPESCRIPT.tests.module(example("testgen")))
    files = TYPESCRIPT.code.completed([main, tests], "main.ts", ())
    for file in files:
        (tmp_path / file.path).parent.mkdir(exist_ok=True)
        (tmp_path / file.path).write_text(file.content)
    command = [program(), "--test", "tests/api.test.ts"]
    ended = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stdout[-2000:]
    assert "pass 4" in ended.stdout


def test_every_shape_that_the_prompt_names_is_there(tmp_path: Path) -> None:
    said = prompt("typescript/codegen").system
    bodies = re.findall(r"- (?:body|query|type): .*", said)
    used = set(re.findall(r"\b([a-z]+)\((?=[{)\"a-z])", " ".join(bodies))) | {"optional", "sent", "escape"}
    code = TYPESCRIPT.code.module("\n".join(f"console.log(typeof {name}({{}}));" for name in sorted(used)))
    assert len(used) > 14
    assert len(sources.imports(code)) == 2
    imported = set(re.findall(r"\w+", " ".join(re.findall(r"import \{(.*?)\}", code))))
    assert used <= imported
