"""Candidates: the messages that may go out now, the first of each conversation, those first that are due for longest.

What waits for an account that nothing can be sent on is not looked at, however much it is: first the accounts are
found for which anything waits, each by one step in an index, and then the messages of those that are open.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection

from frontdesk_server.store._types import AnyRow
from frontdesk_server.store.configuration import EstablishmentRow
from frontdesk_server.store.link import Rows, execute
from frontdesk_server.store.statements import param
from frontdesk_server.store.tables import account_hold, metadata, outbox
from frontdesk_server.store.values import OutboxStatus, account_partition

CLAIMABLE: Final = tuple(status.value for status in (OutboxStatus.PENDING, OutboxStatus.UNKNOWN, OutboxStatus.LATER))
"""An `unknown` row may be claimed again once its grace has passed: nothing came back for it."""
_SENDING: Final = OutboxStatus.SENDING.value
_LETS_PASS: Final = (OutboxStatus.PARKED.value, OutboxStatus.LATER.value)

_establishment = metadata.tables[EstablishmentRow.__tablename__]
_columns = (
    outbox, _establishment.c.version.label("data_version"), account_hold.c.account.is_not(None).label("on_hold")
)  # fmt: skip


def _with_data(rows: FromClause) -> Select[Any]:
    """Rows of the outbox, with what is to be known of their establishment and account."""
    its_establishment = and_(_establishment.c.id == outbox.c.establishment, _establishment.c.retired.is_(False))
    joined = rows.outerjoin(_establishment, its_establishment)
    return select(*_columns).select_from(joined.outerjoin(account_hold, account_hold.c.account == outbox.c.account))


ROWS: Final = _with_data(outbox)

# The accounts for which anything waits: from each to the next one, whatever lies between.
_account = select(func.min(outbox.c.account).label("account")).cte("waiting", recursive=True)
_next = outbox.alias("next")
_waiting = _account.union_all(
    select(select(func.min(_next.c.account)).where(_next.c.account > _account.c.account).scalar_subquery()).where(
        _account.c.account.is_not(None)
    )
)
_OPEN: Final = (
    select(_waiting.c.account)
    .select_from(_waiting.outerjoin(account_hold, account_hold.c.account == _waiting.c.account))
    .where(
        _waiting.c.account.is_not(None),
        or_(account_hold.c.probe_at.is_(None), account_hold.c.probe_at <= param("now")),
    )
)


def _words(statuses: Iterable[str]) -> list[ColumnElement[str]]:
    """Statuses as they stand in the text of a statement: values would be put into it anew for each execution."""
    return [literal_column(f"'{status}'") for status in statuses]


_one = outbox.alias("one")
_other = outbox.alias("other")
_before_it = exists().where(
    _other.c.conversation == _one.c.conversation,
    _other.c.number != _one.c.number,
    or_(
        _other.c.status == _SENDING,
        and_(_other.c.number < _one.c.number, _other.c.status.not_in(_words(_LETS_PASS))),
    ),
)


def _may_go(account: Any) -> Select[tuple[int]]:
    """The numbers of the messages of an account that may go out."""
    return select(_one.c.number).where(
        _one.c.account == account,
        _one.c.status.in_(_words(CLAIMABLE)),
        _one.c.not_before <= param("now"),
        ~_before_it,
    )


def _oldest(account: Any) -> Select[tuple[int]]:
    """The same, those first that are due for longest."""
    return _may_go(account).order_by(_one.c.not_before, _one.c.number).limit(param("of_one"))


def _names_on_postgresql() -> Any:
    return func.unnest(bindparam("accounts", type_=ARRAY(Text))).table_valued("account").render_derived(name="open")


def _names_on_sqlite() -> Any:
    return func.json_each(bindparam("accounts", type_=Text)).table_valued(column("value", Text), name="open")


def _on_postgresql() -> Select[Any]:
    names = _names_on_postgresql()
    share = _oldest(names.c.account).lateral("share")
    there = names.join(share, true()).join(outbox, outbox.c.number == share.c.number)
    # Said once more of the row that is locked: a late echo may have settled it a moment ago.
    still = outbox.c.status.in_(_words(CLAIMABLE))
    return (
        _with_data(there)
        .where(still)
        .order_by(outbox.c.not_before, outbox.c.number)
        .limit(param("most"))
        .with_for_update(of=outbox)
    )


def _on_sqlite() -> Select[Any]:
    names = _names_on_sqlite()
    numbers = _oldest(names.c.value).correlate(names)
    there = names.join(outbox, outbox.c.number.in_(numbers))
    return _with_data(there).order_by(outbox.c.not_before, outbox.c.number).limit(param("most"))


def _due_on_postgresql() -> Select[Any]:
    names = _names_on_postgresql()
    # One step in the index for each account: a plain `exists` may be answered by going through everything that waits.
    first = _may_go(names.c.account).order_by(_one.c.not_before, _one.c.number).limit(1).lateral("first")
    return select(names.c.account).select_from(names.join(first, true()))


def _due_on_sqlite() -> Select[Any]:
    names = _names_on_sqlite()
    return select(names.c.value).where(_may_go(names.c.value).correlate(names).exists())


_OLDEST: Final = _on_postgresql(), _on_sqlite()
_DUE: Final = _due_on_postgresql(), _due_on_sqlite()


def open_accounts(connection: Connection, parts: Collection[int], partitions: int, now: datetime) -> list[str]:
    """The accounts of these partitions for which anything waits and that are not on hold at this instant."""
    waiting = execute(connection, _OPEN, {"now": now}).scalars()
    return [account for account in waiting if account_partition(account, partitions) in parts]


def oldest(
    connection: Connection, accounts: Sequence[str], now: datetime, *, most: int, of_one: int
) -> Sequence[AnyRow]:
    """Rows of `ROWS`: the first message of each conversation that is due, of these accounts, the longest due first.

    At most `most` of all of them together, and `of_one` of each.
    """
    if not accounts:
        return ()
    return _asked(connection, _OLDEST, accounts, {"now": now, "most": most, "of_one": of_one}).all()


def due(connection: Connection, accounts: Sequence[str], now: datetime) -> Sequence[str]:
    """Those of these accounts on which a message may go out at this instant."""
    return _asked(connection, _DUE, accounts, {"now": now}).scalars() if accounts else ()


def _asked(
    connection: Connection, statements: tuple[Select[Any], Select[Any]], accounts: Sequence[str], which: dict[str, Any]
) -> Rows:
    on_postgresql, on_sqlite = statements
    if connection.dialect.name == "sqlite":
        return execute(connection, on_sqlite, {**which, "accounts": json.dumps(accounts, ensure_ascii=False)})
    return execute(connection, on_postgresql, {**which, "accounts": list(accounts)})
