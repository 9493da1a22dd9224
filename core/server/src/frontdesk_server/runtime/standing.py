"""How the whole installation stands, by the database alone: who works on what, what waits, and what needs a human."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from frontdesk_server.runtime.admission import FAILURES
from frontdesk_server.runtime.readings import is_held
from frontdesk_server.store import Store
from frontdesk_server.store.health import Backlog, Share
from frontdesk_server.store.migrating import revision_of
from frontdesk_server.store.passes import SourceState
from frontdesk_server.store.presence import TAKES_IN, Present
from frontdesk_server.store.values import AccountNote, Hold, OutboxStatus, Role

LONGEST_WAIT: Final = timedelta(minutes=1)
"""An event, or a timer, that waits for longer is not waited for but forgotten."""
LONGEST_UNKNOWN: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A process that lives, or that died and whose partitions nobody has taken yet."""

    owner: str
    roles: Sequence[str]
    """What it does: `ingress`, `worker`, `sender`, in this order."""
    partitions: Mapping[Role, int]
    expires: datetime
    """When it is believed dead, and others may take over what it holds; past = it is silent."""
    live: bool
    waiting: int
    """Events in its partitions that are not decided yet."""


class Problem(NamedTuple):
    """Something that needs a human."""

    id: str
    what: str
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Everything, as it was at one look."""

    at: datetime
    database: str
    revision: str
    release: int
    backlog: Backlog
    servers: Sequence[Server]
    holds: Mapping[str, Hold]
    failing: Mapping[str, AccountNote]
    """The accounts that failed so often that only probes are sent."""
    sources: Mapping[str, SourceState]

    @property
    def live(self) -> list[Server]:
        """The servers that are at work."""
        return [server for server in self.servers if server.live]

    def free(self, role: Role) -> int:
        """How many partitions nobody alive holds."""
        return sum(share.role is role and not is_held(share, self.at) for share in self.backlog.shares)

    @property
    def problems(self) -> list[Problem]:
        """What needs a human, the worst first."""
        return [Problem(id_, what, mend) for id_, look, mend in CHECKS if (what := look(self)) is not None]


async def look(store: Store) -> Standing:
    """How everything stands now. Raises `StoreUnavailable`."""
    backlog = await store.health.backlog()
    notes = await store.outbox.notes()
    there = await store.presence.there(backlog.at)
    servers = _servers(backlog, there, await store.log.waiting_by_part(), embedded=store.database.embedded)
    return Standing(
        at=backlog.at,
        database=store.database.address,
        revision=await revision_of(store.database),
        release=await store.releases.newest_number(),
        backlog=backlog,
        servers=list(servers),
        holds=await store.holds.all(),
        failing={id_: note for id_, note in notes.items() if note.failures >= FAILURES},
        sources=await store.passes.all(),
    )


def _servers(
    backlog: Backlog, there: Sequence[Present], waiting: Mapping[int, int], *, embedded: bool
) -> Iterator[Server]:
    """Every process, by its own word and by the partitions that are its own."""
    shares: defaultdict[str, list[Share]] = defaultdict(list)
    for share in backlog.shares:
        if share.owner is not None:
            shares[share.owner].append(share)
    words: defaultdict[str, list[Present]] = defaultdict(list)
    for one in there:
        words[one.owner].append(one)
    for owner in sorted(shares.keys() | words.keys()):
        yield _server(owner, shares[owner], words[owner], backlog.at, waiting, embedded=embedded)


def _server(
    owner: str,
    shares: Sequence[Share],
    words: Sequence[Present],
    now: datetime,
    waiting: Mapping[int, int],
    *,
    embedded: bool,
) -> Server:
    # An embedded database has one server, which does everything and says nothing of it.
    roles = {one.role for one in words} | {share.role.value for share in shares} | ({TAKES_IN} if embedded else set())
    return Server(
        owner=owner,
        roles=[role for role in (TAKES_IN, *(role.value for role in Role)) if role in roles],
        partitions={role: sum(share.role is role for share in shares) for role in Role},
        expires=max([share.expires or now for share in shares] + [one.expires for one in words]),
        live=bool(words) or any(is_held(share, now) for share in shares),
        waiting=sum(waiting.get(share.number, 0) for share in shares if share.role is Role.WORKER),
    )


# What needs a human: how it is seen, and what mends it


def _nobody(found: Standing) -> str | None:
    return None if found.live else "no server is at work on this database"


def _no_door(found: Standing) -> str | None:
    open_to_all = any(TAKES_IN in server.roles for server in found.live)
    return None if open_to_all or not found.live else "no process takes in what platforms bring"


def _no_release(found: Standing) -> str | None:
    return None if found.release else "there is no release: nothing is answered"


def _free(found: Standing) -> str | None:
    free = {role.value: number for role in Role if (number := found.free(role))}
    if not found.live or not free:
        return None
    return "partitions that nobody works on: " + ", ".join(f"{number} of {role}s" for role, number in free.items())


def _late(found: Standing) -> str | None:
    age = found.backlog.oldest_event
    return f"an event has waited for {told(age)}" if age is not None and age > LONGEST_WAIT else None


def _timers(found: Standing) -> str | None:
    age = found.backlog.latest_timer
    return f"a timer has been due for {told(age)}" if age is not None and age > LONGEST_WAIT else None


def _dead(found: Standing) -> str | None:
    return f"dead letters: {found.backlog.dead}" if found.backlog.dead else None


def _parked(found: Standing) -> str | None:
    number = found.backlog.outbox[OutboxStatus.PARKED]
    return f"messages parked, because nobody knows whether they arrived: {number}" if number else None


def _unknown(found: Standing) -> str | None:
    age = found.backlog.oldest_message.get(OutboxStatus.UNKNOWN)
    return f"a send has had no known end for {told(age)}" if age is not None and age > LONGEST_UNKNOWN else None


def _held(found: Standing) -> str | None:
    return f"accounts that their platform refuses: {', '.join(found.holds)}" if found.holds else None


def _failing(found: Standing) -> str | None:
    return f"accounts that fail, so that only probes are sent: {', '.join(found.failing)}" if found.failing else None


def _stale(found: Standing) -> str | None:
    stale = [source for source, state in found.sources.items() if state.stale_since is not None]
    return f"sources that cannot be read: {', '.join(stale)}" if stale else None


CHECKS: Final[Sequence[tuple[str, Callable[[Standing], str | None], str]]] = (
    ("no-server", _nobody, "start one: frontdesk serve --project DIR"),
    ("no-ingress", _no_door, "start one: frontdesk serve --role ingress --project DIR"),
    ("no-release", _no_release, "run: frontdesk apply DIR"),
    ("partitions-free", _free, "wait for a lease's length; then start a process of that role"),
    ("events-wait", _late, "look at /ready and the log of the workers; start more of them"),
    ("timers-late", _timers, "look at the clocks of database and workers, and at the workers' log"),
    ("dead-letters", _dead, "frontdesk dead list shows why; mend it, then frontdesk dead replay NUMBER"),
    (
        "parked",
        _parked,
        "frontdesk parked list names them; look whether each arrived, then frontdesk parked resend or drop",
    ),
    ("unknown-stays", _unknown, "look whether the platform's status webhooks arrive"),
    ("account-on-hold", _held, "frontdesk account held has the platform's words"),
    ("account-failing", _failing, "look at the platform's own status; what waits is sent once it works"),
    ("source-stale", _stale, "frontdesk sync SOURCE says why"),
)
"""Every reason for which `frontdesk status` ends with 1: its id, how it is seen, what mends it."""


def told(age: timedelta) -> str:
    """A duration as people say it: its two largest units."""
    seconds = max(0, int(age.total_seconds()))
    parts = [(seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
    said = [f"{number} {unit}" for number, unit in parts if number]
    return " ".join(said[:2]) or "0 s"
