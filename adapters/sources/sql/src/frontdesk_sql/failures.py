"""What databases raise, as diagnostics: which of them is a login, a time-out, a lost server, or a wrong question."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from frontdesk import ConfigError
from frontdesk_sql.settings import SqlSettings

_LOGIN: Final = frozenset(
    {
        # https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
        1044,
        1045,
        1698,
        # https://www.postgresql.org/docs/current/errcodes-appendix.html, class 28
        "28P01",
        "28000",
    }
)
_TIMEOUT: Final = frozenset({"57014", 3024, 1969, "interrupted"})
"""PostgreSQL's query_canceled, MySQL's and MariaDB's own, and the words of SQLite."""
_LOGIN_WORDS: Final = ("authentication failed", "no password supplied")
"""libpq gives no code where it is the connection that fails."""
_MOST: Final = 300


@contextmanager
def telling(settings: SqlSettings, relation: str, *, connecting: bool = False) -> Iterator[None]:
    """What the database raises becomes a `ConfigError`: FD640, FD641, FD646 or FD647. Passwords are in none."""
    try:
        yield
    except SQLAlchemyError as error:
        raise _told(error, settings, relation, connecting=connecting) from None


def _told(error: SQLAlchemyError, settings: SqlSettings, relation: str, *, connecting: bool) -> ConfigError:
    why = _words(error)
    secret = settings.password or settings.dsn
    if secret is not None and (_codes(error) & _LOGIN or any(words in why for words in _LOGIN_WORDS)):
        return ConfigError.of("FD641", secret=str(secret), why=why)
    if _codes(error) & _TIMEOUT:
        return ConfigError.of("FD647", relation=relation, seconds=f"{settings.timeout:g}")
    if connecting:
        return ConfigError.of("FD640", database=_database(settings), why=why)
    return ConfigError.of("FD646", relation=relation, why=why)


def _codes(error: SQLAlchemyError) -> set[object]:
    """The database's own codes of an error, or the words of one that has none."""
    original = error.orig if isinstance(error, DBAPIError) else None
    return set() if original is None else {getattr(original, "sqlstate", None), *original.args[:1]}


def _words(error: SQLAlchemyError) -> str:
    original = error.orig if isinstance(error, DBAPIError) else None
    told = original.args[-1] if original is not None and original.args else str(original or error)
    return " ".join(str(told).split())[:_MOST]


def _database(settings: SqlSettings) -> str:
    """The database as the settings name it."""
    if settings.path is not None:
        return str(settings.path)
    return settings.url or f"in the secret {str(settings.dsn)!r}"
