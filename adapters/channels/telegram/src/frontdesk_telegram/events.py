"""From updates to events: one reader for each kind of update, and a reason for each that is none of ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import ValidationError

from frontdesk import (
    Contact,
    ConversationClosed,
    ConversationOpened,
    DeliveryStatus,
    DeliveryUpdated,
    Event,
    EventBase,
    MessageReceived,
    OperatorReplied,
    StarterTapped,
    Unknown,
    happened_at,
    read_object,
    starter_of,
    unknown,
)
from frontdesk_telegram.commands import typed
from frontdesk_telegram.replies import message_id
from frontdesk_telegram.sending import CONNECTION
from frontdesk_telegram.wire import CallbackQuery, Chat, Membership, Message, User

PRIVATE: Final = "private"
CONTENT: Final = frozenset(
    {
        "animation", "audio", "checklist", "contact", "dice", "document", "game", "location", "paid_media", "photo",
        "poll", "sticker", "story", "text", "venue", "video", "video_note", "voice",
    }
)  # fmt: skip
"""The fields of a message in which somebody says something; a message with none of them is Telegram's own notice."""
IGNORED: Final[Mapping[str, str]] = {
    "edited_message": "a message was edited",
    "channel_post": "a post in a channel",
    "edited_channel_post": "a post in a channel was edited",
    "business_connection": "a Telegram Business account was connected, changed or disconnected",
    "edited_business_message": "a message of a Telegram Business account was edited",
    "deleted_business_messages": "messages of a Telegram Business account were deleted",
    "message_reaction": "a reaction",
    "message_reaction_count": "reactions",
    "inline_query": "an inline query",
    "chosen_inline_result": "the result of an inline query",
    "shipping_query": "a payment",
    "pre_checkout_query": "a payment",
    "purchased_paid_media": "a payment",
    "poll": "a poll",
    "poll_answer": "a vote",
    "chat_member": "a member of a chat",
    "chat_join_request": "a request to join a chat",
    "chat_boost": "a boost",
    "removed_chat_boost": "a boost",
}
"""What Telegram sends where `allowed_updates` asks for more than is needed; kept, never answered."""

_START: Final = re.compile(r"/start(?:@\w{1,64})?(?:\s+(.*))?", re.DOTALL)
_PAYLOAD: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""Of deep links: https://core.telegram.org/bots/features#deep-linking ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One update as it came."""

    id: str
    raw: Mapping[str, object]
    received_at: datetime

    def base(self, contact: Contact, date: object, connection: str | None = None) -> EventBase:
        """What an event of this contact takes; `date` is Telegram's, or none at all."""
        return EventBase(
            id=self.id,
            contact=contact,
            at=happened_at(date, self.received_at),
            received_at=self.received_at,
            reply_context={CONNECTION: connection} if connection else {},
            raw=self.raw,
        )

    def ignored(self, reason: str, chat: Chat | None = None) -> Unknown:
        """Kept, and never answered."""
        return unknown(self.raw, self.received_at, reason, id=self.id, address="" if chat is None else str(chat.id))


def read_update(body: bytes, received_at: datetime) -> Event:
    """The event of a request. What cannot be read becomes `Unknown`, with the reason."""
    raw = read_object(body)
    if raw is None:
        return unknown(body, received_at, "not a JSON object")
    number = raw.get("update_id")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**63:
        return unknown(raw, received_at, "no update_id")
    update = Update(id=str(number), raw=raw, received_at=received_at)
    for kind, read in _READERS.items():
        if kind in raw:
            return _read(update, kind, read)
    named = next((reason for kind, reason in IGNORED.items() if kind in raw), "an update of an unknown kind")
    return update.ignored(named)


def _read(update: Update, kind: str, read: Callable[[Update, object], Event]) -> Event:
    try:
        return read(update, update.raw[kind])
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return update.ignored(f"{kind}.{'.'.join(str(part) for part in first['loc'])}: {first['msg']}")


def _message(update: Update, part: object) -> Event:
    """A chat of the bot itself."""
    message = Message.model_validate(part)
    silent = _not_for_us(message, part)
    if silent is not None or message.sender is None:
        return update.ignored(silent or "nobody wrote it", message.chat)
    return _said(message, update.base(_contact(message.sender), message.date))


