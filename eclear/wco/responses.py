"""Responses as they are published: most of them name no namespace at all."""

from __future__ import annotations

from lxml import etree

from eclear.wco.schemas import DECLARATION, DECLARATION_DATES, RESPONSE, RESPONSE_DATES, WRAPPER


def qualify(root: etree._Element) -> None:
    """Put the elements of a response without namespaces into theirs; what has a namespace keeps it.

    The wrapper's fields belong to the wrapper, a Response and its first Declaration to responses, a second Declaration to
    declarations, and every DateTimeString to the data types of its part.
    """
    if root.tag != "MetaData" or root.find("Response") is None:
        return
    root.tag = f"{{{WRAPPER}}}MetaData"
    for child in root:
        if child.tag != "Response":
            _name(child, WRAPPER)
            continue
        _name(child, RESPONSE)
        declarations = 0
        for part in child:
            declarations += part.tag == "Declaration"
            if part.tag == "Declaration" and declarations > 1:
                _all(part, DECLARATION, DECLARATION_DATES)
            else:
                _all(part, RESPONSE, RESPONSE_DATES)


def _all(top: etree._Element, namespace: str, dates: str) -> None:
    for element in top.iter():
        _name(element, dates if element.tag == "DateTimeString" else namespace)


def _name(element: etree._Element, namespace: str) -> None:
    if not element.tag.startswith("{"):
        element.tag = f"{{{namespace}}}{element.tag}"
