"""Watch (관찰): look at how model and selection have done in a room, from its records alone.

What nobody examined is neither clean nor wrong: rates are those of declarations with a report. What the model picked says
nothing about the model by itself, so its chances are compared with the random slice only, which nobody picked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from eclear.casefile import events as ev
from eclear.casefile.conduct import Subject
from eclear.casefile.decision import Cause, Lane
from eclear.casefile.events import Event
from eclear.casefile.examination import Depth
from eclear.casefile.score import Score
from eclear.clearance import watched as w
from eclear.clearance.office import Office, today
from eclear.clearance.watched import Act, Group, Source, Watch, Why
from eclear.journey.risk import Model, ModelFailed, ModelRefused
from eclear.journey.risk import drift as d
from eclear.journey.risk.drift import Level, Rate, Spread, rate
from eclear.journey.risk.features import keys, record_keys
from eclear.reference import country as reference_of

if TYPE_CHECKING:
    from eclear.storage import Judgement

DAYS = 90
"""So many days are looked at if nobody names any."""

MOST_SCORES = 5_000
"""So many scores are looked at, the latest ones: enough to see a drift of .02, and quick."""

MOST_DECISIONS = 20_000
"""So many decisions and reports of officers are read, the latest ones."""

BY_OFFICERS = (ev.Decided, ev.Examined, ev.LaneOverridden, ev.Allotted)
"""What officers do that the watch counts."""

REFERENCE_DAYS = 30
"""Where the model tells no reference, the first so many days of the scores at hand are it."""

MOST_AGE = timedelta(days=180)
"""A model older than this is trained again even if nothing else asks for it (rule of thumb)."""

ENOUGH_RESULTS = 500
"""So many results that the model has not learned from are worth training again (rule of thumb)."""

CLEARLY_MORE = 1.5
"""Score lanes that find less than so many times what chance finds, at the best, are not worth their model (rule of thumb)."""

MOST_ORIGINS = 12
"""So many countries of origin are told apart, those with the most declarations."""

MOST_APART = 8
"""So many declarations are shown on which champion and challenger differ most."""

DECLARED = {role: record_keys(role)[0] for role in Subject}
"""The input that tells how often a party, kind of goods or route was declared before."""

SCORE_LANES = (Cause.SCORE, Cause.QUOTA)
SELECTED = (Lane.L2, Lane.L3)
Inputs = Mapping[str, float | str | None]


@dataclass(frozen=True, slots=True)
class Scores:
    """The latest score of a declaration: of which case, on which day."""

    case: str
    on: date
    score: Score


def challenger_in(folder: Path) -> tuple[Model | None, str]:
    """Return the challenger of a folder, or None and why it was refused; nothing is said where there is no such folder."""
    try:
        return (Model.load(folder), "") if folder.is_dir() else (None, "")
    except ModelRefused as refusal:
        return None, str(refusal)


def watch(
    office: Office,
    first: date,
    last: date,
    *,
    room: str = "open",
    at: datetime | None = None,
    challenger: Model | None = None,
    why_not: str = "",
) -> Watch:
    """Return how model and selection did on declarations lodged from one day to another.

    ``why_not`` says why the challenger was refused. Nothing is decided here and nothing is recorded.
    """
    with office.store.reading(room) as records:
        now = office.moment(records, at)
        judgements = records.judgements(first, last)
        scored = records.latest(ev.Scored.kind, MOST_SCORES)
        decided = tuple(event for fact in BY_OFFICERS for event in records.latest(fact.kind, MOST_DECISIONS))
    country = reference_of(office.country)
    if country is None:
        raise LookupError(f"The reference folder of {office.country} is gone. Put it back.")
    at_hand = latest_scores(scored, lambda moment: today(moment, country))
    wanted = country.policy.on(last).random_share
    day = today(now, country)
    return watched(judgements, at_hand, decided, office.model, wanted, first, last, day, challenger, why_not)


def watched(
    judgements: Sequence[Judgement],
    at_hand: Sequence[Scores],
    decided: Sequence[Event],
    model: Model | None,
    wanted: float,
    first: date,
    last: date,
    day: date,
    challenger: Model | None = None,
    why_not: str = "",
) -> Watch:
    """Return the watch over declarations that were judged, with the scores and the officers' decisions at hand.

    ``wanted`` is the policy's share of random control, ``day`` the day it is now.
    """
    source, before, recent = _reference(model, at_hand, first, last)
    chances = [one.score.chance for one in recent if model is None or one.score.model_sha256 == model.sha256]
    moved = d.drift(d.CHANCE, before[d.CHANCE], chances) if d.CHANCE in before and chances else None
    spreads = {name: spread for name, spread in before.items() if name != d.CHANCE}
    rows = [one.score.inputs for one in recent]
    depths = {e.stream: e.fact.examination.depth for e in decided if isinstance(e.fact, ev.Examined)}
    causes, random = _by_cause(judgements, depths)
    months = _random_slice(judgements, model)
    slice = [one for month in months.values() for one in month]
    assumed = random.share if random.tells and random.share else 0.5
    result = Watch(
        first=first,
        last=last,
        declarations=len(judgements),
        examined=sum(bool(j.result) for j in judgements),
        scored=len(recent),
        model=model.name if model else "",
        source=source,
        scores=moved,
        inputs=d.drifts(spreads, rows) if rows else (),
        months=tuple(d.calibrated(month, judged) for month, judged in sorted(months.items())),
        fifths=d.calibration(slice) if len(slice) >= 5 * d.ENOUGH else (),
        causes=causes,
        profiles=_by_profile(judgements, random),
        score_lanes=_picked("score lanes", [j for j in judgements if _way(j, depths) in SCORE_LANES], random),
        control=_control(judgements, wanted),
        sizes=w.sizes(len(judgements), assumed),
        assumed=assumed,
        novelty=_novelty(rows, model),
        overrides=_overrides(judgements, decided),
        attention=_attention(judgements, {one.case: one.score.inputs for one in at_hand}),
        retraining=w.Retraining((), None, last, 0),
        beside=None,
        why_not=why_not,
    )
    result = replace(result, retraining=_retraining(result, judgements, model, day))
    if challenger and model:
        try:
            return replace(result, beside=_beside(model, challenger, recent, judgements))
        except ModelFailed as failure:
            return replace(result, why_not=str(failure))
    return result


def latest_scores(scored: Iterable[Event], day_of: Callable[[datetime], date]) -> tuple[Scores, ...]:
    """Return the latest score of each declaration that has one, in the order in which they were given."""
    found: dict[str, Scores] = {}
    for event in sorted(scored, key=lambda e: (e.at, e.stream, e.sequence)):
        fact = event.fact
        if isinstance(fact, ev.Scored) and fact.score:
            found.pop(event.stream, None)
            found[event.stream] = Scores(event.stream, day_of(event.at), fact.score)
    return tuple(found.values())


def _reference(
    model: Model | None, at_hand: Sequence[Scores], first: date, last: date
) -> tuple[Source, Mapping[str, Spread], tuple[Scores, ...]]:
    """Return what drift is measured against, and the scores of the days looked at that it does not hold itself."""
    within = tuple(one for one in at_hand if first <= one.on <= last)
    if model is not None and model.reference:
        return Source.MODEL, model.reference, within
    begun = min((one.on for one in at_hand), default=first)
    until = begun + timedelta(days=REFERENCE_DAYS)
    early = [one for one in at_hand if one.on < until]
    recent = tuple(one for one in within if one.on >= until)
    if not early or not recent:
        return Source.NONE, {}, within
    return Source.ROOM, d.reference_of([(one.score.inputs, one.score.chance) for one in early]), recent


def _is_random(judgement: Judgement) -> bool:
    return judgement.cause == Cause.RANDOM


def _hits(judgements: Iterable[Judgement]) -> Rate:
    results = [j.result for j in judgements if j.result]
    return rate(sum(result != "conform" for result in results), len(results))


def _picked(name: str, judgements: Sequence[Judgement], random: Rate | None) -> w.Picked:
    hits = _hits(judgements)
    times = d.ratio(hits, random) if random else None
    return w.Picked(name, len(judgements), hits, sum(j.result == "critical" for j in judgements), times)


def _way(j: Judgement, depths: Mapping[str, Depth]) -> str:
    """Return what had a declaration looked at: its cause, an audit after release, or nothing. The random slice stays whole."""
    if j.cause == Cause.RANDOM:
        return j.cause
    if depths.get(j.case) is Depth.AUDIT or (j.audit and j.lane == Lane.L0):
        return w.AUDIT
    return w.UNSEEN if j.lane == Lane.L0 else j.cause


def _by_cause(judgements: Sequence[Judgement], depths: Mapping[str, Depth]) -> tuple[tuple[w.Picked, ...], Rate]:
    groups: dict[str, list[Judgement]] = defaultdict(list)
    for j in judgements:
        groups[_way(j, depths)].append(j)
    random = _hits(groups.get(Cause.RANDOM, ()))
    named = [name for name in (*(cause.value for cause in Cause), w.AUDIT, w.UNSEEN) if name in groups]
    return tuple(_picked(name, groups[name], None if name == Cause.RANDOM else random) for name in named), random


def _control(judgements: Sequence[Judgement], wanted: float) -> w.RandomControl:
    """Count the drawn among all that no profile and no selection from the manifest had claimed before the draw."""
    drawn = [j for j in judgements if _is_random(j)]
    claimed = sum(j.cause == Cause.MANIFEST or (j.cause == Cause.RULE and j.rule is not None) for j in judgements)
    examined = rate(sum(j.result is not None for j in drawn), len(drawn))
    return w.RandomControl(wanted, rate(len(drawn), len(judgements) - claimed), examined)


def _by_profile(judgements: Sequence[Judgement], random: Rate) -> tuple[w.Picked, ...]:
    groups: dict[str, list[Judgement]] = defaultdict(list)
    for j in judgements:
        if j.cause in (Cause.RULE, Cause.MANIFEST) and j.rule:
            groups[j.rule].append(j)
    return tuple(_picked(name, groups[name], random) for name in sorted(groups, key=lambda n: (-len(groups[n]), n)))


def _random_slice(judgements: Sequence[Judgement], model: Model | None) -> dict[str, list[tuple[float, bool]]]:
    """Return, month by month, the chances that the model gave the random slice, each with what was found."""
    months: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for j in judgements:
        judged = months[f"{j.day:%Y-%m}"]
        by_it = model is None or (j.model is not None and model.sha256.startswith(j.model))
        if _is_random(j) and by_it and j.result and j.chance is not None:
            judged.append((j.chance, j.result != "conform"))
    return months


def _novelty(rows: Sequence[Inputs], model: Model | None) -> tuple[w.Novelty, ...]:
    found = []
    for role in (Subject.IMPORTER, Subject.SELLER, Subject.GOODS, Subject.ROUTE):
        seen = [row[DECLARED[role]] for row in rows if row.get(DECLARED[role]) is not None]
        found.append(w.Novelty(role.value, rate(sum(count == 0 for count in seen), len(seen))))
    if model is not None:
        lacking = [any(code not in model.known.usual for code in _codes(row)) for row in rows]
        found.append(w.Novelty("no experience", rate(sum(lacking), len(lacking))))
    return tuple(found)


def _codes(row: Inputs) -> list[str]:
    return [str(row.get(keys(number)[0]) or "") for number in range(1, int(cast(float, row.get("items") or 0.0)) + 1)]


def acts(lane: Lane, happened: Iterable[Event]) -> list[tuple[str, Act]]:
    """Return what officers decided against the lane of one case, or against what was ordered before, and who did.

    It is told of who signed it; of the part in which it was done where nobody signs.
    """
    found: list[tuple[str, Act]] = []
    reported, held, inspection = False, False, lane is Lane.L3
    for event in sorted(happened, key=lambda e: e.sequence):
        fact, who = event.fact, event.person or event.by
        if isinstance(fact, ev.Examined):
            reported = True
        elif isinstance(fact, ev.LaneOverridden):
            found.append((fact.proposed_by or who, Act.LANE_DEEPER if fact.lane > lane else Act.LANE_LIGHTER))
            lane, inspection = fact.lane, fact.lane is Lane.L3
        elif isinstance(fact, ev.Allotted) and fact.how in PASSED_ON:
            found.append((who, PASSED_ON[fact.how]))
        elif isinstance(fact, ev.Decided):
            if act := _against_lane(fact.verb, lane, held, inspection, reported):
                found.append((who, act))
            held = fact.verb == "hold" or (held and fact.verb not in ("pass", "release"))
            inspection = inspection or fact.verb == "inspect"
    return found


PASSED_ON = {"transfer": Act.TRANSFERRED, "returned": Act.HANDED_BACK}
"""How a case is passed on by somebody's wish, and what that is called."""


