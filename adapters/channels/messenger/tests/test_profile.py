"""What stands on the welcome screen: read, compared, written in every language, withdrawn, and what is not ours."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest
from messenger_accounts import instagram, messenger

from frontdesk import (
    ForeignAutomation,
    HttpCall,
    HttpReply,
    Profile,
    ProfilePlan,
    ProfileTexts,
    Suggestion,
)
from frontdesk_messenger import InstagramChannel, MessengerChannel
from frontdesk_messenger.locales import by_locale, locales_of

START = {"get_started": {"payload": "FD_START"}}
HOURS = {"question": "Vos horaires ?", "payload": "fd1:hours"}
PARKING = {"question": "Où se garer ?", "payload": "fd1:parking"}
ENGLISH = {"question": "Opening hours?", "payload": "fd1:hours"}
THEIRS = {"question": "What do you sell?", "payload": "SELL"}


def texts(locale: str, *titles: str, greeting: str | None = None) -> ProfileTexts:
    """What is wanted in one language; ids are numbers."""
    starters = tuple(Suggestion(id=f"s{number}", title=title) for number, title in enumerate(titles))
    return ProfileTexts(locale=locale, starters=starters, greeting=greeting)


def french(*starters: Mapping[str, str]) -> ProfileTexts:
    """What is wanted in French, as the platform's own questions."""
    told = tuple(Suggestion(id=item["payload"].removeprefix("fd1:"), title=item["question"]) for item in starters)
    return ProfileTexts(locale="fr", starters=told)


def entry(locale: str, *actions: Mapping[str, str]) -> Mapping[str, object]:
    """One language as the platform has it."""
    return {"locale": locale, "call_to_actions": list(actions)}


def plan(
    account: MessengerChannel | InstagramChannel, wanted: Sequence[ProfileTexts], *data: Mapping[str, object]
) -> ProfilePlan:
    """What is done where the platform shows `data`."""
    found = HttpReply(status=200, body=json.dumps({"data": data}).encode())
    return account.plan_profile(Profile(texts=tuple(wanted)), [found])


def written(calls: Sequence[HttpCall]) -> list[tuple[str, object]]:
    """Method and body of each call."""
    return [(call.method, json.loads(call.body)) for call in calls]


# Reading


def test_a_page_is_read_in_one_call() -> None:
    (call,) = messenger().read_profile(Profile())

    assert (call.method, call.body) == ("GET", b"")
    assert call.url == (
        "https://graph.facebook.com/v25.0/me/messenger_profile?fields=get_started%2Cgreeting%2Cice_breakers"
    )


@pytest.mark.parametrize(
    ("account", "root"),
    [
        (instagram(), "https://graph.facebook.com"),
        (instagram(login="instagram", page_id=None), "https://graph.instagram.com"),
    ],
)
def test_an_instagram_account_is_named_in_the_address(account: InstagramChannel, root: str) -> None:
    (call,) = account.read_profile(Profile())

    assert call.url == f"{root}/v25.0/me/messenger_profile?fields=ice_breakers&platform=instagram"


@pytest.mark.parametrize(
    "found",
    [
        [],
        [HttpReply(status=200, body=b'{"data": {}}')],
        [HttpReply(status=400, body=b'{"error": {"code": 190, "message": "x"}}')],
    ],
)
def test_what_cannot_be_read_is_a_problem_and_no_call(found: Sequence[HttpReply]) -> None:
    made = messenger().plan_profile(Profile(texts=(french(HOURS),)), found)

    assert made.problem
    assert not made.calls


@pytest.mark.parametrize(
    "odd", [7, None, {"ice_breakers": 7}, {"call_to_actions": 7}, {"greeting": [7, {}]}, {"get_started": []}]
)
def test_odd_parts_of_an_answer_are_nothing_found(odd: object) -> None:
    found = HttpReply(status=200, body=json.dumps({"data": [odd]}).encode())

    assert not instagram().plan_profile(Profile(), [found]).problem


