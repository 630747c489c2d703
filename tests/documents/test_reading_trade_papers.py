"""Trade papers come as tables or JSON: what is wrong names its row and column and stops nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from eclear.casefile.paper import HEAD, Invoice, Kind, Paper, TransportDocument, as_json, from_json
from eclear.documents.sheets import SheetFault
from eclear.documents.trade_papers import ENDINGS, complaints, paper_table, read_paper, read_uploaded, template


def read(text: str, name: str = "invoice.csv"):  # type: ignore[no-untyped-def]
    return read_uploaded(text.encode(), name)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("kind", Kind)
def test_every_template_is_read_again_without_a_complaint(kind: Kind, ending: str) -> None:
    read = read_uploaded(template(kind, ending), f"a.{ending}")
    assert read.paper and read.paper.kind is kind and len(read.paper.lines) == 1
    assert read.faults == () and list(complaints(read.paper)) == []


def test_a_faulty_row_names_its_row_and_column_and_stops_no_other() -> None:
    table = (
        "invoice,issued,currency,colour,line,description,quantity,unit,amount\n"
        "A-1,12 May,USD,red,1,Toys,12 boxes,PCS,100.00\n"
        "A-2,,,,2,Dolls,40,PCS,=B2*2\n"
        ",,,,3,Kites,7,PCS,70.00\n"
    )
    found = read(table)
    assert [(one.row, one.column) for one in found.faults] == [(1, "colour"), (3, "invoice")]
    paper = found.paper
    assert paper and len(paper.lines) == 3 and paper.text(3, "amount") == "70.00"
    told = {(one.row, one.column): one.complaint for one in complaints(paper)}
    assert "'12 May' is no day" in told[2, "issued"] and "'12 boxes' is not a number" in told[2, "quantity"]
    assert "'=B2*2' is not a number" in told[3, "amount"]
    assert told[2, "seller"] == "nothing stands here. Fill it in."
    invoice = paper.noun()
    assert isinstance(invoice, Invoice) and invoice.lines[2].quantity == 7 and invoice.lines[0].quantity is None


def test_a_formula_in_a_workbook_is_no_value_and_a_day_is_one(tmp_path: Path) -> None:
    from datetime import datetime

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["invoice", "issued", "line", "quantity", "amount"])
    sheet.append(["A-1", datetime(2026, 11, 2), 1, 12.5, "=1+1"])  # noqa: DTZ001 (as a spreadsheet keeps it)
    book.save(tmp_path / "invoice.xlsx")
    found = read_paper(tmp_path / "invoice.xlsx")
    assert found.paper and found.paper.text(HEAD, "issued") == "2026-11-02" and found.paper.text(1, "quantity") == "12.5"
    assert [(one.row, one.column) for one in found.faults] == [(2, "amount")] and found.paper.text(1, "amount") == ""


def test_columns_may_be_called_by_their_labels_in_english_or_korean() -> None:
    found = read("Invoice number;품명;수량\nA-1;완구;3\n")
    assert found.paper and found.paper.number == "A-1" and found.paper.text(1, "quantity") == "3" and found.faults == ()


def test_a_bill_without_containers_has_a_head_and_no_line() -> None:
    found = read("transport_document,document_type,means\nT-1,740,TRN211\n", "bill.csv").paper
    assert found and found.lines == () and found.row(HEAD) == 2
    bill = found.noun()
    assert isinstance(bill, TransportDocument) and bill.document_type == "740"


def test_json_says_the_same_as_a_table_and_its_faults_have_places() -> None:
    told = {"invoice": "A-1", "colour": "red", "lines": [{"line": 1, "quantity": 12.50, "amount": [1]}, {"line": "2"}]}
    found = read(json.dumps(told), "invoice.json")
    assert found.paper and found.paper.text(1, "quantity") == "12.5" and len(found.paper.lines) == 2
    assert [(one.row, one.column) for one in found.faults] == [(0, "colour"), (1, "amount")]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"colour,size\nred,2\n", "which paper it is"),
        (b'{"colour": 1}', "which paper it is"),
        (b'{"invoice": ', "JSON cannot be read"),
        (b"[" * 100_000, "JSON cannot be read"),
        (b"", "nothing stands"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"invoice,line\n" + b"A,1\n" * 1200, "at most 999"),
    ],
)
def test_what_is_no_paper_is_refused_in_words_under_its_own_name(body: bytes, why: str) -> None:
    with pytest.raises(SheetFault, match=why) as fault:
        read_uploaded(body, "C:\\papers\\mine.csv")
    assert "mine.csv" in str(fault.value) and "/tmp" not in str(fault.value)


def test_a_paper_is_written_so_that_no_text_acts_as_a_formula_and_is_read_again() -> None:
    paper = Paper(
        Kind.INVOICE, {"invoice": "=cmd|'/c calc'!A1", "seller": "+Plus & Co"}, ({"description": "@home", "line": "1"},)
    )
    body = paper_table(paper)
    assert b"'=cmd" in body and b"'+Plus" in body and b"'@home" in body
    again = read_uploaded(body, "x.csv").paper
    assert again and again.head == paper.head and again.lines == paper.lines


def test_what_a_person_types_is_known_and_what_stood_there_is_not() -> None:
    paper = Paper(Kind.INVOICE, {"invoice": "A-1"}, ({"line": "1"}, {"line": "2"}), rows=(2, 2, 3))
    now = paper.written(HEAD, "invoice", "A-1").written(2, "quantity", " 12 ").written(3, "description", "New\nline\x00")
    assert (
        now.typed == {(2, "quantity"), (3, "description")} and now.text(3, "description") == "New line\N{REPLACEMENT CHARACTER}"
    )
    less = now.without_line(1)
    assert less.typed == {(1, "quantity"), (2, "description")} and less.row(1) == 3
    assert from_json(json.loads(json.dumps(as_json(less)))) == less