def _against_lane(verb: str, lane: Lane, held: bool, inspection: bool, reported: bool) -> Act | None:
    """Return what a decision did against the lane, or against what was ordered before; None if it went with them."""
    if verb in ("pass", "release"):
        return Act.LET_GO_AFTER_HOLD if held else Act.PASSED_WITHOUT_REPORT if inspection and not reported else None
    if verb == "inspect":
        return None if inspection else Act.SENT_TO_INSPECTION
    return Act.ASKED_FOR_DOCUMENTS if verb == "request-documents" and lane in (Lane.L0, Lane.L1) else None


def _overrides(judgements: Sequence[Judgement], decided: Iterable[Event]) -> tuple[w.Override, ...]:
    streams: dict[str, list[Event]] = defaultdict(list)
    for event in decided:
        streams[event.stream].append(event)
    cases: dict[tuple[str, Act], list[Judgement]] = defaultdict(list)
    for j in judgements:
        if j.lane and j.case in streams:
            for officer, act in acts(Lane(j.lane), streams[j.case]):
                cases[officer, act].append(j)
    order = tuple(Act)
    ranked = sorted(cases, key=lambda key: (key[0], order.index(key[1])))
    return tuple(w.Override(officer, act, len(mine := cases[officer, act]), _hits(mine)) for officer, act in ranked)


