"""Files and console side by side: applying files replaces what came of files, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk import ConfigError, Host
from frontdesk_server.project import load_project
from frontdesk_server.publishing.live import live_of
from frontdesk_server.publishing.parts import Part, Parts, parts_of
from frontdesk_server.publishing.releasing import Applied, apply_project
from frontdesk_server.store import Release, Store
from tests.server.cli.projects import project, replaced

pytestmark = pytest.mark.anyio


def message(name: str, establishments: object, **more: object) -> dict[str, object]:
    return {"name": name, "establishments": establishments, "welcome": {"en": "Hi"}, "absence": {"en": "Away"}, **more}


async def applied(store: Store, folder: Path, host: Host) -> Applied:
    return await apply_project(store, load_project(folder, host), host, author="tests")


async def with_console_set(store: Store, document: Mapping[str, object], **schedules: object) -> None:
    """A release that has, besides what came of files, something of the console."""
    newest = await store.releases.newest()
    parts = parts_of(newest.document if newest else {}).with_set(None, document)
    for name, hours in schedules.items():
        parts = parts.with_schedule(name, hours)  # type: ignore[arg-type]
    await store.releases.add(parts.as_json(), author="ada")


async def live_names(store: Store) -> list[tuple[str, str | None]]:
    return [(found.name, found.file) for found in live_of(await store.releases.newest()).sets.values()]


async def test_applying_files_keeps_what_the_console_manages(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")
    await applied(store, folder, host)
    [(name, file)] = await live_names(store)
    await with_console_set(store, message("Ours", ["elsewhere"]))
    replaced(folder, "messages/welcome.yaml", "How can we help?", "What now?")

    again = await applied(store, folder, host)

    assert [(change.verb, change.name) for change in again.changes] == [("changed", name)]
    assert await live_names(store) == [(name, file), ("Ours", None)]


async def test_the_same_files_make_no_new_release_beside_the_console_s(
    store: Store, tmp_path: Path, host: Host
) -> None:
    folder = project(tmp_path / "p")
    await applied(store, folder, host)
    await with_console_set(store, message("Ours", ["elsewhere"]))

    assert not (await applied(store, folder, host)).made


async def test_applying_files_is_in_the_audit_with_its_release(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")
    await applied(store, folder, host)
    await applied(store, folder, host)

    assert [(line.action, line.subject, line.actor.name) for line in await store.audit.list()] == [
        ("release.applied", "1", "tests")
    ]


async def test_what_goes_from_the_files_goes_and_the_console_s_stays(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p", messages__more="frontdesk: 1\nmessage_sets: []\n")
    await applied(store, folder, host)
    await with_console_set(store, message("Ours", ["elsewhere"]))
    (folder / "messages" / "welcome.yaml").unlink()

    await applied(store, folder, host)

    assert await live_names(store) == [("Ours", None)]


async def test_a_name_that_the_console_has_is_told_where_the_file_says_it(
    store: Store, tmp_path: Path, host: Host
) -> None:
    folder = project(tmp_path / "p", messages__more="frontdesk: 1\nschedules: {late: {timezone: Europe/Paris}}\n")
    await with_console_set(store, message("Theirs", ["elsewhere"]), late={"timezone": "Europe/Paris"})
    replaced(folder, "messages/welcome.yaml", "name: Welcome", "name: Theirs")

    with pytest.raises(ConfigError) as refused:
        await applied(store, folder, host)

    told = {(found.id, Path(found.file or "").name) for found in refused.value.diagnostics}
    assert told == {("FD853", "welcome.yaml"), ("FD854", "more.yaml")}


async def test_files_that_meet_a_set_of_the_console_are_refused(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")
    await with_console_set(store, message("Ours", ["main-street"]))

    with pytest.raises(ConfigError, match="FD375"):
        await applied(store, folder, host)


async def test_sets_of_the_console_that_meet_do_not_keep_files_from_being_applied(
    store: Store, tmp_path: Path, host: Host
) -> None:
    folder = project(tmp_path / "p")
    replaced(folder, "messages/welcome.yaml", "establishments: all", "establishments: {except: [main-street]}")
    await with_console_set(store, message("Ours", ["main-street"]))
    await with_console_set(store, message("Mine", ["main-street"]))

    done = await applied(store, folder, host)

    assert done.made
    assert [found.id for found in done.warnings if found.severity == "warning" and "Mine" in str(found.params)] == [
        "FD375"
    ]


PARTS = st.builds(
    Part,
    content=st.fixed_dictionaries({"name": st.text("abc", max_size=3)}),
    file=st.none() | st.sampled_from(["messages/a.yaml", "messages/b.yaml"]),
)


@given(
    st.builds(
        Parts,
        sets=st.lists(PARTS, max_size=5).map(tuple),
        rules=st.lists(PARTS, max_size=3).map(tuple),
        schedules=st.dictionaries(st.text("abc/0", max_size=3), PARTS, max_size=3),
    )
)
def test_a_document_taken_apart_and_put_together_is_the_same(parts: Parts) -> None:
    assert parts_of(parts.as_json()) == parts


async def test_files_that_are_applied_twice_at_once_make_one_release(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")

    both = await asyncio.gather(applied(store, folder, host), applied(store, folder, host))

    assert sorted((one.number, one.made) for one in both) == [(1, False), (1, True)]
    assert len(await store.releases.list()) == 1


async def test_what_the_console_releases_while_files_are_applied_is_kept(
    store: Store, tmp_path: Path, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = store.releases.add_after

    async def meanwhile(after: int, document: Mapping[str, object], **more: Any) -> Release | None:
        monkeypatch.setattr(store.releases, "add_after", add)
        await with_console_set(store, message("Ours", ["elsewhere"]))
        return await add(after, document, **more)

    monkeypatch.setattr(store.releases, "add_after", meanwhile)
    found = await applied(store, project(tmp_path / "p"), host)

    assert found.number == 2
    assert "Ours" in [name for name, _ in await live_names(store)]
    assert len(await live_names(store)) == 2
