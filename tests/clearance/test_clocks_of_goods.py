"""The clocks of goods: by when they are declared, and by when they have left their shed; and customs reminds of that."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests_shared import NOON, Clock, sound

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.reply import Reply
from eclear.casefile.tally import Tally
from eclear.clearance import Office, arrive, decide, notices_of, remind, split_bill, submit, take_manifest
from eclear.clearance.clocks import Clock as Limit
from eclear.clearance.clocks import clocks_of, declarations_of

CARGO, SHED = "26ABCD0123I04560789", "90110002"
LAST = date(2026, 6, 11)
"""Thirty days after the goods came in."""


def limits(office: Office, number: str, kind: str) -> list[Limit]:
    with office.store.reading("open") as records:
        cargo = records.cargo(number)
        found = clocks_of(cargo, declarations_of(records, cargo), "KR", records.room.now(office.clock()))
    return [one for one in found if one.kind == kind]


def told(office: Office, case_id: str) -> Reply:
    """Return what the trader was told last."""
    with office.store.reading("open") as records:
        return notices_of(records, case_id, records.log_of(case_id))[-1].reply


def lie(office: Office, number: str, shed: str = SHED) -> None:
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, number, report, shed=shed if report == "carried-in" else None)


def test_goods_are_to_be_declared_within_thirty_days_until_somebody_does(office: Office, clock: Clock) -> None:
    lie(office, CARGO)
    assert limits(office, CARGO, "declare") == [Limit("declare", LAST, late=False)]
    clock.at = NOON + timedelta(days=31)
    assert limits(office, CARGO, "declare") == [Limit("declare", LAST, late=True)]
    case = submit(office, sound("CLOCK-1", goods_location_id=SHED)).case
    assert case and case.assessment and case.assessment.surcharges, (
        "it is late by the day on which it came, whatever day it states"
    )
    assert limits(office, CARGO, "declare") == []
    decide(office, case.id, "dismiss", reason="No goods were named.", law="Customs Act art. 250")
    assert limits(office, CARGO, "declare") == [Limit("declare", LAST, late=True)], "they are undeclared again"


def test_no_clock_to_declare_runs_in_a_shed_that_the_law_does_not_list_nor_for_parts_of_what_is_declared(office: Office) -> None:
    elsewhere, whole = "26ABCD0123I77770001", "26ABCD0123I77770002"
    lie(office, elsewhere, "90210001")
    assert limits(office, elsewhere, "declare") == []
    line = ManifestLine(whole, "Haeoreum Line", "HB-1", "1", "CN", "Sender", "Example Toys", "Small motors", 10, Decimal(120))
    take_manifest(office, [line])
    submit(office, sound("CLOCK-2", previous_documents__1__id=whole))
    split_bill(office, whole, [Tally(6, Decimal(72)), Tally(4, Decimal(48))], reason="Two buyers.")
    with office.store.reading("open") as records:
        parts = records.cargo(whole).successors
    lie(office, parts[0])
    assert limits(office, parts[0], "declare") == [], "the declaration names the number that it had before"


def test_customs_reminds_of_goods_that_should_have_left_also_while_a_payment_is_open(office: Office, clock: Clock) -> None:
    later = {"information__1__code": "43", "guarantees__1__reference": "BOND-1"}
    case = submit(office, sound("CLOCK-3", **later)).case
    assert case
    with pytest.raises(IllegalStep, match="no accepted goods"):
        remind(office, case.id, about="carry-out")
    if not case.reviewed:
        decide(office, case.id, "pass")
    lie(office, CARGO)
    with pytest.raises(IllegalStep, match="may be carried out until 2026-05-27"):
        remind(office, case.id, about="carry-out")
    clock.at = NOON + timedelta(days=16)
    remind(office, case.id, about="carry-out")
    reply = told(office, case.id)
    assert reply.function == "51" and "Carry the goods out of the shed." in str(reply)
    remind(office, case.id)
    assert told(office, case.id).function == "15", "of the payment, where nothing is named"
