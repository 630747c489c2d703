"""The public benchmark's rows: Korean declarations that are made up, read from three files, and the tracks cut out of the last.

Source: C. Jeong, S. Kim, J. Park, Y. Choi, "Customs Import Declaration Datasets", arXiv:2208.02484, MIT licence. The files hold
whole (goods, mass, label) combinations again and again, so every figure is told for all rows and for the unseen ones.
"""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

FILES = {"train": "df_syn_train_eng.csv", "valid": "df_syn_valid_eng.csv", "test": "df_syn_test_eng.csv"}
"""The three files by what they are for: 2020, January to March 2021, April to June 2021. Each may be compressed (.gz)."""

PUBLISHED = {
    "train": "ecec832d94f9f01e49a76884102c8d346945b61cf26b36ca75fea1a703a3cec5",
    "valid": "ad012c2da5ec025e6676466f10535309028ec0963b6a135215fbb07de79ac7de",
    "test": "618b81fca639119e40dfdb55dfa7f07822b7bd5abdcdb66fc8d02d71ebbba98e",
}
"""SHA-256 of the plain files of the published revision of 22 February 2023, on which eclear's own figures were measured."""

SIX = ("HS6 Code", "Country of Departure", "Country of Origin", "Tax Rate", "Tax Type", "Net Mass")
"""The 6-tuple: columns that the files repeat as one value, label included. Without the last it is the 5-tuple."""

ACTORS = ("Declarant ID", "Importer ID", "Seller ID")
CODES = (
    "Office ID",
    "Process Type",
    "Import Type",
    "Import Use",
    "Payment Type",
    "Mode of Transport",
    "Courier ID",
    "Country of Departure",
    "Country of Origin",
    "Tax Type",
    "Country of Origin Indicator",
)
NUMBERS = ("Tax Rate", "Net Mass", "Item Price")
COLUMNS = (*ACTORS, "HS6 Code", *CODES, *NUMBERS)
"""What a model may look at: every column but the number of the declaration, its day and the two labels."""

LABEL = "Fraud"


class NotTheBenchmark(Exception):
    """A folder does not hold what the benchmark reads. The message says which file, what is wrong, and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of one file: an array of objects with COLUMNS, the label of each row, and the SHA-256 of the plain file."""

    x: Any
    y: Any
    digest: str

    def __len__(self) -> int:
        return len(self.y)


def read(folder: Path) -> dict[str, Rows]:
    """Return the rows of the three files of a folder, by what they are for.

    Raises ``NotTheBenchmark`` for a missing file, a missing column, or a cell that is not what its column holds.
    """
    return {part: _read(folder, name) for part, name in FILES.items()}


def tuples(x: Any, columns: tuple[str, ...] = SIX) -> Any:
    """Return for each row one text made of some of its columns: equal texts are equal combinations."""
    import numpy as np

    return np.array(["|".join(map(str, row)) for row in x[:, [COLUMNS.index(name) for name in columns]]], dtype=object)


def tracks(train: Rows, valid: Rows, test: Rows) -> dict[str, Any]:
    """Return which rows of test belong to each track, as arrays of true and false.

    ``unseen``: its 6-tuple is not in train. ``unseen-5``: its 5-tuple is not in train. ``novel``: its 6-tuple is in no
    earlier row of train, valid or test.
    """
    import numpy as np

    six, five = set(tuples(train.x)), set(tuples(train.x, SIX[:5]))
    before, novel = six | set(tuples(valid.x)), []
    for combination in tuples(test.x):
        novel.append(combination not in before)
        before.add(combination)
    return {
        "all": np.ones(len(test), dtype=bool),
        "unseen": np.array([combination not in six for combination in tuples(test.x)]),
        "unseen-5": np.array([combination not in five for combination in tuples(test.x, SIX[:5])]),
        "novel": np.array(novel),
    }


def _read(folder: Path, name: str) -> Rows:
    import numpy as np

    body = _bytes(folder, name)
    table = csv.reader(io.StringIO(body.decode("utf-8-sig", errors="replace"), newline=""))
    head = next(table, [])
    if missing := [column for column in (*COLUMNS, LABEL) if column not in head]:
        raise NotTheBenchmark(
            f"{folder / name}: no column {', '.join(missing)}. Take the English file of revision February 2023, unchanged."
        )
    taken, label = [head.index(column) for column in COLUMNS], head.index(LABEL)
    cells: list[list[Any]] = []
    labels: list[int] = []
    for line, row in enumerate(table, start=2):
        if len(row) != len(head) or row[label] not in ("0", "1"):
            raise NotTheBenchmark(
                f"{folder / name}, line {line}: {LABEL} must be 0 or 1 in {len(head)} cells. Fetch the file anew."
            )
        cells.append([row[column] for column in taken])
        labels.append(int(row[label]))
    if len(set(labels)) < 2:
        raise NotTheBenchmark(f"{folder / name}: needs rows with {LABEL} 0 and rows with 1. Fetch the file anew.")
    x = np.array(cells, dtype=object)
    for column in NUMBERS:
        place = COLUMNS.index(column)
        try:
            x[:, place] = x[:, place].astype(float)
        except ValueError as error:
            raise NotTheBenchmark(f"{folder / name}, column {column}: {error}. Numbers only; fetch the file anew.") from None
    return Rows(x, np.array(labels), sha256(body).hexdigest())


def _bytes(folder: Path, name: str) -> bytes:
    """Return the plain content of a file that may lie there compressed."""
    if (folder / name).is_file():
        return (folder / name).read_bytes()
    packed = folder / f"{name}.gz"
    if not packed.is_file():
        raise NotTheBenchmark(
            f"{folder / name}: there is no such file, nor one with .gz. Name the folder that holds {', '.join(FILES.values())}."
        )
    try:
        return gzip.decompress(packed.read_bytes())
    except (OSError, EOFError):
        raise NotTheBenchmark(f"{packed}: this is no gzip file, or half of one. Fetch it anew.") from None
