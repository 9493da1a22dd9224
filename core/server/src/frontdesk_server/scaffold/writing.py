"""Writing a scaffold: the template of a kind, with its example's name replaced, in a folder that was not there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from frontdesk.errors import ConfigError

NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST: Final = 40
ENDING: Final = ".in"
"""Of every file of a template: no tool takes them for code of ours."""
_EXAMPLE: Final = "parrot"


class Scaffold(StrEnum):
    """What can be begun."""

    CHANNEL = "channel"
    SOURCE = "source"
    HTTP_SOURCE = "http_source"
    PLUGIN = "plugin"


def write_scaffold(kind: Scaffold, name: str, parent: Path) -> tuple[Path, list[str]]:
    """Write the distribution; its folder, and its files in order.

    Raises `ConfigError`: FD985 for a name that is none, FD986 for one that is taken, FD987 where the folder is there
    already, FD746 where it cannot be written. Then nothing stays.
    """
    if not NAME.fullmatch(name) or len(name) > LONGEST:
        raise ConfigError.of("FD985", name=name, suggested=_suggested(name), most=LONGEST)
    distribution = f"frontdesk-{name.replace('_', '-')}"
    if (found := _installed(distribution)) is not None:
        raise ConfigError.of("FD986", name=name, distribution=distribution, version=found)
    folder = parent / distribution
    words = _words(name, distribution)
    written: list[Path] = []
    try:
        folder.mkdir(parents=True)
        for place, text in _template(files(__package__) / kind.value):
            path = folder / _renamed(place.removesuffix(ENDING), words)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_renamed(text, words), encoding="utf-8")
            written.append(path)
    except FileExistsError as error:
        raise ConfigError.of("FD987", folder=str(folder)) from error
    except OSError as error:
        _remove(folder)
        raise ConfigError.of("FD746", folder=str(folder), reason=error.strerror or str(error)) from error
    return folder, [path.relative_to(folder).as_posix() for path in written]


def _words(name: str, distribution: str) -> Mapping[str, str]:
    """What stands in the template -> what is to stand there; longer ones first."""
    camel = "".join(part.capitalize() for part in name.split("_"))
    return {
        "@VERSION@": version("frontdesk"),
        f"frontdesk-{_EXAMPLE}": distribution,
        f"X-{_EXAMPLE.capitalize()}-": f"X-{camel}-",
        f"x-{_EXAMPLE}-": f"x-{camel.lower()}-",
        f"{_EXAMPLE}.invalid": f"{name.replace('_', '-')}.invalid",
        _EXAMPLE.upper(): name.upper(),
        _EXAMPLE.capitalize(): camel,
        _EXAMPLE: name,
    }


def _renamed(text: str, words: Mapping[str, str]) -> str:
    """Each word replaced once: what one of them put there is no other one's."""
    return re.sub("|".join(map(re.escape, words)), lambda found: words[found[0]], text)


def _template(folder: Traversable, below: str = "") -> Iterator[tuple[str, str]]:
    for found in sorted(folder.iterdir(), key=lambda item: item.name):
        place = f"{below}/{found.name}".removeprefix("/")
        if found.is_dir():
            yield from _template(found, place)
        elif found.name.endswith(ENDING):
            yield place, found.read_text(encoding="utf-8")


def _installed(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def _suggested(name: str) -> str:
    """The nearest name that is one."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower().removeprefix("frontdesk")).strip("_").lstrip("0123456789_")
    return plain[:LONGEST].rstrip("_") or _EXAMPLE


def _remove(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        with suppress(OSError):  # the first error is the one to tell
            path.rmdir() if path.is_dir() else path.unlink()
    with suppress(OSError):
        folder.rmdir()
