from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from frontdesk import ConfigError, Host, Simulation, establishment_from
from frontdesk_server.importing.places import read_places
from frontdesk_server.importing.syncing import SourceSync
from frontdesk_server.project import load_project
from frontdesk_server.publishing.releasing import Applied, apply_project, compile_release, differences
from frontdesk_server.store import Store
from tests.server.cli.projects import project, replaced

pytestmark = pytest.mark.anyio


async def applied(store: Store, folder: Path, host: Host) -> Applied:
    return await apply_project(store, load_project(folder, host), host, author="tests")


async def test_a_release_is_numbered_and_never_changes(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")
    first = await applied(store, folder, host)
    before = await store.releases.get(1)
    replaced(folder, "messages/welcome.yaml", "How can we help?", "What now?")
    second = await applied(store, folder, host)

    assert (first.number, second.number) == (1, 2)
    assert await store.releases.get(1) == before


async def test_the_same_files_make_no_new_release(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")
    await applied(store, folder, host)

    again = await applied(store, folder, host)

    assert (again.number, again.made, again.changes) == (1, False, ())


async def test_nothing_is_released_of_a_project_with_a_mistake(store: Store, tmp_path: Path, host: Host) -> None:
    folder = replaced(project(tmp_path / "p"), "messages/welcome.yaml", "hours.week", "hours.wek")

    with pytest.raises(ConfigError):
        await applied(store, folder, host)

    assert await store.releases.newest_number() == 0


IN_TWO_SETS = """
frontdesk: 1
message_sets:
  - name: Everybody
    establishments: all
    welcome: {en: Hello}
    absence: {en: Away}
    starters: [{title: {en: Why?}, answer: {en: So}}]
  - name: Here
    establishments: {ids: [main-street]}
    welcome: {en: Hi}
    absence: {en: Gone}
    starters: [{title: {en: Why?}, answer: {en: So}}]
"""


@pytest.mark.parametrize(
    "left",
    ["establishments: [", "establishments: []", "establishments: [{id: main-street}]", "establishments: [{name: Who}]"],
    ids=["unreadable", "empty", "bad", "nameless"],
)
async def test_a_source_that_cannot_be_read_hides_no_conflict(
    store: Store, tmp_path: Path, host: Host, left: str
) -> None:
    folder = project(tmp_path / "p")
    await applied(store, folder, host)
    await SourceSync(store, load_project(folder, host).sources, store.clock).once()
    (folder / "messages" / "welcome.yaml").write_text(IN_TWO_SETS)
    (folder / "establishments.yaml").write_text(left)

    with pytest.raises(ConfigError, match="FD375"):
        await applied(store, folder, host)

    assert await store.releases.newest_number() == 1


async def test_who_is_gone_from_a_source_that_can_be_read_is_in_no_conflict(
    store: Store, tmp_path: Path, host: Host
) -> None:
    folder = project(tmp_path / "p")
    await applied(store, folder, host)
    await SourceSync(store, load_project(folder, host).sources, store.clock).once()
    (folder / "messages" / "welcome.yaml").write_text(IN_TWO_SETS)
    (folder / "establishments.yaml").write_text("establishments: [{id: elsewhere, name: Elsewhere}]")

    assert (await applied(store, folder, host)).number == 2


async def test_a_retitled_starter_still_answers_to_its_old_title(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")
    await applied(store, folder, host)
    replaced(folder, "messages/welcome.yaml", "Where are you?", "How do I find you?")
    await applied(store, folder, host)
    read = load_project(folder, host)
    rulebook = compile_release(host)(await store.releases.newest())
    place = establishment_from(read_places(read).records["main-street"])
    account = read.account("web")
    assert account is not None

    result = Simulation(rulebook, place, account).tap(datetime(2026, 11, 23, 10, tzinfo=UTC), "Where are you?")

    assert result.messages[0].text.startswith("1 Main Street")


async def test_a_release_says_which_parts_of_a_set_changed(store: Store, tmp_path: Path, host: Host) -> None:
    folder = project(tmp_path / "p")
    await applied(store, folder, host)
    replaced(folder, "messages/welcome.yaml", "We are away.", "Gone.")

    [change] = (await applied(store, folder, host)).changes

    assert (change.verb, change.kind, change.name, change.parts) == ("changed", "message set", "Welcome", ("absence",))


SET_IN_FRENCH_FIRST = """
frontdesk: 1
message_sets:
  - name: Welcome
    establishments: all
    welcome: {fr: Bonjour, en: Hello}
    absence: {fr: Absents, en: Away}
    starters: [{title: {fr: Vos horaires, en: Your hours}, answer: {fr: Toujours, en: Always}}]
"""


async def test_the_first_language_of_a_set_is_its_first_in_the_release_too(
    store: Store, tmp_path: Path, host: Host
) -> None:
    folder = project(tmp_path / "p", messages__welcome=SET_IN_FRENCH_FIRST)
    await applied(store, folder, host)
    place = establishment_from({"id": "anywhere", "name": "Anywhere"})
    account = load_project(folder, host).account("web")
    assert account is not None

    rulebook = compile_release(host)(await store.releases.newest())
    [message] = Simulation(rulebook, place, account).open(datetime(2026, 11, 23, 10, tzinfo=UTC)).messages

    assert message.text == "Bonjour"
    assert [(found.id, found.title) for found in message.suggestions] == [("vos-horaires", "Vos horaires")]


async def test_languages_that_change_places_make_a_release_and_other_keys_do_not(
    store: Store, tmp_path: Path, host: Host
) -> None:
    folder = project(tmp_path / "p", messages__welcome=SET_IN_FRENCH_FIRST)
    first = await applied(store, folder, host)
    same = await applied(store, folder, host)
    lines = SET_IN_FRENCH_FIRST.splitlines()
    lines[5], lines[6] = lines[6], lines[5]
    (folder / "messages" / "welcome.yaml").write_text("\n".join(lines))
    moved = await applied(store, folder, host)
    replaced(folder, "messages/welcome.yaml", "{fr: Bonjour, en: Hello}", "{en: Hello, fr: Bonjour}")
    turned = await applied(store, folder, host)

    assert [found.made for found in (first, same, moved, turned)] == [True, False, False, True]
    assert [(change.verb, change.parts) for change in turned.changes] == [("changed", ("welcome",))]


async def test_no_release_is_an_empty_rulebook(host: Host) -> None:
    assert compile_release(host)(None).rules == ()


def test_differences_name_what_came_went_and_moved() -> None:
    a, b, c = ({"name": name} for name in "abc")

    found = [(change.verb, change.name) for change in differences({"rules": [a, b]}, {"rules": [b, c]})]
    moved = [(change.verb, change.name) for change in differences({"rules": [a, b]}, {"rules": [b, a]})]

    assert found == [("added", "c"), ("removed", "a")]
    assert moved == [("reordered", "b, a")]
