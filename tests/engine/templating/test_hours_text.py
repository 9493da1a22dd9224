"""Hours in words: weeks, days and next openings, as six languages write them."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from frontdesk.hours import Schedule
from frontdesk.templating import TagContext
from frontdesk.templating.style import style
from tests.engine.templating.places import BAKERY, context, hours, rendered, said

COUNTRIES = {"fr": "FR", "en": "GB", "en-US": "US", "es": "ES", "de": "DE", "it": "IT", "pt": "PT"}
LOCALES = [*COUNTRIES]
WEDNESDAY = datetime(2026, 12, 16, 11, 30, tzinfo=UTC)  # 12:30 in Paris


def at(locale: str, schedule: Schedule, now: datetime = WEDNESDAY) -> TagContext:
    """The bakery, moved to the locale's country; its clock stays in Paris."""
    there = replace(BAKERY, address=replace(BAKERY.address, country=COUNTRIES[locale]))
    return context(there, now=now, locale=locale, opening=schedule, chat=None)


# Weeks

WEEKS = {
    "fr": "lun.-ven. 09:00-12:00, 14:00-18:00; sam. 09:00-12:30; dim. fermé",
    "en": "Mon-Fri 09:00-12:00, 14:00-18:00; Sat 09:00-12:30; Sun closed",
    "en-US": "Mon-Fri 9:00 AM-12:00 PM, 2:00 PM-6:00 PM; Sat 9:00 AM-12:30 PM; Sun closed",
    "es": "lun-vie 9:00-12:00, 14:00-18:00; sáb 9:00-12:30; dom cerrado",
    "de": "Mo-Fr 09:00-12:00, 14:00-18:00 Uhr; Sa 09:00-12:30 Uhr; So geschlossen",
    "it": "lun-ven 09:00-12:00, 14:00-18:00; sab 09:00-12:30; dom chiuso",
    "pt": "seg.-sex. 09:00-12:00, 14:00-18:00; sáb. 09:00-12:30; dom. fechado",
}


@pytest.mark.parametrize(("locale", "week"), WEEKS.items())
def test_week_is_written_as_the_language_writes_it(locale: str, week: str) -> None:
    assert said("{{ hours.week }}", at(locale, hours())) == week


SHAPES = {
    "days of equal hours that do not follow each other": (
        {"mon": ["09:00-12:00"], "wed": ["09:00-12:00"], "thu-fri": ["10:00-11:00"], "tue,sat,sun": "closed"},
        "lun., mer. 09:00-12:00; mar., sam.-dim. fermé; jeu.-ven. 10:00-11:00",
    ),
    "every day alike": ({"mon-sun": ["09:00-19:00"]}, "tous les jours 09:00-19:00"),
    "never closed": ({"mon-sun": "all_day"}, "ouvert 24h/24, 7j/7"),
    "never open": ({"mon-sun": "closed"}, "fermé"),
    "one whole day": ({"mon": "all_day", "tue-sun": "closed"}, "lun. ouvert 24h/24; mar.-dim. fermé"),
    "past midnight": ({"mon-sun": ["20:00-02:00"]}, "tous les jours 20:00-02:00"),
    "to midnight": ({"mon-sun": ["20:00-24:00"]}, "tous les jours 20:00-00:00"),
    "into the day after the next": (
        {"fri": ["20:00-50:00"], "mon-thu,sat,sun": "closed"},
        "lun.-jeu., sam.-dim. fermé; ven. 20:00-dim. 02:00",
    ),
    "open, times not told": (
        {"mon": "open", "tue": "unknown", "wed-sun": ["09:00-10:00"]},
        "lun. ouvert; mar. non communiqué; mer.-dim. 09:00-10:00",
    ),
    "by appointment": (
        {"mon-fri": "09:00-10:00", "sat": {"hours": "open", "note": "sur rdv"}, "sun": "open"},
        "lun.-ven. 09:00-10:00; sam. sur rdv; dim. ouvert",
    ),
    "open all week, times not told": ({"mon-sun": "open"}, "ouvert"),
    "one unknown day": (
        {"mon-wed,fri-sun": ["09:00-10:00"], "thu": "unknown"},
        "lun.-mer., ven.-dim. 09:00-10:00; jeu. non communiqué",
    ),
}


@pytest.mark.parametrize(("weekly", "week"), SHAPES.values(), ids=[*SHAPES])
def test_week_groups_its_days(weekly: Mapping[str, object], week: str) -> None:
    assert said("{{ hours.week }}", at("fr", hours(weekly))) == week


def test_week_shows_the_season_that_is_on() -> None:
    summer = hours(seasons=[{"from": "2026-07-01", "to": "2026-08-31", "weekly": {"mon-sun": ["10:00-11:00"]}}])

    assert said("{{ hours.week }}", at("fr", summer, datetime(2026, 7, 5, tzinfo=UTC))) == "tous les jours 10:00-11:00"


