"""What is forwarded to teams who answer elsewhere."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from frontdesk_server.store._types import HexId, Instant, Serial

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "forward",
        sa.Column("number", Serial, autoincrement=True, nullable=False),
        sa.Column("part", sa.SmallInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("key", HexId(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("detail", sa.Text()),
        sa.PrimaryKeyConstraint("number", name="pk_forward"),
        sqlite_autoincrement=True,
    )
