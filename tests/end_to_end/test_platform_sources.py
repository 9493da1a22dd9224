"""Establishments from Partoo, Google, Yext and websites, over real HTTP: `frontdesk sync` against each one's fake."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import connect

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from frontdesk import HttpReply
from frontdesk_testkit import FakeSourceServer, PlatformRequest, SourceDialect, json_reply

ROOT = Path(__file__).parents[2]
for adapter in ("partoo", "google_business_profile", "schema_org", "yext"):
    sys.path.append(str(ROOT / "adapters" / "sources" / adapter / "tests"))

from google_api import GoogleDialect  # noqa: E402 - found by the line above
from partoo_api import PartooDialect  # noqa: E402 - as above
from website import WebsiteDialect, in_microdata  # noqa: E402 - as above
from yext_api import YextDialect  # noqa: E402 - as above

RECORDS = [{"id": f"shop-{n}", "name": f"Boulangerie n° {n}", "groups": ["boulangeries"]} for n in range(5)]


@dataclass(frozen=True)
class Case:
    """A source, its platform, and how many calls a whole pass over five records takes."""

    kind: str
    dialect: Callable[[], SourceDialect]
    settings: Callable[[str], Mapping[str, object]]
    calls: int
    hangs_at: int
    """The call during which the command is killed: some rows were taken in before, and some were not."""


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
    return {"service_account": "env:GOOGLE_KEY", "api_url": f"{url}/v1", "accounts_url": f"{url}/v1"}


CASES = [
    Case("partoo", paged(PartooDialect), lambda url: {"api_key": "env:PARTOO_KEY", "api_url": f"{url}/v2"}, 10, 8),
    Case("google_business_profile", GoogleWithTokens, google, 7, 6),
    Case("yext", paged(YextDialect), lambda url: {"api_key": "env:YEXT_KEY", "api_url": f"{url}/v2"}, 1, 1),
    Case("schema_org", lambda: Site(in_microdata), lambda url: {"sitemaps": [f"{url}/sitemap.xml"]}, 7, 5),
]


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


@dataclass(frozen=True)
class Project:
    """A project with one source, and the command that reads it."""

    folder: Path
    environment: Mapping[str, str]

    def sync(self, *more: str) -> dict[str, object]:
        """What the command counted."""
        done = subprocess.run(self._command(*more), env=self.environment, capture_output=True, text=True, check=False)
        assert done.stdout, done.stderr
        (told,) = json.loads(done.stdout)
        return told | {"code": done.returncode}

    def begin(self) -> subprocess.Popen[bytes]:
        """The command, on its way."""
        return subprocess.Popen(
            self._command(), env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    def _command(self, *more: str) -> list[str]:
        return [sys.executable, "-m", "frontdesk_server", "sync", "--json", "--project", str(self.folder), *more]

    @property
    def names(self) -> dict[str, str]:
        """Establishments that are there, by id."""
        with closing(connect(self.folder / "desk.sqlite")) as database:
            return dict(database.execute("select id, name from establishment where retired_at is null"))


@pytest.fixture
def project(case: Case, server: FakeSourceServer, tmp_path: Path) -> Project:
    source = {"kind": case.kind, "private_addresses": True, **case.settings(server.url)}
    document = {"frontdesk": 1, "name": "Platforms", "sources": [source]}
    (tmp_path / "frontdesk.yaml").write_text(json.dumps(document))
    secrets = {"PARTOO_KEY": "partoo-key-8d2f", "YEXT_KEY": "yext-key-77aa", "GOOGLE_KEY": key_file(server.url)}
    plain = {name: value for name, value in os.environ.items() if not name.startswith("FRONTDESK_")}
    ours = {
        "FRONTDESK_DATABASE_URL": f"sqlite:///{tmp_path / 'desk.sqlite'}",
        "FRONTDESK_ALLOWED_NETWORKS": "127.0.0.0/8",
    }
    return Project(tmp_path, plain | secrets | ours)


def key_file(url: str) -> str:
    """A service account's key, whose tokens come from the fake."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return json.dumps({"client_email": "a@b.example", "private_key": pem, "token_uri": f"{url}/token"})


def asked(server: FakeSourceServer) -> list[str]:
    """The calls for data, in order."""
    return [request.path for request in server.requests if request.path != "/token"]


def test_everything_arrives(case: Case, server: FakeSourceServer, project: Project) -> None:
    told = project.sync()

    assert (told["code"], told["added"], told["bad"]) == (0, 5, 0), told["problems"]
    assert project.names == {str(record["id"]): record["name"] for record in RECORDS}
