"""Translators get a spreadsheet out and in: nothing acts in it, nothing wrong comes back, and nothing is lost."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from command_line import Eclear, Result
from openpyxl import Workbook, load_workbook

from eclear.documents import unguarded
from eclear.web import catalogues

SOURCE = {
    "web/desk.py": 'ngettext("One case", "%(num)s cases", n)\n_("=SUM of <b>all</b> items")\n',
    "web/intake.py": '_("Choose a file, then press the button.")\n',
    "web/templates/live.html": '{{ _("Shown as of %(time)s.", time=now) }} {{ term("- none -", "없음") }}\n',
    "casefile/lifecycle.py": 'C5 = Term("Carried in", "반입")\n',
    "web/pages/places.py": 'Term(f"Item {number}", f"{number}란")\n',
    "reference/kr/codes/countries.csv": "code,name_en,name_ko\nCH,Switzerland,스위스\n",
    "reference/kr/tariff/lines.csv": "hsk,name_en,name_ko\n9101110000,Wrist-watches,손목시계\n",
}
CHOOSE, SHOWN = "Choose a file, then press the button.", "Shown as of %(time)s."


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small source, and beside it a folder with a new Korean and a new French catalogue; copied for every test."""
    eclear = Eclear(tmp_path_factory.mktemp("begun"))
    for place, text in SOURCE.items():
        (eclear.folder / "source" / place).parent.mkdir(parents=True, exist_ok=True)
        (eclear.folder / "source" / place).write_text(text, "utf-8")
    assert words(eclear, "update", "--new", "fr_FR", "--new", "ko_KR").status == 0
    korean = catalogues.read("ko", eclear.folder / "books")
    korean.get(CHOOSE).string = "파일을 선택한 다음 버튼을 누르십시오."
    catalogues.write("ko", korean, eclear.folder / "books")
    return eclear.folder


@pytest.fixture
def books(eclear: Eclear, begun: Path) -> Path:
    """The catalogues of one test, beside their source."""
    return shutil.copytree(begun, eclear.folder, dirs_exist_ok=True) / "books"


def words(eclear: Eclear, command: str, *arguments: str) -> Result:
    """Call a command for the small source and its catalogues."""
    source = () if command == "import" else ("--source", "source")
    return eclear("words", command, *arguments, "--catalogues", "books", *source)


def french(books: Path) -> Catalog:
    return catalogues.read("fr", books)


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def sent_back(eclear: Eclear, rows: list[dict[str, str]]) -> Path:
    with (eclear.folder / "back.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return eclear.folder / "back.csv"


def exported(eclear: Eclear, *more: str) -> list[dict[str, str]]:
    assert words(eclear, "export", "--language", "fr", "--out", "fr.csv", *more).status == 0
    return table(eclear.folder / "fr.csv")


def test_a_new_catalogue_has_every_entry_empty_but_the_names_that_cldr_knows(books: Path) -> None:
    kept = french(books)
    assert (str(kept.locale), kept.num_plurals) == ("fr_FR", 2)
    assert kept.get("One case").string == ("", "")
    assert kept.get("Switzerland", "term").string == "Suisse"
    terms = ["Carried in", "Item %(number)s", "- none -", "Switzerland"]
    assert [entry.id for entry in kept if entry.context == "term"] == terms, "and nothing of the tariff"
    assert "Carried in" not in {entry.id for entry in catalogues.read("ko", books)}, "Korean terms stand in the source"


def test_an_update_changes_nothing_that_is_up_to_date(eclear: Eclear, books: Path) -> None:
    before = catalogues.path_of("fr", books).read_bytes()
    assert words(eclear, "update").out.splitlines()[0] == "fr: 8 entries, 7 to translate."
    assert catalogues.path_of("fr", books).read_bytes() == before


def test_an_update_keeps_what_was_translated_also_what_nobody_says_any_more(eclear: Eclear, books: Path) -> None:
    rows = exported(eclear)
    for row in rows:
        row["translation"] = {CHOOSE: "Choisissez un fichier.", SHOWN: "Affiché à %(time)s."}.get(row["English"], "")
    assert words(eclear, "import", str(sent_back(eclear, rows)), "--language", "fr").status == 0
    spoken = eclear.folder / "source" / "web" / "intake.py"
    spoken.rename(spoken.with_suffix(".old"))
    words(eclear, "update")
    kept = french(books)
    assert kept.get(SHOWN).string == "Affiché à %(time)s." and kept.get(CHOOSE) is None
    assert '#~ msgstr "Choisissez un fichier."' in catalogues.path_of("fr", books).read_text("utf-8")
    spoken.with_suffix(".old").rename(spoken)
    words(eclear, "update")
    assert french(books).get(CHOOSE).string == "Choisissez un fichier.", "it is said again, and so it is there again"


def test_the_table_tells_translators_where_a_text_is_used_and_its_korean(eclear: Eclear, books: Path) -> None:
    rows = {(row["kind"], row["form"], row["English"]): row for row in exported(eclear)}
    assert rows["sentence", "", CHOOSE]["Korean"] == "파일을 선택한 다음 버튼을 누르십시오."
    assert rows["term", "", "Carried in"]["where used"] == "casefile/lifecycle.py"
    assert rows["term", "", "Carried in"]["Korean"] == "반입"
    assert {("sentence", "1", "One case"), ("sentence", "2", "%(num)s cases")} <= rows.keys()


def test_no_cell_of_the_table_acts_as_a_formula_and_the_workbook_says_the_same(eclear: Eclear, books: Path) -> None:
    rows = exported(eclear)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row.values())
    assert {"'=SUM of <b>all</b> items", "'- none -"} <= {row["English"] for row in rows}
    words(eclear, "export", "--language", "fr", "--out", "fr.xlsx")
    sheet = load_workbook(eclear.folder / "fr.xlsx").active
    cells = [[str(cell.value or "") for cell in line] for line in sheet.iter_rows()]
    assert cells[0] == list(catalogues.COLUMNS) and cells[1:] == [list(row.values()) for row in rows]
    assert "f" not in {cell.data_type for line in sheet.iter_rows() for cell in line}
    assert unguarded("'=SUM of <b>all</b> items") == "=SUM of <b>all</b> items" and unguarded("'tis") == "'tis"


