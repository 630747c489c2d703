"""A world of traders, honest and not, that lodges import declarations with a known truth. Everything in it is invented.

The truth has causes: who trades (``traders``, ``population``), from whom (``sellers``), in what (``goods``, ``markets``),
what a consignment really is (``consignments``), and what is wrongly told about it (``deceit``, ``smuggling``, ``schemes``).
``world`` puts them together, ``shape`` holds the dials, ``stakes`` says what a lie would cost, ``messages`` writes days to
folders, ``schooling`` lets a model learn from it.
"""

from eclear.simulation.shape import COLLAPSE, DRIFT, ORDINARY, SHAPES, Scheme, Shape
from eclear.simulation.stakes import at_stake
from eclear.simulation.traders import Temper, Way
from eclear.simulation.world import Simulated, Truth, World, generate

__all__ = [
    "COLLAPSE",
    "DRIFT",
    "ORDINARY",
    "SHAPES",
    "Scheme",
    "Shape",
    "Simulated",
    "Temper",
    "Truth",
    "Way",
    "World",
    "at_stake",
    "generate",
]
