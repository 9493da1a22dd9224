from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from frontdesk import Host
from frontdesk_server.cli.opened import with_store
from frontdesk_server.project import Project
from frontdesk_server.store import Store
from frontdesk_server.store.audit import AuditFilter
from tests.server.cli.projects import CommandLine, project

ROWS = "id,name,timezone\n" + "".join(f"{id_},Shop {id_},Europe/Paris\n" for id_ in "abcd")


def chain(folder: Path, rows: str = ROWS, more: str = "") -> Path:
    made = project(folder)
    (made / "shops.csv").write_text(rows)
    file = made / "frontdesk.yaml"
    text = file.read_text()
    sources = f"sources:\n  - {{kind: files, name: shops, path: shops.csv}}\n{more}"
    file.write_text(text[: text.index("sources:")] + sources)
    return made


def only(outcome: object) -> dict[str, Any]:
    (one,) = cast("list[dict[str, Any]]", outcome)
    return one


def test_sync_reads_and_counts(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = chain(tmp_path / "p")
    first = frontdesk("sync", "--project", folder, "--json")
    again = frontdesk("sync", "shops", "-p", folder, "--language", "fr")

    told = only(first.json)
    assert first.code == again.code == 0
    assert (told["source"], told["read"], told["added"], told["problems"]) == ("shops", True, 4, [])
    assert "0 nouveaux, 0 modifiés, 4 inchangés" in again.out


def test_sync_holds_back_what_seems_to_vanish_until_it_is_confirmed(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = chain(tmp_path / "p")
    frontdesk("sync", "-p", folder)
    (folder / "shops.csv").write_text("id,name,timezone\na,Shop a,Europe/Paris\n")
    held = frontdesk("sync", "-p", folder)
    confirmed = frontdesk("sync", "shops", "-p", folder, "--confirm", "--json")

    async def deeds(store: Store, _project: Project, _host: Host) -> list[tuple[str, str]]:
        return [(entry.action, entry.subject) for entry in await store.audit.list(AuditFilter(), limit=10)]

    assert held.code == 1
    assert "FD784" in held.err
    assert "frontdesk sync shops --confirm" in held.err
    assert (confirmed.code, only(confirmed.json)["retired"]) == (0, 3)
    assert ("source.confirmed", "shops") in with_store(folder, deeds)


def test_sync_of_a_source_that_there_is_not_names_those_that_there_are(frontdesk: CommandLine, tmp_path: Path) -> None:
    done = frontdesk("sync", "shop", "-p", chain(tmp_path / "p"))

    assert (done.code, done.out) == (2, "")
    assert "there is no source 'shop': there are shops" in done.err


def test_sync_says_what_cannot_be_read(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = chain(tmp_path / "p")
    (folder / "shops.csv").unlink()
    done = frontdesk("sync", "-p", folder)

    assert done.code == 1
    assert "shops: not read" in done.out
    assert "shops.csv" in done.err


def test_two_sources_of_one_name_are_refused(frontdesk: CommandLine, tmp_path: Path) -> None:
    done = frontdesk("check", chain(tmp_path / "p", more="  - {kind: files, name: shops, path: shops.csv}\n"))

    assert done.code == 2
    assert "two sources are called 'shops'" in done.out + done.err


def test_a_source_that_creates_must_tell_names(frontdesk: CommandLine, tmp_path: Path) -> None:
    more = "  - {kind: files, name: more, path: shops.csv, only: [phone], creates: true}\n"
    done = frontdesk("check", chain(tmp_path / "p", more=more))

    assert done.code == 2
    assert "FD785" in done.out + done.err


def test_a_source_that_is_asked_over_http_is_checked_and_not_called(frontdesk: CommandLine, tmp_path: Path) -> None:
    more = "  - {kind: partoo, name: partoo, api_key: env:PARTOO_KEY}\n"
    done = frontdesk("check", chain(tmp_path / "p", more=more))

    assert "FD790" in done.out + done.err


def test_a_command_that_tries_something_takes_what_is_stored_of_a_source_that_is_asked(
    frontdesk: CommandLine, tmp_path: Path
) -> None:
    folder = chain(tmp_path / "p", more="  - {kind: partoo, name: partoo, api_key: env:PARTOO_KEY}\n")
    before = frontdesk("hours", "-p", folder, "-e", "p-1")

    async def told(store: Store, _project: Project, _host: Host) -> None:
        hours = {"weekly": {"mon-sun": ["00:00-24:00"]}}
        record = {"id": "p-1", "name": "P", "timezone": "Europe/Paris", "opening_hours": hours}
        await store.establishments.sync("partoo", [record])

    with_store(folder, told)
    after = frontdesk("hours", "-p", folder, "-e", "p-1", "--json")

    assert before.code == 2
    assert "FD790" in before.err
    assert after.code == 0
    assert cast("dict[str, Any]", after.json)["state"] == "open"
