"""The tables. Events are the truth; the rows of cases and cargo, and the records of conduct, are worked out from them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _room() -> Column[str]:
    return Column("room", String(40), ForeignKey("room.name"), nullable=False)


room = Table(
    "room",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("seed", String(80), nullable=False),
    Column("opened", String(32), nullable=False),
    Column("clock_start", String(32), nullable=False),
    Column("speed", String(20), nullable=False),
    Column("position", Integer, nullable=False),  # how many events the room's log holds
    Column("head", String(64), nullable=False),  # the hash of the last of them
    Column("code", String(12)),  # with which a class finds its room; none for a room nobody joins
    Column("home", String(40), nullable=False, server_default=""),  # the room of the class, for a play; "" for all others
    Index(None, "code", unique=True),
    Index(None, "home"),
)

OF_EVERY_DECLARATION = (
    "registered",
    "cargo-joined",
    "assessed",
    "permits-determined",
    "scored",
    "selected",
    "review-started",
    "review-passed",
    "tax-notified",
)
"""The kinds of events that nearly every lodging brings. The others are rare enough to be looked up by an index."""

RARE = text(f"kind NOT IN ({', '.join(map(repr, OF_EVERY_DECLARATION))})")

REJECTED = text("number IS NULL")
"""The few declarations that were rejected at the gate."""

WORK = text("work")
"""The few cases with which officers have something to do."""

event = Table(
    "event",
    metadata,
    _room(),
    Column("position", Integer, nullable=False),
    Column("stream", String(40), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("kind", String(30), nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),  # canonical JSON of the whole event
    Column("hash", String(64), nullable=False),  # SHA-256 over the hash before and the body
    PrimaryKeyConstraint("room", "position"),
    UniqueConstraint("room", "stream", "sequence"),  # the optimistic lock
    Index("ix_event_room_kind_position", "room", "kind", "position", sqlite_where=RARE, postgresql_where=RARE),
    sqlite_with_rowid=False,  # as below: kept in the order of the key, so that a declaration touches fewer pages
)

message = Table(
    "message",
    metadata,
    _room(),
    Column("case_id", String(40), nullable=False),
    Column("body", LargeBinary, nullable=False),  # the bytes as received, whole
    PrimaryKeyConstraint("room", "case_id"),
)

case_row = Table(
    "case_row",
    metadata,
    _room(),
    Column("id", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("trader", String(70), nullable=False),
    Column("lrn", String(35), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("number", String(20)),
    Column("type", String(3), nullable=False),
    Column("importer", Text),
    Column("goods", Text),
    Column("status", String(4), nullable=False),
    Column("cargo_state", String(4)),
    Column("tax", String(4)),
    Column("permits", String(4)),
    Column("lane", String(2)),
    Column("waiting_for", String(60), nullable=False),
    Column("cargo", String(70)),  # as declared, so as long as the message allows
    Column("total_due", String(30), nullable=False),
    Column("received", String(32), nullable=False),
    Column("updated", String(32), nullable=False),
    Column("latest", String(30), nullable=False),
    Column("day", String(10), nullable=False, server_default=""),  # of lodging, in the country's time
    Column("cause", String(20)),
    Column("rule", Text),
    Column("hits", Text),  # the profiles that it meets, with commas between
    Column("chance", Float),
    Column("critical", Float),
    Column("at_risk", Float),
    Column("model", String(12)),  # the first characters of its digest
    Column("audit", Boolean, nullable=False, server_default=false()),
    Column("result", String(10)),  # of the latest examination
    Column("officer", String(40), nullable=False, server_default=""),  # to whom it is allotted
    Column("lodged_by", String(40), nullable=False, server_default=""),  # who signed the declaration
    Column("agencies", Text, nullable=False, server_default=""),  # that have not answered, each between commas
    Column("concerned", Text, nullable=False, server_default=""),  # all agencies that it concerns, in the same form
    Column("overridden", String(2)),  # the lane that an officer gave it
    Column("proposed", String(2)),  # a lighter lane that waits for a second officer
    Column("work", Boolean, nullable=False, server_default=false()),  # an officer has something to do about it
    Column("due", String(32)),  # by when, as it was promised; none while somebody else must act
    Column("done", String(32)),  # when officers had nothing more to do
    Column("asks", Text, nullable=False, server_default=""),  # what is asked of the trader, each between commas
    Column("ask_by", String(10), nullable=False, server_default=""),  # the earliest day by which he is to do it
    Column("released", Boolean, nullable=False, server_default=false()),  # goods may go against security
    PrimaryKeyConstraint("room", "id"),
    UniqueConstraint("room", "trader", "lrn"),
    Index(None, "room", "number", unique=True),
    Index(None, "room", "received"),
    Index(None, "room", "day", "chance"),
    Index(None, "room", "officer"),
    Index("ix_case_row_room_work", "room", "officer", "lane", sqlite_where=WORK, postgresql_where=WORK),
    Index("ix_case_row_rejected", "room", "cargo", sqlite_where=REJECTED, postgresql_where=REJECTED),
    Index(None, "room", "trader"),
    sqlite_with_rowid=False,
)

cargo_row = Table(
    "cargo_row",
    metadata,
    _room(),
    Column("number", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(4)),
    Column("shed", String(20)),
    Column("carrier", String(4), nullable=False, server_default=""),  # its code, as the number has it
    Column("goods", Text),  # in the carrier's words
    Column("updated", String(32), nullable=False, server_default=""),
    PrimaryKeyConstraint("room", "number"),
    Index(None, "room", "state", "updated"),
    sqlite_with_rowid=False,
)

joined = Table(
    "joined",
    metadata,
    _room(),
    Column("cargo", String(40), nullable=False),
    Column("case_id", String(40), nullable=False),
    PrimaryKeyConstraint("room", "cargo", "case_id"),
    sqlite_with_rowid=False,
)

conduct = Table(
    "conduct",
    metadata,
    _room(),
    Column("key", String(120), nullable=False),  # the role and whose record it is, such as importer:KRTRD1234
    Column("declared", Integer, nullable=False),
    Column("examined", Integer, nullable=False),
    Column("irregular", Integer, nullable=False),
    Column("critical", Integer, nullable=False),
    Column("first", String(10)),
    Column("last", String(10)),
    PrimaryKeyConstraint("room", "key"),
    sqlite_with_rowid=False,
)

numbering = Table(
    "numbering",
    metadata,
    _room(),
    Column("series", String(60), nullable=False),
    Column("last", Integer, nullable=False),  # the last number given away, or how many a lane has taken on a day
    PrimaryKeyConstraint("room", "series"),
    sqlite_with_rowid=False,
)

intake = Table(
    "intake",
    metadata,
    _room(),
    Column("number", Integer, nullable=False),
    Column("at", String(32), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("findings", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("person", String(40), nullable=False, server_default=""),
    PrimaryKeyConstraint("room", "number"),
)

request = Table(
    "request",
    metadata,
    _room(),
    Column("case_id", String(40), nullable=False),
    Column("number", Integer, nullable=False),  # the first message about the case is 1
    Column("sha256", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),  # the bytes as received, whole
    PrimaryKeyConstraint("room", "case_id", "number"),
    UniqueConstraint("room", "case_id", "sha256"),
)

inbox = Table(
    "inbox",
    metadata,
    _room(),
    Column("trader", String(70), nullable=False),
    Column("position", Integer, nullable=False),  # of the event in the room's log that the trader hears of
    Column("case_id", String(40), nullable=False),  # "" where the message named no case that is known
    Column("stream", String(40), nullable=False),
    Column("sequence", Integer, nullable=False),
    PrimaryKeyConstraint("room", "trader", "position"),
    Index(  # only the few that stand in no case's own log
        "ix_inbox_room_case_id",
        "room",
        "case_id",
        sqlite_where=text("stream <> case_id"),
        postgresql_where=text("stream <> case_id"),
    ),
    sqlite_with_rowid=False,
)

acknowledged = Table(
    "acknowledged",
    metadata,
    _room(),
    Column("trader", String(70), nullable=False),
    Column("position", Integer, nullable=False),  # everything up to this event was received
    Column("reply", Integer, nullable=False),  # and of the event after it, so many replies
    PrimaryKeyConstraint("room", "trader"),
    sqlite_with_rowid=False,
)

person = Table(
    "person",
    metadata,
    _room(),
    Column("id", String(40), nullable=False),
    Column("names", Text, nullable=False),  # who shares the seat, one a line
    Column("posts", Text, nullable=False),  # such as trader:41207, one a line
    Column("secret", String(200)),  # the hash of a password (argon2); none where a seat card opens
    Column("card", String(64), unique=True),  # SHA-256 of what the seat card says
    Column("absent", String(32), nullable=False, server_default=""),  # since when, by the room's clock
    Column("closed", Boolean, nullable=False, server_default=false()),
    Column("both_chairs", Boolean, nullable=False, server_default=false()),  # plays trader and officer in turn
    PrimaryKeyConstraint("room", "id"),
)

login = Table(
    "login",
    metadata,
    Column("token", String(64), primary_key=True),  # SHA-256 of what the browser or program shows
    _room(),
    Column("person", String(40), nullable=False),
    Column("post", String(120), nullable=False),  # at which he sits, such as trader:41207
    Column("begun", String(32), nullable=False),  # real time, in UTC, as are the others below
    Column("ends", String(32), nullable=False),
    Column("name", String(60), nullable=False, server_default=""),  # of the program that it was given to; "" for a browser
    Index(None, "room", "person"),
)

attempt = Table(
    "attempt",
    metadata,
    Column("at", String(32), nullable=False),
    Column("who", String(120), nullable=False),  # where from, or as whom, somebody tried to come in and failed
    Column("number", Integer, primary_key=True),
    Index(None, "who", "at"),
)

pack = Table(
    "pack",
    metadata,
    Column("digest", String(64), primary_key=True),  # SHA-256 of the body
    Column("slug", String(80), nullable=False),  # the name of its folder, such as value-in-doubt
    Column("body", LargeBinary, nullable=False),  # the files of a scenario, as canonical bytes
    Column("at", String(32), nullable=False),  # when it was first kept, real time, in UTC
)

draft = Table(
    "draft",
    metadata,
    _room(),
    Column("id", String(10), nullable=False),
    Column("person", String(40), nullable=False),  # whose it is; "" for who is alone
    Column("title", String(120), nullable=False),
    Column("body", LargeBinary, nullable=False),  # the texts of its fields and what its message carries besides, as JSON
    Column("saved", String(32), nullable=False),  # by the room's clock
    Column("version", Integer, nullable=False),
    PrimaryKeyConstraint("room", "id"),
    Index(None, "room", "person"),
)
