"""The webhook channel against the contract of all channels; the samples are its OpenAPI document's examples."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from frontdesk import (
    ConversationClosed,
    ConversationOpened,
    DeliveryStatus,
    DeliveryUpdated,
    HttpReply,
    Message,
    MessageReceived,
    OperatorReplied,
    StarterTapped,
    Unknown,
    WebhookRequest,
)
from frontdesk_testkit import ChannelContract, Dialect, Expected, Sample, WebhookDialect, expect
from frontdesk_webhook import SIGNATURE_HEADER, TIMESTAMP_HEADER, WebhookChannel, sign
from frontdesk_webhook.examples import EXAMPLES

NOW = datetime(2026, 6, 1, 8, 0, 30, tzinfo=UTC)
KEY = b"a key of the account"
SETTINGS: Mapping[str, object] = {"target_url": "https://platform.example/messages", "secrets": ["current", "former"]}
EXPECTED: Mapping[str, Sequence[Expected]] = {
    "conversation_opened": [expect(ConversationOpened, id="e-1", contact="c-7")],
    "message": [
        expect(
            MessageReceived,
            id="e-2",
            at=datetime(2026, 6, 1, 8, 0, 2, tzinfo=UTC),
            text="Bonjour, êtes-vous ouverts ?",
            attributes={"establishment": "paris"},
            reply_context={"thread": "t-9"},
            automatic=None,
        )
    ],
    "starter_tap": [expect(StarterTapped, starter="hours", title="Vos horaires ?")],
    "operator_reply": [expect(OperatorReplied, text="Oui, jusqu'à 19 h.", operator="Luc", relay=False)],
    "conversation_closed": [expect(ConversationClosed, id="e-5")],
    "delivery": [expect(DeliveryUpdated, key="5f0c", platform_id="p-31", status=DeliveryStatus.DELIVERED)],
    "several": [expect(ConversationOpened, id="e-7"), expect(MessageReceived, id="e-8", text="Bonjour")],
}
PLAIN = {"id": "x-1", "at": "2026-06-01T08:00:00Z", "contact": {"id": "c-7"}}
ODD: Mapping[str, tuple[Mapping[str, object], Expected]] = {
    "message__own_words_back": (
        {**PLAIN, "type": "message", "text": "Welcome", "key": "5f0c"},
        expect(DeliveryUpdated, key="5f0c", status=DeliveryStatus.SENT),
    ),
    "operator_reply__own_words_back": (
        {**PLAIN, "type": "operator_reply", "text": "Welcome", "key": "5f0c"},
        expect(DeliveryUpdated, key="5f0c", status=DeliveryStatus.SENT),
    ),
    "reaction__not_in_the_contract": ({**PLAIN, "type": "reaction", "emoji": "x"}, expect(Unknown, id="x-1")),
    "message__without_a_zone": ({**PLAIN, "type": "message", "text": "x", "at": "2026-06-01T08:00"}, expect(Unknown)),
}


def request(*events: Mapping[str, object]) -> WebhookRequest:
    """A request of the contract, not yet signed."""
    return WebhookRequest(
        headers={"content-type": "application/json"}, body=json.dumps({"events": events}).encode(), received_at=NOW
    )


def signed(unsigned: WebhookRequest, key: bytes = KEY) -> WebhookRequest:
    """The request as a platform signs it."""
    timestamp = int(unsigned.received_at.timestamp())
    headers = {
        TIMESTAMP_HEADER.lower(): str(timestamp),
        SIGNATURE_HEADER.lower(): sign(key, timestamp, unsigned.body),
    }
    return replace(unsigned, headers={**unsigned.headers, **headers})


def webhook(**settings: object) -> WebhookChannel:
    """An account of this channel."""
    checked = WebhookChannel.Settings.model_validate({**SETTINGS, **settings})
    return WebhookChannel("shop", checked, {"current": KEY, "former": b"the key before"})


class TestWebhook(ChannelContract):
    """With the settings that a platform team gives when it knows nothing better."""

    now = NOW
    signature_headers = (SIGNATURE_HEADER.lower(), TIMESTAMP_HEADER.lower())

    @pytest.fixture
    def channel(self) -> WebhookChannel:
        """An account that settles by key."""
        return webhook()

    def dialect(self) -> Dialect:
        """A platform that takes what the settings say when nothing is said."""
        return WebhookDialect()

    def batch(self, count: int) -> WebhookRequest:
        """Many messages of one contact."""
        return request(*({**PLAIN, "type": "message", "id": f"m-{number}", "text": "Hi"} for number in range(count)))

    def incoming_at(self, text: str, id: str, at: datetime) -> WebhookRequest:  # noqa: A002 - the contract's word
        """A plain message with its time."""
        return request({**PLAIN, "type": "message", "id": id, "text": text, "at": at.isoformat()})

    def samples(self) -> Sequence[Sample]:
        """Every example of the document, and what platforms send besides."""
        documented = [
            Sample(name=name, request=request(*body["events"]), events=EXPECTED[name], echo=name == "delivery")  # type: ignore[index]
            for name, body in EXAMPLES["incoming"].items()
        ]
        odd = [
            Sample(name=name, request=request(event), events=[expected], echo="own_words" in name)
            for name, (event, expected) in ODD.items()
        ]
        return [*documented, *odd]

    def incoming(self, text: str, id: str) -> WebhookRequest:  # noqa: A002 - the contract's word
        """A plain message."""
        return request({**PLAIN, "type": "message", "id": id, "text": text})

    def sign(self, request: WebhookRequest) -> WebhookRequest:
        """With the key in use."""
        return signed(request)

    def accepted(self, message: Message) -> HttpReply:
        """A yes with the platform's id."""
        return HttpReply(status=200, body=b'{"id": "p-31"}')

    def accepted_again(self, message: Message) -> HttpReply:
        """A key that is taken already."""
        return HttpReply(status=409, body=b'{"id": "p-31"}')

    def echo_of(self, message: Message) -> WebhookRequest:
        """A delivery with our key."""
        return request({**PLAIN, "type": "delivery", "status": "sent", "key": message.key})


ECHOING: Mapping[str, object] = {
    "settles": "echo",
    "unit": "bytes",
    "text_limit": 1600,
    "carriers": [
        {"style": "buttons", "count": 3, "title": 20, "body": 1024},
        {"style": "list", "count": 10, "title": 24, "body": 512},
    ],
}
PLAINEST: Mapping[str, object] = {"unit": "utf16", "text_limit": 160, "carriers": []}


class TestWebhookThatEchoes(TestWebhook):
    """A platform that honours no key, counts bytes, and shows lists beside short texts."""

    @pytest.fixture
    def channel(self) -> WebhookChannel:
        """Buttons for three, a list for ten, by the bytes."""
        return webhook(**ECHOING)

    def dialect(self) -> Dialect:
        """A platform of that kind."""
        return WebhookDialect(KEY, **ECHOING)


class TestWebhookOfPlainText(TestWebhook):
    """A platform of short texts in UTF-16 units and nothing else: starters go out numbered."""

    @pytest.fixture
    def channel(self) -> WebhookChannel:
        """As SMS gateways are."""
        return webhook(**PLAINEST)

    def dialect(self) -> Dialect:
        """A platform of that kind."""
        return WebhookDialect(KEY, **PLAINEST)
