"""Hours of the French directory of public services: the field `plage_ouverture`.

Shapes: https://api-lannuaire.service-public.gouv.fr/explore/dataset/api-lannuaire-administration/
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from frontdesk.hours import check_hours
from frontdesk.hours.formats import ReadHours, from_dila
from tests.engine.hours.asking import PARIS


def plage(first: str, last: str, *times: str, comment: str = "") -> dict[str, str]:
    padded = [*times, "", "", "", ""]
    return {
        "nom_jour_debut": first,
        "nom_jour_fin": last,
        "valeur_heure_debut_1": padded[0],
        "valeur_heure_fin_1": padded[1],
        "valeur_heure_debut_2": padded[2],
        "valeur_heure_fin_2": padded[3],
        "commentaire": comment,
    }


def week(read: ReadHours) -> Any:
    document = read.documents["opening"]
    assert check_hours({"timezone": PARIS, **document}) == []
    return document["weekly"]


def test_ranges_of_days_and_two_periods() -> None:
    value = [
        plage("Lundi", "Jeudi", "09:00:00", "12:00:00", "14:00:00", "17:30:00"),
        plage("Vendredi", "Vendredi", "09:00:00", "12:00:00"),
    ]
    expected = {day: ["09:00-12:00", "14:00-17:30"] for day in ("mon", "tue", "wed", "thu")}
    read = from_dila(json.dumps(value))
    assert week(read) == expected | {"fri": ["09:00-12:00"], "sat": "closed", "sun": "closed"}
    assert read.diagnostics == ()
    assert from_dila(value) == read


def test_a_comment_is_a_note_and_a_doubt() -> None:
    read = from_dila([plage("Mercredi", "Mercredi", "09:00:00", "12:00:00", comment="hors vacances scolaires")])
    assert week(read)["wed"] == {"hours": ["09:00-12:00"], "note": "hors vacances scolaires"}
    assert [(item.id, item.path) for item in read.diagnostics] == [("FD145", "[0].commentaire")]


def test_a_comment_without_times_is_open_at_times_that_are_not_told() -> None:
    read = from_dila([plage("Mardi", "Mardi", comment="sur rendez-vous")])
    assert week(read)["tue"] == {"hours": "open", "note": "sur rendez-vous"}


def test_days_without_times_are_unknown() -> None:
    read = from_dila([plage("Lundi", "Mardi")])
    assert (week(read)["mon"], week(read)["tue"], week(read)["wed"]) == ("unknown", "unknown", "closed")
    assert [item.id for item in read.diagnostics] == ["FD152"]


def test_a_time_that_cannot_be_read_makes_its_days_unknown_and_is_told_once() -> None:
    read = from_dila([plage("Lundi", "Vendredi", "09:00:00", "25:61:00")])
    assert {week(read)[day] for day in ("mon", "tue", "wed", "thu", "fri")} == {"unknown"}
    assert [item.id for item in read.diagnostics] == ["FD146"]


def test_a_day_that_is_none_leaves_no_day_closed() -> None:
    read = from_dila([plage("Lundredi", "Mardi", "09:00:00", "12:00:00")])
    assert set(week(read).values()) == {"unknown"}


@pytest.mark.parametrize("value", ["", " ", "[]", None, []])
def test_nothing_is_nothing(value: object) -> None:
    assert from_dila(value).documents == {}
    assert from_dila(value).diagnostics == ()


@pytest.mark.parametrize("value", ["[{", "[" * 100_000, "7", {"a": 1}, [7]])
def test_what_is_no_list_is_told(value: object) -> None:
    assert from_dila(value).documents == {}
    assert [item.id for item in from_dila(value).diagnostics] == ["FD149"]
