"""A message as it came or will go: its wrapper, its declaration, and what it carries that eclear does not interpret.

Nothing of a message is dropped. What the nouns of :mod:`eclear.casefile.declaration` name is read into them; every other
element is a :class:`DataElement`, kept with its path, value and attributes, and written again where it stood.
"""

from __future__ import annotations

from dataclasses import dataclass

from eclear.casefile.declaration import Declaration


@dataclass(frozen=True, slots=True)
class DataElement:
    """One element as it stands in a message, found by its path.

    ``path`` are local names below the payload, such as ``GoodsShipment/GovernmentAgencyGoodsItem[2]/Seller/Name``; an
    element that may repeat carries its number, counted from 1 among its like. ``value`` is the text as written; None for
    an element that holds others. ``attributes`` are name and value.
    """

    path: str
    value: str | None
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Wrapper:
    """What the wrapper (MetaData) says about the message in it: version, kind, country, agency, customisation."""

    model_version: str | None = None
    type_name: str | None = None
    country: str | None = None
    agency: str | None = None
    customization: str | None = None
    customization_version: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A whole message: the wrapper, the declaration, and the elements carried but not interpreted."""

    wrapper: Wrapper
    declaration: Declaration
    carried: tuple[DataElement, ...] = ()
