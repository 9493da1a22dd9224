"""An event loop without threads, sockets or real time: a seed decides which process takes its next step.

Within one process handles run in the order in which they became ready, as asyncio promises. Between processes nothing
is promised, and the seed chooses. Time moves only when nobody has anything to do.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from contextvars import Context, ContextVar, copy_context
from heapq import heappop, heappush
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")

MOST_STEPS = 400_000
"""A simulated house that has not come to rest by then never will."""


class Process:
    """What runs, stands still and dies as one: its handles, and its tasks."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.alive = True
        self.paused = False
        self.ready: deque[asyncio.Handle] = deque()
        self.tasks: list[asyncio.Task[Any]] = []
        self.context = copy_context()
        self.context.run(_CURRENT.set, self)


_CURRENT: ContextVar[Process] = ContextVar("process")


class Restless(AssertionError):  # noqa: N818 - what became of the house
    """The house goes on and on."""


class SimLoop(asyncio.BaseEventLoop):
    """Runs the handles of several processes, one at a time."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self._random = random
        self._time = 0.0
        self._timers: list[tuple[float, int, asyncio.TimerHandle]] = []
        self._count = 0
        self.steps = 0
        self.world = Process("world")
        self.processes = [self.world]
        self._unburied: list[Process] = []
        self.troubles: list[str] = []
        """Exceptions that nobody took."""
        self.before_step: Callable[[Process], None] = lambda _process: None
        self.set_exception_handler(self._note)

    # Processes

    def join(self, process: Process) -> None:
        """Let a process take part."""
        self.processes.append(process)

    def kill(self, process: Process) -> None:
        """End a process where it stands: what it was about to do is not done, and nothing of it is heard again."""
        process.alive = False
        process.ready.clear()
        self.processes.remove(process)
        self._unburied.append(process)
        self.call_soon(self._bury_the_dead, context=self.world.context)

    def spawn(self, process: Process, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """A task of that process."""
        task: asyncio.Task[T] = self.create_task(work, context=process.context)
        return task

    def close(self) -> None:
        """End everybody, the dead whom the house had no step left to bury among them."""
        for process in list(self.processes):
            _bury(process)
        self._bury_the_dead()
        super().close()

    def _bury_the_dead(self) -> None:
        while self._unburied:
            _bury(self._unburied.pop())

    def _note(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Of futures nobody tells: those that the dead waited for are left alone, and that is right."""
        if not str(context.get("message")).startswith("Future"):
            self.troubles.append(f"{context.get('message')}: {context.get('exception')!r}")

    # What asyncio asks for

    def time(self) -> float:
        return self._time

    def create_task(self, coro: Any, *, name: Any = None, context: Context | None = None, **_: Any) -> Any:
        task = asyncio.Task(coro, loop=self, name=name, context=context)
        owner = context[_CURRENT] if context is not None else _CURRENT.get(self.world)
        if len(owner.tasks) > 50:  # now and then is enough
            owner.tasks = [one for one in owner.tasks if not one.done()]
        owner.tasks.append(task)
        return task

    def _call_soon(self, callback: Any, args: Any, context: Context | None = None) -> asyncio.Handle:
        handle = asyncio.Handle(callback, args, self, context)
        owner = self._owner(handle)
        if owner.alive:
            owner.ready.append(handle)
        return handle

    def call_soon_threadsafe(  # type: ignore[override]
        self, callback: Any, *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        return self._call_soon(callback, args, context)

    def call_at(self, when: float, callback: Any, *args: Any, context: Context | None = None) -> asyncio.TimerHandle:  # type: ignore[override]
        timer = asyncio.TimerHandle(when, callback, args, self, context)
        self._count += 1
        heappush(self._timers, (when, self._count, timer))
        return timer

    def call_later(self, delay: float, callback: Any, *args: Any, context: Context | None = None) -> Any:  # type: ignore[override]
        return self.call_at(self._time + delay, callback, *args, context=context)

    def run_in_executor(self, executor: Executor | None, func: Any, *args: Any) -> Any:  # type: ignore[override]
        """There are no threads: it is done at once, and known a step later."""
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - it belongs to whoever waits for the future
            done.set_exception(error)
        return done

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        return

    def _asyncgen_finalizer_hook(self, agen: Any) -> None:
        return

    def _owner(self, handle: asyncio.Handle) -> Process:
        return handle._context.get(_CURRENT, self.world)  # type: ignore[attr-defined,no-any-return]

    def _run_once(self) -> None:
        awake = [process for process in self.processes if process.ready and not process.paused]
        if not awake:
            self._turn()
            return
        process = awake[0] if len(awake) == 1 else awake[self._random.randrange(len(awake))]
        handle = process.ready[0]
        self.before_step(process)
        if process.paused or not process.alive:
            return
        process.ready.popleft()
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise Restless(f"{self.steps} steps")
        if not handle._cancelled:
            handle._run()

    def _turn(self) -> None:
        """Move time on to the next timer that somebody still waits for."""
        while self._timers:
            when, _, timer = heappop(self._timers)
            owner = self._owner(timer)
            if owner.alive and not timer._cancelled:
                self._time = max(self._time, when)
                owner.ready.append(timer)
                return
        raise Restless("everybody waits, and nothing will come")


def _bury(process: Process) -> None:
    """Close its coroutines, so that none is left to be collected at some other time."""
    for task in process.tasks:
        task._log_destroy_pending = False  # type: ignore[attr-defined]
        if not task.done():
            _close(task.get_coro())
    process.tasks.clear()


def _close(coroutine: Any) -> None:
    for _ in range(10):
        try:
            coroutine.close()
        except RuntimeError:  # it waits for something as it ends: not any more
            continue
        except BaseException:  # noqa: BLE001 - nobody hears what the dead say
            return
        return
