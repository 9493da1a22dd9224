"""What the shared contract does not ask of sending: the exact bodies, and what each answer means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from whatsapp_matter import ANA, ANA_PHONE, KEY, refusal, whatsapp

from frontdesk import CarrierStyle, Draft, HttpCall, HttpReply, Kind, Message, Outcome, Suggestion, fit
from frontdesk_whatsapp.replies import CODES
from frontdesk_whatsapp.words import LIST_BUTTONS

MESSAGE = Message(key=KEY, kind=Kind.WELCOME, text="Bonjour", to=ANA, locale="fr")
QUESTIONS = ("Vos horaires ?", "Où êtes-vous ?", "Livrez-vous ?", "Le parking ?", "Vos prix ?")


# Sending


def sent(message: Message) -> Mapping[str, object]:
    """The body of the call."""
    call = whatsapp().compose(message)
    assert isinstance(call, HttpCall)
    body: Mapping[str, object] = json.loads(call.body)
    return body


def offered(count: int, *titles: str) -> Message:
    """A welcome with so many starters, as `fit` makes it."""
    shown = [Suggestion(id=f"s{number}", title=title) for number, title in enumerate([*titles, *QUESTIONS][:count])]
    draft = Draft(key=KEY, kind=Kind.WELCOME, text="Bonjour", locale="fr", suggestions=tuple(shown))
    return fit(draft, whatsapp().capabilities, to=ANA)[-1]


def test_a_text_is_sent_as_the_page_on_sending_has_it() -> None:
    call = whatsapp().compose(MESSAGE)

    assert isinstance(call, HttpCall)
    assert call.url == "https://graph.facebook.com/v23.0/106540352242922/messages"
    assert sent(MESSAGE) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "recipient": ANA,
        "type": "text",
        "text": {"body": "Bonjour"},
        "biz_opaque_callback_data": KEY,
    }


@pytest.mark.parametrize(
    ("to", "context", "address"),
    [
        (ANA, {}, {"recipient": ANA}),
        ("US.ENT.11815799212886844830", {}, {"recipient": "US.ENT.11815799212886844830"}),
        (ANA, {"to": ANA_PHONE}, {"to": ANA_PHONE}),
        (ANA_PHONE, {}, {"to": ANA_PHONE}),
    ],
)
def test_a_user_id_is_never_sent_to_as_if_it_were_a_phone_number(
    to: str, context: Mapping[str, str], address: Mapping[str, str]
) -> None:
    body = sent(replace(MESSAGE, to=to, reply_context=context))

    assert {name: body[name] for name in ("to", "recipient") if name in body} == address


def test_half_a_letter_is_refused_by_the_platform_and_not_by_us() -> None:
    assert sent(replace(MESSAGE, text="\ud83d"))["text"] == {"body": "\ud83d"}


def test_three_starters_are_buttons() -> None:
    interactive = sent(offered(3))["interactive"]

    assert interactive == {
        "type": "button",
        "body": {"text": "Bonjour"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": f"fd1:s{number}", "title": title}}
                for number, title in enumerate(QUESTIONS[:3])
            ]
        },
    }


@pytest.mark.parametrize("count", [4, 5])
def test_h5_more_starters_than_buttons_are_a_list(count: int) -> None:
    interactive = sent(offered(count))["interactive"]

    assert interactive == {
        "type": "list",
        "body": {"text": "Bonjour"},
        "action": {
            "button": "Voir les questions",
            "sections": [
                {"rows": [{"id": f"fd1:s{number}", "title": title} for number, title in enumerate(QUESTIONS[:count])]}
            ],
        },
    }


def test_h5_a_title_that_is_too_long_for_a_button_makes_it_a_list() -> None:
    assert offered(2, "Où puis-je me garer ?").carrier is CarrierStyle.LIST


def test_h4_a_title_that_is_cut_stands_whole_in_its_row_and_in_the_text() -> None:
    whole = "Où puis-je garer ma voiture près de chez vous ?"
    message = offered(5, whole)
    (section,) = json.loads(json.dumps(sent(message)))["interactive"]["action"]["sections"]

    assert section["rows"][0]["description"] == whole
    assert "description" not in section["rows"][1]
    assert whole in message.text


def test_a_title_that_is_too_long_for_a_description_stands_in_the_text_alone() -> None:
    message = offered(5, "Où puis-je garer ma voiture " + "tout " * 10 + "près de chez vous ?")

    assert "description" not in json.dumps(sent(message))


def test_an_operators_words_are_a_plain_text() -> None:
    assert sent(replace(MESSAGE, kind=Kind.OPERATOR, operator="Luc"))["text"] == {"body": "Bonjour"}


@pytest.mark.parametrize(
    ("locale", "words"),
    [("fr-CA", "Voir les questions"), ("EN", "See questions"), ("sw", "See questions"), (None, "See questions")],
)
def test_the_button_that_opens_a_list_is_in_the_messages_language(locale: str | None, words: str) -> None:
    assert f'"button": "{words}"' in json.dumps(sent(replace(offered(5), locale=locale)))


def test_the_words_of_lists_fit_their_button() -> None:
    assert all(len(words) <= 20 for words in LIST_BUTTONS.values())


# Answers


RETRIED = {1, 2, 4, 17, 80007, 130429, 131000, 131016, 131056, 131057, 133004}
PAUSED = {0, 3, 10, 33, 102, 190, 368, 131005, 131031, 131037, 131042, 131045, 131048, 133006, 133010}
FAILED = {100, 130472, 130497, 131008, 131009, 131021, 131026, 131030, 131047, 131049, 131050, 131051, 131062}


def test_every_code_of_the_table_is_meant() -> None:
    assert set(CODES) == RETRIED | PAUSED | FAILED


@pytest.mark.parametrize(
    ("codes", "outcome"), [(RETRIED, Outcome.RETRY), (PAUSED, Outcome.PAUSED), (FAILED, Outcome.FAILED)]
)
def test_each_code_has_its_outcome_whatever_the_status(codes: set[int], outcome: Outcome) -> None:
    for code in codes:
        for status in (400, 403, 429, 500, 503):
            receipt = whatsapp().read_reply(MESSAGE, refusal(code, status))
            assert (receipt.outcome, str(code) in receipt.detail) == (outcome, True), code


@pytest.mark.parametrize("code", [200, 210, 299])
def test_a_permission_that_is_missing_stops_the_account(code: int) -> None:
    assert whatsapp().read_reply(MESSAGE, refusal(code, 403)).outcome is Outcome.PAUSED


def test_a_number_that_the_token_may_not_see_stops_the_account() -> None:
    assert whatsapp().read_reply(MESSAGE, refusal(100, error_subcode=33)).outcome is Outcome.PAUSED


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "sent"), (201, "sent"), (302, "failed"), (400, "failed"), (401, "paused"), (404, "failed"),
        (408, "retry"), (413, "failed"), (429, "retry"), (500, "retry"), (502, "unknown"), (503, "retry"),
        (504, "unknown"), (599, "retry"), (100, "unknown"),
    ],
)  # fmt: skip
def test_an_answer_without_a_code_is_read_by_its_status(status: int, outcome: str) -> None:
    for body in (b"", b"<html>", b'{"error": "none of Graph\'s"}', b'{"error": {"code": "190"}}'):
        assert whatsapp().read_reply(MESSAGE, HttpReply(status=status, body=body)).outcome is Outcome(outcome)


def test_a_code_that_nobody_knows_is_read_by_its_status() -> None:
    assert whatsapp().read_reply(MESSAGE, refusal(999_999, 400)).outcome is Outcome.FAILED
    assert whatsapp().read_reply(MESSAGE, refusal(999_999, 500)).outcome is Outcome.RETRY


def test_a_yes_has_the_platforms_id() -> None:
    reply = HttpReply(status=200, body=b'{"messages": [{"id": "wamid.OUT1", "message_status": "accepted"}]}')

    assert whatsapp().read_reply(MESSAGE, reply).platform_id == "wamid.OUT1"


@pytest.mark.parametrize(("told", "wait"), [(None, 6.0), ("2", 6.0), ("60", 60.0), ("soon", 6.0)])
def test_the_same_person_is_left_alone_for_six_seconds_at_least(told: str | None, wait: float) -> None:
    reply = replace(refusal(131056, 429), headers={} if told is None else {"retry-after": told})

    receipt = whatsapp().read_reply(MESSAGE, reply)

    assert (receipt.retry_after, receipt.only_contact) == (wait, True)


@pytest.mark.parametrize("code", [130429, 80007, 131026])
def test_what_concerns_more_than_one_person_says_so(code: int) -> None:
    assert not whatsapp().read_reply(MESSAGE, refusal(code, 429)).only_contact


@pytest.mark.parametrize("words", ["Malformed access token EAAJsecretsecret", "Bad token EAAJsecretsecret."])
def test_the_journal_never_holds_the_token_that_graph_repeats(words: str) -> None:
    error = refusal(190, 401, message=words)
    for reply in (error, replace(error, body=words.encode())):
        detail = whatsapp().read_reply(MESSAGE, reply).detail
        assert "EAAJ" not in detail
        assert "token" in detail
