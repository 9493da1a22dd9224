"""Tokens of OAuth client credentials: asked for once, kept while they hold, and nobody is told the secret."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network
from urllib.parse import parse_qs

import pytest

from frontdesk import Fetch, HttpCall, HttpReply, HttpSource, OAuthClient, Page, QueryKey
from frontdesk.errors import ConfigError
from frontdesk_server.calling import SourceCaller
from frontdesk_server.secrets import Secrets
from frontdesk_testkit import FakeSourceServer, PlatformRequest, SourceDialect, grant_token, json_reply
from tests.server.calling.asking import Quick
from tests.server.runtime.house import NoSettings

pytestmark = pytest.mark.anyio

SECRET = "s3cr&t /+ é"


class Guarded(HttpSource):
    """Anything, behind a token."""

    kind = "guarded"
    Settings = NoSettings

    def first(self, since: object) -> list[Fetch]:
        return []

    def page(self, fetch: Fetch, reply: HttpReply) -> Page:
        return Page()


class GuardedDialect(SourceDialect):
    """A platform that takes its newest token only."""

    def __init__(self) -> None:
        super().__init__()
        self.granted = 0
        self.lasts = 3600
        self.answer: HttpReply | None = None

    def serve(self, request: PlatformRequest) -> HttpReply:
        if request.path == "/token":
            return self.answer or self._grant(request)
        if request.headers.get("authorization") != f"Bearer token-number-{self.granted}":
            return json_reply({"error": "invalid_token"}, 401)
        return json_reply([])

    def _grant(self, request: PlatformRequest) -> HttpReply:
        reply = grant_token(
            request,
            client_id="desk",
            secret=SECRET.encode(),
            token=f"token-number-{self.granted + 1}",
            lasts=self.lasts,
        )
        self.granted += reply.status == 200
        return reply


@dataclass
class House:
    server: FakeSourceServer
    dialect: GuardedDialect
    caller: SourceCaller
    clock: Quick
    source: Guarded = field(default_factory=lambda: Guarded(NoSettings()))

    async def ask(self, **changes: object) -> None:
        fields = {"ref": "env:SECRET", "client_id": "desk", "token_url": f"{self.server.url}/token"} | changes
        auth = OAuthClient(**fields)  # type: ignore[arg-type]
        call = HttpCall(method="GET", url=f"{self.server.url}/data", auth=auth)
        await self.caller.fetch("guarded", self.source, Fetch(call=call))

    async def refused(self, **changes: object) -> str:
        with pytest.raises(ConfigError) as caught:
            await self.ask(**changes)
        assert SECRET not in str(caught.value)
        return str(caught.value)

    @property
    def forms(self) -> list[Mapping[str, list[str]]]:
        return [parse_qs(request.body.decode()) for request in self.server.requests if request.path == "/token"]


@asynccontextmanager
async def house(environ: Mapping[str, str] | None = None) -> AsyncIterator[House]:
    dialect, clock = GuardedDialect(), Quick()
    with FakeSourceServer(dialect) as server:
        caller = SourceCaller(
            Secrets(environ or {"SECRET": SECRET}), clock, networks=[ip_network("127.0.0.0/8")], private=["guarded"]
        )
        try:
            yield House(server, dialect, caller, clock)
        finally:
            await caller.close()


@pytest.mark.parametrize("in_body", [False, True])
async def test_a_token_is_asked_for_once_and_kept(in_body: bool) -> None:
    async with house() as found:
        for _ in range(3):
            await found.ask(in_body=in_body, scopes=("read", "list"), more=(("audience", "shops"),))
        assert len(found.forms) == 1
        assert found.forms[0]["grant_type"] == ["client_credentials"]
        assert (found.forms[0]["scope"], found.forms[0]["audience"]) == (["read list"], ["shops"])
        assert ("client_secret" in found.forms[0]) is in_body


async def test_a_token_is_given_up_before_it_ends() -> None:
    async with house() as found:
        await found.ask()
        found.clock.turn(seconds=3600 - 61)
        await found.ask()
        assert len(found.forms) == 1
        found.clock.turn(seconds=2)
        await found.ask()
        assert len(found.forms) == 2


async def test_a_token_that_is_taken_no_more_is_replaced_once() -> None:
    async with house() as found:
        await found.ask()
        found.dialect.granted = 7
        await found.ask()
        assert [request.path for request in found.server.requests][-4:] == ["/data", "/data", "/token", "/data"]


async def test_a_platform_that_takes_no_token_is_told_after_the_second() -> None:
    async with house() as found:
        found.dialect.answer = json_reply({"access_token": "of-another-house"})
        assert "FD806" in await found.refused()
        assert len(found.forms) == 2


async def test_a_wrong_secret_is_named_with_the_platforms_words() -> None:
    async with house({"SECRET": "old"}) as found:
        words = await found.refused()
    assert "FD805" in words
    assert "'env:SECRET'" in words
    assert "invalid_client" in words


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"access_token": ""}', b'{"access_token": "a b"}'])
async def test_an_answer_without_a_token_is_told(body: bytes) -> None:
    async with house() as found:
        found.dialect.answer = HttpReply(status=200, body=body)
        assert "FD805" in await found.refused()


async def test_a_token_server_that_is_busy_is_asked_again() -> None:
    async with house() as found:
        found.dialect.answer = HttpReply(status=503)
        assert "FD811" in await found.refused()
        assert len(found.forms) == 5


async def test_a_token_is_never_asked_for_inside() -> None:
    async with house() as found:
        assert "FD813" in await found.refused(token_url="http://10.0.0.1/token")


async def test_a_key_in_the_address_is_never_told(caplog: pytest.LogCaptureFixture) -> None:
    async with house() as found:
        url = f"{found.server.url}/data?page=1"
        call = HttpCall(method="GET", url=url, auth=QueryKey(name="api_key", ref="env:SECRET"))
        with pytest.raises(ConfigError) as caught:
            await found.caller.fetch("guarded", found.source, Fetch(call=call))
        asked_with = found.server.requests[0].query
    assert asked_with == {"page": "1", "api_key": SECRET}
    assert f"FD806 {url} answers 401" in str(caught.value)
    told = json.dumps([str(caught.value), caplog.text, repr(caught.value.__cause__)])
    assert SECRET not in told
    assert "s3cr%26t" not in told
