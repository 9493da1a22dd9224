"""What the shared contract does not ask: rotation of keys, answers in detail, automatic senders, limits by settings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from pydantic import ValidationError

from frontdesk import (
    CarrierStyle,
    DeliveryStatus,
    DeliveryUpdated,
    HttpReply,
    Kind,
    Message,
    MessageReceived,
    Outcome,
    Settlement,
    Unit,
    Unknown,
    WebhookRejected,
    WebhookRequest,
    secret_refs,
)
from frontdesk_webhook import SIGNATURE_HEADER, TIMESTAMP_HEADER, WebhookChannel, WebhookSettings, openapi, sign
from frontdesk_webhook.examples import EXAMPLES
from frontdesk_webhook.openapi import build
from frontdesk_webhook.wire import MOST_BYTES, MOST_EVENTS, Accepted, Delivery, Outgoing

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
OLD, NEW = b"the former key", b"the key in use"
PLAIN: Mapping[str, object] = {
    "type": "message", "id": "m-1", "at": "2026-06-01T08:00:00Z", "contact": {"id": "c-7"}, "text": "Bonjour",
}  # fmt: skip
MESSAGE = Message(key="5f0c", kind=Kind.WELCOME, text="Bonjour", to="c-7")


def webhook(known: Mapping[str, bytes] | None = None, **settings: object) -> WebhookChannel:
    """An account; both of its keys are set unless other secrets are given."""
    given = {"target_url": "https://platform.example/in", "secrets": ["new", "old"], **settings}
    keys = {"new": NEW, "old": OLD} if known is None else known
    return WebhookChannel("shop", WebhookSettings.model_validate(given), keys)


def request(
    *events: Mapping[str, object], body: bytes | None = None, signatures: Sequence[bytes] = (NEW,)
) -> WebhookRequest:
    """A signed request."""
    raw = json.dumps({"events": events}).encode() if body is None else body
    timestamp = int(NOW.timestamp())
    value = ", ".join(sign(key, timestamp, raw) for key in signatures)
    headers = {TIMESTAMP_HEADER.lower(): str(timestamp), SIGNATURE_HEADER.lower(): value}
    return WebhookRequest(headers=headers, body=raw, received_at=NOW)


def rejection(account: WebhookChannel, sent: WebhookRequest) -> tuple[str, int]:
    """The id and status with which a request is refused."""
    with pytest.raises(WebhookRejected) as caught:
        account.verify(sent)
    return caught.value.id, caught.value.status


# Keys


@pytest.mark.parametrize("signatures", [[NEW], [OLD], [b"unknown", NEW], [OLD, NEW]])
def test_any_of_the_accounts_keys_may_sign(signatures: list[bytes]) -> None:
    webhook().verify(request(PLAIN, signatures=signatures))


def test_a_key_that_is_not_the_accounts_may_not() -> None:
    assert rejection(webhook(), request(PLAIN, signatures=[b"unknown"])) == ("FD501", 401)


def test_a_key_that_was_retired_may_not() -> None:
    assert rejection(webhook({"new": NEW}), request(PLAIN, signatures=[OLD])) == ("FD501", 401)


def test_no_key_at_all_is_our_own_fault_and_may_be_repeated() -> None:
    assert rejection(webhook({}), request(PLAIN)) == ("FD506", 503)


def test_timestamp_is_signed_too() -> None:
    sent = request(PLAIN)
    later = {**sent.headers, TIMESTAMP_HEADER.lower(): str(int(NOW.timestamp()) + 1)}
    assert rejection(webhook(), replace(sent, headers=later)) == ("FD501", 401)


@pytest.mark.parametrize(("away", "refused"), [(300, None), (301, "FD503"), (-300, None), (-301, "FD503")])
def test_a_signature_is_too_far_from_our_clock_on_either_side(away: int, refused: str | None) -> None:
    sent = replace(request(PLAIN), received_at=NOW + timedelta(seconds=away))
    if refused is None:
        webhook().verify(sent)
    else:
        assert rejection(webhook(), sent) == (refused, 401)


def test_only_so_many_signatures_are_looked_at() -> None:
    webhook().verify(request(PLAIN, signatures=[b"unknown"] * 4 + [NEW]))

    assert rejection(webhook(), request(PLAIN, signatures=[b"unknown"] * 5 + [NEW])) == ("FD501", 401)


@pytest.mark.parametrize("stamp", ["", "now", "-5", "1e9", "٣", "1" * 13])
def test_a_timestamp_that_is_none_is_told(stamp: str) -> None:
    sent = request(PLAIN)
    headers = {**sent.headers, TIMESTAMP_HEADER.lower(): stamp}

    assert rejection(webhook(), replace(sent, headers=headers)) == ("FD502", 401)


def test_first_secret_signs_what_is_sent() -> None:
    call = webhook().compose(MESSAGE)
    assert call.auth is not None
    assert call.auth.ref == "new"
    assert call.headers["idempotency-key"] == "5f0c"


def test_settings_name_their_secrets() -> None:
    assert secret_refs(webhook().settings) == {"new", "old"}


# Bodies


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"events": []}', b'{"events": {}}'])
def test_a_body_without_events_is_told_to_the_caller(body: bytes) -> None:
    assert rejection(webhook(), request(body=body)) == ("FD505", 400)


def test_too_large_a_body_is_refused_before_anything_else() -> None:
    assert rejection(webhook(), WebhookRequest(body=b"x" * (MOST_BYTES + 1), received_at=NOW)) == ("FD504", 413)


def test_too_many_events_are_refused() -> None:
    assert rejection(webhook(), request(*[PLAIN] * (MOST_EVENTS + 1))) == ("FD505", 400)


def test_one_bad_event_loses_no_other() -> None:
    bad = {**PLAIN, "id": "m-2", "contact": None}
    first, second, third = webhook().parse(request(PLAIN, bad, {**PLAIN, "id": "m-3"}))
    assert [first.id, third.id] == ["m-1", "m-3"]
    assert isinstance(second, Unknown)
    assert (second.id, second.raw["id"]) == ("m-2", "m-2")
    assert "contact" in second.reason


def test_half_of_a_character_loses_no_event() -> None:
    """What is left where a platform cuts a text by UTF-16 units, within an emoji."""
    sent = request({**PLAIN, "text": "Bonjour \ud83d"}, {**PLAIN, "id": "m-2"})
    webhook().verify(sent)
    assert [(event.id, getattr(event, "text", None)) for event in webhook().parse(sent)] == [
        ("m-1", "Bonjour \ufffd"),
        ("m-2", "Bonjour"),
    ]
    assert json.loads(webhook().acknowledge(sent).body) == {"accepted": 2}


def test_a_platforms_clock_ahead_of_ours_is_put_back() -> None:
    (event,) = webhook().parse(request({**PLAIN, "at": "2026-06-01T09:30:00+01:00"}))
    assert event.at == NOW


def test_acknowledgement_counts_the_events() -> None:
    assert json.loads(webhook().acknowledge(request(PLAIN, PLAIN)).body) == {"accepted": 2}


# What machines write: B14, E5, E11


@pytest.mark.parametrize(
    ("headers", "sign_told"),
    [
        ({"Auto-Submitted": "auto-replied"}, "Auto-Submitted: auto-replied"),
        ({"X-Auto-Response-Suppress": "All"}, "X-Auto-Response-Suppress: All"),
        ({"Precedence": "bulk"}, "Precedence: bulk"),
        ({"Return-Path": "<>"}, "Return-Path: <>"),
        ({"list-id": "<news.example>"}, "list-id: <news.example>"),
        ({"Auto-Submitted": "no", "Precedence": "normal"}, None),
        ({}, None),
    ],
)
def test_b14_automatic_mail_is_known_by_the_header_that_says_so(
    headers: Mapping[str, str], sign_told: str | None
) -> None:
    (event,) = webhook().parse(request({**PLAIN, "headers": headers}))
    assert isinstance(event, MessageReceived)
    assert event.automatic == sign_told


@pytest.mark.parametrize(
    ("sender", "automatic"),
    [("no-reply@shop.example", True), ("NOREPLY@x.example", True), ("do_not_reply@x.example", True),
     ("mailer-daemon@x.example", True), ("nora@reply.example", False), ("c-7", False), ("noreplying@x.example", False)],
)  # fmt: skip
def test_e5_a_sender_that_nobody_reads_is_a_machine(sender: str, automatic: bool) -> None:
    (event,) = webhook().parse(request({**PLAIN, "contact": {"id": sender}}))
    assert isinstance(event, MessageReceived)
    assert (event.automatic is not None) is automatic


@pytest.mark.parametrize("type_", ["message", "operator_reply"])
def test_e10_our_own_message_coming_back_is_evidence_of_its_delivery_and_no_input(type_: str) -> None:
    (event,) = webhook().parse(request({**PLAIN, "type": type_, "key": "5f0c"}))

    assert isinstance(event, DeliveryUpdated)
    assert (event.key, event.status) == ("5f0c", DeliveryStatus.SENT)


def test_e11_the_platforms_own_word_for_it_stands() -> None:
    (event,) = webhook().parse(request({**PLAIN, "automatic": "away message"}))
    assert isinstance(event, MessageReceived)
    assert event.automatic == "away message"


# Answers


@pytest.mark.parametrize(
    ("status", "by_key", "by_echo"),
    [
        (200, "sent", "sent"), (202, "sent", "sent"), (204, "sent", "sent"), (409, "sent", "sent"),
        (301, "failed", "failed"), (400, "failed", "failed"), (401, "paused", "paused"), (404, "failed", "failed"),
        (408, "retry", "retry"), (425, "retry", "retry"), (429, "retry", "retry"),
        (500, "retry", "retry"), (502, "retry", "unknown"), (503, "retry", "retry"), (504, "retry", "unknown"),
        (599, "retry", "retry"), (100, "unknown", "unknown"),
    ],
)  # fmt: skip
def test_each_status_has_its_outcome(status: int, by_key: str, by_echo: str) -> None:
    for settles, outcome in ((Settlement.KEY, by_key), (Settlement.ECHO, by_echo)):
        assert webhook(settles=settles).read_reply(MESSAGE, HttpReply(status=status)).outcome is Outcome(outcome)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "17"}, 17.0),
        ({"retry-after": "Mon, 01 Jun 2026 08:02:00 GMT", "date": "Mon, 01 Jun 2026 08:00:00 GMT"}, 120.0),
        ({"retry-after": "Mon, 01 Jun 2026 07:00:00 GMT", "date": "Mon, 01 Jun 2026 08:00:00 GMT"}, 0.0),
        ({"retry-after": "Mon, 01 Jun 2026 08:02:00 GMT"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_without_a_clock(headers: Mapping[str, str], seconds: float | None) -> None:
    assert webhook().read_reply(MESSAGE, HttpReply(status=429, headers=headers)).retry_after == seconds


# Settings


def test_settings_decide_what_is_carried() -> None:
    account = webhook(
        settles="echo",
        unit="bytes",
        text_limit=640,
        carriers=[{"style": "list", "count": 4, "title": 24}],
        per_second=0.5,
        window="P1D",
    )
    carries = account.capabilities
    assert (carries.text.most, carries.text.unit, carries.settled_by) == (640, Unit.BYTES, Settlement.ECHO)
    assert [(carrier.style, carrier.count) for carrier in carries.carriers] == [(CarrierStyle.LIST, 4)]
    assert carries.account_rate is not None
    assert carries.window is not None
    assert WebhookChannel.capabilities.settled_by is Settlement.KEY


@pytest.mark.parametrize(
    "settings",
    [
        {"target_url": "ftp://x/"},
        {"secrets": []},
        {"settles": "hope"},
        {"text_limit": 3},
        {"txt_limit": 100},
        {"timeout": 0},
    ],
)
def test_settings_that_cannot_work_are_refused(settings: Mapping[str, object]) -> None:
    given = {"target_url": "https://platform.example/in", "secrets": ["new"], **settings}
    with pytest.raises(ValidationError):
        WebhookSettings.model_validate(given)


def test_contact_s_language_and_clock_are_those_that_the_platform_tells() -> None:
    told = {"id": "c-7", "locale": "fr-BE", "timezone": "Europe/Brussels"}
    (event,) = webhook().parse(request({**PLAIN, "contact": told}))

    assert (event.contact.locale, event.contact.timezone) == ("fr-BE", "Europe/Brussels")


# The document


def test_openapi_document_is_made_from_the_code() -> None:
    assert openapi() == build(), "write it anew: python -m frontdesk_webhook > openapi.json"


def test_examples_of_the_document_are_what_the_code_reads_and_writes() -> None:
    for example in EXAMPLES["incoming"].values():
        delivery = Delivery.model_validate_json(json.dumps(example))
        assert all(
            not isinstance(event, Unknown) for event in webhook().parse(request(body=json.dumps(example).encode()))
        )
        assert len(delivery.events) == len(cast("Mapping[str, list[object]]", example)["events"])
    for example in EXAMPLES["outgoing"].values():
        assert json.loads(Outgoing.model_validate(example).model_dump_json(exclude_none=True)) == example
    for example in EXAMPLES["accepted"].values():
        Accepted.model_validate(example)


def test_document_shows_every_type_of_event() -> None:
    shown = {event["type"] for item in EXAMPLES["incoming"].values() for event in cast("Mapping[str, list[dict[str, str]]]", item)["events"]}  # fmt: skip  # noqa: E501
    schemas = cast("Mapping[str, Mapping[str, Mapping[str, object]]]", openapi()["components"])["schemas"]
    mapping = cast("Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]]", schemas["Delivery"]["properties"])
    assert set(mapping["events"]["items"]["discriminator"]["mapping"]) == shown
