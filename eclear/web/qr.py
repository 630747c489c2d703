"""An address as a QR code, to be printed or shown to a camera."""

from __future__ import annotations

from functools import lru_cache

import segno
from markupsafe import Markup


@lru_cache(maxsize=256)
def qr_code(address: str) -> Markup:
    """Return an address as a picture in the page itself; its colours are fixed, since a camera wants dark on light."""
    drawn: str = segno.make(address, micro=False, error="m").svg_inline(
        scale=3, border=2, light="#fff", dark="#000", svgclass="ec-qr", omitsize=True
    )
    return Markup(drawn)  # noqa: S704 (drawn by the library, and holds nothing of the address but squares)
