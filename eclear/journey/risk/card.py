"""The model card: what a model was trained on, how well it does, for whom, and what it must not be used for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eclear.journey.risk.explain import METHOD
from eclear.journey.risk.reviewed import TRUSTED
from eclear.journey.risk.terms import TERMS

if TYPE_CHECKING:
    from eclear.journey.risk.train import Trained

USE = "training only: synthetic, never for real targeting"

LEAK = (
    "The public Korean benchmark repeats whole combinations of goods, mass and label, so scores on it show memory; nothing of it "
    "was learned from here.",
    "In the simulated world each declaration is new, and what is wrong with it has a cause. No name, number or label of a party "
    "is among the inputs: only its record as it stood on the day before, with results from the day they were known.",
    "An area under the curve near 1 would be a sign of a leak, and so would one above a coin's after learning from shuffled "
    "labels; both are among the results.",
)

LIMITS = (
    "It learned from examined declarations only, as an office does. What nobody examined is measured on, for the simulation "
    "knows its truth; no office does.",
    "It knows imports of the simulated goods. A code with fewer than 30 items has no usual price, and the reasons say "
    '"No experience with goods of ...".',
    "The world was made by the same hands as the terms that are weighed, so real trade would be harder. "
    "Every figure holds in a simulated world.",
    "Traders adapt: a model ages from its first day. Watch its hit rate against random control, and train anew.",
    "Critical goods are rare and unlike ordinary irregularities. They have a head of their own; hard profiles come before both.",
    "Duty at risk is an expectation. In a single declaration either nothing is lost or much more than it says.",
)


def write_card(out: Path, trained: Trained, digest: str, seed: int, about: Mapping[str, str | int]) -> None:
    """Write ``card.toml`` for the program and ``card.md`` for people, both from the same figures."""
    (out / "card.toml").write_text(_toml(out.name, trained, digest, seed, about), encoding="utf-8", newline="\n")
    (out / "card.md").write_text(_markdown(out.name, trained, digest, seed, about), encoding="utf-8", newline="\n")


def suggested(trained: Trained, by: str = "chance") -> dict[str, float]:
    """Return the scores from which L3 would take 3 %, L2 the next 7 % and L1 the next 10 % of measured declarations."""
    of = trained.quantiles[by]
    return {"L3": of["97"], "L2": of["90"], "L1": of["80"]}


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 of a model's file, as its card and ``allowed.toml`` must name it."""
    return sha256((folder / "model.skops").read_bytes()).hexdigest()


def _toml(name: str, trained: Trained, digest: str, seed: int, about: Mapping[str, str | int]) -> str:
    of = trained.slices
    lines = [
        f"name = {_quoted(name)}",
        f"sha256 = {_quoted(digest)}",
        f"use = {_quoted(USE)}",
        f"seed = {seed}",
        f"trusted = [{', '.join(map(_quoted, TRUSTED))}]  # types beyond those that skops itself trusts",
        *_table("data", {**about, **trained.counts}),
        *_table("libraries", {library: version(library) for library in ("scikit-learn", "skops", "numpy")}),
        "",
        "# measure = [figure, lower, upper]: 95 % interval over importers drawn with replacement, in a simulated world",
        *_intervals("metrics", trained.metrics),
        *_intervals("compared", trained.others),
        *_table("score_quantiles", trained.quantiles["chance"]),
        *_table("suggested_thresholds", suggested(trained)),
        *_table("suggested_duty_thresholds", suggested(trained, "at risk")),
        *_table("suggested_critical", {"threshold": trained.quantiles["critical"]["99"]}),
        *(line for percent, found in trained.budgets.items() for line in _table(f'budget."{percent}"', found)),
        *_table("found_in_top_tenth", {group: s["share"] for group, s in trained.found.items()}),
        *_table("origins_in_top_tenth", {group: s["picked"] for group, s in of["origin"].items()}),
        *_table("sizes_in_top_tenth", {group: s["picked"] for group, s in of["importer size"].items()}),
        *_table("newcomers_in_top_tenth", {group: s["picked"] for group, s in of["newcomer"].items()}),
        *_table(
            "calibration", {f"{head} {n}": x for head, p in trained.calibration.items() for n, x in zip(SIGMOID, p, strict=True)}
        ),
        *_table("found_by_examinations", {"irregular": trained.known.irregular, "critical": trained.known.critical}),
        "",
        "[limits]",
        "text = [",
        *(f"    {_quoted(limit)}," for limit in LIMITS),
        "]",
    ]
    return "\n".join(lines) + "\n"


SIGMOID = ("slope", "start")


def _intervals(title: str, figures: Mapping[str, tuple[float, float, float]]) -> list[str]:
    return ["", f"[{title}]", *(f"{_quoted(m)} = [{', '.join(map(_written, three))}]" for m, three in figures.items())]


