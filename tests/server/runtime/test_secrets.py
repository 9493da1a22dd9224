"""Secrets: encrypted at rest, rotated, and read by reference."""

from __future__ import annotations

import pytest

from frontdesk import ConfigError
from frontdesk_server.secrets import Cipher, Secrets

OLD, NEW = "an-old-key-of-some-length", "a-new-key-of-some-length"


def test_what_is_encrypted_is_not_readable_and_comes_back() -> None:
    token = Cipher(NEW).encrypt(b"sesame-open")
    assert b"sesame" not in token.encode()
    assert Cipher(NEW).decrypt("phone", token) == b"sesame-open"


def test_an_older_key_still_opens() -> None:
    token = Cipher(OLD).encrypt(b"sesame-open")
    assert Cipher(f"{NEW}, {OLD}").decrypt("phone", token) == b"sesame-open"


def test_a_rotated_token_needs_the_new_key_only() -> None:
    token = Cipher(f"{NEW},{OLD}").rotate("phone", Cipher(OLD).encrypt(b"sesame-open"))
    assert Cipher(NEW).decrypt("phone", token) == b"sesame-open"


def test_another_key_does_not_open() -> None:
    token = Cipher(OLD).encrypt(b"sesame-open")
    with pytest.raises(ConfigError, match="FD760"):
        Cipher(NEW).decrypt("phone", token)


def test_a_reference_names_a_variable_or_a_stored_secret() -> None:
    secrets = Secrets({"KEY": "from-the-environment"}, {"phone": Cipher(NEW).encrypt(b"from-the-store")}, NEW)
    assert secrets.resolve("env:KEY") == b"from-the-environment"
    assert secrets.resolve("store:phone") == b"from-the-store"
    assert secrets.resolve("env:NONE") is None
    assert secrets.resolve("store:none") is None


def test_a_stored_secret_without_a_key_says_what_is_missing() -> None:
    with pytest.raises(ConfigError, match="FD758"):
        Secrets({}, {"phone": Cipher(NEW).encrypt(b"sesame-open")}).value("store:phone")