# Writing


def test_h8_each_language_has_the_platforms_locales_and_the_first_is_the_default() -> None:
    wanted = [texts("fr", "Vos horaires ?"), texts("en", "Opening hours?"), texts("pt-BR", "Horário?")]
    ((method, body),) = written(plan(instagram(), wanted).calls)

    assert method == "POST"
    assert body == {
        "platform": "instagram",
        "ice_breakers": [
            entry("default", {"question": "Vos horaires ?", "payload": "fd1:s0"}),
            entry("pt_BR", {"question": "Horário?", "payload": "fd1:s0"}),
            entry("en_US", {"question": "Opening hours?", "payload": "fd1:s0"}),
            entry("en_GB", {"question": "Opening hours?", "payload": "fd1:s0"}),
        ],
    }


def test_all_that_differs_is_written_in_one_call() -> None:
    wanted = [texts("fr", "Vos horaires ?", greeting="Bonjour !")]
    made = plan(messenger(native_greeting=True), wanted)

    ((method, body),) = written(made.calls)
    assert (method, set(body)) == ("POST", {"get_started", "greeting", "ice_breakers"})
    assert [(told.field, told.locale, told.wanted, told.found) for told in made.differences] == [
        ("starters", None, "[Get Started]", ""),
        ("greeting", "default", "Bonjour !", ""),
        ("starters", "default", "Vos horaires ?", ""),
    ]


def test_what_stands_as_wanted_is_not_written() -> None:
    made = plan(messenger(), [french(HOURS)], {**START, "ice_breakers": [entry("default", HOURS)]})

    assert made == ProfilePlan()


@pytest.mark.parametrize("data", [[{"ice_breakers": [entry("default", HOURS)]}], [entry("default", HOURS)]])
def test_both_forms_of_the_documents_are_read(data: Sequence[Mapping[str, object]]) -> None:
    assert plan(instagram(), [french(HOURS)], *data) == ProfilePlan()


@pytest.mark.parametrize(
    "held",
    [
        [entry("default", PARKING)],
        [entry("default", HOURS, PARKING)],
        [entry("default", {**HOURS, "payload": "fd1:other"})],
        [entry("default", HOURS), entry("en_US", ENGLISH)],
        [entry("default", {**HOURS, "question": "Vos horaires"})],
    ],
)
def test_drift_is_told_and_mended(held: Sequence[Mapping[str, object]]) -> None:
    made = plan(instagram(), [french(HOURS)], {"ice_breakers": held})

    assert made.differences
    assert written(made.calls) == [("POST", {"platform": "instagram", "ice_breakers": [entry("default", HOURS)]})]


def test_the_flat_form_of_old_is_replaced_and_never_mixed() -> None:
    made = plan(instagram(), [french(HOURS)], {"ice_breakers": [HOURS]})

    assert written(made.calls) == [("POST", {"platform": "instagram", "ice_breakers": [entry("default", HOURS)]})]
    assert made.differences


def test_the_default_is_the_first_language_that_has_something_to_show() -> None:
    made = plan(instagram(), [texts("fr"), texts("en", "Opening hours?")])
    ((_, body),) = written(made.calls)

    assert [item["locale"] for item in body["ice_breakers"]] == ["default"]


# Withdrawing


def test_toggled_off_our_questions_go_and_nothing_else() -> None:
    made = plan(messenger(), [], {**START, "ice_breakers": [entry("default", HOURS)]})

    assert written(made.calls) == [("DELETE", {"fields": ["ice_breakers"]})]
    assert [told.found for told in made.differences] == ["Vos horaires ?"]


def test_everything_that_is_to_go_goes_in_one_call() -> None:
    account = messenger(get_started=False, native_greeting=True)
    held = {
        **START,
        "greeting": [{"locale": "default", "text": "Bonjour !"}],
        "ice_breakers": [entry("default", HOURS)],
    }

    assert written(plan(account, [], held).calls) == [
        ("DELETE", {"fields": ["get_started", "greeting", "ice_breakers"]})
    ]


