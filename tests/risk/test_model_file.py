"""Which model files are taken in: the reviewed one and no other, whatever a file pretends to be."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import cache
from hashlib import sha256
from math import inf, nan
from pathlib import Path
from shutil import copytree
from typing import Any
from zipfile import ZIP_DEFLATED

import numpy as np
import pytest
from risk_lessons import learned, plain
from skops.io import dumps

from eclear.journey.risk import Model, ModelFailed, ModelRefused
from eclear.journey.risk.model import Calibration
from eclear.journey.risk.train import parts

SHIPPED = Path(__file__).resolve().parents[2] / "risk_models"
NAME = "kr-import-2"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "risk_models").mkdir()
    copytree(SHIPPED / NAME, tmp_path / "risk_models" / NAME)
    (tmp_path / "risk_models" / "allowed.toml").write_bytes((SHIPPED / "allowed.toml").read_bytes())
    return tmp_path / "risk_models" / NAME


def reviewed(folder: Path, body: bytes) -> None:
    """Put a file in the model's place with a card and a list that vouch for it: only what is inside can still refuse it."""
    (folder / "model.skops").write_bytes(body)
    digest = sha256(body).hexdigest()
    (folder / "card.toml").write_text(f'sha256 = "{digest}"\n', encoding="utf-8")
    (folder.parent / "allowed.toml").write_text(f'[[model]]\nname = "{NAME}"\nsha256 = "{digest}"\n', encoding="utf-8")


def packed(holds: object) -> bytes:
    return bytes(dumps(holds, compression=ZIP_DEFLATED))


@cache
def sound() -> bytes:
    """A small model as its file holds it."""
    return packed(parts(learned()))


def test_the_shipped_model_is_taken_in(folder: Path) -> None:
    model = Model.load(folder)
    assert model.name == NAME and model.country == "KR" and len(model.known.usual) > 50


