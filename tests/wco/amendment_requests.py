"""A sound declaration with rows of every kind, how the tests write requests about it, and what comes of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from eclear.casefile.amendment import Change
from eclear.casefile.finding import Severity
from eclear.casefile.reading import Outcome
from eclear.wco import Amended, Schemas, amend, read
from eclear.wco.schemas import DECLARATION, DECLARATION_DATES, WRAPPER

MESSAGE = f"""<?xml version="1.0" encoding="UTF-8"?>
<md:MetaData xmlns:md="{WRAPPER}" xmlns="{DECLARATION}" xmlns:ds="{DECLARATION_DATES}">
  <md:WCODataModelVersionCode>3.6</md:WCODataModelVersionCode>
  <md:WCOTypeName>DEC</md:WCOTypeName>
  <md:ResponsibleCountryCode>KR</md:ResponsibleCountryCode>
  <md:AgencyAssignedCustomizationVersionCode>v2.1</md:AgencyAssignedCustomizationVersionCode>
  <Declaration>%s</Declaration>
</md:MetaData>
"""

DECLARED = (
    MESSAGE
    % """
    <AcceptanceDateTime><ds:DateTimeString formatCode="304">20260512093000+09</ds:DateTimeString></AcceptanceDateTime>
    <FunctionCode>9</FunctionCode>
    <FunctionalReferenceID>41207-26-000001</FunctionalReferenceID>
    <TypeCode>IMA</TypeCode>
    <GoodsItemQuantity>2</GoodsItemQuantity>
    <TotalPackageQuantity>12</TotalPackageQuantity>
    <AdditionalInformation><StatementCode>11</StatementCode><StatementTypeCode>CTP</StatementTypeCode></AdditionalInformation>
    <AdditionalInformation><StatementCode>A</StatementCode><StatementTypeCode>CPL</StatementTypeCode></AdditionalInformation>
    <Declarant><ID>41207</ID></Declarant>
    <GoodsShipment>
      <TransactionNatureCode>11</TransactionNatureCode>
      <Consignment>
        <ContainerCode>1</ContainerCode>
        <ArrivalTransportMeans><ID>9074729</ID><IdentificationTypeCode>10</IdentificationTypeCode></ArrivalTransportMeans>
        <GoodsLocation><Name>KRPUS</Name><TypeCode>A</TypeCode></GoodsLocation>
        <TransportEquipment>
          <SequenceNumeric>1</SequenceNumeric><ID>TEST1234567</ID>
          <Seal><SequenceNumeric>1</SequenceNumeric><ID>S-1</ID></Seal>
        </TransportEquipment>
        <TransportEquipment><SequenceNumeric>2</SequenceNumeric><ID>TEST7654321</ID></TransportEquipment>
      </Consignment>
      <GovernmentAgencyGoodsItem>
        <SequenceNumeric>1</SequenceNumeric>
        <AdditionalDocument><CategoryCode>N</CategoryCode><ID>INV-1</ID><TypeCode>935</TypeCode></AdditionalDocument>
        <AdditionalDocument><CategoryCode>N</CategoryCode><ID>PL-1</ID><TypeCode>271</TypeCode></AdditionalDocument>
        <AdditionalDocument><CategoryCode>C</CategoryCode><ID>Q-7</ID><TypeCode>851</TypeCode></AdditionalDocument>
        <Commodity>
          <Description>Dried shiitake mushrooms</Description>
          <Classification><ID>0712391010</ID><IdentificationTypeCode>HSK</IdentificationTypeCode></Classification>
          <GoodsMeasure><GrossMassMeasure unitCode="KGM">120.5</GrossMassMeasure></GoodsMeasure>
          <InvoiceLine><ItemChargeAmount currencyID="USD">1000.00</ItemChargeAmount></InvoiceLine>
        </Commodity>
        <Packaging><SequenceNumeric>1</SequenceNumeric><QuantityQuantity>10</QuantityQuantity></Packaging>
      </GovernmentAgencyGoodsItem>
      <GovernmentAgencyGoodsItem>
        <SequenceNumeric>2</SequenceNumeric>
        <Commodity>
          <Description>Tea</Description>
          <GoodsMeasure><GrossMassMeasure unitCode="KGM">7</GrossMassMeasure></GoodsMeasure>
        </Commodity>
        <Packaging><SequenceNumeric>1</SequenceNumeric><QuantityQuantity>2</QuantityQuantity></Packaging>
      </GovernmentAgencyGoodsItem>
      <Importer><ID>P1234567</ID></Importer>
      <Warehouse><ID>03077016</ID><TypeCode>R</TypeCode></Warehouse>
    </GoodsShipment>
