"""Under load: marks of what is gone from the inbox; and on PostgreSQL ids by day, and queues tidied up at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from frontdesk_server.store._types import HexId, Serial

revision = "0017"
down_revision = "0016"

QUEUES = ("inbox", "outbox", "timer")
"""Tables whose rows come and go: what is tidied up after a fifth of them has died is tidied up too late."""


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "low_water",
        sa.Column("part", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("number", Serial, nullable=False),
        sa.PrimaryKeyConstraint("part", name="pk_low_water"),
    )
    if op.get_context().dialect.name != "postgresql":
        return
    for queue in QUEUES:
        op.execute(f"ALTER TABLE {queue} SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0)")
    _seen_by_day()


def _seen_by_day() -> None:
    """What there is becomes the partition of all days so far, as it is: nothing is copied."""
    connection = op.get_bind()
    last = connection.execute(sa.text("SELECT max(day) FROM seen")).scalar()
    op.execute("ALTER TABLE seen RENAME TO seen_before")
    op.execute("ALTER TABLE seen_before RENAME CONSTRAINT pk_seen TO pk_seen_before")
    op.create_table(
        "seen",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", HexId(), nullable=False),
        sa.PrimaryKeyConstraint("day", "id", name="pk_seen"),
        postgresql_partition_by="RANGE (day)",
    )
    if last is None:
        op.drop_table("seen_before")
        return
    end = int(last) + 1
    op.execute(f"ALTER TABLE seen_before RENAME TO seen_to_{end}")
    op.execute(f"ALTER TABLE seen ATTACH PARTITION seen_to_{end} FOR VALUES FROM (MINVALUE) TO ({end})")
