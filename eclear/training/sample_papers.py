"""Sample trade papers: each folder holds the papers of one shipment, from which a declaration can be prepared."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from eclear.casefile.paper import Paper, with_paper
from eclear.casefile.words import Term
from eclear.documents.trade_papers import ENDINGS, read_paper


@dataclass(frozen=True, slots=True)
class SamplePapers:
    """The papers of a shipment, with a title and a story."""

    name: str
    title: Term
    story: Term
    papers: tuple[Paper, ...]


def sample_papers(folder: Path) -> tuple[SamplePapers, ...]:
    """Return the sample papers beside the sample declarations, by name; none where there are none."""
    return tuple(_sample(path.parent) for path in sorted((folder / "papers").glob("*/about.toml")))


def _sample(folder: Path) -> SamplePapers:
    told = tomllib.loads((folder / "about.toml").read_text("utf-8"))
    papers: tuple[Paper, ...] = ()
    for file in sorted(folder.iterdir()):
        read = read_paper(file) if file.suffix[1:] in ENDINGS else None
        if read and read.paper:
            papers = with_paper(papers, read.paper)
    title, story = (Term(told[name]["en"], told[name]["ko"]) for name in ("title", "story"))
    return SamplePapers(folder.name, title, story, papers)
