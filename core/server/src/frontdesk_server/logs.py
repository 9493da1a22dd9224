"""Structured logs on stderr: words for a terminal, JSON lines for machines, and no secret in either."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Mapping, MutableMapping
from functools import lru_cache
from typing import Final, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

__all__ = ["MASK", "hide", "masked", "set_up_logs", "without_secrets"]

MASK: Final = "[masked]"
_SHORTEST_HIDDEN: Final = 6
_SECRET_NAMES: Final = re.compile(
    r"(secret|token|password|passwd|authori[sz]ation|api_?key|credential|signature|cookie|dsn|private_?key)",
    re.IGNORECASE,
)
_SECRET_SHAPES: Final = (
    re.compile(r"(?P<keep>\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{6,}", re.IGNORECASE),
    re.compile(r"(?P<keep>[a-z][a-z0-9+.-]*://[^/\s:@]*:)[^/\s@]+(?=@)", re.IGNORECASE),
    re.compile(
        r"(?P<keep>\b(?:secret|token|password|api_?key|signature)\b[\"']?\s*[=:]\s*[\"']?)[^\s\"',;&}]{4,}",
        re.IGNORECASE,
    ),
)
_HAS_A_SHAPE: Final = re.compile(r"[\s:=]")
"""In each of those shapes is one of these, as it must be in any that is added; most keys and names have none."""
_QUIET: Final = {"uvicorn.access": logging.WARNING, "alembic": logging.WARNING}

_hidden: set[str] = set()


def hide(values: Iterable[str | bytes]) -> None:
    """Mask these values wherever they are logged from now on: called with every secret that is looked up."""
    for value in values:
        text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
        if len(text) >= _SHORTEST_HIDDEN:
            _hidden.add(text)


def masked(text: str) -> str:
    """The text without any secret: neither one that was looked up, nor anything of the shape of one."""
    text = without_secrets(text)
    if _HAS_A_SHAPE.search(text) is None:
        return text
    for shape in _SECRET_SHAPES:
        text = shape.sub(rf"\g<keep>{MASK}", text)
    return text


def without_secrets(text: str) -> str:
    """The text without those that were looked up: for words of platforms, which look like secrets and are none."""
    for value in sorted(_hidden, key=len, reverse=True):
        text = text.replace(value, MASK)
    return text


@lru_cache(maxsize=1000)
def _is_secret(name: str) -> bool:
    """Whether what is named so is a secret, whatever it looks like."""
    return _SECRET_NAMES.search(name) is not None


def _mask(value: object, name: str = "") -> object:
    if name and _is_secret(name) and value is not None and not isinstance(value, bool):
        return MASK
    if isinstance(value, Mapping):
        return {str(key): _mask(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_mask(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return masked(value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value))


def mask_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> MutableMapping[str, object]:
    """The structlog processor: the last one before the line is written, so that it also sees tracebacks."""
    return {name: value if name.startswith("_") else _mask(value, name) for name, value in event.items()}


def set_up_logs(level: str = "info", *, stream: TextIO | None = None, lines: bool | None = None) -> None:
    """Send structlog's and the standard library's logs to one place. `lines` = JSON; None = JSON unless a terminal."""
    out = sys.stderr if stream is None else stream
    as_json = not out.isatty() if lines is None else lines
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso" if as_json else "%H:%M:%S", utc=as_json),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    _send_all_to(out, shared, as_json=as_json)
    logging.getLogger().setLevel(level.upper())
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(max(least, logging.getLevelName(level.upper())))
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _send_all_to(out: TextIO, shared: list[Processor], *, as_json: bool) -> None:
    """One handler on the root logger; those that libraries have set up for themselves go."""
    renderer: Processor = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, mask_secrets, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
