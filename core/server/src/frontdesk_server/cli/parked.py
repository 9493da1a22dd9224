"""`frontdesk parked`: messages of which nobody knows whether they arrived, and a person's word on each."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from frontdesk_server.cli.confirming import YesOption, confirm
from frontdesk_server.cli.options import HERE, JsonOption, ProjectOption
from frontdesk_server.cli.plain import PLAIN, GroupByPanel, epilog

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from frontdesk.host import Host
    from frontdesk_server.project import Project
    from frontdesk_server.store import ParkedMessage, Store

EXAMPLE = "frontdesk parked list --project my-project"
LONGEST_SHOWN = 60
KEY_LENGTH = 32

Word = Literal["resend", "drop"]
ACTIONS: dict[Word, str] = {"resend": "message.resent", "drop": "message.given_up"}

app = typer.Typer(
    help="Look at messages of which nobody knows whether they arrived.",
    cls=GroupByPanel,
    rich_markup_mode=PLAIN,
)

Key = Annotated[str | None, typer.Argument(metavar="[KEY]", help="The message's key, 32 hex digits.")]
Account = Annotated[str | None, typer.Option("--account", help="Every parked message of this account.", metavar="ID")]
All = Annotated[bool, typer.Option("--all", help="Every parked message.")]


@app.command("list", epilog=epilog(EXAMPLE))
def list_(
    account: Annotated[str | None, typer.Option("--account", help="Only those of this account.", metavar="ID")] = None,
    project: ProjectOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """List parked messages, oldest first: why each is parked, how often and when it was tried, and its text.

    An echo of the platform that comes after all settles a message, and takes it off this list.
    """
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import print_json, say

    found = with_store(project, lambda store, _project, _host: store.parked.list(account))
    if as_json:
        print_json([_as_json(one) for one in found])
    elif found:
        _show(found)
    else:
        say("No message is parked: of each one it is known what became of it.")


@app.command("resend", epilog=epilog("frontdesk parked resend 0123456789abcdef0123456789abcdef --project my-project"))
def resend(  # noqa: PLR0917 - each is an option of the command line
    key: Key = None,
    account: Account = None,
    every: All = False,
    yes: YesOption = False,
    project: ProjectOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Send parked messages again: one by its key, those of an account, or all of them.

    Whether they arrived is not known: a contact may read such a message twice. That is why a person decides it. What an
    echo settles meanwhile is not sent again.
    """
    chosen = _chosen(project, key, account, every=every)
    if key is None and chosen:
        confirm(f"Send {len(chosen)} messages again, which their contacts may read twice?", yes=yes)
    _carry_out("resend", project, chosen, "{done} sent again, {settled} were settled meanwhile.", as_json=as_json)


@app.command("drop", epilog=epilog("frontdesk parked drop --account website --yes --project my-project"))
def drop(  # noqa: PLR0917 - each is an option of the command line
    key: Key = None,
    account: Account = None,
    every: All = False,
    yes: YesOption = False,
    project: ProjectOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Never send parked messages: one by its key, those of an account, or all of them. The journal says so."""
    chosen = _chosen(project, key, account, every=every)
    if key is None and chosen:
        confirm(f"Give up {len(chosen)} messages for good?", yes=yes)
    _carry_out("drop", project, chosen, "{done} given up, {settled} were settled meanwhile.", as_json=as_json)


def _chosen(project: Path, key: str | None, account: str | None, *, every: bool) -> list[str]:
    """The keys meant. Raises `ConfigError` (FD735, FD923)."""
    from frontdesk.errors import ConfigError
    from frontdesk_server.cli.opened import with_store

    if sum((key is not None, account is not None, every)) != 1:
        raise ConfigError.of("FD735", reason="name one of KEY, --account and --all", command="frontdesk parked")
    found = with_store(project, lambda store, _project, _host: store.parked.list(account))
    keys = [one.row.key for one in found if key in (None, one.row.key)]
    if key is not None and not keys:
        raise ConfigError.of("FD923", key=key)
    return keys


def _carry_out(word: Word, project: Path, keys: Sequence[str], told: str, *, as_json: bool) -> None:
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import print_json, say

    async def work(store: Store, _project: Project, _host: Host) -> list[str]:
        return [key for key in keys if await _say(store, word, key)]

    done = with_store(project, work)
    if as_json:
        print_json({"done": done, "settled": [key for key in keys if key not in set(done)]})
    else:
        say(told.format(done=len(done), settled=len(keys) - len(done)))


async def _say(store: Store, word: Word, key: str) -> bool:
    from frontdesk_server.store.audit import COMMAND_LINE, Change

    change = Change(actor=COMMAND_LINE, action=ACTIONS[word], kind="message", subject=key)
    return await (store.parked.resend(key, change) if word == "resend" else store.parked.drop(key, change))


def _as_json(one: ParkedMessage) -> dict[str, object]:
    row = one.row
    return {
        "key": row.key,
        "at": row.at.isoformat(),
        "account": row.account,
        "conversation": row.conversation,
        "establishment": row.establishment,
        "contact": row.message.to,
        "kind": row.message.kind.value,
        "text": row.message.text,
        "reason": one.reason,
        "attempts": row.attempt,
        "tried_at": one.tried_at.isoformat() if one.tried_at else None,
    }


def _show(found: Sequence[ParkedMessage]) -> None:
    from rich.table import Column, Table
    from rich.text import Text

    from frontdesk_server.cli.output import show

    # Whole at any width: it is what the other commands are told.
    key = Column("Key", no_wrap=True, min_width=KEY_LENGTH)
    table = Table(key, "At", "Account", "Contact", "Why", "Tried", "Text", box=None, header_style="bold")
    for one in found:
        row = one.row
        text = row.message.text.replace("\n", " ")[:LONGEST_SHOWN]
        why = f"{row.attempt}x" if one.tried_at is None else f"{row.attempt}x, {one.tried_at:%Y-%m-%d %H:%M:%S}"
        cells = (f"{row.at:%Y-%m-%d %H:%M:%S}", row.account, row.message.to, one.reason or "", why, text)
        table.add_row(row.key, *map(Text, cells))
    show(table)
