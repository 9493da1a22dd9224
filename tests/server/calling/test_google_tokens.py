"""Google's tokens over real HTTP: what is signed and asked for, how long it is kept, and how a refusal is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qs

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.jwk import RSAKey

from frontdesk import GoogleServiceAccount, HttpCall
from frontdesk_server.calling import HttpTransport
from frontdesk_server.calling.ports import NotSent, Refused, Unauthorised
from frontdesk_server.secrets import Secrets
from tests.server.runtime.house import START, TurnedClock

pytestmark = pytest.mark.anyio

SCOPE = "https://www.googleapis.com/auth/rcsbusinessmessaging"
AUTH = GoogleServiceAccount("env:KEY", (SCOPE, "https://www.googleapis.com/auth/other"))
MAIL = "bot@project.iam.gserviceaccount.com"


@lru_cache
def _private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@dataclass
class _Google:
    """A token endpoint (`/token`) and an API beside it; both write down what they are asked."""

    environ: dict[str, str] = field(default_factory=dict)
    forms: list[dict[str, str]] = field(default_factory=list)
    bearers: list[str] = field(default_factory=list)
    token_status: int = 200
    token_body: Mapping[str, object] | None = None
    taken: set[str] = field(default_factory=set)
    """Tokens that the API takes no more."""
    base: str = ""
    clock: TurnedClock = field(default_factory=TurnedClock)

    @asynccontextmanager
    async def open(self, *private: str) -> AsyncIterator[HttpTransport]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self.store_key()
        transport = HttpTransport(Secrets(self.environ), self.clock, private=private or ["rcs"])
        try:
            async with server:
                yield transport
        finally:
            await transport.close()

    def store_key(self, **changed: object) -> None:
        file = {"client_email": MAIL, "private_key": _private_key(), "private_key_id": "k1"}
        self.environ["KEY"] = json.dumps(
            {**file, "token_uri": f"{self.base}/token", "type": "service_account"} | changed
        )

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                names = {n.lower(): v for n, _, v in (line.partition(": ") for line in head.splitlines()[1:])}
                body = await reader.readexactly(int(names.get("content-length", 0)))
                token = head.startswith("POST /token")
                status, answer = self._token(body) if token else self._api(names)
                text = json.dumps(answer).encode()
                writer.write(f"HTTP/1.1 {status} Told\r\nContent-Length: {len(text)}\r\n\r\n".encode() + text)
        writer.close()

    def _token(self, body: bytes) -> tuple[int, Mapping[str, object]]:
        self.forms.append({name: values[0] for name, values in parse_qs(body.decode()).items()})
        granted = {"access_token": f"ya29.{len(self.forms)}", "expires_in": 3599, "token_type": "Bearer"}
        return self.token_status, self.token_body if self.token_body is not None else granted

    def _api(self, headers: Mapping[str, str]) -> tuple[int, Mapping[str, object]]:
        self.bearers.append(headers["authorization"])
        return (401 if self.bearers[-1].removeprefix("Bearer ") in self.taken else 200), {}

    async def call(self, transport: HttpTransport, auth: GoogleServiceAccount = AUTH) -> int:
        return (await transport.call(HttpCall(url=f"{self.base}/send", body=b"{}", auth=auth), "rcs")).status


async def test_a_call_bears_the_token_that_was_granted() -> None:
    google = _Google()
    async with google.open() as transport:
        assert await google.call(transport) == 200
    assert google.bearers == ["Bearer ya29.1"]


async def test_the_assertion_is_signed_by_the_key_of_the_file_and_says_what_google_asks_for() -> None:
    google = _Google()
    async with google.open() as transport:
        await google.call(transport)
    [form] = google.forms
    signed = jwt.decode(form["assertion"], RSAKey.import_key(_private_key()), ["RS256"])
    now = int(START.timestamp())
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert signed.header == {"alg": "RS256", "typ": "JWT", "kid": "k1"}
    assert signed.claims == {
        "iss": MAIL,
        "scope": " ".join(AUTH.scopes),
        "aud": f"{google.base}/token",
        "iat": now,
        "exp": now + 3600,
    }


async def test_one_token_serves_all_calls_until_shortly_before_its_end() -> None:
    google = _Google()
    async with google.open() as transport:
        await asyncio.gather(*(google.call(transport) for _ in range(20)))
        google.clock.turn(seconds=3530)
        await google.call(transport)
        assert len(google.forms) == 1
        google.clock.turn(seconds=10)
        await google.call(transport)
    assert (len(google.forms), google.bearers[-1]) == (2, "Bearer ya29.2")


async def test_those_who_wait_for_a_token_share_what_came_of_asking() -> None:
    google = _Google(token_status=503)
    async with google.open() as transport:
        ends = await asyncio.gather(*(google.call(transport) for _ in range(20)), return_exceptions=True)
        assert {type(end) for end in ends} == {NotSent}
        assert len(google.forms) == 1


async def test_other_scopes_and_another_key_file_have_a_token_of_their_own() -> None:
    google = _Google()
    async with google.open() as transport:
        await google.call(transport)
        await google.call(transport, GoogleServiceAccount("env:KEY", (SCOPE,)))
        google.store_key(private_key_id="k2")
        await google.call(transport)
    assert google.bearers == ["Bearer ya29.1", "Bearer ya29.2", "Bearer ya29.3"]


async def test_a_token_that_is_taken_no_more_is_asked_for_anew_once() -> None:
    google = _Google(taken={"ya29.1"})
    async with google.open() as transport:
        assert await google.call(transport) == 200
        google.taken |= {"ya29.2", "ya29.3"}
        assert await google.call(transport) == 401
    assert google.bearers == ["Bearer ya29.1", "Bearer ya29.2", "Bearer ya29.2", "Bearer ya29.3"]


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (
            400,
            {"error": "invalid_grant", "error_description": "Invalid JWT Signature."},
            "400 invalid_grant: Invalid JWT",
        ),
        (401, {"error": "invalid_client", "error_description": "disabled"}, "401 invalid_client: disabled"),
        (404, {}, "404"),
        (200, {"token_type": "Bearer"}, "there is no token in what"),
        (200, {"access_token": "a b"}, "there is no token in what"),
    ],
)
async def test_a_refused_exchange_is_told_with_googles_words(
    status: int, body: Mapping[str, object], told: str
) -> None:
    google = _Google(token_status=status, token_body=body)
    async with google.open() as transport:
        with pytest.raises(Unauthorised, match=f"FD782.*{told}"):
            await google.call(transport)
    assert google.bearers == []


@pytest.mark.parametrize("status", [429, 408, 500, 503])
async def test_an_endpoint_that_is_out_of_order_only_puts_the_call_off(status: int) -> None:
    google = _Google(token_status=status)
    async with google.open() as transport:
        with pytest.raises(NotSent, match=f"no token from .*status {status}") as caught:
            await google.call(transport)
        assert not isinstance(caught.value, Unauthorised)
        google.token_status = 200
        assert await google.call(transport) == 200


async def test_an_endpoint_that_cannot_be_reached_only_puts_the_call_off() -> None:
    google = _Google()
    async with google.open() as transport:
        google.store_key(token_uri="http://127.0.0.1:1/token")
        with pytest.raises(NotSent) as caught:
            await google.call(transport)
    assert not isinstance(caught.value, Unauthorised)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("secret-words", "Invalid JSON"),
        ('{"client_email": "a@b"}', "private_key: Field required"),
        ('{"client_email": "a@b", "private_key": "secret-words", "token_uri": "https://x"}', "cannot be used to sign"),
    ],
)
async def test_a_bad_key_file_is_told_without_a_word_of_it(file: str, told: str) -> None:
    google = _Google()
    async with google.open() as transport:
        google.environ["KEY"] = file
        with pytest.raises(Unauthorised, match=f"FD781.*'env:KEY'.*{told}") as caught:
            await google.call(transport)
    assert "secret-words" not in f"{caught.value} {caught.value.__cause__}"


async def test_a_key_file_without_value_asks_for_a_human() -> None:
    google = _Google()
    async with google.open() as transport:
        del google.environ["KEY"]
        with pytest.raises(Unauthorised, match="FD759"):
            await google.call(transport)


async def test_the_token_endpoint_is_guarded_as_the_account_is() -> None:
    google = _Google()
    async with google.open("another account") as transport:
        auth = HttpCall(url="https://8.8.8.8/send", auth=AUTH)
        with pytest.raises(Unauthorised, match=r"FD781.*FD761"):
            await transport.call(auth, "rcs")
    assert google.forms == []


async def test_nothing_is_asked_for_a_call_that_may_not_be_made() -> None:
    google = _Google()
    async with google.open("another account") as transport:
        with pytest.raises(Refused, match="FD761"):
            await google.call(transport)
    assert google.forms == []
