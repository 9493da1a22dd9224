"""Opening a store: tables brought up, facts checked, copies kept, and the configuration that it holds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from socket import socket

import asyncpg  # type: ignore[import-untyped]
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.schema import SchemaItem

from frontdesk import ConfigError, Toggles
from frontdesk_server.clock import FixedStartClock, SystemClock
from frontdesk_server.store import Store, StoreUnavailable, migrate_store, open_store, postgresql
from frontdesk_server.store.database import Database
from frontdesk_server.store.migrating import Migrated, _config, newest_revision, oldest_code, revision_of
from frontdesk_server.store.tables import metadata
from tests.server.cli.projects import process, project
from tests.server.store.matter import NOW, arrival, decide, next_due, outgoing

pytestmark = pytest.mark.anyio


async def test_the_migrations_give_the_tables_that_the_code_means(store: Store) -> None:
    def is_for(_thing: SchemaItem, name: str | None, *_: object) -> bool:
        if store.database.embedded:  # an index of PostgreSQL alone, and the tables that FTS5 keeps for itself
            return name != "ix_inbox_part_number" and not str(name).startswith("directory_words")
        return name != "ix_directory_folded"  # where the server has pg_trgm

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"include_object": is_for})
        return list(compare_metadata(context, metadata))

    async with store.database.read() as link:
        assert await link.run(differences) == []


@contextmanager
def _silent() -> Iterator[int]:
    """A port on which connections are taken and nothing is ever said; it is closed afterwards."""
    with socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


async def test_a_database_that_never_answers_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(postgresql._SETTINGS, "timeout", 0.5)
    with _silent() as port, pytest.raises(StoreUnavailable, match="FD769") as unreachable:
        await open_store(f"postgresql://me:hunter2@127.0.0.1:{port}/desk", SystemClock())
    told = str(unreachable.value)
    assert f"postgresql://me:***@127.0.0.1:{port}/desk" in told
    assert "no answer in time" in told
    assert "hunter2" not in told


async def test_a_clock_that_was_set_counts_for_decisions_and_sends_alike(url: str) -> None:
    store = await open_store(url, FixedStartClock(NOW), migrate=True)
    await decide(store, arrival(), saying=[outgoing("a")])
    due = await next_due(store)
    await store.close()
    assert due is not None
    assert NOW <= due <= store.clock.now()


async def _set_revision(store: Store, revision: str) -> None:
    async with store.database.write() as link:
        await link.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
    await store.close()


async def test_a_database_of_a_later_version_is_refused(empty_url: str) -> None:
    await _set_revision(await open_store(empty_url, SystemClock(), migrate=True), "9999")
    with pytest.raises(ConfigError, match="FD752"):
        await open_store(empty_url, SystemClock(), migrate=True)


async def test_a_database_of_a_later_version_is_taken_where_that_one_left_word_for_this_one(url: str) -> None:
    store = await open_store(url, SystemClock(), migrate=True)
    await _leave_word(store, f"9999 {newest_revision()}")
    await _set_revision(store, "9999")
    await (await open_store(url, SystemClock())).close()


@pytest.mark.parametrize("word", ["9999 9998", f"9998 {newest_revision()}", "9999"])
async def test_a_word_for_others_or_of_another_revision_lets_nobody_in(url: str, word: str) -> None:
    store = await open_store(url, SystemClock(), migrate=True)
    await _leave_word(store, word)
    await _set_revision(store, "9999")
    with pytest.raises(ConfigError, match="FD752"):
        await open_store(url, SystemClock(), migrate=True)


async def test_a_migration_leaves_word_of_the_oldest_code_that_may_run(empty_url: str) -> None:
    store = await open_store(empty_url, SystemClock(), migrate=True)
    async with store.database.read() as link:
        told = (await link.execute(text("SELECT value FROM meta WHERE name = 'oldest_code'"))).scalar()
    await store.close()
    assert told == f"{newest_revision()} {oldest_code()}"
    assert oldest_code() <= newest_revision()


async def _leave_word(store: Store, word: str) -> None:
    async with store.database.write() as link:
        await link.execute(text("UPDATE meta SET value = :w WHERE name = 'oldest_code'"), {"w": word})


@pytest.mark.services
async def test_who_migrates_waits_for_nobody_for_long_and_changes_nothing_then(shared_url: str) -> None:
    holder = await asyncpg.connect(shared_url)
    try:
        await holder.execute("SELECT pg_advisory_lock($1)", 0x66645F6D69677261)
        with pytest.raises(ConfigError, match="FD864"):
            await migrate_store(shared_url, SystemClock())
        assert await holder.fetch("SELECT 1 FROM pg_tables WHERE tablename = 'part'") == []
    finally:
        await holder.close()
    assert (await migrate_store(shared_url, SystemClock())).before is None


def _at_0017(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "0017")


@pytest.mark.services
async def test_who_migrates_gives_way_to_who_waits_for_it_in_turn(shared_url: str) -> None:
    database = Database(shared_url, SystemClock())
    async with database.write() as link:
        await link.run(_at_0017)
    holder = await asyncpg.connect(shared_url, server_settings={"deadlock_timeout": "1h"})
    try:
        await holder.execute("BEGIN")
        await holder.execute("LOCK TABLE inbox")
        migrating = asyncio.create_task(migrate_store(shared_url, SystemClock()))
        while not await holder.fetch("SELECT 1 FROM pg_locks WHERE NOT granted"):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        waiting = asyncio.create_task(holder.execute("SELECT pg_advisory_xact_lock($1)", 0x66645F6D69677261))
        with pytest.raises(ConfigError, match="FD864"):
            await migrating
        await waiting
    finally:
        await holder.close()
    assert await revision_of(database) == "0017"
    await database.close()


@pytest.mark.services
async def test_two_who_migrate_at_once_make_the_tables_once(shared_url: str) -> None:
    done = await asyncio.gather(*(migrate_store(shared_url, SystemClock()) for _ in range(2)), return_exceptions=True)
    assert any(isinstance(one, Migrated) for one in done)
    assert {getattr(one, "id", "FD864") for one in done if not isinstance(one, Migrated)} <= {"FD864"}
    assert (await migrate_store(shared_url, SystemClock())).before == newest_revision()


async def test_a_database_that_may_not_be_brought_up_is_refused(empty_url: str) -> None:
    with pytest.raises(ConfigError, match="FD753"):
        await open_store(empty_url, SystemClock(), migrate=False)


async def test_the_number_of_partitions_is_fixed(url: str) -> None:
    await (await open_store(url, SystemClock(), migrate=True, partitions=4)).close()
    with pytest.raises(ConfigError, match="FD755"):
        await open_store(url, SystemClock(), partitions=8)
    reopened = await open_store(url, SystemClock())
    assert reopened.partitions == 4
    await reopened.close()


@pytest.mark.parametrize(
    "url", ["mysql://localhost/desk", "sqlite://", "sqlite:///:memory:", "desk.sqlite", "postgresql://h:x/d"]
)
async def test_an_address_that_is_no_store_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="FD754"):
        await open_store(url, SystemClock())


def _text(file: Path) -> None:
    file.write_text("no database, but a text that is long enough to be taken for one" * 20)


@pytest.mark.parametrize("spoil", [_text, Path.mkdir], ids=["text", "folder"])
async def test_a_file_that_is_no_database_is_named_and_left_alone(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    file = tmp_path / "desk.sqlite"
    spoil(file)
    before = file.read_bytes() if file.is_file() else None

    with pytest.raises(StoreUnavailable, match=rf"FD745 the database file '{file}' cannot be used"):
        await open_store(f"sqlite:///{file}", SystemClock())

    assert (file.read_bytes() if file.is_file() else None) == before


async def test_what_people_wrote_is_for_the_owner_of_the_file_alone(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'desk.sqlite'}", SystemClock())
    await store.releases.add({"rules": []}, author="zoe")
    await store.database.copy("0001")
    modes = _modes(tmp_path)
    await store.close()
    assert set(modes.values()) == {0o600}, modes
    assert {"desk.sqlite", "desk.sqlite-wal"} < set(modes)


def _modes(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}


async def test_who_else_may_read_a_database_that_is_there_is_its_owner_s_business(tmp_path: Path) -> None:
    file = tmp_path / "desk.sqlite"
    file.touch()
    file.chmod(0o640)
    await (await open_store(f"sqlite:///{file}", SystemClock())).close()
    assert _modes(tmp_path)["desk.sqlite"] == 0o640


async def test_a_copy_is_a_whole_database(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'desk.sqlite'}", SystemClock())
    await store.releases.add({"rules": []}, author="zoe")
    copy = await store.database.copy("0001")
    await store.close()
    assert copy is not None
    again = await open_store(f"sqlite:///{copy}", SystemClock())
    assert await again.releases.newest_number() == 1
    await again.close()


async def test_releases_are_numbered_and_the_newest_is_in_force(store: Store) -> None:
    assert await store.releases.newest() is None
    await store.releases.add({"rules": [1]}, author="zoe", note="first")
    await store.releases.add({"rules": [2]}, author="ada")
    newest = await store.releases.newest()
    assert newest is not None
    assert (newest.number, newest.document, newest.author) == (2, {"rules": [2]}, "ada")
    assert [line.number for line in await store.releases.list()] == [2, 1]
    first = await store.releases.get(1)
    assert first is not None
    assert first.note == "first"


LYON, PARIS = {"id": "lyon", "name": "Lyon"}, {"id": "paris", "name": "Paris"}


async def test_only_what_changed_is_written(store: Store) -> None:
    assert (await store.establishments.sync("files", [LYON, PARIS])).added == 2
    again = await store.establishments.sync("files", [LYON, {**PARIS, "name": "Paris 2"}])
    assert (again.added, again.changed, again.unchanged) == (0, 1, 1)
    found = await store.establishments.get("paris")
    assert found is not None
    assert found.establishment.name == "Paris 2"
    assert found.establishment.version == found.version


async def test_what_a_complete_pass_does_not_name_is_retired_and_may_come_back(store: Store) -> None:
    await store.establishments.sync("files", [LYON, PARIS])
    assert (await store.establishments.sync("files", [LYON], complete=True)).retired == 1
    assert [one.id for one in await store.establishments.list()] == ["lyon"]
    assert await store.establishments.count(retired=True) == 2
    assert (await store.establishments.sync("files", [PARIS])).changed == 1
    assert await store.establishments.count() == 2


async def test_one_source_does_not_overwrite_another(store: Store) -> None:
    await store.establishments.sync("files", [LYON])
    refused = (await store.establishments.sync("sql", [LYON, PARIS])).refused
    assert [found.id for found in refused] == ["FD763"]
    assert {one.id: one.source for one in await store.establishments.list()} == {"lyon": "files", "paris": "sql"}


async def test_a_source_that_cannot_be_read_leaves_its_establishments_marked(store: Store) -> None:
    await store.establishments.sync("files", [LYON])
    await store.establishments.mark_stale("files")
    found = await store.establishments.get("lyon")
    assert found is not None
    assert found.stale_since is not None
    await store.establishments.sync("files", [LYON])
    mended = await store.establishments.get("lyon")
    assert mended is not None
    assert mended.stale_since is None


async def test_establishments_are_found_by_a_part_of_name_or_id(store: Store) -> None:
    await store.establishments.sync("files", [LYON, PARIS, {"id": "x_1", "name": "100 %"}])
    assert [one.id for one in await store.establishments.list(search="par")] == ["paris"]
    assert [one.id for one in await store.establishments.list(search="%")] == ["x_1"]
    assert [one.id for one in await store.establishments.list(after="lyon", limit=1)] == ["paris"]


async def test_toggles_are_on_until_they_are_switched_off(store: Store) -> None:
    assert await store.toggles.get("lyon") == Toggles()
    await store.toggles.set(["lyon"], Toggles(welcome=False), author="zoe")
    await store.toggles.set(["lyon"], Toggles(absence=False), author="zoe")
    assert await store.toggles.of(["lyon", "paris"]) == {"lyon": Toggles(absence=False), "paris": Toggles()}


async def test_tokens_are_kept_by_name(store: Store) -> None:
    await store.secrets.set("phone", "one")
    await store.secrets.set("phone", "two")
    assert await store.secrets.all() == {"phone": "two"}
    await store.secrets.delete("phone")
    assert await store.secrets.all() == {}


async def test_an_entry_vanishes_when_it_expires(store: Store) -> None:
    box = store.expiring("web")
    await box.put("old", {"a": 1}, timedelta(0))
    await box.put("new", {"a": 2}, timedelta(days=1))
    assert await box.get("old") is None
    await store.tidy()
    assert await box.get("new") == {"a": 2}
    await box.delete("new")
    assert await box.get("new") is None


def test_apply_makes_the_tables_that_serve_only_looks_at(empty_url: str, tmp_path: Path) -> None:
    folder, shared = project(tmp_path / "p"), empty_url.startswith("postgresql")
    environment = {"FRONTDESK_DATABASE_URL": empty_url, "FRONTDESK_PORT": "0"}

    if shared:
        refused = process("serve", "--project", folder, environment=environment)
        assert refused.code == 2
        assert "error FD753" in refused.err
        assert "frontdesk apply DIR" in refused.err
    applied = process("apply", folder, environment=environment)

    assert (applied.code, applied.err) == (0, "")
    assert "Release 1 is in force." in applied.out
