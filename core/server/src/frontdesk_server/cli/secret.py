"""`frontdesk secret`: secrets kept in the store, encrypted with FRONTDESK_SECRET_KEY, used by the name `store:NAME`."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk_server.cli.options import HERE, ProjectOption
from frontdesk_server.cli.plain import PLAIN, GroupByPanel, epilog

if TYPE_CHECKING:
    from frontdesk_server.secrets import Cipher

EXAMPLE = "frontdesk secret set CRM_KEY --project my-project < key.txt"
TAKEN_UP = "Running servers use it within seconds."

app = typer.Typer(
    help="Keep secrets in the store, encrypted; settings name them as `store:NAME`.",
    cls=GroupByPanel,
    rich_markup_mode=PLAIN,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The secret's name, as in `store:NAME`.")]


@app.command("set", epilog=epilog(EXAMPLE))
def set_(name: Name, project: ProjectOption = HERE) -> None:
    """Write or replace a secret. Its value is asked for, or read from stdin: it never stands on the command line."""
    from frontdesk.errors import ConfigError
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import say
    from frontdesk_server.secrets import NAME

    if not NAME.fullmatch(name):
        raise ConfigError.of("FD773", name=name)
    cipher = _cipher(name)
    typed = typer.prompt(f"Value of {name}", hide_input=True) if sys.stdin.isatty() else sys.stdin.read()
    value = str(typed).rstrip("\r\n")
    if not value:
        raise ConfigError.of("FD740", name=name)
    token = cipher.encrypt(value.encode())
    with_store(project, lambda store, _project, _host: store.secrets.set(name, token))
    say(f"store:{name} is kept. {TAKEN_UP}")


@app.command("list", epilog=epilog("frontdesk secret list --project my-project"))
def list_(project: ProjectOption = HERE) -> None:
    """List the names of the secrets in the store, never their values."""
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import say

    names = with_store(project, lambda store, _project, _host: store.secrets.all())
    for name in names:
        say(f"store:{name}")


@app.command("remove", epilog=epilog("frontdesk secret remove CRM_KEY --project my-project"))
def remove(name: Name, project: ProjectOption = HERE) -> None:
    """Forget a secret."""
    from frontdesk.errors import ConfigError
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import say
    from frontdesk_server.store import Store

    async def forget(store: Store, _project: object, _host: object) -> None:
        if name not in await store.secrets.all():
            raise ConfigError.of("FD759", name=f"store:{name}")
        await store.secrets.delete(name)

    with_store(project, forget)
    say(f"store:{name} is forgotten.")


@app.command("rotate", epilog=epilog("FRONTDESK_SECRET_KEY=NEW,OLD frontdesk secret rotate --project my-project"))
def rotate(project: ProjectOption = HERE) -> None:
    """Encrypt every secret anew with the first key of FRONTDESK_SECRET_KEY; older ones, after commas, still decrypt."""
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import say
    from frontdesk_server.store import Store

    cipher = _cipher("")

    async def again(store: Store, _project: object, _host: object) -> int:
        tokens = await store.secrets.all()
        fresh = {name: cipher.rotate(name, token) for name, token in tokens.items()}
        await store.secrets.reseal(fresh)
        return len(fresh)

    count = with_store(project, again)
    say(f"{count} {'secret is' if count == 1 else 'secrets are'} encrypted with the first key.")


def _cipher(name: str) -> Cipher:
    """The cipher of FRONTDESK_SECRET_KEY. Raises `ConfigError` (FD758) where there is no key."""
    from frontdesk.errors import ConfigError
    from frontdesk_server.secrets import Cipher
    from frontdesk_server.settings import read_settings

    key = read_settings().secret_key
    if key is None:
        raise ConfigError.of("FD758", name=name)
    return Cipher(key.get_secret_value())
