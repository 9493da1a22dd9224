"""A fake chat platform: a real HTTP server on loopback that behaves like a platform at its worst.

::

    with FakePlatform(turns=[Turn(answer=Answer.ACCEPT_THEN_DROP)]) as platform:
        ...                                    # the account's target_url is platform.url
        platform.wait_until(lambda: len(platform.seen) == 1)

From another process: `python -m frontdesk_testkit.fake_platform --seed 7 --trouble 0.3` prints its URL;
`GET /_control/seen` and `/_control/attempts` tell what happened, `POST /_control/script` says what comes next, and
other `doors` let one be the contact: `python -m frontdesk_testkit.chat URL` does so on a terminal.
"""

from __future__ import annotations

import asyncio
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Self, TypeVar

from frontdesk_testkit.dialect import Dialect, PlatformRequest, Posting
from frontdesk_testkit.doors import Doors
from frontdesk_testkit.memory import Attempt, Memory, Seen
from frontdesk_testkit.platform_server import PlatformServer
from frontdesk_testkit.platforms import PLATFORMS, dialect_of
from frontdesk_testkit.platforms.webhook import WebhookDialect
from frontdesk_testkit.turns import Echo, Turn, weather

T = TypeVar("T")
_DEADLINE = 10.0


def _now() -> datetime:
    """The platform's own clock: it is the outside world, and signs with real time."""
    return datetime.now(UTC)  # noqa: TID251 - not our clock


def _from(start: datetime) -> Callable[[], datetime]:
    """A clock that begins at an instant, and goes on from there."""
    ahead = start - _now()
    return lambda: _now() + ahead


