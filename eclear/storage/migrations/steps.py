"""Bring a database up to date, and say where it stands. The steps themselves are in ``versions/``."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import inspect

from eclear.storage.store import Store

if TYPE_CHECKING:
    from alembic.config import Config


_one_at_a_time = Lock()
"""Alembic keeps what it works on in module variables: two upgrades at once in one process would write into each other's
database."""


def _config(store: Store) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["store"] = store
    return config


def head(store: Store) -> str:
    """Return the name of the newest step that this eclear knows."""
    from alembic.script import ScriptDirectory

    found = ScriptDirectory.from_config(_config(store)).get_current_head()
    assert found is not None
    return found


def known(store: Store) -> tuple[str, ...]:
    """Return the names of all steps that this eclear knows, the newest first."""
    from alembic.script import ScriptDirectory

    return tuple(script.revision for script in ScriptDirectory.from_config(_config(store)).walk_revisions())


def current(store: Store) -> str | None:
    """Return the name of the last step that the database has taken; None for an empty database."""
    with store.transaction(writing=False) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return str(found) if found else None


def upgrade(store: Store, step: str = "head") -> None:
    """Take every step that the database lacks, all in one transaction."""
    from alembic import command

    if store.file:
        store.file.parent.mkdir(parents=True, exist_ok=True)
    if step == "head" and current(store) == head(store):
        return
    with _one_at_a_time:
        command.upgrade(_config(store), step)