"""
)

_STEP = re.compile(r"([^\[]+)(?:\[([0-9]+)\])?")
_CLASS = re.compile(r"[0-9]{2}[A-Z]")


def chain(address: str) -> str:
    """The Pointer elements of an address such as ``42A/67A/68A[2]/23A/79A/112``."""
    steps: list[list[str]] = []
    for text in address.split("/"):
        name, number = _STEP.fullmatch(text).groups()  # type: ignore[union-attr]
        if _CLASS.fullmatch(name):
            sequence = f"<SequenceNumeric>{number}</SequenceNumeric>" if number else ""
            steps.append([f"{sequence}<DocumentSectionCode>{name}</DocumentSectionCode>"])
        else:
            steps[-1].append(f"<TagID>{name}</TagID>")
    return "".join(f"<Pointer>{''.join(step)}</Pointer>" for step in steps)


def amendment(address: str, reason: str = "32") -> str:
    return f"<Amendment><ChangeReasonCode>{reason}</ChangeReasonCode>{chain(address)}</Amendment>"


def words(text: str, index: int) -> str:
    """The reason of one Amendment in the trader's words."""
    return (
        f"<AdditionalInformation><StatementDescription>{text}</StatementDescription><StatementTypeCode>AES</StatementTypeCode>"
        f"<Pointer><SequenceNumeric>1</SequenceNumeric><DocumentSectionCode>42A</DocumentSectionCode></Pointer>"
        f"<Pointer><SequenceNumeric>{index}</SequenceNumeric><DocumentSectionCode>06A</DocumentSectionCode></Pointer>"
        "</AdditionalInformation>"
    )


def request(*addresses: str, before: str = "", after: str = "", head: str = "", kind: str = "COR") -> bytes:
    """A request about a declaration: its amendments, and the new content that stands before and after them."""
    pointed = "".join(one if one.startswith("<") else amendment(one) for one in addresses)
    return (
        MESSAGE
        % f"""
    <FunctionCode>13</FunctionCode>
    <FunctionalReferenceID>41207-26-000002</FunctionalReferenceID>
    <ID>41207-26-000001M</ID>
    <TypeCode>{kind}</TypeCode>
    {head}{before}{pointed}{after}
"""
    ).encode()


def item(content: str, number: int = 1) -> str:
    """A goods item of a request."""
    return (
        f"<GoodsShipment><GovernmentAgencyGoodsItem><SequenceNumeric>{number}</SequenceNumeric>{content}"
        "</GovernmentAgencyGoodsItem></GoodsShipment>"
    )


ORIGINAL = DECLARED.encode()
ITEM = "42A/67A/68A[1]"
PRICE = f"{ITEM}/23A/79A/112"
NEW_PRICE = item('<Commodity><InvoiceLine><ItemChargeAmount currencyID="USD">999</ItemChargeAmount></InvoiceLine></Commodity>')


def leaves(body: bytes) -> dict[str, str]:
    """Every value of a declaration by its path, with its attributes; blank lines and prefixes do not count."""
    root = etree.fromstring(body, etree.XMLParser(remove_comments=True))
    return dict(_leaves(root.find(f"{{{DECLARATION}}}Declaration"), ""))  # type: ignore[arg-type]


def _leaves(element: etree._Element, path: str) -> Iterator[tuple[str, str]]:
    counted: dict[str, int] = {}
    for child in element:
        name = etree.QName(child).localname
        counted[name] = counted.get(name, 0) + 1
        here = f"{path}/{name}[{counted[name]}]".lstrip("/")
        if len(child):
            yield from _leaves(child, here)
        else:
            yield here, " ".join([child.text or "", *(f"{key}={value}" for key, value in sorted(child.attrib.items()))])


def differences(before: bytes, after: bytes) -> dict[str, tuple[str | None, str | None]]:
    old, new = leaves(before), leaves(after)
    return {path.replace("[1]", ""): (old.get(path), new.get(path)) for path in {**old, **new} if old.get(path) != new.get(path)}


def done(asked: bytes, schemas: Schemas, original: bytes = ORIGINAL) -> Amended:
    """Apply a request that must succeed: its result is a sound declaration of function 9."""
    assert read(asked, schemas).outcome is Outcome.ACCEPT, read(asked, schemas).findings
    amended = amend(original, asked, schemas)
    assert amended.findings == ()
    reading = read(amended.body, schemas)
    assert (reading.outcome, reading.function) == (Outcome.ACCEPT, "9")
    return amended


def refused(asked: bytes, schemas: Schemas, code: str, original: bytes = ORIGINAL) -> list[str]:
    """Apply a request that must fail with this code alone; return what is said of it."""
    assert read(asked, schemas).outcome is Outcome.ACCEPT, read(asked, schemas).findings
    amended = amend(original, asked, schemas)
    assert {finding.code for finding in amended.findings} == {code}
    assert all(finding.severity is Severity.ERROR for finding in amended.findings)
    assert (amended.body, amended.changes) == (b"", ())
    return [finding.message for finding in amended.findings]


def told(change: Change) -> tuple[str, str | None, str | None]:
    return change.place.pointer, change.before, change.after
