"""The trade papers (무역서류) that travel with goods: invoice, packing list, transport document, certificate of origin.

A paper is kept as the texts that stand on it, like a draft: what cannot be read stays as it was written and is pointed at,
and nothing is lost. The nouns say once what each paper holds; tables, templates, document forms and JSON come from them.
A line of one paper names a line of the invoice by its number, so that masses, packages and origin find their goods.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, get_type_hints

from eclear.casefile.words import UNWRITABLE, Term

HEAD = 0
"""The number under which the head of a paper is known; its lines count from 1."""

LONGEST_CELL = 512
"""Characters of one value: as many as the longest field of a declaration takes."""

MOST_LINES = 999
"""Lines of one paper: so many goods items one declaration may have."""


class Kind(StrEnum):
    """The kinds of paper, each by the column that holds its number."""

    INVOICE = "invoice"
    PACKING_LIST = "packing_list"
    TRANSPORT = "transport_document"
    CERTIFICATE = "certificate"

    @property
    def term(self) -> Term:
        """What it is called."""
        return _NAMES[self]


_NAMES = {
    Kind.INVOICE: Term("Commercial invoice", "상업송장"),
    Kind.PACKING_LIST: Term("Packing list", "포장명세서"),
    Kind.TRANSPORT: Term("Bill of lading or air waybill", "선하증권·항공화물운송장"),
    Kind.CERTIFICATE: Term("Certificate of origin", "원산지증명서"),
}
MANIFEST = "manifest"
"""What the carrier's manifest is called where it stands beside the papers as a source."""

MANIFEST_TERM = Term("Manifest of the carrier", "적하목록")


def stated(en: str, ko: str, example: str = "", *, needed: bool = False) -> Any:
    """Declare a value that a paper states: its label, an example for the template, and whether the paper cannot do without."""
    return field(default=None, metadata={"label": Term(en, ko), "example": example, "needed": needed})


