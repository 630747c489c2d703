"""Rooms, events, messages, and the rows worked out from them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the first tables."""

    def in_room() -> sa.Column[str]:
        return sa.Column("room", sa.String(40), sa.ForeignKey("room.name"), nullable=False)

    def text(name: str, length: int, nullable: bool = False) -> sa.Column[str]:
        return sa.Column(name, sa.String(length), nullable=nullable)

    def number(name: str) -> sa.Column[int]:
        return sa.Column(name, sa.Integer, nullable=False)

    def octets(name: str) -> sa.Column[bytes]:
        return sa.Column(name, sa.LargeBinary, nullable=False)

    op.create_table(
        "room",
        sa.Column("name", sa.String(40), primary_key=True),
        text("seed", 80),
        text("opened", 32),
        text("clock_start", 32),
        text("speed", 20),
        number("position"),
        text("head", 64),
    )
    op.create_table(
        "event",
        in_room(),
        number("position"),
        text("stream", 40),
        number("sequence"),
        text("kind", 30),
        number("version"),
        octets("body"),
        text("hash", 64),
        sa.PrimaryKeyConstraint("room", "position"),
        sa.UniqueConstraint("room", "stream", "sequence"),
        sqlite_with_rowid=False,
    )
    op.create_table("message", in_room(), text("case_id", 40), octets("body"), sa.PrimaryKeyConstraint("room", "case_id"))
    op.create_table(
        "case_row",
        in_room(),
        text("id", 40),
        number("version"),
        text("trader", 70),
        text("lrn", 35),
        text("sha256", 64),
        text("number", 20, nullable=True),
        text("type", 3),
        sa.Column("importer", sa.Text),
        sa.Column("goods", sa.Text),
        text("status", 4),
        text("cargo_state", 4, nullable=True),
        text("tax", 4, nullable=True),
        text("permits", 4, nullable=True),
        text("lane", 2, nullable=True),
        text("waiting_for", 60),
        text("cargo", 70, nullable=True),
        text("total_due", 30),
        text("received", 32),
        text("updated", 32),
        text("latest", 30),
        sa.PrimaryKeyConstraint("room", "id"),
        sa.UniqueConstraint("room", "trader", "lrn"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_row_room_number", "case_row", ["room", "number"], unique=True)
    op.create_index("ix_case_row_room_received", "case_row", ["room", "received"])
    op.create_table(
        "cargo_row",
        in_room(),
        text("number", 40),
        number("version"),
        text("state", 4, nullable=True),
        sa.PrimaryKeyConstraint("room", "number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "joined",
        in_room(),
        text("cargo", 40),
        text("case_id", 40),
        sa.PrimaryKeyConstraint("room", "cargo", "case_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "numbering",
        in_room(),
        text("series", 60),
        number("last"),
        sa.PrimaryKeyConstraint("room", "series"),
        sqlite_with_rowid=False,
    )