def test_one_flipped_byte_anywhere_is_refused(folder: Path) -> None:
    body = (folder / "model.skops").read_bytes()
    for place in range(0, len(body), len(body) // 40):
        flipped = bytearray(body)
        flipped[place] ^= 1 << place % 8
        (folder / "model.skops").write_bytes(flipped)
        with pytest.raises(ModelRefused, match="its card says"):
            Model.load(folder)


def test_a_file_that_nobody_reviewed_is_refused_even_with_its_own_card(folder: Path) -> None:
    allowed = (folder.parent / "allowed.toml").read_text(encoding="utf-8")
    reviewed(folder, sound())
    (folder.parent / "allowed.toml").write_text(allowed, encoding="utf-8")
    with pytest.raises(ModelRefused, match="is not in allowed"):
        Model.load(folder)


def test_a_reviewed_file_under_another_name_is_refused(folder: Path) -> None:
    other = copytree(folder, folder.parent / "other")
    with pytest.raises(ModelRefused, match="is not in allowed"):
        Model.load(other)


@pytest.mark.parametrize("missing", ["model.skops", "card.toml", "../allowed.toml"])
def test_a_missing_part_is_a_refusal_and_no_crash(folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(ModelRefused, match="cannot be read"):
        Model.load(folder)


def test_a_missing_folder_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused):
        Model.load(tmp_path / "nowhere")


class Payload:
    """Runs a command when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return exec, (f"open({str(self.trace)!r}, 'w').close()",)


def test_a_pickle_in_disguise_is_refused_and_never_run(folder: Path, tmp_path: Path) -> None:
    trace = tmp_path / "it-ran"
    body = pickle.dumps(Payload(trace))
    reviewed(folder, body)
    with pytest.raises(ModelRefused, match="not a model file"):
        Model.load(folder)
    assert not trace.exists()
    pickle.loads(body)
    assert trace.exists(), "the payload is a live one: whoever unpickles it runs it"


def test_a_joblib_file_in_disguise_is_refused_and_never_run(folder: Path, tmp_path: Path) -> None:
    import joblib  # type: ignore[import-untyped]

    trace, file = tmp_path / "it-ran", tmp_path / "model.joblib"
    joblib.dump(Payload(trace), file)
    reviewed(folder, file.read_bytes())
    with pytest.raises(ModelRefused, match="not a model file"):
        Model.load(folder)
    assert not trace.exists()


def test_a_type_that_is_not_on_the_list_is_refused(folder: Path) -> None:
    from sklearn.tree import DecisionTreeClassifier

    tree = DecisionTreeClassifier(max_depth=1).fit(np.array([[0.0], [1.0]]), np.array([0, 1]))
    reviewed(folder, packed({**parts(learned()), "estimators": {"irregular": tree}}))
    with pytest.raises(ModelRefused, match="UntrustedTypesFoundException"):
        Model.load(folder)


def other_kind(holds: dict[str, Any]) -> None:
    from sklearn.linear_model import LinearRegression

    holds["estimators"]["share"] = LinearRegression()


def swapped_heads(holds: dict[str, Any]) -> None:
    holds["estimators"]["irregular"] = holds["estimators"]["share"]


def leaf_no_number(holds: dict[str, Any]) -> None:
    holds["estimators"]["critical"]._predictors[0][0].nodes["value"][-1] = nan


def branch_to_nowhere(holds: dict[str, Any]) -> None:
    holds["estimators"]["irregular"]._predictors[0][0].nodes["left"][0] = 77


def start_no_number(holds: dict[str, Any]) -> None:
    holds["estimators"]["irregular"]._baseline_prediction[0] = inf


def factor_no_number(holds: dict[str, Any]) -> None:
    holds["factor"] = nan


def upside_down(holds: dict[str, Any]) -> None:
    holds["calibration"]["irregular"] = [-1.0, 0.0]


def other_terms(holds: dict[str, Any]) -> None:
    holds["terms"] = holds["terms"][::-1]


def short_median(holds: dict[str, Any]) -> None:
    holds["median"] = holds["median"][:-1]


def usual_no_number(holds: dict[str, Any]) -> None:
    holds["usual"]["6109100000"][0] = nan


def nothing_known(holds: dict[str, Any]) -> None:
    del holds["found"]


@pytest.mark.parametrize(
    ("break_it", "why"),
    [
        (other_kind, "is a LinearRegression"),
        (swapped_heads, "is a HistGradientBoostingRegressor"),
        (leaf_no_number, "not a finite number"),
        (branch_to_nowhere, "leads to node 77"),
        (start_no_number, "not a finite number"),
        (factor_no_number, "not a finite number"),
        (upside_down, "below what it may be"),
        (other_terms, "other terms"),
        (short_median, "medians for"),
        (usual_no_number, "not a finite number"),
        (nothing_known, "does not hold what a model needs"),
    ],
    ids=lambda given: given.__name__ if callable(given) else "",
)
def test_a_file_with_one_unsound_part_is_refused(folder: Path, break_it: Callable[[dict[str, Any]], None], why: str) -> None:
    holds = deepcopy(parts(learned()))
    break_it(holds)
    reviewed(folder, packed(holds))
    with pytest.raises(ModelRefused, match=why):
        Model.load(folder)


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"\x00" * 100])
def test_rubbish_is_refused(folder: Path, body: bytes) -> None:
    reviewed(folder, body)
    with pytest.raises(ModelRefused, match="not a model file"):
        Model.load(folder)


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load(SHIPPED / NAME)


def test_the_baseline_of_these_tests_has_a_score(model: Model) -> None:
    score = model.score(plain())
    assert 0.0 < score.chance < 0.5 and score.at_risk is not None and score.at_risk > 0.0
    assert score.critical is not None and 0.0 < score.critical < 0.5


@pytest.mark.parametrize(
    "broken",
    [{"irregular": Calibration(1.0, nan)}, {"critical": Calibration(nan, 0.0)}, {"factor": nan}, {"factor": inf}],
    ids=["chance", "critical", "duty nan", "duty inf"],
)
def test_a_score_that_is_no_number_is_a_failure_and_no_low_score(model: Model, broken: dict[str, Any]) -> None:
    with pytest.raises(ModelFailed, match="where two chances and an amount belong"):
        replace(model, **broken).score(plain())


@pytest.mark.parametrize("changes", [{"duty rate": nan}, {"item 1 value per kg": nan}, {"customs value": inf}, {"items": "many"}])
def test_inputs_that_are_no_figures_are_a_failure_and_no_low_score(model: Model, changes: dict[str, Any]) -> None:
    with pytest.raises(ModelFailed):
        model.score(plain(**changes))
    with pytest.raises(ModelFailed):
        model.score_many([plain(), plain(**changes)])


@pytest.mark.parametrize("missing", ["items", "item 1 code", "duty rate", "importer examined", "mass against manifest", "aeo"])
def test_an_input_that_is_missing_altogether_is_a_failure(model: Model, missing: str) -> None:
    with pytest.raises(ModelFailed):
        model.score({name: given for name, given in plain().items() if name != missing})


def test_asking_for_the_risk_room_costs_no_learning_library() -> None:
    asked = "import sys, eclear.journey.risk; print(sorted({'sklearn', 'numpy', 'skops', 'scipy'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=SHIPPED.parent)
    assert told.stdout.strip() == "[]"
