"""What each account's platform shows before any message."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from frontdesk_server.store._types import Instant

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "profile",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(32)),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("differences", sa.Text(), nullable=False),
        sa.Column("automations", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("asked", sa.String(5)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", Instant()),
        sa.Column("busy_until", Instant()),
        sa.Column("checked_at", Instant()),
        sa.Column("written_at", Instant()),
        sa.PrimaryKeyConstraint("account", name="pk_profile"),
    )
