"""Which model files are taken in: the reviewed one and no other, whatever a file pretends to be."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from math import inf, nan
from pathlib import Path
from shutil import copytree
from typing import Any
from zipfile import ZIP_DEFLATED

import numpy as np
import pytest
from skops.io import dumps, loads

from eclear.journey.risk import Model, ModelFailed, ModelRefused

SHIPPED = Path(__file__).resolve().parents[2] / "risk_models"
NAME = "kr-import-1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copytree(SHIPPED, tmp_path / "risk_models")
    return tmp_path / "risk_models" / NAME


def reviewed(folder: Path, body: bytes) -> None:
    """Put a file in the model's place with a card and a list that vouch for it: only what is inside can still refuse it."""
    (folder / "model.skops").write_bytes(body)
    digest = sha256(body).hexdigest()
    (folder / "card.toml").write_text(f'sha256 = "{digest}"\n', encoding="utf-8")
    (folder.parent / "allowed.toml").write_text(f'[[model]]\nname = "{NAME}"\nsha256 = "{digest}"\n', encoding="utf-8")


def parts_of(folder: Path) -> dict[str, Any]:
    return dict(loads((folder / "model.skops").read_bytes(), trusted=[]))


def packed(parts: object) -> bytes:
    return bytes(dumps(parts, compression=ZIP_DEFLATED))


def test_the_shipped_model_is_taken_in(folder: Path) -> None:
    model = Model.load(folder)
    assert model.name == NAME and len(model.usual) > 50


def test_one_flipped_byte_is_refused(folder: Path) -> None:
    body = bytearray((folder / "model.skops").read_bytes())
    body[len(body) // 2] ^= 1
    (folder / "model.skops").write_bytes(bytes(body))
    with pytest.raises(ModelRefused, match="its card says"):
        Model.load(folder)


def test_a_file_that_nobody_reviewed_is_refused_even_with_its_own_card(folder: Path) -> None:
    allowed = (folder.parent / "allowed.toml").read_text(encoding="utf-8")
    reviewed(folder, packed(parts_of(folder)))
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
    reviewed(folder, packed({**parts_of(folder), "estimator": tree}))
    with pytest.raises(ModelRefused, match="UntrustedTypesFoundException"):
        Model.load(folder)


def test_another_estimator_than_ours_is_refused(folder: Path) -> None:
    from sklearn.linear_model import LinearRegression

    reviewed(folder, packed({**parts_of(folder), "estimator": LinearRegression()}))
    with pytest.raises(ModelRefused, match="does not hold what a model needs"):
        Model.load(folder)


@pytest.mark.parametrize("broken", [nan, inf])
def test_a_weight_that_is_no_number_is_refused(folder: Path, broken: float) -> None:
    parts = parts_of(folder)
    parts["estimator"].steps[1][1].coef_[0][3] = broken
    reviewed(folder, packed(parts))
    with pytest.raises(ModelRefused, match="not a finite number"):
        Model.load(folder)


def test_a_model_of_other_terms_is_refused(folder: Path) -> None:
    parts = parts_of(folder)
    reviewed(folder, packed({**parts, "terms": parts["terms"][::-1]}))
    with pytest.raises(ModelRefused, match="other terms"):
        Model.load(folder)


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"\x00" * 100])
def test_rubbish_is_refused(folder: Path, body: bytes) -> None:
    reviewed(folder, body)
    with pytest.raises(ModelRefused, match="not a model file"):
        Model.load(folder)


PLAIN: dict[str, float | str | None] = {
    "items": 1.0,
    "customs value": 2_000_000.0,
    "duty rate": 13.0,
    "freight share": 0.07,
    "mode": "1",
    "terms": "FOB",
    "collection": "11",
    "aeo": 0.0,
    "item 1 code": "6109100000",
    "item 1 value per kg": 20_000.0,
    "item 1 kg per unit": 0.2,
    "preference": None,
    "third country": 0.0,
    "kilograms per package": 11.0,
    "packing share": 0.09,
}


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load(SHIPPED / NAME)


def test_a_chance_that_is_no_number_is_a_failure_and_no_low_score(model: Model) -> None:
    with pytest.raises(ModelFailed):
        replace(model, start=nan).score(PLAIN)


@pytest.mark.parametrize("changes", [{"duty rate": nan}, {"item 1 value per kg": nan}, {"customs value": inf}, {"items": "many"}])
def test_inputs_that_are_no_figures_are_a_failure_and_no_low_score(model: Model, changes: dict[str, Any]) -> None:
    with pytest.raises(ModelFailed):
        model.score({**PLAIN, **changes})


@pytest.mark.parametrize("missing", sorted(set(PLAIN) - {"customs value"}))
def test_an_input_that_is_missing_altogether_is_a_failure(model: Model, missing: str) -> None:
    with pytest.raises(ModelFailed):
        model.score({name: given for name, given in PLAIN.items() if name != missing})


def test_asking_for_the_risk_room_costs_no_learning_library() -> None:
    asked = "import sys, eclear.journey.risk; print(sorted({'sklearn', 'numpy', 'skops'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=SHIPPED.parent)
    assert told.stdout.strip() == "[]"
