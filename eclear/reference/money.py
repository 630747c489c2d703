"""Rules of money: the stages of an appeal with their time limits, and whether a month's notices can be gathered.

What a folder does not say is left open, and nothing is guessed in its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from eclear.casefile.notice import Stage
from eclear.reference.dated import Fact
from eclear.reference.rows import Row, each, read_toml


@dataclass(frozen=True, slots=True)
class AppealStage:
    """One stage of an appeal: to whom it goes, and how many days there are for it from the decision."""

    stage: Stage
    office: str
    days: int
    fact: Fact


@dataclass(frozen=True, slots=True)
class MoneyRules:
    """The rules of money of a country, each as it stood over time; none where the folder has no such file."""

    stages: Mapping[Stage, tuple[AppealStage, ...]]
    monthly: tuple[Fact, ...] = ()

    def stage(self, stage: Stage, on: date) -> AppealStage | None:
        """Return a stage of appeal as it stands on a day; None where the country has none that eclear knows."""
        return next((one for one in self.stages.get(stage, ()) if one.fact.holds(on)), None)

    def gathers(self, on: date) -> Fact | None:
        """Return the rule by which a month's notices are gathered in one statement; None where there is none."""
        return next((fact for fact in self.monthly if fact.holds(on)), None)


NO_MONEY_RULES = MoneyRules({})


def read_money(path: Path) -> MoneyRules:
    """Read the rules of money of a country, which may have none; reports a stage that eclear does not know."""
    if not path.exists():
        return NO_MONEY_RULES
    file = read_toml(path)
    stages: dict[Stage, list[AppealStage]] = {}
    for one in each(file.tables("appeal"), _stage):
        stages.setdefault(one.stage, []).append(one)
    monthly = tuple(each(file.tables("monthly_account"), lambda row: row.fact()))
    return MoneyRules({stage: tuple(found) for stage, found in stages.items()}, monthly)


def _stage(row: Row) -> AppealStage:
    return AppealStage(Stage(row.choice("stage", tuple(Stage))), row.text("office"), row.whole("days"), row.fact())
