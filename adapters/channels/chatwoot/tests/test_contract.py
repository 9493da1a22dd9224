"""The Chatwoot channel against the contract of all channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar

import pytest
from chatwoot_shop import FIXTURES, NOW, fixture, request, shop, signed

from frontdesk import (
    ConversationClosed,
    DeliveryStatus,
    DeliveryUpdated,
    HandedBack,
    HttpReply,
    Message,
    MessageReceived,
    OperatorReplied,
    StarterTapped,
    Unknown,
    WebhookRequest,
)
from frontdesk_chatwoot import ChatwootChannel
from frontdesk_testkit import ChannelContract, Expected, Sample, expect
from frontdesk_testkit.dialect import Dialect
from frontdesk_testkit.platforms import dialect_of

KEY = "5f0c6e5cf1a34d5f8a0a3ce1a6c2d7b9"
EXPECTED: Mapping[str, Expected] = {
    "message_created__incoming": expect(
        MessageReceived,
        id="message_created:10",
        contact="3",
        at=datetime(2026, 6, 1, 7, 59, 50, tzinfo=UTC),
        text="Bonjour",
        attributes={
            "establishment": "paris",
            "inbox_id": "5",
            "channel": "Channel::WebWidget",
            "page": "https://shop.example/paris",
        },
        reply_context={"conversation": "42", "labels": "vip"},
        automatic=None,
    ),
    "message_created__incoming_attachment": expect(MessageReceived, text=""),
    "message_created__incoming_email_auto_reply": expect(MessageReceived, automatic="email: auto_reply"),
    "message_created__incoming_whatsapp_choice": expect(MessageReceived, text="Vos horaires ?"),
    "message_created__incoming_telegram_choice": expect(StarterTapped, starter="hours", id="message_created:14"),
    "message_created__outgoing_own": expect(
        DeliveryUpdated, contact="3", key=KEY, platform_id="15", status=DeliveryStatus.SENT
    ),
    "message_created__outgoing_human": expect(
        OperatorReplied, contact="3", text="Je regarde.", operator="Luc", relay=False
    ),
    "message_created__outgoing_native_app": expect(OperatorReplied, text="Je regarde.", operator=None),
    "message_created__outgoing_other_bot": expect(Unknown, reason="not a human's: written by agent_bot"),
    "message_created__outgoing_automation": expect(Unknown, reason="an automation rule of Chatwoot's wrote it"),
    "message_created__outgoing_campaign": expect(Unknown, reason="a campaign of Chatwoot's wrote it"),
    "message_created__private_note": expect(Unknown, reason="a private note among the humans"),
    "message_created__template_greeting": expect(Unknown, reason="Chatwoot's own automatic message"),
    "message_created__numbered_type": expect(
        MessageReceived, text="Bonjour", at=datetime(2026, 6, 1, 7, 59, 50, tzinfo=UTC)
    ),
    "message_created__other_account": expect(Unknown, reason="the message is another account's"),
    "message_created__before_meta": expect(MessageReceived, contact="3", text="Bonjour"),
    "message_updated__choice": expect(
        StarterTapped, id="message_updated:15:fd1:hours", contact="3", starter="hours", title="Vos horaires ?", at=NOW
    ),
    "message_updated__choice_of_another_bot": expect(StarterTapped, starter=None, title="A"),
    "message_updated__form": expect(Unknown, reason="a message was changed, and nothing chosen"),
    "message_updated__delivered": expect(DeliveryUpdated, key=KEY, status=DeliveryStatus.DELIVERED, platform_id="15"),
    "message_updated__failed": expect(
        DeliveryUpdated, key=KEY, status=DeliveryStatus.FAILED, detail="131026: Message undeliverable"
    ),
    "message_updated__edited": expect(Unknown, reason="a message was changed, and nothing chosen"),
    "conversation_resolved__bot": expect(
        ConversationClosed, contact="3", id="conversation_resolved:42:1780300790.250000"
    ),
    "conversation_status_changed__resolved": expect(
        ConversationClosed, contact="3", id="conversation_resolved:42:1780300790.250000"
    ),
    "conversation_status_changed__given_back": expect(
        HandedBack, contact="3", id="conversation_pending:42:1780300790.250000"
    ),
    "conversation_status_changed__open": expect(Unknown),
    "conversation_opened__handed_over": expect(Unknown, reason="the conversation was handed to the humans"),
    "conversation_created__api": expect(Unknown),
    "webwidget_triggered__first_visit": expect(Unknown),
    "conversation_typing_on__contact": expect(Unknown, reason="somebody is typing"),
}
ECHOES = {name for name in EXPECTED if "outgoing" in name} | {"message_updated__delivered", "message_updated__failed"}


def test_every_fixture_is_a_sample() -> None:
    assert {path.stem for path in FIXTURES.glob("*.json")} == set(EXPECTED)


class TestChatwoot(ChannelContract):
    """A bot of a web widget, on a release that signs and keeps our key."""

    now = NOW
    signature_headers = ("x-chatwoot-signature", "x-chatwoot-timestamp")
    contact = "3"
    reply_context: ClassVar[Mapping[str, str]] = {"conversation": "1003"}

    @pytest.fixture
    def channel(self) -> ChatwootChannel:
        """The account."""
        return shop()

    def dialect(self) -> Dialect:
        """Chatwoot itself."""
        return dialect_of("chatwoot")

    def samples(self) -> Sequence[Sample]:
        """Every fixture."""
        return [
            Sample(name=name, request=request(fixture(name)), events=[expected], echo=name in ECHOES)
            for name, expected in EXPECTED.items()
        ]

    def incoming(self, text: str, id: str) -> WebhookRequest:  # noqa: A002 - the contract's word
        """A visitor's message."""
        return request(fixture("message_created__incoming") | {"id": _number(id), "content": text})

    def incoming_at(self, text: str, id: str, at: datetime) -> WebhookRequest:  # noqa: A002 - the contract's word
        """With its own time."""
        about = {"id": _number(id), "content": text, "created_at": at.isoformat()}
        return request(fixture("message_created__incoming") | about)

    def sign(self, request: WebhookRequest) -> WebhookRequest:
        """With the account's secret."""
        return signed(request)

    def accepted(self, message: Message) -> HttpReply:
        """The message as it was kept."""
        return HttpReply(status=200, body=b'{"id": 15, "content": "Bienvenue", "message_type": 1}')

    def echo_of(self, message: Message) -> WebhookRequest:
        """The bot hears itself."""
        own = fixture("message_created__outgoing_own")
        return request(own | {"content_attributes": {"frontdesk_key": message.key}})


class TestChatwootBeforeWhatsApp(TestChatwoot):
    """Buttons for three, a list for ten: the limits of WhatsApp, which Chatwoot itself does not keep."""

    @pytest.fixture
    def channel(self) -> ChatwootChannel:
        """The account of a WhatsApp inbox."""
        return shop(behind="whatsapp")


class TestChatwootByApi(TestChatwoot):
    """An API inbox whose other side shows short texts and five buttons."""

    @pytest.fixture
    def channel(self) -> ChatwootChannel:
        """The account of an API inbox."""
        return shop(behind="api", limits={"text": 640, "suggestions": 5, "title": 24})


def _number(id: str) -> int:  # noqa: A002 - the contract's word
    """Chatwoot numbers its messages."""
    return 100 + int(id.rpartition("-")[2])
