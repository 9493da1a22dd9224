"""The parts of an update that are looked at, as models. Everything else of it stays in `raw`.

Shapes: https://core.telegram.org/bots/api#update and the types it names (Bot API 10.1).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Number = Annotated[int, Field(gt=-(2**63), lt=2**63)]
"""Telegram's own ids have at most 52 significant bits."""


class Part(BaseModel):
    """Unknown fields are let through; known ones are of their type or the update is not understood."""

    model_config = ConfigDict(strict=True, frozen=True)


class User(Part):
    """`User`."""

    id: Number
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    language_code: str | None = None


class Chat(Part):
    """`Chat`: in private ones its id is that of the person."""

    id: Number
    type: str = ""
    first_name: str = ""
    last_name: str = ""


class Button(Part):
    """`InlineKeyboardButton`."""

    text: str = ""
    callback_data: str | None = None


class Markup(Part):
    """`InlineKeyboardMarkup`."""

    inline_keyboard: list[list[Button]] = []


class Message(Part):
    """`Message`; the business fields stand in `business_message` alone."""

    message_id: Number
    sender: User | None = Field(default=None, alias="from")
    chat: Chat
    date: object = None
    text: str | None = None
    caption: str | None = None
    business_connection_id: str | None = Field(default=None, min_length=1, max_length=200)
    sender_business_bot: User | None = None
    is_from_offline: bool = False

    @property
    def said(self) -> str:
        """Its words, or those under its picture; empty where it has none."""
        return self.text or self.caption or ""


class Shown(Part):
    """`MaybeInaccessibleMessage`: what a tapped button stood under. A stub, with `date` 0, has no markup."""

    chat: Chat
    business_connection_id: str | None = Field(default=None, min_length=1, max_length=200)
    reply_markup: Markup | None = None


class CallbackQuery(Part):
    """`CallbackQuery`. It carries no time of its own."""

    id: str
    sender: User = Field(alias="from")
    message: Shown | None = None
    data: str | None = None


class Member(Part):
    """`ChatMember`, of the bot itself."""

    status: str


class Membership(Part):
    """`ChatMemberUpdated`."""

    chat: Chat
    sender: User = Field(alias="from")
    date: object = None
    new_chat_member: Member
