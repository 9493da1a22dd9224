"""Calendars by the REST interface: the year of an establishment's hours, as JSON and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from frontdesk_server.rights import Role
from tests.engine.hours.ics import parse
from tests.server.api.test_establishments import LIMOILOU, ask, token
from tests.server.console.house import TOKEN, House, house


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_SECRET", "the-crm-secret-of-the-calendar-tests")
        with house(tmp_path_factory.mktemp("calendars") / "p") as found:
            yield found


def test_k19_a_year_has_every_day_with_its_openings_and_labels(home: House) -> None:
    told: Any = ask(home, "GET", f"/establishments/{LIMOILOU}/calendar", params={"from": "2026-11-26"}).json()
    days = {day["date"]: day for day in told["days"]}
    assert (told["from"], told["to"], told["timezone"], len(days)) == (
        "2026-11-26", "2027-11-25", "America/Toronto", 365,
    )  # fmt: skip
    assert days["2026-12-24"]["openings"] == [
        {"start": "2026-12-24T06:00:00-05:00", "end": "2026-12-24T15:00:00-05:00"}
    ]
    assert (days["2026-12-25"]["state"], days["2026-12-25"]["label"]) == ("closed", "Noël")
    assert [days[date]["hours_in_day"] for date in ("2027-03-14", "2027-11-07")] == [23, 25]


def test_k19_a_file_to_subscribe_to_speaks_the_language_asked_for(home: House) -> None:
    answer = home.client.get(
        f"/api/v1/establishments/{LIMOILOU}/calendar.ics",
        params={"months": 2, "from": "2026-12-01"},
        headers={"authorization": f"Bearer {TOKEN}", "accept-language": "fr"},
    )
    found = parse(answer.content)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "Noël" in "".join(event["SUMMARY"] for event in found.parts("VEVENT"))
    assert found["NAME"].endswith("horaires d'ouverture")


def test_a_calendar_begins_today_at_the_place(home: House) -> None:
    told = ask(home, "GET", f"/establishments/{LIMOILOU}/calendar", params={"months": 1}).json()
    assert told["days"][0]["date"] == told["from"]


@pytest.mark.parametrize(
    ("path", "query", "status", "id_"),
    [
        ("nowhere/calendar", {}, 404, "FD767"),
        ("nowhere/calendar.ics", {}, 404, "FD767"),
        (f"{LIMOILOU}/calendar", {"kind": "delivery"}, 404, "FD187"),
        (f"{LIMOILOU}/calendar.ics", {"kind": "\x00"}, 404, "FD187"),
        (f"{LIMOILOU}/calendar", {"months": "0"}, 422, None),
        (f"{LIMOILOU}/calendar", {"months": "37"}, 422, None),
        (f"{LIMOILOU}/calendar", {"from": "2026-02-30"}, 422, None),
        (f"{LIMOILOU}/calendar", {"from": "1800-01-01"}, 422, None),
        (f"{LIMOILOU}/calendar.ics", {"from": "9999-12-31"}, 422, None),
    ],
)
def test_what_cannot_be_shown_is_a_problem(
    home: House, path: str, query: dict[str, str], status: int, id_: str | None
) -> None:
    answer = ask(home, "GET", f"/establishments/{path}", params=query)
    assert answer.status_code == status
    assert id_ in (None, answer.json()["id"])


def test_an_establishment_outside_of_the_scope_has_no_calendar(home: House) -> None:
    garage = token(home, Role.VIEWER, "garages")
    assert ask(home, "GET", f"/establishments/{LIMOILOU}/calendar", garage).status_code == 404
