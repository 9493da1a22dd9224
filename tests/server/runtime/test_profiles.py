"""Profiles: what platforms show before any message is written when it changes, read back, and never written twice."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel

from frontdesk import (
    Account,
    Capabilities,
    Difference,
    ForeignAutomation,
    HttpCall,
    HttpReply,
    Kind,
    Limit,
    Message,
    Profile,
    ProfilePlan,
    Route,
)
from frontdesk.rules import Selection
from frontdesk_server.logs import hide
from frontdesk_server.runtime import Connections
from frontdesk_server.runtime.ports import Lost
from frontdesk_server.runtime.profiles import Profiler, Wanting, wanting
from frontdesk_server.runtime.profiles.keeping import WAITS
from frontdesk_server.runtime.world import Rulebooks
from frontdesk_server.store import Store, open_store
from frontdesk_server.store import Wanted as Chosen
from frontdesk_server.store.audit import Actor, Change
from frontdesk_server.store.profiles import KeptProfile, ProfileState
from frontdesk_server.store.switching import Switches
from frontdesk_server.store.values import Hold, Lease
from tests.server.runtime.house import BUTTONS, RECORD, NoSettings, TurnedClock, _Testing, engine, house, until

pytestmark = pytest.mark.anyio

ADA = Actor(id="1", name="ada@example.org")
ASKED = Change(actor=ADA, action="profile.write", kind="account", subject="page")
SHOWS = Capabilities(
    text=Limit(most=4000),
    carriers=(BUTTONS,),
    native_starters=replace(BUTTONS, count=4, title=Limit(most=30)),
    native_greeting=Limit(most=160),
    native_locales=True,
)
RULES = """
frontdesk: 1
message_sets:
  - name: Shops
    establishments: all
    welcome: {en: "Welcome.", fr: "Bienvenue."}
    absence: {en: "We are away.", fr: "Nous sommes absents."}
    starters:
      - {id: hours, title: {en: "Your hours?", fr: "Vos horaires ?"}, answer: {en: "9 to 5", fr: "De 9 h à 17 h"}}
      - {id: place, title: {en: "Where are you?", fr: "Où êtes-vous ?"}, answer: {en: "Lyon", fr: "Lyon"}}
