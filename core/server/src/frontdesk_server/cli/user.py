"""`frontdesk user`: who may sign in to the console, with which role, and for which groups of establishments."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk_server.cli.options import HERE, JsonOption, ProjectOption
from frontdesk_server.cli.plain import PLAIN, GroupByPanel, epilog
from frontdesk_server.rights import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontdesk_server.access.people import Profile
    from frontdesk_server.project import Project
    from frontdesk_server.rights import Scope
    from frontdesk_server.store import Store
    from frontdesk_server.store.people import Person

EXAMPLE = "frontdesk user add camille@example.com --name Camille --role administrator"

app = typer.Typer(
    help="Say who may sign in to the console, and what they may do there.",
    cls=GroupByPanel,
    rich_markup_mode=PLAIN,
)

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The person's e-mail address, which they sign in with.")]
Groups = Annotated[
    list[str] | None,
    typer.Option("--group", "-g", metavar="GROUP", help="Only the establishments of this group; may be repeated."),
]


@app.command("add", epilog=epilog(EXAMPLE))
def add(
    email: Email,
    name: Annotated[str, typer.Option(help="The person's name, as others see it.")],
    role: Annotated[Role, typer.Option(help="What the person may do.")] = Role.VIEWER,
    group: Groups = None,
    project: ProjectOption = HERE,
) -> None:
    """Add a person, and print a link by which they choose their password: it opens once, within 7 days.

    Without --group they see every establishment. The first administrator is made this way too.
    """
    from frontdesk_server.access import links, people
    from frontdesk_server.access.people import Profile
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import say
    from frontdesk_server.store.audit import COMMAND_LINE

    profile = Profile(name=name, email=email, role=role, scope=_scope(group))

    async def added(store: Store, opened: Project, _host: object) -> str:
        person = await people.add(store, profile, COMMAND_LINE)
        return links.address(_base(opened), await links.link_for(store, person, COMMAND_LINE))

    say(with_store(project, added))


@app.command("list", epilog=epilog("frontdesk user list --project my-project"))
def list_(project: ProjectOption = HERE, as_json: JsonOption = False) -> None:
    """List everybody with their role and groups."""
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import print_json, say

    found = with_store(project, lambda store, _project, _host: store.people.list())
    if as_json:
        print_json([_as_json(person) for person in found])
    elif found:
        _show(found)
    else:
        say(f"There is nobody yet. Add the first administrator: {EXAMPLE}")


@app.command("link", epilog=epilog("frontdesk user link camille@example.com"))
def link(email: Email, project: ProjectOption = HERE) -> None:
    """Print a link by which a person chooses a new password: it opens once, within 24 hours (an invitation, 7 days)."""
    from frontdesk_server.access import links, people
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import say
    from frontdesk_server.store.audit import COMMAND_LINE

    async def made(store: Store, opened: Project, _host: object) -> str:
        person = await people.by_email(store, email)
        return links.address(_base(opened), await links.link_for(store, person, COMMAND_LINE))

    say(with_store(project, made))


@app.command("set", epilog=epilog("frontdesk user set camille@example.com --role publisher --group bakeries"))
def set_(
    email: Email,
    *,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    role: Annotated[Role | None, typer.Option(help="Another role.")] = None,
    group: Groups = None,
    everywhere: Annotated[bool, typer.Option("--everywhere", help="Every establishment, instead of groups.")] = False,
    enable: Annotated[bool, typer.Option("--enable", help="Let a disabled person in again.")] = False,
    project: ProjectOption = HERE,
) -> None:
    """Change a person's name, role or groups; what is not named stays as it is."""
    from frontdesk.errors import ConfigError
    from frontdesk_server.access import people
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import say
    from frontdesk_server.rights import EVERYTHING
    from frontdesk_server.store.audit import COMMAND_LINE

    if everywhere and group:
        raise ConfigError.of(
            "FD735", reason="--everywhere and --group exclude each other", command="frontdesk user set"
        )
    scope = EVERYTHING if everywhere else _scope(group) if group else None

    async def done(store: Store, _project: object, _host: object) -> None:
        person = await people.by_email(store, email)
        await people.set_profile(store, person.id, _profile(person, name, role, scope), COMMAND_LINE)
        if enable:
            await people.set_disabled(store, person.id, COMMAND_LINE, disabled=False)

    with_store(project, done)
    say(f"{email} is changed.")


@app.command("disable", epilog=epilog("frontdesk user disable camille@example.com"))
def disable(email: Email, project: ProjectOption = HERE) -> None:
    """Keep a person out: their sessions end, and neither links nor tokens of theirs are good any more."""
    from frontdesk_server.access import people
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import say
    from frontdesk_server.store.audit import COMMAND_LINE

    async def done(store: Store, _project: object, _host: object) -> None:
        person = await people.by_email(store, email)
        await people.set_disabled(store, person.id, COMMAND_LINE, disabled=True)

    with_store(project, done)
    say(f"{email} is kept out.")


@app.command("password", epilog=epilog("frontdesk user password camille@example.com < password.txt"))
def password(email: Email, project: ProjectOption = HERE) -> None:
    """Give a person a password, asked for or read from stdin: it never stands on the command line. Sessions end."""
    from frontdesk_server.access import people
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import say
    from frontdesk_server.store.audit import COMMAND_LINE

    typed = typer.prompt(f"Password of {email}", hide_input=True) if sys.stdin.isatty() else sys.stdin.read()
    value = str(typed).rstrip("\r\n")

    async def done(store: Store, _project: object, _host: object) -> None:
        person = await people.by_email(store, email)
        await people.set_password(store, person.id, value, COMMAND_LINE)

    with_store(project, done)
    say(f"{email} has a new password.")


def _scope(group: Sequence[str] | None) -> Scope:
    from frontdesk_server.rights import EVERYTHING, Scope

    return Scope(groups=frozenset(group)) if group else EVERYTHING


def _profile(person: Person, name: str | None, role: Role | None, scope: Scope | None) -> Profile:
    from frontdesk_server.access.people import Profile

    return Profile(name=name or person.name, email=person.email, role=role or person.role, scope=scope or person.scope)


def _base(project: Project) -> str:
    """The address at which people reach the console."""
    from frontdesk_server.settings import read_settings

    settings = read_settings()
    return str(settings.public_url or project.public_url or f"http://{settings.host}:{settings.port}")


def _as_json(person: Person) -> dict[str, object]:
    return {**person.facts(), "invited": person.password is None, "added": person.made_at.isoformat()}


def _show(people: Sequence[Person]) -> None:
    from rich.table import Table

    from frontdesk_server.cli.output import show

    table = Table("E-mail", "Name", "Role", "Groups", "State", box=None, header_style="bold")
    for person in people:
        groups = "all" if person.scope.groups is None else ", ".join(sorted(person.scope.groups))
        state = "disabled" if person.disabled else "invited" if person.password is None else "active"
        table.add_row(person.email, person.name, person.role, groups, state)
    show(table)
