"""The overview: what it says needs attention, to whom, and where it leads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from frontdesk import ConversationOpened
from frontdesk_server.rights import Role
from frontdesk_server.runtime.admission import FAILURES
from frontdesk_server.store import Store
from frontdesk_server.store.tables import account_state, dead, outbox
from tests.server.console.house import House
from tests.server.console.test_figures import event, tell

WELL = "Nothing: all channels"


async def insert(store: Store, table: Any, **values: Any) -> None:
    async with store.database.write() as link:
        await link.execute(table.insert(), [values])


def test_where_all_is_well_it_says_so(shared: House) -> None:
    shared.enter(Role.VIEWER)
    page = shared.get("").text
    assert WELL in page
    assert "Nothing" in page


def test_the_first_steps_lead_to_the_first_answer_and_then_today_is_shown(home: House) -> None:
    home.enter(Role.VIEWER)
    before = home.get("").text
    assert "First steps" in before
    assert 'class="is-current" aria-current="step"' in before
    assert "Conversations greeted" not in before
    tell(home, event(home, ConversationOpened, "ada"))
    after = home.get("").text
    assert "First steps" not in after
    assert '<p class="stat-value">1</p><p class="stat-compared is-plain">yesterday: 0</p>' in after


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ({"failures": FAILURES}, "The account crm is down"),
        ({"failures": 1}, "The account crm has trouble"),
        ({"failures": 0, "not_before": timedelta(hours=1)}, "The account crm pauses"),
        ({"failures": 0, "not_before": timedelta(hours=-1)}, None),
    ],
)
def test_an_account_that_fails_is_told_where_somebody_can_act(
    home: House, note: dict[str, Any], told: str | None
) -> None:
    wait = note.pop("not_before", None)
    until = home.store.clock.now() + wait if wait is not None else None
    home.call(insert, home.store, account_state, account="crm", not_before=until, **note)
    home.enter(Role.ADMINISTRATOR)
    page = home.get("").text
    assert (WELL in page) is (told is None)
    assert told is None or (told in page and 'href="/console/accounts/crm"' in page)
    home.enter(Role.VIEWER)
    assert 'href="/console/accounts/crm"' not in home.get("").text
    home.enter(Role.ADMINISTRATOR, groups={"bakeries"})
    assert WELL in home.get("").text


def test_messages_that_wait_for_a_decision_are_counted_within_the_scope(home: House) -> None:
    async def park() -> None:
        await insert(
            home.store, outbox, key="ab" * 16, conversation="cd" * 16, decision=1, part=0, account="crm",
            establishment="fournil-croix-rousse", contact="ada", body="{}", at=home.store.clock.now(),
            status="parked", not_before=home.store.clock.now(),
        )  # fmt: skip

    home.call(park)
    home.enter(Role.PUBLISHER, groups={"bakeries"})
    page = home.get("").text
    assert "A message of the account crm may have arrived or not" in page
    assert 'href="/console/journal/stuck"' in page
    home.enter(Role.PUBLISHER, groups={"garages"})
    assert WELL in home.get("").text


def test_a_source_that_cannot_be_read_is_told_with_how_many_it_concerns(home: House) -> None:
    home.call(home.store.establishments.mark_stale, "files")
    home.enter(Role.ADMINISTRATOR, language="fr")
    assert "La source files est illisible" in home.get("").text
    home.enter(Role.VIEWER, groups={"nobody"})
    assert WELL in home.get("").text


def test_events_without_a_decision_concern_the_whole_organisation(home: House) -> None:
    home.call(
        insert, home.store, dead, number=1, conversation="cd" * 16, account="crm", type="MessageReceived",
        event_id="e", event="{}", error="boom", release=1, at=home.store.clock.now(),
    )  # fmt: skip
    home.enter(Role.PUBLISHER)
    assert "An event could not be decided" in home.get("").text
    home.enter(Role.PUBLISHER, groups={"bakeries"})
    assert WELL in home.get("").text


def test_sets_that_meet_are_told_once_to_whom_they_concern(home: House) -> None:
    async def meet() -> None:
        release = await home.store.releases.newest()
        assert release is not None
        sets = [dict(found) for found in release.document["message_sets"]]  # type: ignore[attr-defined]
        twin = sets[0] | {"name": "Twin"}
        document = {**release.document, "message_sets": [*sets, twin]}
        await home.store.releases.add(document, author="t")

    home.call(meet)
    home.enter(Role.VIEWER)
    page = home.get("").text
    assert page.count("Two message sets meet</b>") == 1
    assert 'href="/console/sets/' in page
    home.enter(Role.VIEWER, groups={"garages"})
    assert WELL in home.get("").text
