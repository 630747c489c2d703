"""A rule tried on a form: a declaration to start from, what is changed in it, and what the rules say of it then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.pointer import changed, slots_of
from eclear.casefile.words import Term
from eclear.journey.checks import Example, Known, Rule, declaration_of, tried
from eclear.journey.checks.baseline import STARTS
from eclear.web.languages import _, word
from eclear.web.pages import records
from eclear.web.pages.fields import (
    LONGEST_PATH,
    LONGEST_VALUE,
    FieldPlace,
    Unfit,
    allowed,
    field_at,
    fit,
    known_paths,
    leaf_at,
    value_at,
    written,
)
from eclear.web.pages.findings import Remark, remark
from eclear.web.pages.places import DECLARATION
from eclear.web.pages.records import RecordsForm

MOST_FIELDS = 60
"""How many fields a form may have; each that is added stays in it."""

SOUND = {
    "import": Term("Sound import declaration", "정상 수입신고서"),
    "import of two items": Term("Sound import declaration of two items", "정상 수입신고서(2란)"),
    "export": Term("Sound export declaration", "정상 수출신고서"),
}
"""What the declarations are called that examples start from."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came with the form: where to start, the values by their paths, rows to leave out, a field to add, the records."""

    start: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    path: str = ""
    value: str = ""
    records: RecordsForm | None = None
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one thing typed, and the id of its field in the page."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the form: where it stands, its text, and what is wrong with it if anything is.

    ``hint`` says what may be typed where no value shows it.
    """

    id: str
    place: FieldPlace
    value: str
    hint: str
    problem: str


@dataclass(frozen=True, slots=True)
class FormGroup:
    """The fields of the declaration itself, or of one row such as ``items.1``, which can be left out if it is there."""

    path: str
    words: Term
    fields: tuple[FormField, ...]
    removable: bool
    left_out: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of the declaration: this one, why it says nothing if it does not, and the others."""

    own: tuple[Remark, ...]
    silence: str
    others: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """The form to try a rule on, and what came of it; ``records`` only for a rule that asks them.

    ``path`` and ``value`` are those of a field to add that could not be added.
    """

    start: str
    starts: tuple[tuple[str, Term], ...]
    groups: tuple[FormGroup, ...]
    paths: tuple[tuple[str, Term], ...]
    path: str
    value: str
    longest_path: int
    longest_value: int
    records: RecordsForm | None
    problems: tuple[Problem, ...]
    verdict: Verdict | None

    @property
    def summary(self) -> list[dict[str, str]]:
        """What is wrong, as the summary of the kit lists it: each with the way to its field."""
        return [{"text": problem.text, "href": f"#{problem.at}"} for problem in self.problems]

    def problem(self, at: str) -> str:
        """What is wrong with the field of an id; "" if nothing is."""
        return next((problem.text for problem in self.problems if problem.at == at), "")


def asked(query: Iterable[tuple[str, str]]) -> Asked:
    """Read the form out of the address; what no form has is passed over."""
    pairs = [*query]
    one = dict(pairs)
    return Asked(
        start=one.get("start", ""),
        values={name.removeprefix("set."): text for name, text in pairs if name.startswith("set.")},
        left_out=frozenset(text for name, text in pairs if name == "out"),
        path=one.get("path", "").strip(),
        value=one.get("value", ""),
        records=records.sent(one),
        sent="start" in one,
    )


def starts_of(rule: Rule) -> dict[str, tuple[Term, Example]]:
    """Return what a rule can be tried from, by id: the sound declarations, then its examples."""
    needed = Known() if _asks_records(rule) else None
    found = {name.replace(" ", "-"): (SOUND[name], Example({}, name, needed)) for name in STARTS}
    for number, example in enumerate(rule.failing, 1):
        found[f"failing-{number}"] = Term(f"Example {number} that breaks the rule", f"위반 예 {number}"), example
    for number, example in enumerate(rule.passing, 1):
        found[f"passing-{number}"] = Term(f"Example {number} that keeps the rule", f"준수 예 {number}"), example
    return found


def _asks_records(rule: Rule) -> bool:
    """True for a rule that cannot do without the records, and for one whose examples say what they hold."""
    return "records" in rule.needs or any(example.known for example in (*rule.failing, *rule.passing))


