"""The JSON contract, as models: what the platform posts to Frontdesk, and what Frontdesk posts to the platform."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from frontdesk import CarrierStyle, Kind

MOST_EVENTS = 1000
MOST_BYTES = 1024 * 1024


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("no such instant in UTC") from error


Id = Annotated[str, Field(min_length=1, max_length=200)]
Attributes = Annotated[dict[Id, Annotated[str, Field(max_length=2000)]], Field(max_length=50)]
Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class _Part(BaseModel):
    """Unknown fields are let through: a platform may send more than is needed, and `raw` keeps it."""

    model_config = ConfigDict(frozen=True)


class ContactPart(_Part):
    """The person writing."""

    id: Id = Field(description="what the platform knows the person by; messages go `to` it")
    name: str | None = Field(default=None, max_length=500)
    first_name: str | None = Field(default=None, max_length=500)
    locale: str | None = Field(default=None, max_length=35, description="BCP 47, such as fr-FR")
    timezone: str | None = Field(default=None, max_length=64, description="IANA name of the clock they live by")
    aliases: tuple[Id, ...] = Field(default=(), max_length=10, description="earlier ids of the same person")


class _EventPart(_Part):
    id: Id = Field(description="unique within the account and the same at each retry: repeats have no effect")
    at: Instant = Field(description="when it happened on the platform, ISO 8601 with an offset")
    contact: ContactPart
    attributes: Attributes = Field(default_factory=dict, description="what a route may look at")
    reply_context: Attributes = Field(default_factory=dict, description="comes back with every answer to this event")


class OpenedPart(_EventPart):
    """The contact opened the conversation and has said nothing yet."""

    type: Literal["conversation_opened"]


class MessagePart(_EventPart):
    """The contact wrote."""

    type: Literal["message"]
    text: str = Field(max_length=100_000)
    key: Id | None = Field(default=None, description="our `id`, if this is one of our own messages coming back")
    automatic: str | None = Field(default=None, max_length=200, description="the sign that a machine wrote it")
    headers: Attributes = Field(default_factory=dict, description="mail headers, where automatic mail shows itself")


class TapPart(_EventPart):
    """The contact tapped a suggestion."""

    type: Literal["starter_tap"]
    starter: Id | None = Field(default=None, description="the suggestion's id, as we sent it")
    title: str = Field(default="", max_length=1000)


class OperatorPart(_EventPart):
    """A human of the business answered on the platform."""

    type: Literal["operator_reply"]
    text: str = Field(default="", max_length=100_000)
    operator: str | None = Field(default=None, max_length=500)
    key: Id | None = Field(default=None, description="our `id`, if this is one of our own messages coming back")


class ClosedPart(_EventPart):
    """The conversation was closed."""

    type: Literal["conversation_closed"]


class DeliveryPart(_EventPart):
    """What became of a message of ours: an echo, a delivery, a reading, a failure."""

    type: Literal["delivery"]
    status: Literal["sent", "delivered", "read", "failed"]
    key: Id | None = Field(default=None, description="the `id` that we sent")
    platform_id: Id | None = None


EventPart = Annotated[
    OpenedPart | MessagePart | TapPart | OperatorPart | ClosedPart | DeliveryPart, Field(discriminator="type")
]
EVENT: TypeAdapter[EventPart] = TypeAdapter(EventPart)


class Delivery(_Part):
    """The body of a request to Frontdesk."""

    events: Annotated[list[EventPart], Field(min_length=1, max_length=MOST_EVENTS)]


class Envelope(_Part):
    """The same, before its events are looked at: one bad event never loses the others."""

    events: Annotated[list[object], Field(min_length=1, max_length=MOST_EVENTS)]


class SuggestionPart(_Part):
    """A conversation starter under a message."""

    id: str
    title: str = Field(description="as it is to be shown")
    full_title: str | None = Field(default=None, description="the whole title, where the shown one was cut")


class Outgoing(_Part):
    """The body of a request from Frontdesk: one message to one person."""

    id: str = Field(description="our key: the same at each attempt, and `key` in what comes back")
    to: str = Field(description="`contact.id`")
    text: str
    kind: Kind
    conversation: str
    locale: str | None = None
    style: CarrierStyle | None = Field(default=None, description="how to show the suggestions")
    suggestions: tuple[SuggestionPart, ...] = ()
    reply_context: dict[str, str] = Field(default_factory=dict)


class Accepted(BaseModel):
    """What the platform answers when it has taken a message."""

    id: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="the platform's own id of the message"
    )
