"""From messages to calls: a push with its retry key, or a reply with the token of the event that it answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from frontdesk import Bearer, HttpCall, Kind, Message, Suggestion, starter_payload
from frontdesk_line.settings import LineSettings

REPLY_TOKEN: Final = "reply_token"  # noqa: S105 - a name in `reply_context`
RETRY_KEY: Final = "X-Line-Retry-Key"

_ONE_OF_AN_EVENT: Final = frozenset({Kind.WELCOME, Kind.ABSENCE, Kind.ANSWER})
"""A reply token is taken once. Of these an event has one; a privacy notice, a rule's further texts and an operator's
words are pushed beside it."""


def replies(settings: LineSettings, message: Message) -> bool:
    """Whether this message is sent as a reply: free, but without a key.

    At the first attempt alone: what was refused for its token (used, or too old) was not sent, and is pushed then.
    """
    first = settings.prefer_reply and message.attempt == 0 and message.kind in _ONE_OF_AN_EVENT
    return first and bool(message.reply_context.get(REPLY_TOKEN))


def compose(settings: LineSettings, message: Message) -> HttpCall:
    """The message as a reply where it is to be one, else as a push."""
    if replies(settings, message):
        token = message.reply_context[REPLY_TOKEN]
        return _call(settings, "reply", {"replyToken": token, "messages": [_text(message)]}, {})
    document = {"to": message.to, "messages": [_text(message)]}
    return _call(settings, "push", document, {RETRY_KEY: retry_key(message.key)})


def retry_key(key: str) -> str:
    """Our key as the UUID that LINE wants: its 32 hex digits, with hyphens."""
    try:
        return str(UUID(hex=key))
    except ValueError:  # a key of another form, which only tests and other hosts have
        return str(uuid5(NAMESPACE_URL, key))


def bot_info(settings: LineSettings) -> HttpCall:
    """Who the account is: `GET /v2/bot/info`."""
    return HttpCall(
        method="GET", url=f"{settings.api}/v2/bot/info", auth=Bearer(settings.access_token), timeout=settings.timeout
    )


def _call(
    settings: LineSettings, endpoint: str, document: Mapping[str, object], headers: Mapping[str, str]
) -> HttpCall:
    return HttpCall(
        url=f"{settings.api}/v2/bot/message/{endpoint}",
        headers={"content-type": "application/json", **headers},
        body=json.dumps(document, ensure_ascii=False).encode(),
        auth=Bearer(settings.access_token),
        timeout=settings.timeout,
    )


def _text(message: Message) -> Mapping[str, object]:
    text: dict[str, object] = {"type": "text", "text": message.text}
    if message.carrier is not None and message.suggestions:
        text["quickReply"] = {"items": [_item(suggestion) for suggestion in message.suggestions]}
    return text


def _item(suggestion: Suggestion) -> Mapping[str, object]:
    """A tap shows `displayText` in the chat as the contact's words, and is told to us by `data`."""
    action = {
        "type": "postback",
        "label": suggestion.title,
        "data": starter_payload(suggestion.id),
        "displayText": suggestion.title,
    }
    return {"type": "action", "action": action}
