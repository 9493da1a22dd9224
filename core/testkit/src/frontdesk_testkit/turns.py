"""Turns: how the fake platform treats one request, by script or by weather."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Answer(StrEnum):
    """What happens to a message that is sent to the platform."""

    ACCEPT = "accept"
    ACCEPT_THEN_DROP = "accept_then_drop"
    """The contact sees it; the connection breaks before a word of answer."""
    RESET_MID_BODY = "reset_mid_body"
    """The contact sees it; the connection breaks in the middle of the answer."""
    GARBAGE = "garbage"
    """The contact sees it; the answer is 200 and unreadable."""
    DROP = "drop"
    """The connection breaks, and nothing was taken."""
    TOO_MANY = "too_many"
    ERROR = "error"
    REFUSE = "refuse"


SHOWS = frozenset({Answer.ACCEPT, Answer.ACCEPT_THEN_DROP, Answer.RESET_MID_BODY, Answer.GARBAGE})
"""The answers after which the contact has seen the message."""


class Echo(StrEnum):
    """How the platform tells of a message that it showed."""

    NEVER = "never"
    ON_TIME = "on_time"
    LATE = "late"
    """After `echo_after` seconds."""
    TWICE = "twice"
    BAD_SIGNATURE = "bad_signature"
    BROKEN = "broken"
    """Signed, and not what the contract says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How one request is treated."""

    answer: Answer = Answer.ACCEPT
    status: int | None = None
    """Instead of 429, 503 or 400."""
    retry_after: int | None = None
    """Seconds, in the header of that name."""
    wait: float = 0.0
    """Seconds before the answer: a slow platform."""
    echo: Echo = Echo.NEVER
    echo_after: float = 0.0


ACCEPT = Turn()
_TROUBLES = (
    Turn(answer=Answer.ACCEPT_THEN_DROP),
    Turn(answer=Answer.RESET_MID_BODY),
    Turn(answer=Answer.GARBAGE),
    Turn(answer=Answer.DROP),
    Turn(answer=Answer.TOO_MANY, retry_after=1),
    Turn(answer=Answer.TOO_MANY),
    Turn(answer=Answer.ERROR, status=500),
    Turn(answer=Answer.ERROR, status=503, retry_after=1),
    Turn(answer=Answer.ERROR, status=502),
    Turn(answer=Answer.ACCEPT, wait=0.2),
)


def weather(seed: int, trouble: float, echoes: tuple[Echo, ...] = (Echo.NEVER,)) -> Iterator[Turn]:
    """Endless turns, the same for the same seed: `trouble` is the share of those that go wrong, 0.0 to 1.0."""
    random = Random(seed)  # noqa: S311 - the same weather in each run
    while True:
        turn = random.choice(_TROUBLES) if random.random() < trouble else ACCEPT
        echo = random.choice(echoes)
        yield Turn(
            answer=turn.answer,
            status=turn.status,
            retry_after=turn.retry_after,
            wait=turn.wait,
            echo=echo,
            echo_after=random.uniform(0.05, 0.3) if echo is Echo.LATE else 0.0,
        )
