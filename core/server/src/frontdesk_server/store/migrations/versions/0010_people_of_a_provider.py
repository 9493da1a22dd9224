"""People who sign in by an identity provider: whom it means by them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """To this revision."""
    op.add_column("person", sa.Column("subject", sa.String()))
    op.create_index("uq_person_subject", "person", ["subject"], unique=True)