def test_a_table_that_comes_back_as_a_workbook_or_as_csv_is_taken(eclear: Eclear, books: Path) -> None:
    rows = exported(eclear)
    by_english = {unguarded(row["English"]): row for row in rows}
    by_english["=SUM of <b>all</b> items"]["translation"] = "'=SOMME de <b>tous</b> les articles"
    by_english["Carried in"] |= {"translation": "Entrée", "unsure": "yes", "note": "or: mise en entrepôt ?"}
    by_english["One case"]["translation"], by_english["%(num)s cases"]["translation"] = "Un dossier", "%(num)s dossiers"
    book = Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    book.save(eclear.folder / "back.xlsx")
    told = words(eclear, "import", "back.xlsx", "--language", "fr")
    assert (told.status, told.out) == (0, "fr: 4 texts changed.\n")
    kept = french(books)
    assert kept.get("=SUM of <b>all</b> items").string == "=SOMME de <b>tous</b> les articles"
    assert kept.get("One case").string == ("Un dossier", "%(num)s dossiers")
    carried = kept.get("Carried in", "term")
    assert (carried.string, carried.fuzzy, carried.user_comments) == ("Entrée", True, ["or: mise en entrepôt ?"])
    again = words(eclear, "import", str(sent_back(eclear, rows)), "--language", "fr")
    assert again.out == "fr: 0 texts changed.\n"
    assert [row["English"] for row in exported(eclear, "--missing")] == [
        row["English"] for row in rows if not row["translation"] or row["unsure"]
    ]


def test_an_empty_cell_changes_nothing_and_neither_does_a_row_that_was_taken_out(eclear: Eclear, books: Path) -> None:
    rows = sorted(exported(eclear), key=lambda row: row["English"] != CHOOSE)
    rows[0]["translation"] = "Choisissez un fichier."
    words(eclear, "import", str(sent_back(eclear, rows)), "--language", "fr")
    rows[0]["translation"] = ""
    words(eclear, "import", str(sent_back(eclear, rows)), "--language", "fr")
    words(eclear, "import", str(sent_back(eclear, rows[3:])), "--language", "fr")
    assert french(books).get(CHOOSE).string == "Choisissez un fichier."


