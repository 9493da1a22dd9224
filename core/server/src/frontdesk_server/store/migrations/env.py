"""Alembic's environment: runs on the connection that it is handed, inside that connection's transaction."""

from __future__ import annotations

from alembic import context

from frontdesk_server.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
context.run_migrations()
