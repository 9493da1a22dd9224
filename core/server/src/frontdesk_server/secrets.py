"""Secrets: encrypted where they are kept, named where they are used, masked where they might be shown.

A reference is `env:NAME` (an environment variable) or `store:NAME` (a token in the store's `secret` table).
Tokens are Fernet, made with keys derived from FRONTDESK_SECRET_KEY: the first key encrypts, all of them decrypt.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from frontdesk.errors import ConfigError
from frontdesk_server.logs import hide

__all__ = ["NAME", "Cipher", "Secrets"]

NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}")
"""What a secret may be called."""


class Cipher:
    """Encrypts and decrypts with the keys of FRONTDESK_SECRET_KEY: newest first, separated by commas."""

    def __init__(self, keys: str) -> None:
        texts = [key.strip() for key in keys.split(",") if key.strip()]
        self._fernet = MultiFernet([_fernet(text) for text in texts])

    def encrypt(self, value: bytes) -> str:
        """A token that only these keys open."""
        return self._fernet.encrypt(value).decode()

    def decrypt(self, name: str, token: str) -> bytes:
        """The value of a token. Raises `ConfigError` (FD760) when none of the keys opens it."""
        try:
            return self._fernet.decrypt(token)
        except InvalidToken as error:
            raise ConfigError.of("FD760", name=name) from error

    def rotate(self, name: str, token: str) -> str:
        """The same value under the first key. Raises `ConfigError` (FD760)."""
        try:
            return self._fernet.rotate(token).decode()
        except InvalidToken as error:
            raise ConfigError.of("FD760", name=name) from error


def _fernet(text: str) -> Fernet:
    """A key of the right form from a text of any form. HKDF is enough: the text is a random key, not a password."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"frontdesk store secrets 1").derive(text.encode())
    return Fernet(urlsafe_b64encode(derived))


class Secrets:
    """The secrets of a running server, by reference. Only the host reads them."""

    def __init__(self, environ: Mapping[str, str], tokens: Mapping[str, str] | None = None, keys: str = "") -> None:
        self._environ = environ
        self._tokens = dict(tokens or {})
        self._cipher = Cipher(keys) if keys else None

    def replace(self, tokens: Mapping[str, str]) -> None:
        """Know these stored secrets instead of those before."""
        self._tokens = dict(tokens)

    @property
    def sealing(self) -> bool:
        """Whether there is a key to encrypt new ones with."""
        return self._cipher is not None

    def seal(self, name: str, value: str) -> str:
        """A token to be stored under that name. Raises `ConfigError` (FD758) without a key."""
        if self._cipher is None:
            raise ConfigError.of("FD758", name=name)
        hide([value.encode()])
        return self._cipher.encrypt(value.encode())

    def resolve(self, ref: str) -> bytes | None:
        """The value of a reference, or None when there is none. What it gives is masked in logs from then on.

        Raises `ConfigError`: FD758 without a key for a stored secret, FD760 when no key opens it.
        """
        value = self._found(ref)
        if value is not None:
            hide([value])
        return value

    def _found(self, ref: str) -> bytes | None:
        kind, _, name = ref.partition(":")
        if kind == "env":
            value = self._environ.get(name)
            return value.encode() if value else None
        token = self._tokens.get(name)
        if token is None:
            return None
        if self._cipher is None:
            raise ConfigError.of("FD758", name=name)
        return self._cipher.decrypt(name, token)

    def value(self, ref: str) -> bytes:
        """The value of a reference. Raises `ConfigError` (FD758-FD760)."""
        value = self.resolve(ref)
        if value is None:
            raise ConfigError.of("FD759", name=ref)
        return value
