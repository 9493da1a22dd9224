"""What the contract cannot know of Google Business Messages: settings, signatures, senders and the profile."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from google_matter import (
    KEY,
    PARTNER_KEY,
    TOKEN,
    business_messages,
    fixture,
    handshake,
    plain,
    signed,
)
from pydantic import ValidationError

from frontdesk import (
    Difference,
    ForeignAutomation,
    GoogleServiceAccount,
    HttpCall,
    HttpReply,
    Kind,
    Message,
    MessageReceived,
    Outcome,
    Profile,
    ProfileTexts,
    Suggestion,
    Unknown,
    WebhookRejected,
)
from frontdesk_google import BusinessMessagesChannel, BusinessMessagesSettings

SETTINGS = {
    "agent": "brands/b1/agents/a1",
    "client_token": "env:TOKEN",
    "service_account": "env:ACCOUNT",
    "privacy_url": "https://shop.example/privacy",
}
PRIVACY = {"url": "https://shop.example/privacy"}
LOCATION = "brands/b1/locations/l1"


def test_channel_says_that_it_was_retired_and_what_came_after() -> None:
    gone = BusinessMessagesChannel.retired
    assert gone is not None
    assert (gone.on, gone.successor) == (date(2024, 7, 31), "rcs")


@pytest.mark.parametrize(
    "settings",
    [
        {"agent": "a1"},
        {"agent": "brands/b1/agents/a1/x"},
        {"location": "l1"},
        {"location": "brands/b2/locations/l1"},
        {"privacy_url": "shop.example"},
        {"privacyurl": "https://shop.example"},
        {"representative": "x" * 101},
    ],
)
def test_settings_that_cannot_work_are_refused(settings: Mapping[str, object]) -> None:
    with pytest.raises(ValidationError):
        BusinessMessagesSettings.model_validate({**SETTINGS, **settings})


# Signatures


def test_signature_is_right_by_the_client_token_and_by_the_older_partner_key() -> None:
    request = fixture("business_messages", "message__text")
    for key in (TOKEN, PARTNER_KEY):
        business_messages().verify(signed(request, request.body, key))


def test_partner_key_is_worth_nothing_where_the_account_has_none() -> None:
    request = fixture("business_messages", "message__text")
    with pytest.raises(WebhookRejected) as caught:
        business_messages(partner_key=None).verify(signed(request, request.body, PARTNER_KEY))
    assert (caught.value.status, caught.value.diagnostics[0].id) == (401, "FD511")


def test_unsigned_words_cannot_ride_on_a_handshake() -> None:
    account = business_messages()
    request = handshake(conversationId="c-77", message={"messageId": "m", "text": "x"})
    account.verify(request)
    assert account.parse(request) == ()


# Receiving


@pytest.mark.parametrize(
    ("context", "locale", "name"),
    [
        ({"resolvedLocale": "fr", "userInfo": {"displayName": "Zoé", "userDeviceLocale": "fr-FR"}}, "fr", "Zoé"),
        ({"userInfo": {"userDeviceLocale": "en-GB"}}, "en-GB", None),
        ({"resolvedLocale": 17, "userInfo": ["x"]}, None, None),
        (None, None, None),
    ],
)
def test_contact_has_the_language_that_it_was_greeted_in(context: object, locale: str | None, name: str | None) -> None:
    document = {"conversationId": "c-77", "message": {"messageId": "m-1", "text": "Hi"}, "context": context}
    (event,) = business_messages().parse(plain(document))
    assert isinstance(event, MessageReceived)
    assert (event.contact.locale, event.contact.full_name) == (locale, name)


def test_tap_has_the_same_id_at_each_retry_and_another_at_each_tap() -> None:
    document = json.loads(fixture("business_messages", "tap__starter").body)
    again = {**document, "requestId": "r-2", "sendTime": "2026-06-01T08:00:20Z"}
    other = {**document, "suggestionResponse": {**document["suggestionResponse"], "createTime": "2026-06-01T08:00:09Z"}}
    first, second, third = (business_messages().parse(plain(one))[0].id for one in (document, again, other))
    assert first == second != third


@pytest.mark.parametrize("value", [True, "true", "TRUE"])
def test_wish_for_a_human_starts_a_conversation_in_either_spelling(value: object) -> None:
    (event,) = business_messages().parse(plain({"conversationId": "c", "userStatus": {"requestedLiveAgent": value}}))
    assert isinstance(event, MessageReceived)
    assert event.attributes["requestedLiveAgent"] == "true"


@pytest.mark.parametrize("status", [{}, {"requestedLiveAgent": False}, {"requestedLiveAgent": []}, "typing", None])
def test_status_that_says_nothing_is_kept(status: object) -> None:
    (event,) = business_messages().parse(plain({"conversationId": "c", "userStatus": status}))
    assert isinstance(event, Unknown)


@pytest.mark.parametrize("receipts", [None, {}, {"receipts": None}, {"receipts": []}, []])
def test_receipts_without_any_are_kept(receipts: object) -> None:
    (event,) = business_messages().parse(plain({"conversationId": "c", "receipts": receipts}))
    assert isinstance(event, Unknown)


def test_a_thousand_receipts_are_a_thousand_events() -> None:
    items = [{"message": f"conversations/c/messages/{n}", "receiptType": "READ"} for n in range(1000)]
    events = business_messages().parse(plain({"conversationId": "c", "receipts": {"receipts": items}}))
    assert len({event.id for event in events}) == 1000
    assert all(len(event.raw) == 2 for event in events), "each keeps its own item, not the whole batch"


# Sending


def sent(message: Message, **settings: object) -> dict[str, object]:
    """The JSON of a message's call."""
    call = business_messages(**settings).compose(message)
    document: dict[str, object] = json.loads(call.body)
    return document


