"""An issuer of OpenID Connect on loopback: discovery, authorization, token, keys and userinfo, as the standard says.

What it says of the person can be set, and so can what it does wrong.
"""

from __future__ import annotations

import secrets
import threading
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from socket import socket
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from frontdesk_server.clock import SystemClock

CLIENT, SECRET = "frontdesk", "the-client-secret"


@dataclass
class Issuer:
    """One issuer, with one client and one person who says yes at once."""

    url: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    elsewhere: dict[str, Any] = field(default_factory=dict)
    """What only the userinfo endpoint tells."""
    forged: dict[str, Any] = field(default_factory=dict)
    """Claims of the ID token that are not as they should be."""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signs_with: RSAKey | None = None
    asked: dict[str, str] = field(default_factory=dict)
    """The last authorization request."""
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> Starlette:
        """Its endpoints."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
                Route("/me", self._me),
            ]
        )

    async def _discovery(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "userinfo_endpoint": f"{self.url}/me",
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            }
        )

    async def _authorize(self, request: Request) -> Response:
        self.asked = dict(request.query_params)
        assert (self.asked["client_id"], self.asked["response_type"]) == (CLIENT, "code")
        code = secrets.token_urlsafe(8)
        self._codes[code] = self.asked
        answer = urlencode({"code": code, "state": self.asked["state"]})
        return RedirectResponse(f"{self.asked['redirect_uri']}?{answer}", 302)

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        asked = self._codes.get(str(form["code"]))  # good more than once: what is single is up to us
        challenge = urlsafe_b64encode(sha256(str(form.get("code_verifier")).encode()).digest()).decode().rstrip("=")
        if asked is None or challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if request.headers.get("authorization") != f"Basic {_basic(CLIENT, SECRET)}":
            return JSONResponse({"error": "invalid_client"}, 401)
        now = int(SystemClock().now().timestamp())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked["nonce"], **self.person}
        key = self.signs_with or self.key
        token = jwt.encode({"alg": "RS256", "kid": "one"}, {**claims, **self.forged}, key)
        return JSONResponse({"access_token": "access", "token_type": "Bearer", "id_token": token})

    async def _keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _me(self, _request: Request) -> Response:
        return JSONResponse({"sub": self.person["sub"], **self.elsewhere})


def _basic(name: str, password: str) -> str:
    return b64encode(f"{name}:{password}".encode()).decode()


@contextmanager
def issuing() -> Iterator[Issuer]:
    """An issuer that answers on a port of its own."""
    issuer = Issuer()
    with socket() as listener:
        listener.bind(("127.0.0.1", 0))
        issuer.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(issuer.app(), log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        listener.listen()
        thread.start()
        try:
            yield issuer
        finally:
            server.should_exit = True
            thread.join(30)
