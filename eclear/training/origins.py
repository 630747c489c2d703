"""Questions of origin to learn from: invented goods with their bills of materials, one for each thing that a rule can ask."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from eclear.casefile.origin import Material, Product
from eclear.casefile.words import Term


@dataclass(frozen=True, slots=True)
class Question:
    """A question of origin: under which agreement, the goods, and what goes into them."""

    name: str
    title: Term
    agreement: str
    product: Product
    materials: tuple[Material, ...]


def _goods(text: str, hs: str, price: int, fob: int, weight: str, made_in: str, *process: str) -> Product:
    return Product(hs, Decimal(price), Decimal(fob), Decimal(weight), made_in, process, text)


def _material(text: str, hs: str, value: str, origin: str | None, own: bool | None, weight: str | None = None) -> Material:
    return Material(text, hs, Decimal(value), origin, own, Decimal(weight) if weight else None)


QUESTIONS = (
    Question(
        "car",
        Term("Car at the limit of 45 %", "45 % 한도의 승용차"),
        "eu",
        _goods("Passenger car, petrol, 1.6 l", "870323", 20_000, 20_600, "1300", "DE", "Pressing, welding, painting, assembly"),
        (
            _material("Engine", "840734", "5200", "VN", False),
            _material("Gearbox", "870840", "3000", "VN", False),
            _material("Glass and tyres", "700721", "800", "TR", False),
            _material("Steel sheet", "721049", "2600", "DE", True),
            _material("Electronics", "853710", "1900", "KR", True),
        ),
    ),
    Question(
        "motor",
        Term("Motor with one part of its own heading", "같은 호 부품이 든 전동기"),
        "cn",
        _goods("Small DC motor for toys", "850110", 1000, 1030, "40", "CN", "Winding, assembly, testing"),
        (
            _material("Copper wire", "854411", "420", "VN", False),
            _material("Motor, unfinished", "850110", "103", "VN", False),
            _material("Housing", "850300", "60", "CN", True),
        ),
    ),
    Question(
        "jam",
        Term("Jam with too much foreign sugar", "외국산 설탕이 많은 잼"),
        "eu",
        _goods("Strawberry jam", "200799", 1000, 1040, "500", "FR", "Boiling with sugar, filling"),
        (
            _material("Strawberries, frozen", "081110", "380", "MA", False),
            _material("Cane sugar", "170199", "310", "BR", False),
            _material("Glass jars", "701090", "90", "FR", True),
        ),
    ),
    Question(
        "shirt",
        Term("T-shirt: a process that a person must judge", "공정 판단이 필요한 티셔츠"),
        "us",
        _goods("Cotton T-shirt", "610910", 100, 104, "20", "US", "Cutting", "Sewing"),
        (
            _material("Raw cotton", "520100", "30", "IN", False, "18"),
            _material("Labels", "580710", "2", "VN", False, "0.2"),
            _material("Thread", "540110", "3", "US", True, "0.4"),
        ),
    ),
    Question(
        "fish",
        Term("Fish: wholly obtained or not", "완전생산 여부를 따지는 어류"),
        "rcep",
        _goods("Fillets of pollock, frozen", "030475", 1000, 1050, "400", "VN", "Filleting, freezing"),
        (_material("Pollock, caught by a vessel of a third country", "030367", "700", "NO", False),),
    ),
    Question(
        "bread",
        Term("Biscuits of rice: a rule for part of a heading", "호의 일부에만 적용되는 쌀과자"),
        "eu",
        _goods("Biscuits of rice", "190590", 1000, 1050, "300", "IT", "Baking"),
        (_material("Rice flour", "110290", "400", "TH", False), _material("Oil", "151219", "80", "IT", True)),
    ),
    Question(
        "pump",
        Term("Pump: value content with an open question", "원산지 불명 재료가 든 펌프"),
        "rcep",
        _goods("Water pump", "841370", 900, 1000, "12", "JP", "Casting, machining, assembly"),
        (
            _material("Pump parts", "841391", "450", "MX", False),
            _material("Pump body, unfinished", "841370", "180", None, None),
            _material("Motor", "850152", "200", "KR", True),
        ),
    ),
)
"""The questions, by what they teach; every name and figure in them is invented."""
