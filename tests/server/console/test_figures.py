"""The figures' page: what it shows, to whom, and what can be taken along."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from frontdesk import Contact, ConversationOpened, Event, StarterTapped
from frontdesk_server.console.figures.exporting import harmless, written
from frontdesk_server.rights import Role
from tests.server.console.house import House, house
from tests.server.runtime.house import until

PLACE = "fournil-croix-rousse"


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house in which two contacts have opened a conversation, and one of them has asked a question."""
    with house(tmp_path_factory.mktemp("busy") / "p") as found:
        ada = event(found, StarterTapped, "ada", title="Vos horaires ?")
        tell(found, event(found, ConversationOpened, "ada"), event(found, ConversationOpened, "bea"), ada)
        yield found


def event(found: House, kind: type[Event], contact: str, **more: Any) -> Event:
    now = found.store.clock.now()
    common: dict[str, Any] = {"id": f"{contact}-{kind.__name__}", "at": now, "received_at": now}
    return kind(contact=Contact(address=contact), attributes={"establishment": PLACE}, **common, **more)


def tell(found: House, *events: Event) -> None:
    """Events on the house's website, decided and counted."""

    async def nothing_waits() -> bool:
        return await found.store.log.waiting() == 0

    async def work() -> None:
        await found.running.runtime.inbox.append("website", events)
        await until(nothing_waits)
        while await found.store.figures.tally.step():
            pass

    found.call(work)


def test_an_empty_house_says_when_figures_appear(shared: House) -> None:
    shared.enter(Role.VIEWER)
    page = shared.get("/figures").text
    assert "No figures yet" in page
    assert '<svg class="chart"' not in page


def test_figures_are_told_in_the_operators_language(busy: House) -> None:
    busy.enter(Role.VIEWER, language="fr")
    page = busy.get("/figures").text
    assert "Conversations accueillies" in page
    assert "Vos horaires ?" in page
    assert "50\N{NO-BREAK SPACE}%" in page
    assert "No question" not in page


def test_a_chart_has_a_name_a_summary_and_a_table_that_says_the_same(busy: House) -> None:
    busy.enter(Role.VIEWER)
    page = busy.get("/figures").text
    assert 'role="img" aria-labelledby="by-day-title by-day-summary"' in page
    assert "2 conversations greeted, 0 of them with the absence message. At most 2 on one day." in page
    assert '<th scope="row">1 Dec 2026</th><td data-label="Welcome messages" class="is-number">2</td>' in page


def test_what_is_outside_ones_groups_is_not_counted(busy: House) -> None:
    busy.enter(Role.VIEWER, groups={"garages"})
    assert "No figures yet" in busy.get("/figures").text
    assert busy.get("/figures", establishment=PLACE).status_code == 404
    assert busy.get("/figures/export", table="days", establishment=PLACE).status_code == 404


@pytest.mark.parametrize(
    ("query", "greeted"),
    [
        ({}, "2"),
        ({"set": "Bakeries"}, "2"),
        ({"set": "Garages"}, None),
        ({"group": "bakeries", "account": "website", "establishment": PLACE}, "2"),
        ({"account": "crm"}, None),
        ({"period": "today"}, "2"),
        ({"period": "chosen", "since": "2026-11-01", "until": "2026-11-30"}, None),
    ],
)
def test_figures_are_narrowed_to_what_is_asked(busy: House, query: dict[str, Any], greeted: str | None) -> None:
    busy.enter(Role.VIEWER)
    page = busy.get("/figures", **query).text
    assert ("Nothing in this period" in page) is (greeted is None)
    assert greeted is None or f'<p class="stat-value">{greeted}</p>' in page


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"since": "2026-02-30", "until": "2026-03-01"}, "is no day of the calendar"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "before it begins"),
        ({"since": "2024-03-02", "until": "2026-03-01"}, "the longest is 400"),
        ({"since": "", "until": "\u0000"}, "is no day of the calendar"),
    ],
)
def test_a_period_that_cannot_be_is_told_beside_its_field_and_kept(
    busy: House, query: dict[str, Any], told: str
) -> None:
    busy.enter(Role.VIEWER)
    answer = busy.get("/figures", period="chosen", **query)
    assert answer.status_code == 422
    assert answer.text.count(told) >= 2
    assert f'value="{query["since"]}"' in answer.text or not query["since"]
    assert busy.get("/figures/export", table="days", period="chosen", **query).status_code == 404


def test_htmx_is_given_the_figures_alone(busy: House) -> None:
    busy.enter(Role.VIEWER)
    part = busy.get("/figures", fragment=True).text
    assert "<html" not in part
    assert "Conversations greeted" in part


def test_every_table_can_be_taken_along(busy: House) -> None:
    busy.enter(Role.VIEWER)
    for table in ("days", "starters", "hours", "failures", "silences", "sets", "establishments"):
        answer = busy.get("/figures/export", table=table)
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(busy.get("/figures/export", table="establishments").text.removeprefix("\ufeff"))))
    assert rows[1][:3] == [PLACE, "Fournil Colibri, Croix-Rousse", "2"]
    assert busy.get("/figures/export", table="passwords").status_code == 404


def test_a_french_file_parts_its_cells_by_semicolons(busy: House) -> None:
    busy.enter(Role.VIEWER, language="fr")
    text = busy.get("/figures/export", table="starters").text
    assert text.splitlines()[1] == "Bakeries;Vos horaires ?;1;1"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", " =1", "\N{NO-BREAK SPACE}=1"])
def test_no_cell_is_run_by_a_spreadsheet(text: str) -> None:
    assert str(harmless(text)).startswith("'")
    assert harmless(-1) == -1


def test_cells_with_separators_and_quotes_stay_whole() -> None:
    text = written(iter([['a;"b"', "c\nd", 1]]), ";")
    assert next(csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";")) == ['a;"b"', "c\nd", "1"]
