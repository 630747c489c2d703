"""What was uploaded as a file, for readers that want one; its own name is never used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeVar

from eclear.documents import SheetFault
from eclear.web.languages import _

Read = TypeVar("Read")


def as_file(body: bytes, read: Callable[[Path], Read]) -> Read:
    """Read what was uploaded as a file; raises SheetFault, without the name of the file that it was put into."""
    with NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        try:
            return read(Path(file.name))
        except SheetFault as fault:
            raise SheetFault(str(fault).replace(file.name, _("The file"))) from None
