"""The stages of the instructor's guide up to the end of an exercise: the first ten minutes, and while it runs."""

from __future__ import annotations

from eclear.casefile.person import Role
from eclear.web.attendance import AWAY_AFTER, STUCK_AFTER, STUCK_REFUSALS
from eclear.web.languages import _, word
from eclear.web.pages.entrance import ROLES
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
    mark,
)


def first_exercise(story: Story = Story()) -> tuple[Stage, ...]:
    """Return the ten minutes to the first exercise."""
    return (_serve(), _seats(), _choose(story), _open(story), _come_in(), _start())


def while_it_runs(story: Story = Story()) -> tuple[Stage, ...]:
    """Return what an instructor does while an exercise runs, and when something goes wrong."""
    return (_watch(story), _inject(story), _hint(), _pause(), _reset(), _wrong(story))


def _serve() -> Stage:
    return Stage(
        "serve",
        _("Start eclear for a class"),
        (
            Step(
                (Press(How.COMMAND, "eclear serve --class"),),
                note=_("It prints an address, a class code, and the instructor's password. Write the password down."),
            ),
            Step(
                (Press(How.ADDRESS, _("the address that was printed"), given="enter"),),
                _("With a password"),
                _("Your own machine and the seats must be in the same network. No Internet is needed."),
            ),
            Step(
                (
                    field(_("Room or class code"), _("the class code"), "code"),
                    field(_("Your id"), "instructor"),
                    field(_("Password"), _("the password"), "password"),
                    button(_("Come in")),
                ),
                _("How the class comes in"),
                picture=Picture("class.jpg", _("The class page: the address to open or to scan, and the class code.")),
            ),
        ),
    )


def _seats() -> Stage:
    return Stage(
        "seats",
        _("Make seats and print their cards"),
        (
            Step(
                (
                    field(_("How many"), "4"),
                    choice(word(ROLES[Role.OFFICER]), _("all lanes")),
                    button(_("Make seats and cards")),
                ),
                _("Print this sheet now. The letters are kept nowhere and never shown again; a card that is lost is made anew."),
                _("Make two seats more than you need, for late comers. An exercise brings its own desks."),
                picture=Picture("cards.jpg", _("Four seat cards to print, each with twelve letters and a code to scan."), "main"),
            ),
            Step((link(_("Back to the class")),), _("People of the room"), _("Cut the sheet and lay one card at each place.")),
        ),
    )


def _choose(story: Story) -> Stage:
    return Stage(
        "choose",
        _("Choose a scenario and try it alone"),
        (
            Step(
                (link(_("Exercises")),),
                _("The shelf"),
                _("Level 1 is for a first day. Each line tells the competency and the minutes."),
                picture=Picture("shelf.jpg", _("The shelf: scenarios by level, each with a summary and its minutes."), "shelf"),
            ),
            Step((link(story.title),), _("The story"), _("The key stands on the facilitator's page. Open it when nobody looks.")),
            Step(
                (button(_("Try it alone")),),
                _("Next step"),
                _("You now see what a trainee sees. It counts for nothing."),
                picture=Picture("try.jpg", _("The page of a trainee: the next step, the story, and his chairs."), "main"),
            ),
            Step((button(_("Back to your class")),), _("Your chairs")),
        ),
    )


def _open(story: Story) -> Stage:
    return Stage(
        "open",
        _("Open it for the class"),
        (
            Step((link(_("Exercises")),), _("The shelf")),
            Step((link(story.title),), _("Open it for the class")),
            Step(
                (
                    mark(_("guided")),
                    mark(_("Marked: hints cost points")),
                    mark(_("Each plays all chairs in turn")),
                ),
                note=_("Seats with the same number are one team. Take the number away, and the seat does not take part."),
                picture=Picture("open.jpg", _("The form that opens a scenario: help, marks, chairs, seats and teams."), "open"),
            ),
            Step(
                (button(_("Open it for the class")),),
                _("No seat has joined yet."),
                _("The key is sealed now. Every seat sees the same fingerprint of it."),
            ),
        ),
        (
            Meaning(_("guided"), _("The next step is shown. Take it for a first exercise.")),
            Meaning(_("assisted"), _("No steps. Hints can be asked for; in a marked exercise they cost points.")),
            Meaning(_("free"), _("No steps and no hints. Your own hints still arrive.")),
            Meaning(_("practice"), _("Hints are free, and no mark goes into the record.")),
            Meaning(_("Chairs"), _("Each plays all in turn, or a team deals them out. eclear plays the empty ones.")),
        ),
    )


def _come_in() -> Stage:
    return Stage(
        "come-in",
        _("The seats come in"),
        (
            Step(
                (Press(How.ADDRESS, _("the address on the card, or scan it"), given="enter"),), _("With a seat card"), at=At.SEATS
            ),
            Step(
                (
                    field(_("Letters on the card"), _("the letters"), "letters"),
                    field(_("Who sits here?"), _("a first name"), "name"),
                    button(_("Sit down")),
                ),
                _("Exercise"),
                at=At.SEATS,
            ),
            Step((link(_("Exercise")),), _("Go to your desk in the exercise"), at=At.SEATS),
            Step(
                (button(_("Go to your desk in the exercise")),),
                _("Not begun"),
                _("Everybody may read the story while you wait for the last seat."),
                At.SEATS,
            ),
        ),
    )


