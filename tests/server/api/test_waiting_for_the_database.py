"""A server that starts before its database waits for it, says so, and gives up where waiting mends nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from socket import socket

import pytest

from frontdesk_server.api import awaiting
from frontdesk_server.api.awaiting import database_is_there
from frontdesk_server.api.streams import Stopping
from frontdesk_server.cli import run
from frontdesk_server.clock import SystemClock
from frontdesk_server.store import StoreUnavailable
from frontdesk_testkit.postgresql import PostgreSqlMissing, running_postgresql
from tests.server.cli.projects import project


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def nobody() -> str:
    """The address of a database that is not there."""
    with socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"postgresql://me:hunter2@127.0.0.1:{listener.getsockname()[1]}/desk"


def test_serve_says_at_once_which_database_it_waits_for_and_stops_when_it_is_asked_to(
    tmp_path: Path, nobody: str
) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FRONTDESK_")}
    command = [sys.executable, "-m", "frontdesk_server", "serve", "--project", str(project(tmp_path / "p"))]
    server = subprocess.Popen(
        [*command, "--port", "0"], env=clean | {"FRONTDESK_DATABASE_URL": nobody}, stderr=subprocess.PIPE, text=True
    )
    with server:
        assert server.stderr is not None
        told = next(line for line in server.stderr if "waited for" in line)
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0
    assert "FD769" in told
    assert nobody.partition("@")[2] in told
    assert "hunter2" not in told


@pytest.mark.anyio
async def test_a_server_waits_no_longer_than_it_should(nobody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(awaiting, "WAIT", 0.0)
    with pytest.raises(StoreUnavailable, match="FD769"):
        await database_is_there(nobody, SystemClock(), Stopping())


@pytest.mark.anyio
async def test_a_server_that_is_asked_to_stop_waits_no_longer(nobody: str) -> None:
    stopping = Stopping()
    stopping.begin()
    assert not await database_is_there(nobody, SystemClock(), stopping)


@pytest.mark.anyio
async def test_a_file_is_waited_for_by_nobody(tmp_path: Path) -> None:
    assert await database_is_there(f"sqlite:///{tmp_path / 'desk.sqlite'}", SystemClock(), Stopping())


@pytest.mark.services
@pytest.mark.anyio
async def test_a_database_that_is_not_known_is_not_waited_for() -> None:
    try:
        with running_postgresql() as server:
            unknown = str(server.get_uri()).replace("/postgres?", "/nowhere?")
            with pytest.raises(StoreUnavailable, match=r"FD769 .*nowhere") as refused:
                await database_is_there(unknown, SystemClock(), Stopping())
    except PostgreSqlMissing as error:
        pytest.fail(str(error))
    assert not refused.value.may_pass


def test_a_command_without_its_database_failed_and_its_input_was_good(
    nobody: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FRONTDESK_DATABASE_URL", nobody)
    assert run(["dead", "list", "--project", str(project(tmp_path / "p"))]) == 1
    assert "FD769" in capsys.readouterr().err
