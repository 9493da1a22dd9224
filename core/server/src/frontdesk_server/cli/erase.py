"""`frontdesk erase`: every trace of a contact removed, with a proof that does not name them."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from frontdesk_server.cli.confirming import YesOption, confirm
from frontdesk_server.cli.options import HERE, JsonOption, ProjectOption

if TYPE_CHECKING:
    from frontdesk.host import Host
    from frontdesk_server.project import Project
    from frontdesk_server.store import Store
    from frontdesk_server.store.erasing import Erased
    from frontdesk_server.store.finding_traces import Whom

EXAMPLE = "frontdesk erase --account whatsapp --contact 33123456789 --dry-run"

UNREACHED: Final = (
    "what the platform itself keeps, and what was forwarded to others",
    "backups, copies of the database beside its file, and logs",
    "a source's record that excludes the contact: it brings the address again until it is mended there",
)
NOTHING: Final = "nothing: there is no trace under exactly this name"
AS_TOLD: Final = (
    "Accounts and addresses count letter by letter, as the console shows them: "
    "who is 33123456789 on WhatsApp is +33123456789 by SMS."
)
FREE_SPACE: Final = "free space of the database's file: stop the server and erase again, or wait until it is reused"
CLUSTER: Final = (
    "the JetStream cluster: what was taken over from it goes an hour later, what waits in it begins a new conversation"
)
DEAD_ROWS: Final = "rows that PostgreSQL has not vacuumed yet, and its write-ahead log"


def erase(  # noqa: PLR0917 - each is an option of the command line
    contact: Annotated[
        str | None,
        typer.Option(
            "--contact", help="The contact's address, letter by letter as the platform tells it.", metavar="ADDRESS"
        ),
    ] = None,
    account: Annotated[
        str | None, typer.Option("--account", help="The account that they wrote to.", metavar="ID")
    ] = None,
    conversation: Annotated[
        str | None, typer.Option("--conversation", help="Only this conversation, by its id.", metavar="ID")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would be erased.")] = False,
    yes: YesOption = False,
    project: ProjectOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Erase every trace of a contact: conversations, messages, decisions, timers, what waits, what names them.

    What stays: figures, the hashed ids of events (an old one that comes again is not answered anew), and a line of the
    audit that says that and when somebody was erased, by a hash that only this installation can make. A call that is
    under way is not called back. Events that come later begin a new conversation. It may be repeated at any time.
    """
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.settings import read_settings

    whom = _whom(contact, account, conversation)
    if not dry_run:
        confirm(f"Erase every trace of {contact or conversation} for good?", yes=yes)

    async def work(store: Store, _project: Project, _host: Host) -> tuple[Erased, tuple[str, ...]]:
        return await _erase(store, whom, dry_run=dry_run)

    erased, unreached = with_store(project, work)
    if read_settings().jetstream:
        unreached = (*unreached, CLUSTER)
    _tell(erased, unreached, dry_run=dry_run, as_json=as_json)


def _whom(contact: str | None, account: str | None, conversation: str | None) -> Whom:
    """Raises `ConfigError` (FD735, FD764)."""
    from frontdesk.errors import ConfigError
    from frontdesk_server.store._types import is_id
    from frontdesk_server.store.finding_traces import Whom

    by_contact = bool(contact) and bool(account) and conversation is None
    by_conversation = conversation is not None and contact is None and account is None
    if not by_contact and not by_conversation:
        reason = "name --contact with --account, or --conversation alone"
        raise ConfigError.of("FD735", reason=reason, command="frontdesk erase")
    if conversation is not None and not is_id(conversation):
        raise ConfigError.of("FD764", conversation=conversation)
    return Whom(account=account or "", address=contact, conversation=conversation)


async def _erase(store: Store, whom: Whom, *, dry_run: bool) -> tuple[Erased, tuple[str, ...]]:
    from secrets import token_hex

    from frontdesk_server.store.audit import COMMAND_LINE

    if dry_run:
        return await store.erasing.look(whom, token_hex(32)), UNREACHED
    erased = await store.erasing.erase(whom, token_hex(32), actor=COMMAND_LINE)
    if not store.database.embedded:
        return erased, (*UNREACHED, DEAD_ROWS)
    return erased, UNREACHED if await _compact(store) else (*UNREACHED, FREE_SPACE)


async def _compact(store: Store) -> bool:
    """Write the file anew: what was deleted may linger in it. Not where a busy server leaves no room for it."""
    from frontdesk_server.store import StoreUnavailable

    try:
        return await store.database.compact()
    except StoreUnavailable:
        return False


def _tell(erased: Erased, unreached: tuple[str, ...], *, dry_run: bool, as_json: bool) -> None:
    from frontdesk_server.cli.output import print_json, say

    counts = dict(sorted(erased.counts.items()))
    if as_json:
        told = {"erased": not dry_run, "subject": erased.subject, "rows": counts, "not_reached": list(unreached)}
        print_json(told)
        return
    rows = ", ".join(f"{name} {number}" for name, number in counts.items()) or NOTHING
    say(f"Would be erased: {rows}" if dry_run else f"Erased: {rows}", style=None if dry_run else "bold green")
    if not counts:
        say(AS_TOLD, style="bold yellow")
    elif not dry_run:
        say(f"In the audit as {erased.subject}.")
    say("Not reached from here:")
    for place in unreached:
        say(f"  - {place}")
