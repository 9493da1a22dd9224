"""The switchboard: accounts and sources of a running server, from the project's file and from the console.

Those of the file stay as they were at the start, but for their secrets. Those of the console are taken up while the
server runs: every server looks at the store's counter, and plugs in what is new. One that cannot be used (its plugin is
not installed, a secret is missing) is shown with what is wrong, and costs nobody else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import structlog
from pydantic import BaseModel, ValidationError

from frontdesk.calls import secret_refs
from frontdesk.channel import Channel
from frontdesk.diagnostics import Diagnostic, describe
from frontdesk.errors import ConfigError
from frontdesk.host import Host
from frontdesk.model import Account
from frontdesk.rules.positions import Path, Positions
from frontdesk.rules.problems import Problems
from frontdesk.rules.readable import explain
from frontdesk_server.importing.syncing import SourceSync
from frontdesk_server.project import Project, build_accounts
from frontdesk_server.project.accounts import Accounts, AccountSpec, read_accounts
from frontdesk_server.project.model import AccountDocument, SourceDocument
from frontdesk_server.project.sources import SourceSpec, read_sources
from frontdesk_server.runtime import Connections, Live
from frontdesk_server.runtime.forwarding import ForwardTo
from frontdesk_server.secrets import Secrets
from frontdesk_server.store import Store, StoreUnavailable
from frontdesk_server.store.connecting import ConnectionKind, StoredConnection

LOOK_EVERY: Final = 2.0
"""Seconds: how soon a server takes up what was made at another one."""
FILE: Final = "frontdesk.yaml"
STORED: Final = "store:"

_log = structlog.get_logger("frontdesk.switchboard")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An account or source as it stands: made in the console (`stored`) or in the file; with what is wrong with it."""

    id: str
    kind: str
    """Of the channel or source."""
    stored: StoredConnection | None = None
    problems: tuple[Diagnostic, ...] = ()
    account: AccountSpec | None = None
    source: SourceSpec | None = None

    @property
    def plugged(self) -> bool:
        """Whether it works."""
        return not self.problems


@dataclass(slots=True)
class _Plugged:
    """A channel that was built, and what it was built from."""

    mark: tuple[object, ...]
    channel: Channel
    account: Account


