"""What the journal is filtered by: accounts of decisions, who waits for an answer, and indices for each filter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from frontdesk_server.store._types import Instant

revision = "0007"
down_revision = "0006"

_AWAITING = sa.text("awaiting IS NOT NULL")


def upgrade() -> None:
    """To this revision."""
    op.add_column("decision", sa.Column("account", sa.Text(), server_default="", nullable=False))
    op.execute(
        "UPDATE decision SET account = "
        "COALESCE((SELECT account FROM conversation WHERE conversation.id = decision.conversation), '')"
    )
    op.create_index("ix_decision_at", "decision", ["at", "number"])
    op.create_index("ix_decision_establishment", "decision", ["establishment", "at", "number"])
    op.create_index("ix_decision_account", "decision", ["account", "at", "number"])
    op.create_index("ix_decision_summary", "decision", ["summary", "at", "number"])
    op.create_index("ix_decision_account_summary", "decision", ["account", "summary", "at", "number"])

    op.add_column("message", sa.Column("attempts", sa.Integer(), server_default="0", nullable=False))

    op.add_column("conversation", sa.Column("awaiting", Instant()))
    op.add_column("conversation", sa.Column("sought", sa.Text(), server_default="", nullable=False))
    op.execute("UPDATE conversation SET sought = LOWER(COALESCE(name, '') || ' ' || contact)")
    op.create_index(
        "ix_conversation_awaiting",
        "conversation",
        ["at", "id"],
        sqlite_where=_AWAITING,
        postgresql_where=_AWAITING,
    )
