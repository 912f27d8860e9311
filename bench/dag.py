"""`make bench-dag`: QLP on the DAG of 10 x 100 no-op tasks; beside other engines when ENGINES_BENCH names the folder of their scripts.

ENGINES_BENCH=FOLDER [ENGINES="celery restate"] [VENVS=FOLDER] make bench-dag: each engine in its own virtual environment, one after the other.
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Runs every script with the same arguments; each prints its line. The exit code is the worst one."""
    others = os.environ.get("ENGINES_BENCH")
    commands = [[sys.executable, str(HERE / "wf_qlp.py"), *sys.argv[1:]]]
    if others:
        venvs = Path(os.environ.get("VENVS", Path(others) / "venvs"))
        for name in os.environ.get("ENGINES", "celery").split():
            commands.append([str(venvs / f"venv-{name}" / "bin/python"), str(Path(others) / f"wf_{name}.py"), *sys.argv[1:]])
    return max(subprocess.run(command, check=False, timeout=900).returncode for command in commands)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
