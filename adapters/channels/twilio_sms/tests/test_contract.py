"""The Twilio channel against the contract of all channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from twilio_shop import FIXTURES, NOW, fixture, request, shop, signed

from frontdesk import (
    Channel,
    DeliveryStatus,
    DeliveryUpdated,
    HttpReply,
    Message,
    MessageReceived,
    Unknown,
    WebhookRequest,
)
from frontdesk_testkit import ChannelContract, Expected, Sample, expect
from frontdesk_testkit.dialect import Dialect
from frontdesk_testkit.platforms import dialect_of
from frontdesk_twilio_sms import TwilioSmsChannel

KEY = "5f0c6e5cf1a34d5f8a0a3ce1a6c2d7b9"
ANA = "+33639000007"


def told(
    status: DeliveryStatus,
    *,
    id: str,  # noqa: A002 - the glossary's word
    key: str | None = KEY,
    detail: str = "",
) -> Expected:
    """A delivery to Ana."""
    sid = id.partition(":")[0]
    return expect(DeliveryUpdated, id=id, contact=ANA, status=status, key=key, platform_id=sid, detail=detail)


SENT = f"SM{20:032x}"
EXPECTED: Mapping[str, Expected] = {
    "message__text": expect(
        MessageReceived,
        id=f"SM{1:032x}",
        contact=ANA,
        at=NOW,
        text="Bonjour, où êtes-vous ?",
        attributes={"to": "+33757000001", "country": "FR"},
        reply_context={"number": "+33757000001"},
        automatic=None,
    ),
    "message__number_of_a_menu": expect(MessageReceived, text="2"),
    "message__by_a_service": expect(
        MessageReceived, attributes={"to": "+33757000001", "country": "FR", "service": "MG" + "0" * 31 + "2"}
    ),
    "message__with_media": expect(MessageReceived, text="", id="MM" + "0" * 31 + "4"),
    "message__stop": expect(Unknown, id=f"SM{5:032x}", contact=ANA, reason="carrier keyword: STOP"),
    "message__help": expect(Unknown, reason="carrier keyword: HELP"),
    "message__start": expect(Unknown, reason="carrier keyword: START"),
    "message__advanced_opt_out": expect(Unknown, reason="opt-out keyword: STOP"),
    "message__short_code": expect(MessageReceived, contact="38040", automatic="sender: 38040"),
    "message__whatsapp": expect(Unknown, reason="not a text message, but one of whatsapp"),
    "message__to_itself": expect(Unknown, reason="our own number wrote to itself"),
    "status__queued": told(DeliveryStatus.SENT, id=f"{SENT}:queued"),
    "status__sent": told(DeliveryStatus.SENT, id=f"{SENT}:sent"),
    "status__delivered": told(DeliveryStatus.DELIVERED, id=f"{SENT}:delivered"),
    "status__undelivered": told(
        DeliveryStatus.FAILED, id=f"{SENT}:undelivered", detail="30005 Unknown destination handset"
    ),
    "status__failed": told(DeliveryStatus.FAILED, id=f"{SENT}:failed", detail="30008"),
    "status__unheard_of": told(DeliveryStatus.UNKNOWN, id=f"{SENT}:teleported"),
    "status__of_a_console": told(DeliveryStatus.DELIVERED, id=f"SM{21:032x}:delivered", key=None),
    "status__received": expect(Unknown, reason="the status of an incoming message"),
}


def test_every_fixture_is_a_sample() -> None:
    assert {path.stem for path in FIXTURES.glob("*.json")} == set(EXPECTED)


class TestTwilioSms(ChannelContract):
    """A number whose webhook's address is known: deliveries bring our key back."""

    now = NOW
    signature_headers = ("x-twilio-signature",)
    contact = ANA

    @pytest.fixture
    def channel(self) -> TwilioSmsChannel:
        """The account."""
        return shop()

    def dialect(self) -> Dialect:
        """Twilio itself."""
        return dialect_of("twilio_sms")

    def samples(self) -> Sequence[Sample]:
        """Every fixture."""
        return [
            Sample(name=name, request=request(*fixture(name)), events=[expected], echo=name.startswith("status"))
            for name, expected in EXPECTED.items()
        ]

    def incoming(self, text: str, id: str) -> WebhookRequest:  # noqa: A002 - the contract's word
        """A text message."""
        form, query = fixture("message__text")
        return request(form | {"MessageSid": f"SM{id}", "Body": text}, query)

    def padded(self, request: WebhookRequest, size: int) -> WebhookRequest:
        """With a field that is new to us, as Twilio says it may come at any time."""
        start = request.body + b"&AddedLater="
        return replace(request, body=start.ljust(size, b"x"))

    def sign(self, request: WebhookRequest) -> WebhookRequest:
        """With the account's token."""
        return signed(request)

    def accepted(self, message: Message) -> HttpReply:
        """In the queue."""
        return HttpReply(status=201, body=b'{"sid": "SM1", "status": "queued", "error_code": null}')

    def echo_of(self, message: Message) -> WebhookRequest:
        """A status, told to the address that stood in the call."""
        form, _ = fixture("status__delivered")
        return request(form, {"key": message.key})

    @pytest.mark.xfail(reason="Twilio signs no time: a captured request stays good, and is known by its MessageSid")
    def test_verify_rejects_a_stale_request(self, channel: Channel) -> None:
        """Left out."""
        super().test_verify_rejects_a_stale_request(channel)
