"""Calls in Python that are dangerous, found without running it. Pure."""

import ast
from collections.abc import Iterable

from agent.toolchains.python import sources
from shared.drops import File, Finding

_DANGEROUS = {
    "eval": ("high", "evaluates text as code"),
    "exec": ("high", "runs text as code"),
    "os.system": ("high", "runs a shell command"),
    "os.popen": ("high", "runs a shell command"),
    "subprocess.run": ("medium", "starts a program"),
    "subprocess.Popen": ("medium", "starts a program"),
    "pickle.load": ("high", "unpickles: that runs code"),
    "pickle.loads": ("high", "unpickles: that runs code"),
    "yaml.load": ("medium", "loads YAML with a loader that may make any object"),
    "hashlib.md5": ("low", "uses MD5"),
    "hashlib.sha1": ("low", "uses SHA-1"),
}


def weaknesses(files: Iterable[File]) -> list[Finding]:
    """Dangerous calls, and SQL put together from text."""
    found: list[Finding] = []
    for file in sources.python_files(files):
        tree = sources.parsed(file)
        for node in ast.walk(tree) if isinstance(tree, ast.Module) else []:
            if isinstance(node, ast.Call):
                found += _call(file.path, node)
    return found


def _call(path: str, node: ast.Call) -> list[Finding]:
    name = ast.unparse(node.func)
    if name in _DANGEROUS:
        severity, text = _DANGEROUS[name]
        return [Finding.model_validate({"severity": severity, "file": path, "line": node.lineno, "text": f"{name}: {text}"})]
    first = node.args[0] if node.args else None
    if name.endswith(".execute") and isinstance(first, ast.JoinedStr | ast.BinOp):
        return [
            Finding(
                severity="medium", file=path, line=node.lineno, text="puts an SQL statement together from text; pass values as parameters"
            )
        ]
    return []
