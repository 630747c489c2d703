"""What a draft becomes when its papers change: fields that they filled in follow, and what a person typed stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from eclear.casefile.draft import Draft, Steps
from eclear.casefile.preparation import Change, Filled, Preparation


def realigned(draft: Draft, keys: tuple[str, ...]) -> Draft:
    """Return the draft with an item for each of these lines of the invoice, in their order, and behind them those that a
    person added. What was filled in or typed into an item goes with its line; the item of a line that is gone goes too."""
    prepared = draft.prepared or Preparation()
    lines = (*prepared.lines, *("" for _ in range(draft.items - len(prepared.lines))))
    at = {key: n for n, key in enumerate(lines, 1) if key}
    order = [at.get(key, 0) for key in keys] + [n for n, key in enumerate(lines, 1) if not key]
    if order == list(range(1, draft.items + 1)) and prepared.lines == keys:
        return replace(draft, prepared=prepared)
    rows = draft.rows(("items",))
    items = [rows[n - 1] if n else {} for n in order]
    moved = replace(prepared.reordered(order), lines=keys)
    return replace(draft, texts={**draft.texts, "items": items}, prepared=moved)


def followed(draft: Draft, fields: Mapping[Steps, Filled]) -> tuple[Draft, tuple[Change, ...]]:
    """Return the draft with what its papers give its fields now, and every field that this concerns.

    A field whose text is what the papers gave it before follows them. One that a person typed over, or emptied, is left alone;
    where the papers would give it something else now, that is told.
    """
    prepared = draft.prepared or Preparation()
    changes: list[Change] = []
    filled = dict(fields)
    for steps, before in prepared.filled.items():
        if steps not in fields and draft.text(steps) == before.text:
            draft = draft.changed({steps: ""})
            changes.append(Change(steps, before.text, ""))
    for steps, given in fields.items():
        before_text = prepared.filled[steps].text if steps in prepared.filled else ""
        mine = draft.text(steps)
        if mine == given.text:
            continue
        if mine != before_text:
            if given.text != before_text:
                changes.append(Change(steps, mine, given.text, kept=True))
            continue
        if not _reachable(draft, steps):  # a person took out rows before it
            del filled[steps]
            continue
        draft = draft.changed({steps: given.text})
        changes.append(Change(steps, mine, given.text))
    draft = _without_blank_rows(draft, {steps for steps in prepared.filled if steps not in fields})
    return replace(draft, prepared=replace(prepared, filled=filled)), tuple(changes)


def _reachable(draft: Draft, steps: Steps) -> bool:
    return all(not isinstance(step, int) or step <= len(draft.rows(steps[:at])) + 1 for at, step in enumerate(steps))


def _without_blank_rows(draft: Draft, emptied: set[Steps]) -> Draft:
    """Take out rows at the end of a kind from which the papers have taken everything."""
    ways = {steps[:at] for steps in emptied for at, step in enumerate(steps) if isinstance(step, int)}
    for way in sorted(ways, key=len, reverse=True):
        while (rows := draft.rows(way)) and way != ("items",) and not any(_texts(rows[-1])):
            draft = draft.without_row((*way, len(rows)))
    return draft


def _texts(row: Mapping[str, object]) -> list[object]:
    return [text for text in row.values() if text]
