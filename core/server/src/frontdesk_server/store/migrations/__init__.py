"""The migrations of the store, in Alembic's form; `frontdesk_server.store.migrating` runs them."""