def _attention(judgements: Sequence[Judgement], inputs: Mapping[str, Inputs]) -> tuple[w.Attention, ...]:
    """Tell how often each group is sent to officers; groups come from the kept inputs, so exports and the unscored have none."""
    known = [(j, inputs[j.case]) for j in judgements if j.case in inputs]
    origins = Counter(origin for _, row in known if (origin := _origin(row)))
    apart = [origin for origin, _ in sorted(origins.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_ORIGINS]]
    groups: dict[tuple[Group, str], list[Judgement]] = defaultdict(list)
    for name in apart:
        groups[Group.ORIGIN, name] = []
    for name in SIZES:
        groups[Group.SIZE, name] = []
    for name in ("yes", "no"):
        groups[Group.AEO, name] = []
    for j, row in known:
        if origin := _origin(row):
            groups[Group.ORIGIN, origin if origin in apart else d.OTHERS].append(j)
        if (declared := row.get(DECLARED[Subject.IMPORTER])) is not None:
            groups[Group.SIZE, _size(cast(float, declared))].append(j)
        groups[Group.AEO, "yes" if row.get("aeo") else "no"].append(j)
    order = tuple(Group)
    return tuple(
        w.Attention(group, name, rate(sum(j.lane in SELECTED for j in those), len(those)), _hits(those))
        for (group, name), those in sorted(groups.items(), key=lambda pair: order.index(pair[0][0]))
        if those
    )


