"""The parts of an event that are looked at, as models. Everything else of it stays in `raw`.

Shapes: https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects and `webhook.yml` of
https://github.com/line/line-openapi .
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    """Unknown fields are let through; known ones are of their type or the event is not understood."""

    model_config = ConfigDict(strict=True, frozen=True)


class Source(Part):
    """Who it is of: a person, or a group or room of several."""

    type: str
    user: str | None = Field(default=None, alias="userId", min_length=1, max_length=200)


class Delivery(Part):
    """`deliveryContext`."""

    again: bool = Field(default=False, alias="isRedelivery")


class Content(Part):
    """`message` of a message event; only some types have a text."""

    type: str
    text: str = ""


class Postback(Part):
    """`postback`: what was tapped, without its label."""

    data: str


class EventPart(Part):
    """What every event has. A channel in standby is not the one that speaks."""

    type: str
    mode: Literal["active", "standby"]
    source: Source | None = None
    timestamp: object = None
    delivery: Delivery = Field(default=Delivery(), alias="deliveryContext")
    reply_token: str | None = Field(default=None, alias="replyToken", max_length=200)


class MessagePart(EventPart):
    """A contact wrote."""

    message: Content


class PostbackPart(EventPart):
    """A contact tapped."""

    postback: Postback
