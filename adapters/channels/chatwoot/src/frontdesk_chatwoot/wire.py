"""What Chatwoot posts, as far as it concerns us: the parts of its webhook payloads, over its releases since 2020.

Sources: `app/models/message.rb`, `app/presenters/conversations/event_data_presenter.rb`, `app/models/contact.rb`,
`app/models/user.rb` and `app/models/agent_bot.rb` in chatwoot/chatwoot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Id = Annotated[int, Field(strict=True, ge=1, lt=2**63)]
MESSAGE_TYPES: Final[Mapping[object, str]] = {0: "incoming", 1: "outgoing", 2: "activity", 3: "template"}
"""Words in webhooks, numbers in sockets and REST: some installations forward the latter."""


def _worded(value: object) -> object:
    return MESSAGE_TYPES.get(value, value) if isinstance(value, int) and not isinstance(value, bool) else value


def _mapping(value: object) -> object:
    """Bags of attributes are null, or missing, in many releases."""
    return value if isinstance(value, Mapping) else {}


def _words(value: object) -> object:
    """As far as they are words: labels go along with ours, and no message waits for them."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


Bag = Annotated[dict[str, object], BeforeValidator(_mapping)]


class Part(BaseModel):
    """A part of a payload; what it does not name is of no concern."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Person(Part):
    """A contact, a user or an agent bot. `type` is missing for contacts of older releases."""

    id: Id
    name: str | None = None
    type: str | None = None


class Meta(Part):
    """Who takes part."""

    sender: Person | None = None


class ContactInbox(Part):
    """The contact's place in an inbox."""

    contact_id: Id | None = None


class Numbered(Part):
    """An account or an inbox."""

    id: Id


class Conversation(Part):
    """A conversation. Its `id` is the account's own numbering, the one that the API's addresses take."""

    id: Id
    inbox_id: Id | None = None
    channel: str | None = None
    status: str | None = None
    meta: Meta = Meta()
    contact_inbox: ContactInbox | None = None
    additional_attributes: Bag = {}
    custom_attributes: Bag = {}
    labels: Annotated[list[str], BeforeValidator(_words)] = []


class ConversationEvent(Conversation):
    """An event about a conversation: the conversation itself with the event's name in it."""

    event: str
    account: Numbered | None = None
    updated_at: float | None = None
    timestamp: float | None = None


class MessageEvent(Part):
    """An event about a message."""

    event: str
    id: Id
    content: str | None = None
    content_type: str | None = None
    content_attributes: Bag = {}
    additional_attributes: Bag = {}
    message_type: Annotated[Literal["incoming", "outgoing", "activity", "template"], BeforeValidator(_worded)]
    private: bool = False
    status: str | None = None
    created_at: str | float | None = None
    sender: Person | None = None
    conversation: Conversation
    inbox: Numbered | None = None
    account: Numbered | None = None


class Choice(Part):
    """What was chosen of an `input_select`."""

    title: str = ""
    value: str
