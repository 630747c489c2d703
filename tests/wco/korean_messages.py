"""A small sound Korean import declaration, as a broker's program would write it, and how the tests change it."""

from __future__ import annotations

IMPORT = "urn:kr:gov:kcs:data:standard:KCS_DeclarationOfIMP_929SchemaModule:1:0"
EXPORT = "urn:kr:gov:kcs:data:standard:KCS_DeclarationOfEXP_830SchemaModule:1:0"

SOUND_929 = f"""<?xml version="1.0" encoding="UTF-8"?>
<wco:Declaration xmlns:wco="{IMPORT}" xmlns:kcs="{IMPORT}">
  <wco:DeclarationOfficeID>90110</wco:DeclarationOfficeID>
  <wco:ID>4120726000001M</wco:ID>
  <wco:InvoiceAmount currencyID="USD">1500.00</wco:InvoiceAmount>
  <wco:IssueDateTime>20260512093000</wco:IssueDateTime>
  <wco:TotalGrossMassMeasure kcsUnitCode="KG">130</wco:TotalGrossMassMeasure>
  <wco:TotalPackageQuantity kcsUnitCode="CT">12</wco:TotalPackageQuantity>
  <wco:TypeCode>GOVCBR929</wco:TypeCode>
  <wco:TransactionNatureCode>11</wco:TransactionNatureCode>
  <kcs:ResponseTypeCode>AB</kcs:ResponseTypeCode>
  <kcs:PaymentTypeCode>11</kcs:PaymentTypeCode>
  <wco:AdditionalCode>
    <kcs:GoldTradeAcountIndicatorCode>N</kcs:GoldTradeAcountIndicatorCode>
  </wco:AdditionalCode>
  <wco:AdditionalDocument>
    <wco:TypeCode>935</wco:TypeCode>
    <wco:ID>INV-1</wco:ID>
  </wco:AdditionalDocument>
  <wco:Agent>
    <wco:ID>41207</wco:ID>
    <wco:Name>Hanbit Customs Brokers</wco:Name>
  </wco:Agent>
  <wco:BorderTransportMeans>
    <wco:Name>GULL STAR</wco:Name>
    <wco:TypeCode>10</wco:TypeCode>
  </wco:BorderTransportMeans>
  <wco:DutyTaxFee>
    <wco:AdValoremTaxBaseAmount currencyID="KRW">2250000</wco:AdValoremTaxBaseAmount>
    <wco:TypeCode>5CZ</wco:TypeCode>
  </wco:DutyTaxFee>
  <wco:GoodsShipment>
    <wco:ExportationCountryCode>CN</wco:ExportationCountryCode>
    <wco:Consignment>
      <wco:TransportContractDocument>
        <wco:ID>GULLPUS261102</wco:ID>
        <wco:TypeCode>714</wco:TypeCode>
      </wco:TransportContractDocument>
    </wco:Consignment>
    <wco:CustomsValuation>
      <wco:ExitToEntryChargeAmount currencyID="USD">15.00</wco:ExitToEntryChargeAmount>
      <wco:FreightChargeAmount currencyID="USD">120.00</wco:FreightChargeAmount>
    </wco:CustomsValuation>
    <wco:GovernmentAgencyGoodsItem>
      <wco:SequenceNumeric>1</wco:SequenceNumeric>
      <wco:Commodity>
        <wco:CargoDescription>Motors of the brand Songhe</wco:CargoDescription>
        <wco:CountQuantity kcsUnitCode="U">2000</wco:CountQuantity>
        <wco:Description>Small DC motors for toys</wco:Description>
        <wco:Classification>
          <wco:ID>8501101000</wco:ID>
        </wco:Classification>
        <wco:DetailedCommodity>
          <wco:SequenceNumeric>1</wco:SequenceNumeric>
          <wco:Description>3 W</wco:Description>
          <kcs:ValueAmount currencyID="USD">900.00</kcs:ValueAmount>
        </wco:DetailedCommodity>
        <wco:DetailedCommodity>
          <wco:SequenceNumeric>2</wco:SequenceNumeric>
          <wco:Description>5 W</wco:Description>
          <kcs:ValueAmount>100.00</kcs:ValueAmount>
        </wco:DetailedCommodity>
        <wco:DutyTaxFee>
          <wco:AdValoremTaxBaseAmount currencyID="KRW">1500000</wco:AdValoremTaxBaseAmount>
          <wco:AdValoremTaxBaseAmount currencyID="USD">1090</wco:AdValoremTaxBaseAmount>
          <wco:DutyRegimeCode>FRCCN1</wco:DutyRegimeCode>
          <wco:TypeCode>CUD</wco:TypeCode>
        </wco:DutyTaxFee>
      </wco:Commodity>
      <wco:GoodsMeasure>
        <wco:NetNetWeightMeasure kcsUnitCode="KG">100</wco:NetNetWeightMeasure>
      </wco:GoodsMeasure>
      <wco:Origin>
        <wco:CountryCode>CN</wco:CountryCode>
      </wco:Origin>
    </wco:GovernmentAgencyGoodsItem>
    <wco:GovernmentAgencyGoodsItem>
      <wco:SequenceNumeric>2</wco:SequenceNumeric>
      <wco:Commodity>
        <wco:Description>Tea</wco:Description>
        <wco:Classification>
          <wco:ID>0902100000</wco:ID>
        </wco:Classification>
        <wco:DetailedCommodity>
          <wco:SequenceNumeric>1</wco:SequenceNumeric>
          <kcs:ValueAmount currencyID="USD">500.00</kcs:ValueAmount>
        </wco:DetailedCommodity>
      </wco:Commodity>
      <wco:GoodsMeasure>
        <wco:NetNetWeightMeasure kcsUnitCode="KG">20</wco:NetNetWeightMeasure>
      </wco:GoodsMeasure>
      <wco:Origin>
        <wco:CountryCode>CN</wco:CountryCode>
      </wco:Origin>
    </wco:GovernmentAgencyGoodsItem>
    <wco:TradeTerms>
      <wco:ConditionCode>FOB</wco:ConditionCode>
    </wco:TradeTerms>
    <wco:UCR>
      <kcs:CustomsAssignedReferenceID>26ABCD0123I04560789</kcs:CustomsAssignedReferenceID>
    </wco:UCR>
    <wco:Warehouse>
      <wco:ID>90110001</wco:ID>
    </wco:Warehouse>
  </wco:GoodsShipment>
  <wco:GovernmentProcedure>
    <wco:CurrentCode>D</wco:CurrentCode>
  </wco:GovernmentProcedure>
  <wco:Importer>
    <wco:ID>KRTRD0001</wco:ID>
    <wco:Name>Example Toys</wco:Name>
  </wco:Importer>
  <wco:Payer>
    <wco:ID schemeAgencyID="ZZZ">KRTRD0001</wco:ID>
    <wco:ID schemeAgencyID="KTS">1208100000</wco:ID>
    <wco:Name>Example Toys</wco:Name>
  </wco:Payer>
</wco:Declaration>
"""


def changed(old: str, new: str, text: str = SOUND_929) -> bytes:
    """The sound message with one thing in it exchanged; the thing must be there exactly once."""
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new).encode()


def line_of(piece: str, text: str = SOUND_929) -> int:
    """The line on which a piece of the message stands; it must be there exactly once."""
    assert text.count(piece) == 1, f"{piece!r} is there {text.count(piece)} times"
    return text[: text.index(piece)].count("\n") + 1
