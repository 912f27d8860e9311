"""Bytes between a loopback TCP port and a Unix socket, both ways: how a browser reaches an app that has no network."""

import asyncio
import contextlib
import errno
import logging
from asyncio import StreamReader, StreamWriter

from shared.errors import Unavailable

_CHUNK = 65536
_CONNECTIONS = 128
_IDLE_SECONDS = 120.0
_CONNECT_SECONDS = 5.0
_REFUSAL = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\nConnection: close\r\n\r\n"
_log = logging.getLogger("qlp.apps")


class Pump:
    """Listens on a loopback port. `socket`: the path that new connections go to; older connections stay where they are."""

    def __init__(self, socket: str, connections: int = _CONNECTIONS, idle: float = _IDLE_SECONDS) -> None:
        self.socket = socket
        self._most, self._idle = connections, idle
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        if self._server is None:
            raise Unavailable("the app's port is not open")
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def listen(self, port: int = 0) -> None:
        """Opens this port, or a free one when it is 0 or taken. Raises Unavailable."""
        try:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        except OSError as error:
            if port and error.errno in (errno.EADDRINUSE, errno.EACCES):
                _log.warning("port %d is taken: the app gets another one", port)
                await self.listen()
                return
            raise Unavailable(f"no port for the app: {error}") from error

    async def close(self) -> None:
        """Closes the port and every connection."""
        if self._server is not None:
            self._server.close()
        for task in self._open:
            task.cancel()
        if self._open:
            await asyncio.wait(self._open)
        if self._server is not None:
            await self._server.wait_closed()

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            raise AssertionError("a connection is served by a task")
        self._open.add(task)
        try:
            with contextlib.suppress(OSError, TimeoutError):
                await self._join(reader, writer)
        except asyncio.CancelledError:
            if not task.cancelling():
                raise
        finally:
            self._open.discard(task)
            writer.transport.abort()

    async def _join(self, reader: StreamReader, writer: StreamWriter) -> None:
        if len(self._open) > self._most:
            await _refuse(writer)
            return
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                app_reader, app_writer = await asyncio.open_unix_connection(self.socket)
        except OSError:
            await _refuse(writer)
            return
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._copy(reader, app_writer))
                both.create_task(self._copy(app_reader, writer))
        except* (OSError, TimeoutError):
            pass  # a side hung up, or nothing came for too long
        finally:
            app_writer.transport.abort()

    async def _copy(self, source: StreamReader, sink: StreamWriter) -> None:
        while True:
            async with asyncio.timeout(self._idle):
                chunk = await source.read(_CHUNK)
                if not chunk:
                    break
                sink.write(chunk)
                await sink.drain()
        sink.write_eof()


async def _refuse(writer: StreamWriter) -> None:
    writer.write(_REFUSAL)
    async with asyncio.timeout(_CONNECT_SECONDS):
        await writer.drain()
        writer.write_eof()
