"""What the contract cannot know of Chatwoot: loops, choices, the secret in the address, refusals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from chatwoot_shop import NOW, SECRET, fixture, heard, request, shop, signed
from pydantic import ValidationError

from frontdesk import (
    CarrierStyle,
    ConversationOpened,
    DeliveryUpdated,
    HeaderKey,
    HttpReply,
    Kind,
    Message,
    MessageReceived,
    OperatorReplied,
    Outcome,
    Settlement,
    StarterTapped,
    Suggestion,
    Unit,
    Unknown,
    WebhookRejected,
)
from frontdesk_chatwoot import ChatwootChannel
from frontdesk_chatwoot.behind import CAPABILITIES, Behind

ROOT = "https://app.chatwoot.com/api/v1/accounts/1"
STARTERS = (Suggestion(id="hours", title="Vos horaires ?"), Suggestion(id="where", title="Où êtes-vous ?"))
MESSAGE = Message(key="5f0c", kind=Kind.WELCOME, text="Bienvenue", to="3", reply_context={"conversation": "42"})


def changed(name: str, **about: object) -> dict[str, object]:
    """A fixture with some of it replaced."""
    return fixture(name) | about


# Who speaks


def test_e10_our_own_message_is_known_by_its_key_even_when_a_persons_token_sent_it() -> None:
    human = fixture("message_created__outgoing_human")["sender"]
    assert isinstance(heard(changed("message_created__outgoing_own", sender=human)), DeliveryUpdated)


def test_d1_what_a_human_writes_is_evidence_and_never_input() -> None:
    assert isinstance(heard(fixture("message_created__outgoing_human")), OperatorReplied)


@pytest.mark.parametrize("sender", [None, {"id": 1, "type": "captain_assistant"}, {"id": 4, "type": "agent_bot"}])
def test_e2_what_another_machine_writes_is_no_humans_reply(sender: object) -> None:
    assert isinstance(heard(changed("message_created__outgoing_human", sender=sender)), Unknown)


def test_an_incoming_private_note_is_not_answered() -> None:
    assert isinstance(heard(changed("message_created__incoming", private=True)), Unknown)


# When an episode starts


@pytest.mark.parametrize(
    "name", ["webwidget_triggered__first_visit", "conversation_opened__handed_over", "conversation_created__api"]
)
def test_b11_no_status_and_no_look_at_the_widget_opens_a_conversation(name: str) -> None:
    event = heard(fixture(name))
    assert isinstance(event, Unknown)
    assert event.reason
    assert not isinstance(event, ConversationOpened)
    assert not any(carries.start_signal for carries in CAPABILITIES.values())


def test_a1_an_activity_opens_nothing() -> None:
    assert isinstance(heard(changed("message_created__incoming", message_type="activity")), Unknown)


def test_e1_a_change_of_an_incoming_message_is_not_heard_again() -> None:
    assert isinstance(heard(fixture("message_updated__edited")), Unknown)


# Choices


def test_a_choice_is_the_same_event_when_the_message_changes_once_more() -> None:
    first = fixture("message_updated__choice")
    later = first | {"status": "read", "source_id": "x"}
    assert heard(first).id == heard(later).id


def test_a_choice_happened_when_it_was_told_and_not_when_the_question_was_asked() -> None:
    late = replace(request(fixture("message_updated__choice")), received_at=NOW + timedelta(hours=3))
    (event,) = shop().parse(signed(late))
    assert isinstance(event, StarterTapped)
    assert event.at == late.received_at


@pytest.mark.parametrize("written", ["2026-05-01T07:59:50.000Z", "2026-05-01 07:59:50 UTC", 1777622390, "1777622390"])
def test_a_message_happened_when_each_release_says_it_did(written: object) -> None:
    event = heard(changed("message_created__incoming", created_at=written))
    assert event.at == datetime(2026, 5, 1, 7, 59, 50, tzinfo=UTC)


def test_a_message_and_the_choice_in_it_are_two_events() -> None:
    own, choice = heard(fixture("message_created__outgoing_own")), heard(fixture("message_updated__choice"))
    assert own.id != choice.id


@pytest.mark.parametrize("values", [[], {}, None, [None], [{"title": "x"}], ["fd1:hours"], [{"value": 4}]])
def test_a_choice_that_cannot_be_read_is_no_tap(values: object) -> None:
    attributes = {"submitted_values": values}
    event = heard(changed("message_updated__choice", content_attributes=attributes))
    assert isinstance(event, Unknown)


# Contacts


@pytest.mark.parametrize(("name", "known"), [("Ana Roy", "Ana Roy"), ("snowy-sun-611", None), ("", None), (None, None)])
def test_a_name_that_chatwoot_made_up_greets_nobody(name: str | None, known: str | None) -> None:
    payload = fixture("message_created__incoming")
    payload["conversation"]["meta"]["sender"]["name"] = name  # type: ignore[index]
    assert heard(payload).contact.full_name == known


@pytest.mark.parametrize(
    ("told", "locale"), [("fr", "fr"), ("pt_BR", "pt-BR"), ("zh-Hans-CN", "zh-Hans-CN"), ("english!", None), (7, None)]
)
def test_the_visitors_language_is_the_browsers(told: object, locale: str | None) -> None:
    payload = fixture("message_created__incoming")
    payload["conversation"]["additional_attributes"] = {"browser_language": told}  # type: ignore[index]
    assert heard(payload).contact.locale == locale


@pytest.mark.parametrize("odd", [{"updated_at": "2026-06-01T08:00:00Z"}, {"timestamp": {}}, {"labels": None}])
def test_what_a_message_does_not_depend_on_keeps_nobody_from_an_answer(odd: Mapping[str, object]) -> None:
    payload = fixture("message_created__incoming")
    payload["conversation"] |= odd  # type: ignore[operator]
    assert isinstance(heard(payload), MessageReceived)


def test_a_conversation_of_nobody_is_not_answered() -> None:
    payload = fixture("message_created__incoming")
    payload["conversation"] = {"id": 42}
    event = heard(payload)
    assert isinstance(event, Unknown)
    assert event.reason == "the message names no contact"


def test_what_the_page_noted_on_the_conversation_cannot_pass_for_the_inbox() -> None:
    payload = fixture("message_created__incoming")
    payload["conversation"]["custom_attributes"] = {"inbox_id": "99", "establishment": "lyon", "deep": {}}  # type: ignore[index]
    assert heard(payload).attributes["inbox_id"] == "5"
    assert heard(payload).attributes["establishment"] == "lyon"
    assert "deep" not in heard(payload).attributes


@pytest.mark.parametrize("wrong", [{"id": "10"}, {"id": True}, {"id": 10**400}, {"content": 7}, {"conversation": []}])
def test_a_wrong_type_is_kept_and_named(wrong: Mapping[str, object]) -> None:
    event = heard(changed("message_created__incoming", **wrong))
    assert isinstance(event, Unknown)
    assert event.reason.startswith(next(iter(wrong)))


# The secret in the address


def test_an_older_release_is_known_by_the_secret_in_the_address() -> None:
    posted = request(fixture("message_created__incoming"))
    account = shop(verify_by="url")
    account.verify(replace(posted, query={"secret": SECRET.decode()}))
    for query in ({}, {"secret": ""}, {"secret": "wrong"}, {"secret": SECRET.decode() + "x"}, {"token": "x"}):
        with pytest.raises(WebhookRejected) as caught:
            account.verify(replace(posted, query=query))
        assert (caught.value.status, caught.value.diagnostics[0].id) == (403, "FD512")


def test_the_secret_in_the_address_replaces_no_signature() -> None:
    posted = replace(request(fixture("message_created__incoming")), query={"secret": SECRET.decode()})
    with pytest.raises(WebhookRejected):
        shop().verify(posted)


def test_a_stale_signature_is_called_stale() -> None:
    posted = signed(request(fixture("message_created__incoming")))
    with pytest.raises(WebhookRejected) as caught:
        shop().verify(replace(posted, received_at=NOW + timedelta(seconds=302)))
    assert caught.value.diagnostics[0].id == "FD503"


@pytest.mark.parametrize("verify_by", ["signature", "url"])
@pytest.mark.parametrize("known", [{}, {"hook": b""}])
def test_without_its_secret_nothing_was_signed(verify_by: str, known: Mapping[str, bytes]) -> None:
    """Not even what is signed with an empty one, which anybody can do."""
    posted = signed(request(fixture("message_created__incoming")), key=b"")
    account = ChatwootChannel("shop", shop(verify_by=verify_by).settings, known)
    with pytest.raises(WebhookRejected) as caught:
        account.verify(replace(posted, query={"secret": ""}))
    assert (caught.value.status, caught.value.diagnostics[0].id) == (503, "FD506")


@pytest.mark.parametrize("stamp", ["", "soon", "-5", "1e9", "9" * 40])
def test_a_signed_time_that_is_none_is_refused(stamp: str) -> None:
    with pytest.raises(WebhookRejected) as caught:
        shop().verify(signed(request(fixture("message_created__incoming")), stamp=stamp))
    assert caught.value.diagnostics[0].id == "FD502"


# Sending


def test_a_message_goes_into_the_conversation_that_was_written_in() -> None:
    message = replace(MESSAGE, suggestions=STARTERS, carrier=CarrierStyle.BUTTONS)
    call = shop().compose(message)
    assert call.url == f"{ROOT}/conversations/42/messages"
    assert call.auth == HeaderKey(header="api_access_token", ref="bot")
    assert json.loads(call.body) == {
        "content": "Bienvenue",
        "message_type": "outgoing",
        "private": False,
        "content_type": "input_select",
        "content_attributes": {
            "frontdesk_key": "5f0c",
            "items": [
                {"title": "Vos horaires ?", "value": "fd1:hours"},
                {"title": "Où êtes-vous ?", "value": "fd1:where"},
            ],
        },
    }


def test_a_message_without_starters_is_text() -> None:
    document = json.loads(shop().compose(MESSAGE).body)
    assert (document["content_type"], document["content_attributes"]) == ("text", {"frontdesk_key": "5f0c"})


def test_our_key_never_travels_as_a_source_id() -> None:
    """An outgoing message with one is taken for one that the channel behind has sent already: nobody would get it."""
    assert b"source_id" not in shop().compose(MESSAGE).body


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, '{"id": 15}', "sent"),
        (200, "<html>", "sent"),
        (401, '{"error": "Invalid Access Token"}', "paused"),
        (401, '{"error": "Account is suspended"}', "paused"),
        (402, '{"error": "Please upgrade"}', "paused"),
        (403, "", "paused"),
        (404, '{"error": "Resource could not be found"}', "failed"),
        (404, "default backend - 404", "paused"),
        (404, "", "paused"),
        (422, '{"error": "Validation failed: Content is too long (maximum is 150000 characters)"}', "failed"),
        (422, '{"error": "Validation failed: Too many messages"}', "retry"),
        (422, '{"message": "Too many messages", "attributes": ["base"]}', "retry"),
        (408, "", "retry"),
        (429, "Retry later\n", "retry"),
        (500, '{"error": "oops"}', "retry"),
        (502, "<html>", "unknown"),
        (503, "", "retry"),
        (504, "", "unknown"),
        (302, "", "failed"),
    ],
)
def test_each_answer_has_its_outcome(status: int, body: str, outcome: str) -> None:
    receipt = shop().read_reply(MESSAGE, HttpReply(status=status, body=body.encode()))
    assert receipt.outcome is Outcome(outcome)


def test_a_flood_is_over_after_a_minute() -> None:
    receipt = shop().read_reply(MESSAGE, HttpReply(status=422, body=b'{"error": "Too many messages"}'))
    assert receipt.retry_after == 60.0


def test_what_is_kept_of_a_refusal_is_chatwoots_own_words() -> None:
    receipt = shop().read_reply(MESSAGE, HttpReply(status=404, body=b'{"error": "Resource could not be found"}'))
    assert receipt.detail == "404 Resource could not be found"
    assert shop().read_reply(MESSAGE, HttpReply(status=200, body=b'{"id": 15}')).platform_id == "15"


# What stands behind


@pytest.mark.parametrize("behind", Behind)
def test_every_channel_behind_has_its_limits(behind: Behind) -> None:
    carries = shop(behind=behind).capabilities
    assert replace(carries, settled_by=Settlement.NONE) == CAPABILITIES[behind]
    assert carries.settled_by is Settlement.ECHO


def test_instagram_counts_bytes_and_knows_no_options() -> None:
    carries = shop(behind="instagram").capabilities
    assert (carries.text.most, carries.text.unit, carries.carriers) == (1000, Unit.BYTES, ())


def test_line_counts_utf16_behind_chatwoot_too() -> None:
    """https://developers.line.biz/en/docs/messaging-api/text-character-count/ : 5000 emoji would be refused there."""
    carries = shop(behind="line").capabilities
    assert (carries.text.most, carries.text.unit) == (5000, Unit.UTF16)


def test_a_release_that_keeps_no_key_settles_nothing() -> None:
    assert shop(settles="none").capabilities.settled_by is Settlement.NONE


# Settings


@pytest.mark.parametrize(
    "settings",
    [
        {"account_id": 0},
        {"account_id": "one"},
        {"secrets": []},
        {"verify_by": "hope"},
        {"behind": "fax"},
        {"behind": "whatsapp", "limits": {"text": 100}},
        {"staff_token": None},
        {"settles": "key"},
        {"api_url": "ftp://chat.example"},
        {"tokn": "x"},
    ],
)
def test_settings_that_cannot_work_are_refused(settings: Mapping[str, object]) -> None:
    with pytest.raises(ValidationError):
        shop(**settings)


def test_the_address_may_end_in_a_slash() -> None:
    assert shop(api_url="https://chat.example/").compose(MESSAGE).url.startswith("https://chat.example/api/v1/")
