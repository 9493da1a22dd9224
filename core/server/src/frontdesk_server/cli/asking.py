"""Commands of plugins that ask the platforms of a project's sources: the host makes their calls."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

import inspect
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_type_hints

from frontdesk_server.cli.options import HERE, ProjectOption

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from frontdesk.desk import Command
    from frontdesk.host import Host
    from frontdesk.source import HttpSource, Row
    from frontdesk_server.importing.ports import Caller
    from frontdesk_server.project import Project
    from frontdesk_server.store import Store

GIVEN: Final = "asking"
"""The parameter that the host gives."""
OPTION: Final = "project"
"""The option that the host adds."""


def runnable(command: Command) -> Callable[..., None]:
    """What Typer is to run for a command: `run` itself, or with what it asks by and the option of the project."""
    if not command.asks:
        return command.run
    hints = get_type_hints(command.run, include_extras=True)
    shown = [item for item in inspect.signature(command.run).parameters.values() if item.name != GIVEN]
    option = inspect.Parameter(OPTION, inspect.Parameter.KEYWORD_ONLY, default=HERE, annotation=ProjectOption)
    parameters = [item.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[item.name]) for item in shown]

    def run(**given: Any) -> None:
        _with_asking(given.pop(OPTION), lambda asking: command.run(asking, **given))

    run.__signature__ = inspect.Signature([*parameters, option])  # type: ignore[attr-defined]
    run.__annotations__ = {item.name: item.annotation for item in [*parameters, option]}
    run.__doc__ = command.run.__doc__
    return run


def _with_asking(folder: Path, work: Callable[[Asking], None]) -> None:
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.logs import set_up_logs

    set_up_logs("error")  # a command says by itself what there is to say

    async def opened(store: Store, project: Project, host: Host) -> None:
        import asyncio

        from frontdesk_server.cli.sync import calling

        syncing, caller = await calling(store, project, host)
        known = {spec.id: spec.source for spec in syncing.circle.specs}
        try:
            await asyncio.to_thread(work, Asking(known, caller, asyncio.get_running_loop()))
        finally:
            await caller.close()

    with_store(folder, opened)


class Asking:
    """`frontdesk.Asking` for a command in a thread of its own; calls are made in the loop that opened the store."""

    def __init__(self, known: Mapping[str, object], caller: Caller, loop: AbstractEventLoop) -> None:
        self._known = known
        self._caller = caller
        self._loop = loop

    def sources(self, kind: str) -> Mapping[str, HttpSource]:
        """Those of a kind, by name."""
        from frontdesk.source import HttpSource

        found = {name: source for name, source in self._known.items() if isinstance(source, HttpSource)}
        return {name: source for name, source in found.items() if source.kind == kind}

    def rows(self, name: str, source: HttpSource) -> Sequence[Row]:
        """Every row, read to the end."""
        import asyncio

        return asyncio.run_coroutine_threadsafe(self._read(name, source), self._loop).result()

    async def _read(self, name: str, source: HttpSource) -> list[Row]:
        from frontdesk.errors import ConfigError

        rows: list[Row] = []
        waiting = deque(source.first(None))
        made = []
        while waiting:
            fetch = waiting.popleft()
            if fetch in made:
                raise ConfigError.of("FD791", source=name, url=fetch.call.url)
            made.append(fetch)
            page = await self._caller.fetch(name, source, fetch, fresh=True)
            rows += page.rows
            waiting.extend(page.next)
        return rows
