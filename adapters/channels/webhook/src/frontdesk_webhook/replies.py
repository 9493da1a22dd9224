"""What the platform's answers mean, by HTTP status."""

from __future__ import annotations

from pydantic import ValidationError

from frontdesk import HttpReply, Outcome, Receipt, Settlement, reply_detail, retry_after
from frontdesk_webhook.wire import Accepted

CONFLICT = 409
"""The platform has this key already: an earlier attempt was accepted, and this one did nothing."""
UNAUTHORIZED = 401
"""The platform does not know our signature: the secret is another there, and every message will be refused."""
LATER = frozenset({408, 425, 429, 500, 503})
"""Not taken, try again."""
GATEWAY = frozenset({502, 504})
"""A gateway lost the answer; the platform behind it may have taken the message."""


def read(reply: HttpReply, settles: Settlement) -> Receipt:
    """The receipt of one attempt."""
    if 200 <= reply.status < 300:  # noqa: PLR2004 - HTTP
        return _sent(reply)
    if reply.status == CONFLICT:
        return _sent(reply)
    return Receipt(outcome=_outcome(reply.status, settles), retry_after=retry_after(reply), detail=reply_detail(reply))


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
        return Receipt(outcome=Outcome.SENT, detail=reply_detail(reply))
