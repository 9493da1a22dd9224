"""What a platform shows before any message, fitted: nothing beyond its limits, and every loss is told."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from frontdesk import (
    Capabilities,
    Carrier,
    CarrierStyle,
    Limit,
    Profile,
    ProfileTexts,
    Suggestion,
    Unit,
    fit_profile,
)
from frontdesk.engine.lengths import fits
from tests.engine.decision.natives import ALL, native, wanted


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