def _start() -> Stage:
    return Stage(
        "start",
        _("Start"),
        (
            Step(
                (button(_("Start")),),
                _("Running in real time"),
                _("The first exercise runs. Every seat is told at once."),
                picture=Picture(
                    "console.jpg", _("The console: clock, six verbs, four figures, and a tile for each seat."), "main"
                ),
            ),
        ),
        (
            Meaning(_("Start"), _("Lets the clock run, at first and after a pause. Key 1.")),
            Meaning(_("Pause"), _("Stops every clock. Nobody can act until you start again. Key 2.")),
            Meaning(_("Inject"), _("Sends a call, a letter or another event now. Key 3.")),
            Meaning(_("Hint"), _("Helps one seat or all, without cost. Key 4.")),
            Meaning(_("Speed"), _("Runs the clock faster, or lets it jump ahead. Key 5.")),
            Meaning(_("Reset"), _("Lets a seat begin anew. What was done is kept. Key 6.")),
        ),
    )


def _watch(story: Story) -> Stage:
    return Stage(
        "watch",
        _("See who needs you"),
        (
            Step((button(_("Lodge it as it is")),), note=_("A trainee lodges his declaration; you see it happen."), at=At.SEAT),
            Step(
                (Press(How.SEAT, "01"),),
                _("Look over the shoulder"),
                _("A tile shows the steps that are done, and the last act."),
            ),
            Step(
                (button(_("Look over the shoulder")),),
                _("Papers that are there"),
                _("You see his acts, notes and guesses. You cannot change them."),
            ),
            Step((link(story.title),), _("Injects ready")),
        ),
        (
            Meaning(_("Need you"), _("Counts the seats that are stuck or away. Begin your round there.")),
            Meaning(
                _("Stuck"),
                _(
                    "The same page for %(minutes)s minutes, or the same refusal %(times)s times.",
                    minutes=int(STUCK_AFTER.total_seconds() // 60),
                    times=STUCK_REFUSALS,
                ),
            ),
            Meaning(
                _("Away"),
                _("Nothing was heard from the seat for %(minutes)s minutes.", minutes=int(AWAY_AFTER.total_seconds() // 60)),
            ),
            Meaning(_("Done"), _("The seat has handed in.")),
        ),
    )


def _inject(story: Story) -> Stage:
    return Stage(
        "inject",
        _("Send an inject"),
        (
            Step((button(_("Inject")),), _("Send an inject")),
            Step(
                (mark(story.inject), choice(_("To whom"), _("The whole class"))),
                note=_("Most injects come by themselves. Send one when the class waits too long."),
                picture=Picture("inject.jpg", _("The form of an inject: which one, and to whom."), "panel"),
            ),
            Step((button(_("Send it now")),), _("Injects ready")),
        ),
    )


def _hint() -> Stage:
    return Stage(
        "hint",
        _("Give a hint"),
        (
            Step((button(_("Hint")),), _("Give a hint")),
            Step(
                (field(_("In your own words"), _("Read the invoice first.")), button(_("Give the hint"))),
                _("Seats"),
                _("Leave the field empty to give the next hint of the scenario."),
            ),
            Step((link(_("Exercise")),), _("From your instructor:"), at=At.SEAT),
        ),
    )


def _pause() -> Stage:
    return Stage(
        "pause",
        _("Pause, and go on"),
        (
            Step((button(_("Pause")),), _("paused"), _("Pause whenever you talk to the whole class.")),
            Step((button(_("Start")),), _("Running in real time")),
            Step((button(_("Speed")),), _("Jump ahead"), _("What falls due in between happens in its order.")),
            Step((button("× 2"),), "× 2"),
        ),
    )


def _reset() -> Stage:
    return Stage(
        "reset",
        _("Let a seat begin anew"),
        (
            Step((Press(How.SEAT, "02"),), _("Look over the shoulder")),
            Step((button(_("Reset")),), _("What was done counts no more. It is kept for the record.")),
            Step(
                (field(_("What went wrong, in one line"), _("Decided before the papers were read.")),),
                picture=Picture("reset.jpg", _("The form of a reset: who begins anew, and what went wrong."), "panel"),
            ),
            Step(
                (button(_("Begin anew")),),
                _("Seats"),
                _("No other seat is touched. The seat opens its exercise again and begins."),
            ),
        ),
    )


def _wrong(story: Story) -> Stage:
    return Stage(
        "wrong",
        _("When something goes wrong"),
        (
            Step(
                (Press(How.COMMAND, "eclear serve --class"),),
                note=_("Nothing that was done is lost. The seats open their page again; nobody need come in anew."),
                when=_("The power failed, or the machine was closed"),
            ),
            Step(
                (link(_("Exercises")), link(f"2. {story.title}")),
                "× 2",
                _("The exercise is where it was. Its clock ran on while the power was away."),
                when=_("You have lost your console"),
            ),
            Step(
                (link(_("Class")), button(_("New card"), "seat-02")),
                _("Seat cards"),
                _("The old card opens nothing any more. The seat comes in again with the new one."),
                when=_("A card is lost"),
            ),
            Step((link(_("Exercises")), link(f"2. {story.title}")), _("Injects ready")),
            Step(note=_("Give him a free card, or let him share a seat."), when=_("Somebody comes late")),
            Step(note=_("Use the card again. The play is where it was."), when=_("A browser was closed")),
            Step(
                note=_("Put all in one network, and let Python through the firewall of your machine."),
                when=_("A seat does not find the address"),
            ),
            Step(
                note=_("Look over the shoulder, then give a hint. Reset only when that does not help."), when=_("A seat is stuck")
            ),
        ),
    )
