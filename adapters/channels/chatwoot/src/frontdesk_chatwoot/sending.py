"""From messages to calls of Chatwoot's API, and what its answers mean."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from frontdesk import (
    HeaderKey,
    HttpCall,
    HttpReply,
    Message,
    Outcome,
    Receipt,
    read_object,
    reply_detail,
    retry_after,
    starter_payload,
    text_at,
)
from frontdesk_chatwoot.events import KEY

TOKEN_HEADER: Final = "api_access_token"  # noqa: S105 - the name of a header
_NOWHERE: Final = "0"
"""No conversation has this number: Chatwoot answers 404, in its own words."""
_OUTCOMES: Final[Mapping[int, Outcome]] = {
    401: Outcome.PAUSED,  # a token that is wrong or withdrawn, a bot of another account, an account that is suspended
    402: Outcome.PAUSED,  # the plan on app.chatwoot.com has run out
    403: Outcome.PAUSED,
    408: Outcome.RETRY,
    429: Outcome.RETRY,
    500: Outcome.RETRY,
    502: Outcome.UNKNOWN,  # the installation behind the proxy may have taken it
    503: Outcome.RETRY,
    504: Outcome.UNKNOWN,
}
_FLOOD: Final = "Too many messages"
"""422, yet not for good: more messages in this conversation than `CONVERSATION_MESSAGE_PER_MINUTE_LIMIT` allows."""
_MINUTE: Final = 60.0
_NOT_FOUND: Final = 404


def call(url: str, token: str, document: Mapping[str, object] | None = None) -> HttpCall:
    """A call with an access token; without a document it only reads."""
    if document is None:
        return HttpCall(url=url, method="GET", auth=HeaderKey(header=TOKEN_HEADER, ref=token))
    return HttpCall(
        url=url,
        headers={"content-type": "application/json"},
        body=json.dumps(document, ensure_ascii=False).encode(),
        auth=HeaderKey(header=TOKEN_HEADER, ref=token),
    )


def compose(message: Message, root: str, token: str) -> HttpCall:
    """A message in the conversation that was written in; suggestions as the items of an `input_select`."""
    conversation = message.reply_context.get("conversation", _NOWHERE)
    return call(f"{root}/conversations/{conversation}/messages", token, _document(message))


def private_note(place: str, token: str, text: str, key: str) -> HttpCall:
    """A note in a conversation that only the humans read."""
    document = {"content": text, "message_type": "outgoing", "private": True, "content_attributes": {KEY: key}}
    return call(f"{place}/messages", token, document)


def _document(message: Message) -> Mapping[str, object]:
    attributes: dict[str, object] = {KEY: message.key}
    shown = message.carrier is not None and bool(message.suggestions)
    if shown:
        attributes["items"] = [{"title": item.title, "value": starter_payload(item.id)} for item in message.suggestions]
    return {
        "content": message.text,
        "message_type": "outgoing",
        "private": False,
        "content_type": "input_select" if shown else "text",
        "content_attributes": attributes,
    }


def read_reply(reply: HttpReply) -> Receipt:
    """The receipt of one attempt."""
    document = read_object(reply.body) or {}
    if 200 <= reply.status < 300:  # noqa: PLR2004 - HTTP
        number = document.get("id")
        return Receipt(outcome=Outcome.SENT, platform_id=str(number) if isinstance(number, int) else None)
    # `error` where a controller refuses, `message` where a record is invalid.
    words = text_at(document, "error") or text_at(document, "message")
    detail = reply_detail(reply, words)
    if _FLOOD in detail:
        return Receipt(outcome=Outcome.RETRY, retry_after=_MINUTE, detail=detail)
    return Receipt(outcome=_outcome(reply.status, words), retry_after=retry_after(reply), detail=detail)


def _outcome(status: int, words: str) -> Outcome:
    if status == _NOT_FOUND and not words:  # no conversation is missing, but Chatwoot itself: an ingress says so
        return Outcome.PAUSED
    lost = Outcome.RETRY if status >= 500 else Outcome.FAILED  # noqa: PLR2004 - HTTP
    return _OUTCOMES.get(status, lost)
