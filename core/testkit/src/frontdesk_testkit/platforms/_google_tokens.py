"""Google's OAuth 2.0 for servers, as far as a service account needs it: an assertion in, a token out.

https://developers.google.com/identity/protocols/oauth2/service-account#httprest
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from functools import cache
from typing import Final
from urllib.parse import parse_qs

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from frontdesk_testkit.dialect import PlatformReply, PlatformRequest, Refused
from frontdesk_testkit.platforms._google_errors import refuse

GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
EMAIL: Final = "fake@fake-platform.iam.gserviceaccount.com"
KEY_ID: Final = "0123456789abcdef0123456789abcdef01234567"
LASTS: Final = 3600
"""Seconds between `iat` and `exp`: Google takes no more."""


@cache
def _key() -> RSAPrivateKey:
    """The account's key: one for the process, since making one takes a while."""
    return generate_private_key(public_exponent=65537, key_size=2048)


class Tokens:
    """The authorisation server of one platform, and the tokens that it gave."""

    def __init__(self) -> None:
        self._granted: dict[str, frozenset[str]] = {}

    def key_file(self, root: str) -> bytes:
        """What Google Cloud gives for download, with the token's address at `root`."""
        pem = _key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return json.dumps(
            {
                "type": "service_account",
                "project_id": "fake-platform",
                "private_key_id": KEY_ID,
                "private_key": pem,
                "client_email": EMAIL,
                "token_uri": f"{root}/token",
            }
        ).encode()

    def grant(self, request: PlatformRequest) -> PlatformReply:
        """A token for an assertion that is signed with the account's key, for this very address."""
        form = parse_qs(request.body.decode("utf-8", "replace"))
        if form.get("grant_type") != [GRANT]:
            raise _denied("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type')}")
        claims = _claims(form.get("assertion", [""])[0])
        _check(claims, f"http://{request.headers.get('host', '')}/token")
        token = self.issue(tuple(str(claims["scope"]).split()))
        return PlatformReply(
            body=json.dumps({"access_token": token, "expires_in": 3599, "token_type": "Bearer"}).encode()
        )

    def issue(self, scopes: tuple[str, ...]) -> str:
        """A token for these scopes."""
        token = f"ya29.fake-platform-{len(self._granted)}"
        self._granted[token] = frozenset(scopes)
        return token

    def revoke(self) -> None:
        """Every token so far is worth nothing from now on."""
        self._granted.clear()

    def check(self, request: PlatformRequest, scope: str) -> None:
        """Refuse a call without a token of ours (401), or with one of another scope (403)."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or token not in self._granted:
            words = "Request had invalid authentication credentials. Expected OAuth 2 access token."
            raise refuse("UNAUTHENTICATED", words)
        if scope not in self._granted[token]:
            words = "Request had insufficient authentication scopes."
            raise refuse("PERMISSION_DENIED", words, reason="ACCESS_TOKEN_SCOPE_INSUFFICIENT")


def _claims(assertion: str) -> Mapping[str, object]:
    """The claims of a JWT that the account's key signed by RS256."""
    try:
        head, body, signature = assertion.split(".")
        header, claims = json.loads(_decoded(head)), json.loads(_decoded(body))
        _key().public_key().verify(_decoded(signature), f"{head}.{body}".encode(), PKCS1v15(), SHA256())
    except (ValueError, InvalidSignature) as error:
        raise _denied("invalid_grant", "Invalid JWT Signature.") from error
    if not isinstance(header, dict) or header.get("alg") != "RS256" or not isinstance(claims, dict):
        raise _denied("invalid_grant", "Invalid JWT: only RS256 is taken.")
    return claims


def _check(claims: Mapping[str, object], address: str) -> None:
    if (claims.get("iss"), claims.get("aud")) != (EMAIL, address):
        raise _denied("invalid_grant", f"Invalid JWT: iss must be {EMAIL}, aud {address}.")
    issued, ends = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int) or not isinstance(ends, int) or not 0 < ends - issued <= LASTS:
        raise _denied("invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes).")
    if not isinstance(claims.get("scope"), str) or not claims["scope"]:
        raise _denied("invalid_scope", "Invalid OAuth scope or ID token audience provided.")


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _denied(code: str, words: str) -> Refused:
    return Refused(PlatformReply(status=400, body=json.dumps({"error": code, "error_description": words}).encode()))
