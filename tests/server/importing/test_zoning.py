"""The time zone of a place is the same wherever places are read: checked, tried out, or stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from frontdesk import Host
from frontdesk_server.clock import SystemClock
from frontdesk_server.importing.places import Places, read_places
from frontdesk_server.importing.syncing import SourceSync
from frontdesk_server.project import load_project
from frontdesk_server.publishing.checking import check_project
from frontdesk_server.store import Store
from tests.server.cli.projects import project

pytestmark = pytest.mark.anyio

ROWS = """\
id,name,country,postcode,latitude,longitude,timezone,opening_hours
paris,Paris,FR,75011,,,,lun-ven 9h-18h
reunion,Réunion,FR,97400,,,,lun-ven 9h-18h
york,York,,,40.71,-74.0,,lun-ven 9h-18h
given,Given,FR,75011,,,Asia/Tokyo,lun-ven 9h-18h
usa,Usa,US,10001,,,,lun-ven 9h-18h
nowhere,Nowhere,,,,,,lun-ven 9h-18h
"""
ZONES = {
    "paris": "Europe/Paris",
    "reunion": "Indian/Reunion",
    "york": "America/New_York",
    "given": "Asia/Tokyo",
    "usa": None,
    "nowhere": None,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with a table whose places have no zone of their own, but one."""
    made = project(tmp_path / "p")
    (made / "shops.csv").write_text(ROWS, encoding="utf-8")
    file = made / "frontdesk.yaml"
    file.write_text(file.read_text().replace("establishments.yaml", "shops.csv"))
    return made


def places(folder: Path, host: Host) -> Places:
    """What the project's sources deliver now."""
    return read_places(load_project(folder, host))


def test_places_that_are_tried_out_have_the_zone_of_their_place(folder: Path, host: Host) -> None:
    assert {place.id: place.timezone for place in places(folder, host).establishments()} == ZONES


async def test_places_are_stored_as_they_are_tried_out(store: Store, folder: Path, host: Host) -> None:
    await SourceSync(store, load_project(folder, host).sources, SystemClock()).once()
    stored = {place.id: place.establishment for place in await store.establishments.list()}
    tried = {place.id: place for place in places(folder, host).establishments()}
    assert {id_: place.timezone for id_, place in stored.items()} == ZONES
    assert {id_: place.hours_documents for id_, place in stored.items()} == {
        id_: place.hours_documents for id_, place in tried.items()
    }


async def test_a_zone_that_is_not_found_is_told_once_by_check_and_by_sync_with_the_reason(
    store: Store, folder: Path, host: Host
) -> None:
    zoneless = [("FD180", "nowhere.timezone"), ("FD182", "usa.address.country")]
    checked = [(found.id, found.path) for found in check_project(folder, host).diagnostics]
    with capture_logs() as logs:
        await SourceSync(store, load_project(folder, host).sources, SystemClock()).once()
    synced = [str(entry["problem"]) for entry in logs if "problem" in entry]
    assert sorted(told for told in checked if told[0].startswith("FD1")) == zoneless
    assert [(text[:5], path in text) for text, (_, path) in zip(sorted(synced), zoneless, strict=True)] == [
        ("FD180", True),
        ("FD182", True),
    ]
