"""Every list as a table for a spreadsheet: what stands on its page, with the same filters, and nothing that the page hides.

``TABLES`` names the lists. A page with a list that is not in it fails a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from eclear.casefile.words import Term
from eclear.documents import Table
from eclear.documents.writing import Value
from eclear.storage import CaseRow
from eclear.web import wording
from eclear.web.languages import _, word
from eclear.web.listing import MOST_ROWS
from eclear.web.pages.accounts import AccountsPage
from eclear.web.pages.agency import AgencyLine, AgencyPage
from eclear.web.pages.carrier import CarrierPage
from eclear.web.pages.cases import CasesPage
from eclear.web.pages.class_results import ClassResultsPage
from eclear.web.pages.classroom import ClassPage
from eclear.web.pages.inbox import InboxPage
from eclear.web.pages.learning import AllWordsPage, WordsPage
from eclear.web.pages.lodging import IntakePage
from eclear.web.pages.manifest import ManifestPage
from eclear.web.pages.mine import MineListPage
from eclear.web.pages.operations import LedgerPage
from eclear.web.pages.permits import PermitsPage
from eclear.web.pages.profiles import ProfilesPage
from eclear.web.pages.queue import QueueLine, QueuePage
from eclear.web.pages.results import ResultsPage
from eclear.web.pages.rules import RulebookPage
from eclear.web.pages.rulings import RulingsPage
from eclear.web.pages.shed import CargoEntry, CargoList, ShedPage
from eclear.web.pages.shelf import ShelfPage
from eclear.web.pages.tariff import TariffPage
from eclear.web.pages.team import TeamPage
from eclear.web.pages.traders import TradersPage
from eclear.web.pages.voyage import VoyagePage

Row = tuple[Value, ...]
Tables = tuple[Table, ...]


def tables_of(page: object, zone: ZoneInfo) -> Tables:
    """Return the lists of a page as tables, with times on the clocks of a zone; none for a page that is no list."""
    made = TABLES.get(type(page))
    return made(page, _Clock(zone)) if made else ()


def name_of(page: object) -> str:
    """Return what the file of a list is called: the name of its template."""
    return str(getattr(page, "template", "list")).removesuffix(".html")


class _Clock:
    """How moments stand in a table: day and time on the clocks of the room's country, so that they sort as text."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def __call__(self, at: datetime | date | None) -> str:
        if isinstance(at, datetime):
            return f"{at.astimezone(self._zone):%Y-%m-%d %H:%M}"
        return at.isoformat() if at else ""


def _table(title: str, columns: Iterable[str], rows: Iterable[Row], total: int = 0) -> Table:
    kept = tuple(rows)
    shown = kept[:MOST_ROWS]
    left = max(total, len(kept)) - len(shown)
    note = (
        _("%(count)s more are not in this table. Narrow the search to have them.", count=wording.number(left)) if left > 0 else ""
    )
    return Table(title, tuple(columns), shown, note)


def _words(terms: Iterable[Term]) -> str:
    return ", ".join(map(word, terms))


def _yes(holds: bool) -> str:
    return _("yes") if holds else ""


def _kind(row: CaseRow) -> str:
    return _("Export") if row.type.startswith("EX") else _("Import")


# -- declarations -------------------------------------------------------------------------------------------------------


def _cases(page: CasesPage, at: _Clock) -> Tables:
    columns = (
        *(_("Number"), _("LRN"), _("Kind"), _("Importer"), _("Goods"), _("Cargo"), _("State"), _("Lane")),
        *(_("Waits for"), _("Owed"), _("Lodged"), _("Changed")),
    )
    rows = (
        (
            *(line.row.number, line.row.lrn, _kind(line.row), line.row.importer, line.row.goods, line.row.cargo),
            *(word(line.state), line.lane, _words(line.waits), line.row.total_due, at(line.row.received), at(line.row.updated)),
        )
        for line in page.lines
    )
    return (_table(_("Cases"), columns, rows, page.total),)


