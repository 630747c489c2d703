"""The last stages of the instructor's guide - debrief, contested marks, results - and those of who makes a scenario."""

from __future__ import annotations

from eclear.casefile.scenario import POINTS
from eclear.web.languages import _, word
from eclear.web.pages.debrief import PARTS
from eclear.web.pages.guide_stages import first_exercise, while_it_runs
from eclear.web.pages.guide_steps import (
    At,
    How,
    Meaning,
    Picture,
    Press,
    Stage,
    Step,
    Story,
    button,
    choice,
    field,
    link,
)


def stages(story: Story = Story()) -> tuple[Stage, ...]:
    """Return the whole guide in the reader's language: up to the start first, then what one does while it runs and after."""
    return (*first_exercise(story), *while_it_runs(story), *after_it(story))


def after_it(story: Story = Story()) -> tuple[Stage, ...]:
    """Return the end: debrief, contested marks, results and certificates."""
    return (_end(), _contest(story), _take_home())


def copying(story: Story = Story()) -> Stage:
    """Return how a scenario is made by copying one in a form."""
    return Stage(
        "copy",
        _("Copy a scenario in a form"),
        (
            Step((link(_("Exercises")),), _("The shelf")),
            Step((link(story.title),), _("The story")),
            Step((link(_("Make a copy with other names and amounts")),), _("Short name")),
            Step(
                (field(_("Short name"), "my-first-scenario"),),
                note=_("Change title, names and amounts. Leave words in double braces where they stand."),
                picture=Picture("copy.jpg", _("The form of a copy: its short name, then its title and summary."), "name"),
            ),
            Step(
                (button(_("Check the copy")),),
                _("The pack is on the shelf."),
                _("Amounts that do not fit the key are named. Change an amount, and its true duty must change too."),
            ),
        ),
    )


def sending() -> Stage:
    """Return how a pack of one's own comes on the shelf."""
    return Stage(
        "send",
        _("Send it as a ZIP file"),
        (
            Step((link(_("Exercises")),), _("The shelf")),
            Step(
                (
                    Press(How.FILE, _("A scenario as a ZIP file"), _("your ZIP file"), given="zip"),
                    button(_("Check the pack")),
                ),
                _("The pack is on the shelf."),
                _("A pack with a mistake is refused: each mistake is named with file, line and remedy."),
            ),
        ),
    )


def _end() -> Stage:
    return Stage(
        "end",
        _("End it and debrief"),
        (
            Step((link(_("End the exercise")),), _("End it and debrief"), _("Leave half of the time for the debrief.")),
            Step(
                (button(_("End it and debrief")),),
                _("Marks by part"),
                _("The seal opens for all. This page has names: do not show it to the class."),
                picture=Picture("debrief.jpg", _("The debrief of the class: the marks by part, and the mean."), "main"),
            ),
        ),
        tuple(Meaning(word(name), _("%(points)s points", points=POINTS[part])) for part, name in PARTS.items()),
    )


def _contest(story: Story) -> Stage:
    return Stage(
        "contest",
        _("A mark is contested"),
        (
            Step((link(_("Exercise")), button(_("Back to your class"))), _("Your exercises before"), at=At.SEAT),
            Step(
                (link(story.title),),
                _("Your mark"),
                _("A trainee sees his own debrief: replay, missed cues, every point explained."),
                At.SEAT,
            ),
            Step(
                (
                    choice(_("Part of the mark"), _("Evidence")),
                    field(_("Why"), _("I said it to my team.")),
                    button(_("Contest this part")),
                ),
                _("Waits for the instructor"),
                at=At.SEAT,
                picture=Picture(
                    "contest.jpg", _("The end of a trainee's debrief: what he contests, and that it waits."), "contests"
                ),
            ),
            Step((link("Amara"),), _("Contested, and changed"), _("A contested mark has a sign in the list.")),
            Step((field(_("Your answer"), _("Right. I heard it.")), button(_("Answer the contest"))), _("Answered")),
            Step(
                (
                    choice(_("Part of the mark"), _("Evidence")),
                    field(_("Points instead"), "5"),
                    field(_("Reason"), _("Said aloud in the team.")),
                    button(_("Give these points")),
                ),
                _("Said aloud in the team."),
                _("The change and its reason stay on the debrief, with your name."),
            ),
        ),
    )


def _take_home() -> Stage:
    return Stage(
        "take-home",
        _("Results and certificates"),
        (
            Step(
                (link(_("Results")),),
                _("Results of the class"),
                _("At the end of the page: the same list as CSV and XLSX, for a report."),
                picture=Picture(
                    "results.jpg", _("The results of the class: a line for each seat, with marks and averages."), "main"
                ),
            ),
            Step((link("seat-01"),), _("Competency record")),
            Step(
                (field(_("Name on the certificate"), "Amara Osei"), button(_("Issue a certificate"))),
                _("Check a certificate"),
                _("Anybody can check its number on the page of certificates."),
            ),
        ),
    )
