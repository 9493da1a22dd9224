"""Commands there and back, and the bot's profile in every language."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest
from telegram_bot import NOW, STARTERS, document, method, said, telegram

from frontdesk import (
    Account,
    Contact,
    Host,
    HttpReply,
    MessageReceived,
    Profile,
    ProfilePlan,
    ProfileTexts,
    Simulation,
    StarterTapped,
    Suggestion,
    compile_rulebook,
    establishment_from,
    load_documents,
)
from frontdesk_telegram import TelegramChannel

# Commands


@pytest.mark.parametrize(
    ("text", "tapped"),
    [
        ("/hours", ("hours", "hours")),
        ("/Hours", ("hours", "hours")),
        ("/hours@shop_bot ", ("hours", "hours")),
        ("/opening_hours", ("opening-hours", "opening_hours")),
        (
            "/quels_sont_vos_horaires_d_ouvert",
            ("quels-sont-vos-horaires-d-ouvert…", "quels_sont_vos_horaires_d_ouvert"),
        ),
        ("/hours please", None),
        ("hours", None),
        ("/", None),
        ("/hours-", None),
        ("/heures_d_été", None),
        ("/" + "x" * 33, None),
        ("//hours", None),
    ],
)
def test_a_text_that_is_a_command_and_nothing_else_is_a_tap(text: str, tapped: tuple[str, str] | None) -> None:
    event = said(text)
    if tapped is None:
        assert isinstance(event, MessageReceived)
        assert event.text == text
    else:
        assert isinstance(event, StarterTapped)
        assert (event.starter, event.title) == tapped


@pytest.mark.parametrize(
    ("starter", "command"),
    [
        ("hours", "hours"),
        ("opening-hours", "opening_hours"),
        ("opening_hours", "opening_hours"),
        ("Opening_Hours", "opening_hours"),
        ("HOURS", "hours"),
        ("x" * 32, "x" * 32),
        ("x" * 40, "x" * 32),
        ("quels-sont-vos-horaires-d-ouverture", "quels_sont_vos_horaires_d_ouvert"),
        ("quels_sont_vos_horaires_d_ouverture", None),
        ("opening-hours_now", None),
        ("Opening-Hours", None),
        ("start", None),
    ],
)
def test_a_starter_is_a_command_where_the_command_leads_back(starter: str, command: str | None) -> None:
    shown = commands_written(profile("en", Suggestion(id=starter, title="Your hours?")))
    assert [entry["command"] for entry in shown] == ([command] if command else [])


@pytest.mark.parametrize(
    "starter",
    ["hours", "opening-hours", "opening_hours", "Opening_Hours", "HOURS", "x" * 31, "x" * 32, "x-" * 20, "x_" * 16],
)
def test_engine_answers_the_starter_whose_command_is_typed(starter: str) -> None:
    set_of_one = {
        "frontdesk": 1,
        "message_sets": [
            {
                "name": "shop",
                "establishments": "all",
                "absence": {"en": "Away"},
                "welcome": {"en": "Hello"},
                "starters": [{"id": starter, "title": {"en": "When are you open?"}, "answer": {"en": "Always."}}],
            }
        ],
    }
    rulebook = compile_rulebook(load_documents([("shop.yaml", json.dumps(set_of_one))]), Host().vocabulary)
    shop = establishment_from({"id": "shop", "name": "Shop", "timezone": "Europe/Paris"})
    account = Account(id="shop", channel="telegram", capabilities=TelegramChannel.capabilities)
    (written,) = commands_written(profile("en", Suggestion(id=starter, title="When are you open?")))
    event = said(f"/{written['command']}")
    assert isinstance(event, StarterTapped)
    talk = Simulation(rulebook, shop, account, contact=Contact(address="5001", locale="en"))
    answer = talk.tap(NOW, title=event.title, starter=event.starter)
    assert "Always." in [message.text for message in answer.messages]


# The profile


def profile(locale: str, *starters: Suggestion, greeting: str | None = None) -> Profile:
    """A profile in one language."""
    return Profile(texts=(ProfileTexts(locale=locale, starters=starters, greeting=greeting),))


def plan(
    account: TelegramChannel, wanted: Profile, shown: Mapping[tuple[str, str], object], **me: object
) -> ProfilePlan:
    """The plan for what Telegram shows, by method and language; nothing where nothing is given."""
    nothing: Mapping[str, object] = {"getMe": {"id": 1, "is_bot": True, **me}, "getMyCommands": []}
    replies = []
    for call in account.read_profile(wanted):
        key = (method(call), str(document(call).get("language_code", "")))
        result = shown.get(key, nothing.get(key[0], {"description": ""}))
        replies.append(HttpReply(status=200, body=json.dumps({"ok": True, "result": result}).encode()))
    return account.plan_profile(wanted, replies)


def commands_written(wanted: Profile) -> Sequence[Mapping[str, str]]:
    """The commands that a fresh bot is given."""
    calls = plan(telegram(), wanted, {}).calls
    if not calls:
        return []
    entries: Sequence[Mapping[str, str]] = document(calls[0])["commands"]  # type: ignore[assignment]
    return entries


def test_h8_default_stands_without_a_language_and_is_not_written_twice() -> None:
    wanted = Profile(
        texts=(
            ProfileTexts(locale="fr-FR", starters=STARTERS),
            ProfileTexts(locale="fr-CA", starters=STARTERS[:1]),
            ProfileTexts(locale="en", starters=(Suggestion(id="hours", title="Your hours?"),)),
            ProfileTexts(locale="en-GB", starters=(Suggestion(id="hours", title="Your opening times?"),)),
            ProfileTexts(locale="gsw", starters=STARTERS),
        )
    )
    written = [(method(call), document(call)) for call in plan(telegram(), wanted, {}).calls]
    assert written == [
        (
            "setMyCommands",
            {
                "commands": [
                    {"command": "hours", "description": "Vos horaires ?"},
                    {"command": "where", "description": "Où êtes-vous ?"},
                ]
            },
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "hours", "description": "Your hours?"}], "language_code": "en"},
        ),
    ]


def test_language_that_is_no_longer_wanted_is_taken_away() -> None:
    shown = {("getMyCommands", "de"): [{"command": "zeiten", "description": "Öffnungszeiten?"}]}
    found = plan(telegram(), Profile(), shown)
    assert [(method(call), document(call)) for call in found.calls] == [("deleteMyCommands", {"language_code": "de"})]
    (difference,) = found.differences
    assert (difference.field, difference.locale, difference.wanted) == ("commands", "de", "")
    assert difference.found == "/zeiten Öffnungszeiten?"


def test_language_outside_the_settings_is_read_while_it_is_wanted() -> None:
    account = telegram(languages=[])
    wanted = Profile(texts=(ProfileTexts(locale="fr"), ProfileTexts(locale="sv", starters=STARTERS)))
    assert [document(call) for call in account.read_profile(wanted)] == [{}, {}, {"language_code": "sv"}]


def test_commands_are_left_alone_where_settings_say_so() -> None:
    account = telegram(commands=False)
    assert [method(call) for call in account.read_profile(profile("fr", *STARTERS))] == ["getMe"]
    assert account.capabilities.native_starters is None
    assert plan(account, profile("fr", *STARTERS), {}).calls == ()


def test_description_is_kept_where_settings_say_so() -> None:
    account = telegram(commands=False, description=True)
    assert account.capabilities.native_greeting is not None
    assert account.capabilities.native_greeting.most == 512
    (call,) = plan(account, profile("fr", greeting="Bienvenue"), {}).calls
    assert (method(call), document(call)) == ("setMyDescription", {"description": "Bienvenue"})


def test_description_that_a_language_inherits_is_not_taken_for_its_own() -> None:
    account = telegram(commands=False, description=True, languages=["de", "en"])
    shown = {("getMyDescription", language): {"description": "Bienvenue"} for language in ("", "de")}
    shown["getMyDescription", "en"] = {"description": "An old welcome"}
    calls = plan(account, profile("fr", greeting="Bienvenue"), shown).calls
    assert [document(call) for call in calls] == [{"description": "", "language_code": "en"}]


def test_two_starters_of_one_command_are_one_entry() -> None:
    twins = (Suggestion(id="opening-hours", title="First"), Suggestion(id="opening_hours", title="Second"))
    assert commands_written(profile("en", *twins)) == [{"command": "opening_hours", "description": "First"}]


def test_title_over_two_lines_is_one_line_in_the_menu_and_no_lasting_difference() -> None:
    wanted = profile("en", Suggestion(id="hours", title="Your\n hours?"))
    shown = {("getMyCommands", ""): [{"command": "hours", "description": "Your hours?"}]}
    assert plan(telegram(), wanted, shown).differences == ()


@pytest.mark.parametrize(("connects", "kinds"), [(True, ["greeting", "absence"]), (False, []), (None, [])])
def test_d5_bot_that_business_accounts_may_connect_is_told_of_messages_that_nobody_sees(
    connects: object, kinds: list[str]
) -> None:
    found = plan(telegram(), Profile(), {}, can_connect_to_business=connects).foreign_automations
    assert [automation.kind for automation in found] == kinds
    assert all(automation.enabled is None for automation in found)


def test_one_answer_that_is_none_stops_the_whole_plan() -> None:
    account, wanted = telegram(), profile("fr", *STARTERS)
    good = HttpReply(status=200, body=b'{"ok": true, "result": []}')
    bad = HttpReply(status=429, body=b'{"ok": false, "description": "Too Many Requests: retry after 3"}')
    replies = [good for _ in account.read_profile(wanted)]
    refused = account.plan_profile(wanted, [*replies[:-1], bad])
    assert (refused.calls, refused.problem) == ((), "getMyCommands: 429 Too Many Requests: retry after 3")
    assert account.plan_profile(wanted, replies[:-1]).problem
