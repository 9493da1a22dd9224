"""Channels and sources in one list: what is connected, whether it works, and what was last heard of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Literal

from starlette.responses import Response

from frontdesk.diagnostics import Diagnostic
from frontdesk_server.api.switchboard import Line
from frontdesk_server.console.accounts.holding import Held, held_accounts
from frontdesk_server.console.accounts.showing import ShownProfile, profiles_of
from frontdesk_server.console.screens import Handler
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _, moment
from frontdesk_server.runtime.admission import FAILURES
from frontdesk_server.store.connecting import SourcePass
from frontdesk_server.store.values import AccountNote

State = tuple[Literal["success", "warning", "danger"], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """One account with what is known of it now."""

    line: Line
    state: State
    last_event: datetime | None
    parked: int
    held: Held | None = None
    profile: ShownProfile | None = None
    """What its platform shows before any message; None = there is no such thing."""

    @property
    def doubts(self) -> tuple[Diagnostic, ...]:
        """What keeps it from being of use though it is connected."""
        return self.line.account.doubts if self.line.account is not None else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """One source with its last pass."""

    line: Line
    state: State
    last_pass: SourcePass | None
    stale: int
    stale_since: datetime | None
    moves: tuple[bool, bool] = (False, False)
    """Whether it can count earlier, and later."""


def whole(handler: Handler) -> Handler:
    """A screen for those who see everything: accounts and sources belong to no group of establishments."""

    @wraps(handler)
    async def guarded(visit: Visit) -> Response:
        return await handler(visit) if visit.scope.everything else visit.missing()

    return guarded


async def show(visit: Visit) -> Response:
    """The list; who sees some groups only is told why it is not theirs."""
    if not visit.scope.everything:
        return visit.page("accounts/narrow.html", problem=Diagnostic(id="FD957"))
    return visit.page("accounts/list.html", accounts=await accounts_of(visit), sources=await sources_of(visit))


async def accounts_of(visit: Visit) -> list[AccountState]:
    """Every account with its state."""
    store = visit.desk.store
    notes, heard = await store.outbox.notes(), await store.attention.last_events()
    parked = {found.account: found.number for found in await store.attention.parked()}
    held, profiles = await held_accounts(visit.desk), await profiles_of(visit.desk)
    now = visit.desk.clock.now()
    return [
        AccountState(
            line=line,
            state=_state(line, notes.get(line.id), now, on_hold=line.id in held),
            last_event=heard.get(line.id),
            parked=parked.get(line.id, 0),
            held=held.get(line.id),
            profile=profiles.get(line.id),
        )
        for line in _by_id(visit.desk.board.accounts.values())
    ]


async def sources_of(visit: Visit) -> list[SourceState]:
    """Every source with its state, in the order in which they count."""
    store = visit.desk.store
    passes = await store.connections.passes()
    stale = {found.source: found for found in await store.attention.stale()}
    lines = visit.desk.board.sources.values()
    made = [line.id for line in lines if line.stored is not None]
    return [
        SourceState(
            line=line,
            state=_read(line, passes.get(line.id)),
            last_pass=passes.get(line.id),
            stale=stale[line.id].number if line.id in stale else 0,
            stale_since=stale[line.id].since if line.id in stale else None,
            moves=(line.id in made[1:], line.id in made[:-1]),
        )
        for line in lines
    ]


def _by_id(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.id, line.stored is not None))


def _state(line: Line, note: AccountNote | None, now: datetime, *, on_hold: bool) -> State:
    if not line.plugged:
        return "danger", _("Not connected")
    if on_hold:
        return "danger", _("On hold")
    if note is None or (not note.failures and (note.not_before is None or note.not_before <= now)):
        return "success", _("Connected")
    if note.failures >= FAILURES:
        return "danger", _("Down: tried again every 30 seconds")
    if note.failures:
        return "warning", _("Failing: tried again")
    return "warning", _("Pauses until %(until)s") % {"until": moment(note.not_before or now)}


def _read(line: Line, found: SourcePass | None) -> State:
    if not line.plugged:
        return "danger", _("Not connected")
    if found is None:
        return "success", _("Connected")
    if not found.read:
        return "danger", _("Cannot be read")
    return ("warning", _("Read, with problems")) if found.problems else ("success", _("Up to date"))