class Switchboard:
    """What is connected, and how to plug in more."""

    def __init__(self, project: Project, host: Host, store: Store, secrets: Secrets) -> None:
        self.project = project
        self.host = host
        self.store = store
        self.secrets = secrets
        self._accounts: Live[Account] = Live()
        self._channels: Live[Channel] = Live()
        self._forwards: Live[ForwardTo] = Live()
        self._teams: Live[ForwardTo] = Live()
        self.connections = Connections(
            accounts=self._accounts,
            channels=self._channels,
            forwards=self._forwards,
            teams=self._teams,
            max_event_age=project.max_event_age,
            learn=self._learn,
        )
        self.private: set[str] = set()
        """Accounts whose calls may go to private addresses."""
        self.private_sources: set[str] = set()
        """Sources whose calls may."""
        self.sync = SourceSync(store, project.sources, store.clock, secrets=secrets.resolve)
        self.accounts: Mapping[str, Line] = {}
        self.sources: Mapping[str, Line] = {}
        """In the order in which they count."""
        self._of_file = build_accounts(project.accounts, secrets.resolve)
        self._built: dict[str, _Plugged] = {}
        self._refused: dict[tuple[str, int], tuple[Diagnostic, ...]] = {}
        """What plugins would not start with, by id and version."""
        self._marks: Mapping[str, tuple[object, ...]] = {}
        """By account, what its calls and its channel are made of: its document's version, and its secrets' values."""
        self._number = -1
        self._turn = asyncio.Lock()

    async def take_up(self) -> None:
        """Plug in what the store holds now, and out what it holds no more."""
        async with self._turn:
            self._number = await self.store.connections.number()
            stored = await self.store.connections.list()
            self.secrets.replace(await self.store.secrets.all())
            self._build_of_file()
            self._plug_accounts([one for one in stored if one.kind is ConnectionKind.ACCOUNT])
            self._plug_sources([one for one in stored if one.kind is ConnectionKind.SOURCE])
            await self._try_changed()

    async def give_way(self, error: ConfigError) -> bool:
        """Unplug the accounts of the console that keep a plugin from starting; False = there is none to blame.

        Those that the error names; all of them where it names none. Each is tried again once it is changed.
        """
        made = {line.id: line.stored for line in self.accounts.values() if line.stored is not None and line.plugged}
        named = {str(value) for found in error.diagnostics for value in found.params.values()}
        culprits = [stored for id_, stored in made.items() if id_ in named] or list(made.values())
        self._refused.update({(stored.id, stored.version): error.diagnostics for stored in culprits})
        await self.take_up()
        return bool(culprits)

    async def look(self) -> None:
        """Take up what has changed since the last look, if anything has."""
        if await self.store.connections.number() != self._number:
            await self.take_up()

    async def forever(self) -> None:
        """Look every two seconds, until cancelled."""
        while True:
            await self.store.clock.sleep(LOOK_EVERY)
            try:
                await self._learn()
            except StoreUnavailable as error:
                _log.warning("connections not looked at", reason=str(error))

    async def _learn(self) -> None:
        """Look; a plugin's mistake ends nothing but this look. Raises `StoreUnavailable`."""
        try:
            await self.look()
        except StoreUnavailable:
            raise
        except Exception:  # noqa: BLE001 - whatever it is
            _log.exception("connections not taken up")

    async def _try_changed(self) -> None:
        """Where something about an account has changed, it may be what its platform refused: try it again."""
        marks = {
            line.id: (line.stored.version if line.stored is not None else 0, self._values(line.account))
            for line in self.accounts.values()
            if line.account is not None
        }
        await self.store.holds.try_changed([id_ for id_, mark in marks.items() if self._marks.get(id_) != mark])
        self._marks = marks

    def _values(self, spec: AccountSpec) -> tuple[object, ...]:
        """The values of an account's secrets, as far as they can be read."""
        return tuple((ref, self._value(ref)) for ref in sorted(secret_refs(spec.settings)))

    def _value(self, ref: str) -> bytes | None:
        try:
            return self.secrets.resolve(ref)
        except ConfigError:
            return None

    # Accounts

    def _build_of_file(self) -> None:
        """Build the file's channels anew whose secrets have changed. What cannot be built stays as it was."""
        for spec in self.project.accounts:
            before = self._marks.get(spec.id)
            if before is None or before[1] == self._values(spec):
                continue
            try:
                found = build_accounts([spec], self.secrets.resolve)
            except ConfigError as error:
                _log.error("account keeps its earlier secrets", account=spec.id, reason=str(error))
                continue
            self._of_file = Accounts(
                channels={**self._of_file.channels, **found.channels},
                accounts={**self._of_file.accounts, **found.accounts},
            )

    def _plug_accounts(self, stored: Sequence[StoredConnection]) -> None:
        files = {spec.id: Line(id=spec.id, kind=spec.channel.kind, account=spec) for spec in self.project.accounts}
        made = {one.id: self._account(one, files) for one in stored}
        self._built = {id_: built for id_, built in self._built.items() if id_ in made and made[id_].plugged}
        lines = {**files, **_apart(made, files)}
        self.accounts = dict(sorted(lines.items()))
        # The file's come first: where a plugin looks for one by its settings, what is made later gives way.
        self._accounts.replace({**self._of_file.accounts, **{i: b.account for i, b in self._built.items()}})
        self._channels.replace({**self._of_file.channels, **{i: b.channel for i, b in self._built.items()}})
        self._forwards.replace(_called(lines.values(), "forward"))
        self._teams.replace(_called(lines.values(), "handover"))
        private = {line.id for line in lines.values() if line.account and line.account.private_addresses}
        self.private.difference_update(self.private - private)
        self.private.update(private)

    def _account(self, stored: StoredConnection, files: Mapping[str, Line]) -> Line:
        line = Line(id=stored.id, kind=str(stored.document.get("channel", "")), stored=stored)
        if stored.id in files:
            return replace(line, problems=(_in_file("account", stored.id),))
        if refused := self._refused.get((stored.id, stored.version)):
            return self._told(replace(line, problems=refused))
        spec, problems = read_account(stored.document, self.host)
        if spec is None:
            return self._told(replace(line, problems=problems))
        line = replace(line, account=spec)
        try:
            self._build(stored, spec)
        except ConfigError as error:
            return self._told(replace(line, problems=error.diagnostics))
        except Exception as error:  # noqa: BLE001 - an adapter's mistake costs its own account
            _log.exception("account cannot be built", account=stored.id)
            told = {"account": stored.id, "error": f"{type(error).__name__}: {error}"}
            return replace(line, problems=(Diagnostic(id="FD951", params=told),))
        return line

    def _build(self, stored: StoredConnection, spec: AccountSpec) -> None:
        """Build its channel, unless it stands as it would be built: a channel may hold what it learnt."""
        values = tuple((ref, self.secrets.resolve(ref)) for ref in sorted(secret_refs(spec.settings)))
        mark = (stored.version, stored.at, values)
        built = self._built.get(stored.id)
        if built is None or built.mark != mark:
            found = build_accounts([spec], self.secrets.resolve)
            self._built[stored.id] = _Plugged(mark, found.channels[stored.id], found.accounts[stored.id])

    # Sources

    def _plug_sources(self, stored: Sequence[StoredConnection]) -> None:
        files = {spec.id: Line(id=spec.id, kind=_kind_of(spec), source=spec) for spec in self.project.sources}
        made = {one.id: self._source(one, files) for one in stored}
        lines = {**files, **_apart(made, files)}
        # The file's come first, in its order: of several that tell the same, the first counts.
        self.sources = lines
        awake = [line.source for line in lines.values() if line.source is not None and line.plugged]
        self.sync.replace(awake, asleep=lines.keys() - {spec.id for spec in awake})
        private = {line.id for line in lines.values() if line.source and line.source.document.private_addresses}
        self.private_sources.difference_update(self.private_sources - private)
        self.private_sources.update(private)

    def _source(self, stored: StoredConnection, files: Mapping[str, Line]) -> Line:
        line = Line(id=stored.id, kind=str(stored.document.get("kind", "")), stored=stored)
        if stored.id in files:
            return replace(line, problems=(_in_file("source", stored.id),))
        spec, problems = read_source_of(stored.id, stored.document, self.host, self.project)
        return self._told(replace(line, source=spec, problems=problems))

    def _told(self, line: Line) -> Line:
        for problem in line.problems:
            _log.error("not connected", id=line.id, reason=describe(problem))
        return line


