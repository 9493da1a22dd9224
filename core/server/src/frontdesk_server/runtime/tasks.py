"""Loops: steps repeated as tasks until they are told to stop, patient with a store that does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Final

import structlog

from frontdesk.errors import ConfigError
from frontdesk_server.runtime.bell import Bell
from frontdesk_server.runtime.meters import Meters
from frontdesk_server.store.errors import StoreUnavailable

PATIENCE: Final = (0.1, 0.2, 0.5, 1.0, 2.0)
"""Seconds to wait after the first, second ... failure in a row."""

Step = Callable[[], Awaitable[float | None]]
"""What is done again and again; it may answer in how many seconds it is to be done again."""

_log = structlog.get_logger("frontdesk.runtime")


class Loops:
    """The tasks of a runtime."""

    def __init__(self, meters: Meters | None = None) -> None:
        self._meters = meters or Meters()
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = asyncio.Event()
        self._failing: set[str] = set()

    @property
    def healthy(self) -> bool:
        """Whether every loop's last step went well."""
        return not self._failing

    @property
    def failing(self) -> frozenset[str]:
        """The loops whose last step failed."""
        return frozenset(self._failing)

    @property
    def names(self) -> list[str]:
        """Every loop that was started."""
        return [task.get_name() for task in self._tasks]

    @property
    def stopping(self) -> bool:
        """Whether they have been told to stop."""
        return self._stopping.is_set()

    def start(self, name: str, step: Step) -> None:
        """Repeat a step until `stop`."""
        self._tasks.append(asyncio.create_task(self._repeat(name, step), name=name))

    async def stop(self, ring: Iterable[Bell], *, later: Collection[str] = ()) -> None:
        """Let every loop finish the step at hand, and wait for them; for those named in `later` only `ended` waits."""
        self._stopping.set()
        for bell in ring:
            bell.ring()
        await asyncio.gather(*(task for task in self._tasks if task.get_name() not in later))

    async def ended(self) -> None:
        """Wait for every loop."""
        await asyncio.gather(*self._tasks)
        self._tasks.clear()

    async def pause(self, seconds: float) -> None:
        """Wait, but no longer than until `stop`."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return

    async def _repeat(self, name: str, step: Step) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                again = await step()
            except (StoreUnavailable, ConfigError) as error:
                _log.warning("step failed", loop=name, failures=failures + 1, reason=str(error))
            except Exception:  # noqa: BLE001 - a mistake of ours: told, shown by readiness, and tried again
                _log.exception("step failed", loop=name, failures=failures + 1)
            else:
                failures = 0
                self._failing.discard(name)
                if again is not None:
                    await self.pause(again)
                continue
            self._failing.add(name)
            self._meters.failed(name)
            await self.pause(PATIENCE[min(failures, len(PATIENCE) - 1)])
            failures += 1
