"""Sound Korean declarations from which the examples of the rules start: an import, one of two items, and an export.

All traders, numbers and prices are invented.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from eclear.casefile.declaration import (
    Charge,
    Classification,
    Declaration,
    Information,
    Item,
    Origin,
    Package,
    PreviousDocument,
    Procedure,
)
from eclear.casefile.quantity import Amount, Measure

DECLARED_ON = date(2026, 5, 12)
NOW = datetime(2026, 5, 14, 1, 30, tzinfo=UTC)
"""The clock by which the examples are judged: two days after the declaration date."""

ITEM = Item(
    sequence=1,
    description="Small DC motors for toys",
    classifications=(Classification("8501101000", "HSK"),),
    gross_mass=Measure(Decimal(120), "KGM"),
    net_mass=Measure(Decimal(100), "KGM"),
    quantity=Measure(Decimal(2000), "C62"),
    price=Amount(Decimal("10000.00"), "USD"),
    valuation_method="1",
    procedures=(Procedure("40", "00"), Procedure("000")),
    origins=(Origin("CN", "1"),),
    packages=(Package(1, "TEST 1-10", Measure(Decimal(10)), "CT"),),
)

IMPORT = Declaration(
    accepted=DECLARED_ON,
    function="9",
    lrn="41207-2026-000001",
    type="IMA",
    item_count=1,
    office="02010",
    total_gross_mass=Measure(Decimal(120), "KGM"),
    total_packages=10,
    information=(Information("11", None, "CTP"), Information("D", None, "CPL")),
    border_transport_mode="1",
    declarant_id="41207",
    declarant_name="Hanbit Customs Brokers",
    exporter_name="Example Motor Works",
    exporter_country="CN",
    transaction_nature="11",
    freight=Amount(Decimal("120.00"), "USD"),
    charges=(Charge("INS", Amount(Decimal("15.00"), "USD")),),
    destination="KR",
    export_country="CN",
    items=(ITEM,),
    importer_id="KRTRD0001",
    importer_name="Example Toys",
    previous_documents=(PreviousDocument("X", "26ABCD0123I04560789", "785"),),
    trade_terms="FOB",
)

IMPORT_OF_TWO_ITEMS = replace(
    IMPORT,
    lrn="41207-2026-000002",
    item_count=2,
    total_gross_mass=Measure(Decimal(240), "KGM"),
    total_packages=20,
    items=(ITEM, replace(ITEM, sequence=2, price=Amount(Decimal("500.00"), "USD"))),
)

EXPORT = replace(
    IMPORT,
    lrn="41207-2026-000003",
    type="EXA",
    information=(),
    exporter_id="KRTRD0001",
    exporter_name="Example Toys",
    exporter_country="KR",
    freight=None,
    charges=(),
    destination="US",
    export_country="KR",
    items=(replace(ITEM, procedures=(Procedure("10", "00"), Procedure("000")), origins=(Origin("KR", "1"),)),),
    importer_id=None,
    importer_name=None,
    previous_documents=(),
)

STARTS = {"import": IMPORT, "import of two items": IMPORT_OF_TWO_ITEMS, "export": EXPORT}
"""The sound declarations by the name under which an example starts from them."""
