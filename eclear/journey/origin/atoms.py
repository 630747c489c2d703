"""The atoms of a rule of origin, one after the other: what each asks of the bill of materials, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable

from eclear.casefile.origin import (
    Atom,
    AtomResult,
    Content,
    MaxNonOriginating,
    Outcome,
    Process,
    Share,
    Shift,
    Span,
    WhollyObtained,
    within,
)
from eclear.casefile.words import Term
from eclear.journey.origin.bill import EXACT, Bill, Line, summed, value_of, weight_of

LEVELS = {2: Term("chapter", "류"), 4: Term("heading", "호"), 6: Term("subheading", "소호")}
EMPTY = Term("The bill of materials is empty", "재료명세가 비어 있음")
NONE_FOREIGN = Term("Every material originates", "모든 재료가 원산지 재료임")


def asked(atom: Atom, bill: Bill) -> AtomResult:
    """Return what came of an atom; an empty bill decides nothing."""
    if isinstance(atom, Process):
        why = Term(f"Whether this was done is for a person to judge: {atom.text}", f"공정 충족 여부는 사람이 판단: {atom.text}")
        return AtomResult(atom, Outcome.UNDECIDED, why)
    if not bill.lines:
        return AtomResult(atom, Outcome.UNDECIDED, EMPTY)
    if isinstance(atom, WhollyObtained):
        return _wholly_obtained(atom, bill)
    if isinstance(atom, Shift):
        return _shift(atom, bill)
    if isinstance(atom, Content):
        return _content(atom, bill)
    return _max_non_originating(atom, bill)


def _wholly_obtained(atom: WhollyObtained, bill: Bill) -> AtomResult:
    """No material that does not originate; an originating material is taken as wholly obtained."""
    certain, open = _concerned(bill, atom.of)
    if certain:
        why = _named(certain, Term("does not originate", "비원산지"))
        return AtomResult(atom, Outcome.FAILS, why, materials=_numbers(certain))
    if open:
        why = _named(open, Term("it is not known whether it originates or is meant", "원산지 여부 또는 해당 여부 불명"))
        return AtomResult(atom, Outcome.UNDECIDED, why, materials=_numbers(open))
    why = Term("No material of these codes fails to originate", "해당 재료 중 비원산지 재료 없음") if atom.of else NONE_FOREIGN
    return AtomResult(atom, Outcome.HOLDS, why)


def _max_non_originating(atom: MaxNonOriginating, bill: Bill) -> AtomResult:
    certain, open = _concerned(bill, atom.of)
    what = Term("non-originating materials / ex-works price", "비원산지 재료비 / 공장도가격")
    share = Share(what, *summed(certain, open, value_of), bill.ex_works, atom.most, True)
    return _by_share(atom, share, (*certain, *open))


def _content(atom: Content, bill: Bill) -> AtomResult:
    foreign = _concerned(bill, ())
    if bill.value is None:
        why = Term(f"The {_value_word(bill).en} was not stated", f"{_value_word(bill).ko} 미기재")
        return AtomResult(atom, Outcome.UNDECIDED, why)
    if atom.build_up:
        own = [line for line in bill.lines if line.originates]
        open = [line for line in bill.lines if line.originates is None]
        what = Term(f"originating materials / {_value_word(bill).en}", f"원산지 재료비 / {_value_word(bill).ko}")
        share = Share(what, *summed(own, open, value_of), bill.value, atom.least, False)
        return _by_share(atom, share, (*own, *open))
    least, most = summed(*foreign, value_of)
    what = Term(
        f"({_value_word(bill).en} - non-originating materials) / {_value_word(bill).en}",
        f"({_value_word(bill).ko} - 비원산지 재료비) / {_value_word(bill).ko}",
    )
    low = None if most is None else EXACT.subtract(bill.value, most)
    share = Share(what, low, EXACT.subtract(bill.value, least), bill.value, atom.least, False)
    return _by_share(atom, share, (*foreign[0], *foreign[1]))


def _by_share(atom: Atom, share: Share, lines: Iterable[Line]) -> AtomResult:
    why = {
        True: Term("The limit is kept", "기준 충족"),
        False: Term("The limit is not kept", "기준 미충족"),
        None: Term("The limit turns on figures that were not stated", "기재되지 않은 수치에 따라 달라짐"),
    }[share.holds]
    return AtomResult(atom, _outcome(share.holds), why, (share,), _numbers(lines))


def _shift(atom: Shift, bill: Bill) -> AtomResult:
    """Every non-originating material changes classification, but for a share of the same heading and the tolerance."""
    failing: list[Line] = []
    failing_open: list[Line] = []
    same: list[Line] = []
    same_open: list[Line] = []
    for line in bill.foreign:
        unchanged, excepted = _unchanged(line, atom, bill), within(atom.exceptions, line.material.hs)
        if unchanged is False and excepted is False:
            continue
        sure = line.originates is False
        if atom.same is not None and unchanged is not False and excepted is False:
            (same if sure and unchanged else same_open).append(line)
        elif sure and (excepted or (unchanged and atom.same is None)):
            failing.append(line)
        else:
            failing_open.append(line)
    shares: list[Share] = []
    if atom.same is not None and (same or same_open):
        level = LEVELS[atom.digits]
        what = Term(f"materials of the same {level.en} / ex-works price", f"같은 {level.ko} 재료 / 공장도가격")
        shares.append(Share(what, *summed(same, same_open, value_of), bill.ex_works, atom.same, True))
    held: list[bool | None] = [share.holds for share in shares]
    if failing or failing_open:
        tolerated, holds = _tolerated(failing, failing_open, bill)
        shares += tolerated
        held.append(holds)
    turned_on = sorted((*failing, *failing_open, *same, *same_open), key=lambda line: line.number)
    outcome = Outcome.FAILS if False in held else Outcome.UNDECIDED if None in held else Outcome.HOLDS
    return AtomResult(atom, outcome, _why(atom, outcome, turned_on, shares), tuple(shares), _numbers(turned_on))


def _why(atom: Shift, outcome: Outcome, turned_on: list[Line], shares: list[Share]) -> Term:
    level = LEVELS[atom.digits]
    if not turned_on:
        return Term(f"Every non-originating material changes {level.en}", f"모든 비원산지 재료의 {level.ko}가 변경됨")
    if outcome is Outcome.HOLDS:
        kept = Term(f"does not change {level.en}, but stays within the share", f"{level.ko} 변경은 없으나 허용 비율 이내")
        return _named(turned_on, kept)
    if outcome is Outcome.UNDECIDED:
        return _named(turned_on, Term(f"it is not known whether it changes {level.en}", f"{level.ko} 변경 여부 불명"))
    beyond = Term(", and there is no tolerance", ", 미소기준 없음") if not shares else Term("", "")
    said = Term(f"does not change {level.en} or is excepted{beyond.en}", f"{level.ko} 변경 없음 또는 제외 품목{beyond.ko}")
    return _named(turned_on, said)


def _unchanged(line: Line, atom: Shift, bill: Bill) -> bool | None:
    """Return whether a material has the leading digits of the goods; None if its code is too short to tell."""
    own, goods = line.material.hs[: atom.digits], bill.product.hs[: atom.digits]
    digits = min(len(own), len(goods))
    if own[:digits] != goods[:digits]:
        return False
    return True if digits == atom.digits else None


def _tolerated(failing: list[Line], open: list[Line], bill: Bill) -> tuple[list[Share], bool | None]:
    """Return whether materials that fail stay within the tolerance (de minimis), with the share computed for it."""
    tolerance = bill.agreement.tolerance(bill.product.hs)
    if tolerance is None:
        return [], False if failing else None
    if tolerance.by == "weight":
        what = Term("weight of these materials / net weight (de minimis)", "해당 재료 중량 / 순중량 (미소기준)")
        share = Share(what, *summed(failing, open, weight_of), bill.weight, tolerance.share, True)
    else:
        word = _value_word(bill)
        what = Term(f"these materials / {word.en} (de minimis)", f"해당 재료비 / {word.ko} (미소기준)")
        share = Share(what, *summed(failing, open, value_of), bill.value, tolerance.share, True)
    return [share], share.holds


def _concerned(bill: Bill, of: tuple[Span, ...]) -> tuple[list[Line], list[Line]]:
    """Return the non-originating materials of some codes (any, if none are named), and those of which it is open."""
    certain: list[Line] = []
    open: list[Line] = []
    for line in bill.foreign:
        meant = within(of, line.material.hs) if of else True
        if meant and line.originates is False:
            certain.append(line)
        elif meant is not False:
            open.append(line)
    return certain, open


def _outcome(holds: bool | None) -> Outcome:
    return {True: Outcome.HOLDS, False: Outcome.FAILS, None: Outcome.UNDECIDED}[holds]


def _value_word(bill: Bill) -> Term:
    return Term("ex-works price", "공장도가격") if bill.agreement.value.word == "ex-works" else Term("FOB value", "FOB 가격")


def _numbers(lines: Iterable[Line]) -> tuple[int, ...]:
    return tuple(line.number for line in lines)


def _named(lines: list[Line], said: Term) -> Term:
    """Name the materials that a reason is about: ``Material 2 (7204): ...``."""
    told = ", ".join(f"{line.number} ({line.material.hs or '?'})" for line in lines)
    return Term(f"Material {told}: {said.en}", f"재료 {told}: {said.ko}")