SIZES = ("0", "1 to 9", "10 to 99", "100 or more")
"""How many declarations an importer had lodged before."""


def _size(declared: float) -> str:
    return SIZES[0 if declared < 1 else 1 if declared < 10 else 2 if declared < 100 else 3]


def _origin(row: Inputs) -> str:
    return str(row.get(keys(1)[3]) or "")


def _retraining(watch: Watch, judgements: Sequence[Judgement], model: Model | None, day: date) -> w.Retraining:
    """Gather the reasons to train again. The judgement is an officer's: eclear trains nothing by itself."""
    reasons: list[w.Due] = []
    if watch.scores and watch.scores.level is Level.ACT:
        reasons.append(w.Due(Why.SCORES_MOVED, watch.last, d.CHANCE, watch.scores.psi))
    if moved := [one for one in watch.inputs if one.level is Level.ACT]:
        reasons.append(w.Due(Why.INPUTS_MOVED, watch.last, ", ".join(one.name for one in moved), moved[0].psi))
    reasons += [_off(month) for month in watch.months if month.off]
    times = watch.score_lanes.times
    if times and times.low <= 1 and times.high < CLEARLY_MORE:
        reasons.append(w.Due(Why.NO_BETTER_THAN_RANDOM, watch.last, "", times.high))
    trained = model.learned_until if model else None
    results = sum(bool(j.result) and (trained is None or j.day > trained) for j in judgements)
    if results >= ENOUGH_RESULTS:
        reasons.append(w.Due(Why.NEW_RESULTS, watch.last, "", results))
    look_again = watch.last + timedelta(days=REFERENCE_DAYS)
    if trained and day >= trained + MOST_AGE:
        reasons.append(w.Due(Why.OLD, trained + MOST_AGE, "", (day - trained).days))
    elif trained:
        look_again = min(look_again, trained + MOST_AGE)
    return w.Retraining(tuple(reasons), trained, look_again, results)


