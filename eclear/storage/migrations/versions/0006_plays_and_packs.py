"""Plays and packs: rooms of exercises know their class, who plays both chairs is known, and scenarios are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the columns and the table; nothing that is there changes."""
    op.add_column("room", sa.Column("home", sa.String(40), nullable=False, server_default=""))
    op.create_index("ix_room_home", "room", ["home"])
    op.add_column("person", sa.Column("both_chairs", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "pack",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )
