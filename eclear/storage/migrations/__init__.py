"""The steps by which a database of an earlier eclear becomes one of this eclear."""

from eclear.storage.migrations.steps import current, head, known, upgrade

__all__ = ["current", "head", "known", "upgrade"]
