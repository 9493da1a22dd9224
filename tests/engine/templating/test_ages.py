"""How old data may be to be told: older ones count as missing, and are not said in other words either."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from frontdesk.templating import Manner, Rendered, TagContext
from tests.engine.templating.places import BAKERY, NOON_WEDNESDAY, context, hours, rendered

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
THREE_DAYS_AGO = NOON_WEDNESDAY - 3 * DAY


def aged(ages: dict[str, timedelta], read_at: datetime | None = THREE_DAYS_AGO, **changes: object) -> TagContext:
    place = replace(BAKERY, source="catalogue", read_at=read_at)
    return replace(context(**changes), establishment=place, manner=Manner.of(max_age=ages))


def told(source: str, ages: dict[str, timedelta], **changes: object) -> Rendered:
    return rendered(source, aged(ages, **changes))


def test_edge_case_57_data_of_three_days_are_told_where_no_age_is_asked_for() -> None:
    found = told("{{ hours.today }}", {})

    assert (found.text, found.too_old) == ("09:00-12:00, 14:00-18:00", ())


@pytest.mark.parametrize(
    ("limit", "age", "missing"),
    [
        (3 * DAY, 3 * DAY - timedelta(seconds=1), False),
        (3 * DAY, 3 * DAY, True),
        (3 * DAY, timedelta(), False),
    ],
)
def test_data_are_new_enough_until_they_have_their_age(limit: timedelta, age: timedelta, missing: bool) -> None:
    found = told("{{ hours.status }}", {"hours": limit}, read_at=NOON_WEDNESDAY - age)

    assert bool(found.missing) is missing


def test_data_of_which_nobody_knows_the_age_are_not_new_enough() -> None:
    assert told("{{ hours.status }}", {"hours": 365 * DAY}, read_at=None).too_old == ("hours.status",)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("A {{ establishment.phone | default('-') }}", "A -"),
        ("A[[ {{ establishment.phone }}]].", "A."),
        ("A {{ establishment.phone }}", None),
        ("{% if establishment.phone %}A{% else %}B{% endif %}", "B"),
        ("{{ hours.week }}", "horaires non communiqués"),
        ("{{ hours.on['2026-12-25'] }}", "horaires non communiqués"),
        ("{{ hours_of.delivery.week }}", "horaires non communiqués"),
    ],
)
def test_too_old_is_missing(source: str, text: str | None) -> None:
    found = told(source, {"*": DAY})

    assert (found.text, bool(found.too_old)) == (text, True)


@pytest.mark.parametrize("tag", ["hours.next_opening", "hours.next_closing"])
def test_what_is_too_old_to_be_told_is_not_told_in_the_tags_own_words(tag: str) -> None:
    always = hours({"mon-sun": "all_day"})

    assert told(f"{{{{ {tag} }}}}", {}, opening=always).text == "ouvert 24h/24, 7j/7"
    assert told(f"{{{{ {tag} }}}}", {"hours": DAY}, opening=always).text is None


@pytest.mark.parametrize(
    ("tag", "too_old"),
    [
        ("hours.week", True),
        ("hours.today", False),  # a longer name goes before a shorter one
        ("hours.on['2026-12-25']", True),
        ("chat_hours.week", False),  # it begins like `hours` only at its end
        ("establishment.name", False),
        ("establishment.phone", True),
        ("custom.parking", True),
        ("contact.first_name", False),
    ],
)
def test_the_longest_name_that_fits_is_the_one_that_counts(tag: str, too_old: bool) -> None:
    ages = {"hours": DAY, "hours.today": 7 * DAY, "establishment": 7 * DAY, "establishment.phone": HOUR, "custom": HOUR}

    assert bool(told(f"{{{{ {tag} }}}}", ages).too_old) is too_old


@pytest.mark.parametrize("tag", ["contact.first_name", "operator.first_name", "channel", "now.date", "now.time"])
def test_what_is_not_the_places_has_no_age(tag: str) -> None:
    assert told(f"{{{{ {tag} }}}}", {"*": HOUR}, read_at=None).too_old == ()


def test_text_is_true_until_its_data_are_too_old() -> None:
    ages = {"establishment.phone": 3 * DAY + HOUR, "establishment.city": 9 * DAY, "hours": HOUR}

    assert told("{{ establishment.phone }} {{ establishment.city }}", ages).valid_until == NOON_WEDNESDAY + HOUR
    assert told("{{ establishment.name }}", ages).valid_until is None


def test_text_is_true_no_longer_than_it_would_be_with_new_data() -> None:
    ages = {"hours": 30 * DAY}
    new = told("{{ hours.status }}", {}).valid_until

    assert new is not None
    assert told("{{ hours.status }}", ages).valid_until == new
    assert told("{{ now.time }} {{ hours.status }}", ages).valid_until == NOON_WEDNESDAY


def test_text_without_what_is_too_old_does_not_wait_for_it_to_grow_older() -> None:
    assert told("A[[ {{ establishment.phone }}]]", {"*": DAY}).valid_until is None
