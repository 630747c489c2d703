"""A message as it came or will go: its wrapper, what is in it, and what it carries that eclear does not interpret.

Nothing of a message is dropped. What the nouns of :mod:`eclear.casefile.declaration` name is read into them; every other
element is a :class:`DataElement`, kept with its path, value and attributes, and written again where it stood.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import Finding
from eclear.casefile.pointer import wco


@dataclass(frozen=True, slots=True)
class DataElement:
    """One element as it stands in a message, found by its path.

    ``path`` are local names below the payload, such as ``GoodsShipment/GovernmentAgencyGoodsItem[2]/Seller/Name``; an
    element that may repeat carries its number, counted from 1 among its like. ``value`` is the text as written; None for
    an element that holds others. ``attributes`` are name and value, by name.
    """

    path: str
    value: str | None
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Wrapper:
    """What the wrapper (MetaData) says about the message in it: version, kind, country, agency, customisation.

    ``carried`` are those of its elements that say more than a field holds, such as one that is there and empty.
    """

    model_version: str | None = wco("WCODataModelVersionCode", "", "Version of the data model", "데이터모델 버전")
    type_name: str | None = wco("WCOTypeName", "", "Kind of message", "문서 종류")
    country: str | None = wco("ResponsibleCountryCode", "", "Country of customs", "관할 국가")
    agency: str | None = wco("ResponsibleAgencyName", "", "Agency", "관할 기관")
    customization: str | None = wco("AgencyAssignedCustomizationCode", "", "Customisation", "기관 지정 구분")
    customization_version: str | None = wco(
        "AgencyAssignedCustomizationVersionCode", "", "Version of the customisation", "기관 지정 버전"
    )
    carried: tuple[DataElement, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Message:
    """A whole message: the wrapper, the declaration, and what it carries beyond the nouns.

    Carried are elements that no noun names, and those that say more than the noun holds: blanks around an identifier, an
    attribute, an element that is there and empty.
    """

    wrapper: Wrapper
    declaration: Declaration
    carried: tuple[DataElement, ...] = ()


class Treatment(StrEnum):
    """What becomes of an element: read into a noun, carried along as it is, or unknown to the schema."""

    READ = "read"
    CARRIED = "carried"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Covered:
    """The elements of one path: how many there are, what becomes of them, and why they are not interpreted.

    ``path`` begins with the payload, such as ``Declaration/Agent/Name``, or with the wrapper ``MetaData``; an attribute
    ends in ``@`` and its name.
    """

    path: str
    treatment: Treatment
    count: int
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What becomes of every element of a message, path by path in the order of the message.

    ``findings`` say why a message could not be looked at; then nothing else is known of it.
    """

    paths: tuple[Covered, ...] = ()
    findings: tuple[Finding, ...] = ()

    def count(self, treatment: Treatment) -> int:
        """How many elements and attributes are treated so."""
        return sum(path.count for path in self.paths if path.treatment is treatment)

    @property
    def is_complete(self) -> bool:
        """True if the message could be looked at and nothing in it is unknown."""
        return not self.findings and not self.count(Treatment.UNKNOWN)


def together(coverages: Iterable[Coverage]) -> Coverage:
    """Return the coverage of several messages taken together."""
    counted: dict[tuple[str, Treatment, str | None], int] = {}
    findings: list[Finding] = []
    for coverage in coverages:
        findings += coverage.findings
        for path in coverage.paths:
            key = path.path, path.treatment, path.why
            counted[key] = counted.get(key, 0) + path.count
    return Coverage(tuple(Covered(path, how, n, why) for (path, how, why), n in counted.items()), tuple(findings))
