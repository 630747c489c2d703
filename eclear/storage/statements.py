"""What is asked of the database and told to it on the way of every declaration."""

from __future__ import annotations

from sqlalchemy import BindParameter, and_, bindparam, delete, func, insert, select, update

from eclear.casefile.conduct import Subject
from eclear.casefile.decision import Lane
from eclear.storage import tables as t
from eclear.storage.prepared import Prepared

_room: BindParameter[str] = bindparam("room_")

_rooms = t.room.c
_ROOM = select(
    _rooms.name, _rooms.seed, _rooms.opened, _rooms.clock_start, _rooms.speed, _rooms.position, _rooms.head, _rooms.home
)
ROOM = Prepared(_ROOM.where(_rooms.name == _room))
ROOM_TO_WRITE = Prepared(_ROOM.where(_rooms.name == _room).with_for_update())
PLAYS = Prepared(_ROOM.where(_rooms.home == bindparam("home_")).order_by(_rooms.name))
HOMES = Prepared(select(_rooms.home).where(_rooms.home > bindparam("none_")).distinct().order_by(_rooms.home))
RUNNING = Prepared(
    _ROOM.where(_rooms.home > bindparam("none_"), _rooms.speed != bindparam("still_")).order_by(_rooms.home, _rooms.name)
)
ADD_ROOM = Prepared(insert(t.room))
SET_CLOCK = Prepared(
    update(t.room)
    .where(_rooms.name == _room)
    .values({name: bindparam(f"{name}_") for name in ("opened", "clock_start", "speed")})
)
MOVE_HEAD = Prepared(
    update(t.room)
    .where(_rooms.name == _room, _rooms.position == bindparam("begun_at"))
    .values(position=bindparam("position_"), head=bindparam("head_"))
)

_event = t.event.c
EVENTS_OF = Prepared(
    select(_event.body).where(_event.room == _room, _event.stream == bindparam("stream_")).order_by(_event.sequence)
)
LOG_OF = Prepared(
    select(_event.position, _event.body)
    .where(_event.room == _room, _event.stream == bindparam("stream_"))
    .order_by(_event.sequence)
)
WHOLE_LOG = Prepared(select(_event.body).where(_event.room == _room).order_by(_event.position))
HEAD_AT = Prepared(
    select(_event.position, _event.hash).where(
        _event.room == _room, _event.stream == bindparam("stream_"), _event.sequence == bindparam("sequence_")
    )
)
LOGS = select(_event.stream, _event.position, _event.body).where(_event.room == _room)
MESSAGE_OF = Prepared(select(t.message.c.body).where(t.message.c.room == _room, t.message.c.case_id == bindparam("case")))

ADD_EVENTS, ADD_MESSAGES, ADD_ROWS = Prepared(insert(t.event)), Prepared(insert(t.message)), Prepared(insert(t.case_row))
ADD_JOINED, ADD_CARGO, ADD_REFUSALS = Prepared(insert(t.joined)), Prepared(insert(t.cargo_row)), Prepared(insert(t.intake))
ADD_NUMBER = Prepared(insert(t.numbering))
ADD_REQUESTS, ADD_INBOX = Prepared(insert(t.request)), Prepared(insert(t.inbox))

_row = t.case_row.c
STANDING = select(_row.trader, _row.lrn, _row.id, _row.sha256).where(_row.room == _room)
STANDING_OF_ONE = Prepared(STANDING.where(_row.trader == bindparam("trader_"), _row.lrn == bindparam("lrn_")))

CASE_OF_NUMBER = Prepared(select(_row.id).where(_row.room == _room, _row.number == bindparam("number_")))

REJECTED_OF = Prepared(select(_row.id).where(_row.room == _room, _row.cargo == bindparam("cargo_"), t.REJECTED))
MOVED = Prepared(
    select(_event.stream, func.max(_event.position))
    .where(_event.room == _room, _event.position > bindparam("after_"))
    .group_by(_event.stream)
)

