"""Settling: what the end of one attempt at sending means for the message. Pure; randomness is an argument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from math import isnan
from typing import Final

from frontdesk.channel import Outcome, Receipt
from frontdesk.model import Settlement, Unsettled
from frontdesk_server.logs import without_secrets
from frontdesk_server.runtime.tuning import GRACE
from frontdesk_server.store.values import OutboxRow, Settled

LONGEST_BACKOFF: Final = 900.0
SHORTEST_ASKED: Final = 1.0
LONGEST_ASKED: Final = 86_400.0
"""What a platform asks for is kept between these: no hot loop, and no waiting for ever for a mistaken header."""
TOLD_FOR: Final = timedelta(days=3)
"""A handover that people could not be told by then is given up, visibly."""
LONGEST_DETAIL: Final = 500


def backoff(attempt: int, jitter: float) -> timedelta:
    """1 s, 2 s, 4 s ... up to 15 minutes, less up to half by `jitter` (0 to 1). `attempt` counts from 1."""
    whole = min(LONGEST_BACKOFF, 2.0 ** min(attempt - 1, 20))
    return timedelta(seconds=whole * (1 - jitter / 2))


def keepable(receipt: Receipt) -> Receipt:
    """The platform's words as they may be kept and shown: without a secret that it repeats, or half a character.

    What could not be kept would keep the ends of all other calls from being written, too.
    """
    platform_id = None if receipt.platform_id is None else _whole(str(receipt.platform_id))
    return replace(receipt, detail=_whole(without_secrets(receipt.detail)), platform_id=platform_id)


def _whole(words: str) -> str:
    return words.encode(errors="replace").decode()


def settled(
    row: OutboxRow,
    receipt: Receipt,
    *,
    by: Settlement,
    now: datetime,
    jitter: float,
    unsettled: Unsettled | None = None,
    grace: timedelta = GRACE,
) -> Settled:
    """What an attempt's end means. `row.attempt` is that attempt's number, from 1; `grace` is waited for an echo."""
    if by is Settlement.NONE and unsettled is Unsettled.RESEND:
        by = Settlement.ECHO  # none will come: after the same time it is sent again
    if row.message.handover is not None:
        return _told(row, receipt, now, jitter)
    if by is Settlement.ECHO and receipt.outcome is Outcome.UNKNOWN:
        return _awaiting(row, receipt, now + grace)
    return _MEANING[receipt.outcome](row, receipt, by, now, jitter)


def _told(row: OutboxRow, receipt: Receipt, now: datetime, jitter: float) -> Settled:
    """Of a handover: what nobody knows the end of is told again, out of the conversation's order, for some days."""
    if receipt.outcome in (Outcome.SENT, Outcome.FAILED):
        return _MEANING[receipt.outcome](row, receipt, Settlement.KEY, now, jitter)
    if now - row.at > TOLD_FOR:
        return _failed(row, receipt, Settlement.KEY, now, jitter)
    return _again(row, receipt, Settlement.KEY, now, jitter)._replace(status="later")


def _sent(row: OutboxRow, receipt: Receipt, _by: Settlement, _now: datetime, _jitter: float) -> Settled:
    return Settled(row.key, row.attempt, "sent", platform_id=receipt.platform_id)


def _failed(row: OutboxRow, receipt: Receipt, _by: Settlement, _now: datetime, _jitter: float) -> Settled:
    return Settled(row.key, row.attempt, "failed", detail=receipt.detail[:LONGEST_DETAIL])


def _again(row: OutboxRow, receipt: Receipt, _by: Settlement, now: datetime, jitter: float) -> Settled:
    asked = receipt.retry_after
    wait = backoff(row.attempt, jitter) if asked is None or isnan(asked) else _asked(asked)
    return Settled(row.key, row.attempt, "pending", not_before=now + wait, detail=receipt.detail[:LONGEST_DETAIL])


def _paused(row: OutboxRow, receipt: Receipt, _by: Settlement, now: datetime, _jitter: float) -> Settled:
    """It is not this message's fault: it waits, as the others do, for its account."""
    return Settled(row.key, row.attempt, "pending", not_before=now, detail=receipt.detail[:LONGEST_DETAIL])


def _asked(seconds: float) -> timedelta:
    return timedelta(seconds=min(max(seconds, SHORTEST_ASKED), LONGEST_ASKED))


def _unknown(row: OutboxRow, receipt: Receipt, by: Settlement, now: datetime, jitter: float) -> Settled:
    """Sent again where the platform honours our key, else left to a human."""
    if by is Settlement.NONE:
        return Settled(row.key, row.attempt, "parked", not_before=now, detail=receipt.detail[:LONGEST_DETAIL])
    return _awaiting(row, receipt, now + backoff(row.attempt, jitter))


def _awaiting(row: OutboxRow, receipt: Receipt, until: datetime) -> Settled:
    """What comes back until then settles it."""
    return Settled(row.key, row.attempt, "unknown", not_before=until, detail=receipt.detail[:LONGEST_DETAIL])


_Meaning = Callable[[OutboxRow, Receipt, Settlement, datetime, float], Settled]

_MEANING: Final[dict[Outcome, _Meaning]] = {
    Outcome.SENT: _sent,
    Outcome.FAILED: _failed,
    Outcome.RETRY: _again,
    Outcome.UNKNOWN: _unknown,
    Outcome.PAUSED: _paused,
}
