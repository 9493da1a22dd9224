"""Tokens of OAuth 2.0 client credentials (RFC 6749, 4.4).

The client proves itself by a Basic header of its id and secret, each encoded as in a form (2.3.1), or in the form.
"""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote_plus, urlencode

from frontdesk.calls import HttpCall, HttpReply, OAuthClient
from frontdesk.errors import ConfigError
from frontdesk_server.calling.granting import FORM, Granted, read_granted
from frontdesk_server.calling.ports import Unauthorised
from frontdesk_server.logs import hide


class ClientGrant:
    """`Grant` by a client's id and secret."""

    def __init__(self, auth: OAuthClient, secret: bytes) -> None:
        self._auth = auth
        self._secret = secret.strip(b"\r\n")

    @property
    def address(self) -> str:
        """As the settings name it."""
        return self._auth.token_url

    def call(self) -> HttpCall:
        """The request, with the client's secret in it."""
        form = {"grant_type": "client_credentials", **dict(self._auth.more)}
        if self._auth.scopes:
            form["scope"] = " ".join(self._auth.scopes)
        if self._auth.in_body:
            form |= {"client_id": self._auth.client_id, "client_secret": self._secret.decode("utf-8", "replace")}
            return HttpCall(url=self.address, headers=FORM, body=urlencode(form).encode())
        return HttpCall(url=self.address, headers=FORM | self._basic(), body=urlencode(form).encode())

    def granted(self, reply: HttpReply) -> Granted:
        """The token. Raises `Unauthorised` (FD805)."""
        found = read_granted(reply, self.address)
        if isinstance(found, str):
            raise self.unusable(found)
        return found

    def unusable(self, problem: str) -> Unauthorised:
        """FD805."""
        params = {"client": self._auth.client_id, "address": self.address, "name": self._auth.ref, "problem": problem}
        return Unauthorised(ConfigError.of("FD805", **params))

    def _basic(self) -> dict[str, str]:
        pair = f"{quote_plus(self._auth.client_id)}:{quote_plus(self._secret)}"
        encoded = b64encode(pair.encode()).decode()
        hide([encoded])
        return {"authorization": f"Basic {encoded}"}
