"""What no single file of a country folder can tell: a name in one file that another one should hold, and days without a rate."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from pathlib import PurePath

from eclear.reference.country import Country
from eclear.reference.dated import OPEN_END, Fact
from eclear.reference.faults import ReferenceFault
from eclear.reference.hs import nomenclature
from eclear.reference.rate import Rate
from eclear.reference.tariff import TariffLine


def misfits(country: Country, told_of: Callable[[str], bool]) -> Iterator[ReferenceFault]:
    """Yield a fault for what stands in one file and is missing from another, and for days without a rate.

    ``told_of`` says of a file whether something in it was complained about: it may lack the row that is named elsewhere.
    """
    for fault in _misfits(country):
        if not (fault.file and told_of(fault.file)):
            yield fault


def _misfits(country: Country) -> Iterator[ReferenceFault]:
    yield from _tariff(country)
    yield from _chapters(country)
    yield from _bases(country)
    yield from _taxes(country)
    yield from _money(country)
    yield from _papers_and_places(country)
    yield from _agreements(country)


def _lacks(fact: Fact, what: str, named: Iterable[str], known: Collection[str], file: str) -> Iterator[ReferenceFault]:
    """Yield a fault for names that are not in a list; a list that the country does not have knows everything."""
    unknown = sorted(set(named) - set(known) - {""})
    if unknown and known:
        yield _lacking(f"{fact.where}: {what} {', '.join(unknown)}: not in {file}. Correct it, or add it there.", file)


def _lacking(message: str, file: str) -> ReferenceFault:
    """Return the fault that a file lacks what another one names."""
    fault = ReferenceFault(message)
    fault.file = file
    return fault


def _unit(fact: Fact, rate: Rate, country: Country) -> Iterator[ReferenceFault]:
    if rate.unit and rate.unit not in country.codes.units:
        yield _lacking(f"{fact.where}: unit {rate.unit} is not in codes/units.csv. Add it there.", "codes/units.csv")
    elif rate.unit and (of := country.codes.units[rate.unit].of) != rate.unit:
        yield _lacking(f"{fact.where}: unit {rate.unit} is counted in {of}. Write the money for one {of}.", "codes/units.csv")


def _tariff(country: Country) -> Iterator[ReferenceFault]:
    if not country.tariff.any_lines:
        words = "tariff: there is neither a line nor the rate of a chapter. Add lines.csv or chapters.csv."
        yield _lacking(words, "tariff/bases.csv")
    for first, last, line in _without_rate(country):
        until = "on" if last == OPEN_END else f"to {last}"
        yield ReferenceFault(
            f"{line.fact.where}: {line.hsk} has no rate without a claim from {first} {until}. "
            "Add a row to a rates file, or end the line."
        )
    for _, _, line in country.tariff.over_time():
        for row in (*line.rows.values(), *line.added):
            yield from _unit(row.fact, row.rate, country)
            yield from _lacks(row.fact, "origins", row.origins, country.codes.countries, "codes/countries.csv")
        if country.complete and (wrong := nomenclature().explain(line.hsk)):
            yield ReferenceFault(f"{line.fact.where}: hsk {line.hsk}: {wrong} Correct the code.")


def _without_rate(country: Country) -> Iterator[tuple[date, date, TariffLine]]:
    """Yield the stretches of days on which a line has no rate that applies without a claim."""
    gap: tuple[date, date, TariffLine] | None = None
    for first, last, line in country.tariff.over_time():
        lacking = line.rate() is None
        if gap and lacking and gap[2].hsk == line.hsk:
            gap = (gap[0], last, line)
            continue
        if gap:
            yield gap
        gap = (first, last, line) if lacking else None
    if gap:
        yield gap


def _chapters(country: Country) -> Iterator[ReferenceFault]:
    rated, known = set(country.tariff.chapters), nomenclature().chapters
    if not rated:
        return
    for chapter in sorted(rated - set(known)):
        _, _, row = next(iter(country.tariff.chapters[chapter]))
        yield ReferenceFault(f"{row.fact.where}: the Harmonized System has no chapter {chapter}. Take the row out.")
    for over_time in country.tariff.chapters.values():
        for _, _, row in over_time:
            yield from _unit(row.fact, row.rate, country)
    lined = {line.hsk[:2] for _, _, line in country.tariff.over_time()}
    for chapter in sorted(set(known) - rated):
        also = ", and no line either" if chapter not in lined else ""
        words = f"chapter {chapter} ({known[chapter].name.en.lower()}) has no rate{also}"
        words += ". Add a row, or take the file away and write every line."
        yield _lacking(f"tariff/chapters.csv: {words}", "tariff/chapters.csv")


def _bases(country: Country) -> Iterator[ReferenceFault]:
    ranks = {basis.rank for basis in country.tariff.bases.all.values()}
    for basis in country.tariff.bases.all.values():
        yield from _lacks(basis.fact, "parties", basis.parties, country.codes.countries, "codes/countries.csv")
        yield from _lacks(basis.fact, "documents", basis.documents, country.codes.documents, "codes/documents.csv")
        for name, over in (("over", basis.over), ("over_if_lower", basis.over_if_lower)):
            if strange := sorted(over - ranks):
                told = ", ".join(map(str, strange))
                yield ReferenceFault(f"{basis.fact.where}: {name} {told}: no basis has this rank. Correct it.")


def _taxes(country: Country) -> Iterator[ReferenceFault]:
    codes = country.codes
    for tax in country.taxes.all:
        if not tax.from_tariff and not country.taxes.rows.get(tax.type):
            words = f"{tax.fact.where}: {tax.type} has no rate in taxes.csv. Add a row, or take the tax out."
            yield _lacking(words, f"{tax.fact.where.partition('/')[0]}/taxes.csv")
    for row in (row for rows in country.taxes.rows.values() for row in rows):
        yield from _unit(row.fact, row.rate, country)
        if row.preference and row.preference not in country.tariff.bases.all:
            words = f"{row.fact.where}: preference {row.preference} is not in tariff/bases.csv. Add it there."
            yield _lacking(words, "tariff/bases.csv")
        steps = [row.procedure] if row.procedure in codes.procedures else [row.procedure[:2], row.procedure[2:]]
        yield from _lacks(row.fact, "procedure", steps, codes.procedures, "codes/procedures.csv")


def _money(country: Country) -> Iterator[ReferenceFault]:
    place, currencies = f"{country.code.lower()}/country.toml", country.codes.currencies
    if currencies and country.currency not in currencies:
        words = f"{place}: currency {country.currency} is not in codes/currencies.csv. Add it there."
        yield _lacking(words, "codes/currencies.csv")
    elif currencies and currencies[country.currency].decimals != country.decimals:
        listed = currencies[country.currency]
        words = (
            f"{country.currency} has {listed.decimals} decimals here and {country.decimals} in country.toml. Correct one of them"
        )
        yield _lacking(f"{listed.fact.where}: {words}.", place)
    for currency in country.exchange.currencies:
        if currencies and currency not in currencies:
            words = f"exchange: currency {currency} is not in codes/currencies.csv. Correct it, or add it there."
            yield _lacking(words, "codes/currencies.csv")
    if country.currency in country.exchange.currencies:
        yield ReferenceFault(f"exchange: {country.currency} is the currency of the country and needs no rate. Take its rows out.")


def _papers_and_places(country: Country) -> Iterator[ReferenceFault]:
    codes = country.codes
    for relief in {relief.code: relief for day in _days(country) for relief in country.reliefs.all(day)}.values():
        yield from _lacks(relief.fact, "documents", relief.documents, codes.documents, "codes/documents.csv")
    for late in country.surcharges.late:
        yield from _lacks(late.fact, "sheds", late.sheds, codes.sheds, "codes/sheds.csv")
    for shed in codes.sheds.values():
        yield from _lacks(shed.fact, "office", [shed.office], codes.offices, "codes/offices.csv")
    for unit in codes.units.values():
        yield from _lacks(unit.fact, "of", [unit.of], codes.units, "codes/units.csv")
    for profile in country.profiles.all:
        fact = country.profiles.facts[profile.id]
        named = profile.origins | profile.export_countries
        yield from _lacks(fact, "origins and export_countries", named, codes.countries, "codes/countries.csv")
        yield from _lacks(fact, "transport_modes", profile.transport_modes, codes.transport_modes, "codes/transport_modes.csv")
    for rule in country.manifest.all:
        yield from _lacks(rule.fact, "loaded_in", rule.loaded_in, codes.countries, "codes/countries.csv")
        yield from _lacks(rule.fact, "modes", rule.modes, codes.transport_modes, "codes/transport_modes.csv")


def _days(country: Country) -> Iterator[date]:
    """Yield the days on which a list of reliefs can differ: those on which a tax begins, and one far ahead."""
    yield from {tax.fact.valid_from for tax in country.taxes.all}
    yield date(9999, 12, 31)


def _agreements(country: Country) -> Iterator[ReferenceFault]:
    for id in country.agreements.ids:
        place = PurePath("agreements") / f"{id}.toml"
        for day in (date(9999, 12, 31), *_days(country)):
            agreement = country.agreements.named(id, day)
            if agreement is None:
                continue
            yield from _lacks(
                agreement.parties.fact, "countries", agreement.parties.countries, country.codes.countries, "codes/countries.csv"
            )
            yield from _lacks(
                agreement.proof.fact, "documents", agreement.proof.documents, country.codes.documents, "codes/documents.csv"
            )
            for basis in agreement.bases:
                if basis not in country.tariff.bases.all:
                    yield _lacking(f"{place}: basis {basis} is not in tariff/bases.csv. Add it there.", "tariff/bases.csv")
