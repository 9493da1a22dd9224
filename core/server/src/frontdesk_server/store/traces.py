"""Where traces of a contact stand: table by table, what erasing does with each column that may hold one.

A test holds this page to the database: a new table or column must be named here before it is merged.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import Delete, Executable, Table, delete, func, select
from sqlalchemy.sql.elements import ColumnElement

from frontdesk_server.store.forwarding import forward
from frontdesk_server.store.statements import param
from frontdesk_server.store.tables import (
    alias,
    conversation,
    dead,
    decision,
    inbox,
    message,
    outbox,
    stream,
    timer,
)


class Fate(StrEnum):
    """What erasing does with a column."""

    GONE = "gone"
    """Its rows are removed."""
    REDACTED = "redacted"
    """What names the contact in it is replaced."""
    PROOF = "proof"
    """It stays: a count, or a hash that only says that something was there."""
    FOREIGN = "foreign"
    """It holds nothing of contacts: what operators, sources or platforms say of themselves."""


class Trace(NamedTuple):
    """One table whose rows go with a conversation: how they are counted and removed, by `of_id` and `like_id`."""

    table: str
    counted: Executable
    remove: Delete


def _trace(table: Table, which: ColumnElement[bool]) -> Trace:
    return Trace(table.name, select(func.count()).select_from(table).where(which), delete(table).where(which))


_of_id = param("of_id")
TRACES: Final = (
    _trace(inbox, inbox.c.conversation == _of_id),
    _trace(outbox, outbox.c.conversation == _of_id),
    _trace(timer, timer.c.conversation == _of_id),
    _trace(stream, stream.c.conversation == _of_id),
    _trace(forward, forward.c.body.like(param("like_id"), escape="\\")),
    _trace(dead, dead.c.conversation == _of_id),
    _trace(message, message.c.conversation == _of_id),
    _trace(decision, decision.c.conversation == _of_id),
    _trace(alias, alias.c.conversation == _of_id),
    _trace(conversation, conversation.c.id == _of_id),
)
"""In this order, within one transaction."""

ALL: Final = "*"
"""Every column of a table."""

FATES: Final[Mapping[str, Mapping[str, Fate]]] = {
    # Of a conversation
    **{trace.table: {ALL: Fate.GONE} for trace in TRACES},
    "expiring": {ALL: Fate.GONE},  # entries of plugins that name the contact or the conversation
    "excluded_contact": {ALL: Fate.GONE},
    # Proofs
    "seen": {"day": Fate.PROOF, "id": Fate.PROOF},
    "tally": {
        "day": Fate.PROOF,
        "hour": Fate.PROOF,
        "establishment": Fate.FOREIGN,
        "message_set": Fate.FOREIGN,
        "account": Fate.FOREIGN,
        "kind": Fate.FOREIGN,
        "detail": Fate.FOREIGN,
        "count": Fate.PROOF,
    },
    "audit": {
        "number": Fate.PROOF,
        "at": Fate.PROOF,
        "actor": Fate.FOREIGN,
        "actor_name": Fate.FOREIGN,
        "action": Fate.FOREIGN,
        "kind": Fate.FOREIGN,
        "subject": Fate.PROOF,  # ids of conversations and messages are hashes
        "before": Fate.REDACTED,
        "after": Fate.REDACTED,
        "establishments": Fate.PROOF,
    },
    # A platform's words on an account may repeat a recipient's address
    "account_hold": {
        "account": Fate.FOREIGN,
        "since": Fate.FOREIGN,
        "reason": Fate.REDACTED,
        "problem": Fate.FOREIGN,
        "probe_at": Fate.FOREIGN,
    },
    "establishment": {
        "id": Fate.FOREIGN,
        "source": Fate.FOREIGN,
        "name": Fate.FOREIGN,
        "record": Fate.FOREIGN,  # whom a source excludes stands in the source, which would bring it again
        "version": Fate.FOREIGN,
        "updated_at": Fate.FOREIGN,
        "stale_since": Fate.FOREIGN,
        "retired": Fate.FOREIGN,
        "exclusions": Fate.REDACTED,  # a hash of those excluded, made anew
        "told_by": Fate.FOREIGN,
    },
    # Not of contacts at all, whatever their columns
    **{
        name: {ALL: Fate.FOREIGN}
        for name in (
            "account_state",
            "activation",
            "api_token",
            "audit_group",
            "connection",
            "claimant",
            "directory",
            "draft",
            "establishment_group",
            "low_water",
            "meta",
            "one_time_link",
            "part",
            "person",
            "profile",
            "release",
            "secret",
            "session",
            "source_fetch",
            "source_pass",
            "source_record",
            "source_state",
            "source_told",
            "throttle",
            "toggle",
            "toggle_before",
        )
    },
}
"""By table and column. The columns of a table that holds nothing of contacts are counted by the test."""


def pattern(text: str) -> str:
    """What `LIKE` finds that text by, wherever it stands, with a backslash as the escape."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def names(value: Any, wanted: frozenset[str]) -> bool:
    """Whether a value read from JSON has one of these texts in it, as a whole text."""
    if isinstance(value, str):
        return value in wanted
    if isinstance(value, dict):
        return any(names(part, wanted) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(names(part, wanted) for part in value)


def redacted(value: Any, wanted: frozenset[str], instead: str) -> Any:
    """The same value without these texts."""
    if isinstance(value, str):
        return instead if value in wanted else value
    if isinstance(value, dict):
        return {key: redacted(part, wanted, instead) for key, part in value.items()}
    return [redacted(part, wanted, instead) for part in value] if isinstance(value, list) else value
