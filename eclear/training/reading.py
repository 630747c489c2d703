"""From the files of a pack to the scenario that they tell, or to every mistake in them.

Each string is filled in with the values of each variant; then texts, acts, messages and the key are held against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from eclear.casefile.declaration import Declaration
from eclear.casefile.person import Role
from eclear.casefile.scenario import (
    COMPETENCIES,
    Cue,
    Expectation,
    Hint,
    Inject,
    Match,
    Money,
    Paper,
    Part,
    Place,
    Scenario,
    Side,
    Step,
    Trigger,
    Truth,
    Variant,
    Words,
)
from eclear.reference import has_folder
from eclear.training import stage
from eclear.training.pack_acts import Around, act, match
from eclear.training.pack_messages import Messages, telling
from eclear.training.pack_schema import SCENARIO, TRUTH
from eclear.training.pack_shape import Document, Faults, Node, nearest, number, shape
from eclear.training.pack_story import check_story
from eclear.training.pack_words import VALUE, Texts, Values
from eclear.training.packs import PackRefused, digest_of

VARIANTS = ("a", "b", "c", "d")


def read_files(files: Mapping[str, bytes], hands: stage.Hands | None = None) -> Scenario:
    """Return the scenario that the files of a pack tell; raises PackRefused with every mistake that was found."""
    reader = _Reader(files, hands)
    scenario = reader.scenario()
    if reader.faults or scenario is None:
        raise PackRefused(reader.faults.all())
    return scenario


@dataclass(frozen=True, slots=True)
class _Scopes:
    """What may be filled in: in what trainees see, and in the key."""

    seen: Values
    key: Values


class _Reader:
    """One pack as it is read."""

    def __init__(self, files: Mapping[str, bytes], hands: stage.Hands | None) -> None:
        self.faults = Faults()
        self.digest = digest_of(files)
        self.head = shape(SCENARIO, Document.read("scenario.toml", files.get("scenario.toml", b""), self.faults))
        self.key = shape(TRUTH, Document.read("truth.toml", files.get("truth.toml", b""), self.faults))
        there = (name[6:8] for name in files if name.startswith("texts/"))
        languages = self.head["languages"] if self.head.document.data else there
        self.texts = Texts(files, tuple(dict.fromkeys(languages)), self.faults)
        self.messages = Messages(files, self.faults)
        self.declarations: Mapping[str, Node] = self.head["declarations"]
        self.around = Around(
            self.declarations,
            frozenset(place["id"] for place in self.head["places"]),
            frozenset(inject["id"] for inject in self.head["injects"] if inject["approach"]),
            self.messages,
            hands,
        )
        self.declared: dict[str, dict[str, Declaration]] = {}

    def scenario(self) -> Scenario | None:
        """Read everything; None where a file could not be read, so that nothing can be said of what it names."""
        head, key = self.head, self.key
        if not head.document.data or not key.document.data:
            return None
        self._check_head()
        self._check_values()
        check_story(head, key)
        shared = Values({}, dict.fromkeys(self._names(), "It differs by variant, and this is the same in all. Leave it out."))
        variants = tuple(self._variant(name) for name in VARIANTS if name in head["variants"])
        steps = tuple(self._step(step, shared) for step in head["steps"])
        scenario = head["starts"] and Scenario(
            id=head["id"],
            digest=self.digest,
            title=self.texts.words(head, "title", shared),
            summary=self.texts.words(head, "summary", shared),
            level=head["level"],
            minutes=head["minutes"],
            competencies=head["competencies"],
            languages=self.texts.languages,
            starts=head["starts"],
            country=head["country"],
            chairs=head["chairs"],
            steps=steps,
            law=self._list(head, "law", shared),
            cues=self._list(head, "cues", shared),
            variants=variants,
        )
        self._check_telling()
        self.texts.check_unused()
        self.messages.check_unused()
        return scenario or None

    def _names(self) -> set[str]:
        """All names of values, also those that only the key knows."""
        tables = (*self.head["variants"].values(), *self.key["values"].values())
        return {name for table in tables for name in table}

    def _check_head(self) -> None:
        head = self.head
        for tag in head["competencies"]:
            if tag not in COMPETENCIES:
                head.fault("competencies", f"There is no competency {tag[:20]!r}. {nearest(tag, COMPETENCIES)}")
        for language in head["languages"]:
            if not (len(language) == 2 and language.isascii() and language.islower()):
                head.fault("languages", f"{language[:20]!r} is no language by two small letters. Write such as en, fr, ko.")
        if head["languages"] and "en" not in head["languages"]:
            head.fault("languages", "English is missing: readers of other languages see it. Add en and texts/en.toml.")
        if len(set(head["chairs"])) != len(head["chairs"]):
            head.fault("chairs", "A chair stands there twice. Name each once.")
        if head["country"] and not has_folder(head["country"]):
            head.fault("country", f"eclear has no folder for {head['country'][:20]!r}. Write such as KR, GB or XT.")

    def _check_values(self) -> None:
        """Four variants with values of the same names; two of them guilty and two innocent."""
        for node, key, tables in (
            (self.head, "variants", self.head["variants"]),
            (self.key, "values", self.key["values"]),
        ):
            if not tables:
                continue
            for name in tables:
                if name not in VARIANTS:
                    node.document.fault((key, name), f"A variant is called a, b, c or d, not {name}. Rename it.")
            for name in VARIANTS:
                if name not in tables:
                    node.fault(key, f"The variant {name} is missing in {key}. Add [{key}.{name}] with its values.")
            every = {value for table in tables.values() for value in table} if key == "variants" else set()
            for name, table in tables.items():
                if missing := sorted(every - table.keys()):
                    node.document.fault((key, name), f"The variant {name} has no value {', '.join(missing)}. Add it.")
                for value, text in table.items():
                    if "{{" in text or "\n" in text or len(text) > VALUE:
                        said = f"A value is one line of at most {VALUE} characters without braces. Shorten it."
                        node.document.fault((key, name, value), said)
        for name in sorted(set().union(*self.head["variants"].values()) & set().union(*self.key["values"].values())):
            self.key.fault("values", f"The value {name} is in scenario.toml too. Give one of them another name.")
        truths = self.key["variants"]
        for name, truth in truths.items():
            if truth not in ("guilty", "innocent"):
                self.key.document.fault(("variants", name), f"A variant is guilty or innocent, not {truth[:20]!r}. Write one.")
        if truths and sorted(truths.values()) != ["guilty", "guilty", "innocent", "innocent"]:
            self.key.fault("variants", "Two of the four variants must be guilty and two innocent. Change the list.")
        for name in truths.keys() - set(VARIANTS):
            self.key.document.fault(("variants", name), f"A variant is called a, b, c or d, not {name}. Rename it.")

    def _variant(self, name: str) -> Variant:
        head = self.head
        own, hidden = head["variants"][name], self.key["values"].get(name, {})
        names = frozenset(self.declarations)
        why = "Only truth.toml may use it, for trainees do not see it. Move it to [variants] of scenario.toml, or leave it out."
        scopes = _Scopes(
            Values(own, dict.fromkeys(hidden.keys() - own.keys(), why), names, name), Values({**hidden, **own}, {}, names, name)
        )
        seen = scopes.seen
        declarations, drafts = self._declarations(name, seen)
        return Variant(
            id=name,
            brief=self.texts.words(head, "brief", seen),
            given=tuple(act(node, seen, self.around) for node in head["given"]),
            declarations=declarations,
            papers=tuple(self._paper(node, seen) for node in head["papers"]),
            places=tuple(Place(node["id"], self.texts.words(node, "label", seen), node["paper"]) for node in head["places"]),
            injects=tuple(self._inject(node, seen) for node in head["injects"]),
            hints=tuple(Hint(self.texts.words(node, "text", seen), node["cost"]) for node in head["hints"]),
            truth=self._truth(self.key["variants"].get(name) == "guilty", scopes.key),
            drafts=drafts,
        )

    def _declarations(self, variant: str, values: Values) -> tuple[dict[str, tuple[str, str]], dict[str, bytes]]:
        """Read the declarations of a variant as customs would, and hold trader and LRN against what is told of them."""
        found, drafts = {}, {}
        for name, node in self.declarations.items():
            trader, lrn = (values.fill(node.document, (*node.path, key), node[key]) for key in ("trader", "lrn"))
            found[name] = (trader, lrn)
            body = self.messages.body(node, "message", values)
            if body is None:
                continue
            if node["draft"]:
                drafts[name] = body
            declaration = self.messages.sound(node["message"], body, variant)
            if declaration is None:
                continue
            self.declared.setdefault(name, {})[variant] = declaration
            for key, told, stands in (("trader", trader, declaration.trader), ("lrn", lrn, declaration.lrn)):
                if told != stands:
                    node.fault(
                        key, f"The message {node['message']} has {stands!r} as {key}, here stands {told!r}. Make them agree."
                    )
        return found, drafts

    def _paper(self, node: Node, values: Values) -> Paper:
        rows = []
        for place, (label, value) in enumerate(node["rows"]):
            words = self.texts.words(node, "rows", values, told=label)
            rows.append((words, values.fill(node.document, (*node.path, "rows", place), value)))
        title, text = self.texts.words(node, "title", values), self.texts.words(node, "text", values)
        return Paper(node["id"], title, tuple(rows), text, node["from_start"])

    def _inject(self, node: Node, values: Values) -> Inject:
        return Inject(
            id=node["id"],
            trigger=Trigger(node["trigger"] or "hand"),
            title=self.texts.words(node, "title", values),
            text=self.texts.words(node, "text", values),
            after=node["after"],
            when=self._match(node["when"], values),
            requires=node["requires"],
            resolves=node["resolves"],
            papers=node["papers"],
            acts=tuple(act(one, values, self.around) for one in node["acts"]),
            chair=Role(node["chair"]) if node["chair"] else None,
            approach=node["approach"],
        )

    def _match(self, node: Node | None, values: Values) -> Match | None:
        return None if node is None else match(node, values, self.around)

    def _step(self, node: Node, values: Values) -> Step:
        done = self._match(node["done"], values) or Match("")
        href = node["href"]
        if href and (not href.startswith("/") or href.startswith("//")):
            node.fault("href", "A step leads to a page of eclear. Begin with one sign /, such as /queue.")
        return Step(self.texts.words(node, "title", values), done, values.fill(node.document, (*node.path, "href"), href))

    def _list(self, node: Node, key: str, values: Values) -> tuple[Words, ...]:
        return tuple(self.texts.words(node, key, values, told=one) for one in node[key])

    def _truth(self, guilty: bool, values: Values) -> Truth:
        node = self.key["guilty" if guilty else "innocent"]
        if node is None:
            return Truth(guilty, (), "", {}, {}, {}, (), (), Money((), Decimal(0)), ())
        words: Callable[[Node, str], Words] = lambda one, key: self.texts.words(one, key, values)  # noqa: E731
        return Truth(
            guilty=guilty,
            violations=self._list(node, "violations", values),
            right_lane=node["right_lane"],
            right_action=words(node, "right_action"),
            harm=words(node, "harm"),
            explanation=words(node, "explanation"),
            cues=tuple(
                Cue(cue["place"], Side(cue["side"] or "for"), cue["points"], words(cue, "title"), cue["seen"])
                for cue in node["cues"]
            ),
            expectations=tuple(
                Expectation(
                    one["id"],
                    Part(one["part"] or "decision"),
                    one["points"],
                    words(one, "title"),
                    tuple(match(event, values, self.around) for event in one["any_of"]),
                    one["absent"],
                    self._match(one["before"], values),
                    self._match(one["after"], values),
                    one["critical"],
                )
                for one in node["expectations"]
            ),
            money=self._money(node["money"], values),
            solution=tuple(act(one, values, self.around) for one in node["solution"]),
        )

    def _money(self, node: Node | None, values: Values) -> Money:
        if node is None:
            return Money((), Decimal(0))
        told = {}
        for key in ("true", "within"):
            text = values.fill(node.document, (*node.path, key), node[key])
            told[key] = number(text)
            if told[key] is None and node[key]:
                node.fault(key, f"{text[:60]!r} is no plain decimal number. Write such as 123456 or 0.01.")
        for name in node["declarations"]:
            if name not in self.declarations:
                node.fault("declarations", f"There is no declaration {name!r}. {nearest(name, self.declarations)}")
        return Money(node["declarations"], told["true"] or Decimal(0), node["currency"], told["within"] or Decimal(0))

    def _check_telling(self) -> None:
        """Refuse a pack whose declarations alone tell who is guilty."""
        truths = self.key["variants"]
        for name, declared in self.declared.items():
            guilty, innocent = ([declared[v] for v in declared if truths.get(v) == side] for side in ("guilty", "innocent"))
            if len(guilty) != 2 or len(innocent) != 2:
                continue
            for path, value in telling(guilty, innocent):
                said = f"is {value!r}" if value != "present" else "is declared"
                self.declarations[name].fault(
                    "message",
                    f"The declaration alone tells the truth: {path} {said} on one side only. Let a guilty and an innocent "
                    "variant share it, or let it differ in all four.",
                )
