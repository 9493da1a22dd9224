"""A street for the tests of profiles: one account, its platform as a window, and the profiler that looks after it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel

from frontdesk import (
    Account,
    Capabilities,
    Difference,
    ForeignAutomation,
    HttpCall,
    HttpReply,
    Limit,
    Message,
    Profile,
    ProfilePlan,
    Route,
)
from frontdesk_server.runtime import Connections
from frontdesk_server.runtime.profiles import Profiler, Wanting
from frontdesk_server.runtime.world import Rulebooks
from frontdesk_server.store import Store, open_store
from frontdesk_server.store import Wanted as Chosen
from frontdesk_server.store.audit import Actor, Change
from frontdesk_server.store.profiles import KeptProfile
from frontdesk_server.store.switching import Switches
from frontdesk_server.store.values import Lease
from tests.databases import file_with_tables
from tests.server.runtime.house import BUTTONS, RECORD, NoSettings, TurnedClock, _Testing, engine

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
    store = await open_store(file_with_tables(folder / "desk.sqlite"), clock, alone=True)
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
