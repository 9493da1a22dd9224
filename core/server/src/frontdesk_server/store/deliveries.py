"""What becomes of messages: results of sends and the platform's own reports settle the journal and the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import and_, bindparam, case, delete, func, select, update
from sqlalchemy.engine import Connection

from frontdesk.model import DeliveryStatus, DeliveryUpdated
from frontdesk_server.store._types import Words, is_id, padded
from frontdesk_server.store.link import execute
from frontdesk_server.store.statements import among, param
from frontdesk_server.store.tables import message, outbox

RANKS: Final[Mapping[DeliveryStatus, int]] = {
    DeliveryStatus.SENT: 1,
    DeliveryStatus.DELIVERED: 2,
    DeliveryStatus.READ: 3,
}
FAILED_ABOVE: Final = 2
"""A failure that the platform reports counts until the message was delivered."""

NO_REASON: Final = "reported by the platform"
LONGEST_REASON: Final = 500

_rises = message.c.rank < param("to_rank")
RAISE: Final = (
    update(message)
    .where(message.c.key == param("of_key"))
    .values(
        status=case((_rises, param("to_status")), else_=message.c.status),
        rank=case((_rises, param("to_rank")), else_=message.c.rank),
        platform_id=func.coalesce(message.c.platform_id, bindparam("to_platform_id", type_=Words())),
        attempts=case((message.c.attempts < param("to_attempts"), param("to_attempts")), else_=message.c.attempts),
    )
)
_FAIL: Final = (
    update(message)
    .where(message.c.key == param("of_key"), message.c.rank < FAILED_ABOVE)
    .values(status="failed", rank=1, detail=param("to_detail"))
)
FINISH: Final = delete(outbox).where(outbox.c.key == param("of_key"))
_BY_PLATFORM_ID: Final = select(message.c.platform_id, message.c.key).where(
    and_(among(message.c.platform_id, "platform_ids"), message.c.key.is_not(None))
)


def sent(key: str, platform_id: str | None, attempts: int = 0) -> dict[str, object]:
    """The parameters of `RAISE` for a message that was sent, at which attempt."""
    return {
        "of_key": key,
        "to_rank": 1,
        "to_status": "sent",
        "to_platform_id": platform_id,
        "to_attempts": attempts,
    }


def settle_updates(connection: Connection, updates: Sequence[DeliveryUpdated]) -> None:
    """Raise each message to the status reported; a status never falls, and an unknown key is ignored."""
    if not updates:
        return
    keys = _keys(connection, updates)
    told = [(keys[index], update_) for index, update_ in enumerate(updates) if keys[index] is not None]
    risen = [_raised(key, update_) for key, update_ in told if update_.status in RANKS]
    failed: list[dict[str, object]] = [
        {"of_key": key, "to_detail": update_.detail[:LONGEST_REASON] or NO_REASON}
        for key, update_ in told
        if update_.status is DeliveryStatus.FAILED
    ]
    if risen:
        connection.execute(RAISE, risen)
    if failed:
        connection.execute(_FAIL, failed)
    if finished := [{"of_key": row["of_key"]} for row in risen + failed]:
        connection.execute(FINISH, finished)


def _raised(key: str | None, told: DeliveryUpdated) -> dict[str, object]:
    """The parameters of `RAISE` for a report."""
    return {
        "of_key": key,
        "to_rank": RANKS[told.status],
        "to_status": told.status.value,
        "to_platform_id": told.platform_id,
        "to_attempts": 0,
    }


def _keys(connection: Connection, updates: Sequence[DeliveryUpdated]) -> list[str | None]:
    """The key of each report: its own, else that of the message the platform's id stands for."""
    wanted = [told.platform_id for told in updates if told.key is None and told.platform_id is not None]
    found: dict[str, str] = {}
    if wanted:
        rows = execute(connection, _BY_PLATFORM_ID, {"platform_ids": padded(wanted)})
        found = {row.platform_id: row.key for row in rows}
    return [found.get(told.platform_id or "") if told.key is None else _ours(told.key) for told in updates]


def _ours(key: str) -> str | None:
    """A key that a platform gave back, if it has the form of ours: echoes of others carry whatever they like."""
    return key if is_id(key) else None
