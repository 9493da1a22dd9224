"""What the shared contract does not ask of sending: the call's form, what each error means, waits, and no secrets."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from messenger_accounts import IG, KEY, PAGE, PSID, instagram, messenger

from frontdesk import Bearer, CarrierStyle, Draft, HttpReply, Kind, Limit, Message, Outcome, Suggestion, Unit, fit
from frontdesk_messenger import InstagramChannel, MessengerChannel

STARTERS = (Suggestion(id="hours", title="Vos horaires ?"), Suggestion(id="park-2", title="Où se garer ?"))
PLAIN = Message(key=KEY, kind=Kind.WELCOME, text="Bonjour é 👋", to=PSID)
OFFER = Message(key=KEY, kind=Kind.WELCOME, text="Bonjour", to=PSID, suggestions=STARTERS, carrier=CarrierStyle.BUTTONS)


def body_of(account: MessengerChannel | InstagramChannel, sent: Message) -> dict[str, object]:
    """What is posted."""
    found: dict[str, object] = json.loads(account.compose(sent).body)
    return found


def error(status: int, code: object, subcode: object = None, **more: object) -> HttpReply:
    """An error of the Graph API."""
    told = {"message": "(#1) Words", "type": "OAuthException", "code": code, "fbtrace_id": "AfAk", **more}
    if subcode is not None:
        told["error_subcode"] = subcode
    return HttpReply(status=status, body=json.dumps({"error": told}).encode())


# The call


def test_a_message_is_a_response_with_our_key_as_its_metadata() -> None:
    assert body_of(messenger(), PLAIN) == {
        "recipient": {"id": PSID},
        "messaging_type": "RESPONSE",
        "message": {"text": "Bonjour é 👋", "metadata": KEY},
    }


def test_starters_are_quick_replies_with_our_payloads() -> None:
    message = body_of(instagram(), OFFER)["message"]

    assert isinstance(message, dict)
    assert message["quick_replies"] == [
        {"content_type": "text", "title": "Vos horaires ?", "payload": "fd1:hours"},
        {"content_type": "text", "title": "Où se garer ?", "payload": "fd1:park-2"},
    ]


def test_starters_that_are_numbered_in_the_text_are_no_quick_replies() -> None:
    numbered = Message(key=KEY, kind=Kind.WELCOME, text="1. Vos horaires ?", to=PSID, suggestions=STARTERS)

    assert "quick_replies" not in json.dumps(body_of(messenger(), numbered))


@pytest.mark.parametrize(
    ("account", "url"),
    [
        (messenger(), f"https://graph.facebook.com/v25.0/{PAGE}/messages"),
        (messenger(graph_version="v26.1"), f"https://graph.facebook.com/v26.1/{PAGE}/messages"),
        (messenger(api_url="http://127.0.0.1:4000/"), f"http://127.0.0.1:4000/v25.0/{PAGE}/messages"),
        (instagram(), f"https://graph.facebook.com/v25.0/{PAGE}/messages"),
        (instagram(login="instagram", page_id=None), f"https://graph.instagram.com/v25.0/{IG}/messages"),
        (instagram(login="instagram", api_url="http://127.0.0.1:4000"), f"http://127.0.0.1:4000/v25.0/{IG}/messages"),
    ],
)
def test_messages_go_where_access_was_given(account: MessengerChannel | InstagramChannel, url: str) -> None:
    call = account.compose(PLAIN)

    assert (call.method, call.url, call.auth) == ("POST", url, Bearer(ref="access"))


# The answer


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (error(400, 1), Outcome.RETRY),
        (error(400, 1, 99), Outcome.RETRY),
        (error(400, 1, 1357046), Outcome.UNKNOWN),
        (error(500, 2), Outcome.RETRY),
        (error(502, 2), Outcome.RETRY),
        (error(400, 4), Outcome.RETRY),
        (error(403, 17), Outcome.RETRY),
        (error(400, 32), Outcome.RETRY),
        (error(400, 341), Outcome.RETRY),
        (error(400, 613), Outcome.RETRY),
        (error(500, 1200), Outcome.RETRY),
        (error(400, 80002), Outcome.RETRY),
        (error(400, 80006), Outcome.RETRY),
        (error(400, 10, 2018065), Outcome.FAILED),
        (error(400, 10, 2018108), Outcome.FAILED),
        (error(400, 10, 2018278), Outcome.FAILED),
        (error(400, 10, 2534022), Outcome.FAILED),
        (error(400, 10, 2018300), Outcome.FAILED),
        (error(400, 10, 2018336), Outcome.FAILED),
        (error(400, 10, 2018321), Outcome.RETRY),
        (error(400, 100, 2534037), Outcome.FAILED),
        (error(400, 10, 2534077), Outcome.PAUSED),
        (error(400, 100, 33), Outcome.PAUSED),
        (error(400, 100, 2534013), Outcome.PAUSED),
        (error(400, 200, 1545041), Outcome.FAILED),
        (error(400, 551, 1545041), Outcome.FAILED),
        (error(400, 100, 2018001), Outcome.FAILED),
        (error(400, 100, 2534014), Outcome.FAILED),
        (error(400, 100), Outcome.FAILED),
        (error(400, 105), Outcome.FAILED),
        (error(403, 3), Outcome.PAUSED),
        (error(403, 10), Outcome.PAUSED),
        (error(403, 10, 1893063), Outcome.PAUSED),
        (error(400, 100, 1893063), Outcome.PAUSED),
        (error(400, 100, 2534029), Outcome.PAUSED),
        (error(401, 102), Outcome.PAUSED),
        (error(401, 190), Outcome.PAUSED),
        (error(400, 190, 463), Outcome.PAUSED),
        (error(403, 200), Outcome.PAUSED),
        (error(403, 230), Outcome.PAUSED),
        (error(403, 299), Outcome.PAUSED),
        (error(400, 300), Outcome.FAILED),
        (error(400, 368), Outcome.PAUSED),
        (error(400, 10900), Outcome.PAUSED),
        (error(400, 123456), Outcome.FAILED),
        (error(400, 123456, is_transient=True), Outcome.RETRY),
        (error(500, 123456), Outcome.RETRY),
        (error(400, "190"), Outcome.FAILED),
        (error(200, 190), Outcome.PAUSED),
        (error(401, 0), Outcome.PAUSED),
        (HttpReply(status=401), Outcome.PAUSED),
        (HttpReply(status=408), Outcome.RETRY),
        (HttpReply(status=429), Outcome.RETRY),
        (HttpReply(status=500), Outcome.RETRY),
        (HttpReply(status=502), Outcome.UNKNOWN),
        (HttpReply(status=504, body=b"<html>"), Outcome.UNKNOWN),
        (HttpReply(status=302), Outcome.FAILED),
        (HttpReply(status=100), Outcome.UNKNOWN),
    ],
)
def test_each_error_has_its_outcome(reply: HttpReply, outcome: Outcome) -> None:
    for account in (messenger(), instagram()):
        assert account.read_reply(PLAIN, reply).outcome is outcome


def test_a_conversation_in_an_automated_flow_of_metas_holds_up_nobody_else() -> None:
    assert messenger().read_reply(PLAIN, error(400, 10, 2018321)).only_contact


@pytest.mark.parametrize(("code", "subcode"), [(10, 2018300), (613, 0), (4, 0)])
def test_what_concerns_more_than_one_contact_or_none_says_so(code: int, subcode: int) -> None:
    assert not messenger().read_reply(PLAIN, error(400, code, subcode)).only_contact


def test_a_yes_brings_the_platforms_id() -> None:
    receipt = messenger().read_reply(PLAIN, HttpReply(status=200, body=b'{"recipient_id": "1", "message_id": "m_9"}'))

    assert (receipt.outcome, receipt.platform_id, receipt.detail) == (Outcome.SENT, "m_9", "")


def test_a_yes_that_cannot_be_read_is_a_yes() -> None:
    receipt = messenger().read_reply(PLAIN, HttpReply(status=200, body=b"<html>OK"))

    assert (receipt.outcome, receipt.platform_id) == (Outcome.SENT, None)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "17"}, 17.0),
        ({"retry-after": "soon"}, None),
        (
            {"x-business-use-case-usage": '{"1": [{"type": "messenger", "estimated_time_to_regain_access": 19}]}'},
            1140.0,
        ),
        ({"x-business-use-case-usage": '{"1": [{"estimated_time_to_regain_access": 0}]}'}, None),
        (
            {"x-business-use-case-usage": '{"1": [{"estimated_time_to_regain_access": 2}, {}, 7]}', "retry-after": "9"},
            9.0,
        ),
        ({"x-business-use-case-usage": '{"1": {}, "2": [{"estimated_time_to_regain_access": "x"}]}'}, None),
        ({"x-business-use-case-usage": "{"}, None),
        ({"x-business-use-case-usage": "[" * 100_000}, None),
        ({}, None),
    ],
)
def test_a_limit_tells_how_long_to_wait(headers: Mapping[str, str], seconds: float | None) -> None:
    reply = HttpReply(status=400, headers=headers, body=error(400, 80006).body)

    assert messenger().read_reply(PLAIN, reply).retry_after == seconds


def test_what_fails_for_good_is_waited_for_by_nobody() -> None:
    reply = HttpReply(status=400, headers={"retry-after": "17"}, body=error(400, 551).body)

    assert messenger().read_reply(PLAIN, reply).retry_after is None


def test_the_journal_has_the_platforms_words_and_codes() -> None:
    reply = error(400, 10, 2018278, message="(#10) This message is sent outside of allowed window.")

    assert (
        messenger().read_reply(PLAIN, reply).detail
        == "400 10/2018278 (#10) This message is sent outside of allowed window."
    )


def test_the_journal_never_has_the_token_that_the_platform_repeats() -> None:
    token = "EAAB" + "x1Y2" * 30
    receipt = messenger().read_reply(PLAIN, error(401, 190, message=f"Malformed access token {token}"))

    assert (receipt.outcome, receipt.detail) == (Outcome.PAUSED, "401 190 Malformed access token ...")


# What can be carried


def test_instagram_counts_bytes_and_messenger_characters() -> None:
    page, account = messenger().capabilities.text, instagram().capabilities.text

    assert (page.most, page.unit) == (2000, Unit.CHARACTERS)
    assert (account.most, account.unit) == (1000, Unit.BYTES)


def test_h4_a_long_text_on_instagram_goes_out_in_pieces_of_a_thousand_bytes() -> None:
    text = "Nous sommes ouverts à l'été. " * 80
    messages = fit(Draft(key=KEY, kind=Kind.ANSWER, text=text.strip()), instagram().capabilities, to=PSID)

    assert len(messages) > 1
    assert all(len(message.text.encode()) <= 1000 for message in messages)


@pytest.mark.parametrize(
    ("account", "settled"),
    [(messenger(), "echo"), (messenger(echoes=False), "none"), (instagram(), "none"), (instagram(echoes=True), "echo")],
)
def test_what_settles_a_lost_send_is_what_the_platform_team_subscribed(
    account: MessengerChannel | InstagramChannel, settled: str
) -> None:
    assert account.capabilities.settled_by == settled


def test_what_the_welcome_screen_carries_is_what_the_settings_say() -> None:
    plain, greets, shy = messenger(), messenger(native_greeting=True), messenger(get_started=False)

    assert plain.capabilities.native_greeting is None
    assert greets.capabilities.native_greeting == Limit(most=160)
    assert [account.capabilities.start_signal for account in (plain, shy)] == [True, False]
