"""The risk score: what a model trained on simulated trade makes of a declaration. A reason to look, never proof.

The room is read in this order: ``features`` (what is looked at), ``terms`` (how it is counted), ``model`` (the chance),
``explain`` (the reasons), ``train`` (where the model comes from).
"""

from eclear.journey.risk.features import features
from eclear.journey.risk.model import Model, ModelFailed, ModelRefused

__all__ = ["Model", "ModelFailed", "ModelRefused", "features"]
