from __future__ import annotations

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from frontdesk import Host
from frontdesk_server.clock import SystemClock
from frontdesk_server.importing.places import read_places
from frontdesk_server.importing.syncing import MOST_LOOKS, SourceSync
from frontdesk_server.project import load_project
from frontdesk_server.store import Store
from tests.server.cli.projects import project

pytestmark = pytest.mark.anyio

PLACE = "  - {{id: {id}, name: {name}, timezone: Europe/Paris}}\n"


def write(folder: Path, **names: str) -> None:
    rows = "".join(PLACE.format(id=id_, name=name) for id_, name in names.items())
    (folder / "establishments.yaml").write_text(f"establishments:\n{rows}")


def syncing(store: Store, folder: Path, host: Host) -> SourceSync:
    return SourceSync(store, load_project(folder, host).sources, SystemClock())


async def names(store: Store) -> dict[str, str]:
    return {place.id: place.name for place in await store.establishments.list()}


async def test_only_what_differs_is_written(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")
    sync = syncing(store, folder, host)
    write(folder, a="A", b="B")
    first = (await sync.once())["files"]
    write(folder, a="A", b="Bee", c="C")
    second = (await sync.once())["files"]

    assert (first.added, first.changed) == (2, 0)
    assert (second.added, second.changed, second.unchanged) == (1, 1, 1)


async def test_a_file_that_did_not_change_is_not_read_again_even_after_a_restart(
    store: Store, tmp_path: Path, host: Host
) -> None:
    folder = project(tmp_path / "p")
    write(folder, a="A")
    await syncing(store, folder, host).once()

    assert await syncing(store, folder, host).once() == {}


async def test_who_is_gone_from_the_source_is_retired_and_not_erased(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")
    sync = syncing(store, folder, host)
    write(folder, a="A", b="B")
    await sync.once()
    write(folder, a="A")
    await sync.once()

    gone = await store.establishments.get("b")
    assert await names(store) == {"a": "A"}
    assert gone is not None
    assert (gone.retired, gone.name) == (True, "B")


async def test_who_comes_back_is_there_again(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")
    sync = syncing(store, folder, host)
    for there in ({"a": "A", "b": "B"}, {"a": "A"}, {"a": "A", "b": "B"}):
        write(folder, **there)
        await sync.once()

    assert await names(store) == {"a": "A", "b": "B"}


async def test_a_bad_row_keeps_its_last_good_record_and_loses_no_other(
    store: Store, tmp_path: Path, host: Host
) -> None:
    folder = project(tmp_path / "p")
    sync = syncing(store, folder, host)
    write(folder, a="A", b="B", c="C")
    await sync.once()
    write(folder, a="Aa", b='""', d="D")
    await sync.once()

    assert await names(store) == {"a": "Aa", "b": "B", "d": "D"}


async def test_a_row_without_an_id_retires_nobody(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")
    sync = syncing(store, folder, host)
    write(folder, a="A", b="B")
    await sync.once()
    (folder / "establishments.yaml").write_text("establishments:\n  - {id: a, name: Aa}\n  - {name: B}\n")
    await sync.once()

    assert await names(store) == {"a": "Aa", "b": "B"}


@pytest.mark.parametrize("text", ["establishments: [", "\x00", "establishments: 7"])
async def test_a_broken_file_changes_nothing_but_the_mark(store: Store, tmp_path: Path, host: Host, text: str) -> None:
    folder = project(tmp_path / "p")
    sync = syncing(store, folder, host)
    write(folder, a="A")
    await sync.once()
    (folder / "establishments.yaml").write_text(text)
    await sync.once()
    stale = await store.establishments.get("a")
    write(folder, a="A")
    await sync.once()
    fresh = await store.establishments.get("a")

    assert stale is not None
    assert fresh is not None
    assert (stale.name, stale.retired, stale.stale_since is None) == ("A", False, False)
    assert fresh.stale_since is None


async def test_a_missing_file_changes_nothing_but_the_mark(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")
    sync = syncing(store, folder, host)
    write(folder, a="A")
    await sync.once()
    (folder / "establishments.yaml").unlink()
    await sync.once()

    assert await names(store) == {"a": "A"}


async def test_a_source_that_delivers_nothing_any_more_retires_nobody(
    store: Store, tmp_path: Path, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project(tmp_path / "p")
    sync = syncing(store, folder, host)
    write(folder)
    await sync.once()
    said_at_first = capsys.readouterr().out
    write(folder, a="A")
    await sync.once()
    write(folder)
    await sync.once()

    assert "FD622" not in said_at_first
    assert await names(store) == {"a": "A"}
    assert "'files' delivers no establishment any more" in capsys.readouterr().out


async def test_a_file_that_is_still_being_written_retires_nobody(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")
    sync = syncing(store, folder, host)
    write(folder, a="A", b="B", c="C")
    await sync.once()
    for half in ({}, {"a": "Aa"}, {"a": "Aa", "b": "Bb"}):
        write(folder, **half)
        await sync.look()
        assert await names(store) == {"a": "A", "b": "B", "c": "C"}
    write(folder, a="Aa", b="Bb", c="Cc")
    await sync.look()
    await sync.look()

    assert await names(store) == {"a": "Aa", "b": "Bb", "c": "Cc"}


async def test_a_file_that_never_stays_the_same_is_read_all_the_same(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")
    sync = syncing(store, folder, host)
    write(folder, a="A")
    await sync.once()
    for look in range(MOST_LOOKS + 1):
        write(folder, a=f"A{look}")
        await sync.look()

    assert await names(store) == {"a": f"A{MOST_LOOKS}"}


async def test_a_file_that_cannot_be_read_is_told_at_the_first_look(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")
    sync = syncing(store, folder, host)
    write(folder, a="A")
    await sync.once()
    (folder / "establishments.yaml").unlink()
    await sync.look()
    stale = await store.establishments.get("a")

    assert stale is not None
    assert stale.stale_since is not None


async def test_a_source_that_breaks_keeps_the_last_good_record_and_is_read_again(
    store: Store, tmp_path: Path, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project(tmp_path / "p")
    specs = load_project(folder, host).sources
    sync = SourceSync(store, specs, SystemClock())
    write(folder, a="A")
    await sync.once()
    write(folder, a="Ah")
    with monkeypatch.context() as broken:
        for name in ("rows", "rows_beside", "fingerprint"):
            broken.setattr(type(specs[0].source), name, _breaks)
        assert await sync.once() == {}
    kept = await store.establishments.get("a")
    assert kept is not None
    assert (kept.name, kept.stale_since is not None) == ("A", True)
    await sync.once()
    assert await names(store) == {"a": "Ah"}


async def test_a_bad_row_does_not_carry_over_what_another_source_owns(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")
    await store.establishments.sync("other", [{"id": "b", "name": "B of the other"}])
    write(folder, a="A", b='""')
    synced = (await syncing(store, folder, host).once())["files"]

    assert (synced.added, synced.refused) == (1, ())


async def test_a_bad_row_does_not_bring_back_who_was_retired(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")
    sync = syncing(store, folder, host)
    for there in ({"a": "A", "b": "B"}, {"a": "A"}, {"a": "A", "b": '""'}):
        write(folder, **there)
        await sync.once()

    assert await names(store) == {"a": "A"}


async def test_a_source_with_other_settings_is_read_again(
    store: Store, tmp_path: Path, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project(tmp_path / "p")
    write(folder, a="A")
    sources = load_project(folder, host).sources
    sync = SourceSync(store, sources, SystemClock())
    await sync.once()
    settings = sources[0].source.settings
    monkeypatch.setattr(sources[0].source, "settings", settings.model_copy(update={"most_bytes": 1_000_000}))

    assert set(await sync.once()) == {"files"}


async def test_a_source_is_read_again_by_another_version_of_the_program(
    store: Store, tmp_path: Path, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project(tmp_path / "p")
    write(folder, a="A")
    await syncing(store, folder, host).once()
    monkeypatch.setattr("frontdesk_server.importing.circle.version", lambda _: "99.0")

    assert set(await syncing(store, folder, host).once()) == {"files"}


async def test_a_source_is_read_again_by_another_version_of_its_own_package(
    store: Store, tmp_path: Path, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project(tmp_path / "p")
    write(folder, a="A")
    await syncing(store, folder, host).once()
    monkeypatch.setattr("frontdesk_server.importing.circle.program", lambda package: f"{package} 99.0")

    assert set(await syncing(store, folder, host).once()) == {"files"}


async def test_from_where_a_command_is_run_is_no_reason_to_read_again(
    store: Store, tmp_path: Path, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project(tmp_path / "p")
    write(folder, a="A")
    await syncing(store, folder, host).once()
    monkeypatch.chdir(tmp_path)

    assert not await syncing(store, Path("p"), host).once()


async def test_what_is_put_back_after_a_failure_is_read_again_and_no_longer_stale(
    store: Store, tmp_path: Path, host: Host
) -> None:
    folder = project(tmp_path / "p")
    sync, file, aside = syncing(store, folder, host), folder / "establishments.yaml", folder / "aside"
    write(folder, a="A")
    await sync.once()
    file.rename(aside)
    await sync.once()
    aside.rename(file)  # the same file to the nanosecond

    assert set(await sync.once()) == {"files"}
    place = await store.establishments.get("a")
    assert place is not None
    assert place.stale_since is None


async def test_a_problem_is_told_once_and_again_when_it_comes_back(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")
    sync = syncing(store, folder, host)
    told = []
    for there in ({"a": '""'}, {"a": '""', "b": "B"}, {"a": "A"}, {"a": '""'}):
        write(folder, **there)
        with capture_logs() as logs:
            await sync.once()
        told.append(sum("establishments[0].name" in line.get("problem", "") for line in logs))

    assert told == [1, 0, 0, 1]


def test_a_source_that_breaks_is_told_when_a_project_is_checked(
    tmp_path: Path, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project(tmp_path / "p")
    read = load_project(folder, host)
    monkeypatch.setattr(type(read.sources[0].source), "rows", _breaks)

    assert [found.id for found in read_places(read).diagnostics] == ["FD749"]


def _breaks(*_asked: object) -> None:
    raise ZeroDivisionError("on purpose")
