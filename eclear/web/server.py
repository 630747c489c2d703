"""Runs the web server, and lets it end quickly: also with a live page open it is gone within three seconds.

A class speaks plain HTTP: a laptop in a classroom has no certificate that a seat's browser would trust. So the cookie of a
login cannot be marked ``Secure``, or no browser would send it; it is HttpOnly and SameSite=Lax, ends with the day, and can be
ended at once. A network that somebody may listen to is none for a class.
"""

from __future__ import annotations

import logging
from threading import Thread

import structlog
import uvicorn

from eclear.clearance import Office
from eclear.settings import Settings
from eclear.web.app import create_app
from eclear.web.network import Network

OLDEST_BROWSERS = "Chrome or Edge 109, Firefox 115, Safari 16"
"""The oldest browsers for which the pages are written, all of 2022 and 2023; pages that fill themselves work from these on.

109 and 115 are the last that run on Windows 7 and 8. Live parts need private methods of classes (htmx 4: Firefox 90, Safari 15),
the style sheets logical properties (Chrome 89) and ES modules. Source: MDN browser-compat-data, the release notes of the kit.
"""


def run(office: Office, settings: Settings, host: str, port: int, network: Network | None = None) -> None:
    """Serve the pages and the interface for programs until the process is told to end; ``network`` is where a class finds it."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(),
    )
    logging.getLogger("uvicorn.error").addFilter(_told_once)
    app = create_app(office, settings, network)
    Thread(target=app.state.window.pages.warm, daemon=True).start()
    uvicorn.run(
        app,
        host=host,
        port=port,
        proxy_headers=False,  # failed tries are counted by the address of the connection, not by what a request says of itself
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=5,
    )


def _told_once(record: logging.LogRecord) -> bool:
    """Keep the server from printing what was answered and logged already, and that it cut off the live pages at the end."""
    return not record.exc_info and "graceful shutdown" not in record.getMessage()
