"""Holding: the partitions that this process works on, for as long as it can be sure that they are its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import inf
from typing import Final, NamedTuple

import structlog

from frontdesk_server.runtime.tuning import Tuning
from frontdesk_server.store import Store, StoreUnavailable
from frontdesk_server.store.values import Lease, Role

LOOK_EVERY: Final = 0.5
"""Seconds: how soon a partition that is free, or an owner who has come, is seen where nobody tells of it."""

_log = structlog.get_logger("frontdesk.runtime")


class Change(NamedTuple):
    """What came of renewing one role's leases."""

    held: Sequence[Lease]
    taken: Sequence[Lease]
    kept: Sequence[Lease]
    finishing: Sequence[Lease]
    """More than its share, and kept only until what is being sent on them has ended."""


class Holding:
    """The leases of one process in all its roles.

    A lease is counted from before it was asked for, by the clock that nobody sets: when others may take a partition,
    this process has already left it alone. An embedded database has no others.
    """

    def __init__(self, store: Store, owner: str, tuning: Tuning) -> None:
        self._clock = store.clock
        self._others = store.database.shared
        self._length = tuning.lease.total_seconds()
        self._renew_every = tuning.renew_every
        self._leases = {role: store.leases(role, owner, tuning.lease) for role in tuning.role.leases}
        self._held: dict[Role, Sequence[Lease]] = dict.fromkeys(Role, ())
        self._until: dict[Role, float] = dict.fromkeys(Role, -inf)
        self._renewed = -inf
        self._seen: dict[Role, int] = {}

    @property
    def roles(self) -> Collection[Role]:
        """Of what partitions are held."""
        return self._leases.keys()

    @property
    def complete(self) -> bool:
        """Whether there is something to work on in each role."""
        return all(self.of(role) for role in self._leases)

    def of(self, role: Role) -> Sequence[Lease]:
        """What may be worked on; nothing once the leases may be over."""
        return self._held[role] if self._clock.monotonic() < self._until[role] else ()

    def parts(self, role: Role) -> Collection[int]:
        """The numbers of these partitions."""
        return [lease.part for lease in self.of(role)]

    async def renew(self, role: Role) -> Change:
        """Renew the leases of a role; they count once they are given to `work_on`."""
        asked = self._clock.monotonic()
        held = await self._leases[role].hold()
        before = set(self._held[role])
        self._until[role] = asked + self._length if self._others else inf
        self._renewed = asked
        taken, kept = [one for one in held if one not in before], [one for one in held if one in before]
        return Change(held, taken, kept, self._leases[role].finishing)

    def work_on(self, role: Role, leases: Sequence[Lease]) -> None:
        """Work on these from now on."""
        self._held[role] = leases

    async def is_time(self) -> bool:
        """Whether to renew: in good time before the leases end, and at once where shares may have changed."""
        if self._clock.monotonic() - self._renewed >= self._renew_every:
            return True
        return self._others and any([await self._moved(role) for role in self._leases])

    async def _moved(self, role: Role) -> bool:
        free, there = await self._leases[role].look()
        before, self._seen[role] = self._seen.get(role, there), there
        return free or there != before

    async def give_back(self, role: Role, *, unfinished: bool = True) -> int:
        """Give a role's partitions back, as `Leases.release` has it; how many are left.

        One that the database does not take back is free when its lease has ended.
        """
        if role not in self._leases:
            return 0
        self._held[role] = ()
        try:
            return await self._leases[role].release(unfinished=unfinished)
        except StoreUnavailable as error:
            _log.warning("leases not given back", role=role.value, reason=str(error))
            return 0
