"""Where work comes from: the trace that an event or a message belongs to, and when what is answered was received."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from frontdesk_server.store._types import Instant

revision = "0018"
down_revision = "0017"
oldest_code = "0017"


def upgrade() -> None:
    """To this revision. Servers of the revision before leave the columns empty."""
    op.add_column("inbox", sa.Column("trace", sa.String(55)))
    op.add_column("outbox", sa.Column("trace", sa.String(55)))
    op.add_column("outbox", sa.Column("received", Instant))
