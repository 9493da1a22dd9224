"""What would have been decided: a first message at an instant, under the release that was in force then."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from frontdesk.engine import Simulation, StepResult
from frontdesk.errors import ConfigError
from frontdesk.model import Account, Establishment, Toggles
from frontdesk.rules import Rulebook
from frontdesk_server.console.desk import Desk
from frontdesk_server.console.words import _
from frontdesk_server.publishing.live import rulebook_of
from frontdesk_server.publishing.releasing import compile_release
from frontdesk_server.store import Release, StoredEstablishment

MOST: Final = 8
"""Accounts for which it is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """What a first message on one account would have brought about."""

    account: Account
    step: StepResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposition:
    """The same on every account that may lead to the establishment. `release` None = there was none yet."""

    release: int | None
    answers: Sequence[Supposed] = ()
    unreadable: bool = False
    """The establishment's record, or that release, cannot be read by this version of the program."""


async def suppose(desk: Desk, place: StoredEstablishment, at: datetime) -> Supposition:
    """A contact writes to the establishment, as its record and its toggles are now, on each account."""
    release = await desk.store.releases.in_force(at)
    if release is None:
        return Supposition(release=None)
    toggles = await desk.store.toggles.get(place.id)
    try:
        establishment = place.establishment
        rulebook = await rulebook_at(desk, release)
    except ConfigError:
        return Supposition(release=release.number, unreadable=True)
    answers = [_suppose(rulebook, establishment, account, toggles, at) for account in _accounts(desk, place.id)]
    return Supposition(release=release.number, answers=answers)


async def rulebook_at(desk: Desk, release: Release) -> Rulebook:
    """The rulebook of a release; that of the newest one is compiled once. Raises `ConfigError`."""
    if release.number == await desk.store.releases.newest_number():
        return await rulebook_of(desk.store, desk.host, release)
    return await asyncio.to_thread(compile_release(desk.host), release)


def _accounts(desk: Desk, establishment: str) -> list[Account]:
    """The accounts whose route may lead there."""
    every = (desk.connections.accounts[id_] for id_ in sorted(desk.connections.accounts))
    return [account for account in every if account.route.fixed in (None, establishment)][:MOST]


def _suppose(rulebook: Rulebook, place: Establishment, account: Account, toggles: Toggles, at: datetime) -> Supposed:
    simulation = Simulation(rulebook, place, account, toggles=toggles)
    return Supposed(account=account, step=simulation.say(at, _("Hello")))
