"""A small world of traders, honest and not, that lodges import declarations with a known truth. Everything in it is invented.

The truth has causes: who trades (``traders``), in what (``goods``), what a consignment really is (``consignments``), and
what is wrongly told about it (``deceit``). ``world`` puts them together, ``schooling`` lets a model learn from it.
"""

from eclear.simulation.traders import Temper
from eclear.simulation.world import Simulated, Truth, generate

__all__ = ["Simulated", "Temper", "Truth", "generate"]