@pytest.mark.parametrize(
    ("locale", "unknown"),
    [
        ("fr", "horaires non communiqués"),
        ("en", "hours not available"),
        ("es", "horario no disponible"),
        ("de", "Öffnungszeiten unbekannt"),
        ("it", "orari non disponibili"),
        ("pt", "horário não disponível"),
    ],
)
def test_week_of_which_nothing_is_known_says_so_and_is_missing(locale: str, unknown: str) -> None:
    found = rendered("{{ hours.week }}", at(locale, hours({"mon-sun": "unknown"})))

    assert (found.text, found.defaulted) == (unknown, ("hours.week",))


# Days

HOLIDAYS = [
    {"date": "2026-12-17", "hours": ["09:00-12:00"], "label": "Inventaire"},
    {"date": "2026-12-25", "hours": "closed", "label": "Noël"},
]


def test_day_names_what_makes_it_special() -> None:
    assert said("{{ hours.tomorrow }}", at("fr", hours(special=HOLIDAYS))) == "09:00-12:00 (Inventaire)"


def test_day_of_which_the_times_are_not_told_is_said_to_be_open_and_never_until_when() -> None:
    found = said("{{ hours.today }} / {{ hours.status | default('?') }}", at("fr", hours({"mon-sun": "open"})))

    assert found == "ouvert / ?"


def test_day_on_which_the_place_is_closed_says_so() -> None:
    sunday = datetime(2026, 12, 20, 11, tzinfo=UTC)

    assert said("{{ hours.today }} / {{ hours.tomorrow }}", at("de", hours(), sunday)) == (
        "geschlossen / 09:00-12:00, 14:00-18:00 Uhr"
    )


def test_special_days_of_the_next_two_weeks_are_listed() -> None:
    assert said("{{ hours.exceptional }}", at("fr", hours(special=HOLIDAYS))) == (
        "jeu. 17 déc. 09:00-12:00 (Inventaire); ven. 25 déc. fermé (Noël)"
    )


def test_special_days_further_away_are_not_listed() -> None:
    assert said("{{ hours.exceptional }}", at("fr", hours(special=HOLIDAYS), datetime(2026, 11, 1, tzinfo=UTC))) is None


def test_special_days_that_follow_each_other_are_told_to_their_end_across_closed_sundays() -> None:
    away = hours(special=[{"from": "2026-12-19", "to": "2027-01-09", "hours": "closed", "label": "Congés"}])

    assert said("{{ hours.exceptional }}", at("fr", away)) == "sam. 19 déc. - sam. 9 janv. fermé (Congés)"


@pytest.mark.parametrize(
    ("locale", "open_until", "closed"),
    [
        ("fr", "ouvert jusqu'à 18:00", "fermé"),
        ("en", "open until 18:00", "closed"),
        ("en-US", "open until 6:00 PM", "closed"),
        ("es", "abierto hasta las 18:00", "cerrado"),
        ("de", "bis 18:00 Uhr geöffnet", "geschlossen"),
        ("it", "aperto fino alle 18:00", "chiuso"),
        ("pt", "aberto até às 18:00", "fechado"),
    ],
)
def test_status_says_until_when(locale: str, open_until: str, closed: str) -> None:
    afternoon = WEDNESDAY + timedelta(hours=3)

    assert said("{{ hours.status }}", at(locale, hours(), afternoon)) == open_until
    assert said("{{ hours.status }}", at(locale, hours())) == closed


def test_status_past_midnight_tells_the_end_of_the_night() -> None:
    bar = hours({"wed": ["20:00-02:00"], "mon,tue,thu-sun": "closed"})

    assert said("{{ hours.status }}", at("fr", bar, datetime(2026, 12, 16, 22, tzinfo=UTC))) == "ouvert jusqu'à 02:00"


def test_status_that_lasts_longer_than_a_day_tells_no_time() -> None:
    long = hours({"wed-fri": "all_day", "mon,tue,sat,sun": "closed"})

    assert said("{{ hours.status }}", at("fr", long)) == "ouvert"


# Clocks and styles


@pytest.mark.parametrize(
    ("locale", "clock"),
    [
        ("fr", "heure : Paris"),
        ("en", "Paris Time"),
        ("es", "hora de París"),
        ("de", "Ortszeit Paris"),
        ("it", "ora di Parigi"),
        ("pt", "Hora de Paris"),
    ],
)
def test_hours_on_another_clock_than_that_of_the_place_name_it(locale: str, clock: str) -> None:
    special = [{"date": "2026-12-18", "hours": ["10:00-11:00"]}]
    abroad = replace(at(locale, hours(special=special)), establishment=replace(BAKERY, timezone="America/New_York"))
    for tag in ("week", "today", "tomorrow", "exceptional"):
        assert (said(f"{{{{ hours.{tag} }}}}", abroad) or "").endswith(f" ({clock})")
        assert "(" not in (said(f"{{{{ hours.{tag} }}}}", at(locale, hours(special=special))) or "(")


