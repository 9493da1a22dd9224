"""Weathering: what a reply, or none, means for a call of a source: take it, come again later, or give up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random
from typing import Final

from frontdesk.calls import Auth, HttpReply
from frontdesk.diagnostics import Diagnostic
from frontdesk_server.calling.ports import Lost, NotSent, Refused, TooLarge, Unauthorised, Unreadable
from frontdesk_server.logs import masked

TRIES: Final = 5
"""Of one call, in all."""
LONGEST_WAIT: Final = 120.0
"""Seconds that a platform is waited for at once; one that wants more is left alone until the next pass."""
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 30.0
"""Seconds between tries, where the platform names none: doubled each time, up to this, and scattered."""
AGAIN: Final = frozenset((408, 425, 429, 500, 502, 503, 504))
"""Statuses that may pass by themselves (RFC 9110, RFC 6585, RFC 8470)."""
_DENIED: Final = frozenset((401, 403))
_SHOWN: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a try brought nothing: when to try again (None = never), and what to say if that was the last one."""

    pause: float | None
    problem: Diagnostic


def pause_before(again: int, random: Random) -> float:
    """Seconds before the try after so many (from 1): half of it certain, half by chance, so that no two keep step."""
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (again - 1))
    return longest / 2 + random.uniform(0, longest / 2)


def asked_to_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds of `Retry-After`, in seconds or as an HTTP date (RFC 9110, 10.2.3); None = it says nothing."""
    told = headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit():
        return float(told[:9])
    try:
        at = parsedate_to_datetime(told)
    except ValueError:
        return None
    return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds())


def trouble_of_reply(reply: HttpReply, url: str, again: int, now: datetime, random: Random) -> Trouble | None:
    """What is wrong with a reply that may pass by itself; None for every other one."""
    if reply.status not in AGAIN:
        return None
    params = {"url": told(url), "status": reply.status}
    wait = asked_to_wait(reply.headers, now)
    if wait is not None and wait > LONGEST_WAIT:
        return Trouble(pause=None, problem=Diagnostic(id="FD809", params=params | {"seconds": round(wait)}))
    pause = pause_before(again, random) if wait is None else wait
    return Trouble(pause=pause, problem=Diagnostic(id="FD810", params=params | {"tries": again}))


def trouble_of_error(error: Exception, url: str, again: int, most: int, random: Random) -> Trouble:
    """What is wrong where no reply came."""
    if isinstance(error, Unauthorised):
        return Trouble(pause=None, problem=error.problem)
    if isinstance(error, TooLarge):
        return Trouble(pause=None, problem=Diagnostic(id="FD812", params={"url": told(url), "most": most}))
    if isinstance(error, Refused):
        return Trouble(pause=None, problem=Diagnostic(id="FD814", params={"url": told(url), "problem": str(error)}))
    id_ = "FD818" if isinstance(error, Unreadable) else "FD811"
    params = {"url": told(url), "problem": masked(str(error))[:_SHOWN], "tries": again}
    return Trouble(pause=pause_before(again, random), problem=Diagnostic(id=id_, params=params))


PASSING: Final = (NotSent, Lost, Refused)
"""What `Maker.make` raises: each is told by `trouble_of_error`."""


def refused(reply: HttpReply, url: str, auth: Auth | None) -> Diagnostic:
    """What a reply means that neither holds data nor passes by itself."""
    params: dict[str, object] = {"url": told(url), "status": reply.status}
    if reply.status not in _DENIED:
        return Diagnostic(id="FD808", params=params)
    if auth is None:
        return Diagnostic(id="FD807", params=params)
    return Diagnostic(id="FD806", params=params | {"name": auth.ref})


def told(url: str) -> str:
    """An address as it may be told: short, and without anything of the shape of a secret."""
    shown = masked(url)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
