"""Composition root: which components this Function App hosts. QLP_COMPONENT picks the row, so each can be deployed and scaled on its own."""

from importlib import import_module

import azure.durable_functions as df
import azure.functions as func

from shared.settings import settings

COMPONENTS = ("gateway", "intent", "orchestrator", "runner", "validation", "packaging", "deployment", "dashboard")
HOSTED = {"all": COMPONENTS, **{name: (name,) for name in COMPONENTS}}

app = df.DFApp(http_auth_level=func.AuthLevel.ANONYMOUS)
for component in HOSTED[settings().component]:
    app.register_functions(import_module(f"functions.{component}.triggers").bp)
