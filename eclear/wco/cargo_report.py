"""The cargo report: a manifest as a message. Read as safely as a declaration, and consignment by consignment.

A message that is no XML, or a hostile one, is refused whole; so is one whose head cannot be. A faulty consignment is named with
its number and the element that is wrong, and stops no other.
"""

from __future__ import annotations

import re
import threading
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from xml.sax.saxutils import escape

from lxml import etree

from eclear.casefile.finding import Finding
from eclear.casefile.manifest import ManifestLine
from eclear.wco.explain import findings
from eclear.wco.guard import SAFE, Refused, tree
from eclear.wco.schemas import Shape, home

NAMESPACE = "urn:eclear:cargo-report:1"
FILE = "cargo-report/cargo-report.xsd"

_C = f"{{{NAMESPACE}}}"
_WITHIN = re.compile(r"^.*?/Consignment(\[[0-9]+\])?/?")
"""The steps down to a consignment: its number is told apart."""

_compiled = threading.local()


class NotACargoReport(Exception):
    """A message that is no cargo report, or whose head is not sound. The message says what to do."""


@dataclass(frozen=True, slots=True)
class WrongConsignment:
    """A consignment that cannot be read: its number in the message, the element that is wrong, and what to do."""

    number: int
    element: str
    complaint: str


@dataclass(frozen=True, slots=True)
class CargoReport:
    """What a cargo report holds: its manifest number, the lines that are sound with their numbers, and every mistake."""

    manifest: str
    lines: tuple[tuple[int, ManifestLine], ...]
    faults: tuple[WrongConsignment, ...]


def is_cargo_report(body: bytes) -> bool:
    """True for bytes that begin as XML does; a table does not."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def read_cargo_report(body: bytes) -> CargoReport:
    """Return the lines of a cargo report, and every mistake in it; raises NotACargoReport for what cannot be read at all."""
    try:
        root = tree(body)
    except Refused as refused:
        where = f"Line {refused.line}: " if refused.line else ""
        raise NotACargoReport(f"{where}{refused.message}") from None
    if root.tag != f"{_C}CargoReport":
        raise NotACargoReport(f"This is no cargo report. Its root is CargoReport in the namespace {NAMESPACE}.")
    consignments = root.findall(f"{_C}Consignment")
    faults = tuple(_faults(consignments))
    wrong = {fault.number for fault in faults}
    head = _head(root)
    manifest, carrier, mode = (_text(head, path) for path in ("ID", "Carrier/Name", "BorderTransportMeans/ModeCode"))
    lines = []
    for number, one in enumerate(consignments, 1):
        if number not in wrong:
            lines.append((number, _line(one, carrier, mode)))
    strangers = tuple(
        WrongConsignment(
            number, "UCR/CustomsAssignedReferenceID", f"{line.cargo} is not on manifest {manifest}. Correct the number."
        )
        for number, line in lines
        if not line.cargo.replace("-", "").startswith(manifest)
    )
    away = {stranger.number for stranger in strangers}
    kept = tuple((number, line) for number, line in lines if number not in away)
    return CargoReport(manifest, kept, tuple(sorted((*faults, *strangers), key=lambda fault: fault.number)))


def write_cargo_report(manifest: str, means: str, lines: tuple[ManifestLine, ...]) -> bytes:
    """Write lines of one manifest as a cargo report; reading it gives the same lines again."""
    carrier, mode = (lines[0].carrier, lines[0].mode) if lines else ("", "")
    parts = [
        f'<?xml version="1.0" encoding="UTF-8"?>\n<CargoReport xmlns="{NAMESPACE}"><FunctionCode>9</FunctionCode>'
        f"<TypeCode>CRI</TypeCode><ID>{escape(manifest)}</ID><BorderTransportMeans>"
        + (f"<ID>{escape(means)}</ID>" if means else "")
        + f"<ModeCode>{escape(mode)}</ModeCode></BorderTransportMeans><Carrier><Name>{escape(carrier)}</Name></Carrier>\n"
    ]
    for line in lines:
        parties = "".join(
            f"<{role}><Name>{escape(name)}</Name></{role}>"
            for role, name in (("Consignee", line.consignee), ("Consignor", line.consignor))
            if name
        )
        parts.append(
            f'<Consignment><TotalGrossMassMeasure unitCode="KGM">{line.gross_mass_kg:f}</TotalGrossMassMeasure>'
            f"<TotalPackageQuantity>{line.packages}</TotalPackageQuantity><Commodity><CargoDescription>{escape(line.goods)}"
            f"</CargoDescription></Commodity>{parties}<LoadingLocation><ID>{escape(line.loaded_in)}</ID></LoadingLocation>"
            f"<TransportContractDocument><ID>{escape(line.bill)}</ID></TransportContractDocument><UCR>"
            f"<CustomsAssignedReferenceID>{escape(line.cargo)}</CustomsAssignedReferenceID></UCR></Consignment>\n"
        )
    parts.append("</CargoReport>\n")
    return "".join(parts).encode()


def _head(root: etree._Element) -> etree._Element:
    """Return the report with one sound consignment in place of all; raises NotACargoReport where its head is not sound."""
    kept = copy(root)
    for one in kept.findall(f"{_C}Consignment"):
        kept.remove(one)
    bare = [found for found in _found(kept) if "Consignment" not in found.message.split(".")[0]]
    if bare:
        place = bare[0].place
        raise NotACargoReport(f"{f'Line {place.line}: ' if place.line else ''}{bare[0].message}")
    if root.find(f"{_C}Consignment") is None:
        raise NotACargoReport("The report lists no Consignment. Add what is on board.")
    return kept


def _faults(consignments: list[etree._Element]) -> list[WrongConsignment]:
    told: list[WrongConsignment] = []
    schema = _schema()
    for number, one in enumerate(consignments, 1):
        if schema.validate(one):
            continue
        found = _found(one)
        told += [WrongConsignment(number, _WITHIN.sub("", fault.place.xpath), fault.message) for fault in found]
    return told


def _found(element: etree._Element) -> tuple[Finding, ...]:
    schema = _schema()
    return () if schema.validate(element) else findings(element, schema, _shape())


def _line(one: etree._Element, carrier: str, mode: str) -> ManifestLine:
    return ManifestLine(
        cargo=_text(one, "UCR/CustomsAssignedReferenceID"),
        carrier=carrier,
        bill=_text(one, "TransportContractDocument/ID"),
        mode=mode,
        loaded_in=_text(one, "LoadingLocation/ID")[:2],
        consignor=_text(one, "Consignor/Name"),
        consignee=_text(one, "Consignee/Name"),
        goods=_text(one, "Commodity/CargoDescription"),
        packages=int(Decimal(_text(one, "TotalPackageQuantity"))),
        gross_mass_kg=Decimal(_text(one, "TotalGrossMassMeasure")),
    )


def _text(element: etree._Element, path: str) -> str:
    return (element.findtext("/".join(f"{_C}{step}" for step in path.split("/"))) or "").strip()


def _schema() -> etree.XMLSchema:
    """The compiled schema, one for each thread, as for declarations."""
    schema: etree.XMLSchema | None = getattr(_compiled, "schema", None)
    if schema is None:
        schema = _compiled.schema = etree.XMLSchema(etree.parse(home() / FILE, etree.XMLParser(**SAFE)))
    return schema


@cache
def _shape() -> Shape:
    return Shape(home() / FILE, "CargoReport")
