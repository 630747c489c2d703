"""Trade papers and spreadsheets in, read with care and without believing a word; papers of customs and tables out."""

from eclear.documents.lettering import NoLetters
from eclear.documents.manifests import (
    ExpressRead,
    LandedRead,
    ManifestRead,
    RowFault,
    TableRead,
    read_express_list,
    read_landed,
    read_manifest,
)
from eclear.documents.placing import place_tariff
from eclear.documents.printing import paper
from eclear.documents.sheets import Sheet, SheetFault, read_sheet
from eclear.documents.tariffs import TariffRead, read_tariff_table
from eclear.documents.writing import Table, tables_as_csv, tables_as_workbook, unguarded, write_sheet

__all__ = [
    "ExpressRead",
    "LandedRead",
    "ManifestRead",
    "NoLetters",
    "RowFault",
    "Sheet",
    "SheetFault",
    "Table",
    "TableRead",
    "TariffRead",
    "paper",
    "place_tariff",
    "read_express_list",
    "read_landed",
    "read_manifest",
    "read_sheet",
    "read_tariff_table",
    "tables_as_csv",
    "tables_as_workbook",
    "unguarded",
    "write_sheet",
]