def test_message_goes_into_the_conversation_under_our_key() -> None:
    call = business_messages().compose(Message(key=KEY, kind=Kind.ANSWER, text="Bonjour", to="c/77"))
    assert call.url == "https://businessmessages.googleapis.com/v1/conversations/c%2F77/messages"
    assert call.auth == GoogleServiceAccount(
        ref="account", scopes=("https://www.googleapis.com/auth/businessmessages",)
    )
    assert json.loads(call.body) == {
        "messageId": KEY,
        "representative": {"representativeType": "BOT", "displayName": "Boulangerie"},
        "text": "Bonjour",
    }


@pytest.mark.parametrize(
    ("kind", "operator", "representative", "says"),
    [
        (Kind.WELCOME, None, "", {"representativeType": "BOT"}),
        (Kind.OPERATOR, "Luc", "Boulangerie", {"representativeType": "HUMAN", "displayName": "Luc"}),
        (Kind.OPERATOR, None, "Boulangerie", {"representativeType": "HUMAN", "displayName": "Boulangerie"}),
        (Kind.ANSWER, "Luc", "", {"representativeType": "BOT"}),
    ],
)
def test_people_know_whether_a_machine_writes(
    kind: Kind, operator: str | None, representative: str, says: Mapping[str, str]
) -> None:
    message = Message(key=KEY, kind=kind, text="Bonjour", to="c-77", operator=operator)
    assert sent(message, representative=representative)["representative"] == says


def test_repeat_of_a_key_that_was_taken_is_sent() -> None:
    message = Message(key=KEY, kind=Kind.WELCOME, text="Bonjour", to="c-77")
    body = b'{"error": {"code": 409, "message": "Requested entity already exists", "status": "ALREADY_EXISTS"}}'
    receipt = business_messages().read_reply(message, HttpReply(status=409, body=body))
    assert (receipt.outcome, receipt.platform_id) == (Outcome.SENT, KEY)


# Profile


def texts(locale: str, greeting: str | None = "Bonjour", absence: str | None = None, *titles: str) -> ProfileTexts:
    """What is wanted in one language."""
    starters = tuple(Suggestion(id=f"s{number}", title=title) for number, title in enumerate(titles))
    return ProfileTexts(locale=locale, greeting=greeting, absence=absence, starters=starters)


def entry(greeting: str = "Bonjour", absence: str | None = None, *titles: str) -> dict[str, object]:
    """The same as Google has it."""
    written: dict[str, object] = {
        "welcomeMessage": {"text": greeting},
        "privacyPolicy": PRIVACY,
        "conversationStarters": [
            {"suggestion": {"reply": {"text": title, "postbackData": f"fd1:s{number}"}}}
            for number, title in enumerate(titles)
        ],
    }
    return written | ({"offlineMessage": {"text": absence}} if absence else {})


