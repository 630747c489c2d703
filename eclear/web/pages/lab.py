"""The selectivity lab: a policy at the left; what it finds and what it costs, its curves and a table at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar
from urllib.parse import urlencode

from eclear.casefile.decision import Lane
from eclear.casefile.words import Term
from eclear.simulation.lab import Compared, Evenness
from eclear.simulation.lab_drift import Drift
from eclear.simulation.lab_measures import Day, Outcome, Share
from eclear.simulation.lab_policy import RANGES, STANDARD, LabPolicy, Shortage
from eclear.web.languages import _
from eclear.web.pages.lab_charts import Chart, Named, Scale, Spot, Tick, drawn, marked, quarters, top_of
from eclear.web.wording import number

MEASURES = ("recovered", "irregular", "critical", "stopped", "hours")
"""What the first curve can show."""

STEP = {"l1": 50, "l2": 10, "l3": 10, "random": 1, "aeo": 5, "critical": 5, "hours": 10}
"""By how much a slider moves."""


@dataclass(frozen=True, slots=True)
class Slider:
    """A number of the policy that is set by a slider."""

    id: str
    name: str
    value: int
    least: int
    most: int
    step: int
    unit: str
    note: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A measured number: what it is, of how many or with its unit, and its 95 percent interval."""

    value: str
    of: str
    interval: str


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One policy of the table that compares."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class LabPage:
    """One day under one policy. ``address`` is that of this policy, to which a curve of another measure is added."""

    template: ClassVar[str] = "lab.html"

    about: str
    sliders: tuple[Slider, ...]
    more: tuple[Slider, ...]
    policy: LabPolicy
    more_open: bool
    problem: str
    short: tuple[str, ...]
    figures: tuple[tuple[str, Cell], ...]
    measures: tuple[tuple[str, str, str], ...]
    measure: str
    gain: Chart
    even: Chart
    drift: Chart | None
    drift_missing: str
    drift_made: str
    compared: tuple[ComparedRow, ...]
    query: str
    took: str


@dataclass(frozen=True, slots=True)
class LabWaitPage:
    """The day is being prepared, or a policy is being run: how much of it is done. ``problem`` says why it cannot be."""

    template: ClassVar[str] = "lab_wait.html"

    what: str
    counted: str
    done: int
    total: int
    address: str
    problem: str


def sliders_of(policy: LabPolicy) -> tuple[tuple[Slider, ...], tuple[Slider, ...]]:
    """Return the sliders that everybody sees, and those behind a click."""
    a_day = _("declarations a day")
    first = (
        ("l1", _("Screen review, L1"), "", a_day),
        ("l2", _("Documents, L2"), "", a_day),
        ("l3", _("Inspection, L3"), "", a_day),
        ("random", _("Random control"), "%", _("of L2 and L3. It can never be switched off.")),
        ("aeo", _("Trusted trader discount"), "%", _("lowers the rank of AEO importers")),
    )
    then = (
        (
            "critical",
            _("Critical line"),
            "",
            _("inspections a day kept for goods that may endanger the public; 0 switches it off"),
        ),
        ("hours", _("Officer hours"), "", _("hours of work that the day has")),
    )
    return tuple(_slider(policy, *each) for each in first), tuple(_slider(policy, *each) for each in then)


def _slider(policy: LabPolicy, id: str, name: str, unit: str, note: str) -> Slider:
    least, most = RANGES[id]
    return Slider(id, name, getattr(policy, id), least, most, STEP[id], unit, note)


def query_of(policy: LabPolicy, **more: str) -> str:
    """Return a policy as the query of an address: the same policy in a link gives the same page."""
    told = dict(part.split("=") for part in str(policy).split(","))
    return urlencode(told | {name: value for name, value in more.items() if value})


def lab_page(
    policy: LabPolicy,
    day: Day,
    own: Compared,
    curves: Sequence[Compared],
    evenness: tuple[Evenness, Evenness],
    last: tuple[LabPolicy, Outcome] | None,
    drift: Drift | None,
    *,
    measure: str,
    seconds: float,
    problem: str = "",
    drift_missing: str = "",
) -> LabPage:
    """Return the page of one policy and what came of it."""
    before = str(last[0]) if last else ""
    query = query_of(policy, last=before)
    sliders, more = sliders_of(policy)
    counts = {"declarations": number(len(day)), "irregular": number(day.irregular)}
    return LabPage(
        about=_(
            "One day of %(declarations)s declarations, %(irregular)s of them irregular. "
            "Change the policy, run the day again, compare.",
            **counts,
        ),
        sliders=sliders,
        more=more,
        policy=policy,
        more_open=_more(policy) != _more(STANDARD),
        problem=problem,
        short=tuple(short_of(each) for each in own.policy.shortages),
        figures=figures_of(own.policy),
        measures=tuple((each, _measures()[each][0], query_of(policy, last=before, show=each)) for each in MEASURES),
        measure=measure,
        gain=_gain(own, curves, measure, query),
        even=_even(*evenness, query),
        drift=_drift(drift) if drift else None,
        drift_missing=drift_missing,
        drift_made=drift.settings if drift else "",
        compared=_rows(own, last[1] if last else None),
        query=query,
        took=_("Last run took %(seconds)s seconds. Same goods, same dice.", seconds=number(Decimal(f"{seconds:.1f}"))),
    )


