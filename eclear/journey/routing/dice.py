"""The draw for random control: fixed by the room's seed and the case, so that nobody can try again for a better one."""

from __future__ import annotations

from hashlib import sha256

DRAWS = 1 << 53
"""As many different draws as a float in [0, 1) can tell apart."""


def dice_of(seed: str, case_id: str) -> float:
    """Return the draw of a case, in [0, 1): the same for the same room seed and case id, for ever and on every machine."""
    digest = sha256(f"{seed}\n{case_id}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> 11) / DRAWS
