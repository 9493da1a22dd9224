"""How tags are told: weeks by country, spaces and dashes, clocks of readers, phones and addresses from abroad."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from frontdesk.model import Address
from frontdesk.templating import TagContext
from frontdesk.templating.address import address_line, address_parts
from frontdesk.templating.manner import Dash, Manner, Marks
from frontdesk.templating.phones import phone_link, phone_text
from tests.engine.templating.places import BAKERY, LEA, NOON_WEDNESDAY, OFFICE, context, hours, said

EVENING = NOON_WEDNESDAY + timedelta(hours=8)


def there(locale: str, country: str, **changes: object) -> TagContext:
    place = replace(BAKERY, address=replace(BAKERY.address, country=country))
    return context(place, locale=locale, **changes)


# The first day of the week

TWO_SHIFTS = {"sun-thu": ["11:00-22:00"], "fri-sat": ["11:00-23:00"]}
SUNDAYS_TOO = {"mon-fri": ["09:00-17:00"], "sat": ["09:00-12:00"], "sun": ["10:00-11:00"]}
WEEKENDS = {"mon-fri": ["09:00-17:00"], "sat-sun": ["10:00-11:00"]}


@pytest.mark.parametrize(
    ("country", "weekly", "week"),
    [
        ("US", TWO_SHIFTS, "Sun-Thu 11:00 AM-10:00 PM; Fri-Sat 11:00 AM-11:00 PM"),
        ("GB", TWO_SHIFTS, "Mon-Thu, Sun 11:00-22:00; Fri-Sat 11:00-23:00"),
        ("US", SUNDAYS_TOO, "Sun 10:00 AM-11:00 AM; Mon-Fri 9:00 AM-5:00 PM; Sat 9:00 AM-12:00 PM"),
        ("GB", SUNDAYS_TOO, "Mon-Fri 09:00-17:00; Sat 09:00-12:00; Sun 10:00-11:00"),
        ("US", WEEKENDS, "Mon-Fri 9:00 AM-5:00 PM; Sat-Sun 10:00 AM-11:00 AM"),
        ("US", OFFICE, "Mon-Fri 9:00 AM-12:00 PM, 2:00 PM-6:00 PM; Sat 9:00 AM-12:30 PM; Sun closed"),
    ],
)
def test_week_begins_on_the_countrys_first_day_unless_it_is_closed_or_breaks_a_range(
    country: str, weekly: Mapping[str, object], week: str
) -> None:
    assert said("{{ hours.week }}", there("en", country, opening=hours(weekly))) == week


# Spaces and dashes


@pytest.mark.parametrize(
    ("locale", "marks", "text"),
    [
        ("en-US", Marks.PLAIN, "Wed 9:00 AM-12:00 PM"),
        ("en-US", Marks.LOCALE, "Wed 9:00\u202fAM-12:00\u202fPM"),
        ("en-US", Marks.TYPESET, "Wed 9:00\u202fAM\u2009\u2013\u200912:00\u202fPM"),
        ("fr-FR", Marks.TYPESET, "mer. 09:00\u2009\u2013\u200912:00"),
        ("en-GB", Marks.TYPESET, "Wed 09:00\u201312:00"),
        ("es-ES", Marks.TYPESET, "mié 9:00\u201312:00"),
        ("de-DE", Marks.TYPESET, "Mi 09:00\u201312:00 Uhr"),
        ("it-IT", Marks.TYPESET, "mer 09:00\u201312:00"),
        ("pt-PT", Marks.TYPESET, "qua. 09:00\u2009\u2013\u200912:00"),
    ],
)
def test_times_have_the_spaces_and_dashes_that_are_wanted(locale: str, marks: Marks, text: str) -> None:
    wednesdays = hours({"wed": ["09:00-12:00"], "mon,tue,thu-sun": "closed"})
    found = said("{{ hours.week }}", context(locale=locale, opening=wednesdays, marks=marks)) or ""

    assert next(part for part in found.split("; ") if "00" in part) == text


def test_days_and_dates_have_the_dash_that_is_wanted() -> None:
    away = hours(special=[{"from": "2026-12-19", "to": "2026-12-31", "hours": "closed"}])
    found = said("{{ hours.week }} / {{ hours.exceptional }}", context(opening=away, marks=Marks.TYPESET)) or ""

    assert found.startswith("lun.\u2013ven. ")
    assert found.endswith("/ sam. 19 déc. \u2013 jeu. 31 déc. fermé")


def test_french_colon_has_its_space_where_spaces_are_those_of_the_language() -> None:
    public = hours(holidays={"country": "FR"})

    assert (said("{{ hours.week }}", context(opening=public, marks=Marks.LOCALE)) or "").endswith("fériés\u00a0: fermé")


@pytest.mark.parametrize(
    ("dash", "plain", "marks"),
    [
        (Dash.HYPHEN, False, Marks.LOCALE),
        (Dash.EN, False, Marks.TYPESET),
        (Dash.EN, True, Marks.PLAIN),
    ],
)
def test_marks_are_plain_where_the_channel_has_no_others(dash: Dash, plain: bool, marks: Marks) -> None:
    assert Manner(dash=dash).marks(plain=plain) is marks


# Open until, and hours of further kinds


@pytest.mark.parametrize(
    ("opening", "now", "text"),
    [
        (hours(), NOON_WEDNESDAY + timedelta(hours=3), "jusqu'à 18:00"),
        (hours(), NOON_WEDNESDAY, "-"),
        (hours({"wed": ["20:00-02:00"], "mon,tue,thu-sun": "closed"}), EVENING, "jusqu'à 02:00"),
        (hours({"mon-sun": "all_day"}), NOON_WEDNESDAY, "-"),
        (hours({"wed-fri": "all_day", "mon,tue,sat,sun": "closed"}), NOON_WEDNESDAY, "-"),
        (hours({"mon-sun": "unknown"}), NOON_WEDNESDAY, "-"),
        (None, NOON_WEDNESDAY, "-"),
    ],
)
def test_open_until_has_a_value_while_it_is_open_and_closes_within_a_day(
    opening: object, now: datetime, text: str
) -> None:
    assert said("{{ hours.open_until | default('-') }}", context(opening=opening, now=now)) == text


def test_hours_of_a_kind_are_told_as_the_opening_hours_are() -> None:
    found = said(
        "{{ hours_of.delivery.week }} / {{ hours_of.delivery.today }} / {{ hours_of.delivery.status }} / "
        "{{ hours_of.delivery.on['2026-12-20'] }} / {{ hours_of.delivery.next_opening['Asia/Tokyo'] }}",
    )

    assert found == ("lun.-sam. 18:00-22:00; dim. fermé / 18:00-22:00 / fermé / fermé / demain à 02:00 (heure : Tokyo)")


def test_hours_of_a_kind_that_the_place_has_not_are_not_known() -> None:
    assert (
        said("{{ hours_of.drive_through.week }}[[ {{ hours_of.drive_through.status }}]]") == "horaires non communiqués"
    )


# Expected replies

DAYTIME = {"mon-fri": ["10:00-16:00"]}


@pytest.mark.parametrize(
    ("given", "now", "text"),
    [
        ("PT30M", "2026-12-16T12:00", "in 30 minutes"),  # people are there
        ("PT0S", "2026-12-16T12:00", "-"),
        ("by tomorrow", "2026-12-16T22:00", "by tomorrow"),
        ("PT1M", "2026-12-16T09:54", "in 30 minutes"),  # rounded up, as all of these
        ("PT5M", "2026-12-16T09:35", "in 30 minutes"),
        ("PT5M", "2026-12-16T09:34", "in 1 hour"),
        ("PT5M", "2026-12-16T08:00", "in 3 hours"),
        ("PT5M", "2026-12-16T07:05", "in 3 hours"),
        ("PT5M", "2026-12-16T07:00", "later today"),
        ("PT5M", "2026-12-16T16:00", "tomorrow"),
        ("PT5M", "2026-12-18T16:00", "on Monday"),
        ("P7D", "2026-12-18T16:00", "on Monday 28 December"),
    ],
)
def test_reply_is_promised_from_when_people_are_there(given: str, now: str, text: str) -> None:
    instant = datetime.fromisoformat(now).replace(tzinfo=UTC) - timedelta(hours=1)  # Paris in winter
    promising = replace(BAKERY, expected_reply=given, address=replace(BAKERY.address, country="GB"))
    asked = context(promising, locale="en", now=instant, chat=hours(DAYTIME))

    assert said("{{ chat.expected_reply | default('-') }}", asked) == text


def test_reply_is_not_promised_where_nobody_ever_comes() -> None:
    assert said("A[[ {{ chat.expected_reply }}]]", context(chat=hours({"mon-sun": "closed"}))) == "A"


def test_reply_is_promised_no_sooner_where_clocks_change_meanwhile() -> None:
    chat = hours({"sun": ["01:00-12:00"]})
    asked = context(replace(BAKERY, expected_reply="PT2H"), datetime(2026, 3, 28, 23, 30, tzinfo=UTC), "en", chat=chat)

    assert said("{{ chat.expected_reply }}", asked) == "in 3 hours"


# Readers elsewhere

NAMING = Manner(name_zone=True)


@pytest.mark.parametrize(
    ("manner", "reader", "named"),
    [
        (NAMING, "America/New_York", True),
        (NAMING, "Europe/Berlin", False),
        (NAMING, None, False),
        (NAMING, "Europe/Pariss", False),
        (Manner(), "America/New_York", False),
    ],
)
def test_clock_is_named_to_whom_lives_by_another_where_that_is_wanted(
    manner: Manner, reader: str | None, named: bool
) -> None:
    asked = context(contact=replace(LEA, timezone=reader), manner=manner)
    for tag in ("week", "today", "tomorrow", "next_opening", "next_closing", "exceptional"):
        found = said(f"{{{{ hours.{tag} }}}}", asked) or ""
        assert found.endswith(" (heure : Paris)") is named
        assert found.removesuffix(" (heure : Paris)") == said(f"{{{{ hours.{tag} }}}}", context())


@pytest.mark.parametrize(("reader", "named"), [("America/Phoenix", True), ("America/Chihuahua", False)])
def test_clock_of_a_moment_is_named_to_whom_lives_by_another_at_that_moment(reader: str, named: bool) -> None:
    denver = replace(BAKERY, timezone="America/Denver")
    before = datetime(2026, 3, 7, 23, tzinfo=UTC)  # the day before Denver's clocks change, and Phoenix's do not
    opening = hours({"mon": ["09:00-12:00"]}, timezone="America/Denver")
    asked = context(denver, before, opening=opening, contact=replace(LEA, timezone=reader), manner=NAMING)

    assert (said("{{ hours.next_opening }}", asked) or "").endswith("Denver)") is named


@pytest.mark.parametrize(
    ("phone", "country", "reader", "text"),
    [
        ("0302060628", "FR", None, "03 02 06 06 28"),
        ("+33302060628", "FR", "FR", "03 02 06 06 28"),
        ("0302060628", "FR", "BE", "+33 3 02 06 06 28"),
        ("+32 2 218 60 77", "FR", None, "+32 2 218 60 77"),
        ("0302060628", "fr", "fr", "03 02 06 06 28"),
        ("2127365000", "US", "CA", "(212) 736-5000"),  # one numbering plan
        ("3631", "FR", None, "3631"),  # no number of the plan: as it was given
        ("0302060628", None, "FR", "0302060628"),
        ("1-800-FLOWERS", "US", None, "1-800-FLOWERS"),
        ("on demand", "FR", None, "on demand"),
    ],
)
def test_phone_is_national_for_readers_of_its_country(
    phone: str, country: str | None, reader: str | None, text: str
) -> None:
    assert phone_text(phone, country, reader) == text


@pytest.mark.parametrize(
    ("phone", "country", "link"),
    [
        ("03 02 06 06 28", "FR", "tel:+33302060628"),
        ("(212) 736-5000 ext. 12", "US", "tel:+12127365000;ext=12"),
        ("3631", "FR", "tel:3631"),
        ("03 02 06 06 28", None, "tel:0302060628"),
        ("ask us", "FR", None),
    ],
)
def test_phone_link_is_dialled_from_anywhere_where_the_number_is_known(
    phone: str, country: str | None, link: str | None
) -> None:
    assert phone_link(phone, country) == link


def test_phone_and_address_are_told_by_where_the_reader_is_from() -> None:
    text = "{{ establishment.phone }} / {{ establishment.address }} / {{ establishment.address_lines }}"
    abroad = context(contact=replace(LEA, locale="fr-BE"))

    assert said(text, abroad) == (
        "+33 3 02 06 06 28 / 12 bis rue du Coquelicot, 75019 Paris, France / "
        "12 bis rue du Coquelicot\n75019 Paris\nFrance"
    )
    assert (
        said(text, context(contact=replace(LEA, locale="fr-FR")))
        == said(text)
        == ("03 02 06 06 28 / 12 bis rue du Coquelicot, 75019 Paris / 12 bis rue du Coquelicot\n75019 Paris")
    )


@pytest.mark.parametrize(
    ("country", "lines"),
    [
        ("FR", ["1 S", "123 T"]),
        ("BE", ["1 S", "123 T"]),
        ("CH", ["1 S", "123 T"]),
        ("DE", ["1 S", "123 T"]),
        ("NL", ["1 S", "123 T"]),
        ("PT", ["1 S", "123 T"]),
        ("ES", ["1 S", "123 T"]),
        ("IT", ["1 S", "123 T RR"]),
        ("GB", ["1 S", "T", "123"]),
        ("US", ["1 S", "T, RR 123"]),
        ("CA", ["1 S", "T RR 123"]),
        ("BR", ["1 S", "T - RR", "123"]),
    ],
)
def test_address_breaks_its_lines_by_the_conventions_of_its_country(country: str, lines: list[str]) -> None:
    address = Address(lines=("1 S",), postal_code="123", city="T", region="RR", country=country)

    assert address_parts(address) == lines
    assert address_line(address, "Land") == ", ".join([*lines, "Land"])


def test_italian_region_that_is_no_province_is_left_out() -> None:
    address = Address(lines=("Via Roma 1",), postal_code="00100", city="Roma", region="Lazio", country="IT")

    assert address_line(address) == "Via Roma 1, 00100 Roma"


def test_numbering_plans_are_not_loaded_for_texts_without_a_phone() -> None:
    script = (
        "import sys\nfrom tests.engine.templating.places import said\n"
        "said('{{ establishment.address }} {{ hours.week }} {{ chat.expected_reply }}')\n"
        "before = 'phonenumbers' in sys.modules\nsaid('{{ establishment.phone }}')\n"
        "print(before, 'phonenumbers' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert found.split() == ["False", "True"]