def _more(policy: LabPolicy) -> tuple[object, ...]:
    return (policy.mode, policy.rank, policy.critical, policy.hours, policy.t1, policy.t2, policy.t3)


def short_of(short: Shortage) -> str:
    """Say for which places there were too few officers, and with how many the day ran."""
    values = {"asked": number(short.asked), "given": number(short.given)}
    if short.lane is Lane.L1:
        return _("Not enough officers for %(asked)s screen reviews. The day ran with %(given)s.", **values)
    if short.lane is Lane.L2:
        return _("Not enough officers for %(asked)s documents checks. The day ran with %(given)s.", **values)
    return _("Not enough officers for %(asked)s inspections. The day ran with %(given)s.", **values)


def figures_of(outcome: Outcome) -> tuple[tuple[str, Cell], ...]:
    """Return the four key figures; the last one is what honest traders pay."""
    return (
        (_("Duty recovered"), Cell(_percent(outcome.recovered.value), "", _between(outcome.recovered, _percent))),
        (_("Irregular found"), _counted(outcome.irregular)),
        (_("Dangerous goods found"), _counted(outcome.critical)),
        (_("Honest traders stopped"), _counted(outcome.stopped)),
    )


def _rows(own: Compared, last: Outcome | None) -> tuple[ComparedRow, ...]:
    named = (
        (_("Your policy"), own.policy),
        (_("Your last run"), last),
        (_("Rules alone"), own.rules),
        (_("Chance alone"), own.chance),
    )
    return tuple(ComparedRow(name, _cells(outcome)) for name, outcome in named if outcome)


def _cells(outcome: Outcome) -> tuple[Cell, ...]:
    sent = Cell(_percent(outcome.sent.value, 1), "", _between(outcome.sent, lambda value: _percent(value, 1)))
    recovered = Cell(_percent(outcome.recovered.value), "", _between(outcome.recovered, _percent))
    counts = (outcome.irregular, outcome.critical, outcome.stopped)
    totals = (outcome.delay, outcome.hours)
    return (sent, recovered, *(_counted(each) for each in counts), *(_counted(each) for each in totals))


def _counted(share: Share) -> Cell:
    def of_all(value: float) -> str:
        return number(round(value * share.of))

    return Cell(number(round(share.count)), _("of %(all)s", all=number(round(share.of))), _between(share, of_all))


def _between(share: Share, said: Callable[[float], str]) -> str:
    return _("%(low)s to %(high)s", low=said(share.low), high=said(share.high))


def _percent(value: float, decimals: int = 0) -> str:
    return f"{value * 100:.{decimals}f} %"


def _measures() -> dict[str, tuple[str, str]]:
    """What each curve shows: its short name, and the sentence above it."""
    return {
        "recovered": (_("Duty recovered"), _("Share of the duty at stake that is recovered, in a simulated world")),
        "irregular": (_("Irregular found"), _("Share of the irregular declarations that are found, in a simulated world")),
        "critical": (_("Dangerous goods found"), _("Share of the dangerous goods that are found, in a simulated world")),
        "stopped": (_("Honest traders stopped"), _("Share of the honest declarations that are stopped, in a simulated world")),
        "hours": (_("Officer hours"), _("Hours of officers' work on the day, in a simulated world")),
    }


