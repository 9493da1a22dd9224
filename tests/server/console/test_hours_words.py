"""Chat hours in words: cron expressions, openings, days; and the route that explains what is typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from frontdesk import Establishment, establishment_from
from frontdesk.hours import load_hours
from frontdesk_server.console.hours.cron_words import in_words
from frontdesk_server.console.hours.telling import schedule_of, tell
from frontdesk_server.console.words import speaking
from frontdesk_server.rights import Role
from tests.server.console.house import House

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "english", "french"),
    [
        ("0 9 * * 1-5", "at 09:00, Monday to Friday", "à 09:00, lundi à vendredi"),
        ("0 9,14 * * *", "at 09:00 and 14:00, every day", "à 09:00 et 14:00, tous les jours"),
        ("* 9-17 * * 6,7", "from 09:00 to 18:00, Saturday and Sunday", "de 09:00 à 18:00, samedi et dimanche"),
        ("*/15 * * * *", "every 15 minutes, every day", "toutes les 15 minutes, tous les jours"),
        ("0 * * * *", "every hour, every day", "chaque heure, tous les jours"),
        ("0 8-18/2 * * *", "at 08:00, 10:00, 12:00, 14:00, 16:00 and 18:00, every day", None),
        ("30 7-19 * * *", "every hour from 07:30 to 19:30, every day", None),
        ("* * * * *", "every minute, every day", "chaque minute, tous les jours"),
        ("0 10 * * 1#2", "at 10:00, Monday number 2 of the month", "à 10:00, le lundi numéro 2 du mois"),
        ("0 10 * * L5", "at 10:00, the last Friday of the month", "à 10:00, le dernier vendredi du mois"),
        ("0 0 L * *", "at 00:00, the last day of the month", "à 00:00, le dernier jour du mois"),
        ("0 0 15W * *", "at 00:00, the weekday nearest to day 15", None),
        ("0 0 1,15 12 *", "at 00:00, day 1 and 15 of the month, in December", None),
        ("0 0 1 6-8 1", "at 00:00, day 1 of the month or Monday, in June to August", None),
        ("@daily", "at 00:00, every day", "à 00:00, tous les jours"),
        ("0 0 * * * 0 2027", "at 00:00, every day, in 2027", "à 00:00, tous les jours, en 2027"),
    ],
)
def test_an_expression_is_told_in_words(expression: str, english: str, french: str | None) -> None:
    assert in_words(expression) == english
    if french is not None:
        with speaking("fr"):
            assert in_words(expression) == french


@pytest.mark.parametrize("expression", ["", "x", "* * *", "61 * * * *", "0 0 31 2 *", "R * * * *"])
def test_what_is_no_expression_has_no_words(expression: str) -> None:
    assert in_words(expression) is None


def test_hours_are_told_with_their_next_five_openings() -> None:
    hours = load_hours({"timezone": "Europe/Paris", "weekly": {"mon-fri": ["09:00-12:00", "14:00-18:00"]}})
    with speaking("fr"):
        told = tell(hours, NOW)
    assert told.status == "ouvert jusqu'à 12:00"
    assert told.why == "Ouvert\u00a0: horaires de la semaine jusqu'à 12:00"
    assert told.openings[:3] == ("aujourd'hui à 14:00", "demain à 09:00", "demain à 14:00")
    assert len(told.openings) == 5
    assert (told.days[0].label, told.days[0].text) == ("mar. 1er déc.", "09:00-12:00, 14:00-18:00")
    assert told.days[0].bar == ((540, 720), (840, 1080))


def test_a_night_stands_in_the_bars_of_both_days() -> None:
    hours = load_hours({"timezone": "Europe/Paris", "weekly": {"tue": "22:00-02:00"}})
    days = tell(hours, NOW).days
    assert (days[0].bar, days[1].bar) == (((1320, 1440),), ((0, 120),))


def _place(**record: object) -> Establishment:
    return establishment_from({"id": "a", "name": "A", **record})


def test_hours_take_their_zone_and_special_days_from_the_establishment() -> None:
    opening = {"weekly": {"daily": "09:00-18:00"}, "special": [{"date": "2026-12-01", "closed": True}]}
    place = _place(timezone="America/Toronto", opening_hours=opening)
    schedule = schedule_of({"weekly": {"daily": "08:00-20:00"}}, place)
    assert schedule is not None
    assert tell(schedule, NOW).zone == "America/Toronto"
    assert tell(schedule, NOW).days[0].text == "closed"


def test_hours_without_a_zone_are_unknown() -> None:
    schedule = schedule_of({"weekly": {"daily": "08:00-20:00"}}, None)
    assert schedule is not None
    assert (tell(schedule, NOW).status, tell(schedule, NOW).openings) == (None, ())


def test_a_named_schedule_is_found_by_its_name() -> None:
    named = {"evenings": {"timezone": "Europe/Paris", "weekly": {"daily": "18:00-22:00"}}}
    assert schedule_of("evenings", _place(timezone="Europe/Paris"), named) is not None
    assert schedule_of("evenings", None, named) is not None
    assert schedule_of("mornings", _place(timezone="Europe/Paris"), named) is None


# The route


def fields(**more: str) -> dict[str, str]:
    typed = {"chat_hours.kind": "own", "chat_hours.weekly.mon.from[]": "09:00", "chat_hours.weekly.mon.to[]": "18:00"}
    return typed | more


def test_explain_tells_the_next_opening(shared: House) -> None:
    shared.enter(Role.VIEWER, language="fr")
    answer = shared.post("/hours/explain", fields(**{"chat_hours.timezone": "Europe/Paris"}), fragment=True)
    assert answer.status_code == 200
    assert "Prochaine ouverture\xa0: lundi à 09:00" in answer.text


def test_explain_uses_the_establishment_that_is_previewed(shared: House) -> None:
    shared.enter(Role.VIEWER)
    answer = shared.post("/hours/explain", fields(**{"preview.establishment": "fournil-limoilou"}))
    assert "America/Toronto" in answer.text


def test_explain_knows_no_establishment_outside_the_scope(shared: House) -> None:
    shared.enter(Role.VIEWER, groups={"garages"})
    answer = shared.post("/hours/explain", fields(**{"preview.establishment": "fournil-limoilou"}))
    assert answer.status_code == 200
    assert "Limoilou" not in answer.text


def test_explain_asks_to_correct_what_is_wrong(shared: House) -> None:
    shared.enter(Role.VIEWER)
    answer = shared.post("/hours/explain", fields(**{"chat_hours.timezone": "Europe/Pari"}))
    assert "Correct what is marked" in answer.text
