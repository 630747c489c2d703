"""The questionnaire (요건 질의): from answers to required, exempt for a reason, or the question that is still open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from eclear.casefile.permit import Given, NeedLine, NeedState
from eclear.reference import Agency
from eclear.reference.agencies import Requirement
from eclear.reference.questions import NEXT, REQUIRED, Question


@dataclass(frozen=True, slots=True)
class Decided:
    """What answers lead to: the state, the reason code where exempt, the answers that counted, and the open question."""

    state: NeedState
    exemption: str | None = None
    given: tuple[Given, ...] = ()
    open: Question | None = None


def decide(requirement: Requirement, answers: Mapping[str, str]) -> Decided:
    """Ask the questions about one range of goods in their order until an answer decides; ``answers`` are by full id.

    An answer that cannot be understood counts as none.
    """
    given: list[Given] = []
    for question in requirement.questions:
        said = answers.get(question.id)
        outcome = question.outcome(said) if said is not None else None
        if said is None or outcome is None:
            return Decided(NeedState.CANDIDATE, None, tuple(given), question)
        given.append(Given(question.id, said.strip()))
        if outcome.then == REQUIRED:
            return Decided(NeedState.REQUIRED, None, tuple(given))
        if outcome.then != NEXT:
            return Decided(NeedState.EXEMPT, outcome.then, tuple(given))
    raise ValueError(f"The questions about {requirement.id} end without a decision; reading the file should have told so.")


def decide_all(requirements: Iterable[Requirement], answers: Mapping[str, str]) -> Decided:
    """Decide on goods that stand in several ranges of one agency: one that requires is enough, to be exempt takes all."""
    found = [decide(requirement, answers) for requirement in requirements]
    given = tuple(dict.fromkeys(answer for one in found for answer in one.given))
    for state in (NeedState.REQUIRED, NeedState.CANDIDATE, NeedState.EXEMPT):
        one = next((one for one in found if one.state is state), None)
        if one is not None:
            return replace(one, given=given)
    raise ValueError("There is no range of goods to decide on.")


def answered(line: NeedLine, agency: Agency, requirements: Iterable[Requirement], answers: Mapping[str, str]) -> NeedLine:
    """Return an item as these answers and those given before decide on it."""
    before = {given.question: given.text for given in line.answers}
    decided = decide_all(requirements, before | dict(answers))
    return replace(line, state=decided.state, exemption=decided.exemption, answers=decided.given, why=_why(agency, decided))


def _why(agency: Agency, decided: Decided) -> str:
    if decided.state is NeedState.CANDIDATE or not decided.given:
        return ""
    last = decided.given[-1]
    if decided.state is NeedState.REQUIRED:
        return f"The answer '{last.text}' to {last.question} means that the permit is needed."
    exemption = agency.exemption(decided.exemption)
    words = f": {exemption.name.en}" if exemption else ""
    return f"The answer '{last.text}' to {last.question} means that no permit is needed ({decided.exemption}{words})."
