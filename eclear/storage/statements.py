"""What is asked of the database and told to it on the way of every declaration, built once: building costs more than asking."""

from __future__ import annotations

from sqlalchemy import BindParameter, and_, bindparam, func, insert, select, update

from eclear.storage import tables as t

_room: BindParameter[str] = bindparam("room_")

ROOM = select(t.room).where(t.room.c.name == _room)
ROOM_TO_WRITE = ROOM.with_for_update()
MOVE_HEAD = (
    update(t.room)
    .where(t.room.c.name == _room, t.room.c.position == bindparam("begun_at"))
    .values(position=bindparam("position_"), head=bindparam("head_"))
)

EVENTS_OF = (
    select(t.event.c.body).where(t.event.c.room == _room, t.event.c.stream == bindparam("stream_")).order_by(t.event.c.sequence)
)
ADD_EVENTS, ADD_MESSAGES, ADD_ROWS = insert(t.event), insert(t.message), insert(t.case_row)
ADD_JOINED, ADD_CARGO, ADD_REFUSALS, ADD_NUMBER = insert(t.joined), insert(t.cargo_row), insert(t.intake), insert(t.numbering)

MESSAGE_OF = select(t.message.c.body).where(t.message.c.room == _room, t.message.c.case_id == bindparam("case"))

_row = t.case_row.c
STANDING = select(_row.trader, _row.lrn, _row.id, _row.sha256).where(_row.room == _room)
STANDING_OF_ONE = STANDING.where(_row.trader == bindparam("trader_"), _row.lrn == bindparam("lrn_"))
ROW_OF = select(t.case_row).where(_row.room == _room, _row.id == bindparam("case"))
LANES_OF_DAY = (
    select(_row.lane, func.count())
    .where(_row.room == _room, _row.day == bindparam("day_"), _row.lane.is_not(None))
    .group_by(_row.lane)
)

_cargo = t.cargo_row.c
CARGO_KNOWN = select(_cargo.number).where(_cargo.room == _room)
CARGO_KNOWN_OF_ONE = CARGO_KNOWN.where(_cargo.number == bindparam("number_"))
MOVE_CARGO = (
    update(t.cargo_row)
    .where(_cargo.room == _room, _cargo.number == bindparam("number_"))
    .values(version=bindparam("version_"), state=bindparam("state_"))
)
CASES_OF_CARGO = (
    select(t.joined.c.case_id)
    .where(t.joined.c.room == _room, t.joined.c.cargo == bindparam("cargo_"))
    .order_by(t.joined.c.case_id)
)

_series = and_(t.numbering.c.room == _room, t.numbering.c.series == bindparam("series_"))
LAST_NUMBER = select(t.numbering.c.last).where(_series)
MOVE_NUMBER = update(t.numbering).where(_series).values(last=bindparam("last_"))
