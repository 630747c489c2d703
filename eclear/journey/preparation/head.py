"""What a declaration says once: kind, parties, transport, cargo, terms, sums and documents, from the papers of the shipment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from eclear.casefile.draft import Steps
from eclear.casefile.paper import HEAD, Kind, Paper
from eclear.casefile.preparation import Why
from eclear.casefile.words import Term
from eclear.journey.preparation.filling import Filling, Said, by_code, by_name, by_value, listed, say, total
from eclear.reference.codes import Incoterm

MODES: Mapping[str, tuple[str, str]] = {"705": ("1", "11"), "740": ("4", "40")}
"""By the type of the transport document: the mode of transport (UN Rec. 19; 705 goes by sea, 740 by air), and what names
the means: 11 the name of a ship, 40 the number of a flight."""

DOCUMENT_TYPES: Mapping[Kind, str] = {Kind.INVOICE: "380", Kind.PACKING_LIST: "271"}
"""The codes of papers whose code is always the same. Source: UN/CEFACT 1001."""

SELLER = Term("Seller and consignor", "판매자·송하인")
BUYER = Term("Buyer and consignee", "구매자·수하인")
PACKAGES = Term("Total packages", "총 포장갯수")
GROSS = Term("Total gross mass", "총중량")
NET = Term("Total net mass", "총 순중량")
SUM = Term("Invoice total", "송장 합계")
FREIGHT = Term("Freight", "운임")
TERMS = Term("Terms of delivery and who pays the freight", "인도조건과 운임 부담")
FROM = Term("Country of loading", "적재국")
MODE = Term("Mode of transport", "운송형태")
CARGO = Term("Cargo control number", "화물관리번호")
BILL = Term("Number of the bill", "선하증권 번호")
REFERRED = Term("Invoice that a paper refers to", "서류가 가리키는 송장")


def is_export(filling: Filling) -> bool:
    """True if the goods leave the country: they are loaded there, or without a transport document sold from there."""
    shipment = filling.shipment
    land = shipment.country.code
    transport, invoice = shipment.paper(Kind.TRANSPORT), shipment.paper(Kind.INVOICE)
    loading = say(transport, HEAD, "loading_place")
    if loading:
        return loading.text[:2].upper() == land
    seller = say(invoice, HEAD, "seller_country")
    return bool(seller) and seller is not None and seller.text.upper() == land


def fill_kind(filling: Filling, *, export: bool) -> None:
    """Fill in what kind of declaration it is, and who declares."""
    of = say(filling.shipment.paper(Kind.TRANSPORT), HEAD, "loading_place") or say(
        filling.shipment.paper(Kind.INVOICE), HEAD, "seller_country"
    )
    codes = filling.shipment.country.codes
    filling.derive(("function",), "9", Why.USUAL)
    kinds = [code for code in codes.declaration_types if code.startswith("EX" if export else "IM")]
    filling.derive(("type",), kinds[0] if kinds else "", Why.MAPPED, of)
    own, name = filling.shipment.own
    filling.derive(("declarant_id",), own, Why.DESK)
    filling.derive(("declarant_name",), name, Why.DESK)
    if not name and (entry := filling.shipment.country.declarants.entry(filling.now(("declarant_id",)), filling.shipment.on)):
        filling.derive(("declarant_name",), entry.name.en, Why.LISTED)
    usual = (("11", "CTP", codes.collection_types), ("D", "CPL", codes.clearance_plans))
    if not export and all(code in listed_ for code, _type, listed_ in usual):
        for n, (code, type_, _listed) in enumerate(usual, 1):
            filling.row(("information", n), code=(code, Why.USUAL), type=(type_, Why.USUAL))
    if "11" in codes.transaction_natures:
        filling.derive(("transaction_nature",), "11", Why.USUAL)


def fill_parties(filling: Filling, *, export: bool) -> None:
    """Fill in who sells and who buys; the transport document, the manifest and the certificate may say otherwise."""
    shipment = filling.shipment
    invoice, transport = shipment.paper(Kind.INVOICE), shipment.paper(Kind.TRANSPORT)
    certificates = [say(one, HEAD, "exporter") for one in shipment.papers if one.kind is Kind.CERTIFICATE]
    sellers = (say(invoice, HEAD, "seller"), say(transport, HEAD, "consignor"), listed(shipment.listed, "consignor"))
    buyers = (say(invoice, HEAD, "buyer"), say(transport, HEAD, "consignee"), listed(shipment.listed, "consignee"))
    at: Steps = ("exporter_name",)
    filling.put(at, filling.agreed("seller", SELLER, at, (*sellers, *certificates), by_name))
    country = say(invoice, HEAD, "seller_country")
    filling.put(("exporter_country",), _upper(country))
    filling.put(("exporter_city",), say(invoice, HEAD, "seller_city"))
    at = ("buyer_name",) if export else ("importer_name",)
    buyer = filling.agreed("buyer", BUYER, at, buyers, by_name)
    filling.put(at, buyer)
    if export:
        filling.put(("exporter_id",), say(invoice, HEAD, "seller_number"))
        filling.put(("buyer_country",), _upper(say(invoice, HEAD, "buyer_country")))
        return
    filling.put(("seller_name",), say(invoice, HEAD, "seller"))
    filling.put(("seller_country",), _upper(country))
    number = say(invoice, HEAD, "buyer_number")
    filling.put(("importer_id",), number)
    for field, of in (("payer_name", "importer_name"), ("payer_id", "importer_id")):
        filling.derive((field,), filling.now((of,)), Why.SAME, buyer if of == "importer_name" else number)


def fill_transport(filling: Filling, *, export: bool) -> None:
    """Fill in how the goods travel, where they are loaded, and under which number the cargo is known."""
    shipment = filling.shipment
    paper, codes = shipment.paper(Kind.TRANSPORT), shipment.country.codes
    type_, means = say(paper, HEAD, "document_type"), say(paper, HEAD, "means")
    mode, named_by = MODES.get(type_.text if type_ else "", ("", ""))
    at: Steps = ("border_transport_mode",)
    by_type = Said(mode, mode, type_.sources, Why.MAPPED) if mode and type_ else None
    chosen = filling.agreed("mode", MODE, at, (by_type, listed(shipment.listed, "mode")), by_code)
    filling.put(at, chosen)
    way = "departure" if export else "arrival"
    filling.put((f"{way}_means_id",), means)
    filling.derive((f"{way}_means_id_type",), named_by if means else "", Why.MAPPED, type_)
    filling.derive((f"{way}_mode",), chosen.text if chosen and means else "", Why.MAPPED, type_)
    filling.put(("border_transport_nationality",), _upper(say(paper, HEAD, "means_country")))
    loading, unloading = _upper(say(paper, HEAD, "loading_place")), _upper(say(paper, HEAD, "unloading_place"))
    filling.put(("loading_location",), loading)
    if loading and loading.text in codes.ports:
        filling.derive(("loading_location_name",), codes.ports[loading.text].name.en, Why.LISTED, loading)
    from_ = _country_of(loading)
    at = ("export_country",)
    filling.put(at, filling.agreed("loading-country", FROM, at, (from_, listed(shipment.listed, "loaded_in")), by_code))
    filling.put(("destination",), _country_of(unloading))
    if paper is not None:
        _fill_containers(filling, paper)
    if not export:
        at = ("previous_documents", 1, "id")
        numbers = (say(paper, HEAD, "cargo"), listed(shipment.listed, "cargo"))
        if cargo := filling.agreed("cargo", CARGO, at, numbers, by_code):
            tidy = replace(cargo, text="".join(cargo.text.upper().split()).replace("-", ""))
            filling.row(at[:2], category=("X", Why.USUAL), id=tidy, type=("785", Why.MAPPED))
    _fill_place(filling)


def _fill_containers(filling: Filling, paper: Paper) -> None:
    boxes = [n for n in range(1, len(paper.lines) + 1) if say(paper, n, "container")]
    counted = say(paper, boxes[0], "container") if boxes else say(paper, HEAD, "document_type")
    filling.derive(("container_code",), "1" if boxes else "0", Why.MAPPED, counted)
    for row, n in enumerate(boxes, 1):
        filling.row(("containers", row), sequence=(str(row), Why.COUNTED), id=say(paper, n, "container"))
        if seal := say(paper, n, "seal"):
            filling.row(("containers", row, "seals", 1), sequence=("1", Why.COUNTED), id=seal)


def _fill_place(filling: Filling) -> None:
    """Fill in what follows from the bonded shed: no paper of the trade names it, so a person chooses it."""
    codes, country = filling.shipment.country.codes, filling.shipment.country.code
    shed = codes.sheds.get(filling.now(("goods_location_id",)))
    if shed is None:
        return
    export = filling.now(("type",)).startswith("EX")
    offices = [code for code in codes.offices if code[:3] == shed.office[:3] and code != shed.office] if export else []
    filling.derive(("goods_location",), shed.name.en, Why.LISTED)
    filling.derive(("goods_location_type",), "A", Why.USUAL)
    filling.derive(("goods_location_country",), country, Why.LISTED)
    filling.derive(("warehouse",), shed.code, Why.SAME)
    filling.derive(("office",), offices[0] if offices else shed.office, Why.LISTED)


def fill_sums(filling: Filling, lines: list[int]) -> None:
    """Fill in packages and masses of the whole, from packing list, transport document and manifest."""
    shipment = filling.shipment
    packing, transport = shipment.paper(Kind.PACKING_LIST), shipment.paper(Kind.TRANSPORT)
    sums: tuple[tuple[str, Term, str, str, str, str], ...] = (
        ("packages", PACKAGES, "total_packages", "packages", "packages", "total_packages"),
        ("gross-mass", GROSS, "total_gross_mass_kg", "gross_mass_kg", "gross_mass_kg", "total_gross_mass"),
    )
    for key, about, stated, column, carried, field in sums:
        sides = (
            say(packing, HEAD, stated),
            total(packing, column),
            say(transport, HEAD, carried),
            listed(shipment.listed, carried),
        )
        said = filling.agreed(key, about, (field,), sides, by_value)
        if said and field == "total_gross_mass":
            said = replace(said, text=f"{said.text} KGM")
        filling.put((field,), said)
    net = (say(packing, HEAD, "total_net_mass_kg"), total(packing, "net_mass_kg"))
    filling.agreed("net-mass", NET, (), net, by_value)
    filling.derive(("item_count",), str(len(lines)), Why.COUNTED)


def fill_terms(filling: Filling) -> None:
    """Fill in terms of delivery, the invoice, what was paid for all, and freight and insurance where the price lacks them."""
    shipment = filling.shipment
    invoice, transport = shipment.paper(Kind.INVOICE), shipment.paper(Kind.TRANSPORT)
    terms = _upper(say(invoice, HEAD, "terms"))
    filling.put(("trade_terms",), terms)
    filling.put(("trade_terms_place",), _upper(say(invoice, HEAD, "terms_place")))
    filling.put(("invoice_issued",), say(invoice, HEAD, "issued"))
    referring = [say(one, HEAD, "of_invoice") for one in shipment.papers if one.kind in (Kind.PACKING_LIST, Kind.CERTIFICATE)]
    at: Steps = ("invoice_id",)
    filling.put(at, filling.agreed("invoice-number", REFERRED, at, (say(invoice, HEAD, "invoice"), *referring), by_code))
    currency = _upper(say(invoice, HEAD, "currency"))
    sum_ = whole_price(filling)
    if sum_ and currency:
        filling.put(("invoice_amount",), _money(sum_, currency))
    kind = shipment.country.codes.incoterms.get(terms.text if terms else "")
    paid, amount = say(transport, HEAD, "freight_paid"), _freight(filling, invoice, transport, currency)
    if kind is None or filling.now(("type",)).startswith("EX"):
        return
    _fill_freight(filling, kind, terms, paid, amount)
    insurance = say(invoice, HEAD, "insurance")
    if insurance and currency and insurance.value and not kind.insurance_in_price:
        filling.row(("charges", 1), type=("INS", Why.MAPPED), amount=_money(insurance, currency))


def _fill_freight(filling: Filling, kind: Incoterm, terms: Said | None, paid: Said | None, amount: Said | None) -> None:
    """Fill in the freight. Terms that hold it and freight to be collected contradict each other, and so the other way."""
    collected = {"collect": True, "prepaid": False}.get(paid.text.casefold()) if paid else None
    in_price = kind.freight_in_price
    if collected is not None and terms and paid and collected == in_price:
        both = filling.agreed("freight-terms", TERMS, ("freight",), (terms, paid), by_code)
        if both is None:
            return
        in_price = not collected if both.text == paid.text else in_price
    if amount and not in_price:
        filling.put(("freight",), amount)


def _freight(filling: Filling, invoice: Paper | None, transport: Paper | None, currency: Said | None) -> Said | None:
    carried_in = _upper(say(transport, HEAD, "freight_currency")) or currency
    sides = [
        _money(said, of) if said and of and said.value else None
        for said, of in ((say(invoice, HEAD, "freight"), currency), (say(transport, HEAD, "freight"), carried_in))
    ]
    return filling.agreed("freight", FREIGHT, ("freight",), sides, _by_money)


def _by_money(said: Said) -> object:
    return said.text.partition(" ")[0], said.value


def whole_price(filling: Filling) -> Said | None:
    """Return what was paid for all goods: the lines of the invoice add up to its total, or a person must say what counts.

    A total may hold freight and insurance that the invoice names: then the terms of delivery say whether they are part of
    the price (:func:`in_the_price`).
    """
    invoice = filling.shipment.paper(Kind.INVOICE)
    stated, added = say(invoice, HEAD, "total"), total(invoice, "amount")
    if stated and added and stated.value == added.value + _extras(invoice) and _extras(invoice):
        return stated if in_the_price(filling) else added
    return filling.agreed("total", SUM, ("invoice_amount",), (stated, added), by_value)


def in_the_price(filling: Filling) -> Decimal:
    """Return the freight and insurance that an invoice names beside its lines although its terms hold them; 0 for none.

    They are part of the price of the goods, and are shared out over the lines by their amounts.
    """
    invoice, codes = filling.shipment.paper(Kind.INVOICE), filling.shipment.country.codes
    stated, added, terms = say(invoice, HEAD, "total"), total(invoice, "amount"), _upper(say(invoice, HEAD, "terms"))
    kind = codes.incoterms.get(terms.text if terms else "")
    extras = _extras(invoice)
    if kind and kind.freight_in_price and stated and added and stated.value == added.value + extras:
        return extras
    return Decimal(0)


def _extras(invoice: Paper | None) -> Decimal:
    found = [say(invoice, HEAD, column) for column in ("freight", "insurance")]
    return sum((one.value for one in found if one), Decimal(0))


def fill_documents(filling: Filling) -> None:
    """Fill in the documents that support the declaration: its papers, but for certificates, which stand at their items."""
    row = 0
    for paper in filling.shipment.papers:
        number = say(paper, HEAD, paper.kind.value)
        if paper.kind is Kind.CERTIFICATE or number is None:
            continue
        row += 1
        type_: Said | None = None
        agreed: Said | None = number
        if paper.kind is Kind.TRANSPORT:
            type_ = say(paper, HEAD, "document_type")
            bill = listed(filling.shipment.listed, "bill")
            agreed = filling.agreed("bill", BILL, ("documents", row, "id"), (number, bill), by_code)
        kind = type_ or (DOCUMENT_TYPES.get(paper.kind, ""), Why.MAPPED)
        filling.row(("documents", row), category=("N", Why.MAPPED), id=agreed, type=kind)


def _upper(said: Said | None) -> Said | None:
    return replace(said, text="".join(said.text.upper().split())) if said else None


def _country_of(place: Said | None) -> Said | None:
    """Return the country of a place of the UN list of locations, whose code begins with it."""
    return replace(place, text=place.text[:2], why=Why.MAPPED) if place and len(place.text) == 5 else None


def _money(said: Said, currency: Said) -> Said:
    return replace(said, text=f"{currency.text} {said.text}", sources=(*said.sources,))
