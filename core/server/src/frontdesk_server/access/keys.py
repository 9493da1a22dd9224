"""Secrets that we hand out once: 256 random bits; what we keep is their SHA-256."""

from __future__ import annotations

import re
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final
from uuid import uuid4

_BYTES: Final = 32
_LONGEST: Final = 200
_ID: Final = re.compile("[0-9a-f]{32}")


def new_key(prefix: str = "") -> str:
    """A new secret, fit for cookies, headers and addresses."""
    return prefix + token_urlsafe(_BYTES)


def digest(key: str) -> str:
    """What is kept of a secret. There is nothing to guess in 256 bits: it needs neither salt nor slowness."""
    return sha256(key[:_LONGEST].encode()).hexdigest()


def new_id() -> str:
    """A name for a new thing; no secret."""
    return uuid4().hex


def is_id(text: str) -> bool:
    """Whether a text from outside can be such a name."""
    return _ID.fullmatch(text) is not None
