"""The profiles of the WCO Data Model that eclear understands: a folder below ``schemas`` for each.

Such a folder holds ``profile.toml`` (what the profile is called, how it is recognised), an XSD of our own, ``table.csv``
(which element there is which here, see :mod:`eclear.wco.profiles.tables`) and the code lists that the table names. Whoever adds a
folder adds a profile; no other file changes.
"""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from lxml import etree

from eclear.casefile.words import Term
from eclear.wco import places
from eclear.wco.guard import SAFE
from eclear.wco.profiles import nodes
from eclear.wco.profiles.nodes import Node
from eclear.wco.profiles.tables import Table, chosen, steps_of
from eclear.wco.schemas import DECLARATION, DECLARATION_DATES, PROFILE, SUBMISSION, WRAPPER, Part, Schemas, Shape, shape

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, eq=False)
class Profile:
    """One profile: its names, how sure its facts are, how a message of it is recognised, and what it is made of.

    ``naming`` is the path of the value that names the document, and that value. ``mark`` is ``unconfirmed`` where eclear
    approximates a profile for teaching.
    """

    id: str
    name: Term
    mark: str
    version: str
    country: str
    folder: Path
    schema_file: str
    root: str
    namespaces: tuple[str, ...]
    naming: tuple[str, str] | None
    prefixes: Mapping[str, str]
    _compiled: threading.local = field(default_factory=threading.local, repr=False)

    @property
    def is_own(self) -> bool:
        """True for DMS 2, in which eclear thinks."""
        return self.id == PROFILE

    @property
    def schema(self) -> etree.XMLSchema:
        """The compiled schema, one for each thread."""
        schema: etree.XMLSchema | None = getattr(self._compiled, "schema", None)
        if schema is None:
            schema = etree.XMLSchema(etree.parse(self.folder / self.schema_file, etree.XMLParser(**SAFE)))
            self._compiled.schema = schema
        return schema

    @cached_property
    def shape(self) -> Shape:
        """The schema as a table of elements."""
        return Shape(self.folder / self.schema_file, self.root)

    @property
    def part(self) -> Part:
        """What the schema says about the root of a message."""
        return self.shape.parts[0]

    @cached_property
    def table(self) -> Table:
        """Which element is which in DMS 2. Raises ValueError for a table that does not fit the schemas."""
        return Table(self.folder, self.part, own_part(self.folder.parent))

    def words(self, xpath: str) -> str:
        """Name an element of a message: by its label if it is read into one of ours, and by its path."""
        names = tuple(step.partition("[")[0] for step in xpath.split("/")[2:])
        own = tuple(name for name in self.table.own(names) if name != "DateTimeString")
        below = xpath.removeprefix(f"/{self.root}/").lstrip("/")
        label = places.label("/".join(("/MetaData/Declaration", *own))) if own else None
        return f"{label} ({below})" if label else below

    def fits(self, root: etree._Element) -> int:
        """Say how well a message fits the detector: 3 by all it says, 2 by its name, 1 by its namespace, 0 not at all."""
        name = etree.QName(root)
        if name.localname != self.root:
            return 0
        by_namespace = name.namespace in self.namespaces
        by_name = self.naming is not None and _said(root, self.naming[0]) == self.naming[1]
        return 2 * by_name + by_namespace

    def names(self, message: Node) -> bool:
        """True if a message carried into the profile bears the name of its document, as every one of them must."""
        if self.naming is None:
            return True
        path, value = self.naming
        return any(node.text == value for node in chosen(message, steps_of(path)[0]))

    def write(self, message: Node) -> bytes:
        """Write a message of the profile."""
        declared = "".join(f' xmlns:{prefix}="{namespace}"' for prefix, namespace in self.prefixes.items())
        usual = {namespace: f"{prefix}:" for prefix, namespace in reversed(list(self.prefixes.items()))}
        prefixes = self.table.prefixes

        def prefix(node: Node) -> str:
            own = prefixes.get(node.names)
            return f"{own}:" if own else usual[node.part.namespace]

        root = prefix(message) + message.part.name
        said = nodes.write(message, prefix)
        return (_HEAD + said.replace(f"<{root}>", f"<{root}{declared}>", 1)).encode()


def known(schemas: Schemas) -> Mapping[str, Profile]:
    """Return every profile by its id: DMS 2 and the folders beside it."""
    return _profiles(schemas.folder.parent)


def detect(root: etree._Element, schemas: Schemas) -> Profile | None:
    """Return the profile of a message by its root, its namespace and the value that names it; None if there is none."""
    others = [profile for profile in known(schemas).values() if not profile.is_own]
    fit, _, found = max(((p.fits(root), -n, p) for n, p in enumerate(others)), default=(0, 0, None))
    return found if fit else None


def own_part(folder: Path) -> Part:
    """Return what the schema of DMS 2 says about Declaration."""
    return shape(folder / PROFILE / SUBMISSION).parts[0].by_name["Declaration"]


def write_own(declaration: Node, country: str) -> bytes:
    """Write a declaration carried into DMS 2 as a message to the customs of a country."""
    prefixes = {DECLARATION: "", DECLARATION_DATES: "ds:"}
    body = nodes.write(declaration, lambda node: prefixes[node.part.namespace], depth=1)
    head = "".join(f"  <md:{name}>{value}</md:{name}>\n" for name, value in wrapper(country).items())
    declared = f'xmlns:md="{WRAPPER}" xmlns="{DECLARATION}" xmlns:ds="{DECLARATION_DATES}"'
    return f"{_HEAD}<md:MetaData {declared}>\n{head}{body}</md:MetaData>\n".encode()


def wrapper(country: str) -> dict[str, str]:
    """The fields of the wrapper that a message gets which comes without one."""
    return {
        "WCODataModelVersionCode": "3.6",
        "WCOTypeName": "DEC",
        "ResponsibleCountryCode": country,
        "AgencyAssignedCustomizationVersionCode": "v2.1",
    }


@cache
def _profiles(folder: Path) -> Mapping[str, Profile]:
    found = [_profile(file) for file in sorted(folder.glob("*/profile.toml"))]
    return {profile.id: profile for profile in found}


def _profile(file: Path) -> Profile:
    try:
        said: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        detector: dict[str, Any] = said["detect"]
        naming = detector.get("naming")
        return Profile(
            id=said["id"],
            name=Term(**said["name"]),
            mark=said["mark"],
            version=said["version"],
            country=said.get("country", ""),
            folder=file.parent,
            schema_file=said["schema"],
            root=detector["root"],
            namespaces=tuple(detector["namespaces"]),
            naming=(naming["path"], naming["value"]) if naming else None,
            prefixes=dict(said.get("prefixes", {})),
        )
    except (KeyError, TypeError, tomllib.TOMLDecodeError) as fault:
        raise ValueError(f"{file} is no profile: {fault}") from None


def _said(root: etree._Element, path: str) -> str | None:
    """Return a value of a message whatever namespaces it uses, for a message may name the wrong ones."""
    here: etree._Element | None = root
    for step in path.split("/"):
        if here is None:
            return None
        here = next((child for child in here if etree.QName(child).localname == step), None)
    return None if here is None or here.text is None else here.text.strip()
