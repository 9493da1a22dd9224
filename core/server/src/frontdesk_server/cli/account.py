"""`frontdesk account`: accounts that their platform refuses, and the word that tries one again."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk_server.cli.options import HERE, JsonOption, ProjectOption
from frontdesk_server.cli.plain import PLAIN, GroupByPanel, epilog

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from frontdesk_server.store import Store
    from frontdesk_server.store.values import Hold

EXAMPLE = "frontdesk account held --project my-project"

app = typer.Typer(
    help="Look at accounts that are on hold, and try them again.",
    cls=GroupByPanel,
    rich_markup_mode=PLAIN,
)

Id = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's id.")]


@app.command("held", epilog=epilog(EXAMPLE))
def held(project: ProjectOption = HERE, as_json: JsonOption = False) -> None:
    """List the accounts that nothing is sent on, each with the platform's words and what waits."""
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import print_json, say

    async def found(store: Store, _project: object, _host: object) -> tuple[Sequence[Hold], Mapping[str, int]]:
        return list((await store.holds.all()).values()), await store.holds.waiting()

    holds, waiting = with_store(project, found)
    if as_json:
        print_json([_as_json(hold, waiting.get(hold.account, 0)) for hold in holds])
    elif holds:
        _show(holds, waiting)
    else:
        say("No account is on hold.")


@app.command("resume", epilog=epilog("frontdesk account resume shop --project my-project"))
def resume(account: Id, project: ProjectOption = HERE) -> None:
    """Let the running server try one message of an account on hold now; if it is taken, the account goes on."""
    from frontdesk.errors import ConfigError
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import say
    from frontdesk_server.store.audit import COMMAND_LINE, Change

    change = Change(actor=COMMAND_LINE, action="account.resumed", kind="account", subject=account)
    if not with_store(project, lambda store, _project, _host: store.holds.try_now(account, change)):
        raise ConfigError.of("FD783", account=account)
    say(f"The next message of {account} is tried now.")


def _as_json(hold: Hold, waiting: int) -> dict[str, object]:
    return {
        "account": hold.account,
        "since": hold.since.isoformat(),
        "reason": hold.reason,
        "next_try": hold.probe_at.isoformat(),
        "waiting": waiting,
    }


def _show(holds: Sequence[Hold], waiting: Mapping[str, int]) -> None:
    from rich.table import Table

    from frontdesk_server.cli.output import show

    table = Table("Account", "Since", "Next try", "Waiting", "Reason", box=None, header_style="bold")
    for hold in holds:
        times = (f"{at:%Y-%m-%d %H:%M:%S}" for at in (hold.since, hold.probe_at))
        table.add_row(hold.account, *times, str(waiting.get(hold.account, 0)), hold.reason)
    show(table)
