"""Establishments from Partoo, Google, Yext and websites, over real HTTP: passes against the fake of each."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from frontdesk import Host, HttpReply, WebhookRequest, compile_rulebook, load_documents
from frontdesk_server.cli import run
from frontdesk_server.cli.sync import calling
from frontdesk_server.clock import SystemClock
from frontdesk_server.importing.passing import Outcome, Wish
from frontdesk_server.importing.syncing import SourceSync
from frontdesk_server.project import load_project
from frontdesk_server.store import open_store
from frontdesk_testkit import Answer, FakeSourceServer, PlatformRequest, SourceDialect, Turn, json_reply

ROOT = Path(__file__).parents[2]
for adapter in ("partoo", "google_business_profile", "schema_org", "yext"):
    sys.path.append(str(ROOT / "adapters" / "sources" / adapter / "tests"))

from google_api import TOKEN, GoogleDialect  # noqa: E402 - found by the line above
from partoo_api import PUBLIC, PartooDialect  # noqa: E402 - as above
from website import WebsiteDialect, in_microdata  # noqa: E402 - as above
from yext_api import SIGNING, YextDialect  # noqa: E402 - as above

LYON = {"lines": ["4 quai Inventé"], "postal_code": "69002", "city": "Lyon", "country": "FR"}
RECORDS = [
    {"id": f"shop-{n}", "name": f"Boulangerie n° {n}", "groups": ["boulangeries"], "address": LYON} for n in range(5)
]


@dataclass(frozen=True)
class Case:
    """A source and its platform."""

    kind: str
    dialect: Callable[[], SourceDialect]
    settings: Callable[[str], Mapping[str, object]]
    broken_at: int
    """A call in the middle of a pass over five records: some rows were taken in before it, and some were not."""


class GoogleWithTokens(GoogleDialect):
    """Google, and where its tokens come from."""

    most_per_page = 2

    def serve(self, request: PlatformRequest) -> HttpReply:
        if request.path == "/token":
            return json_reply({"access_token": "token-of-env:GOOGLE_KEY", "expires_in": 3600, "token_type": "Bearer"})
        return super().serve(request)


class Site(WebsiteDialect):
    """A website whose address is where it is asked."""

    def serve(self, request: PlatformRequest) -> HttpReply:
        self.site = f"http://{request.headers['host']}"
        return super().serve(request)


def paged(dialect: type[SourceDialect]) -> Callable[[], SourceDialect]:
    """The platform with pages of two."""
    return type(f"Small{dialect.__name__}", (dialect,), {"most_per_page": 2})


def google(url: str) -> Mapping[str, object]:
    urls = {"api_url": f"{url}/v1", "accounts_url": f"{url}/v1"}
    return {"service_account": "env:GOOGLE_KEY", "webhook_token": "env:PUSH", **urls}


def partoo(url: str) -> Mapping[str, object]:
    return {"api_key": "env:PARTOO_KEY", "api_url": f"{url}/v2", "webhook_key": PUBLIC}


def yext(url: str) -> Mapping[str, object]:
    return {"api_key": "env:YEXT_KEY", "api_url": f"{url}/v2", "webhook_secret": "env:YEXT_SIGNING"}


CASES = [
    Case("partoo", paged(PartooDialect), partoo, 8),
    Case("google_business_profile", GoogleWithTokens, google, 6),
    Case("yext", paged(YextDialect), yext, 2),
    Case("schema_org", lambda: Site(in_microdata), lambda url: {"sitemaps": [f"{url}/sitemap.xml"]}, 5),
]


LONG = CASES if os.environ.get("FRONTDESK_SOAK") else CASES[:1]
"""For what is the host's own doing, one of them is enough, unless there is time."""


@pytest.fixture(params=CASES, ids=lambda case: case.kind)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture
def server(case: Case) -> Iterator[FakeSourceServer]:
    dialect = case.dialect()
    dialect.put(RECORDS)
    with FakeSourceServer(dialect, etags=True) as server:
        yield server


class Hurried(SystemClock):
    """Nobody waits: a second that is slept is a second later at once."""

    def __init__(self) -> None:
        self.slept = 0.0

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self.slept)

    def monotonic(self) -> float:
        return super().monotonic() + self.slept

    async def sleep(self, seconds: float) -> None:
        self.slept += seconds
        await super().sleep(0)


