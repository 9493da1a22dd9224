"""A MariaDB that is missing is told with the line that installs it: never a silent skip."""

from __future__ import annotations

import os

import pytest

from frontdesk_testkit import mariadb
from frontdesk_testkit.mariadb import MariaDbMissing, find_mariadb


def test_a_server_that_is_missing_fails_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mariadb, "NAMES", ("no-such-server",))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(MariaDbMissing, match="apt-get install -y --no-install-recommends mariadb-server-core"):
        find_mariadb()


def test_a_server_on_the_path_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mariadb, "NAMES", ("sh",))

    assert find_mariadb().endswith("/sh")