def test_hours_on_a_clock_that_shows_the_same_time_do_not_name_it() -> None:
    berlin = context(replace(BAKERY, timezone="Europe/Berlin"))

    assert said("{{ hours.week }}", berlin) == WEEKS["fr"]


def test_moments_are_told_on_the_clock_of_the_place_alone() -> None:
    abroad = context(replace(BAKERY, timezone="America/New_York"), now=datetime(2026, 12, 16, 20, tzinfo=UTC))

    assert said("{{ chat_hours.next_opening }}", abroad) == "demain à 04:00"


def test_style_follows_the_country_of_the_place_unless_the_language_names_one() -> None:
    assert style("en", "US").time(9 * 60) == "9:00 AM"
    assert style("en", "GB").time(9 * 60) == style("en", "JP").time(9 * 60) == "09:00"
    assert style("en-US", "FR").time(9 * 60) == "9:00 AM"
    assert style("fr", "CA").time(9 * 60) == "09 h 00"


def test_other_languages_are_told_in_english() -> None:
    assert said("{{ hours.week }}", context(locale="nl")) == WEEKS["en"]


@pytest.mark.parametrize("locale", LOCALES)
def test_times_and_dates_hold_plain_spaces_and_hyphens_only(locale: str) -> None:
    text = said("{{ hours.week }} {{ hours.next_opening }} {{ now.date }} {{ now.time }}", at(locale, hours())) or ""

    assert not set(text) & set("\u00a0\u2009\u202f\u2013\u2014")


def test_names_do_not_depend_on_which_languages_were_used_before() -> None:
    names = ["pt_BR", "pt_PT", "pt", "de_AT", "de_DE", "es_MX", "es_ES", "en_CA", "en_US"]
    script = (
        "import sys\nfrom datetime import date\nfrom frontdesk.templating.style import _style\n"
        "def told(style): return style.short_day(0), style.time(780), style.short_date(date(2027, 3, 1))\n"
        "print(sorted({name: told(_style(name)) for name in sys.argv[1:]}.items()))"
    )
    orders = [names, names[::-1], [*names[4:], *names[:4]]]
    found = [
        subprocess.run([sys.executable, "-c", script, *order], capture_output=True, text=True, check=True).stdout
        for order in orders
    ]

    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize(("locale", "days"), [*itertools.product(LOCALES, [0, 1, 2, 6, 7, 299, 300])])
def test_every_moment_pattern_is_filled(locale: str, days: int) -> None:
    today = date(2026, 12, 16)
    text = style(locale, COUNTRIES[locale]).moment(today + timedelta(days=days), 9 * 60, today=today)

    assert "{" not in text
    assert "  " not in text


# Public holidays


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("fr", "jours fériés : fermé"),
        ("en", "public holidays: closed"),
        ("en-US", "public holidays: closed"),
        ("es", "festivos: cerrado"),
        ("de", "Feiertage: geschlossen"),
        ("it", "festivi: chiuso"),
        ("pt", "feriados: fechado"),
    ],
)
def test_week_ends_with_what_public_holidays_are(locale: str, text: str) -> None:
    public = hours(holidays={"country": "FR"})

    assert said("{{ hours.week }}", at(locale, public)) == f"{said('{{ hours.week }}', at(locale, hours()))}; {text}"


@pytest.mark.parametrize(
    ("policy", "text"),
    [
        ({"behaviour": "10:00-12:00"}, "; jours fériés : 10:00-12:00"),
        ({"behaviour": {"as": "sat"}}, "; jours fériés : 09:00-12:30"),
        ({"behaviour": {"as": "sun"}}, "; jours fériés : fermé"),
        ({"behaviour": "unknown"}, "; jours fériés : non communiqué"),
        ({"behaviour": "regular"}, ""),
        ({"behaviour": "closed", "except": {"Noël": "regular"}}, "; jours fériés : fermé"),
        ({"behaviour": "regular", "except": {"Noël": "closed"}}, ""),
        ({"categories": ["school"], "subdivision": "Zone A"}, ""),
    ],
)
def test_week_tells_holidays_where_they_change_hours(policy: Mapping[str, object], text: str) -> None:
    week = "lun.-ven. 09:00-12:00, 14:00-18:00; sam. 09:00-12:30; dim. fermé"

    assert said("{{ hours.week }}", at("fr", hours(holidays={"country": "FR", **policy}))) == week + text


def test_holidays_of_a_week_that_is_equal_or_unknown_are_told_as_simply() -> None:
    daily = hours({"mon-sun": "09:00-19:00"}, holidays={"country": "FR"})
    unknown = hours({}, holidays={"country": "FR"})

    assert said("{{ hours.week }}", at("fr", daily)) == "tous les jours 09:00-19:00; jours fériés : fermé"
    assert said("{{ hours.week }}", at("fr", unknown)) == "horaires non communiqués"