_cargo = t.cargo_row.c
CARGO_KNOWN = select(_cargo.number).where(_cargo.room == _room)
CARGO_KNOWN_OF_ONE = Prepared(CARGO_KNOWN.where(_cargo.number == bindparam("number_")))
MOVE_CARGO = Prepared(
    update(t.cargo_row)
    .where(_cargo.room == _room, _cargo.number == bindparam("number_"))
    .values({name: bindparam(f"{name}_") for name in ("version", "state", "shed", "carrier", "goods", "updated")})
)

_joined = t.joined.c
CASES_OF_CARGO = Prepared(
    select(_joined.case_id).where(_joined.room == _room, _joined.cargo == bindparam("cargo_")).order_by(_joined.case_id)
)

JOINED_CASES = select(_joined.cargo, _joined.case_id).where(_joined.room == _room)

LEAVE_CARGO = Prepared(
    delete(t.joined).where(_joined.room == _room, _joined.cargo == bindparam("cargo_"), _joined.case_id == bindparam("case"))
)

_series = and_(t.numbering.c.room == _room, t.numbering.c.series == bindparam("series_"))
LANES_OF_DAY = Prepared(
    select(t.numbering.c.series, t.numbering.c.last).where(
        t.numbering.c.room == _room,
        t.numbering.c.series.in_(list(map(bindparam, (*Lane, "critical", "profiles", "traders")))),
    )
)
DECLARED_BY = Prepared(
    select(func.count()).where(_row.room == _room, _row.importer == bindparam("name_"), _row.number.is_not(None))
)
RANK = Prepared(select(func.count()).where(_row.room == _room, _row.day == bindparam("day_"), _row.chance > bindparam("chance_")))
_profile_events = select(_event.position).where(  # RARE: so that its index serves
    _event.room == _room, _event.kind.in_([bindparam("set_"), bindparam("ended_")]), t.RARE
)
PROFILE_EVENTS = Prepared(
    select(_event.body).where(_event.room == _room, _event.position.in_(_profile_events)).order_by(_event.position)
)
LAST_NUMBER = Prepared(select(t.numbering.c.last).where(_series))
MOVE_NUMBER = Prepared(update(t.numbering).where(_series).values(last=bindparam("last_")))

_request = t.request.c
REQUESTS_OF = Prepared(
    select(_request.number, _request.sha256, _request.body)
    .where(_request.room == _room, _request.case_id == bindparam("case"))
    .order_by(_request.number)
)

_inbox = t.inbox.c
HEARD = select(_inbox.position, _inbox.case_id, _inbox.stream, _inbox.sequence).where(_inbox.room == _room)
REFUSED_ABOUT = Prepared(
    HEARD.where(_inbox.case_id == bindparam("case"), _inbox.stream != _inbox.case_id).order_by(_inbox.position)
)
ACKNOWLEDGED = Prepared(
    select(t.acknowledged.c.position, t.acknowledged.c.reply).where(
        t.acknowledged.c.room == _room, t.acknowledged.c.trader == bindparam("trader_")
    )
)

FEW = tuple(f"key_{n}" for n in range(len(Subject)))
"""The names of as many keys as one declaration can have."""

_conduct = t.conduct.c
CONDUCT = select(
    _conduct.key,
    _conduct.declared,
    _conduct.examined,
    _conduct.irregular,
    _conduct.critical,
    _conduct.first,
    _conduct.last,
).where(_conduct.room == _room)
CONDUCT_OF_FEW = Prepared(CONDUCT.where(_conduct.key.in_([bindparam(name) for name in FEW])))
ADD_CONDUCT = Prepared(insert(t.conduct))
MOVE_CONDUCT = Prepared(
    update(t.conduct)
    .where(_conduct.room == _room, _conduct.key == bindparam("key_"))
    .values({name: bindparam(f"{name}_") for name in ("declared", "examined", "irregular", "critical", "first", "last")})
)

JUDGEMENTS = (
    select(
        _row.id.label("case"),
        _row.day,
        _row.type,
        _row.lane,
        _row.cause,
        _row.rule,
        _row.chance,
        _row.critical,
        _row.at_risk,
        _row.model,
        _row.audit,
        _row.result,
        _row.status,
        _row.importer,
        _row.hits,
    )
    .where(_row.room == _room, _row.day.between(bindparam("first_"), bindparam("last_")), _row.lane.is_not(None))
    .order_by(_row.day, _row.received, _row.id)
)
