"""How `frontdesk status` shows what it found: as tables for people, as a document for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from rich.table import Table

from frontdesk_server.cli.output import say, show
from frontdesk_server.runtime.standing import Server, Standing, told
from frontdesk_server.store.values import OutboxStatus, Role

_QUIET = "-"


def show_standing(found: Standing) -> None:
    """Every table, and what needs a human."""
    say(f"{found.database}, revision {found.revision}, release {found.release or _QUIET}, {_at(found.at)} UTC")
    say()
    _show_servers(found)
    _show_waiting(found)
    _show_accounts(found)
    _show_sources(found)
    if not found.problems:
        say("All is well.", style="bold green")
    for problem in found.problems:
        say(problem.what[0].upper() + problem.what[1:], style="bold yellow")
        say(f"  → {problem.mend}", style="cyan")


def _show_servers(found: Standing) -> None:
    if not found.servers:
        say("No server is at work. What follows is what the last one left in the database.", style="bold yellow")
        say()
        return
    rows = [_server(server, found.at) for server in found.servers]
    _table(("Server", "Works as", "Partitions", "Lease", "Events waiting"), rows, right=(4,))


def _server(server: Server, at: datetime) -> tuple[str, ...]:
    held = [str(number) for number in server.partitions.values() if number]
    left = server.expires - at
    lease = f"{told(left)} left" if server.live else f"silent for {told(-left)}"
    return server.owner, ", ".join(server.roles), ", ".join(held) or _QUIET, lease, str(server.waiting)


def _show_waiting(found: Standing) -> None:
    backlog = found.backlog
    free = sum(found.free(role) for role in Role)
    rows = [
        ("events to decide", backlog.events, backlog.oldest_event),
        ("timers due", backlog.timers_due, backlog.latest_timer),
        *[(_MESSAGES[one], backlog.outbox[one], backlog.oldest_message.get(one)) for one in OutboxStatus],
        ("dead letters", backlog.dead, backlog.oldest_dead),
        ("partitions without a server", free, None),
    ]
    shown = [(name, str(number), told(age) if age is not None else _QUIET) for name, number, age in rows]
    _table(("Waiting", "Number", "Oldest"), shown, right=(1, 2))


_MESSAGES = {
    OutboxStatus.PENDING: "messages to send",
    OutboxStatus.SENDING: "messages being sent",
    OutboxStatus.UNKNOWN: "messages without a known end",
    OutboxStatus.PARKED: "messages parked",
    OutboxStatus.LATER: "handovers to tell again",
}


def _show_accounts(found: Standing) -> None:
    rows = [
        *[(id_, "on hold", told(found.at - hold.since), hold.reason) for id_, hold in found.holds.items()],
        *[(id_, "failing", _QUIET, f"{note.failures} failures in a row") for id_, note in found.failing.items()],
    ]
    if rows:
        _table(("Account", "Stands", "For", "Why"), rows)


def _show_sources(found: Standing) -> None:
    rows = [
        (
            source,
            _ago(found.at, state.read_at),
            _ago(found.at, state.tried_at),
            "stale" if state.stale_since else "well",
        )
        for source, state in found.sources.items()
    ]
    if rows:
        _table(("Source", "Read", "Tried", "Stands"), rows)


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for number, name in enumerate(columns):
        table.add_column(name, justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    show(table)
    say()


def as_document(found: Standing) -> dict[str, Any]:
    """The same as JSON; durations in seconds, null where nothing waits."""
    backlog = found.backlog
    return {
        "well": not found.problems,
        "at": found.at.isoformat(),
        "database": found.database,
        "revision": found.revision,
        "release": found.release,
        "servers": [_server_document(server) for server in found.servers],
        "partitions_free": {role.value: found.free(role) for role in Role},
        "inbox": {"events": backlog.events, "oldest_seconds": _seconds(backlog.oldest_event)},
        "timers": {"due": backlog.timers_due, "late_seconds": _seconds(backlog.latest_timer)},
        "outbox": {
            one.value: {"messages": backlog.outbox[one], "oldest_seconds": _seconds(backlog.oldest_message.get(one))}
            for one in OutboxStatus
        },
        "dead_letters": {"events": backlog.dead, "oldest_seconds": _seconds(backlog.oldest_dead)},
        "accounts": list(_account_documents(found)),
        "sources": list(_source_documents(found)),
        "problems": [problem._asdict() for problem in found.problems],
    }


def _server_document(server: Server) -> dict[str, Any]:
    return {
        "owner": server.owner,
        "live": server.live,
        "roles": list(server.roles),
        "partitions": {role.value: number for role, number in server.partitions.items()},
        "lease_expires": server.expires.isoformat(),
        "events_waiting": server.waiting,
    }


def _account_documents(found: Standing) -> Iterator[dict[str, Any]]:
    for id_, hold in found.holds.items():
        yield {"account": id_, "stands": "on hold", "since": hold.since.isoformat(), "reason": hold.reason}
    for id_, note in found.failing.items():
        yield {"account": id_, "stands": "failing", "failures": note.failures}


def _source_documents(found: Standing) -> Iterator[dict[str, Any]]:
    for source, state in found.sources.items():
        instants = {"read_at": state.read_at, "tried_at": state.tried_at, "stale_since": state.stale_since}
        yield {"source": source} | {name: at.isoformat() if at else None for name, at in instants.items()}


def _seconds(age: timedelta | None) -> float | None:
    return None if age is None else age.total_seconds()


def _at(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S}"


def _ago(now: datetime, instant: datetime | None) -> str:
    return "never" if instant is None else f"{told(now - instant)} ago"
