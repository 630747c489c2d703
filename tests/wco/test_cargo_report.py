"""The cargo report of a carrier: read as safely as a declaration, and consignment by consignment."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from eclear.casefile.manifest import ManifestLine
from eclear.wco import NotACargoReport, is_cargo_report, read_cargo_report, write_cargo_report

MANIFEST = "26SEED0001I"
LINES = tuple(
    ManifestLine(
        f"{MANIFEST}0001{n:04}", "Haeoreum & Sons", f"HB-{n}", "1", "CN", "Sender", "", "toys <new>", n, Decimal("12.5") * n
    )
    for n in range(1, 6)
)
BODY = write_cargo_report(MANIFEST, "HAEOREUM 7", LINES)


def test_a_report_is_read_as_it_was_written() -> None:
    read = read_cargo_report(BODY)
    assert read.manifest == MANIFEST and read.faults == ()
    assert read.lines == tuple(enumerate(LINES, 1))
    assert is_cargo_report(b"\xef\xbb\xbf \n<CargoReport/>") and not is_cargo_report(b"cargo,carrier\n")


@pytest.mark.parametrize(
    ("before", "after", "element", "why"),
    [
        (b"<TotalPackageQuantity>3<", b"<TotalPackageQuantity>three<", "TotalPackageQuantity", "is 'three'"),
        (b"<TotalPackageQuantity>3</TotalPackageQuantity>", b"", "TotalPackageQuantity", "is missing before Commodity"),
        (b"<ID>HB-3</ID>", b"<ID> </ID>", "TransportContractDocument/ID", "is blank"),
        (b"0001I00010003<", b"0002I00010003<", "UCR/CustomsAssignedReferenceID", f"is not on manifest {MANIFEST}"),
    ],
)
def test_a_faulty_consignment_is_named_and_stops_no_other(before: bytes, after: bytes, element: str, why: str) -> None:
    assert BODY.count(before) == 1
    read = read_cargo_report(BODY.replace(before, after))
    assert [(fault.number, fault.element) for fault in read.faults] == [(3, element)]
    assert why in read.faults[0].complaint
    assert [line for _number, line in read.lines] == [line for n, line in enumerate(LINES, 1) if n != 3]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (BODY.replace(b"CRI", b"EXP"), "TypeCode is 'EXP'. Allowed is CRI"),
        (BODY.replace(b"<ModeCode>1</ModeCode>", b""), "ModeCode is missing"),
        (BODY[:-20], "not XML in UTF-8"),
        (b"<Declaration/>", "no cargo report"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><CargoReport>&a;</CargoReport>', "document type declaration"),
        (BODY[: BODY.index(b"<Consignment>")] + b"</CargoReport>", "lists no Consignment"),
        (b"<CargoReport>" + b"<a>" * 40 + b"</a>" * 40 + b"</CargoReport>", "nested more than 32 deep"),
    ],
)
def test_what_is_no_sound_report_is_refused_whole(body: bytes, why: str) -> None:
    with pytest.raises(NotACargoReport, match=why):
        read_cargo_report(body)


def test_a_mass_is_exact_and_a_party_may_be_missing() -> None:
    odd = replace(LINES[0], gross_mass_kg=Decimal("0.000001"), consignor="", consignee="Somebody")
    assert read_cargo_report(write_cargo_report(MANIFEST, "", (odd,))).lines == ((1, odd),)
