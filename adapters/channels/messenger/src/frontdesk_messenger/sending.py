"""From messages to calls of the Send API."""

from __future__ import annotations

import json

from frontdesk import Bearer, HttpCall, Message, starter_payload
from frontdesk_messenger.settings import GraphSettings

JSON = {"content-type": "application/json"}


def compose(message: Message, settings: GraphSettings) -> HttpCall:
    """One POST; the token goes in a header, so that no address in any log holds it."""
    return HttpCall(
        url=settings.url("messages"),
        headers=JSON,
        body=json.dumps(_body(message)).encode(),
        auth=Bearer(ref=settings.access_token),
        timeout=settings.timeout,
    )


def _body(message: Message) -> dict[str, object]:
    """Always `RESPONSE`: message tags are for humans or for what we never send."""
    return {"recipient": {"id": message.to}, "messaging_type": "RESPONSE", "message": _content(message)}


def _content(message: Message) -> dict[str, object]:
    """`metadata` comes back in the echo; suggestions that are numbered within the text need no quick replies."""
    content: dict[str, object] = {"text": message.text, "metadata": message.key}
    if message.carrier is not None and message.suggestions:
        content["quick_replies"] = [
            {"content_type": "text", "title": item.title, "payload": starter_payload(item.id)}
            for item in message.suggestions
        ]
    return content