def _queued(line: QueueLine, at: _Clock) -> Row:
    row, time = line.row, line.time.words if line.time else ""
    return (
        *(row.number or row.lrn, row.importer, row.goods, word(line.state), line.lane),
        *(word(line.waits), time, at(row.due), at(row.received)),
    )


def _queue_columns() -> Row:
    return (
        *(_("Number"), _("Importer"), _("Goods"), _("State"), _("Lane")),
        *(_("Who must act"), _("Time left"), _("Promised by"), _("Lodged")),
    )


def _queue(page: QueuePage, at: _Clock) -> Tables:
    columns = tuple(map(str, _queue_columns()))
    return (_table(_("My cases"), columns, (_queued(line, at) for line in page.lines), page.shown),)


def _team(page: TeamPage, at: _Clock) -> Tables:
    columns = (*map(str, _queue_columns()), _("Officer"))
    members = ((one.id, one.name, one.lanes, one.open, one.must_act, one.overdue, at(one.away_since)) for one in page.members)
    heads = (_("Person"), _("Name"), _("Lanes"), _("Open"), _("Must act"), _("Overdue"), _("Away since"))
    return (
        _table(_("Officers"), heads, members),
        _table(_("Lighter lanes proposed"), columns, ((*_queued(one.line, at), one.officer) for one in page.proposals)),
        _table(_("Cases that wait"), columns, ((*_queued(one.line, at), one.officer) for one in page.waiting)),
    )


def _class_results(page: ClassResultsPage, _at: _Clock) -> Tables:
    """The seats by name, and what a donor's report asks for without any; where the page has no names, the latter alone."""
    figures = (
        (_("Seats with a result"), page.seats),
        (_("Exercises ended"), len(page.exercises)),
        (_("Seats that took both tests"), page.tested),
        (_("Right before the course, on average"), page.before),
        (_("Right after it, on average"), page.after),
        (_("Gain"), page.gain),
        (_("Questions in each test"), page.questions),
        (_("Certificates"), page.certificates),
    )
    exercises = ((one.number, one.title, one.seats, one.mean) for one in page.exercises)
    report = (
        _table(_("Report"), (_("Figure"), _("Value")), figures),
        _table(_("Exercises"), (_("Number"), _("Exercise"), _("Seats"), _("Average")), exercises),
        _table(_("Competencies"), (_("Competency"), _("Seats"), _("Average")), page.competencies),
    )
    if not page.named:
        return report
    titles = (f"{one.number} {one.title}" for one in page.exercises)
    heads = (_("Seat"), _("Names"), *titles, _("Average"), _("Practised"), _("Test before"), _("Test after"), _("Certificates"))
    seats: Iterator[Row] = (
        (one.person, one.names, *one.marks, one.mean, one.practised, one.before, one.after, one.certificates)
        for one in page.lines
    )
    return (_table(_("Results of the class"), heads, seats), *report)


def _mine(page: MineListPage, at: _Clock) -> Tables:
    columns = (
        *(_("Number"), _("LRN"), _("Kind"), _("Importer"), _("Goods"), _("Cargo"), _("State"), _("Waits for")),
        *(_("Asked of you"), _("Answer by"), _("Owed"), _("Lodged")),
    )
    rows = (
        (
            *(line.row.number, line.row.lrn, _kind(line.row), line.row.importer, line.row.goods, line.row.cargo),
            *(word(line.state), _words(line.waits), _words(line.asks), at(line.row.ask_by), line.row.total_due),
            at(line.row.received),
        )
        for line in page.lines
    )
    return (_table(_("My declarations"), columns, rows, page.total),)


