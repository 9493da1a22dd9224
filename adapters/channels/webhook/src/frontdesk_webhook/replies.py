"""What the platform's answers mean, by HTTP status."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from pydantic import ValidationError

from frontdesk import HttpReply, Outcome, Receipt, Settlement
from frontdesk_webhook.wire import Accepted

CONFLICT = 409
"""The platform has this key already: an earlier attempt was accepted, and this one did nothing."""
UNAUTHORIZED = 401
"""The platform does not know our signature: the secret is another there, and every message will be refused."""
LATER = frozenset({408, 425, 429, 500, 503})
"""Not taken, try again."""
GATEWAY = frozenset({502, 504})
"""A gateway lost the answer; the platform behind it may have taken the message."""
_DETAIL = 500


def read(reply: HttpReply, settles: Settlement) -> Receipt:
    """The receipt of one attempt."""
    if 200 <= reply.status < 300:  # noqa: PLR2004 - HTTP
        return _sent(reply)
    if reply.status == CONFLICT:
        return _sent(reply)
    return Receipt(outcome=_outcome(reply.status, settles), retry_after=_retry_after(reply), detail=_detail(reply))


def _outcome(status: int, settles: Settlement) -> Outcome:
    if status == UNAUTHORIZED:
        return Outcome.PAUSED
    if status in GATEWAY and settles is not Settlement.KEY:
        return Outcome.UNKNOWN
    if status in LATER or status >= 500:  # noqa: PLR2004 - HTTP
        return Outcome.RETRY
    return Outcome.FAILED if status >= 300 else Outcome.UNKNOWN  # noqa: PLR2004 - a redirect is not followed


def _sent(reply: HttpReply) -> Receipt:
    """The status alone says that it was taken; a body that cannot be read only costs us the platform's id."""
    try:
        return Receipt(outcome=Outcome.SENT, platform_id=Accepted.model_validate_json(reply.body or b"{}").id)
    except ValidationError:
        return Receipt(outcome=Outcome.SENT, detail=_detail(reply))


def _detail(reply: HttpReply) -> str:
    return f"{reply.status} {reply.body[:_DETAIL].decode('utf-8', 'replace')}".strip()


def _retry_after(reply: HttpReply) -> float | None:
    """Seconds, or a date told against the answer's own `Date`; our clock has no part in it."""
    value = reply.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(reply.headers.get("date", ""))
    except (TypeError, ValueError):  # no date at all, or only one of the two with a zone
        return None
    return max(0.0, wait.total_seconds())
