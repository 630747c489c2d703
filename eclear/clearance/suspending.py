"""Suspend: operations under a regime that suspends duty - transit, bonded transport, and whatever a country's files add.

An operation is declared, accepted against a guarantee, sealed, departs, arrives with its seals looked at, and is discharged by
one of the endings of its regime. What is not discharged in time is claimed from the guarantee: see
:mod:`~eclear.clearance.collecting`. Every step is looked for in the file of the regime; none is known here by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from eclear.casefile import events as ev
from eclear.casefile.cargo import Cargo
from eclear.casefile.declaration import Classification, Declaration, Item, Origin, Procedure
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.operation import Operation
from eclear.casefile.person import Role, Seated
from eclear.casefile.quantity import Amount
from eclear.casefile.selection import ControlMeasure
from eclear.casefile.suspension import Stage, Suspension, suspension_of
from eclear.clearance.following import follow, numbered, open_declarations
from eclear.clearance.integrity import lodges_for
from eclear.clearance.office import Office, UnknownCase, today
from eclear.clearance.recording import plain
from eclear.clearance.returning import must_be_able_to_return
from eclear.journey.duties import CannotAssess, assess
from eclear.reference import Country
from eclear.reference import country as reference_of
from eclear.reference.regimes import ENDINGS, Regime
from eclear.storage import Records

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody declares for a regime; see :class:`~eclear.casefile.operation.Operation` for the meaning of each field."""

    regime: str
    cargo: str
    code: str
    value: Decimal
    origin: str = ""
    office: str = ""
    shed: str = ""
    to_office: str = ""
    to_shed: str = ""
    mode: str = ""
    route: str = ""
    guarantee: str = ""
    guaranteed: Decimal = Decimal(0)
    principal: str = ""


def declare_regime(office: Office, wanted: Wanted, *, room: str = "open", at: datetime | None = None) -> Suspension:
    """Declare goods for a regime that suspends duty; eclear works out the duty at stake and gives the operation its number.

    Raises IllegalStep for what the regime or the goods do not allow.
    """
    law, number = law_of(office), numbered(wanted.cargo)
    with office.writing(room) as records:
        now = office.moment(records, at)
        day = today(now, law)
        regime = law.regimes.named(wanted.regime, day)
        if regime is None or not regime.suspends:
            known = ", ".join(each.id for each in law.regimes.on(day) if each.suspends) or "none"
            raise IllegalStep(f"Regime {wanted.regime[:40]!r} suspends no duty here. Those that do: {known}.")
        cargo = records.cargo(number)
        _goods_may(office.acting, records, cargo, regime, now)
        operation = _operation(office.acting, law, regime, wanted, cargo, day)
        serial = records.next_number(f"operation/{day.year % 100:02d}")
        name = f"{regime_letter(regime)}{day.year % 100:02d}-{serial:06d}"
        fact = ev.RegimeDeclared(name, operation)
        records.note(records.event(stream_of(name), 1, now, "declarant", fact))
        return suspension_of(records.events(stream_of(name)))


def accept_regime(office: Office, number: str, *, room: str = "open", at: datetime | None = None) -> Suspension:
    """Accept an operation: from now on its duty is suspended, and its time runs.

    Where declarations of the goods end with the regime, each that is open hears of it, and is not accepted meanwhile.
    """
    with office.writing(room) as records:
        law, now = law_of(office), office.moment(records, at)
        known, regime = known_operation(records, law, number)
        cargo = records.cargo(known.operation.cargo)
        if known.stage is Stage.DECLARED:
            _goods_may(office.acting, records, cargo, regime, now)
        after = take_step(records, known, ev.RegimeAccepted(today(now, law) + timedelta(days=regime.days)), "officer", now)
        if regime.ends_declarations:
            follow(records, cargo, ev.ReturnAccepted(known.number), "officer", now)
        return after


def refuse_regime(office: Office, number: str, *, reason: str, room: str = "open", at: datetime | None = None) -> Suspension:
    """Refuse an operation that was declared; it needs a reason."""
    told = plain(reason)
    if told is None:
        raise IllegalStep("To refuse an operation needs a reason. State the facts, and what its principal should do.")
    with office.writing(room) as records:
        known, _regime = known_operation(records, law_of(office), number)
        return take_step(records, known, ev.RegimeRefused(told), "officer", office.moment(records, at))


