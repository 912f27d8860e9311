"""HTTP in: every path and method goes to the one application."""

from urllib.parse import quote, unquote

import azure.durable_functions as df
import azure.functions as func

from functions.gateway.api import create
from shared.adapters.jwks import Jwks
from shared.settings import settings
from shared.wiring import ports

bp = df.Blueprint()
_asgi = func.AsgiMiddleware(create(ports, settings(), Jwks(settings().jwks_url)))


def legible(request: func.HttpRequest) -> func.HttpRequest:
    """The request with a path in UTF-8, on which the platform's adapter insists: where bytes are none, they name nothing of ours."""
    where, mark, query = request.url.partition("?")
    url = quote(unquote(where), safe=":/[]@") + mark + query
    return func.HttpRequest(request.method, url, headers=request.headers, params=request.params, body=request.get_body())


@bp.function_name("gateway_http")
@bp.route("{*route}", auth_level=func.AuthLevel.ANONYMOUS)
async def gateway_http(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    """The gateway's only function."""
    answer: func.HttpResponse = await _asgi.handle_async(legible(req), context)
    return answer
