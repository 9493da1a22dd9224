"""What a platform shows before any message: agreed on, in every language, as far as there is room."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frontdesk import (
    Account,
    Kind,
    Route,
    Simulation,
    Toggles,
    establishment_from,
)
from frontdesk.engine import Asked, Native, Wanted, representatives, sole_establishment
from tests.engine.decision.natives import ALL, NOW, PAGE, SET, STARTERS, native, wanted
from tests.engine.decision.worlds import RECORD, at, rulebook


def locales(found: Wanted) -> list[str]:
    return [text.locale for text in found.profile.texts]


# Wanted


def test_h8_every_language_of_the_set_is_wanted_the_establishments_own_first() -> None:
    found = wanted(native(locale="fr"))

    assert locales(found) == ["fr", "en"]
    assert [s.title for s in found.profile.texts[1].starters] == ["Your hours?", "Where are you?", "Your prices?"]
    assert [text.greeting for text in found.profile.texts] == ["Bienvenue.", "Welcome."]


def test_h8_the_sets_own_language_comes_first_where_establishments_have_different_ones() -> None:
    assert locales(wanted(native(locale="fr"), native(locale="en"), native(locale="de"))) == ["en", "fr"]


def test_a_language_in_which_something_is_missing_is_not_shown_for_no_screen_is_in_two() -> None:
    assert locales(wanted(native(SET.replace(', fr: "Vos prix ?"', "")))) == ["en"]


def test_what_establishments_disagree_on_is_left_out_alone_and_told() -> None:
    named = SET.replace("Welcome.", "Welcome to {{ establishment.name }}.")
    found = wanted(native(named, name="Lyon"), native(named, name="Nice"))

    assert [text.greeting for text in found.profile.texts] == [None, None]
    assert found.profile.default is not None
    assert len(found.profile.default.starters) == 3
    assert [(line.id, line.params["what"]) for line in found.lines] == [("native_text_disagrees", "greeting")]


def test_titles_with_tags_are_filled_in_for_the_establishment() -> None:
    found = wanted(native(SET.replace("Your hours?", "Hours of {{ establishment.name }}?"), name="Nice"))

    assert found.profile.texts[0].starters[0].title == "Hours of Nice?"


@pytest.mark.parametrize(
    ("off", "left"),
    [
        ("starters", ["greeting", "absence"]),
        ("welcome", ["starters", "absence"]),
        ("absence", ["starters", "greeting"]),
        ("everything", []),
    ],
)
def test_what_is_switched_off_is_withdrawn(off: str, left: list[str]) -> None:
    assert list(native(on=replace(Toggles(), **{off: False})).parts) == left


def test_a_platform_without_a_place_for_it_wants_nothing() -> None:
    bare = replace(PAGE, capabilities=replace(ALL, native_greeting=None, native_absence=None))

    assert list(native(account=bare).parts) == ["starters"]


def test_a_text_that_time_makes_untrue_is_looked_at_again_by_then() -> None:
    away = native(SET.replace("We are away.", "Back {{ chat_hours.next_opening }}."))

    assert away.until == at("2026-11-23T12:00")


def test_a_text_without_a_value_for_its_tag_is_not_shown_and_that_is_told() -> None:
    found = native(SET.replace("Welcome.", "Welcome, {{ contact.first_name }}."))

    assert found.parts["greeting"] == {"fr": "Bienvenue."}
    assert [(line.id, line.params["locale"]) for line in found.lines] == [("native_text_unsaid", "en")]


def test_a_set_is_shown_from_its_first_day_to_its_last() -> None:
    dated = SET.replace("    welcome", "    from: 2026-12-01\n    until: 2026-12-24\n    welcome", 1)

    assert (native(dated).parts, native(dated).until) == ({}, at("2026-12-01T00:00"))
    during = native(dated, when=at("2026-12-01T00:00"))
    assert (list(during.parts), during.until) == (["starters", "greeting", "absence"], at("2026-12-25T00:00"))
    assert native(dated, when=at("2026-12-25T00:00")) == Native()


def test_starters_that_are_not_offered_outside_hours_are_withdrawn_then() -> None:
    text = SET.replace("    welcome", "    policy: {starters_outside_hours: false}\n    welcome", 1)
    inside, outside = native(text), native(text, when=at("2026-11-23T12:30"))

    assert ("starters" in inside.parts, inside.until) == (True, at("2026-11-23T12:00"))
    assert ("starters" in outside.parts, outside.until) == (False, at("2026-11-23T14:00"))


def asked(text: str, *, account: Account = PAGE, **switched: bool) -> dict[str, list[str]]:
    """Whom one must ask of a, b and c; `switched` is about c."""
    places = [establishment_from(RECORD | {"id": name}) for name in "abc"]
    on = [Toggles(), Toggles(), Toggles(**switched)]
    known = [Asked(place, toggles, "en", "Europe/Paris") for place, toggles in zip(places, on, strict=True)]
    found = representatives(rulebook(text), account, known)
    return {part: list(ids) for part, ids in found.items()}


def test_of_establishments_that_cannot_but_want_the_same_one_is_asked() -> None:
    assert asked(SET) == {"starters": ["a"], "greeting": ["a"], "absence": ["a"]}
    assert asked(SET, starters=False) == {"starters": ["a", "c"], "greeting": ["a", "c"], "absence": ["a", "c"]}


def test_each_is_asked_for_a_text_with_tags_and_for_that_alone() -> None:
    named = SET.replace("Your hours?", "Hours of {{ establishment.name }}?")

    assert asked(named) == {"starters": ["a", "b", "c"], "greeting": ["a"], "absence": ["a"]}


def test_an_establishment_for_which_no_set_speaks_here_is_none_of_the_accounts() -> None:
    assert asked(SET.replace("establishments: all", "establishments: [b]"))["starters"] == ["b"]
    assert asked(SET.replace("    welcome", "    channels: [sms]\n    welcome", 1))["starters"] == []


def test_nobody_is_asked_for_what_the_platform_has_no_place_for() -> None:
    bare = replace(PAGE, capabilities=replace(ALL, native_greeting=None, native_absence=None))

    assert list(asked(SET, account=bare)) == ["starters"]


@pytest.mark.parametrize(
    ("route", "sole"),
    [
        (Route(fixed="a"), "a"),
        (Route(default="a"), "a"),
        (Route(attribute="ref", default="a"), None),
        (Route(attribute="ref"), None),
    ],
)
def test_an_account_serves_one_establishment_unless_an_attribute_chooses(route: Route, sole: str | None) -> None:
    assert sole_establishment(route) == sole


def test_a_title_is_told_as_its_starter_says_and_as_it_is_offered_in_the_chat() -> None:
    title = '{en: "Until {{ hours.today }}?"}, tags: {dash: en}, answer: {en: "9"}'
    text = SET[: SET.index("    starters:")] + f"    starters:\n      - {{id: today, title: {title}}}\n"
    offered = Simulation(rulebook(text), establishment_from(RECORD), PAGE).open(NOW).decision.drafts[-1].suggestions

    assert "\u2013" in offered[0].title
    assert native(text).parts["starters"] == {"en": offered}


# Never doubled


def chat(account: Account) -> Simulation:
    return Simulation(rulebook(SET), establishment_from(RECORD), account)


def test_a_greeting_that_the_platform_shows_at_each_start_is_not_said_beside_it() -> None:
    account = replace(PAGE, capabilities=replace(ALL, greets_itself=True), shows=frozenset({Kind.WELCOME}))
    opened = chat(account).open(NOW)
    away = chat(account).open(at("2026-11-23T20:00"))

    assert (opened.messages, opened.decision.summary) == ((), "suppressed")
    assert "shown_by_platform" in [line.id for line in opened.decision.trace]
    assert [message.text for message in away.messages] == ["We are away."]


@pytest.mark.parametrize("shows", [frozenset(), frozenset({Kind.WELCOME})])
def test_a_greeting_is_said_where_the_platform_does_not_show_it_each_time(shows: frozenset[Kind]) -> None:
    itself = not shows
    account = replace(PAGE, capabilities=replace(ALL, greets_itself=itself), shows=shows)

    assert [message.text for message in chat(account).open(NOW).messages] == ["Welcome."]


# Starters that vanish


def offered(result: object) -> list[str]:
    return [suggestion.id for message in result.messages for suggestion in message.suggestions]


def test_the_answer_to_a_starter_offers_the_others_anew() -> None:
    simulation = chat(PAGE)
    simulation.open(NOW)

    assert offered(simulation.tap(NOW, "", starter="place")) == ["hours", "price"]
    assert offered(simulation.tap(NOW, "", starter="hours")) == ["place", "price"]


def test_the_first_tap_on_what_the_platform_showed_offers_the_others() -> None:
    assert offered(chat(PAGE).tap(NOW, "", starter="place")) == ["hours", "price"]


def test_what_is_offered_anew_is_in_the_language_of_the_answer() -> None:
    simulation = chat(PAGE)
    simulation.establishment = establishment_from(RECORD | {"locale": "fr"})
    (answer,) = simulation.tap(NOW, "", starter="place").messages

    assert (answer.text, [s.title for s in answer.suggestions]) == ("Ici", ["Vos horaires ?", "Vos prix ?"])


def test_a_number_still_means_what_was_offered_first() -> None:
    simulation = chat(PAGE)
    simulation.open(NOW)
    simulation.tap(NOW, "", starter="hours")

    assert [message.text for message in simulation.say(NOW, "2").messages] == ["Here"]


def test_nothing_is_offered_anew_where_starters_stay() -> None:
    stays = replace(PAGE, capabilities=replace(ALL, carriers=(replace(STARTERS, count=10),)))
    simulation = chat(stays)
    simulation.open(NOW)

    assert offered(simulation.tap(NOW, "", starter="place")) == []


def test_what_an_operator_has_taken_over_is_not_offered_anew_by_a_free_rule() -> None:
    rule = "rules:\n  - {name: thanks, on: message_received, do: [{send: Thanks}]}\n"
    simulation = Simulation(rulebook(SET + rule), establishment_from(RECORD), PAGE)
    simulation.open(NOW)
    before = offered(simulation.say(NOW, "a question"))
    simulation.reply(NOW, "I am here")

    assert before == ["hours", "place", "price"]
    assert offered(simulation.say(NOW, "thank you")) == []


def test_a_cut_title_and_one_without_its_emoji_are_understood_when_they_come_as_messages() -> None:
    text = SET.replace("Your hours?", "⏰ When are you open this week and the next one?")
    simulation = Simulation(rulebook(text), establishment_from(RECORD), PAGE)
    simulation.open(NOW)

    assert simulation.say(NOW, "When are you open t…").messages[-1].text == "9 to 5"
    assert simulation.say(NOW, "when are you open this week and the next one").messages[-1].text == "9 to 5"


@pytest.mark.parametrize(
    ("starter", "answer"),
    [
        ("opening-hours-of…", "9 to 5"),
        ("opening-hours…", None),
        ("opening…", None),
        ("opening-hours-of", None),
        ("…", None),
    ],
)
def test_an_id_that_was_cut_means_the_one_starter_that_begins_so(starter: str, answer: str | None) -> None:
    text = SET.replace("id: hours", "id: opening-hours-of-the-week").replace("id: place", "id: opening-hours-in-july")
    simulation = Simulation(rulebook(text), establishment_from(RECORD), PAGE)
    simulation.open(NOW)

    said = simulation.tap(NOW, "", starter=starter).messages
    assert (said[-1].text if said else None) == answer
