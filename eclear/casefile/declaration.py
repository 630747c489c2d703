"""The goods declaration: what the trader says about the goods, in the terms of the WCO Data Model.

Each field names its element, the WCO ids of the same steps and its label. Element facts: WCO Data Model 3.6, profile
DMS 2. What eclear does not interpret stays in the message as received, which is kept whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from eclear.casefile.pointer import many, wco
from eclear.casefile.quantity import Amount, Measure

Moment = date | datetime
"""A day (format 102) or a point in time (format 304)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a WCO pointer: which of several, the class, and at the last step the element."""

    sequence: int | None = wco("SequenceNumeric", "006", "Number", "순번")
    section: str | None = wco("DocumentSectionCode", "375", "Class", "구분")
    tag: str | None = wco("TagID", "381", "Element", "항목")


@dataclass(frozen=True, slots=True)
class Correction:
    """One change to a declaration, asked for or applied: the reason and the place."""

    reason: str | None = wco("ChangeReasonCode", "099", "Reason", "정정사유")
    pointers: tuple[Step, ...] = many("Pointer", "97A", "Place", "위치")


@dataclass(frozen=True, slots=True)
class Document:
    """A supporting document: invoice, certificate, licence. Its code is category and type together, such as N935."""

    category: str | None = wco("CategoryCode", "D031", "Document category", "서류 구분")
    id: str | None = wco("ID", "D005", "Document number", "서류 번호")
    type: str | None = wco("TypeCode", "D006", "Document type", "서류 종류")


@dataclass(frozen=True, slots=True)
class ItemDocument:
    """A supporting document of one item, which may claim an exemption and name its issuer."""

    category: str | None = wco("CategoryCode", "D031", "Document category", "서류 구분")
    effective: Moment | None = wco("EffectiveDateTime", "276", "Document valid from", "서류 효력일")
    id: str | None = wco("ID", "D005", "Document number", "서류 번호")
    name: str | None = wco("Name", "D028", "Document name", "서류 이름")
    type: str | None = wco("TypeCode", "D006", "Document type", "서류 종류")
    exemption: str | None = wco("LPCOExemptionCode", "360", "Exemption or status", "면제 또는 상태 부호")
    quantity: Measure | None = wco("WriteOff/QuantityQuantity", "22C/502", "Quantity written off", "차감 수량")
    amount: Amount | None = wco("WriteOff/AmountAmount", "22C/503", "Amount written off", "차감 금액")


@dataclass(frozen=True, slots=True)
class PreviousDocument:
    """A document that went before, such as the manifest line of the cargo (type 785 with the cargo control number)."""

    category: str | None = wco("CategoryCode", "D031", "Previous document category", "선행서류 구분")
    id: str | None = wco("ID", "D018", "Previous document number", "선행서류 번호")
    type: str | None = wco("TypeCode", "D019", "Previous document type", "선행서류 종류")
    line: int | None = wco("LineNumeric", "171", "Previous document line", "선행서류 행")


@dataclass(frozen=True, slots=True)
class Information:
    """A coded or free statement to customs. National codes without an element of their own travel here."""

    code: str | None = wco("StatementCode", "226", "Statement code", "기재사항 부호")
    text: str | None = wco("StatementDescription", "225", "Statement", "기재사항")
    type: str | None = wco("StatementTypeCode", "369", "Statement type", "기재사항 구분")


@dataclass(frozen=True, slots=True)
class Authorisation:
    """An authorisation held by a party, such as AEOC for an authorised economic operator."""

    id: str | None = wco("ID", "R144", "Authorisation holder", "허가 보유자")
    category: str | None = wco("CategoryCode", "R145", "Authorisation type", "허가 종류")


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A security offered for the debt."""

    amount: Amount | None = wco("AmountAmount", "492", "Guarantee amount", "담보 금액")
    id: str | None = wco("ID", "D014", "Guarantee number", "담보 번호")
    reference: str | None = wco("ReferenceID", "100", "Guarantee reference", "담보 제공 번호")
    type: str | None = wco("SecurityDetailsCode", "101", "Guarantee type", "담보 종류")


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """A rate of exchange that the trader states."""

    currency: str | None = wco("CurrencyTypeCode", "135", "Currency", "통화")
    rate: Decimal | None = wco("RateNumeric", "118", "Rate of exchange", "환율")


