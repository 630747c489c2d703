"""What stands on a paper that customs hands out: every word is chosen and every figure written before it is set on the page.

A paper is about one event of a case, and says what was known when it happened. So it can be printed again at any time, and is
the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Said:
    """A word in the reader's language, and beside it the Korean, or on a Korean paper the English; "" where they are one."""

    own: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Something stated: what it is, and the text."""

    label: Said
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What every paper bears, whatever it is about.

    ``language`` is that of the reader, such as ``ko``; ``number`` names the paper's subject and ``label`` says what it is;
    ``issued`` is when the event happened that the paper rests on, on the clocks of its country; ``address`` leads to the
    public status page; ``record`` is the event's place in the room's log and its hash, as ``eclear verify`` takes them, and
    ``short`` its first letters. In ``page`` stand {page} and {pages}.
    """

    language: str
    title: Said
    label: Said
    number: str
    issued: datetime
    rests_on: tuple[Line, ...]
    training: Said
    warning: str
    page: str
    address: str
    follow: Said
    record: str
    short: str
    recorded: Said
    proves: str
    unprintable: str


@dataclass(frozen=True, slots=True)
class Charge:
    """One duty or tax: its name, base and rate, what a relief took off, and the amount."""

    name: Said
    base: str
    rate: str
    relief: str
    amount: str


@dataclass(frozen=True, slots=True)
class GoodsBlock:
    """One item (란) of a declaration: its number and description, what is stated of it, and what is charged on it."""

    title: str
    facts: tuple[Line, ...]
    charges: tuple[Charge, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading within a paper, and what stands under it: lines, or whole paragraphs."""

    title: Said
    lines: tuple[Line, ...] = ()
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """That a declaration was accepted (신고필증): what was declared, what it came to, and what was settled.

    ``columns`` name the columns of the charges, ``sums`` are the charges on the whole declaration by kind.
    """

    layout: ClassVar[str] = "certificate.typ"

    heading: Heading
    parts: tuple[Part, ...]
    goods_title: Said
    goods: tuple[GoodsBlock, ...]
    columns: tuple[Said, ...]
    sums_title: Said
    sums: tuple[Line, ...]
    total: Line | None
    closing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaxPaper:
    """What is to be paid (납부고지서): by whom, for what, how much, until when; and a slip to be cut off for the bank."""

    layout: ClassVar[str] = "tax_notice.typ"

    heading: Heading
    parts: tuple[Part, ...]
    sums_title: Said
    sums: tuple[Line, ...]
    to_pay: Line
    how_to_pay: tuple[str, ...]
    slip_title: Said
    slip: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """That money came in (납부영수증) or was paid back (환급금 지급통지서): from or to whom, for what, and how much in all."""

    layout: ClassVar[str] = "receipt.typ"

    heading: Heading
    parts: tuple[Part, ...]
    sums_title: Said
    sums: tuple[Line, ...]
    total: Line
    closing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderPaper:
    """An order to examine (검사지시서): what is opened, where and why, beside blanks for what is counted there."""

    layout: ClassVar[str] = "order.typ"

    heading: Heading
    parts: tuple[Part, ...]
    rows_title: Said
    columns: tuple[Said, ...]
    rows: tuple[tuple[str, ...], ...]
    blanks: tuple[Said, ...]
    closing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A decision in writing (결정통지서): to whom, on which facts and law, and where and until when it is appealed."""

    layout: ClassVar[str] = "letter.typ"

    heading: Heading
    parties: tuple[Line, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Diploma:
    """That somebody finished exercises of a class (교육 수료증): his name, which exercises, and their marks."""

    layout: ClassVar[str] = "diploma.typ"

    heading: Heading
    to: Said
    name: str
    sentence: str
    marks_title: Said
    marks: tuple[Line, ...]
    facts: tuple[Line, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Handout:
    """What is handed out in a class: facts, then parts with the number of columns in which the lines of each stand."""

    layout: ClassVar[str] = "handout.typ"

    heading: Heading
    facts: tuple[Line, ...]
    parts: tuple[tuple[int, Part], ...]


Content = Certificate | TaxPaper | Receipt | OrderPaper | Letter | Diploma | Handout
