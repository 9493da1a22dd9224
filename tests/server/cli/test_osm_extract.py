"""An extract of OpenStreetMap from end to end: imported by `frontdesk sync`, its hours told by `frontdesk hours`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from tests.server.cli.projects import CommandLine, project

PROJECT = """\
frontdesk: 1
name: Martin
sources:
  - kind: osm
    path: bakeries.osm
    tags: {shop: bakery, brand: Martin}
    country: FR
    subdivision: "57"
    school: Zone B
    timezone: Europe/Paris
"""
SHOP = '<node id="{id}" lat="49.1193" lon="6.1757"><tag k="shop" v="bakery"/><tag k="brand" v="Martin"/>{tags}</node>'
WEEK = "Tu-Sa 07:00-19:00; PH off"
ODD = "Mo[1] 09:00-12:00; SH off; PH off"


def extract(hours: dict[int, str], more: str = "") -> str:
    """OSM XML with these shops."""
    told = (SHOP.format(id=id_, tags=f'<tag k="opening_hours" v="{text}"/>') for id_, text in hours.items())
    return f'<?xml version="1.0"?><osm version="0.6">{"".join(told)}{more}</osm>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project whose only source is an extract of three shops."""
    made = project(tmp_path / "p", frontdesk=PROJECT, messages__welcome="frontdesk: 1\n")
    (made / "establishments.yaml").unlink()
    (made / "bakeries.osm").write_text(extract({1: WEEK, 2: ODD, 3: "8h-12h"}))
    return made


def synced(frontdesk: CommandLine, folder: Path, *words: str, code: int = 0) -> Any:
    """What `sync` counts."""
    done = frontdesk("sync", "--project", folder, "--json", *words)
    assert done.code == code, done
    (outcome,) = cast("Any", done.json)
    return outcome


def state(frontdesk: CommandLine, folder: Path, shop: str, at: str) -> str:
    """Open, closed or unknown, as the command tells it."""
    done = frontdesk("hours", "now", "--project", folder, "--establishment", shop, "--at", at, "--json")
    assert done.code == 0, done
    return str(cast("Any", done.json)["state"])


def test_an_extract_is_imported_and_its_hours_are_told(frontdesk: CommandLine, folder: Path) -> None:
    outcome = synced(frontdesk, folder)
    assert (outcome["rows"], outcome["added"], outcome["bad"]) == (3, 3, 0)
    told = {
        (shop, at): state(frontdesk, folder, shop, f"{at}:00")
        for shop, at in (
            ("node/1", "2026-11-24T08"),
            ("node/1", "2026-12-26T08"),  # a Saturday, and a holiday of Moselle
            ("node/2", "2026-12-07T10"),
            ("node/2", "2026-11-30T10"),
            ("node/2", "2027-01-01T10"),
            ("node/3", "2026-11-24T08"),
        )
    }
    assert list(told.values()) == ["open", "closed", "open", "closed", "closed", "unknown"]


def test_what_has_not_changed_is_told_so_and_what_is_deleted_is_retired(frontdesk: CommandLine, folder: Path) -> None:
    synced(frontdesk, folder)
    (folder / "bakeries.osm").write_text(extract({1: WEEK, 2: "24/7"}, '<node id="3" visible="false"/>'))
    outcome = synced(frontdesk, folder)
    assert (outcome["unchanged"], outcome["changed"], outcome["retired"]) == (1, 1, 1)
    assert state(frontdesk, folder, "node/2", "2026-11-24T03:00") == "open"


def test_half_an_extract_changes_nothing(frontdesk: CommandLine, folder: Path) -> None:
    synced(frontdesk, folder)
    text = (folder / "bakeries.osm").read_text()
    (folder / "bakeries.osm").write_text(text[: len(text) // 2])
    broken = synced(frontdesk, folder, code=1)
    assert (broken["read"], broken["retired"], broken["problems"][0]["id"]) == (False, 0, "FD630")
    (folder / "bakeries.osm").write_text(text)
    assert synced(frontdesk, folder)["unchanged"] == 3