class FakePlatform:
    """The platform, in a thread of its own. Use it as a context manager."""

    def __init__(  # noqa: PLR0913 - a platform at its worst has many sides; each has a default
        self,
        *,
        dialect: Dialect | None = None,
        webhook_url: str | None = None,
        turns: Iterable[Turn] = (),
        seed: int | None = None,
        trouble: float = 0.3,
        echoes: tuple[Echo, ...] = (Echo.NEVER,),
        idempotent: bool | None = None,
        port: int = 0,
        now: Callable[[], datetime] = _now,
        first: int = 1,
    ) -> None:
        """`turns` come first; then, with a `seed`, random weather with that share of `trouble`; else all is well.

        `webhook_url` is Frontdesk's: echoes and deliveries go there. `idempotent`: whether keys are honoured, where
        that is not to be as the dialect says. `first` is the number that the first event's id is made of.
        """
        self.dialect = dialect or WebhookDialect()
        self.now = now
        self.webhook_url = webhook_url
        then = None if seed is None else weather(seed, trouble, echoes)
        honours = self.dialect.honours_keys if idempotent is None else idempotent
        self._memory = Memory(turns, then, idempotent=honours)
        self._server = PlatformServer(self.dialect, self._memory, self._echo, port, Doors(self).routes())
        self._loop = asyncio.new_event_loop()
        self._ready = Event()
        self._thread = Thread(target=self._run, name="fake-platform", daemon=True)
        self._number = first - 1

    @property
    def webhook_url(self) -> str | None:
        """Frontdesk's address for what the platform tells; None = nobody is told."""
        return self._webhook_url

    @webhook_url.setter
    def webhook_url(self, url: str | None) -> None:
        self._webhook_url = url
        self.dialect.webhook_url = url or ""

    # Life

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(_DEADLINE):
            raise TimeoutError("the fake platform did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._call(self._server.stop()).result(_DEADLINE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_DEADLINE)

    def _run(self) -> None:
        self._loop.run_until_complete(self._server.start())
        self._loop.call_soon(self._ready.set)
        self._loop.run_forever()
        self._loop.run_until_complete(_end(asyncio.all_tasks(self._loop)))
        self._loop.close()

    # What Frontdesk sends

    @property
    def url(self) -> str:
        """Where messages are to be posted."""
        return f"{self.root}/messages"

    @property
    def root(self) -> str:
        """The server's own address."""
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def seen(self) -> tuple[Seen, ...]:
        """What the contacts saw, in order."""
        return self._memory.seen

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """Every request that reached the platform, in order."""
        return self._memory.attempts

    @property
    def calls(self) -> tuple[PlatformRequest, ...]:
        """The calls that were no messages (a profile, a read mark), in order."""
        return self._memory.calls

    def script(self, *turns: Turn) -> None:
        """Treat the next requests like this."""
        self._memory.script(turns)

    def wait_until(self, holds: Callable[[], bool], timeout: float = _DEADLINE) -> None:
        """Wait for a condition on `seen` or `attempts`; `AssertionError` with both when it does not come."""
        if not self._memory.wait_until(holds, timeout):
            raise AssertionError(f"not within {timeout} s; seen: {self.seen}; attempts: {self.attempts}")

    # What the platform tells Frontdesk

    def say(self, text: str, contact: str = "c-1", times: int = 1) -> Sequence[int]:
        """A contact writes; the request is repeated `times`, as platforms do. Returns the HTTP statuses."""
        self._number += 1
        return self.deliver(self.dialect.message(self._number, contact, text, self.now()), times=times)

    def open(self, contact: str = "c-1", times: int = 1) -> Sequence[int]:
        """A contact opens the conversation, on platforms that tell of it; the HTTP statuses."""
        self._number += 1
        event = self.dialect.opened(self._number, contact, self.now())
        return () if event is None else self.deliver(event, times=times)

    def tap(self, title: str, contact: str = "c-1", times: int = 1) -> Sequence[int]:
        """A contact taps the suggestion that reads `title`, in the newest message that shows it.

        Raises `LookupError` where no message shows it: nobody can tap what is not there.
        """
        self._number += 1
        event = self.dialect.tap(self._number, contact, self._payload(title, contact), title, self.now())
        return self.deliver(event, times=times)

    def _payload(self, title: str, contact: str) -> str:
        for seen in reversed(self.seen):
            if seen.sent.to == contact and title in seen.sent.suggestions:
                return seen.sent.payloads[seen.sent.suggestions.index(title)]
        raise LookupError(f"{contact} sees nothing to tap that reads {title!r}; seen: {self.seen}")

    def answer(self, text: str, contact: str = "c-1") -> Sequence[int]:
        """A human of the business answers on the platform, where it tells of that; the HTTP statuses."""
        self._number += 1
        event = self.dialect.operator(self._number, contact, text, self.now())
        return () if event is None else self.deliver(event)

    def shake_hands(self) -> tuple[int, bytes]:
        """What Frontdesk answers when the webhook is set up: status and body. Raises `ValueError` where nobody asks."""
        posting = self.dialect.handshake()
        if posting is None:
            raise ValueError("this platform shakes no hands")
        return self._call(self._server.ask(self._told(), posting)).result(_DEADLINE)

    def deliver(self, *events: Mapping[str, object], times: int = 1, shuffle: int | None = None) -> Sequence[int]:
        """One request for each event, `times` over, in a random order where `shuffle` is a seed."""
        postings = [self.dialect.post(self.now(), event) for event in events for _ in range(times)]
        if shuffle is not None:
            Random(shuffle).shuffle(postings)  # noqa: S311 - the same order in each run
        return [self._post(posting) for posting in postings]

    def post(self, posting: Posting) -> int:
        """One request as it is, good or bad; returns the HTTP status."""
        return self._post(posting)

    def _post(self, posting: Posting) -> int:
        for sent in self.dialect.by_itself():
            self._memory.shown(sent)
        return self._call(self._server.post(self._told(), posting)).result(_DEADLINE)

    def _told(self) -> str:
        if self.webhook_url is None:
            raise ValueError("the fake platform has nobody to tell: set `webhook_url`")
        return self.webhook_url

    async def _echo(self, attempt: Attempt, platform_id: str) -> None:
        if self.webhook_url is None or attempt.turn.echo is Echo.NEVER:
            return
        await asyncio.sleep(attempt.turn.echo_after)
        event = self.dialect.echo(attempt.sent, platform_id, self.now())
        if event is None:
            return
        for posting in _ECHOES[attempt.turn.echo](self.dialect.post(self.now(), event)):
            await self._server.post(self._told(), posting)

    def _call(self, work: Coroutine[object, object, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)


async def _end(tasks: Collection[asyncio.Task[object]]) -> None:
    """End what still answers somebody who has left: the server forgets such requests, and they would outlive it."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _spoiled(posting: Posting) -> Sequence[Posting]:
    return [Posting(body=posting.body + b" ", headers=posting.headers)]


_ECHOES: Mapping[Echo, Callable[[Posting], Sequence[Posting]]] = {
    Echo.ON_TIME: lambda posting: [posting],
    Echo.LATE: lambda posting: [posting],
    Echo.TWICE: lambda posting: [posting, posting],
    Echo.BAD_SIGNATURE: _spoiled,
    Echo.BROKEN: lambda posting: [Posting(body=posting.body[: len(posting.body) // 2], headers=posting.headers)],
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until the process is ended; the first line printed is the URL to send to."""
    parser = ArgumentParser(prog="python -m frontdesk_testkit.fake_platform", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--platform",
        default="webhook",
        metavar="KIND",
        help=f"whose dialect it speaks: {', '.join(sorted(PLATFORMS))}, or that of the adapter in this folder",
    )
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=None, help="random weather, the same for the same seed")
    parser.add_argument("--trouble", type=float, default=0.3, help="the share of requests that go wrong")
    parser.add_argument("--webhook-url", default=None, help="where echoes go")
    parser.add_argument("--secret", default=None, help="of the webhook contract: signs echoes, checks what is sent")
    parser.add_argument("--echo", action="append", default=[], choices=[*Echo], help="one of these for each message")
    parser.add_argument("--forgetful", action="store_true", help="the platform does not honour keys")
    parser.add_argument("--now", type=datetime.fromisoformat, default=None, help="what its clock begins with, ISO 8601")
    parser.add_argument("--first", type=int, default=1, help="the number that the first event's id is made of")
    parser.add_argument("--until-eof", action="store_true", help="end when whoever started it closes its input")
    given = parser.parse_args(arguments)
    try:
        speaks_webhook = given.secret is not None
        dialect = WebhookDialect(given.secret.encode()) if speaks_webhook else dialect_of(given.platform, Path.cwd())
    except ValueError as error:
        parser.error(str(error))
    with FakePlatform(
        dialect=dialect,
        webhook_url=given.webhook_url,
        seed=given.seed,
        trouble=given.trouble,
        echoes=tuple(Echo(name) for name in given.echo) or (Echo.NEVER,),
        idempotent=False if given.forgetful else None,
        port=given.port,
        now=_now if given.now is None else _from(given.now),
        first=given.first,
    ) as platform:
        sys.stdout.write(f"{platform.url}\n")
        sys.stdout.flush()
        if given.until_eof:
            sys.stdin.read()
        else:
            Event().wait()


if __name__ == "__main__":
    main()
