"""What the contract cannot know of Twilio: signed addresses, carriers' keywords, codes, segments, numbers that send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import pytest
from pydantic import ValidationError
from twilio_shop import ACCOUNT, NOW, TOKEN, URL, fixture, heard, request, shop, signature, signed

from frontdesk import (
    Basic,
    DeliveryUpdated,
    HttpReply,
    Kind,
    Message,
    MessageReceived,
    Outcome,
    Rate,
    Segments,
    Settlement,
    Unknown,
    WebhookRejected,
    WebhookRequest,
)
from frontdesk_twilio_sms import TwilioSmsChannel
from frontdesk_twilio_sms.events import KEYWORDS, STATUSES
from frontdesk_twilio_sms.sending import CODES

MESSAGE = Message(key="5f0c", kind=Kind.WELCOME, text="Où ? 1 & 2 = 3 +", to="+33639000007")
SERVICE = "MG" + "0" * 31 + "2"


def sent(message: Message = MESSAGE, **settings: object) -> dict[str, str]:
    """The form of a message."""
    return dict(parse_qsl(shop(**settings).compose(message).body.decode(), keep_blank_values=True))


def said(body: str, **fields: str) -> object:
    """What becomes of these words."""
    form, _ = fixture("message__text")
    return heard(form | {"Body": body, **fields})


def refused(account: TwilioSmsChannel, posted: WebhookRequest) -> str:
    """The id of the rejection."""
    with pytest.raises(WebhookRejected) as caught:
        account.verify(posted)
    assert caught.value.status == 401
    return caught.value.diagnostics[0].id


# Signatures


def test_twilios_own_example_is_signed_as_it_says() -> None:
    """https://www.twilio.com/docs/usage/security#validating-requests"""
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    settings = TwilioSmsChannel.Settings.model_validate(
        {
            "account_sid": ACCOUNT,
            "auth_token": "t",
            "sender": "+33757000001",
            "public_url": "https://mycompany.com/myapp.php?foo=1&bar=2",
        }
    )
    account = TwilioSmsChannel("sms", settings, {"t": b"12345"})
    posted = WebhookRequest(
        path="/elsewhere",  # what a proxy makes of it
        query={"foo": "1", "bar": "2"},
        headers={"x-twilio-signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="},
        body=urlencode(form).encode(),
        received_at=NOW,
    )
    account.verify(posted)
    assert refused(account, replace(posted, body=posted.body + b"0")) == "FD511"


@pytest.mark.parametrize(
    ("known", "called"),
    [
        (URL, "https://frontdesk.example.com:443/webhooks/sms"),
        ("https://frontdesk.example.com:443/webhooks/sms", URL),
        ("http://shop.example/sms", "http://shop.example:80/sms"),
        ("https://shop.example:8443/sms", "https://shop.example/sms"),
        (URL, URL),
    ],
)
def test_the_port_may_be_signed_or_not(known: str, called: str) -> None:
    form, _ = fixture("message__text")
    shop(public_url=known).verify(signed(request(form), called))


@pytest.mark.parametrize(
    "called", ["https://frontdesk.example.com/webhooks/other", "http://frontdesk.example.com/webhooks/sms"]
)
def test_another_address_was_not_signed(called: str) -> None:
    form, _ = fixture("message__text")
    assert refused(shop(), signed(request(form), called)) == "FD511"


def test_our_key_in_the_address_is_signed_too() -> None:
    form, query = fixture("status__delivered")
    told = signed(request(form, query))
    shop().verify(told)
    for other in ({"key": "another"}, {}, {**query, "more": "1"}):
        assert refused(shop(), replace(told, query=other)) == "FD511"


@pytest.mark.parametrize(
    "called", ["https://frontdesk.example.com/webhooks/sms", "http://frontdesk.example.com/webhooks/sms"]
)
def test_without_a_public_url_the_host_that_was_called_is_tried(called: str) -> None:
    form, _ = fixture("message__text")
    account = shop(public_url=None)
    account.verify(signed(request(form), called))
    assert refused(account, signed(request(form), "https://evil.example/webhooks/sms")) == "FD511"
    nameless = signed(request(form))
    assert refused(account, replace(nameless, headers={"x-twilio-signature": nameless.headers["x-twilio-signature"]}))


@pytest.mark.parametrize("host", ["[", "a:b:c", "a:99999999", "a b", "é", "\x00"])
def test_a_host_that_is_none_is_refused_and_breaks_nothing(host: str) -> None:
    form, _ = fixture("message__text")
    posted = signed(request(form))
    assert refused(shop(public_url=None), replace(posted, headers={**posted.headers, "host": host})) == "FD511"


