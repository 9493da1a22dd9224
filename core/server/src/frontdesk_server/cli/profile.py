"""`frontdesk profile`: what an account's platform shows before any message, and the words that check or write it."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from frontdesk_server.cli.options import HERE, JsonOption, ProjectOption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from frontdesk_server.store import Store
    from frontdesk_server.store.profiles import Ask, KeptProfile

EXAMPLE = "frontdesk profile shop --project my-project"
WAITED: Final = 30
"""Seconds that the running server is given to do what is asked."""
LOOK_EVERY: Final = 0.5


def profile(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's id.")],
    project: ProjectOption = HERE,
    check: Annotated[bool, typer.Option("--check", help="Let the running server look again first.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Let it write what is wanted now, and read it back.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show what the platform of an account is to show before any message, and what it shows instead."""
    from frontdesk.errors import ConfigError
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import print_json, say

    what: Ask | None = "write" if apply else "check" if check else None

    async def found(store: Store, _project: object, _host: object) -> KeptProfile | None:
        return await (_asked(store, account, what) if what else store.profiles.get(account))

    kept = with_store(project, found)
    if kept is None:
        raise ConfigError.of("FD590", account=account)
    if as_json:
        print_json(_as_json(kept))
    else:
        for line in _lines(kept):
            say(line)
    if kept.problem or kept.differences:
        raise typer.Exit(1)


async def _asked(store: Store, account: str, what: Ask) -> KeptProfile | None:
    """Ask, and wait until the running server has done it. Raises `ConfigError` (FD591) where none does."""
    import asyncio

    from frontdesk.errors import ConfigError
    from frontdesk_server.store.audit import COMMAND_LINE, Change

    if await store.profiles.get(account) is None:
        return None
    change = Change(actor=COMMAND_LINE, action=f"profile.{what}", kind="account", subject=account)
    await store.profiles.ask(account, what, change)
    for _ in range(int(WAITED / LOOK_EVERY)):
        kept = await store.profiles.get(account)
        if kept is not None and kept.asked is None:
            return kept
        await asyncio.sleep(LOOK_EVERY)
    raise ConfigError.of("FD591", account=account, seconds=WAITED)


_WORDS: Final = {
    "new": "was not looked at yet",
    "in_step": "shows what it should",
    "differs": "does not show what it should",
    "failed": "could not be read or written",
}


def _lines(kept: KeptProfile) -> Iterator[str]:
    from frontdesk.diagnostics import describe
    from frontdesk.engine import explain
    from frontdesk_server.runtime.profiles import automations_of

    at = f", looked at {kept.checked_at:%Y-%m-%d %H:%M:%S}" if kept.checked_at else ""
    yield f"{kept.account} {_WORDS[kept.state.value]}{at}."
    if kept.problem:
        yield f"  The platform says: {kept.problem}"
    for text in kept.wanted.texts:
        parts = [" | ".join(s.title for s in text.starters), text.greeting, text.absence]
        yield f"  {text.locale}: " + " / ".join(part for part in parts if part)
    for one in kept.differences:
        yield f"  {one.field} {one.locale or ''}: wanted {one.wanted!r}, found {one.found!r}"
    for line in kept.lines:
        yield f"  note: {explain(line)}"
    for warning in automations_of(kept):
        yield f"  warning {describe(warning)}"


def _as_json(kept: KeptProfile) -> dict[str, object]:
    from dataclasses import asdict

    shown = asdict(kept) | {"state": kept.state.value}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in shown.items()}
