"""Messages that the schema refuses, read as far as they can be: so that a person can mend them in a form."""

from __future__ import annotations

from dataclasses import replace

from eclear.casefile.message import Message, Treatment
from eclear.wco import nouns
from eclear.wco.coverage import coverage
from eclear.wco.guard import Refused
from eclear.wco.messages import beyond_wrapper, declaration_part
from eclear.wco.opening import opened
from eclear.wco.remainder import beyond, parsed
from eclear.wco.schemas import DECLARATION, WRAPPER, Schemas
from eclear.wco.writing import written

_META, _DECLARATION = f"{{{WRAPPER}}}MetaData", f"{{{DECLARATION}}}Declaration"


def read_unsound(body: bytes, schemas: Schemas) -> Message | None:
    """Read a declaration of profile DMS 2 whose values break the schema: what no field can hold is carried as it stands.

    Returns None for what is no such declaration, is not safe or not well-formed, and for one with elements that the
    schema does not know: they would be lost.
    """
    try:
        root = opened(body)
    except Refused:
        return None
    payload = root.find(_DECLARATION)
    if root.tag != _META or payload is None or coverage(body, schemas).count(Treatment.UNKNOWN):
        return None
    declaration, _faults = nouns.declaration(payload)
    wrapper = nouns.wrapper(root)
    plain = parsed(written(wrapper, declaration))
    carried = beyond(payload, plain.find(_DECLARATION), declaration_part())
    return Message(replace(wrapper, carried=beyond_wrapper(root, plain)), declaration, carried)
