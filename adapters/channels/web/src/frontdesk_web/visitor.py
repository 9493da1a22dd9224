"""Visitors: who is behind a token, how that is kept, and how it is vouched for on the way to the channel.

A token is 256 random bits that only the visitor's browser knows. The store keeps its SHA-256, with the account, the
origin and the establishment that it was given for; it lives 30 days from its last use.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from frontdesk import Contact, ExpiringStore

LIFETIME = timedelta(days=30)
_RENEWED_AFTER = timedelta(days=1)
_SEAL_KEY = secrets.token_bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A person in a browser, on one account, at one origin, writing to one establishment."""

    id: str
    """The contact's address: random, and not derived from the token."""
    account: str
    origin: str
    establishment: str | None
    """As the page named it; None = the account's route decides."""
    locale: str | None = None
    timezone: str | None = None
    """As the browser tells it."""
    name: str | None = None
    page: str | None = None
    renewed: str = ""
    """ISO instant of the last time its life was prolonged."""

    @property
    def contact(self) -> Contact:
        """The visitor as the engine knows contacts."""
        return Contact(address=self.id, full_name=self.name, locale=self.locale, timezone=self.timezone)

    @property
    def attributes(self) -> dict[str, str]:
        """What a route and the condition `page` may look at."""
        named = {"establishment": self.establishment, "page": self.page}
        return {name: value for name, value in named.items() if value}

    def document(self) -> dict[str, object]:
        """The visitor as JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


def new_visitor_id() -> str:
    """An address for a new contact."""
    return f"visitor-{secrets.token_hex(16)}"


@dataclass(frozen=True, slots=True)
class Visitors:
    """The visitors in the host's store, by the hash of their token."""

    store: ExpiringStore

    async def admit(self, visitor: Visitor, now: datetime) -> str:
        """Keep a new visitor; the token that stands for them, which is kept nowhere."""
        token = secrets.token_urlsafe(32)
        await self._keep(token, visitor, now)
        return token

    async def recognise(self, token: str, now: datetime) -> Visitor | None:
        """The visitor behind a token, their life prolonged at most once a day; None = forged, expired or unknown."""
        found = await self.store.get(_hashed(token))
        if found is None:
            return None
        visitor = Visitor(**found)  # type: ignore[arg-type]  # written by `document` alone
        if now - datetime.fromisoformat(visitor.renewed) >= _RENEWED_AFTER:
            await self._keep(token, visitor, now)
        return visitor

    async def _keep(self, token: str, visitor: Visitor, now: datetime) -> None:
        kept = replace(visitor, renewed=now.isoformat())
        await self.store.put(_hashed(token), kept.document(), LIFETIME)


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def sealed(visitor: Visitor, body: bytes) -> dict[str, str]:
    """The headers that carry a recognised visitor to the channel, vouched for by this process and no other.

    A request that comes in by any other way than the widget's own routes cannot have them.
    """
    document = json.dumps(visitor.document(), sort_keys=True)
    return {"frontdesk-visitor": document, "frontdesk-seal": _seal(document, body)}


def unsealed(headers: Mapping[str, str], body: bytes) -> Visitor | None:
    """The visitor that `sealed` vouched for; None = nobody, or a forgery."""
    document, seal = headers.get("frontdesk-visitor", ""), headers.get("frontdesk-seal", "")
    if not hmac.compare_digest(_seal(document, body).encode(), seal.encode()):
        return None
    return Visitor(**json.loads(document))  # what this process sealed is a visitor's document


def _seal(document: str, body: bytes) -> str:
    return hmac.new(_SEAL_KEY, document.encode() + b"\0" + body, sha256).hexdigest()
