"""Establishments from JSON APIs and Google Sheets, over real HTTP: a whole pass, one refused on the way, one of 304."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from frontdesk import Host, HttpReply
from frontdesk_server.calling import SourceCaller
from frontdesk_server.importing.passing import Outcome, Wish
from frontdesk_server.importing.syncing import SourceSync
from frontdesk_server.project import load_project
from frontdesk_server.secrets import Secrets
from frontdesk_server.store import Store, open_store
from frontdesk_testkit import FakeSourceServer, PlatformRequest, SourceDialect, json_reply
from frontdesk_testkit.source_matter import record_of
from frontdesk_testkit.turns import Answer, Turn
from tests.databases import file_with_tables
from tests.server.calling.asking import LOOPBACK, Quick, Shelf

ROOT = Path(__file__).parents[2]
for adapter in ("http_json", "google_sheets"):
    sys.path.append(str(ROOT / "adapters" / "sources" / adapter / "tests"))

from json_api import JsonApi  # noqa: E402 - found by the line above
from kinds import KINDS, settings_of  # noqa: E402 - as above
from sheets_api import ID, SheetsApi  # noqa: E402 - as above

pytestmark = pytest.mark.anyio
RECORDS = [record_of(number) for number in range(7)]


@dataclass(frozen=True)
class Case:
    """A source's settings, its platform, and how many calls for data a pass over seven records takes."""

    dialect: Callable[[], SourceDialect]
    settings: Callable[[str], Mapping[str, object]]
    calls: int


class SheetsWithTokens(SheetsApi):
    """Google, and where its tokens come from."""

    def serve(self, request: PlatformRequest) -> HttpReply:
        if request.path == "/token":
            return json_reply({"access_token": "token-of-env:KEY", "expires_in": 3600, "token_type": "Bearer"})
        return super().serve(request)


def sheet(url: str) -> Mapping[str, object]:
    return {"kind": "google_sheets", "spreadsheet": ID, "service_account": "env:KEY", "api_url": f"{url}/v4"}


def case_of(paging: str, auth: str) -> Case:
    def settings(url: str) -> Mapping[str, object]:
        told = settings_of(paging, auth, url)
        # Everything is read each time, so that a pass meets what it met before; and a GET alone may be a 304.
        del told["since"]
        return {"kind": "http_json", **told}

    return Case(lambda: JsonApi(paging, auth), settings, 1 if paging == "none" else 3)


CASES = {paging: case_of(paging, auth) for paging, auth in KINDS.items()} | {"sheet": Case(SheetsWithTokens, sheet, 2)}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@pytest.fixture
def server(case: Case) -> Iterator[FakeSourceServer]:
    dialect = case.dialect()
    dialect.put(RECORDS)
    with FakeSourceServer(dialect, etags=True) as server:
        yield server


@dataclass
class House:
    """A store, and what reads the one source into it."""

    store: Store
    sync: SourceSync

    async def read(self) -> Outcome:
        """A pass over everything."""
        return await self.sync.read(self.sync.circle.specs[0], Wish())

    async def names(self) -> dict[str, str]:
        """Every establishment that is there, by its id."""
        found = [await self.store.establishments.get(str(record["id"])) for record in RECORDS]
        return {one.id: str(one.record["name"]) for one in found if one is not None and not one.retired}


@pytest.fixture
async def house(case: Case, server: FakeSourceServer, tmp_path: Path) -> AsyncIterator[House]:
    source = {"private_addresses": True, **case.settings(server.url)}
    (tmp_path / "frontdesk.yaml").write_text(json.dumps({"frontdesk": 1, "name": "E", "sources": [source]}))
    specs = load_project(tmp_path, Host.load({})).sources
    clock = Quick()
    store = await open_store(file_with_tables(tmp_path / "desk.sqlite"), clock)
    key = key_file(server.url) if source["kind"] == "google_sheets" else "k3y-of-the-api"
    secrets = Secrets({"KEY": key})
    caller = SourceCaller(secrets, clock, networks=LOOPBACK, private={specs[0].id}, shelf=Shelf())
    sync = SourceSync(store, specs, clock, secrets=secrets.resolve)
    sync.call_by(caller)
    yield House(store, sync)
    await caller.close()
    await store.close()


def key_file(url: str) -> str:
    """A service account's key, whose tokens come from the fake."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return json.dumps({"client_email": "a@b.example", "private_key": pem, "token_uri": f"{url}/token"})


def asked(server: FakeSourceServer) -> list[Any]:
    """The calls for data, in order."""
    return [request for request in server.requests if request.path != "/token"]


NAMES = {str(record["id"]): record["name"] for record in RECORDS}


async def test_everything_arrives_in_as_few_calls_as_pages(case: Case, server: FakeSourceServer, house: House) -> None:
    outcome = await house.read()

    assert outcome.read, outcome.problems
    assert await house.names() == NAMES
    assert len(asked(server)) == case.calls


async def test_a_pass_that_is_refused_for_a_while_goes_on(case: Case, server: FakeSourceServer, house: House) -> None:
    for turn in (Turn(answer=Answer.TOO_MANY, retry_after=7), Turn(answer=Answer.ERROR), Turn(answer=Answer.DROP)):
        server.script(turn)
    outcome = await house.read()

    assert outcome.read, outcome.problems
    assert await house.names() == NAMES
    assert (server.counts[429], server.counts[503], server.counts[0]) == (1, 1, 1)


async def test_what_has_not_changed_is_not_sent_again(case: Case, server: FakeSourceServer, house: House) -> None:
    await house.read()
    dialect = server.dialect
    before = len(asked(server))
    again = await house.read()
    posted = sum(request.method == "POST" for request in asked(server)[before:])

    assert server.counts[304] == case.calls - posted
    assert again.progress is not None
    assert (again.progress.added, again.progress.changed, again.progress.retired) == (0, 0, 0)

    dialect.put([*RECORDS[:-1], {**RECORDS[-1], "name": "Another name"}])
    await house.read()

    assert (await house.names())[str(RECORDS[-1]["id"])] == "Another name"