def _not_for_us(message: Message, part: object) -> str | None:
    """Why a message is not one of a person to us."""
    if message.chat.type != PRIVATE:
        return "not a private chat"
    if message.sender is not None and message.sender.is_bot:
        return "a bot wrote it"
    return None if isinstance(part, Mapping) and CONTENT & part.keys() else "a notice of Telegram's own"


def _said(message: Message, base: EventBase) -> Event:
    """`/start` opens the conversation, another command is a starter, the rest are words."""
    start = _START.fullmatch(message.said)
    if start is not None:
        payload = _PAYLOAD.fullmatch((start[1] or "").strip())
        attributes = {} if payload is None else {"start": payload[0]}
        return ConversationOpened(**base._replace(attributes=attributes)._asdict())
    command = typed(message.said)
    if command is not None:
        return StarterTapped(**base._asdict(), starter=command.starter, title=command.title)
    return MessageReceived(**base._asdict(), text=message.said)


def _business(update: Update, part: object) -> Event:
    """A chat of a Telegram Business account. Both sides come here: its private chats bear the other person's number."""
    message = Message.model_validate(part)
    silent = _not_for_us(message, part)
    if silent is not None or message.sender is None or message.business_connection_id is None:
        return update.ignored(silent or "nobody wrote it, or to no account", message.chat)
    if message.sender.id != message.chat.id:
        return _of_owner(update, message, message.sender)
    base = update.base(_contact(message.sender), message.date, message.business_connection_id)
    automatic = "is_from_offline" if message.is_from_offline else None  # the person's own away message: no answer to it
    return MessageReceived(**base._asdict(), text=message.said, automatic=automatic)


def _of_owner(update: Update, message: Message, owner: User) -> Event:
    """What the account itself said: by us, by Telegram's own automation, or by its human."""
    base = update.base(_other(message.chat), message.date, message.business_connection_id)
    if message.sender_business_bot is not None:  # an account has one bot: it is this one
        sent = message_id(message.chat.id, message.message_id)
        return DeliveryUpdated(**base._asdict(), status=DeliveryStatus.SENT, platform_id=sent)
    if message.is_from_offline:
        return update.ignored("Telegram's own greeting, away or scheduled message", message.chat)
    return OperatorReplied(**base._asdict(), text=message.said, operator=_name(owner.first_name, owner.last_name))


def _tapped(update: Update, part: object) -> Event:
    """Telegram gives a tap no time of its own: it happened when it reached us."""
    query = CallbackQuery.model_validate(part)
    shown = query.message
    if query.data is None:
        return update.ignored("a game")
    if query.sender.is_bot or (shown is not None and shown.chat.id != query.sender.id):
        return update.ignored("a tap by somebody whose chat it is not", None if shown is None else shown.chat)
    base = update.base(_contact(query.sender), None, None if shown is None else shown.business_connection_id)
    return StarterTapped(**base._asdict(), starter=starter_of(query.data), title=_title(query))


def _title(query: CallbackQuery) -> str:
    """As the tapped button shows it; empty where Telegram no longer tells."""
    if query.message is None or query.message.reply_markup is None:
        return ""
    buttons = [button for row in query.message.reply_markup.inline_keyboard for button in row]
    return next((button.text for button in buttons if button.callback_data == query.data), "")


def _membership(update: Update, part: object) -> Event:
    """In a private chat: the person blocked the bot, or took it back, after which `/start` follows."""
    change = Membership.model_validate(part)
    if change.chat.type != PRIVATE:
        return update.ignored("not a private chat")
    if change.new_chat_member.status != "kicked":
        return update.ignored("the person no longer blocks the bot", change.chat)
    return ConversationClosed(**update.base(_contact(change.sender), change.date)._asdict())


def _contact(user: User) -> Contact:
    return Contact(
        address=str(user.id),
        full_name=_name(user.first_name, user.last_name),
        first_name=user.first_name or None,
        locale=user.language_code or None,
    )


def _other(chat: Chat) -> Contact:
    """The person at the other end of a private chat."""
    names = _name(chat.first_name, chat.last_name)
    return Contact(address=str(chat.id), full_name=names, first_name=chat.first_name or None)


def _name(first: str, last: str) -> str | None:
    return f"{first} {last}".strip() or None


_READERS: Final[Mapping[str, Callable[[Update, object], Event]]] = {
    "message": _message,
    "business_message": _business,
    "callback_query": _tapped,
    "my_chat_member": _membership,
}
