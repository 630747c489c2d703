"""An upload from a page: the bytes of one file, or a sentence on what is wrong with it. Its name is ignored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from eclear.web.doors import LARGEST_MESSAGE
from eclear.web.languages import _


@dataclass(frozen=True, slots=True)
class Upload:
    """What was sent with a form: the bytes of its one file, what is wrong with it if anything is, and the other fields."""

    body: bytes = b""
    problem: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


async def uploaded(request: Request) -> Upload:
    """Return what was uploaded."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return Upload(problem=_("Choose a file, then press the button."))
    try:
        async with request.form(max_files=1, max_fields=4) as form:
            told = {name: value for name, value in form.items() if isinstance(value, str)}
            file = form.get("file")
            if not isinstance(file, UploadFile):
                return Upload(problem=_("Choose a file, then press the button."), fields=told)
            body = await file.read()
    except HTTPException as fault:
        if fault.status_code != 400:  # too large, too slow: said by the doors
            raise
        return Upload(problem=_("The upload could not be read. Send exactly one file."))
    if not body:
        return Upload(problem=_("The file is empty. Choose the file of the message."), fields=told)
    if len(body) > LARGEST_MESSAGE:
        return Upload(problem=_("The file is larger than a message may be. Split the declaration."), fields=told)
    return Upload(body, fields=told)