def _lines() -> Any:
    return field(default=(), metadata={"lines": True})


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line of an invoice: goods of one kind, with their price."""

    line: str | None = stated("Line", "행", "1")
    description: str | None = stated("Description of goods", "품명", "Ball bearings of steel, 25 mm bore", needed=True)
    article: str | None = stated("Article number", "모델·규격", "BB-25")
    hs: str | None = stated("Commodity code", "품목번호", "848210")
    origin: str | None = stated("Country of origin", "원산지", "CN")
    quantity: Decimal | None = stated("Quantity", "수량", "1200", needed=True)
    unit: str | None = stated("Unit", "단위", "PCS", needed=True)
    unit_price: Decimal | None = stated("Unit price", "단가", "2.50")
    amount: Decimal | None = stated("Amount", "금액", "3000.00", needed=True)
    net_mass_kg: Decimal | None = stated("Net mass in kg", "순중량(kg)", "180")


@dataclass(frozen=True, slots=True)
class Invoice:
    """A commercial invoice (document 380): who sells what to whom, at which price and on which terms of delivery."""

    invoice: str | None = stated("Invoice number", "송장번호", "INV-26-0001", needed=True)
    issued: date | None = stated("Invoice date", "송장일", "2026-11-02", needed=True)
    seller: str | None = stated("Seller", "판매자", "Example Bearings", needed=True)
    seller_number: str | None = stated("Seller's number", "판매자 부호")
    seller_city: str | None = stated("Seller's city", "판매자 도시", "Exampleton")
    seller_country: str | None = stated("Seller's country", "판매자 국가", "CN", needed=True)
    buyer: str | None = stated("Buyer", "구매자", "Example Machines", needed=True)
    buyer_number: str | None = stated("Buyer's number", "구매자 부호", "KRTRD0001")
    buyer_country: str | None = stated("Buyer's country", "구매자 국가", "KR")
    currency: str | None = stated("Currency", "통화", "USD", needed=True)
    terms: str | None = stated("Terms of delivery", "인도조건", "FOB", needed=True)
    terms_place: str | None = stated("Place of delivery", "인도 장소", "CNSHG")
    freight: Decimal | None = stated("Freight", "운임", "120.00")
    insurance: Decimal | None = stated("Insurance", "보험료", "15.00")
    total: Decimal | None = stated("Invoice total", "송장 합계", "3000.00")
    lines: tuple[InvoiceLine, ...] = _lines()


@dataclass(frozen=True, slots=True)
class PackingLine:
    """One line of a packing list: the packages of one line of the invoice."""

    line: str | None = stated("Line of the invoice", "송장 행", "1", needed=True)
    packages: int | None = stated("Packages", "포장 개수", "20")
    package_kind: str | None = stated("Kind of package", "포장 종류", "CT")
    marks: str | None = stated("Marks and numbers", "화인", "EXM 1-20")
    quantity: Decimal | None = stated("Quantity", "수량", "1200")
    net_mass_kg: Decimal | None = stated("Net mass in kg", "순중량(kg)", "180")
    gross_mass_kg: Decimal | None = stated("Gross mass in kg", "총중량(kg)", "196")


@dataclass(frozen=True, slots=True)
class PackingList:
    """A packing list (document 271): how the goods of an invoice are packed, and what they weigh."""

    packing_list: str | None = stated("Packing list number", "포장명세서 번호", "PL-26-0001", needed=True)
    issued: date | None = stated("Date of the packing list", "작성일", "2026-11-02")
    of_invoice: str | None = stated("Number of the invoice", "송장번호", "INV-26-0001")
    total_packages: int | None = stated("Total packages", "총 포장 개수", "20")
    total_net_mass_kg: Decimal | None = stated("Total net mass in kg", "총 순중량(kg)", "180")
    total_gross_mass_kg: Decimal | None = stated("Total gross mass in kg", "총중량 합계(kg)", "196")
    lines: tuple[PackingLine, ...] = _lines()


@dataclass(frozen=True, slots=True)
class TransportLine:
    """One container of a transport document, with its seal."""

    container: str | None = stated("Container number", "컨테이너 번호", "TRNU2600017")
    seal: str | None = stated("Seal number", "봉인번호", "TRN000001")


@dataclass(frozen=True, slots=True)
class TransportDocument:
    """A bill of lading (705) or an air waybill (740): how the goods travel, from whom to whom, and who pays the carriage.

    ``freight_paid`` is ``prepaid`` where the consignor has paid the carriage, ``collect`` where the consignee pays it.
    """

    transport_document: str | None = stated("Number of the bill or waybill", "운송서류 번호", "GULLSHG260001", needed=True)
    document_type: str | None = stated("Document type", "서류 종류", "705", needed=True)
    cargo: str | None = stated("Cargo control number", "화물관리번호", "26GULL0001I00010001")
    carrier: str | None = stated("Carrier", "운송사", "Gull Lines")
    means: str | None = stated("Vessel or flight", "선박·편명", "GULL TIDE", needed=True)
    means_country: str | None = stated("Nationality of the means of transport", "운송수단 국적", "PA")
    loading_place: str | None = stated("Place of loading", "적재항", "CNSHG", needed=True)
    unloading_place: str | None = stated("Place of unloading", "양륙항", "KRPUS", needed=True)
    consignor: str | None = stated("Consignor", "송하인", "Example Bearings")
    consignee: str | None = stated("Consignee", "수하인", "Example Machines")
    packages: int | None = stated("Packages", "포장 개수", "20")
    gross_mass_kg: Decimal | None = stated("Gross mass in kg", "총중량(kg)", "196")
    freight: Decimal | None = stated("Freight", "운임", "120.00")
    freight_currency: str | None = stated("Currency of the freight", "운임 통화", "USD")
    freight_paid: str | None = stated("Freight prepaid or collect", "운임 선불·후불", "collect")
    lines: tuple[TransportLine, ...] = _lines()


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """One line of a certificate of origin: goods of one line of the invoice that originate, and by which criterion."""

    line: str | None = stated("Line of the invoice", "송장 행", "1", needed=True)
    origin: str | None = stated("Country of origin", "원산지", "CN", needed=True)
    criterion: str | None = stated("Origin criterion", "원산지결정기준", "PSR")
    hs6: str | None = stated("HS, six digits", "HS 6단위", "848210")
    quantity: Decimal | None = stated("Quantity", "수량", "1200")


@dataclass(frozen=True, slots=True)
class OriginCertificate:
    """A certificate of origin (861, preferential 864): who certifies, under which agreement, for which goods.

    ``agreement`` is the code of the tariff basis (관세율 구분) that it gives a claim to, such as FCN1.
    """

    certificate: str | None = stated("Number of the certificate", "증명서 번호", "CO-CN-26-0001", needed=True)
    document_type: str | None = stated("Document type", "서류 종류", "861")
    issuer: str | None = stated("Issued by", "발급기관", "Example Chamber of Commerce")
    issued: date | None = stated("Date of issue", "발급일", "2026-11-03", needed=True)
    agreement: str | None = stated("Agreement", "협정", "FCN1", needed=True)
    exporter: str | None = stated("Exporter", "수출자", "Example Bearings")
    of_invoice: str | None = stated("Number of the invoice", "송장번호", "INV-26-0001")
    lines: tuple[CertificateLine, ...] = _lines()


AnyPaper = Invoice | PackingList | TransportDocument | OriginCertificate
NOUNS: Mapping[Kind, tuple[type[Any], type[Any]]] = {
    Kind.INVOICE: (Invoice, InvoiceLine),
    Kind.PACKING_LIST: (PackingList, PackingLine),
    Kind.TRANSPORT: (TransportDocument, TransportLine),
    Kind.CERTIFICATE: (OriginCertificate, CertificateLine),
}
"""What each kind of paper is, and what one of its lines is."""


@dataclass(frozen=True, slots=True)
class Column:
    """One value that a paper states: its name in tables, its label, its type, an example, and whether it must be there."""

    name: str
    label: Term
    type: type[Any]
    example: str
    needed: bool


@cache
def columns(kind: Kind, *, head: bool) -> tuple[Column, ...]:
    """Return what the head of a paper states, or one of its lines, in the order of its table."""
    noun = NOUNS[kind][0 if head else 1]
    types = get_type_hints(noun)
    return tuple(
        Column(one.name, one.metadata["label"], _plain(types[one.name]), one.metadata["example"], one.metadata["needed"])
        for one in fields(noun)
        if "lines" not in one.metadata
    )


@cache
def _types(kind: Kind, *, head: bool) -> Mapping[str, type[Any]]:
    return {column.name: column.type for column in columns(kind, head=head)}


def _plain(hint: Any) -> type[Any]:
    return next(kind for kind in (Decimal, int, date, str) if kind in hint.__args__)


@dataclass(frozen=True, slots=True)
class Misread:
    """A value of a paper that is not what its column holds: the line (0 the head), the column and the text."""

    line: int
    column: Column
    text: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as far as it is known: the texts of its head and of its lines, and where they come from.

    ``file`` is the name of the file that it was read from, "" for one that was filled in as a form; ``rows`` are the rows of
    the table in which its head and its lines stand. ``typed`` are the places, line and column, at which a person typed.
    """

    kind: Kind
    head: Mapping[str, str]
    lines: tuple[Mapping[str, str], ...] = ()
    file: str = ""
    rows: tuple[int, ...] = ()
    typed: frozenset[tuple[int, str]] = frozenset()

    @property
    def number(self) -> str:
        """The number of the paper; "" while none stands on it."""
        return self.head.get(self.kind.value, "")

    @property
    def key(self) -> str:
        """What tells it from the other papers of a shipment: its kind, and of certificates, of which there may be several,
        their number too."""
        return f"{self.kind.value}:{self.number}" if self.kind is Kind.CERTIFICATE else self.kind.value

    def text(self, line: int, column: str) -> str:
        """Return what stands at a place; "" for nothing."""
        if line == HEAD:
            return self.head.get(column, "")
        return self.lines[line - 1].get(column, "") if line <= len(self.lines) else ""

    def value(self, line: int, column: str) -> Any:
        """Return what stands at a place as what its column holds; None for nothing, or for what cannot be read."""
        try:
            return value(_types(self.kind, head=line == HEAD)[column], self.text(line, column).strip())
        except ValueError:
            return None

    def row(self, line: int) -> int:
        """Return the row of the table in which a line stands; 0 where the paper came as no table."""
        return self.rows[line] if line < len(self.rows) else 0

    def written(self, line: int, column: str, text: str) -> Paper:
        """Return the paper after a person typed something at a place. What stood there already is nobody's typing."""
        text = tidy(text)
        if text == self.text(line, column):
            return self
        typed = self.typed | {(line, column)} if text else self.typed - {(line, column)}
        if line == HEAD:
            return replace(self, head={**self.head, column: text}, typed=typed)
        lines = list(self.lines)
        while len(lines) < line:
            lines.append({})
        lines[line - 1] = {**lines[line - 1], column: text}
        return replace(self, lines=tuple(lines), typed=typed)

    def without_line(self, number: int) -> Paper:
        """Return the paper without one of its lines; raises LookupError for one that is not there."""
        if not 1 <= number <= len(self.lines):
            raise LookupError(f"the paper has no line {number}")
        typed = {(line - (line > number), column) for line, column in self.typed if line != number}
        at = number - 1
        return replace(
            self,
            lines=self.lines[:at] + self.lines[at + 1 :],
            rows=self.rows[:number] + self.rows[number + 1 :],
            typed=frozenset(typed),
        )

    def tidied(self) -> Paper:
        """Return the paper without the lines in which nothing stands."""
        found = self
        for number in range(len(self.lines), 0, -1):
            if not any(text.strip() for text in self.lines[number - 1].values()):
                found = found.without_line(number)
        return found

    def noun(self) -> AnyPaper:
        """Return what the paper says; a value that cannot be read is none."""
        return _noun(self)[0]

    def misread(self) -> tuple[Misread, ...]:
        """Return what stands on the paper and cannot be read."""
        return _noun(self)[1]

    def lacking(self) -> Iterator[tuple[int, Column]]:
        """Yield the places at which the paper should say something and does not."""
        for line in range(len(self.lines) + 1):
            for column in columns(self.kind, head=line == HEAD):
                if column.needed and not self.text(line, column.name).strip():
                    yield line, column


