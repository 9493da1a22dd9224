"""What is live: the newest release, taken apart into the things that people edit one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final
from weakref import WeakKeyDictionary

from frontdesk.host import Host
from frontdesk.rules import Rulebook
from frontdesk_server.publishing.parts import Document, Parts, parts_of
from frontdesk_server.publishing.releasing import compile_release
from frontdesk_server.store import Release, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSet:
    """A message set of a release."""

    name: str
    position: int
    document: Document
    file: str | None
    """The file that it came from: it is changed there, and nowhere else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSchedule:
    """A named schedule of a release."""

    name: str
    document: Document
    file: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A release as sets and schedules by name; without one both are empty."""

    number: int
    parts: Parts
    sets: Mapping[str, LiveSet]
    schedules: Mapping[str, LiveSchedule]


def live_of(release: Release | None) -> Live:
    """What is live by that release."""
    parts = Parts() if release is None else parts_of(release.document)
    sets = [
        LiveSet(name=part.name, position=at, document=part.content, file=part.file)
        for at, part in enumerate(parts.sets)
        if isinstance(part.content, Mapping)
    ]
    schedules = [
        LiveSchedule(name=name, document=part.content, file=part.file)
        for name, part in parts.schedules.items()
        if isinstance(part.content, Mapping)
    ]
    return Live(
        number=0 if release is None else release.number,
        parts=parts,
        sets={found.name: found for found in sets},
        schedules={found.name: found for found in schedules},
    )


def live_id(kind: str, name: str) -> str:
    """The id of something live that has no draft: 32 hex digits that follow from its name."""
    return blake2b(f"live\x1f{kind}\x1f{name}".encode(errors="replace"), digest_size=16).hexdigest()


def new_id(author: str, key: str) -> str:
    """The id of a draft that somebody makes: the same form sent twice makes one draft."""
    return blake2b(f"new\x1f{author}\x1f{key}".encode(errors="replace"), digest_size=16).hexdigest()


_kept: Final[WeakKeyDictionary[Store, tuple[int, Host, Rulebook]]] = WeakKeyDictionary()


async def rulebook_of(store: Store, host: Host, release: Release | None) -> Rulebook:
    """The newest release, compiled once."""
    number = 0 if release is None else release.number
    found = _kept.get(store)
    if found is None or found[:2] != (number, host):
        rulebook = await asyncio.to_thread(compile_release(host), release)
        found = _kept[store] = number, host, rulebook
    return found[2]