def _inbox(page: InboxPage, at: _Clock) -> Tables:
    columns = (_("Reply"), _("Issued"), _("Code"), _("What"), _("Status"), _("Declaration"), _("LRN"), _("It says"), _("Total"))
    rows = (
        (
            *(card.number, at(card.at), card.code, word(card.what), word(card.status) if card.status else ""),
            *(card.declaration, card.lrn, " ".join(said.text for said in card.statements if said.text), card.total),
        )
        for card in page.replies
    )
    return (_table(_("Inbox"), columns, rows),)


def _intake(page: IntakePage, at: _Clock) -> Tables:
    columns = (_("Number"), _("When"), _("Result"), _("Findings"), _("The first"))
    rows = (
        (line.number, at(line.at), word(line.outcome), line.findings, line.first.message if line.first else "")
        for line in page.lines
    )
    return (_table(_("Refused messages"), columns, rows),)


# -- agencies and cargo -------------------------------------------------------------------------------------------------


def _agency(page: AgencyPage, at: _Clock) -> Tables:
    columns = (
        *(_("Number"), _("Agency"), _("Goods"), _("Importer"), _("State"), _("Lodged"), _("Held by the agency")),
        *(_("Promised"), _("Time left"), _("Answered"), _("Wants to be there"), _("Escalated")),
    )

    def row(line: AgencyLine) -> Row:
        clock = line.clock
        return (
            *(line.number, line.agency, line.goods, line.importer, word(line.state), at(line.received), clock.held),
            *(clock.promise, clock.left, at(line.answered), _yes(line.joins), _yes(line.escalated)),
        )

    return (
        _table(_("Waiting"), columns, map(row, page.waiting), page.waiting_total),
        _table(_("Answered"), columns, map(row, page.answered), page.answered_total),
    )


def _entry(entry: CargoEntry, at: _Clock) -> Row:
    declared = ", ".join(f"{number} {word(state)}" for number, state in entry.declared)
    return entry.number, entry.goods, word(entry.state), entry.shed, at(entry.at), declared


def _cargo(cargo: CargoList, at: _Clock) -> Table:
    columns = (_("Cargo"), _("Goods"), _("State"), _("Shed"), _("Changed"), _("Declarations"))
    return _table(word(cargo.name), columns, (_entry(entry, at) for entry in cargo.entries), cargo.total)


def _shed(page: ShedPage, at: _Clock) -> Tables:
    return tuple(_cargo(cargo, at) for cargo in page.lists)


def _carrier(page: CarrierPage, at: _Clock) -> Tables:
    leaving = ((one.number, at(one.since)) for one in page.leaving)
    return (
        _cargo(page.listed, at),
        _table(_("Exports to leave"), (_("Number"), _("Accepted")), leaving, page.leaving_total),
    )


def _manifest(page: ManifestPage, at: _Clock) -> Tables:
    columns = (
        *(_("Cargo"), _("Goods"), _("From and to"), _("Mass"), _("Picked"), _("Ordered"), _("Why"), _("State")),
        _("What became of it"),
    )
    rows = (
        (one.number, one.goods, one.from_to, one.mass, at(one.at), word(one.measure), one.why, one.state[1], one.told)
        for one in page.picked
    )
    return (_table(_("Consignments picked"), columns, rows),)


def _voyage(page: VoyagePage, _at: _Clock) -> Tables:
    columns = (_("Cargo"), _("Goods"), _("State"), _("As listed"), _("As landed"), _("Differs"))
    rows = (
        (one.number, one.goods, word(one.state), one.listed, one.landed, word(one.differs) if one.differs else "")
        for one in page.lines
    )
    return (_table(page.manifest, columns, rows, page.total),)


def _ledger(page: LedgerPage, at: _Clock) -> Tables:
    columns = (
        *(_("Number"), _("Regime"), _("Cargo"), _("Principal"), _("Way"), _("Suspended duty"), _("Guaranteed")),
        *(_("State"), _("Due by"), _("Overdue")),
    )
    rows = (
        (
            *(one.number, word(one.regime), one.cargo, one.principal, one.way, one.suspended, one.guaranteed),
            *(word(one.stage), at(one.due), _yes(one.overdue)),
        )
        for one in page.lines
    )
    return (_table(_("Ledger of suspended duty"), columns, rows),)


