"""Trade papers and spreadsheets in: what people keep in tables, read with care and without believing a word of it."""

from eclear.documents.manifests import ManifestRead, RowFault, read_manifest
from eclear.documents.placing import place_tariff
from eclear.documents.sheets import Sheet, SheetFault, read_sheet
from eclear.documents.tariffs import TariffRead, read_tariff_table
from eclear.documents.writing import unguarded, write_sheet

__all__ = [
    "ManifestRead",
    "RowFault",
    "Sheet",
    "SheetFault",
    "TariffRead",
    "place_tariff",
    "read_manifest",
    "read_sheet",
    "read_tariff_table",
    "unguarded",
    "write_sheet",
]
