"""What the shared contract does not ask of accounts: ice breakers, limits, settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

import pytest
from pydantic import ValidationError
from whatsapp_matter import ANA, KEY, SECRETS, SETTINGS, refusal, whatsapp

from frontdesk import (
    Capabilities,
    ForeignAutomation,
    HttpCall,
    HttpReply,
    Kind,
    Message,
    Profile,
    ProfilePlan,
    ProfileTexts,
    Suggestion,
    secret_refs,
)
from frontdesk_whatsapp import WhatsAppChannel, WhatsAppSettings

MESSAGE = Message(key=KEY, kind=Kind.WELCOME, text="Bonjour", to=ANA, locale="fr")
QUESTIONS = ("Vos horaires ?", "Où êtes-vous ?", "Livrez-vous ?", "Le parking ?", "Vos prix ?")


# What is shown before any message


def profile(*titles: str) -> Profile:
    """Starters in the default language, and in another that WhatsApp does not know of."""
    shown = tuple(Suggestion(id=f"s{number}", title=title) for number, title in enumerate(titles))
    other = (Suggestion(id="s0", title="In English"),)
    return Profile(texts=(ProfileTexts(locale="fr", starters=shown), ProfileTexts(locale="en", starters=other)))


def plan(wanted: Profile, **number: object) -> ProfilePlan:
    """What is to be done where the number has these fields."""
    reply = HttpReply(status=200, body=json.dumps({"id": "106540352242922", **number}).encode())
    return whatsapp().plan_profile(wanted, [reply])


def written(found: ProfilePlan) -> object:
    """What the one call of a plan writes."""
    (call,) = found.calls
    assert call.url.endswith("/v23.0/106540352242922/conversational_automation")
    return json.loads(call.body)


def test_the_profile_is_read_with_one_call() -> None:
    (call,) = whatsapp().read_profile(Profile())

    assert (call.method, call.url) == (
        "GET",
        "https://graph.facebook.com/v23.0/106540352242922?fields=conversational_automation,is_on_biz_app",
    )


def test_starters_of_the_default_language_become_ice_breakers() -> None:
    assert written(plan(profile(*QUESTIONS[:4]))) == {"prompts": list(QUESTIONS[:4])}


def test_nothing_is_written_that_is_there_already() -> None:
    found = plan(profile(*QUESTIONS[:2]), conversational_automation={"prompts": list(QUESTIONS[:2])})

    assert found == ProfilePlan()


def test_h1_what_was_not_kept_as_it_was_written_is_told_and_written_again() -> None:
    found = plan(profile(*QUESTIONS[:3]), conversational_automation={"prompts": [QUESTIONS[2]]})

    assert [(one.wanted, one.found) for one in found.differences] == [(" | ".join(QUESTIONS[:3]), QUESTIONS[2])]
    assert written(found) == {"prompts": list(QUESTIONS[:3])}


@pytest.mark.parametrize("wanted", [Profile(), profile()])
def test_where_nothing_is_wanted_ice_breakers_are_withdrawn(wanted: Profile) -> None:
    assert written(plan(wanted, conversational_automation={"prompts": ["Old?"]})) == {"prompts": []}
    assert plan(wanted) == ProfilePlan()


def test_commands_are_not_ours_and_stay() -> None:
    commands = [{"command_name": "hours", "command_description": "When?"}]
    odd = [None, {"command_description": "nameless"}]
    found = plan(profile("Vos horaires ?"), conversational_automation={"commands": [*commands, *odd]})

    assert written(found) == {"prompts": ["Vos horaires ?"], "commands": commands}


def test_d5_what_answers_beside_us_is_told() -> None:
    found = plan(Profile(), conversational_automation={"enable_welcome_message": True}, is_on_biz_app=True)

    assert found.foreign_automations == (
        ForeignAutomation(kind="greeting"),
        ForeignAutomation(kind="greeting", text="WhatsApp Business app", enabled=None),
        ForeignAutomation(kind="absence", text="WhatsApp Business app", enabled=None),
    )
    assert not found.calls, "what others have switched on is theirs to switch off"


@pytest.mark.parametrize("odd", [None, [], "on", {"prompts": "x", "commands": 7}, {"prompts": [None]}])
def test_odd_components_are_no_exception(odd: object) -> None:
    assert written(plan(profile("Vos horaires ?"), conversational_automation=odd)) == {"prompts": ["Vos horaires ?"]}


def test_a_profile_that_is_refused_is_told_in_the_platforms_words() -> None:
    found = whatsapp().plan_profile(profile("Vos horaires ?"), [refusal(10, 403)])

    assert (found.calls, found.problem) == ((), "403 (10) (#10) Words")


# Settings


def test_settings_name_their_secrets() -> None:
    assert secret_refs(whatsapp().settings) == {"token", "app", "word"}


def test_h2_limits_of_ice_breakers_are_declared() -> None:
    native = whatsapp().capabilities.native_starters

    assert native is not None
    assert (native.count, native.title.most, native.emoji) == (4, 80, False)


def test_settings_decide_what_a_number_carries() -> None:
    carries = whatsapp(per_second=20, ice_breakers=3).capabilities

    assert carries.account_rate is not None
    assert carries.account_rate.per_second == 20
    assert carries.native_starters is not None
    assert carries.native_starters.count == 3
    assert whatsapp(ice_breakers=0).capabilities.native_starters is None


def test_the_window_is_a_day() -> None:
    carries: Capabilities = WhatsAppChannel.capabilities

    assert carries.window == timedelta(hours=24)


@pytest.mark.parametrize(
    ("settings", "mend"),
    [
        ({"phone_number_id": "+1 555 078 3881"}, "Phone number ID"),
        ({"phone_number_id": ""}, "at least 1"),
        ({"graph_version": "23"}, "pattern"),
        ({"access_token": ""}, "at least 1"),
        ({"api_url": "graph"}, "URL"),
        ({"per_second": 0}, "greater than 0"),
        ({"ice_breakers": 5}, "less than or equal to 4"),
        ({"token": "x"}, "not permitted"),
    ],
)
def test_settings_that_cannot_work_are_refused(settings: Mapping[str, object], mend: str) -> None:
    with pytest.raises(ValidationError, match=mend.replace("+", r"\+")):
        WhatsAppSettings.model_validate({**SETTINGS, **settings})


def test_the_platforms_address_may_be_another() -> None:
    call = whatsapp(api_url="http://127.0.0.1:4000/", graph_version="v24.0").compose(MESSAGE)

    assert isinstance(call, HttpCall)
    assert call.url == "http://127.0.0.1:4000/v24.0/106540352242922/messages"


def test_nothing_secret_is_in_a_call() -> None:
    call = whatsapp().compose(MESSAGE)

    assert isinstance(call, HttpCall)
    assert not any(secret in repr(call).encode() for secret in SECRETS.values())
