"""`python -m local.host --port N [--app-dir DIR]`: serves a function app until SIGTERM or SIGINT."""

import argparse
import asyncio
import logging
import signal
import socket
import sys
import warnings
from pathlib import Path

from local.host.host import Host
from local.host.options import HostError
from local.model_relay import serve_relay
from shared.adapters.stored_answers import StoredAnswers
from shared.adapters.tables import AzureTables
from shared.errors import Invalid
from shared.settings import settings

_ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Exit code 0 after an orderly stop, 1 when the app cannot be served."""
    arguments = _arguments()
    _log_to_stderr(arguments.verbose)
    try:
        listening = _bound(arguments.address, arguments.port)
        asyncio.run(_run(Host(arguments.app_dir.resolve(), settings().home.resolve(), listening)))
    except (HostError, Invalid) as error:
        logging.getLogger("qlp.host").critical("%s", error)
        return 1
    return 0


async def _run(host: Host) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    relay = asyncio.create_task(_relay_model(stop))
    try:
        await host.run(stop)
    finally:
        relay.cancel()
        await asyncio.wait([relay])


async def _relay_model(stop: asyncio.Event) -> None:
    """Lets sandboxed agents reach the configured model; a relay that fails ends the host, so that somebody sees it."""
    if settings().offline:
        return
    state = AzureTables(settings().storage)
    try:
        await serve_relay(settings(), settings().home.resolve() / "model.sock", StoredAnswers(state) if settings().model_cache else None)
    finally:
        stop.set()
        await state.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.host", description="Serves a function app as Azure Functions would.")
    parser.add_argument("--port", type=int, default=7071, help="0: any free one")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--app-dir", type=Path, default=_ROOT, help="the folder of function_app.py and host.json")
    parser.add_argument("--verbose", action="store_true", help="also log what libraries say")
    return parser.parse_args()


def _bound(address: str, port: int) -> socket.socket:
    # With the protocol named, asyncio turns off Nagle's algorithm on what is accepted here; else each answer waits 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address, port))
    except OSError as error:
        listening.close()
        raise HostError(f"{address}:{port} cannot be used: {error.strerror}") from error
    return listening


def _log_to_stderr(verbose: bool) -> None:
    """One line for each event: time, level, who, what. Libraries only speak up about trouble."""
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO,
        format="%(asctime)s.%(msecs)03d %(levelname)-7s %(name)s: %(message)s",
        datefmt="%H:%M:%S",
    )
    for name in ("azure", "azure.functions", "uvicorn", "httpx", "asyncio", "aiohttp"):
        logging.getLogger(name).setLevel(logging.INFO if verbose else logging.WARNING)
    # The host tells of a failed function itself, with its name, and of an absent broker once.
    logging.getLogger("azure.functions").setLevel(logging.INFO if verbose else logging.CRITICAL)
    logging.getLogger("aiokafka").setLevel(logging.INFO if verbose else logging.CRITICAL)
    # The SDK's remarks on its own coming defaults, and on an event that comes before it is waited for (which is fine).
    warnings.filterwarnings("ignore", "azure.functions df_loads was called without expected_type")
    warnings.filterwarnings("ignore", "Potential duplicate Task completion")


if __name__ == "__main__":
    sys.exit(main())
