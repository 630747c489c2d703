"""What several commands can be told: their arguments and options, each with its help."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help="Messages, or folders of messages (*.xml)", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a line")]
RoomName = Annotated[str, typer.Option("--room", help="Exercise room")]
CountryCode = Annotated[
    str | None, typer.Option("--country", help="Country for messages that name none: two letters, or a country folder")
]
Profile = Annotated[
    str | None, typer.Option("--profile", help="Read what comes as this profile, such as kr-govcbr929, whatever it looks like")
]
At = Annotated[datetime | None, typer.Option("--at", help="Room time of the event, ISO 8601; without it, the room's clock")]
Host = Annotated[str | None, typer.Option(help="Address to serve on: 127.0.0.1; any other only with --class")]
Port = Annotated[int | None, typer.Option(help="Port to serve on", min=1, max=65535)]
