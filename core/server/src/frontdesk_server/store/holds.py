"""Holds: accounts that nothing is sent on because their platform refuses them, and when one message is tried again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.engine import Connection

from frontdesk.diagnostics import Diagnostic
from frontdesk_server.store._types import AnyRow, padded
from frontdesk_server.store.audit import Change, note
from frontdesk_server.store.database import Database
from frontdesk_server.store.statements import among, moved, param, upsert
from frontdesk_server.store.tables import account_hold, outbox
from frontdesk_server.store.values import Hold, HoldEnded, ProbeAt

_HOLD: Final = upsert(account_hold, keep=["since"])
_PROBE: Final = (
    update(account_hold).where(account_hold.c.account == param("of_account")).values(probe_at=param("until"))
)
_END: Final = delete(account_hold).where(account_hold.c.account == param("of_account"))
_ALL: Final = select(account_hold).order_by(account_hold.c.account)
_DUE: Final = (
    update(account_hold)
    .where(among(account_hold.c.account, "accounts"), account_hold.c.probe_at > param("now"))
    .values(probe_at=param("now"))
)
_WAITING: Final = (
    select(outbox.c.account, func.count().label("number"))
    .where(outbox.c.account.in_(select(account_hold.c.account)))
    .group_by(outbox.c.account)
)
MOVE: Final = update(account_hold).values(probe_at=moved(account_hold.c.probe_at))

HoldChange = Hold | ProbeAt | HoldEnded
"""What a sender learnt about an account: it is refused, it is tried again at an instant, it works."""


class Holds:
    """Every account on hold."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Mapping[str, Hold]:
        """By account, why nothing is sent and since when."""
        async with self._database.read() as link:
            return {row.account: _hold(row) for row in await link.execute(_ALL)}

    async def waiting(self) -> Mapping[str, int]:
        """How many messages wait, by account on hold."""
        async with self._database.read() as link:
            return {row.account: int(row.number) for row in await link.execute(_WAITING)}

    async def try_now(self, account: str, change: Change) -> bool:
        """Let one message be tried now, on somebody's word; False = the account is not on hold."""
        async with self._database.write() as link:
            now = await link.run(self._database.instant)
            found = await link.execute(_PROBE, {"of_account": account, "until": now})
            if found.rowcount:
                await note(link, change, now)
            return bool(found.rowcount)

    async def try_changed(self, accounts: Sequence[str]) -> None:
        """Let one message of each be tried now: something about these accounts has changed."""
        if accounts:
            async with self._database.write() as link:
                now = await link.run(self._database.instant)
                await link.execute(_DUE, {"accounts": padded(sorted(accounts)), "now": now})


def keep(connection: Connection, database: Database, changes: Sequence[HoldChange]) -> None:
    """Write down what was learnt, in order, in the transaction that settles the sends it was learnt from."""
    for change in changes:
        match change:
            case Hold():
                connection.execute(_HOLD.on(database), [_row(change)])
            case ProbeAt(account=account, at=at):
                connection.execute(_PROBE, [{"of_account": account, "until": at}])
            case HoldEnded(account=account):
                connection.execute(_END, [{"of_account": account}])


def probing(connection: Connection, probes: Sequence[tuple[str, datetime]]) -> None:
    """One message of each account goes out; the next one not before that instant."""
    if probes:
        connection.execute(_PROBE, [{"of_account": account, "until": until} for account, until in probes])


def _row(hold: Hold) -> dict[str, Any]:
    problem = None if hold.problem is None else {"id": hold.problem.id, "params": dict(hold.problem.params)}
    return hold._asdict() | {
        "problem": None if problem is None else json.dumps(problem, ensure_ascii=False, default=str)
    }


def _hold(row: AnyRow) -> Hold:
    problem = None if row.problem is None else Diagnostic(**json.loads(row.problem))
    return Hold(row.account, row.since, row.reason, problem, row.probe_at)
