"""Accounts that nothing is sent on, because their platform refuses them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from frontdesk_server.store._types import Instant

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "account_hold",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.Column("probe_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_account_hold"),
    )
