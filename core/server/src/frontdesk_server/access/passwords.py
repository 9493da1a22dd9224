"""Passwords: Argon2id, in threads of its own, the same work for people who are not there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Final, TypeVar
from unicodedata import normalize

from pwdlib import PasswordHash

from frontdesk.errors import ConfigError

SHORTEST: Final = 10
LONGEST: Final = 500
_AT_ONCE: Final = 2
"""Each takes 64 MB and a core for some 50 ms."""

T = TypeVar("T")

_threads: Final = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="password")


def check_new(password: str, known: Iterable[str] = ()) -> None:
    """Refuse what is no password: too short, too long (FD822, FD823), or one of the person's own names (FD824)."""
    if len(password) < SHORTEST:
        raise ConfigError.of("FD822", least=SHORTEST)
    if len(password) > LONGEST:
        raise ConfigError.of("FD823", most=LONGEST)
    taken = {part for text in known for part in (_folded(text), _folded(text.partition("@")[0]))}
    if _folded(password) in taken:
        raise ConfigError.of("FD824")


async def hashed(password: str) -> str:
    """What is kept of a password."""
    return await _threaded(lambda: _hasher().hash(_form(password)))


async def verified(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Whether it is the password, and a better hash of it if the kept one has aged.

    `kept` None = there is nobody: it takes as long.
    """
    if len(password) > LONGEST:
        password = ""
    good, better = await _threaded(lambda: _hasher().verify_and_update(_form(password), kept or _nobody()))
    return good and kept is not None, better


async def _threaded(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_threads, work)


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobody() -> str:
    """The hash that is looked at where there is none."""
    return _hasher().hash("nobody")


def _form(password: str) -> str:
    """The same characters, however the keyboard composes them."""
    return normalize("NFKC", password)


def _folded(text: str) -> str:
    return "".join(_form(text).casefold().split())
