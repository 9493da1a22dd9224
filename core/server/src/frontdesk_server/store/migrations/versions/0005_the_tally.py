"""The tally of the figures, and the messages that did not reach anybody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "tally",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("establishment", sa.Text(), nullable=False),
        sa.Column("message_set", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "day", "hour", "establishment", "message_set", "account", "kind", "detail", name="pk_tally"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tally_establishment_day", "tally", ["establishment", "day"])
    ended = sa.text("status IN ('failed', 'dropped', 'parked')")
    op.create_index("ix_message_ended_at", "message", ["at"], sqlite_where=ended, postgresql_where=ended)