def _gain(own: Compared, curves: Sequence[Compared], measure: str, query: str) -> Chart:
    def share(outcome: Outcome) -> Share:
        found: Share = getattr(outcome, measure)
        if measure != "hours":
            return found
        return Share(found.count, 1.0, found.low * found.of, found.high * found.of)

    places = sorted([*curves, own], key=lambda each: each.policy.sent.value)
    names = ((_("Your policy"), "policy"), (_("Rules alone"), "rules"), (_("Chance alone"), "chance"))
    nothing = ((0.0, Share(0, 1, 0, 0)),) if measure not in ("hours", "recovered", "irregular") else ()
    named = [
        Named(name, (*nothing, *((at.sent.value, share(at)) for each in places if (at := getattr(each, side)))))
        for name, side in names
    ]
    highest = max(share.high for line in named for _at, share in line.places)
    said = (lambda value: number(round(value))) if measure == "hours" else (lambda value: f"{value * 100:g}")
    sides = [at for line in named for at, _share in line.places]
    scale = Scale(top_of(highest) if measure in ("hours", "stopped") else 1.0, 0.0, max(0.2, *sides))
    lines, band = drawn(named, scale)
    written = said if measure == "hours" else _percent
    sent = own.policy.sent.value
    spots = marked(
        [
            Spot(kind, scale.x(at.sent.value), scale.y(share(at).value), _with_interval(share(at), written))
            for kind, at in (("spot", own.policy), ("spot2", own.rules))
        ]
    )
    name, note = _measures()[measure]
    values = {
        "sent": _percent(sent, 1),
        "what": name,
        "policy": written(share(own.policy).value),
        "rules": written(share(own.rules).value),
        "chance": written(share(own.chance).value),
    }
    return Chart(
        id="gain",
        title=_("Look at few, find much"),
        note=note,
        label=_(
            "%(what)s: with %(sent)s sent to officers, your policy %(policy)s, rules alone %(rules)s, chance alone %(chance)s.",
            **values,
        ),
        across=_("Declarations sent to officers (L2 and L3) in percent"),
        lines=lines,
        band=band,
        spots=spots,
        ups=quarters(scale, said),
        alongs=tuple(Tick(scale.x(at), f"{at * 100:g}") for at in (0.0, 0.04, 0.08, 0.12, 0.16, 0.2)),
        here=scale.x(sent),
        head=(_("Sent to officers"), *(name for name, _side in names)),
        rows=tuple(
            (_percent(each.policy.sent.value, 1), *(_with_interval(share(getattr(each, side)), written) for _name, side in names))
            for each in places
        ),
        csv=f"/lab/curves.csv?{query}",
    )


def _even(places: Evenness, thresholds: Evenness, query: str) -> Chart:
    sides = ((_("By places"), places), (_("By thresholds"), thresholds))
    named = [Named(name, tuple(enumerate(even.shares, start=1))) for name, even in sides]
    highest = max(share.high for line in named for _at, share in line.places)
    scale = Scale(top_of(highest), 1.0, float(len(places.shares)))
    lines, band = drawn(named, scale)
    spread = [_with_interval(even.deviation, _points_of) for _name, even in sides]
    return Chart(
        id="even",
        title=_("Places or thresholds"),
        note=_("Share of each part of the day that is sent to officers, in percent, in a simulated world"),
        label=_(
            "Work varies over the day by %(places)s under places, and by %(thresholds)s under thresholds (standard deviation).",
            places=spread[0],
            thresholds=spread[1],
        ),
        across=_("24 equal parts of the day"),
        lines=lines,
        band=band,
        spots=(),
        ups=quarters(scale, lambda value: f"{value * 100:g}"),
        alongs=tuple(Tick(scale.x(at), f"{at}") for at in (1, 6, 12, 18, 24)),
        here=None,
        head=(_("Part of the day"), *(name for name, _even in sides)),
        rows=(
            *(
                (f"{at}", *(_with_interval(line.places[at - 1][1], lambda v: _percent(v, 1)) for line in named))
                for at in range(1, len(places.shares) + 1)
            ),
            (_("Standard deviation"), *spread),
        ),
        csv=f"/lab/parts.csv?{query}",
    )


def _drift(drift: Drift) -> Chart:
    shares = drift.random_shares[:3]
    named = [Named(_chance_name(share), tuple((float(week), at) for week, at in drift.line(share))) for share in shares]
    weeks = [week for week, _at in named[0].places]
    scale = Scale(1.0, weeks[0], max(weeks[-1], weeks[0] + 1))
    lines, band = drawn(named, scale)
    ends = {line.name: _percent(line.places[-1][1].value) for line in named}
    told = "; ".join(f"{name}: {end}" for name, end in ends.items())
    return Chart(
        id="drift",
        title=_("Why some chance pays"),
        note=_("Duty recovered in percent week by week, smugglers adapt, in a simulated world"),
        label=_("Duty recovered in week %(week)s: %(told)s.", week=f"{weeks[-1]:g}", told=told),
        across=_("Week"),
        lines=lines,
        band=band,
        spots=(),
        ups=quarters(scale, lambda value: f"{value * 100:g}"),
        alongs=tuple(Tick(scale.x(week), f"{week:g}") for week in weeks[:: max(1, len(weeks) // 6)]),
        here=None,
        head=(_("Week"), *(line.name for line in named)),
        rows=tuple(
            (f"{week:g}", *(_with_interval(line.places[at][1], _percent) for line in named)) for at, week in enumerate(weeks)
        ),
        csv="/lab/drift.csv",
    )


def _chance_name(share: float) -> str:
    return _("With %(share)s random", share=_percent(share)) if share else _("Without")


def _points_of(value: float) -> str:
    return _("%(points)s points", points=number(Decimal(f"{value * 100:.1f}")))


def _with_interval(share: Share, said: Callable[[float], str]) -> str:
    return f"{said(share.value)} ({_between(share, said)})"


TITLE = Term("Selectivity lab", "선별 실험실")
"""What the page is called."""