"""
URL = "https://platform.example/profile"


class Page(BaseModel):
    """Which page it is."""

    page: str


class WindowChannel(_Testing):
    """A platform with a shop window: one document, read whole and replaced whole."""

    kind: ClassVar[str] = "window"
    capabilities = SHOWS

    def compose(self, message: Message) -> HttpCall:
        raise NotImplementedError

    def read_profile(self, wanted: Profile) -> Sequence[HttpCall]:
        return (HttpCall(url=URL, method="GET"),)

    def plan_profile(self, wanted: Profile, found: Sequence[HttpReply]) -> ProfilePlan:
        if found[0].status != 200:
            return ProfilePlan(problem=f"refused with {found[0].status}")
        there = json.loads(found[0].body)
        foreign = there.pop("own", None)
        automations = (ForeignAutomation(kind="greeting", text=foreign),) if foreign else ()
        should = window_of(wanted)
        if there == should:
            return ProfilePlan(foreign_automations=automations)
        put = HttpCall(url=URL, method="PUT", body=json.dumps(should).encode())
        names = sorted(there.keys() | should.keys())
        told = tuple(
            Difference(field="starters", locale=name, wanted=str(should.get(name, "")), found=str(there.get(name, "")))
            for name in names
            if there.get(name) != should.get(name)
        )
        return ProfilePlan(calls=(put,), differences=told, foreign_automations=automations)


def window_of(wanted: Profile) -> dict[str, Any]:
    return {text.locale: [text.greeting, [s.title for s in text.starters]] for text in wanted.texts}


@dataclass
class Window:
    """The platform, as `Transport`: what it shows, and every call that was made."""

    shows: dict[str, Any] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    turns: list[HttpReply | Exception] = field(default_factory=list)
    """Instead of a true answer, for the next calls."""
    takes: int | None = None
    """How many languages of what is written it really keeps."""

    async def call(self, call: HttpCall, account: str) -> HttpReply:
        self.calls.append(call.method)
        if self.turns:
            turn = self.turns.pop(0)
            if isinstance(turn, Exception):
                raise turn
            return turn
        if call.method == "PUT":
            own = {"own": self.shows["own"]} if "own" in self.shows else {}
            self.shows = dict(list(json.loads(call.body).items())[: self.takes]) | own
        return HttpReply(status=200, body=json.dumps(self.shows).encode())

    def made(self) -> list[str]:
        """The calls since it was last asked."""
        found, self.calls = self.calls, []
        return found


def wired(route: Route | None = None, **capabilities: Any) -> Connections:
    channel = WindowChannel("page", NoSettings())
    channel.capabilities = replace(SHOWS, **capabilities)
    account = Account(
        id="page", channel="window", capabilities=channel.capabilities, route=route or Route(fixed="lyon")
    )
    return Connections(accounts={"page": account}, channels={"page": channel})


@dataclass
class Street:
    """A profiler over a store on disk, and the window it looks after."""

    store: Store
    profiler: Profiler
    window: Window
    clock: TurnedClock
    connections: Connections

    async def step(self, **turned: float) -> list[str]:
        """Let time pass, do what is due, and tell which calls that took."""
        self.clock.turn(**turned)
        await self.profiler.step([Lease(part, 1) for part in range(self.store.partitions)])
        return self.window.made()

    async def kept(self) -> KeptProfile:
        found = await self.store.profiles.get("page")
        assert found is not None
        return found

    async def switch(self, **on: bool) -> None:
        await self.store.toggles.change(Chosen(), Switches(**on), actor=ADA)

    async def release(self, text: str) -> None:
        await self.store.releases.add({"text": text}, author="ada")


@asynccontextmanager
async def street(
    folder: Path,
    *,
    window: Window | None = None,
    connections: Connections | None = None,
    records: Sequence[Mapping[str, object]] = (RECORD,),
    rules: str = RULES,
) -> AsyncIterator[Street]:
    clock, window, connections = TurnedClock(), window or Window(), connections or wired()
    store = await open_store(f"sqlite:///{folder / 'desk.sqlite'}", clock, alone=True)
    try:
        await store.establishments.sync("test", records)
        wants = Wanting(store, Rulebooks(store.releases, engine(rules)))
        profiler = Profiler(store, wants, window, connections, clock=clock)
        yield Street(store, profiler, window, clock, connections)
    finally:
        await store.close()


SHOWN = {
    "en": ["Welcome.", ["Your hours?", "Where are you?"]],
    "fr": ["Bienvenue.", ["Vos horaires ?", "Où êtes-vous ?"]],
}


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


# Failures


async def test_a_platform_that_fails_is_tried_again_later_and_later(tmp_path: Path) -> None:
    async with street(tmp_path, window=Window(turns=[Lost("reset")] * 3)) as here:
        assert await here.step() == ["GET"]
        kept = await here.kept()
        assert (kept.state, kept.problem) == (ProfileState.FAILED, "reset")
        for wait in WAITS[:2]:
            short = wait - timedelta(seconds=1)
            assert await here.step(seconds=short.total_seconds()) == []
            assert await here.step(seconds=2) == ["GET"]
        assert await here.step(seconds=WAITS[2].total_seconds()) == ["GET", "PUT", "GET"]
        assert (await here.kept()).attempts == 0


async def test_a_platform_that_asks_to_wait_is_left_alone_for_as_long(tmp_path: Path) -> None:
    busy = HttpReply(status=429, headers={"retry-after": "90"}, body=b"slow down")
    async with street(tmp_path, window=Window(turns=[busy])) as here:
        await here.step()
        assert (await here.kept()).problem == "status 429: slow down"
        assert await here.step(seconds=88) == []
        assert await here.step(seconds=3) == ["GET", "PUT", "GET"]


async def test_a_write_that_is_refused_is_told_in_the_platforms_words(tmp_path: Path) -> None:
    fine, refused = HttpReply(status=200, body=b"{}"), HttpReply(status=400, body=b"too many prompts")
    async with street(tmp_path, window=Window(turns=[fine, refused])) as here:
        assert await here.step() == ["GET", "PUT"]
        kept = await here.kept()
        assert (kept.state, kept.problem, kept.digest) == (ProfileState.FAILED, "status 400: too many prompts", None)


async def test_an_account_that_somebody_mends_is_tried_at_once(tmp_path: Path) -> None:
    denied = HttpReply(status=401)
    async with street(tmp_path, window=Window(turns=[denied])) as here:
        await here.step()
        assert (await here.kept()).problem == "refused with 401"
        here.connections.channels["page"] = WindowChannel("page", NoSettings())  # type: ignore[index]
        assert await here.step(seconds=1) == ["GET", "PUT", "GET"]


async def test_an_adapter_that_fails_costs_its_account_the_profile_and_nothing_else(tmp_path: Path) -> None:
    async with street(tmp_path, window=Window(turns=[HttpReply(status=200, body=b"no json")])) as here:
        await here.step()
        assert "JSONDecodeError" in (await here.kept()).problem


async def test_an_adapter_that_sees_a_difference_and_knows_no_call_is_not_asked_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ProfilePlan(differences=(Difference(field="commands", wanted="a", found="b"),))
    monkeypatch.setattr(WindowChannel, "plan_profile", lambda *_: told)
    async with street(tmp_path) as here:
        assert await here.step() == ["GET"]
        assert (await here.kept()).state is ProfileState.DIFFERS
        assert await here.step(seconds=5) == []


@pytest.mark.parametrize("mistake", ["read_profile", "call"])
async def test_a_mistake_in_an_adapter_or_a_call_is_told_and_waited_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mistake: str
) -> None:
    def fails(self: object, wanted: Profile | None = None, account: str = "") -> list[HttpCall]:
        if wanted == Profile():
            return [HttpCall(url=URL)]
        raise ZeroDivisionError

    monkeypatch.setattr(WindowChannel if mistake == "read_profile" else Window, mistake, fails)
    async with street(tmp_path) as here:
        await here.step()
        assert (await here.kept()).problem == "ZeroDivisionError: "
        assert await here.step(seconds=5) == []


async def test_one_deals_with_an_account_at_a_time(tmp_path: Path) -> None:
    async with street(tmp_path) as here:
        claimed = await here.store.profiles.claim("page", here.clock.now() + timedelta(minutes=5))
        assert claimed is not None
        assert await here.step() == []
        assert await here.step(minutes=6) == ["GET", "PUT", "GET"]


async def test_an_account_that_comes_to_name_another_page_is_written_there(tmp_path: Path) -> None:
    async with street(tmp_path) as here:
        await here.step()
        here.window.shows = {}
        here.connections.channels["page"] = WindowChannel("page", Page(page="another"))  # type: ignore[index]
        assert await here.step() == ["GET", "PUT", "GET"]
        assert here.window.shows == SHOWN


async def test_an_account_on_hold_is_left_alone_until_somebody_asks(tmp_path: Path) -> None:
    async with street(tmp_path) as here:
        now = here.clock.now()
        await here.store.outbox.settle([], [], [Hold("page", now, "401 expired", None, now + timedelta(hours=1))])
        assert await here.step() == []
        await here.store.profiles.ask("page", "write", ASKED)
        assert await here.step() == ["GET", "PUT", "GET"]


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
