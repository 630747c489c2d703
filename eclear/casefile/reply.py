"""A reply: what customs tells the declarant about a declaration, in the terms of the WCO response message.

Each field names its element in Response and the WCO ids of the same steps, as the fields of a declaration do. Element
facts: WCO Data Model 3.6, profile DMS 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from eclear.casefile.declaration import Correction, Moment, Step
from eclear.casefile.message import DataElement, Wrapper
from eclear.casefile.pointer import many, wco
from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.words import Term

NAMES: Mapping[str, tuple[str, Term]] = {
    "01": ("DMSACC", Term("Legally accepted", "법적 접수")),
    "02": ("DMSRCV", Term("Registered", "접수통보")),
    "03": ("DMSREJ", Term("Rejected", "오류통보")),
    "05": ("DMSCTL", Term("Goods to be examined", "검사 통보")),
    "06": ("DMSDOC", Term("Documents to be presented", "서류제출 요구")),
    "07": ("DMSRES", Term("Corrections applied", "정정 반영")),
    "08": ("DMSROG", Term("Released, debt not final", "수리 전 반출")),
    "09": ("DMSCLE", Term("Cleared", "수리통보")),
    "10": ("DMSINV", Term("Cancelled", "취하 처리")),
    "11": ("DMSREQ", Term("Decision on a request", "신청 결정")),
    "13": ("DMSTAX", Term("Tax notice", "세액 통지")),
    "14": ("DMSCPI", Term("Balance insufficient", "잔액 부족")),
    "15": ("DMSCPR", Term("Payment reminder", "납부 독촉")),
    "16": ("DMSEOG", Term("Goods have left", "반출·선적 확인")),
    "18": ("DMSGER", Term("Exit results outstanding", "선적 결과 미제출")),
    "51": ("DMSQRY", Term("Query raised", "질의")),
    "52": ("DMSDET", Term("Detained", "통관보류")),
}
"""The replies of the profile: function code, name, and what it tells. Korean wording is eclear's own, unconfirmed."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A coded or free statement of customs, with a time limit where there is one."""

    code: str | None = wco("StatementCode", "226", "Statement code", "기재사항 부호")
    text: str | None = wco("StatementDescription", "225", "Statement", "기재사항")
    limit: Moment | None = wco("LimitDateTime", "264", "Time limit", "기한")
    type: str | None = wco("StatementTypeCode", "369", "Statement type", "기재사항 구분")
    pointers: tuple[Step, ...] = many("Pointer", "97A", "Place", "위치")


@dataclass(frozen=True, slots=True)
class Fault:
    """One error: its code, in words, and its place."""

    text: str | None = wco("Description", "488", "Description", "내용")
    code: str | None = wco("ValidationCode", "377", "Error code", "오류 부호")
    pointers: tuple[Step, ...] = many("Pointer", "97A", "Place", "위치")


