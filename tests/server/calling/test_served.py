"""A real server reads a platform over real HTTP: in bad weather, killed in the middle, and once more for nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from core.testkit.tests.parrot_source import KEY, MOST, ParrotDialect
from frontdesk_testkit import Answer, FakeSourceServer, Turn
from frontdesk_testkit.source_matter import record_of
from tests.server.api.served import Server, serving, wait_for

ROOT = Path(__file__).parents[3]
COUNT = 7 * MOST - 1
PAGES = ["0", "4", "8", "12", "16", "20", "24"]
PLUGIN = '''
from core.testkit.tests.parrot_source import ParrotSource
from frontdesk import hookimpl


class Whole(ParrotSource):
    """Reads everything each time."""

    incremental = False

    def first(self, since):
        return super().first(None)


@hookimpl
def register_sources():
    return [Whole]
'''
PROJECT = """
frontdesk: 1
name: Bakeries
allowed_networks: [127.0.0.0/8]
sources:
  - {{kind: parrot, api_url: "{url}", key: "env:PARROT", private_addresses: true}}
"""
WEATHER = (
    Turn(answer=Answer.TOO_MANY, retry_after=1),
    Turn(),
    Turn(answer=Answer.ERROR, status=500),
    Turn(answer=Answer.RESET_MID_BODY),
    Turn(),
    Turn(answer=Answer.ERROR, status=503, retry_after=0),
    Turn(),
)
STUCK = Turn(wait=300.0)


@pytest.fixture
def platform() -> Iterator[FakeSourceServer]:
    dialect = ParrotDialect()
    dialect.put([record_of(n) for n in range(COUNT)])
    with FakeSourceServer(dialect, etags=True) as server:
        yield server


def project(folder: Path, url: str) -> Path:
    """A project with the parrot, and the parrot's distribution beside it, as if somebody had installed it."""
    about = folder / "frontdesk_parrot_test-0.1.0.dist-info"
    about.mkdir(parents=True, exist_ok=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: frontdesk-parrot-test\nVersion: 0.1.0\n")
    (about / "entry_points.txt").write_text("[frontdesk]\nparrot = parrot_plugin_of_tests\n")
    (folder / "parrot_plugin_of_tests.py").write_text(PLUGIN)
    (folder / "frontdesk.yaml").write_text(PROJECT.format(url=url))
    return folder


def environment(folder: Path, now: str) -> dict[str, str]:
    return {"PYTHONPATH": f"{folder}:{ROOT}", "PARROT": KEY.decode(), "FRONTDESK_NOW": now}


def asked(platform: FakeSourceServer) -> Sequence[str]:
    """Where each page began that was asked for."""
    return [request.query.get("from", "0") for request in platform.requests]


def known(server: Server) -> int:
    with server.api as api:
        return len(api.get("/establishments", params={"limit": 100}).json()["establishments"])


def killed_in_the_middle(folder: Path, platform: FakeSourceServer) -> Sequence[str]:
    """A server begins to read, and is killed while it waits for a page; what it had asked for by then."""
    command = [sys.executable, "-m", "frontdesk_server", "serve", "--project", str(folder), "--port", "0"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FRONTDESK_")}
    surroundings = clean | environment(folder, "2026-11-23T10:00:00+00:00")
    with subprocess.Popen([*command, "--test-clock"], env=surroundings, stderr=subprocess.DEVNULL) as process:
        wait_for(lambda: "16" in asked(platform) or process.poll(), "the page that does not come")
        process.kill()
    return asked(platform)


def test_a_pass_goes_on_through_bad_weather_and_a_kill(tmp_path: Path, platform: FakeSourceServer) -> None:
    platform.script(*WEATHER, Turn(), STUCK)
    folder = project(tmp_path, platform.url)
    before = killed_in_the_middle(folder, platform)
    with serving(folder, **environment(folder, "2026-11-23T10:05:00+00:00")) as server:
        wait_for(lambda: known(server) == COUNT or None, "every establishment")
        assert asked(platform)[len(before) :] == PAGES[4:]
        assert platform.counts[200] == len(PAGES)
        read_again(server)
        assert platform.counts[304] == len(PAGES)
        assert known(server) == COUNT
        server.stop()
    assert KEY.decode() not in "".join(server.log)


def read_again(server: Server) -> None:
    with server.api as api:
        assert api.post("/sources/parrot/read").status_code == 200
