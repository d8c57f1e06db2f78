"""Logging: one event a line, past-tense names, values as keys; never a learner's words or a key."""

import logging
import sys

import structlog
from typing_extensions import override

UNFINISHED_HANDSHAKE = "ASGI callable returned without completing handshake."


class _RefusalsAreNotErrors(logging.Filter):
    """Uvicorn calls a refused upgrade an error; it is an answer."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        return UNFINISHED_HANDSHAKE not in record.getMessage()


def configure(level: str) -> None:
    """Console lines on a terminal, JSON elsewhere; everything to stderr, for stdout is the hand-
    shake's.
    """
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=max(number, logging.WARNING), stream=sys.stderr)
    logging.getLogger("uvicorn.error").addFilter(_RefusalsAreNotErrors())
