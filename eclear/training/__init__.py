"""Learning by doing: samples with their stories, and exercises. A scenario is read (:mod:`~eclear.training.packs`), opened for a
class (:mod:`~eclear.training.exercises`), works itself (:mod:`~eclear.training.playing`), is marked
(:mod:`~eclear.training.grading`) and talked over (:mod:`~eclear.training.debriefing`)."""