# -- the office ---------------------------------------------------------------------------------------------------------


def _traders(page: TradersPage, _at: _Clock) -> Tables:
    columns = (_("Number"), _("Name"), _("Licence"), _("AEO grade"), _("Suspended"), _("Has applied"))
    rows = (
        (one.number, word(one.name), word(one.license), one.aeo, _yes(one.suspended), _yes(one.applied)) for one in page.lines
    )
    return (_table(_("Register of traders"), columns, rows, page.total),)


def _profiles(page: ProfilesPage, at: _Clock) -> Tables:
    columns = (
        *(_("Profile"), _("Lane"), _("Reason"), _("Conditions"), _("Holds"), _("State"), _("Changed"), _("Met")),
        *(_("Found irregular"), _("Between"), _("Times random control")),
    )
    rows = (
        (
            *(one.id, one.lane, word(one.reason), one.conditions, one.days, one.state[1], one.changed, one.met),
            *(one.found, one.interval, one.times),
        )
        for one in page.lines
    )
    changes = ((at(one.at), one.id, word(one.what), one.by, one.why) for one in page.changes)
    heads = (_("When"), _("Profile"), _("What"), _("By whom"), _("Why"))
    return _table(_("Risk profiles"), columns, rows), _table(_("Latest changes"), heads, changes)


def _class(page: ClassPage, at: _Clock) -> Tables:
    columns = (_("Person"), _("Name"), _("Desks"), _("Comes in by"), _("State"), _("Here since"))
    rows = (
        (
            *(one.id, one.names, ", ".join(f"{word(desk.role)} {desk.of}".strip() for desk in one.desks)),
            *(one.ways, one.state[1], ", ".join(at(here.since) for here in one.here)),
        )
        for one in page.lines
    )
    return (_table(_("Class"), columns, rows),)


def _accounts(page: AccountsPage, _at: _Clock) -> Tables:
    accounts = ((one.trader, one.limit, one.used, one.security, word(one.form), _yes(one.holds)) for one in page.accounts)
    heads = (_("Trader"), _("Limit"), _("Used"), _("Security"), _("Form"), _("Holds"))
    waiting = ((one.number, word(one.about), one.amount) for one in page.waiting)
    return (
        _table(_("Monthly accounts"), heads, accounts),
        _table(_("What waits about money"), (_("Number"), _("About"), _("Amount")), waiting),
    )


def _shelf(page: ShelfPage, at: _Clock) -> Tables:
    packs = (
        (one.slug, one.title, one.level, one.minutes, ", ".join(one.competencies), ", ".join(one.languages), one.digest)
        for _level, lines in page.levels
        for one in lines
    )
    heads = (_("Pack"), _("Title"), _("Level"), _("Minutes"), _("Competencies"), _("Languages"), _("Fingerprint of the pack"))
    ours = ((one.number, one.title, one.state[1], one.how, one.seats, at(one.opened)) for one in page.exercises)
    columns = (_("Number"), _("Exercise"), _("State"), _("How"), _("Plays"), _("Opened"))
    return _table(_("The shelf"), heads, packs), _table(_("Exercises of this class"), columns, ours)


def _results(page: ResultsPage, _at: _Clock) -> Tables:
    """The marks as they stand on the page: without names where the page has none."""
    parts = (f"{name} / {most}" for name, most in page.heads)
    columns = (_("Seat"), _("Name"), _("Variant"), _("Mark"), *parts, _("Hints"), _("Capped"), _("Changed"), _("Contested"))
    rows: Iterator[Row] = (
        (
            *(one.label or str(n), one.names, one.variant, one.total),
            *one.parts,
            *(-one.hints, _yes(one.capped), _yes(one.changed), _yes(bool(one.contested))),
        )
        for n, one in enumerate(page.lines, 1)
    )
    return (_table(_("Marks"), columns, rows),)


