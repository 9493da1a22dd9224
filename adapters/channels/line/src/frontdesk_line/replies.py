"""What LINE's answers mean, by HTTP status: https://developers.line.biz/en/reference/messaging-api/#status-codes .

A push is repeated with its retry key as often as need be (24 hours long), and LINE takes it once:
https://developers.line.biz/en/docs/messaging-api/retrying-api-request/ . A reply has no key: what may have been sent is
not sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from frontdesk import HttpReply, Outcome, Receipt, read_object, reply_detail, retry_after, text_at

_BY_STATUS: Final[Mapping[int, Outcome]] = {
    # 400: a wrong parameter, a person who does not exist; but see the words below.
    400: Outcome.FAILED,
    # 401: the access token is wrong, expired or revoked.
    401: Outcome.PAUSED,
    # 403: the account or its plan may not do this.
    403: Outcome.PAUSED,
    # 404: no Messaging API is at `api_url`: nothing of the message stands in the address.
    404: Outcome.PAUSED,
    # 408 and 425: something before LINE had no whole request, or would not pass it on yet.
    408: Outcome.RETRY,
    # 409: this retry key was taken before: an earlier attempt of ours went through.
    409: Outcome.SENT,
    410: Outcome.FAILED,
    413: Outcome.FAILED,
    415: Outcome.FAILED,
    425: Outcome.RETRY,
    # 429: too many requests; but see the words below.
    429: Outcome.RETRY,
}
_QUOTA: Final = "monthly limit"
"""Of a 429: the month's messages are used up, and nothing is sent until more are bought or the month is over."""
_USED_UP: Final = "invalid reply token"
"""Of a 400: the token was used, or is too old. Nothing was sent, and at the next attempt it is pushed."""
_WORDS: Final = ((400, _USED_UP, Outcome.RETRY), (429, _QUOTA, Outcome.PAUSED))
_SUCCESS = range(200, 300)
_BROKEN = range(500, 600)


def read(reply: HttpReply, *, keyed: bool) -> Receipt:
    """The receipt of one attempt; `keyed` = it carried a retry key, so that repeating it is harmless."""
    document = read_object(reply.body)
    return Receipt(
        outcome=_outcome(reply, document, keyed=keyed),
        platform_id=_platform_id(document or {}),
        retry_after=retry_after(reply),  # LINE documents none; something before it may tell
        detail=_detail(reply, document or {}),
    )


def _outcome(reply: HttpReply, document: Mapping[str, object] | None, *, keyed: bool) -> Outcome:
    lost = Outcome.RETRY if keyed else Outcome.UNKNOWN
    if reply.status in _SUCCESS:  # LINE answers with an object, be it empty; anything else is somebody else's yes
        return Outcome.SENT if document is not None else lost
    if reply.status in _BROKEN:
        return lost
    words = text_at(document or {}, "message").lower()
    said = [outcome for status, part, outcome in _WORDS if status == reply.status and part in words]
    return said[0] if said else _BY_STATUS.get(reply.status, Outcome.FAILED)


def _platform_id(document: Mapping[str, object]) -> str | None:
    """Of the one message that we send; LINE gives it also when it answers 409."""
    sent = document.get("sentMessages")
    first = sent[0] if isinstance(sent, list) and sent else None
    return text_at(first, "id")[:200] or None if isinstance(first, Mapping) else None


def _detail(reply: HttpReply, document: Mapping[str, object]) -> str:
    """LINE's message with its details, each of which names the property that is wrong."""
    if reply.status in _SUCCESS and document:
        return ""
    details = document.get("details")
    told = [item for item in details if isinstance(item, Mapping)] if isinstance(details, list) else []
    words = "; ".join(f"{item.get('property', '')}: {item.get('message', '')}" for item in told[:5])
    return reply_detail(reply, text_at(document, "message"), words and f"({words})")
