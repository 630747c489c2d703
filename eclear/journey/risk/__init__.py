"""The risk score: what a model trained on simulated trade makes of a declaration. A reason to look, never proof.

The room is read in this order: ``features`` (what is looked at), ``terms`` (how it is counted), ``trees`` (how they are
asked), ``model`` (the score), ``explain`` and ``counterfactual`` (the reasons), ``train`` (where the model comes from).
"""

from eclear.journey.risk.counterfactual import Otherwise
from eclear.journey.risk.explain import METHOD
from eclear.journey.risk.features import features
from eclear.journey.risk.model import Model, ModelFailed, ModelRefused

__all__ = ["METHOD", "Model", "ModelFailed", "ModelRefused", "Otherwise", "features"]
