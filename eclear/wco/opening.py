"""From bytes to the message in them: guarded, taken out of the request that carries it, its namespaces in order."""

from __future__ import annotations

from lxml import etree

from eclear.wco.guard import tree
from eclear.wco.responses import qualify

REQUEST = "submitDeclarationRequest"
DETAIL = "requestDetail"


def opened(body: bytes) -> etree._Element:
    """Return the root of a message that is harmless; raises :class:`eclear.wco.guard.Refused` for any other.

    A message in a submitDeclarationRequest is taken out of it, a response without namespaces is put into its own. Lines
    are those of the bytes as received.
    """
    root = unwrapped(tree(body))
    qualify(root)
    return root


def unwrapped(root: etree._Element) -> etree._Element:
    """Return the message that a request carries in its detail; anything else as it is."""
    if _name(root) != REQUEST:
        return root
    inner = [message for part in root if _name(part) == DETAIL for message in part]
    if len(inner) != 1:
        return root
    (message,) = inner
    message.tail = None
    detail = message.getparent()
    assert detail is not None
    detail.remove(message)
    return message


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname
