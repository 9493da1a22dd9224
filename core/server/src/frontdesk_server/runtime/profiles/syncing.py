"""Synchronising: read what a platform shows, make the calls that mend the difference, and read it back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from frontdesk.calls import HttpCall, HttpReply
from frontdesk.channel import Channel, Profile, ProfilePlan
from frontdesk.intake import retry_after
from frontdesk_server.calling.ports import Lost, NotSent, Refused
from frontdesk_server.logs import without_secrets

LONGEST_PROBLEM: Final = 500
_FIRST_ERROR: Final = 400

Call = Callable[[HttpCall], Awaitable[HttpReply]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Synchronised:
    """What the platform shows now, compared with what is wanted, and what was done about it."""

    plan: ProfilePlan
    written: int = 0
    """How many calls changed something."""
    problem: str = ""
    """Why it could not be read or written, in the platform's words; then `plan` is what was known before."""
    retry_after: float | None = None
    """Seconds that the platform asked to wait."""

    @property
    def agrees(self) -> bool:
        """Whether the platform shows what is wanted."""
        return not (self.problem or self.plan.calls or self.plan.differences)


class _Trouble(Exception):  # noqa: N818 - what stopped it, not whose mistake it was
    def __init__(self, problem: str, retry_after: float | None = None) -> None:
        super().__init__(problem)
        # What a platform says may quote the address that was called, and a secret in it.
        self.problem = without_secrets(problem)[:LONGEST_PROBLEM]
        self.retry_after = retry_after


async def synchronise(channel: Channel, wanted: Profile, call: Call, *, write: bool) -> Synchronised:
    """Compare, and where `write` says so, mend. What was written counts only once it was read back."""
    plan, written = ProfilePlan(), 0
    try:
        plan = await _plan(channel, wanted, call)
        if write and plan.calls:
            for one in plan.calls:
                _accepted(await _made(call, one))
                written += 1
            plan = await _plan(channel, wanted, call)
    except _Trouble as trouble:
        return Synchronised(plan=plan, written=written, problem=trouble.problem, retry_after=trouble.retry_after)
    return Synchronised(plan=plan, written=written)


async def _plan(channel: Channel, wanted: Profile, call: Call) -> ProfilePlan:
    replies = [await _made(call, one) for one in _reads(channel, wanted)]
    for reply in replies:
        _patient(reply)
    plan = _read(channel, wanted, replies)
    if plan.problem:
        raise _Trouble(plan.problem, next(filter(None, map(retry_after, replies)), None))
    return plan


def _reads(channel: Channel, wanted: Profile) -> Sequence[HttpCall]:
    try:
        return channel.read_profile(wanted)
    except Exception as error:
        raise _Trouble(f"{type(error).__name__}: {error}") from error


def _read(channel: Channel, wanted: Profile, replies: Sequence[HttpReply]) -> ProfilePlan:
    try:
        return channel.plan_profile(wanted, replies)
    except Exception as error:
        # An adapter's mistake costs this account its profile, and nothing else.
        raise _Trouble(f"{type(error).__name__}: {error}") from error


async def _made(call: Call, one: HttpCall) -> HttpReply:
    try:
        return await call(one)
    except (NotSent, Lost, Refused) as error:
        raise _Trouble(str(error)) from error
    except Exception as error:
        # A mistake of ours or of an adapter: the call may have been made, which reading it back tells.
        raise _Trouble(f"{type(error).__name__}: {error}") from error


def _patient(reply: HttpReply) -> None:
    """A platform that asks to wait is not asked anything else."""
    if reply.status == 429:  # noqa: PLR2004 - HTTP's own number
        raise _refused(reply)


def _accepted(reply: HttpReply) -> None:
    if reply.status >= _FIRST_ERROR:
        raise _refused(reply)


def _refused(reply: HttpReply) -> _Trouble:
    words = " ".join(reply.body.decode("utf-8", "replace").split())
    return _Trouble(f"status {reply.status}: {words}" if words else f"status {reply.status}", retry_after(reply))
