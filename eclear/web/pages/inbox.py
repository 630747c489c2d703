"""The inbox: what a trader has been told and has not acknowledged yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from eclear.clearance import Notice
from eclear.web.pages.replies import ReplyCard, reply_cards


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The replies that wait for a trader, the earliest first; without a trader, the question for his number.

    ``acknowledged`` is how many he has just acknowledged, None if he has not. ``full`` is True if more may wait than are
    shown.
    """

    template: ClassVar[str] = "inbox.html"

    trader: str
    replies: tuple[ReplyCard, ...]
    full: bool
    acknowledged: int | None


def inbox_page(trader: str, notices: tuple[Notice, ...], most: int, acknowledged: int | None) -> InboxPage:
    """Return the inbox of a trader."""
    return InboxPage(trader, reply_cards(notices[:most]), len(notices) > most, acknowledged)
