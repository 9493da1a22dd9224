"""From messages to calls: a text, a text with reply buttons, or a text with a list.

https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from frontdesk import CarrierStyle, Message, Suggestion, starter_payload
from frontdesk_whatsapp.people import USER_ID
from frontdesk_whatsapp.words import list_button

LONGEST_DESCRIPTION: Final = 72


def outgoing(message: Message) -> Mapping[str, object]:
    """The body of a message; its key comes back with each of its statuses."""
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_address(message),
        **_CONTENT[message.carrier if message.suggestions else None](message),
        "biz_opaque_callback_data": message.key,
    }


def _address(message: Message) -> Mapping[str, str]:
    """The phone number where it is known; a user id must stand in `recipient`: in `to` it is taken, and lost."""
    phone = message.reply_context.get("to", "")
    if not phone and USER_ID.fullmatch(message.to):
        return {"recipient": message.to}
    return {"to": phone or message.to}


def _text(message: Message) -> Mapping[str, object]:
    return {"type": "text", "text": {"body": message.text}}


def _buttons(message: Message) -> Mapping[str, object]:
    buttons = [
        {"type": "reply", "reply": {"id": starter_payload(item.id), "title": item.title}}
        for item in message.suggestions
    ]
    return _interactive("button", message.text, {"buttons": buttons})


def _list(message: Message) -> Mapping[str, object]:
    """One section needs no title."""
    rows = [_row(item, message.full_titles.get(item.id, "")) for item in message.suggestions]
    return _interactive("list", message.text, {"button": list_button(message.locale), "sections": [{"rows": rows}]})


def _row(item: Suggestion, full_title: str) -> Mapping[str, str]:
    """The whole question stands in the description where its title was cut; the text has it in any case."""
    row = {"id": starter_payload(item.id), "title": item.title}
    return row | {"description": full_title} if 0 < len(full_title) <= LONGEST_DESCRIPTION else row


def _interactive(kind: str, text: str, action: Mapping[str, object]) -> Mapping[str, object]:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": text}, "action": action}}


_CONTENT: Final[Mapping[CarrierStyle | None, Callable[[Message], Mapping[str, object]]]] = {
    None: _text,
    CarrierStyle.BUTTONS: _buttons,
    CarrierStyle.LIST: _list,
}
