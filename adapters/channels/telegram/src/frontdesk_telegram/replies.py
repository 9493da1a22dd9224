"""What the Bot API's answers mean: by HTTP status, and by the description where the status alone would mislead.

There is no key by which Telegram would know a repeat: what may have been sent is never sent again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from frontdesk import HttpReply, Outcome, Receipt, object_at, read_object, reply_detail, retry_after, text_at

_BY_STATUS: Final[Mapping[int, Outcome]] = {
    # 400: a wrong parameter, an unknown chat, a text or keyboard too large. The same again would be refused again.
    400: Outcome.FAILED,
    # 401: the token was revoked, or the bot deleted.
    401: Outcome.PAUSED,
    # 403: this person blocked the bot, is gone, or never started it. Only they can change that.
    403: Outcome.FAILED,
    # 404: no such token (wrong form, cut while pasting), or no Bot API at that address.
    404: Outcome.PAUSED,
    # 408 and 425: something before the Bot API had no whole request, or would not pass it on yet.
    408: Outcome.RETRY,
    425: Outcome.RETRY,
    # 429: `parameters.retry_after` seconds, exactly.
    429: Outcome.RETRY,
    # 500: Telegram's own trouble, before anything was sent; but see the words below.
    500: Outcome.RETRY,
    # 502 and 504: something before the Bot API lost the answer; the message may be out.
    502: Outcome.UNKNOWN,
    503: Outcome.RETRY,
    504: Outcome.UNKNOWN,
}
_BY_WORDS: Final[tuple[tuple[int, str, Outcome], ...]] = (
    # The bot was logged out of this server (method logOut): no message will leave until it is back.
    (400, "logged out", Outcome.PAUSED),
    # Telegram froze the bot's account for breaking its terms.
    (400, "frozen_method_invalid", Outcome.PAUSED),
    # The Bot API server closes with our request in hand: nobody knows how far it came.
    (500, "restart", Outcome.UNKNOWN),
    (500, "request aborted", Outcome.UNKNOWN),
    # It was sent, and is gone already; sent again it would be shown again.
    (500, "immediately deleted", Outcome.UNKNOWN),
)
_TOKEN: Final = re.compile(r"(?<!\d)\d{5,}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
"""A bot's token stands in the address of every call, and pages that tell of an error like to quote it."""
_SUCCESS = range(200, 300)


def read(reply: HttpReply) -> Receipt:
    """The receipt of one attempt."""
    document = read_object(reply.body) or {}
    if reply.status in _SUCCESS:
        return _taken(reply, document)
    return Receipt(
        outcome=_outcome(reply.status, document),
        retry_after=_retry_after(reply, document),
        detail=_detail(reply, document),
    )


def _taken(reply: HttpReply, document: Mapping[str, object]) -> Receipt:
    """Telegram never answers 200 without its `ok`: where that is missing, something else answered in its place."""
    if document.get("ok") is not True:
        return Receipt(outcome=Outcome.UNKNOWN, detail=_detail(reply, document))
    return Receipt(outcome=Outcome.SENT, platform_id=_platform_id(object_at(document, "result")))


def message_id(chat: int, message: int) -> str:
    """Telegram numbers the messages of each chat; with the chat's own number the id is the account's."""
    return f"{chat}:{message}"


def _platform_id(result: Mapping[str, object]) -> str | None:
    number, chat_id = result.get("message_id"), object_at(result, "chat").get("id")
    if not isinstance(number, int) or not isinstance(chat_id, int):
        return None
    return message_id(chat_id, number)


def _outcome(status: int, document: Mapping[str, object]) -> Outcome:
    said = text_at(document, "description").lower()
    for code, part, outcome in _BY_WORDS:
        if status == code and part in said:
            return outcome
    fallback = Outcome.UNKNOWN if status >= 500 or status < 300 else Outcome.FAILED  # noqa: PLR2004 - HTTP
    return _BY_STATUS.get(status, fallback)


def _retry_after(reply: HttpReply, document: Mapping[str, object]) -> float | None:
    """Of the answer's parameters; a proxy that answers for Telegram knows the header alone."""
    seconds = _parameter(document, "retry_after")
    if seconds is not None and seconds >= 0:
        return float(min(seconds, 10**9))
    return retry_after(reply)


def _parameter(document: Mapping[str, object], name: str) -> int | None:
    value = object_at(document, "parameters").get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _detail(reply: HttpReply, document: Mapping[str, object]) -> str:
    """What was said; and the chat's new number where it moved, which groups do and private chats never."""
    moved = _parameter(document, "migrate_to_chat_id")
    return words(reply, document) + ("" if moved is None else f" (now chat {moved})")


def words(reply: HttpReply, document: Mapping[str, object]) -> str:
    """The status, and Telegram's words or those of whatever answered in its place, without a token."""
    said = text_at(document, "description") or reply.body.decode("utf-8", "replace")
    return reply_detail(reply, _TOKEN.sub("***", said))
