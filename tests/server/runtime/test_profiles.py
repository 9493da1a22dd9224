"""Profiles: what platforms show before any message is written when it changes, read back, and never written twice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from frontdesk import (
    ForeignAutomation,
    HttpReply,
    Kind,
    Route,
)
from frontdesk.rules import Selection
from frontdesk_server.logs import hide
from frontdesk_server.runtime.profiles import wanting
from frontdesk_server.store import Wanted as Chosen
from frontdesk_server.store.audit import Change
from frontdesk_server.store.profiles import ProfileState
from frontdesk_server.store.switching import Switches
from tests.server.runtime.house import RECORD, engine, house, until
from tests.server.runtime.street import (
    ADA,
    ASKED,
    RULES,
    SHOWN,
    Window,
    street,
    wired,
)

pytestmark = pytest.mark.anyio


async def test_h1_what_is_written_is_read_back_and_counts_only_then(tmp_path: Path) -> None:
    async with street(tmp_path) as here:
        assert await here.step() == ["GET", "PUT", "GET"]
        assert here.window.shows == SHOWN
        assert (await here.kept()).state is ProfileState.IN_STEP


async def test_h1_a_platform_that_keeps_less_than_it_accepted_is_found_out_and_tried_again(tmp_path: Path) -> None:
    async with street(tmp_path, window=Window(takes=1)) as here:
        assert await here.step() == ["GET", "PUT", "GET"]
        kept = await here.kept()
        assert (kept.state, [one.locale for one in kept.differences]) == (ProfileState.DIFFERS, ["fr"])
        assert await here.step(seconds=5) == []
        here.window.takes = None
        assert await here.step(seconds=10) == ["GET", "PUT", "GET"]
        assert (await here.kept()).state is ProfileState.IN_STEP


async def test_h8_every_language_is_written(tmp_path: Path) -> None:
    async with street(tmp_path) as here:
        await here.step()
        assert sorted(here.window.shows) == ["en", "fr"]


async def test_no_secret_that_a_platform_repeats_is_kept_or_shown(tmp_path: Path) -> None:
    """An error page that quotes the address quotes a token that stands in it."""
    hide(["7301:AAF-path_key"])
    page = HttpReply(status=404, body=b"/bot7301:AAF-path_key/write was not found")
    read = HttpReply(status=200, body=b"{}")
    async with street(tmp_path, window=Window(turns=[read, page])) as here:
        await here.step()
        assert (await here.kept()).problem == "status 404: /bot[masked]/write was not found"


async def test_nothing_is_called_while_nothing_changes(tmp_path: Path) -> None:
    async with street(tmp_path) as here:
        await here.step()
        assert [await here.step(hours=1) for _ in range(20)] == [[]] * 20


async def test_a_release_that_changes_no_title_makes_no_call(tmp_path: Path) -> None:
    async with street(tmp_path) as here:
        await here.step()
        await here.release(RULES.replace("9 to 5", "9 to 6"))
        assert await here.step() == []
        await here.release(RULES.replace("Your hours?", "Opening hours?"))
        assert await here.step() == ["GET", "PUT", "GET"]
        assert here.window.shows["en"][1][0] == "Opening hours?"


async def test_what_is_switched_off_is_withdrawn_and_comes_back(tmp_path: Path) -> None:
    async with street(tmp_path) as here:
        await here.step()
        await here.switch(starters=False)
        assert await here.step() == ["GET", "PUT", "GET"]
        assert here.window.shows == {"en": ["Welcome.", []], "fr": ["Bienvenue.", []]}
        await here.switch(everything=False)
        await here.step()
        assert here.window.shows == {}
        await here.switch(everything=True, starters=True)
        await here.step()
        assert here.window.shows == SHOWN


async def test_data_of_an_establishment_that_change_a_title_are_written(tmp_path: Path) -> None:
    named = RULES.replace("Your hours?", "Hours of {{ establishment.name }}?")
    async with street(tmp_path, rules=named) as here:
        await here.step()
        here.clock.turn(minutes=1)
        await here.store.establishments.sync("test", [{**RECORD, "phone": "+33 1 02 03 04 05"}])
        assert await here.step(minutes=1) == []
        await here.store.establishments.sync("test", [{**RECORD, "name": "Nice"}])
        assert await here.step() == ["GET", "PUT", "GET"]
        assert here.window.shows["en"][1][0] == "Hours of Nice?"


async def test_a_set_is_shown_from_its_first_day_on(tmp_path: Path) -> None:
    dated = RULES.replace("    welcome", "    from: 2026-03-05\n    until: 2026-03-05\n    welcome", 1)
    async with street(tmp_path, rules=dated) as here:
        assert await here.step() == ["GET"]
        assert await here.step(hours=12) == []
        assert await here.step(hours=1) == ["GET", "PUT", "GET"]
        assert await here.step(hours=24) == ["GET", "PUT", "GET"]
        assert here.window.shows == {}


# Whose it is


async def test_what_stood_there_before_us_stays_while_nothing_is_wanted(tmp_path: Path) -> None:
    async with street(tmp_path, window=Window(shows={"en": ["Theirs", []]}), rules="frontdesk: 1") as here:
        assert await here.step() == ["GET"]
        assert await here.step(hours=25) == ["GET"]
        assert here.window.shows == {"en": ["Theirs", []]}
        assert (await here.kept()).state is ProfileState.IN_STEP


async def test_d5_an_automatic_message_of_the_platforms_own_is_found_out(tmp_path: Path) -> None:
    async with street(tmp_path, window=Window(shows={"own": "Thanks for your message!"})) as here:
        await here.step()
        assert (await here.kept()).automations == (ForeignAutomation(kind="greeting", text="Thanks for your message!"),)


async def test_drift_is_told_once_a_day_and_mended_only_when_somebody_says_so(tmp_path: Path) -> None:
    async with street(tmp_path) as here:
        await here.step()
        here.window.shows = {"en": ["By hand", []]}
        assert await here.step(hours=23) == []
        assert await here.step(hours=2) == ["GET"]
        assert (await here.kept()).state is ProfileState.DIFFERS
        assert here.window.shows == {"en": ["By hand", []]}
        await here.store.profiles.ask("page", "write", ASKED)
        assert await here.step() == ["GET", "PUT", "GET"]
        assert (here.window.shows, (await here.kept()).state) == (SHOWN, ProfileState.IN_STEP)
        assert await here.step() == []
        assert [entry.action for entry in await here.store.audit.list(limit=1)] == ["profile.write"]


async def test_it_is_looked_at_again_when_somebody_asks(tmp_path: Path) -> None:
    async with street(tmp_path) as here:
        await here.step()
        here.window.shows = {}
        await here.store.profiles.ask(
            "page", "check", Change(actor=ADA, action="profile.check", kind="account", subject="page")
        )
        assert await here.step() == ["GET"]
        assert (await here.kept()).state is ProfileState.DIFFERS


# Many establishments


def places(count: int, **others: object) -> list[Mapping[str, object]]:
    return [RECORD | {"id": f"e{n}", "name": f"Shop {n}"} | others for n in range(count)]


ANY = Route(attribute="establishment")


async def test_starters_are_written_where_all_establishments_agree_and_withdrawn_where_one_does_not(
    tmp_path: Path,
) -> None:
    async with street(tmp_path, connections=wired(ANY), records=places(300)) as here:
        await here.step()
        assert here.window.shows == SHOWN
        await here.store.toggles.change(
            Chosen(selection=Selection(ids=frozenset({"e7"}))), Switches(starters=False), actor=ADA
        )
        await here.step()
        assert here.window.shows == {"en": ["Welcome.", []], "fr": ["Bienvenue.", []]}
        assert [line.id for line in (await here.kept()).lines] == ["native_starters_disagree"]


async def test_a_text_with_the_establishments_name_is_left_out_alone(tmp_path: Path) -> None:
    named = RULES.replace("Welcome.", "Welcome to {{ establishment.name }}.")
    async with street(tmp_path, connections=wired(ANY), records=places(300), rules=named) as here:
        await here.step()
        assert here.window.shows == {"en": [None, SHOWN["en"][1]], "fr": [None, SHOWN["fr"][1]]}
        assert [line.id for line in (await here.kept()).lines] == ["native_text_disagrees"]


async def test_of_thousands_whose_own_data_decide_not_all_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wanting, "MOST_ASKED", 128)
    branded = RULES.replace("Welcome.", "Welcome to {{ establishment.brand }}.")
    async with street(tmp_path, connections=wired(ANY), records=places(300, brand="Miam"), rules=branded) as here:
        await here.step()
        assert here.window.shows == {"en": [None, SHOWN["en"][1]], "fr": [None, SHOWN["fr"][1]]}
        assert [line.id for line in (await here.kept()).lines] == ["native_unasked"]
        monkeypatch.setattr(wanting, "MOST_ASKED", 512)
        await here.switch(absence=False)
        await here.step()
        assert here.window.shows["en"][0] == "Welcome to Miam."


# What the engine then leaves to the platform


async def test_a_greeting_that_the_platform_shows_itself_is_known_to_the_engine_as_soon_as_it_is_confirmed(
    tmp_path: Path,
) -> None:
    """Any later, and somebody would be greeted twice, or once it is switched off, not at all."""
    async with street(tmp_path, connections=wired(greets_itself=True)) as here:
        assert await here.step() == ["GET", "PUT", "GET"]
        assert here.connections.account("page").shows == {Kind.WELCOME}
        await here.switch(welcome=False)
        assert await here.step() == ["GET", "PUT", "GET"]
        assert here.connections.account("page").shows == frozenset()


async def test_a_greeting_that_was_written_and_is_not_shown_is_left_to_the_engine(tmp_path: Path) -> None:
    async with street(tmp_path, connections=wired(greets_itself=True), window=Window(takes=0)) as here:
        await here.step()
        assert here.connections.account("page").shows == frozenset()
        here.window.takes = None
        await here.step(seconds=10)
        assert here.connections.account("page").shows == {Kind.WELCOME}


async def test_a_running_server_looks_after_it_by_itself(tmp_path: Path) -> None:
    window = Window()
    async with house(tmp_path, wired=wired(), transport=window, brain=engine(RULES)):
        await until(lambda: window.shows == SHOWN)
