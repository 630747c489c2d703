"""Goods: what they are called and where they come from."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, each_item, fault, rule

EMPTY_WORDS = frozenset(
    {
        "article", "articles", "as above", "as per invoice", "cargo", "commodity", "component", "components", "consumer goods",
        "general cargo", "gift", "gifts", "goods", "item", "items", "material", "materials", "merchandise", "misc",
        "miscellaneous", "n/a", "na", "none", "other", "others", "part", "parts", "product", "products", "sample", "samples",
        "see invoice", "spare parts", "spares", "stuff", "sundries", "supplies", "test", "various", "various goods",
        "견본", "기타", "부분품", "부품", "상품", "샘플", "자재", "잡화", "제품", "화물",
    }
)  # fmt: skip
"""Words that fit any goods and so describe none."""

LONGEST_EMPTY_WORD = max(map(len, EMPTY_WORDS)) + 4


@each_item(
    "GDS-001",
    title=Term("Goods without a description", "품명 누락"),
    severity=Severity.WARNING,
    message="Item {item}: the goods are not described; the commodity code is {hs}.",
    remedy="Say in plain words what they are, so that they can be recognised.",
    source="WCO Data Model 3.6, element 137",
    binding_in=frozenset({"KR"}),
    passing=({"items.1.description": "Small DC motors for toys"},),
    failing=({"items.1.description": None}, {"items.1.description": " "}),
)
def not_described(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A final supplementary declaration may do without, so this only warns in general."""
    if not (item.description or "").strip():
        yield fault("description", hs=item.hs or "not given")


