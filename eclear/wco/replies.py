"""Replies of customs: response messages, read and written.

Published notifications are read as they are, also those without any namespace.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from lxml import etree

from eclear.casefile.message import DataElement
from eclear.casefile.reading import Outcome
from eclear.casefile.reply import Notification, Reply
from eclear.wco import nouns
from eclear.wco.messages import beyond_wrapper, declaration_part, restore_wrapper
from eclear.wco.opening import opened
from eclear.wco.reading import read
from eclear.wco.remainder import beyond, parsed, restore, serialised
from eclear.wco.schemas import (
    DECLARATION,
    DECLARATION_DATES,
    PROFILE,
    RESPONSE,
    RESPONSE_PROFILE,
    SUBMISSION,
    Part,
    Schemas,
    home,
    shape,
)
from eclear.wco.writing import ours, written

_RESPONSE = f"{{{RESPONSE}}}Response"
_CORRECTED = f"{{{DECLARATION}}}Declaration"


def read_notification(body: bytes, schemas: Schemas) -> Notification | None:
    """Read what customs sent: the wrapper and every reply in it; None if it is no sound response message.

    A day or a moment that cannot be is left empty and carried as it is written. :func:`write_notification` gives the same
    message again.
    """
    reading = read(body, schemas)
    if reading.outcome is not Outcome.ACCEPT or reading.profile != RESPONSE_PROFILE:
        return None
    root = opened(body)
    found = root.findall(_RESPONSE)
    bare = nouns.wrapper(root), tuple(nouns.reply(response)[0] for response in found)
    plain = parsed(written(bare[0], *bare[1]))
    replies = (_whole(*each) for each in zip(bare[1], found, plain.findall(_RESPONSE), strict=True))
    return Notification(replace(bare[0], carried=beyond_wrapper(root, plain)), tuple(replies))


def read_reply(body: bytes, schemas: Schemas) -> Reply | None:
    """Read the reply in a response message, the first if there are several; None if it is no sound response message."""
    notification = read_notification(body, schemas)
    return notification.replies[0] if notification else None


def write_notification(notification: Notification) -> bytes:
    """Write replies in their wrapper as a response message. Raises ``ValueError`` for what XML cannot carry."""
    body = written(notification.wrapper, *notification.replies)
    if not notification.wrapper.carried and not any(reply.carried or reply.corrected for reply in notification.replies):
        return body
    root = parsed(body)
    restore_wrapper(root, notification.wrapper.carried)
    for reply, response in zip(notification.replies, root.iterchildren(_RESPONSE), strict=True):
        restore(response, response_part(), nouns.paths(Reply), reply.carried)
        if reply.corrected:
            names = {"dec": DECLARATION, "dds": DECLARATION_DATES}
            restore(etree.SubElement(response, _CORRECTED, nsmap=names), declaration_part(), {}, reply.corrected)
    return serialised(root)


def write_reply(reply: Reply, country: str) -> bytes:
    """Write a reply of the customs of a country as a response message; reading it gives the same reply again.

    Raises ``ValueError`` for what XML cannot carry.
    """
    return write_notification(Notification(ours("RES", country), (reply,)))


def _whole(reply: Reply, response: etree._Element, plain: etree._Element) -> Reply:
    """The reply with what it carries, and the corrected declaration that it may end with."""
    second = response.find(_CORRECTED)
    corrected: tuple[DataElement, ...] = () if second is None else beyond(second, None, declaration_part())
    return replace(reply, carried=beyond(response, plain, response_part()), corrected=corrected)


@cache
def response_part() -> Part:
    """What the schema says about a response, without the corrected declaration at its end."""
    (top,) = shape(home() / PROFILE / SUBMISSION).parts
    response = top.by_name["Response"]
    return replace(response, parts=tuple(part for part in response.parts if part.namespace == RESPONSE))
