"""Whole messages: everything that a declaration's message holds, read and written again.

:func:`eclear.wco.reading.read` is quick and reads what rules need; this reads the rest too.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from lxml import etree

from eclear.casefile.declaration import Declaration
from eclear.casefile.message import DataElement, Message, Wrapper
from eclear.wco import nouns
from eclear.wco.opening import opened
from eclear.wco.reading import read
from eclear.wco.remainder import beyond, parsed, restore, serialised
from eclear.wco.schemas import DECLARATION, PROFILE, SUBMISSION, WRAPPER, Part, Schemas, home, shape
from eclear.wco.writing import written

_DECLARATION = f"{{{DECLARATION}}}Declaration"


def read_message(body: bytes, schemas: Schemas) -> Message:
    """Read a sound declaration of profile DMS 2 with its wrapper and everything it carries.

    :func:`write_message` gives the same message again, but for comments, prefixes and the way values are spelt; a request
    around it is taken off. Raises ``ValueError`` for any other message: what is wrong with it, :func:`eclear.wco.read` says,
    and :func:`eclear.wco.normal` makes one out of a declaration of another profile.
    """
    declaration = read(body, schemas).declaration
    root = None if declaration is None else opened(body)
    payload = None if root is None else root.find(_DECLARATION)
    if declaration is None or root is None or payload is None:
        raise ValueError("this is no sound declaration of profile DMS 2")
    wrapper = nouns.wrapper(root)
    plain = parsed(written(wrapper, declaration))
    carried = beyond(payload, plain.find(_DECLARATION), declaration_part())
    return Message(replace(wrapper, carried=beyond_wrapper(root, plain)), declaration, carried)


def write_message(message: Message) -> bytes:
    """Write a message with everything it carries, each element in its place.

    If the declaration was changed since it was read, it has the last word: what is carried for one of its fields counts
    only as long as it still says the same, and in rows that are still there. Raises ``ValueError`` for what XML cannot
    carry.
    """
    body = written(message.wrapper, message.declaration)
    if not message.carried and not message.wrapper.carried:
        return body
    root = parsed(body)
    restore_wrapper(root, message.wrapper.carried)
    payload = root.find(_DECLARATION)
    assert payload is not None
    restore(payload, declaration_part(), nouns.paths(Declaration), message.carried)
    return serialised(root)


def restore_wrapper(root: etree._Element, carried: tuple[DataElement, ...]) -> None:
    """Put the elements that a wrapper carries into MetaData."""
    restore(root, _top(), nouns.paths(Wrapper), carried)


def beyond_wrapper(root: etree._Element, plain: etree._Element) -> tuple[DataElement, ...]:
    """List what MetaData holds beyond the fields of its noun, without the messages in it."""
    part = _top()
    return beyond(root, plain, replace(part, parts=tuple(inner for inner in part.parts if inner.namespace == WRAPPER)))


def declaration_part() -> Part:
    """What the schema says about a declaration."""
    return _top().by_name["Declaration"]


@cache
def _top() -> Part:
    (top,) = shape(home() / PROFILE / SUBMISSION).parts
    return top
