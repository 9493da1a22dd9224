"""The demo's folder: the sample project, copied once so that it may be edited, and all that happens in it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from frontdesk.errors import ConfigError
from frontdesk_server.project import PROJECT_FILE

TOKEN_FILE: Final = "api-token"  # noqa: S105 - a file's name
KEY_FILE: Final = "secret-key"
IGNORE: Final = "*\n"


def prepare(folder: Path) -> None:
    """Have the project there. What is there already stays as it is: what was edited, and every conversation.

    Raises `ConfigError` where the folder cannot be written.
    """
    try:
        if not (folder / PROJECT_FILE).exists():
            _copy(files("frontdesk_server.demo").joinpath("project"), folder)
            (folder / ".gitignore").write_text(IGNORE, encoding="utf-8")
    except OSError as error:
        raise ConfigError.of("FD746", folder=str(folder), reason=error.strerror or str(error)) from error


def _copy(source: Traversable, target: Path) -> None:
    """The project file comes last: a copy that was interrupted is made again."""
    target.mkdir(parents=True, exist_ok=True)
    for item in sorted(source.iterdir(), key=lambda item: item.name == PROJECT_FILE):
        if item.is_dir():
            _copy(item, target / item.name)
        else:
            (target / item.name).write_bytes(item.read_bytes())


def token(folder: Path) -> str:
    """The demo's own API token."""
    return kept(folder / TOKEN_FILE, lambda: secrets.token_urlsafe(32))


def key(folder: Path) -> str:
    """The demo's own key: secrets that are entered in its console are encrypted with it."""
    return kept(folder / KEY_FILE, lambda: secrets.token_urlsafe(48))


def kept(file: Path, make: Callable[[], str]) -> str:
    """A secret that is made once, and readable by its owner only."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(make() + "\n", encoding="ascii")
    return file.read_text(encoding="ascii").strip()
