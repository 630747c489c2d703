"""Every list as a table for a spreadsheet: none is forgotten, filters hold, and nothing in it acts as a formula."""

from __future__ import annotations

import csv
import html
import re
from io import BytesIO, StringIO
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from test_web_templates import page_classes
from tests_shared import sound

from eclear.clearance import Office, submit
from eclear.documents import Table, tables_as_csv, tables_as_workbook
from eclear.web import listing
from eclear.web.pages.tables import TABLES

LISTS = (
    *("/cases", "/queue", "/team", "/agency", "/shed", "/carrier", "/mine", "/traders", "/intake", "/manifest", "/profiles"),
    *("/rulings", "/tariff", "/tariff?q=coffee", "/inbox?trader=41207", "/class", "/permits", "/rulebook", "/words"),
    "/words?print=all",
    *("/money", "/exercises", "/results", "/results?part=donor"),
)
"""Where each list is asked for."""

NO_LISTS = {
    "ConsolePage": "a class at work; its marks are a list of their own",
    "CopyPage": "one form",
    "PackPage": "one pack",
    "PackWaitPage": "a bar that fills",
    "ShoulderPage": "one seat",
    "AgencyCasePage": "one case",
    "ApiPage": "how programs speak with eclear",
    "CargoPage": "one consignment",
    "CertificatePage": "one certificate",
    "CardsPage": "seat cards, shown once and never kept",
    "CasePage": "one case",
    "ChangedPage": "what changed about one case",
    "ClassifyPage": "suggestions for one description",
    "ConvertPage": "one message",
    "DebriefClassPage": "a class together; the reports of the class have the tables",
    "DebriefClosedPage": "says that nothing is open yet",
    "DebriefPage": "one play",
    "DecisionPage": "one decision, as a PDF",
    "DraftPapersPage": "the papers of one draft",
    "DutyPage": "one calculation",
    "EntrancePage": "chairs to sit on",
    "ExercisePage": "a trainee's few exercises, each to be opened",
    "FormPage": "one draft",
    "FormsPage": "a person's few drafts, each to be opened",
    "GuidePage": "a guide to be read",
    "HowPage": "how it works",
    "IntakeWaitPage": "a bar that fills",
    "KeyboardPage": "the keys",
    "KnowledgePage": "one test of one person",
    "LabPage": "has a CSV for each of its tables",
    "LabWaitPage": "a bar that fills",
    "LawPage": "the law on one page",
    "LodgePage": "what can be lodged",
    "MinePage": "one case",
    "OperationPage": "one operation",
    "OrderPage": "one order, as a PDF",
    "OriginPage": "one determination",
    "PaperFormPage": "one trade paper",
    "PaperPage": "one paper of an exercise",
    "PapersPage": "how a declaration is begun from trade papers",
    "PlanPage": "one plan",
    "PlayPage": "one play of an exercise",
    "RecordPage": "one person; the results of the class are a list",
    "RefusalPage": "why something could not be done",
    "RefusedPage": "one message",
    "RulePage": "one rule",
    "ScenarioGuidePage": "a guide to be read",
    "SearchPage": "a question",
    "StatusPage": "one case, in public",
    "TariffLinePage": "one line of the tariff",
    "TraderPage": "one trader",
    "ValuationPage": "one valuation",
    "WatchPage": "has a CSV for each of its tables",
}
"""Pages that are no lists, and why."""


def test_no_list_is_forgotten() -> None:
    """A page is in TABLES, or stands above with the reason why it is no list."""
    lists, every = {page.__name__ for page in TABLES}, {page.__name__ for page in page_classes()}
    assert every - lists - set(NO_LISTS) == set(), "give it a table in eclear/web/pages/tables.py"
    assert set(NO_LISTS) <= every - lists


@pytest.fixture(scope="module")
def filled(asked_office: Office) -> Office:
    hostile = {"importer_name": "=cmd|' /C calc'!A0", "items__1__description": "@SUM(1,2)"}
    assert submit(asked_office, sound("TABLE-1", **hostile)).case
    assert submit(asked_office, sound("TABLE-2", importer_name="Café Noeul 노을")).case
    return asked_office