def put_on_seals(
    office: Office, number: str, seals: Sequence[str], *, room: str = "open", at: datetime | None = None
) -> Suspension:
    """Note the numbers of the seals that were put on the means of transport."""
    found = tuple(dict.fromkeys(seal for each in seals if (seal := (plain(each) or ""))))
    if not found or any(len(seal) > 20 for seal in found):
        raise IllegalStep("Name one seal or more, each by its number of up to 20 characters.")
    with office.writing(room) as records:
        known, _regime = known_operation(records, law_of(office), number)
        return take_step(records, known, ev.SealsPutOn(found), "officer", office.moment(records, at))


def depart(office: Office, number: str, *, room: str = "open", at: datetime | None = None) -> Suspension:
    """Report that the goods have left the place of departure; under a regime that asks for seals, not without them."""
    with office.writing(room) as records:
        law, now = law_of(office), office.moment(records, at)
        known, regime = known_operation(records, law, number)
        if regime.kind != "journey":
            raise IllegalStep(f"Under {regime.name} goods stay where they are. Discharge it by {_endings(regime)}.")
        if regime.seals and not known.seals:
            raise IllegalStep(f"{regime.name} is under seal. Put seals on, and note their numbers, before the goods depart.")
        cargo = records.cargo(known.operation.cargo)
        _own_goods(office.acting, known.operation.shed, cargo)
        after = take_step(records, known, ev.RegimeDeparted(), "shed", now)
        follow(records, cargo, ev.Moved(cargo.number, "bonded-out", cargo.shed, None, basis=known.number), "shed", now)
        return after


def arrive_under_bond(
    office: Office,
    number: str,
    *,
    intact: bool,
    remark: str | None = None,
    room: str = "open",
    at: datetime | None = None,
) -> Suspension:
    """Report that the goods were presented at the office of destination, and whether their seals were intact.

    Where the regime ends with that - goods carried into the shed of destination under unbroken seals - it is discharged at once.
    Broken seals need a remark, and an officer who discharges or claims.
    """
    said = plain(remark)
    if not intact and said is None:
        raise IllegalStep("Seals that are not intact need a remark. Say what was found.")
    with office.writing(room) as records:
        law, now = law_of(office), office.moment(records, at)
        known, regime = known_operation(records, law, number)
        cargo, shed = records.cargo(known.operation.cargo), known.operation.to_shed or None
        _own_goods(office.acting, known.operation.to_shed, cargo)
        after = take_step(records, known, ev.RegimeArrived(intact, shed, said), "shed", now)
        if "carry-in" in regime.ends:
            follow(records, cargo, ev.Moved(cargo.number, "bonded-in", shed, None, basis=known.number), "shed", now)
            if intact:
                after = take_step(records, after, ev.RegimeDischarged("carry-in"), "eclear", now)
        return after


def discharge_regime(office: Office, number: str, by: str, *, room: str = "open", at: datetime | None = None) -> Suspension:
    """Discharge an operation by one of the endings of its regime, such as the exit at the office of destination.

    Where declarations of the goods end with the regime, those that waited for it end as returned.
    """
    with office.writing(room) as records:
        law, now = law_of(office), office.moment(records, at)
        known, regime = known_operation(records, law, number)
        if by not in regime.ends:
            raise IllegalStep(f"{regime.name} is not discharged by {by[:40]!r}. It ends by {_endings(regime)}.")
        if regime.kind == "journey" and known.stage is Stage.ACCEPTED:
            raise IllegalStep(f"Operation {number} has not departed. Refuse it, or let it depart and arrive.")
        cargo = records.cargo(known.operation.cargo)
        if by == "release" and not any(case.accepted for case in records.cases_of(cargo.number)):
            raise IllegalStep(f"Cargo {cargo.number} has no accepted declaration. Its goods are not released for home use.")
        after = take_step(records, known, ev.RegimeDischarged(by), "officer", now)
        if by in ("exit", "re-export", "destruction"):
            left = ev.Moved(cargo.number, "carried-out", cargo.shed, None, basis=known.number)
            cargo = follow(records, cargo, left, "customs", now)
        if regime.ends_declarations:
            follow(records, cargo, ev.Returned(known.number), "customs", now)
        return after


def operation_of(records: Records, number: str) -> Suspension:
    """Return an operation by its number; raises UnknownCase where there is none."""
    happened = records.events(stream_of(number.strip().upper()))
    if not happened:
        raise UnknownCase(f"There is no operation {number[:40]} in this room. Check the number.")
    return suspension_of(happened)


