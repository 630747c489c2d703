"""eclear: a teaching replica of a UNI-PASS style electronic customs clearance system.

Start reading in ``eclear/clearance/``.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str
else:

    def __getattr__(name: str) -> str:
        """Look the version up when it is asked for: that takes a fifth of the time of ``eclear --help``."""
        if name != "__version__":
            raise AttributeError(f"module 'eclear' has no attribute {name!r}")
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("eclear")
        except PackageNotFoundError:  # read from a bare checkout that nobody has installed
            return "0.0.0"
