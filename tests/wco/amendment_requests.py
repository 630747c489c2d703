"""A sound declaration with rows of every kind, and how the tests write requests about it."""

from __future__ import annotations

import re

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