def _off(month: d.Calibrated) -> w.Due:
    first = date.fromisoformat(f"{month.name}-01")
    return w.Due(Why.CALIBRATION_OFF, first, month.name, (month.said or 0.0) - (month.found.share or 0.0))


def _beside(champion: Model, challenger: Model, recent: Sequence[Scores], judgements: Sequence[Judgement]) -> w.Beside:
    """Let both models score the same kept inputs: those that the champion itself has scored."""
    mine = [one for one in recent if one.score.model_sha256 == champion.sha256]
    ours = [one.score.chance for one in mine]
    theirs = [score.chance for score in challenger.score_many([one.score.inputs for one in mine])]
    by_case = {j.case: j for j in judgements}
    examined: list[tuple[float, float, bool]] = []
    random: list[tuple[float, float, bool]] = []
    for one, our, their in zip(mine, ours, theirs, strict=True):
        j = by_case.get(one.case)
        if j and j.result:
            examined.append((our, their, j.result != "conform"))
            if _is_random(j):
                random.append(examined[-1])
    return w.Beside(
        champion.name,
        challenger.name,
        len(mine),
        d.overlap(ours, theirs, 0.05),
        _separations(examined),
        _separations(random),
        _apart([one.case for one in mine], d.outranked(ours), d.outranked(theirs)),
    )


def _separations(judged: Sequence[tuple[float, float, bool]]) -> tuple[d.Separation, d.Separation]:
    return d.separation([(our, found) for our, _, found in judged]), d.separation([(their, found) for _, their, found in judged])


def _apart(cases: Sequence[str], ours: Sequence[float], theirs: Sequence[float]) -> tuple[w.Apart, ...]:
    found = [w.Apart(*one) for one in zip(cases, ours, theirs, strict=True) if one[1] != one[2]]
    return tuple(sorted(found, key=lambda one: (-abs(one.champion - one.challenger), one.case))[:MOST_APART])
