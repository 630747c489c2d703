"""People and desks: who may come in, who is there, what is being written, and to whom each case is allotted."""

from collections import defaultdict
from functools import reduce

import sqlalchemy as sa
from alembic import op

from eclear.casefile.cargo import CARGO_FACTS, Cargo
from eclear.casefile.case import case_of
from eclear.casefile.events import Event
from eclear.storage.chain import decode
from eclear.storage.rows import columns_of, columns_of_cargo

revision = "0005"
down_revision = "0004"

NEW = (
    "officer",
    "lodged_by",
    "agencies",
    "concerned",
    "overridden",
    "proposed",
    "work",
    "due",
    "done",
    "asks",
    "ask_by",
    "released",
)
"""What a case's row says more than before."""


def upgrade() -> None:
    """Add the tables and the columns, and fill the columns from the events."""
    op.add_column("room", sa.Column("code", sa.String(12)))
    op.create_index("ix_room_code", "room", ["code"], unique=True)
    op.create_table(
        "person",
        sa.Column("room", sa.String(40), sa.ForeignKey("room.name"), nullable=False),
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("names", sa.Text, nullable=False),
        sa.Column("posts", sa.Text, nullable=False),
        sa.Column("secret", sa.String(200)),
        sa.Column("card", sa.String(64), unique=True),
        sa.Column("absent", sa.String(32), nullable=False, server_default=""),
        sa.Column("closed", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("room", "id"),
    )
    op.create_table(
        "login",
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("room", sa.String(40), sa.ForeignKey("room.name"), nullable=False),
        sa.Column("person", sa.String(40), nullable=False),
        sa.Column("post", sa.String(120), nullable=False),
        sa.Column("begun", sa.String(32), nullable=False),
        sa.Column("ends", sa.String(32), nullable=False),
        sa.Column("name", sa.String(60), nullable=False, server_default=""),
    )
    op.create_index("ix_login_room_person", "login", ["room", "person"])
    op.create_table(
        "attempt",
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("number", sa.Integer, primary_key=True),
    )
    op.create_index("ix_attempt_who_at", "attempt", ["who", "at"])
    op.create_table(
        "draft",
        sa.Column("room", sa.String(40), sa.ForeignKey("room.name"), nullable=False),
        sa.Column("id", sa.String(10), nullable=False),
        sa.Column("person", sa.String(40), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("saved", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("room", "id"),
    )
    op.create_index("ix_draft_room_person", "draft", ["room", "person"])
    for column in (
        sa.Column("officer", sa.String(40), nullable=False, server_default=""),
        sa.Column("lodged_by", sa.String(40), nullable=False, server_default=""),
        sa.Column("agencies", sa.Text, nullable=False, server_default=""),
        sa.Column("concerned", sa.Text, nullable=False, server_default=""),
        sa.Column("overridden", sa.String(2)),
        sa.Column("proposed", sa.String(2)),
        sa.Column("work", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("due", sa.String(32)),
        sa.Column("done", sa.String(32)),
        sa.Column("asks", sa.Text, nullable=False, server_default=""),
        sa.Column("ask_by", sa.String(10), nullable=False, server_default=""),
        sa.Column("released", sa.Boolean, nullable=False, server_default=sa.false()),
    ):
        op.add_column("case_row", column)
    op.create_index("ix_case_row_room_officer", "case_row", ["room", "officer"])
    work = sa.text("work")
    columns = ["room", "officer", "lane"]
    op.create_index("ix_case_row_room_work", "case_row", columns, sqlite_where=work, postgresql_where=work)
    rejected = sa.text("number IS NULL")
    columns = ["room", "cargo"]
    op.create_index("ix_case_row_rejected", "case_row", columns, sqlite_where=rejected, postgresql_where=rejected)
    op.create_index("ix_case_row_room_trader", "case_row", ["room", "trader"])
    for column in (
        sa.Column("shed", sa.String(20)),
        sa.Column("carrier", sa.String(4), nullable=False, server_default=""),
        sa.Column("goods", sa.Text),
        sa.Column("updated", sa.String(32), nullable=False, server_default=""),
    ):
        op.add_column("cargo_row", column)
    op.add_column("intake", sa.Column("person", sa.String(40), nullable=False, server_default=""))
    op.create_index("ix_cargo_row_room_state_updated", "cargo_row", ["room", "state", "updated"])
    _fill()


def _fill() -> None:
    """Work the new columns out from the events."""
    connection, event = op.get_bind(), sa.table("event", *map(sa.column, ("room", "stream", "position", "body")))
    streams: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for room, stream, body in connection.execute(
        sa.select(event.c.room, event.c.stream, event.c.body).order_by(event.c.room, event.c.position)
    ):
        streams[room, stream].append(decode(body))
    row = sa.table("case_row", *map(sa.column, ("room", "id", *NEW)))
    cargo_row = sa.table("cargo_row", *map(sa.column, ("room", *columns_of_cargo(Cargo("")))))
    for (room, stream), happened in streams.items():
        if isinstance(happened[0].fact, CARGO_FACTS):
            cargo = reduce(Cargo.after, happened, Cargo(stream))
            mine = cargo_row.c.room == room, cargo_row.c.number == stream
            connection.execute(sa.update(cargo_row).where(*mine).values(columns_of_cargo(cargo)))
        if happened[0].kind in ("registered", "rejected"):
            columns = columns_of(case_of(happened), ())
            told = {name: columns[name] for name in NEW if columns[name]}
            if told:
                connection.execute(sa.update(row).where(row.c.room == room, row.c.id == stream).values(told))
