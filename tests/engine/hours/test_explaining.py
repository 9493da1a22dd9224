"""`Schedule.explain`: what is said of every reason, in English and French, and until when."""

from __future__ import annotations

from typing import Any

import pytest

from frontdesk.hours import load_hours
from tests.engine.hours.asking import FRENCH, OFFICE, PARIS, hours, t

NOEL = {"special": [{"date": "2026-12-25", "closed": True, "label": "Noël"}]}
EVERY_DAY = {"daily": ["09:00-18:00"]}
MONDAY = "2026-12-07T10:00+01:00"


@pytest.mark.parametrize(
    ("document", "at", "en", "fr"),
    [
        (
            {"weekly": EVERY_DAY, **NOEL},
            "2026-12-25T10:00+01:00",
            "closed: special day Noël until tomorrow at 09:00",
            "fermé\u00a0: jour particulier Noël jusqu'à demain à 09:00",
        ),
        ({}, MONDAY, "open: weekly hours until 12:00", "ouvert\u00a0: horaires de la semaine jusqu'à 12:00"),
        (
            {},
            "2026-12-12T10:00+01:00",
            "closed: weekly hours until Monday at 09:00",
            "fermé\u00a0: horaires de la semaine jusqu'à lundi à 09:00",
        ),
        (
            {"special": [{"from": "2026-12-21", "to": "2026-12-31", "closed": True, "label": "Congés"}]},
            "2026-12-21T10:00+01:00",
            "closed: special day Congés until Friday 1 January at 09:00",
            "fermé\u00a0: jour particulier Congés jusqu'au vendredi 1er janvier à 09:00",
        ),
        (
            {"holidays": FRENCH},
            "2026-07-14T10:00+02:00",
            "closed: public holiday Fête nationale until tomorrow at 09:00",
            "fermé\u00a0: jour férié Fête nationale jusqu'à demain à 09:00",
        ),
        (
            {"seasons": [{"from": "12-01", "to": "12-31", "weekly": EVERY_DAY, "label": "Hiver"}]},
            MONDAY,
            "open: seasonal hours Hiver until 18:00",
            "ouvert\u00a0: horaires de saison Hiver jusqu'à 18:00",
        ),
        (
            {"status": {"state": "temporarily_closed", "reopen": "2027-11-01"}},
            MONDAY,
            "closed: temporarily closed until Monday 1 November 2027 at 09:00",
            "fermé\u00a0: fermeture temporaire jusqu'au lundi 1er novembre 2027 à 09:00",
        ),
        (
            {"status": {"state": "opening_soon", "opening_date": "2026-12-10"}},
            MONDAY,
            "closed: opening soon until Thursday at 09:00",
            "fermé\u00a0: ouverture prochaine jusqu'à jeudi à 09:00",
        ),
        (
            {"status": "permanently_closed"},
            MONDAY,
            "closed: permanently closed",
            "fermé\u00a0: fermeture définitive",
        ),
        ({"weekly": "24/7"}, MONDAY, "open: always open", "ouvert\u00a0: toujours ouvert"),
        ({"weekly": {"mon": "closed"}}, MONDAY, "closed: never opens", "fermé\u00a0: n'ouvre jamais"),
        (
            {"weekly": {"mon": "open", "tue": "09:00-12:00"}},
            MONDAY,
            "unknown: open, hours not told until tomorrow at 00:00",
            "inconnu\u00a0: ouvert, horaires non précisés jusqu'à demain à 00:00",
        ),
        ({"weekly": None}, MONDAY, "unknown: no hours set", "inconnu\u00a0: aucun horaire saisi"),
        (
            {"weekly": {"mon": {"hours": "09:00-18:00", "note": "sur rendez-vous"}}},
            MONDAY,
            "open: weekly hours until 18:00 (sur rendez-vous)",
            "ouvert\u00a0: horaires de la semaine jusqu'à 18:00 (sur rendez-vous)",
        ),
        (
            {"weekly": None, "cron": [{"match": "* 9-16 * * 1-5"}]},
            MONDAY,
            "open: cron schedule until 17:00",
            "ouvert\u00a0: planification cron jusqu'à 17:00",
        ),
    ],
)
def test_every_reason_is_explained_with_its_end(document: dict[str, Any], at: str, en: str, fr: str) -> None:
    schedule = load_hours({"timezone": PARIS, "weekly": OFFICE, **document})
    assert (schedule.explain(t(at)), schedule.explain(t(at), "fr")) == (en, fr)


def test_without_a_zone_the_reason_is_that() -> None:
    schedule = load_hours({"weekly": OFFICE})
    assert schedule.explain(t(MONDAY)) == "unknown: no time zone"


def test_it_is_told_on_the_clock_of_the_schedule_and_as_the_country_writes_it() -> None:
    schedule = hours(zone="America/New_York")
    told = schedule.explain(t("2026-12-07T15:00Z"), "en", country="US")
    assert told.replace("\u202f", " ") == "open: weekly hours until 12:00 PM"


@pytest.mark.parametrize(("language", "first"), [("fr-CA", "ouvert"), ("FR", "ouvert"), ("de", "open"), ("", "open")])
def test_other_languages_are_told_in_english(language: str, first: str) -> None:
    assert hours().explain(t(MONDAY), language).startswith(first)


def test_a_naive_instant_is_not_explained() -> None:
    with pytest.raises(TypeError):
        hours().explain(t("2026-12-07T10:00"))
