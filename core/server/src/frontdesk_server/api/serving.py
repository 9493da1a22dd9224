"""One server process, from start to graceful end: store, sources, runtime and HTTP, in this order and back."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from os import environ
from pathlib import Path
from typing import Protocol

import structlog
from starlette.routing import BaseRoute

from frontdesk.channel import Channel
from frontdesk.diagnostics import describe
from frontdesk.errors import ConfigError
from frontdesk.host import Host
from frontdesk_server.access import person_of
from frontdesk_server.access.links import address, first_link
from frontdesk_server.access.provider import provider_of
from frontdesk_server.api.app import Answer, Parts, build_app, build_probes
from frontdesk_server.api.awaiting import database_is_there
from frontdesk_server.api.keeping_up import looking, synced
from frontdesk_server.api.listening import HttpServer, asked_by_signals, listening, url_of
from frontdesk_server.api.metrics import MetricsPage
from frontdesk_server.api.readiness import Readiness, Ready
from frontdesk_server.api.streams import Stopping
from frontdesk_server.api.switchboard import Switchboard
from frontdesk_server.calling import HttpTransport
from frontdesk_server.clock import Clock, FixedStartClock, SystemClock
from frontdesk_server.console.app import console_routes
from frontdesk_server.console.desk import Desk
from frontdesk_server.logs import hide, set_up_logs
from frontdesk_server.project import Project, load_project
from frontdesk_server.publishing.releasing import apply_project, compile_release
from frontdesk_server.runtime import Connections, Runtime, standard_engine
from frontdesk_server.runtime.jetstreaming import front_of
from frontdesk_server.runtime.otel import traces_of
from frontdesk_server.runtime.traces import NO_TRACES, Traces
from frontdesk_server.runtime.tuning import EMBEDDED, ServerRole, Tuning
from frontdesk_server.secrets import Secrets
from frontdesk_server.settings import Settings, read_settings, variables_in_doubt
from frontdesk_server.store import Store, is_embedded, open_store
from frontdesk_server.store.keeping import Keep

_log = structlog.get_logger("frontdesk.server")


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server that is up: what pages and announcements look at."""

    plan: Plan
    store: Store
    runtime: Runtime
    board: Switchboard
    url: str

    @property
    def connections(self) -> Connections:
        """The accounts, as they are at each look."""
        return self.board.connections


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that is decided before the server starts."""

    project: Project
    host: Host
    settings: Settings
    clock: Clock
    address: str
    port: int
    token: str | None
    database: str
    keys: str = ""
    tuning: Tuning = EMBEDDED
    """What this process does, and how long it waits for others."""
    traces: Traces = NO_TRACES
    log_level: str | None = None
    """Instead of the settings' and the project's."""
    prepare: Callable[[Project, str], Project] = lambda project, _url: project
    """What the project still needs once the server's address is known."""
    pages: Callable[[Running], Sequence[BaseRoute]] = lambda _running: ()
    """Pages besides the server's own."""
    people: Callable[[Store], Awaitable[object]] | None = None
    """Sees to whom the console knows from the start."""
    announce: Callable[[Running], Awaitable[None]] | None = None
    """Called once it serves."""


def server_plan(folder: Path, *, host: str | None, port: int | None, test_clock: bool, role: str | None = None) -> Plan:
    """The plan of `frontdesk serve`. Raises `ConfigError` with everything that is wrong with settings and project."""
    settings = read_settings()
    if settings.now is not None and not test_clock:
        raise ConfigError.of("FD717")
    provider_of(settings)
    plugins = Host.load()
    project = load_project(folder, plugins)
    database = settings.database_url.get_secret_value() if settings.database_url else project.database
    return Plan(
        project=project,
        host=plugins,
        settings=settings,
        clock=SystemClock() if settings.now is None else FixedStartClock(settings.now),
        address=host or settings.host,
        port=settings.port if port is None else port,
        token=settings.api_token.get_secret_value() if settings.api_token else None,
        database=database,
        keys=settings.secret_key.get_secret_value() if settings.secret_key else "",
        tuning=tuning_of(settings, role or settings.role, database),
        traces=traces_of(environ, role or settings.role),
    )