def agent(default: str = "", **settings: object) -> HttpReply:
    """What GET answers of the agent."""
    held = {"conversationalSettings": settings, **({"defaultLocale": default} if default else {})}
    document = {"name": "brands/b1/agents/a1", "displayName": "Shop", "businessMessagesAgent": held}
    return HttpReply(status=200, body=json.dumps(document).encode())


def location(default: str = "", **settings: object) -> HttpReply:
    """What GET answers of the location."""
    document = {"name": LOCATION, "placeId": "p", "conversationalSettings": settings, "defaultLocale": default}
    return HttpReply(status=200, body=json.dumps(document).encode())


def planned(wanted: Sequence[ProfileTexts], *found: HttpReply, **settings: object) -> tuple[str, object] | None:
    """The mask and the body of the one call that mends; None = none."""
    plan = business_messages(**settings).plan_profile(Profile(texts=tuple(wanted)), found)
    if not plan.calls:
        return None
    (call,) = plan.calls
    assert call.method == "PATCH"
    return parse_qs(urlsplit(call.url).query)["updateMask"][0], json.loads(call.body)


def test_profile_of_an_agent_is_read_where_it_is() -> None:
    (call,) = business_messages().read_profile(Profile())
    scopes = ("https://www.googleapis.com/auth/businesscommunications",)
    assert call == HttpCall(
        url="https://businesscommunications.googleapis.com/v1/brands/b1/agents/a1",
        method="GET",
        auth=GoogleServiceAccount(ref="account", scopes=scopes),
    )


def test_profile_of_a_location_is_read_with_its_agent_s() -> None:
    calls = business_messages(location=LOCATION).read_profile(Profile())
    assert [urlsplit(call.url).path for call in calls] == [f"/v1/{LOCATION}", "/v1/brands/b1/agents/a1"]


def test_first_profile_is_written_with_its_default_language() -> None:
    wanted = [texts("fr", "Bonjour", "Absents", "Vos horaires ?"), texts("en", "Hello")]
    mask, body = planned(wanted, agent()) or ("", {})
    assert set(mask.split(",")) == {
        "businessMessagesAgent.conversationalSettings.fr",
        "businessMessagesAgent.conversationalSettings.en",
        "businessMessagesAgent.defaultLocale",
    }
    assert body == {
        "businessMessagesAgent": {
            "conversationalSettings": {
                "fr": entry("Bonjour", "Absents", "Vos horaires ?"),
                "en": entry("Hello"),
            },
            "defaultLocale": "fr",
        }
    }


def test_only_the_language_that_differs_is_written() -> None:
    found = agent("fr", fr=entry("Bonjour"), en=entry("Hi"))
    mask, body = planned([texts("fr"), texts("en", "Hello")], found) or ("", {})
    assert mask == "businessMessagesAgent.conversationalSettings.en"
    assert body == {"businessMessagesAgent": {"conversationalSettings": {"en": entry("Hello")}}}


def test_language_that_is_wanted_no_more_is_masked_and_not_sent() -> None:
    found = agent("fr", fr=entry("Bonjour"), de=entry("Guten Tag"))
    mask, body = planned([texts("fr")], found) or ("", {})
    assert mask == "businessMessagesAgent.conversationalSettings.de"
    assert body == {"businessMessagesAgent": {"conversationalSettings": {}}}


def test_nothing_is_written_where_nothing_differs() -> None:
    found = agent("fr", fr=entry("Bonjour", "Absents", "Vos horaires ?"))
    assert planned([texts("fr", "Bonjour", "Absents", "Vos horaires ?")], found) is None


def test_location_is_written_without_the_agent_s_level() -> None:
    found = (location(), agent("en", en=entry("Hello")))
    mask, body = planned([texts("fr")], *found, location=LOCATION) or ("", {})
    assert mask == "conversationalSettings.fr,defaultLocale"
    assert body == {"conversationalSettings": {"fr": entry("Bonjour")}, "defaultLocale": "fr"}


