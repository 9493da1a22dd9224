"""What waits in the outbox, by account: what cannot be sent is passed over, however much of it there is."""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
oldest_code = "0017"
"""An index more harms nobody."""


def upgrade() -> None:
    """To this revision."""
    op.create_index("ix_outbox_account", "outbox", ["account", "not_before", "number"])
