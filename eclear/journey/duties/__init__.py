"""Duties: customs value, customs duty and taxes of a declaration, each with the working that led to it."""

from eclear.journey.duties.assess import assess
from eclear.journey.duties.refusal import CannotAssess

__all__ = ["CannotAssess", "assess"]
