"""Where a class finds this machine: its own addresses and name, found without Internet and looked up anew as it moves.

A laptop that carries a hotspot or changes the network gets other addresses. They are what the class types in, and the only
hosts that are answered to: a page of the Internet that makes its own name lead here (DNS rebinding) is turned away.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from eclear.web.doors import HOSTS

LOOK_SECONDS = 10.0
"""How often the addresses are looked up; asking for one's own name may take seconds where no name server answers."""

ELSEWHERE = ("192.0.2.1", "10.42.0.2", "192.168.137.2", "192.168.2.2", "192.168.1.2", "192.168.0.2", "172.20.10.2", "10.0.0.2")
"""Addresses by which the way out is found: one kept for documentation, then those usual in hotspots and home networks."""

ROUTES = Path("/proc/net/fib_trie")
"""Where Linux lists its own addresses; other systems tell them by the machine's name."""


class Network:
    """The addresses and names of this machine, as they are now."""

    def __init__(self, port: int, read: Callable[[], tuple[str, ...]] | None = None) -> None:
        self.port, self._read = port, read or own_addresses
        self.addresses = self._read()
        self._names = own_names()

    def hosts(self) -> frozenset[str]:
        """Return the hosts that a request may name."""
        return HOSTS | self._names | frozenset(self.addresses)

    def urls(self) -> tuple[str, ...]:
        """Return what may be typed in at a seat, the likeliest first; empty where the machine is in no network."""
        return tuple(f"http://{address}:{self.port}" for address in self.addresses)

    def look(self) -> bool:
        """Look the addresses up; returns True if they have changed."""
        before, self.addresses = self.addresses, self._read()
        return self.addresses != before

    def follow(self, changed: Callable[[Network], None]) -> None:
        """Look the addresses up again and again in the background, and tell when they have changed."""

        def watch() -> None:
            pause = threading.Event()
            while not pause.wait(LOOK_SECONDS):
                if self.look():
                    changed(self)

        threading.Thread(target=watch, name="network", daemon=True).start()


def own_names() -> frozenset[str]:
    """Return the names by which this machine may be asked for: its own, and the same in a network without name server."""
    name = socket.gethostname().lower().removesuffix(".local")
    return frozenset({name, f"{name}.local"}) if re.fullmatch(r"[a-z0-9][a-z0-9.-]*", name) else frozenset()


def own_addresses() -> tuple[str, ...]:
    """Return the addresses (IPv4) of this machine in its networks, the one that leads outside first."""
    found = [address for address in map(_towards, ELSEWHERE) if address]
    with suppress(OSError):  # a machine may not know its own name
        found += socket.gethostbyname_ex(socket.gethostname())[2]
    with suppress(OSError):  # there is no such file outside of Linux
        found += listed(ROUTES.read_text("ascii"))
    return tuple(dict.fromkeys(address for address in found if not address.startswith(("127.", "0."))))


def listed(routes: str) -> list[str]:
    """Return the machine's own addresses from Linux's table of routes: each is followed by the word LOCAL."""
    return re.findall(r"\|-- (\d+\.\d+\.\d+\.\d+)\n\s+/32 host LOCAL", routes)


def _towards(address: str) -> str | None:
    """Return the own address from which another would be reached. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((address, 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])
