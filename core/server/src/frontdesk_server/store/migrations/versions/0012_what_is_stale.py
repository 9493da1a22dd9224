"""An index of the establishments whose source is silent: few, and asked for often."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """To this revision."""
    silent = sa.text("stale_since IS NOT NULL")
    op.create_index(
        "ix_establishment_stale",
        "establishment",
        ["source", "stale_since"],
        sqlite_where=silent,
        postgresql_where=silent,
    )