@dataclass(frozen=True, slots=True)
class Status:
    """Where the declaration stands, by a status code: 39 granted, 41 denied, 67, 115 and 4 for tax notices, A1 exit."""

    effective: Moment | None = wco("EffectiveDateTime", "380", "In effect from", "효력일시")
    name: str | None = wco("NameCode", "379", "Status", "상태")
    released: Moment | None = wco("ReleaseDateTime", "277", "Released", "반출일시")
    pointers: tuple[Step, ...] = many("Pointer", "97A", "Place", "위치")


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach the office that answers."""

    id: str | None = wco("ID", "240", "Number or address", "연락처")
    type: str | None = wco("TypeCode", "253", "Kind", "구분")


@dataclass(frozen=True, slots=True)
class Office:
    """The office that answers questions about the reply."""

    id: str | None = wco("ID", "G002", "Office", "담당 세관")
    contacts: tuple[Contact, ...] = many("Communication", "25A", "Contacts", "연락처")


@dataclass(frozen=True, slots=True)
class Security:
    """A security that stands for the debt."""

    reference: str | None = wco("ReferenceID", "100", "Security", "담보")


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment asked for or outstanding, for the declaration as a whole."""

    reference: str | None = wco("Payment/ReferenceID", "94A/014", "Notice", "고지번호")
    assessed: Amount | None = wco("Payment/TaxAssessedAmount", "94A/120", "Assessed", "산출세액")
    due: Moment | None = wco("Payment/DueDateTime", "94A/376", "Due by", "납부기한")
    amount: Amount | None = wco("Payment/PaymentAmount", "94A/378", "To pay", "납부할 금액")
    securities: tuple[Security, ...] = many("Payment/ObligationGuarantee", "94A/90A", "Securities", "담보")


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One duty or tax of one item: its base, its rate, what it comes to."""

    base: Amount | None = wco("AdValoremTaxBaseAmount", "116", "Tax base", "과세표준")
    deduction: Amount | None = wco("DeductAmount", "111", "Deduction", "감면액")
    regime: str | None = wco("DutyRegimeCode", "164", "Duty regime", "세율 구분")
    quantity: Measure | None = wco("SpecificTaxBaseQuantity", "129", "Tax base quantity", "과세수량")
    rate: Decimal | None = wco("TaxRateNumeric", "115", "Rate", "세율")
    type: str | None = wco("TypeCode", "113", "Tax type", "세종")
    assessed: Amount | None = wco("Payment/TaxAssessedAmount", "94A/120", "Assessed", "산출세액")
    payable: Amount | None = wco("Payment/PaymentAmount", "94A/378", "To pay", "납부할 금액")


@dataclass(frozen=True, slots=True)
class TaxedItem:
    """One goods item of a tax notice with its lines."""

    sequence: int | None = wco("SequenceNumeric", "006", "Item number", "란 번호")
    lines: tuple[TaxLine, ...] = many("Commodity/DutyTaxFee", "23A/50A", "Duties and taxes", "세금")


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply to the declarant. ``function`` says which of :data:`NAMES` it is.

    ``corrected`` is the corrected fragment of the declaration (the second Declaration, 07 only), element by element;
    ``carried`` is what the response holds beyond the other fields, such as an element that is there and empty.
    """

    function: str | None = wco("FunctionCode", "017", "Reply", "응답 구분")
    id: str | None = wco("FunctionalReferenceID", "D026", "Number of the reply", "응답 번호")
    issued: Moment | None = wco("IssueDateTime", "D029", "Issued", "발행일시")
    remarks: tuple[Remark, ...] = many("AdditionalInformation", "03A", "Statements", "기재사항")
    corrections: tuple[Correction, ...] = many("Amendment", "06A", "Corrections", "정정")
    appeal_office: str | None = wco("AppealOffice/ID", "07A/G001", "Office of appeal", "이의신청 관서")
    bank_reference: str | None = wco("Bank/ReferenceID", "14A/R069", "Bank", "은행")
    bank_account: str | None = wco("Bank/ID", "14A/372", "Account", "계좌")
    offices: tuple[Office, ...] = many("ContactOffice", "35A", "Office", "담당 세관")
    faults: tuple[Fault, ...] = many("Error", "53A", "Errors", "오류")
    statuses: tuple[Status, ...] = many("Status", "12B", "Status", "상태")
    accepted: Moment | None = wco("Declaration/AcceptanceDateTime", "42A/023", "Legally accepted", "접수일시")
    cancelled: Moment | None = wco("Declaration/CancellationDateTime", "42A/373", "Cancelled", "취하일시")
    lrn: str | None = wco("Declaration/FunctionalReferenceID", "42A/D026", "Local reference number (LRN)", "제출번호")
    number: str | None = wco("Declaration/ID", "42A/D014", "Declaration number", "신고번호")
    rejected: Moment | None = wco("Declaration/RejectionDateTime", "42A/374", "Rejected", "반려일시")
    version: str | None = wco("Declaration/VersionID", "42A/383", "Version", "차수")
    payments: tuple[Payment, ...] = many("Declaration/DutyTaxFee", "42A/50A", "Payments", "납부")
    items: tuple[TaxedItem, ...] = many("Declaration/GoodsShipment/GovernmentAgencyGoodsItem", "42A/67A/68A", "Items", "란")
    corrected: tuple[DataElement, ...] = field(default=())
    carried: tuple[DataElement, ...] = field(default=())

    @property
    def kind(self) -> str:
        """The kind of reply: its function, with the status where it has one, such as ``13/67``."""
        first = next((status.name for status in self.statuses if status.name), None)
        return f"{self.function}/{first}" if first else self.function or ""


@dataclass(frozen=True, slots=True)
class Notification:
    """A message of customs: the wrapper, and the replies in it, mostly one."""

    wrapper: Wrapper
    replies: tuple[Reply, ...]


__all__ = [
    "NAMES",
    "Contact",
    "Correction",
    "Fault",
    "Notification",
    "Office",
    "Payment",
    "Remark",
    "Reply",
    "Security",
    "Status",
    "Step",
    "TaxLine",
    "TaxedItem",
]
