"""The values of HTTP: requests that came in, calls to make, what they bring, and credentials, which only have names.

A plugin builds them or reads them; the host alone talks, and alone knows what a secret's name stands for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

__all__ = [
    "Auth",
    "Basic",
    "Bearer",
    "GoogleServiceAccount",
    "HeaderKey",
    "HmacSignature",
    "HttpCall",
    "HttpReply",
    "OAuthClient",
    "PathKey",
    "QueryKey",
    "SecretRef",
    "WebhookRequest",
    "WebhookResponse",
    "secret_refs",
]


class SecretRef(str):
    """The name of a secret, in a channel's or source's settings: never the secret itself."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A text of 1 to 200 characters."""
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema(min_length=1, max_length=200))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, object]:
        """A form that is made of the schema knows by `format: secret` what never to show."""
        return handler(schema) | {"format": "secret"}


def secret_refs(settings: BaseModel) -> frozenset[str]:
    """Every secret that settings name, so that the host can look them up before it builds the channel."""
    return frozenset(_refs(settings))


def _refs(value: object) -> Iterator[str]:
    if isinstance(value, SecretRef):
        yield str(value)
    elif isinstance(value, BaseModel):
        yield from (ref for _, item in value for ref in _refs(item))
    elif isinstance(value, Mapping):
        yield from (ref for item in value.values() for ref in _refs(item))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (ref for item in value for ref in _refs(item))


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRequest:
    """An HTTP request as it came in. Header names are in lower case; `body` is the raw bytes."""

    method: str = "POST"
    path: str = "/"
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    received_at: datetime
    """When it reached us, UTC: what signed timestamps are compared with."""
    client: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookResponse:
    """What the host answers once the events are durable."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Bearer:
    """`Authorization: Bearer <secret>`; `ref` names the secret, only the host reads it."""

    ref: str


@dataclass(frozen=True, slots=True)
class Basic:
    """HTTP basic authentication; `ref` names the password's secret."""

    user: str
    ref: str


@dataclass(frozen=True, slots=True)
class HeaderKey:
    """A secret sent in a header of the platform's own."""

    header: str
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HmacSignature:
    """HMAC-SHA256 in hex over `timestamp + "." + body`, signed by the host at the moment of the call.

    The host sets `timestamp_header` (Unix seconds) and `header` (`prefix` + hex digest).
    """

    ref: str
    header: str
    timestamp_header: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class PathKey:
    """A secret within the address (Telegram): the host writes its value where the call's `url` says `{secret}`."""

    ref: str


@dataclass(frozen=True, slots=True)
class GoogleServiceAccount:
    """A bearer token of Google's OAuth 2.0 for servers; `ref` names the secret that holds the key file (JSON).

    The host signs the assertion, fetches the token from the `token_uri` of the key file, and keeps it until it expires.
    """

    ref: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueryKey:
    """A secret in the query of the address (`?api_key=...`): the host adds it, and never tells the whole address."""

    name: str
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthClient:
    """A bearer token of OAuth 2.0 client credentials (RFC 6749, 4.4); `ref` names the client's secret.

    The host asks `token_url` for it, and keeps it until it expires. `in_body`: the client's id and secret go in the
    form instead of a Basic header; `more` are further fields of the form (`audience`).
    """

    ref: str
    client_id: str
    token_url: str
    scopes: tuple[str, ...] = ()
    in_body: bool = False
    more: tuple[tuple[str, str], ...] = ()


Auth = Bearer | Basic | HeaderKey | HmacSignature | PathKey | QueryKey | GoogleServiceAccount | OAuthClient


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpCall:
    """An HTTP request to make, as a value."""

    url: str
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    auth: Auth | None = None
    timeout: float = 10.0
    """Seconds, for the whole exchange."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpReply:
    """What came back. Header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
