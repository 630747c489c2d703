"""A small sound declaration of our own, and how the tests damage it."""

from __future__ import annotations

from eclear.wco.schemas import DECLARATION, DECLARATION_DATES, WRAPPER

SOUND = f"""<?xml version="1.0" encoding="UTF-8"?>
<md:MetaData xmlns:md="{WRAPPER}" xmlns="{DECLARATION}" xmlns:ds="{DECLARATION_DATES}">
  <md:WCODataModelVersionCode>3.6</md:WCODataModelVersionCode>
  <md:WCOTypeName>DEC</md:WCOTypeName>
  <md:ResponsibleCountryCode>KR</md:ResponsibleCountryCode>
  <md:AgencyAssignedCustomizationVersionCode>v2.1</md:AgencyAssignedCustomizationVersionCode>
  <Declaration>
    <AcceptanceDateTime><ds:DateTimeString formatCode="304">20260512093000+09</ds:DateTimeString></AcceptanceDateTime>
    <FunctionCode>9</FunctionCode>
    <FunctionalReferenceID>41207-26-000001</FunctionalReferenceID>
    <TypeCode>IMA</TypeCode>
    <GoodsItemQuantity>2</GoodsItemQuantity>
    <TotalPackageQuantity>12</TotalPackageQuantity>
    <Declarant>
      <ID>41207</ID>
    </Declarant>
    <GoodsShipment>
      <TransactionNatureCode>11</TransactionNatureCode>
      <GovernmentAgencyGoodsItem>
        <SequenceNumeric>1</SequenceNumeric>
        <Commodity>
          <Description>마른 표고버섯</Description>
          <GoodsMeasure>
            <GrossMassMeasure unitCode="KGM">120.5</GrossMassMeasure>
          </GoodsMeasure>
          <InvoiceLine>
            <ItemChargeAmount currencyID="USD">1000.00</ItemChargeAmount>
          </InvoiceLine>
        </Commodity>
      </GovernmentAgencyGoodsItem>
      <GovernmentAgencyGoodsItem>
        <SequenceNumeric>2</SequenceNumeric>
        <Commodity>
          <Description>Tea</Description>
          <GoodsMeasure>
            <GrossMassMeasure unitCode="KGM">7</GrossMassMeasure>
          </GoodsMeasure>
        </Commodity>
      </GovernmentAgencyGoodsItem>
    </GoodsShipment>
  </Declaration>
</md:MetaData>
"""


def damaged(old: str, new: str, text: str = SOUND) -> bytes:
    """The sound message with one thing in it exchanged; the thing must be there exactly once."""
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new).encode()
