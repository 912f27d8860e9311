"""The gateway as the platform calls it: one function for every path and method."""

import json

import azure.functions as func
import pytest

from functions.gateway import triggers


async def call(method: str, path: str, body: bytes = b"", **headers: str) -> func.HttpResponse:
    request = func.HttpRequest(method=method, url=f"https://gateway.test{path}", headers=headers, params={}, body=body)
    answer: func.HttpResponse = await triggers._asgi.handle_async(triggers.legible(request))
    return answer


async def test_the_function_answers_as_the_application_does() -> None:
    answer = await call("GET", "/api/v1/health")
    assert (answer.status_code, answer.get_body()) == (200, b'{"status":"ok"}')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("TRACE", "/api/v1/runs", 405),
        ("BREW", "/coffee", 404),
        ("GET", "/%ff", 404),
        ("GET", "/api/v1/runs/%ff", 401),
        ("PUT", "/api/v1/runs", 405),
        ("GET", "/api/v1/me", 401),
        ("GET", "/api/v1/runs/%2e%2e/events", 401),
    ],
)
async def test_errors_are_problems_through_the_platform_too(method: str, path: str, status: int) -> None:
    answer = await call(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert json.loads(answer.get_body())["status"] == status


async def test_a_path_keeps_its_meaning_on_the_way_through_the_platform() -> None:
    paths = ["/runs/a%20b", "/runs/%25ff", "/runs/caf%C3%A9", "/runs/a?b=%ff&c=%2F", "/runs/%3Fa%23b", "/a:b@c"]
    urls = [f"https://gateway.test:80{path}" for path in paths]
    assert [triggers.legible(func.HttpRequest("GET", url, body=b"")).url for url in urls] == urls
    assert triggers.legible(func.HttpRequest("GET", "http://[::1]:80/%ff", body=b"")).url == "http://[::1]:80/%EF%BF%BD"


async def test_a_large_body_is_refused_before_anything_reads_it() -> None:
    answer = await call("POST", "/api/v1/intents", b"x" * 70_000, **{"content-type": "application/json"})
    assert answer.status_code == 413


def test_it_is_one_function_for_all_methods() -> None:
    class App(func.FunctionApp):
        pass

    app = App()
    app.register_functions(triggers.bp)
    (function,) = app.get_functions()
    binding = json.loads(function.get_function_json())["bindings"][0]
    assert (function.get_function_name(), binding["route"], binding["authLevel"]) == ("gateway_http", "{*route}", "ANONYMOUS")
    assert not binding.get("methods")  # which means all of them