def _called(lines: Iterable[Line], what: Literal["forward", "handover"]) -> dict[str, ForwardTo]:
    """Where the accounts that work forward what is said to, or tell a team what is handed over."""
    specs = [line.account for line in lines if line.account is not None and line.plugged]
    named = ((spec.id, getattr(spec, what)) for spec in specs)
    return {id_: ForwardTo(url=found.url, secret=found.secret) for id_, found in named if found is not None}


def _apart(made: Mapping[str, Line], files: Mapping[str, Line]) -> dict[str, Line]:
    """What was made in the console, those that the file names too under a name of their own."""
    return {f"{id_} (console)" if id_ in files else id_: line for id_, line in made.items()}


def _in_file(what: str, id_: str) -> Diagnostic:
    return Diagnostic(id="FD950", params={"what": what, "id": id_, "file": FILE})


def _kind_of(spec: SourceSpec) -> str:
    return str(getattr(spec.source, "kind", type(spec.source).__name__))


# Reading documents: the same judges as those of the file


def read_account(document: Mapping[str, Any], host: Host) -> tuple[AccountSpec | None, tuple[Diagnostic, ...]]:
    """An account's document checked; what is wrong has paths from the document's own root."""
    problems = Problems(Positions())
    try:
        account = AccountDocument.model_validate(document)
    except ValidationError as error:
        explain(error, raw=document, path=("accounts", 0), model=AccountDocument, problems=problems)
        return None, _within("accounts[0]", problems.of("error"))
    found = next(read_accounts([account], host, problems), None)
    if found is not None:
        _refuse_environment(found.settings, document.get("settings"), ("accounts", 0, "settings"), problems)
    return None if problems.errors else found, _within("accounts[0]", problems.of("error"))


def _refuse_environment(settings: BaseModel, given: object, path: Path, problems: Problems) -> None:
    """What is made in the console names no variable of the server's environment: it could send it anywhere."""
    named = {ref for ref in secret_refs(settings) if not ref.startswith(STORED)}
    for place, text in texts_within(given, path):
        if text in named:
            problems.add("FD956", place, ref=text)


def texts_within(value: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text within a document, and where it stands."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from texts_within(item, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from texts_within(item, (*path, index))


def read_source_of(
    id_: str, document: Mapping[str, Any], host: Host, project: Project
) -> tuple[SourceSpec | None, tuple[Diagnostic, ...]]:
    """A source's document checked; what is wrong has paths from the document's own root."""
    problems = Problems(Positions())
    content = {name: value for name, value in document.items() if name != "id"}
    try:
        source = SourceDocument.model_validate(content)
    except ValidationError as error:
        explain(error, raw=content, path=("sources", 0), model=SourceDocument, problems=problems)
        return None, _within("sources[0]", problems.of("error"))
    found = next(read_sources([source], project.folder, host, problems), None)
    if found is not None:
        _refuse_environment(found.source.settings, content, ("sources", 0), problems)
    named = None if found is None or problems.errors else replace(found, id=id_)
    return named, _within("sources[0]", problems.of("error"))


def _within(prefix: str, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(replace(one, path=one.path.removeprefix(prefix).removeprefix(".")) for one in found)