def operations_in(records: Records, most: int = 500) -> tuple[Suspension, ...]:
    """Return the operations of a room, the latest declared first: the ledger of suspended duty (관세유보 대장)."""
    declared = records.latest(ev.RegimeDeclared.kind, most)
    records.read_ahead(event.stream for event in declared)
    return tuple(suspension_of(records.events(event.stream)) for event in declared)


def stream_of(number: str) -> str:
    """Return the stream of an operation."""
    return f"operation/{number}"


def regime_letter(regime: Regime) -> str:
    """Return the letter that numbers of operations begin with: T for a journey, S for a stay."""
    return "T" if regime.kind == "journey" else "S"


def law_of(office: Office) -> Country:
    """Return the law of the office's country; raises LookupError where its folder is gone."""
    law = reference_of(office.country)
    if law is None:
        raise LookupError(f"The reference folder of {office.country} is gone. Put it back.")
    return law


def known_operation(records: Records, law: Country, number: str) -> tuple[Suspension, Regime]:
    """Return an operation with its regime, as the file says of the day on which it was declared."""
    known = operation_of(records, number)
    regime = law.regimes.named(known.operation.regime, today(known.declared, law))
    if regime is None:
        raise LookupError(f"The file of regime {known.operation.regime} is gone. Put it back; the operation is unchanged.")
    return known, regime


def take_step(records: Records, known: Suspension, fact: ev.Fact, by: str, now: datetime) -> Suspension:
    """Record what happened next to an operation, and return it; raises IllegalStep for what cannot follow."""
    event = records.event(stream_of(known.number), known.version + 1, now, by, fact)
    after = known.after(event)
    records.note(event)
    return after


def _endings(regime: Regime) -> str:
    return " or ".join(f"{end} ({ENDINGS[end].en})" for end in regime.ends)


def _own_goods(acting: Seated, shed: str, cargo: Cargo) -> None:
    """Raise IllegalStep for the keeper of another shed, or another carrier."""
    if acting.post is None or not acting.of or acting.post.role not in (Role.WAREHOUSE, Role.CARRIER):
        return
    if acting.post.role is Role.WAREHOUSE and shed not in ("", acting.of):
        raise IllegalStep(f"This is for shed {shed} to report, not for {acting.of}.")
    if acting.post.role is Role.CARRIER and cargo.carrier != acting.of:
        raise IllegalStep(f"Cargo {cargo.number} is of carrier {cargo.carrier}, and you report for {acting.of}.")


def _goods_may(acting: Seated, records: Records, cargo: Cargo, regime: Regime, now: datetime) -> None:
    """Raise IllegalStep for goods that cannot be put under a regime, with the reason."""
    if not cargo.version or cargo.state is None:
        raise IllegalStep(f"Nothing was reported about cargo {cargo.number}. The carrier lists it first.")
    cargo.after(records.event(cargo.number, cargo.version + 1, now, "customs", ev.SelectionLifted("")))  # it has not ended
    if cargo.under is ControlMeasure.HOLD:
        raise IllegalStep(f"Cargo {cargo.number} may not move: customs keeps the goods. Ask the office.")
    if cargo.bond:
        raise IllegalStep(f"Cargo {cargo.number} is on its way under operation {cargo.bond} already.")
    if cargo.differs:
        raise IllegalStep(f"Cargo {cargo.number} was not landed as listed ({cargo.differs.term}). Settle that first.")
    if cargo.exits:
        raise IllegalStep(f"Part of cargo {cargo.number} has left. The rest goes the same way.")
    if regime.ends_declarations:
        must_be_able_to_return(acting, records, cargo)
    elif cargo.returning:
        raise IllegalStep(f"Cargo {cargo.number} goes back under operation {cargo.returning}. It goes under no other meanwhile.")
    elif waiting := open_declarations(records, cargo):
        numbers = ", ".join(case.number or case.id for case in waiting)
        raise IllegalStep(f"Cargo {cargo.number} is declared under {numbers}. Withdraw that first, or wait for acceptance.")