@pytest.mark.parametrize(
    ("english", "translation", "told"),
    [
        (SHOWN, "Affiché à %(temps)s.", "%(time)s is missing; %(temps)s is not in the English"),
        (SHOWN, "Affiché à %(time).", "%(time)s is missing"),
        (SHOWN, "Affiché à %(time)s, 100 % sûr.", "a percent sign stands alone"),
        ("Choose a file, then press the button.", "Choisissez 10 %(x)s", "%(x)s is not in the English"),
        ("Choose a file, then press the button.", "<script>alert(1)</script>", "its mark-up is not that of the English"),
        ("'=SUM of <b>all</b> items", "somme de tous", "its mark-up is not that of the English"),
        ("Item %(number)s", "Article", "%(number)s is missing"),
    ],
)
def test_a_translation_that_could_not_be_shown_is_refused_with_its_row(
    eclear: Eclear, books: Path, english: str, translation: str, told: str
) -> None:
    before = catalogues.path_of("fr", books).read_bytes()
    rows = exported(eclear)
    number = next(at for at, row in enumerate(rows) if row["English"] == english)
    rows[number]["translation"] = translation
    next(row for row in rows if row["English"] == "Carried in")["translation"] = "Entrée"
    answer = words(eclear, "import", str(sent_back(eclear, rows)), "--language", "fr")
    assert answer.status == 1 and "Nothing was taken." in answer.err
    assert f"Row {number + 2}: " in answer.err and told in answer.err
    assert catalogues.path_of("fr", books).read_bytes() == before


def test_a_row_that_nobody_says_a_lost_column_and_a_formula_are_refused(eclear: Eclear, books: Path) -> None:
    rows = sorted(exported(eclear), key=lambda row: row["English"] != SHOWN)
    rows[0]["English"] = "Shown at %(time)s."
    answer = words(eclear, "import", str(sent_back(eclear, rows)), "--language", "fr")
    assert answer.status == 1 and "Row 2: 'Shown at %(time)s.': the pages do not say this." in answer.err
    short = [{name: text for name, text in row.items() if name != "form"} for row in rows]
    answer = words(eclear, "import", str(sent_back(eclear, short)), "--language", "fr")
    assert answer.status == 1 and "the column form is missing" in answer.err
    book = Workbook()
    book.active.append(list(catalogues.COLUMNS))
    book.active.append(["sentence", "", "", CHOOSE, "", "=1+1", "", ""])
    book.save(eclear.folder / "formula.xlsx")
    answer = words(eclear, "import", "formula.xlsx", "--language", "fr")
    assert answer.status == 1 and "row 2: translation holds a formula" in answer.err


def test_french_signs_get_the_spaces_that_do_not_break() -> None:
    assert catalogues.typeset("fr", "Attention : « vide » ? Oui ; non !") == (
        "Attention\u00a0: «\u00a0vide\u00a0»\u202f? Oui\u202f; non\u202f!"
    )
    assert catalogues.typeset("es", "¿Vacío ? Sí : no") == "¿Vacío ? Sí : no"
    assert catalogues.typeset("fr", "à 14:06") == "à 14:06"


def test_a_check_counts_what_is_missing_unsure_broken_and_left_over(eclear: Eclear, books: Path) -> None:
    entries = french(books)
    entries.get("Carried in", "term").string = "Entrée"
    entries.get("Carried in", "term").flags.add("fuzzy")
    entries.get(SHOWN).string = "Affiché."
    entries.add("Nobody says this", "Personne")
    catalogues.write("fr", entries, books)
    answer = words(eclear, "check", "--language", "fr")
    assert answer.status == 1
    assert answer.out.splitlines()[0] == "fr: 8 entries: 5 to translate, 1 unsure, 1 broken, 1 not said any more."
    assert "    broken: Shown as of %(time)s.: %(time)s is missing." in answer.out and "    unsure: Carried in" in answer.out


def test_a_wrong_call_says_what_to_do(eclear: Eclear, books: Path) -> None:
    assert "There are: fr, ko." in words(eclear, "export", "--language", "xx", "--out", "x.csv").err
    answer = words(eclear, "export", "--language", "fr", "--out", "fr.ods")
    assert answer.status == 2 and "End the name of the file in .xlsx or .csv." in answer.err
    assert "fr has a catalogue" in words(eclear, "update", "--new", "fr_FR").err
    assert "no such locale" in words(eclear, "update", "--new", "qq_QQQ").err