def _noun(paper: Paper) -> tuple[AnyPaper, tuple[Misread, ...]]:
    whole, single = NOUNS[paper.kind]
    misread: list[Misread] = []

    def values(line: int) -> dict[str, Any]:
        found = {}
        for column in columns(paper.kind, head=line == HEAD):
            text = paper.text(line, column.name).strip()
            try:
                found[column.name] = value(column.type, text)
            except ValueError:
                misread.append(Misread(line, column, text))
        return found

    head = values(HEAD)
    lines = tuple(single(**values(number)) for number in range(1, len(paper.lines) + 1))
    return whole(**head, lines=lines), tuple(misread)


_NUMBER = re.compile(r"([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,16})(\.[0-9]{1,8})?")


def value(kind: type[Any], text: str) -> Any:
    """Read what stands on a paper as what its column holds; None if nothing does. Raises ValueError for anything else."""
    if not text:
        return None
    if kind is str:
        return text
    if kind is date:
        return date.fromisoformat(text)
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text!r} is no number")
    number = Decimal(text.replace(",", ""))
    if kind is Decimal:
        return number
    if number != int(number):
        raise ValueError(f"{text!r} is no whole number")
    return int(number)


def tidy(text: str) -> str:
    """Return a text as a paper keeps it: without what a message cannot carry, on one line, and not endless."""
    return " ".join(UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text[: 4 * LONGEST_CELL]).split())[:LONGEST_CELL]


def with_paper(papers: tuple[Paper, ...], paper: Paper, instead_of: str = "") -> tuple[Paper, ...]:
    """Return the papers of a shipment with one more, or another in the place of one: there is one of each kind, of
    certificates one of each number."""
    gone = {paper.key, instead_of}
    kept = [one for one in papers if one.key not in gone]
    order = list(Kind)
    return tuple(sorted([*kept, paper], key=lambda one: (order.index(one.kind), one.number)))


def as_json(paper: Paper) -> dict[str, Any]:
    """Return a paper as plain JSON, to be kept."""
    return {
        "kind": paper.kind.value,
        "head": dict(paper.head),
        "lines": [dict(line) for line in paper.lines],
        "file": paper.file,
        "rows": list(paper.rows),
        "typed": sorted([line, column] for line, column in paper.typed),
    }


def from_json(kept: Mapping[str, Any]) -> Paper:
    """Return the paper that :func:`as_json` has told."""
    return Paper(
        Kind(kept["kind"]),
        kept["head"],
        tuple(kept["lines"]),
        kept["file"],
        tuple(kept["rows"]),
        frozenset((line, column) for line, column in kept["typed"]),
    )
