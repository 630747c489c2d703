"""Ask (협의): what an agency does before it answers, and what customs does when it does not.

It may ask the trader, who holds the time until he answers. It may ask to see the goods when customs examines them. Each
agency promises to answer within so many days; a silence that is longer is escalated. Silence is never consent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.consultation import Consultation
from eclear.casefile.doubt import Appeal
from eclear.casefile.events import Fact
from eclear.casefile.lifecycle import IllegalStep
from eclear.clearance.answering import must_be_of, need_of
from eclear.clearance.office import Office, after_lodging, country_of
from eclear.clearance.ordering import joined_by
from eclear.clearance.recording import go_on, plain, standing
from eclear.reference import Country


@dataclass(frozen=True, slots=True)
class AgencyClock:
    """How long an agency has held a case, without the time that the trader took, beside what it promised.

    ``promise`` and ``left`` are None where nothing is promised; ``left`` is negative when the time has run out.
    """

    held: timedelta
    promise: timedelta | None
    left: timedelta | None
    with_trader: bool
    stopped: bool

    @property
    def has_run_out(self) -> bool:
        """True if the agency has not answered within the time that it promised."""
        return not self.stopped and self.left is not None and self.left < timedelta()


def clock_of(case: Case, consultation: Consultation, now: datetime) -> AgencyClock:
    """Return the clock of one agency on a case; it stops with its answer, or when nothing is asked of it any more."""
    agency = country_of(case).agencies.by_code.get(consultation.agency)
    held, days = consultation.held(now), agency.answer_days if agency else None
    promise = timedelta(days=days) if days else None
    stopped = not case.is_open or consultation not in case.silent
    return AgencyClock(held, promise, promise - held if promise else None, consultation.with_trader and not stopped, stopped)


def ask_trader(
    office: Office,
    case_id: str,
    agency: str,
    question: str,
    *,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Let an agency ask the trader something; its own time stands still until he has answered. One question at a time."""
    with office.writing(room) as records:
        case = standing(records, case_id, version)
        now, consultation = after_lodging(case, office.moment(records, at)), _open(case, agency)
        must_be_of(office.acting, agency)
        if consultation.open_inquiry:
            raise IllegalStep("The trader has not answered the question before. Wait for it, or answer without it.")
        said = _stated(question, "A question says something. Ask one thing, and say what would answer it.")
        return go_on(records, case, [ev.AgencyAsked(agency, said)], agency, now)


def answer_agency(
    office: Office,
    case_id: str,
    agency: str,
    text: str,
    *,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Let the trader answer the question of an agency; from then on the agency's time runs again."""
    with office.writing(room) as records:
        case = standing(records, case_id, version)
        now, consultation = after_lodging(case, office.moment(records, at)), _open(case, agency)
        if consultation.open_inquiry is None:
            raise IllegalStep(f"{agency} has asked nothing that is open. There is nothing to answer.")
        said = _stated(text, "An answer says something. State the facts, and name the papers that show them.")
        return go_on(records, case, [ev.AgencyAnswered(agency, said)], "declarant", now)


def ask_to_join(
    office: Office,
    case_id: str,
    agency: str,
    reason: str,
    *,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Let an agency ask to be there when customs examines the goods: an order that stands names it from then on.

    It answers after the examination. Raises IllegalStep where the goods were examined already, or are gone.
    """
    with office.writing(room) as records:
        case = standing(records, case_id, version)
        now, consultation = after_lodging(case, office.moment(records, at)), _open(case, agency)
        must_be_of(office.acting, agency)
        if consultation.joins:
            raise IllegalStep(f"{agency} has asked for a joint inspection already. The order names it.")
        if case.is_export:
            raise IllegalStep("Exports are passed on their papers: no inspection is ordered that an agency could join.")
        if case.carried_out:
            raise IllegalStep("The goods were carried out and cannot be examined any more. Answer on the papers.")
        said = _stated(reason, "A request for a joint inspection needs a reason. Say what is to be looked at.")
        facts: list[Fact] = [ev.JointInspectionAsked(agency, said)]
        if case.inspection and case.order and not case.inspected:
            facts.append(joined_by(case.order, agency))
        return go_on(records, case, facts, agency, now)


def escalate(
    office: Office,
    case_id: str,
    agency: str,
    to: str,
    reason: str,
    *,
    by: str = "officer",
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Carry the silence of an agency further, once its promised time has run out. It is no consent: the case still waits."""
    with office.writing(room) as records:
        case = standing(records, case_id, version)
        now, consultation = after_lodging(case, office.moment(records, at)), _open(case, agency)
        clock = clock_of(case, consultation, now)
        if clock.with_trader:
            raise IllegalStep(
                f"{agency} waits for the trader's answer. Its own time stands still; there is no silence of its own."
            )
        if clock.left is not None and not clock.has_run_out:
            promised = clock.promise.days if clock.promise else 0
            raise IllegalStep(f"{agency} promised to answer within {promised} days, and they are not over. Escalate after them.")
        whom = _stated(to, "Say to whom the silence is carried, such as the head of the agency.")
        said = _stated(reason, "To escalate needs a reason. Say how long the agency was silent, and what waits for it.")
        return go_on(records, case, [ev.Escalated(agency, whom, said)], by, now)


def must_have_seen(case: Case, agency: str) -> None:
    """Raise IllegalStep while an agency is to take part in an inspection that was not reported: it answers after it."""
    if case.inspection and case.order and agency in case.order.agencies and not case.inspected:
        raise IllegalStep(f"{agency} takes part in the inspection that is ordered. It answers after the report.")


def appeal_in(country: Country) -> Appeal:
    """Return where an adverse decision is appealed in a country, and until when."""
    return Appeal(country.replies.appeal_office, country.replies.appeal)


def _open(case: Case, agency: str) -> Consultation:
    """Return the consultation with an agency that has not answered; raises IllegalStep for any other."""
    need_of(case, agency)
    found = next((one for one in case.silent if one.agency == agency), None)
    if found is None:
        raise IllegalStep(f"{agency} has answered, or what was declared settles it. Only its own word can change that.")
    return found


def _stated(text: str, remedy: str) -> str:
    said = plain(text)
    if said is None:
        raise IllegalStep(remedy)
    return said
