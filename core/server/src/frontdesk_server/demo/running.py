"""Running the demo: its folder, its plan, its pages, and the table that it begins with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from frontdesk.host import Host
from frontdesk_server.api.serving import Plan, Running, run_server
from frontdesk_server.cli.output import console
from frontdesk_server.clock import Clock, FixedStartClock, SystemClock
from frontdesk_server.demo.channel import DemoPlatform, platform_of
from frontdesk_server.demo.folder import TOKEN_FILE, key, prepare, token
from frontdesk_server.demo.operator import let_in, operator
from frontdesk_server.demo.pages import Pages
from frontdesk_server.demo.table import Hint, print_demo
from frontdesk_server.project import Project, load_project
from frontdesk_server.project.accounts import AccountSpec
from frontdesk_server.settings import Settings, read_settings

HOST = "127.0.0.1"
HOSTS = (HOST, "localhost")


def run_demo(port: int | None, channel: str | None = None) -> None:
    """Serve the demo until Ctrl-C. Raises `ConfigError` for a setting, a port or an edited file that is of no use."""
    settings = read_settings()
    folder = Path(settings.demo_dir)
    prepare(folder)
    port = settings.port if port is None else port
    if channel is None:
        run_server(demo_plan(folder, settings, port))
        return
    with platform_of(channel, Host.load(), _clock(settings)) as platform:
        run_server(demo_plan(folder, settings, port, platform))


def _clock(settings: Settings) -> Clock:
    return SystemClock() if settings.now is None else FixedStartClock(settings.now)


def demo_plan(folder: Path, settings: Settings, port: int, platform: DemoPlatform | None = None) -> Plan:
    """The plan of a demo in this folder; with a `platform`, of one more account on it."""
    host = Host.load()
    project = load_project(folder, host)
    shown: dict[int, Pages] = {}

    def pages_of(running: Running) -> Pages:
        return shown.setdefault(id(running), Pages(running))

    async def announce(running: Running) -> None:
        print_demo(console(), await pages_of(running).all(), url=running.url, hints=_hints(folder, running, platform))

    def at_home(project: Project, url: str) -> Project:
        home = _at_home(project, url)
        return home if platform is None else platform.join(home, url)

    return Plan(
        project=project,
        host=host,
        settings=settings,
        clock=_clock(settings),
        address=HOST,
        port=port,
        token=settings.api_token.get_secret_value() if settings.api_token else token(folder),
        database=settings.database_url.get_secret_value() if settings.database_url else project.database,
        keys=settings.secret_key.get_secret_value() if settings.secret_key else key(folder),
        log_level=settings.log_level or "warning",
        prepare=at_home,
        pages=lambda running: pages_of(running).routes,
        people=lambda store: let_in(store, folder),
        announce=announce,
    )


def _at_home(project: Project, url: str) -> Project:
    """The project with the widget allowed on the demo's own pages, whatever port they are served on."""
    port = url.rpartition(":")[2]
    origins = [f"http://{host}:{port}" for host in HOSTS]
    return replace(project, accounts=tuple(_allowed(spec, {"origins": origins}) for spec in project.accounts))


def _allowed(spec: AccountSpec, settings: dict[str, object]) -> AccountSpec:
    if "origins" not in type(spec.settings).model_fields:
        return spec
    return replace(spec, settings=type(spec.settings).model_validate(spec.settings.model_dump() | settings))


def _hints(folder: Path, running: Running, platform: DemoPlatform | None) -> list[Hint]:
    """What can be tried next."""
    token = f'"Authorization: Bearer $(cat {folder}/{TOKEN_FILE})"'
    odile = operator(folder)
    talk = [Hint(f"Be a contact on {platform.channel.kind}, in another terminal:", platform.talk)] if platform else []
    return [
        *talk,
        Hint("Sign in to the console:", f"{running.url}/console\n{odile.email}\n{odile.password}"),
        Hint(f"Edit {folder}/establishments.yaml: it is read again within seconds."),
        Hint(f"Edit {folder}/messages/*.yaml, then make a release of it:", f"frontdesk apply {folder}"),
        Hint("See what happened, and why:", f"curl -H {token} \\\n  {running.url}/api/v1/conversations"),
        Hint("Answer as an operator:", f'frontdesk reply CONVERSATION "Hello" --project {folder}'),
        Hint("Ctrl-C stops. What happened is kept for the next time."),
    ]
