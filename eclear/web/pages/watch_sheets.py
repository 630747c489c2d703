"""The tables of the watch: one question each, with counts and intervals, and the same for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from eclear.casefile.words import Term
from eclear.clearance.watched import Act, Beside, Group, Picked, Watch
from eclear.journey.risk.drift import ACT, ENOUGH, OTHERS, UNTOLD, WATCH, Calibrated, Drift, Level, Rate, Ratio
from eclear.web.languages import _, ngettext, word
from eclear.web.pages.watch_words import CAUSES, GROUPS, NOVEL, input_term

MOST_INPUTS = 8
"""So many inputs are shown, those that moved furthest; the sheet holds them all."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a table: its text, a note under it, a tag (ok, wait, stop, quiet), or an address that it leads to."""

    text: str
    note: str = ""
    tag: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One question with its table: ``csv`` is where the same is for a spreadsheet, ``nothing`` what is said without rows."""

    id: str
    title: Term
    about: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    csv: str
    nothing: str
    notes: tuple[str, ...] = ()

    @property
    def wide(self) -> bool:
        """True for a table that needs the whole width of the page."""
        return self.id in ("scores", "drift", "causes", "profiles", "overrides", "attention")


def sheets(watch: Watch) -> tuple[Sheet, ...]:
    """Return the tables of a watch in the order in which they are asked for."""
    query = urlencode({"first": watch.first.isoformat(), "last": watch.last.isoformat()})

    def csv(table: str) -> str:
        return f"/watch/{table}.csv?{query}"

    return (
        *_moved(watch, csv("scores"), csv("drift")),
        _calibration(watch, csv("calibration")),
        _novelty(watch, csv("novelty")),
        _picked("causes", Term("Hit rates by cause", "선별 사유별 적발률"), watch.causes, csv("causes"), _about_causes(watch)),
        _picked("profiles", Term("Hit rates by profile", "우범 기준별 적발률"), watch.profiles, csv("profiles"), ""),
        *_control(watch, csv("random"), csv("sizes")),
        _overrides(watch, csv("overrides")),
        _attention(watch, csv("attention")),
        *_beside(watch, csv("challenger"), csv("apart")),
    )


def share(part: float | None) -> str:
    """A share in percent with one decimal: 3.5 %."""
    return "–" if part is None else f"{part * 100:.1f}\N{NO-BREAK SPACE}%"


def between(low: float, high: float) -> str:
    """An interval in percent: 2.0 to 6.1 %."""
    return _("%(low)s to %(high)s", low=f"{low * 100:.1f}", high=share(high))


def _rated(one: Rate) -> Cell:
    """A rate with its counts and its interval; where there were too few, it says so."""
    if not one.of:
        return Cell("–", _("none examined"))
    counts = _("%(found)s of %(all)s", found=f"{one.found:,}", all=f"{one.of:,}")
    if not one.tells:
        return Cell(counts, _("too few examined to say"))
    return Cell(share(one.share), f"{counts}, {between(one.low, one.high)}")


def _shared(one: Rate) -> Cell:
    """A share of declarations with its counts and its interval."""
    if not one.of:
        return Cell("–")
    counts = _("%(found)s of %(all)s", found=f"{one.found:,}", all=f"{one.of:,}")
    return Cell(share(one.share), f"{counts}, {between(one.low, one.high)}")


def _times(one: Ratio | None) -> Cell:
    if one is None:
        return Cell("–")
    interval = _("%(low)s to %(high)s times", low=f"{one.low:.1f}", high=f"{one.high:.1f}")
    return Cell(f"{one.times:.1f}" if one.times is not None else "–", interval)


LEVELS = {Level.STEADY: "ok", Level.WATCH: "wait", Level.ACT: "stop", Level.UNSAID: "quiet"}


def _level(level: Level) -> Cell:
    names = {Level.STEADY: _("steady"), Level.WATCH: _("watch"), Level.ACT: _("act"), Level.UNSAID: _("too few to say")}
    return Cell(names[level], tag=LEVELS[level])


def _moved(watch: Watch, scores: str, drift: str) -> Iterable[Sheet]:
    """The table of the picture of the scores, and the drift of every input."""
    parts = watch.scores.parts if watch.scores else ()
    edges = [f"{part.upto * 100:.2f} %" if part.upto is not None else _("above") for part in parts]
    yield Sheet(
        "scores",
        Term("Scores now and before", "점수 분포"),
        _("The share of declarations by chance of an irregularity, in a simulated world."),
        (_("Chance up to"), _("Reference"), _("In these days")),
        tuple((Cell(edge), Cell(share(part.before)), Cell(share(part.now))) for edge, part in zip(edges, parts, strict=True)),
        scores,
        _("There is no score, or no reference to hold it against."),
    )
    shown = watch.inputs[:MOST_INPUTS]
    rest = len(watch.inputs) - len(shown)
    notes = (
        _(
            "PSI from %(watch)s: watch; from %(act)s: act. These limits are a rule of thumb.",
            watch=f"{WATCH:.2f}",
            act=f"{ACT:.2f}",
        ),
        _("Where nothing moves, PSI stays below the figure of chance in 95 of 100 cases."),
    )
    more = (ngettext("%(num)s more input is in the CSV.", "%(num)s more inputs are in the CSV.", rest),) if rest else ()
    yield Sheet(
        "drift",
        Term("Drift of inputs", "입력값 변화"),
        _("How far what the model is given has moved."),
        (_("Input"), _("PSI"), _("By chance alone"), _("Values"), _("Asks for")),
        tuple(map(_drifted, shown)),
        drift,
        _("There is nothing to compare yet."),
        notes + more,
    )


def _drifted(one: Drift) -> tuple[Cell, ...]:
    most = max(one.parts, key=lambda part: abs(part.now - part.before), default=None)
    note = ""
    if most and one.level in (Level.WATCH, Level.ACT):
        name = {OTHERS: _("other values"), UNTOLD: _("not told")}.get(most.name, most.name)
        if most.upto is not None:
            name = _("up to %(edge)s", edge=f"{most.upto:,.4g}")
        name = name or _("the highest values")
        note = _("%(part)s: %(before)s before, %(now)s now", part=name, before=share(most.before), now=share(most.now))
    named = Cell(word(input_term(one.name)), note)
    return named, Cell(f"{one.psi:.2f}"), Cell(f"{one.by_chance:.2f}"), Cell(f"{one.of:,}"), _level(one.level)


def _calibration(watch: Watch, csv: str) -> Sheet:
    return Sheet(
        "calibration",
        Term("Calibration", "확률 보정"),
        _("Do the chances come true? Only the random slice can tell: nobody picked it."),
        (_("Declarations"), _("Chance said"), _("Found irregular"), _("Agrees")),
        tuple(_agrees(one) for one in (*watch.months, *watch.fifths)),
        csv,
        _("No declaration of these days has a score."),
        (_("With fewer than %(enough)s examined nothing is said.", enough=ENOUGH),),
    )


def _agrees(one: Calibrated) -> tuple[Cell, ...]:
    low, _to, high = one.name.partition(" to ")
    name = _("chances from %(low)s to %(high)s", low=share(float(low)), high=share(float(high))) if high else one.name
    words = {None: ("", "–"), True: ("stop", _("no")), False: ("ok", _("yes"))}
    tag, text = words[one.off]
    return Cell(name), Cell(share(one.said)), _rated(one.found), Cell(text, tag=tag)


def _about_causes(watch: Watch) -> str:
    if watch.score_lanes.times is None:
        return _("What was picked by each cause, and how much of the examined was irregular.")
    return _("Compare with random control: near 1 means that the score is worth nothing.")


def _picked(id: str, title: Term, picked: tuple[Picked, ...], csv: str, about: str) -> Sheet:
    return Sheet(
        id,
        title,
        about or _("What each profile that decided a lane has found. A profile that finds nothing costs others their time."),
        (_("Picked by"), _("Declarations"), _("Found irregular"), _("Endangers the public"), _("Times random control")),
        tuple(
            (
                Cell(word(CAUSES[one.name]) if id == "causes" and one.name in CAUSES else one.name),
                Cell(f"{one.declarations:,}"),
                _rated(one.hits),
                Cell(f"{one.critical:,}"),
                _times(one.times),
            )
            for one in picked
        ),
        csv,
        _("No declaration of these days was picked so."),
        (_("Rates are of declarations with a report. Nobody knows about the others."),) if id == "causes" else (),
    )


def _control(watch: Watch, random: str, sizes: str) -> Iterable[Sheet]:
    control = watch.control
    level = Cell(_("fewer than wanted"), tag="wait") if control.short else Cell(_("as wanted"), tag="ok")
    yield Sheet(
        "random",
        Term("Random control", "무작위 검사"),
        _("Drawn whatever the score: the only unbiased look at what passes unseen."),
        (_("Wanted by the policy"), _("Drawn"), _("Of these with a report"), _("The share")),
        ((Cell(share(control.wanted)), _shared(control.drawn), _shared(control.examined), level),),
        random,
        "",
        (_("The drawn that a profile or the manifest claimed before count there."),),
    )
    known = _("At the rate that was found at random, %(rate)s.", rate=share(watch.assumed))
    worst = _("At the worst rate for it, one half: too few of the drawn were examined to know better.")
    yield Sheet(
        "sizes",
        Term("What random control can tell", "무작위 검사의 정확도"),
        _(
            "So far off may the rate of irregular declarations be, in 95 of 100 draws, of %(all)s declarations.",
            all=f"{watch.declarations:,}",
        ),
        (_("Random share"), _("Declarations drawn"), _("Off by up to")),
        tuple(
            (Cell(share(one.share)), Cell(f"{one.rows:,}"), Cell(_("± %(points)s points", points=f"{one.off * 100:.1f}")))
            for one in watch.sizes
        ),
        sizes,
        "",
        (known if watch.control.examined.found >= ENOUGH else worst,),
    )


def _novelty(watch: Watch, csv: str) -> Sheet:
    return Sheet(
        "novelty",
        Term("Never seen before", "처음 보는 신고"),
        _("The share of declarations that brought something new. About them the model knows least."),
        (_("Never seen"), _("Declarations")),
        tuple((Cell(word(NOVEL[one.what])), _shared(one.unseen)) for one in watch.novelty if one.unseen.of),
        csv,
        _("The scores of these days keep no records of parties."),
    )


def _overrides(watch: Watch, csv: str) -> Sheet:
    return Sheet(
        "overrides",
        Term("Decided against the lane", "선별과 다른 결정"),
        _("What officers decided otherwise than the lane, and what was found. An officer sees the goods, a lane does not."),
        (_("Officer"), _("Decision"), _("Work"), _("Times"), _("Found irregular")),
        tuple(
            (Cell(one.officer), Cell(word(one.act.term)), _direction(one.act), Cell(f"{one.times:,}"), _rated(one.hits))
            for one in watch.overrides
        ),
        csv,
        _("Every decision of these days followed its lane."),
        (_("These are counts, and no marks: every one of them can be right."),),
    )


def _direction(act: Act) -> Cell:
    if act.is_more is None:
        return Cell(_("as the lane"))
    return Cell(_("more than the lane") if act.is_more else _("less than the lane"))


def _attention(watch: Watch, csv: str) -> Sheet:
    return Sheet(
        "attention",
        Term("Whom attention falls on", "검사 집중도"),
        _("The share sent to documents or inspection. Where it is high and little is found, ask why."),
        (_("Group"), _("Sent to L2 or L3"), _("Found irregular")),
        tuple((Cell(_group(one.group, one.name)), _shared(one.selected), _rated(one.hits)) for one in watch.attention),
        csv,
        _("No declaration of these days has a score."),
        (_("Differences between groups need not be unfair, and equal shares need not be fair."),),
    )


def _group(group: Group, name: str) -> str:
    names = {
        "yes": _("authorised economic operator"),
        "no": _("no authorised economic operator"),
        "0": _("the first declaration"),
        "1 to 9": _("1 to 9 declarations before"),
        "10 to 99": _("10 to 99 declarations before"),
        "100 or more": _("100 or more declarations before"),
        OTHERS: _("all other origins"),
    }
    return f"{word(GROUPS[group])}: {names.get(name, name)}"


def _beside(watch: Watch, challenger: str, apart: str) -> Iterable[Sheet]:
    title = Term("Champion and challenger", "운영 모델과 도전 모델")
    columns = (_("Model"), _("AUC on all examined"), _("AUC on the random slice"))
    both = watch.beside
    if both is None or not both.rows:
        lacking = watch.why_not or _("There is no challenger among the risk models.")
        if both:
            lacking = _("No declaration of these days was scored by the model in use.")
        yield Sheet("challenger", title, _("Two models on the same declarations."), columns, (), challenger, lacking)
        return
    notes = (
        _(
            "%(same)s of the champion's highest %(top)s are among the challenger's too, of %(all)s declarations.",
            same=both.top.found,
            top=both.top.of,
            all=f"{both.rows:,}",
        ),
        _("The champion picked what was examined, so that column flatters it. The random slice does not."),
        _("Nothing is decided here: a new model needs a review and an entry in the list of allowed models."),
    )
    yield Sheet(
        "challenger",
        title,
        _("Two models on the same declarations. An AUC of 0.5 is a coin."),
        columns,
        tuple(_separated(name, both, place) for place, name in enumerate((both.champion, both.challenger))),
        challenger,
        "",
        notes,
    )
    yield Sheet(
        "apart",
        Term("Where they differ most", "차이가 가장 큰 신고"),
        _("By what share of declarations each model has it outranked: 0 is the highest score."),
        (_("Case"), both.champion, both.challenger),
        tuple(
            (Cell(one.case, href=f"/cases/{one.case}"), Cell(share(one.champion)), Cell(share(one.challenger)))
            for one in both.apart
        ),
        apart,
        _("They rank every declaration alike."),
    )


def _separated(name: str, both: Beside, place: int) -> tuple[Cell, ...]:
    cells = [Cell(name)]
    for one in (both.on_examined[place], both.on_random[place]):
        counts = _("%(irregular)s irregular, %(regular)s not", irregular=one.irregular, regular=one.regular)
        if one.auc is None:
            cells.append(Cell(_("too few to say"), counts))
        else:
            interval = _("%(low)s to %(high)s", low=f"{one.low:.2f}", high=f"{one.high:.2f}")
            cells.append(Cell(f"{one.auc:.2f}", f"{interval}; {counts}"))
    return tuple(cells)