@dataclass(frozen=True)
class Project:
    """A project with one source."""

    folder: Path

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder / 'desk.sqlite'}"

    def sync(self, **wish: bool) -> Outcome:
        """A pass, made as `frontdesk sync` makes it, but for the waiting."""
        return asyncio.run(self._read(Wish(**wish)))

    async def _read(self, wish: Wish) -> Outcome:
        async with self._opened() as syncing:
            return await syncing.read(syncing.circle.specs[0], wish)

    def hear(self, requests: Sequence[WebhookRequest]) -> None:
        """Webhooks, and the calls that they ask for."""
        asyncio.run(self._hear(requests))

    async def _hear(self, requests: Sequence[WebhookRequest]) -> None:
        async with self._opened() as syncing:
            for request in requests:
                assert await syncing.hear(syncing.circle.specs[0].id, request)
            await syncing.follow()

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[SourceSync]:
        host = Host.load()
        store = await open_store(self.database, Hurried())
        syncing, caller = await calling(store, load_project(self.folder, host), host)
        try:
            yield syncing
        finally:
            await caller.close()
            await store.close()

    @property
    def names(self) -> dict[str, str]:
        """Establishments that are there, by id."""
        return asyncio.run(self._names())

    async def _names(self) -> dict[str, str]:
        store = await open_store(self.database, Hurried())
        try:
            return {place.id: place.name for place in await store.establishments.list()}
        finally:
            await store.close()


