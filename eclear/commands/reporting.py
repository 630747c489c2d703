"""How what was typed for ``event`` becomes a report: by which option each word is told, and what is said if it is wrong.

The kinds and their words are those of programs (:mod:`eclear.web.reports`). A word is told by the option of its name, unless
the table here names another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from eclear.commands.endings import wrong_usage
from eclear.commands.typed import kilograms, money

if TYPE_CHECKING:
    from pydantic import ValidationError

    from eclear.web.reports import CaseReport

Typed = Mapping[str, Any]
"""What was typed, by the parameter of the command."""


@dataclass(frozen=True, slots=True)
class Spelt:
    """How one word of a report is typed: the parameters that tell it, how it is read from them, and how it is written."""

    options: tuple[str, ...]
    read: Callable[[Typed], Any]
    written: str = ""

    @property
    def option(self) -> str:
        """The option that tells it, as it is typed."""
        return f"--{self.options[0].replace('_', '-')}"


def of(option: str) -> Spelt:
    """Return a word that is told by one option, as it was typed."""
    return Spelt((option,), lambda typed: typed[option])


def report_of(kind: str, typed: Typed) -> CaseReport:
    """Return the report of a kind, from what was typed; ends the command where that cannot be."""
    from pydantic import ValidationError

    from eclear.web.reports import CASE_KINDS

    if kind not in CASE_KINDS:
        raise wrong_usage(f"Kind {kind!r} is not known. Known: {', '.join(CASE_KINDS)}.")
    told = CASE_KINDS[kind]
    words = {field: spelt(kind, field) for field in told.model_fields if field != "kind"}
    taken = {option for word in words.values() for option in word.options}
    if strange := [option for option, said in typed.items() if _given(said) and option not in taken]:
        takes = ", ".join(dict.fromkeys(word.option for word in words.values())) or "no option"
        raise wrong_usage(f"{kind} takes no {of(strange[0]).option}. It takes: {takes}.")
    body: dict[str, Any] = {field: said for field, word in words.items() if _given(said := word.read(typed))}
    try:
        report: CaseReport = told.model_validate({"kind": kind} | body)  # type: ignore[assignment]
    except ValidationError as error:
        raise wrong_usage(_wrong(kind, told.model_fields, error)) from error
    return report


def spelt(kind: str, field: str) -> Spelt:
    """Return how a word of a kind is typed."""
    return SPELT.get(f"{kind}.{field}") or SPELT.get(field) or of(field)


def _given(said: Any) -> bool:
    """True for what was typed, whatever it was; an option that is not there is None, False or a list of nothing."""
    return said is not None and said is not False and not (isinstance(said, list | tuple) and not said)


def _wrong(kind: str, fields: Mapping[str, Any], error: ValidationError) -> str:
    """Say what is missing, or what cannot be, and what can."""
    fault = error.errors()[0]
    field = str(fault["loc"][0])
    word, known = spelt(kind, field), list(_known(fields[field].annotation))
    named = word.option if word.written or word.options[0] == field else f"{word.option} ({field})"
    allowed = f"{', '.join(known[:-1])} or {known[-1]}" if known else ""
    if fault["type"] == "missing":
        return f"{kind} needs {named}{': ' + allowed if allowed else ''}{word.written}."
    expected = str(fault.get("ctx", {}).get("expected", "")).replace("'", "")
    why = f"Known: {expected}." if expected else f"{fault['msg']}."
    how = f" Give {word.option}{word.written}." if word.written else ""
    return f"{word.option} {fault['input']}: that cannot be; {kind} needs {named}. {why}{how}"


def _known(annotation: Any) -> Iterator[str]:
    """Yield the words that an annotation allows, if it names them."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(one.value) for one in annotation)
    elif get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for inner in get_args(annotation):
            yield from _known(inner)


ANSWERS = " ID=VALUE, such as --answer KATS-KC.1=220"
VALUES = " ITEM=AMOUNT, such as 1=6000000"
COUNTS = " ITEM=QUANTITY/PACKAGES, such as 1=820/40; either may be left out"
SEALS = " NUMBER=STATE, such as HJ482210=intact"
SAMPLES = ' ITEM=LABORATORY/QUESTION/DAY, such as "1=Central laboratory/Which fibre?/2026-05-12"'


def _pairs(option: str, texts: Sequence[str], written: str) -> list[tuple[str, str]]:
    """Split what was typed at its first ``=``; ends the command for what has none."""
    pairs = [(name.strip(), text.strip()) for name, _, text in (one.partition("=") for one in texts)]
    if wrong := next((typed for typed, (name, text) in zip(texts, pairs, strict=True) if not (name and text)), None):
        raise wrong_usage(f"--{option} {wrong}: that cannot be read. Give --{option}{written}.")
    return pairs


def _numbers(option: str, texts: Sequence[str], written: str) -> list[tuple[int, str]]:
    """Split what was typed into the number of an item and the rest."""
    pairs = _pairs(option, texts, written)
    if wrong := next((name for name, _ in pairs if not (name.isascii() and name.isdigit())), None):
        raise wrong_usage(f"--{option} {wrong}=...: {wrong} is no item number. Give --{option}{written}.")
    return [(int(name), text) for name, text in pairs]


