"""Messages about a declaration, kept whole beside it; and for each trader the events that he hears of, and what he received."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the three tables. What happened before this step is put into nobody's inbox."""

    def in_room() -> sa.Column[str]:
        return sa.Column("room", sa.String(40), sa.ForeignKey("room.name"), nullable=False)

    def words(name: str, length: int) -> sa.Column[str]:
        return sa.Column(name, sa.String(length), nullable=False)

    def number(name: str) -> sa.Column[int]:
        return sa.Column(name, sa.Integer, nullable=False)

    op.create_table(
        "request",
        in_room(),
        words("case_id", 40),
        number("number"),
        words("sha256", 64),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("room", "case_id", "number"),
        sa.UniqueConstraint("room", "case_id", "sha256"),
    )
    op.create_table(
        "inbox",
        in_room(),
        words("trader", 70),
        number("position"),
        words("case_id", 40),
        words("stream", 40),
        number("sequence"),
        sa.PrimaryKeyConstraint("room", "trader", "position"),
        sqlite_with_rowid=False,
    )
    elsewhere = sa.text("stream <> case_id")
    op.create_index("ix_inbox_room_case_id", "inbox", ["room", "case_id"], sqlite_where=elsewhere, postgresql_where=elsewhere)
    op.create_table(
        "acknowledged",
        in_room(),
        words("trader", 70),
        number("position"),
        number("reply"),
        sa.PrimaryKeyConstraint("room", "trader"),
        sqlite_with_rowid=False,
    )