def test_instagram_is_named_where_something_is_withdrawn() -> None:
    (call,) = plan(instagram(), [], {"ice_breakers": [entry("default", HOURS)]}).calls

    assert call.url.endswith("/me/messenger_profile?platform=instagram")
    assert json.loads(call.body) == {"platform": "instagram", "fields": ["ice_breakers"]}


def test_nothing_wanted_and_nothing_found_is_nothing_to_do() -> None:
    assert plan(instagram(), []) == ProfilePlan()
    assert plan(messenger(get_started=False), []) == ProfilePlan()


# What is not ours: case D5


def test_d5_foreign_questions_are_told_and_left_where_we_have_none() -> None:
    made = plan(instagram(), [], {"ice_breakers": [entry("default", THEIRS), entry("en_US", THEIRS)]})

    assert made.foreign_automations == (ForeignAutomation(kind="starters", text="What do you sell?"),)
    assert not made.calls
    assert not made.differences


def test_d5_foreign_questions_give_way_to_ours() -> None:
    made = plan(instagram(), [french(HOURS)], {"ice_breakers": [entry("default", THEIRS)]})

    assert made.foreign_automations == (ForeignAutomation(kind="starters", text="What do you sell?"),)
    assert [method for method, _ in written(made.calls)] == ["POST"]


def test_d5_a_greeting_is_foreign_where_we_write_none() -> None:
    greeting = {"greeting": [{"locale": "default", "text": "Hello {{user_first_name}}!"}]}
    made = plan(messenger(), [french(HOURS)], {**START, **greeting, "ice_breakers": [entry("default", HOURS)]})

    assert made.foreign_automations == (ForeignAutomation(kind="greeting", text="Hello {{user_first_name}}!"),)
    assert not made.calls


def test_d5_a_greeting_is_ours_where_we_write_one() -> None:
    wanted = [texts("fr", greeting="Bonjour !")]
    made = plan(messenger(native_greeting=True), wanted, {**START, "greeting": [{"locale": "default", "text": "Hi"}]})

    assert not made.foreign_automations
    assert written(made.calls) == [("POST", {"greeting": [{"locale": "default", "text": "Bonjour !"}]})]


def test_d5_a_foreign_button_gives_way_to_ours_alone() -> None:
    theirs = {"get_started": {"payload": "WELCOME"}}
    with_ours, without = plan(messenger(), [], theirs), plan(messenger(get_started=False), [], theirs)

    told = (ForeignAutomation(kind="other", text="[Get Started] WELCOME"),)
    assert with_ours.foreign_automations == without.foreign_automations == told
    assert written(with_ours.calls) == [("POST", START)]
    assert not without.calls


# Languages


@pytest.mark.parametrize(
    ("tag", "locales"),
    [
        ("fr", ("fr_FR", "fr_CA")),
        ("fr-CA", ("fr_CA",)),
        ("fr-BE", ("fr_FR",)),
        ("FR_fr", ("fr_FR",)),
        ("es-MX", ("es_LA",)),
        ("es-ES", ("es_ES",)),
        ("en-AU", ("en_GB",)),
        ("ar-EG", ("ar_AR",)),
        ("zh-Hant", ("zh_TW", "zh_HK")),
        ("zh-Hant-HK", ("zh_HK",)),
        ("zh-Hans", ("zh_CN",)),
        ("no", ("nb_NO",)),
        ("tlh", ()),
        ("", ()),
    ],
)
def test_h8_a_language_has_its_locales(tag: str, locales: tuple[str, ...]) -> None:
    assert locales_of(tag) == locales


def test_h8_a_region_has_its_locale_wherever_it_stands() -> None:
    assert by_locale([("de", 0), ("en", 1), ("en-GB", 2), ("tlh", 3)]) == {"default": 0, "en_US": 1, "en_GB": 2}
