"""From messages to methods of the Bot API: `POST <api>/bot<token>/<method>`, the token written in by the host."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from frontdesk import Event, HttpCall, Message, PathKey, Suggestion, starter_payload
from frontdesk_telegram.settings import TelegramSettings

CONNECTION: Final = "business_connection_id"
"""In `reply_context`: the Telegram Business account on whose behalf is answered."""


def call(settings: TelegramSettings, method: str, document: Mapping[str, object]) -> HttpCall:
    """One method with its parameters."""
    return HttpCall(
        url=f"{settings.api}/bot{{secret}}/{method}",
        headers={"content-type": "application/json"},
        body=json.dumps(document, ensure_ascii=False).encode(),
        auth=PathKey(ref=settings.token),
        timeout=settings.timeout,
    )


def compose(settings: TelegramSettings, message: Message) -> HttpCall:
    """The text with its buttons, each in a row of its own: titles are questions, and half a screen is too narrow."""
    document: dict[str, object] = {"chat_id": message.to, "text": message.text}
    if message.reply_context.get(CONNECTION):
        document[CONNECTION] = message.reply_context[CONNECTION]
    if message.carrier is not None and message.suggestions:
        document["reply_markup"] = {"inline_keyboard": [[_button(item)] for item in message.suggestions]}
    return call(settings, "sendMessage", document)


def answer(settings: TelegramSettings, event: Event) -> Sequence[HttpCall]:
    """`answerCallbackQuery` for the event of a tap; none for a command that was typed."""
    query = event.raw.get("callback_query")
    query_id = query.get("id") if isinstance(query, Mapping) else None
    if not isinstance(query_id, str):
        return ()
    return [call(settings, "answerCallbackQuery", {"callback_query_id": query_id})]


def _button(suggestion: Suggestion) -> Mapping[str, str]:
    """`callback_data` holds 64 bytes; ours has at most 44."""
    return {"text": suggestion.title, "callback_data": starter_payload(suggestion.id)}
