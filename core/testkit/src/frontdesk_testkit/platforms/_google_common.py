"""What Google's two chat platforms have in common: tokens, the handshake, and the signature by the client token."""

from __future__ import annotations

import hmac
import json
from abc import abstractmethod
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha512
from typing import ClassVar, Final

from frontdesk_testkit.dialect import Dialect, PlatformReply, PlatformRequest, Posting, Sent
from frontdesk_testkit.platforms._google_errors import busy
from frontdesk_testkit.platforms._google_tokens import Tokens
from frontdesk_testkit.turns import Turn

CLIENT_TOKEN: Final = b"SJENCPGJESMGUFPY"
HANDSHAKE: Final = "1234567890"


class GoogleDialect(Dialect):
    """What both have in common: tokens, the handshake, and the signature by the client token."""

    honours_keys: ClassVar[bool] = True

    def __init__(self) -> None:
        self.tokens = Tokens()

    def secrets(self, root: str) -> Mapping[str, bytes]:
        """The client token, and the key file of a service account whose tokens are fetched at `root`."""
        return {
            "env:FAKE_GOOGLE_CLIENT_TOKEN": CLIENT_TOKEN,
            "env:FAKE_GOOGLE_SERVICE_ACCOUNT": self.tokens.key_file(root),
        }

    def bearer(self, ref: str, scopes: tuple[str, ...]) -> str:  # noqa: ARG002 - there is one account
        """As `/token` would have granted it."""
        return self.tokens.issue(scopes)

    def serve(self, request: PlatformRequest) -> Sent | PlatformReply:
        """`/token`, or a call of the platform's own API."""
        if (request.method, request.path) == ("POST", "/token"):
            return self.tokens.grant(request)
        return self.called(request)

    @abstractmethod
    def called(self, request: PlatformRequest) -> Sent | PlatformReply:
        """A call of the API, with its token still to be checked."""

    def handshake(self) -> Posting:
        """Unsigned: the client token is what vouches for it."""
        body = json.dumps({"clientToken": CLIENT_TOKEN.decode(), "secret": HANDSHAKE}).encode()
        return Posting(body=body, headers={"Content-Type": "application/json"})

    def refuse(self, turn: Turn) -> PlatformReply:
        """In Google's words."""
        return busy(turn)


def signed(signed: bytes, body: bytes) -> Posting:
    signature = b64encode(hmac.new(CLIENT_TOKEN, signed, sha512).digest()).decode()
    return Posting(body=body, headers={"Content-Type": "application/json", "X-Goog-Signature": signature})


def time_of(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
