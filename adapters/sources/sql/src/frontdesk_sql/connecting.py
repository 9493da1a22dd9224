"""Connecting: one connection to a database, that can only read and waits no longer than it may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from frontdesk import ConfigError, Diagnostic
from frontdesk_sql.settings import DRIVERS, SqlSettings

CONNECT_WITHIN: Final = 10
"""Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What differs between databases when a connection is opened."""

    distribution: str
    """The extra that brings the driver."""
    arguments: Callable[[float], Mapping[str, object]]
    """The driver's own, by the time that a statement may take."""
    opening: Callable[[float], tuple[str, ...]]
    """Said once on each connection."""


def _mysql(limit: str, unit: float) -> Dialect:
    return Dialect(
        distribution="frontdesk-sql[mysql]",
        arguments=lambda timeout: {
            "connect_timeout": CONNECT_WITHIN,
            "read_timeout": timeout + CONNECT_WITHIN,  # where the server itself is silent
            "charset": "utf8mb4",  # the server turns columns in latin1 and others into it
        },
        opening=lambda timeout: (
            "SET SESSION TRANSACTION READ ONLY",
            "SET time_zone = '+00:00'",  # TIMESTAMP columns are shown in the session's zone
            f"SET SESSION {limit} = {timeout * unit:g}",
        ),
    )


DIALECTS: Final[Mapping[str, Dialect]] = {
    "postgresql": Dialect(
        distribution="frontdesk-sql[postgresql]",
        arguments=lambda timeout: {
            "connect_timeout": CONNECT_WITHIN,
            "client_encoding": "utf8",
            "tcp_user_timeout": int((timeout + CONNECT_WITHIN) * 1000),
        },
        opening=lambda timeout: (
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
            "SET TIME ZONE 'UTC'",
            f"SET statement_timeout = {timeout * 1000:.0f}",
        ),
    ),
    "mysql": _mysql(
        "max_execution_time", 1000
    ),  # milliseconds: https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_max_execution_time
    "mariadb": _mysql("max_statement_time", 1),  # seconds: https://mariadb.com/kb/en/aborting-statements/
    "sqlite": Dialect(
        distribution="sqlite",
        arguments=lambda _: {"timeout": CONNECT_WITHIN, "check_same_thread": False, "uri": True},
        opening=lambda _: ("PRAGMA query_only = ON",),
    ),
}


def open_engine(settings: SqlSettings, secrets: Mapping[str, bytes]) -> Engine:
    """An engine of one connection at most.

    Raises `ConfigError`: FD642 without the driver, FD600 without the file, FD659 and FD759 where a secret holds no
    address or nothing.
    """
    url = _url(settings, secrets)
    dialect = DIALECTS[url.get_backend_name()]
    try:
        engine = create_engine(url, pool_size=1, max_overflow=0, connect_args=dict(dialect.arguments(settings.timeout)))
    except ImportError as error:
        raise ConfigError.of("FD642", driver=error.name or url.drivername, package=dialect.distribution) from error
    event.listen(engine, "connect", _opened(dialect.opening(settings.timeout)))
    return engine


def _url(settings: SqlSettings, secrets: Mapping[str, bytes]) -> URL:
    if settings.path is not None:
        return _of_file(settings.path)
    if settings.dsn is not None:
        return _of_secret(settings.dsn, secrets)
    url = make_url(settings.url or "")
    url = url.set(drivername=DRIVERS[url.drivername])
    return url if settings.password is None else url.set(password=_value(settings.password, secrets))


def _of_file(path: Path) -> URL:
    """Opened for reading alone: a file that is not there is not made."""
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise ConfigError(Diagnostic(id="FD600", file=str(path), params={"why": error.strerror})) from error
    return URL.create("sqlite", database=f"file:{_quoted(path)}", query={"mode": "ro", "uri": "true"})


def _quoted(path: Path) -> str:
    return path.absolute().as_uri().removeprefix("file://")


def _of_secret(ref: str, secrets: Mapping[str, bytes]) -> URL:
    try:
        url = make_url(_value(ref, secrets))
    except ArgumentError:
        # What it says may quote the secret: not even the cause is told.
        raise _no_address(ref) from None
    if url.drivername not in DRIVERS:
        raise _no_address(ref)
    return url.set(drivername=DRIVERS[url.drivername])


def _no_address(ref: str) -> ConfigError:
    return ConfigError.of("FD659", secret=ref, known=", ".join(DRIVERS))


def _value(ref: str, secrets: Mapping[str, bytes]) -> str:
    value = secrets.get(ref)
    if value is None:
        raise ConfigError.of("FD759", name=ref)
    return value.decode("utf-8", "replace").strip("\r\n")


def _opened(statements: tuple[str, ...]) -> Callable[[Any, object], None]:
    def say(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
        connection.commit()

    return say
