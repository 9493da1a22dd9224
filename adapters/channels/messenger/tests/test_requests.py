"""What the shared contract does not ask of requests: the handshake's rules, secrets, odd items, whose echo it is."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from messenger_accounts import (
    APP,
    IG,
    IGSID,
    KEY,
    NOW,
    PAGE,
    PSID,
    SECRETS,
    asked,
    batch,
    fixture,
    instagram,
    message,
    messenger,
    parsed,
    request,
    signed,
)

from frontdesk import (
    ConversationOpened,
    DeliveryStatus,
    DeliveryUpdated,
    Event,
    MessageReceived,
    OperatorReplied,
    StarterTapped,
    Unknown,
    WebhookRejected,
    WebhookRequest,
)
from frontdesk_messenger import InstagramChannel, MessengerChannel


def rejection(account: MessengerChannel | InstagramChannel, sent: WebhookRequest) -> tuple[str, int]:
    """The id and status with which a request is refused."""
    with pytest.raises(WebhookRejected) as caught:
        account.verify(sent)
    return caught.value.id, caught.value.status


def said(part: Mapping[str, object]) -> Event:
    """The one event of a message with these parts."""
    (event,) = messenger().parse(signed(batch(message(**part))))
    return event


def echoed(*, echoes: bool | None = None, account: str = "page", **part: object) -> Event:
    """The one event of an echo with these parts."""
    settings = {} if echoes is None else {"echoes": echoes}
    channel, own, contact = (
        (messenger(**settings), PAGE, PSID) if account == "page" else (instagram(**settings), IG, IGSID)
    )
    item = message(sender=own, recipient=contact, is_echo=True, **part)
    (event,) = channel.parse(signed(batch(item, own=own, product=account)))
    return event


# Who may speak


def test_a_request_without_a_signature_is_told_what_is_missing() -> None:
    assert rejection(messenger(), fixture("message__text")) == ("FD510", 401)


def test_a_request_signed_for_another_app_is_refused() -> None:
    assert rejection(messenger(), signed(fixture("message__text"), b"another app's secret")) == ("FD511", 401)


def test_a_signature_of_the_older_kind_is_none() -> None:
    older = signed(fixture("message__text"))
    headers = {"x-hub-signature": older.headers["x-hub-signature-256"]}

    assert rejection(messenger(), WebhookRequest(headers=headers, body=older.body, received_at=NOW)) == ("FD510", 401)


@pytest.mark.parametrize("query", [{"hub.verify_token": "wrong"}, {"hub.mode": "unsubscribe"}, {"hub.mode": ""}])
def test_a_handshake_that_is_none_is_refused_as_the_platform_expects(query: Mapping[str, str]) -> None:
    assert rejection(messenger(), asked(query)) == ("FD512", 403)


def test_an_account_without_its_secrets_takes_nothing() -> None:
    bare = MessengerChannel("page", messenger().settings, {})

    assert rejection(bare, signed(fixture("message__text"), b"")) == ("FD506", 503)
    assert rejection(bare, asked({"hub.verify_token": ""})) == ("FD506", 503)


def test_an_empty_secret_opens_nothing() -> None:
    empty = MessengerChannel("page", messenger().settings, dict.fromkeys(SECRETS, b""))

    assert rejection(empty, signed(fixture("message__text"), b"")) == ("FD506", 503)
    assert rejection(empty, asked({"hub.verify_token": ""})) == ("FD506", 503)


def test_a_challenge_comes_back_as_it_was_and_as_plain_text() -> None:
    answer = messenger().acknowledge(asked({"hub.challenge": "<b>é</b>"}))

    assert (answer.body, answer.content_type) == ("<b>é</b>".encode(), "text/plain; charset=utf-8")


# What is kept of it


@pytest.mark.parametrize("product", ["instagram", "whatsapp_business_account", None, 7])
def test_a_request_of_another_product_is_set_aside_whole(product: object) -> None:
    (event,) = messenger().parse(request(json.dumps({"object": product, "entry": [{}]}).encode()))

    assert isinstance(event, Unknown)
    assert "'page'" in event.reason


@pytest.mark.parametrize("entry", [None, {}, [], "x", 7])
def test_a_request_without_entries_is_told(entry: object) -> None:
    (event,) = messenger().parse(request(json.dumps({"object": "page", "entry": entry}).encode()))

    assert isinstance(event, Unknown)
    assert event.reason == "there is no entry"


def test_raw_is_the_item_and_not_the_batch() -> None:
    first, *_ = parsed("batch__several", messenger())

    assert first.raw["message"] == {"mid": "m_b2", "text": "second"}
    assert "entry" not in first.raw


def test_an_unsent_message_does_not_pass_for_the_one_it_was() -> None:
    (before,) = parsed("message__instagram_text", instagram())
    (after,) = parsed("message__instagram_deleted", instagram())

    assert before.id != after.id


def test_two_instants_make_two_postbacks_where_the_platform_gives_no_id() -> None:
    postback = {"title": "Hours", "payload": "fd1:hours"}
    ends = {"sender": {"id": PSID}, "recipient": {"id": PAGE}}
    items = [{**ends, "timestamp": at, "postback": postback} for at in (1780300825000, 1780300826000)]

    first, second = messenger().parse(signed(batch(*items)))

    assert first.id != second.id


def test_an_id_longer_than_any_of_theirs_is_kept_as_a_digest() -> None:
    event, other = said({"mid": "m" * 300, "text": "x"}), said({"mid": "m" * 301, "text": "x"})

    assert len(event.id) <= 200
    assert event.id != other.id


@pytest.mark.parametrize(
    "part",
    [
        {"mid": None},
        {"mid": 7, "text": "x"},
        {"mid": "", "text": "x"},
        {"text": ["x"]},
        {"text": 7},
        {"attachments": []},
    ],
)
def test_a_message_that_cannot_be_read_is_kept(part: Mapping[str, object]) -> None:
    assert isinstance(said(part), Unknown)


@pytest.mark.parametrize("sender", [None, {}, {"id": ""}, {"id": 7}, "x"])
def test_nobody_is_answered_where_nobody_is_named(sender: object) -> None:
    item = {"sender": sender, "recipient": {"id": PAGE}, "timestamp": 1, "message": {"mid": "m_1", "text": "x"}}
    (event,) = messenger().parse(signed(batch(item)))

    assert isinstance(event, Unknown)


def test_a_wrong_timestamp_is_the_time_of_receipt() -> None:
    for odd in (None, "x", [], 10**400, True):
        (event,) = messenger().parse(signed(batch(message(text="x", timestamp=odd))))
        assert isinstance(event, MessageReceived)
        assert event.at == NOW


@pytest.mark.parametrize("payload", [None, 7, "", "fd1:"])
def test_a_tap_whose_payload_says_nothing_has_its_title(payload: object) -> None:
    event = said({"text": "Vos horaires ?", "quick_reply": {"payload": payload}})

    assert isinstance(event, StarterTapped)
    assert (event.starter, event.title) == (None, "Vos horaires ?")


def test_a_referral_whose_ref_is_no_text_routes_nowhere() -> None:
    item = {
        "sender": {"id": PSID},
        "recipient": {"id": PAGE},
        "timestamp": 1,
        "referral": {"ref": {"a": 1}, "source": 7},
    }
    (event,) = messenger().parse(signed(batch(item)))

    assert isinstance(event, ConversationOpened)
    assert event.attributes == {}


# Whose words they are (D1, E4, E10)


@pytest.mark.parametrize("app", [int(APP), APP])
def test_e10_our_own_words_are_known_by_app_and_key(app: object) -> None:
    event = echoed(app_id=app, metadata=KEY, text="Bonjour")

    assert isinstance(event, DeliveryUpdated)
    assert (event.key, event.status, event.contact.address) == (KEY, DeliveryStatus.SENT, PSID)


def test_e10_our_key_is_enough_where_no_app_is_named() -> None:
    event = echoed(metadata=KEY, text="Bonjour")

    assert isinstance(event, DeliveryUpdated)
    assert event.key == KEY


@pytest.mark.parametrize(
    "part",
    [
        {"app_id": 263902037430900},
        {"app_id": 998877665544332, "metadata": KEY},
        {"app_id": int(APP)},
        {"app_id": int(APP), "metadata": "somebody else's"},
        {"metadata": "somebody else's"},
        {"metadata": 7},
        {"app_id": []},
        {},
    ],
)
def test_d1_any_other_words_of_the_business_are_somebody_s_answer(part: Mapping[str, object]) -> None:
    event = echoed(**part, text="Oui.")

    assert isinstance(event, OperatorReplied)
    assert event.text == "Oui."


def test_instagram_echoes_of_our_app_are_ours_where_keys_do_not_come_back() -> None:
    event = echoed(account="instagram", app_id=int(APP), text="Bonjour", mid="aWdf_1")

    assert isinstance(event, DeliveryUpdated)
    assert (event.key, event.platform_id) == (None, "aWdf_1")


def test_instagram_echoes_of_our_app_without_a_key_are_somebody_s_where_keys_come_back() -> None:
    assert isinstance(echoed(account="instagram", echoes=True, app_id=int(APP), text="Bonjour"), OperatorReplied)


def test_e10_what_the_account_says_is_no_input_though_nothing_marks_it() -> None:
    (event,) = messenger().parse(signed(batch(message(sender=PAGE, recipient=PSID, text="Bonjour"))))

    assert isinstance(event, OperatorReplied)


def test_e4_an_account_that_writes_to_itself_is_never_answered() -> None:
    item = message(sender=PAGE, recipient=PAGE, text="Bonjour")

    assert isinstance(messenger().parse(signed(batch(item)))[0], Unknown)


def test_e4_an_account_that_writes_to_itself_under_another_id_is_never_answered() -> None:
    assert isinstance(echoed(account="instagram", is_self=True, text="Bonjour"), Unknown)


def test_words_beside_a_mention_in_a_story_are_a_message() -> None:
    event = said({"text": "C'est vous ?", "attachments": [{"type": "story_mention", "payload": {}}]})

    assert isinstance(event, MessageReceived)
    assert event.text == "C'est vous ?"
