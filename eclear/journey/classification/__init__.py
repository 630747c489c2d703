"""Help with classification: headings suggested for a description of goods, and the path through the general rules.

The room is read in this order: ``words`` (what is listened to), ``index`` (what the headings say), ``suggesting`` (which
words spoke for which heading), ``path`` (the general rules, question by question). Nothing here decides anything.
"""

from eclear.journey.classification.measured import MEASURED, Measured
from eclear.journey.classification.path import Answered, Walk, walk
from eclear.journey.classification.suggesting import Spoken, Suggestion, suggest

__all__ = ["MEASURED", "Answered", "Measured", "Spoken", "Suggestion", "Walk", "suggest", "walk"]
