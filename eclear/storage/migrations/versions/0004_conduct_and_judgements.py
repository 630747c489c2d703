"""What the office's records know for risk: the records of parties, goods and routes, and how each declaration was judged."""

import json
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from eclear.reference import country

revision = "0004"
down_revision = "0003"

RARE = sa.text(
    "kind NOT IN ('registered', 'cargo-joined', 'assessed', 'permits-determined', 'scored', 'selected', 'review-started', "
    "'review-passed', 'tax-notified')"
)


def upgrade() -> None:
    """Add the table and the columns, and fill the columns from the events.

    What was lodged before this step adds to no record: its events do not say to which, so nothing is known of that time.
    """
    op.create_table(
        "conduct",
        sa.Column("room", sa.String(40), sa.ForeignKey("room.name"), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("declared", "examined", "irregular", "critical")),
        sa.Column("first", sa.String(10)),
        sa.Column("last", sa.String(10)),
        sa.PrimaryKeyConstraint("room", "key"),
        sqlite_with_rowid=False,
    )
    for column in (
        sa.Column("day", sa.String(10), nullable=False, server_default=""),
        sa.Column("cause", sa.String(20)),
        sa.Column("rule", sa.Text),
        sa.Column("hits", sa.Text),
        sa.Column("chance", sa.Float),
        sa.Column("critical", sa.Float),
        sa.Column("at_risk", sa.Float),
        sa.Column("model", sa.String(12)),
        sa.Column("audit", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("result", sa.String(10)),
    ):
        op.add_column("case_row", column)
    op.create_index("ix_case_row_room_day_chance", "case_row", ["room", "day", "chance"])
    op.create_index(
        "ix_event_room_kind_position", "event", ["room", "kind", "position"], sqlite_where=RARE, postgresql_where=RARE
    )
    _fill()


def _fill() -> None:
    """Replay what the events say of how each declaration was judged."""
    connection, event = op.get_bind(), sa.table("event", *map(sa.column, ("room", "stream", "position", "kind", "body")))
    told: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    kinds = ("registered", "rejected", "scored", "selected")
    asked = sa.select(event.c.room, event.c.stream, event.c.body).where(event.c.kind.in_(kinds))
    for room, stream, body in connection.execute(asked.order_by(event.c.room, event.c.position)):
        told[room, stream] |= _said(json.loads(body))
    row = sa.table("case_row", *map(sa.column, ("room", "id", *_NONE)))
    if told:
        connection.execute(
            sa.update(row)
            .where(row.c.room == sa.bindparam("room_"), row.c.id == sa.bindparam("id_"))
            .values({name: sa.bindparam(f"{name}_") for name in _NONE}),
            [
                {"room_": room, "id_": case} | {f"{name}_": value for name, value in (_NONE | columns).items()}
                for (room, case), columns in told.items()
            ],
        )


_NONE: dict[str, Any] = {"day": "", "audit": False} | dict.fromkeys(
    ("cause", "rule", "hits", "chance", "critical", "at_risk", "model")
)


def _said(event: dict[str, Any]) -> dict[str, Any]:
    """Return the columns that one event fills."""
    fact = event["fact"]
    if event["kind"] == "scored":
        score = fact["score"] or {}
        told = {name: score.get(name) for name in ("chance", "critical", "at_risk")}
        return told | {"model": score["model_sha256"][:12] if score else None}
    if event["kind"] == "selected":
        decision = fact["decision"]
        hits = ",".join(decision.get("hits", ())) or None
        return {name: decision[name] for name in ("cause", "rule", "audit")} | {"hits": hits}
    law = country(fact["lodged"]["country"])
    received = datetime.fromisoformat(event["at"])
    return {"day": received.astimezone(law.time_zone if law else UTC).date().isoformat()}
