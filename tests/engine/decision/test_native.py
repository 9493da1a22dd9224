"""What a platform shows before any message: agreed on, in every language, as far as there is room."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk import (
    Account,
    Capabilities,
    Carrier,
    CarrierStyle,
    Kind,
    Limit,
    Profile,
    ProfileTexts,
    Route,
    Simulation,
    Suggestion,
    Toggles,
    Unit,
    establishment_from,
    fit_profile,
)
from frontdesk.engine import Asked, Native, Wanted, native_profile, native_texts, representatives, sole_establishment
from frontdesk.engine.lengths import fits
from tests.engine.decision.worlds import RECORD, at, rulebook

NOW = at("2026-11-23T10:00")
STARTERS = Carrier(style=CarrierStyle.BUTTONS, count=3, title=Limit(most=20), emoji=False)
ALL = Capabilities(
    text=Limit(most=2000),
    carriers=(replace(STARTERS, count=10, vanishes=True),),
    native_starters=STARTERS,
    native_greeting=Limit(most=160),
    native_absence=Limit(most=160),
    native_locales=True,
)
PAGE = Account(id="page", channel="page", capabilities=ALL)
SET = """
frontdesk: 1
message_sets:
  - name: Shops
    establishments: all
    welcome: {en: "Welcome.", fr: "Bienvenue."}
    absence: {en: "We are away.", fr: "Nous sommes absents."}
    starters:
      - {id: hours, title: {en: "Your hours?", fr: "Vos horaires ?"}, answer: {en: "9 to 5", fr: "De 9 h à 17 h"}}
      - {id: place, title: {en: "Where are you?", fr: "Où êtes-vous ?"}, answer: {en: "Here", fr: "Ici"}}
      - {id: price, title: {en: "Your prices?", fr: "Vos prix ?"}, answer: {en: "Low", fr: "Bas"}}
"""


def native(
    text: str = SET, *, account: Account = PAGE, when: object = NOW, on: Toggles | None = None, **record: object
) -> Native:
    establishment = establishment_from(RECORD | record)
    return native_texts(rulebook(text), establishment, account=account, toggles=on or Toggles(), now=when)


def wanted(*natives: Native) -> Wanted:
    return native_profile(PAGE, natives)


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


# Fitted


def profile(*titles: str, greeting: str | None = None) -> Profile:
    starters = tuple(Suggestion(id=f"s{n}", title=title) for n, title in enumerate(titles, 1))
    return Profile(texts=(ProfileTexts(locale="en", starters=starters, greeting=greeting),))


def test_h2_the_first_starters_that_there_is_room_for_are_shown_cut_and_without_emoji() -> None:
    fitted, losses = fit_profile(profile("⏰ Hours?", "Do you repair bicycles?", "C", "D", "E"), ALL)

    assert fitted.default is not None
    assert [s.title for s in fitted.default.starters] == ["Hours?", "Do you repair bicyc…", "C"]
    assert [loss.id for loss in losses] == ["native_emoji_removed", "native_title_cut", "native_left_out"]
    assert losses[-1].params == {"most": 3, "titles": "'D', 'E'"}


def test_titles_that_would_read_the_same_are_shown_once_and_make_room() -> None:
    fitted, losses = fit_profile(profile("⏰ Hours?", "Hours?", "C", "D"), ALL)

    assert fitted.default is not None
    assert [s.id for s in fitted.default.starters] == ["s1", "s3", "s4"]
    assert [loss.id for loss in losses] == ["native_emoji_removed", "native_title_lost"]


def test_a_cut_title_that_would_be_taken_for_another_one_is_not_shown() -> None:
    fitted, losses = fit_profile(profile("Your summer hours", "Your summer hours, and those of the shop"), _up_to(18))

    assert fitted.default is not None
    assert [s.id for s in fitted.default.starters] == ["s1"]
    assert [loss.id for loss in losses] == ["native_title_lost"]


def _up_to(most: int) -> Capabilities:
    assert ALL.native_starters is not None
    return replace(ALL, native_starters=replace(ALL.native_starters, title=Limit(most=most)))


def test_a_greeting_is_kept_as_far_as_its_last_whole_sentence() -> None:
    narrow = replace(ALL, native_greeting=Limit(most=30))
    sentences, losses = fit_profile(profile(greeting="Hello, dear visitor. How can we help you today?"), narrow)
    one_long, _ = fit_profile(profile(greeting="A single sentence that goes on and on"), narrow)

    assert sentences.texts[0].greeting == "Hello, dear visitor."
    assert one_long.texts[0].greeting == "A single sentence that goes o…"
    assert [(loss.id, loss.params["what"]) for loss in losses] == [("native_text_cut", "greeting")]


def test_h8_a_platform_of_one_language_gets_the_default_and_the_rest_is_told() -> None:
    fitted, losses = fit_profile(wanted(native()).profile, replace(ALL, native_locales=False))

    assert [text.locale for text in fitted.texts] == ["en"]
    assert [(loss.id, loss.params) for loss in losses] == [("native_one_language", {"locale": "en", "left_out": "fr"})]


TITLES = st.lists(st.builds(Suggestion, id=st.text("ab", min_size=1), title=st.text("aé👍 ?", max_size=40)), max_size=7)
TEXTS = st.builds(
    ProfileTexts,
    locale=st.sampled_from(["en", "fr", "de"]),
    starters=TITLES.map(tuple),
    greeting=st.none() | st.text("aé👍 .", max_size=80),
    absence=st.none() | st.text("aé👍 .", max_size=80),
)
LIMITS = st.builds(Limit, most=st.integers(8, 60), unit=st.sampled_from(Unit))
NATIVE = st.builds(
    Capabilities,
    text=st.just(Limit(most=200)),
    native_starters=st.none()
    | st.builds(
        Carrier, style=st.just(CarrierStyle.BUTTONS), count=st.integers(1, 5), title=LIMITS, emoji=st.booleans()
    ),
    native_greeting=st.none() | LIMITS,
    native_absence=st.none() | LIMITS,
    native_locales=st.booleans(),
)


@given(st.lists(TEXTS, max_size=3, unique_by=lambda text: text.locale), NATIVE)
def test_what_is_fitted_is_within_every_limit_and_fitted_again_it_loses_nothing(
    texts: list[ProfileTexts], can: Capabilities
) -> None:
    fitted, _ = fit_profile(Profile(texts=tuple(texts)), can)

    assert fit_profile(fitted, can) == (fitted, ())
    assert len(fitted.texts) <= (3 if can.native_locales else 1)
    for text in fitted.texts:
        carrier = can.native_starters
        assert not text.starters or (carrier is not None and len(text.starters) <= carrier.count)
        assert all(carrier is not None and s.title and fits(s.title, carrier.title) for s in text.starters)
        assert text.greeting is None or (can.native_greeting is not None and fits(text.greeting, can.native_greeting))
        assert text.absence is None or (can.native_absence is not None and fits(text.absence, can.native_absence))


@given(st.lists(TEXTS, max_size=3, unique_by=lambda text: text.locale), NATIVE)
def test_every_starter_that_is_not_shown_as_it_is_written_is_told(texts: list[ProfileTexts], can: Capabilities) -> None:
    fitted, losses = fit_profile(Profile(texts=tuple(texts)), can)
    told = " ".join(str(value) for loss in losses for value in loss.params.values())
    shown = {s.title for text in fitted.texts for s in text.starters}

    for text in texts[: 3 if can.native_locales else 1] if can.native_starters is not None else ():
        assert all(s.title in shown or s.title in told or not s.title for s in text.starters)


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
