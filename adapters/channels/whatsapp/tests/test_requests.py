"""What the shared contract does not ask of requests: whom they come from, whom they are about, odd batches."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from whatsapp_matter import ANA, ANA_PHONE, KEY, NOW, SETTINGS, fixture, request, signed, texts, whatsapp

from frontdesk import (
    Account,
    Contact,
    DeliveryUpdated,
    Event,
    Host,
    MessageReceived,
    OperatorReplied,
    Simulation,
    Unknown,
    WebhookRejected,
    WebhookRequest,
    compile_rulebook,
    establishment_from,
    load_documents,
)
from frontdesk_whatsapp import WhatsAppChannel, WhatsAppSettings


def events(sent: WebhookRequest) -> Sequence[Event]:
    """What becomes of a request."""
    return whatsapp().parse(signed(sent))


def only(sent: WebhookRequest) -> Event:
    """The one event of a request."""
    (event,) = events(sent)
    return event


def rejection(account: WhatsAppChannel, sent: WebhookRequest) -> tuple[str, int]:
    """The id and status with which a request is refused."""
    with pytest.raises(WebhookRejected) as caught:
        account.verify(sent)
    return caught.value.id, caught.value.status


# Who may speak


def test_a_request_without_a_signature_is_refused() -> None:
    assert rejection(whatsapp(), texts({"id": "m"})) == ("FD510", 401)


@pytest.mark.parametrize("value", ["sha256=", "sha1=00", "0" * 64, "sha256=" + "0" * 64, "SHA256=x"])
def test_a_signature_of_another_form_or_value_is_refused(value: str) -> None:
    sent = replace(texts({"id": "m"}), headers={"x-hub-signature-256": value})

    assert rejection(whatsapp(), sent) == ("FD511", 401)


def test_a_signature_by_another_apps_secret_is_refused() -> None:
    assert rejection(whatsapp(), signed(texts({"id": "m"}), b"another secret")) == ("FD511", 401)


def test_the_signature_of_before_2021_is_not_looked_at() -> None:
    sent = replace(texts({"id": "m"}), headers={"x-hub-signature": "sha1=00"})

    assert rejection(whatsapp(), sent) == ("FD510", 401)


@pytest.mark.parametrize("secrets", [{}, {"app": b""}])
def test_without_the_apps_secret_nobody_may_speak(secrets: Mapping[str, bytes]) -> None:
    account = WhatsAppChannel("shop", WhatsAppSettings.model_validate(SETTINGS), secrets)

    assert rejection(account, signed(texts({"id": "m"}), b"")) == ("FD506", 503)


@pytest.mark.parametrize("word", ["", "another word", "a word of ours "])
def test_a_handshake_with_a_wrong_word_is_refused_as_meta_expects(word: str) -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": word}

    assert rejection(whatsapp(), WebhookRequest(method="GET", query=query, received_at=NOW)) == ("FD512", 403)


def test_a_request_that_is_no_handshake_is_answered_with_nothing() -> None:
    sent = replace(signed(texts({"id": "m"})), query={"hub.challenge": "1"})

    assert whatsapp().acknowledge(sent).body == b""


# Who it is


@pytest.mark.parametrize(
    ("name", "address", "aliases"),
    [
        ("message__text", ANA, (ANA_PHONE,)),
        ("message__text_of_2024", ANA_PHONE, ()),
        ("message__text_without_phone_number", ANA, ("US.ENT.11815799212886844830",)),
        ("operator__text", ANA, (ANA_PHONE,)),
        ("status__sent", ANA, (ANA_PHONE,)),
        ("status__failed", ANA_PHONE, ()),
        ("renamed__phone_number", "US.2222", ("16505557777", ANA_PHONE)),
        ("renamed__user_id", "US.2222", (ANA,)),
        ("renamed__user_id_update", "US.2222", (ANA, "US.ENT.11815799212886844830", ANA_PHONE, "US.ENT.3333")),
    ],
)
def test_a_contact_is_known_by_every_name_that_is_told(name: str, address: str, aliases: tuple[str, ...]) -> None:
    contact = only(fixture(name)).contact

    assert (contact.address, contact.aliases) == (address, aliases)


def test_a_contact_has_the_name_of_its_profile() -> None:
    assert only(fixture("message__text")).contact.full_name == "Ana Roy"


def test_contacts_of_one_change_keep_their_own_names() -> None:
    first, second, *_ = events(fixture("batch__several"))

    assert [first.contact.full_name, second.contact.full_name] == ["Ana Roy", "Bo"]


def test_a_user_id_in_the_place_of_a_phone_number_is_one() -> None:
    event = only(texts({"id": "m", "from": "DE.4711", "from_user_id": "", "text": {"body": "Hi"}}))

    assert (event.contact, event.reply_context) == (Contact(address="DE.4711"), {})


def test_a_message_of_nobody_is_kept_and_not_answered() -> None:
    document = json.loads(texts({"id": "m", "from": None, "from_user_id": 3, "text": {"body": "Hi"}}).body)
    document["entry"][0]["changes"][0]["value"]["contacts"] = []

    assert isinstance(only(request(document)), Unknown)


# Batches


def test_a_damaged_contact_costs_nothing_but_the_name() -> None:
    document = json.loads(fixture("message__text").body)
    document["entry"][0]["changes"][0]["value"]["contacts"] = [None, "Ana", {"profile": 7, "wa_id": []}]
    event = only(request(document))

    assert isinstance(event, MessageReceived)
    assert event.contact == Contact(address=ANA, aliases=(ANA_PHONE,))


@pytest.mark.parametrize("odd", [None, 7, "text", [], {}, {"id": "x"}, {"changes": None}, {"changes": [[], 1]}])
def test_an_odd_entry_loses_no_other(odd: object) -> None:
    document = json.loads(fixture("message__text").body)
    document["entry"] = [odd, *document["entry"], odd]
    found = events(request(document))

    assert [type(event) for event in found if event.id == "wamid.T1"] == [MessageReceived]
    assert all(isinstance(event, Unknown) for event in found if event.id != "wamid.T1")
    assert len(found) >= 3


@pytest.mark.parametrize("name", ["messages", "statuses", "errors"])
@pytest.mark.parametrize("odd", [None, 7, "text", {}, [[]]])
def test_an_odd_list_loses_no_other(name: str, odd: object) -> None:
    document = json.loads(fixture("message__text").body)
    change = document["entry"][0]["changes"][0]
    document["entry"][0]["changes"].append({**change, "value": {**change["value"], "messages": [], name: odd}})

    assert [event.id for event in events(request(document)) if not isinstance(event, Unknown)] == ["wamid.T1"]


def test_each_event_keeps_its_own_item_alone() -> None:
    first, _, third, *_ = events(fixture("batch__several"))

    assert (first.raw["id"], first.raw["text"]) == ("wamid.V1", {"body": "One"})
    assert third.raw["status"] == "sent"


def test_old_chats_are_neither_answered_nor_kept() -> None:
    event = only(fixture("ignored__history"))

    assert isinstance(event, Unknown)
    assert "Old words" not in repr(event.raw)
    assert "'progress': 55" in repr(event.raw)


@pytest.mark.parametrize("name", ["message__text", "status__sent", "operator__text"])
def test_what_another_number_of_the_app_is_told_is_none_of_ours(name: str) -> None:
    event = whatsapp(phone_number_id="42").parse(signed(fixture(name)))[0]

    assert isinstance(event, Unknown)
    assert event.reason == "for the phone number id '106540352242922', not this account's '42'"


@pytest.mark.parametrize("number", ["15550783881", "+1 555-078-3881"])
def test_e4_what_our_own_number_writes_to_itself_is_never_input(number: str) -> None:
    text = {"body": "Hello"}
    sent = json.loads(texts({"id": "m1", "from": "15550783881", "text": text}, {"id": "m2", "text": text}).body)
    sent["entry"][0]["changes"][0]["value"]["metadata"]["display_phone_number"] = number

    own, other = events(request(sent))

    assert isinstance(own, Unknown)
    assert own.reason == "our own number wrote to itself"
    assert isinstance(other, MessageReceived)


def test_every_status_of_a_message_is_an_event_of_its_own() -> None:
    names = ("sent", "delivered", "read", "failed")
    found = [only(fixture(f"status__{name}")) for name in names]

    assert [event.id for event in found] == [f"wamid.OUT1:{name}" for name in names]
    assert all(isinstance(event, DeliveryUpdated) and event.key == KEY for event in found)


def test_e10_our_own_words_on_the_way_back_are_no_input_and_no_operators() -> None:
    assert isinstance(only(fixture("own_words__echo_with_our_key")), DeliveryUpdated)


def test_d1_what_the_business_writes_on_its_phone_is_an_operators() -> None:
    assert isinstance(only(fixture("operator__text")), OperatorReplied)


@pytest.mark.parametrize("text", [7, None, {}, ["a"]])
def test_a_text_that_is_no_text_is_not_answered(text: object) -> None:
    assert isinstance(only(texts({"id": "m", "text": {"body": text}})), Unknown)


def test_times_of_the_platform_are_texts_of_seconds() -> None:
    event = only(texts({"id": "m", "timestamp": "1749416383", "text": {"body": "Hi"}}))

    assert event.at == datetime(2025, 6, 8, 20, 59, 43, tzinfo=UTC)


# What becomes of it

SET = """
frontdesk: 1
message_sets:
  - name: Shops
    establishments: all
    welcome: {en: "Welcome."}
    absence: {en: "Away."}
    starters: [{title: {en: "Hours?"}, answer: {en: "Nine to five."}}]
"""


@pytest.mark.parametrize("name", ["message__image", "message__audio", "message__sticker", "message__location"])
def test_a_first_message_without_a_word_starts_a_conversation(name: str) -> None:
    rulebook = compile_rulebook(load_documents([("set.yaml", SET)]), Host.load().vocabulary)
    place = establishment_from({"id": "lyon", "name": "Lyon", "timezone": "Europe/Paris"})
    shop = Account(id="shop", channel="whatsapp", capabilities=WhatsAppChannel.capabilities)

    said = Simulation(rulebook, place, shop).handle(only(fixture(name)))

    assert [message.text for message in said.messages] == ["Welcome."]


def test_a_message_that_somebody_else_answers_does_not_pass_for_the_one_that_is_ours_to_answer() -> None:
    held, ours = only(fixture("ignored__standby_message")), only(texts({"id": "wamid.Y1", "text": {"body": "Hours?"}}))

    assert (type(held), type(ours), held.id == ours.id) == (Unknown, MessageReceived, False)
