"""Accounts whose platform is no more: told where a project is checked, and no hindrance."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from frontdesk import Retired
from frontdesk_web import WebChannel
from tests.server.cli.projects import CommandLine, project


@pytest.fixture(autouse=True)
def _retired(monkeypatch: pytest.MonkeyPatch) -> None:
    """The web, for once, is no more."""
    monkeypatch.setattr(WebChannel, "retired", Retired(on=date(2024, 7, 31), successor="webhook"))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("was retired on 2024-07-31", "'webhook'")), ("fr", ("a été arrêté le 2024-07-31", "'webhook'"))],
)
def test_check_tells_of_a_retired_service_and_its_successor(
    frontdesk: CommandLine, tmp_path: Path, language: str, words: tuple[str, ...]
) -> None:
    done = frontdesk("check", project(tmp_path / "p"), "--language", language)
    assert done.code == 0
    assert "FD550" in done.err
    assert "accounts[0].channel" in done.err
    told = " ".join(done.err.split())
    assert all(word in told for word in words), told