# -- the law ------------------------------------------------------------------------------------------------------------


def _tariff(page: TariffPage, _at: _Clock) -> Tables:
    if page.sections:
        heads = (_("Section"), _("Chapter"), _("Name"))
        chapters = ((section, entry.code, word(entry.name)) for section, _name, entries in page.sections for entry in entries)
        return (_table(_("Tariff"), heads, chapters),)
    columns = (_("Code"), _("Name"), _("Rate"), _("How sure"))
    rows = ((one.code, word(one.name), one.rate, one.mark) for one in page.found)
    return (_table(_("Tariff"), columns, rows, len(page.found) + page.more),)


def _rulings(page: RulingsPage, at: _Clock) -> Tables:
    columns = (*(_("Number"), _("Kind"), _("Subject"), _("Ruled"), _("Reason"), _("From"), _("To"), _("Valid"), _("How sure")),)
    rows = (
        (
            *(one.number, word(one.kind), word(one.subject), ", ".join(ruled.code for ruled in one.ruled), word(one.reason)),
            *(at(one.first), at(one.last), _yes(one.valid), one.mark),
        )
        for one in page.rulings
    )
    return (_table(_("Advance rulings"), columns, rows),)


def _permits(page: PermitsPage, _at: _Clock) -> Tables:
    columns = (_("Agency"), _("Name"), _("Law"), _("Document"), _("Commodity codes"))
    rows = ((one.code, word(one.name), word(one.law), word(one.document), ", ".join(one.ranges)) for one in page.agencies)
    return (_table(_("Agencies"), columns, rows),)


def _rulebook(page: RulebookPage, _at: _Clock) -> Tables:
    columns = (_("Code"), _("Family"), _("Rule"), _("It says"), _("What to do"), _("Source"))

    def rows() -> Iterator[Row]:
        for family, entries in page.sections:
            for entry in entries:
                rule = entry.rule
                yield rule.code, word(family), word(rule.title), rule.message, rule.remedy, rule.source
        for refusal in page.refusals:
            yield refusal.code, "", "", refusal.message, refusal.remedy, ""

    return (_table(_("Rulebook"), columns, rows()),)


def _glossary(page: WordsPage, _at: _Clock) -> Tables:
    columns = ("English", "한국어", _("In your language"), "WCO", _("It means"))
    rows = ((one.term.en, one.term.ko, word(one.term), one.wco, one.meaning) for one in page.words)
    return (_table(_("Word list"), columns, rows),)


def _glossary_in_all(page: AllWordsPage, _at: _Clock) -> Tables:
    columns = (*(name for _code, name in page.languages), "WCO", _("It means"))
    rows = ((*(said or "" for _code, said in one.said), one.entry.wco, one.entry.meaning) for one in page.words)
    return (_table(_("Word list"), columns, rows),)


TABLES: Mapping[type, Callable[[Any, _Clock], Tables]] = {
    CasesPage: _cases,
    QueuePage: _queue,
    TeamPage: _team,
    ClassResultsPage: _class_results,
    MineListPage: _mine,
    InboxPage: _inbox,
    IntakePage: _intake,
    AgencyPage: _agency,
    ShedPage: _shed,
    CarrierPage: _carrier,
    ManifestPage: _manifest,
    VoyagePage: _voyage,
    LedgerPage: _ledger,
    TradersPage: _traders,
    ProfilesPage: _profiles,
    ClassPage: _class,
    AccountsPage: _accounts,
    ShelfPage: _shelf,
    ResultsPage: _results,
    TariffPage: _tariff,
    RulingsPage: _rulings,
    PermitsPage: _permits,
    RulebookPage: _rulebook,
    WordsPage: _glossary,
    AllWordsPage: _glossary_in_all,
}
"""How each list becomes tables."""