def _operation(acting: Seated, law: Country, regime: Regime, wanted: Wanted, cargo: Cargo, day: date) -> Operation:
    """Return the operation with the duty at stake; raises IllegalStep, column by column, for what will not do."""
    codes, stays = law.codes, regime.kind == "stay"
    code = wanted.code.replace(".", "").replace(" ", "")
    shed = wanted.shed or cargo.shed or ""
    to_shed = shed if stays and not wanted.to_shed else wanted.to_shed
    office = wanted.office or (codes.sheds[shed].office if shed in codes.sheds else "")
    to_office = wanted.to_office or (codes.sheds[to_shed].office if to_shed in codes.sheds else "")
    to_office = office if stays and not to_office else to_office
    for place, known, said in ((shed, codes.sheds, "shed"), (to_shed, codes.sheds, "shed of destination")):
        if place and known and place not in known:
            raise IllegalStep(f"{said} {place[:20]!r} is not in the list. Give a code such as {next(iter(known))}.")
    for place, said in ((office, "office of departure"), (to_office, "office of destination")):
        if place not in codes.offices:
            raise IllegalStep(f"{said} {place[:20]!r} is not in the list. Give a code such as {next(iter(codes.offices), '')}.")
    if not stays and "carry-in" in regime.ends and not to_shed:
        raise IllegalStep(f"{regime.name} ends in a shed. Name the shed of destination.")
    if not stays and (office, shed) == (to_office, to_shed):
        raise IllegalStep("The goods would arrive where they left. Name another office or shed of destination.")
    if not stays and regime.modes and wanted.mode not in regime.modes:
        raise IllegalStep(
            f"Transport {wanted.mode[:10]!r} is not allowed under {regime.name}. Name one of {', '.join(regime.modes)}."
        )
    if not stays and not plain(wanted.route):
        raise IllegalStep("Say which way the goods go: the places on the route.")
    if not (wanted.value.is_finite() and wanted.value > 0):
        raise IllegalStep(f"value {wanted.value} is no customs value. Give it in {law.currency}, above 0.")
    suspended = duty_at_stake(law, code, wanted.origin.strip().upper(), wanted.value, day)
    least = suspended * regime.guarantee_percent / HUNDRED
    if regime.guarantee_percent and not plain(wanted.guarantee):
        raise IllegalStep("A guarantee is needed. Name its reference, such as the number of the bond.")
    if wanted.guaranteed < least:
        raise IllegalStep(
            f"The guarantee is {law.currency} {wanted.guaranteed:,f}. {suspended:,f} would be suspended; {regime.name} asks for "
            f"at least {least:,.0f} ({regime.guarantee_percent:f} percent). Raise the guarantee."
        )
    principal = lodges_for(acting) or acting.of or wanted.principal.strip()
    if not principal:
        raise IllegalStep("Say who answers for the operation: the number of the declarant or the code of the carrier.")
    return Operation(
        regime=regime.id,
        cargo=cargo.number,
        principal=principal,
        code=code,
        origin=wanted.origin.strip().upper(),
        value=wanted.value,
        suspended=suspended,
        currency=law.currency,
        office=office,
        shed=shed,
        to_office=to_office,
        to_shed=to_shed,
        mode=wanted.mode,
        route=plain(wanted.route) or "",
        guarantee=plain(wanted.guarantee) or "",
        guaranteed=wanted.guaranteed,
    )


def duty_at_stake(law: Country, code: str, origin: str, value: Decimal, day: date) -> Decimal:
    """Return what goods would owe for home use on a day, at their customs value in the country's own currency.

    Raises IllegalStep where the tariff cannot say it.
    """
    if len(code) != 10 or not code.isdecimal():
        raise IllegalStep(f"Tariff code {code[:20]!r} will not do. It has ten digits, such as 9503000000.")
    if origin and law.codes.countries and origin not in law.codes.countries:
        raise IllegalStep(f"Origin {origin[:10]!r} is no country. Write its two letters, such as CN.")
    item = Item(
        price=Amount(value, law.currency),
        classifications=(Classification(code, "HSK"),),
        origins=(Origin(origin, "1"),) if origin else (),
        procedures=(Procedure("40", "00"),),
    )
    terms = law.valuation.imports if law.valuation.imports in law.codes.incoterms else None
    goods = Declaration(function="9", type="IMA", accepted=day, items=(item,), trade_terms=terms, export_country=origin or None)
    try:
        return assess(goods, law, day).total_due
    except CannotAssess as lacking:
        raise IllegalStep(f"The duty at stake cannot be worked out: {lacking.finding.message}") from None
