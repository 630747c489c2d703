"""How fast are goods and papers? A manifest of 5,000 consignments through a running server, and customs' papers as PDF.

The carrier's file is sent as his browser sends it; what its progress bar says is asked for until it is done. Some lines are
faulty: each is named by row and column and stops no other. Run with ``make bench``; ``--lines`` makes it longer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from servers import CHECKOUT, Line, eclear_at, opened

from eclear.casefile.manifest import ManifestLine
from eclear.casefile.person import Post, Role
from eclear.clearance import Office, arrive, decide, pay, submit
from eclear.documents import paper
from eclear.documents.manifests import COLUMNS
from eclear.training.people import form_token, seat_cards, sit_down
from eclear.web.printing import content, papers_in

LINES, FAULTY_EACH, MANIFEST, PAPERS = 5_000, 500, "26BNCH0001I", 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--lines", type=int, default=LINES, help="consignments on the manifest")
    told = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        office = opened(f"sqlite:///{folder / 'eclear.db'}")
        (card,) = seat_cards(office, "open", 1, [Post(Role.CARRIER)])
        seat = sit_down(office, card.letters, place="bench").token
        port = stack.enter_context(eclear_at(folder))
        asyncio.run(handed_in(port, seat, told.lines))
        taken = len(records_of(office))
        print(f"{taken:,} of {told.lines:,} consignments are in the records; the others were faulty\n")
        printed(office)


def manifest(lines: int) -> bytes:
    """A manifest as a file; of every 500 lines one has no packages."""
    table = [",".join(COLUMNS)]
    for n in range(1, lines + 1):
        line = ManifestLine(
            f"{MANIFEST}{n:08d}", "Haeoreum Line", f"HB-{n}", "1", "CN", "Sender", "Example Toys", "Small motors", 10, "120"
        )  # type: ignore[arg-type]
        cells = [str(getattr(line, name)) for name in COLUMNS]
        cells[COLUMNS.index("packages")] = "none" if n % FAULTY_EACH == 0 else "10"
        table.append(",".join(cells))
    return "\n".join(table).encode()


async def handed_in(port: int, seat: str, lines: int) -> None:
    """Send the manifest, ask how far it is until it is there, and print how long that took and what the bar said."""
    line = Line(port, seat=seat)
    head = b'--load\r\nContent-Disposition: form-data; name="file"; filename="manifest.csv"\r\nContent-Type: text/csv\r\n\r\n'
    body = head + manifest(lines) + b"\r\n--load--\r\n"
    begun = time.perf_counter()
    path = f"/carrier/manifest?seal={form_token(seat)}"
    sent = await line.ask("POST", path, body, content_type="multipart/form-data; boundary=load")
    answered = time.perf_counter() - begun
    if sent.status != 303 or not sent.location.startswith("/carrier/intake/"):
        raise SystemExit(f"the manifest was not taken in: {sent.status} {sent.location}")
    said: list[int] = []
    while True:
        told = json.loads((await line.ask("GET", f"{sent.location}/progress")).body)
        said.append(told["done"])
        if told["ready"]:
            break
        await asyncio.sleep(0.1)
    took = time.perf_counter() - begun
    steps = len(set(said))
    print(f"manifest of {lines:,} consignments  {took:6.1f} s   mark 20; the page answered after {answered:.1f} s, the bar")
    print(f"                                         moved {steps} times, {lines / took:,.0f} lines a second")
    page = await line.ask("GET", sent.location)
    faulty = page.body.count(b"packages")
    print(f"                                         its page names the faulty lines ({faulty} times the column)")
    line.close()


def records_of(office: Office) -> tuple[str, ...]:
    """The consignments of the manifest that are in the records."""
    with office.store.reading("open") as records:
        return tuple(records.numbers_of_manifest(MANIFEST))


def printed(office: Office) -> None:
    """Print the papers of an accepted import some times, and say how long one takes."""
    (folder,) = (CHECKOUT / "sample_declarations").glob("02-*")
    case = submit(office, (folder / "declaration.xml").read_bytes()).case
    assert case and case.cargo
    if not case.reviewed:
        case = decide(office, case.id, "pass")
    if case.tax == "T2":
        case = pay(office, case.id)
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, case.cargo or "", report)
    with office.store.reading("open") as records:
        names = [one.name for one in papers_in(records, case.id)]
        paper(content(office, records, case.id, names[0], "http://127.0.0.1"))  # the first one loads the letters
        begun, size = time.perf_counter(), 0
        for n in range(PAPERS):
            size += len(paper(content(office, records, case.id, names[n % len(names)], "http://127.0.0.1")))
        took = (time.perf_counter() - begun) / PAPERS
    print(f"customs' papers as PDF               {1000 * took:6.0f} ms each, {size // PAPERS // 1024} KiB ({', '.join(names)})")


if __name__ == "__main__":
    main()