def test_fields_that_are_new_to_us_are_signed_with_the_others() -> None:
    form, _ = fixture("message__text")
    posted = signed(request(form | {"Zzz": "", "aaa": "ü €"}))
    shop().verify(posted)
    assert refused(shop(), replace(posted, body=posted.body.replace(b"&aaa", b"&bbb"))) == "FD511"


def test_a_field_given_twice_is_signed_with_each_value_once() -> None:
    body = b"MessageSid=SM1&MediaUrl=b&MediaUrl=a&MediaUrl=a"
    posted = WebhookRequest(body=body, received_at=NOW)
    mac = signature(URL + "MediaUrlaMediaUrlbMessageSidSM1", {})
    shop().verify(replace(posted, headers={"x-twilio-signature": mac}))


def test_a_form_of_endless_fields_is_refused_before_it_is_read() -> None:
    body = b"&".join(b"f%d=" % number for number in range(5000))
    posted = WebhookRequest(body=body, headers={"x-twilio-signature": "x"}, received_at=NOW)
    assert refused(shop(), posted) == "FD511"


@pytest.mark.parametrize("known", [{}, {"token": b""}])
def test_without_its_token_nothing_was_signed(known: Mapping[str, bytes]) -> None:
    """Not even what is signed with an empty one, which anybody can do."""
    form, _ = fixture("message__text")
    account = TwilioSmsChannel("sms", shop().settings, known)
    with pytest.raises(WebhookRejected) as caught:
        account.verify(signed(request(form), token=b""))
    assert (caught.value.status, caught.value.diagnostics[0].id) == (503, "FD506")


def test_another_accounts_token_signs_nothing() -> None:
    form, _ = fixture("message__text")
    assert refused(shop(), signed(request(form), token=b"another")) == "FD511"
    assert TOKEN not in shop().compose(MESSAGE).body


# Keywords


@pytest.mark.parametrize("word", sorted(KEYWORDS))
def test_carriers_keywords_trigger_no_rules(word: str) -> None:
    for written in (word, word.upper(), f" {word.title()} ", f"{word}.", f"{word}!"):
        event = said(written)
        assert isinstance(event, Unknown), written
        assert event.reason == f"carrier keyword: {word.upper()}"


@pytest.mark.parametrize(
    "text", ["1", "5", "Stop à 18 h ?", "help me please", "yes", "ending", "1.", "", "Info parking ?"]
)
def test_other_words_are_what_the_contact_says(text: str) -> None:
    event = said(text)
    assert isinstance(event, MessageReceived)
    assert event.text == text


@pytest.mark.parametrize("kind", ["STOP", "START", "HELP"])
def test_keywords_of_the_accounts_own_choosing_are_told_by_twilio(kind: str) -> None:
    event = said("ARRET", OptOutType=kind)
    assert isinstance(event, Unknown)
    assert event.reason == f"opt-out keyword: {kind}"


# Others


def test_e5_a_short_code_is_a_machine() -> None:
    event = said("Votre code est 1234", From="38040")
    assert isinstance(event, MessageReceived)
    assert event.automatic == "sender: 38040"


def test_e4_our_own_number_is_not_answered() -> None:
    assert isinstance(said("Bonjour", From="+33757000001"), Unknown)


@pytest.mark.parametrize("status", [*STATUSES, "teleported"])
def test_e10_a_status_is_never_input(status: str) -> None:
    form, query = fixture("status__delivered")
    event = heard(form | {"MessageStatus": status, "Body": "Bonjour"}, query)
    assert isinstance(event, DeliveryUpdated)
    assert event.key == query["key"]


def test_each_status_of_a_message_is_an_event_of_its_own() -> None:
    form, query = fixture("status__delivered")
    ids = {heard(form | {"MessageStatus": status}, query).id for status in STATUSES}
    assert len(ids) == len(STATUSES)


def test_nothing_is_answered_on_the_spot() -> None:
    form, _ = fixture("message__text")
    answer = shop().acknowledge(request(form))
    assert (answer.status, answer.body, answer.content_type) == (200, b"<Response/>", "text/xml")


# Sending


def test_a_message_goes_out_with_our_key_in_the_address_of_its_deliveries() -> None:
    assert sent() == {
        "To": "+33639000007",
        "From": "+33757000001",
        "Body": "Où ? 1 & 2 = 3 +",
        "StatusCallback": f"{URL}?key=5f0c",
    }
    call = shop().compose(MESSAGE)
    assert call.url == f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert call.auth == Basic(user=ACCOUNT, ref="token")