def rows_of(client: TestClient, path: str) -> list[list[str]]:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}sheet=csv")
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/csv; charset=utf-8", path
    assert re.fullmatch(r'attachment; filename="[a-z_]+-\d{4}-\d\d-\d\d\.csv"', answer.headers["content-disposition"])
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_every_list_is_had_as_csv_and_as_a_workbook_and_its_page_leads_there(asked: TestClient, filled: Office) -> None:
    made = set()
    for path in LISTS:
        page = html.unescape(asked.get(path).text)
        addresses = re.findall(r'href="([^"]*sheet=(?:csv|xlsx))" download', page)
        assert len(addresses) == 2, path
        rows = rows_of(asked, path)
        assert rows and rows[0], path
        if path in ("/cases", "/team", "/tariff?q=coffee"):  # whatever the list, it is written by the same lines
            book = load_workbook(BytesIO(asked.get(addresses[1]).content), read_only=True)
            first = [str(cell.value or "") for cell in next(book.worksheets[0].iter_rows())]
            assert first in rows, path
        made.add(path.partition("?")[0])
    assert len(made) == len({path.partition("?")[0] for path in LISTS})


def test_the_same_filters_hold_and_a_table_has_what_the_page_turns(asked: TestClient, filled: Office) -> None:
    def numbers(query: dict[str, str]) -> set[str]:
        return {row[1] for row in rows_of(asked, "/cases?" + urlencode(query))[1:]}

    assert {"TABLE-1", "TABLE-2"} <= numbers({})
    assert numbers({"q": "Café"}) == {"TABLE-2"}
    assert {"TABLE-1", "TABLE-2"} <= numbers({"page": "9"}), "a table begins with the first row, whatever page is open"
    assert (
        "sheet=csv" in asked.get("/cases?q=Caf%C3%A9&page=1").text and "page=1&amp;sheet" not in asked.get("/cases?page=1").text
    )


def test_nothing_that_somebody_wrote_acts_as_a_formula(asked: TestClient, filled: Office) -> None:
    for path in ("/cases", "/mine"):
        told = [cell for row in rows_of(asked, path) for cell in row]
        assert "'=cmd|' /C calc'!A0" in told and "'@SUM(1,2)" in told, path
        assert not [cell for cell in told if cell.startswith(("=", "@", "+", "\t"))]
    book = load_workbook(BytesIO(asked.get("/cases?sheet=xlsx").content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert [cell.value for cell in cells if cell.data_type == "n" and cell.value], "what is owed is a number"


def test_a_table_says_what_it_leaves_out(asked: TestClient, filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from eclear.web.pages import tables

    monkeypatch.setattr(listing, "MOST_ROWS", 1)
    monkeypatch.setattr(tables, "MOST_ROWS", 1)
    *_rows, last = rows_of(asked, "/cases")
    assert re.match(r"\d+ more are not in this table", last[0]) and len(last) == 1


def test_an_unknown_form_of_a_table_and_a_page_that_is_no_list_give_the_page(asked: TestClient, filled: Office) -> None:
    for path in ("/cases?sheet=ods", "/how-it-works?sheet=csv", "/nowhere?sheet=csv"):
        assert asked.get(path).headers["content-type"].startswith("text/html"), path
    assert asked.head("/cases?sheet=csv").headers["content-type"].startswith("text/csv")


def test_several_lists_of_a_page_stand_under_their_titles() -> None:
    two = (Table("First", ("a", "b"), (("x", 1),)), Table("Second [*]", ("c",), ((None,), ("-2",)), "3 more"))
    assert tables_as_csv(two).decode("utf-8-sig").splitlines() == [
        "First",
        "a,b",
        "x,1",
        "",
        "Second [*]",
        "c",
        '""',
        "'-2",
        "3 more",
    ]
    book = load_workbook(BytesIO(tables_as_workbook(two)))
    assert [sheet.title for sheet in book.worksheets] == ["First", "Second    "]
    assert [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()] == [["c"], [None], ["'-2"], ["3 more"]]
