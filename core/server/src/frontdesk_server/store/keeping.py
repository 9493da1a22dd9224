"""Keeping: how long conversations, dead letters and the audit are kept; what is older goes in bites, figures stay.

Each bite is a short transaction. A decision goes once the figures have counted it; a message that is still to be sent
stays, and so does a conversation that something waits for: a message, an event, a timer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.engine import Connection

from frontdesk_server.store._types import padded
from frontdesk_server.store.configuration import metadata
from frontdesk_server.store.database import Database
from frontdesk_server.store.forwarding import forward
from frontdesk_server.store.link import execute
from frontdesk_server.store.people_rows import AuditGroupRow, AuditRow
from frontdesk_server.store.statements import among, param
from frontdesk_server.store.tables import (
    alias,
    conversation,
    dead,
    decision,
    inbox,
    message,
    meta,
    outbox,
    stream,
    timer,
)

BITE: Final = 500
"""Rows of one transaction: no webhook waits for more."""

_audit = metadata.tables[AuditRow.__tablename__]
_group = metadata.tables[AuditGroupRow.__tablename__]
_before = param("before")

_COUNTED: Final = select(meta.c.value).where(meta.c.name == "figures")
_DECISIONS: Final = (
    select(decision.c.number, decision.c.conversation)
    .where(decision.c.at < _before, decision.c.number <= param("counted"))
    .order_by(decision.c.at, decision.c.number)
    .limit(BITE)
)
# What was still to be sent when its decision went is found by its age.
_WORDS: Final = delete(message).where(
    among(message.c.conversation, "ids"),
    or_(among(message.c.decision, "numbers"), message.c.at < _before),
    ~exists().where(outbox.c.key == message.c.key),
)
_UNDECIDE: Final = delete(decision).where(among(decision.c.number, "numbers"))
_CONVERSATIONS: Final = (
    select(conversation.c.id)
    .where(
        conversation.c.at < _before,
        ~exists().where(outbox.c.conversation == conversation.c.id),
        ~exists().where(timer.c.conversation == conversation.c.id),
        conversation.c.id.not_in(select(inbox.c.conversation)),
        ~exists().where(decision.c.conversation == conversation.c.id),
    )
    .order_by(conversation.c.at)
    .limit(BITE)
)
_FORGET: Final = (
    delete(conversation)
    .where(among(conversation.c.id, "ids"), conversation.c.at < _before)
    .returning(conversation.c.id)
)
_STREAM: Final = delete(stream).where(among(stream.c.conversation, "ids"), stream.c.at < _before)
_LAST_WORDS: Final = delete(message).where(among(message.c.conversation, "ids"))
_ALIASES: Final = delete(alias).where(among(alias.c.conversation, "ids"))
_LETTERS: Final = select(dead.c.number).where(dead.c.at < _before).order_by(dead.c.number).limit(BITE)
_BURN: Final = delete(dead).where(among(dead.c.number, "numbers"))
_FORWARDS: Final = select(forward.c.number).where(forward.c.at < _before).order_by(forward.c.number).limit(BITE)
_LET_GO: Final = delete(forward).where(among(forward.c.number, "numbers"))
_LINES: Final = select(_audit.c.number).where(_audit.c.at < _before).order_by(_audit.c.at).limit(BITE)
_CUT: Final = (
    delete(_group).where(among(_group.c.number, "numbers")),
    delete(_audit).where(among(_audit.c.number, "numbers")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """How long."""

    conversations: timedelta = timedelta(days=400)
    """Since their last event; messages and decisions since they were. Thirteen months: a year can be compared."""
    dead_letters: timedelta = timedelta(days=90)
    audit: timedelta = timedelta(days=1100)


KEEP: Final = Keep()

Bite = Callable[[Connection, datetime], int]


async def forget_old(database: Database, keep: Keep) -> int:
    """Remove what is older; how many rows of decisions, conversations, forwards, letters and audit went."""
    now, total = database.common_clock.now(), 0
    for bite, age in (
        (_bite_decisions, keep.conversations),
        (_bite_conversations, keep.conversations),
        (_bite_forwards, keep.conversations),
        (_bite_letters, keep.dead_letters),
        (_bite_audit, keep.audit),
    ):
        total += await _in_bites(database, bite, now - age)
    return total


async def _in_bites(database: Database, bite: Bite, before: datetime) -> int:
    total, gone = 0, 1
    while gone:
        async with database.write() as link:
            gone = await link.run(lambda connection: bite(connection, before))
        total += gone
    return total


def _bite_decisions(connection: Connection, before: datetime) -> int:
    """The oldest decisions, with their messages and what streams show of that time."""
    counted = int(execute(connection, _COUNTED).scalar() or 0)
    rows = execute(connection, _DECISIONS, {"before": before, "counted": counted}).all()
    if not rows:
        return 0
    numbers = padded([row.number for row in rows])
    ids = padded(sorted({row.conversation for row in rows}))
    execute(connection, _WORDS, {"ids": ids, "numbers": numbers, "before": before})
    execute(connection, _STREAM, {"ids": ids, "before": before})
    return execute(connection, _UNDECIDE, {"numbers": numbers}).rowcount


def _bite_conversations(connection: Connection, before: datetime) -> int:
    """Conversations whose last event is as old, of which no decision is left."""
    ids = execute(connection, _CONVERSATIONS, {"before": before}).scalars()
    if not ids:
        return 0
    # One that goes on at this very moment is newer by now, and stays.
    gone = execute(connection, _FORGET, {"ids": padded(ids), "before": before}).scalars()
    if gone:
        execute(connection, _STREAM, {"ids": padded(gone), "before": before})
        for statement in (_LAST_WORDS, _ALIASES):
            execute(connection, statement, {"ids": padded(gone)})
    return len(gone)


def _bite_forwards(connection: Connection, before: datetime) -> int:
    """What was to be forwarded on an account that forwards no more."""
    numbers = execute(connection, _FORWARDS, {"before": before}).scalars()
    return execute(connection, _LET_GO, {"numbers": padded(numbers)}).rowcount if numbers else 0


def _bite_letters(connection: Connection, before: datetime) -> int:
    numbers = execute(connection, _LETTERS, {"before": before}).scalars()
    return execute(connection, _BURN, {"numbers": padded(numbers)}).rowcount if numbers else 0


def _bite_audit(connection: Connection, before: datetime) -> int:
    numbers = execute(connection, _LINES, {"before": before}).scalars()
    if numbers:
        for statement in _CUT:
            execute(connection, statement, {"numbers": padded(numbers)})
    return len(numbers)
