"""Back up and restore: every row of every table as lines of JSON in one zip, the same for SQLite and PostgreSQL.

The backup is taken in one read transaction while others go on writing. It is restored into an empty place only, which
may be another kind of database: that is how a class becomes a country.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import LargeBinary, MetaData, Table, func, insert, select

from eclear.storage.migrations import current, known, upgrade
from eclear.storage.store import Store
from eclear.storage.tables import metadata

FORM = "eclear-backup-1"
BATCH = 500


class NotEmpty(Exception):
    """The place to restore into already holds rooms. Restoring never overwrites; give an empty database."""


class NotABackup(Exception):
    """The file is not a backup that this eclear can restore."""


def backup(store: Store, to: Path, told: Callable[[str, int], None] = lambda table, rows: None) -> dict[str, int]:
    """Write everything to a new file and return how many rows of each table it holds; raises FileExistsError.

    ``told`` hears of each table when it is done. The file appears only when it is complete.
    """
    if to.exists():
        raise FileExistsError(f"{to} exists already. Give a new name; a backup never overwrites.")
    part = to.with_name(to.name + ".part")
    counts: dict[str, int] = {}
    try:
        with store.transaction(writing=False) as connection, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as out:
            for table in metadata.sorted_tables:
                with out.open(f"{table.name}.jsonl", "w", force_zip64=True) as lines:
                    found = connection.execution_options(stream_results=True).execute(
                        select(table).order_by(*table.primary_key.columns)
                    )
                    counts[table.name] = 0
                    for line in found.mappings():
                        lines.write(msgspec.json.encode(dict(line)) + b"\n")
                        counts[table.name] += 1
                told(table.name, counts[table.name])
            out.writestr("backup.json", msgspec.json.encode({"form": FORM, "step": current(store), "rows": counts}))
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    part.replace(to)
    return counts


def restore(store: Store, source: Path, told: Callable[[str, int], None] = lambda table, rows: None) -> dict[str, int]:
    """Fill an empty database from a backup; raises NotABackup, NotEmpty. The rows come in
    together, or none of them does."""
    try:
        with zipfile.ZipFile(source) as kept:
            about = msgspec.json.decode(kept.read("backup.json"))
            if about.get("form") != FORM or about.get("step") not in known(store):
                raise NotABackup(
                    f"{source} was made at step {about.get('step')}, which this eclear does not know. Upgrade eclear."
                )
            upgrade(store, about["step"])
            restored = _fill(store, kept, about["rows"], told)
            upgrade(store)
            return restored
    except (zipfile.BadZipFile, zlib.error, KeyError, AttributeError, msgspec.DecodeError) as error:
        raise NotABackup(f"{source} is not a backup of eclear: {error}.") from error


def _fill(store: Store, kept: zipfile.ZipFile, counts: dict[str, int], told: Callable[[str, int], None]) -> dict[str, int]:
    restored: dict[str, int] = {}
    with store.transaction(writing=True) as connection:
        then = MetaData()  # the tables as they were at the step of the backup
        then.reflect(connection, only=list(counts))
        for table in then.sorted_tables:
            if connection.execute(select(func.count()).select_from(table)).scalar_one():
                raise NotEmpty(f"Table {table.name} already holds rows. Restore into an empty database.")
        for table in then.sorted_tables:
            batch: list[dict[str, Any]] = []
            restored[table.name] = 0
            with kept.open(f"{table.name}.jsonl") as lines:
                for line in lines:
                    batch.append(_typed(table, msgspec.json.decode(line)))
                    restored[table.name] += 1
                    if len(batch) == BATCH:
                        connection.execute(insert(table), batch)
                        batch.clear()
            if batch:
                connection.execute(insert(table), batch)
            if restored[table.name] != counts.get(table.name):
                raise NotABackup(f"{table.name}: {counts.get(table.name)} rows were backed up, {restored[table.name]} are there.")
            told(table.name, restored[table.name])
    return restored


def _typed(table: Table, line: dict[str, Any]) -> dict[str, Any]:
    return {
        column.name: msgspec.convert(line[column.name], bytes) if isinstance(column.type, LargeBinary) else line[column.name]
        for column in table.columns
    }