@pytest.fixture
def project(case: Case, server: FakeSourceServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    for name in [name for name in os.environ if name.startswith("FRONTDESK_") and name != "FRONTDESK_SOAK"]:
        monkeypatch.delenv(name)
    source = {"kind": case.kind, "private_addresses": True, **case.settings(server.url)}
    document = {"frontdesk": 1, "name": "Platforms", "allowed_networks": ["127.0.0.0/8"], "sources": [source]}
    (tmp_path / "frontdesk.yaml").write_text(json.dumps(document))
    secrets = {
        "PARTOO_KEY": "partoo-key-8d2f",
        "YEXT_KEY": "yext-key-77aa",
        "YEXT_SIGNING": SIGNING.decode(),
        "GOOGLE_KEY": key_file(server.url),
        "PUSH": TOKEN,
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("FRONTDESK_DATABASE_URL", f"sqlite:///{tmp_path / 'desk.sqlite'}")
    return Project(tmp_path)


def key_file(url: str) -> str:
    """A service account's key, whose tokens come from the fake."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return json.dumps({"client_email": "a@b.example", "private_key": pem, "token_uri": f"{url}/token"})


def repeated(server: FakeSourceServer) -> int:
    """How many calls for data were made though the same one was made before."""
    made = [f"{request.path}?{request.query}" for request in server.requests if request.path != "/token"]
    return len(made) - len(set(made))


def counted(outcome: Outcome) -> dict[str, int]:
    done = outcome.progress
    assert done is not None, outcome.problems
    return {"added": done.added, "changed": done.changed, "retired": done.retired, "bad": done.bad}


NAMES = {str(record["id"]): str(record["name"]) for record in RECORDS}


def test_everything_arrives_and_what_has_not_changed_is_not_sent_again(
    project: Project, server: FakeSourceServer
) -> None:
    first = project.sync()
    full = sum(server.counts.values())
    second = project.sync()

    assert counted(first) == {"added": 5, "changed": 0, "retired": 0, "bad": 0}, first.problems
    assert first.problems == ()  # the time zone is found by the address
    assert counted(second) == {"added": 0, "changed": 0, "retired": 0, "bad": 0}, second.problems
    assert project.names == NAMES
    assert set(server.statuses[full:]) <= {200, 304}


@pytest.mark.parametrize("case", LONG, ids=lambda case: case.kind, indirect=True)
def test_a_change_and_a_closure_arrive(case: Case, project: Project, server: FakeSourceServer) -> None:
    project.sync()
    server.dialect.put([{**RECORDS[0], "name": "Chez Zoë"}, *RECORDS[1:4]], datetime(2026, 6, 1, tzinfo=UTC))

    outcome = project.sync(full=True)

    assert counted(outcome) == {"added": 0, "changed": 1, "retired": 1, "bad": 0}
    assert project.names == {**{f"shop-{n}": f"Boulangerie n° {n}" for n in range(1, 4)}, "shop-0": "Chez Zoë"}


@pytest.mark.parametrize("case", LONG, ids=lambda case: case.kind, indirect=True)
def test_a_platform_that_is_busy_or_breaks_off_is_asked_again(
    case: Case, project: Project, server: FakeSourceServer
) -> None:
    for bad in (Answer.TOO_MANY, Answer.ERROR, Answer.DROP, Answer.RESET_MID_BODY):
        server.script(Turn(answer=bad, retry_after=30), Turn())

    outcome = project.sync()

    assert counted(outcome)["added"] == 5, outcome.problems
    assert (server.counts[429], server.counts[503]) == (1, 1)
    assert project.names == NAMES


def test_a_pass_that_was_refused_in_the_middle_goes_on_with_nothing_lost_or_doubled(
    case: Case, project: Project, server: FakeSourceServer
) -> None:
    server.script(*[Turn()] * (case.broken_at - 1), Turn(answer=Answer.REFUSE))

    broken, mended = project.sync(), project.sync()

    assert (broken.read, mended.read) == (False, True)
    assert project.names == NAMES
    assert repeated(server) == 1


WITH_KEYS = [case for case in CASES if case.kind in ("partoo", "yext")]


@pytest.mark.parametrize("case", LONG, ids=lambda case: case.kind, indirect=True)
def test_a_command_that_is_killed_in_the_middle_is_made_up_for(
    case: Case, project: Project, server: FakeSourceServer
) -> None:
    server.script(*[Turn()] * (case.broken_at - 1), Turn(wait=600))
    command = [sys.executable, "-m", "frontdesk_server", "sync", "--project", str(project.folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        server.wait_until(lambda: len(server.requests) >= case.broken_at, timeout=120)
        running.kill()

    outcome = project.sync()

    assert outcome.read, outcome.problems
    assert project.names == NAMES
    assert repeated(server) <= 2  # what was on its way


@pytest.mark.parametrize("case", WITH_KEYS, ids=lambda case: case.kind, indirect=True)
def test_a_wrong_key_is_told_and_nothing_is_lost(
    case: Case, project: Project, server: FakeSourceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.sync()
    monkeypatch.setenv("PARTOO_KEY", "another")
    monkeypatch.setenv("YEXT_KEY", "another")

    outcome = project.sync(full=True)

    assert [item.id for item in outcome.problems] == ["FD806"]
    assert project.names == NAMES


THAT_TELL = [case for case in CASES if case.kind != "schema_org"]


@pytest.mark.parametrize("case", THAT_TELL, ids=lambda case: case.kind, indirect=True)
def test_what_a_platform_tells_by_itself_is_read_again_and_touches_nobody_else(
    case: Case, project: Project, server: FakeSourceServer
) -> None:
    project.sync()
    later = datetime(2026, 6, 1, tzinfo=UTC)
    server.dialect.put([{**record, "name": f"Chez Zoë {record['id']}"} for record in RECORDS], later)
    told = server.dialect.told()

    project.hear([one.request for one in told])

    changed = {id_: f"Chez Zoë {id_}" for one in told for id_ in one.changed}
    assert changed
    assert project.names == NAMES | changed


PARTOO = [case for case in CASES if case.kind == "partoo"]


@pytest.fixture
def messaging(server: FakeSourceServer) -> None:
    dialect = server.dialect
    assert isinstance(dialect, PartooDialect)
    setting = {"welcome_message": "Bonjour {{client_first_name}} !", "offline_message": "Absents.", "is_launched": True}
    dialect.messaging = [{"id": n, "business_id": f"shop-{n}", **setting} for n in range(130)]


@pytest.mark.parametrize("case", PARTOO, ids=lambda case: case.kind, indirect=True)
def test_partoos_messaging_settings_become_a_file_that_is_applied_as_it_is(
    case: Case, project: Project, messaging: None, server: FakeSourceServer
) -> None:
    file = project.folder / "messages" / "partoo.yaml"
    command = ["partoo-message-sets", "--project", str(project.folder), "--output", str(file), "--language", "fr"]

    assert run(command) == 0
    written = file.read_text()
    assert run(command) == 2  # a file that was looked over is not written anew

    assert file.read_text() == written
    assert len(server.requests) == 2
    document = load_documents([("partoo.yaml", written)])
    assert [len(info["establishments"]) for info in document.message_sets] == [130]
    assert compile_rulebook(document, Host.load().vocabulary)


@pytest.mark.parametrize("source", ["", "nobody"])
def test_without_a_source_of_partoo_there_is_nothing_to_ask(
    tmp_path: Path, source: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "frontdesk.yaml").write_text('{"frontdesk": 1, "name": "Nothing"}')
    monkeypatch.setenv("FRONTDESK_DATABASE_URL", f"sqlite:///{tmp_path / 'desk.sqlite'}")
    file = tmp_path / "partoo.yaml"

    assert run(["partoo-message-sets", "--project", str(tmp_path), "--output", str(file), "--source", source]) == 2

    assert "FD667" in capsys.readouterr().err
    assert not file.exists()
