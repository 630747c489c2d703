"""eclear: a teaching replica of a UNI-PASS style electronic customs clearance system.

Start reading in ``eclear/clearance.py``.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("eclear")
except PackageNotFoundError:  # read from a bare checkout that nobody has installed
    __version__ = "0.0.0"
