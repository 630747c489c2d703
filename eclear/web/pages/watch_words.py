"""What the watch calls inputs, causes and groups, in both languages."""

from __future__ import annotations

from eclear.casefile.conduct import Subject
from eclear.casefile.decision import Cause
from eclear.casefile.words import Term
from eclear.clearance.watched import AUDIT, UNSEEN, Group
from eclear.journey.risk.drift import CHANCE
from eclear.journey.risk.features import RECORD, keys, record_keys
from eclear.journey.risk.wording import INPUT_OF, PLAIN, ROLES

CAUSES = {
    Cause.RULE.value: Term("Profile", "우범 기준"),
    Cause.RANDOM.value: Term("Random control", "무작위"),
    Cause.SCORE.value: Term("Score", "점수"),
    Cause.QUOTA.value: Term("Score, no place left", "점수 (처리한도 초과)"),
    Cause.CRITICAL.value: Term("Danger to the public", "위해 물품 점수"),
    Cause.MANIFEST.value: Term("Manifest", "적하목록 선별"),
    Cause.NO_MODEL.value: Term("No score", "점수 없음"),
    AUDIT: Term("Audit after release", "사후심사"),
    UNSEEN: Term("Accepted unseen", "무심사 통과"),
}
GROUPS = {
    Group.ORIGIN: Term("Origin", "원산지"),
    Group.SIZE: Term("Importer", "수입자"),
    Group.AEO: Term("Importer", "수입자"),
}
NOVEL = {
    Subject.IMPORTER.value: Term("Importer", "수입자"),
    Subject.SELLER.value: Term("Seller", "해외거래처"),
    Subject.GOODS.value: Term("Heading with this origin", "호·원산지 조합"),
    Subject.ROUTE.value: Term("Route", "운송경로"),
    "no experience": Term("Code without experience", "학습 경험이 없는 품목번호"),
}
PARTS = dict(
    zip(
        RECORD,
        (
            Term("declarations before", "이전 신고 건수"),
            Term("examinations before", "이전 검사 건수"),
            Term("found irregular", "적발 건수"),
            Term("found critical", "위해 적발 건수"),
            Term("days since the first", "최초 신고 후 일수"),
            Term("days since the last", "최근 신고 후 일수"),
        ),
        strict=True,
    )
)
ITEM = dict(
    zip(
        keys(1),
        (
            Term("Code of the first item", "1란 품목번호"),
            Term("Value per kilogram of the first item", "1란 kg당 과세가격"),
            Term("Kilograms per unit of the first item", "1란 단위당 중량"),
            Term("Origin of the first item", "1란 원산지"),
        ),
        strict=True,
    )
)
OWN = {
    CHANCE: Term("Chance of an irregularity", "적발 확률"),
    "aeo": Term("Authorised economic operator", "AEO 여부"),
    "preference": Term("Preference claimed", "협정세율 신청"),
    "third country": Term("Exported from a third country", "제3국 적출"),
    "mass against manifest": Term("Mass against the manifest", "적하목록 대비 중량"),
    "packages against manifest": Term("Packages against the manifest", "적하목록 대비 포장 개수"),
    "listed mass": Term("Mass in the manifest", "적하목록 중량"),
}
INPUTS = {INPUT_OF.get(aspect, aspect): term for aspect, term in PLAIN.items()} | ITEM | OWN
INPUTS |= {
    key: Term(f"{ROLES[role].en}: {PARTS[part].en}", f"{ROLES[role].ko}: {PARTS[part].ko}")
    for role in Subject
    for key, part in zip(record_keys(role), RECORD, strict=True)
}


def input_term(name: str) -> Term:
    """Return what an input is called; one without a name of its own is called as it is kept."""
    return INPUTS.get(name, Term(name, name))
