"""HTTP in: every path and method goes to the one application."""

import azure.durable_functions as df
import azure.functions as func

from functions.gateway.api import create
from shared.adapters.jwks import Jwks
from shared.settings import settings
from shared.wiring import ports

bp = df.Blueprint()
_asgi = func.AsgiMiddleware(create(ports, settings(), Jwks(settings().jwks_url)))


@bp.function_name("gateway_http")
@bp.route("{*route}", methods=["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"], auth_level=func.AuthLevel.ANONYMOUS)
async def gateway_http(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    """The gateway's only function."""
    answer: func.HttpResponse = await _asgi.handle_async(req, context)
    return answer
