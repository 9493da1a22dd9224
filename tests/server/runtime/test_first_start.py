"""The first servers of an installation, started at the same time on an empty database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.runtime.several import Several

pytestmark = [pytest.mark.services, pytest.mark.timeout(600)]


def test_servers_that_start_at_once_make_one_first_release(tmp_path: Path, shared_database: str) -> None:
    house = Several(tmp_path / "several", shared_database)
    house.write_project("http://127.0.0.1:9/in")
    migrated = house.command("migrate", "--project", str(house.folder))
    assert migrated.returncode == 0, migrated.stderr
    try:
        members = house.start("ingress", "ingress", "all")
        releases = house.look(lambda store: store.releases.list())
        noted = house.look(lambda store: store.audit.list())
        establishments = house.look(lambda store: store.establishments.count())
        assert {member.stop() for member in members} == {0}
    finally:
        house.close()
    assert [release.number for release in releases] == [1]
    assert [line.subject for line in noted if line.action == "release.applied"] == ["1"]
    assert sum("files applied to an empty database" in member.said for member in members) == 1
    assert establishments == 1
