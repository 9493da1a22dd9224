"""Calls that the webhooks of sources ask for, kept until they were made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from frontdesk_server.store._types import Serial

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "source_told",
        sa.Column("number", Serial, autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("fetch", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_source_told"),
        sqlite_autoincrement=True,
    )