def run_server(plan: Plan) -> None:
    """Serve until SIGTERM or SIGINT, then finish what was begun. Raises `ConfigError` when it cannot start."""
    set_up_logs(plan.log_level or plan.settings.log_level or plan.project.log_level or "info")
    hide(secret for secret in (plan.token, plan.settings.metrics_secret, *plan.keys.split(",")) if secret)
    for doubt in (*variables_in_doubt(), *plan.project.warnings):
        _log.warning("settings", problem=describe(doubt))
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(plan))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop, where there is one."""
    if sys.platform == "win32":
        return None
    import uvloop  # noqa: PLC0415 - it does not exist on Windows

    return uvloop.new_event_loop


async def _serve(plan: Plan) -> None:
    stopping = Stopping()
    with listening(plan.address, plan.port) as listener, asked_by_signals(stopping):
        if not await database_is_there(plan.database, plan.clock, stopping):
            return
        url = url_of(listener)
        ready_plan = replace(plan, project=plan.prepare(plan.project, url))
        async with started(ready_plan, url) as running:
            server = _http(running, stopping)
            serving = asyncio.create_task(server.serve([listener]), name="http")
            await _first_of(serving, server.up)
            gc.freeze()  # what is loaded stays: it need not be looked at again, which would stall answers
            gc.enable()
            await _announce(running)
            await _first_of(serving, stopping)
            server.should_exit = True
            await serving
    _log.info("stopped")


@asynccontextmanager
async def started(plan: Plan, url: str) -> AsyncIterator[Running]:
    """Store, release, establishments, runtime and plugins: each is given back in the reverse order."""
    store = await open_store(plan.database, plan.clock, alone=True)
    try:
        secrets = Secrets(environ, await store.secrets.all(), plan.keys)
        board = Switchboard(plan.project, plan.host, store, secrets)
        await board.take_up()
        await _prepared(plan, store)
        async with (
            _synced(plan, board),
            looking(board),
            _transport(plan, board) as transport,
            front_of(plan.settings, store) as front,
        ):
            engine = standard_engine(compile_release(plan.host))
            runtime = Runtime(
                store, engine, board.connections, transport, tuning=plan.tuning, traces=plan.traces, front=front
            )
            await runtime.start()
            try:
                await _start_plugins(plan, runtime, board)
                yield Running(plan=plan, store=store, runtime=runtime, board=board, url=url)
            finally:
                await runtime.stop()
                plan.traces.close()
    finally:
        await store.close()


async def _prepared(plan: Plan, store: Store) -> None:
    """What a process that takes events in sees to before it does; the others find it done, or wait for it."""
    if not plan.tuning.role.takes_in:
        return
    await _first_release(plan, store)
    if plan.people is not None:
        await plan.people(store)


def tuning_of(settings: Settings, role: str, database: str) -> Tuning:
    """How this process works with others. Raises `ConfigError` (FD863) where there cannot be any."""
    if role != ServerRole.ALL and is_embedded(database):
        raise ConfigError.of("FD863", role=role)
    return Tuning(
        role=ServerRole(role),
        lease=timedelta(seconds=settings.lease),
        grace=timedelta(seconds=settings.grace),
        keep=Keep(
            conversations=timedelta(days=settings.keep_conversations),
            dead_letters=timedelta(days=settings.keep_dead_letters),
            audit=timedelta(days=settings.keep_audit),
        ),
        ingest_rate=settings.ingest_rate,
    )


async def _start_plugins(plan: Plan, runtime: Runtime, board: Switchboard) -> None:
    """Start them where they serve; what somebody made in the console never keeps the server from it, and gives way."""
    if not plan.tuning.role.takes_in:
        return
    try:
        await plan.host.startup(runtime.desk)
    except ConfigError as error:
        if not await board.give_way(error):
            raise
        await plan.host.startup(runtime.desk)


async def _first_release(plan: Plan, store: Store) -> None:
    """The project's files become release 1 where the database is empty; later that takes `frontdesk apply`.

    Of several servers that start at once, one makes it.
    """
    if await store.releases.newest_number():
        return
    applied = await apply_project(store, plan.project, plan.host, author="serve")
    if applied.made:
        _log.info("files applied to an empty database", release=applied.number)


def _synced(plan: Plan, board: Switchboard) -> AbstractAsyncContextManager[None]:
    """Sources are read where events are taken in; whoever decides or sends reads what they told from the store."""
    if not plan.tuning.role.takes_in:
        return nullcontext()
    return synced(board, networks=plan.settings.allowed_networks or plan.project.allowed_networks)


@asynccontextmanager
async def _transport(plan: Plan, board: Switchboard) -> AsyncIterator[HttpTransport]:
    transport = HttpTransport(board.secrets, plan.clock, private=board.private)
    try:
        yield transport
    finally:
        await transport.close()


def _http(running: Running, stopping: Stopping) -> HttpServer:
    """What the process serves: everything where it takes events in, else how it is."""
    if not running.plan.tuning.role.takes_in:
        ready = _readiness(running, stopping)
        return HttpServer(build_probes(ready, _metrics(running, ready)))
    return HttpServer(build_app(parts_of(running, stopping, desk_of(running, stopping))))


def _readiness(running: Running, stopping: Stopping) -> Readiness:
    return Readiness(running.store, running.runtime, stopping)


def _metrics(running: Running, ready: Ready) -> Answer:
    return MetricsPage(running.store, running.runtime, ready, running.plan.settings.metrics_secret).answer


def parts_of(running: Running, stopping: Stopping, desk: Desk) -> Parts:
    """What the application is put together from."""
    plan = running.plan
    ready = _readiness(running, stopping)
    return Parts(
        store=running.store,
        channels=running.connections.channels,
        append=running.runtime.intake.append,
        met=running.connections.met,
        clock=running.store.common_clock,
        ready=ready,
        metrics=_metrics(running, ready),
        stopping=stopping,
        token=plan.token,
        host=plan.host,
        accounts=running.connections.accounts,
        plugin_routes=plan.host.routes(running.runtime.desk),
        pages=plan.pages(running),
        board=running.board,
        console=_console(desk),
        traces=plan.traces,
        trusted_proxies=plan.settings.trusted_proxies or plan.project.trusted_proxies,
    )


def _console(desk: Desk) -> Sequence[BaseRoute]:
    """The console's routes; where it was not built the rest of the server works, and the log says what to do."""
    try:
        return console_routes(desk)
    except ConfigError as error:
        _log.error("no console", reason=describe(error.diagnostics[0]))
        return ()


