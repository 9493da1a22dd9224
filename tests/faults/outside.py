"""The world outside: a platform with contacts who write, and what it tells of each message, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from http import HTTPStatus
from itertools import count, islice
from typing import Final, TypeVar

import aiohttp
import uvloop

from frontdesk_testkit.dialect import Sent
from frontdesk_testkit.platforms.webhook import WebhookDialect
from tests.faults.load import Event, Flow, Load
from tests.faults.platform import BY_KEY, BY_NOTHING, Platform, Treatment, accept
from tests.faults.premises import ACCOUNT, SECRET
from tests.faults.waiting import CLOCK, wait_for

T = TypeVar("T")
PATIENCE: Final = aiohttp.ClientTimeout(total=3.0)
"""How long the platform waits for our 200."""
STATUSES: Final = ("sent", "delivered")


class Outside:
    """Platform and contacts. `doors` gives the addresses to call, at each call anew."""

    def __init__(
        self,
        settles: str,
        *,
        doors: Callable[[], Sequence[str]] = list,
        treat: Callable[[], Treatment] = lambda: accept,
        statuses: Sequence[str] = STATUSES,
        together: int = 1,
    ) -> None:
        """`together`: of how many statuses one call tells at most, of those that gathered while another was made."""
        self.settles = settles
        self.doors = doors
        self.dialect = WebhookDialect(SECRET.encode())
        self.platform = Platform(idempotent=settles == BY_KEY, treat=treat)
        self.platform.told = self._tell
        self.load = Load(Flow(), self.dialect, self.post)
        self.answers: Counter[int] = Counter()
        """How often each HTTP status came back; 0 = none."""
        self.curt = 0
        """How often somebody was put off without a word on when to come again."""
        self.reported: set[str] = set()
        """The ids of the status events that were accepted."""
        self._statuses = () if settles == BY_NOTHING else statuses
        self._together = together
        self._gathered: deque[Event] = deque()
        self._turn = count()
        self._closing = False
        self._under_way: set[asyncio.Task[None]] = set()
        self._flowing: Future[None] | None = None
        self._loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="outside")

    # Life

    def open(self) -> None:
        """Listen; `platform.url` is where messages go."""
        self._thread.start()
        self.call(self._begin()).result(10)

    async def _begin(self) -> None:
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=PATIENCE)
        await self.platform.start()

    def close(self) -> None:
        """Hang up."""
        self._closing = self.load.stopping = True
        self.call(self._end()).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _end(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._session.close()
        await self.platform.stop()

    def call(self, work: Coroutine[object, object, T]) -> Future[T]:
        """Do something in the loop of the outside."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    # Contacts

    @contextmanager
    def flowing(self, flow: Flow) -> Iterator[Load]:
        """Contacts write while the block runs. Once for each outside: the verdict is over one load."""
        self.load = Load(flow, self.dialect, self.post)
        flowing = self.call(self.load.run())
        try:
            yield self.load
        finally:
            self.load.stopping = True
            flowing.result(30)

    def wait_for_more(self, number: int) -> None:
        """Wait until so many messages more are accepted: servers are up and at work."""
        wanted = len(self.load.accepted) + number
        wait_for(lambda: len(self.load.accepted) >= wanted, lambda: f"{number} more accepted; {self.answers}")

    @property
    def quiet(self) -> bool:
        """Whether the platform has nothing left to tell."""
        return not self._under_way and not self._gathered

    # What the platform tells

    async def post(self, event: Event, unwanted: Callable[[], bool]) -> bool:
        """Deliver an event as platforms do: again and again, at whichever door, until it is accepted."""
        return await self._deliver([event], unwanted)

    async def _deliver(self, events: Sequence[Event], unwanted: Callable[[], bool]) -> bool:
        wait = 0.02
        while not unwanted():
            status = await self._once(events)
            self.answers[status] += 1
            if status == 200:
                return True
            await asyncio.sleep(wait)
            wait = min(2 * wait, 0.5)
        return False

    async def _once(self, events: Sequence[Event]) -> int:
        """Each try is another request: signed anew, with other headers."""
        doors, turn = self.doors(), next(self._turn)
        if not doors:
            return 0
        posting = self.dialect.post(CLOCK.now(), *events)
        headers = {**posting.headers, "x-request-id": str(turn), "user-agent": f"platform/{turn % 7}"}
        url = f"{doors[turn % len(doors)]}/webhooks/{ACCOUNT}"
        try:
            async with self._session.post(url, data=posting.body, headers=headers) as reply:
                self.curt += reply.status == HTTPStatus.SERVICE_UNAVAILABLE and "retry-after" not in reply.headers
                return reply.status
        except (aiohttp.ClientError, TimeoutError):
            return 0

    def _tell(self, sent: Sent, platform_id: str) -> None:
        """Everything that became of a message, once for each time that it was accepted."""
        if self._statuses and self._together == 1:
            self._begin_telling(self._one_by_one(sent, platform_id))
        elif self._statuses:
            alone = not self._gathered  # else somebody is under way, and comes back for these
            self._gathered.extend(self._status(sent, platform_id, status) for status in self._statuses)
            if alone:
                self._begin_telling(self._gathering())

    def _begin_telling(self, telling: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(telling)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _one_by_one(self, sent: Sent, platform_id: str) -> None:
        for status in self._statuses:
            await self._report([self._status(sent, platform_id, status)])

    async def _gathering(self) -> None:
        while self._gathered:
            some = list(islice(self._gathered, self._together))
            await self._report(some)
            for _ in some:
                self._gathered.popleft()

    async def _report(self, told: Sequence[Event]) -> None:
        if await self._deliver(told, lambda: self._closing):
            self.reported.update(str(event["id"]) for event in told)

    def _status(self, sent: Sent, platform_id: str, status: str) -> Mapping[str, object]:
        echo = self.dialect.echo(sent, platform_id, CLOCK.now())
        assert echo is not None
        return {**echo, "id": f"{status}-{platform_id}", "status": status}


@contextmanager
def outside(settles: str, **how: object) -> Iterator[Outside]:
    """A world outside, while the block runs."""
    world = Outside(settles, **how)  # type: ignore[arg-type]
    world.open()
    try:
        yield world
    finally:
        world.close()