def trial(rule: Rule, given: Asked) -> Trial:
    """Return the form for a rule, filled in as asked for, and what the rules say if it was sent and can be read."""
    starts, problems = starts_of(rule), []
    if len(given.values) > MOST_FIELDS:
        problems += [Problem("start", _("A form may have %(most)s fields at most. Start again with fewer.", most=MOST_FIELDS))]
        given = replace(given, values={})
    start = given.start or rule.failing[0].start.replace(" ", "-")
    if start not in starts:
        problems += [Problem("start", _("There is no such declaration to start from. Choose one of the list."))]
        start = rule.failing[0].start.replace(" ", "-")
    begun, known = declaration_of(starts[start][1]), starts[start][1].known
    form = records.as_form(known) if known and _asks_records(rule) else None
    if known and form and given.records:
        form = given.records
        known, unread = records.read(form, known)
        problems += [Problem(at, text) for at, text in unread.items()]

    places, values = touched(rule), dict(given.values)
    for path in values:
        try:
            places[path] = leaf_at(path)
        except Unfit as unfit:
            problems += [Problem("path", f"{path[:LONGEST_PATH]}: {unfit}")]
    misplaced = ""
    if given.path:
        try:
            places[given.path] = leaf_at(given.path)
            if given.value:
                values[given.path] = given.value
        except Unfit as unfit:
            misplaced = str(unfit)
            problems += [Problem("path", misplaced)]

    fields, made = _filled(places, values, begun)
    problems += [Problem(each.id, f"{word(each.place.words)}: {each.problem}") for each in fields if each.problem]
    groups = _grouped(places, fields, begun, given.left_out)
    for row in reversed([group.path for group in groups if group.left_out]):
        made = changed(made, {row: None})
    return Trial(
        start=start,
        starts=tuple((id, words) for id, (words, _example) in starts.items()),
        groups=groups,
        paths=known_paths(),
        path=given.path if misplaced else "",
        value=given.value if misplaced else "",
        longest_path=LONGEST_PATH,
        longest_value=LONGEST_VALUE,
        records=form,
        problems=tuple(problems),
        verdict=_verdict(rule, made, known) if given.sent and not problems else None,
    )


def touched(rule: Rule) -> dict[str, FieldPlace]:
    """Return the fields and rows that the examples of a rule touch, by their paths.

    Where an example takes out a whole row, the fields that the sound declaration fills there are among them; an item,
    which has too many, is only named.
    """
    found: dict[str, FieldPlace] = {}
    for example in (*rule.failing, *rule.passing):
        sound = STARTS[example.start]
        for path in example.changes:
            held = value_at(sound, tuple(int(step) if step.isdigit() else step for step in path.split(".")))
            emptied = isinstance(held, tuple)  # all rows of a kind, such as ``charges``
            for each in [f"{path}.{number}" for number in range(1, len(held) + 1)] if emptied else [path]:
                found[each] = place = field_at(each)
                row = value_at(sound, place.steps) if place.row and place.slot.type is not Item else None
                for name in [slot.name for slot in slots_of(place.slot.type) if not slot.is_group] if row else []:
                    if getattr(row, name) is not None:
                        found[f"{each}.{name}"] = field_at(f"{each}.{name}")
    return found


def _filled(
    places: Mapping[str, FieldPlace], values: Mapping[str, str], begun: Declaration
) -> tuple[list[FormField], Declaration]:
    """Return the fields with what was typed into them, and the declaration that it makes of the one started from."""
    fields, made = [], begun
    for place in sorted((place for place in places.values() if not place.row), key=lambda place: place.order):
        before, problem, kind = written(value_at(begun, place.steps)), "", place.slot.type
        text = values.get(place.path, before)
        if text != before:
            try:
                made = changed(made, {place.path: fit(kind, text) if text else None})
            except Unfit as unfit:
                problem = str(unfit)
            except LookupError:  # a number more than one past the last
                problem = _("The rows before this one are not there. Fill them first, in their order.")
        hint = "" if text or kind is str else allowed(kind)
        fields.append(FormField(f"set-{place.path.replace('.', '-')}", place, text, hint, problem))
    return fields, made


def _grouped(
    places: Mapping[str, FieldPlace], fields: list[FormField], begun: Declaration, left_out: frozenset[str]
) -> tuple[FormGroup, ...]:
    """Return the fields by the rows in which they stand; a row of a kind that an example takes out can be left out."""
    rows = {place.group: field_at(place.group) for place in places.values() if place.group}
    inside = {path: tuple(each for each in fields if each.place.group == path) for path in ("", *rows)}
    groups = [FormGroup("", DECLARATION, inside[""], False, False)] if inside[""] else []
    kinds = {place.path.rpartition(".")[0] for place in places.values() if place.row}
    for path, row in sorted(rows.items(), key=lambda each: each[1].order):
        removable = path.rpartition(".")[0] in kinds and value_at(begun, row.steps) is not None
        if inside[path] or removable:
            groups.append(FormGroup(path, row.words, inside[path], removable, removable and path in left_out))
    return tuple(groups)


def _verdict(rule: Rule, declaration: Declaration, known: Known | None) -> Verdict:
    findings = tried(declaration, known)
    own = tuple(remark(finding) for finding in findings if finding.code == rule.code)
    others = tuple(remark(finding) for finding in findings if finding.code != rule.code)
    return Verdict(own, "" if own else _silence(rule, declaration), others)


def _silence(rule: Rule, declaration: Declaration) -> str:
    """Say why a rule says nothing, and that this is fine."""
    if declaration.function not in rule.functions:
        functions = ", ".join(sorted(rule.functions))
        return _("It was not asked: it looks only at messages whose function is %(functions)s.", functions=functions)
    if rule.movement == "IM" and declaration.movement != "IM":
        return _("It was not asked: it looks only at imports, and the type of this declaration is no import.")
    if rule.movement == "EX" and declaration.movement != "EX":
        return _("It was not asked: it looks only at exports, and the type of this declaration is no export.")
    if rule.about and not any(getattr(noun, rule.about) for noun in (declaration.items if rule.of_item else (declaration,))):
        return _("It was passed over: the field that it is about is empty.")
    return _("It was asked, and everything it looks at is as it should be.")
