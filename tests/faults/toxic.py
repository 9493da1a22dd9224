"""A network in bad health: a TCP proxy in front of a server, which cuts, stalls, delays or resets on command.

::

    with ToxicProxy(("127.0.0.1", 5432)) as network:
        ...                       # servers connect to network.address
        network.stall()           # a partition: nobody hears anything, and nothing says so
        network.heal()            # what was said meanwhile arrives late, as TCP has it
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import Event, Thread
from typing import Final, Self, TypeVar

T = TypeVar("T")
Address = tuple[str, int]

DEADLINE: Final = 30.0
PIECE: Final = 65_536
_RESET_AT_ONCE: Final = struct.pack("ii", 1, 0)


class Way(StrEnum):
    """A direction."""

    UP = "up"
    """To the server behind."""
    DOWN = "down"
    """Back to whoever connected."""


BOTH: Final = frozenset(Way)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """What the network does to everything that passes, and to who comes new."""

    stalled: frozenset[Way] = frozenset()
    """Nothing passes that way; it is kept, and whoever sent it is told nothing."""
    delay: float = 0.0
    """Seconds that each piece takes longer, one way."""
    refusing: bool = False
    """Newcomers find nobody who listens."""


class ToxicProxy:
    """The network between servers and a database, in a thread of its own. Use it as a context manager."""

    def __init__(self, target: Address) -> None:
        self._target = target
        self._weather = Weather()
        self._pipes: set[_Pipe] = set()
        self._port = 0
        self._server: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._ready = Event()
        self._thread = Thread(target=self._run, name="toxic-proxy", daemon=True)

    # Life

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(DEADLINE):
            raise TimeoutError("the proxy did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(DEADLINE)
        self._loop.close()

    @property
    def address(self) -> Address:
        """Where to connect instead of to the server."""
        return "127.0.0.1", self._port

    @property
    def connections(self) -> int:
        """How many there are."""
        return len(self._pipes)

    # The weather

    def stall(self, ways: Iterable[Way] = BOTH) -> None:
        """A partition: nothing passes these ways any more, and neither end is told."""
        self._set(stalled=frozenset(ways))

    def delay(self, seconds: float) -> None:
        """Each piece takes so much longer, each way."""
        self._set(delay=seconds)

    def refuse(self) -> None:
        """Let nobody new in; who is connected goes on."""
        self._set(refusing=True)

    def cut(self, most: int | None = None) -> None:
        """End so many connections as if the other end had; None = all of them."""
        self._end(most, _Pipe.close)

    def reset(self, most: int | None = None) -> None:
        """The same with a reset, as of a machine that knows nothing of the connection."""
        self._end(most, _Pipe.reset)

    def heal(self) -> None:
        """All is well again. What was said during a stall arrives now."""
        self._change(Weather())

    def forget_and_heal(self) -> None:
        """All is well again for newcomers; the connections of before are dead, and neither end is told.

        So it is behind a firewall or a virtual address that moved: whatever is sent on them leads nowhere.
        """
        self._do(self._orphan())
        self.heal()

    def point_at(self, target: Address) -> None:
        """Newcomers get another server, as behind a virtual address."""
        self._target = target

    # In the thread of its own

    def _run(self) -> None:
        self._loop.run_until_complete(self._listen())
        self._loop.call_soon(self._ready.set)
        self._loop.run_forever()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pipe = _Pipe(reader, writer, self._weather)
        self._pipes.add(pipe)
        try:
            await pipe.run(self._target)
        finally:
            self._pipes.discard(pipe)

    def _set(
        self, *, stalled: frozenset[Way] | None = None, delay: float | None = None, refusing: bool = False
    ) -> None:
        weather = replace(self._weather, refusing=refusing or self._weather.refusing)
        if stalled is not None:
            weather = replace(weather, stalled=stalled)
        self._change(weather if delay is None else replace(weather, delay=delay))

    def _change(self, weather: Weather) -> None:
        self._weather = weather
        self._do(self._apply(weather))

    async def _apply(self, weather: Weather) -> None:
        assert self._server is not None
        if weather.refusing and self._server.is_serving():
            self._server.close()
        elif not weather.refusing and not self._server.is_serving():
            await self._listen()
        for pipe in self._pipes:
            await pipe.feel(weather)

    async def _orphan(self) -> None:
        for pipe in self._pipes:
            pipe.lost = True

    def _end(self, most: int | None, how: Callable[[_Pipe], None]) -> None:
        async def end() -> None:
            for pipe in list(self._pipes)[:most]:
                how(pipe)

        self._do(end())

    async def _stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for pipe in list(self._pipes):
            pipe.reset()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _do(self, work: Coroutine[object, object, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(DEADLINE)


class _Pipe:
    """One connection, and its continuation to the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, weather: Weather) -> None:
        self._near = reader, writer
        self._writers = [writer]
        self._weather = weather
        self._changed = asyncio.Condition()
        self.lost = False
        """Whatever is said here leads nowhere, for ever."""

    async def run(self, target: Address) -> None:
        """Carry both ways until one end leaves, and then let the other one know, as far as the weather allows."""
        try:
            await self._passable(Way.UP)  # in a partition a newcomer waits for an answer that does not come
            far, out = await asyncio.open_connection(*target)
        except OSError:
            self.close()
            return
        self._writers.append(out)
        near, back = self._near
        ways = (self._carry(near, out, Way.UP), self._carry(far, back, Way.DOWN))
        tasks = [asyncio.create_task(way) for way in ways]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self.close()

    async def feel(self, weather: Weather) -> None:
        """It has changed."""
        async with self._changed:
            self._weather = weather
            self._changed.notify_all()

    def close(self) -> None:
        """End it politely."""
        for writer in self._writers:
            writer.close()

    def reset(self) -> None:
        """End it with a reset."""
        for writer in self._writers:
            connection: socket.socket = writer.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_AT_ONCE)
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way) -> None:
        """Everything in order, until there is no more: an end, too, passes only when the weather lets it."""
        try:
            while True:
                piece = await reader.read(PIECE)
                await self._passable(way)
                if not piece:
                    return
                await asyncio.sleep(self._weather.delay)
                writer.write(piece)
                await writer.drain()
        except OSError:
            await self._passable(way)

    async def _passable(self, way: Way) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: way not in self._weather.stalled and not self.lost)
