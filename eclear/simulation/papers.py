"""From a consignment, as it is told, to the declaration that is lodged for it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from eclear.casefile.declaration import (
    Authorisation,
    Charge,
    Classification,
    Declaration,
    Document,
    Guarantee,
    Information,
    Item,
    ItemDocument,
    Origin,
    Package,
    PreviousDocument,
    Procedure,
)
from eclear.casefile.quantity import Amount, Measure
from eclear.reference import Agreement, Country
from eclear.reference.claims import APPROVED_EXPORTER
from eclear.reference.codes import Shed
from eclear.simulation.consignments import Consignment, Line

PROCEDURES = (Procedure("40", "00"), Procedure("000"))
AFTER_STORAGE = Information(code="D", type="CPL")
COLLECTION = {True: Information(code="43", type="CTP"), False: Information(code="11", type="CTP")}


class Papers:
    """The declarants' desk of one day: it numbers declarations and cargo, and turns amounts into invoice currency."""

    def __init__(self, seed: int, country: Country, on: date) -> None:
        """Open the desk; raises LookupError if the country has no customs rate of the dollar on that day."""
        self._seed, self._country, self._on = seed, country, on
        self._worth: dict[str, float] = {}
        self._dollar = self._won("USD")
        self._sheds = _sheds(country)
        self._trusted = frozenset(entry.number for entry in country.aeo.entries(on))
        self._agreements: dict[str, Agreement | None] = {}

    def declaration(self, number: int, consignment: Consignment, chance: float) -> Declaration:
        """Return the declaration of a consignment: the same ``number`` and ``chance`` give the same references."""
        draw = Random(chance)
        importer, country = consignment.importer, self._country
        terms = country.codes.incoterms[self._terms(consignment)]
        currency = consignment.currency
        prices = [line.price_usd for line in consignment.lines]
        extra = consignment.freight_usd * terms.freight_in_price + consignment.insurance_usd * terms.insurance_in_price
        factor = 1.0 + extra / sum(prices)
        items = tuple(
            self._item(n, line, self._amount(line.price_usd * factor, currency), consignment.stowed_kg if n == 1 else 0.0, draw)
            for n, line in enumerate(consignment.lines, 1)
        )
        by_air = consignment.by_air
        sheds = self._sheds[by_air]
        invoice, shed = f"INV-{draw.randrange(10**6):06d}", sheds[int(importer.sheds[by_air] * len(sheds))]
        carrier, (mode, kind) = consignment.supply.carriers[by_air], ("4", "740") if by_air else ("1", "705")
        bill = f"BL{draw.randrange(10**8):08d}"
        return Declaration(
            accepted=self._on,
            function="9",
            lrn=f"SIM{self._seed % 10**8}-{number:07d}",
            type="IMA",
            item_count=len(items),
            office=shed.office,
            invoice_amount=Amount(sum((item.price.value for item in items if item.price), Decimal(0)), currency),
            total_gross_mass=Measure(sum((item.gross_mass.value for item in items if item.gross_mass), Decimal(0)), "KGM"),
            total_packages=sum(line.packages for line in consignment.lines),
            documents=(Document("N", invoice, "380"), Document("N", bill, kind), *self._through(consignment, bill)),
            information=(COLLECTION[importer.deferred], AFTER_STORAGE),
            authorisations=(Authorisation(importer.number, "AEOC"),) if importer.number in self._trusted else (),
            border_transport_mode=mode,
            declarant_id=consignment.declarant[0],
            declarant_name=consignment.declarant[1],
            transaction_nature="11",
            consignee_name=consignment.consignee[0],
            consignee_country=country.code,
            consignee_street=consignment.consignee[1],
            freight=None if terms.freight_in_price else self._amount(consignment.freight_usd, currency),
            charges=() if terms.insurance_in_price else (Charge("INS", self._amount(consignment.insurance_usd, currency)),),
            destination=country.code,
            export_country=consignment.exported_from,
            items=items,
            importer_id=importer.number,
            importer_name=importer.name,
            invoice_id=invoice,
            payer_id=importer.number,
            previous_documents=(PreviousDocument("X", self._cargo_number(number, carrier), "785"),),
            seller_name=consignment.seller.name,
            seller_country=consignment.seller.country,
            trade_terms=terms.code,
            warehouse=shed.code,
            guarantees=(Guarantee(reference=f"G{importer.number[-4:]}{self._on:%Y}"),) if importer.deferred else (),
        )

    def _item(self, number: int, line: Line, price: Amount, stowed_kg: float, draw: Random) -> Item:
        series = f"{draw.randrange(10**7):07d}"
        certificate = ItemDocument(category="N", id=f"CO-{line.origin}-{series}", type="861")
        return Item(
            sequence=number,
            documents=(certificate,) if line.claim else (),
            description=line.goods.description,
            classifications=(Classification(line.goods.hsk, "HSK"),),
            information=self._claimed(line, series) if line.claim else (),
            gross_mass=Measure(_rounded(line.gross_kg + stowed_kg, 3), "KGM"),
            net_mass=Measure(_rounded(line.net_kg, 3), "KGM"),
            quantity=Measure(_rounded(line.units, 3 if line.goods.unit == "KGM" else 0), line.goods.unit),
            price=price,
            procedures=PROCEDURES,
            origins=(Origin(line.origin, "2" if line.claim else "1"),),
            packages=(Package(1, "AS ADDRESSED", Measure(Decimal(line.packages)), line.goods.package),),
        )

    def _through(self, consignment: Consignment, bill: str) -> tuple[Document, ...]:
        """The through bill, where goods come by a country that is no party of the agreement claimed for one of them."""
        for line in consignment.lines:
            agreement = self._agreement(line.claim)
            if agreement and consignment.exported_from not in agreement.parties.countries:
                return tuple(Document("N", f"T{bill}", kind) for kind in agreement.transport.evidence[:1])
        return ()

    def _claimed(self, line: Line, series: str) -> tuple[Information, ...]:
        """The preference claimed, with the authorisation of the exporter where its agreement knows approved ones."""
        agreement = self._agreement(line.claim)
        approved = Information(f"{line.origin}/TEST/{series}", None, APPROVED_EXPORTER)
        claim = Information(line.claim, None, "TRB")
        return (claim, approved) if line.approved and agreement and agreement.approved_exporter else (claim,)

    def _agreement(self, basis: str | None) -> Agreement | None:
        if basis is None:
            return None
        if basis not in self._agreements:
            self._agreements[basis] = self._country.agreements.of(basis, self._on)
        return self._agreements[basis]

    def _terms(self, consignment: Consignment) -> str:
        """The importer's usual terms; terms for ships alone give way to their like when goods fly."""
        terms = consignment.importer.terms
        return {"FOB": "FCA", "CFR": "CPT", "CIF": "CIP"}.get(terms, terms) if consignment.by_air else terms

    def _cargo_number(self, number: int, carrier: str) -> str:
        """Nineteen characters: year, carrier, manifest, I for inward, then the master and the house line."""
        manifest, place = divmod(number + self._seed * 1_000_003, 10_000)
        return f"{self._on:%y}{carrier}{manifest % 10_000:04d}I{place:04d}{manifest // 10_000 % 10_000:04d}"

    def _amount(self, usd: float, currency: str) -> Amount:
        decimals = self._country.codes.currencies[currency].decimals
        return Amount(_rounded(usd * self._dollar / self._won(currency), decimals), currency)

    def _won(self, currency: str) -> float:
        if currency not in self._worth:
            exchange = self._country.exchange.rate(currency, self._on)
            if exchange is None:
                raise LookupError(f"No customs rate of {currency} on {self._on}. Add the week to the country's exchange folder.")
            self._worth[currency] = float(exchange.rate)
        return self._worth[currency]


def _sheds(country: Country) -> tuple[tuple[Shed, ...], tuple[Shed, ...]]:
    """The sheds for goods by sea and by air: at an airport are those of the offices that call themselves so."""
    offices, every = country.codes.offices, tuple(country.codes.sheds.values())
    at_airports = {code for code, office in offices.items() if "airport" in office.name.en.lower()}
    air = tuple(shed for shed in every if shed.office in at_airports)
    return tuple(shed for shed in every if shed not in air) or every, air or every


def _rounded(figure: float, decimals: int) -> Decimal:
    """Return the figure with so many decimals, and never less than the least that can be written."""
    return Decimal(f"{max(figure, 10.0**-decimals):.{decimals}f}")