def desk_of(running: Running, stopping: Stopping) -> Desk:
    """What the console's rooms work with."""
    plan = running.plan
    return Desk(
        store=running.store,
        host=plan.host,
        runtime=running.runtime,
        connections=running.connections,
        board=running.board,
        project=plan.project,
        settings=plan.settings,
        stopping=stopping,
        person_of=partial(person_of, running.store),
        public_url=_public_url(running),
    )


def _public_url(running: Running) -> str:
    """The address at which the world reaches this server."""
    plan = running.plan
    return str(plan.settings.public_url or plan.project.public_url or running.url).rstrip("/")


async def _announce(running: Running) -> None:
    """Say that the server is ready, and which addresses platforms are to call."""
    plan, store, takes_in = running.plan, running.store, running.plan.tuning.role.takes_in
    _log.info(
        "ready",
        url=running.url,
        role=plan.tuning.role.value,
        project=plan.project.name,
        establishments=await store.establishments.count(),
        release=await store.releases.newest_number(),
        webhooks=_webhooks(running) if takes_in else [],
    )
    if takes_in and (key := await first_link(store)):
        _log.warning(
            "nobody can sign in to the console yet: this link makes the first administrator, once, within an hour",
            link=address(_public_url(running), key),
        )
    if plan.announce is not None:
        await plan.announce(running)


def _webhooks(running: Running) -> list[str]:
    public = _public_url(running)
    return [f"{public}/webhooks/{id_}" for id_, channel in running.connections.channels.items() if _calls(channel)]


def _calls(channel: Channel) -> bool:
    """Whether a platform calls us for this channel; one that is this very server has addresses of its own."""
    return type(channel).publish_incoming is Channel.publish_incoming


class _Awaited(Protocol):
    """Something that happens once."""

    async def wait(self) -> object:
        """Until it has."""


async def _first_of(serving: asyncio.Task[None], happens: _Awaited) -> None:
    """Until HTTP ends by itself, or something else happens."""
    waiting = asyncio.ensure_future(happens.wait())
    try:
        await asyncio.wait((serving, waiting), return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
