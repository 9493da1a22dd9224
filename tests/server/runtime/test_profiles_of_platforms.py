"""Profiles on every platform that shows something before the first message, played over real HTTP by its dialect."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from frontdesk import Account, Host, HttpCall, HttpReply, Route
from frontdesk_server.calling import HttpTransport
from frontdesk_server.runtime import Connections
from frontdesk_server.runtime.profiles import Profiler, Wanting, automations_of
from frontdesk_server.runtime.world import Rulebooks
from frontdesk_server.secrets import Secrets
from frontdesk_server.store import Store, Wanted, open_store
from frontdesk_server.store.profiles import KeptProfile, ProfileState
from frontdesk_server.store.switching import Switches
from frontdesk_server.store.values import Lease
from frontdesk_testkit import FakePlatform
from frontdesk_testkit.dialect import Dialect
from frontdesk_testkit.platforms import dialect_of
from frontdesk_testkit.platforms.chatwoot import ChatwootDialect
from tests.databases import file_with_tables
from tests.server.runtime.house import RECORD, TurnedClock, engine
from tests.server.runtime.street import ADA, RULES

pytestmark = pytest.mark.anyio

SHOWING = ("google_business_messages", "instagram", "messenger", "telegram", "whatsapp")
FIVE = RULES + "".join(
    f'      - {{id: s{n}, title: {{en: "⏰ Question {n} that is rather long to be a title, is it not?", '
    f'fr: "Question {n} qui est plutôt longue pour un titre, non ?"}}, answer: {{en: A, fr: R}}}}\n'
    for n in range(3)
)


class Counting(HttpTransport):
    """The transport as it is, counting."""

    calls = 0

    async def call(self, call: HttpCall, account: str) -> HttpReply:
        self.calls += call.method != "GET" and "/get" not in call.url.lower()
        return await super().call(call, account)


class Played:
    """An account on a platform that is played, and the profiler that looks after it."""

    def __init__(self, store: Store, profiler: Profiler, transport: Counting, clock: TurnedClock) -> None:
        self.store = store
        self.transport = transport
        self.clock = clock
        self._profiler = profiler

    async def step(self, **turned: float) -> KeptProfile:
        self.clock.turn(**turned)
        self.transport.calls = 0
        await self._profiler.step([Lease(part, 1) for part in range(self.store.partitions)])
        kept = await self.store.profiles.get("acc")
        assert kept is not None
        return kept


@asynccontextmanager
async def played(kind: str, folder: Path, speaking: Dialect | None = None) -> AsyncIterator[Played]:
    dialect, clock = speaking or dialect_of(kind), TurnedClock()
    with FakePlatform(dialect=dialect) as platform:
        async with _at(kind, dialect, platform.root, clock, folder) as found:
            yield found


@asynccontextmanager
async def _at(kind: str, dialect: Dialect, root: str, clock: TurnedClock, folder: Path) -> AsyncIterator[Played]:
    values = dialect.secrets(root)
    made = Host.load().channels[kind]
    settings = made.Settings.model_validate(dialect.settings(root))
    channel = made("acc", settings, values)
    account = Account(id="acc", channel=kind, capabilities=channel.capabilities, route=Route(fixed="lyon"))
    environ = {ref.removeprefix("env:"): value.decode() for ref, value in values.items()}
    transport = Counting(Secrets(environ, {}, ""), clock, private={"acc"})
    store = await open_store(file_with_tables(folder / "desk.sqlite"), clock, alone=True)
    try:
        await store.establishments.sync("test", [RECORD])
        wanting = Wanting(store, Rulebooks(store.releases, engine(FIVE)))
        connections = Connections(accounts={"acc": account}, channels={"acc": channel})
        yield Played(store, Profiler(store, wanting, transport, connections, clock=clock), transport, clock)
    finally:
        await store.close()
        await transport.close()


@pytest.mark.parametrize("kind", SHOWING)
async def test_h1_what_is_written_is_what_the_platform_shows_and_nothing_is_written_twice(
    kind: str, tmp_path: Path
) -> None:
    async with played(kind, tmp_path) as here:
        kept = await here.step()
        assert (kept.state, kept.problem, kept.differences) == (ProfileState.IN_STEP, "", ())
        assert kept.wanted.texts
        assert here.transport.calls > 0
        assert (await here.step(hours=1)).checked_at == kept.checked_at
        assert (await here.step(hours=24)).state is ProfileState.IN_STEP
        assert here.transport.calls == 0


@pytest.mark.parametrize("kind", SHOWING)
async def test_what_is_switched_off_is_withdrawn_from_the_platform(kind: str, tmp_path: Path) -> None:
    async with played(kind, tmp_path) as here:
        await here.step()
        await here.store.toggles.change(Wanted(), Switches(everything=False), actor=ADA)
        kept = await here.step()
        assert (kept.state, kept.wanted.texts, kept.differences) == (ProfileState.IN_STEP, (), ())
        assert here.transport.calls > 0


async def test_d5_a_greeting_of_the_help_desks_own_is_found_out_and_nothing_is_written(tmp_path: Path) -> None:
    dialect = dialect_of("chatwoot")
    assert isinstance(dialect, ChatwootDialect)
    dialect.inbox |= {"greeting_enabled": True, "greeting_message": "Thanks, we will be right back!"}
    async with played("chatwoot", tmp_path, dialect) as here:
        kept = await here.step()
        assert [(found.kind, found.text) for found in kept.automations] == [
            ("greeting", "Thanks, we will be right back!")
        ]
        assert [warning.id for warning in automations_of(kept)] == ["FD592"]
        assert (kept.state, here.transport.calls) == (ProfileState.IN_STEP, 0)


async def test_d5_what_cannot_be_seen_from_here_is_told_as_such_and_raises_no_alarm(tmp_path: Path) -> None:
    async with played("line", tmp_path) as here:
        kept = await here.step()
        assert {warning.id for warning in automations_of(kept)} == {"FD596"}
        assert list(automations_of(kept, certain=True)) == []