def test_agent_s_texts_that_show_through_at_a_location_are_foreign() -> None:
    found = (location(), agent("en", en=entry("Hello", "Away", "Opening hours?")))
    account = business_messages(location=LOCATION)
    assert account.plan_profile(Profile(), found).foreign_automations == (
        ForeignAutomation(kind="greeting", text="Hello"),
        ForeignAutomation(kind="absence", text="Away"),
        ForeignAutomation(kind="starters", text="Opening hours?"),
    )
    assert account.plan_profile(Profile(texts=(texts("fr"),)), found).foreign_automations == ()


def test_differences_are_told_language_by_language() -> None:
    found = agent("fr", fr=entry("Salut", "Absents", "Vos horaires ?"), de=entry("Guten Tag"))
    wanted = Profile(texts=(texts("fr", "Bonjour", None, "Où se garer ?", "Vos horaires ?"),))
    assert business_messages().plan_profile(wanted, [found]).differences == (
        Difference(field="greeting", locale="fr", wanted="Bonjour", found="Salut"),
        Difference(field="absence", locale="fr", wanted="", found="Absents"),
        Difference(field="starters", locale="fr", wanted="Où se garer ? | Vos horaires ?", found="Vos horaires ?"),
        Difference(field="greeting", locale="de", wanted="", found="Guten Tag"),
    )


def test_privacy_policy_of_another_address_is_mended_and_told() -> None:
    old = {**entry("Bonjour"), "privacyPolicy": {"url": "https://shop.example/old"}}
    plan = business_messages().plan_profile(Profile(texts=(texts("fr"),)), [agent("fr", fr=old)])
    assert len(plan.calls) == 1
    told = {"wanted": "https://shop.example/privacy", "found": "https://shop.example/old"}
    assert plan.differences == (Difference(field="greeting", locale="fr", **told),)


def test_starters_without_a_welcome_are_not_written_and_stay_a_difference() -> None:
    plan = business_messages().plan_profile(Profile(texts=(texts("fr", None, None, "Vos horaires ?"),)), [agent()])
    assert plan.calls == ()
    assert [(found.field, found.wanted) for found in plan.differences] == [("starters", "Vos horaires ?")]


def test_somebody_s_action_among_the_starters_is_replaced() -> None:
    action = {"suggestion": {"action": {"text": "Our site", "openUrlAction": {"url": "https://shop.example"}}}}
    found = agent("fr", fr={**entry("Bonjour"), "conversationStarters": [action]})
    plan = business_messages().plan_profile(Profile(texts=(texts("fr", "Bonjour", None, "Vos horaires ?"),)), [found])
    assert len(plan.calls) == 1
    assert [(told.wanted, told.found) for told in plan.differences] == [("Vos horaires ?", "Our site")]


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"name": 17},
        {"businessMessagesAgent": {"conversationalSettings": {}}},
    ],
)
def test_answer_that_is_no_agent_is_a_problem_and_no_call(odd: Mapping[str, object]) -> None:
    reply = HttpReply(status=200, body=json.dumps(odd).encode())
    plan = business_messages().plan_profile(Profile(texts=(texts("fr"),)), [reply])
    assert plan.calls == ()
    assert plan.problem


def test_location_whose_agent_cannot_be_read_is_left_alone() -> None:
    refused = HttpReply(status=403, body=b'{"error": {"message": "No.", "status": "PERMISSION_DENIED"}}')
    account = business_messages(location=LOCATION)
    plan = account.plan_profile(Profile(texts=(texts("fr"),)), [location(), refused])
    assert (plan.calls, plan.problem) == ((), "403 PERMISSION_DENIED No.")


@pytest.mark.parametrize(
    "settings", [None, [], {"fr": None}, {"fr": {"conversationStarters": [17, {"suggestion": 3}]}}]
)
def test_settings_of_any_shape_are_mended(settings: object) -> None:
    held = {"name": "brands/b1/agents/a1", "businessMessagesAgent": {"conversationalSettings": settings}}
    plan = business_messages().plan_profile(
        Profile(texts=(texts("fr"),)), [HttpReply(status=200, body=json.dumps(held).encode())]
    )
    assert len(plan.calls) == 1
