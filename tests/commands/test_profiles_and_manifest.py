"""Risk profiles and manifests on the command line: what officers set and end, and which consignments are picked."""

from __future__ import annotations

from command_line import Eclear

HEADING = "cargo,carrier,bill,mode,loaded_in,consignor,consignee,goods,packages,gross_mass_kg\n"
SET = ("profiles", "set", "R-BIKES", "--lane", "L2", "--en", "Bikes", "--ko", "자전거", "--why", "Seen twice.", "--to")


def test_profiles_are_set_listed_and_ended(eclear: Eclear) -> None:
    at = ("--at", "2026-11-22T09:00:00")
    done = eclear(*SET, "2027-03-31", "--hs", "8712", "--origin", "CN", *at)
    assert (done.status, done.out) == (0, "R-BIKES L2: from 2026-11-22 to 2027-03-31; by officer: Seen twice.\n")
    tried = eclear(*SET, "2027-03-31", "--hs", "8712", "--try", "--json", *at)
    assert tried.lines == [{"profile": "R-BIKES", "tried": 0, "met": [], "examined": 0, "irregular": 0}]
    told = {line["profile"]: line for line in eclear("profiles", "--json").lines}
    assert told["R-BIKES"]["why"] == "Seen twice." and told["P-ARMS"]["always"]
    assert eclear("profiles", "list").out.splitlines()[-1] == "random control: none examined"
    ended = eclear("profiles", "end", "R-BIKES", "--why", "Enough.", "--json", *at)
    assert ended.lines[0]["valid_to"] == "2026-11-21"
    for wrong, told_why in (
        (eclear("profiles", "end", "P-ARMS", "--why", "Enough."), "always in force"),
        (eclear(*SET, "2029-01-01", "--hs", "8712", *at), "at most 12 months"),
        (eclear(*SET, "soon", "--hs", "8712"), "that is no day"),
        (eclear(*SET, "2027-03-31", "--value-from", "much", *at), "that is no amount"),
    ):
        assert wrong.status in (1, 2) and told_why in wrong.err
    assert eclear("db", "check").status == 0


def test_a_manifest_is_taken_in_and_a_faulty_row_stops_no_other(eclear: Eclear) -> None:
    rows = (
        "26ABCD0123I-0456-0789,ABCD,B1,1,JP,Sakura,Hanbit,bicycles,40,860",
        "26ABCD0123I-0456-0790,ABCD,B2,1,JP,Sakura,Hanbit,samples,1,12.5",
        "26ABCD0123I-0456-0791,ABCD,B3,1,JP,Sakura,Hanbit,toys,1,x",
        "26ABCD0123I,ABCD,B4,1,JP,Sakura,Hanbit,toys,1.5,5",
        "26ABCD0123I-0456-0792,ABCD,B5,99,JP,Sakura,Hanbit,toys,1,5",
        "26ABCD0123I-0456-0793,ABCD,B6,1,JP,Sakura,,,1,5",
    )
    file = eclear.message("manifest.csv", (HEADING + "\n".join(rows)).encode())
    done = eclear("manifest", file, "--at", "2026-11-22T09:00:00")
    assert done.status == 1 and done.out.splitlines()[-1] == "2 consignments listed, 1 selected."
    assert "M-VAGUE" in done.out
    told = [line.partition(", ")[2].partition(":")[0] for line in done.err.splitlines()]
    assert told == ["row 4, gross_mass_kg", "row 5, packages", "row 6, mode", "row 7, goods"]
    assert eclear("manifest", "--scan", "26ABCD0123I-0456-0790", "--clear", "--json").lines[0]["stands"] is None
    assert "Nothing is ordered" in eclear("manifest", "--lift", "26ABCD0123I04560789", "--reason", "x").err
    assert eclear("manifest").status == 2
    headless = eclear.message("other.csv", b"cargo,goods\n26ABCD0123I04560789,toys\n")
    assert "row 1, carrier: this column is missing" in eclear("manifest", headless).err
