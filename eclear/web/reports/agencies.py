"""What goes on between an agency, customs and the trader: answers, questions, a joint inspection, a silence."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from eclear.casefile.case import Case
from eclear.casefile.permit import Answer
from eclear.casefile.person import Role
from eclear.clearance import answer_agency, answer_permit, answer_questions, ask_to_join, ask_trader, escalate
from eclear.web.reports.told import CaseReport, Code, Example, Here, ItemNumber, Law, Short, Text


class PermitAnswered(CaseReport):
    """An agency answers: approved, refused or waived. Nobody answers for it but its own officers."""

    kind: Literal["permit-answered"]
    agency: Code
    answer: Answer
    reference: Short | None = None
    reason: Text | None = None
    approval: Code | None = None
    law: Annotated[Law, Field(description="On which a refusal rests; the agency's own, if none is named")] | None = None
    exemption: Annotated[Code, Field(description="Reason code of a waiver")] | None = None

    example: ClassVar[Example] = {"agency": "MFDS-F", "answer": "refused", "reason": "Mould was found.", "version": 9}

    def happen(self, here: Here, case: Case) -> Case:
        """Take its answer in."""
        return answer_permit(
            here.office,
            case.id,
            self.agency,
            self.answer,
            reference=self.reference,
            reason=self.reason,
            approval=self.approval,
            law=self.law,
            exemption=self.exemption,
            **here.seen,
        )


class PermitQuestions(CaseReport):
    """The questions of an agency are answered, by their ids such as KATS-KC.1: about one item, or all undecided ones."""

    kind: Literal["permit-questions"]
    agency: Code
    answers: Annotated[dict[Code, Short], Field(max_length=40)]
    item: ItemNumber | None = None

    example: ClassVar[Example] = {"agency": "MFDS-F", "answers": {"MFDS-F.1": "yes", "4": "own"}, "item": 1}

    def happen(self, here: Here, case: Case) -> Case:
        """Answer them: the declarant does, or the agency itself."""
        post = here.office.acting.post
        by = self.agency if post and post.role is Role.AGENCY else "declarant"
        return answer_questions(here.office, case.id, self.agency, self.answers, item=self.item, by=by, **here.seen)


class AgencyAsked(CaseReport):
    """An agency asks the trader something; its own time stands still until he has answered."""

    kind: Literal["agency-asked"]
    agency: Code
    question: Text

    example: ClassVar[Example] = {"agency": "MFDS-F", "question": "Which mill roasted the beans?", "version": 9}

    def happen(self, here: Here, case: Case) -> Case:
        """Ask."""
        return ask_trader(here.office, case.id, self.agency, self.question, **here.seen)


class AgencyAnswered(CaseReport):
    """The trader answers the question of an agency."""

    kind: Literal["agency-answered"]
    agency: Code
    text: Text

    example: ClassVar[Example] = {"agency": "MFDS-F", "text": "The mill of Sample Roasters; the certificate names it."}

    def happen(self, here: Here, case: Case) -> Case:
        """Answer."""
        return answer_agency(here.office, case.id, self.agency, self.text, **here.seen)


class JointInspectionAsked(CaseReport):
    """An agency asks to be there when customs examines the goods. It answers after that."""

    kind: Literal["joint-inspection-asked"]
    agency: Code
    reason: Text

    example: ClassVar[Example] = {"agency": "APQA-P", "reason": "Look for live insects in the sacks.", "version": 9}

    def happen(self, here: Here, case: Case) -> Case:
        """Ask for it."""
        return ask_to_join(here.office, case.id, self.agency, self.reason, **here.seen)


class Escalated(CaseReport):
    """An officer carries the silence of an agency further, once its promised time has run out."""

    kind: Literal["escalated"]
    agency: Code
    to: Annotated[str, Field(max_length=120)]
    reason: Text

    example: ClassVar[Example] = {
        "agency": "MFDS-F",
        "to": "Head of the agency",
        "reason": "Silent for nine days; the goods are fresh.",
        "version": 12,
    }

    def happen(self, here: Here, case: Case) -> Case:
        """Carry it further."""
        return escalate(here.office, case.id, self.agency, self.to, self.reason, **here.seen)
