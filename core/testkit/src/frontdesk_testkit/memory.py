"""The fake platform's memory: what was tried, and what the contact saw, in order. Safe between threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from threading import Condition

from frontdesk_testkit.dialect import PlatformRequest, Sent
from frontdesk_testkit.turns import ACCEPT, SHOWS, Answer, Turn

_LOOK = 0.02
"""Seconds: what is waited for may lie outside, where nobody tells us of changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A message on the contact's screen."""

    number: int
    platform_id: str
    sent: Sent

    @property
    def key(self) -> str:
        """The key that it was sent with."""
        return self.sent.key

    @property
    def text(self) -> str:
        """Its text."""
        return self.sent.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One request that reached the platform, and how it was treated."""

    number: int
    sent: Sent
    turn: Turn
    repeated: bool
    """Its key had been taken before."""


class Memory:
    """Turns to come, attempts and screens so far."""

    def __init__(self, turns: Iterable[Turn], then: Iterator[Turn] | None, *, idempotent: bool) -> None:
        self.changed = Condition()
        self._turns = deque(turns)
        self._then = then
        self._idempotent = idempotent
        self._ids: dict[str, str] = {}
        self._seen: list[Seen] = []
        self._attempts: list[Attempt] = []
        self._calls: list[PlatformRequest] = []

    @property
    def calls(self) -> tuple[PlatformRequest, ...]:
        """The calls that were no messages, in order: profiles, read marks, answers to taps."""
        with self.changed:
            return tuple(self._calls)

    def called(self, request: PlatformRequest) -> None:
        """Remember a call that is no message."""
        with self.changed:
            self._calls.append(request)
            self.changed.notify_all()

    @property
    def seen(self) -> tuple[Seen, ...]:
        """What the contacts saw, in order."""
        with self.changed:
            return tuple(self._seen)

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """What was tried, in order."""
        with self.changed:
            return tuple(self._attempts)

    def script(self, turns: Iterable[Turn]) -> None:
        """Treat the next requests like this."""
        with self.changed:
            self._turns.extend(turns)

    def take(self, sent: Sent) -> tuple[Attempt, str]:
        """Treat one request: the attempt, and the platform's id of the message."""
        with self.changed:
            known = self._ids.get(sent.key) if sent.key else None
            repeated = known is not None
            attempt = Attempt(number=len(self._attempts), sent=sent, turn=self._next(), repeated=repeated)
            self._attempts.append(attempt)
            platform_id = known if known is not None and self._idempotent else f"p-{attempt.number}"
            if attempt.turn.answer in SHOWS and not (repeated and self._idempotent):
                self._show(sent, platform_id)
            self.changed.notify_all()
            return attempt, platform_id

    def shown(self, sent: Sent) -> None:
        """Something that the platform shows of its own accord: the contact sees it, and nobody asked for it."""
        with self.changed:
            self._seen.append(Seen(number=len(self._seen), platform_id="", sent=sent))
            self.changed.notify_all()

    def conflicts(self, attempt: Attempt) -> bool:
        """Whether the platform answers that it has this key already."""
        return self._idempotent and attempt.repeated and attempt.turn.answer is Answer.ACCEPT

    def wait_until(self, holds: Callable[[], bool], timeout: float) -> bool:
        """Whether `holds` came true in time; looked at whenever something changes here, and every so often."""
        for _ in range(max(1, round(timeout / _LOOK))):
            if holds():
                return True
            with self.changed:
                self.changed.wait(_LOOK)
        return holds()

    def _show(self, sent: Sent, platform_id: str) -> None:
        self._ids.setdefault(sent.key, platform_id)
        self._seen.append(Seen(number=len(self._seen), platform_id=platform_id, sent=sent))

    def _next(self) -> Turn:
        if self._turns:
            return self._turns.popleft()
        return next(self._then) if self._then is not None else ACCEPT
