"""Settlement: the acceptance guards, the tax notice, and what follows by itself when the last guard clears."""

from eclear.journey.settlement.guards import Guard, guards, waiting_for
from eclear.journey.settlement.settle import returned, settle

__all__ = ["Guard", "guards", "returned", "settle", "waiting_for"]
