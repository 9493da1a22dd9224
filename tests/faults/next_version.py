"""The next version of the program, as it might be: this one, with a revision more that only adds to the tables.

So an upgrade is tried between two revisions that are really two, whichever one is the newest.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import frontdesk_server
from frontdesk_server.store.migrating import newest_revision

REVISION: Final = "9001"
_EXPANDS: Final = '''"""A revision to come: columns that older code does not name, a table that it does not know."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
oldest_code = "{before}"


def upgrade() -> None:
    """To this revision."""
    for table in ("conversation", "inbox", "outbox", "part"):
        op.add_column(table, sa.Column("to_come", sa.Text(), nullable=True))
    op.create_table("to_come", sa.Column("number", sa.BigInteger(), nullable=False), sa.PrimaryKeyConstraint("number"))
    op.create_index("ix_message_to_come", "message", ["status", "number"])
'''


class NextVersion:
    """Its programs, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        here = Path(frontdesk_server.__file__).parent
        package = folder / here.name
        shutil.copytree(here, package)
        revision = _EXPANDS.format(revision=REVISION, before=newest_revision())
        (package / "store" / "migrations" / "versions" / f"{REVISION}_to_come.py").write_text(revision)

    @property
    def environment(self) -> dict[str, str]:
        """What makes a server one of this version."""
        return {"PYTHONPATH": str(self._folder)}

    def run(self, *arguments: str | Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run one of its commands to its end."""
        outer = {name: value for name, value in os.environ.items() if not name.startswith("FRONTDESK_")}
        return subprocess.run(
            [sys.executable, "-m", "frontdesk_server", *map(str, arguments)],
            env={**outer, **environment, **self.environment},
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
