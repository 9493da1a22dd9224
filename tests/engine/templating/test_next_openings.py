"""What comes next in words: next openings, as six languages tell them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.engine.templating.places import BAKERY, context, hours, said
from tests.engine.templating.test_hours_text import LOCALES, WEDNESDAY, at

NEXT = {
    # today, tomorrow, within the week, beyond it
    "fr": ("aujourd'hui à 14:00", "demain à 09:00", "lundi à 09:00", "le lundi 4 janvier à 09:00"),
    "en": ("today at 14:00", "tomorrow at 09:00", "on Monday at 09:00", "on Monday 4 January at 09:00"),
    "en-US": ("today at 2:00 PM", "tomorrow at 9:00 AM", "on Monday at 9:00 AM", "on Monday, January 4 at 9:00 AM"),
    "es": ("hoy a las 14:00", "mañana a las 9:00", "el lunes a las 9:00", "el lunes 4 de enero a las 9:00"),
    "de": ("heute um 14:00 Uhr", "morgen um 09:00 Uhr", "am Montag um 09:00 Uhr", "am Montag, 4. Januar um 09:00 Uhr"),
    "it": ("oggi alle 14:00", "domani alle 09:00", "lunedì alle 09:00", "lunedì 4 gennaio alle 09:00"),
    "pt": ("hoje às 14:00", "amanhã às 09:00", "na segunda-feira às 09:00", "na segunda-feira, 4 de janeiro às 09:00"),
}
CASES = [(locale, case, text) for locale, texts in NEXT.items() for case, text in enumerate(texts)]
CLOSED = [{"from": "2026-12-24", "to": "2027-01-03", "hours": "closed", "label": "Fêtes"}]
INSTANTS = [
    WEDNESDAY,
    WEDNESDAY + timedelta(hours=7),
    datetime(2026, 12, 19, 14, tzinfo=UTC),  # Saturday afternoon
    datetime(2026, 12, 23, 18, tzinfo=UTC),  # the evening before the holidays
]


@pytest.mark.parametrize(("locale", "case", "text"), CASES)
def test_next_opening_is_told_as_people_say_it(locale: str, case: int, text: str) -> None:
    assert said("{{ hours.next_opening }}", at(locale, hours(special=CLOSED), INSTANTS[case])) == text


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("fr", "demain à 09:00"),
        ("en", "tomorrow at 09:00"),
        ("en-US", "tomorrow at 9:00 AM"),
        ("es", "mañana a las 9:00"),
        ("de", "morgen um 09:00 Uhr"),
        ("it", "domani alle 09:00"),
        ("pt", "amanhã às 09:00"),
    ],
)
@pytest.mark.parametrize(
    "sunday", [datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)]
)
def test_next_opening_across_a_clock_change_keeps_the_wall_clock(locale: str, text: str, sunday: datetime) -> None:
    for hours_later in range(20):
        assert said("{{ hours.next_opening }}", at(locale, hours(), sunday + timedelta(hours=hours_later))) == text


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("fr", "samedi à 09:00"),
        ("en", "on Saturday at 09:00"),
        ("en-US", "on Saturday at 9:00 AM"),
        ("es", "el sábado a las 9:00"),
        ("de", "am Samstag um 09:00 Uhr"),
        ("it", "sabato alle 09:00"),
        ("pt", "no sábado às 09:00"),
    ],
)
def test_next_opening_steps_over_a_public_holiday(locale: str, text: str) -> None:
    public = hours(holidays={"country": "FR", "behaviour": "closed"})
    christmas_eve = datetime(2026, 12, 24, 18, tzinfo=UTC)

    assert said("{{ hours.next_opening }}", at(locale, public, christmas_eve)) == text


def test_same_weekday_a_week_from_now_is_told_with_its_date() -> None:
    only = hours({"wed": ["09:00-10:00"], "mon,tue,thu-sun": "closed"})

    assert said("{{ hours.next_opening }}", at("fr", only)) == "le mercredi 23 décembre à 09:00"


def test_opening_in_almost_a_year_is_told_with_its_year() -> None:
    far = hours({"mon-sun": "closed"}, special=[{"date": "2027-12-01", "hours": ["09:00-10:00"]}])
    texts = {locale: said("{{ hours.next_opening }}", at(locale, far)) for locale in LOCALES}

    assert texts == {
        "fr": "le mercredi 1er décembre 2027 à 09:00",
        "en": "on Wednesday 1 December 2027 at 09:00",
        "en-US": "on Wednesday, December 1, 2027 at 9:00 AM",
        "es": "el miércoles 1 de diciembre de 2027 a las 9:00",
        "de": "am Mittwoch, 1. Dezember 2027 um 09:00 Uhr",
        "it": "mercoledì 1º dicembre 2027 alle 09:00",
        "pt": "na quarta-feira, 1 de dezembro de 2027 às 09:00",
    }


@pytest.mark.parametrize(
    ("locale", "one", "thirteen"),
    [
        ("fr", "demain à 01:00", "demain à 13:00"),
        ("es", "mañana a la 1:00", "mañana a las 13:00"),
        ("it", "domani all'1:00", "domani alle 13:00"),
        ("pt", "amanhã à 1:00", "amanhã às 13:00"),
    ],
)
def test_one_o_clock_is_told_as_the_language_tells_it(locale: str, one: str, thirteen: str) -> None:
    for opens, text in (("01:00-02:00", one), ("13:00-14:00", thirteen)):
        assert (
            said("{{ hours.next_opening }}", at(locale, hours({"thu": [opens], "mon-wed,fri-sun": "closed"}))) == text
        )


def test_next_opening_is_told_on_the_clock_of_the_place() -> None:
    far = replace(BAKERY, timezone="Pacific/Apia")
    there = context(far, now=datetime(2026, 12, 16, 21, tzinfo=UTC), opening=hours(timezone="Pacific/Apia"))

    assert said("{{ hours.next_opening }} ({{ now.date }} {{ now.time }})", there) == (
        "aujourd'hui à 14:00 (jeudi 17 décembre 2026 10:00)"
    )
