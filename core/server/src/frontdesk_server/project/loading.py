"""Loading a project folder: every part is checked, and everything that is wrong is told at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.model import Account
from frontdesk.rules.positions import Positions
from frontdesk.rules.problems import Problems
from frontdesk.rules.readable import explain
from frontdesk.rules.reading import Read, read_yaml
from frontdesk_server.project.accounts import AccountSpec, read_accounts
from frontdesk_server.project.model import ProjectDocument
from frontdesk_server.project.sources import SourceSpec, read_sources

if TYPE_CHECKING:
    from frontdesk.host import Host
    from frontdesk_server.settings import Network

PROJECT_FILE: Final = "frontdesk.yaml"
MESSAGES: Final = "messages"
DATABASE: Final = "frontdesk.sqlite"
_PASSWORD_IN_URL: Final = re.compile(r"://[^/@:]*:[^/@]+@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project folder, checked. Its message sets and establishments have readers of their own."""

    folder: Path
    name: str
    public_url: str | None = None
    trusted_proxies: tuple[Network, ...] = ()
    allowed_networks: tuple[Network, ...] = ()
    database: str
    log_level: str | None = None
    max_event_age: timedelta
    accounts: tuple[AccountSpec, ...] = ()
    sources: tuple[SourceSpec, ...] = ()
    warnings: tuple[Diagnostic, ...] = field(default=())

    def message_files(self) -> list[tuple[str, str]]:
        """The message sets as (file name, text), by name. Raises `ConfigError` for one that cannot be read."""
        return message_files(self.folder)

    def account(self, channel: str) -> Account | None:
        """The first account of a channel: what `simulate` runs on."""
        return next((spec.account() for spec in self.accounts if spec.channel.kind == channel), None)


def load_project(folder: Path, host: Host) -> Project:
    """Read `frontdesk.yaml`. Raises `ConfigError` with all that is wrong, each with its line and column."""
    file = folder / PROJECT_FILE
    if not file.is_file():
        raise ConfigError.of("FD702", folder=str(folder))
    read = read_yaml(PROJECT_FILE, read_text(file, folder))
    problems = Problems(Positions(values=read.values, keys=read.keys), read.problems)
    document = _document(read, problems)
    accounts = tuple(read_accounts(document.accounts, host, problems)) if document else ()
    sources = tuple(read_sources(document.sources, folder, host, problems)) if document else ()
    if document is not None:
        _doubts(document, problems)
    if document is None or problems.of("error"):
        raise ConfigError(*_in_file(problems.of("error")))
    return Project(
        folder=folder,
        name=document.name,
        public_url=str(document.public_url).rstrip("/") if document.public_url else None,
        trusted_proxies=document.trusted_proxies,
        allowed_networks=document.allowed_networks,
        database=document.database or f"sqlite:///{(folder / DATABASE).resolve()}",
        log_level=document.log_level,
        max_event_age=document.policy.max_event_age,
        accounts=accounts,
        sources=sources,
        warnings=_in_file(problems.of("warning")),
    )


def message_files(folder: Path) -> list[tuple[str, str]]:
    """The message sets of a project folder, whatever its project file says."""
    found = sorted(path for path in (folder / MESSAGES).rglob("*") if path.suffix in (".yaml", ".yml"))
    return [(path.relative_to(folder).as_posix(), read_text(path, folder)) for path in found]


def _document(read: Read, problems: Problems) -> ProjectDocument | None:
    value = {} if read.value is None else read.value
    try:
        return ProjectDocument.model_validate(value)
    except ValidationError as error:
        explain(error, raw=value, path=(), model=ProjectDocument, problems=problems)
        return None


def _doubts(document: ProjectDocument, problems: Problems) -> None:
    """What can be read but must not stay, and what would leave everybody without an answer."""
    if document.database and _PASSWORD_IN_URL.search(document.database):
        problems.add("FD709", ("database",))
    for what, example in (("accounts", "one under `accounts:`"), ("sources", "one under `sources:`")):
        if not getattr(document, what):
            problems.warn("FD731", (what,), what=what, expected=example)


def _in_file(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The same, with the file named also where there is no line to name (an empty file)."""
    return tuple(replace(found, file=found.file or PROJECT_FILE) for found in diagnostics)


def read_text(file: Path, folder: Path) -> str:
    """The text of a file. Raises `ConfigError` naming it by its path in the project."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        name = file.relative_to(folder).as_posix()
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigError.of("FD738", file=name, reason=reason or "unknown") from error
