"""Cargo and regimes on the command line: a long manifest, voyages, bills, discharge, express lists, transit."""

from __future__ import annotations

import time
from decimal import Decimal

from command_line import Eclear

from eclear.casefile.manifest import ManifestLine
from eclear.wco import write_cargo_report

HEADING = "cargo,carrier,bill,mode,loaded_in,consignor,consignee,goods,packages,gross_mass_kg"
CONSIGNMENTS = 5_000
SECONDS = 20
"""What a manifest of so many consignments may take."""


def test_a_manifest_of_five_thousand_consignments_is_taken_in_within_twenty_seconds(eclear: Eclear) -> None:
    rows = [
        f"26SEED0001I{n // 50 + 1:04}{n % 50 + 1:04},Haeoreum Line,HB-{n},1,CN,Sender,Buyer {n % 700},toy parts,{n % 40 + 1},12.5"
        for n in range(CONSIGNMENTS)
    ]
    rows[2499] = rows[2499].replace(",12.5", ",heavy")
    file = eclear.message("long.csv", "\n".join((HEADING, *rows)).encode())
    begun = time.monotonic()
    done = eclear("manifest", file)
    took = time.monotonic() - begun
    assert f"{CONSIGNMENTS - 1} consignments listed" in done.out and done.status == 1
    assert "row 2501, gross_mass_kg: 'heavy' is not a number" in done.err
    assert took < SECONDS, f"{took:.1f} s"
    arrived = eclear("cargo", "voyage", "26SEED0001I", "--room", "other")
    assert arrived.out == "0 consignments have arrived.\n"


def test_cargo_is_played_by_commands(eclear: Eclear) -> None:
    numbers = [f"26SEED0002I0001{n:04}" for n in range(1, 4)]
    lines = tuple(ManifestLine(n, "Haeoreum Line", "HB", "1", "CN", "Sender", "Buyer", "toys", 10, Decimal(120)) for n in numbers)
    file = eclear.message("report.xml", write_cargo_report("26SEED0002I", "HAEOREUM 7", lines))
    assert "3 consignments listed" in eclear("manifest", file).out
    assert eclear("cargo", "voyage", "26SEED0002I", "--means", "HAEOREUM 7").out == "3 consignments have arrived.\n"
    short = eclear("event", numbers[0], "unloaded", "--packages", "8", "--mass", "96", "--json").lines[0]
    assert (short["difference"], short["landed"], short["state"]) == ("shortage", {"packages": 8, "gross_mass_kg": "96"}, "C4")
    assert "cannot be discharged" in eclear("cargo", "discharge", "26SEED0002I").err
    assert "C4" in eclear("cargo", "settle", numbers[0], "--reason", "Short shipped.").out
    parts = eclear("cargo", "split", numbers[1], "--part", "6:70", "--part", "4:50", "--reason", "Two buyers.", "--json").lines
    assert [part["listed"]["packages"] for part in parts] == [6, 4]
    assert "write PACKAGES:KILOGRAMS" in eclear("cargo", "split", numbers[2], "--part", "six", "--reason", "x").err
    whole = eclear("cargo", "merge", *(part["cargo"] for part in parts), "--reason", "One after all.", "--json").lines[0]
    assert whole["listed"] == {"packages": 10, "gross_mass_kg": "120"}
    table = eclear.message("express.csv", f"cargo,value,currency\n{numbers[2]},90,USD\nx,1,USD\n".encode())
    express = eclear("cargo", "express", table)
    assert "goes by the list" in express.out and "row 3, cargo" in express.err and express.status == 1
    eclear("cargo", "abandon", numbers[2], "--reason", "Given up.")
    stands = eclear("cargo", "discharge", "26SEED0002I", "--look", "--json").lines[0]
    assert (stands["waiting"], stands["settled"], stands["abandoned"]) == ([whole["cargo"]], [numbers[0]], [numbers[2]])
    assert "that is no day" in eclear("cargo", "extend", numbers[0], "--until", "soon", "--reason", "x").err
    assert eclear("db", "check").status == 0


def test_a_transit_is_played_by_commands(eclear: Eclear) -> None:
    number = "26SEED0003I00010001"
    for report in ("manifest-reviewed", "carried-in"):
        eclear("event", number, report, "--shed", "90110001")
    declared = eclear(
        *("regime", "declare", "transit", number, "--code", "9503000000", "--value", "1,000,000", "--origin", "CN"),
        *("--to-office", "90210", "--mode", "3", "--route", "Harbour road", "--guarantee", "B-1", "--guaranteed", "250000"),
        *("--principal", "41207", "--json"),
    )
    assert (declared.lines[0]["operation"], declared.lines[0]["suspended"]) == ("T26-000001", "188000")
    for step in (("accept",), ("seal", "--seal", "KR 1"), ("depart",), ("arrive",), ("discharge", "--by", "exit")):
        done = eclear("regime", "step", "T26-000001", *step)
        assert done.status == 0, done.err
    assert eclear("regime", "ledger").out.splitlines()[-1] == "suspended in all: 0"
    assert "is not known" in eclear("regime", "step", "T26-000001", "fly").err
    assert eclear("event", number, "carried-out").status == 1
    assert eclear("db", "check").status == 0
