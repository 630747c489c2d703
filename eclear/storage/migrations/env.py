"""Run by Alembic: take the steps on the store that was handed over, in one transaction."""

from __future__ import annotations

from alembic import context

from eclear.storage.store import Store
from eclear.storage.tables import metadata

store: Store = context.config.attributes["store"]

with store.transaction(writing=True) as connection:
    if not store.is_sqlite:  # where a writer of SQLite waits by itself: two servers that begin at once take turns
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(8417)")
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=False)
    context.run_migrations()
