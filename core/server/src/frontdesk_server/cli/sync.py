"""`frontdesk sync`: sources read now, on the same database as a running server."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from frontdesk_server.cli.options import HERE, JsonOption, LanguageOption, ProjectOption

if TYPE_CHECKING:
    from frontdesk.host import Host
    from frontdesk_server.calling import SourceCaller
    from frontdesk_server.importing.passing import Outcome
    from frontdesk_server.importing.progress import Progress
    from frontdesk_server.importing.syncing import SourceSync
    from frontdesk_server.project import Project, SourceSpec
    from frontdesk_server.store import Store

EXAMPLE = "frontdesk sync files --project my-project"
COUNTS = ("rows", "bad", "added", "changed", "unchanged", "retired")


def sync(  # noqa: PLR0917 - each is an option of the command line
    source: Annotated[
        str | None, typer.Argument(metavar="[SOURCE]", help="The source; all of them if left out.")
    ] = None,
    project: ProjectOption = HERE,
    full: Annotated[bool, typer.Option("--full", help="Read everything anew, whatever has changed.")] = False,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Retire who is gone, however many they are: yes, they have gone.")
    ] = False,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Read sources of establishments now.

    It may be broken off at any time: what was read is kept, and the next one goes on from there. A running server does
    the same by itself, and takes up what this command brings. Exit code 1 where a source could not be read, or where so
    many establishments seem to have gone that none was retired.
    """
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import print_diagnostics, print_json, progress
    from frontdesk_server.logs import set_up_logs

    set_up_logs("error")  # away from what is printed, which tells all that a server would log
    with progress("Reading") as step:
        shown = _Shown(step)

        async def read(store: Store, found: Project, host: Host) -> list[Outcome]:
            return await _read(store, found, host, shown, source=source, full=full, confirm=confirm)

        outcomes = with_store(project, read)
    if as_json:
        print_json([_as_json(outcome, language) for outcome in outcomes])
    else:
        for outcome in outcomes:
            print_diagnostics(outcome.problems, language)
        _tell(outcomes, language)
    if any(not outcome.read or outcome.held_back for outcome in outcomes):
        raise typer.Exit(1)


class _Shown:
    """Rows on a bar, of one source after the other."""

    def __init__(self, step: Callable[..., None]) -> None:
        self._step = step
        self._rows = 0

    def begin(self) -> None:
        """The next source."""
        self._rows = 0

    def __call__(self, progress: Progress) -> None:
        """So far has its pass come."""
        self._step(progress.rows - self._rows)
        self._rows = progress.rows


async def _read(
    store: Store, project: Project, host: Host, shown: _Shown, *, source: str | None, full: bool, confirm: bool
) -> list[Outcome]:
    from frontdesk_server.importing.passing import Wish

    syncing, caller = await calling(store, project, host)
    wanted = _wanted(syncing, source)
    outcomes = []
    try:
        for spec in wanted:
            if confirm:
                await _note(store, spec)
            shown.begin()
            outcomes.append(await syncing.read(spec, Wish(full=full, confirm=confirm), shown))
    finally:
        await caller.close()
    return outcomes


async def calling(store: Store, project: Project, host: Host) -> tuple[SourceSync, SourceCaller]:
    """The sources of a project and its store, and what makes their calls: close it when all is done."""
    from os import environ

    from frontdesk_server.calling import SourceCaller
    from frontdesk_server.calling.remembering import NAMESPACE
    from frontdesk_server.secrets import Secrets
    from frontdesk_server.settings import read_settings

    settings = read_settings()
    key = settings.secret_key
    secrets = Secrets(environ, await store.secrets.all(), key.get_secret_value() if key else "")
    syncing, private = await _syncing(store, project, host, secrets.resolve)
    networks = settings.allowed_networks or project.allowed_networks
    shelf = store.expiring(NAMESPACE)
    caller = SourceCaller(secrets, store.clock, networks=networks, private=private, shelf=shelf)
    syncing.call_by(caller)
    return syncing, caller


async def _syncing(
    store: Store, project: Project, host: Host, secrets: Callable[[str], bytes | None]
) -> tuple[SourceSync, set[str]]:
    """The project's sources and those made in the console; and whose calls may go to private addresses."""
    from frontdesk_server.api.switchboard import read_source_of
    from frontdesk_server.importing.syncing import SourceSync
    from frontdesk_server.store.connecting import ConnectionKind

    specs = {spec.id: spec for spec in project.sources}
    asleep = set()
    for one in await store.connections.list():
        if one.kind is ConnectionKind.SOURCE and one.id not in specs:
            spec, _problems = read_source_of(one.id, one.document, host, project)
            asleep |= {one.id} if spec is None else set()
            specs |= {} if spec is None else {one.id: spec}
    private = {spec.id for spec in specs.values() if spec.document.private_addresses}
    return SourceSync(store, list(specs.values()), store.clock, asleep=asleep, secrets=secrets), private


def _wanted(syncing: SourceSync, source: str | None) -> list[SourceSpec]:
    from frontdesk.errors import ConfigError

    if source is None:
        return list(syncing.circle.specs)
    spec = syncing.circle.get(source)
    if spec is None:
        raise ConfigError.of("FD794", source=source, known=", ".join(syncing.circle.names()) or "-")
    return [spec]


async def _note(store: Store, spec: SourceSpec) -> None:
    """Somebody says that whoever is gone has really gone: that is remembered."""
    from frontdesk_server.store.audit import COMMAND_LINE, Change

    await store.audit.add(Change(actor=COMMAND_LINE, action="source.confirmed", kind="source", subject=spec.id))


def _as_json(outcome: Outcome, language: str) -> dict[str, Any]:
    from frontdesk_server.cli.output import parts

    done = outcome.progress
    counts = {name: getattr(done, name) if done else 0 for name in COUNTS}
    problems = []
    for found in outcome.problems:
        what, mend = parts(found, "fr" if language == "fr" else "en")
        problems.append({"id": found.id, "severity": found.severity, "what": what, "mend": mend, "at": found.place})
    held_back = outcome.held_back.id if outcome.held_back else None
    return {"source": outcome.source, "read": outcome.read, **counts, "held_back": held_back, "problems": problems}


_ROWS = "{rows} rows: {added} new, {changed} changed, {unchanged} unchanged, {retired} gone, {bad} unusable"
_LIGNES = (
    "{rows} lignes\u00a0: {added} nouveaux, {changed} modifiés, {unchanged} inchangés, {retired} disparus, "
    "{bad} inutilisables"
)
_WORDS = {"en": (_ROWS, "not read"), "fr": (_LIGNES, "non lue")}


def _tell(outcomes: Sequence[Outcome], language: str) -> None:
    from frontdesk_server.cli.output import say

    counted, unread = _WORDS[language]
    for outcome in outcomes:
        done = outcome.progress
        if not outcome.read or done is None:
            say(f"{outcome.source}: {unread}", style="bold red")
            continue
        counts = counted.format(**{name: getattr(done, name) for name in COUNTS})
        say(f"{outcome.source}: {counts}", style="bold yellow" if outcome.held_back else "bold green")