@dataclass(frozen=True, slots=True)
class Charge:
    """An addition to the price or a deduction from it."""

    type: str | None = wco("ChargesTypeCode", "371", "Charge type", "가산·공제 구분")
    amount: Amount | None = wco("OtherChargeDeductionAmount", "181", "Charge", "가산·공제 금액")


@dataclass(frozen=True, slots=True)
class Stop:
    """One country that the goods pass on the way."""

    sequence: int | None = wco("SequenceNumeric", "006", "Stop", "경유 순번")
    country: str | None = wco("RoutingCountryCode", "064", "Country on the way", "경유국")


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal on a container."""

    sequence: int | None = wco("SequenceNumeric", "006", "Seal line", "봉인 순번")
    id: str | None = wco("ID", "165", "Seal number", "봉인번호")


@dataclass(frozen=True, slots=True)
class Container:
    """A container or other transport equipment."""

    sequence: int | None = wco("SequenceNumeric", "006", "Container line", "컨테이너 순번")
    id: str | None = wco("ID", "159", "Container number", "컨테이너 번호")
    seals: tuple[Seal, ...] = many("Seal", "44B", "Seals", "봉인")


@dataclass(frozen=True, slots=True)
class ItemContainer:
    """A container that holds goods of one item."""

    sequence: int | None = wco("SequenceNumeric", "006", "Container line", "컨테이너 순번")
    id: str | None = wco("ID", "159", "Container number", "컨테이너 번호")


@dataclass(frozen=True, slots=True)
class Classification:
    """A commodity code and the list it comes from; HSK names the ten digits of the Korean tariff."""

    id: str | None = wco("ID", "145", "Commodity code", "품목번호")
    type: str | None = wco("IdentificationTypeCode", "?", "Code list", "품목번호 구분")


@dataclass(frozen=True, slots=True)
class DutyTaxFee:
    """What the trader says about one duty or tax: the preference claimed, how it is paid, and what he worked out himself."""

    base: Amount | None = wco("AdValoremTaxBaseAmount", "116", "Tax base", "과세표준")
    regime: str | None = wco("DutyRegimeCode", "164", "Duty regime", "세율 구분")
    quantity: Measure | None = wco("SpecificTaxBaseQuantity", "129", "Tax base quantity", "과세수량")
    rate: Decimal | None = wco("TaxRateNumeric", "115", "Rate", "세율")
    type: str | None = wco("TypeCode", "113", "Tax type", "세종")
    quota: str | None = wco("QuotaOrderID", "401", "Quota", "할당관세 번호")
    payment_method: str | None = wco("Payment/MethodCode", "94A/107", "Method of payment", "납부 방법")
    assessed: Amount | None = wco("Payment/TaxAssessedAmount", "94A/120", "Tax worked out by the trader", "신고 산출세액")
    payable: Amount | None = wco("Payment/PaymentAmount", "94A/378", "Tax to pay by the trader's account", "신고 납부세액")


@dataclass(frozen=True, slots=True)
class Procedure:
    """A customs procedure: the one requested and the one before; further ones carry an additional code only."""

    current: str | None = wco("CurrentCode", "166", "Procedure requested", "통관 절차")
    previous: str | None = wco("PreviousCode", "161", "Previous procedure", "이전 절차")


@dataclass(frozen=True, slots=True)
class Origin:
    """A country of origin and what kind: 1 non-preferential, 2 preferential."""

    country: str | None = wco("CountryCode", "063", "Country of origin", "원산지")
    type: str | None = wco("TypeCode", "501", "Kind of origin", "원산지 구분")


@dataclass(frozen=True, slots=True)
class Package:
    """A group of packages of one kind (UN Rec. 21) with its marks."""

    sequence: int | None = wco("SequenceNumeric", "006", "Package line", "포장 순번")
    marks: str | None = wco("MarksNumbersID", "142", "Marks and numbers", "화인")
    quantity: Measure | None = wco("QuantityQuantity", "144", "Number of packages", "포장 개수")
    type: str | None = wco("TypeCode", "141", "Kind of package", "포장 종류")


@dataclass(frozen=True, slots=True)
class Item:
    """One goods item (란): goods of one code, origin and procedure."""

    customs_value: Amount | None = wco("CustomsValueAmount", "108", "Declared customs value", "신고 과세가격")
    sequence: int | None = wco("SequenceNumeric", "006", "Item number", "란 번호")
    statistical_value: Amount | None = wco("StatisticalValueAmount", "114", "Statistical value", "통계 가격")
    transaction_nature: str | None = wco("TransactionNatureCode", "103", "Nature of transaction", "거래구분")
    documents: tuple[ItemDocument, ...] = many("AdditionalDocument", "02A", "Documents", "첨부서류")
    information: tuple[Information, ...] = many("AdditionalInformation", "03A", "Statements", "기재사항")
    description: str | None = wco("Commodity/Description", "23A/137", "Description of goods", "품명")
    classifications: tuple[Classification, ...] = many("Commodity/Classification", "23A/21A", "Commodity codes", "품목분류")
    duties: tuple[DutyTaxFee, ...] = many("Commodity/DutyTaxFee", "23A/50A", "Duties and taxes", "세금")
    gross_mass: Measure | None = wco("Commodity/GoodsMeasure/GrossMassMeasure", "23A/65A/126", "Gross mass", "총중량")
    net_mass: Measure | None = wco("Commodity/GoodsMeasure/NetNetWeightMeasure", "23A/65A/128", "Net mass", "순중량")
    quantity: Measure | None = wco("Commodity/GoodsMeasure/TariffQuantity", "23A/65A/130", "Quantity", "수량")
    price: Amount | None = wco("Commodity/InvoiceLine/ItemChargeAmount", "23A/79A/112", "Item price", "결제금액")
    containers: tuple[ItemContainer, ...] = many("Commodity/TransportEquipment", "23A/31B", "Containers", "컨테이너")
    consignee_name: str | None = wco("Consignee/Name", "27A/R014", "Consignee", "수하인")
    valuation_method: str | None = wco("CustomsValuation/MethodCode", "41A/122", "Valuation method", "과세가격 결정방법")
    charges: tuple[Charge, ...] = many(
        "CustomsValuation/ChargeDeduction", "41A/58B", "Additions and deductions of the item", "란별 가산·공제"
    )
    destination: str | None = wco("Destination/CountryCode", "99B/465", "Country of destination", "목적국")
    export_country: str | None = wco("ExportCountry/ID", "95B/062", "Country of export", "적출국")
    procedures: tuple[Procedure, ...] = many("GovernmentProcedure", "70A", "Procedures", "통관 절차")
    origins: tuple[Origin, ...] = many("Origin", "92A", "Origin", "원산지")
    packages: tuple[Package, ...] = many("Packaging", "93A", "Packages", "포장")
    previous_documents: tuple[PreviousDocument, ...] = many("PreviousDocument", "99A", "Previous documents", "선행서류")
    ucr: str | None = wco("UCR/ID", "35B/016", "Unique consignment reference", "UCR")
    valuation_indicators: str | None = wco(
        "ValuationAdjustment/AdditionCode", "39B/188", "Valuation indicators", "과세가격 가산요소 부호"
    )

    @property
    def hs(self) -> str:
        """The digits of the commodity code: HSK, or the joined parts of a code that comes in parts; "" if none."""
        for code in self.classifications:
            if code.type == "HSK" and code.id:
                return code.id
        parts = {code.type: code.id or "" for code in self.classifications}
        return parts.get("TSP", "") + parts.get("TRC", "")

    @property
    def origin(self) -> str | None:
        """The country of origin: the preferential one if there is one, else the first named."""
        for origin in self.origins:
            if origin.type == "2":
                return origin.country
        return self.origins[0].country if self.origins else None

    @property
    def preference(self) -> str | None:
        """The tariff basis that the trader claims (관세율 구분), such as FCN1: the statement of type TRB; None without one."""
        for said in self.information:
            if said.type == "TRB" and said.code:
                return said.code
        return None


@dataclass(frozen=True, slots=True)
class Declaration:
    """A goods declaration, or a message about one (function 13)."""

    accepted: Moment | None = wco("AcceptanceDateTime", "023", "Declaration date", "신고일")
    function: str | None = wco("FunctionCode", "017", "Function", "전자문서 기능")
    lrn: str | None = wco("FunctionalReferenceID", "D026", "Local reference number (LRN)", "제출번호")
    id: str | None = wco("ID", "D014", "Declaration number", "신고번호")
    issued: Moment | None = wco("IssueDateTime", "D011", "Date of issue", "작성일")
    type: str | None = wco("TypeCode", "D013", "Declaration type", "신고 종류")
    item_count: int | None = wco("GoodsItemQuantity", "228", "Number of items", "총 란수")
    office: str | None = wco("DeclarationOfficeID", "065", "Customs office", "세관")
    invoice_amount: Amount | None = wco("InvoiceAmount", "109", "Invoice amount", "결제금액 합계")
    total_gross_mass: Measure | None = wco("TotalGrossMassMeasure", "131", "Total gross mass", "총중량")
    total_packages: int | None = wco("TotalPackageQuantity", "146", "Total packages", "총 포장갯수")
    submitter_id: str | None = wco("Submitter/ID", "17B/R059", "Submitter", "제출자")
    documents: tuple[Document, ...] = many("AdditionalDocument", "02A", "Documents", "첨부서류")
    information: tuple[Information, ...] = many("AdditionalInformation", "03A", "Statements", "기재사항")
    agent_id: str | None = wco("Agent/ID", "05A/R004", "Agent", "대리인")
    agent_function: str | None = wco("Agent/FunctionCode", "05A/102", "Kind of representation", "대리 구분")
    amendments: tuple[Correction, ...] = many("Amendment", "06A", "Amendments", "정정")
    authorisations: tuple[Authorisation, ...] = many("AuthorisationHolder", "17C", "Authorisations", "허가 보유자")
    border_transport_id: str | None = wco("BorderTransportMeans/ID", "15A/T006", "Means of transport", "운송수단 번호")
    border_transport_id_type: str | None = wco(
        "BorderTransportMeans/IdentificationTypeCode",
        "15A/T018",
        "Kind of number of the means of transport",
        "운송수단 번호 구분",
    )
    border_transport_mode: str | None = wco("BorderTransportMeans/ModeCode", "15A/T022", "Mode of transport", "운송형태")
    border_transport_nationality: str | None = wco(
        "BorderTransportMeans/RegistrationNationalityCode", "15A/T014", "Nationality of the means of transport", "운송수단 국적"
    )
    carrier_id: str | None = wco("Consignment/Carrier/ID", "28A/18A/R012", "Carrier", "운송사")
    freight_payment: str | None = wco(
        "Consignment/Freight/PaymentMethodCode", "28A/62A/098", "How freight is paid", "운임 지급 방법"
    )
    itinerary: tuple[Stop, ...] = many("Consignment/Itinerary", "28A/81A", "Countries on the way", "경유국")
    exchange_rates: tuple[ExchangeRate, ...] = many("CurrencyExchange", "40A", "Rates of exchange", "환율")
    declarant_id: str | None = wco("Declarant/ID", "57B/R123", "Declarant", "신고인")
    declarant_name: str | None = wco("Declarant/Name", "57B/R124", "Name of the declarant", "신고인 상호")
    exit_office: str | None = wco("ExitOffice/ID", "56A/G005", "Office of exit", "반출 세관")
    exporter_name: str | None = wco("Exporter/Name", "57A/R031", "Exporter", "수출자")
    exporter_id: str | None = wco("Exporter/ID", "57A/R032", "Exporter's number", "수출자 부호")
    exporter_city: str | None = wco("Exporter/Address/CityName", "57A/04A/241", "Exporter's city", "수출자 도시")
    exporter_country: str | None = wco("Exporter/Address/CountryCode", "57A/04A/242", "Exporter's country", "수출자 국가")
    exporter_street: str | None = wco("Exporter/Address/Line", "57A/04A/239", "Exporter's street", "수출자 주소")
    exporter_postcode: str | None = wco("Exporter/Address/PostcodeID", "57A/04A/245", "Exporter's postcode", "수출자 우편번호")
    transaction_nature: str | None = wco("GoodsShipment/TransactionNatureCode", "67A/103", "Nature of transaction", "거래구분")
    buyer_name: str | None = wco("GoodsShipment/Buyer/Name", "67A/16A/R009", "Buyer", "구매자")
    buyer_country: str | None = wco(
        "GoodsShipment/Buyer/Address/CountryCode", "67A/16A/04A/242", "Buyer's country", "구매자 국가"
    )
    consignee_name: str | None = wco("GoodsShipment/Consignee/Name", "67A/27A/R014", "Consignee", "수하인")
    consignee_id: str | None = wco("GoodsShipment/Consignee/ID", "67A/27A/R015", "Consignee's number", "수하인 부호")
    consignee_city: str | None = wco(
        "GoodsShipment/Consignee/Address/CityName", "67A/27A/04A/241", "Consignee's city", "수하인 도시"
    )
    consignee_country: str | None = wco(
        "GoodsShipment/Consignee/Address/CountryCode", "67A/27A/04A/242", "Consignee's country", "수하인 국가"
    )
    consignee_street: str | None = wco(
        "GoodsShipment/Consignee/Address/Line", "67A/27A/04A/239", "Consignee's street", "수하인 주소"
    )
    consignee_postcode: str | None = wco(
        "GoodsShipment/Consignee/Address/PostcodeID", "67A/27A/04A/245", "Consignee's postcode", "수하인 우편번호"
    )
    container_code: str | None = wco("GoodsShipment/Consignment/ContainerCode", "67A/28A/096", "In containers", "컨테이너 여부")
    arrival_means_id: str | None = wco(
        "GoodsShipment/Consignment/ArrivalTransportMeans/ID", "67A/28A/10A/T002", "Vessel or flight on arrival", "입항 선박·편명"
    )
    arrival_means_id_type: str | None = wco(
        "GoodsShipment/Consignment/ArrivalTransportMeans/IdentificationTypeCode",
        "67A/28A/10A/T034",
        "Kind of number of the means of arrival",
        "입항 운송수단 번호 구분",
    )
    arrival_mode: str | None = wco(
        "GoodsShipment/Consignment/ArrivalTransportMeans/ModeCode",
        "67A/28A/10A/T020",
        "Mode of transport inland",
        "국내 운송형태",
    )
    departure_means_id: str | None = wco(
        "GoodsShipment/Consignment/DepartureTransportMeans/ID",
        "67A/28A/46A/T004",
        "Vessel or flight on departure",
        "출항 선박·편명",
    )
    departure_means_id_type: str | None = wco(
        "GoodsShipment/Consignment/DepartureTransportMeans/IdentificationTypeCode",
        "67A/28A/46A/T029",
        "Kind of number of the means of departure",
        "출항 운송수단 번호 구분",
    )
    departure_mode: str | None = wco(
        "GoodsShipment/Consignment/DepartureTransportMeans/ModeCode",
        "67A/28A/46A/T021",
        "Mode of transport on departure",
        "출항 운송형태",
    )
    goods_location: str | None = wco(
        "GoodsShipment/Consignment/GoodsLocation/Name", "67A/28A/64A/L016", "Place of the goods", "장치장소"
    )
    goods_location_id: str | None = wco(
        "GoodsShipment/Consignment/GoodsLocation/ID", "67A/28A/64A/L017", "Code of the place of the goods", "장치장 부호"
    )
    goods_location_type: str | None = wco(
        "GoodsShipment/Consignment/GoodsLocation/TypeCode", "67A/28A/64A/L110", "Kind of place", "장치장소 구분"
    )
    goods_location_id_type: str | None = wco(
        "GoodsShipment/Consignment/GoodsLocation/Address/TypeCode",
        "67A/28A/64A/04A/410",
        "What names the place of the goods",
        "장치장소 부호 구분",
    )
    goods_location_country: str | None = wco(
        "GoodsShipment/Consignment/GoodsLocation/Address/CountryCode",
        "67A/28A/64A/04A/242",
        "Country of the place of the goods",
        "장치장소 국가",
    )
    loading_location: str | None = wco(
        "GoodsShipment/Consignment/LoadingLocation/ID", "67A/28A/83A/L010", "Place of loading", "적재항"
    )
    loading_location_name: str | None = wco(
        "GoodsShipment/Consignment/LoadingLocation/Name", "67A/28A/83A/L009", "Name of the place of loading", "적재항명"
    )
    containers: tuple[Container, ...] = many(
        "GoodsShipment/Consignment/TransportEquipment", "67A/28A/31B", "Containers", "컨테이너"
    )
    freight: Amount | None = wco("GoodsShipment/CustomsValuation/FreightChargeAmount", "67A/41A/117", "Freight", "운임")
    charges: tuple[Charge, ...] = many(
        "GoodsShipment/CustomsValuation/ChargeDeduction", "67A/41A/58B", "Additions and deductions", "가산·공제"
    )
    destination: str | None = wco("GoodsShipment/Destination/CountryCode", "67A/99B/465", "Country of destination", "목적국")
    export_country: str | None = wco("GoodsShipment/ExportCountry/ID", "67A/95B/062", "Country of export", "적출국")
    items: tuple[Item, ...] = many("GoodsShipment/GovernmentAgencyGoodsItem", "67A/68A", "Items", "란")
    importer_id: str | None = wco("GoodsShipment/Importer/ID", "67A/74A/R038", "Importer's number", "수입자 부호")
    importer_name: str | None = wco("GoodsShipment/Importer/Name", "67A/74A/R037", "Importer", "수입자")
    invoice_id: str | None = wco("GoodsShipment/Invoice/ID", "67A/78A/D016", "Invoice number", "송품장 번호")
    invoice_issued: Moment | None = wco("GoodsShipment/Invoice/IssueDateTime", "67A/78A/D015", "Invoice date", "송품장 발행일")
    payer_id: str | None = wco("GoodsShipment/Payer/ID", "67A/56B/R121", "Payer", "납세의무자")
    payer_name: str | None = wco("GoodsShipment/Payer/Name", "67A/56B/R120", "Name of the payer", "납세의무자 상호")
    previous_documents: tuple[PreviousDocument, ...] = many(
        "GoodsShipment/PreviousDocument", "67A/99A", "Previous documents", "선행서류"
    )
    seller_name: str | None = wco("GoodsShipment/Seller/Name", "67A/09B/R050", "Seller", "해외거래처")
    seller_id: str | None = wco("GoodsShipment/Seller/ID", "67A/09B/R051", "Seller's number", "해외거래처 부호")
    seller_country: str | None = wco(
        "GoodsShipment/Seller/Address/CountryCode", "67A/09B/04A/242", "Seller's country", "해외거래처 국가"
    )
    trade_terms: str | None = wco("GoodsShipment/TradeTerms/ConditionCode", "67A/22B/090", "Terms of delivery", "인도조건")
    trade_terms_place: str | None = wco("GoodsShipment/TradeTerms/LocationID", "67A/22B/L002", "Place of delivery", "인도 장소")
    ucr: str | None = wco("GoodsShipment/UCR/ID", "67A/35B/016", "Unique consignment reference", "UCR")
    ducr: str | None = wco(
        "GoodsShipment/UCR/TraderAssignedReferenceID", "67A/35B/009", "Trader's consignment reference", "거래 참조번호"
    )
    warehouse: str | None = wco("GoodsShipment/Warehouse/ID", "67A/43B/L019", "Bonded shed", "보세구역")
    warehouse_type: str | None = wco("GoodsShipment/Warehouse/TypeCode", "67A/43B/L112", "Kind of bonded shed", "보세구역 구분")
    guarantees: tuple[Guarantee, ...] = many("ObligationGuarantee", "90A", "Securities", "담보")
    supervising_office: str | None = wco("SupervisingOffice/ID", "97B/G012", "Supervising office", "감독 세관")

    @property
    def trader(self) -> str | None:
        """Who answers for the declaration: the declarant, else the agent, else the submitter."""
        return self.declarant_id or self.agent_id or self.submitter_id

    @property
    def movement(self) -> str:
        """The first two letters of the type: IM import, EX export, CO special territory; "" if unknown."""
        return (self.type or "")[:2] if self.function == "9" else ""

    @property
    def is_export(self) -> bool:
        """True for an export declaration."""
        return self.movement == "EX"

    @property
    def cargo_number(self) -> str | None:
        """The cargo control number (화물관리번호): the previous document of type 785, the manifest."""
        return next((p.id for p in self.previous_documents if p.type == "785" and p.id), None)

    def statement(self, kind: str) -> str | None:
        """The code of the header statement of this type, such as CTP collection type; None if it is not made."""
        for said in self.information:
            if said.type == kind and said.code:
                return said.code
        return None

    @property
    def aeo_number(self) -> str | None:
        """The importer's number (an export's exporter's), if he claims to be an authorised economic operator; else None.

        A claim made for anybody else gives nobody an advantage.
        """
        party = self.exporter_id if self.is_export else self.importer_id
        for held in self.authorisations:
            if held.category == "AEOC" and held.id and held.id == party:
                return party
        return None

    @property
    def collection_type(self) -> str:
        """How the debt is collected (징수형태): 11 pay before acceptance, 43 after it, against security."""
        return self.statement("CTP") or "11"

    @property
    def clearance_plan(self) -> str:
        """When the goods are declared (통관계획), A to Z; D, after storage in the shed, is the ordinary case."""
        return self.statement("CPL") or "D"