@each_item(
    "GDS-002",
    title=Term("Two origins of one kind", "원산지 중복"),
    severity=Severity.WARNING,
    message="Item {item}: {first} and {second} are both given as the country of origin of kind {kind}.",
    remedy="Split the item by origin, or leave one out.",
    source="WCO Data Model 3.6, elements 063 and 501",
    passing=({"items.1.origins.2.country": "CN", "items.1.origins.2.type": "2"},),
    failing=({"items.1.origins.2.country": "VN", "items.1.origins.2.type": "1"},),
)
def two_origins(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods of one item share one origin; beside it only a preferential origin (kind 2) may stand."""
    if len(item.origins) < 2:
        return
    seen: dict[str | None, str | None] = {}
    for number, origin in enumerate(item.origins, 1):
        if origin.type in seen:
            yield fault("origins", number, first=seen[origin.type] or "?", second=origin.country or "?", kind=origin.type or "?")
        seen.setdefault(origin.type, origin.country)


@each_item(
    "GDS-003",
    title=Term("Description without words", "품명 기재 부실(문자 없음)"),
    severity=Severity.WARNING,
    message="Item {item}: the goods are described as {description}, which holds no word.",
    remedy="Say in plain words what they are, so that they can be recognised.",
    source="WCO Data Model 3.6, element 137; HMRC, published error codes of CDS: 10020",
    since=SECOND_EDITION,
    passing=({"items.1.description": "Tar"}, {"items.1.description": "볼펜"}),
    failing=({"items.1.description": "8501101000"}, {"items.1.description": "DC"}),
)
def no_word(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Digits and signs are what the other fields are for."""
    words = (item.description or "").strip()
    if len(words) > 2 and words[0].isalpha():
        return  # as nearly all do
    if words and ((len(words) < 3 and words.isascii()) or not any(map(str.isalpha, words))):
        yield fault("description", description=words.rstrip("."))


@each_item(
    "GDS-004",
    title=Term("Description that fits any goods", "품명 기재 부실(일반명)"),
    severity=Severity.WARNING,
    message="Item {item}: {description} may be anything.",
    remedy="Say what they are and what they are for, such as: brake pads for cars.",
    source="WCO Data Model 3.6, element 137; HMRC, published error codes of CDS: 13000, credibility",
    since=SECOND_EDITION,
    passing=({"items.1.description": "Parts of electric shavers"},),
    failing=({"items.1.description": "PARTS"}, {"items.1.description": " Samples. "}, {"items.1.description": "부품"}),
)
def fits_any_goods(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Neither the code nor the permits can be judged by such a word."""
    words = item.description
    if words and len(words) <= LONGEST_EMPTY_WORD and words.strip(" .,-*").casefold() in EMPTY_WORDS:
        yield fault("description", description=words.strip(" .,-*"))


@each_item(
    "GDS-005",
    title=Term("Description is a part number", "품명 기재 부실(품번)"),
    severity=Severity.WARNING,
    message="Item {item}: {description} is the number of a part or model, not a description.",
    remedy="Say what the goods are, and give the number after it.",
    source="WCO Data Model 3.6, element 137",
    since=SECOND_EDITION,
    passing=({"items.1.description": "DC motors XK-2201"}, {"items.1.description": "T-shirts"}),
    failing=({"items.1.description": "XK-2201/B"},),
)
def part_number(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """It says something only to who has the catalogue."""
    words = item.description
    if words and " " not in words and any(map(str.isdigit, words)) and any(map(str.isalpha, words)):
        yield fault("description", description=words.rstrip("."))


@rule(
    "GDS-006",
    title=Term("Same goods under two codes", "동일 품명 세번 상이"),
    severity=Severity.WARNING,
    message="Items {first} and {item} are described alike, {description}, but bear codes {code} and {other}.",
    remedy="Give both the same code, or say in the description what is different.",
    source="HMRC, published error codes of CDS: 13000, credibility",
    since=SECOND_EDITION,
    passing=(Example({}, start="import of two items"),),
    failing=(Example({"items.2.classifications.1.id": "8501102000"}, start="import of two items"),),
)
def two_codes_for_the_same(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """One of the two codes is wrong, or one of the descriptions is too thin."""
    if len(declaration.items) < 2:
        return
    seen: dict[str, tuple[int, str]] = {}
    for number, item in enumerate(declaration.items, 1):
        words, code = (item.description or "").strip().casefold(), item.hs
        if not words or not code:
            continue
        first, other = seen.setdefault(words, (number, code))
        if other != code:
            short = words if len(words) <= 60 else f"{words[:57]}..."
            yield fault("items", number, "classifications", first=first, item=number, description=short, code=other, other=code)


@each_item(
    "GDS-007",
    title=Term("Two commodity codes of one list", "품목번호 중복"),
    severity=Severity.WARNING,
    message="Item {item}: list {list} gives two codes, {first} and {second}.",
    remedy="Leave one out, or split the item.",
    source="HMRC, published trade tests of CDS: lists TSP and TRC",
    since=SECOND_EDITION,
    passing=({"items.1.classifications.2.id": "X633", "items.1.classifications.2.type": "TRA"},),
    failing=(
        {
            "items.1.classifications.2.id": "85011010",
            "items.1.classifications.2.type": "TSP",
            "items.1.classifications.3.id": "85011099",
            "items.1.classifications.3.type": "TSP",
        },
    ),
)
def two_codes_of_a_list(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods have one place in a tariff; only additional codes may be several."""
    if len(item.classifications) < 2:
        return
    seen: dict[str, str] = {}
    for number, code in enumerate(item.classifications, 1):
        if code.type in ("TSP", "TRC") and code.id:
            if code.type in seen:
                yield fault("classifications", number, "id", list=code.type, first=seen[code.type], second=code.id)
            seen.setdefault(code.type, code.id)


@each_item(
    "GDS-008",
    title=Term("Commodity code without its list", "품목번호 기재 불완전"),
    severity=Severity.WARNING,
    message="Item {item}: classification {number} has code {code} of list {list}.",
    remedy="Give both, such as 8501101000 and HSK.",
    source="HMRC, published error codes of CDS: 12070 to 12079, pairs that go together",
    since=SECOND_EDITION,
    passing=({"items.1.classifications.2.id": "7", "items.1.classifications.2.type": "CV"},),
    failing=({"items.1.classifications.2.id": "7"}, {"items.1.classifications.2.type": "TRA"}),
)
def code_without_list(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The same digits mean different goods in different lists."""
    for number, code in enumerate(item.classifications, 1):
        if not (code.id and code.type):
            said = code.id or "(not given)", code.type or "(not given)"
            yield fault("classifications", number, "type" if code.id else "id", number=number, code=said[0], list=said[1])


@each_item(
    "GDS-009",
    title=Term("End of a commodity code without its beginning", "품목번호 앞자리 누락"),
    severity=Severity.WARNING,
    message="Item {item}: the last digits {end} (list TRC) stand without the eight before them (list TSP).",
    remedy="Give both parts of the code.",
    source="HMRC, published trade tests of CDS: TSP and TRC together are the ten digits",
    since=SECOND_EDITION,
    passing=(
        {
            "items.1.classifications.2.id": "85011010",
            "items.1.classifications.2.type": "TSP",
            "items.1.classifications.3.id": "00",
            "items.1.classifications.3.type": "TRC",
        },
    ),
    failing=({"items.1.classifications.2.id": "00", "items.1.classifications.2.type": "TRC"},),
)
def end_without_beginning(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Two digits alone are no code."""
    if len(item.classifications) == 1 and item.classifications[0].type != "TRC":
        return
    ends = [(number, code.id or "") for number, code in enumerate(item.classifications, 1) if code.type == "TRC"]
    if ends and not any(code.type == "TSP" for code in item.classifications):
        yield fault("classifications", ends[0][0], "id", end=ends[0][1] or "(not given)")