def _items(typed: Typed) -> list[int]:
    parts = [part.strip() for part in (typed["items"] or "").split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise wrong_usage(f"--items {typed['items']}: these are no item numbers. Write them with commas, such as 1,3.")
    return [int(part) for part in parts]


def _values(typed: Typed) -> list[dict[str, Any]]:
    """Return the values set: all by one method on one piece of evidence."""
    passed = dict(_pairs("passed", typed["passed"] or (), ' METHOD=WHY, such as 2="No identical goods are known."'))
    by = {"method": typed["method"] or "", "grounds": typed["evidence"] or "", "passed": passed}
    return [{"item": item, "value": money(amount)} | by for item, amount in _numbers("value", typed["value"] or (), VALUES)]


def _counted(typed: Typed) -> list[dict[str, Any]]:
    told = [(item, *text.partition("/")) for item, text in _numbers("count", typed["count"] or (), COUNTS)]
    return [
        {"item": item}
        | {name: said.strip() for name, said in (("quantity", q.replace(",", "")), ("packages", p)) if said.strip()}
        for item, q, _, p in told
    ]


def _seals(typed: Typed) -> list[dict[str, Any]]:
    return [{"number": number, "state": state} for number, state in _pairs("seal", typed["seal"] or (), SEALS)]


def _samples(typed: Typed) -> list[dict[str, Any]]:
    found = []
    for item, text in _numbers("take", typed["take"] or (), SAMPLES):
        laboratory, _, rest = text.partition("/")
        question, _, due = rest.rpartition("/")
        if not (laboratory and question and due):
            raise wrong_usage(f"--take {item}={text}: that cannot be read. Give --take{SAMPLES}.")
        found.append({"item": item, "laboratory": laboratory.strip(), "question": question.strip(), "due": due.strip()})
    return found


def _figures(typed: Typed) -> list[dict[str, Any]]:
    told = [(*name.rpartition("."), figure) for name, figure in _pairs("figure", typed["figure"] or (), FIGURES)]
    return [{"item": item or 0, "what": what, "figure": figure} for item, _, what, figure in told]


def _used(typed: Typed) -> list[dict[str, Any]]:
    told = [(*name.partition("/"), much) for name, much in _pairs("used", typed["used"] or (), USED)]
    return [{"number": number, "item": item or 1, "quantity": much.replace(",", "")} for number, _, item, much in told]


def _first(option: str) -> Spelt:
    """Return a number of which the first is meant if it is not told."""
    return Spelt((option,), lambda typed: 1 if typed[option] is None else typed[option])


def _either(good: str, bad: str) -> Spelt:
    """Return a decision that goes one way or the other; told in another word, it is refused as it stands."""
    said = {good: "true", bad: "false"}
    return Spelt(("outcome",), lambda typed: said.get(typed["outcome"], typed["outcome"]), f" {good} or {bad}")


def _attended(typed: Typed) -> list[dict[str, str]]:
    told = [one.partition(":") for one in typed["attended"] or ()]
    return [{"part": part} | ({"agency": agency} if agency else {}) for part, _, agency in told]


FIGURES = " ITEM.WHAT=FIGURE, such as 1.price=2500.00; WHAT is price, quantity, hs, origin or freight (of no item)"
USED = " IMPORT/ITEM=QUANTITY, such as 4120726000001M/1=400"

SPELT: Mapping[str, Spelt] = {
    "grounds": of("reason"),
    "question": of("text"),
    "finding": of("text"),
    "documents": of("document"),
    "gross_mass_kg": Spelt(("mass",), lambda typed: kilograms(typed["mass"], "--mass")),
    "amount": Spelt(("amount",), lambda typed: money(typed["amount"])),
    "doubt": _first("doubt"),
    "correction": _first("correction"),
    "appeal": _first("appeal"),
    "refund": _first("refund"),
    "figures": Spelt(("figure",), _figures, FIGURES),
    "used": Spelt(("used",), _used, USED),
    "impose": _either("imposed", "not-imposed"),
    "won": _either("won", "lost"),
    "granted": _either("granted", "refused"),
    "items": Spelt(("items",), _items),
    "doubt-raised.items": Spelt(("items",), lambda typed: _items(typed) or [1]),
    "permit-answered.answer": Spelt(("answer",), lambda typed: (typed["answer"] or [None])[-1]),
    "answers": Spelt(("answer",), lambda typed: dict(_pairs("answer", typed["answer"] or (), ANSWERS)) or None, ANSWERS),
    "values": Spelt(("value", "method", "evidence", "passed"), _values, VALUES),
    "counted": Spelt(("count",), _counted, COUNTS),
    "seals": Spelt(("seal",), _seals, SEALS),
    "samples": Spelt(("take",), _samples, SAMPLES),
    "attended": Spelt(("attended",), _attended, " declarant, shed or agency:CODE"),
}
"""What is not told by the option of its name: by word, or by kind and word."""