def _table(title: str, figures: Mapping[str, Any]) -> list[str]:
    return ["", f"[{title}]", *(f"{_quoted(name)} = {_written(figure)}" for name, figure in figures.items())]


def _written(figure: str | int | float) -> str:
    if isinstance(figure, str):
        return _quoted(figure)
    return str(figure) if isinstance(figure, int) else f"{figure:.6f}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _rows(lines: Iterable[Iterable[object]]) -> str:
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _sliced(groups: Mapping[str, Mapping[str, float]]) -> str:
    return _rows(
        (group, f"{s['of']:.0f}", f"{s['irregular']:.1%}", f"{s['said']:.1%}", f"{s['picked']:.1%}", f"{s['found']:.0%}")
        for group, s in groups.items()
    )


SLICE_HEAD = """declarations | irregular | mean chance said | in the tenth with the highest scores | its irregular found there |
|---|---|---|---|---|---|"""


def _markdown(name: str, trained: Trained, digest: str, seed: int, about: Mapping[str, str | int]) -> str:
    def with_interval(figures: Mapping[str, tuple[float, float, float]]) -> str:
        return _rows((m, f"{f:.3f}", f"{lo:.3f} to {hi:.3f}") for m, (f, lo, hi) in figures.items())

    budgets = _rows((f"{percent} %", *(f"{share:.3f}" for share in found.values())) for percent, found in trained.budgets.items())
    kinds = list(next(iter(trained.budgets.values())))
    found = _rows((group, f"{s['of']:.0f}", f"{s['share']:.0%}") for group, s in trained.found.items())
    thresholds = ", ".join(f"{lane} from {chance:.4f}" for lane, chance in suggested(trained).items())
    duties = ", ".join(f"{lane} from {duty:,.0f}" for lane, duty in suggested(trained, "at risk").items())
    heads = ", ".join(f"{head} {size[0]} x {size[1]}" for head, size in _sizes(trained).items())
    sigmoids = ", ".join(f"{head} {slope:.3f} x sum {start:+.3f}" for head, (slope, start) in trained.calibration.items())
    return f"""# {name}

Boosted trees over {len(TERMS)} terms that give the chance of an irregularity in an import declaration, the duty and taxes
at risk, and the chance of goods that endanger the public. **{USE[0].upper()}{USE[1:]}.** All figures are in a simulated world.

| | |
|---|---|
| file | model.skops, SHA-256 `{digest}` |
| libraries | scikit-learn {version("scikit-learn")}, skops {version("skops")}, numpy {version("numpy")} |
| seed | {seed} |
| trees x leaves at most | {heads} |
{_rows({**about, **trained.counts}.items())}

Trusted types beyond those of skops itself: {", ".join(TRUSTED)}.

Label: what an examination finds, meant or not. Learned from declarations that were examined, because a profile, random
control or a score of the time picked them; measured on all later declarations, examined or not.

{chr(10).join(LEAK)}

## Results

Later declarations, in a simulated world.

| measure | figure | 95 % interval (importers drawn with replacement) |
|---|---|---|
{with_interval(trained.metrics)}

| compared on the same declarations | figure | 95 % interval |
|---|---|---|
{with_interval(trained.others)}

What looking at the highest scores finds, in a simulated world; the last lines rank by the critical head and by duty at risk.

| looked at | {" | ".join(kinds)} |
|---|{"---|" * len(kinds)}
{budgets}

| irregularity | cases measured | found in the tenth with the highest scores |
|---|---|---|
{found}

## For whom

| importer's declarations before | {SLICE_HEAD}
{_sliced(trained.slices["importer size"])}

| importer | {SLICE_HEAD}
{_sliced(trained.slices["newcomer"])}

| origin | {SLICE_HEAD}
{_sliced(trained.slices["origin"])}

## Critical goods

The critical head has its own line and its own places; its recall at each budget stands above beside that of the common score.
Hard profiles for prohibited goods come before both.

## Lanes

Chances from which L3 would take 3 %, L2 the next 7 % and L1 the next 10 % of declarations: {thresholds}.
By duty at risk instead: {duties}. The highest hundredth of the critical head begins at {trained.quantiles["critical"]["99"]:.4f}.

## Calibration

Platt's sigmoid, fitted on the latest examined declarations before the measured ones: those of random control where they are
enough ({sigmoids}).
The calibration error over ten groups of equal size is among the results. Duty at risk is chance x share of the customs value
lost among the irregular, made to add up to the duty at stake in what was examined (factor {trained.factor:.3f}).

## Explanation

{METHOD.en}

## Limits

{_listed(LIMITS)}
"""


def _sizes(trained: Trained) -> dict[str, tuple[int, int, float, int]]:
    settings = trained.settings
    return {"irregular": settings.irregular, "critical": settings.critical, "share": settings.share}


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
