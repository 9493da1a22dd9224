"""From our messages to Google's calls.

https://developers.google.com/business-communications/business-messages/reference/rest/v1/conversations.messages/create
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from frontdesk import GoogleServiceAccount, HttpCall, Kind, Message, Suggestion, starter_payload
from frontdesk_google.business_messages.settings import BusinessMessagesSettings

SCOPE: Final = "https://www.googleapis.com/auth/businessmessages"


def compose(message: Message, settings: BusinessMessagesSettings) -> HttpCall:
    """One message under our key, which Google takes once: a repeat is answered by ALREADY_EXISTS."""
    body: dict[str, object] = {
        "messageId": message.key,
        "representative": _representative(message, settings),
        "text": message.text,
    }
    if message.suggestions:
        body["suggestions"] = [suggestion(item) for item in message.suggestions]
    return HttpCall(
        url=f"{str(settings.api_url).rstrip('/')}/v1/conversations/{quote(message.to, safe='')}/messages",
        headers={"content-type": "application/json"},
        body=json.dumps(body, ensure_ascii=False).encode(),
        auth=GoogleServiceAccount(ref=settings.service_account, scopes=(SCOPE,)),
    )


def suggestion(item: Suggestion) -> Mapping[str, object]:
    """A reply that is suggested: what is shown, and what a tap brings back."""
    return {"reply": {"text": item.title, "postbackData": starter_payload(item.id)}}


def _representative(message: Message, settings: BusinessMessagesSettings) -> Mapping[str, object]:
    """Google asks that people know whom they read: a machine, or a human of the business."""
    human = message.kind is Kind.OPERATOR
    name = (message.operator if human else None) or settings.representative
    kind = {"representativeType": "HUMAN" if human else "BOT"}
    return {**kind, "displayName": name} if name else kind
