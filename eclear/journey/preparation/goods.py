"""The goods items of a declaration: one for each line of the invoice, with its masses, packages, origin and claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from eclear.casefile.draft import Steps, joined
from eclear.casefile.paper import HEAD, Kind, Paper
from eclear.casefile.preparation import Why
from eclear.casefile.quantity import Measure
from eclear.casefile.words import Term
from eclear.journey.preparation.filling import Filling, Said, by_code, by_value, say, total
from eclear.journey.preparation.head import in_the_price

UNITS: Mapping[str, str] = {
    "PCS": "C62",
    "PC": "C62",
    "PIECES": "C62",
    "EA": "C62",
    "UNITS": "C62",
    "KG": "KGM",
    "KGS": "KGM",
    "G": "GRM",
    "T": "TNE",
    "MT": "TNE",
    "L": "LTR",
    "M": "MTR",
    "M2": "MTK",
    "SQM": "MTK",
    "M3": "MTQ",
    "CBM": "MTQ",
    "PAIR": "PR",
    "PAIRS": "PR",
    "PRS": "PR",
    "SETS": "SET",
    "DOZ": "DZN",
    "DOZEN": "DZN",
}
"""How invoices write units, and the codes of UN Rec. 20 for them; a unit that is such a code stays as it is."""

QUANTITY, ORIGIN = Term("Quantity", "수량"), Term("Country of origin", "원산지")
CODE, PRICE = Term("Commodity code", "품목번호"), Term("Amount of the line", "행 금액")
NET, STRAY = Term("Net mass of the line", "행 순중량"), Term("Line that the invoice does not have", "송장에 없는 행")
CERTIFIED = "861"
"""What a certificate of origin is where it does not say that it is another proof. Source: UN/CEFACT 1001."""


@dataclass(frozen=True, slots=True)
class Goods:
    """A line of the invoice as an item: its number in the invoice, its key, and where the other papers speak of it."""

    item: int
    line: int
    key: str
    packed: tuple[int, ...]
    certified: tuple[tuple[Paper, int], ...]


def keys_of(paper: Paper | None) -> tuple[str, ...]:
    """Return what the lines of an invoice are called by other papers: their own numbers, else their places."""
    if paper is None:
        return ()
    return tuple(paper.text(n, "line").strip() or str(n) for n in range(1, len(paper.lines) + 1))


def goods_of(filling: Filling) -> tuple[Goods, ...]:
    """Return the lines of the invoice as items; lines of other papers that name none of them are told as contradictions."""
    shipment = filling.shipment
    invoice, packing = shipment.paper(Kind.INVOICE), shipment.paper(Kind.PACKING_LIST)
    certificates = [paper for paper in shipment.papers if paper.kind is Kind.CERTIFICATE]
    keys = keys_of(invoice)
    for paper in filter(None, (packing, *certificates)) if invoice else ():
        for n in range(1, len(paper.lines) + 1):
            if paper.text(n, "line").strip() not in keys:
                filling.stray(f"stray.{paper.key}.{n}", STRAY, paper, n, "line")
    packed, by_certificate = _by_key(packing), [(paper, _by_key(paper)) for paper in certificates]
    found: list[Goods] = []
    for n, key in enumerate(keys, 1):
        if key not in shipment.left_out:
            certified = tuple((paper, at) for paper, lines in by_certificate for at in lines.get(key, ()))
            found.append(Goods(len(found) + 1, n, key, packed.get(key, ()), certified))
    return tuple(found)


def _by_key(paper: Paper | None) -> Mapping[str, tuple[int, ...]]:
    """Return the lines of a paper by the line of the invoice that they name."""
    found: dict[str, tuple[int, ...]] = {}
    for n in range(1, len(paper.lines) + 1) if paper else ():
        key = paper.text(n, "line").strip() if paper else ""
        found[key] = (*found.get(key, ()), n)
    return found


def fill_goods(filling: Filling, goods: Sequence[Goods], *, export: bool) -> None:
    """Fill in every item."""
    prices, gross = _prices(filling, goods), _masses(filling, goods)
    for one in goods:
        _fill_item(filling, one, export=export)
        at = ("items", one.item)
        filling.put((*at, "price"), prices.get(one.item))
        if weighed := gross.get(one.item):
            filling.put((*at, "gross_mass"), replace(weighed, text=f"{weighed.text} KGM"))


def _fill_item(filling: Filling, one: Goods, *, export: bool) -> None:
    shipment = filling.shipment
    invoice, packing = shipment.paper(Kind.INVOICE), shipment.paper(Kind.PACKING_LIST)
    at: Steps = ("items", one.item)
    filling.derive((*at, "sequence"), str(one.item), Why.COUNTED)
    filling.put((*at, "description"), say(invoice, one.line, "description"))
    _fill_code(filling, one, at)
    net_said = (say(invoice, one.line, "net_mass_kg"), total(packing, "net_mass_kg", one.packed) if one.packed else None)
    net = filling.agreed(f"line-{one.key}.net-mass", NET, (*at, "net_mass"), net_said, by_value, one.key)
    if net:
        filling.put((*at, "net_mass"), replace(net, text=f"{net.text} KGM"))
    certified = [say(paper, n, "quantity") for paper, n in one.certified]
    packed = total(packing, "quantity", one.packed) if one.packed else None
    sides = (say(invoice, one.line, "quantity"), packed, *certified)
    quantity = filling.agreed(f"line-{one.key}.quantity", QUANTITY, (*at, "quantity"), sides, by_value, one.key)
    if quantity:
        filling.put((*at, "quantity"), _in_unit(filling, quantity, say(invoice, one.line, "unit")))
    filling.derive((*at, "valuation_method"), "1", Why.USUAL)
    filling.row((*at, "procedures", 1), current=("10" if export else "40", Why.USUAL), previous=("00", Why.USUAL))
    filling.row((*at, "procedures", 2), current=("000", Why.USUAL))
    _fill_origin(filling, one, at)
    for row, n in enumerate(one.packed, 1):
        count = say(packing, n, "packages")
        filling.row(
            (*at, "packages", row),
            sequence=(str(row), Why.COUNTED) if count else None,
            marks=say(packing, n, "marks"),
            quantity=replace(count, text=joined(Measure, count.text, "")) if count else None,
            type=_upper(say(packing, n, "package_kind")),
        )


def _fill_code(filling: Filling, one: Goods, at: Steps) -> None:
    """Fill in the commodity code as far as papers give it: ten digits, or six under which the tariff has one line.

    Anything less is suggested to a person and never filled in.
    """
    shipment = filling.shipment
    invoice = shipment.paper(Kind.INVOICE)
    where: Steps = (*at, "classifications", 1, "id")
    stated = _digits(say(invoice, one.line, "hs"))
    sides = (stated, *(_digits(say(paper, n, "hs6")) for paper, n in one.certified))
    agreed = filling.agreed(f"line-{one.key}.hs", CODE, where, sides, _six, one.key)
    if agreed:
        whole = next((side for side in sides if side and len(side.text) == 10 and side.text[:6] == agreed.text[:6]), None)
        lines = shipment.country.tariff.under(agreed.text[:6], shipment.on) if len(agreed.text) >= 6 else ()
        if whole:
            filling.put(where, whole if agreed.why is Why.COPIED else replace(whole, why=agreed.why))
        elif len(lines) == 1 and lines[0].hsk.startswith(agreed.text):
            filling.derive(where, lines[0].hsk, Why.TARIFF if agreed.why is Why.COPIED else agreed.why, agreed)
    if filling.now(where):
        filling.derive((*at, "classifications", 1, "type"), "HSK", Why.USUAL)


def _fill_origin(filling: Filling, one: Goods, at: Steps) -> None:
    """Fill in the origin, its certificates, and the tariff basis to which a certificate gives a claim."""
    shipment = filling.shipment
    invoice, tariff = shipment.paper(Kind.INVOICE), shipment.country.tariff
    sides = (say(invoice, one.line, "origin"), *(say(paper, n, "origin") for paper, n in one.certified))
    agreed = filling.agreed(
        f"line-{one.key}.origin", ORIGIN, (*at, "origins", 1, "country"), [_upper(side) for side in sides], by_code, one.key
    )
    for row, (paper, _n) in enumerate(one.certified, 1):
        filling.row(
            (*at, "documents", row),
            category=("N", Why.MAPPED),
            effective=say(paper, HEAD, "issued"),
            id=say(paper, HEAD, "certificate"),
            type=say(paper, HEAD, "document_type") or (CERTIFIED, Why.USUAL),
        )
    basis = next(filter(None, (_upper(say(paper, HEAD, "agreement")) for paper, _n in one.certified)), None)
    line = tariff.line(filling.now((*at, "classifications", 1, "id")), shipment.on)
    origin = filling.now((*at, "origins", 1, "country")) or (agreed.text if agreed else "")
    claimed = tariff.bases.claimed.get(basis.text) if basis else None
    counts = bool(claimed and line and basis and basis.text in line.rows and (not claimed.parties or origin in claimed.parties))
    if counts and basis:
        if shipment.country.claimed_in == "TRB":
            filling.derive((*at, "information", 1, "code"), basis.text, Why.CLAIM, basis)
            filling.derive((*at, "information", 1, "type"), "TRB", Why.CLAIM, basis)
        else:
            filling.derive((*at, "duties", 1, "regime"), basis.text, Why.CLAIM, basis)
    filling.put((*at, "origins", 1, "country"), agreed)
    if origin:
        filling.derive((*at, "origins", 1, "type"), "2" if counts else "1", Why.MAPPED, basis if counts else None)


def _prices(filling: Filling, goods: Sequence[Goods]) -> Mapping[int, Said]:
    """Return the price of each item: the amount of its line, with its share of freight and insurance that belong to it."""
    invoice = filling.shipment.paper(Kind.INVOICE)
    currency = _upper(say(invoice, HEAD, "currency"))
    found: dict[int, Said] = {}
    for one in goods:
        amount, unit_price = say(invoice, one.line, "amount"), say(invoice, one.line, "unit_price")
        quantity = say(invoice, one.line, "quantity")
        worked: Said | None = None
        if amount and unit_price and quantity:
            worth = unit_price.value * quantity.value
            if worth.quantize(_step(amount.value), ROUND_HALF_UP) != amount.value:
                worth = worth.quantize(Decimal("0.01"), ROUND_HALF_UP)
                worked = Said(f"{worth:f}", worth, (*unit_price.sources, *quantity.sources), Why.SUM)
        said = filling.agreed(f"line-{one.key}.amount", PRICE, ("items", one.item, "price"), (amount, worked), by_value, one.key)
        if said and currency:
            found[one.item] = replace(said, text=f"{currency.text} {said.text}")
    extras = in_the_price(filling)
    if extras and currency and len(found) == len(goods):
        shares = shared(extras, [found[one.item].value for one in goods], Decimal("0.01"))
        for one, share in zip(goods, shares, strict=True):
            said = found[one.item]
            whole = said.value + share
            found[one.item] = replace(said, text=f"{currency.text} {whole:f}", value=whole, why=Why.SHARED)
    return found


def _masses(filling: Filling, goods: Sequence[Goods]) -> Mapping[int, Said]:
    """Return the gross mass of each item: as the packing list has it, else its share of the total by net mass."""
    packing = filling.shipment.paper(Kind.PACKING_LIST)
    by_line = {one.item: total(packing, "gross_mass_kg", one.packed) for one in goods if one.packed}
    if all(by_line.get(one.item) for one in goods):
        return {item: said for item, said in by_line.items() if said}
    whole = filling.now(("total_gross_mass",)).partition(" ")[0]
    nets = [filling.now(("items", one.item, "net_mass")).partition(" ")[0] for one in goods] or [""]
    if not whole or not all(nets):
        net_said = [_net(filling, one) for one in goods]
        if not whole or not all(net_said):
            return {item: said for item, said in by_line.items() if said}
        nets = [said.text for said in net_said if said]
    given = filling.fields.get(("total_gross_mass",))
    shares = shared(Decimal(whole.replace(",", "")), [Decimal(net.replace(",", "")) for net in nets], Decimal("0.001"))
    sources = given.sources if given else ()
    return {
        one.item: Said(f"{share.normalize():f}", share, sources, Why.SHARED) for one, share in zip(goods, shares, strict=True)
    }


def _net(filling: Filling, one: Goods) -> Said | None:
    packing = filling.shipment.paper(Kind.PACKING_LIST)
    own = say(filling.shipment.paper(Kind.INVOICE), one.line, "net_mass_kg")
    return own or (total(packing, "net_mass_kg", one.packed) if one.packed else None)


def shared(whole: Decimal, weights: Sequence[Decimal], step: Decimal) -> list[Decimal]:
    """Share a sum out by weights, to whole steps, so that the shares add up to it exactly.

    What rounding leaves goes to the last share that has a weight.
    """
    sum_ = sum(weights, Decimal(0))
    if not sum_:
        return [whole, *(Decimal(0) for _ in weights[1:])] if weights else []
    shares = [(whole * weight / sum_).quantize(step, ROUND_HALF_UP) for weight in weights]
    last = max(n for n, weight in enumerate(weights) if weight)
    shares[last] += whole - sum(shares, Decimal(0))
    return shares


def _in_unit(filling: Filling, quantity: Said, unit: Said | None) -> Said:
    """Return a quantity with the code of its unit; how an invoice writes it is turned into the code, which is a derivation."""
    written = "".join(unit.text.upper().split()).rstrip(".") if unit else ""
    code = written if written in filling.shipment.country.codes.units else UNITS.get(written, written)
    why = Why.MAPPED if code != written and quantity.why is Why.COPIED else quantity.why
    sources = (*quantity.sources, *(unit.sources if unit else ()))
    return Said(joined(Measure, quantity.text, code), quantity.value, sources, why)


def _digits(said: Said | None) -> Said | None:
    if said is None:
        return None
    digits = "".join(sign for sign in said.text if sign.isdecimal())
    return replace(said, text=digits) if digits else None


def _six(said: Said) -> object:
    return said.text[:6]


def _step(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(min(int(exponent), 0)) if isinstance(exponent, int) else Decimal("0.01")


def _upper(said: Said | None) -> Said | None:
    return replace(said, text="".join(said.text.upper().split())) if said else None
