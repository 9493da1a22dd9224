"""What becomes of messages: results of sends and the platform's own reports settle the journal and the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy import Integer, SmallInteger, Text, case, delete, func, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql.dml import UpdateBase

from frontdesk.model import DeliveryStatus
from frontdesk_server.store._types import HexId, Words, is_id, padded
from frontdesk_server.store.link import execute
from frontdesk_server.store.statements import Many, Named, among, param
from frontdesk_server.store.tables import conversation, message, outbox
from frontdesk_server.store.values import Reported

RANKS: Final[Mapping[DeliveryStatus, int]] = {
    DeliveryStatus.SENT: 1,
    DeliveryStatus.DELIVERED: 2,
    DeliveryStatus.READ: 3,
}
FAILED_ABOVE: Final = 2
"""A failure that the platform reports counts until the message was delivered."""

NO_REASON: Final = "reported by the platform"
LONGEST_REASON: Final = 500
LONGEST_ID: Final = 500
"""Characters of a platform's own id of a message; an index of PostgreSQL takes no more than 2.7 kB."""


def _raising(given: Named) -> UpdateBase:
    rises = message.c.rank < given("to_rank")
    attempts = given("to_attempts")
    return (
        update(message)
        .where(message.c.key == given("of_key"))
        .values(
            status=case((rises, given("to_status")), else_=message.c.status),
            rank=case((rises, given("to_rank")), else_=message.c.rank),
            platform_id=func.coalesce(message.c.platform_id, given("to_platform_id")),
            attempts=case((message.c.attempts < attempts, attempts), else_=message.c.attempts),
        )
    )


_RAISE: Final = Many(
    _raising,
    {
        "of_key": HexId(),
        "to_rank": SmallInteger(),
        "to_status": Text(),
        "to_platform_id": Words(),
        "to_attempts": Integer(),
    },
)
_FAIL: Final = (
    update(message)
    .where(message.c.key == param("of_key"), message.c.rank < FAILED_ABOVE)
    .values(status="failed", rank=1, detail=param("to_detail"))
)
_IN_ORDER: Final = select(message.c.key).where(among(message.c.key, "keys")).order_by(message.c.key).with_for_update()
_FINISH: Final = delete(outbox).where(among(outbox.c.key, "keys"))
_BY_PLATFORM_ID: Final = (
    select(conversation.c.account, message.c.platform_id, message.c.key)
    .join(conversation, conversation.c.id == message.c.conversation)
    .where(among(message.c.platform_id, "platform_ids"), message.c.key.is_not(None))
)
"""Platforms number what they take each for itself: the same id may be that of a message on another account."""


class Told(NamedTuple):
    """How far a message has come, by somebody's word."""

    key: str
    status: DeliveryStatus = DeliveryStatus.SENT
    platform_id: str | None = None
    attempts: int = 0


def lock(connection: Connection, keys: Iterable[str]) -> None:
    """Lock messages in the order of their keys: two who tell of the same ones at once would wait for each other."""
    several = sorted(set(keys))
    if len(several) > 1 and connection.dialect.name != "sqlite":  # there writers take turns
        execute(connection, _IN_ORDER, {"keys": several})


def rise(connection: Connection, told: Iterable[Told]) -> None:
    """Raise each message to the status told; a status never falls, and an unknown key is ignored."""
    furthest: dict[str, Told] = {}
    for one in told:
        before = furthest.get(one.key)
        furthest[one.key] = one if before is None else _joined(before, one)
    _RAISE.run(connection, [_row(one) for one in furthest.values()])


def finish(connection: Connection, keys: Iterable[str]) -> None:
    """Take messages out of the outbox."""
    if gone := sorted(set(keys)):
        connection.execute(_FINISH, {"keys": padded(gone)})


def settle_updates(connection: Connection, updates: Sequence[Reported]) -> None:
    """Raise each message to the status reported; a status never falls, and an unknown key is ignored."""
    if not updates:
        return
    keys = _keys(connection, updates)
    told = [(key, update_.told) for key, update_ in zip(keys, updates, strict=True) if key is not None]
    lock(connection, (key for key, _ in told))
    risen = [Told(key, update_.status, update_.platform_id) for key, update_ in told if update_.status in RANKS]
    failed = [
        {"of_key": key, "to_detail": update_.detail[:LONGEST_REASON] or NO_REASON}
        for key, update_ in told
        if update_.status is DeliveryStatus.FAILED
    ]
    rise(connection, risen)
    if failed:
        connection.execute(_FAIL, failed)
    finish(connection, [*(one.key for one in risen), *(row["of_key"] for row in failed)])


def _joined(one: Told, other: Told) -> Told:
    """What both say together."""
    status = max(one.status, other.status, key=RANKS.__getitem__)
    return Told(one.key, status, one.platform_id or other.platform_id, max(one.attempts, other.attempts))


def _row(told: Told) -> dict[str, object]:
    return {
        "of_key": told.key,
        "to_rank": RANKS[told.status],
        "to_status": told.status.value,
        "to_platform_id": _kept(told.platform_id),
        "to_attempts": told.attempts,
    }


def _keys(connection: Connection, updates: Sequence[Reported]) -> list[str | None]:
    """The key of each report: its own, else that of the account's message that the platform's id stands for."""
    named = [(account, _kept(told.platform_id)) for account, told in updates]
    wanted = [id_ for (_, id_), update_ in zip(named, updates, strict=True) if update_.told.key is None and id_]
    found: dict[tuple[str, str | None], str] = {}
    if wanted:
        rows = execute(connection, _BY_PLATFORM_ID, {"platform_ids": padded(wanted)})
        found = {(row.account, row.platform_id): row.key for row in rows}
    return [
        found.get(name) if update_.told.key is None else _ours(update_.told.key)
        for name, update_ in zip(named, updates, strict=True)
    ]


def _kept(platform_id: str | None) -> str | None:
    """A platform's id as it can be kept: one that cannot would keep all that is written with it from being written."""
    return platform_id and platform_id[:LONGEST_ID].encode(errors="replace").decode()


def _ours(key: str) -> str | None:
    """A key that a platform gave back, if it has the form of ours: echoes of others carry whatever they like."""
    return key if is_id(key) else None
