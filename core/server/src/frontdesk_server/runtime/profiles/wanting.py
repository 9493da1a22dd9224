"""Wanting: what all establishments of an account want its platform to show, found out without asking each of them."""

from __future__ import annotations

import asyncio
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import structlog
from pydantic import TypeAdapter

from frontdesk.channel import Channel, Profile
from frontdesk.engine import (
    PARTS,
    Asked,
    Native,
    Part,
    Wanted,
    fit_profile,
    is_disputed,
    native_profile,
    native_texts,
    representatives,
    sole_establishment,
)
from frontdesk.errors import ConfigError
from frontdesk.model import Account, Establishment, Toggles, TraceLine
from frontdesk_server.runtime.world import Rulebooks
from frontdesk_server.store import Member, Store
from frontdesk_server.store.establishments import aged, compiled

if TYPE_CHECKING:
    from frontdesk.rules import Rulebook

AT_ONCE: Final = 64
"""Records that are read and compiled before it is looked whether more need be."""
MOST_ASKED: Final = 32 * AT_ONCE
"""A part that depends on more establishments' own data, tag by tag, is not shown: they would hardly agree."""

_ON: Final = Toggles()
_FORM: Final = TypeAdapter[Profile](Profile)
_log = structlog.get_logger("frontdesk.profiles")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What a platform is to show, as its own places carry it."""

    profile: Profile
    digest: str = ""
    """Of the profile and of where it is shown: what tells whether it was confirmed there."""
    lines: tuple[TraceLine, ...] = ()
    """Why something of it is not shown, or not as it is written."""
    until: datetime | None = None
    """When something else may be wanted though nobody changes anything."""


def fitted_for(account: Account, wanted: Wanted) -> Fitted:
    """What is wanted, fitted to what the account's channel can show."""
    profile, losses = fit_profile(wanted.profile, account.capabilities)
    told = (TraceLine(id=loss.id, params={"channel": account.channel, **loss.params}) for loss in losses)
    return Fitted(profile=profile, lines=(*wanted.lines, *told), until=wanted.until)


def digest_of(profile: Profile, channel: Channel) -> str:
    """32 hex digits that tell one profile from another, and what it is shown on: settings may name another."""
    where = f"{channel.kind}\x1f{channel.settings.model_dump_json()}\x1f".encode()
    return blake2b(where + _FORM.dump_json(profile), digest_size=16).hexdigest()


class Wanting:
    """Answers for any account, from what is committed now."""

    def __init__(self, store: Store, rulebooks: Rulebooks) -> None:
        self._store = store
        self._rulebooks = rulebooks
        self._members: Mapping[str, Member] = {}
        self._changes = 0

    async def mark(self) -> tuple[object, ...]:
        """What changes whenever any account may want something else: a release, a switch, an establishment."""
        release = (await self._rulebooks.current()).release
        members = await self._store.roll.current()
        if members is not self._members:
            self._members = members
            self._changes += 1
        return release, self._changes, *(await self._store.toggles.mark())

    async def of(self, account: Account) -> Fitted:
        """What this account's platform is to show at this instant."""
        book = await self._rulebooks.current()
        sole = sole_establishment(account.route)
        natives = await self._all(book, account) if sole is None else await self._asked(book, account, [sole])
        return fitted_for(account, native_profile(account, natives))

    async def _all(self, book: Rulebook, account: Account) -> list[Native]:
        """What one of each kind wants, of all establishments; no further than to the first disagreement."""
        members, off = await self._store.roll.current(), await self._store.toggles.exceptions()
        rest = dict(await asyncio.to_thread(representatives, book, account, _known(members, off)))
        found: list[Native] = []
        for _ in range(MOST_ASKED // AT_ONCE):
            ids = list(dict.fromkeys(id_ for ids in rest.values() for id_ in ids[:AT_ONCE]))
            if not ids:
                return found
            found = _distinct([*found, *await self._asked(book, account, ids, off)], rest)
            rest = {part: ids[AT_ONCE:] for part, ids in rest.items() if not is_disputed(part, found)}
        unasked = [part for part, ids in rest.items() if ids]
        return [_without(native, unasked, account) for native in found]

    async def _asked(
        self, book: Rulebook, account: Account, ids: Sequence[str], off: Mapping[str, Toggles] | None = None
    ) -> list[Native]:
        """What each of these wants; those that are gone or unreadable want nothing."""
        toggles = off if off is not None else await self._store.toggles.of(ids)
        now = self._store.clock.now()
        return [
            native_texts(book, place, account=account, toggles=toggles.get(place.id, _ON), now=now)
            for place in await self._places(ids)
        ]

    async def _places(self, ids: Sequence[str]) -> list[Establishment]:
        members = await self._store.roll.current()
        present = [id_ for id_ in ids if id_ in members and not members[id_].retired]
        found = []
        for record in await self._store.roll.records(present):
            try:
                found.append(aged(compiled(record.id, record.record, record.version), record.age))
            except ConfigError as error:
                _log.error("establishment unreadable", establishment=record.id, reason=str(error))
        return found


def _distinct(natives: Sequence[Native], parts: Container[Part]) -> list[Native]:
    """One of each that want the same of these parts, so that a hundred thousand that agree are one."""
    kept: list[Native] = []
    for native in natives:
        if not any(_same(native, other, parts) for other in kept):
            kept.append(native)
    return kept


def _same(one: Native, other: Native, parts: Container[Part]) -> bool:
    alike = (one.default, one.until, one.lines) == (other.default, other.until, other.lines)
    return alike and all(one.parts.get(part) == other.parts.get(part) for part in PARTS if part in parts)


def _without(native: Native, unasked: Sequence[Part], account: Account) -> Native:
    """What is wanted, less what too many would have had to be asked for one by one."""
    lines = (TraceLine(id="native_unasked", params={"account": account.id, "what": part}) for part in unasked)
    kept = {part: shown for part, shown in native.parts.items() if part not in unasked}
    return replace(native, parts=kept, lines=(*native.lines, *lines))


def _known(members: Mapping[str, Member], off: Mapping[str, Toggles]) -> Iterator[Asked]:
    return (
        Asked(member, off.get(member.id, _ON), member.locale, member.timezone)
        for member in members.values()
        if not member.retired
    )


def in_utc(instant: datetime | None) -> datetime | None:
    """An instant as others are compared with it."""
    return None if instant is None else instant.astimezone(UTC)
