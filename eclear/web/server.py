"""Runs the web server, and lets it end quickly: also with a live page open it is gone within three seconds."""

from __future__ import annotations

import logging

import structlog
import uvicorn

from eclear.clearance import Office
from eclear.settings import Settings
from eclear.web.app import create_app


def run(office: Office, settings: Settings, host: str, port: int) -> None:
    """Serve the pages and the interface for programs until the process is told to end."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(),
    )
    logging.getLogger("uvicorn.error").addFilter(_told_once)
    uvicorn.run(
        create_app(office, settings),
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=5,
    )


def _told_once(record: logging.LogRecord) -> bool:
    """Keep the server from printing what was answered and logged already, and that it cut off the live pages at the end."""
    return not record.exc_info and "graceful shutdown" not in record.getMessage()
