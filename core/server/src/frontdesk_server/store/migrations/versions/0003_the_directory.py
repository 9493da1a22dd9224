"""The directory: establishments by what they are looked for, and by their groups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from frontdesk_server.store import directory
from frontdesk_server.store._types import Serial

revision = "0003"
down_revision = "0002"

CHUNK = 512
WORDS = (
    """
    CREATE VIRTUAL TABLE directory_words
    USING fts5(folded, content='directory', content_rowid='number', tokenize='trigram')
    """,
    """
    CREATE TRIGGER directory_entered AFTER INSERT ON directory BEGIN
      INSERT INTO directory_words (rowid, folded) VALUES (new.number, new.folded);
    END
    """,
    """
    CREATE TRIGGER directory_left AFTER DELETE ON directory BEGIN
      INSERT INTO directory_words (directory_words, rowid, folded) VALUES ('delete', old.number, old.folded);
    END
    """,
    """
    CREATE TRIGGER directory_changed AFTER UPDATE OF folded ON directory WHEN old.folded <> new.folded BEGIN
      INSERT INTO directory_words (directory_words, rowid, folded) VALUES ('delete', old.number, old.folded);
      INSERT INTO directory_words (rowid, folded) VALUES (new.number, new.folded);
    END
    """,
)
"""The index and what keeps it."""


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "directory",
        sa.Column("number", Serial, autoincrement=True, nullable=False),
        sa.Column("establishment", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_directory"),
        sa.UniqueConstraint("establishment", name="uq_directory_establishment"),
    )
    op.create_index("ix_directory_sort", "directory", ["sort", "retired"])
    op.create_table(
        "establishment_group",
        sa.Column("establishment", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("establishment", "group", name="pk_establishment_group"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_establishment_group_group", "establishment_group", ["group", "establishment"])
    _index_of_words(op.get_bind())
    _fill(op.get_bind())


def _index_of_words(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        for statement in WORDS:
            connection.exec_driver_sql(statement)
    elif _trigrams(connection):
        connection.exec_driver_sql("CREATE INDEX ix_directory_folded ON directory USING gin (folded gin_trgm_ops)")


def _trigrams(connection: sa.Connection) -> bool:
    """Whether the server has pg_trgm and lets us use it; without it a search reads the column through."""
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except sa.exc.DBAPIError:
        return False
    return True


def _fill(connection: sa.Connection) -> None:
    """From the establishments that are there already, some hundreds at a time."""
    there = sa.table("establishment", *map(sa.column, ("id", "source", "record", "retired")))
    page = sa.select(there).order_by(there.c.id).limit(CHUNK)
    after = ""
    while rows := connection.execute(page.where(there.c.id > after)).all():
        directory.write(connection, [row._asdict() | {"retired": bool(row.retired)} for row in rows])
        after = rows[-1].id