def test_an_address_with_parameters_keeps_them_beside_our_key() -> None:
    assert sent(public_url=f"{URL}?shop=1")["StatusCallback"] == f"{URL}?shop=1&key=5f0c"


def test_the_answer_comes_from_the_number_that_was_written_to() -> None:
    event = said("Bonjour", To="+33757000002")
    assert isinstance(event, MessageReceived)
    assert sent(replace(MESSAGE, reply_context=event.reply_context))["From"] == "+33757000002"


def test_a_messaging_service_chooses_the_number_itself() -> None:
    form = sent(replace(MESSAGE, reply_context={"number": "+33757000002"}), sender=SERVICE)
    assert form["MessagingServiceSid"] == SERVICE
    assert "From" not in form


def test_without_a_public_url_nothing_is_told_and_nothing_settles() -> None:
    assert "StatusCallback" not in sent(public_url=None)
    assert shop(public_url=None).capabilities.settled_by is Settlement.NONE
    assert shop().capabilities.settled_by is Settlement.ECHO


@pytest.mark.parametrize(("code", "outcome"), CODES.items())
def test_each_code_of_twilios_has_its_meaning(code: int, outcome: Outcome) -> None:
    body = b'{"code": %d, "message": "in words", "status": 400}' % code
    receipt = shop().read_reply(MESSAGE, HttpReply(status=400, body=body))
    assert (receipt.outcome, receipt.detail) == (outcome, f"400 {code} in words")


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (20003, "paused"),
        (20429, "retry"),
        (21610, "failed"),
        (21211, "failed"),
        (21614, "failed"),
        (21606, "paused"),
        (20404, "paused"),
        (21730, "retry"),
    ],
)
def test_who_is_refused_decides(code: int, outcome: str) -> None:
    """The account waits for somebody to mend it; a number that nobody can reach does not."""
    assert CODES[code] is Outcome(outcome)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(201, "sent"), (200, "sent"), (302, "failed"), (400, "failed"), (401, "paused"), (403, "paused"), (404, "paused"),
     (408, "retry"), (429, "retry"), (500, "retry"), (502, "unknown"), (503, "retry"), (504, "unknown")],
)  # fmt: skip
def test_an_answer_without_a_code_is_read_by_its_status(status: int, outcome: str) -> None:
    for body in (b"", b"<html>", b'{"code": "x"}', b'{"code": 1}', b'{"code": true}'):
        assert shop().read_reply(MESSAGE, HttpReply(status=status, body=body)).outcome is Outcome(outcome)


def test_the_sid_is_the_platforms_id() -> None:
    reply = HttpReply(status=201, body=b'{"sid": "SM1", "status": "queued"}')
    assert shop().read_reply(MESSAGE, reply).platform_id == "SM1"


# Settings


def test_what_a_text_message_carries() -> None:
    carries = shop(per_second=10).capabilities
    assert (carries.text.most, carries.carriers, carries.window, carries.start_signal) == (1600, (), None, False)
    assert carries.segments == Segments()
    assert carries.account_rate == Rate(per_second=10, burst=10)


@pytest.mark.parametrize(
    "settings",
    [
        {"account_sid": "SK" + "0" * 32},
        {"account_sid": "AC123"},
        {"sender": "Boulangerie"},
        {"sender": "+33 7 57 00 00 01"},
        {"sender": "whatsapp:+33757000001"},
        {"sender": "0757000001x"},
        {"public_url": "frontdesk.example.com"},
        {"public_url": "https://user:word@frontdesk.example.com/webhooks/sms"},
        {"public_url": f"{URL}#rc=3"},
        {"public_url": f"{URL}?key=1"},
        {"per_second": 0},
        {"tokn": "x"},
    ],
)
def test_settings_that_cannot_work_are_refused(settings: Mapping[str, object]) -> None:
    with pytest.raises(ValidationError):
        shop(**settings)


@pytest.mark.parametrize("sender", ["+33757000001", "38040", SERVICE])
def test_a_number_a_short_code_and_a_service_may_send(sender: str) -> None:
    assert shop(sender=sender).capabilities.text.most == 1600


def test_e4_the_number_that_sends_is_our_own_address() -> None:
    assert shop(sender="+33757000001").addresses == {"+33757000001"}
    assert shop(sender=SERVICE).addresses == frozenset()
