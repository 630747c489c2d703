"""The dials of a simulated world: how its people react, how it drifts, and which new scheme starts when. All SYNTHETIC."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scheme:
    """An offence that spreads through some kinds of goods from some countries, from one day of the world on.

    ``begins`` is the day (0 is the first). The scheme takes in cells, which are headings from one origin, until they make
    up ``reach`` of the trade; if ``quiet``, those with the fewest examinations so far, otherwise by lot. Of the established
    importers who trade in them, the share ``joined`` takes part, and cheats in the share ``often`` of the consignments;
    in a quiet scheme they are the busiest, of whom nobody ever heard anything bad. If it ``recruits``, who is caught leaves
    it for good, and others who trade in its cells take his place.

    A scheme of dear goods passes them off as the cheaper-taxed goods of the cell: their price, ``dearer`` times the usual
    one of the cell, is high where the price of an undervalued consignment is low. Another scheme brings the goods by a
    third country, where they stay some days and take on its origin.
    """

    begins: int
    reach: float
    joined: float
    often: float
    quiet: bool = False
    recruits: bool = False
    dearer: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """What a world is like. Each dial changes one thing; the same seed with another shape is another world.

    =================  ==================================================================================================
    adapt              importers react to what an examination finds: they are careful for a while, change their way,
                       move into goods with few examinations, or close and come back under another number
    careful_days       how many days somebody who was caught keeps to the rules, on average
    moves              the chance that he then changes his way or his goods instead of going on as before
    closes_after       after how many findings he closes; somebody at his address opens again a few weeks later
    newcomers          importers who begin on each day, on average
    honest_slips       how often the honest and the careless make mistakes; 1 is usual
    boldness           how often the dishonest cheat; 1 is usual
    offenders          how many importers are dishonest for money from the start, and ...
    offenders_trade    ... how much they trade; 1 is usual for both
    by_price_only      who cheats for money does it by a lower price, and in no other way
    told_price         from which to which share of the true price the undervalued goods are told
    sales              which share of honest consignments is a clearance sale, and from which to which share of the price
    price_drift        how far the price of goods wanders in a year (standard deviation of the logarithm)
    displaced          the day from which most of those who cheated until then stop or change their way; None for never
    displaced_share    how many of them do, and ...
    displaced_stop     ... how many of those stop for good
    scheme             a new offence that starts on some day in some goods and countries; None for none
    =================  ==================================================================================================
    """

    name: str = "ordinary"
    adapt: bool = True
    careful_days: int = 45
    moves: float = 0.35
    closes_after: int = 3
    newcomers: float = 2.0
    honest_slips: float = 1.0
    boldness: float = 1.0
    offenders: float = 1.0
    offenders_trade: float = 1.0
    by_price_only: bool = False
    told_price: tuple[float, float] = (0.3, 0.8)
    sales: tuple[float, float, float] = (0.03, 0.5, 0.8)
    price_drift: float = 0.05
    displaced: int | None = None
    displaced_share: float = 0.7
    displaced_stop: float = 0.5
    scheme: Scheme | None = None


ORDINARY = Shape()
"""A world that stays as it is: seasons, newcomers and reactions, but no new scheme."""

DRIFT = Shape(
    name="drift",
    price_drift=0.35,
    displaced=150,
    scheme=Scheme(begins=120, reach=0.1, joined=0.35, often=0.5),
)
"""A world in which prices wander, a new scheme starts after four months, and the old ways are left a month later."""

COLLAPSE = Shape(
    name="collapse",
    careful_days=20,
    moves=0.0,
    closes_after=1000,
    honest_slips=0.05,
    boldness=3.0,
    offenders=4.0,
    offenders_trade=0.35,
    by_price_only=True,
    told_price=(0.2, 0.45),
    displaced=60,
    sales=(0.18, 0.2, 0.5),
    displaced_share=0.75,
    displaced_stop=1.0,
    scheme=Scheme(begins=60, reach=0.35, joined=0.15, often=0.8, quiet=True, recruits=True, dearer=(1.15, 1.6)),
)
"""A world in which an office that examines only what its model suspects goes blind.

For two months fraud is easy to know: cheap goods of a few importers, and nearly nobody else errs. So large groups of goods
look clean, and the model is rightly certain of it. Then the offenders, who watch where examinations happen, move into the
goods and origins that have seen the fewest. The traces of the new scheme have the opposite sign: established importers,
goods dearer than usual. Enough of the old offenders go on to keep a score-only office busy and sure of itself. Only
declarations drawn at random can show what happens.
"""

SHAPES = {shape.name: shape for shape in (ORDINARY, DRIFT, COLLAPSE)}
"""The shapes by name."""
