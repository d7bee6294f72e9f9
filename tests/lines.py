"""A line between a browser and a server: as slow as it is made, and cut when a test says so. It counts what it carries."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread

from tests.programs import free_port

PART = 4096


@dataclass
class Line:
    """Carries bytes to a port of this machine, all connections at one speed."""

    target: int
    latency: float = 0.0
    """Seconds from a request to the beginning of its answer, at least."""
    speed: float = 1e9
    """Bytes in a second, in each direction."""
    cut_at: int | None = None
    """Once so many bytes have been sent to the server, every connection breaks, and this is forgotten."""
    sent: int = 0
    """Bytes that have gone to the server."""
    port: int = field(default_factory=free_port)
    free_at: dict[bool, float] = field(default_factory=lambda: {True: 0.0, False: 0.0})
    ends: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    async def serve(self) -> None:
        """Carry whatever comes, until it is stopped."""
        server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        async with server:
            await server.serve_forever()

    async def _carry(self, asking: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            answering, on = await asyncio.open_connection("127.0.0.1", self.target)
            self.ends |= {back, on}
            await asyncio.gather(self._pump(asking, on, up=True), self._pump(answering, back, up=False))
        back.close()

    async def _pump(self, source: asyncio.StreamReader, end: asyncio.StreamWriter, *, up: bool) -> None:
        """Pass on what comes: each part waits for those before it, and the first after a rest for the latency."""
        clock, rested = asyncio.get_running_loop().time, 0.0
        with suppress(OSError):
            while part := await source.read(PART):
                begun = max(clock(), self.free_at[up])
                if up and clock() - rested > self.latency:
                    await asyncio.sleep(self.latency)
                self.free_at[up] = begun + len(part) / self.speed
                await asyncio.sleep(max(0.0, self.free_at[up] - clock()))
                end.write(part)
                await end.drain()
                rested = clock()
                self.sent += len(part) if up else 0
                if self.cut_at is not None and self.sent >= self.cut_at:
                    self._cut()
        end.close()
        self.ends.discard(end)

    def _cut(self) -> None:
        self.cut_at = None
        for end in self.ends:
            end.transport.abort()


@contextmanager
def laid(line: Line) -> Iterator[Line]:
    """Lay a line for the length of a block."""
    loop = asyncio.new_event_loop()
    served = loop.create_task(line.serve())
    thread = Thread(target=lambda: loop.run_until_complete(asyncio.gather(served, return_exceptions=True)), daemon=True)
    thread.start()
    try:
        yield line
    finally:
        loop.call_soon_threadsafe(served.cancel)
        thread.join()
        loop.close()
